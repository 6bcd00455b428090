"""The evidence to show the person before a performance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from heapq import nsmallest
from itertools import islice
from typing import Literal

import msgspec

from efficacy_tui.journal.timeline import mastery_of_outcomes, one_line
from efficacy_tui.model.records import Challenge, Mastery, Persuasion, Reappraisal, Vicarious
from efficacy_tui.model.types import Gap
from efficacy_tui.store.first_rungs import rung_title
from efficacy_tui.store.tables import Contents

MAX_RECALLED = 40
"""The most that is recalled: more than a screen has lines."""

WORKED_OUT = ("succeeded", "partly")
"""The outcomes that are read back."""

_STAGES: dict[Gap | None, int] = {"one": 1, "two": 2, None: 2, "expert": 3}

_MIDDLE_RATING = 3
"""Stands for a rating 1–5 that was left out."""


class RecalledEvidence(msgspec.Struct, frozen=True):
    """A piece of evidence to read before a performance: something done, a model, a quotation, or a session that helped.

    `kind` is the sign to show: how a challenge ended, or the source. `difficulty` is that of something done, 0–100,
    `None` where it has none; `lesson` is what the person learned from a challenge. `entry` is the id of the
    evidence, if it is one: a challenge need not have any.
    """

    kind: Literal["succeeded", "partly", "mastery", "vicarious", "persuasion", "session"]
    text: str
    day: dt.date
    difficulty: int | None = None
    lesson: str = ""
    entry: str = ""


def recall_evidence(
    contents: Contents, domain: str, challenge: Challenge | None, limit: int = MAX_RECALLED
) -> list[RecalledEvidence]:
    """Return a domain's (id) evidence to read before a challenge, most relevant first.

    First comes what the person did, nearest below or at the difficulty of the challenge, or hardest first without one;
    then models, those one stage ahead first; then quotations, credible and specific ones first; then what went well
    after a session. At least one of each kind there is comes before a third of one kind.
    """
    entries = [row for row in contents.evidence.values() if row.domain == domain]
    level = None if challenge is None else challenge.difficulty
    entry_of = mastery_of_outcomes(contents)
    merged = {entry.id for entry in entry_of.values()}
    deeds: list[Challenge | Mastery] = [
        *(row for row in entries if isinstance(row, Mastery) and row.id not in merged),
        *(row for row in contents.challenges.values() if row.domain == domain and row.outcome in WORKED_OUT),
    ]
    # Only what is returned is built: a journal of years has thousands of entries.
    nearest_deeds = nsmallest(limit, deeds, key=lambda row: _distance(row, level))
    models = nsmallest(limit, (row for row in entries if isinstance(row, Vicarious)), key=_rank_model)
    quotations = nsmallest(limit, (row for row in entries if isinstance(row, Persuasion)), key=_rank_quotation)
    helpful = (row for row in contents.reappraisals.values() if row.domain == domain and _has_helped(row))
    # What the person prepares for again and again comes back once, from the newest time.
    newest_by_event = {row.event.casefold(): row for row in sorted(helpful, key=lambda row: row.day)}
    sessions = nsmallest(limit, newest_by_event.values(), key=lambda row: -row.day.toordinal())
    return list(
        islice(
            _interleave(
                [_recall_deed(row, entry_of.get(row.id)) for row in nearest_deeds],
                [RecalledEvidence("vicarious", one_line(row), row.day, entry=row.id) for row in models],
                [RecalledEvidence("persuasion", one_line(row), row.day, entry=row.id) for row in quotations],
                [RecalledEvidence("session", row.event, row.day) for row in sessions],
            ),
            limit,
        )
    )


def _interleave(*kinds: list[RecalledEvidence]) -> Iterator[RecalledEvidence]:
    """Yield two of the first kind and one of each other, then one of each in turn while there are any."""
    first, *others = map(iter, kinds)
    yield from islice(first, 1)
    turns = [first, *others]
    while turns:
        items = [(turn, item) for turn in turns if (item := next(turn, None)) is not None]
        yield from (item for _, item in items)
        turns = [turn for turn, _ in items]


def _recall_deed(row: Challenge | Mastery, entry: Mastery | None) -> RecalledEvidence:
    """Build what was done: a mastery entry, or a challenge with the person's words for it."""
    if isinstance(row, Mastery):
        return RecalledEvidence("mastery", one_line(row), row.day, row.difficulty, entry=row.id)
    kind: Literal["succeeded", "partly"] = "succeeded" if row.outcome == "succeeded" else "partly"
    text = one_line(entry) if entry else rung_title(row.title)
    return RecalledEvidence(kind, text, row.closed or row.start, row.difficulty, row.learned, entry.id if entry else "")


def _distance(row: Challenge | Mastery, level: int | None) -> tuple[int, int, int]:
    """Return by what something done is sorted: below or at the level first, nearest first, then newest."""
    difficulty = row.difficulty
    newest = -(row.day if isinstance(row, Mastery) else row.closed or row.start).toordinal()
    if difficulty is None:
        return (2, 0, newest)
    if level is None:
        return (0, -difficulty, newest)
    return (int(difficulty > level), abs(difficulty - level), newest)


def _has_helped(session: Reappraisal) -> bool:
    """Whether it went well after a session that helped, and the person said what it was about."""
    follow_up = session.afterwards
    if follow_up is None or follow_up.outcome != "well" or not session.event:
        return False
    return (follow_up.helped or _MIDDLE_RATING) >= _MIDDLE_RATING


def _rank_model(row: Vicarious) -> tuple[int, int, int]:
    """Return by what a model is sorted: fewest stages ahead first, then the most alike, then the newest."""
    return (_STAGES[row.gap], -(row.similarity or _MIDDLE_RATING), -row.day.toordinal())


def _rank_quotation(row: Persuasion) -> tuple[int, int]:
    """Return by what a quotation is sorted: the most credible and specific first, then the newest."""
    return (
        -(row.credibility or _MIDDLE_RATING) * (row.specificity or _MIDDLE_RATING),
        -row.day.toordinal(),
    )
