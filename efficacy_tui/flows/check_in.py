"""The daily check-in: one blind rating per domain, saved at once, then due steps, and an outcome that is late."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from efficacy_tui.content.answer_options import OUTCOME_OPTIONS
from efficacy_tui.flows.flow import Answers, Flow, FlowResult, StripItem
from efficacy_tui.flows.model_steps import ModelSeen, is_model_step
from efficacy_tui.flows.question_types import ChoiceQuestion, Question, TextQuestion, as_options
from efficacy_tui.flows.shared_questions import confidence_question
from efficacy_tui.flows.step import RateStepOdds, missed_steps_choice, step_choice
from efficacy_tui.journal.challenges import due_step, missed_steps
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.origins import ORIGIN_NOTES
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import describe_day
from efficacy_tui.model.records import Challenge, Domain, Step
from efficacy_tui.model.text import NOTE_MAX
from efficacy_tui.store.errors import Rejected, StoreError

NOT_TODAY = "-"
"""Leaves a domain out for the day."""

WELCOME_BACK = "Good to have you back"

_RATING = "confidence:"
_NOTE = "note:"
_STEP = "step:"
_MISSED = "missed steps"
_OUTCOME = "outcome"


class DailyCheckIn(Flow):
    """Asks for the domains not yet rated on the day, or for all domains when all are rated."""

    title = "Check-in"
    command = "check-in"
    escape_hint = "esc later"
    blind = True
    takes_notes = True
    offers_ladder = True

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
        # The domain (id) that a note is asked for now, and the notes that wait for their rating.
        self._noted_domain = ""
        self._notes: dict[str, str] = {}
        self._rated_now: set[str] = set()
        # What a rating of this check-in replaced, by domain (id).
        self._replaced: dict[str, int] = {}
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
        ratings = [
            replace(
                confidence_question(domain, _RATING + domain.id, when), hint=self._hint(domain), left_out_as=NOT_TODAY
            )
            for domain in self._domains
        ]
        steps = [
            step_choice(f"{_STEP}{challenge.id}:{index}", step, self.journal.today())
            for challenge, index, step in self._due_steps
        ]
        return [*self._note_question(), *ratings, *steps, *self._missed_question(), *self._outcome_question()]

    def _note_question(self) -> list[Question]:
        domain = self.journal.domains.get(self._noted_domain)
        if domain is None:
            return []
        rating = self.journal.checkins.on(domain.id, self._day_of_answer())
        earlier_note = rating.note if rating is not None and rating.note not in ORIGIN_NOTES else ""
        return [
            TextQuestion(
                key=_NOTE + domain.id,
                context=domain.name,
                prompt="A note on this rating",
                hint="One line, found by search.",
                default=self._notes.get(domain.id, earlier_note),
                optional=True,
                limit=NOTE_MAX,
            )
        ]

    def begin_note(self, question: Question, answers: Answers) -> str:
        """Ask for a note on the rating that is asked, or else on the one just given."""
        if question.key.startswith(_RATING):
            self._noted_domain = question.key.removeprefix(_RATING)
        else:
            rated_keys = [key for key, value in answers.items() if key.startswith(_RATING) and value is not None]
            self._noted_domain = rated_keys[-1].removeprefix(_RATING) if rated_keys else ""
        return _NOTE + self._noted_domain if self._noted_domain else ""

    def cancel_note(self) -> bool:
        is_asked, self._noted_domain = bool(self._noted_domain), ""
        return is_asked

    def edge_hints(self, question: Question) -> tuple[str, ...]:
        if question.key.startswith(_NOTE):
            return "enter back to the scale", "esc no note"
        if not question.key.startswith(_RATING):
            return ()
        return (f"tab not {self._day_words}", "w note", self.escape_hint)

    @property
    def _day_words(self) -> str:
        """The day in a sentence: today, or Saturday."""
        return "today" if self.day == self.today else f"on {locale_format.weekday(self.day)}"

    def strip(self, question: Question | None, answers: Answers) -> tuple[StripItem, ...]:
        if len(self._domains) < 2 or question is None or not question.key.startswith((_RATING, _NOTE)):
            return ()
        return tuple(
            StripItem(
                domain.name,
                is_done=answers.get(_RATING + domain.id) is not None,
                is_left_out=answers.get(_RATING + domain.id, 0) is None,
                is_current=question.key.endswith(domain.id),
            )
            for domain in self._domains
        )

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

    def _hint(self, domain: Domain) -> str:
        is_same_day = self.is_rerating and self._day_of_answer() == self.day
        is_rated = is_same_day and self.journal.checkins.on(domain.id, self.day) is not None
        return "You have already rated this day. A new answer replaces the old one." if is_rated else ""

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        value = answers[question.key]
        if question.key.startswith(_RATING):
            self._record_rating(question.key.removeprefix(_RATING), value)
        elif question.key.startswith(_NOTE):
            self._save_note(question.key.removeprefix(_NOTE), value)
        elif question.key == _MISSED and value is not None:
            steps = [(challenge.id, index, step) for challenge, index, step in self._missed_steps]
            self.journal.challenges.record_steps(steps, value)
        elif question.key.startswith(_STEP) and value is not None:
            challenge_id, _, index = question.key.removeprefix(_STEP).partition(":")
            self.journal.challenges.record_step(challenge_id, int(index), value, self._step_of(question.key))
        return ()

    def _record_rating(self, domain: str, value: int | None) -> None:
        """Record a rating with its note; without a value the domain is left out for the day."""
        day = self._day_of_answer()
        if value is not None:
            earlier = self.journal.checkins.on(domain, day)
            if earlier is not None and domain not in self._rated_now:
                self._replaced[domain] = earlier.confidence
            self.journal.checkins.record(domain, value, day, self._notes.get(domain))
            self._rated_now.add(domain)
        elif self._notes.get(domain):
            raise Rejected("Your note needs a rating to go with. Rate it, or empty the note with w.")
        elif self.journal.checkins.on(domain, day) is None:
            self.journal.checkins.leave_out(domain, day)

    def _save_note(self, domain: str, note: str) -> None:
        """Keep a note until its rating is given, or add it to the one just given."""
        self._noted_domain = ""
        rating = self.journal.checkins.on(domain, self._day_of_answer())
        if rating is not None and domain in self._rated_now:
            self.journal.checkins.set_note(rating.id, note)
        else:
            self._notes[domain] = note

    def _day_of_answer(self) -> dt.date:
        """The day that an answer given now is for: “right now” is today, however long the question has been open."""
        return self.journal.today() if self._is_for_now else self.day

    def recorded_lines(self, answers: Answers) -> list[str]:
        """Format a line for each recorded answer, for a UI that shows no dashboard afterwards."""
        lines = []
        for question in self.questions(answers):
            value = answers.get(question.key)
            if question.key.startswith(_RATING) and question.key in answers:
                is_left_out = value is None
                lines.append(
                    f"– {question.label}, not {self._day_words}" if is_left_out else f"✓ {question.label} {value}"
                )
            elif isinstance(question, ChoiceQuestion) and value is not None:
                option = next(option for option in question.options if option.value == value)
                lines.append(f"{option.glyph} {self._answered_text(question.key)}")
        return lines

    def describe_saved(self, answers: Answers) -> str:
        count = len(self.recorded_lines(answers))
        saved = f"{count} answer{'' if count == 1 else 's'} saved"
        return ", ".join(filter(None, [saved, self.open_questions(answers)])) if count else ""

    def open_questions(self, answers: Answers) -> str:
        """Describe the unanswered questions; empty when there are none."""
        open_keys = [question.key for question in self.questions(answers) if question.key not in answers]
        ratings = sum(key.startswith(_RATING) for key in open_keys)
        if ratings:
            return f"{ratings} to rate"
        if open_keys == [_OUTCOME]:
            return "the outcome is still open"
        return f"{len(open_keys)} step{'' if len(open_keys) == 1 else 's'} to answer" if open_keys else ""

    def _answered_text(self, key: str) -> str:
        if key == _OUTCOME and self._overdue is not None:
            return self._overdue.title
        return f"{len(self._missed_steps)} steps" if key == _MISSED else self._step_of(key).text

    def _step_of(self, key: str) -> Step:
        challenge_id, _, index = key.removeprefix(_STEP).partition(":")
        steps = (*self._due_steps, *self._missed_steps)
        return next(step for challenge, i, step in steps if challenge.id == challenge_id and i == int(index))

    def has_enough(self, answers: Answers) -> bool:
        return all(_RATING + domain.id in answers for domain in self._domains)

    def _rating_words(self, domain: Domain, rating: int) -> str:
        """Say what was rated, and what it was before if the rating is another one now: “Speaking 50 (was 30)”."""
        earlier = self._replaced.get(domain.id, rating)
        return f"{domain.name} {rating}" + (f" (was {earlier})" if earlier != rating else "")

    def finish(self, answers: Answers) -> FlowResult:
        offers = ("undo", "evidence", "step-odds") if RateStepOdds.for_next_step(self.journal) else ("undo", "evidence")
        ratings = {
            key.removeprefix(_RATING): value
            for key, value in answers.items()
            if key.startswith(_RATING) and value is not None
        }
        replacing = [
            self._rating_words(domain, ratings[domain.id])
            for domain in self._domains
            if self._replaced.get(domain.id, ratings.get(domain.id)) != ratings.get(domain.id)
        ]
        message = ", ".join(replacing) or "Checked in"
        if self._comes_back:
            message = f"{message} · {WELCOME_BACK}"
        if not ratings:
            message = f"Left out {'for today' if self.day == self.today else self._day_words}"
        outcome = answers.get(_OUTCOME)
        next_flow = self._outcome_flow(outcome)
        models = tuple(ModelSeen(self.journal, challenge) for challenge in self._models_seen(answers))
        if self._comes_back or self.day != self.today or not ratings or next_flow or models:
            return FlowResult(message, offers=offers, next_flow=next_flow, following_flows=models)
        return FlowResult(message, offers=offers, background_task=lambda: self._recall(ratings, message, offers))

    def _outcome_flow(self, outcome: str | None) -> Flow | None:
        """Return the flow that asks what belongs to the outcome of the overdue challenge, if one was given."""
        if not self._overdue or not outcome:
            return None
        from efficacy_tui.flows.outcome import RecordOutcome

        return RecordOutcome(self.journal, self._overdue, outcome)

    def _models_seen(self, answers: Answers) -> list[Challenge]:
        """Return the challenges whose model was watched or asked, as the answers about their steps say."""
        challenges = []
        for challenge, index, step in (*self._due_steps, *self._missed_steps):
            result = answers.get(f"{_STEP}{challenge.id}:{index}", answers.get(_MISSED))
            if result in ("done", "partly") and is_model_step(challenge, step):
                challenges.append(challenge)
        return challenges

    def _recall(self, ratings: Mapping[str, int], message: str, offers: tuple[str, ...]) -> FlowResult:
        """Give one thing of the person's own back, now that nothing is rated blind any more; without any, a `message`.

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
                rating = self._rating_words(domain, ratings[domain.id])
                brief = recall_words(recall, self.today, short=True)
                return FlowResult(
                    f"{rating} · {recall_words(recall, self.today)}",
                    offers=offers[:1],
                    shorter_messages=(f"{rating} · {brief}", brief),
                )
        return FlowResult(message, offers=offers)
