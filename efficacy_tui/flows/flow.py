"""What a flow is, and how one is gone through: the same for every face."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from efficacy_tui.flows.question_types import Advice, Card, InvalidAnswer, Question
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.errors import StoreError

Answers = dict[str, Any]

DRAFT_SAVED = "Kept as a draft"
"""What to tell somebody whose unfinished answers were kept."""


@dataclass(frozen=True)
class FlowResult:
    """What to say when a flow ends, which commands (by id) to offer with it, and which flows it leads on to.

    `then` comes first, `also` after it. `work` may wait for a disk, so a face runs it aside and says what it gives: a
    sentence, or one with offers of its own.
    """

    message: str = ""
    offers: tuple[str, ...] = ()
    next_flow: Flow | None = None
    following_flows: tuple[Flow, ...] = ()
    background_task: Callable[[], str | FlowResult] | None = None

    def __str__(self) -> str:
        return self.message


class Flow(ABC):
    """A sequence of questions and what finishing does.

    `leaving` says at the lower edge what escape does. A flow with a `draft_key` keeps its unfinished answers;
    `command` is the id of the command that takes them up again. While a `blind` one is asked, no answer is shown.
    Questions in `afresh` begin empty when they are asked again; `pace` is the seconds a question takes, where that is
    worth saying. With `prepares_each`, `prepare` is run again after each answer. While an `alone` one is asked, nothing
    else is on the screen; what `curtain` says stays there after it until somebody goes on. `going_back` names the key
    that goes back.
    """

    title: ClassVar[str]
    command: ClassVar[str] = ""
    escape_hint: ClassVar[str] = "esc keeps a draft"
    blind: ClassVar[bool] = False
    cleared_on_reask: ClassVar[tuple[str, ...]] = ()
    seconds_per_question: ClassVar[int] = 0
    hides_everything_else: ClassVar[bool] = False
    handover_text: str = ""
    back_hint: ClassVar[str] = "shift+tab back"
    prepare_after_each_answer: ClassVar[bool] = False

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    @property
    def draft_key(self) -> str | None:
        """The name under which an unfinished run is kept; `None` when nothing is."""
        return None

    def prepare(self) -> None:  # noqa: B027  # most flows have nothing to work out
        """Work out what the questions need; it may take a while, so a face that must not wait runs it aside."""

    @abstractmethod
    def questions(self, answers: Answers) -> list[Question]:
        """All questions as far as they are known, given the answers so far."""

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        """Called after each answer; gives the keys of questions to ask again."""
        return ()

    @abstractmethod
    def finish(self, answers: Answers) -> FlowResult:
        """Record what was answered.

        Raises:
            Rejected: why it cannot be recorded; the answers are kept.
        """

    def leave(self, answers: Answers, at: Question | None) -> str:
        """Called when the person stops early, at a question; gives what to tell them."""
        return ""


@dataclass(frozen=True)
class Progress:
    """What is behind of a flow: the questions answered so far with their values, of `total` known ones.

    A question takes `pace` seconds; 0 where that is not worth saying.
    """

    answered: list[tuple[Question, Any]]
    total: int
    seconds_per_question: int

    @property
    def answered_count(self) -> int:
        """How many questions are behind."""
        return len(self.answered)

    @property
    def time_left(self) -> str:
        """How long the rest takes, in words; empty where that is not worth saying."""
        seconds = (self.total - self.answered_count) * self.seconds_per_question
        if seconds <= 0:
            return ""
        minutes = round(seconds / 60)
        return "under a minute left" if minutes < 1 else f"about {minutes} minute{'s' if minutes > 1 else ''} left"


@dataclass
class FlowSession:
    """One going-through of a flow: which question is next, what was answered and typed so far."""

    flow: Flow
    answers: Answers = field(default_factory=dict)
    typed_text: dict[str, str] = field(default_factory=dict)
    resumed: bool = False
    _advised: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def begin(cls, flow: Flow) -> FlowSession:
        """Start a flow, or take up the draft that was kept of it."""
        run = cls(flow)
        draft = flow.draft_key and flow.journal.settings.draft(flow.draft_key)
        if draft:
            run._resume(draft)
        return run

    def _resume(self, draft: Mapping[str, Any]) -> None:
        self.typed_text = dict(draft.get("typed", {}))
        self.resumed = any(text.strip() for text in self.typed_text.values())
        answered = set(draft.get("answered", ()))
        while (question := self.current) is not None and question.key in answered:
            try:
                self.answers[question.key] = question.parse(self.typed_text.get(question.key, ""))
            except InvalidAnswer:
                # What was fine then (a day that has passed since) is simply asked again.
                return

    @property
    def questions(self) -> list[Question]:
        """All questions as far as they are known."""
        return self.flow.questions(self.answers)

    @property
    def current(self) -> Question | None:
        """The question to ask now; `None` when everything is answered."""
        return next((question for question in self.questions if question.key not in self.answers), None)

    @property
    def answered(self) -> list[tuple[Question, Any]]:
        """The questions answered so far, with their values, in order."""
        return self.progress.answered

    @property
    def progress(self) -> Progress:
        """How far it is."""
        questions = self.questions
        answered = [(q, self.answers[q.key]) for q in questions if q.key in self.answers]
        return Progress(answered, len(questions), self.flow.seconds_per_question)

    def prefill(self, question: Question) -> str:
        """The text a question begins with: what was typed before, else its default."""
        return self.typed_text.get(question.key, question.default)

    def answer(self, raw: str, *, aside: bool = False) -> Question | None:
        """Answer the current question; gives the next, or `None` after the last.

        With `aside` the caller runs `flow.prepare()` itself where the flow `prepares_each`, and asks for the next then.

        Raises:
            InvalidAnswer: why the answer is not accepted.
            Advice: something to consider; the same answer given again is accepted.
            Rejected, StoreError: why it could not be recorded; the question stays.
        """
        question = self.current
        if question is None:
            return None
        self.typed_text[question.key] = raw
        value = question.parse(raw)
        advice = question.advice(value)
        if advice is not None and (question.key, raw) not in self._advised:
            self._advised.add((question.key, raw))
            raise Advice(advice)
        self.answers[question.key] = value
        try:
            again = self.flow.after_answer(question, self.answers)
        except (Rejected, StoreError):
            # What could not be recorded is not answered: the same question stays.
            del self.answers[question.key]
            raise
        for key in again:
            self.answers.pop(key, None)
            if key in self.flow.cleared_on_reask:
                self.typed_text.pop(key, None)
        if self.flow.prepare_after_each_answer and not aside:
            self.flow.prepare()
        return self.current

    def back(self, typing: str = "") -> bool:
        """Go back to the question before, with its answer to be changed; says whether there was one."""
        current = self.current
        if current is not None and typing:
            self.typed_text[current.key] = typing
        done = self.answered
        if not done:
            return False
        del self.answers[done[-1][0].key]
        return True

    def start_over(self) -> None:
        """Forget every answer and the draft."""
        self.answers.clear()
        self.typed_text.clear()
        self.resumed = False
        if self.flow.draft_key:
            self.flow.journal.settings.save_draft(self.flow.draft_key, None)

    def finish(self) -> FlowResult:
        """Record what was answered, and forget the draft."""
        finished = self.flow.finish(self.answers)
        if self.flow.draft_key:
            self.flow.journal.settings.save_draft(self.flow.draft_key, None)
        return finished

    def leave(self, typing: str = "") -> str:
        """Stop early: what was typed is kept as a draft where the flow has one; gives what to tell the person."""
        current = self.current
        if current is not None and not isinstance(current, Card) and typing != current.default:
            self.typed_text[current.key] = typing
        key = self.flow.draft_key
        # An answered day is kept as its date: “tomorrow” would be another day by the time the draft is taken up.
        exact = {
            question.key: question.as_typed(value)
            for question, value in self.answered
            if question.key in self.typed_text
        }
        worth_keeping = {k: text for k, text in {**self.typed_text, **exact}.items() if text.strip()}
        if key is None or not worth_keeping:
            return self.flow.leave(self.answers, current)
        draft = {"typed": worth_keeping, "answered": [question.key for question, _ in self.answered]}
        self.flow.journal.settings.save_draft(key, draft)
        return DRAFT_SAVED
