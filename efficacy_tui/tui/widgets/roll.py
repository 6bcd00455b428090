"""What scrolls inside a dialog."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.geometry import Size


class Roll(VerticalScroll):
    """As high as what is in it, as far as there are rows; the column of its bar stays free while there is none.

    Without that column Textual finds a height for lines that are one cell wider than those it draws. A line that just
    fits would wrap beside a bar that was needed for a moment, and so keep the bar where there is room without it.
    """

    DEFAULT_CSS = """
    Roll {
        height: auto; max-height: 100%;
        scrollbar-gutter: stable; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0;
    }
    """

    def __init__(self) -> None:
        super().__init__(can_focus=False)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return super().get_content_height(container, viewport, width - self.scrollbar_size_vertical)
