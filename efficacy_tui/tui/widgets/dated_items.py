"""Timeline items by their days: which one begins a day, and where a day or an item is."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.journal.timeline import TimelineItem


class DatedItems:
    """Items, newest first. Nothing is stored beside them, so that a search of ten years costs nothing here."""

    def __init__(self, items: Sequence[TimelineItem]) -> None:
        self.items = items

    def __len__(self) -> int:
        return len(self.items)

    def begins_day(self, index: int) -> bool:
        """Whether the item at an index is the first of its day."""
        return index == 0 or self.items[index - 1].day != self.items[index].day

    def first_index(self, day: dt.date) -> int:
        """Return the index of the newest item of a day or of the closest day before it, else the number of items."""
        return bisect_left(self.items, -day.toordinal(), key=lambda item: -item.day.toordinal())

    def index_of(self, item: TimelineItem) -> int | None:
        """Return the index of the item with the same id and day, `None` if it is gone."""
        for index in range(self.first_index(item.day), len(self.items)):
            if self.items[index].id == item.id:
                return index
            if self.items[index].day != item.day:
                break
        return None
