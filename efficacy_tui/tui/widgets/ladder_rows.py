"""The rows of a ladder in cells: what stands in which column, in which ink, and what fits. Free of Textual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple, Self

from efficacy_tui.insight.placing import place
from efficacy_tui.journal.ladder import Ladder, LadderRung
from efficacy_tui.model.text_layout import cell_width, elide, pad, shorten, wrap
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.wording.ladder import EVEN_ODDS, latest_words, next_place_words

Ink = Literal["text", "bright", "quiet", "faint", "dot", "accent", "key"]
Ground = Literal["", "zone", "here"]
Privacy = Literal["private", "public", "place", "amount"]
"""Who may read it: the mask hides `private` and `amount`; hidden numbers hide the `place` on the scale and `amount`."""

TITLE_COLUMN = 8
"""The stretch, the cursor, the difficulty, the sign, and the blanks between them."""

WIDE, MIDDLE = 100, 70
"""Columns from which bars have 12 cells and two outcomes show, and from which there are bars and one outcome at all."""

MAX_TITLE_WIDTH, MAX_OUTCOMES = 96, 4
"""A title's cells on a very wide screen, where the rest goes to more outcomes."""

LEAST_ROWS_UNDER_CURSOR = 6
"""The rows that a title under the cursor may take however low the screen is."""

OUTCOME_WIDTH = 10
"""The cells of an outcome's sign and day, with the blanks before it."""

AIR_FROM = 5
"""Points of difficulty between two rungs from which a blank row stands between them, where there is room."""

BAR, TRACK, STROKE, STROKE_ON_BAR, ASCII_STROKE, RULE = "━", "─", "┼", "┿", "│", "╌"


class Run(NamedTuple):
    """Text in one ink."""

    text: str
    ink: Ink = "text"
    privacy: Privacy = "private"


class Row(NamedTuple):
    """A row of the screen; `rung` is the id of the rung it belongs to, empty where it belongs to none."""

    runs: tuple[Run, ...] = ()
    ground: Ground = ""
    rung: str = ""

    @property
    def text(self) -> str:
        """The row without its inks."""
        return "".join(run.text for run in self.runs)


BLANK = Row()


class LadderColumns(NamedTuple):
    """The cells of each column; `outcomes` is how many stand beside a rung."""

    total: int
    title: int
    bar: int
    numbers: int
    outcomes: int

    @classmethod
    def for_width(cls, width: int) -> Self:
        """Divide `width` cells."""
        bar = 12 if width >= WIDE else 8 if width >= MIDDLE else 0
        numbers = 11 if bar else 10
        outcomes = 2 if width >= WIDE else 1 if bar else 0
        title = width - TITLE_COLUMN - (bar + 1 if bar else 0) - numbers
        while outcomes and title - _outcome_cells(outcomes) > MAX_TITLE_WIDTH and outcomes < MAX_OUTCOMES:
            outcomes += 1
        title = max(min(title - _outcome_cells(outcomes), MAX_TITLE_WIDTH), 1)
        used = TITLE_COLUMN + title + (bar + 1 if bar else 0) + numbers + _outcome_cells(outcomes)
        return cls(used, title, bar, numbers, outcomes)

    @property
    def title_rows(self) -> int:
        """The rows of a title that is not under the cursor, at most."""
        return 3 if self.bar >= 12 else 2

    @property
    def bar_column(self) -> int:
        """Where the bars begin."""
        return TITLE_COLUMN + self.title + 1


def _outcome_cells(count: int) -> int:
    return 0 if not count else OUTCOME_WIDTH if count == 1 else count * OUTCOME_WIDTH - 1


@dataclass(frozen=True)
class Drawing:
    """How a ladder is drawn: masked, without numbers, bars and lines (`blind`), with `ascii_only` strokes.

    What is hidden is left out here already: a cell that is blanked on its way to the terminal loses its ground.
    """

    masked: bool = False
    blind: bool = False
    hide_numbers: bool = False
    ascii_only: bool = False

    @property
    def shows_odds(self) -> bool:
        """Whether what the person and the record say may be seen."""
        return not (self.masked or self.blind)

    @property
    def shows_numbers(self) -> bool:
        """Whether it may be seen in numbers, too."""
        return self.shows_odds and not self.hide_numbers


class _Item(NamedTuple):
    """What stands on a ladder: a rung, the line of even odds, or the next place."""

    difficulty: int
    rung: LadderRung | None = None
    is_even: bool = False


