"""The flows that add and edit a domain."""

from __future__ import annotations

from dataclasses import replace

from efficacy_tui.flows.domain_ladder import LadderFlow
from efficacy_tui.flows.first_start import domain_questions, plain_task
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.goal import goal_question
from efficacy_tui.flows.placing import TASK_PLACE, task_place_question
from efficacy_tui.flows.question_types import Question
from efficacy_tui.flows.schedule_questions import days_question, pause_question, schedule_of
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain


class AddDomain(Flow):
    """Adds a domain."""

    title = "New domain"

    @property
    def draft_key(self) -> str:
        return "domain"

    def questions(self, answers: Answers) -> list[Question]:
        return [*domain_questions(self.journal)]

    def finish(self, answers: Answers) -> FlowResult:
        domain = self.journal.domains.add(answers["name"], plain_task(answers["task"]))
        return FlowResult(f"{domain.name} is now one of your domains.")


class EditDomain(LadderFlow):
    """Changes the name, the task, the task's place on the ladder and the schedule of a domain.

    With `with_goal` also its goal, which the dialogs ask for on the ladder.
    """

    title = "Edit domain"

    def __init__(self, journal: Journal, domain: Domain, *, with_goal: bool = False) -> None:
        super().__init__(journal, domain)
        self._with_goal = with_goal

    @property
    def draft_key(self) -> str:
        return f"domain:{self.domain.id}"

    def questions(self, answers: Answers) -> list[Question]:
        name, task = domain_questions(self.journal, domain_id=self.domain.id)
        questions: list[Question] = [
            replace(name, prompt="What is it called?", default=self.domain.name),
            replace(
                task, default=self.domain.task, hint="A new wording starts a new series of ratings; the old one stays."
            ),
        ]
        if not self.ladder.is_empty:
            new_task = self._task(answers)
            is_same_task = new_task == self.domain.task
            current = self.domain.task_difficulty if is_same_task else None
            questions.append(task_place_question(new_task, self.ladder.rungs, current))
        questions += [days_question(self.domain), pause_question(self.domain, self.journal.today())]
        return [*questions, goal_question(self.domain)] if self._with_goal else questions

    def _task(self, answers: Answers) -> str:
        # An unchanged task stays as it is, even where `plain_task` would change it.
        task = answers.get("task", self.domain.task)
        return task if task == self.domain.task else plain_task(task)

    def finish(self, answers: Answers) -> FlowResult:
        schedule = schedule_of(self.domain, answers, self.journal.today())
        self.journal.domains.edit(
            self.domain.id,
            answers["name"],
            self._task(answers),
            answers.get(TASK_PLACE),
            answers.get("goal"),
            schedule,
        )
        return FlowResult("Changed", offers=("undo",))
