"""The flow that gives the daily task of a domain its place on the ladder."""

from __future__ import annotations

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.placing import TASK_PLACE, build_domain_ladder, task_place_question
from efficacy_tui.flows.question_types import Question
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import Ladder
from efficacy_tui.model.records import Domain


class PlaceTask(Flow):
    """Asks where the daily task stands among the rungs; from then on the record can speak of the task."""

    title = "Daily task"
    command = "place-task"
    escape_hint = "esc leaves it"

    def __init__(self, journal: Journal, domain: Domain) -> None:
        super().__init__(journal)
        self.domain = domain
        self._ladder: Ladder | None = None

    @property
    def ladder(self) -> Ladder:
        """The domain's ladder, built once."""
        if self._ladder is None:
            self._ladder = build_domain_ladder(self.journal, self.domain)
        return self._ladder

    def prepare(self) -> None:
        _ = self.ladder

    def questions(self, answers: Answers) -> list[Question]:
        domain = self.domain
        return [task_place_question(domain.task, self.ladder.rungs, domain.task_difficulty, optional=False)]

    def finish(self, answers: Answers) -> FlowResult:
        domain = self.journal.domains.place_task(self.domain.id, answers[TASK_PLACE])
        return FlowResult(f"Your daily task stands at {domain.task_difficulty} now", offers=("undo",))
