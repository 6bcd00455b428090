"""One line about what a cursor stands on: as many whole parts as fit, only somebody's own words cut."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from efficacy_tui.tui.privacy.mask import NumericWidget
from efficacy_tui.tui.widgets.content_lines import QUIET

BETWEEN = "  ·  "
LEAST_WORDS = 12
"""Cells below which a beginning of somebody's words says nothing."""


class Part(NamedTuple):
    """One thing told of a day: in full or in short, whole; somebody's words may be cut to `least` cells instead."""

    wordings: tuple[Content, ...]
    least: int | None = None

    def fitting(self, width: int) -> Content | None:
        """What of it stands on so many cells, if anything does."""
        whole = next((words for words in self.wordings if words.cell_length <= width), None)
        if whole is None and self.least is not None and width >= self.least:
            return self.wordings[-1].truncate(width, ellipsis=True)
        return whole


class Readout(NumericWidget):
    """What the cursor stands on, or how to move it."""

    DEFAULT_CSS = "Readout { height: 1; padding: 0 2; text-wrap: nowrap; text-overflow: ellipsis; }"
    words: reactive[Content] = reactive(Content(""))
    """What stands first."""
    parts: reactive[tuple[Part, ...]] = reactive(())
    """What follows, as far as it fits."""

    def render(self) -> Content:
        width = self.content_size.width
        shown = self.words.truncate(width, ellipsis=True)
        for part in self.parts:
            words = part.fitting(width - shown.cell_length - cell_len(BETWEEN))
            if words is None:
                break
            shown = Content.assemble(shown, (BETWEEN, QUIET), words)
        return shown
