"""A ladder's whole page in rows: its head, the rungs, the legend, and the line about the rung under the cursor.

Free of Textual. The line about the rung stands below the rungs and never moves with the cursor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from efficacy_tui.journal.ladder import Ladder, LadderRung
from efficacy_tui.model.text_layout import cell_width, elide, pad_left, shorten, wrap
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.widgets.ladder_cells import (
    ASCII_STROKE,
    BAR,
    BLANK,
    STROKE,
    TITLE_COLUMN,
    Drawing,
    LadderColumns,
    Privacy,
    Row,
    Run,
)
from efficacy_tui.tui.widgets.ladder_rows import LadderBody
from efficacy_tui.wording.ladder import (
    EMPTY_LADDER,
    PLACE_DAILY_SHORT,
    STRETCH_LEGENDS,
    comparison_words,
    count_words,
    own_head_words,
    own_label,
    readout,
    record_sentence,
)

ROOMY_HEIGHT = 29
"""Rows from which blank ones stand between the parts of the page."""

LEGEND_HEIGHT = 23
"""Rows from which the legend stands below the rungs even where not all of them fit."""

OWN_HEIGHT = 15
"""Rows from which the head says where the person and the record differ, even where then not all rungs fit."""

LABEL_WIDTH = 9
INVITATION_WIDTH = 66


class PageKeys(NamedTuple):
    """The keys that the page itself names, as printed; empty where there is none or it would be refused."""

    begin: str = ""
    place_daily: str = ""


class LadderPage:
    """The rows of a ladder in `width` × `height` cells, and where in them the rungs are."""

    def __init__(
        self,
        ladder: Ladder,
        width: int,
        height: int,
        drawing: Drawing | None = None,
        *,
        keys: PageKeys | None = None,
        is_public: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`is_public` tells whether a sentence is the program's own and may be read while masked."""
        self.ladder, self.width, self.height = ladder, width, height
        self.drawing = drawing or Drawing()
        self.keys = keys or PageKeys()
        self.columns = LadderColumns.for_width(width)
        self.body = LadderBody(ladder, self.columns, self.drawing)
        self._is_public = is_public
        self._is_roomy = height >= ROOMY_HEIGHT
        self._readout_rows = 2 if self._is_roomy else 1
        self._head: list[Row] = []
        self._has_foot = False
        self._arrange()

    @property
    def body_top(self) -> int:
        """The first row of the rungs."""
        return len(self._head) + 1

    def rows(self, cursor: str, drop: int | None = None) -> list[Row]:
        """Return exactly `height` rows; `cursor` and `drop` are as in `LadderBody.rows`."""
        if self.ladder.is_empty:
            return self._cut([*self._head, *self._invitation()])
        body = self.body.rows(cursor, drop)
        rows = [*self._head, self._header(), *body]
        if self._has_foot:
            rows.append(self._foot())
        if self._is_roomy:
            rows.append(BLANK)
        rung = next((rung for rung in self.ladder.rungs if rung.id == cursor), None)
        return self._cut([*rows, *(self._readout(rung) if rung is not None else ())])

    def rung_at(self, y: int) -> str:
        """Return the id of the rung on a row, empty where there is none."""
        row = y - self.body_top
        span = next((span for span in self.body.spans if span.start <= row < span.end), None)
        return self.ladder.rungs[span.number].id if span is not None else ""

    def gap_at(self, y: int, dragged: str) -> int | None:
        """Return the gap for a rung (id) dragged to a row, as `LadderBody.gap_at` does."""
        return self.body.gap_at(y - self.body_top, dragged)

    def _cut(self, rows: list[Row]) -> list[Row]:
        return (rows + [BLANK] * (self.height - len(rows)))[: self.height]

    def _arrange(self) -> None:
        """Give each part its rows: first the rungs and what must be said, then what is good to know."""
        # In the order in which they stand; what is optional goes where there is no room for it.
        own_is_needed = self.height >= OWN_HEIGHT and bool(comparison_words(self.ladder))
        parts = [(self._goal(), True), (self._own(), own_is_needed), (self._daily(), False), (self._record(), True)]
        needed_rows = [row for row, is_needed in parts if row is not None and is_needed]
        optional_rows = [row for row, is_needed in parts if row is not None and not is_needed]
        blanks = 3 if self._is_roomy and (needed_rows or optional_rows) else 2 if self._is_roomy else 0
        header = 1
        room = self.height - 1 - len(needed_rows) - header - blanks - self._readout_rows
        spare = room - self.body.rows_needed(max(room, 1))
        self._has_foot = self._is_roomy or self.height >= LEGEND_HEIGHT or spare > 0
        spare -= self._has_foot
        optional = [row for number, row in enumerate(optional_rows) if self._is_roomy or spare > number]
        body_rows = room - self._has_foot - len(optional)
        head = [row for row, is_needed in parts if row is not None and (is_needed or row in optional)]
        air = [BLANK] if self._is_roomy else []
        self._head = [self._title(), *air, *head, *(air if head else [])]
        self.body.fit(max(body_rows, 1))

    # -- the head --------------------------------------------------------------------------------

    def _title(self) -> Row:
        suffix = " · ladder"
        counts = "" if self.drawing.masked else count_words(self.ladder)
        room = self.columns.total - cell_width(suffix)
        while counts and cell_width(counts) + 2 > room - min(cell_width(self.ladder.domain.name), 16):
            counts = " · ".join(counts.split(" · ")[:-1])
        name = elide(self.ladder.domain.name, max(room - (cell_width(counts) + 2 if counts else 0), 1))
        gap = room - cell_width(name) - cell_width(counts)
        return Row(
            (
                Run(name, "bright"),
                Run(suffix, "bright", "public"),
                Run(" " * max(gap, 0)),
                Run(counts, "quiet", "public"),
            )
        )

    def _labelled(self, label: str, words: str, privacy: Privacy = "private") -> Row:
        room = max(self.columns.total - LABEL_WIDTH, 1)
        return Row((Run(f"{label:<{LABEL_WIDTH}}", "quiet", "public"), Run(shorten(words, room), "text", privacy)))

    def _goal(self) -> Row | None:
        goal = self.ladder.domain.goal
        return self._labelled("Towards", goal) if goal else None

    def _own(self) -> Row | None:
        if self.ladder.strength is None or self.drawing.hide_numbers or self.drawing.masked:
            return None
        if self.drawing.blind:
            return BLANK
        words = own_head_words(self.ladder, max(self.columns.total - LABEL_WIDTH, 1))
        return self._labelled(own_label(self.ladder), words, "amount")

    def _record(self) -> Row | None:
        sentence = record_sentence(self.ladder)
        if not sentence or self.ladder.is_empty:
            return None
        if self.drawing.hide_numbers or self.drawing.masked:
            words = "speaks after more outcomes" if self.ladder.outcomes_missing else "gives no odds: see the trends"
            return self._labelled("Record", words, "public")
        return self._labelled("Record", sentence.removeprefix("Your record ").removesuffix("."), "public")

    def _daily(self) -> Row | None:
        """Say that the daily task can be placed, with the key that does it."""
        if self.ladder.domain.task_difficulty is not None or not self.keys.place_daily or self.ladder.is_empty:
            return None
        label, key = f"{UNICODE['daily']} daily", self.keys.place_daily
        words = elide(PLACE_DAILY_SHORT, max(self.columns.total - LABEL_WIDTH - cell_width(key) - 2, 1))
        return Row(
            (
                Run(f"{label:<{LABEL_WIDTH}}", "quiet", "public"),
                Run(key, "key", "public"),
                Run(f"  {words}", "text", "public"),
            )
        )

    def _header(self) -> Row:
        """Name the columns, and how many rungs are above those on the screen."""
        columns, drawing = self.columns, self.drawing
        is_named = drawing.shows_numbers or (drawing.shows_odds and columns.bar)
        rungs = self.ladder.rungs if is_named else ()
        has_odds = any(rung.odds is not None for rung in rungs)
        has_own = any(rung.confidence is not None for rung in rungs)
        above, below = self.body.hidden_above, self.body.hidden_below
        more = f"{above} more above" if above else ""
        if below and not self._has_foot:
            more = f"{above} above · {below} below" if above else f"{below} more below"
        if not columns.bar:
            own_head = "you" if has_own else ""
            record_head = "  rec." if has_odds else ""
            names = [Run(pad_left(own_head, 4), "quiet", "public"), Run(record_head, "quiet", "public")]
            title = Run(f"  hard  {more}", "quiet", "public")
            return Row((title, Run(" " * (TITLE_COLUMN + columns.title - cell_width(title.text))), *names))
        wide = columns.bar >= 12
        stroke = ASCII_STROKE if self.drawing.ascii_only else STROKE
        names = [Run(BAR, "dot", "public"), Run(" you" + ("  " if wide else " "), "quiet", "public")] if has_own else []
        if has_odds:
            names += [Run(stroke, "accent", "public"), Run(" record" if wide else " rec", "quiet", "public")]
        title = Run(f"  hard  {more}", "quiet", "public")
        names_width = sum(cell_width(run.text) for run in names)
        outcome_column = columns.bar_column + columns.bar + columns.numbers + 1
        words = ("outcomes" if wide else "latest") if any(rung.outcomes for rung in self.ladder.rungs) else ""
        return Row(
            (
                title,
                Run(" " * (columns.bar_column - cell_width(title.text))),
                *names,
                Run(" " * (outcome_column - columns.bar_column - names_width)),
                Run(words, "quiet", "public"),
            )
        )

    # -- below the rungs -------------------------------------------------------------------------

    def _foot(self) -> Row:
        """Say which end is easy, what the stretch is, and how many rungs are below those on the screen."""
        runs = [Run("  easy  ", "quiet", "public")]
        below = f"{self.body.hidden_below} more below" if self.body.hidden_below else ""
        has_stretch = self.drawing.shows_odds and any(rung.is_stretch for rung in self.ladder.rungs)
        if has_stretch or (self.drawing.shows_odds and self.ladder.next_place and self.ladder.next_place.is_stretch):
            used = cell_width(runs[0].text) + 2
            room = self.columns.total - used - (cell_width(below) + 2 if below else 0)
            legends = [legend for legend in STRETCH_LEGENDS if not (self.drawing.hide_numbers and "%" in legend)]
            legend = next((legend for legend in legends if cell_width(legend) <= room), legends[-1])
            runs += [Run(UNICODE["stretch"], "accent", "public"), Run(f" {legend}", "quiet", "public")]
        used = sum(cell_width(run.text) for run in runs)
        column = max(self.columns.bar_column, used + 2) if len(runs) > 1 else used
        column = min(column, max(self.columns.total - cell_width(below), used + 2))
        if below and column + cell_width(below) <= self.columns.total:
            runs += [Run(" " * (column - used)), Run(below, "quiet", "public")]
        return Row(tuple(runs))

    def _readout(self, rung: LadderRung) -> list[Row]:
        """Say one thing about the rung under the cursor that is worth reading again."""
        if self.drawing.blind:
            return []
        day, words = readout(self.ladder, rung)
        lead = f"{day} " if day else ""
        room = max(self.columns.total - 2, 1)
        lines = wrap(lead + words, room, self._readout_rows)
        mark = Run("  " if self._is_roomy else f"{UNICODE['cursor']} ", "accent", "public")
        # That a rung is the next one is what the record says, in the program's own words.
        is_readable = self._is_public(words) and not (self.drawing.masked and rung.is_next)
        privacy: Privacy = "public" if is_readable else "private"
        rows = []
        for number, line in enumerate(lines):
            if number == 0 and lead and line.startswith(lead):
                runs = [mark, Run(lead, "quiet", "public"), Run(line.removeprefix(lead), "text", privacy)]
            else:
                runs = [mark if number == 0 else Run("  "), Run(line, "text", privacy)]
            rows.append(Row(tuple(runs)))
        return rows

    def _invitation(self) -> list[Row]:
        """Say what will be here, and which key begins."""
        lines = wrap(EMPTY_LADDER, min(self.columns.total - 2, INVITATION_WIDTH))
        rows = [BLANK, *(Row((Run("  "), Run(line, "text", "public"))) for line in lines)]
        if self.keys.begin:
            rows += [BLANK, Row((Run("  "), Run(self.keys.begin, "key", "public"), Run("  begin", "quiet", "public")))]
        return rows
