"""Column widths of the profile's tables, and the area names above them, wrapped instead of cut where possible."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len

from efficacy_tui.model.text_layout import elide, pad_left

MAX_NAME_WIDTH = 12
MIN_NAME_WIDTH = 4
MIN_TRACK_WIDTH = 5
MIN_SCORE_WIDTH = 4
LINE_COUNTS = (1, 2, 3)
"""Numbers of lines a heading may take, in order of preference."""

_NAME_PIECE = re.compile(r"[^\s-]*-+|[^\s-]+")


def wrap_name(name: str, width: int) -> list[str]:
    """Wrap a name to at most `width` cells, at blanks and after hyphens; elide a piece that is longer."""
    lines: list[str] = []
    for word in name.split():
        for position, piece in enumerate(_NAME_PIECE.findall(word)):
            joined = (lines[-1] + (" " if position == 0 else "") + piece) if lines else piece
            if lines and cell_len(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    return [elide(line, width) for line in lines]


def min_wrapped_width(name: str, lines: int) -> int:
    """Return the smallest width at which a name wraps to at most `lines` lines, else its full width."""
    widest = cell_len(name)
    longest = max((cell_len(piece) for piece in _NAME_PIECE.findall(name)), default=0)
    return next((width for width in range(longest, widest) if len(wrap_name(name, width)) <= lines), widest)


class TrackColumns(NamedTuple):
    """The layout of a name column and one scale line per area, with a gap of two cells before each line.

    Widths are in cells; `heading_lines` holds the wrapped heading of each area.
    """

    name_width: int
    track_width: int
    heading_lines: list[list[str]]

    def headings(self) -> list[str]:
        """Format the heading rows; a heading may use the gap after its line, the last one all space to the right."""
        rows = []
        for texts in zip_longest(*self.heading_lines, fillvalue=""):
            row = ""
            for index, text in enumerate(texts):
                start = self.name_width + index * (self.track_width + 2) + 2
                row += " " * (start - cell_len(row)) + text
            rows.append(row)
        return rows


def fit_track_columns(areas: Sequence[str], rater_names: Sequence[str], width: int) -> TrackColumns:
    """Fit one scale line per area beside the raters' names into `width` cells; all lines have the same length."""
    wide_names = min(max(width // 4, 6), MAX_NAME_WIDTH)
    narrow_names = min(max(map(cell_len, rater_names)), wide_names)
    for name_width, max_lines in ((wide_names, 1), *((narrow_names, max_lines) for max_lines in LINE_COUNTS)):
        min_widths = [min_wrapped_width(area, max_lines) for area in areas]
        max_track = (width - name_width) // len(areas) - 2
        for track in range(max_track, MIN_TRACK_WIDTH - 1, -1):
            last_room = width - name_width - 2 - (len(areas) - 1) * (track + 2)
            if max(min_widths[:-1], default=0) <= track + 1 and min_widths[-1] <= last_room:
                return TrackColumns(
                    name_width,
                    track,
                    [wrap_name(area, min_width) for area, min_width in zip(areas, min_widths, strict=True)],
                )
    track = max((width - narrow_names) // len(areas) - 2, MIN_TRACK_WIDTH)
    return TrackColumns(narrow_names, track, [wrap_name(area, track) for area in areas])


class ScoreColumns(NamedTuple):
    """The layout of a date column, a name column and a score column for every area.

    Widths are in cells; `heading_lines` holds the wrapped heading of each area.
    """

    date_width: int
    name_width: int
    cell_widths: list[int]
    heading_lines: list[list[str]]

    def headings(self) -> list[str]:
        """Format the heading rows, right-aligned; the first heading may extend over the date and name columns."""
        rows = []
        for texts in zip_longest(*self.heading_lines, fillvalue=""):
            row, end = "", self.date_width + self.name_width
            for cell_width, text in zip(self.cell_widths, texts, strict=True):
                end += cell_width
                row += pad_left(text, end - cell_len(row))
            rows.append(row)
        return rows


def fit_score_columns(areas: Sequence[str], names: Sequence[str], dates: int, width: int) -> ScoreColumns:
    """Fit the score columns into `width` cells after `dates` cells of dates; the rest is for people's names."""
    preferred_width = min(max(map(cell_len, names)) + 1, MAX_NAME_WIDTH)
    for max_lines, gap, min_name_width in (
        (1, 2, preferred_width),
        (2, 2, preferred_width),
        (2, 1, preferred_width),
        (2, 1, MIN_NAME_WIDTH),
        (3, 1, MIN_NAME_WIDTH),
    ):
        min_widths = [min_wrapped_width(area, max_lines) for area in areas]
        cell_widths = [max(min_width + gap, MIN_SCORE_WIDTH) for min_width in min_widths]
        # The first heading extends to the left, so its column may be as narrow as a score.
        for widths in ([max(cell_widths)] * len(cell_widths), cell_widths, [MIN_SCORE_WIDTH, *cell_widths[1:]]):
            name_width = width - dates - sum(widths)
            if name_width >= min_name_width and min_widths[0] <= dates + name_width + widths[0]:
                return ScoreColumns(
                    dates,
                    name_width,
                    widths,
                    [wrap_name(area, min_width) for area, min_width in zip(areas, min_widths, strict=True)],
                )
    cell_width = max((width - dates - MIN_NAME_WIDTH) // len(areas), MIN_SCORE_WIDTH)
    name_width = max(width - dates - cell_width * len(areas), MIN_NAME_WIDTH)
    return ScoreColumns(
        dates, name_width, [cell_width] * len(areas), [wrap_name(area, cell_width - 1) for area in areas]
    )
