"""Which terminals are small, and what is said where one is too small for anything to fit."""

from __future__ import annotations

from textual.geometry import Size
from textual.widgets import Static

from efficacy_tui.tui.privacy.mask import public

LEAST = (40, 12)
"""Columns and rows below which nothing fits."""

LOW = 18
"""Rows below which a dialog has no room for air, nor for what only shows the way."""

WORDS = f"A little more room, please:\nat least {LEAST[0]} × {LEAST[1]}."
NOTE_LAYER = "note"


class TooSmall(Static):
    """Asks for room. It covers what is below and hides nothing, so that the focus is where it was afterwards."""

    DEFAULT_CSS = """
    TooSmall {
        display: none; width: 100% !important; height: 100% !important;
        content-align: center middle; text-align: center; color: $quiet; background: $background;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(public(WORDS), id=id, markup=False)


def fits(size: Size) -> bool:
    """Whether a screen of this size can be used."""
    return size.width >= LEAST[0] and size.height >= LEAST[1]
