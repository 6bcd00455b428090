"""The frame of a dialog, with its hints in the lower edge."""

from __future__ import annotations

from textual.content import Content

from efficacy_tui.tui.textual_overrides import set_border_subtitle
from efficacy_tui.tui.widgets.base_widgets import FixedVertical


class DialogFrame(FixedVertical):
    """A frame whose lower edge names the keys; changing them redraws only that edge."""

    _subtitle = Content("")

    def set_subtitle(self, words: Content) -> None:
        """Show words in the lower edge, on one line."""
        if words.is_same(self._subtitle):
            return
        self._subtitle = words
        set_border_subtitle(self, words)
