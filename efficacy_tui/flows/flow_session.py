"""The session that runs a flow: the answers so far, the question that is next, and the draft.

Every UI runs a flow through it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Advice, Card, InvalidAnswer, Question
from efficacy_tui.store.errors import Rejected, StoreError
from efficacy_tui.store.tables import Contents

DRAFT_SAVED = "Saved as a draft"


@dataclass(frozen=True)
class Progress:
    """How far a flow is: the answered questions with their values, and the number of questions known so far."""

    answered: list[tuple[Question, Any]]
    total: int
    seconds_per_question: int

    @property
    def answered_count(self) -> int:
        """The number of answered questions."""
        return len(self.answered)

    @property
    def time_left(self) -> str:
        """The remaining time in words; empty where it is not shown."""
        seconds = (self.total - self.answered_count) * self.seconds_per_question
        if seconds <= 0:
            return ""
        minutes = round(seconds / 60)
        return "under a minute left" if minutes < 1 else f"about {minutes} minute{'s' if minutes > 1 else ''} left"


class _BuiltQuestions(NamedTuple):
    """A list of questions with the state it was built from; `revision` identifies the session's own state."""

    questions: list[Question]
    revision: object
    contents: Contents
    today: dt.date


def _can_be_left_open(question: Question) -> bool:
    return question.optional or bool(question.default) or isinstance(question, Card)


