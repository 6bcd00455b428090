"""The working copy of one transaction: reads include its own writes."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.changed_fields import keep_answers, note_changes, registers_set_at
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.limits import describe_bad_date
from efficacy_tui.store.registers import (
    Register,
    build_document,
    format_instant,
    is_whole,
    read_registers,
    read_stamps,
    to_document,
)
from efficacy_tui.store.step_ids import identify_steps
from efficacy_tui.store.tables import DERIVED, RECORD_TYPES, TABLE_OF, Change, Contents, RowKey

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
        if isinstance(changed, r.Challenge):
            changed = self._complete_steps(changed)
        if changed == record:
            return record
        return self.save(msgspec.structs.replace(changed, updated=self.instant_after(record)))

    def instant_after(self, record: r.Record) -> dt.datetime:
        """Return the instant of a change of a record: now, or just after its last one if a clock is behind."""
        return max(self.now, record.updated + TICK)

    def save(self, record: AnyRecord) -> AnyRecord:
        """Insert a record or replace the one with its id; what differs from its version before counts as changed.

        Raises:
            msgspec.ValidationError: A field has the wrong type or is out of range.
            Rejected: A date is too far away to be right.
        """
        table = TABLE_OF[type(record)]
        if isinstance(record, r.Challenge):
            record = self._complete_steps(record)
        return self._save(table, record)

    def _save(self, table: str, record: AnyRecord) -> AnyRecord:
        checked = msgspec.convert(msgspec.to_builtins(record), type(record))
        if (old := self._version_before(table, record.id)) is not None:
            checked = note_changes(old, checked)
            self._change_unadjusted(table, old, checked)
        if (reason := describe_bad_date(checked)) is not None:
            raise Rejected(f"That cannot be recorded: {reason}.")
        self.write(table, record.id, checked)
        if table not in DERIVED:
            self.write("tombstones", record.id, None)
        return checked

    def _version_before(self, table: str, identifier: str) -> Any:
        """Return a record as it was before the transaction, or when it was deleted; `None` if it is new."""
        row = self.base.table(table).get(identifier)
        tombstone = self.base.tombstones.get(identifier) if row is None else None
        if tombstone is None or tombstone.was is None or tombstone.table != table:
            return row
        with contextlib.suppress(msgspec.ValidationError):
            return msgspec.convert(tombstone.was, RECORD_TYPES[table])
        return None

    def _complete_steps(self, challenge: r.Challenge) -> Any:
        """Return a challenge whose steps have ids, and with the results of those of its steps that are removed.

        A new step with the text of an old one is that one.
        """
        old: r.Challenge | None = self._rows("challenges").get(challenge.id)
        if not all(step.id for step in challenge.steps):
            text_by_id = {} if old is None else {step.id: step.text for step in old.steps}
            removed_steps = (*(old.removed_steps if old else ()), *challenge.removed_steps)
            text_by_id |= dict.fromkeys((step.id for step in removed_steps), "")
            steps = identify_steps(challenge.id, msgspec.to_builtins(challenge.steps), text_by_id)
            challenge = msgspec.structs.replace(challenge, steps=msgspec.convert(steps, tuple[r.Step, ...]))
        return challenge if old is None else keep_answers(old, challenge)

    def delete(self, record: r.Record) -> None:
        """Delete a record and leave a tombstone, so that a merge deletes it on other machines too."""
        table = TABLE_OF[type(record)]
        self.write(table, record.id, None)
        deleted_at = self.instant_after(record)
        was = None if is_whole(table) else to_document(self._unadjusted(record))
        self.save(r.Tombstone(id=record.id, created=deleted_at, updated=deleted_at, table=table, was=was))

    def _change_unadjusted(self, table: str, old: Any, new: Any) -> None:
        """Change what a record was before a merge adjusted it for a rule, too: the next merge starts from that.

        Otherwise what the rule did would count as done by the person.
        """
        entry = self.base.adjusted.get(new.id)
        if entry is None or entry.table != table or entry.stamp != format_instant(old.updated):
            return
        if is_whole(table):
            # A rule changes the key of a setting, and a person its value.
            was = {**to_document(new), "key": entry.was["key"]}
            entry = msgspec.structs.replace(entry, was=was, stamp=format_instant(new.updated))
            self.write("adjusted", entry.id, entry)
            return
        registers, changed = read_registers(table, entry.was), read_registers(table, to_document(new))
        registers |= {name: changed[name] for name in registers_set_at(table, new, new.updated)}
        source, (created, _) = entry.was.get("source", ""), read_stamps(entry.was)
        was = build_document(table, new.id, source, created, new.updated, registers)
        with contextlib.suppress(msgspec.ValidationError):
            msgspec.convert(was, RECORD_TYPES[table])
            entry = msgspec.structs.replace(entry, was=was, stamp=format_instant(new.updated))
            self.write("adjusted", entry.id, entry)

    def _unadjusted(self, record: r.Record) -> Any:
        """Return a record as it was before a merge changed it for a rule, if nobody changed it since."""
        entry = self._rows("adjusted").get(record.id)
        is_adjusted = entry is not None and entry.stamp == format_instant(record.updated)
        return entry.was if is_adjusted else record

    def revive(self, table: str, identifier: str, document: dict[str, Any]) -> Any:
        """Bring a deleted record back, with what other machines changed of it meanwhile; return it.

        `document` is the version that was deleted, for a tombstone that no longer has it, or has one made at another
        time: the answer of a week can be deleted and given anew, and both records have one id.
        """
        tombstone: r.Tombstone | None = self._rows("tombstones").get(identifier)
        record, deleted_at = msgspec.convert(document, RECORD_TYPES[table]), self.now
        if tombstone is not None:
            deleted_at = tombstone.updated + TICK
            with contextlib.suppress(msgspec.ValidationError):
                deleted = msgspec.convert(tombstone.was or document, RECORD_TYPES[table])
                record = deleted if deleted.created == record.created else record
        updated = max(self.now, deleted_at, record.updated + TICK)
        return self.save(msgspec.structs.replace(record, updated=updated))

    def set_registers(self, record: AnyRecord, values: Mapping[str, Any]) -> AnyRecord:
        """Save a record with the values of some registers changed; they count as changed now.

        Raises:
            msgspec.ValidationError: They do not fit the rest of the record.
        """
        table, updated = TABLE_OF[type(record)], self.instant_after(record)
        document = to_document(record)
        registers = read_registers(table, document)
        registers |= {name: Register(updated, value) for name, value in values.items()}
        source, (created, _) = document.get("source", ""), read_stamps(document)
        document = build_document(table, record.id, source, created, updated, registers)
        return self._save(table, msgspec.convert(document, type(record)))

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

    def changed_keys(self) -> tuple[RowKey, ...]:
        """Return the table and id of each record that this transaction wrote."""
        return tuple(self._changed_rows)

    def changes(self) -> tuple[Change, ...]:
        """Return the changes of this transaction, one for each record that differs from the base."""
        changes = []
        for table, identifier in self._changed_rows:
            was = self.base.table(table).get(identifier)
            now = self._tables[table].get(identifier)
            if was != now:
                changes.append(_build_change(table, identifier, was, now))
        return tuple(changes)

    def _rows(self, table: str) -> Any:
        return self._tables[table] if table in self._tables else self.base.table(table)

    def _writable_rows(self, table: str) -> dict[str, Any]:
        if table not in self._tables:
            self._tables[table] = dict(self.base.table(table))
        return self._tables[table]


def _build_change(table: str, identifier: str, was: Any, now: Any) -> Change:
    updated: dt.datetime | None = getattr(now, "updated", None)
    has_fields = was is not None and updated is not None and table not in DERIVED and not is_whole(table)
    return Change(
        table=table,
        id=identifier,
        was=None if was is None else msgspec.to_builtins(was),
        stamp=None if updated is None else msgspec.to_builtins(updated),
        fields=dict.fromkeys(registers_set_at(table, now, updated)) if has_fields and updated else None,
    )
