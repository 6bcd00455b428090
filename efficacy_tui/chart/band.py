"""The 80 % band of the own line: a tone whose edges are drawn in eighths of a cell."""

from __future__ import annotations

from efficacy_tui.chart.cells import BLANK, ChartCell
from efficacy_tui.chart.data import ChartData
from efficacy_tui.chart.own_line import Place
from efficacy_tui.chart.scales import PercentScale, TimeScale

MIN_BAND_ROWS = 12
"""Rows of the plot from which the band is drawn; lower, its edges would be stairs and the dots show the spread."""

EIGHTHS = " ▁▂▃▄▅▆▇█"
SHADE = "░"
FULL = ChartCell(" ", "band", on_band=True)
MIN_HEIGHT = 0.5
"""The height of the band, in rows, where it would be thinner."""


def draws_band(data: ChartData, rows: int, *, ascii_only: bool) -> bool:
    """Whether the band is drawn in a plot of so many rows; ASCII has no tone for it."""
    return bool(data.level) and rows >= MIN_BAND_ROWS and not ascii_only


def band_cells(
    data: ChartData, time: TimeScale, percent: PercentScale, *, shade: bool = False
) -> tuple[dict[Place, ChartCell], set[Place]]:
    """Return the cells of the band, and those of which it covers at least a half.

    With `shade` it is a texture of whole cells, for terminals without tones.
    """
    cells: dict[Place, ChartCell] = {}
    covered: set[Place] = set()
    if not data.level:
        return cells, covered
    days, _, lows, highs = zip(*data.level, strict=True)
    halves = time.extents(days, lows, highs)
    for column, pair in enumerate(zip(halves[::2], halves[1::2], strict=True)):
        extents = [extent for extent in pair if extent is not None]
        if not extents:
            continue
        top = percent.position(max(high for _, high in extents))
        bottom = percent.position(min(low for low, _ in extents))
        if bottom - top < MIN_HEIGHT:
            top = min(max((top + bottom - MIN_HEIGHT) / 2, 0.0), percent.rows - MIN_HEIGHT)
            bottom = top + MIN_HEIGHT
        for row in range(int(top), min(int(bottom) + 1, percent.rows)):
            start, end = max(top - row, 0.0), min(bottom - row, 1.0)
            if end <= start:
                continue
            if end - start >= MIN_HEIGHT:
                covered.add((column, row))
            if not shade:
                cells[column, row] = _edge(start, end)
            elif (column, row) in covered:
                cells[column, row] = ChartCell(SHADE, "band")
    return cells, set() if shade else covered


def _edge(start: float, end: float) -> ChartCell:
    """Draw a cell of which the band covers the part from `start` to `end`, in rows from its top."""
    if start > 0 and end < 1:
        # A block has one edge only, so the band is drawn from the nearer side of the cell.
        start, end = (start, 1.0) if 1 - end < start else (0.0, end)
    if start > 0:
        eighths = round((1 - start) * 8)
        return FULL if eighths == 8 else ChartCell(EIGHTHS[eighths], "band")
    eighths = round((1 - end) * 8)
    return FULL if eighths == 0 else BLANK if eighths == 8 else ChartCell(EIGHTHS[eighths], "ground", on_band=True)
