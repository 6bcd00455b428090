"""The documents of the commands that list and show records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec

from efficacy_tui.exchange.documents.base import VERSION
from efficacy_tui.journal.agenda import Agenda
from efficacy_tui.journal.timeline import Kind, TimelineItem
from efficacy_tui.model import types as t

ShortId = Annotated[str, msgspec.Meta(description="the first letters of the id; no other id begins with them")]
DomainName = Annotated[str | None, msgspec.Meta(description="null: of no domain, or of one that is gone")]


class EntryDocument(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a list; `day` is the one it belongs to, `at` orders the entries of a day."""

    id: t.Identifier
    short: ShortId
    kind: Kind
    domain: DomainName
    day: t.Day
    at: t.Instant
    text: Annotated[str, msgspec.Meta(description="in one line, with who did or said it")]
    outcome: t.Outcome | None
    needs_rating: bool
    mastery: Annotated[
        t.Identifier | None, msgspec.Meta(description="the evidence written about an outcome, whose words `text` has")
    ]


class ListDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="format", tag="efficacy-list"):
    """The newest entries that match a query, newest first; `total` is null where the others were not counted."""

    version: Literal[1]
    day: Annotated[dt.date, msgspec.Meta(description="today")]
    query: str
    total: int | None
    has_more: bool
    entries: tuple[EntryDocument, ...]


class SearchDocument(ListDocument, frozen=True, kw_only=True, tag_field="format", tag="efficacy-search"):
    """The entries that match a query, newest first."""


class ShowDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="format", tag="efficacy-show"):
    """One record, with the fields that it has in an export."""

    version: Literal[1]
    id: t.Identifier
    short: ShortId
    table: str
    domain: DomainName
    record: Annotated[dict[str, Any], msgspec.Meta(description="as in an export, see “efficacy schema”")]


class DueCheckIn(msgspec.Struct, frozen=True, kw_only=True):
    """A domain that is not rated today."""

    domain: str
    task: str


class DueStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step without a result; `number` counts from 1, `days` is how far its day is from today (negative: past)."""

    challenge: t.Identifier
    short: ShortId
    domain: DomainName
    number: int
    text: str
    day: t.Day
    days: int
    odds: t.Percent | None


class DueChallenge(msgspec.Struct, frozen=True, kw_only=True):
    """A challenge without an outcome; `days` is how far its day is from today (negative: past)."""

    id: t.Identifier
    short: ShortId
    domain: DomainName
    title: str
    day: t.Day
    days: int


class DueFollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """A reappraisal session whose event is over, without an answer on how it went."""

    id: t.Identifier
    short: ShortId
    domain: DomainName
    event: str
    day: t.Day


class DueDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="format", tag="efficacy-due"):
    """What waits for an answer now or has a day ahead, by day."""

    version: Literal[1]
    day: Annotated[dt.date, msgspec.Meta(description="today")]
    check_ins: tuple[DueCheckIn, ...]
    steps: tuple[DueStep, ...]
    challenges: tuple[DueChallenge, ...]
    follow_ups: tuple[DueFollowUp, ...]


def entry_documents(
    items: Sequence[TimelineItem], names: Mapping[str, str], short_ids: Mapping[str, str]
) -> tuple[EntryDocument, ...]:
    """Build the entries of a list; `names` are those of the domains, by id."""
    return tuple(
        EntryDocument(
            id=item.id,
            short=short_ids[item.id],
            kind=item.kind,
            domain=names.get(item.domain),
            day=item.day,
            at=item.at,
            text=item.text,
            outcome=item.outcome,  # type: ignore[arg-type]  # the timeline keeps it as text
            needs_rating=item.needs_rating,
            mastery=item.mastery or None,
        )
        for item in items
    )


def due_document(agenda: Agenda, names: Mapping[str, str], short_ids: Mapping[str, str]) -> DueDocument:
    """Build the document of what is due; `names` are those of the domains, by id."""
    today = agenda.today
    return DueDocument(
        version=VERSION,
        day=today,
        check_ins=tuple(DueCheckIn(domain=row.name, task=row.task) for row in agenda.check_ins),
        steps=tuple(
            DueStep(
                challenge=row.challenge.id,
                short=short_ids[row.challenge.id],
                domain=names.get(row.challenge.domain),
                number=row.number,
                text=row.step.text,
                day=row.step.day,
                days=(row.step.day - today).days,
                odds=row.step.odds,
            )
            for row in agenda.steps
        ),
        challenges=tuple(
            DueChallenge(
                id=row.id,
                short=short_ids[row.id],
                domain=names.get(row.domain),
                title=row.title,
                day=row.due,
                days=(row.due - today).days,
            )
            for row in agenda.challenges
        ),
        follow_ups=tuple(
            DueFollowUp(id=row.id, short=short_ids[row.id], domain=names.get(row.domain), event=row.event, day=row.day)
            for row in agenda.follow_ups
        ),
    )
