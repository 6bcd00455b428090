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


def place(value: float, width: int) -> int:
    """Return the cell of a value from 1 to 5 on a line of `width` cells."""
    return round((min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW) * (width - 1))


def spread(marks: Sequence[RaterMark], width: int) -> dict[int, RaterMark]:
    """Give each mark its own cell: the first keeps the cell of its value, the next moves to the closest free one."""
    marks_by_cell: dict[int, RaterMark] = {}
    for mark in marks:
        target = place(mark.at, width)
        free_cells = (cell for cell in range(width) if cell not in marks_by_cell)
        cells = sorted(free_cells, key=lambda cell: (abs(cell - target), -cell))
        if cells:
            marks_by_cell[cells[0]] = mark
    return marks_by_cell


def scale_line(marks: Sequence[RaterMark], width: int, between: tuple[float, float] | None = None) -> Content:
    """Draw the line with its ticks and marks, thicker `between` two values."""
    cells: list[tuple[str, str]] = [("─", FAINT)] * width
    for tick in range(LOW, HIGH + 1):
        cells[place(tick, width)] = ("┼" if LOW < tick < HIGH else "├" if tick == LOW else "┤", FAINT)
    if between is not None:
        first, last = sorted(place(value, width) for value in between)
        for cell in range(first, last + 1):
            cells[cell] = ("━", QUIET)
    for cell, mark in spread(marks, width).items():
        cells[cell] = (mark.sign, mark.style)
    return magnitude(Content.assemble(*cells))


def below(marks: Sequence[RaterMark], width: int) -> Content:
    """Draw marks for the row below the line, on blanks."""
    cells: list[tuple[str, str]] = [(" ", "")] * width
    for cell, mark in spread(marks, width).items():
        cells[cell] = (mark.sign, mark.style)
    return magnitude(Content.assemble(*cells))


def scale(width: int) -> Content:
    """Write the numbers 1 to 5 for the row above the ticks."""
    cells = [" "] * width
    for tick in range(LOW, HIGH + 1):
        cells[place(tick, width)] = str(tick)
    return public("".join(cells), QUIET)
