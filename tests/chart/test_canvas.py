"""What holds for a chart of any data in any size: nothing is hidden, nothing is too wide, and lines are true."""

from __future__ import annotations

import calendar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efficacy_tui.chart.canvas import Canvas, share_cells
from efficacy_tui.chart.cells import ASCII, UNICODE, ChartCell
from efficacy_tui.chart.data import MIN_LINE, MIN_WINDOW_DAYS, ChartData, ChartOutcome
from efficacy_tui.chart.layout import MIN_HEIGHT
from efficacy_tui.chart.own_line import BRAILLE
from efficacy_tui.chart.record_line import LEVEL, UPRIGHT
from efficacy_tui.chart.scales import MIN_POINTS, percent_ends
from efficacy_tui.insight import trend
from tests.chart.pictures import SIZES
from tests.chart.series import SERIES, TODAY, made_up, window_of

LINE_CHARS = frozenset(UNICODE.line[1:])
MARKS = frozenset(UNICODE.outcomes.values())

days_ago = st.integers(0, 400)
percents = st.integers(0, 100).map(float)
rating_values = st.integers(0, 10).map(lambda ten: ten * 10.0)


@st.composite
def chart_data(draw: st.DrawFn) -> ChartData:
    """Build any data that a domain can have, however odd."""
    rated = draw(st.dictionaries(days_ago, rating_values, max_size=40))
    ratings = tuple(sorted((TODAY - ago, value) for ago, value in rated.items()))
    level = []
    if len(ratings) >= MIN_LINE:
        for day in sorted({day for day, _ in ratings} | {TODAY}):
            low, mean, high = sorted(draw(st.tuples(percents, percents, percents)))
            level.append((day, mean, low, high))
    ended = draw(st.lists(st.tuples(days_ago, st.sampled_from(sorted(UNICODE.outcomes))), max_size=20))
    outcomes = tuple(sorted(ChartOutcome(TODAY - ago, kind) for ago, kind in ended))
    path = [(outcome.day, draw(percents)) for outcome in outcomes[2:]]
    record = tuple(dict([*path, (TODAY, draw(percents))]).items()) if path else ()
    reach = tuple(sorted((draw(percents), draw(percents), record[-1][1])))[::2] if record else None
    own_value = draw(st.none() | percents) if ratings else None
    return ChartData(TODAY, ratings, tuple(level), record, reach, outcomes, own_value)


windows = st.one_of(st.none(), st.integers(MIN_WINDOW_DAYS, 400))
widths, heights = st.integers(0, 130), st.integers(0, 30)
flags = st.booleans()


def draw_canvas(data: ChartData, days: int | None, width: int, height: int, **options: bool) -> Canvas:
    return Canvas(data, data.window(days), (width, height), **options)


def plot_cells(canvas: Canvas) -> dict[tuple[int, int], ChartCell]:
    """Return the cells of the plot by column and row."""
    layout = canvas.layout
    return {
        (column, y): canvas.row(y)[layout.gutter + column]
        for y in range(layout.rows)
        for column in range(layout.columns)
    }


def points_of(cell: ChartCell) -> int:
    """Return the braille points of a cell."""
    code = ord(cell.char) - 0x2800
    return code if 0 < code < 256 else 0


