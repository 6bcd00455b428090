"""Items grouped by day: which row shows which item, computed instead of stored."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import compress, islice
from operator import attrgetter, ne
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.journal.timeline import TimelineItem


class GroupedRows:
    """Items, newest first, each day under a heading row. Only the index at which each day begins is stored."""

    def __init__(self, items: Sequence[TimelineItem], begins: Sequence[int] | None = None) -> None:
        """`begins` are the indices of the first item of each day, if the caller has them."""
        self.items = items
        if begins is None:
            days = list(map(attrgetter("day"), items))
            changes = compress(range(1, len(days)), map(ne, days, islice(days, 1, None)))
            begins = [0, *changes] if days else []
        self._begins = begins

    def __len__(self) -> int:
        """The number of rows, headings included."""
        return len(self.items) + len(self._begins)

    def row_of(self, index: int) -> int:
        """Return the row of the item at an index."""
        return index + bisect_right(self._begins, index)

    def index_in_row(self, row: int) -> tuple[int, bool]:
        """Return the index of the item in a row, and whether the row is the heading of that item's day."""
        group = bisect_right(range(len(self._begins)), row, key=self._heading_row) - 1
        is_heading = self._heading_row(group) == row
        return (self._begins[group] if is_heading else row - group - 1), is_heading

    def _heading_row(self, group: int) -> int:
        """Return the row of the heading of a day, by the day's position among the days."""
        return self._begins[group] + group

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
