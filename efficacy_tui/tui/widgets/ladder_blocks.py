"""The rows of what stands on a ladder: a rung, the line of even odds, or the next place. Free of Textual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from efficacy_tui.journal.ladder import Ladder, LadderRung
from efficacy_tui.model.text_layout import cell_width, elide, pad, shorten
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.widgets.ladder_cells import (
    ASCII_STROKE,
    BAR,
    BLANK,
    RULE,
    STROKE,
    STROKE_ON_BAR,
    TITLE_COLUMN,
    TRACK,
    Drawing,
    Ground,
    Ink,
    LadderColumns,
    Row,
    Run,
    amounts,
    edge,
    outcome_cells,
)
from efficacy_tui.wording.ladder import EVEN_ODDS, latest_words, next_place_words


class LadderItem(NamedTuple):
    """What stands on a ladder: a rung, the line of even odds, or the next place."""

    difficulty: int
    rung: LadderRung | None = None
    is_even: bool = False


class LadderBlocks:
    """Draws the rows of each item of a ladder."""

    def __init__(self, ladder: Ladder, columns: LadderColumns, drawing: Drawing) -> None:
        self.ladder, self.columns, self.drawing = ladder, columns, drawing
        self._has_ratings = any(rung.confidence is not None for rung in ladder.rungs)

    def rows(self, item: LadderItem, title: list[str], max_rows: int, *, is_here: bool) -> tuple[Row, ...]:
        """Return the rows of an item; the `title` of a rung, wrapped, takes at most so many of them."""
        if item.rung is not None:
            return self._rung_rows(item.rung, title, max_rows, is_here=is_here)
        if self.drawing.blind:
            return (BLANK,)
        return (self._even_row(item) if item.is_even else self._next_row(item),)

    def air_row(self, above: LadderItem, below: LadderItem) -> Row:
        """Return the blank row between two items."""
        if not (self._is_stretch(above) and self._is_stretch(below)):
            return BLANK
        return Row((edge(True), Run(" " * (self.columns.total - 1))), "zone")

    def drop_line(self, difficulty: int | None) -> Row:
        """Return the line that shows where a rung that is dragged would go."""
        rule = RULE * (self.columns.total - TITLE_COLUMN)
        runs = (Run("  "), self._difficulty(difficulty, "accent"), Run("   "), Run(rule, "accent", "public"))
        return Row(runs)

    def _is_stretch(self, item: LadderItem) -> bool:
        if not self.drawing.shows_odds or item.is_even:
            return False
        if item.rung is not None:
            return item.rung.is_stretch
        return self.ladder.next_place is not None and self.ladder.next_place.is_stretch

    def _even_row(self, item: LadderItem) -> Row:
        words = f"{EVEN_ODDS} "
        rule = RULE * max(self.columns.total - TITLE_COLUMN - cell_width(words), 0)
        if not rule:
            words = elide(EVEN_ODDS, self.columns.total - TITLE_COLUMN)
        return Row(
            (
                Run("  "),
                self._difficulty(item.difficulty, "quiet"),
                Run("   "),
                Run(words, "quiet", "public"),
                Run(rule, "faint", "public"),
            )
        )

    def _next_row(self, item: LadderItem) -> Row:
        next_place, room = self.ladder.next_place, self.columns.total - TITLE_COLUMN
        words = next_place_words(next_place) if next_place is not None else ""
        if self.drawing.hide_numbers:
            words = words.partition(":")[0]
        words = pad(words, room)
        runs = (
            edge(self._is_stretch(item)),
            Run(" "),
            self._difficulty(item.difficulty, "accent"),
            Run(f" {UNICODE['next']} ", "accent", "public"),
            *amounts(words, "accent"),
        )
        return Row(runs, "zone" if self._is_stretch(item) else "")

    def _rung_rows(self, rung: LadderRung, title: list[str], max_rows: int, *, is_here: bool) -> tuple[Row, ...]:
        columns = self.columns
        is_stretch = rung.is_stretch and self.drawing.shows_odds
        ground: Ground = "here" if is_here else "zone" if is_stretch else ""
        ink: Ink = "bright" if is_here or rung.status == "open" else "quiet" if rung.status == "idea" else "text"
        lines = _cut_lines(title, columns.title, max_rows)
        first_cell = edge(is_stretch)
        first = (
            first_cell,
            Run(UNICODE["cursor"] if is_here else " ", "accent", "public"),
            self._difficulty(rung.difficulty, "text"),
            Run(" "),
            self._sign(rung),
            Run(" "),
            Run(pad(lines[0], columns.title), ink),
            *self._measures(rung),
            Run(_pad_exactly(self._latest(rung), outcome_cells(columns.outcomes)), "quiet", "public"),
        )
        rest = columns.total - TITLE_COLUMN
        return (
            Row(first, ground, rung.id),
            *(Row((first_cell, Run(" " * 7), Run(pad(line, rest), ink)), ground, rung.id) for line in lines[1:]),
        )

    def _difficulty(self, difficulty: int | None, ink: Ink) -> Run:
        if difficulty is None or self.drawing.hide_numbers:
            return Run("   ")
        return Run(f"{difficulty:>3}", ink, "place")

    def _sign(self, rung: LadderRung) -> Run:
        if rung.is_next and self.drawing.shows_odds:
            return Run(UNICODE["next"], "accent", "public")
        return Run(UNICODE[rung.status], "accent" if rung.status in ("open", "daily") else "text", "public")

    def _measures(self, rung: LadderRung) -> Iterable[Run]:
        """Yield the bar, the stroke and both numbers."""
        columns, confidence, odds = self.columns, rung.confidence, rung.odds
        if columns.bar:
            yield Run(" ")
            yield from self._bar(*((confidence, odds) if self.drawing.shows_odds else (None, None)))
        if not self.drawing.shows_numbers:
            yield Run(" " * columns.numbers)
            return
        own_ink: Ink = "quiet" if confidence is None or rung.is_rating_old(self.ladder.today) else "text"
        missing = "–" if self._has_ratings else ""
        yield Run(f"{missing if confidence is None else confidence:>4}", own_ink, "amount")
        yield Run("      " if odds is None else f"{odds:>4} %", "accent", "amount")
        yield Run(" " * (columns.numbers - 10))

    def _bar(self, confidence: int | None, odds: int | None) -> Iterable[Run]:
        """Yield confidence as a bar and the record's odds as a stroke across it; nothing where both are missing."""
        width = self.columns.bar
        if confidence is None and odds is None:
            yield Run(" " * width)
            return
        filled = round((confidence or 0) / 100 * width)
        stroke_at = None if odds is None else min(round(odds / 100 * width), width - 1)
        for start, end in _between(0, width, stroke_at, filled):
            if start == stroke_at:
                stroke = ASCII_STROKE if self.drawing.ascii_only else STROKE_ON_BAR if start < filled else STROKE
                yield Run(stroke, "accent", "amount")
            elif start < filled:
                yield Run(BAR * (end - start), "dot", "amount")
            else:
                yield Run(TRACK * (end - start), "faint", "amount")

    def _latest(self, rung: LadderRung) -> str:
        """Format the newest outcomes, as many as fit whole."""
        words, room = "", outcome_cells(self.columns.outcomes)
        for name, day in latest_words(rung, self.ladder.today, self.columns.outcomes):
            longer = f"{words}{'  ' if words else ' '}{UNICODE[name]} {day}"
            if cell_width(longer) > room:
                break
            words = longer
        return words


