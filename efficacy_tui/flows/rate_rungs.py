"""Rate all rungs."""

from __future__ import annotations

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Question, TextQuestion
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain


class RateRungs(Flow):
    """Rates all rungs of a domain."""

    title = "Rate all"
    blind = True

    def __init__(self, journal: Journal, domain: Domain) -> None:
        super().__init__(journal)
        self.domain = domain

    def questions(self, answers: Answers) -> list[Question]:
        return [TextQuestion(key="ratings", label="Ratings", prompt="How sure?")]

    def finish(self, answers: Answers) -> FlowResult:
        return FlowResult("Saved")
