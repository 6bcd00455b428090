"""The journal in memory: every record by table and id. Never changed in place; a change makes a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from efficacy_tui.model import records as r

SCHEMA = 1


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """All current records. What is handed out is a snapshot: it stays as it is while the journal goes on."""

    domains: Mapping[str, r.Domain] = {}
    challenges: Mapping[str, r.Challenge] = {}
    evidence: Mapping[str, r.AnyEvidence] = {}
    checkins: Mapping[str, r.CheckIn] = {}
    reappraisals: Mapping[str, r.Reappraisal] = {}
    surveys: Mapping[str, r.Survey] = {}
    settings: Mapping[str, r.Setting] = {}
    tombstones: Mapping[str, r.Tombstone] = {}

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
    r.Survey: "surveys",
    r.Setting: "settings",
    r.Tombstone: "tombstones",
}


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
    """One action of the person, with what it overwrote. `state` is done, undone, or superseded (cannot be redone)."""

    id: str
    at: str
    title: str
    changes: tuple[Change, ...]
    state: str = "done"


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
    surveys: dict[str, r.Survey] = {}
    settings: dict[str, r.Setting] = {}
    tombstones: dict[str, r.Tombstone] = {}

    def contents(self) -> Contents:
        """The records by their own ids."""
        return Contents(**{name: {row.id: row for row in getattr(self, name).values()} for name in r.TABLES})
