"""What scrolls inside a dialog."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.geometry import Region, Size
from textual.layout import DockArrangeResult
from textual.reactive import Reactive
from textual.strip import Strip

from efficacy_tui.tui.widgets.base_widgets import OF_FOCUS, rows_alike


class DialogBody(VerticalScroll):
    """As high as what is in it, as far as there are rows; the column of its bar stays free while there is none.

    Without that column Textual finds a height for lines that are one cell wider than those it draws. A line that just
    fits would wrap beside a bar that was needed for a moment, and so keep the bar where there is room without it.
    """

    DEFAULT_CSS = """
    DialogBody {
        height: auto; max-height: 100%;
        scrollbar-gutter: stable; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0;
    }
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """The room of what is in it, found while that is laid out; Textual would lay it out a second time for it."""

    def __init__(self) -> None:
        super().__init__(can_focus=False)
        self.disable_messages(*OF_FOCUS)
        self._rows: tuple[int, int] | None = None

    def set_height_range(self, least: int, most: int) -> None:
        """Never be lower or higher than so many rows."""
        if self._rows != (least, most):
            self._rows = (least, most)
            self.styles.min_height, self.styles.max_height = self._rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return super().get_content_height(container, viewport, width - self.scrollbar_size_vertical)

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:
        """Where what is in it goes. All of it has a height of its own, so what was found for ours is found for good."""
        return super().arrange(Size(size.width, 0), optimal)

    def render_line(self, y: int) -> Strip:
        return Strip.blank(self.size.width, self.rich_style)

    def render_lines(self, crop: Region) -> list[Strip]:
        return rows_alike(self, crop, super().render_lines)
