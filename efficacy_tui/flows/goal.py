"""The goal of a domain: what its ladder is all for, in one line."""

from __future__ import annotations

from efficacy_tui.flows.first_ladder import GOAL_PROMPT
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.ladder_examples import example_for
from efficacy_tui.flows.question_types import Question, TextQuestion
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain


def goal_question(domain: Domain) -> TextQuestion:
    """Ask for the goal of a domain; an empty answer takes it away."""
    return TextQuestion(
        key="goal",
        label="Towards",
        prompt=GOAL_PROMPT,
        hint="It is shown at the top of the ladder. Leave it empty for no goal.",
        placeholder=example_for(domain.name, domain.task).goal,
        default=domain.goal,
        optional=True,
    )


class EditGoal(Flow):
    """Changes the goal of a domain, or takes it away."""

    title = "Goal"
    escape_hint = "esc leaves it as it is"

    def __init__(self, journal: Journal, domain: Domain) -> None:
        super().__init__(journal)
        self.domain = domain
        self.subject = domain.name

    def questions(self, answers: Answers) -> list[Question]:
        return [goal_question(self.domain)]

    def finish(self, answers: Answers) -> FlowResult:
        if answers["goal"] == self.domain.goal:
            return FlowResult("Nothing was changed")
        self.journal.domains.set_goal(self.domain.id, answers["goal"])
        return FlowResult("Goal saved" if answers["goal"] else "Goal removed", offers=("undo",))
