"""The document of `efficacy ladder`."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from efficacy_tui.exchange.documents.base import VERSION
from efficacy_tui.journal.ladder import Ladder, LadderRung, RungStatus
from efficacy_tui.model import types as t


class RungOutcomeDocument(msgspec.Struct, frozen=True, kw_only=True):
    """How a challenge on a rung ended."""

    closed: t.Day
    outcome: t.Outcome
    learned: str


class RungDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the ladder; `odds` are the record’s, in percent, `challenge` is the id of the open or the last one.

    What stands on the ladder for the daily task is the `level` of its ratings; its `confidence` is the one given today.
    """

    id: Annotated[str | None, msgspec.Meta(description="null: the daily task, or a rung that is gone")]
    title: str
    difficulty: t.Percent
    status: RungStatus
    confidence: t.Percent | None
    level: Annotated[t.Percent | None, msgspec.Meta(description="of the daily task: the level of its ratings")]
    day: Annotated[t.Day | None, msgspec.Meta(description="on which it was rated last")]
    odds: t.Percent | None
    is_stretch: bool
    is_next: bool
    challenge: t.Identifier | None
    outcomes: tuple[RungOutcomeDocument, ...]


class NextPlaceDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Where something new belongs if no rung serves next."""

    difficulty: int
    odds: int


class LadderDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="format", tag="efficacy-ladder"):
    """A domain from hard to easy. Fields of records have the names that they have in an export."""

    version: Literal[1]
    domain: str
    goal: str
    task: str
    task_difficulty: t.Percent | None
    day: Annotated[t.Day, msgspec.Meta(description="today")]
    strength: Annotated[int | None, msgspec.Meta(description="mean rating of the rated rungs, 0–100")]
    rated: int
    level: Annotated[int | None, msgspec.Meta(description="the hardest difficulty of which one is sure, 0–100")]
    names_level: Annotated[bool, msgspec.Meta(description="whether enough rungs are rated for a level")]
    change: Annotated[int | None, msgspec.Meta(description="of the ratings, beyond what they vary by anyway")]
    compared_with: t.Day | None
    outcomes_missing: Annotated[int, msgspec.Meta(description="until the record speaks")]
    even_odds: Annotated[int | None, msgspec.Meta(description="the difficulty of even odds, 0–100")]
    next_place: NextPlaceDocument | None
    is_rating_due: bool
    rungs: tuple[RungDocument, ...]


def ladder_document(view: Ladder) -> LadderDocument:
    """Build the document of a ladder."""
    change, place = view.change, view.next_place
    return LadderDocument(
        version=VERSION,
        domain=view.domain.name,
        goal=view.domain.goal,
        task=view.domain.task,
        task_difficulty=view.domain.task_difficulty,
        day=view.today,
        strength=view.strength,
        rated=view.rated,
        level=view.level,
        names_level=view.names_level,
        change=None if change is None or not change.is_named else round(change.change),
        compared_with=view.compared_with,
        outcomes_missing=view.outcomes_missing,
        even_odds=view.even_odds,
        next_place=None if place is None else NextPlaceDocument(difficulty=place.difficulty, odds=place.odds),
        is_rating_due=view.is_rating_due,
        rungs=tuple(map(_rung_document, view.rungs)),
    )


def _rung_document(rung: LadderRung) -> RungDocument:
    return RungDocument(
        id=rung.rung.id if rung.rung is not None else None,
        title=rung.title,
        difficulty=rung.difficulty,
        status=rung.status,
        confidence=rung.rating if rung.status == "daily" else rung.confidence,
        level=rung.confidence if rung.status == "daily" else None,
        day=rung.rated_on if rung.confidence is not None else None,
        odds=rung.odds,
        is_stretch=rung.is_stretch,
        is_next=rung.is_next,
        challenge=rung.challenge.id if rung.challenge is not None else None,
        outcomes=tuple(
            RungOutcomeDocument(
                closed=outcome.day,
                outcome=outcome.outcome,  # type: ignore[arg-type]  # the ladder keeps it as text
                learned=outcome.learned,
            )
            for outcome in rung.outcomes
        ),
    )
