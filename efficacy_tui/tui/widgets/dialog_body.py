"""The scrolling part of a dialog."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.geometry import Region, Size
from textual.layout import DockArrangeResult
from textual.reactive import Reactive
from textual.strip import Strip

from efficacy_tui.tui.widgets.base_widgets import FOCUS_EVENTS, rows_alike


class DialogBody(VerticalScroll):
    """A container as high as its content, up to the available rows; it always reserves the scroll bar's column.

    Otherwise Textual would compute the height for lines one cell wider than those it draws: a line that just fits
    would wrap beside a bar shown for a moment, and the taller content would then keep the bar without need.
    """

    DEFAULT_CSS = """
    DialogBody {
        height: auto; max-height: 100%;
        scrollbar-gutter: stable; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0;
    }
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """The size of the content; with Textual's own reactive, setting it during layout would lay out again."""

    def __init__(self) -> None:
        super().__init__(can_focus=False)
        self.disable_messages(*FOCUS_EVENTS)
        self._height_range: tuple[int, int] | None = None

    def set_height_range(self, minimum: int, maximum: int) -> None:
        """Keep the height between `minimum` and `maximum` rows."""
        if self._height_range != (minimum, maximum):
            self._height_range = (minimum, maximum)
            self.styles.min_height, self.styles.max_height = self._height_range

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return super().get_content_height(container, viewport, width - self.scrollbar_size_vertical)

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:
        """Place the content regardless of the height, so that one cached arrangement serves all."""
        return super().arrange(Size(size.width, 0), optimal)

    def render_line(self, y: int) -> Strip:
        return Strip.blank(self.size.width, self.rich_style)

    def render_lines(self, crop: Region) -> list[Strip]:
        return rows_alike(self, crop, super().render_lines)
