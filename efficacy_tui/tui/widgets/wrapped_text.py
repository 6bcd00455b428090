"""A text of a dialog, wrapped as everywhere else in the program."""

from __future__ import annotations

from textual.content import Content

from efficacy_tui.model.text_layout import wrap
from efficacy_tui.tui.privacy.mask import is_masked
from efficacy_tui.tui.privacy.masking_app import masked_lines
from efficacy_tui.tui.widgets.base_widgets import CachedStatic
from efficacy_tui.tui.widgets.content_lines import stack


class WrappedText(CachedStatic):
    """Wraps its text itself: Textual breaks Japanese anywhere, so that a line could begin with a comma."""

    _text = ""
    _cached_rows: tuple[tuple[str, int, bool], list[Content]] | None = None

    def set_text(self, text: str) -> None:
        """Show a text, and nothing at all for none; while masked, only the program's own words."""
        self._text = text
        self._cached_rows = None
        self.set_content(Content("\n").join(masked_lines(self, text, text.split("\n"))))
        self.display = bool(text)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> Content:
        return stack(self._rows(self.size.width))

    def _rows(self, width: int) -> list[Content]:
        key = (self._text, width, is_masked(self))
        if self._cached_rows is None or self._cached_rows[0] != key:
            lines = [line for part in self._text.split("\n") for line in wrap(part, width) or [""]]
            self._cached_rows = key, masked_lines(self, self._text, lines)
        return self._cached_rows[1]
