"""How wide the columns of the profile's tables are, and how the areas' names stand over them, whole if they can."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len

from efficacy_tui.tui.widgets.content_lines import elide, pad_left

MOST_WHO = 12
LEAST_WHO = 4
LEAST_TRACK = 5
LEAST_SCORE = 4
LINES = (1, 2, 3)
"""On how many lines a name may stand; the fewer the better."""

_PIECE = re.compile(r"[^\s-]*-+|[^\s-]+")


def over_lines(name: str, width: int) -> list[str]:
    """A name on lines of at most `width` cells, broken at blanks and after hyphens; a longer piece is cut short."""
    lines: list[str] = []
    for word in name.split():
        for place, piece in enumerate(_PIECE.findall(word)):
            joined = (lines[-1] + (" " if place == 0 else "") + piece) if lines else piece
            if lines and cell_len(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    return [elide(line, width) for line in lines]


def fewest_cells(name: str, lines: int) -> int:
    """The cells a name needs to stand whole on at most so many lines; more lines where it has no such breaks."""
    widest = cell_len(name)
    longest = max((cell_len(piece) for piece in _PIECE.findall(name)), default=0)
    return next((width for width in range(longest, widest) if len(over_lines(name, width)) <= lines), widest)


class Tracks(NamedTuple):
    """A column of names, lines of `track` cells each after a gap of two, and the lines of each heading over them."""

    who: int
    track: int
    heads: list[list[str]]

    def headings(self) -> list[str]:
        """The rows of the headings: one may reach into the gap behind its line, the last into what is free there."""
        rows = []
        for each in zip_longest(*self.heads, fillvalue=""):
            row = ""
            for place, text in enumerate(each):
                begins = self.who + place * (self.track + 2) + 2
                row += " " * (begins - cell_len(row)) + text
            rows.append(row)
        return rows


def tracks(areas: Sequence[str], voices: Sequence[str], width: int) -> Tracks:
    """A line for every area beside each voice, on `width` cells; the lines are all of one length."""
    roomy = min(max(width // 4, 6), MOST_WHO)
    close = min(max(map(cell_len, voices)), roomy)
    for who, lines in ((roomy, 1), *((close, lines) for lines in LINES)):
        needs = [fewest_cells(area, lines) for area in areas]
        most = (width - who) // len(areas) - 2
        for track in range(most, LEAST_TRACK - 1, -1):
            last = width - who - 2 - (len(areas) - 1) * (track + 2)
            if max(needs[:-1], default=0) <= track + 1 and needs[-1] <= last:
                return Tracks(who, track, [over_lines(a, need) for a, need in zip(areas, needs, strict=True)])
    track = max((width - close) // len(areas) - 2, LEAST_TRACK)
    return Tracks(close, track, [over_lines(area, track) for area in areas])


class Scores(NamedTuple):
    """Columns of dates and names, a column of scores for every area, and the lines of each heading over those."""

    dates: int
    who: int
    cells: list[int]
    heads: list[list[str]]

    def headings(self) -> list[str]:
        """The rows of the headings; the first may reach over dates and names, where these rows have nothing."""
        rows = []
        for each in zip_longest(*self.heads, fillvalue=""):
            row, ends = "", self.dates + self.who
            for cell, text in zip(self.cells, each, strict=True):
                ends += cell
                row += pad_left(text, ends - cell_len(row))
            rows.append(row)
        return rows


def scores(areas: Sequence[str], whose: Sequence[str], dates: int, width: int) -> Scores:
    """Scores under the areas' names on `width` cells, after a column of dates; names of people get what is left."""
    wanted = min(max(map(cell_len, whose)) + 1, MOST_WHO)
    for lines, gap, least in ((1, 2, wanted), (2, 2, wanted), (2, 1, wanted), (2, 1, LEAST_WHO), (3, 1, LEAST_WHO)):
        needs = [fewest_cells(area, lines) for area in areas]
        own = [max(need + gap, LEAST_SCORE) for need in needs]
        # Under the first heading, which reaches to the left, a score needs no more than its own cells.
        for cells in ([max(own)] * len(own), own, [LEAST_SCORE, *own[1:]]):
            who = width - dates - sum(cells)
            if who >= least and needs[0] <= dates + who + cells[0]:
                return Scores(dates, who, cells, [over_lines(a, need) for a, need in zip(areas, needs, strict=True)])
    cell = max((width - dates - LEAST_WHO) // len(areas), LEAST_SCORE)
    who = max(width - dates - cell * len(areas), LEAST_WHO)
    return Scores(dates, who, [cell] * len(areas), [over_lines(area, cell - 1) for area in areas])
