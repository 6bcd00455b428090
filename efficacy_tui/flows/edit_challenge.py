"""A running challenge changed: everything but its odds, its difficulty and its start. What it said before is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from efficacy_tui.flows.design import DesignChallenge, as_intention
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import DayQuestion, Question, StepsQuestion, TextQuestion
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.records import CHALLENGE_DAYS, Challenge, Step

CARRIED_FIELDS = ("done_when", "partly_when", "if_obstacle", "then_plan", "role_model")


class EditChallenge(Flow):
    """The design's own questions again, with the answers there are."""

    title = "Edit challenge"

    def __init__(self, journal: Journal, challenge: Challenge) -> None:
        super().__init__(journal)
        self.challenge = challenge
        domain = journal.domains.get(challenge.domain)
        assert domain is not None, "a challenge belongs to a domain"
        self._design = DesignChallenge(journal, domain)

    @property
    def draft_key(self) -> str:
        return f"revise:{self.challenge.id}"

    def questions(self, answers: Answers) -> list[Question]:
        challenge, today = self.challenge, self.journal.today()
        latest = challenge.start + dt.timedelta(days=CHALLENGE_DAYS)
        plan = answers.get("if_obstacle", challenge.if_obstacle)
        asked: list[Question] = []
        for question in self._design.questions({"if_obstacle": plan}):
            match question:
                case TextQuestion(key="title"):
                    asked.append(replace(question, default=challenge.title.removeprefix("I will "), advise=None))
                case TextQuestion():
                    asked.append(replace(question, default=getattr(challenge, question.key)))
                case DayQuestion():
                    asked.append(
                        replace(
                            question,
                            default=question.as_typed(challenge.due),
                            earliest=challenge.start,
                            latest=latest,
                            too_early="that is before it began.",
                            too_late=f"a challenge is due within {CHALLENGE_DAYS} days of its start, "
                            f"by {short_date(latest, today)}.",
                        )
                    )
                case StepsQuestion():
                    text = question.as_typed(challenge.steps)
                    asked.append(replace(question, default=text, earliest=challenge.start, latest=latest))
                case _:
                    pass
        return asked

    def finish(self, answers: Answers) -> FlowResult:
        fields: dict[str, Any] = {name: answers.get(name, "") for name in CARRIED_FIELDS}
        steps = carried_over(self.challenge.steps, answers["steps"])
        self.journal.challenges.edit(
            self.challenge.id, title=as_intention(answers["title"]), due=answers["due"], steps=steps, **fields
        )
        return FlowResult("Changed", offers=("undo",))


def carried_over(before: Sequence[Step], after: Sequence[Step]) -> tuple[Step, ...]:
    """The steps after an edit, with the results and odds they had: matched by their text, else by their place."""
    left = list(before)
    matched: list[Step | None] = []
    for step in after:
        same = next((old for old in left if old.text == step.text), None)
        if same is not None:
            left.remove(same)
        matched.append(same)
    places = {step.text: place for place, step in enumerate(before)}
    steps = []
    for place, (step, same) in enumerate(zip(after, matched, strict=True)):
        old = same or next((each for each in left if places[each.text] == place), None)
        if old is not None and same is None:
            left.remove(old)
        steps.append(msgspec.structs.replace(step, odds=old.odds, result=old.result) if old else step)
    return tuple(steps)
