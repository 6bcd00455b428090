"""Base classes of widgets that never scroll, and that avoid a second layout and repaint."""

from __future__ import annotations

from collections.abc import Callable

from textual.containers import Vertical
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

FOCUS_EVENTS = (DescendantFocus, DescendantBlur)
"""The messages a widget sends up to its screen when the focus changes; disable them where nothing handles them."""


class LeafWidget(Widget):
    """A widget without scroll bars."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """The scrollable size; nothing scrolls, so a change needs neither layout nor repaint."""


def rows_alike(widget: Widget, crop: Region, draw: Callable[[Region], list[Strip]]) -> list[Strip]:
    """Draw a widget that shows only its edges: all rows between them are the same, so draw one."""
    if not widget.gutter.height:
        return draw(Region(crop.x, 0, crop.width, 1)) * crop.height
    last_y = widget.outer_size.height - 1
    if last_y < 2:
        return draw(crop)
    top, middle = draw(Region(crop.x, 0, crop.width, 2))
    (bottom,) = draw(Region(crop.x, last_y, crop.width, 1))
    return [top if y == 0 else bottom if y == last_y else middle for y in crop.line_range]


class FixedVertical(Vertical):
    """Widgets below each other. Not a `LeafWidget`, because Textual takes default styles from the first base only."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    def render_line(self, y: int) -> Strip:
        return Strip.blank(self.size.width, self.rich_style)

    def render_lines(self, crop: Region) -> list[Strip]:
        return rows_alike(self, crop, super().render_lines)


class CachedStatic(Static):
    """Text set from outside; setting the same text again costs nothing."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    _last_content: Content | None = None

    def set_content(self, content: Content) -> None:
        """Show a text; the same one again is neither laid out nor drawn."""
        if self._last_content is None or not content.is_same(self._last_content):
            self._last_content = content
            self.update(content)
