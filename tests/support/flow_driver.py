"""Going through a flow as a face does, and journals with something in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from efficacy_tui.flows.flow import Flow, FlowSession
from efficacy_tui.flows.question_types import Advice, InvalidAnswer, Question
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge
from efficacy_tui.model.types import Outcome
from tests.support.fixed_clock import FixedClock


@dataclass
class Going:
    """One going-through of a flow, with every question that was shown on the way."""

    run: FlowSession
    shown: list[Question] = field(default_factory=list)

    def answers(self, *raws: str) -> Going:
        """Answer question after question; what is only advised against is given again."""
        for raw in raws:
            question = self.run.current
            assert question is not None, f"no question is asked for {raw!r}"
            self.shown.append(question)
            try:
                self.run.answer(raw)
            except Advice:
                self.run.answer(raw)
        return self

    @property
    def asks(self) -> str:
        """The key of the question asked now; empty when there is none."""
        return self.run.current.key if self.run.current else ""

    @property
    def keys(self) -> list[str]:
        """The keys of the questions shown so far."""
        return [question.key for question in self.shown]

    def refuses(self, raw: str) -> str:
        """What is said of an answer that is not taken."""
        before = self.asks
        with pytest.raises(InvalidAnswer) as refused:
            self.run.answer(raw)
        assert self.asks == before
        return str(refused.value)

    def advises(self, raw: str) -> str:
        """What is said of an answer that deserves a second look."""
        with pytest.raises(Advice) as advice:
            self.run.answer(raw)
        return str(advice.value)


def begin(flow: Flow) -> Going:
    """Start a flow, or take up its draft."""
    return Going(FlowSession.begin(flow))


def told(question: Question) -> str:
    """Every word a question shows."""
    lines = getattr(question, "lines", ())
    options = [f"{option.label} {option.hint}" for option in getattr(question, "options", ())]
    parts = [question.context, question.prompt, question.hint, question.default, *options]
    return "\n".join([*parts, *(lines if isinstance(lines, tuple) else ())])


def practise(journal: Journal, domain: str, *done: tuple[int, Outcome]) -> Iterator[Challenge]:
    """Start and close one challenge after the other: its difficulty and its outcome; a day passes with each."""
    clock = journal.clock
    assert isinstance(clock, FixedClock)
    for difficulty, outcome in done:
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
