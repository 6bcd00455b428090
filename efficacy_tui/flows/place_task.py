"""The flow that gives the daily task of a domain its place on the ladder."""

from __future__ import annotations

from efficacy_tui.flows.domain_ladder import LadderFlow
from efficacy_tui.flows.flow import Answers, FlowResult
from efficacy_tui.flows.placing import TASK_PLACE, task_place_question
from efficacy_tui.flows.question_types import Question


class PlaceTask(LadderFlow):
    """Asks where the daily task stands among the rungs; from then on the record can speak of the task."""

    title = "Daily task"
    command = "place-task"
    escape_hint = "esc leaves it as it is"

    def questions(self, answers: Answers) -> list[Question]:
        domain = self.domain
        return [task_place_question(domain.task, self.ladder.rungs, domain.task_difficulty, optional=False)]

    def finish(self, answers: Answers) -> FlowResult:
        domain = self.journal.domains.place_task(self.domain.id, answers[TASK_PLACE])
        return FlowResult(f"Your daily task is now at {domain.task_difficulty}", offers=("undo",))
