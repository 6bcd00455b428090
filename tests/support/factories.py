"""Factories of records for tests that need no journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import msgspec

from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.model import records as r
from efficacy_tui.model.types import Outcome
from efficacy_tui.store.tables import TABLE_OF, Contents

TODAY = dt.date(2026, 11, 22)
AT = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
_ids = seeded_ids(7)


def dump_records(contents: Contents) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the records as plain data, without tombstones and without the times of changes."""
    tables = [table for table in r.TABLES if table != "tombstones"]
    rows = {table: msgspec.to_builtins(contents.table(table)) for table in tables}
    for table in rows.values():
        for row in table.values():
            del row["updated"]
            row.pop("changed", None)
    return rows


def make_record(kind: type[Any], at: dt.datetime = AT, **fields: Any) -> Any:
    """Return a record of a kind."""
    return kind(id=_ids(), created=at, updated=at, **fields)


SPEAKING: r.Domain = make_record(r.Domain, name="Speaking", task="give a talk", focus=True)


def days_ago(ago: int) -> dt.date:
    """Return the day `ago` days before `TODAY`."""
    return TODAY - dt.timedelta(days=ago)


def make_contents(*rows: r.Record) -> Contents:
    """Return contents with these records and the domain `SPEAKING`."""
    tables: dict[str, dict[str, Any]] = {"domains": {SPEAKING.id: SPEAKING}}
    for row in rows:
        tables.setdefault(TABLE_OF[type(row)], {})[row.id] = row
    return Contents(**tables)


def make_ratings(values: Iterable[int], last: int = 0, task: str = SPEAKING.task, every: int = 1) -> list[r.CheckIn]:
    """Return check-ins with these values, one every `every` days, the last one `last` days ago."""
    values = list(values)
    first = last + every * (len(values) - 1)
    return [
        make_record(r.CheckIn, domain=SPEAKING.id, day=days_ago(first - every * i), confidence=value, task=task)
        for i, value in enumerate(values)
    ]


def make_closed_challenge(ago: int, difficulty: int, outcome: Outcome, **fields: Any) -> r.Challenge:
    """Return a challenge closed `ago` days ago."""
    return make_record(
        r.Challenge,
        domain=SPEAKING.id,
        title=f"I will do number {difficulty}",
        done_when="it is done",
        difficulty=difficulty,
        odds=70,
        start=days_ago(ago + 3),
        due=days_ago(ago),
        status="closed",
        outcome=outcome,
        closed=days_ago(ago),
        **fields,
    )


def make_entry(kind: type[Any], ago: int, text: str = "words", **fields: Any) -> Any:
    """Return an evidence entry of a kind, `ago` days old."""
    fields.setdefault("domain", SPEAKING.id)
    return make_record(kind, day=days_ago(ago), text=text, **fields)
