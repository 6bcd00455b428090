"""The evidence timeline: entries and outcomes, newest day first; and the longer one, of everything that was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Literal, get_args

import msgspec

from efficacy_tui.model.records import (
    AnyEvidence,
    Challenge,
    Mastery,
    Persuasion,
    Reappraisal,
    State,
    Vicarious,
    source_of,
)
from efficacy_tui.practice.checkins import ORIGIN_NOTES
from efficacy_tui.practice.evidence import unrated
from efficacy_tui.store.contents import Contents

Kind = Literal["mastery", "vicarious", "persuasion", "state", "outcome", "challenge", "session", "note"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The four sources and the outcome of a challenge; a running challenge, a reappraisal session, a check-in's note."""


class TimelineItem(msgspec.Struct, frozen=True, gc=False):
    """One line of the timeline. `id` is of the evidence, challenge, session or check-in, as its kind says."""

    id: str
    kind: Kind
    domain: str
    day: dt.date
    at: dt.datetime
    text: str
    outcome: str | None = None
    waits: bool = False
    """Whether ratings were left for later."""
    beside: str = ""
    """Further texts that belong to it, one a line, to be found by."""


def timeline(contents: Contents, domain: str | None = None) -> list[TimelineItem]:
    """Every entry and every outcome (of one domain id, if given), the newest first."""
    return _newest_first(item for item in _items(contents) if domain is None or item.domain == domain)


def other_texts(contents: Contents, zone: dt.tzinfo | None = None) -> list[TimelineItem]:
    """What else was written: running challenges, sessions, the notes of check-ins; the newest first.

    A session stands on the day it was held, in the time zone given (the system's without one).
    """
    return _newest_first(_others(contents, zone))


def together(items: Iterable[TimelineItem], others: Iterable[TimelineItem]) -> list[TimelineItem]:
    """Two timelines as one, the newest first."""
    return _newest_first((*items, *others))


def _newest_first(items: Iterable[TimelineItem]) -> list[TimelineItem]:
    return sorted(items, key=lambda item: (item.day, item.at), reverse=True)


def _items(contents: Contents) -> Iterator[TimelineItem]:
    for entry in contents.evidence.values():
        source = source_of(entry)
        yield TimelineItem(
            entry.id,
            source,
            entry.domain,
            entry.day,
            entry.created,
            line_of(entry),
            waits=bool(unrated(entry, source)),
            beside=entry.text if isinstance(entry, Persuasion) and entry.text != entry.quote else "",
        )
    for challenge in contents.challenges.values():
        if challenge.closed is not None:
            yield TimelineItem(
                challenge.id,
                "outcome",
                challenge.domain,
                challenge.closed,
                challenge.updated,
                challenge.title,
                outcome=challenge.outcome,
                beside="\n".join(filter(None, _texts(challenge))),
            )


def _others(contents: Contents, zone: dt.tzinfo | None) -> Iterator[TimelineItem]:
    for challenge in contents.challenges.values():
        if challenge.closed is None:
            beside = "\n".join(filter(None, _texts(challenge)))
            at = challenge.updated
            yield TimelineItem(
                challenge.id, "challenge", challenge.domain, challenge.start, at, line_of(challenge), beside=beside
            )
    for session in contents.reappraisals.values():
        # The event may be days ahead; what stands in a timeline has happened.
        held = min(session.day, session.at.astimezone(zone).date())
        beside = "\n".join(filter(None, _texts_of_session(session)))
        yield TimelineItem(session.id, "session", session.domain, held, session.at, line_of(session), beside=beside)
    for row in contents.checkins.values():
        if row.note and row.note not in ORIGIN_NOTES:
            yield TimelineItem(row.id, "note", row.domain, row.day, row.updated, " ".join(row.note.split()))


def _texts(challenge: Challenge) -> Iterator[str]:
    yield from (challenge.done_when, challenge.partly_when, challenge.if_obstacle, challenge.then_plan)
    yield from (challenge.role_model, challenge.learned)
    yield from (step.text for step in challenge.steps)
    yield from (revision.was for revision in challenge.revisions)


def _texts_of_session(session: Reappraisal) -> Iterator[str]:
    yield from (session.sensation, session.statement, session.plan)
    if session.afterwards is not None:
        yield f"afterwards: {session.afterwards.outcome}"


def line_of(entry: AnyEvidence | Challenge | Reappraisal) -> str:
    """What an entry says, on one line: with who did or said it, where somebody did."""
    match entry:
        case Persuasion(who=who, quote=quote, text=text):
            said = f"“{quote}”" if quote else text
            words = f"{who}: {said}" if who else said
        case Vicarious(who=who, text=text):
            words = text if not who or who.casefold() in text.casefold() else f"{who}: {text}"
        case Mastery(text=text) | State(text=text):
            words = text
        case Challenge(title=title):
            words = title
        case Reappraisal(event=event, statement=statement, sensation=sensation):
            words = event or (f"“{statement}”" if statement else sensation) or "a reappraisal session"
    return " ".join(words.split())
