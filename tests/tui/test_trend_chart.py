"""The trend chart as a widget: its colours, its cursor, its window, and what it draws again."""

from __future__ import annotations

from itertools import product

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.color import Color

from efficacy_tui.chart.data import ChartData
from efficacy_tui.model.display import display
from efficacy_tui.tui.look import theme
from efficacy_tui.tui.widgets.trend_chart import TrendChart
from tests.chart.series import TODAY, made_up
from tests.support.dashboard_driver import wait_until_idle
from tests.support.textual_internals import resize

FIRST = TODAY - 59


def rising() -> ChartData:
    """Sixty days of ratings, their level, a record and outcomes."""
    return made_up(60)


class ChartApp(App[None]):
    def __init__(self, data: ChartData | None, window_days: int | None = None) -> None:
        super().__init__()
        self.chart = TrendChart()
        self.moves: list[int | None] = []
        self.chart.set_data(data, window_days)
        for own_theme in theme.THEMES:
            self.register_theme(own_theme)

    def compose(self) -> ComposeResult:
        yield self.chart

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        return {**variables, **theme.fitted_variables(variables)}

    def on_trend_chart_cursor_moved(self, event: TrendChart.CursorMoved) -> None:
        self.moves.append(event.day)


class TestWidget:
    async def test_every_strip_fills_the_width_and_every_cell_is_styled(self) -> None:
        app = ChartApp(rising())
        async with app.run_test(size=(30, 5)):
            for width in range(30, 121, 5):
                resize(app, width, 8)
                await wait_until_idle(app)
                assert app.chart.size.width == width
                for y in range(app.chart.size.height):
                    strip = app.chart.render_line(y)
                    assert sum(cell_len(segment.text) for segment in strip) == strip.cell_length == width
                    assert all(segment.style and segment.style.bgcolor for segment in strip)

    async def test_rows_are_cached_until_the_data_change(self) -> None:
        app = ChartApp(rising())
        async with app.run_test(size=(60, 12)):
            await wait_until_idle(app)
            cached_row = app.chart.render_line(5)
            assert app.chart.render_line(5) is cached_row
            app.chart.set_data(made_up(61))
            assert app.chart.render_line(5) is not cached_row

    @pytest.mark.parametrize("name", ["textual-dark", "textual-light", "nord", "ansi-dark", "ansi-light"])
    async def test_a_theme_repaints_and_keeps_the_voices_apart(self, name: str) -> None:
        app = ChartApp(rising())
        async with app.run_test(size=(60, 16)):
            before = app.chart.render_line(5)
            app.theme = "gruvbox"
            await wait_until_idle(app)
            app.theme = name
            await wait_until_idle(app)
            assert (app.chart.render_line(5) == before) == (name == "textual-dark")
            own, record, dot = (
                app.chart.get_component_rich_style(f"trend-chart--{ink}") for ink in ("own", "record", "dot")
            )
            assert own.color != record.color
            assert (own.color, own.bold) != (dot.color, dot.bold)
            shaded = any("░" in app.chart.render_line(y).text for y in range(16))
            assert shaded == name.startswith("ansi")

    async def test_lines_and_dots_can_be_seen_on_the_band_in_every_theme(self) -> None:
        app = ChartApp(rising())
        async with app.run_test(size=(60, 16)):
            for name in sorted(app.available_themes):
                if name.startswith("ansi"):
                    continue
                app.theme = name
                await wait_until_idle(app)
                inks = {
                    ink: app.chart.get_component_rich_style(f"trend-chart--{ink}")
                    for ink in ("own", "record", "dot", "band")
                }
                colours = {ink: Color.from_rich_color(style.color) for ink, style in inks.items()}
                ground = Color.from_rich_color(inks["band"].bgcolor)
                for ink, behind in product(("own", "record", "dot"), (colours["band"], ground)):
                    ratio = theme.contrast(colours[ink], behind)
                    assert ratio >= theme.DRAWING_CONTRAST - 0.005, f"{name}: {ink} {ratio:.2f}"

    async def test_f_shows_the_scale_from_0_to_100(self) -> None:
        app = ChartApp(rising())
        async with app.run_test(size=(60, 12)):
            assert "  0┤" not in [app.chart.render_line(y).text[:4] for y in range(12)]
            display().full_scale = True
            app.chart.refresh()
            assert [app.chart.render_line(y).text[:4] for y in (0, 9)] == ["100┤", "  0┤"]

    async def test_cursor_is_a_line_with_its_date_and_posts_its_day(self) -> None:
        app = ChartApp(rising())
        async with app.run_test(size=(60, 12)):
            app.chart.cursor_day = FIRST + 30
            await wait_until_idle(app)
            assert "24 Oct" in app.chart.render_line(11).text
            assert any("┊" in app.chart.render_line(y).text for y in range(10))
            app.chart.cursor_day = TODAY + 99
            await wait_until_idle(app)
            assert app.chart.cursor_day == TODAY
            app.chart.cursor_day = None
            await wait_until_idle(app)
            assert app.moves == [FIRST + 30, TODAY, None]

    async def test_the_window_scrolls_inside_the_data(self) -> None:
        app = ChartApp(rising(), 20)
        async with app.run_test(size=(60, 12)):
            assert app.chart.window() == (TODAY - 19, TODAY)
            app.chart.scroll_days(-7)
            assert app.chart.window() == (TODAY - 26, TODAY - 7)
            app.chart.scroll_days(-999)
            assert app.chart.window() == (FIRST, FIRST + 19)
            app.chart.scroll_days(999)
            assert app.chart.window() == (TODAY - 19, TODAY)

    async def test_the_window_follows_the_cursor(self) -> None:
        app = ChartApp(rising(), 20)
        async with app.run_test(size=(60, 12)):
            app.chart.cursor_day = FIRST + 5
            await wait_until_idle(app)
            assert app.chart.window() == (FIRST + 5, FIRST + 24)

    async def test_new_data_keep_the_scrolled_window_and_another_length_resets_it(self) -> None:
        app = ChartApp(rising(), 20)
        async with app.run_test(size=(60, 12)):
            app.chart.scroll_days(-7)
            app.chart.set_data(rising(), 20)
            assert app.chart.window() == (TODAY - 26, TODAY - 7)
            app.chart.set_data(rising(), 30)
            assert app.chart.window() == (TODAY - 29, TODAY)

    async def test_window_of_all_days_ends_today_even_if_the_ratings_end_earlier(self) -> None:
        app = ChartApp(ChartData(TODAY, ratings=((FIRST, 50.0),)))
        async with app.run_test(size=(60, 12)):
            assert app.chart.window() == (FIRST, TODAY)

    async def test_a_chart_without_data_has_no_cursor_and_does_not_scroll(self) -> None:
        app = ChartApp(None)
        async with app.run_test(size=(60, 12)):
            app.chart.cursor_day = 7
            app.chart.scroll_days(-3)
            await wait_until_idle(app)
            assert app.chart.cursor_day is None
            assert not app.chart.render_line(0).text.strip()

    async def test_ascii_only_can_be_switched(self) -> None:
        app = ChartApp(rising())
        async with app.run_test(size=(60, 12)):
            app.chart.ascii_only = True
            await wait_until_idle(app)
            assert all(app.chart.render_line(y).text.isascii() for y in range(12))
