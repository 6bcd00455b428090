"""What a flow is, and how one is gone through: the same for every face."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from efficacy_tui.flows.question_types import Advice, Card, Invalid, Question
from efficacy_tui.journal.errors import Refused
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.errors import StoreError

Answers = dict[str, Any]

KEPT = "Kept as a draft"
"""What to tell somebody whose unfinished answers were kept."""


@dataclass(frozen=True)
class Finished:
    """What to say when a flow ends, which commands (by id) to offer with it, and which flows it leads on to.

    `then` comes first, `also` after it. `work` may wait for a disk, so a face runs it aside and says what it gives: a
    sentence, or one with offers of its own.
    """

    message: str = ""
    offers: tuple[str, ...] = ()
    then: Flow | None = None
    also: tuple[Flow, ...] = ()
    work: Callable[[], str | Finished] | None = None

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
    leaving: ClassVar[str] = "esc keeps a draft"
    blind: ClassVar[bool] = False
    afresh: ClassVar[tuple[str, ...]] = ()
    pace: ClassVar[int] = 0
    alone: ClassVar[bool] = False
    curtain: str = ""
    going_back: ClassVar[str] = "shift+tab back"
    prepares_each: ClassVar[bool] = False

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

    def answered(self, question: Question, answers: Answers) -> Iterable[str]:
        """Called after each answer; gives the keys of questions to ask again."""
        return ()

    @abstractmethod
    def finish(self, answers: Answers) -> Finished:
        """Record what was answered.

        Raises:
            Refused: why it cannot be recorded; the answers are kept.
        """

    def leave(self, answers: Answers, at: Question | None) -> str:
        """Called when the person stops early, at a question; gives what to tell them."""
        return ""


@dataclass(frozen=True)
class Way:
    """What is behind of a flow: the questions answered so far with their values, of `total` known ones.

    A question takes `pace` seconds; 0 where that is not worth saying.
    """

    answered: list[tuple[Question, Any]]
    total: int
    pace: int

    @property
    def done(self) -> int:
        """How many questions are behind."""
        return len(self.answered)

    @property
    def time_left(self) -> str:
        """How long the rest takes, in words; empty where that is not worth saying."""
        seconds = (self.total - self.done) * self.pace
        if seconds <= 0:
            return ""
        minutes = round(seconds / 60)
        return "under a minute left" if minutes < 1 else f"about {minutes} minute{'s' if minutes > 1 else ''} left"


@dataclass
class Run:
    """One going-through of a flow: which question is next, what was answered and typed so far."""

    flow: Flow
    values: Answers = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    resumed: bool = False
    _advised: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def begin(cls, flow: Flow) -> Run:
        """Start a flow, or take up the draft that was kept of it."""
        run = cls(flow)
        draft = flow.draft_key and flow.journal.settings.draft(flow.draft_key)
        if draft:
            run._resume(draft)
        return run

    def _resume(self, draft: Mapping[str, Any]) -> None:
        self.typed = dict(draft.get("typed", {}))
        self.resumed = any(text.strip() for text in self.typed.values())
        answered = set(draft.get("answered", ()))
        while (question := self.current) is not None and question.key in answered:
            try:
                self.values[question.key] = question.read(self.typed.get(question.key, ""))
            except Invalid:
                # What was fine then (a day that has passed since) is simply asked again.
                return

    @property
    def questions(self) -> list[Question]:
        """All questions as far as they are known."""
        return self.flow.questions(self.values)

    @property
    def current(self) -> Question | None:
        """The question to ask now; `None` when everything is answered."""
        return next((question for question in self.questions if question.key not in self.values), None)

    @property
    def answered(self) -> list[tuple[Question, Any]]:
        """The questions answered so far, with their values, in order."""
        return self.way.answered

    @property
    def way(self) -> Way:
        """How far it is."""
        questions = self.questions
        answered = [(q, self.values[q.key]) for q in questions if q.key in self.values]
        return Way(answered, len(questions), self.flow.pace)

    def prefill(self, question: Question) -> str:
        """The text a question begins with: what was typed before, else its default."""
        return self.typed.get(question.key, question.default)

    def answer(self, raw: str, *, aside: bool = False) -> Question | None:
        """Answer the current question; gives the next, or `None` after the last.

        With `aside` the caller runs `flow.prepare()` itself where the flow `prepares_each`, and asks for the next then.

        Raises:
            Invalid: why the answer is not accepted.
            Advice: something to consider; the same answer given again is accepted.
            Refused, StoreError: why it could not be recorded; the question stays.
        """
        question = self.current
        if question is None:
            return None
        self.typed[question.key] = raw
        value = question.read(raw)
        advice = question.advice(value)
        if advice is not None and (question.key, raw) not in self._advised:
            self._advised.add((question.key, raw))
            raise Advice(advice)
        self.values[question.key] = value
        try:
            again = self.flow.answered(question, self.values)
        except (Refused, StoreError):
            # What could not be recorded is not answered: the same question stays.
            del self.values[question.key]
            raise
        for key in again:
            self.values.pop(key, None)
            if key in self.flow.afresh:
                self.typed.pop(key, None)
        if self.flow.prepares_each and not aside:
            self.flow.prepare()
        return self.current

    def back(self, typing: str = "") -> bool:
        """Go back to the question before, with its answer to be changed; says whether there was one."""
        current = self.current
        if current is not None and typing:
            self.typed[current.key] = typing
        done = self.answered
        if not done:
            return False
        del self.values[done[-1][0].key]
        return True

    def start_over(self) -> None:
        """Forget every answer and the draft."""
        self.values.clear()
        self.typed.clear()
        self.resumed = False
        if self.flow.draft_key:
            self.flow.journal.settings.keep_draft(self.flow.draft_key, None)

    def finish(self) -> Finished:
        """Record what was answered, and forget the draft."""
        finished = self.flow.finish(self.values)
        if self.flow.draft_key:
            self.flow.journal.settings.keep_draft(self.flow.draft_key, None)
        return finished

    def leave(self, typing: str = "") -> str:
        """Stop early: what was typed is kept as a draft where the flow has one; gives what to tell the person."""
        current = self.current
        if current is not None and not isinstance(current, Card) and typing != current.default:
            self.typed[current.key] = typing
        key = self.flow.draft_key
        # An answered day is kept as its date: “tomorrow” would be another day by the time the draft is taken up.
        exact = {question.key: question.write(value) for question, value in self.answered if question.key in self.typed}
        worth_keeping = {k: text for k, text in {**self.typed, **exact}.items() if text.strip()}
        if key is None or not worth_keeping:
            return self.flow.leave(self.values, current)
        draft = {"typed": worth_keeping, "answered": [question.key for question, _ in self.answered]}
        self.flow.journal.settings.keep_draft(key, draft)
        return KEPT
