"""The first ladder of a domain."""

from __future__ import annotations

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Question, TextQuestion
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain


class FirstLadder(Flow):
    """Adds the rungs of a first ladder."""

    title = "First ladder"

    def __init__(self, journal: Journal, domain: Domain) -> None:
        super().__init__(journal)
        self.domain = domain

    def questions(self, answers: Answers) -> list[Question]:
        return [TextQuestion(key="rungs", label="Rungs", prompt="Write five to eight things.", lines=8)]

    def finish(self, answers: Answers) -> FlowResult:
        self.journal.rungs.add_first(self.domain.id, answers["rungs"].split("\n"))
        return FlowResult("Saved")
