"""One line from 1 to 5 with signs on it: where somebody stands in several people's eyes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from efficacy_tui.tui.privacy.mask import magnitude, public
from efficacy_tui.tui.widgets.content_lines import QUIET

LOW, HIGH = 1, 5
FAINT = "$faint"


class RaterMark(NamedTuple):
    """A sign at a place from 1 to 5."""

    sign: str
    at: float
    style: str


def place(value: float, width: int) -> int:
    """The cell of a value from 1 to 5 on a line of so many cells."""
    return round((min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW) * (width - 1))


def spread(marks: Sequence[RaterMark], width: int) -> dict[int, RaterMark]:
    """Each mark on a cell of its own: the one that comes first keeps its place, the next moves beside it."""
    found: dict[int, RaterMark] = {}
    for mark in marks:
        here = place(mark.at, width)
        cells = sorted((cell for cell in range(width) if cell not in found), key=lambda cell: (abs(cell - here), -cell))
        if cells:
            found[cells[0]] = mark
    return found


def scale_line(marks: Sequence[RaterMark], width: int, between: tuple[float, float] | None = None) -> Content:
    """The line with its ticks and marks, and thicker `between` two values."""
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
    """Marks under the line, on blanks."""
    cells: list[tuple[str, str]] = [(" ", "")] * width
    for cell, mark in spread(marks, width).items():
        cells[cell] = (mark.sign, mark.style)
    return magnitude(Content.assemble(*cells))


def scale(width: int) -> Content:
    """The numbers 1 to 5 over the ticks."""
    cells = [" "] * width
    for tick in range(LOW, HIGH + 1):
        cells[place(tick, width)] = str(tick)
    return public("".join(cells), QUIET)
