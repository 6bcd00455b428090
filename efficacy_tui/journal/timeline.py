"""The evidence timeline (entries and outcomes, newest first), and a longer one with every written text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from heapq import nlargest
from typing import Literal, TypeVar, get_args

import msgspec

from efficacy_tui.journal.origins import ORIGIN_NOTES
from efficacy_tui.model.evidence_ratings import unrated_fields
from efficacy_tui.model.records import (
    AnyEvidence,
    Challenge,
    CheckIn,
    Domain,
    FollowUpAnswers,
    Mastery,
    Persuasion,
    Reappraisal,
    Review,
    Rung,
    State,
    Vicarious,
    source_of,
)
from efficacy_tui.store.first_rungs import rung_title, title_key
from efficacy_tui.store.tables import Contents

Kind = Literal[
    "mastery", "vicarious", "persuasion", "state", "outcome", "challenge", "session", "note", "rung", "goal", "review"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The four evidence sources, a closed challenge, an open challenge, a reappraisal session, a check-in's note, a rung of
which no challenge tells, what a domain is all for, what a week showed."""


PART_THAT_WORKED = "What worked: "
"""Stands before the person's words for what did not succeed: beside ✗ alone they would read as what went wrong."""


class TimelineItem(msgspec.Struct, frozen=True, gc=False):
    """A line of the timeline; `id` is that of its evidence entry, challenge, session, check-in, rung, domain or review.

    `domain` is an id, empty for what belongs to none.
    """

    id: str
    kind: Kind
    domain: str
    day: dt.date
    at: dt.datetime
    text: str
    outcome: str | None = None
    needs_rating: bool = False
    """Whether ratings are still missing."""
    extra_text: str = ""
    """Further searchable texts of the item, one per line."""
    mastery: str = ""
    """The id of the mastery entry written about an outcome: one event is one item, with the entry's words."""

    @property
    def line(self) -> str:
        """The text as lists show it beside the sign of the outcome."""
        is_part = self.mastery and self.outcome in ("partly", "failed")
        return f"{PART_THAT_WORKED}{self.text}" if is_part else self.text

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds by which a search finds the item."""
        return ("outcome", "mastery") if self.mastery else (self.kind,)


Row = TypeVar("Row", AnyEvidence, Challenge, Reappraisal, CheckIn, Rung, Domain, Review)


class ItemCache:
    """Caches timeline items with their records, so that a change rebuilds only its own items."""

    def __init__(self) -> None:
        self._items: dict[str, tuple[object, object, TimelineItem]] = {}

    def item(self, row: Row, build: Callable[[Row], TimelineItem], entry: Mastery | None = None) -> TimelineItem:
        """Return the item of this record object; build it if the record or its mastery entry is new or was replaced."""
        cached = self._items.get(row.id)
        if cached is None or cached[0] is not row or cached[1] is not entry:
            cached = self._items[row.id] = (row, entry, build(row))
        return cached[2]

    def forget_beyond(self, count: int) -> None:
        """Clear the cache once it holds far more than `count` items: most then belong to deleted records."""
        if len(self._items) > 2 * count + 100:
            self._items.clear()


def build_timeline(contents: Contents, cache: ItemCache | None = None) -> list[TimelineItem]:
    """Build the timeline of all entries and outcomes, newest first."""
    return _newest_first(_iter_items(contents, cache or ItemCache()))


def newest_items(contents: Contents, domain: str, limit: int) -> tuple[list[TimelineItem], int]:
    """Return the newest `limit` items of a domain (id), and the number of the others."""
    mastery_entries = mastery_of_outcomes(contents)
    merged = {entry.id for entry in mastery_entries.values()}
    closed = [row for row in contents.challenges.values() if row.domain == domain and row.closed is not None]
    entries = [row for row in contents.evidence.values() if row.domain == domain and row.id not in merged]
    days = [row.day for row in entries] + [row.closed for row in closed if row.closed]
    # The newest items all lie on or after this day; only its rows need sorting.
    first_day = sorted(days)[-limit:][0] if days else dt.date.min
    rows = [*(row for row in entries if row.day >= first_day), *closed]
    items = [_build_item(row, mastery_entries.get(row.id)) for row in nlargest(limit, rows, key=_position)]
    return items, len(days) - len(items)


def build_other_items(
    contents: Contents, zone: dt.tzinfo | None = None, cache: ItemCache | None = None
) -> list[TimelineItem]:
    """Build the items that are not evidence or outcomes, newest first.

    They are open challenges, sessions, check-in notes, rungs, goals and weekly answers. A session is dated by the day
    it was held in `zone` (default: the system's time zone), a rung by the day it was added, a goal by the day it was
    written, a weekly answer by the last day of its week, unless it was written before that.
    """
    return _newest_first(_iter_other_items(contents, zone, cache or ItemCache()))


def merge_items(items: Iterable[TimelineItem], others: Iterable[TimelineItem]) -> list[TimelineItem]:
    """Merge two timelines, newest first."""
    return _newest_first((*items, *others))


def _newest_first(items: Iterable[TimelineItem]) -> list[TimelineItem]:
    return sorted(items, key=lambda item: (item.day, item.at), reverse=True)


def _iter_items(contents: Contents, cache: ItemCache) -> Iterator[TimelineItem]:
    mastery_entries = mastery_of_outcomes(contents)
    merged = {entry.id for entry in mastery_entries.values()}
    yield from (cache.item(row, _build_item) for row in contents.evidence.values() if row.id not in merged)
    for row in contents.challenges.values():
        if row.closed is not None:
            entry = mastery_entries.get(row.id)
            yield cache.item(row, partial(_build_item, entry=entry), entry)


def mastery_of_outcomes(contents: Contents) -> dict[str, Mastery]:
    """Return the mastery entry written about each outcome, the first of several, by the challenge's id."""
    entries: dict[str, Mastery] = {}
    for row in contents.evidence.values():
        if isinstance(row, Mastery) and row.challenge:
            challenge, first = contents.challenges.get(row.challenge), entries.get(row.challenge)
            if challenge is None or challenge.closed is None or challenge.domain != row.domain:
                continue
            if first is None or (row.created, row.id) < (first.created, first.id):
                entries[row.challenge] = row
    return entries


def _build_item(row: AnyEvidence | Challenge, entry: Mastery | None = None) -> TimelineItem:
    """Build the item of an entry, or of an outcome with the mastery entry written about it."""
    day, at = _position(row)
    if isinstance(row, Challenge):
        # A closed challenge no longer reads as an intention, but a search still finds it by those words.
        words = one_line(entry) if entry else rung_title(row.title)
        texts = [*([row.title] if words != row.title else []), *_challenge_texts(row)]
        return TimelineItem(
            row.id,
            "outcome",
            row.domain,
            day,
            at,
            words,
            outcome=row.outcome,
            needs_rating=entry is not None and bool(unrated_fields(entry, "mastery")),
            extra_text="\n".join(filter(None, texts)),
            mastery=entry.id if entry else "",
        )
    source = source_of(row)
    return TimelineItem(
        row.id,
        source,
        row.domain,
        day,
        at,
        one_line(row),
        needs_rating=bool(unrated_fields(row, source)),
        extra_text=_extra_text(row),
    )


def _extra_text(row: AnyEvidence) -> str:
    match row:
        case Persuasion(text=text, quote=quote):
            return text if text != quote else ""
        case Vicarious(did=did):
            return did
        case _:
            return ""


def _position(row: AnyEvidence | Challenge) -> tuple[dt.date, dt.datetime]:
    """Return the day and time by which an entry or a closed challenge is sorted."""
    if isinstance(row, Challenge):
        return row.closed or row.start, row.updated
    return row.day, row.created


def _iter_other_items(contents: Contents, zone: dt.tzinfo | None, cache: ItemCache) -> Iterator[TimelineItem]:
    def build_session_item(session: Reappraisal) -> TimelineItem:
        # The event may be days ahead, but the timeline shows only the past.
        day = min(session.day, session.at.astimezone(zone).date())
        extra_text = "\n".join(filter(None, _session_texts(session)))
        return TimelineItem(
            session.id, "session", session.domain, day, session.at, one_line(session), extra_text=extra_text
        )

    def build_rung_item(rung: Rung) -> TimelineItem:
        day = rung.created.astimezone(zone).date()
        return TimelineItem(rung.id, "rung", rung.domain, day, rung.created, " ".join(rung.title.split()))

    def build_goal_item(domain: Domain) -> TimelineItem:
        at = (domain.changed or {}).get("goal", domain.created)
        day = at.astimezone(zone).date()
        return TimelineItem(domain.id, "goal", domain.id, day, at, " ".join(domain.goal.split()))

    def build_review_item(review: Review) -> TimelineItem:
        day = min(review.monday + dt.timedelta(days=6), review.created.astimezone(zone).date())
        return TimelineItem(review.id, "review", "", day, review.updated, " ".join(review.answer.split()))

    yield from (cache.item(row, _build_challenge_item) for row in contents.challenges.values() if row.closed is None)
    # Leave out rungs that have the words of a challenge: that is in the timeline itself.
    names_of_challenges = {
        (row.rung, title_key(title))
        for row in contents.challenges.values()
        for title in (row.title, *(revision.was for revision in row.revisions if revision.field == "title"))
    }
    for rung in contents.rungs.values():
        if not rung.archived and (rung.id, title_key(rung.title)) not in names_of_challenges:
            yield cache.item(rung, build_rung_item)
    yield from (cache.item(row, build_goal_item) for row in contents.domains.values() if row.goal)
    yield from (cache.item(row, build_review_item) for row in contents.reviews.values())
    yield from (cache.item(row, build_session_item) for row in contents.reappraisals.values())
    for row in contents.checkins.values():
        if row.note and row.note not in ORIGIN_NOTES:
            yield cache.item(row, _build_note_item)


def _build_challenge_item(challenge: Challenge) -> TimelineItem:
    extra_text = "\n".join(filter(None, _challenge_texts(challenge)))
    at, text = challenge.updated, one_line(challenge)
    return TimelineItem(challenge.id, "challenge", challenge.domain, challenge.start, at, text, extra_text=extra_text)


def _build_note_item(row: CheckIn) -> TimelineItem:
    return TimelineItem(row.id, "note", row.domain, row.day, row.updated, " ".join(row.note.split()))


def _challenge_texts(challenge: Challenge) -> Iterator[str]:
    yield from (challenge.done_when, challenge.partly_when, challenge.if_obstacle, challenge.then_plan)
    yield from (challenge.role_model, challenge.learned)
    yield from (step.text for step in challenge.steps)
    yield from (revision.was for revision in challenge.revisions)


def describe_follow_up(follow_up: FollowUpAnswers) -> str:
    """Return how it went after a session, in the words of the question."""
    return "rather not said" if follow_up.outcome == "not told" else follow_up.outcome


def _session_texts(session: Reappraisal) -> Iterator[str]:
    yield from (session.sensation, session.statement, session.plan)
    if session.afterwards is not None:
        yield f"afterwards: {describe_follow_up(session.afterwards)}"


def one_line(entry: AnyEvidence | Challenge | Reappraisal) -> str:
    """Return an entry as one line of text, with the name of who did or said it."""
    match entry:
        case Persuasion(who=who, quote=quote, text=text):
            quotation = f"“{quote}”" if quote else text
            line = f"{who}: {quotation}" if who else quotation
        case Vicarious(who=who, text=text):
            line = text if not who or who.casefold() in text.casefold() else f"{who}: {text}"
        case Mastery(text=text) | State(text=text):
            line = text
        case Challenge(title=title):
            line = title
        case Reappraisal(event=event, statement=statement, sensation=sensation):
            line = event or (f"“{statement}”" if statement else sensation) or "a reappraisal session"
    return " ".join(line.split())
