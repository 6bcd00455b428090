"""Where things stand in the pictures of the HTML report: axes, labels, signs, and the paths that draw them."""

from __future__ import annotations

import datetime as dt
import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from efficacy_tui.exchange.writers.html.layout import (
    MIN_SPAN,
    axis_names,
    axis_range,
    place_of,
    rows_of_signs,
    scatter,
    spread_labels,
    staircase,
)
from tests.support.svg_paths import follow_strokes

PLACES = st.lists(st.floats(0, 300), max_size=40).map(sorted)


@given(st.lists(st.floats(0, 100), max_size=30))
def test_an_axis_holds_its_values_between_tens_and_never_magnifies_small_differences(values: list[float]) -> None:
    low, high = axis_range(values)
    assert 0 <= low < high <= 100
    assert low % 10 == high % 10 == 0
    assert high - low >= MIN_SPAN
    assert all(low <= value <= high for value in values)


@given(st.lists(st.floats(0, 200), min_size=1, max_size=6).map(sorted))
def test_labels_keep_apart_in_their_order_and_in_the_picture(places: list[float]) -> None:
    spread = spread_labels(places, 15, 14, 214)
    assert all(14 - 1e-9 <= place <= 214 + 1e-9 for place in spread)
    assert all(after - before >= 15 - 1e-9 for before, after in itertools.pairwise(spread))


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread_labels([20, 60, 100], 15, 14, 214) == [20, 60, 100]


@given(PLACES)
def test_no_sign_covers_another_and_none_that_fits_is_left_out(places: list[float]) -> None:
    rows = rows_of_signs(places, 13)
    for row in (0, 1):
        standing = [place for place, taken in zip(places, rows, strict=True) if taken == row]
        assert all(after - before >= 13 for before, after in itertools.pairwise(standing))
    for index, row in enumerate(rows):
        if row is None:
            before = [
                max((p for p, r in zip(places[:index], rows, strict=False) if r == k), default=-99) for k in (0, 1)
            ]
            assert all(places[index] - place < 13 for place in before)


@given(st.integers(0, 5000), st.sampled_from([(36, 628, 34), (36, 292, 62)]))
def test_names_on_the_time_axis_keep_apart_and_away_from_today(span: int, drawing: tuple[int, int, int]) -> None:
    left, right, gap = drawing
    last = dt.date(2026, 11, 22).toordinal()
    names = axis_names(last - span, last, left, right, gap)
    assert all(left - 12 <= name.place <= right - 40 for name in names)
    for before, after in itertools.pairwise(names):
        assert after.place - before.place >= 34
    assert len({name.text for name in names}) == len(names) or span > 330
    if span > 800:
        assert all(re.fullmatch(r"\d{4}", name.text) for name in names)


def test_a_year_names_its_months_and_each_stands_on_its_first_day() -> None:
    first, last = dt.date(2025, 11, 23).toordinal(), dt.date(2026, 11, 22).toordinal()
    names = axis_names(first, last, 36, 628, 34)
    assert [name.text for name in names][:4] == ["Dec", "Jan 2026", "Feb", "Mar"]
    assert names[0].place == place_of(dt.date(2025, 12, 1).toordinal(), first, last, 36, 628)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8).map(lambda y: y * 10)), min_size=1, max_size=80))
def test_every_dot_is_drawn_and_nothing_else(points: list[tuple[int, int]]) -> None:
    covered = {(x, y) for y, begin, end in follow_strokes(scatter(points)) for x in range(int(begin), int(end) + 1)}
    assert covered == set(points)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 200)), min_size=1, max_size=60))
def test_a_coarse_grid_moves_a_dot_by_half_a_step_at_most(points: list[tuple[int, int]]) -> None:
    strokes = follow_strokes(scatter(points, 4))
    for x, y in points:
        assert any(abs(row - y) <= 2 and begin - 2 <= x <= end + 2 for row, begin, end in strokes)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 100)), min_size=1, max_size=50).map(sorted))
def test_a_staircase_is_level_from_each_point_to_the_next(points: list[tuple[int, int]]) -> None:
    last_of = dict(points)
    steps = follow_strokes(f"{staircase(points)}H400")
    level = {x: y for y, begin, end in steps for x in range(int(begin), int(end))}
    assert level == {x: last_of[max(day for day in last_of if day <= x)] for x in range(min(last_of), 400)}
