"""How the cells of a chart are divided: numbers at the left, the plot, numbers at the right, the axis and its dates."""

from __future__ import annotations

from typing import NamedTuple

from efficacy_tui.chart.data import ChartData

MIN_HEIGHT = 3
"""Rows below which a chart says nothing and is left out."""

TALL = 7
"""Rows from which the dates have a row of their own below the axis."""

NUMBERS_LEFT, BRACKET_RIGHT, NUMBERS_RIGHT = 24, 28, 44
"""Columns from which there are numbers at the left, the bracket of the record's range, and its numbers beside it."""


class ChartLayout(NamedTuple):
    """The columns of the `gutter` (the percent axis), plot and `margin`; the rows of the plot and of its `feet`."""

    gutter: int
    columns: int
    margin: int
    rows: int
    feet: int

    @property
    def has_numbers_right(self) -> bool:
        """Whether there is room for numbers at the right edge."""
        return self.margin > 2


def divide(width: int, height: int, data: ChartData) -> ChartLayout:
    """Divide a chart of `width` × `height` cells; it has no plot where it is too small."""
    feet = 0 if height < MIN_HEIGHT else 2 if height >= TALL else 1
    gutter = 4 if width >= NUMBERS_LEFT else 0
    margin = 2 if width >= BRACKET_RIGHT else 0
    if width >= NUMBERS_RIGHT:
        ends = (*(data.record_range or ()), data.own_value or 0)
        margin += 3 if any(round(value) >= 100 for value in ends) else 2
    return ChartLayout(gutter, max(width - gutter - margin, 0), margin, max(height - feet, 0) if feet else 0, feet)
