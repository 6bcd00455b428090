"""The daily check-in: one blind rating per domain, saved at once, then due steps, and an outcome that is late."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from efficacy_tui.content.answer_options import OUTCOME_OPTIONS
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.outcome import RecordOutcome
from efficacy_tui.flows.question_types import ChoiceQuestion, Option, Question, as_options
from efficacy_tui.flows.shared_questions import confidence_question, number_key
from efficacy_tui.flows.step import RateStepOdds, missed_steps_choice, step_choice
from efficacy_tui.journal.challenges import due_step, missed_steps
from efficacy_tui.journal.check_ins import BACKFILL_DAYS
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import describe_day
from efficacy_tui.model.records import Challenge, Domain, Step
from efficacy_tui.store.errors import Rejected, StoreError

WELCOME_BACK = "Good to have you back."

_RATING = "confidence:"
_STEP = "step:"
_MISSED = "missed steps"
_OUTCOME = "outcome"


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
        self._missed_steps: list[tuple[Challenge, int, Step]] = []
        self._overdue: Challenge | None = None
        if self.day == self.today:
            self._collect_what_is_due()

    def _collect_what_is_due(self) -> None:
        """Collect today’s steps, those of earlier days, and, for the first check-in of a day, an overdue challenge."""
        for domain in sorted(self.journal.domains.all(), key=lambda domain: not domain.focus):
            challenge = self.journal.challenges.active(domain.id)
            if challenge is None:
                continue
            indexed_step = due_step(challenge, self.today)
            if indexed_step is not None and indexed_step[1].day == self.today:
                self._due_steps.append((challenge, *indexed_step))
            self._missed_steps += [(challenge, *missed) for missed in missed_steps(challenge, self.today)]
            if self._overdue is None and challenge.due < self.today and not self.is_rerating:
                self._overdue = challenge

    def questions(self, answers: Answers) -> list[Question]:
        when = "Right now" if self.day == self.today else f"On {locale_format.weekday(self.day)}"
        is_rated = self.is_rerating and self._day_of_answer() == self.day
        hint = "This day is rated; a new answer replaces that one." if is_rated else ""
        ratings = [
            replace(confidence_question(domain, _RATING + domain.id, when), hint=hint) for domain in self._domains
        ]
        steps = [
            step_choice(f"{_STEP}{challenge.id}:{index}", step, self.journal.today())
            for challenge, index, step in self._due_steps
        ]
        return [*ratings, *steps, *self._missed_question(), *self._outcome_question()]

    def _missed_question(self) -> list[Question]:
        if not self._missed_steps:
            return []
        (challenge, index, _), *others = self._missed_steps
        key = _MISSED if others else f"{_STEP}{challenge.id}:{index}"
        return [missed_steps_choice(key, [step for _, _, step in self._missed_steps], self.journal.today())]

    def _outcome_question(self) -> list[Question]:
        if self._overdue is None:
            return []
        return [
            ChoiceQuestion(
                key=_OUTCOME,
                label="Outcome",
                context=self._overdue.title,
                prompt=f"This was due {describe_day(self._overdue.due, self.journal.today())}. What came of it?",
                hint="enter skips",
                options=as_options(OUTCOME_OPTIONS),
                optional=True,
            )
        ]

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        value = answers[question.key]
        if question.key.startswith(_RATING):
            self.journal.checkins.record(question.key.removeprefix(_RATING), value, self._day_of_answer())
        elif question.key == _MISSED and value is not None:
            steps = [(challenge.id, index, step) for challenge, index, step in self._missed_steps]
            self.journal.challenges.record_steps(steps, value)
        elif question.key.startswith(_STEP) and value is not None:
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
                lines.append(f"{option.glyph} {self._answered_text(question.key)}")
        return lines

    def open_questions(self, answers: Answers) -> str:
        """Describe the unanswered questions; empty when there are none."""
        open_keys = [question.key for question in self.questions(answers) if question.key not in answers]
        ratings = sum(key.startswith(_RATING) for key in open_keys)
        if ratings:
            return f"{ratings} to rate"
        if open_keys == [_OUTCOME]:
            return "the outcome is open"
        return "the step is open" if open_keys else ""

    def _answered_text(self, key: str) -> str:
        if key == _OUTCOME and self._overdue is not None:
            return self._overdue.title
        return f"{len(self._missed_steps)} steps" if key == _MISSED else self._step_of(key).text

    def _step_of(self, key: str) -> Step:
        challenge_id, _, index = key.removeprefix(_STEP).partition(":")
        steps = (*self._due_steps, *self._missed_steps)
        return next(step for challenge, i, step in steps if challenge.id == challenge_id and i == int(index))

    def finish(self, answers: Answers) -> FlowResult:
        offers = ("undo", "evidence", "step-odds") if RateStepOdds.for_next_step(self.journal) else ("undo", "evidence")
        message = f"Checked in · {WELCOME_BACK}" if self._comes_back else "Checked in"
        ratings = {key.removeprefix(_RATING): value for key, value in answers.items() if key.startswith(_RATING)}
        outcome = answers.get(_OUTCOME)
        next_flow = RecordOutcome(self.journal, self._overdue, outcome) if self._overdue and outcome else None
        if self._comes_back or self.day != self.today or not ratings or next_flow:
            return FlowResult(message, offers=offers, next_flow=next_flow)
        return FlowResult(message, offers=offers, background_task=lambda: self._recall(ratings, offers))

    def _recall(self, ratings: Mapping[str, int], offers: tuple[str, ...]) -> FlowResult:
        """Give one thing of the person's own back, now that nothing is rated blind any more.

        It is for a domain rated below its level or record, the focus before others, and else for the focus.
        """
        from efficacy_tui.journal.domain_stats import compute_domain_stats
        from efficacy_tui.journal.recall import is_below_usual, recall_after_rating
        from efficacy_tui.wording.recall import recall_words

        contents = self.journal.contents
        domains = [domain for domain in self.journal.domains.all() if domain.id in ratings]
        stats_by_domain = {domain.id: compute_domain_stats(contents, domain, self.today) for domain in domains}
        domains.sort(
            key=lambda domain: (not is_below_usual(ratings[domain.id], stats_by_domain[domain.id]), not domain.focus)
        )
        for domain in domains:
            shown_last = self.journal.recalls.shown_before(domain.id)
            recall = recall_after_rating(contents, stats_by_domain[domain.id], ratings[domain.id], shown_last)
            if recall is not None:
                # Where it cannot be noted, it may come back a day later again.
                with contextlib.suppress(Rejected, StoreError):
                    self.journal.recalls.note(domain.id, recall.id)
                words = recall_words(recall, self.today)
                return FlowResult(f"{domain.name} {ratings[domain.id]} · {words}", offers=offers[:1])
        return FlowResult("Checked in", offers=offers)


class Backfill(Flow):
    """Asks which of the last days to check in for, then opens that day's check-in."""

    title = "An earlier day"
    escape_hint = "esc leaves it"

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
                hint="It is marked late. A day left out lowers nothing.",
                options=tuple(options),
            )
        ]

    def finish(self, answers: Answers) -> FlowResult:
        return FlowResult(next_flow=DailyCheckIn(self.journal, dt.date.fromisoformat(answers["day"])))
