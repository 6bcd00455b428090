"""The versions of records that the history holds: which change wrote each, and what it was before.

Versions that are erased, or that can no longer be read, are left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeAlias

import msgspec

from efficacy_tui.store.erasures import Erasures, parse_instant
from efficacy_tui.store.joins import find_owner_ids
from efficacy_tui.store.overwritten import OVERWRITTEN_TITLE
from efficacy_tui.store.tables import DERIVED, RECORD_TYPES, Change, Contents, HistoryStep, RowKey

_BOOKKEEPING = frozenset({"id", "created", "updated", "changed", "revisions", "removed_steps"})
"""Fields that say when or how a record was changed, not what it says."""
_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)

DecodedStep: TypeAlias = tuple[HistoryStep, tuple[Change, ...]]
"""A step of the history and what it changed."""


class RecordVersion(msgspec.Struct, frozen=True):
    """One version of a record; `title` is that of the change that wrote it, empty if the history no longer has it.

    `is_lost` says that a merge overwrote it; `is_undone`, that it was undone.
    """

    table: str
    row: Any
    title: str = ""
    is_lost: bool = False
    is_undone: bool = False

    @property
    def key(self) -> RowKey:
        """The table and id of the record."""
        return self.table, self.row.id

    @property
    def at(self) -> dt.datetime:
        """When it was written, UTC."""
        at: dt.datetime = self.row.updated
        return at


class RecordChange(msgspec.Struct, frozen=True):
    """What a change did to one record: its versions before and after; `None`: there was none, or it cannot be read.

    A version that a merge overwrote stands in `before`, with what stayed instead in `after`.
    """

    table: str
    id: str
    before: Any | None
    after: Any | None
    is_deletion: bool = False


class HistoryEntry(msgspec.Struct, frozen=True):
    """One change: when, its title, and what it did to each record."""

    at: dt.datetime
    title: str
    changes: tuple[RecordChange, ...]
    is_undone: bool = False
    is_merge: bool = False


class VersionHistory:
    """Every change in the history, newest first, and every version of every record, newest first."""

    def __init__(self, steps: Iterable[HistoryStep], contents: Contents) -> None:
        self.contents = contents
        self._erasures = Erasures.of_contents(contents)
        self._owner_ids = find_owner_ids(contents.domains)
        self._versions: dict[RowKey, dict[dt.datetime, RecordVersion]] = {}
        self._titles: dict[tuple[RowKey, dt.datetime], str] = {}
        decoded_steps = _drop_repeated([(step, changes) for step in steps if (changes := self._read(step))])
        decoded_steps.sort(key=lambda item: parse_instant(item[0].at) or _LONG_AGO)
        for step, changes in decoded_steps:
            self._collect(step, changes)
        entries = (self._build_entry(step, changes) for step, changes in reversed(decoded_steps))
        self.entries = tuple(entry for entry in entries if entry.changes)

    def record_keys(self) -> list[RowKey]:
        """Return the records that the history has versions of, or that are in the journal now."""
        keys = dict.fromkeys(self._versions)
        for name in RECORD_TYPES:
            if name not in DERIVED and name != "settings":
                keys.update(dict.fromkeys((name, identifier) for identifier in self.contents.table(name)))
        return list(keys)

    def is_joined(self, key: RowKey) -> bool:
        """Whether a record is a domain that was joined to another one, and shown nowhere by that."""
        return key[1] in self._owner_ids

    def current(self, key: RowKey) -> Any | None:
        """Return the record as it is now, dated as the person changed it last; `None` if it is deleted."""
        row, original = self.contents.table(key[0]).get(key[1]), self._find_original(key)
        # A change by a rule makes no version, so date the record by the person's last change.
        if row is None or original is None:
            return row
        return msgspec.structs.replace(row, updated=original.updated)

    def _find_original(self, key: RowKey) -> Any | None:
        """Return the present record as it was before a rule changed it; `None` if none did."""
        row, entry = self.contents.table(key[0]).get(key[1]), self.contents.adjusted.get(key[1])
        if row is None or entry is None or (entry.table, entry.stamp) != (key[0], msgspec.to_builtins(row.updated)):
            return None
        return self._convert(key[0], entry.was)

    def versions(self, key: RowKey) -> list[RecordVersion]:
        """Return all versions of a record but the present one, newest first."""
        current = self.current(key)
        versions = self._versions.get(key, {}).values()
        earlier = [version for version in versions if current is None or not _is_same(version.row, current)]
        titled = [self._with_title(key, version) for version in earlier]
        return sorted(titled, key=lambda version: version.at, reverse=True)

    def _with_title(self, key: RowKey, version: RecordVersion) -> RecordVersion:
        title = version.title or self._titles.get((key, version.at), "")
        return version if title == version.title else msgspec.structs.replace(version, title=title)

    def differing_versions(self, key: RowKey) -> list[RecordVersion]:
        """Return the versions that differ from the present one and from each other, newest first."""
        current = self.current(key)
        seen_contents = [current] if current is not None else []
        differing = []
        for version in self.versions(key):
            if all(differing_fields(version.row, row) for row in seen_contents):
                seen_contents.append(version.row)
                differing.append(version)
        return differing

    def version_at(self, key: RowKey, at: dt.datetime) -> RecordVersion | None:
        """Return the newest version of a record that was written up to an instant; `None` if there is none."""
        versions = [version for version in self.versions(key) if version.at <= at]
        current = self.current(key)
        if current is not None and current.updated <= at:
            # A merge can join two versions at the instant of the later one; then the joined one is meant.
            versions.append(RecordVersion(key[0], current))
            versions.sort(key=lambda version: version.at, reverse=True)
        return versions[0] if versions else None

    def _read(self, step: HistoryStep) -> tuple[Change, ...]:
        try:
            return tuple(
                change
                for change in step.read()
                if change.table in RECORD_TYPES and change.table not in DERIVED and change.table != "settings"
            )
        except msgspec.DecodeError:
            return ()

    def _convert(self, table: str, document: dict[str, Any] | None) -> Any | None:
        if document is None:
            return None
        try:
            row = msgspec.convert(document, RECORD_TYPES[table])
        except msgspec.ValidationError:
            return None
        if self._erasures.covers(row.id, row.updated):
            return None
        # A version of a domain that was joined to another since belongs to that one, as the present version does.
        owner_id = self._owner_ids.get(getattr(row, "domain", ""))
        return row if owner_id is None else msgspec.structs.replace(row, domain=owner_id)

    def _collect(self, step: HistoryStep, changes: tuple[Change, ...]) -> None:
        is_merge = step.title == OVERWRITTEN_TITLE
        for change in changes:
            key = change.table, change.id
            versions = self._versions.setdefault(key, {})
            if (row := self._convert(change.table, change.was)) is not None and row.updated not in versions:
                versions[row.updated] = RecordVersion(change.table, row, step.title if is_merge else "", is_merge)
            if (row := self._convert(change.table, change.now)) is not None:
                versions[row.updated] = RecordVersion(change.table, row, step.title, is_undone=True)
            if (at := parse_instant(change.stamp)) is not None and not is_merge:
                self._titles[key, at] = step.title

    def _build_entry(self, step: HistoryStep, changes: tuple[Change, ...]) -> HistoryEntry:
        is_merge = step.title == OVERWRITTEN_TITLE
        is_undone = any(change.now is not None for change in changes)
        rows = []
        for change in changes:
            if self._erasures.is_whole(change.id):
                continue
            before = self._convert(change.table, change.was)
            after = self._convert(change.table, change.now) if is_undone else self._find_after(change, before, is_merge)
            is_deletion = change.stamp is None and change.now is None and not is_merge
            rows.append(RecordChange(change.table, change.id, before, after, is_deletion))
        at = parse_instant(step.at) or _LONG_AGO
        return HistoryEntry(at, step.title, tuple(rows), is_undone and step.state != "done", is_merge)

    def _find_after(self, change: Change, before: Any | None, is_merge: bool) -> Any | None:
        key = change.table, change.id
        current = self.current(key)
        if is_merge:
            newer = [version for version in self.versions(key) if before is not None and version.at > before.updated]
            return newer[-1].row if newer else current
        at = parse_instant(change.stamp)
        if at is None:
            return None
        version = self._versions.get(key, {}).get(at)
        if version is not None:
            return version.row
        return (self._find_original(key) or current) if current is not None and current.updated == at else None


def _drop_repeated(steps: list[DecodedStep]) -> list[DecodedStep]:
    """Leave out what a merge stored of versions that the person changed themselves: their own step has them, too.

    An older copy that is merged brings all of those again.
    """
    own_versions = {
        (change.table, change.id, change.was["updated"]): _without_instants(change.was)
        for step, changes in steps
        for change in changes
        if step.title != OVERWRITTEN_TITLE and change.was is not None and "updated" in change.was
    }

    def is_repeated(change: Change) -> bool:
        was = change.was or {}
        return own_versions.get((change.table, change.id, was.get("updated"))) == _without_instants(was)

    return [
        (step, changes)
        for step, changes in steps
        if step.title != OVERWRITTEN_TITLE or not all(map(is_repeated, changes))
    ]


def _without_instants(document: dict[str, Any]) -> dict[str, Any]:
    # A merge spells out when each field was changed, the step of a change does not.
    return {name: value for name, value in document.items() if name != "changed"}


def _is_same(row: Any, current: Any) -> bool:
    return bool(row.updated == current.updated) and not differing_fields(row, current)


def differing_fields(first: Any, second: Any) -> list[str]:
    """Return the names of the fields in which two versions of a record say different things."""
    if type(first) is not type(second):
        return [name for name in first.__struct_fields__ if name not in _BOOKKEEPING]
    return [
        name
        for name in first.__struct_fields__
        if name not in _BOOKKEEPING and getattr(first, name) != getattr(second, name)
    ]
