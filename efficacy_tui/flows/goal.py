"""What a domain is all for."""

from __future__ import annotations

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Question, TextQuestion
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain


class EditGoal(Flow):
    """Changes the goal of a domain."""

    title = "Goal"

    def __init__(self, journal: Journal, domain: Domain) -> None:
        super().__init__(journal)
        self.domain = domain

    def questions(self, answers: Answers) -> list[Question]:
        return [TextQuestion(key="goal", label="Goal", prompt="What is it all for?", default=self.domain.goal)]

    def finish(self, answers: Answers) -> FlowResult:
        self.journal.domains.set_goal(self.domain.id, answers["goal"])
        return FlowResult("Saved")
