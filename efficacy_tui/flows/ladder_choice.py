"""The question from which rung of a ladder a challenge starts, and what follows from the answer."""

from __future__ import annotations

from typing import NamedTuple

from efficacy_tui.flows.question_types import ChoiceQuestion, Option
from efficacy_tui.flows.shared_questions import number_key
from efficacy_tui.journal.ladder import Ladder, LadderRung
from efficacy_tui.wording.ladder import STATUS_SIGNS, STATUS_WORDS

RUNG = "rung"
"""The key of the question."""

NEW = "new"
"""The answer for something that is not on the ladder yet."""

_START_WORDS = {
    "succeeded": "again, a bit harder",
    "partly": "try it again",
    "failed": "try it again",
    "abandoned": "take it up again",
}


class StartingRung(NamedTuple):
    """Where a challenge starts: a row of the ladder, and whether it is to be a bit harder than that."""

    row: LadderRung
    is_harder: bool


def rung_question(ladder: Ladder, default: str, *, context: str = "") -> ChoiceQuestion | None:
    """Build the question, hardest rung first; `None` when there is no rung to start from."""
    rows = startable_rungs(ladder)
    if not rows:
        return None
    options = [
        Option(
            value=row.id,
            key=number_key(index),
            label=f"{row.difficulty} · {row.title}",
            hint=_hint(row),
            glyph=STATUS_SIGNS[row.status],
            amount=f"{row.difficulty} · ",
        )
        for index, row in enumerate(rows)
    ]
    new = Option(value=NEW, key="n", label="Something new", hint="you place it among these")
    return ChoiceQuestion(
        key=RUNG,
        label="Rung",
        context=context,
        prompt="Which rung do you start from?",
        default=default,
        script_default=NEW,
        options=(*options, new),
    )


def startable_rungs(ladder: Ladder) -> list[LadderRung]:
    """Return the rungs that a challenge can start from, hardest first."""
    return [row for row in ladder.own_rungs if row.status != "open"]


def suggested_answer(ladder: Ladder) -> str:
    """Return the rung to suggest (its id), or `NEW`: the next one, else the next place, else the easiest idea."""
    if ladder.next_rung is not None:
        return ladder.next_rung.id
    ideas = [row for row in startable_rungs(ladder) if row.status == "idea"]
    return ideas[-1].id if ideas and ladder.next_place is None else NEW


def starting_rung(ladder: Ladder, answer: str | None) -> StartingRung | None:
    """Return where a challenge starts; `None` for something new."""
    row = next((row for row in startable_rungs(ladder) if row.id == answer), None)
    return None if row is None else StartingRung(row, row.status == "succeeded")


def _hint(row: LadderRung) -> str:
    start_words = _START_WORDS.get(row.status, "")
    head = "suggested next" if row.is_next else STATUS_WORDS[row.status] if start_words else ""
    return ": ".join(filter(None, (head, start_words)))
