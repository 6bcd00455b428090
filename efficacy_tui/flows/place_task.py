"""The place of the daily task."""

from __future__ import annotations

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Question, TextQuestion
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain


class PlaceTask(Flow):
    """Gives the daily task its place."""

    title = "Daily task"

    def __init__(self, journal: Journal, domain: Domain) -> None:
        super().__init__(journal)
        self.domain = domain

    def questions(self, answers: Answers) -> list[Question]:
        return [TextQuestion(key="difficulty", label="Difficulty", prompt="How hard is it?")]

    def finish(self, answers: Answers) -> FlowResult:
        self.journal.domains.place_task(self.domain.id, int(answers["difficulty"]))
        return FlowResult("Saved")
