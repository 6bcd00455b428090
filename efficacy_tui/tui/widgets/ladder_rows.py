"""The rungs of a ladder in the rows there are for them: what fits, what is scrolled, and where one would be dropped."""

from __future__ import annotations

from typing import NamedTuple

from efficacy_tui.insight.placing import place
from efficacy_tui.journal.ladder import Ladder
from efficacy_tui.model.text_layout import wrap
from efficacy_tui.tui.widgets.ladder_blocks import LadderBlocks, ladder_items
from efficacy_tui.tui.widgets.ladder_cells import BLANK, Drawing, LadderColumns, Row

AIR_FROM = 5
"""Points of difficulty between two rungs from which a blank row stands between them, where there is room."""

MIN_ROWS_UNDER_CURSOR = 6
"""The rows that a title under the cursor may take however low the screen is."""


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
        self._items = ladder_items(ladder, drawing)
        self._titles = [wrap(item.rung.title, columns.title) if item.rung else [] for item in self._items]
        self._item_rows = LadderBlocks(ladder, columns, drawing)
        self._blocks: dict[tuple[int, bool], tuple[Row, ...]] = {}
        self._max_title_rows = 1
        self._is_airy = False
        self.height = 0

    def _rows_under_cursor(self, height: int) -> int:
        """Return the rows that the title under the cursor takes at most: its neighbours stay in sight."""
        return max(height - 2 * self.columns.title_rows, min(MIN_ROWS_UNDER_CURSOR, height), 1)

    def rows_needed(self, height: int, *, with_air: bool = False) -> int:
        """Return how many rows show everything in at most `height`, wherever the cursor is."""
        max_rows = self._rows_under_cursor(height)
        rows = [self._rows_of(index, self.columns.title_rows) for index in range(len(self._items))]
        rows_under_cursor = [self._rows_of(index, max_rows) for index in range(len(self._items))]
        max_extra = max((under - usual for under, usual in zip(rows_under_cursor, rows, strict=True)), default=0)
        air = sum(self._has_air(index) for index in range(1, len(self._items))) if with_air else 0
        return sum(rows) + max(max_extra, 0) + air

    def _rows_of(self, index: int, max_rows: int) -> int:
        """Return how many rows an item takes; a title at most so many."""
        return max(min(len(self._titles[index]), max_rows), 1)

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
            air = (
                [self._item_rows.air_row(self._items[i - 1], self._items[i])]
                if self._is_airy and i > top and self._has_air(i)
                else []
            )
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
        span = next((span for span in self.spans if span.number == gap), None)
        y = span.start if span is not None else self.spans[-1].end if self.spans else 0
        line = self._item_rows.drop_line(drop_difficulty(self.ladder, dragged, gap))
        rows.insert(min(y, self.height - 1), line)
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

    def _block(self, index: int, is_here: bool) -> tuple[Row, ...]:
        """Return the rows of an item, from the cache."""
        block = self._blocks.get((index, is_here))
        if block is None:
            max_rows = self._max_title_rows if is_here else self.columns.title_rows
            block = self._item_rows.rows(self._items[index], self._titles[index], max_rows, is_here=is_here)
            self._blocks[index, is_here] = block
        return block


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
