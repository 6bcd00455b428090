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
    """Replaces signs with ASCII; letters that the terminal's `encoding` lacks become one `?` for each cell."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__()
        self._displayable = lru_cache(4096)(lambda text: to_displayable(text, encoding))

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments in ASCII, each as wide as before."""
        return [
            segment
            if segment.text.isascii()
            else Segment(self._displayable(segment.text), segment.style, segment.control)
            for segment in segments
        ]


class WholeCellScrollBar(ScrollBarRender):
    """Draws a scroll bar without the characters that fill a part of a cell."""

    VERTICAL_BARS = [" "]
    HORIZONTAL_BARS = [" "]


def to_displayable(text: str, encoding: str) -> str:
    """Return a text as a terminal of that encoding can show it, in the same number of cells."""
    # Characters are measured in runs, because joined ones are narrower together than apart.
    runs = groupby(to_ascii(text), key=lambda char: char.isascii() or can_encode(char, encoding))
    parts = ("".join(run) if is_encodable else REPLACEMENT * cell_len("".join(run)) for is_encodable, run in runs)
    return set_cell_size("".join(parts), cell_len(text))
