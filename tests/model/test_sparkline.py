"""Sparklines: blocks for values on a fixed scale, by equal parts or by the nearest block."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from efficacy_tui.model.sparkline import sparkline


def test_each_value_takes_one_cell() -> None:
    assert sparkline([0, 15, 30, 45, 55, 70, 80, 100], 20) == "▁▂▃▄▅▆▇█"


def test_more_values_than_cells_are_averaged() -> None:
    assert sparkline([0, 0, 100, 100, 40, 60], 3) == "▁█▅"


def test_fewer_values_than_cells_are_not_stretched() -> None:
    assert sparkline([], 10) == ""
    assert sparkline([50], 10) == "▅"
    assert sparkline([50, 60], 0) == ""
    assert sparkline([float("nan"), 100.0], 5) == "█"


def test_ascii_blocks() -> None:
    assert sparkline([0, 25, 50, 75, 100], 5, ascii_only=True) == "_.-=^"


def test_scale_without_extent_draws_the_middle_block() -> None:
    assert sparkline([3, 9], 2, low=5, high=5) == "▅▅"


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True)), st.integers(-3, 40))
def test_line_is_never_longer_than_its_width(numbers: list[float], width: int) -> None:
    assert len(sparkline(numbers, width)) <= max(width, 0)


def test_without_a_width_every_value_has_a_cell() -> None:
    assert len(sparkline(range(101))) == 101


def test_nearest_block_gives_the_ends_of_the_scale_half_a_part() -> None:
    assert sparkline([-10, -9, -8, 0, 8, 9, 10], low=-10, high=10, nearest=True) == "▁▁▂▅▇██"
    assert sparkline([-10, -9, -8, 0, 8, 9, 10], low=-10, high=10) == "▁▁▁▅███"


@given(st.integers(-30, 30))
def test_nearest_block_is_never_more_than_half_a_part_away(value: int) -> None:
    block = "▁▂▃▄▅▆▇█".index(sparkline([value], low=-10, high=10, nearest=True))
    clamped = min(max(value, -10), 10)
    assert abs(block - (clamped + 10) / 20 * 7) <= 0.5
