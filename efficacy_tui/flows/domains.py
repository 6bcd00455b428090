"""The flows that add and edit a domain."""

from __future__ import annotations

from dataclasses import replace

from efficacy_tui.flows.first_start import domain_questions, plain_task
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Question
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
        return FlowResult(f"{domain.name} is one of your domains now.")


class EditDomain(Flow):
    """Changes the name and the task of a domain."""

    title = "Edit domain"

    def __init__(self, journal: Journal, domain: Domain) -> None:
        super().__init__(journal)
        self.domain = domain

    @property
    def draft_key(self) -> str:
        return f"domain:{self.domain.id}"

    def questions(self, answers: Answers) -> list[Question]:
        name, task = domain_questions(self.journal, domain_id=self.domain.id)
        return [
            replace(name, prompt="What is it called?", default=self.domain.name),
            replace(task, default=self.domain.task, hint="A new wording starts a new series; the old one stays."),
        ]

    def finish(self, answers: Answers) -> FlowResult:
        # An unchanged task stays as it is, even where `plain_task` would change it.
        task = answers["task"] if answers["task"] == self.domain.task else plain_task(answers["task"])
        self.journal.domains.edit(self.domain.id, answers["name"], task)
        return FlowResult("Changed", offers=("undo",))
