"""The columns of the profile's tables: area names are whole above them, on as few lines as possible."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.tui.screens.profile_columns import fit_score_columns, fit_track_columns, wrap_name

AREAS = [area.name for area in shipped_instrument().areas]
WIDTHS = [35, 40, 46, 55, 56, 75, 95, 115]


def test_name_is_broken_only_at_blanks_and_after_hyphens() -> None:
    assert wrap_name("Self-regulation", 15) == ["Self-regulation"]
    assert wrap_name("Self-regulation", 14) == ["Self-", "regulation"]
    assert wrap_name("Work and study", 9) == ["Work and", "study"]
    assert wrap_name("Self-regulation at work", 17) == ["Self-regulation", "at work"]
    assert wrap_name("Give – and take", 6) == ["Give –", "and", "take"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("names", [["you", "Mara", "Jon"], ["you", "Annemarie", "Jon"]])
def test_headings_are_whole_separated_and_within_the_width(width: int, names: list[str]) -> None:
    for columns in (
        fit_track_columns(AREAS, names, width),
        fit_score_columns(AREAS, names, 11 if width >= 46 else 7, width),
    ):
        rows = columns.headings()
        assert "…" not in "".join(rows)
        assert all(cell_len(row) <= width for row in rows)
        assert ["".join(head).replace(" ", "") for head in columns.heading_lines] == [
            area.replace(" ", "") for area in AREAS
        ]
        for line, row in enumerate(rows):
            assert row.split() == " ".join(head[line] for head in columns.heading_lines if line < len(head)).split()


@pytest.mark.parametrize(("width", "lines"), [(35, 2), (55, 1), (75, 1), (95, 1)])
def test_names_take_one_line_where_there_is_room(width: int, lines: int) -> None:
    names = ["you", "Mara", "Jon"]
    assert len(fit_track_columns(AREAS, names, width).headings()) == lines
    assert len(fit_score_columns(AREAS, names, 11 if width >= 46 else 7, width).headings()) == lines


def test_long_name_without_a_break_is_cut_with_an_ellipsis() -> None:
    rows = fit_score_columns(["Selbstwirksamkeitserwartung", "Social", "Work"], ["you"], 7, 35).headings()
    assert all(cell_len(row) <= 35 for row in rows)
    rows = fit_track_columns(["Work", "Social", "Selbstwirksamkeitserwartung"], ["you"], 35).headings()
    assert "…" in rows[0]
    assert all(cell_len(row) <= 35 for row in rows)
