"""Lays out the rows of the placing question: the ladder, cut to whole rungs around the place, and its track."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from efficacy_tui.flows.placing import PlacingRow
from efficacy_tui.model.text_layout import wrap

TITLE_COLUMN = 7
"""Cells before a title: the cursor, the number, and the sign."""

TRACK_CELLS = 9
"""Cells of the track between its ends; its knob stands a quarter, half or three quarters of the way."""

TITLE_ROWS_WIDE, TITLE_ROWS, TITLE_ROWS_HERE = 3, 2, 3
"""Rows that a title takes at most: on a wide screen, on a narrow one, and that of what is placed."""

MIN_ROWS = 3
"""Rows of the window in the smallest terminal: what is placed, its track, and a neighbour."""


class Line(NamedTuple):
    """One row of the screen: row `rung` of the ladder or, with `None`, what is placed; the track has no title."""

    rung: int | None
    title: str = ""
    is_first: bool = False
    is_track: bool = False


@lru_cache(512)
def _title_lines(title: str, width: int, max_rows: int) -> tuple[str, ...]:
    return tuple(wrap(title, width, max_rows) or [""])


def lay_out(
    rows: Sequence[PlacingRow], title: str, rows_above: int, width: int, height: int, *, is_wide: bool
) -> list[Line]:
    """Return the lines of the ladder (hardest first) with `title` below `rows_above` rungs, in at most `height` rows.

    Where not everything fits, whole rungs around the place are shown, and the first neighbours before the others.
    """
    title_width = max(width - TITLE_COLUMN, 1)
    height = max(height, MIN_ROWS)
    here = _title_lines(title, title_width, min(TITLE_ROWS_HERE, height - 2))
    lines = [Line(None, text, is_first=i == 0) for i, text in enumerate(here)]
    lines.append(Line(None, is_track=True))
    free = height - len(lines)
    max_rows = TITLE_ROWS_WIDE if is_wide else TITLE_ROWS
    above, below = rows_above - 1, rows_above
    top: list[list[Line]] = []
    bottom: list[list[Line]] = []
    used_above = used_below = 0
    while above >= 0 or below < len(rows):
        # The side with fewer rows grows first, so that the place stays in the middle.
        is_up_first = above >= 0 and (used_above <= used_below or below >= len(rows))
        for goes_up in (is_up_first, not is_up_first):
            index = above if goes_up else below
            is_neighbour = not (top if goes_up else bottom)
            grown = _grow(rows, index, title_width, max_rows, free, may_cut=is_neighbour)
            if grown:
                break
        else:
            break
        free -= len(grown)
        if goes_up:
            top.append(grown)
            used_above, above = used_above + len(grown), above - 1
        else:
            bottom.append(grown)
            used_below, below = used_below + len(grown), below + 1
    return [*(line for block in reversed(top) for line in block), *lines, *(line for block in bottom for line in block)]


def full_height(rows: Sequence[PlacingRow], title: str, width: int, *, is_wide: bool) -> int:
    """Return the rows that everything takes."""
    title_width = max(width - TITLE_COLUMN, 1)
    max_rows = TITLE_ROWS_WIDE if is_wide else TITLE_ROWS
    heights = (len(_title_lines(row.title, title_width, max_rows)) for row in rows)
    return sum(heights) + len(_title_lines(title, title_width, TITLE_ROWS_HERE)) + 1


def knob_cell(nearness: int) -> int:
    """Return the cell of the track, from 0, in which the knob stands."""
    return (TRACK_CELLS - 1) * (nearness + 2) // 4


def nearness_of_cell(cell: int) -> int:
    """Return the nearness (−1, 0, 1) of the knob's place that is closest to a cell of the track."""
    return min((-1, 0, 1), key=lambda nearness: abs(knob_cell(nearness) - cell))


def _grow(rows: Sequence[PlacingRow], index: int, width: int, max_rows: int, free: int, *, may_cut: bool) -> list[Line]:
    """Return the lines of a rung if they fit; with `may_cut` its title is cut before the rung is left out."""
    if not 0 <= index < len(rows):
        return []
    titles = _title_lines(rows[index].title, width, max_rows)
    if len(titles) > free >= 1 and may_cut:
        titles = _title_lines(rows[index].title, width, free)
    if len(titles) > free:
        return []
    return [Line(index, text, is_first=i == 0) for i, text in enumerate(titles)]
