"""The daily check-in: one blind rating per domain, saved at once, then the due steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import ChoiceQuestion, Option, Question
from efficacy_tui.flows.shared_questions import confidence_question, number_key
from efficacy_tui.flows.step import RateStepOdds, step_choice
from efficacy_tui.journal.challenges import due_step
from efficacy_tui.journal.check_ins import BACKFILL_DAYS
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.records import Challenge, Domain, Step

WELCOME_BACK = "Good to have you back."

_RATING = "confidence:"
_STEP = "step:"


class DailyCheckIn(Flow):
    """Asks for the domains not yet rated on the day, or for all domains when all are rated."""

    title = "Check in"
    command = "check-in"
    escape_hint = "esc later"
    blind = True

    def __init__(self, journal: Journal, day: dt.date | None = None) -> None:
        super().__init__(journal)
        self.today = journal.today()
        self.day = day or self.today
        self._is_for_now = day is None
        self._comes_back = self.day == self.today and journal.checkins.is_long_ago(self.today)
        unrated_domains = journal.checkins.missing(self.day)
        self.is_rerating = not unrated_domains
        self._domains: list[Domain] = unrated_domains or journal.domains.all()
        self._due_steps: list[tuple[Challenge, int, Step]] = []
        if self.day == self.today:
            for domain in journal.domains.all():
                challenge = journal.challenges.active(domain.id)
                indexed_step = due_step(challenge, self.today) if challenge else None
                if challenge and indexed_step:
                    self._due_steps.append((challenge, *indexed_step))

    def questions(self, answers: Answers) -> list[Question]:
        when = "Right now" if self.day == self.today else f"On {locale_format.weekday(self.day)}"
        is_rated = self.is_rerating and self._day_of_answer() == self.day
        hint = "You have already rated this day. A new answer replaces the old one." if is_rated else ""
        ratings = [
            replace(confidence_question(domain, _RATING + domain.id, when), hint=hint) for domain in self._domains
        ]
        steps = [
            step_choice(f"{_STEP}{challenge.id}:{index}", step, self.journal.today())
            for challenge, index, step in self._due_steps
        ]
        return [*ratings, *steps]

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        value = answers[question.key]
        if question.key.startswith(_RATING):
            self.journal.checkins.record(question.key.removeprefix(_RATING), value, self._day_of_answer())
        elif value is not None:
            challenge_id, _, index = question.key.removeprefix(_STEP).partition(":")
            self.journal.challenges.record_step(challenge_id, int(index), value, self._step_of(question.key))
        return ()

    def _day_of_answer(self) -> dt.date:
        """The day that an answer given now is for: “right now” is today, however long the question has been open."""
        return self.journal.today() if self._is_for_now else self.day

    def recorded_lines(self, answers: Answers) -> list[str]:
        """Format a line for each recorded answer, for a UI that shows no dashboard afterwards."""
        lines = []
        for question in self.questions(answers):
            value = answers.get(question.key)
            if question.key.startswith(_RATING) and value is not None:
                lines.append(f"✓ {question.label} {value}")
            elif isinstance(question, ChoiceQuestion) and value is not None:
                option = next(option for option in question.options if option.value == value)
                lines.append(f"{option.glyph} {self._step_of(question.key).text}")
        return lines

    def open_questions(self, answers: Answers) -> str:
        """Describe the unanswered questions; empty when there are none."""
        open_keys = [question.key for question in self.questions(answers) if question.key not in answers]
        ratings = sum(key.startswith(_RATING) for key in open_keys)
        if ratings:
            return f"{ratings} to rate"
        return f"{len(open_keys)} step{'' if len(open_keys) == 1 else 's'} to answer" if open_keys else ""

    def _step_of(self, key: str) -> Step:
        challenge_id, _, index = key.removeprefix(_STEP).partition(":")
        return next(step for challenge, i, step in self._due_steps if challenge.id == challenge_id and i == int(index))

    def finish(self, answers: Answers) -> FlowResult:
        offers = ("undo", "evidence", "step-odds") if RateStepOdds.for_next_step(self.journal) else ("undo", "evidence")
        return FlowResult(f"Checked in · {WELCOME_BACK}" if self._comes_back else "Checked in", offers=offers)


class Backfill(Flow):
    """Asks which of the last days to check in for, then opens that day's check-in."""

    title = "An earlier day"
    escape_hint = "esc cancels"

    @staticmethod
    def days(journal: Journal) -> list[dt.date]:
        """Return the recent days on which a domain is not rated, latest first."""
        today = journal.today()
        days = (today - dt.timedelta(days=back) for back in range(1, BACKFILL_DAYS + 1))
        return [day for day in days if journal.checkins.missing(day)]

    def questions(self, answers: Answers) -> list[Question]:
        yesterday = self.journal.today() - dt.timedelta(days=1)
        options = []
        for index, day in enumerate(self.days(self.journal)):
            day_name = "Yesterday" if day == yesterday else locale_format.long_date(day)
            options.append(Option(value=day.isoformat(), key=number_key(index), label=day_name))
        return [
            ChoiceQuestion(
                key="day",
                prompt="Which day would you like to fill in?",
                hint="It is marked as late. Missed days lower nothing.",
                options=tuple(options),
            )
        ]

    def finish(self, answers: Answers) -> FlowResult:
        return FlowResult(next_flow=DailyCheckIn(self.journal, dt.date.fromisoformat(answers["day"])))
