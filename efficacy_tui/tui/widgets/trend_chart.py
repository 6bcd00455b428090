"""Confidence through time, as a widget: the drawing of `efficacy_tui.chart` in the theme's colours, with a cursor."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from efficacy_tui.model.display import display
from efficacy_tui.tui.privacy.mask import ChartWidget
from efficacy_tui.tui.widgets.base_widgets import LeafWidget

if TYPE_CHECKING:
    from efficacy_tui.chart.canvas import Canvas
    from efficacy_tui.chart.cells import ChartCell, Ink
    from efficacy_tui.chart.data import ChartData

CanvasKey = tuple[Size, bool, bool, bool]


class TrendChart(ChartWidget, LeafWidget):
    """A quiet chart of percents over days, today at the right.

    Set `cursor_day` (a date ordinal, or None) to move the cursor: it is clamped to the data, the window follows it,
    and `CursorMoved` is posted. `ascii_only` is for terminals whose font lacks the glyphs, as set in `glyphs`.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "trend-chart--axis",
        "trend-chart--band",
        "trend-chart--cursor",
        "trend-chart--dot",
        "trend-chart--end",
        "trend-chart--mark",
        "trend-chart--own",
        "trend-chart--range",
        "trend-chart--record",
        "trend-chart--today",
    }
    DEFAULT_CSS = """
    TrendChart {
        height: 1fr;
        width: 1fr;
        .trend-chart--own { color: $foreground; text-style: bold; }
        .trend-chart--record { color: $accent; }
        .trend-chart--band { color: $foreground 15%; }
        .trend-chart--dot { color: $dot; }
        .trend-chart--mark { color: $foreground; }
        .trend-chart--axis { color: $quiet; }
        .trend-chart--range { color: $quiet; }
        .trend-chart--end { color: $foreground; }
        .trend-chart--today { color: $foreground; }
        .trend-chart--cursor { color: $accent; text-style: bold; }
        &:nocolor .trend-chart--band { color: $foreground 45%; }
        &:ansi {
            .trend-chart--band, .trend-chart--dot { color: ansi_bright_black; }
            .trend-chart--own { color: ansi_default; }
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
        self._canvas_key: CanvasKey | None = None
        self._strips: dict[int, Strip] = {}
        self._layer_styles: dict[tuple[Ink, bool], Style] = {}
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
        return (1, 1) if self._data is None else self._data.window(self._window_days, self._days_back)

    def scroll_days(self, days: int) -> None:
        """Move the window by `days` (negative is into the past), never beyond the data; all data never move."""
        first, today = self._extent()
        furthest = 0 if self._window_days is None else max(today - first + 1 - self._window_days, 0)
        back = min(max(self._days_back - days, 0), furthest)
        if back != self._days_back:
            self._days_back = back
            self._invalidate()

    def validate_cursor_day(self, day: int | None) -> int | None:
        """Clamp the cursor to the days from the first of the data to today; without data there is none."""
        first, today = self._extent()
        return None if day is None or self._data is None else min(max(day, first), today)

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

    @property
    def canvas(self) -> Canvas | None:
        """The drawing for the present data, size and settings; `None` without data."""
        if self._data is None:
            # The first frame has no data, so it does not load what draws them.
            return None
        from efficacy_tui.chart.canvas import Canvas

        shade = draws_shades(self)
        full = display().full_scale
        key = self.size, shade, self.ascii_only, full
        if self._canvas is None or self._canvas_key != key:
            self._strips.clear()
            self._canvas_key = key
            self._canvas = Canvas(
                self._data, self.window(), self.size, ascii_only=self.ascii_only, shade=shade, full=full
            )
        return self._canvas

    def render_line(self, y: int) -> Strip:
        """Draw one row of the chart, cached until the data, size, theme or cursor change."""
        canvas = self.canvas
        if canvas is None:
            return Strip.blank(self.size.width, self.rich_style)
        if y not in self._strips:
            runs = groupby(canvas.row(y, self.cursor_day), key=_style_of)
            segments = [Segment("".join([cell.char for cell in run]), self._style(*style)) for style, run in runs]
            self._strips[y] = Strip(segments, self.size.width)
        return self._strips[y]

    def _extent(self) -> tuple[int, int]:
        """The first day of the data, and today; (1, 1) without data."""
        return (1, 1) if self._data is None else (self._data.first_day, self._data.today)

    def _follow_cursor(self) -> None:
        """Scroll by as little as brings the cursor into the window."""
        if self.cursor_day is not None:
            first, last = self.window()
            self.scroll_days(min(self.cursor_day - first, 0) + max(self.cursor_day - last, 0))

    def _style(self, ink: Ink, on_band: bool) -> Style:
        """Return the style of a run, on the band's tone with `on_band`."""
        if (ink, on_band) not in self._layer_styles:
            ground = self.rich_style
            style = ground
            if ink == "ground":
                style += Style(color=ground.bgcolor)
            elif ink != "blank":
                style = self.get_component_rich_style(f"trend-chart--{ink}")
            if on_band:
                style += Style(bgcolor=self.get_component_rich_style("trend-chart--band").color)
            self._layer_styles[ink, on_band] = style
        return self._layer_styles[ink, on_band]

    def _invalidate(self) -> None:
        self._canvas = None
        self.refresh()


def draws_shades(widget: Widget) -> bool:
    """Whether the band is a texture, because the terminal shows no tones between its colours."""
    return widget.app.native_ansi_color or widget.app.no_color


def _style_of(cell: ChartCell) -> tuple[Ink, bool]:
    return cell.ink, cell.on_band
