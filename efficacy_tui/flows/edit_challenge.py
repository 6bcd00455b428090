"""The flow that edits a running challenge: everything but its odds, difficulty and start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from efficacy_tui.flows.challenge_questions import (
    as_intention,
    done_when_question,
    due_question,
    partly_when_question,
    plan_questions,
    role_model_question,
    steps_question,
    title_question,
)
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Question
from efficacy_tui.journal.challenges import last_step_day
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.records import CHALLENGE_DAYS, Challenge, Step

TEXT_FIELDS = ("done_when", "partly_when", "if_obstacle", "then_plan", "role_model")
"""The editable text fields besides the title; their questions have the same keys."""


class EditChallenge(Flow):
    """Asks the questions of the challenge design again, prefilled with the challenge."""

    title = "Edit challenge"

    def __init__(self, journal: Journal, challenge: Challenge) -> None:
        super().__init__(journal)
        self.challenge = challenge
        domain = journal.domains.get(challenge.domain)
        assert domain is not None, "a challenge belongs to a domain"
        self.domain = domain

    @property
    def draft_key(self) -> str:
        return f"revise:{self.challenge.id}"

    def questions(self, answers: Answers) -> list[Question]:
        challenge, today = self.challenge, self.journal.today()
        latest = challenge.start + dt.timedelta(days=CHALLENGE_DAYS)
        obstacle = answers.get("if_obstacle", challenge.if_obstacle)
        due = due_question(today, latest)
        steps = steps_question(today, last_step_day(answers.get("due") or challenge.due, challenge))
        texts = {
            question.key: replace(question, default=getattr(challenge, question.key))
            for question in (
                *(done_when_question(), partly_when_question(), role_model_question()),
                *plan_questions({"if_obstacle": obstacle}),
            )
        }
        return [
            title_question(self.domain.name, challenge.title.removeprefix("I will ")),
            texts["done_when"],
            texts["partly_when"],
            replace(
                due,
                default=due.as_typed(challenge.due),
                earliest=challenge.start,
                too_early="that is before it began.",
                too_late=f"a challenge is due within {CHALLENGE_DAYS} days of its start, "
                f"by {short_date(latest, today)}.",
            ),
            *(texts[key] for key in ("if_obstacle", "then_plan") if key in texts),
            texts["role_model"],
            replace(steps, default=steps.as_typed(challenge.steps), earliest=challenge.start),
        ]

    def finish(self, answers: Answers) -> FlowResult:
        fields: dict[str, Any] = {name: answers.get(name, "") for name in TEXT_FIELDS}
        steps = carry_results_over(self.challenge.steps, answers["steps"])
        self.journal.challenges.edit(
            self.challenge.id, title=as_intention(answers["title"]), due=answers["due"], steps=steps, **fields
        )
        return FlowResult("Changed", offers=("undo",))


def carry_results_over(before: Sequence[Step], after: Sequence[Step]) -> tuple[Step, ...]:
    """Return the edited steps with the ids, results and odds of the old ones, matched by text, else by position."""
    unmatched = list(before)
    text_matches: list[Step | None] = []
    for step in after:
        text_match = next((old for old in unmatched if old.text == step.text), None)
        if text_match is not None:
            unmatched.remove(text_match)
        text_matches.append(text_match)
    old_index = {step.text: index for index, step in enumerate(before)}
    steps = []
    for index, (step, text_match) in enumerate(zip(after, text_matches, strict=True)):
        old = text_match or next((candidate for candidate in unmatched if old_index[candidate.text] == index), None)
        if old is not None and text_match is None:
            unmatched.remove(old)
        steps.append(msgspec.structs.replace(step, id=old.id, odds=old.odds, result=old.result) if old else step)
    return tuple(steps)
