"""The record's line: level between outcomes, a step where one changed it."""

from __future__ import annotations

from efficacy_tui.chart.cells import DOWN, LEFT, RIGHT, UP
from efficacy_tui.chart.data import ChartData
from efficacy_tui.chart.own_line import Place
from efficacy_tui.chart.scales import PercentScale, TimeScale

LEVEL = LEFT | RIGHT
UPRIGHT = UP | DOWN


def record_line(data: ChartData, time: TimeScale, percent: PercentScale) -> dict[Place, int]:
    """Return the sides to which the line leads, by cell; the step of a day stands in the column of its outcome.

    Several steps in one column are drawn as one stroke over all their heights. The line ends today.
    """
    if not data.record or data.record[0][0] > time.last:
        return {}
    steps: dict[int, list[int]] = {}
    for day, value in data.record:
        if day <= time.last:
            column = time.column(day) if day >= time.first else -1
            steps.setdefault(column, []).append(percent.row(value))
    first = min(steps)
    last = time.column(min(data.today, time.last))
    sides: dict[Place, int] = {}
    row = steps[first][-1] if first < 0 else steps[first][0]
    for column in range(max(first, 0), last + 1):
        rows = [row, *steps.get(column, ())]
        top, bottom, entry, row = min(rows), max(rows), row, rows[-1]
        for y in range(top, bottom + 1):
            sides[column, y] = (UP if y > top else 0) | (DOWN if y < bottom else 0)
        if column > max(first, 0) or first < 0:
            sides[column, entry] |= LEFT
        sides[column, row] |= RIGHT
    return sides
