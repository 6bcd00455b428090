"""The right edge of a chart: your value, the record's, and the record's range as a bracket, with their numbers."""

from __future__ import annotations

from itertools import pairwise, product
from typing import NamedTuple

from efficacy_tui.chart.cells import ChartCell, Ink, Signs
from efficacy_tui.chart.data import ChartData
from efficacy_tui.chart.scales import PercentScale

BRACKET_AT, NUMBERS_AT = 1, 2
"""The columns of the bracket and of the numbers, counted from the end of the lines."""

MAX_SHIFT = 2
"""Rows by which a number may be pushed away by others."""

DROPPED = 3.5
"""The cost of leaving out an end of the range (it stands in the headline), in rows of shift."""


class EdgeLabel(NamedTuple):
    """A number at the right edge: its value, its row, and what a shift by a row costs (`None`: it stays)."""

    value: float
    row: int
    ink: Ink
    shift_cost: float | None


def edge_cells(
    data: ChartData, percent: PercentScale, signs: Signs, *, numbers: bool, own: bool
) -> dict[tuple[int, int], ChartCell]:
    """Return the cells of the right edge by column (from the end of the lines) and row.

    `numbers` and `own` say whether there is room for numbers, and whether yours stands here.
    """
    cells: dict[tuple[int, int], ChartCell] = {}
    labels = []
    if data.record and data.record_range is not None:
        value, (low, high) = data.record[-1][1], data.record_range
        middle, top, bottom = percent.row(value), percent.row(high), percent.row(low)
        for row in range(min(top, middle), max(bottom, middle) + 1):
            char = signs.bracket
            if row == middle:
                char = signs.value
            elif row == top:
                char = signs.above if high > percent.high else signs.top
            elif row == bottom:
                char = signs.below if low < percent.low else signs.bottom
            cells[BRACKET_AT, row] = ChartCell(char, "record")
        labels += [
            EdgeLabel(high, top, "range", 1),
            EdgeLabel(value, middle, "record", None),
            EdgeLabel(low, bottom, "range", 1),
        ]
    if own and data.own_value is not None:
        labels.append(EdgeLabel(data.own_value, percent.row(data.own_value), "own", 2))
    if numbers:
        column = NUMBERS_AT if cells else BRACKET_AT
        for label, row in place_labels(labels, percent.rows):
            text = f"{round(label.value):>2}"
            cells |= {(column + i, row): ChartCell(char, label.ink) for i, char in enumerate(text)}
    return cells


def place_labels(labels: list[EdgeLabel], rows: int) -> list[tuple[EdgeLabel, int]]:
    """Give every label a row of its own, a higher value above, by the least shift; ends of a range may be dropped."""
    best: tuple[float, list[tuple[EdgeLabel, int]]] = (float("inf"), [])
    for rows_and_costs in product(*(_options(label, rows) for label in labels)):
        cost = sum(cost for _, cost in rows_and_costs)
        if cost >= best[0]:
            continue
        placed = [(label, row) for label, (row, _) in zip(labels, rows_and_costs, strict=True) if row is not None]
        placed.sort(key=lambda pair: pair[1])
        if all(above < below and upper.value >= lower.value for (upper, above), (lower, below) in pairwise(placed)):
            best = cost, placed
    return best[1]


def _options(label: EdgeLabel, rows: int) -> list[tuple[int | None, float]]:
    """List the rows that a label may have, each with its cost; no row is to leave it out."""
    if label.shift_cost is None:
        return [(label.row, 0.0)]
    shifts = range(-MAX_SHIFT, MAX_SHIFT + 1)
    options: list[tuple[int | None, float]] = [
        (label.row + shift, label.shift_cost * abs(shift)) for shift in shifts if 0 <= label.row + shift < rows
    ]
    return [*options, (None, DROPPED if label.ink == "range" else 3 * DROPPED)]
