"""The working copy of one transaction: reads include its own writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.limits import describe_bad_date
from efficacy_tui.store.tables import DERIVED, RECORD_TYPES, TABLE_OF, Change, Contents

AnyRecord = TypeVar("AnyRecord", bound=r.Record)
TICK = dt.timedelta(microseconds=1)


class MissingRecord(LookupError):
    """A record that a change needs no longer exists."""


class UnitOfWork:
    """Collects the changes of one transaction.

    `now` is the transaction's instant and `new_id` returns its new ids: both stay the same when the transaction is
    replayed on top of another program's change.
    """

    def __init__(self, base: Contents, now: dt.datetime, new_id: Callable[[], str]) -> None:
        self.base = base
        self.now = now.astimezone(dt.UTC)
        self._new_id = new_id
        self._tables: dict[str, dict[str, Any]] = {}
        self._changed_rows: dict[tuple[str, str], None] = {}

    @property
    def contents(self) -> Contents:
        """The journal with the changes so far applied."""
        return msgspec.structs.replace(self.base, **self._tables) if self._tables else self.base

    def add(self, kind: type[AnyRecord], **fields: Any) -> AnyRecord:
        """Add a record with a new id, dated `now`; its fields are checked against the kind's types."""
        return self.save(kind(id=self._new_id(), created=self.now, updated=self.now, **fields))

    def change(self, record: AnyRecord, **fields: Any) -> AnyRecord:
        """Save a record with some fields changed; do nothing if no field differs."""
        try:
            changed = msgspec.structs.replace(record, **fields)
        except ValueError as error:
            raise Rejected(f"That cannot be recorded: {error}.") from error
        if changed == record:
            return record
        updated = max(self.now, record.updated + TICK)
        return self.save(msgspec.structs.replace(changed, updated=updated))

    def save(self, record: AnyRecord) -> AnyRecord:
        """Insert a record or replace the one with its id.

        Raises:
            msgspec.ValidationError: A field has the wrong type or is out of range.
            Rejected: A date is too far away to be right.
        """
        checked = msgspec.convert(msgspec.to_builtins(record), type(record))
        if (reason := describe_bad_date(checked)) is not None:
            raise Rejected(f"That cannot be recorded: {reason}.")
        table = TABLE_OF[type(record)]
        self.write(table, record.id, checked)
        if table not in DERIVED:
            self.write("tombstones", record.id, None)
        return checked

    def delete(self, record: r.Record) -> None:
        """Delete a record and leave a tombstone, so that a merge deletes it on other machines too."""
        table = TABLE_OF[type(record)]
        self.write(table, record.id, None)
        deleted_at = max(self.now, record.updated + TICK)
        self.save(r.Tombstone(id=record.id, created=deleted_at, updated=deleted_at, table=table))

    def restore(self, table: str, identifier: str, document: dict[str, Any] | None) -> str | None:
        """Restore a record from a document (`None`: delete it) for undo or redo; return its new `updated`.

        The record counts as changed now, so that a merge carries the change to other machines.
        """
        current = self._rows(table).get(identifier)
        if document is None:
            if current is not None:
                self.delete(current)
            return None
        record = msgspec.convert(document, RECORD_TYPES[table])
        versions = (record, current, self._rows("tombstones").get(identifier))
        updated = max(self.now, *(version.updated + TICK for version in versions if version is not None))
        self.save(msgspec.structs.replace(record, updated=updated))
        stamp: str = msgspec.to_builtins(updated)
        return stamp

    def write(self, table: str, identifier: str, row: Any) -> None:
        """Set a row exactly as given (`None`: remove it), without checks, a new `updated` or a tombstone."""
        if row is None and identifier not in self._rows(table):
            return
        rows = self._writable_rows(table)
        self._changed_rows[table, identifier] = None
        if row is None:
            del rows[identifier]
        else:
            rows[identifier] = row

    def changes(self) -> tuple[Change, ...]:
        """Return the changes of this transaction, one for each record that differs from the base."""
        changes = []
        for table, identifier in self._changed_rows:
            was = self.base.table(table).get(identifier)
            now = self._tables[table].get(identifier)
            if was != now:
                updated = getattr(now, "updated", None)
                changes.append(
                    Change(
                        table=table,
                        id=identifier,
                        was=None if was is None else msgspec.to_builtins(was),
                        stamp=None if updated is None else msgspec.to_builtins(updated),
                    )
                )
        return tuple(changes)

    def _rows(self, table: str) -> Any:
        return self._tables[table] if table in self._tables else self.base.table(table)

    def _writable_rows(self, table: str) -> dict[str, Any]:
        if table not in self._tables:
            self._tables[table] = dict(self.base.table(table))
        return self._tables[table]