def is_visible(canvas: Canvas, cells: dict[tuple[int, int], ChartCell], day: int, value: float) -> bool:
    """Whether a rating can be seen: as a point at its height, touching the own line, or beside the record's line."""
    half, step = canvas.time.half(day), canvas.percent.step(value)
    cell = cells[half // 2, step // 4]
    if cell.ink in ("own", "dot"):
        near = range(max(step % 4 - 1, 0), min(step % 4 + 2, 4)) if cell.ink == "own" else ()
        on_line = sum(side[height] for side in BRAILLE for height in near)
        return bool(points_of(cell) & (BRAILLE[half % 2][step % 4] | on_line))
    places = ((half + across, step + down) for across in range(-2, 3) for down in range(-4, 5))
    return cell.ink == "record" and any(
        points_of(cells[x // 2, y // 4]) & BRAILLE[x % 2][y % 4]
        for x, y in places
        if (x // 2, y // 4) in cells and cells[x // 2, y // 4].ink in ("own", "dot")
    )


def assert_ratings_are_visible(canvas: Canvas) -> None:
    """Assert that every rating in the window of a chart can be seen."""
    data, cells = canvas.data, plot_cells(canvas)
    for day, value in data.ratings:
        if not canvas.time.contains(day):
            continue
        if data.has_few_ratings:
            assert cells[canvas.time.column(day), canvas.percent.row(value)].ink == "own"
        else:
            assert is_visible(canvas, cells, day, value), f"{value} on {day} in\n{canvas.text()}"


def assert_record_is_whole(canvas: Canvas) -> None:
    """Assert that the record's line passes its value in every column between its first value and today.

    The own line may have the cell, as the two take turns; a rating has it only where no cell around is free.
    """
    steps, cells = dict(canvas.data.record), plot_cells(canvas)
    for day in range(max(canvas.time.first, min(steps, default=TODAY + 1)), min(TODAY, canvas.time.last) + 1):
        value = steps[max(step for step in steps if step <= day)]
        column, row = canvas.time.column(day), canvas.percent.row(value)
        cell = cells[column, row]
        if cell.ink == "dot":
            around = [cells.get((column + x, row + y)) for x in (-1, 0, 1) for y in (-1, 0, 1)]
            assert {other.ink for other in around if other is not None} <= {"record", "dot"}, canvas.text()
        else:
            assert cell.ink == "own" or (cell.ink == "record" and cell.char in LINE_CHARS), canvas.text()


class TestEverySize:
    @given(chart_data(), windows, widths, heights, flags, flags, flags)
    def test_every_row_is_as_wide_as_asked_and_every_character_takes_one_cell(
        self, data: ChartData, days: int | None, width: int, height: int, ascii_only: bool, shade: bool, full: bool
    ) -> None:
        canvas = draw_canvas(data, days, width, height, ascii_only=ascii_only, shade=shade, full=full)
        for y in range(height):
            row = canvas.row(y, TODAY)
            assert len(row) == width
            assert all(len(cell.char) == 1 for cell in row)
            if ascii_only:
                assert all(cell.char.isascii() for cell in row)

    @given(chart_data(), windows, widths, st.integers(0, MIN_HEIGHT - 1))
    def test_a_chart_too_low_to_say_anything_is_blank(
        self, data: ChartData, days: int | None, width: int, height: int
    ) -> None:
        assert not draw_canvas(data, days, width, height).text().strip()

    @given(chart_data(), windows, st.integers(10, 130), st.integers(3, 30))
    def test_no_rating_is_hidden(self, data: ChartData, days: int | None, width: int, height: int) -> None:
        assert_ratings_are_visible(draw_canvas(data, days, width, height))

    @pytest.mark.parametrize("name", SERIES)
    def test_nothing_of_a_series_is_hidden_in_any_picture(self, name: str) -> None:
        for size in SIZES:
            canvas = Canvas(SERIES[name], window_of(name), size)
            if canvas.layout.rows:
                assert_ratings_are_visible(canvas)
                assert_record_is_whole(canvas)

    @given(chart_data(), windows, st.integers(10, 130), st.integers(3, 30), flags)
    def test_every_outcome_has_its_sign_on_the_axis_or_shares_its_column(
        self, data: ChartData, days: int | None, width: int, height: int, ascii_only: bool
    ) -> None:
        canvas = draw_canvas(data, days, width, height, ascii_only=ascii_only)
        signs = ASCII if ascii_only else UNICODE
        axis = canvas.row(canvas.layout.rows)
        newest = {
            canvas.time.column(outcome.day): outcome for outcome in data.outcomes if canvas.time.contains(outcome.day)
        }
        marks = {x - canvas.layout.gutter: cell.char for x, cell in enumerate(axis) if cell.ink == "mark"}
        assert marks == {column: signs.outcomes[outcome.kind] for column, outcome in newest.items()}

    @given(chart_data(), windows, st.integers(10, 130), st.integers(3, 30))
    def test_the_record_passes_its_values_in_their_columns(
        self, data: ChartData, days: int | None, width: int, height: int
    ) -> None:
        assert_record_is_whole(draw_canvas(data, days, width, height))

    @given(chart_data(), windows, st.integers(44, 130), st.integers(3, 30))
    def test_numbers_at_the_right_edge_have_rows_of_their_own_with_the_higher_above(
        self, data: ChartData, days: int | None, width: int, height: int
    ) -> None:
        canvas = draw_canvas(data, days, width, height)
        start = canvas.layout.gutter + canvas.time.column(TODAY) + 1
        numbers = []
        for y in range(canvas.layout.rows):
            text = "".join(cell.char for cell in canvas.row(y)[start:]).strip("├│▴▾╷╵ ")
            if text and not data.has_few_ratings:
                numbers.append(int(text))
        assert numbers == sorted(numbers, reverse=True)
        if data.record and not data.has_few_ratings:
            assert round(data.record[-1][1]) in numbers

    @given(chart_data(), windows, flags, flags)
    def test_the_percent_axis_is_in_tens_and_covers_all_that_is_drawn(
        self, data: ChartData, days: int | None, full: bool, band: bool
    ) -> None:
        window = data.window(days)
        low, high = percent_ends(data, window, full=full, band=band)
        assert 0 <= low < high <= 100
        assert low % 10 == high % 10 == 0
        assert high - low >= MIN_POINTS
        drawn = [value for day, value in data.ratings if window[0] <= day <= window[1]]
        drawn += [mean for day, mean, _, _ in data.level if window[0] <= day <= window[1]]
        drawn += [value for day, value in data.record if window[0] <= day <= window[1]]
        assert all(low <= value <= high for value in drawn)
        if full or not data.level:
            assert (low, high) == (0, 100)


class TestLines:
    def test_both_lines_take_turns_where_they_lie_on_each_other(self) -> None:
        record = {(column, 2): LEVEL for column in range(6)}
        own = {(column, 2): BRAILLE[0][0] for column in range(1, 6)}
        record_cells, own_cells = share_cells(record, own)
        assert sorted(column for column, _ in own_cells) == [1, 3, 5]
        assert sorted(column for column, _ in record_cells) == [0, 2, 4]

    def test_the_own_line_crosses_a_step_and_leaves_the_record_its_corners(self) -> None:
        corner = LEVEL & 1 | 4
        record_cells, own_cells = share_cells({(0, 0): UPRIGHT, (0, 1): corner}, {(0, 0): 1, (0, 1): 1})
        assert (set(record_cells), set(own_cells)) == ({(0, 1)}, {(0, 0)})

    @pytest.mark.parametrize("width", [30, 52, 118])
    @pytest.mark.parametrize("ago", [3, 20, 44, 71])
    def test_the_step_stands_above_its_outcome(self, width: int, ago: int) -> None:
        day = TODAY - ago
        data = ChartData(
            TODAY,
            record=((TODAY - 80, 40.0), (day, 80.0), (TODAY, 80.0)),
            outcomes=(ChartOutcome(TODAY - 89, "failed"), ChartOutcome(day, "succeeded")),
        )
        canvas = draw_canvas(data, 90, width, 12)
        corner = next(column for (column, _), cell in plot_cells(canvas).items() if cell.char == "╯")
        axis = canvas.row(canvas.layout.rows)
        assert axis[canvas.layout.gutter + corner].char == "✓"

    def test_several_steps_in_one_column_are_one_stroke_over_all_their_heights(self) -> None:
        record = ((TODAY - 3600, 50.0), *((TODAY - 1800 - i, value) for i, value in ((2, 90.0), (1, 10.0), (0, 50.0))))
        data = ChartData(TODAY, record=(*record, (TODAY, 50.0)), outcomes=(ChartOutcome(TODAY - 3649, "partly"),))
        canvas = draw_canvas(data, None, 60, 12)
        column = canvas.time.column(TODAY - 1800)
        stroke = [row for (x, row), cell in plot_cells(canvas).items() if x == column and cell.ink == "record"]
        assert (min(stroke), max(stroke)) == (canvas.percent.row(90), canvas.percent.row(10))

    @given(st.integers(0, 3649), st.sampled_from([0.0, 100.0]))
    def test_one_extreme_day_in_ten_years_can_be_seen(self, day: int, value: float) -> None:
        first = TODAY - 3649
        level = tuple((first + i, 50.0 if i != day else value, 45.0, 55.0) for i in range(3650))
        ratings = tuple((first + i, 50.0) for i in range(0, 3650, 30))
        data = ChartData(TODAY, ratings=ratings, level=level, outcomes=(ChartOutcome(first, "partly"),))
        canvas = draw_canvas(data, None, 100, 20, full=True)
        assert (0 if value else 17) in {row for (_, row), cell in plot_cells(canvas).items() if cell.ink == "own"}


class TestBand:
    def test_it_is_drawn_from_twelve_rows_on(self) -> None:
        data = SERIES["a quarter"]
        low, tall = (Canvas(data, window_of("a quarter"), (80, height)) for height in (13, 14))
        assert not any(cell.ink == "band" for cell in plot_cells(low).values())
        assert any(cell.on_band for cell in plot_cells(tall).values())

    def test_it_covers_the_own_line_and_has_the_tone_behind_it(self) -> None:
        canvas = Canvas(SERIES["a quarter"], window_of("a quarter"), (80, 20))
        own = [cell for cell in plot_cells(canvas).values() if cell.ink == "own"]
        assert len(own) > 40
        assert all(cell.on_band for cell in own)

    def test_without_tones_it_is_a_texture_of_whole_cells(self) -> None:
        cells = plot_cells(Canvas(SERIES["a quarter"], window_of("a quarter"), (80, 20), shade=True)).values()
        assert {cell.char for cell in cells if cell.ink == "band"} == {"░"}
        assert not any(cell.on_band for cell in cells)

    def test_ascii_has_none(self) -> None:
        cells = plot_cells(Canvas(SERIES["a quarter"], window_of("a quarter"), (80, 20), ascii_only=True)).values()
        assert not any(cell.ink == "band" or cell.on_band for cell in cells)

    @given(st.integers(0, 3649))
    def test_a_wide_band_on_one_day_in_ten_years_can_be_seen(self, day: int) -> None:
        first = TODAY - 3649
        level = tuple((first + i, 50.0, *((45.0, 55.0) if i != day else (0.0, 100.0))) for i in range(3650))
        ratings = tuple((first + i, 50.0) for i in range(0, 3650, 30))
        data = ChartData(TODAY, ratings=ratings, level=level, outcomes=(ChartOutcome(first, "partly"),))
        cells = plot_cells(draw_canvas(data, None, 100, 22, full=True))
        assert {0, 19} <= {row for (_, row), cell in cells.items() if cell.on_band or cell.ink == "band"}


class TestFirstRatings:
    def test_there_is_a_line_from_as_many_ratings_as_the_statistics_need(self) -> None:
        assert trend.MIN_LINE == MIN_LINE

    def test_the_newest_has_its_number_beside_it(self) -> None:
        canvas = Canvas(SERIES["three ratings"], window_of("three ratings"), (52, 11))
        text = canvas.text()
        assert text.count("60") == 1
        assert "⣤ 60" in text

    @given(st.integers(0, 10), st.integers(24, 120), st.integers(4, 24))
    def test_the_first_is_visible_with_its_number_in_any_size(self, ten: int, width: int, height: int) -> None:
        data = ChartData(TODAY, ratings=((TODAY, ten * 10.0),), own_value=ten * 10.0)
        canvas = draw_canvas(data, 90, width, height)
        row = canvas.row(canvas.percent.row(ten * 10))
        inks = "".join(cell.char for cell in row if cell.ink == "own")
        assert inks[0] in "⠛⠶⣤"
        assert inks[1:] == f" {ten * 10} "[: len(inks) - 1]

    def test_the_window_begins_on_the_first_day_and_reaches_beyond_today(self) -> None:
        assert ChartData(TODAY, ratings=((TODAY - 2, 50.0),)).window(90) == (TODAY - 2, TODAY + 27)
        assert made_up(60).window(90) == (TODAY - 59, TODAY)
        assert made_up(200).window(90) == (TODAY - 89, TODAY)
        assert made_up(200).window(90, 30) == (TODAY - 119, TODAY - 30)


class TestCursor:
    @given(chart_data(), st.integers(24, 130), st.integers(3, 30), days_ago)
    def test_it_covers_nothing(self, data: ChartData, width: int, height: int, ago: int) -> None:
        canvas = draw_canvas(data, None, width, height)
        for y in range(canvas.layout.rows):
            for before, after in zip(canvas.row(y), canvas.row(y, TODAY - ago), strict=True):
                assert after == before or (before.char, after.char) == (" ", "┊")

    def test_its_day_is_named_below(self) -> None:
        canvas = Canvas(SERIES["a quarter"], window_of("a quarter"), (80, 12))
        assert "27 Sep" in canvas.text(TODAY - 56).splitlines()[-1]
        assert "27 Sep" not in canvas.text().splitlines()[-1]


class TestEdge:
    def test_an_end_of_the_range_beyond_the_axis_is_an_arrow(self) -> None:
        data = made_up(90, level=lambda _: 60, record=lambda _: 60)
        canvas = Canvas(ChartData(**{**vars(data), "record_range": (5.0, 98.0)}), data.window(90), (60, 12))
        rows = canvas.text().splitlines()
        assert rows[0].endswith("▴98")
        assert any(row.endswith("▾ 5") for row in rows)

    def test_nothing_stands_there_when_today_is_out_of_sight(self) -> None:
        data = SERIES["a year"]
        canvas = Canvas(data, data.window(90, 100), (60, 12))
        assert {cell.char for y in range(10) for cell in canvas.row(y)[-4:]} == {" "}


class TestAxis:
    def test_a_challenge_let_go_is_set_off_from_the_line(self) -> None:
        data = ChartData(TODAY, outcomes=(ChartOutcome(TODAY - 80, "failed"), ChartOutcome(TODAY - 40, "abandoned")))
        assert " – " in draw_canvas(data, 90, 60, 12).text()

    @given(chart_data(), windows, st.integers(24, 130), st.integers(3, 30))
    def test_names_of_days_never_touch(self, data: ChartData, days: int | None, width: int, height: int) -> None:
        canvas = draw_canvas(data, days, width, height)
        line = "".join(
            cell.char if cell.ink in ("axis", "today") and cell.char.isalnum() else " "
            for cell in canvas.row(height - 1)
        )
        names = {"today", *calendar.month_abbr}
        assert all(word in names or word.isdigit() for word in line.split())

    @given(chart_data(), st.integers(44, 130), st.integers(7, 30))
    def test_today_is_named(self, data: ChartData, width: int, height: int) -> None:
        assert "today" in draw_canvas(data, 90, width, height).text()
