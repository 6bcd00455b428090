"""Turns what is drawn into ASCII on its way to the terminal, without moving a cell."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.scrollbar import ScrollBarRender

from efficacy_tui.content.ascii_fallbacks import REPLACEMENT, can_encode, to_ascii


class AsciiFilter(LineFilter):
    """Signs become their ASCII likeness; letters stay where the terminal's `encoding` has them, else `?` a cell."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__()
        self._shown = lru_cache(4096)(lambda text: to_displayable(text, encoding))

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments in ASCII, each of the same width as before."""
        return [
            segment if segment.text.isascii() else Segment(self._shown(segment.text), segment.style, segment.control)
            for segment in segments
        ]


class WholeCells(ScrollBarRender):
    """A scroll bar without the signs that draw parts of a cell."""

    VERTICAL_BARS = [" "]
    HORIZONTAL_BARS = [" "]


def to_displayable(text: str, encoding: str) -> str:
    """A text as a terminal of that encoding can show it, of the same number of cells."""
    # Taken together, because joined signs are narrower than one by one.
    runs = groupby(to_ascii(text), key=lambda char: char.isascii() or can_encode(char, encoding))
    drawn = ("".join(run) if showable else REPLACEMENT * cell_len("".join(run)) for showable, run in runs)
    return set_cell_size("".join(drawn), cell_len(text))
