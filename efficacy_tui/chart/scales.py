"""The two scales of a chart: days across in halves of a cell, percent down in quarters of a cell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from efficacy_tui.chart.data import ChartData, Window

MIN_POINTS = 40
"""The percent scale covers at least this many points, or every wobble would look like a leap."""

Extent = tuple[float, float]


class TimeScale:
    """The days of a window across `columns` cells, each in two halves; the first day is in the first half.

    The outcome, the rating and the record's step of one day are all in one column.
    """

    def __init__(self, window: Window, columns: int) -> None:
        self.first, self.last, self.columns = window[0], max(window), columns
        self._span, self._steps = self.last - self.first, 2 * columns - 1

    def half(self, day: int) -> int:
        """Return the half column, from 0, of a day inside the window."""
        return ((day - self.first) * self._steps * 2 + self._span) // (2 * self._span) if self._span else 0

    def column(self, day: int) -> int:
        """Return the column of a day inside the window."""
        return self.half(day) // 2

    def contains(self, day: int) -> bool:
        """Whether a day lies in the window."""
        return self.first <= day <= self.last

    def slices(self, days: Sequence[int]) -> list[tuple[int, int]]:
        """Return for every half column the slice of the sorted `days` in it; days outside the window are in none."""
        starts = (-(-(2 * half - 1) * self._span // (2 * self._steps)) for half in range(1, self._steps + 1))
        edges = [self.first, *(self.first + start for start in starts), self.last + 1]
        return list(pairwise([bisect_left(days, edge) for edge in edges]))

    def extents(
        self, days: Sequence[int], lows: Sequence[float], highs: Sequence[float] | None = None
    ) -> list[Extent | None]:
        """Return for every half column the least of `lows` and the greatest of `highs`, linear between two days."""
        highs = lows if highs is None else highs
        extents: list[Extent | None] = []
        for half, (start, stop) in enumerate(self.slices(days)):
            if stop > start:
                extents.append((min(lows[start:stop]), max(highs[start:stop])))
            elif 0 < start < len(days):
                since = self.first + half * self._span / self._steps - days[start - 1]
                part = min(max(since / (days[start] - days[start - 1]), 0.0), 1.0)
                low, high = ((1 - part) * ends[start - 1] + part * ends[start] for ends in (lows, highs))
                extents.append((low, high))
            else:
                extents.append(None)
        return extents


class PercentScale:
    """The percents `low` (at the bottom) to `high` over `rows` cells; values beyond an end are drawn at it."""

    def __init__(self, low: int, high: int, rows: int) -> None:
        self.low, self.high, self.rows = low, high, rows

    def position(self, value: float) -> float:
        """Return how many rows a value lies below the top, a number from 0 to `rows`."""
        return min(max((self.high - value) * self.rows / (self.high - self.low), 0.0), float(self.rows))

    def step(self, value: float) -> int:
        """Return the quarter of a row, from 0 at the top, of a value."""
        return min(int(self.position(value) * 4), self.rows * 4 - 1)

    def row(self, value: float) -> int:
        """Return the row, from 0 at the top, of a value."""
        return self.step(value) // 4


def percent_ends(data: ChartData, window: Window, *, full: bool = False, band: bool = False) -> tuple[int, int]:
    """Return the ends of the percent scale: the tens around all that is drawn in a window, at least forty points apart.

    The record's range is not drawn through time and does not count; the band of the own line does with `band`. With
    `full`, and for the first ratings, the scale is 0–100.
    """
    if full or not data.level:
        return 0, 100
    first, last = window
    values = [value for day, value in data.ratings if first <= day <= last]
    for day, mean, low, high in data.level:
        if first <= day <= last:
            values += (low, high) if band else (mean,)
    # A step before the window still holds at its beginning.
    values += [
        value for (day, value), (until, _) in pairwise((*data.record, (last + 1, 0.0))) if day <= last and until > first
    ]
    if not values:
        return 0, 100
    low, high = max(int(min(values) // 10) * 10, 0), min(-int(-max(values) // 10) * 10, 100)
    while high - low < MIN_POINTS:
        if low > 100 - high:
            low -= 10
        else:
            high += 10
    return low, high
