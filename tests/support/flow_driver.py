"""Drives a flow the way a UI does, and fills journals with closed challenges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.flow_session import FlowSession
from efficacy_tui.flows.question_types import Advice, InvalidAnswer, Question
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge
from efficacy_tui.model.types import Outcome
from tests.support.fixed_clock import FixedClock


@dataclass
class FlowDriver:
    """A flow session, with every question that was shown so far."""

    session: FlowSession
    shown_questions: list[Question] = field(default_factory=list)

    def answer(self, *raws: str) -> FlowDriver:
        """Answer one question after the other; repeat an answer that only raises `Advice`."""
        for raw in raws:
            question = self.session.current
            assert question is not None, f"no question is asked for {raw!r}"
            self.shown_questions.append(question)
            try:
                self.session.answer(raw)
            except Advice:
                self.session.answer(raw)
        return self

    @property
    def current_key(self) -> str:
        """The key of the current question; empty when everything is answered."""
        return self.session.current.key if self.session.current else ""

    @property
    def shown_keys(self) -> list[str]:
        """The keys of the questions shown so far."""
        return [question.key for question in self.shown_questions]

    def rejection(self, raw: str) -> str:
        """Give an answer that must be rejected; return the message."""
        key_before = self.current_key
        with pytest.raises(InvalidAnswer) as error:
            self.session.answer(raw)
        assert self.current_key == key_before
        return str(error.value)

    def advice(self, raw: str) -> str:
        """Give an answer that must raise `Advice`; return the message."""
        with pytest.raises(Advice) as advice:
            self.session.answer(raw)
        return str(advice.value)


def begin(flow: Flow) -> FlowDriver:
    """Start a flow, or resume its draft."""
    return FlowDriver(FlowSession.begin(flow))


def question_text(question: Question) -> str:
    """All the text a question shows."""
    lines = getattr(question, "lines", ())
    options = [f"{option.label} {option.hint}" for option in getattr(question, "options", ())]
    parts = [question.context, question.prompt, question.hint, question.default, *options]
    return "\n".join([*parts, *(lines if isinstance(lines, tuple) else ())])


def practise(journal: Journal, domain: str, *results: tuple[int, Outcome]) -> Iterator[Challenge]:
    """Start and close one challenge per (difficulty, outcome), a day apart."""
    clock = journal.clock
    assert isinstance(clock, FixedClock)
    for difficulty, outcome in results:
        challenge = journal.challenges.start(
            domain,
            title=f"I will do number {difficulty}",
            done_when="it is done",
            difficulty=difficulty,
            odds=70,
            due=journal.today() + dt.timedelta(days=7),
        )
        clock.move(days=1)
        yield journal.challenges.close(challenge.id, outcome)
