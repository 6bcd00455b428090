"""The flows that add, reword and move one rung of a ladder, and how one is deleted."""

from __future__ import annotations

from efficacy_tui.flows.domain_ladder import LadderFlow
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.ladder_examples import example_for
from efficacy_tui.flows.placing import PlacementQuestion
from efficacy_tui.flows.question_types import Question, TextQuestion
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import DAILY, Ladder
from efficacy_tui.journal.rungs import require_removable
from efficacy_tui.model.records import Domain, Rung
from efficacy_tui.store.errors import Rejected

GONE = "This rung is no longer there. Nothing was changed."
MIDDLE = 50


class AddRung(LadderFlow):
    """Adds an idea to a ladder: what it is, and its place."""

    title = "New rung"
    command = "add-rung"

    def __init__(self, journal: Journal, domain: Domain) -> None:
        super().__init__(journal, domain)
        self.subject = domain.name

    @property
    def draft_key(self) -> str:
        return f"rung:{self.domain.id}"

    def questions(self, answers: Answers) -> list[Question]:
        start = _start_of(self.ladder)
        return [
            TextQuestion(
                key="title",
                label="Rung",
                prompt="What could someone watch you do? One thing, in a few words.",
                placeholder=example_for(self.domain.name, self.domain.task).rungs[3],
                check=lambda title: self.journal.rungs.title_problem(self.domain.id, title),
            ),
            PlacementQuestion(
                key="difficulty",
                label="Difficulty",
                prompt="How hard is it beside these?",
                rungs=self.ladder.rungs,
                title=answers.get("title", ""),
                start=start,
                default=str(start),
            ),
        ]

    def finish(self, answers: Answers) -> FlowResult:
        rung = self.journal.rungs.add(self.domain.id, answers["title"], answers["difficulty"])
        return FlowResult(f"On your ladder, at {rung.difficulty}", offers=("undo",))


class EditRung(Flow):
    """Changes the words of a rung; its place and its ratings stay."""

    title = "Edit rung"
    escape_hint = "esc leaves it as it is"

    def __init__(self, journal: Journal, rung_id: str) -> None:
        super().__init__(journal)
        rung = journal.rungs.get(rung_id)
        if rung is None:
            raise Rejected(GONE)
        self.rung = rung

    def questions(self, answers: Answers) -> list[Question]:
        return [
            TextQuestion(
                key="title",
                label="Rung",
                prompt="What could someone watch you do?",
                hint="Its place and your ratings of it stay.",
                default=self.rung.title,
                check=lambda title: self.journal.rungs.title_problem(self.rung.domain, title, self.rung.id),
            )
        ]

    def finish(self, answers: Answers) -> FlowResult:
        if answers["title"] == self.rung.title:
            return FlowResult("Nothing was changed")
        self.journal.rungs.edit(self.rung.id, answers["title"])
        return FlowResult("Changed", offers=("undo",))


class MoveRung(LadderFlow):
    """Gives an idea, or the daily task (`DAILY`), another place on its ladder."""

    title = "Move"
    escape_hint = "esc leaves it there"

    def __init__(self, journal: Journal, domain: Domain, row_id: str) -> None:
        super().__init__(journal, domain)
        self.subject = domain.name
        self.row_id = row_id

    def questions(self, answers: Answers) -> list[Question]:
        rungs = self.ladder.rungs
        moved = next((rung for rung in rungs if rung.id == self.row_id), None)
        start = moved.difficulty if moved is not None else MIDDLE
        return [
            PlacementQuestion(
                key="difficulty",
                label="Difficulty",
                prompt="How hard is it beside these?",
                rungs=tuple(rung for rung in rungs if rung is not moved),
                title=moved.title if moved is not None else self.domain.task,
                start=start,
                default=str(start),
            )
        ]

    def finish(self, answers: Answers) -> FlowResult:
        difficulty = answers["difficulty"]
        if self.row_id == DAILY:
            self.journal.domains.place_task(self.domain.id, difficulty)
        else:
            self.journal.rungs.move(self.row_id, difficulty)
        return FlowResult(f"Moved to {difficulty}", offers=("undo",))


def deletion_question(journal: Journal, rung: Rung) -> str:
    """Return the question to ask before `delete_rung`: what would happen to the rung.

    Raises:
        Rejected: its challenge is still open.
    """
    challenges = journal.rungs.challenges(rung.id)
    require_removable(challenges)
    if challenges:
        return f"Put “{rung.title}” away? What you did on it stays."
    return f"Delete “{rung.title}”, with your ratings of it?"


def delete_rung(journal: Journal, rung_id: str) -> str:
    """Take a rung (id) off its ladder; return what happened to it, without a full stop.

    Raises:
        Rejected: its challenge is still open, or it is gone.
    """
    put_away = journal.rungs.remove(rung_id)
    return "Deleted" if put_away is None else "Put away; what you did on it stays in your record"


def _start_of(ladder: Ladder) -> int:
    """Return where placing begins: at the suggestion, else in the middle."""
    if ladder.next_place is not None:
        return ladder.next_place.difficulty
    return ladder.next_rung.difficulty if ladder.next_rung is not None else MIDDLE
