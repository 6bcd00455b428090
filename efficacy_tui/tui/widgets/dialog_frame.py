"""The frame of a dialog."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Region

from efficacy_tui.tui.widgets.base_widgets import FixedVertical


class DialogFrame(FixedVertical):
    """A frame whose lower edge says what can be done; other words there draw that edge and nothing else."""

    _said = Content("")

    def set_subtitle(self, words: Content) -> None:
        """Put words into the lower edge, on one line."""
        if words.is_same(self._said):
            return
        self._said = self._border_subtitle = words
        # By `border_subtitle` all of the frame would be drawn, and every line in it.
        size, gutter = self.outer_size, self.gutter
        self.refresh(Region(-gutter.left, size.height - 1 - gutter.top, size.width, 1))
