"""The own line and the ratings in braille: two days across and four heights in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from efficacy_tui.chart.data import ChartData
from efficacy_tui.chart.scales import PercentScale, TimeScale

BRAILLE = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
Place = tuple[int, int]
"""A cell of the plot: its column and its row."""

# The points around a rating, nearest first: to the sides by half a column, up and down by quarters of a row.
_DETOURS = sorted(
    ((across, down) for across in range(-2, 3) for down in range(-4, 5)),
    key=lambda detour: (abs(detour[0]) + abs(detour[1]), abs(detour[0])),
)


def own_line(data: ChartData, time: TimeScale, percent: PercentScale) -> dict[Place, int]:
    """Return the braille points of the smoothed ratings by cell; neighbouring half columns meet half-way."""
    if not data.level:
        return {}
    days, means, _, _ = zip(*data.level, strict=True)
    spans: dict[int, list[int]] = {}
    for half, extent in enumerate(time.extents(days, means)):
        if extent is None:
            continue
        spans[half] = span = [percent.step(value) for value in reversed(extent)]
        previous = spans.get(half - 1, span)
        if previous[1] < span[0]:
            previous[1] = (previous[1] + span[0]) // 2
            span[0] = previous[1] + 1
        elif span[1] < previous[0]:
            span[1] = (previous[0] + span[1]) // 2
            previous[0] = span[1] + 1
    return _gather((half, step) for half, (top, bottom) in spans.items() for step in range(top, bottom + 1))


def rating_points(data: ChartData, time: TimeScale, percent: PercentScale, occupied: set[Place]) -> dict[Place, int]:
    """Return the braille points of the ratings by cell, one for each height in a half column.

    A point whose cell is `occupied` moves to the nearest free one, at most a row or a column away; where there is none,
    it stays.
    """
    steps = {value: percent.step(value) for _, value in data.ratings}
    points = {(time.half(day), steps[value]) for day, value in data.ratings if time.contains(day)}
    if occupied:
        points = {_nearest_free(half, step, time, percent, occupied) for half, step in points}
    return _gather(points)


def beside_line(points: int, line: int) -> int:
    """Return those points of a cell that do not touch the line in it; the others lie on the line.

    Next to it they would only make it thicker, and its course hard to read.
    """
    for side in BRAILLE:
        for step, bit in enumerate(side):
            if any(line & side[near] for near in range(max(step - 1, 0), min(step + 2, 4))):
                points &= ~bit
    return points


def first_ratings(data: ChartData, time: TimeScale, percent: PercentScale) -> dict[Place, int]:
    """Return the braille points of the first few ratings by cell, four for each, at its height."""
    squares: dict[Place, int] = {}
    for day, value in data.ratings:
        if time.contains(day):
            step = percent.step(value)
            upper = min(step % 4, 2)
            squares[time.column(day), step // 4] = sum(side[upper] | side[upper + 1] for side in BRAILLE)
    return squares


def _nearest_free(half: int, step: int, time: TimeScale, percent: PercentScale, occupied: set[Place]) -> Place:
    if (half // 2, step // 4) not in occupied:
        return half, step
    for across, down in _DETOURS:
        x, y = half + across, step + down
        if 0 <= x < 2 * time.columns and 0 <= y < 4 * percent.rows and (x // 2, y // 4) not in occupied:
            return x, y
    return half, step


def _gather(points: Iterable[Place]) -> dict[Place, int]:
    """Gather braille points, given by half column and quarter of a row, by cell."""
    cells: dict[Place, int] = {}
    for half, step in points:
        place = half // 2, step // 4
        cells[place] = cells.get(place, 0) | BRAILLE[half % 2][step % 4]
    return cells


def braille(points: int) -> str:
    """Return the character of braille points."""
    return chr(0x2800 + points)


def in_runs(places: Iterable[Place]) -> Iterator[tuple[Place, int]]:
    """Yield cells row by row, each with its position, from 0, in a run of neighbours."""
    previous, position = (-2, -1), 0
    for column, row in sorted(places, key=lambda place: (place[1], place[0])):
        position = position + 1 if previous == (column - 1, row) else 0
        previous = column, row
        yield previous, position
