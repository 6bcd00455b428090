"""Which terminals are small, and the message where nothing fits."""

from __future__ import annotations

from textual.geometry import Size
from textual.widgets import Static

from efficacy_tui.tui.privacy.mask import public

MIN_SIZE = (40, 12)
"""Columns and rows below which nothing fits."""

LOW_HEIGHT = 18
"""Rows below which a dialog has no room for blank lines, nor for its progress."""

WORDS = f"A little more room, please:\nat least {MIN_SIZE[0]} × {MIN_SIZE[1]}."
NOTE_LAYER = "note"


class TooSmall(Static):
    """A request for more room. It covers the screen without hiding widgets, so that the focus stays where it was."""

    DEFAULT_CSS = """
    TooSmall {
        display: none; width: 100% !important; height: 100% !important;
        content-align: center middle; text-align: center; color: $quiet; background: $background;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(public(WORDS), id=id, markup=False)


def fits(size: Size) -> bool:
    """Whether a screen of this size is usable."""
    return size.width >= MIN_SIZE[0] and size.height >= MIN_SIZE[1]
