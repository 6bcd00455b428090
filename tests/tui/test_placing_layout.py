"""The rows of the placing question: whole rungs around the place, at every size."""

from __future__ import annotations

import pytest

from efficacy_tui.flows.placing import PlacingRow
from efficacy_tui.tui.widgets.placing_layout import (
    TRACK_CELLS,
    Line,
    full_height,
    knob_cell,
    lay_out,
    nearness_of_cell,
)

SHORT = [PlacingRow(90 - 10 * index, f"rung {index}", "idea") for index in range(6)]
LONG = [PlacingRow(90 - 10 * index, f"rung {index} " + "with many words " * 12, "idea") for index in range(60)]


def rungs_of(lines: list[Line]) -> list[int | None]:
    """The rungs of the lines, from top to bottom, each once."""
    return [line.rung for line in lines if line.is_first]


@pytest.mark.parametrize("above", range(7))
def test_where_all_fit_all_are_shown_with_the_place_among_them(above: int) -> None:
    lines = lay_out(SHORT, "new", above, 60, 30, is_wide=False)
    assert rungs_of(lines) == [*range(above), None, *range(above, 6)]
    assert len(lines) == full_height(SHORT, "new", 60, is_wide=False) == 8
    assert lines[above + 1].is_track


@pytest.mark.parametrize("above", [0, 1, 30, 59, 60])
@pytest.mark.parametrize("height", [3, 4, 5, 7, 8, 12, 20, 40])
@pytest.mark.parametrize("is_wide", [False, True])
def test_a_window_shows_whole_rungs_around_the_place(above: int, height: int, *, is_wide: bool) -> None:
    lines = lay_out(LONG, "new", above, 50, height, is_wide=is_wide)
    assert len(lines) <= height
    assert sum(line.is_track for line in lines) == 1
    rungs = rungs_of(lines)
    place = rungs.index(None)
    shown = [*rungs[:place], *rungs[place + 1 :]]
    assert shown == list(range(above - place, above + len(rungs) - place - 1))
    most = 3 if is_wide else 2
    neighbours = {above - 1, above}
    for rung in shown:
        count = sum(line.rung == rung for line in lines)
        assert count == most or (rung in neighbours and 0 < count <= most)


def test_the_place_stays_in_the_middle_of_the_window() -> None:
    rungs = rungs_of(lay_out(LONG, "new", 30, 50, 22, is_wide=False))
    assert abs(2 * rungs.index(None) - (len(rungs) - 1)) <= 1


def test_what_is_placed_takes_three_rows_at_most() -> None:
    lines = lay_out(SHORT, "new words " * 40, 3, 40, 30, is_wide=False)
    own = [line for line in lines if line.rung is None and not line.is_track]
    assert len(own) == 3
    assert own[-1].title.endswith("…")


def test_the_knob_stands_a_quarter_half_or_three_quarters_of_the_way() -> None:
    assert [knob_cell(nearness) / (TRACK_CELLS - 1) for nearness in (-1, 0, 1)] == [0.25, 0.5, 0.75]
    assert [nearness_of_cell(knob_cell(nearness)) for nearness in (-1, 0, 1)] == [-1, 0, 1]
    assert [nearness_of_cell(cell) for cell in (-5, 0, 4, 8, 90)] == [-1, -1, 0, 1, 1]
