"""The axes of a chart: percent at the left; below, the outcomes on the line of the days, and the dates."""

from __future__ import annotations

from efficacy_tui.chart.cells import BLANK, ChartCell, Ink, Signs
from efficacy_tui.chart.data import ChartData
from efficacy_tui.chart.date_labels import date_labels, day_name
from efficacy_tui.chart.layout import ChartLayout
from efficacy_tui.chart.scales import PercentScale, TimeScale

MIN_MIDDLE_ROWS = 6
"""Rows of the plot from which the middle of the percent scale is named."""


def percent_axis(layout: ChartLayout, percent: PercentScale, signs: Signs) -> list[list[ChartCell]]:
    """Draw the cells left of every row of the plot: the ends of the scale plain, its middle quiet."""
    if not layout.gutter:
        return [[] for _ in range(layout.rows)]
    numbers = {layout.rows - 1: percent.low, 0: percent.high}
    if layout.rows >= MIN_MIDDLE_ROWS:
        middle = (percent.low + percent.high) / 2
        numbers.setdefault(percent.row(middle), round(middle))
    axis = []
    for row in range(layout.rows):
        text = f"{numbers[row]:>3}{signs.tick}" if row in numbers else f"   {signs.wall}"
        ink: Ink = "end" if row in (0, layout.rows - 1) and layout.rows > 1 else "axis"
        axis.append([ChartCell(char, ink if char.isdigit() else "axis") for char in text])
    return axis


def day_axis(
    data: ChartData, layout: ChartLayout, time: TimeScale, signs: Signs, cursor_day: int | None = None
) -> list[list[ChartCell]]:
    """Draw the rows below the plot: the line of the days with the outcomes on it, and the dates below it.

    In low charts the dates stand in the line itself and give way to outcomes.
    """
    marks = _outcome_marks(data, time, signs)
    line = [ChartCell(signs.axis, "axis")] * layout.columns
    apart = layout.feet > 1
    dates = [BLANK] * layout.columns if apart else line
    occupied = set() if apart else {column + shift for column in marks for shift in (-1, 0, 1)}
    for column, text, ink in _labels(data, layout, time, cursor_day):
        start = _label_start(column, text, ink, layout.columns)
        room = range(start - 1, start + len(text) + 1)
        if start + len(text) > layout.columns or occupied.intersection(room):
            continue
        occupied.update(room)
        dates[start : start + len(text)] = [ChartCell(char, ink) for char in text]
        if apart:
            line[column] = ChartCell(signs.date_tick, "cursor" if ink == "cursor" else "axis")
    for column, char in marks.items():
        line[column] = ChartCell(char, "mark")
        if char == signs.outcomes["abandoned"]:
            # A dash would vanish in the line.
            for neighbour in (column - 1, column + 1):
                if 0 <= neighbour < layout.columns and line[neighbour] == ChartCell(signs.axis, "axis"):
                    line[neighbour] = BLANK
    corner = [ChartCell(char, "axis") for char in f"   {signs.corner}"[: layout.gutter]]
    margin = [BLANK] * layout.margin
    rows = [[*corner, *line, *margin]]
    if apart:
        rows.append([*[BLANK] * layout.gutter, *dates, *margin])
    return rows


def _outcome_marks(data: ChartData, time: TimeScale, signs: Signs) -> dict[int, str]:
    """Return the sign of each column with outcomes; the latest stands for all."""
    return {
        time.column(outcome.day): signs.outcomes[outcome.kind]
        for outcome in data.outcomes
        if time.contains(outcome.day)
    }


def _labels(
    data: ChartData, layout: ChartLayout, time: TimeScale, cursor_day: int | None
) -> list[tuple[int, str, Ink]]:
    """List the columns and names of days, the most important first."""
    labels: list[tuple[int, str, Ink]] = []
    if cursor_day is not None and time.contains(cursor_day):
        name = "today" if cursor_day == data.today else day_name(cursor_day)
        labels.append((time.column(cursor_day), name, "cursor"))
    if time.contains(data.today):
        labels.append((time.column(data.today), "today", "today"))
    calendar = date_labels(time.first, time.last, layout.columns)
    return [*labels, *((time.column(day), name, "axis") for day, name in calendar)]


def _label_start(column: int, text: str, ink: Ink, columns: int) -> int:
    """Return where a label begins: today's ends at its day, the cursor's stands around it, the others begin at it."""
    if ink == "cursor":
        return max(min(column - len(text) // 2, columns - len(text)), 0)
    return column - len(text) + 1 if ink == "today" and column >= len(text) - 1 else column
