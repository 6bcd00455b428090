"""Where on the ladder a challenge belongs, as far as the answers given so far say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from efficacy_tui.flows.flow import Answers
from efficacy_tui.flows.ladder_choice import RUNG, StartingRung, starting_rung
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import Ladder, LadderRung
from efficacy_tui.model.records import Rung
from efficacy_tui.store.first_rungs import title_key


class ChallengePlace:
    """The place of a challenge on a ladder, for one state of the answers: on a rung of it, or beside its rungs."""

    def __init__(self, journal: Journal, ladder: Ladder, answers: Answers) -> None:
        self._journal = journal
        self._ladder = ladder
        self._answers = answers

    @cached_property
    def start(self) -> StartingRung | None:
        """The rung it starts from; `None` for something new."""
        return starting_rung(self._ladder, self._answers.get(RUNG))

    @cached_property
    def is_rung_as_it_is(self) -> bool:
        """Whether it is the rung it starts from, and nothing harder than that."""
        return self.start is not None and not self.start.is_harder

    @cached_property
    def existing_rung(self) -> LadderRung | Rung | None:
        """The rung that it is: the one it starts from, or one of the same title; `None` for what is new there."""
        if self.start is not None and self.is_rung_as_it_is:
            return self.start.row
        return self.find_namesake(self._answers["title"]) if self._answers.get("title") else None

    @property
    def is_known(self) -> bool:
        """Whether the answers say what it is and how hard."""
        return "title" in self._answers and ("difficulty" in self._answers or self.existing_rung is not None)

    @property
    def difficulty(self) -> int:
        """The difficulty (0–100), once it is known."""
        difficulty: int = self._answers["difficulty"] if self.existing_rung is None else self.existing_rung.difficulty
        return difficulty

    @property
    def rung_id(self) -> str | None:
        """The id of the rung that it is, if that has a record."""
        rung = self.existing_rung
        return rung.id if rung is not None and self._journal.rungs.get(rung.id) else None

    def neighbours(self) -> tuple[str | None, str | None]:
        """Return the ids of the challenges on the next easier and the next harder rung that has one."""
        index = None if self.existing_rung is None else self._ladder.index_of(self.existing_rung.id)
        if index is None:
            rows = self._ladder.own_rungs
            harder = [row for row in rows if row.difficulty > self.difficulty]
            easier = [row for row in rows if row.difficulty <= self.difficulty]
        else:
            harder = [row for row in self._ladder.rungs[:index] if row.status != "daily"]
            easier = [row for row in self._ladder.rungs[index + 1 :] if row.status != "daily"]
        return _first_challenge(easier), _first_challenge(harder[::-1])

    def find_namesake(self, title: str) -> Rung | None:
        """Return the rung that has a title already, archived or not."""
        rungs = self._journal.rungs.all(self._ladder.domain.id, archived=True)
        rungs = sorted(rungs, key=lambda rung: rung.archived)
        return next((rung for rung in rungs if title_key(rung.title) == title_key(title)), None)

    def namesake_advice(self, title: str) -> str | None:
        """Return advice on a title that a rung has already, where another rung is wanted."""
        if self.is_rung_as_it_is:
            return None
        namesake = self.find_namesake(title)
        if namesake is None:
            return None
        if self.start is not None and namesake.id == self.start.row.id:
            return "That is the one you have done. Say what is harder about it; enter again repeats it as it is."
        if namesake.archived:
            return f"“{namesake.title}” was put away, at {namesake.difficulty}. Enter again brings it back."
        return f"“{namesake.title}” is already on this ladder, at {namesake.difficulty}. Enter again takes that one."


def _first_challenge(rows: Sequence[LadderRung]) -> str | None:
    return next((row.challenge.id for row in rows if row.challenge is not None), None)
