"""The journal in memory: every record by table and id. Immutable; a change makes a new version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.model import types as t

SCHEMA = 7


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The effect of a step on one record.

    `was` is the record before the step (`None`: the step added it). `stamp` is its `updated` after the step (`None`:
    the step deleted it). `fields` are the registers that the step set (see `registers`; without them, all that have its
    `stamp`), each with its present instant if an undo of a later step has set it again. `now` is the record after the
    step, stored only while the step is undone.
    """

    table: str
    id: str
    was: dict[str, Any] | None = None
    stamp: str | None = None
    fields: dict[str, str | None] | None = None
    now: dict[str, Any] | None = None


class HistoryStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One action of the person, with the versions it overwrote.

    A superseded step can no longer be undone or redone; it is stored only for the versions it overwrote. `changes` is
    decoded only by `read`.
    """

    id: str
    at: str
    title: str
    changes: msgspec.Raw
    state: Literal["done", "undone", "superseded"] = "done"

    def read(self) -> tuple[Change, ...]:
        """Decode the changes of the step.

        Raises:
            msgspec.DecodeError: The step is damaged.
        """
        return msgspec.json.decode(self.changes, type=tuple[Change, ...])

    def with_changes(self, changes: Iterable[Change], state: Literal["done", "undone", "superseded"]) -> HistoryStep:
        """Return the step with other changes and another state."""
        return msgspec.structs.replace(self, changes=encode_changes(changes), state=state)

    def superseded(self) -> HistoryStep:
        """Return the step as one that can no longer be undone."""
        return msgspec.structs.replace(self, state="superseded")


def encode_changes(changes: Iterable[Change]) -> msgspec.Raw:
    """Encode changes for the `changes` field of a step."""
    return msgspec.Raw(msgspec.json.encode(tuple(changes)))


class Adjustment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A record that a merge had to change or leave out to enforce the journal's rules.

    `was` is the record before, from which the next merge starts. `stamp` is the `updated` that the merge set (`None`:
    the record was left out).
    """

    id: str
    table: str
    was: dict[str, Any]
    stamp: str | None = None


class ErasureMark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A mark for erased versions of a record: those last changed up to `until` never come back, whoever brings them.

    The record itself may live on in a later version. A record erased whole has a tombstone that is `erased` instead.
    """

    id: t.Identifier
    table: str
    until: t.Instant


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """All current records at one moment; a change of the journal makes a new instance."""

    domains: Mapping[str, r.Domain] = {}
    rungs: Mapping[str, r.Rung] = {}
    rung_ratings: Mapping[str, r.RungRating] = {}
    challenges: Mapping[str, r.Challenge] = {}
    evidence: Mapping[str, r.AnyEvidence] = {}
    checkins: Mapping[str, r.CheckIn] = {}
    reappraisals: Mapping[str, r.Reappraisal] = {}
    raters: Mapping[str, r.Rater] = {}
    surveys: Mapping[str, r.Survey] = {}
    reviews: Mapping[str, r.Review] = {}
    settings: Mapping[str, r.KeyValue] = {}
    tombstones: Mapping[str, r.Tombstone] = {}
    adjusted: Mapping[str, Adjustment] = {}
    erasures: Mapping[str, ErasureMark] = {}

    def table(self, name: str) -> Mapping[str, Any]:
        """Return one table by its name."""
        rows: Mapping[str, Any] = getattr(self, name)
        return rows

    def count_records(self) -> Counter[str]:
        """Count the records of each table that has any; a deletion is not one of them."""
        return +Counter({name: len(self.table(name)) for name in r.TABLES if name != "tombstones"})


TABLE_OF: dict[type, str] = {
    r.Domain: "domains",
    r.Rung: "rungs",
    r.RungRating: "rung_ratings",
    r.Challenge: "challenges",
    r.Mastery: "evidence",
    r.Vicarious: "evidence",
    r.Persuasion: "evidence",
    r.State: "evidence",
    r.CheckIn: "checkins",
    r.Reappraisal: "reappraisals",
    r.Rater: "raters",
    r.Survey: "surveys",
    r.Review: "reviews",
    r.KeyValue: "settings",
    r.Tombstone: "tombstones",
    Adjustment: "adjusted",
    ErasureMark: "erasures",
}

RECORD_TYPES: dict[str, Any] = {**r.TABLES, "adjusted": Adjustment, "erasures": ErasureMark}
"""Table name → row type, for every table held in memory."""

DERIVED = frozenset({"tombstones", "adjusted", "erasures"})
"""Tables derived from changes to the others; a change to these alone is not a history step."""

OWN_TABLES = frozenset(RECORD_TYPES) | {"meta", "history"}
"""Every table this program writes."""

RowKey = tuple[str, str]
"""The table and id of a record."""


def find_changed_rows(old: Contents, new: Contents) -> frozenset[RowKey]:
    """Find the records that differ between two versions."""
    changed_rows: set[RowKey] = set()
    for name in RECORD_TYPES:
        before, after = old.table(name), new.table(name)
        if before is not after and before != after:
            for key in before.keys() | after.keys():
                was, now = before.get(key), after.get(key)
                # Most rows are the same object; `!=` alone would compare every field of those too.
                if was is not now and was != now:
                    changed_rows.add((name, key))
    return frozenset(changed_rows)


class MetaEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One fact about the file itself."""

    id: str
    value: Any


class JournalFile(msgspec.Struct, frozen=True, kw_only=True):
    """The typed content of the file on the disk. Tables unknown to this program stay in the file unread."""

    meta: dict[str, MetaEntry] = {}
    history: dict[str, HistoryStep] = {}
    domains: dict[str, r.Domain] = {}
    rungs: dict[str, r.Rung] = {}
    rung_ratings: dict[str, r.RungRating] = {}
    challenges: dict[str, r.Challenge] = {}
    evidence: dict[str, r.AnyEvidence] = {}
    checkins: dict[str, r.CheckIn] = {}
    reappraisals: dict[str, r.Reappraisal] = {}
    raters: dict[str, r.Rater] = {}
    surveys: dict[str, r.Survey] = {}
    reviews: dict[str, r.Review] = {}
    settings: dict[str, r.KeyValue] = {}
    tombstones: dict[str, r.Tombstone] = {}
    adjusted: dict[str, Adjustment] = {}
    erasures: dict[str, ErasureMark] = {}

    def contents(self) -> Contents:
        """Return the records, keyed by record id.

        Raises:
            ValueError: Two records of a table have the same id.
        """
        tables = {}
        for name in RECORD_TYPES:
            rows = getattr(self, name)
            tables[name] = {row.id: row for row in rows.values()}
            if len(tables[name]) != len(rows):
                raise ValueError(f"two records in “{name}” have the same id")
        return Contents(**tables)

    def facts(self) -> dict[str, Any]:
        """Return the metadata of the file: `schema`, `journal` (its id), and what else `file_facts` lists."""
        return {entry.id: entry.value for entry in self.meta.values()}
