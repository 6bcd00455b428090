"""The journal in memory: every record by table and id. Never changed in place; a change makes a new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from efficacy_tui.model import records as r

SCHEMA = 1


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a step did to one record.

    `was` is the record before (`None`: it was new). `stamp` is its `updated` after the step (`None`: the step
    deleted it). `now` is the record after the step, kept only while the step is undone.
    """

    table: str
    id: str
    was: dict[str, Any] | None = None
    stamp: str | None = None
    now: dict[str, Any] | None = None


class HistoryStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One action of the person, with what it overwrote.

    `state` is done, undone, or superseded: kept for what it overwrote, neither undone nor redone any more.
    `changes` stays as bytes until it is asked for.
    """

    id: str
    at: str
    title: str
    changes: msgspec.Raw
    state: Literal["done", "undone", "superseded"] = "done"

    def read(self) -> tuple[Change, ...]:
        """What the step did.

        Raises:
            msgspec.DecodeError: the step was damaged.
        """
        return msgspec.json.decode(self.changes, type=tuple[Change, ...])

    def with_changes(self, changes: Iterable[Change], state: Literal["done", "undone", "superseded"]) -> HistoryStep:
        """The same step having done something else."""
        return msgspec.structs.replace(self, changes=encode_journal(changes), state=state)


def encode_journal(changes: Iterable[Change]) -> msgspec.Raw:
    """Changes as a step keeps them."""
    return msgspec.Raw(msgspec.json.encode(tuple(changes)))


class Adjustment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record that a merge had to change or leave out to keep the journal's rules, as it was before that.

    `stamp` is the `updated` the merge gave it (`None`: left out). The next merge starts from `was` again.
    """

    id: str
    table: str
    was: dict[str, Any]
    stamp: str | None = None


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """All current records. What is handed out is a snapshot: it stays as it is while the journal goes on."""

    domains: Mapping[str, r.Domain] = {}
    challenges: Mapping[str, r.Challenge] = {}
    evidence: Mapping[str, r.AnyEvidence] = {}
    checkins: Mapping[str, r.CheckIn] = {}
    reappraisals: Mapping[str, r.Reappraisal] = {}
    raters: Mapping[str, r.Rater] = {}
    surveys: Mapping[str, r.Survey] = {}
    settings: Mapping[str, r.KeyValue] = {}
    tombstones: Mapping[str, r.Tombstone] = {}
    adjusted: Mapping[str, Adjustment] = {}

    def table(self, name: str) -> Mapping[str, Any]:
        """One table by its name."""
        rows: Mapping[str, Any] = getattr(self, name)
        return rows


TABLE_OF: dict[type, str] = {
    r.Domain: "domains",
    r.Challenge: "challenges",
    r.Mastery: "evidence",
    r.Vicarious: "evidence",
    r.Persuasion: "evidence",
    r.State: "evidence",
    r.CheckIn: "checkins",
    r.Reappraisal: "reappraisals",
    r.Rater: "raters",
    r.Survey: "surveys",
    r.KeyValue: "settings",
    r.Tombstone: "tombstones",
    Adjustment: "adjusted",
}

RECORD_TYPES: dict[str, Any] = {**r.TABLES, "adjusted": Adjustment}
"""Table name → the type of its rows, of every table held in memory."""

DERIVED = frozenset({"tombstones", "adjusted"})
"""Tables that follow from changes to the others; no step of the history by themselves."""

OWN_TABLES = frozenset(RECORD_TYPES) | {"meta", "history"}
"""Every table this program writes."""

Row = tuple[str, str]
"""A record by its table and id."""


def differences(old: Contents, new: Contents) -> frozenset[Row]:
    """Which records are not the same in two versions."""
    changed_rows: set[Row] = set()
    for name in RECORD_TYPES:
        before, after = old.table(name), new.table(name)
        if before is not after and before != after:
            for key in before.keys() | after.keys():
                was, now = before.get(key), after.get(key)
                # Most are the same object; to compare a record with itself goes through all of it.
                if was is not now and was != now:
                    changed_rows.add((name, key))
    return frozenset(changed_rows)


class MetaEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One fact about the file itself."""

    id: str
    value: Any


class JournalFile(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file, typed: what is on the disk. Tables that this program does not know stay in the file unread."""

    meta: dict[str, MetaEntry] = {}
    history: dict[str, HistoryStep] = {}
    domains: dict[str, r.Domain] = {}
    challenges: dict[str, r.Challenge] = {}
    evidence: dict[str, r.AnyEvidence] = {}
    checkins: dict[str, r.CheckIn] = {}
    reappraisals: dict[str, r.Reappraisal] = {}
    raters: dict[str, r.Rater] = {}
    surveys: dict[str, r.Survey] = {}
    settings: dict[str, r.KeyValue] = {}
    tombstones: dict[str, r.Tombstone] = {}
    adjusted: dict[str, Adjustment] = {}

    def contents(self) -> Contents:
        """The records by their own ids.

        Raises:
            ValueError: two records of a table have the same id.
        """
        tables = {}
        for name in RECORD_TYPES:
            rows = getattr(self, name)
            tables[name] = {row.id: row for row in rows.values()}
            if len(tables[name]) != len(rows):
                raise ValueError(f"two records in “{name}” have the same id")
        return Contents(**tables)

    def facts(self) -> dict[str, Any]:
        """What the file says of itself: `schema`, `journal`."""
        return {entry.id: entry.value for entry in self.meta.values()}
