"""The question where something stands on a ladder, in the words and with the arithmetic that every UI shares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from efficacy_tui.flows.question_types import InvalidAnswer, Question
from efficacy_tui.insight.placing import (
    STAND_INS,
    Spot,
    difficulty_at,
    middle_spot,
    nearest_spot,
    place_beside,
    reference_points,
)
from efficacy_tui.model.digit_keys import with_digits
from efficacy_tui.model.display import display
from efficacy_tui.store.first_rungs import rung_title
from efficacy_tui.wording.ladder import STATUS_WORDS

if TYPE_CHECKING:
    from efficacy_tui.journal.ladder import LadderRung

TASK_PLACE = "task_place"
"""The key of the question where the daily task stands."""

STAND_IN = "stand-in"
"""The status of a row that stands in for a rung while there are fewer than two."""

MAX_PLACE = 100
"""The hardest place on a ladder."""

STAND_IN_TITLES = ("could do it in my sleep", "the hardest I can imagine")


class PlacingRow(NamedTuple):
    """A row to place something beside: its difficulty (0–100), its title, and its status on the ladder."""

    difficulty: int
    title: str
    status: str


@dataclass(frozen=True, kw_only=True)
class PlacementQuestion(Question):
    """A place on a ladder: the answer is a difficulty in whole points, 0–100.

    `rungs` are the rows of the ladder, hardest first, `title` is what is placed, `start` (0–100) where it begins.
    As text it is the number itself, or “above 52” for the middle of the gap above a rung at 52.
    """

    rungs: tuple[LadderRung, ...] = ()
    title: str = ""
    start: int | None = None

    def parse(self, raw: str) -> int | None:
        text = with_digits(raw.strip().removesuffix("%").strip(), azerty=display().azerty_digits)
        if not text and self.optional:
            return None
        if neighbour := re.fullmatch(r"(above|below)\s+([0-9]{1,3})", text, re.IGNORECASE):
            return self._difficulty_beside(int(neighbour[2]), is_above=neighbour[1].casefold() == "above")
        if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) > MAX_PLACE:
            raise InvalidAnswer(
                f"“{text[:40]}” is not a place on the ladder. "
                f"Type a number from 0 (easy) to {MAX_PLACE} (hard), or {self.example}."
            )
        return int(text)

    @property
    def references(self) -> list[float]:
        """The difficulties to place something beside, easiest first, with stand-ins while there are few rungs."""
        return reference_points([rung.difficulty for rung in self.rungs])

    @property
    def example(self) -> str:
        """How an answer in words is written."""
        middle = round(self.references[len(self.references) // 2])
        return f"“above {middle}” or “below {middle}”"

    def _difficulty_beside(self, neighbour: int, *, is_above: bool) -> int:
        """Return the middle of the gap above or below the rung at a difficulty."""
        references = self.references
        if neighbour not in references:
            raise InvalidAnswer(f"There is no rung at {neighbour}. Use the number of one of these.")
        difficulty = place_beside(references, neighbour, 1 if is_above else -1, "clearly")
        if difficulty is None:
            raise InvalidAnswer(
                f"Nothing can be {'harder' if is_above else 'easier'} than {neighbour}. Type {neighbour}."
            )
        return difficulty

    def display(self, value: Any) -> str:
        return "–" if value is None else str(value)


@dataclass(frozen=True)
class Placing:
    """A place among rows (hardest first): a gap and which end of it is nearer, or an exact difficulty.

    `spot` is `None` while nothing is placed; `exact` (0–100) is a difficulty that was given as a number.
    """

    rows: tuple[PlacingRow, ...]
    spot: Spot | None = None
    exact: int | None = None

    @classmethod
    def begin(cls, question: PlacementQuestion, raw: str = "") -> Placing:
        """Begin at the difficulty `raw`, else where the question starts, else in the middle.

        A question that may be left out and starts nowhere begins with nothing placed.
        """
        rows = placing_rows(question.rungs)
        try:
            difficulty = question.parse(raw) if raw.strip() else question.start
        except InvalidAnswer:
            # An edited draft can hold any text.
            difficulty = question.start
        if difficulty is None:
            placing = cls(rows)
            return placing if question.optional else replace(placing, spot=placing.resting_spot)
        return cls(rows, nearest_spot(_references(rows), difficulty), difficulty)

    @cached_property
    def references(self) -> list[float]:
        """The difficulties of the rows, easiest first."""
        return _references(self.rows)

    @property
    def difficulty(self) -> int | None:
        """The difficulty (0–100) of the place; `None` while nothing is placed."""
        if self.spot is None:
            return None
        return difficulty_at(self.references, self.spot) if self.exact is None else self.exact

    @property
    def resting_spot(self) -> Spot:
        """The spot in which it is drawn: that of the place, or the middle while nothing is placed."""
        return self.spot or middle_spot(self.references)

    @property
    def rows_above(self) -> int:
        """The number of rows that are harder."""
        return len(self.rows) - self.resting_spot.harder_than

    def move(self, by: int) -> Placing:
        """Go over `by` rows, to harder ones if positive, into the middle of the gap there."""
        if self.spot is None:
            return self.at(self.resting_spot)
        harder_than = min(max(self.spot.harder_than + by, 0), len(self.rows))
        return self if harder_than == self.spot.harder_than else self.at(Spot(harder_than))

    def nudge(self, by: int) -> Placing:
        """Go nearer the harder row (`by` 1) or the easier one (−1)."""
        if self.spot is None:
            return self.at(self.resting_spot)
        return self.at(Spot(self.spot.harder_than, min(max(self.spot.nearness + by, -1), 1)))

    def at(self, spot: Spot | None) -> Placing:
        """Go to a spot; `None` takes the place away."""
        return replace(self, spot=spot, exact=None)


def placing_rows(rungs: Sequence[LadderRung]) -> tuple[PlacingRow, ...]:
    """Return the rows to place something beside, hardest first: the rungs (hardest first), or stand-ins if few."""
    rows = [PlacingRow(rung.difficulty, rung.title, rung.status) for rung in rungs]
    if len(rows) < 2:
        stand_ins = zip(STAND_INS, STAND_IN_TITLES, strict=True)
        rows += [PlacingRow(round(difficulty), title, STAND_IN) for difficulty, title in stand_ins]
        rows.sort(key=lambda row: -row.difficulty)
    return tuple(rows)


def describe_row(row: PlacingRow) -> str:
    """Read a row aloud: its number, what happened there, and its title."""
    words = next((words for status, words in STATUS_WORDS.items() if status == row.status), "")
    return f"{row.difficulty}{f', {words}' if words else ''}: {row.title}"


def describe_place(question: PlacementQuestion, difficulty: int) -> str:
    """Say between which rows a difficulty (0–100) lies."""
    rows = placing_rows(question.rungs)
    harder_than = nearest_spot(_references(rows), difficulty).harder_than
    index = len(rows) - harder_than
    harder, easier = rows[index - 1] if index else None, rows[index] if index < len(rows) else None
    if harder is None:
        return f"harder than “{easier.title}”" if easier else ""
    if easier is None:
        return f"easier than “{harder.title}”"
    return f"between “{easier.title}” and “{harder.title}”"


def placement_question(
    key: str,
    rungs: Sequence[LadderRung],
    title: str,
    start: int | None = None,
    *,
    label: str = "Difficulty",
    prompt: str = "How hard is it beside these?",
    hint: str = "",
    optional: bool = False,
) -> PlacementQuestion:
    """Build the question where `title` stands among rungs (hardest first), beginning at the difficulty `start`."""
    question = PlacementQuestion(
        key=key,
        label=label,
        prompt=prompt,
        hint=hint,
        rungs=tuple(rungs),
        title=title,
        start=start,
        optional=optional,
    )
    difficulty = Placing.begin(question).difficulty
    return question if difficulty is None else replace(question, default=str(difficulty))


def task_place_question(
    task: str, rungs: Sequence[LadderRung], current: int | None, *, optional: bool = True
) -> PlacementQuestion:
    """Build the question where the daily task stands; `current` is its place so far (0–100)."""
    # A place that it has already is where the answer begins.
    hint = "Your record can then speak of this task." if current is None else ""
    return placement_question(
        TASK_PLACE,
        [rung for rung in rungs if rung.status != "daily"],
        rung_title(task),
        current,
        label="Daily task",
        prompt="How hard is your daily task beside these?",
        hint=hint,
        optional=optional,
    )


def _references(rows: Sequence[PlacingRow]) -> list[float]:
    return [float(row.difficulty) for row in reversed(rows)]
