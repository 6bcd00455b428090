"""Rate all: how sure the person is of each rung of a ladder, one digit a rung, blind and in mixed order."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from efficacy_tui.flows.domain_ladder import build_domain_ladder
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import ChoiceQuestion, Option, Question, RatingQuestion
from efficacy_tui.flows.shared_questions import CONFIDENCE_ANCHORS
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain, Rung
from efficacy_tui.wording.ladder import own_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

RATE_PROMPT = "How sure are you that you could do this now?"

_AGAIN = "again"
_RATING = "rung:"


class RateRungs(Flow):
    """Asks for the rungs not yet rated today, or, if all are, whether to rate all again.

    Everything given is recorded in one change, at the end or when the person leaves. `seed` mixes the order; without
    one the day does, so that whoever resumes on the same day meets the same order.
    """

    title = "Rate all"
    command = "rate-rungs"
    escape_hint = "esc saves these"
    back_hint = ""
    skip_hint = "tab skip"
    blind = True
    shows_progress_line = False
    hides_everything_else = True

    def __init__(self, journal: Journal, domain: Domain, seed: str = "") -> None:
        super().__init__(journal)
        self.domain = domain
        self.subject = domain.name
        today = journal.today()
        rungs = mixed_order(journal.rungs.all(domain.id), seed or today.isoformat())
        rated = {row.rung for row in journal.contents.rung_ratings.values() if row.day == today}
        unrated = [rung for rung in rungs if rung.id not in rated]
        self.is_rerating = bool(rungs) and not unrated
        self._rungs: list[Rung] = unrated or rungs

    def questions(self, answers: Answers) -> list[Question]:
        if self.is_rerating and answers.get(_AGAIN) != "yes":
            return [
                ChoiceQuestion(
                    key=_AGAIN,
                    prompt="You have rated every rung today. Rate them all again?",
                    hint="The last answer of a day counts.",
                    options=(Option("yes", "y", "Yes, again"), Option("no", "l", "Leave them as they are")),
                    default="no",
                    script_default="yes",
                )
            ]
        return [
            RatingQuestion(
                key=f"{_RATING}{rung.id}",
                context=RATE_PROMPT,
                prompt=rung.title,
                hint="In mixed order, without difficulty or earlier answers.",
                anchors=CONFIDENCE_ANCHORS,
                optional=True,
            )
            for rung in self._rungs
        ]

    def finish(self, answers: Answers) -> FlowResult:
        ratings = self._ratings(answers)
        if not ratings:
            return FlowResult("Nothing was rated" if answers.get(_AGAIN) != "no" else "")
        count = len(self.journal.rungs.rate(ratings))

        def describe() -> FlowResult:
            """Say what the ratings amount to; that takes the statistics of the domain, which can take a while."""
            return FlowResult(self._message(count), offers=("undo",))

        return FlowResult(background_task=describe)

    def escape_hint_after(self, answers: Answers) -> str:
        return self.escape_hint if self._ratings(answers) else "esc later"

    def leave(self, answers: Answers, question: Question | None) -> str:
        """Record what was given so far."""
        ratings = self._ratings(answers)
        if not ratings:
            return ""
        count = len(self.journal.rungs.rate(ratings))
        return f"{count} of {len(self._rungs)} rated; the others can follow today"

    def _ratings(self, answers: Answers) -> dict[str, int]:
        return {
            key.removeprefix(_RATING): value
            for key, value in answers.items()
            if key.startswith(_RATING) and value is not None
        }

    def _message(self, count: int) -> str:
        return own_sentence(build_domain_ladder(self.journal, self.domain)) or f"{count} rated"


def mixed_order(rungs: Iterable[Rung], seed: str) -> list[Rung]:
    """Return the rungs in an order that depends on nothing but their ids and the seed, not on their difficulty."""
    return sorted(rungs, key=lambda rung: hashlib.sha256(f"{seed} {rung.id}".encode()).digest())
