"""A scroll bar that renders fast: beside a list it changes with every letter of a search."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip


class TextScrollBar(ScrollBar):
    """A scroll bar that looks like Textual's; equal rows are rendered once, and no text layout is involved."""

    def render_lines(self, crop: Region) -> list[Strip]:
        bar = self.render()
        assert isinstance(bar, ScrollBarRender)
        assert isinstance(bar.style, Style)
        assert bar.style.color is not None
        assert bar.style.bgcolor is not None
        rows = bar.render_bar(
            size=self.size.height,
            virtual_size=bar.virtual_size,
            window_size=bar.window_size,
            position=bar.position,
            thickness=self.size.width,
            back_color=bar.style.bgcolor,
            bar_color=bar.style.color,
        ).segments
        filters, background = self.get_line_filters(), self.background_colors[1]
        base_style, strips = self.rich_style, dict[int, Strip]()
        for row in rows:
            if id(row) not in strips:
                strip = Strip(Segment.apply_style([row], base_style), self.size.width)
                for line_filter in filters:
                    strip = strip.apply_filter(line_filter, background)
                strips[id(row)] = strip.crop(crop.x, crop.right)
        return [strips[id(row)] for row in rows[crop.y : crop.bottom]]
