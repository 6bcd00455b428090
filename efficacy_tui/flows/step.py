"""The flows for a challenge's steps: recording the due one, and rating the odds of the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from efficacy_tui.content.answer_options import STEP_OPTIONS
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.model_steps import ModelSeen, is_model_step
from efficacy_tui.flows.question_types import ChoiceQuestion, Question, RatingQuestion, as_options
from efficacy_tui.journal.challenges import due_step
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.locale_format import describe_day
from efficacy_tui.model.records import Challenge, Step
from efficacy_tui.model.sentences import upper_first


def step_choice(key: str, step: Step, today: dt.date) -> ChoiceQuestion:
    """Build the question that asks whether a step was done."""
    when = "Today’s step" if step.day == today else f"The step for {describe_day(step.day, today)}"
    return ChoiceQuestion(
        key=key,
        label="Step",
        context=when,
        prompt=f"{step.text}: did you do it?",
        hint="enter skips",
        options=as_options(STEP_OPTIONS),
        optional=True,
    )


def missed_steps_choice(key: str, steps: Sequence[Step], today: dt.date) -> ChoiceQuestion:
    """Build the one question about steps of earlier days that are still open."""
    if len(steps) == 1:
        return step_choice(key, steps[0], today)
    return ChoiceQuestion(
        key=key,
        label="Steps",
        context="\n".join(f"{upper_first(describe_day(step.day, today))}: {step.text}" for step in steps),
        prompt=f"These {len(steps)} steps are still open. Did you do them?",
        hint="One answer for all of them; enter skips.",
        options=as_options(STEP_OPTIONS),
        optional=True,
    )


class StepFlow(Flow):
    """A flow about one step of a challenge, by its index."""

    def __init__(self, journal: Journal, challenge: Challenge, index: int) -> None:
        super().__init__(journal)
        self.challenge = challenge
        self.index = index
        self.step = challenge.steps[index]


class RecordStep(StepFlow):
    """Records the result of the due step."""

    title = "Step"
    escape_hint = "esc later"

    @classmethod
    def for_due_step(cls, journal: Journal) -> RecordStep | None:
        """Build the flow for the due step of the focus domain, else of another; `None` when no step is due."""
        focus = journal.domains.focus()
        focus_first = sorted(journal.domains.all(), key=lambda domain: domain != focus)
        for domain in focus_first:
            challenge = journal.challenges.active(domain.id)
            indexed_step = due_step(challenge, journal.today()) if challenge else None
            if challenge and indexed_step:
                return cls(journal, challenge, indexed_step[0])
        return None

    def questions(self, answers: Answers) -> list[Question]:
        return [step_choice("result", self.step, self.journal.today())]

    def finish(self, answers: Answers) -> FlowResult:
        if answers["result"] is None:
            return FlowResult()
        self.journal.challenges.record_step(self.challenge.id, self.index, answers["result"], self.step)
        has_seen_model = answers["result"] in ("done", "partly") and is_model_step(self.challenge, self.step)
        next_flow = ModelSeen(self.journal, self.challenge) if has_seen_model else None
        return FlowResult("Step recorded", offers=("undo", "evidence"), next_flow=next_flow)


class RateStepOdds(StepFlow):
    """Asks how likely the next step is, before its day: a dated forecast."""

    title = "Odds for the next step"
    escape_hint = "esc cancels"

    @classmethod
    def for_next_step(cls, journal: Journal) -> RateStepOdds | None:
        """Build the flow for the focus domain's next future step without odds; `None` when there is none."""
        focus = journal.domains.focus()
        challenge = journal.challenges.active(focus.id) if focus else None
        if challenge is None:
            return None
        today = journal.today()
        for index, step in enumerate(challenge.steps):
            if step.day > today and step.odds is None and step.result is None:
                return cls(journal, challenge, index)
        return None

    def questions(self, answers: Answers) -> list[Question]:
        when = describe_day(self.step.day, self.journal.today())
        return [
            RatingQuestion(
                key="odds",
                label="Odds",
                context=upper_first(when),
                prompt=f"{self.step.text}: how likely are you to do this?",
                anchors=("no chance", "even", "certain"),
                unit=" %",
                fine_step=1,
            )
        ]

    def finish(self, answers: Answers) -> FlowResult:
        self.journal.challenges.set_step_odds(self.challenge.id, self.index, answers["odds"], self.step)
        return FlowResult("Odds saved", offers=("undo",))
