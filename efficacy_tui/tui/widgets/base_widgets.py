"""What every widget of the program that never scrolls is: its room is laid out once, and drawn once."""

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

OF_FOCUS = (DescendantFocus, DescendantBlur)
"""What goes from a widget up to the screen when the focus changes; where nobody listens it need not be sent."""


class LeafWidget(Widget):
    """A widget without scroll bars of its own."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """What could be scrolled to. Nothing can; Textual would lay out and draw everything again whenever it changes."""


def rows_alike(widget: Widget, crop: Region, draw: Callable[[Region], list[Strip]]) -> list[Strip]:
    """The rows of a widget that has nothing of its own to show but an edge: those between are drawn once for all."""
    if not widget.gutter.height:
        return draw(Region(crop.x, 0, crop.width, 1)) * crop.height
    last = widget.outer_size.height - 1
    if last < 2:
        return draw(crop)
    first, middle = draw(Region(crop.x, 0, crop.width, 2))
    (end,) = draw(Region(crop.x, last, crop.width, 1))
    return [first if y == 0 else end if y == last else middle for y in crop.line_range]


class FixedVertical(Vertical):
    """Widgets under each other. Not an `LeafWidget`: of its classes Textual takes the first one's style only."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    def render_line(self, y: int) -> Strip:
        return Strip.blank(self.size.width, self.rich_style)

    def render_lines(self, crop: Region) -> list[Strip]:
        return rows_alike(self, crop, super().render_lines)


class CachedStatic(Static):
    """Words that are put in from outside."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    _said: Content | None = None

    def set_content(self, words: Content) -> None:
        """Show these words; the same ones again are neither laid out nor drawn."""
        if self._said is None or not words.is_same(self._said):
            self._said = words
            self.update(words)
