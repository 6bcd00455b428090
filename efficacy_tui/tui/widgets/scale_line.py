"""A line from 1 to 5 with a mark for each rater."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from efficacy_tui.tui.privacy.mask import magnitude, public
from efficacy_tui.tui.widgets.content_lines import QUIET

LOW, HIGH = 1, 5
FAINT = "$faint"


class RaterMark(NamedTuple):
    """A sign at a value from 1 to 5."""

    sign: str
    at: float
    style: str


def cell_of(value: float, width: int) -> int:
    """Return the cell of a value from 1 to 5 on a line of `width` cells."""
    return round((min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW) * (width - 1))


def place_marks(marks: Sequence[RaterMark], width: int) -> dict[int, RaterMark]:
    """Give each mark its own cell: the first keeps the cell of its value, the next moves to the closest free one."""
    marks_by_cell: dict[int, RaterMark] = {}
    for mark in marks:
        target = cell_of(mark.at, width)
        free_cells = (cell for cell in range(width) if cell not in marks_by_cell)
        cells = sorted(free_cells, key=lambda cell: (abs(cell - target), -cell))
        if cells:
            marks_by_cell[cells[0]] = mark
    return marks_by_cell


def scale_line(marks: Sequence[RaterMark], width: int, between: tuple[float, float] | None = None) -> Content:
    """Draw the line with its ticks and marks, thicker `between` two values."""
    cells: list[tuple[str, str]] = [("─", FAINT)] * width
    for tick in range(LOW, HIGH + 1):
        cells[cell_of(tick, width)] = ("┼" if LOW < tick < HIGH else "├" if tick == LOW else "┤", FAINT)
    if between is not None:
        first, last = sorted(cell_of(value, width) for value in between)
        for cell in range(first, last + 1):
            cells[cell] = ("━", QUIET)
    for cell, mark in place_marks(marks, width).items():
        cells[cell] = (mark.sign, mark.style)
    return magnitude(Content.assemble(*cells))


def marks_below(marks: Sequence[RaterMark], width: int) -> Content:
    """Draw marks for the row below the line, on blanks."""
    cells: list[tuple[str, str]] = [(" ", "")] * width
    for cell, mark in place_marks(marks, width).items():
        cells[cell] = (mark.sign, mark.style)
    return magnitude(Content.assemble(*cells))


def scale_numbers(width: int) -> Content:
    """Write the numbers 1 to 5 for the row above the ticks."""
    cells = [" "] * width
    for tick in range(LOW, HIGH + 1):
        cells[cell_of(tick, width)] = str(tick)
    return public("".join(cells), QUIET)