class RungRows(NamedTuple):
    """The rows of a rung in the body: its number (0 the hardest), its first row and the one after its last."""

    number: int
    start: int
    end: int


class LadderBody:
    """The rungs in the rows there are for them. Each rung's rows are made once; what moves is only which are seen."""

    def __init__(self, ladder: Ladder, columns: LadderColumns, drawing: Drawing) -> None:
        self.ladder, self.columns, self.drawing = ladder, columns, drawing
        self.top: int | None = None
        """The first item that is seen; `None` before anything was."""
        self.spans: tuple[RungRows, ...] = ()
        """The rungs that are seen."""
        self._items = _items(ladder, drawing)
        self._titles = [wrap(item.rung.title, columns.title) if item.rung else [] for item in self._items]
        self._has_ratings = any(rung.confidence is not None for rung in ladder.rungs)
        self._blocks: dict[tuple[int, bool], tuple[Row, ...]] = {}
        self._max_title_rows = 1
        self._is_airy = False
        self.height = 0

    def _rows_under_cursor(self, height: int) -> int:
        """Return the rows that the title under the cursor takes at most: its neighbours stay in sight."""
        return max(height - 2 * self.columns.title_rows, min(LEAST_ROWS_UNDER_CURSOR, height), 1)

    def rows_needed(self, height: int, *, with_air: bool = False) -> int:
        """Return how many rows show everything in at most `height`, wherever the cursor is."""
        max_rows = self._rows_under_cursor(height)
        elsewhere = [self._rows_of(index, self.columns.title_rows) for index in range(len(self._items))]
        under_cursor = [self._rows_of(index, max_rows) for index in range(len(self._items))]
        most_extra = max((here - rows for here, rows in zip(under_cursor, elsewhere, strict=True)), default=0)
        air = sum(self._has_air(index) for index in range(1, len(self._items))) if with_air else 0
        return sum(elsewhere) + max(most_extra, 0) + air

    def _rows_of(self, index: int, most: int) -> int:
        """Return how many rows an item takes; a title at most so many."""
        return max(min(len(self._titles[index]), most), 1)

    def fit(self, height: int) -> None:
        """Take at most `height` rows, with air between the rungs if everything fits with it."""
        self._max_title_rows = self._rows_under_cursor(height)
        needed, needed_with_air = (self.rows_needed(height, with_air=with_air) for with_air in (False, True))
        self._is_airy = needed_with_air <= height
        self.height = min(height, needed_with_air if self._is_airy else needed)
        self._blocks.clear()

    @property
    def hidden_above(self) -> int:
        """How many rungs are above those that are seen."""
        return self.spans[0].number if self.spans else 0

    @property
    def hidden_below(self) -> int:
        """How many rungs are below those that are seen."""
        return len(self.ladder.rungs) - 1 - self.spans[-1].number if self.spans else 0

    def rows(self, cursor: str, drop: int | None = None) -> list[Row]:
        """Return `height` rows with the rung under the cursor (id) among them, whole.

        With `drop`, a line shows where a rung that is dragged would go: above the rung of this index.
        """
        index = next((i for i, item in enumerate(self._items) if item.rung and item.rung.id == cursor), 0)
        self._scroll_to(index)
        top = self.top or 0
        rows: list[Row] = []
        spans: list[RungRows] = []
        rung_index = sum(item.rung is not None for item in self._items[:top])
        for i in range(top, len(self._items)):
            block = self._block(i, i == index)
            air = [self._air_row(i)] if self._is_airy and i > top and self._has_air(i) else []
            if len(rows) + len(air) + len(block) > self.height:
                break
            rows += [*air, *block]
            if self._items[i].rung is not None:
                spans.append(RungRows(rung_index, len(rows) - len(block), len(rows)))
                rung_index += 1
        self.spans = tuple(spans)
        rows += [BLANK] * (self.height - len(rows))
        if drop is not None:
            self._insert_drop_line(rows, cursor, drop)
        return rows

    def gap_at(self, y: int, dragged: str) -> int | None:
        """Return the number of the rung above which a rung (id) dragged to row `y` goes; one past the last at the end.

        On the middle row of a rung it passes that rung.
        """
        if not self.spans:
            return None
        number = self.ladder.index_of(dragged) or 0
        for span in self.spans:
            middle = span.start + span.end - 1
            if 2 * y < middle or (2 * y == middle and span.number < number):
                return span.number
        return self.spans[-1].number + 1

    def _insert_drop_line(self, rows: list[Row], dragged: str, gap: int) -> None:
        difficulty = drop_difficulty(self.ladder, dragged, gap)
        span = next((span for span in self.spans if span.number == gap), None)
        y = span.start if span is not None else self.spans[-1].end if self.spans else 0
        runs = (
            Run("  "),
            self._difficulty(difficulty, "accent"),
            Run("   "),
            Run(RULE * (self.columns.total - TITLE_COLUMN), "accent", "public"),
        )
        rows.insert(min(y, self.height - 1), Row(runs))
        del rows[self.height :]

    def _scroll_to(self, index: int) -> None:
        """Scroll by as little as shows an item whole and its neighbours, at first to the middle; no room at the end."""
        heights = [self._rows_of(i, self.columns.title_rows) for i in range(len(self._items))]
        if heights:
            heights[index] = self._rows_of(index, self._max_title_rows)
        if self._is_airy or sum(heights) <= self.height:
            self.top = 0
            return
        if self.top is None:
            self.top = index
            while self.top and 2 * sum(heights[self.top - 1 : index]) + heights[index] <= self.height:
                self.top -= 1
        first, last = max(index - 1, 0), min(index + 1, len(heights) - 1)
        if sum(heights[first : last + 1]) > self.height:
            first, last = index, index
        self.top = min(self.top, first)
        while self.top < first and sum(heights[self.top : last + 1]) > self.height:
            self.top += 1
        while self.top and sum(heights[self.top - 1 :]) <= self.height:
            self.top -= 1

    def _has_air(self, index: int) -> bool:
        """Whether a blank row belongs above an item where there is room."""
        above, item = self._items[index - 1], self._items[index]
        return above.rung is None or item.rung is None or above.difficulty - item.difficulty >= AIR_FROM

    def _air_row(self, index: int) -> Row:
        is_stretch = self._is_stretch(self._items[index - 1]) and self._is_stretch(self._items[index])
        if not is_stretch:
            return BLANK
        return Row((_edge(is_stretch), Run(" " * (self.columns.total - 1))), "zone")

    def _is_stretch(self, item: _Item) -> bool:
        if not self.drawing.shows_odds or item.is_even:
            return False
        if item.rung is not None:
            return item.rung.is_stretch
        return self.ladder.next_place is not None and self.ladder.next_place.is_stretch

    def _block(self, index: int, is_here: bool) -> tuple[Row, ...]:
        """Return the rows of an item, from the cache."""
        block = self._blocks.get((index, is_here))
        if block is None:
            item = self._items[index]
            if item.rung is not None:
                block = self._rung_rows(item.rung, self._titles[index], is_here)
            elif self.drawing.blind:
                block = (BLANK,)
            else:
                block = (self._even_row(item) if item.is_even else self._next_row(item),)
            self._blocks[index, is_here] = block
        return block

    def _even_row(self, item: _Item) -> Row:
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

    def _next_row(self, item: _Item) -> Row:
        next_place, room = self.ladder.next_place, self.columns.total - TITLE_COLUMN
        words = next_place_words(next_place) if next_place is not None else ""
        if self.drawing.hide_numbers:
            words = words.partition(":")[0]
        words = pad(words, room)
        runs = (
            _edge(self._is_stretch(item)),
            Run(" "),
            self._difficulty(item.difficulty, "accent"),
            Run(f" {UNICODE['next']} ", "accent", "public"),
            *amounts(words, "accent"),
        )
        return Row(runs, "zone" if self._is_stretch(item) else "")

    def _rung_rows(self, rung: LadderRung, title: list[str], is_here: bool) -> tuple[Row, ...]:
        columns = self.columns
        is_stretch = rung.is_stretch and self.drawing.shows_odds
        ground: Ground = "here" if is_here else "zone" if is_stretch else ""
        most = self._max_title_rows if is_here else columns.title_rows
        ink: Ink = "bright" if is_here or rung.status == "open" else "quiet" if rung.status == "idea" else "text"
        lines = _cut_lines(title, columns.title, most)
        edge = _edge(is_stretch)
        first = (
            edge,
            Run(UNICODE["cursor"] if is_here else " ", "accent", "public"),
            self._difficulty(rung.difficulty, "text"),
            Run(" "),
            self._sign(rung),
            Run(" "),
            Run(pad(lines[0], columns.title), ink),
            *self._measures(rung),
            Run(_pad_exactly(self._latest(rung), _outcome_cells(columns.outcomes)), "quiet", "public"),
        )
        rest = columns.total - TITLE_COLUMN
        return (
            Row(first, ground, rung.id),
            *(Row((edge, Run(" " * 7), Run(pad(line, rest), ink)), ground, rung.id) for line in lines[1:]),
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
        columns, own, odds = self.columns, rung.confidence, rung.odds
        if columns.bar:
            yield Run(" ")
            yield from self._bar(*((own, odds) if self.drawing.shows_odds else (None, None)))
        if not self.drawing.shows_numbers:
            yield Run(" " * columns.numbers)
            return
        own_ink: Ink = "quiet" if own is None or rung.is_rating_old(self.ladder.today) else "text"
        missing = "–" if self._has_ratings else ""
        yield Run(f"{missing if own is None else own:>4}", own_ink, "amount")
        yield Run("      " if odds is None else f"{odds:>4} %", "accent", "amount")
        yield Run(" " * (columns.numbers - 10))

    def _bar(self, own: int | None, odds: int | None) -> Iterable[Run]:
        """Yield confidence as a bar and the record's odds as a stroke across it; nothing where both are missing."""
        width = self.columns.bar
        if own is None and odds is None:
            yield Run(" " * width)
            return
        filled = round((own or 0) / 100 * width)
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
        words, room = "", _outcome_cells(self.columns.outcomes)
        for name, day in latest_words(rung, self.ladder.today, self.columns.outcomes):
            longer = f"{words}{'  ' if words else ' '}{UNICODE[name]} {day}"
            if cell_width(longer) > room:
                break
            words = longer
        return words


def drop_difficulty(ladder: Ladder, rung: str, gap: int) -> int | None:
    """Return the difficulty (0–100) of a rung (id) that is dropped above the rung of index `gap`; `None` if it stays.

    Between two rungs it is the middle, beyond an end a little further.
    """
    index = ladder.index_of(rung)
    if index is None or gap in (index, index + 1):
        return None
    others = [row.difficulty for row in reversed(ladder.rungs) if row.id != rung]
    harder_than = len(ladder.rungs) - gap - (gap <= index)
    difficulty = place(others, harder_than, "in the middle" if 0 < harder_than < len(others) else "a little")
    # Among rungs of its own difficulty it has no other place to go to.
    return None if difficulty == ladder.rungs[index].difficulty else difficulty


def amounts(words: str, ink: Ink) -> list[Run]:
    """Split the program's words at their numbers, which are amounts."""
    runs: list[Run] = []
    for char in words:
        privacy: Privacy = "amount" if char.isdigit() else "public"
        if runs and runs[-1].privacy == privacy:
            runs[-1] = runs[-1]._replace(text=runs[-1].text + char)
        else:
            runs.append(Run(char, ink, privacy))
    return runs


def _items(ladder: Ladder, drawing: Drawing) -> list[_Item]:
    """Return the rungs, hardest first, and between them the lines that the record draws."""
    items = [_Item(rung.difficulty, rung) for rung in ladder.rungs]
    if drawing.masked:
        return items
    lines = []
    if ladder.even_odds is not None:
        lines.append(_Item(ladder.even_odds, is_even=True))
    if ladder.next_place is not None:
        lines.append(_Item(ladder.next_place.difficulty))
    for line in lines:
        items.insert(next((i for i, item in enumerate(items) if item.difficulty < line.difficulty), len(items)), line)
    return items


def _cut_lines(lines: list[str], width: int, most: int) -> list[str]:
    """Cut a wrapped title to at most so many lines, after a whole word where that costs little."""
    if len(lines) <= most:
        return lines or [""]
    return [*lines[: most - 1], shorten(" ".join(lines[most - 1 :]), width)]


def _edge(is_stretch: bool) -> Run:
    return Run(UNICODE["stretch"], "accent", "public") if is_stretch else Run(" ")


def _between(start: int, end: int, stroke_at: int | None, filled: int) -> Sequence[tuple[int, int]]:
    """Cut the cells of a bar where it ends, and before and after its stroke."""
    stroke_cuts = () if stroke_at is None else (stroke_at, stroke_at + 1)
    cuts = sorted({start, *stroke_cuts, min(filled, end), end})
    return list(pairwise(cuts))


def _pad_exactly(words: str, width: int) -> str:
    """Pad without flattening the blanks between columns."""
    return words + " " * (width - cell_width(words))
