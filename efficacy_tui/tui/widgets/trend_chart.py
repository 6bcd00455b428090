"""Confidence over time: ratings, their level with its 80 % band, outcomes, and the record’s odds at the edge."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from efficacy_tui.model.display import display
from efficacy_tui.tui.privacy.mask import ChartWidget
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.chart_canvas import Canvas, ChartData, ChartMark, Layer

__all__ = ["ChartData", "ChartMark", "TrendChart"]


MIN_ROWS = 3
"""Rows below which a chart says nothing and is left out."""


class TrendChart(ChartWidget, LeafWidget):
    """A quiet chart of values 0–100 over days, today at the right.

    Set `cursor_day` (a date ordinal, or None) to move the cursor: it is clamped to the data, the window follows it,
    and `CursorMoved` is posted. `ascii_only` is for terminals whose font lacks the glyphs, as set in `glyphs`.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "trend-chart--axis",
        "trend-chart--band",
        "trend-chart--cursor",
        "trend-chart--dot",
        "trend-chart--estimate",
        "trend-chart--guide",
        "trend-chart--line",
        "trend-chart--mark",
        "trend-chart--today",
    }
    DEFAULT_CSS = """
    TrendChart {
        height: 1fr;
        width: 1fr;
        .trend-chart--line { color: $foreground; }
        .trend-chart--band { color: $foreground 15%; }
        .trend-chart--dot { color: $dot; }
        .trend-chart--mark { color: $foreground; }
        .trend-chart--guide { color: $foreground 30%; }
        .trend-chart--axis { color: $quiet; }
        .trend-chart--today { color: $foreground; }
        .trend-chart--estimate { color: $foreground; }
        .trend-chart--cursor { color: $accent; }
        &:nocolor .trend-chart--band { color: $foreground 45%; }
        &:ansi {
            .trend-chart--band, .trend-chart--dot, .trend-chart--guide { color: ansi_bright_black; }
            .trend-chart--line { color: ansi_default; text-style: bold; }
        }
    }
    """

    cursor_day: reactive[int | None] = reactive(None, init=False)
    ascii_only: reactive[bool] = reactive(False, init=False)

    class CursorMoved(Message):
        """The cursor moved to another day (a date ordinal), or is gone (None)."""

        def __init__(self, chart: TrendChart, day: int | None) -> None:
            super().__init__()
            self.chart = chart
            self.day = day

        @property
        def control(self) -> TrendChart:
            return self.chart

    def __init__(self) -> None:
        super().__init__()
        self._data: ChartData | None = None
        self._window_days: int | None = None
        self._days_back = 0
        self._canvas: Canvas | None = None
        self._canvas_key: tuple[Size, bool] | None = None
        self._strips: dict[int, Strip] = {}
        self._layer_styles: dict[tuple[Layer, bool], Style] = {}
        self.set_reactive(TrendChart.ascii_only, display().ascii_only)

    def set_data(self, data: ChartData | None, window_days: int | None = None) -> None:
        """Show the last `window_days` (1 or more) of the data, all of them with None.

        With the same length as before, the window stays scrolled; with another it returns to the present.
        """
        days = None if window_days is None else max(window_days, 1)
        self._days_back = self._days_back if days == self._window_days else 0
        self._data, self._window_days = data, days
        self._invalidate()
        self.scroll_days(0)
        self.cursor_day = self.cursor_day
        self._follow_cursor()

    def window(self) -> tuple[int, int]:
        """The first and last day (date ordinals, both inclusive) on the screen; (1, 1) without data."""
        first, end = self._extent()
        if self._window_days is None:
            return first, end
        return max(end - self._days_back - self._window_days + 1, 1), end - self._days_back

    def scroll_days(self, days: int) -> None:
        """Move the window by `days` (negative is into the past), never beyond the data; all data never move."""
        first, end = self._extent()
        furthest = 0 if self._window_days is None else max(end - first + 1 - self._window_days, 0)
        back = min(max(self._days_back - days, 0), furthest)
        if back != self._days_back:
            self._days_back = back
            self._invalidate()

    def validate_cursor_day(self, day: int | None) -> int | None:
        """Clamp the cursor to the data; without data there is none."""
        first, end = self._extent()
        return None if day is None or self._data is None else min(max(day, first), end)

    def watch_cursor_day(self, day: int | None) -> None:
        """Scroll the cursor's day into the window and post `CursorMoved`."""
        self._strips.clear()
        self._follow_cursor()
        self.post_message(self.CursorMoved(self, day))

    def watch_ascii_only(self) -> None:
        self._invalidate()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()
        self._layer_styles.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one row of the chart, cached until the data, size, theme or cursor change."""
        if self.size.height < MIN_ROWS:
            return Strip.blank(self.size.width, self.rich_style)
        shade = self.app.native_ansi_color or self.app.no_color or self.ascii_only
        if self._canvas is None or self._canvas_key != (self.size, shade):
            self._strips.clear()
            self._canvas_key = self.size, shade
            self._canvas = Canvas(self._data, self.window(), self.size, ascii_only=self.ascii_only, shade=shade)
        if y not in self._strips:
            self._canvas.cursor_day = self.cursor_day
            segments = [Segment(text, self._style(layer, on_band)) for text, layer, on_band in self._canvas.row(y)]
            self._strips[y] = Strip(segments, self.size.width)
        return self._strips[y]

    def _extent(self) -> tuple[int, int]:
        """The first day of the data and the last day that can be shown, today or later; (1, 1) without data."""
        if self._data is None:
            return 1, 1
        end = max(self._data.last_day, self._data.today)
        return min(self._data.first_day, end), end

    def _follow_cursor(self) -> None:
        """Scroll by as little as brings the cursor into the window."""
        if self.cursor_day is not None:
            first, last = self.window()
            self.scroll_days(min(self.cursor_day - first, 0) + max(self.cursor_day - last, 0))

    def _style(self, layer: Layer, on_band: bool) -> Style:
        """Return the style of a run, on the band's tone with `on_band`."""
        if (layer, on_band) not in self._layer_styles:
            style = self.rich_style if layer == "blank" else self.get_component_rich_style(f"trend-chart--{layer}")
            if on_band:
                style += Style(bgcolor=self.get_component_rich_style("trend-chart--band").color)
            self._layer_styles[layer, on_band] = style
        return self._layer_styles[layer, on_band]

    def _invalidate(self) -> None:
        self._canvas = None
        self.refresh()
