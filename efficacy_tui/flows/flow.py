"""A flow (a sequence of questions) and the session that runs one: the same for every UI."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from efficacy_tui.flows.question_types import Advice, Card, InvalidAnswer, Question
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.errors import Rejected, StoreError
from efficacy_tui.store.tables import Contents

if TYPE_CHECKING:
    from efficacy_tui.journal.ending import Ending

Answers = dict[str, Any]

DRAFT_SAVED = "Saved as a draft"


class StripItem(NamedTuple):
    """One of the things that a flow asks about in turn: its name, whether it is done, and whether it was left out."""

    name: str
    is_done: bool = False
    is_left_out: bool = False
    is_current: bool = False


@dataclass(frozen=True)
class FlowResult:
    """What a UI does when a flow ends: show `message`, offer commands (ids in `offers`), open further flows.

    `shorter_messages` say it in less and less, for a narrow screen.
    `next_flow` opens first, `following_flows` after it. `build_ending` builds the card that a UI shows before these.
    `copied_text` goes to the clipboard, where a UI has one, and is printed elsewhere. Like `background_task`, which may
    wait for a disk, `build_ending` runs off the event loop; the task returns a message, or a result with offers of its
    own.
    """

    message: str = ""
    offers: tuple[str, ...] = ()
    next_flow: Flow | None = None
    following_flows: tuple[Flow, ...] = ()
    background_task: Callable[[], str | FlowResult] | None = None
    build_ending: Callable[[], Ending] | None = None
    copied_text: str = ""
    shorter_messages: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.message


class Flow(ABC):
    """A sequence of questions, and what happens with the answers.

    A flow with a `draft_key` saves unfinished answers as a draft; `command` is the id of the command that resumes it,
    and `place_commands` are the ids of those that do it on other screens than the dashboard, by place.
    `subject` is what of the person's it is about, such as the name of a domain; it stands before the title.
    `escape_hint` says what escape does, `back_hint` which key goes back, `skip_hint` which one leaves a question out. A
    `blind` flow shows no answers while it runs;
    with `hides_everything_else` the screen shows only the flow, and `handover_text` stays there after the last answer
    until a key is pressed. Questions with a key in `cleared_on_reask` start empty when they are asked again.
    `seconds_per_question` is 0 where the remaining time is not shown. With `prepare_after_each_answer`, `prepare` also
    runs after each answer. A long flow `shows_progress_line` unless its questions are too short for one. With
    `saves_early` it can be finished before its last questions, which are then left open; `save_hint` says so, and
    `save_words` what that does, in a sentence that begins with the key. With `takes_notes` a note can
    be written on an answer.
    """

    title: str
    subject: str = ""
    command: ClassVar[str] = ""
    place_commands: ClassVar[Mapping[str, str]] = {}
    skip_hint: ClassVar[str] = ""
    escape_hint: ClassVar[str] = "esc saves a draft"
    blind: ClassVar[bool] = False
    cleared_on_reask: ClassVar[tuple[str, ...]] = ()
    seconds_per_question: ClassVar[int] = 0
    hides_everything_else: ClassVar[bool] = False
    handover_text: str = ""
    back_hint: ClassVar[str] = "shift+tab back"
    prepare_after_each_answer: ClassVar[bool] = False
    shows_progress_line: ClassVar[bool] = True
    saves_early: ClassVar[bool] = False
    save_hint: ClassVar[str] = "ctrl+s save now"
    save_words: ClassVar[str] = "saves now and leaves the rest for the weekly review."
    takes_notes: ClassVar[bool] = False

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    @property
    def heading(self) -> tuple[str, str]:
        """The subject, which may be empty, and the title as it follows it."""
        return self.subject, self.title[:1].lower() + self.title[1:] if self.subject else self.title

    @property
    def draft_key(self) -> str | None:
        """The name of this flow's draft; `None` when it saves none."""
        return None

    def given_answers(self) -> Mapping[str, str]:
        """Return the answers (by key, as text and value) that are given before the first question; one can go back."""
        return {}

    def assumed_answers(self) -> Mapping[str, Any]:
        """Return the answers (values by key) that a run without a draft begins with; one can go back to change them.

        Unlike those that are given, they do not say what the flow is about: a draft may have others.
        """
        return {}

    def clears_text(self, key: str, answered: Question) -> bool:
        """Whether the text of a question (`key`) is dropped as well when `answered` has it asked again."""
        return key in self.cleared_on_reask

    def strip(self, question: Question | None, answers: Answers) -> tuple[StripItem, ...]:
        """Return what is asked about in turn, for a line below the question; empty where there is no such line."""
        return ()

    def edge_hints(self, question: Question) -> tuple[str, ...]:
        """Return what the keys do at a question, escape last; empty where only the usual keys work."""
        return ()

    def saves_early_at(self, question: Question) -> bool:
        """Whether it can be finished at a question, with the later ones left open, if they can be."""
        return self.saves_early

    def escape_hint_after(self, answers: Answers) -> str:
        """Say what escape does once these answers are given; `escape_hint` where they make no difference."""
        return self.escape_hint

    def begin_note(self, question: Question, answers: Answers) -> str:
        """Have a note asked before this question; return the key of the note, empty where none can be written."""
        return ""

    def cancel_note(self) -> bool:
        """Stop asking for a note; return whether one was asked for."""
        return False

    def prepare(self) -> None:  # noqa: B027  # most flows have nothing to prepare
        """Compute what the questions need. It may be slow, so a UI with an event loop runs it in a thread."""

    @abstractmethod
    def questions(self, answers: Answers) -> list[Question]:
        """Build all questions known so far.

        The result may depend on the answers, the journal's contents, today's date, and whatever `prepare` and
        `after_answer` changed; a session rebuilds the list when one of these changes.
        """

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        """Handle one answer as soon as it is given; return the keys of questions to ask again."""
        return ()

    @abstractmethod
    def finish(self, answers: Answers) -> FlowResult:
        """Record the answers.

        Raises:
            Rejected: the answers cannot be recorded; they are not lost.
        """

    def has_what_it_is_for(self, answers: Answers) -> bool:
        """Whether leaving now ends the flow as its end would: what counts is recorded, and the other questions wait."""
        return False

    def leave(self, answers: Answers, question: Question | None) -> str:
        """Handle the person stopping early at `question`; return the message to show."""
        return ""


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

    def finish_left(self) -> FlowResult | None:
        """End the flow where the person leaves it, if it has what it is for; return `None` if it does not."""
        return self.flow.finish(self.answers) if self.flow.has_what_it_is_for(self.answers) else None

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
