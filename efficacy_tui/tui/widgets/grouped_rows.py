"""Items under the days they are of: which row holds which, counted instead of kept."""

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
    """Items, newest first. A day's heading takes a row before its items: only where the days begin is kept."""

    def __init__(self, items: Sequence[TimelineItem], begins: Sequence[int] | None = None) -> None:
        """`begins` are the places of the first item of each day, where they are at hand already."""
        self.items = items
        if begins is None:
            days = list(map(attrgetter("day"), items))
            changes = compress(range(1, len(days)), map(ne, days, islice(days, 1, None)))
            begins = [0, *changes] if days else []
        self._begins = begins

    def __len__(self) -> int:
        """How many rows there are, with the headings."""
        return len(self.items) + len(self._begins)

    def row_of(self, place: int) -> int:
        """The row of the item at a place."""
        return place + bisect_right(self._begins, place)

    def in_row(self, row: int) -> tuple[int, bool]:
        """The place of the item in a row, and whether the row is the heading of that item's day."""
        before = bisect_right(range(len(self._begins)), row, key=self._heading) - 1
        heading = self._heading(before) == row
        return (self._begins[before] if heading else row - before - 1), heading

    def _heading(self, day: int) -> int:
        """The row of a day's heading, by the day's number."""
        return self._begins[day] + day

    def first_of(self, day: dt.date) -> int:
        """The place of the newest item of a day, or of the closest day before it; after the last, if there is none."""
        return bisect_left(self.items, -day.toordinal(), key=lambda item: -item.day.toordinal())

    def place_of(self, wanted: TimelineItem) -> int | None:
        """Where an item is now among its day's; `None` where it is no more."""
        for place in range(self.first_of(wanted.day), len(self.items)):
            if self.items[place].id == wanted.id:
                return place
            if self.items[place].day != wanted.day:
                break
        return None
