"""Add, edit and delete a rung."""

from __future__ import annotations

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Question, TextQuestion
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain


class AddRung(Flow):
    """Adds an idea."""

    title = "New rung"

    def __init__(self, journal: Journal, domain: Domain) -> None:
        super().__init__(journal)
        self.domain = domain

    def questions(self, answers: Answers) -> list[Question]:
        return [TextQuestion(key="title", label="Title", prompt="What is it?")]

    def finish(self, answers: Answers) -> FlowResult:
        self.journal.rungs.add(self.domain.id, answers["title"], 50)
        return FlowResult("Saved")


class EditRung(Flow):
    """Changes the words of a rung."""

    title = "Edit rung"

    def __init__(self, journal: Journal, rung_id: str) -> None:
        super().__init__(journal)
        self.rung_id = rung_id

    def questions(self, answers: Answers) -> list[Question]:
        return [TextQuestion(key="title", label="Title", prompt="What is it?")]

    def finish(self, answers: Answers) -> FlowResult:
        self.journal.rungs.edit(self.rung_id, answers["title"])
        return FlowResult("Saved")
