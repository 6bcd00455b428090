"""Keeps control characters away from the terminal: the dashboard's one way out for text."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from efficacy_tui.model.text import printable_line


class ControlFilter(LineFilter):
    """Shows every character that could act on the terminal as �, without moving a cell."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without control characters, each as wide as before."""
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [
            segment
            if segment.text.isprintable()
            else Segment(_to_printable(segment.text), segment.style, segment.control)
            for segment in segments
        ]


def _to_printable(text: str) -> str:
    # A control character takes no cell, so its � costs a cell at the end.
    return set_cell_size(printable_line(text), cell_len(text))


CONTROLS = ControlFilter()
"""The filter that every screen's lines pass."""
