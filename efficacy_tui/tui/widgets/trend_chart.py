"""Confidence over time: ratings, their level with its 80 % band, outcomes, and an estimate at the edge."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from efficacy_tui.tui.widgets.chart_canvas import Canvas, ChartData, Layer, Mark, Run

__all__ = ["ChartData", "Mark", "TrendChart"]


class TrendChart(Widget):
    """A quiet chart of values 0–100 over days, today at the right.

    Set `cursor_day` (a date ordinal, or None) to stand on a day: it is kept inside the data, the window follows it,
    and `CursorMoved` is posted. Set `ascii_only` for terminals whose font lacks the glyphs.
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
        .trend-chart--band { color: $foreground 12%; }
        .trend-chart--dot { color: $foreground 45%; }
        .trend-chart--mark { color: $foreground 80%; }
        .trend-chart--guide { color: $foreground 30%; }
        .trend-chart--axis { color: $foreground 50%; }
        .trend-chart--today { color: $foreground 75%; }
        .trend-chart--estimate { color: $foreground 75%; }
        .trend-chart--cursor { color: $accent; }
        &:ansi {
            .trend-chart--band, .trend-chart--dot, .trend-chart--guide, .trend-chart--axis {
                color: ansi_bright_black;
            }
            .trend-chart--mark, .trend-chart--today, .trend-chart--estimate { color: ansi_default; }
            .trend-chart--line { color: ansi_default; text-style: bold; }
        }
    }
    """

    cursor_day: reactive[int | None] = reactive(None)
    ascii_only: reactive[bool] = reactive(False)

    class CursorMoved(Message):
        """The cursor stands on another day (a date ordinal), or is gone (None)."""

        def __init__(self, chart: TrendChart, day: int | None) -> None:
            super().__init__()
            self.chart = chart
            self.day = day

        @property
        def control(self) -> TrendChart:
            return self.chart

    def __init__(
        self,
        *,
        ascii_only: bool = False,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._data: ChartData | None = None
        self._window_days: int | None = None
        self._back = 0
        self._canvas: Canvas | None = None
        self._canvas_size = Size(0, 0)
        self._strips: dict[int, Strip] = {}
        self.set_reactive(TrendChart.ascii_only, ascii_only)

    def set_data(self, data: ChartData | None, window_days: int | None = None) -> None:
        """Show the last `window_days` (1 or more) of the data, all of them with None; back to the present."""
        self._data = data
        self._window_days = None if window_days is None else max(window_days, 1)
        self._back = 0
        self._forget()
        self.cursor_day = self.cursor_day

    def window(self) -> tuple[int, int]:
        """The first and last day (date ordinals, both inclusive) on the screen; (1, 1) without data."""
        if self._data is None:
            return 1, 1
        last = self._data.end - self._back
        if self._window_days is None:
            return min(self._data.first_day, last), last
        return max(last - self._window_days + 1, 1), last

    def scroll_days(self, days: int) -> None:
        """Move the window by `days` (negative is into the past), never beyond the data; all data never move."""
        if self._data is None or self._window_days is None:
            return
        furthest = max(self._data.end - self._data.first_day + 1 - self._window_days, 0)
        back = min(max(self._back - days, 0), furthest)
        if back != self._back:
            self._back = back
            self._forget()

    def validate_cursor_day(self, day: int | None) -> int | None:
        """Keep the cursor inside the data; there is none without data."""
        if day is None or self._data is None:
            return None
        return min(max(day, min(self._data.first_day, self._data.end)), self._data.end)

    def watch_cursor_day(self, day: int | None) -> None:
        """Bring the cursor's day into the window and tell whoever listens."""
        if day is not None:
            first, last = self.window()
            self.scroll_days(min(day - first, 0) + max(day - last, 0))
        self._forget()
        self.post_message(self.CursorMoved(self, day))

    def watch_ascii_only(self) -> None:
        """Draw again with the other glyphs."""
        self._forget()

    def notify_style_update(self) -> None:
        """Draw again in the new theme's colours."""
        super().notify_style_update()
        self._forget()

    def render_line(self, y: int) -> Strip:
        """One row of the chart, kept until the data, size, theme or cursor change."""
        if self._canvas is None or self._canvas_size != self.size:
            self._strips.clear()
            self._canvas_size = self.size
            self._canvas = Canvas(
                self._data,
                *self.window(),
                *self.size,
                ascii_only=self.ascii_only,
                shade=self.app.native_ansi_color or self.app.no_color,
                cursor_day=self.cursor_day,
            )
        if y not in self._strips:
            segments = [Segment(run.text, self._style(run)) for run in self._canvas.row(y)]
            self._strips[y] = Strip(segments, self.size.width)
        return self._strips[y]

    def _style(self, run: Run) -> Style:
        """The style of one run, on the band's tone where it asks for it."""
        style = self._layer_style(run.layer)
        if run.on_band:
            style += Style(bgcolor=self._layer_style("band").color)
        return style

    def _layer_style(self, layer: Layer) -> Style:
        return self.rich_style if layer == "blank" else self.get_component_rich_style(f"trend-chart--{layer}")

    def _forget(self) -> None:
        """Drop the drawing and ask for a new one."""
        self._canvas = None
        self.refresh()