@dataclass
class FlowSession:
    """One run of a flow: the answers, the text typed so far, and the current question.

    Callers only read `answers`; the questions are not rebuilt when it is changed from outside.
    """

    flow: Flow
    answers: Answers = field(default_factory=dict)
    typed_text: dict[str, str] = field(default_factory=dict)
    resumed: bool = False
    _advised: set[tuple[str, str]] = field(default_factory=set)
    _revision: object = field(default_factory=object, init=False, repr=False, compare=False)
    _built: _BuiltQuestions | None = field(default=None, init=False, repr=False, compare=False)

    @classmethod
    def begin(cls, flow: Flow) -> FlowSession:
        """Start a flow, or resume its draft."""
        session = cls(flow)
        first_answers = flow.given_answers()
        draft = flow.draft_key and flow.journal.settings.draft(flow.draft_key)
        if draft and session._is_draft_of(draft, first_answers):
            session._resume(draft)
        # No question is built for them here, since that may be slow.
        for key, answer in first_answers.items():
            session.answers.setdefault(key, answer)
            session.typed_text.setdefault(key, answer)
        session._assume_answers()
        return session

    def _assume_answers(self) -> None:
        if not self.resumed:
            self.answers = {**self.flow.assumed_answers(), **self.answers}

    @staticmethod
    def _is_draft_of(draft: Mapping[str, Any], first_answers: Mapping[str, str]) -> bool:
        """Whether a draft has the given answers, and so is of the same thing."""
        typed = draft.get("typed")
        return all(isinstance(typed, dict) and typed.get(key) == answer for key, answer in first_answers.items())

    def _resume(self, draft: Mapping[str, Any]) -> None:
        # An edited or merged file can hold a draft of any form.
        typed, answered = draft.get("typed"), draft.get("answered")
        texts = typed.items() if isinstance(typed, dict) else ()
        self.typed_text = {key: text for key, text in texts if isinstance(text, str)}
        self.resumed = any(text.strip() for text in self.typed_text.values())
        answered_keys = {key for key in answered if isinstance(key, str)} if isinstance(answered, list) else set()
        while (question := self.current) is not None and question.key in answered_keys:
            try:
                self.answers[question.key] = question.parse(self.typed_text.get(question.key, ""))
            except InvalidAnswer:
                # An answer may have become invalid since (a day that has passed); ask it again.
                return
            self._invalidate()

    def prepare(self) -> None:
        """Run the flow's `prepare`, which may change the questions. Safe to call from another thread."""
        try:
            self.flow.prepare()
        finally:
            self._invalidate()

    @property
    def questions(self) -> list[Question]:
        """All questions known so far, rebuilt only when the session, the journal or the date has changed."""
        # Read the state before building: a change during the build then makes the next call build again.
        revision, contents, today = self._revision, self.flow.journal.contents, self.flow.journal.today()
        built = self._built
        if built is None or built.revision is not revision or built.contents is not contents or built.today != today:
            built = _BuiltQuestions(self.flow.questions(self.answers), revision, contents, today)
            self._built = built
        return built.questions

    def _invalidate(self) -> None:
        """Have the questions rebuilt. A new object, unlike a counter, cannot lose an update between two threads."""
        self._revision = object()

    @property
    def current(self) -> Question | None:
        """The first unanswered question; `None` when everything is answered."""
        return next((question for question in self.questions if question.key not in self.answers), None)

    @property
    def answered(self) -> list[tuple[Question, Any]]:
        """The answered questions with their values, in order."""
        return self.progress.answered

    @property
    def progress(self) -> Progress:
        """The answered questions, the total, and the time per question."""
        questions = self.questions
        answered = [(question, self.answers[question.key]) for question in questions if question.key in self.answers]
        return Progress(answered, len(questions), self.flow.seconds_per_question)

    def prefill(self, question: Question) -> str:
        """The initial text of a question: what was typed before, else its default."""
        return self.typed_text.get(question.key, question.default)

    def answer(self, raw: str, *, caller_prepares: bool = False) -> Question | None:
        """Answer the current question; return the next, or `None` after the last.

        With `caller_prepares`, a flow with `prepare_after_each_answer` returns `None` in any case: the caller calls
        `prepare` and then reads `current`.

        Raises:
            InvalidAnswer: the answer is not accepted.
            Advice: something to consider; the same answer given again is accepted.
            Rejected, StoreError: the answer could not be recorded; the question stays.
        """
        question = self.current
        if question is None:
            return None
        # What was assumed before this question is accepted by going on, and then belongs to the draft.
        for earlier_question, earlier_answer in self.answered:
            self.typed_text.setdefault(earlier_question.key, earlier_question.as_typed(earlier_answer))
        self.typed_text[question.key] = raw
        value = question.parse(raw)
        advice = question.advice(value)
        if advice is not None and (question.key, raw) not in self._advised:
            self._advised.add((question.key, raw))
            raise Advice(advice)
        self.answers[question.key] = value
        try:
            for key in self.flow.after_answer(question, self.answers):
                self.answers.pop(key, None)
                if self.flow.clears_text(key, question):
                    self.typed_text.pop(key, None)
        except (Rejected, StoreError):
            del self.answers[question.key]
            raise
        finally:
            self._invalidate()
        if self.flow.prepare_after_each_answer:
            if caller_prepares:
                return None
            self.prepare()
        return self.current

    @property
    def can_save_now(self) -> bool:
        """Whether the flow can be finished once the current question is answered, with the later ones left open."""
        unanswered = [question for question in self.questions if question.key not in self.answers]
        if len(unanswered) <= 1 or not self.flow.saves_early_at(unanswered[0]):
            return False
        return all(map(_can_be_left_open, unanswered[1:]))

    def leave_rest_open(self) -> bool:
        """Leave every unanswered question open, or at its default; return whether none needs an answer."""
        while (question := self.current) is not None and _can_be_left_open(question):
            self.answers[question.key] = question.parse("" if question.optional else question.default)
            self._invalidate()
        return self.current is None

    def begin_note(self) -> bool:
        """Ask for a note before the current question; return whether one can be written there."""
        question = self.current
        key = self.flow.begin_note(question, self.answers) if question is not None else ""
        if key:
            self.answers.pop(key, None)
            self._invalidate()
        return bool(key)

    def cancel_note(self) -> bool:
        """Go back from a note to the question before which it is asked; return whether a note was asked for."""
        if not self.flow.cancel_note():
            return False
        self._invalidate()
        return True

    def back(self, typed: str = "") -> bool:
        """Go back to the previous question and drop its answer; return whether there was one.

        `typed`, the text typed at the current question, is restored when that question is asked again.
        """
        current = self.current
        if current is not None and typed:
            self.typed_text[current.key] = typed
        answered = self.answered
        if not answered:
            return False
        last_question, _ = answered[-1]
        del self.answers[last_question.key]
        self._invalidate()
        return True

    def start_over(self) -> None:
        """Discard every answer and the draft."""
        self.answers.clear()
        self.typed_text.clear()
        self.resumed = False
        self._assume_answers()
        self._invalidate()
        if self.flow.draft_key:
            self.flow.journal.settings.save_draft(self.flow.draft_key, None)

    def finish(self) -> FlowResult:
        """Record the answers and discard the draft."""
        try:
            result = self.flow.finish(self.answers)
        finally:
            self._invalidate()
        if self.flow.draft_key:
            self.flow.journal.settings.save_draft(self.flow.draft_key, None)
        return result

    def finish_if_enough(self) -> FlowResult | None:
        """Finish the flow where the person leaves it if the answers are enough; return `None` if they are not."""
        return self.flow.finish(self.answers) if self.flow.has_enough(self.answers) else None

    def leave(self, typed: str = "") -> str:
        """Stop early, with `typed` at the current question, and save a draft if any; return the message to show."""
        current = self.current
        if current is not None and not isinstance(current, Card) and typed != current.default:
            self.typed_text[current.key] = typed
        draft_key = self.flow.draft_key
        answered = self.answered
        # Save an answered day as its date: “tomorrow” would be another day by the time the draft is resumed.
        exact_text = {
            question.key: question.as_typed(value) for question, value in answered if question.key in self.typed_text
        }
        draft_text = {key: text for key, text in {**self.typed_text, **exact_text}.items() if text.strip()}
        if draft_key is None or not draft_text.keys() - self.flow.given_answers().keys():
            return self.flow.leave(self.answers, current)
        draft = {"typed": draft_text, "answered": [question.key for question, _ in answered]}
        self.flow.journal.settings.save_draft(draft_key, draft)
        return DRAFT_SAVED
