"""The trend chart: what is drawn where, what a small screen keeps, and that no row is too wide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from efficacy_tui.tui.widgets.chart_canvas import Canvas, date_labels
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult

from efficacy_tui.tui.look import theme
from efficacy_tui.tui.widgets.trend_chart import ChartData, ChartMark, TrendChart
from tests.support.dashboard_driver import wait_until_idle
from tests.support.textual_internals import resize

TODAY = date(2026, 11, 22).toordinal()
FIRST = TODAY - 59
EMPTY = ChartData(TODAY, TODAY, (), (), (), None, None, TODAY)


def rising() -> ChartData:
    """Sixty days on which the level climbs from 40 to 69.5, with three ratings and two outcomes."""
    return ChartData(
        first_day=FIRST,
        last_day=TODAY,
        ratings=((FIRST, 20.0), (FIRST + 30, 90.0), (TODAY, 55.0)),
        level=tuple((FIRST + i, 40 + i / 2, 30 + i / 2, 50 + i / 2) for i in range(60)),
        marks=(ChartMark(FIRST + 26, "met", "talk"), ChartMark(FIRST + 43, "not", "run")),
        estimate=62.0,
        estimate_band=(44.0, 81.0),
        today=TODAY,
    )


def draw(data: ChartData | None, width: int, height: int, **options: bool) -> list[str]:
    first = data.first_day if data else 1
    return Canvas(data, (first, data.today if data else 1), (width, height), **options).text().split("\n")


def layer_cells(canvas: Canvas, layer: str) -> set[tuple[int, int]]:
    """Return the (column, row) of every cell of one layer."""
    layer_positions = set()
    for y in range(canvas.height):
        x = 0
        for text, name, _ in canvas.row(y):
            layer_positions |= {(x + i, y) for i in range(len(text)) if name == layer}
            x += len(text)
    return layer_positions


SMALL = [
    "100┤               ✓ ⠄      ✗          ╮",
    "   │               ┊ ▄▄▄▄▄▄⣀⣀⣀⣀⣀⣀⠤⠤⠤⠤⠤ ◂",
    " 50┤⢀⣀⣀⣀⣀⣀⠤⠤⠤⠤⠤⠤⠒⠒⠒⠒⠒⠊⠉⠉⠉⠉⠉▀▀▀▀▀     ⠐ ╯",
    "   │⠁▀▀▀▀▀         ┊        ┊",
    "  0┤⠁              ┊        ┊",
    "        Oct              Nov     today",
]

TINY = [
    "100┤          ✓ ⠂    ✗       ╮",
    "   │     ▄▄▄⢀⣀⣀⣀⣀⠤⠤⠤⠤⠤⠔⠒⠒⠒⠒⠉ ◂",
    "   │⠒⠒⠒⠋⠉⠉⠉⠉⠁▀▀▀     ┊     ⠈ ╯",
    "  0┤⠁         ┊      ┊",
    "       Oct             today",
]

SHADED = [
    "100┤               ✓ ⠄      ✗",
    "   │               ┊        ┊    ░░░░░ ╮",
    "   │            ░░░┊░░░░⣀⣀⣀⣀⠤⠤⠤⠤⠒⠒⠒⠒⠉⠉ ◂",
    " 50┤░░░⢀⣀⣀⣀⡠⠤⠤⠤⠤⠒⠒⠒⠒⠉⠉⠉⠉░░░░┊░░      ⠈ ╯",
    "   │⠉⠉⠉⠁░░░░░░░    ┊        ┊",
    "   │⠄              ┊        ┊",
    "  0┤               ┊        ┊",
    "        Oct              Nov     today",
]


class TestDrawing:
    def test_a_small_pane(self) -> None:
        assert draw(rising(), 40, 6) == SMALL

    def test_five_rows_keep_the_numbers_100_and_0_only(self) -> None:
        assert draw(rising(), 30, 5) == TINY

    def test_without_colour_the_band_is_a_texture(self) -> None:
        assert draw(rising(), 40, 8, shade=True) == SHADED

    def test_ascii_only_stays_in_ascii(self) -> None:
        drawn = "\n".join(draw(rising(), 40, 8, ascii_only=True, shade=True))
        assert drawn.isascii()
        assert "+" in drawn
        assert "x" in drawn

    def test_no_data_is_a_bare_axis(self) -> None:
        assert draw(None, 20, 6) == ["100┤", "   │", " 50┤", "   │", "  0┤", ""]

    def test_empty_data_show_an_axis_and_today(self) -> None:
        lines = draw(EMPTY, 24, 5)
        assert lines[-1].rstrip().endswith("today")
        assert [line.strip() for line in lines[:-1]] == ["100┤", "│", "│", "0┤"]

    def test_ratings_alone_are_dots_without_line_or_band(self) -> None:
        canvas = Canvas(replace(rising(), level=()), (FIRST, TODAY), (60, 12))
        assert len(layer_cells(canvas, "dot")) == 3
        assert not layer_cells(canvas, "line") | layer_cells(canvas, "band")

    def test_the_estimate_points_at_its_value_inside_its_range(self) -> None:
        canvas = Canvas(rising(), (FIRST, TODAY), (60, 21))
        lines = canvas.text().split("\n")
        # Twenty rows of five points each: 62 is in 60–65, the range 44–81 ends in 40–45 and 80–85.
        assert [y for y, line in enumerate(lines) if line.endswith("◂")] == [7]
        assert (lines[3][-1], lines[11][-1]) == ("╮", "╯")

    def test_estimate_is_drawn_only_if_the_window_contains_today(self) -> None:
        canvas = Canvas(rising(), (FIRST, TODAY - 5), (60, 12))
        assert not layer_cells(canvas, "estimate")
        assert not layer_cells(canvas, "today")


class TestPositions:
    @pytest.mark.parametrize("width", [30, 66, 120])
    @pytest.mark.parametrize("back", [0, 1, 30, 58, 59])
    def test_mark_and_guide_are_in_the_column_of_their_day(self, width: int, back: int) -> None:
        data = replace(rising(), marks=(ChartMark(TODAY - back, "partly", ""),))
        canvas = Canvas(data, (FIRST, TODAY), (width, 12))
        plot = width - 4 - 2
        column = 4 + int((59 - back) / 59 * (plot - 1) + 0.5)
        assert {x for x, _ in layer_cells(canvas, "mark")} == {column}
        assert {x for x, _ in layer_cells(canvas, "guide")} == {column}

    def test_marks_outside_the_window_are_not_drawn(self) -> None:
        canvas = Canvas(rising(), (TODAY - 9, TODAY), (60, 12))
        assert not layer_cells(canvas, "mark")

    def test_many_outcomes_keep_their_glyphs_and_lose_their_guides(self) -> None:
        marks = tuple(ChartMark(FIRST + i, "met", "") for i in range(60))
        canvas = Canvas(replace(rising(), marks=marks), (FIRST, TODAY), (66, 12))
        assert len(layer_cells(canvas, "mark")) == 60
        assert not layer_cells(canvas, "guide")

    def test_mark_moves_a_row_down_where_the_line_is_at_the_top(self) -> None:
        level = tuple((FIRST + i, 100.0, 99.0, 100.0) for i in range(60))
        canvas = Canvas(replace(rising(), level=level), (FIRST, TODAY), (66, 12))
        assert {y for _, y in layer_cells(canvas, "line")} == {0}
        assert {y for _, y in layer_cells(canvas, "mark")} == {1}

    def test_line_is_drawn_over_dots(self) -> None:
        bare = Canvas(replace(rising(), ratings=()), (FIRST, TODAY), (66, 14))
        ratings = tuple((FIRST + i, float(v)) for i in range(60) for v in range(0, 101, 5))
        full = Canvas(replace(rising(), ratings=ratings), (FIRST, TODAY), (66, 14))
        assert layer_cells(full, "line") == layer_cells(bare, "line")

    def test_line_has_the_tone_of_the_band_behind_it(self) -> None:
        canvas = Canvas(rising(), (FIRST, TODAY), (66, 14))
        toned = [on_band for y in range(13) for _, layer, on_band in canvas.row(y) if layer == "line"]
        assert toned
        assert all(toned)


class TestDecimation:
    @given(st.integers(0, 3649), st.sampled_from([0.0, 100.0]))
    def test_one_extreme_day_in_ten_years_is_visible(self, day: int, value: float) -> None:
        first = TODAY - 3649
        level = tuple((first + i, 50.0 if i != day else value, 45.0, 55.0) for i in range(3650))
        canvas = Canvas(ChartData(first, TODAY, (), level, (), None, None, TODAY), (first, TODAY), (100, 20))
        assert (0 if value else 18) in {y for _, y in layer_cells(canvas, "line")}

    @given(st.integers(0, 3649))
    def test_wide_band_on_one_day_in_ten_years_is_visible(self, day: int) -> None:
        first = TODAY - 3649
        level = tuple((first + i, 50.0, *((45.0, 55.0) if i != day else (0.0, 100.0))) for i in range(3650))
        canvas = Canvas(ChartData(first, TODAY, (), level, (), None, None, TODAY), (first, TODAY), (100, 20))
        assert {0, 18} <= {y for _, y in layer_cells(canvas, "band")}

    def test_every_distinct_height_in_a_column_has_its_dot(self) -> None:
        ratings = tuple((TODAY - i % 300, float(v)) for i, v in enumerate(list(range(0, 101, 10)) * 300))
        data = ChartData(TODAY - 299, TODAY, ratings, (), (), None, None, TODAY)
        canvas = Canvas(data, (TODAY - 299, TODAY), (34, 12))
        assert len(layer_cells(canvas, "dot")) == 30 * 11


class TestDates:
    @given(st.integers(400, 800_000), st.integers(0, 8000), st.integers(10, 120))
    def test_date_labels_never_touch_and_today_ends_the_row(self, last: int, span: int, plot: int) -> None:
        data = ChartData(last - span if last > span else 1, last, (), (), (), None, None, last)
        row = Canvas(data, (data.first_day, last), (plot + 4 if plot > 11 else plot, 6)).row(5)
        labels = [text for text, layer, _ in row if layer != "blank"]
        gaps = [len(text) for text, layer, _ in row[1:-1] if layer == "blank"]
        assert labels[-1] == "today"
        assert "".join(text for text, _, _ in row).endswith("today")
        assert all(gap >= 2 for gap in gaps)

    def test_quarter_is_labelled_by_months_and_fortnight_by_days(self) -> None:
        assert [name for _, name in date_labels(TODAY - 89, TODAY, 60)] == ["Sep", "Oct", "Nov"]
        assert [name for _, name in date_labels(TODAY - 13, TODAY, 60)] == ["9 Nov", "16 Nov"]

    def test_over_a_year_january_is_labelled_with_the_year(self) -> None:
        assert "2026" in [name for _, name in date_labels(TODAY - 364, TODAY, 90)]


days = st.integers(FIRST - 100, TODAY + 30)
values = st.floats(0, 100)
charts = st.builds(
    lambda ratings, level, kinds, estimate, extent: ChartData(
        min(extent), max(extent), tuple(ratings), tuple(sorted(level)), tuple(kinds), estimate, None, TODAY
    ),
    st.lists(st.tuples(days, values), max_size=30),
    st.lists(st.tuples(days, values, values, values), max_size=30, unique_by=lambda point: point[0]).map(
        lambda points: [(day, *sorted(rest)[1:2], min(rest), max(rest)) for day, *rest in points]
    ),
    st.lists(st.builds(ChartMark, days, st.sampled_from(["met", "partly", "not", "let go"]), st.just("")), max_size=12),
    st.none() | values,
    st.tuples(days, days),
)


class TestRowWidth:
    @given(charts, days, st.integers(0, 120), st.integers(0, 24), st.integers(0, 200), st.booleans(), st.booleans())
    def test_every_row_is_exactly_as_wide_as_asked(
        self, data: ChartData, cursor: int, width: int, height: int, length: int, ascii_only: bool, shade: bool
    ) -> None:
        canvas = Canvas(data, (TODAY - length, TODAY), (width, height), ascii_only=ascii_only, shade=shade)
        canvas.cursor_day = cursor
        rows = ["".join(text for text, _, _ in canvas.row(y)) for y in range(height)]
        assert [cell_len(row) for row in rows] == [width] * height
        assert [len(row) for row in rows] == [width] * height
        if ascii_only:
            assert all(row.isascii() for row in rows)


class ChartApp(App[None]):
    def __init__(self, data: ChartData | None, window_days: int | None = None) -> None:
        super().__init__()
        self.chart = TrendChart()
        self.moves: list[int | None] = []
        self.chart.set_data(data, window_days)

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
            app.chart.set_data(replace(rising(), level=()))
            assert app.chart.render_line(5) is not cached_row

    @pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "nord", "ansi-dark", "ansi-light"])
    async def test_a_theme_repaints_and_keeps_the_layers_apart(self, theme: str) -> None:
        app = ChartApp(rising())
        async with app.run_test(size=(60, 12)):
            before = app.chart.render_line(5)
            app.theme = "gruvbox"
            await wait_until_idle(app)
            app.theme = theme
            await wait_until_idle(app)
            assert (app.chart.render_line(5) == before) == (theme == "textual-dark")
            line, axis = (app.chart.get_component_rich_style(f"trend-chart--{name}") for name in ("line", "axis"))
            # In ANSI themes they differ by weight; a grey might be the terminal's background.
            assert (line.color, line.bold) != (axis.color, axis.bold)
            shaded = any("░" in app.chart.render_line(y).text for y in range(12))
            assert shaded == theme.startswith("ansi")

    async def test_cursor_is_a_line_with_its_date_and_posts_its_day(self) -> None:
        app = ChartApp(rising())
        async with app.run_test(size=(60, 12)):
            app.chart.cursor_day = FIRST + 30
            await wait_until_idle(app)
            assert "24 Oct" in app.chart.render_line(11).text
            assert app.chart.render_line(10).text.count("│") == 1
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

    async def test_window_of_all_days_ends_today_even_if_the_data_end_earlier(self) -> None:
        app = ChartApp(replace(rising(), last_day=TODAY - 20))
        async with app.run_test(size=(60, 12)):
            assert app.chart.window() == (FIRST, TODAY)

    async def test_a_chart_without_data_has_no_cursor_and_does_not_scroll(self) -> None:
        app = ChartApp(None)
        async with app.run_test(size=(60, 12)):
            app.chart.cursor_day = 7
            app.chart.scroll_days(-3)
            await wait_until_idle(app)
            assert app.chart.cursor_day is None
            assert app.chart.render_line(0).text.rstrip() == "100┤"

    async def test_ascii_only_can_be_switched(self) -> None:
        app = ChartApp(rising())
        async with app.run_test(size=(60, 12)):
            app.chart.ascii_only = True
            await wait_until_idle(app)
            assert all(app.chart.render_line(y).text.isascii() for y in range(12))
