"""The working copy inside one transaction: what is read from it already holds what was put into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.errors import Declined
from efficacy_tui.store.tables import DERIVED, RECORD_TYPES, TABLE_OF, Change, Contents

AnyRecord = TypeVar("AnyRecord", bound=r.Record)
TICK = dt.timedelta(microseconds=1)


class MissingRecord(LookupError):
    """A record that a change needs is no longer there."""


class UnitOfWork:
    """Collects the changes of one transaction.

    `now` is the transaction's instant and `new_id` gives its fresh ids: both stay the same when the
    transaction is run again on top of another program's change.
    """

    def __init__(self, base: Contents, now: dt.datetime, new_id: Callable[[], str]) -> None:
        self.base = base
        self.now = now.astimezone(dt.UTC)
        self._new_id = new_id
        self._tables: dict[str, dict[str, Any]] = {}
        self._changed_rows: dict[tuple[str, str], None] = {}

    @property
    def contents(self) -> Contents:
        """The journal as it would be with the changes so far."""
        return msgspec.structs.replace(self.base, **self._tables) if self._tables else self.base

    def add(self, kind: type[AnyRecord], **fields: Any) -> AnyRecord:
        """Make a new record of a kind, with its own id and times, checked against the kind's types."""
        return self.save(kind(id=self._new_id(), created=self.now, updated=self.now, **fields))

    def change(self, record: AnyRecord, **fields: Any) -> AnyRecord:
        """Put a record back with some fields changed; nothing happens when they are what they were."""
        try:
            changed = msgspec.structs.replace(record, **fields)
        except ValueError as error:
            raise Declined(f"That cannot be recorded: {error}.") from error
        if changed == record:
            return record
        updated = max(self.now, record.updated + TICK)
        return self.save(msgspec.structs.replace(changed, updated=updated))

    def save(self, record: AnyRecord) -> AnyRecord:
        """Insert a record or replace the one with its id.

        Raises:
            msgspec.ValidationError: a field is of the wrong type or out of its range.
        """
        checked = msgspec.convert(msgspec.to_builtins(record), type(record))
        table = TABLE_OF[type(record)]
        self.write(table, record.id, checked)
        if table not in DERIVED:
            self.write("tombstones", record.id, None)
        return checked

    def delete(self, record: r.Record) -> None:
        """Delete a record; a tombstone stays, so that a copy on another machine learns of it."""
        table = TABLE_OF[type(record)]
        self.write(table, record.id, None)
        deleted_at = max(self.now, record.updated + TICK)
        self.save(r.Tombstone(id=record.id, created=deleted_at, updated=deleted_at, table=table))

    def restore(self, table: str, identifier: str, document: dict[str, Any] | None) -> str | None:
        """Make a record what a document says (`None`: not there), as undo and redo do; gives its new `updated`.

        It counts as a change made now, so that a copy on another machine follows it.
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
        """Make a row exactly this (`None`: not there), with nothing else following from it."""
        if row is None and identifier not in self._rows(table):
            return
        rows = self._writable_rows(table)
        self._changed_rows[table, identifier] = None
        if row is None:
            del rows[identifier]
        else:
            rows[identifier] = row

    def changes(self) -> tuple[Change, ...]:
        """What this transaction did, record by record."""
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
