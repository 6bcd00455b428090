"""Where things stand in a picture of the report: axes, labels that give way to each other, signs in rows. Pure."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from efficacy_tui.model.locale_format import brief_date, month_label

MIN_SPAN = 40
"""An axis never shows fewer points, or small differences would look large."""

SHORT_DAYS, LONG_DAYS = 62, 800
"""Below so many days the axis names its ends only; above so many it names years instead of months."""

ROOM_OF_TODAY = 62
"""Names of months keep so far away from the word at the end of the axis."""


class AxisName(NamedTuple):
    """A name below the time axis, with the place of its middle."""

    place: float
    text: str


def axis_range(values: Iterable[float]) -> tuple[int, int]:
    """Return whole tens around `values` (0–100), at least `MIN_SPAN` apart; the whole scale without values."""
    values = list(values)
    if not values:
        return 0, 100
    low, high = math.floor(min(values) / 10) * 10, math.ceil(max(values) / 10) * 10
    while high - low < MIN_SPAN:
        low, high = max(0, low - 10), min(100, high + 10)
    return low, high


def spread_labels(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places as near to ascending `places` as they can be, at least `gap` apart, between `low` and `high`."""
    spread: list[float] = []
    for place in places:
        spread.append(max(place, spread[-1] + gap) if spread else max(place, low))
    limit = high
    for index in reversed(range(len(spread))):
        spread[index] = min(spread[index], limit)
        limit = spread[index] - gap
    return spread


def rows_of_signs(places: Sequence[float], gap: float) -> list[int | None]:
    """Return the row (0, 1) in which a sign stands at each ascending place, so that none covers another.

    `None` is a sign that fits in neither row.
    """
    ends = [-math.inf, -math.inf]
    rows: list[int | None] = []
    for place in places:
        row = next((row for row, end in enumerate(ends) if place - end >= gap), None)
        if row is not None:
            ends[row] = place
        rows.append(row)
    return rows


def place_of(day: int, first: int, last: int, left: float, right: float) -> float:
    """Return where a day (ordinal) stands between `left` and `right`; the only day stands at the right."""
    return right if first >= last else left + (day - first) / (last - first) * (right - left)


def axis_names(first: int, last: int, left: float, right: float, gap: float) -> list[AxisName]:
    """Name the months (or, of a long time, the years) on the axis from `first` to `last` (ordinals), `gap` apart."""
    begin, end = dt.date.fromordinal(first), dt.date.fromordinal(last)
    if last - first < SHORT_DAYS:
        return [AxisName(left + 16, brief_date(begin))] if right - left > ROOM_OF_TODAY and first < last else []
    by_year = last - first > LONG_DAYS
    names: list[AxisName] = []
    free = left - 12.0
    for day in _month_begins(begin, end):
        if by_year and day.month != 1:
            continue
        place = place_of(day.toordinal(), first, last, left, right)
        text = str(day.year) if by_year else month_label(day) + (f" {day.year}" if day.month == 1 else "")
        # A name with its year is wider; it needs more room on both sides.
        half = 30 if day.month == 1 and not by_year else 16
        if place - half < free or place + half > right - ROOM_OF_TODAY + 24:
            continue
        names.append(AxisName(place, text))
        free = place + half + max(gap - 32, 4)
    return names


def _month_begins(begin: dt.date, end: dt.date) -> Iterator[dt.date]:
    year, month = (begin.year, begin.month) if begin.day == 1 else divmod(begin.year * 12 + begin.month, 12)
    if begin.day != 1:
        month += 1
    day = dt.date(year, month, 1)
    while day <= end:
        yield day
        day = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)


def join_points(points: Iterable[tuple[float, float]]) -> str:
    """Return the data of a path through points."""
    return "M" + " ".join(f"{x:.0f} {y:.0f}" for x, y in points)


def scatter(points: Iterable[tuple[float, float]], grid: int = 1) -> str:
    """Return the data of a path with a dot at each point, moved to a `grid`, in as few letters as it takes.

    Dots in a row that would run into each other anyway are one stroke.
    """
    data: list[str] = []
    end_x = end_y = 0
    for y, begin, end in _runs(sorted({(grid * round(y / grid), grid * round(x / grid)) for x, y in points}), grid):
        move = f"m{begin - end_x} {y - end_y}" if data else f"M{begin} {y}"
        data.append(f"{move}h{end - begin}")
        end_x, end_y = end, y
    return "".join(data)


def _runs(places: Iterable[tuple[int, int]], gap: int) -> Iterator[tuple[int, int, int]]:
    """Join sorted places (y, x) that are at most `gap` apart in a row into (y, first x, last x)."""
    run: tuple[int, int, int] | None = None
    for y, x in places:
        if run is not None and run[0] == y and x - run[2] <= gap:
            run = y, run[1], x
            continue
        if run is not None:
            yield run
        run = y, x, x
    if run is not None:
        yield run


def staircase(points: Sequence[tuple[float, float]]) -> str:
    """Return the data of a path that stays level from each point to the next one and steps there.

    Of several points on one unit only the last is drawn.
    """
    if not points:
        return ""
    places = list({round(x): round(y) for x, y in points}.items())
    (x, y), data = places[0], []
    for next_x, next_y in places[1:]:
        if next_y != y:
            data.append(f"h{next_x - x}v{next_y - y}")
            x, y = next_x, next_y
    return f"M{places[0][0]} {places[0][1]}{''.join(data)}"
