"""One line about the day under a cursor: as many parts as fit, of which only a person's words are cut."""

from __future__ import annotations

from typing import NamedTuple

from textual.content import Content
from textual.reactive import reactive

from efficacy_tui.model.text_layout import cell_width
from efficacy_tui.tui.privacy.mask import NumericWidget
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.content_lines import QUIET

BETWEEN = "  ·  "
MIN_WORDS_WIDTH = 12
"""Cells below which the beginning of a person's words says nothing."""


class Part(NamedTuple):
    """A fact about a day, in wordings from long to short; a person's words may be cut to `min_width` cells instead."""

    wordings: tuple[Content, ...]
    min_width: int | None = None

    def fit(self, width: int) -> Content | None:
        """Return the longest form that fits into `width` cells, if any does."""
        wording = next((words for words in self.wordings if words.cell_length <= width), None)
        if wording is None and self.min_width is not None and width >= self.min_width:
            return self.wordings[-1].truncate(width, ellipsis=True)
        return wording


class Readout(NumericWidget, LeafWidget):
    """The facts about the cursor's day, or how to move the cursor."""

    DEFAULT_CSS = "Readout { height: 1; padding: 0 2; text-wrap: nowrap; text-overflow: ellipsis; }"
    words: reactive[Content] = reactive(Content(""))
    """The beginning of the line."""
    parts: reactive[tuple[Part, ...]] = reactive(())
    """The facts after it; those from the first that does not fit are left out."""

    def render(self) -> Content:
        width = self.content_size.width
        line = self.words.truncate(width, ellipsis=True)
        for part in self.parts:
            words = part.fit(width - line.cell_length - cell_width(BETWEEN))
            if words is None:
                break
            line = Content.assemble(line, (BETWEEN, QUIET), words)
        return line