def ladder_items(ladder: Ladder, drawing: Drawing) -> list[LadderItem]:
    """Return the rungs, hardest first, and between them the lines that the record draws."""
    items = [LadderItem(rung.difficulty, rung) for rung in ladder.rungs]
    if drawing.masked:
        return items
    lines = []
    if ladder.even_odds is not None:
        lines.append(LadderItem(ladder.even_odds, is_even=True))
    if ladder.next_place is not None:
        lines.append(LadderItem(ladder.next_place.difficulty))
    for line in lines:
        items.insert(next((i for i, item in enumerate(items) if item.difficulty < line.difficulty), len(items)), line)
    return items


def _cut_lines(lines: list[str], width: int, max_rows: int) -> list[str]:
    """Cut a wrapped title to at most so many lines, after a whole word where that costs little."""
    if len(lines) <= max_rows:
        return lines or [""]
    return [*lines[: max_rows - 1], shorten(" ".join(lines[max_rows - 1 :]), width)]


def _between(start: int, end: int, stroke_at: int | None, filled: int) -> Sequence[tuple[int, int]]:
    """Cut the cells of a bar where it ends, and before and after its stroke."""
    stroke_cuts = () if stroke_at is None else (stroke_at, stroke_at + 1)
    cuts = sorted({start, *stroke_cuts, min(filled, end), end})
    return list(pairwise(cuts))


def _pad_exactly(words: str, width: int) -> str:
    """Pad without flattening the blanks between columns."""
    return words + " " * (width - cell_width(words))
