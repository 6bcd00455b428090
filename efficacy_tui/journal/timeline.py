"""The evidence timeline: entries and outcomes, newest day first; and the longer one, of everything that was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from heapq import nlargest
from typing import Literal, TypeVar, get_args

import msgspec

from efficacy_tui.journal.check_ins import ORIGIN_NOTES
from efficacy_tui.journal.evidence import unrated_fields
from efficacy_tui.model.records import (
    AnyEvidence,
    Challenge,
    CheckIn,
    Mastery,
    Persuasion,
    Reappraisal,
    State,
    Vicarious,
    source_of,
)
from efficacy_tui.store.tables import Contents

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


Row = TypeVar("Row", AnyEvidence, Challenge, Reappraisal, CheckIn)


class ItemCache:
    """Items made before, each beside the record it was made of: a change makes anew only what it changed."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[object, TimelineItem]] = {}

    def item(self, row: Row, make: Callable[[Row], TimelineItem]) -> TimelineItem:
        """The item of this very record, made where there is none yet."""
        known = self._made.get(row.id)
        if known is None or known[0] is not row:
            known = self._made[row.id] = (row, make(row))
        return known[1]

    def forget_beyond(self, count: int) -> None:
        """Forget everything once far more items are known than the `count` there are: most are of records long gone."""
        if len(self._made) > 2 * count + 100:
            self._made.clear()


def build_timeline(contents: Contents, domain: str | None = None, known: ItemCache | None = None) -> list[TimelineItem]:
    """Every entry and every outcome (of one domain id, if given), the newest first."""
    items = _items(contents, known or ItemCache())
    return _newest_first(item for item in items if domain is None or item.domain == domain)


def newest_items(contents: Contents, limit: int) -> tuple[list[TimelineItem], int]:
    """The first `limit` items of the timeline, and how many rows, with the headings of their days, all others take."""
    closed = [row for row in contents.challenges.values() if row.closed is not None]
    count = len(contents.evidence) + len(closed)
    days = [row.day for row in contents.evidence.values()] + [row.closed for row in closed if row.closed]
    # Only the rows of these days are looked at one by one.
    since = sorted(days)[-limit:][0] if days else dt.date.min
    rows = [*(row for row in contents.evidence.values() if row.day >= since), *closed]
    found = [_item(row) for row in nlargest(limit, rows, key=_when)]
    return found, count - len(found) + len(set(days)) - len({item.day for item in found})


def other_texts(
    contents: Contents, zone: dt.tzinfo | None = None, known: ItemCache | None = None
) -> list[TimelineItem]:
    """What else was written: running challenges, sessions, the notes of check-ins; the newest first.

    A session stands on the day it was held, in the time zone given (the system's without one).
    """
    return _newest_first(_others(contents, zone, known or ItemCache()))


def merge_items(items: Iterable[TimelineItem], others: Iterable[TimelineItem]) -> list[TimelineItem]:
    """Two timelines as one, the newest first."""
    return _newest_first((*items, *others))


def _newest_first(items: Iterable[TimelineItem]) -> list[TimelineItem]:
    return sorted(items, key=lambda item: (item.day, item.at), reverse=True)


def _items(contents: Contents, known: ItemCache) -> Iterator[TimelineItem]:
    yield from (known.item(row, _item) for row in contents.evidence.values())
    yield from (known.item(row, _item) for row in contents.challenges.values() if row.closed is not None)


def _item(row: AnyEvidence | Challenge) -> TimelineItem:
    """An entry or an outcome as an item."""
    day, at = _when(row)
    if isinstance(row, Challenge):
        beside = "\n".join(filter(None, _texts(row)))
        return TimelineItem(row.id, "outcome", row.domain, day, at, row.title, outcome=row.outcome, beside=beside)
    source = source_of(row)
    return TimelineItem(
        row.id,
        source,
        row.domain,
        day,
        at,
        one_line(row),
        waits=bool(unrated_fields(row, source)),
        beside=row.text if isinstance(row, Persuasion) and row.text != row.quote else "",
    )


def _when(row: AnyEvidence | Challenge) -> tuple[dt.date, dt.datetime]:
    """Where an entry, or the outcome of a closed challenge, stands in the timeline."""
    if isinstance(row, Challenge):
        return row.closed or row.start, row.updated
    return row.day, row.created


def _others(contents: Contents, zone: dt.tzinfo | None, known: ItemCache) -> Iterator[TimelineItem]:
    def held(session: Reappraisal) -> TimelineItem:
        # The event may be days ahead; what stands in a timeline has happened.
        day = min(session.day, session.at.astimezone(zone).date())
        beside = "\n".join(filter(None, _texts_of_session(session)))
        return TimelineItem(session.id, "session", session.domain, day, session.at, one_line(session), beside=beside)

    yield from (known.item(row, _running) for row in contents.challenges.values() if row.closed is None)
    yield from (known.item(row, held) for row in contents.reappraisals.values())
    for row in contents.checkins.values():
        if row.note and row.note not in ORIGIN_NOTES:
            yield known.item(row, _note)


def _running(challenge: Challenge) -> TimelineItem:
    beside = "\n".join(filter(None, _texts(challenge)))
    at, text = challenge.updated, one_line(challenge)
    return TimelineItem(challenge.id, "challenge", challenge.domain, challenge.start, at, text, beside=beside)


def _note(row: CheckIn) -> TimelineItem:
    return TimelineItem(row.id, "note", row.domain, row.day, row.updated, " ".join(row.note.split()))


def _texts(challenge: Challenge) -> Iterator[str]:
    yield from (challenge.done_when, challenge.partly_when, challenge.if_obstacle, challenge.then_plan)
    yield from (challenge.role_model, challenge.learned)
    yield from (step.text for step in challenge.steps)
    yield from (revision.was for revision in challenge.revisions)


def _texts_of_session(session: Reappraisal) -> Iterator[str]:
    yield from (session.sensation, session.statement, session.plan)
    if session.afterwards is not None:
        yield f"afterwards: {session.afterwards.outcome}"


def one_line(entry: AnyEvidence | Challenge | Reappraisal) -> str:
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
