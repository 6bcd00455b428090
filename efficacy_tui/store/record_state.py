"""The state of one record in one copy of a journal, and how the states in two copies are joined (see `merge`).

A state is read from a record, a tombstone and a mark of erasure, and built into a record or a tombstone again. Joining
states is commutative, associative and idempotent, because every part of it is: registers, instants, and marks.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.limits import describe_bad_date
from efficacy_tui.store.registers import (
    Document,
    Register,
    Registers,
    build_document,
    layout_of,
    read_registers,
    read_stamps,
    to_document,
)
from efficacy_tui.store.tables import RECORD_TYPES

_NO_REGISTERS: Registers = {}


class RecordState(msgspec.Struct, frozen=True):
    """One record: its registers, its stamps, when it was deleted last, up to when it is erased, and if it is for good.

    `created` and `updated` are `None` while no version is known.
    """

    table: str
    id: str
    source: str = ""
    registers: Mapping[str, Register] = _NO_REGISTERS
    created: dt.datetime | None = None
    updated: dt.datetime | None = None
    deleted_at: dt.datetime | None = None
    until: dt.datetime | None = None
    erased_at: dt.datetime | None = None

    def join(self, other: RecordState) -> RecordState:
        """Join the states of a record in two copies."""
        if self.source != other.source:
            # The kind of an entry never changes; of two damaged ones it must not depend on which comes first.
            registers = max(self, other, key=lambda state: state.source).registers
        else:
            registers = join_registers(self.registers, other.registers)
        until = _later(self.until, other.until)
        return RecordState(
            table=self.table,
            id=self.id,
            source=max(self.source, other.source),
            registers=_drop_erased(registers, until),
            created=_earlier(self.created, other.created),
            updated=_later(self.updated, other.updated),
            deleted_at=_later(self.deleted_at, other.deleted_at),
            until=until,
            erased_at=_later(self.erased_at, other.erased_at),
        )

    def build(self) -> Any:
        """Return the record, or the tombstone of one that is deleted; always the same for the same state."""
        if self.erased_at is not None:
            return r.Tombstone(
                id=self.id, created=self.erased_at, updated=self.erased_at, table=self.table, erased=True
            )
        deleted_at = _later(self.deleted_at, self.until)
        document = self._build_document()
        if self.updated is not None and (deleted_at is None or self.updated > deleted_at):
            row = _convert(self.table, document)
            if row is not None:
                return row
            # A deletion before the last update no longer counts, just as in a valid record.
            deleted_at = self.until or self.updated
        assert deleted_at is not None, "a record is there, deleted or erased"
        was = None if self.table == "settings" else document
        return r.Tombstone(id=self.id, created=deleted_at, updated=deleted_at, table=self.table, was=was)

    def _build_document(self) -> Document | None:
        if self.created is None or self.updated is None:
            return None
        return build_document(self.table, self.id, self.source, self.created, self.updated, self.registers)


def join_registers(first: Mapping[str, Register], second: Mapping[str, Register]) -> Registers:
    """Return the later value of each register; of two that were set at one instant the greater as JSON."""
    joined = dict(first)
    for name, register in second.items():
        mine = joined.get(name)
        if mine is None or (mine != register and _rank(mine) < _rank(register)):
            joined[name] = register
    return joined


def _rank(register: Register) -> tuple[dt.datetime, bytes]:
    return register.at, msgspec.json.encode(register.value, order="sorted")


def state_of(table: str, row: Any) -> RecordState:
    """Return the state of a record, or of a tombstone."""
    if not isinstance(row, r.Tombstone):
        return _state_of_document(table, row.id, to_document(row))
    if row.erased:
        return RecordState(table=table, id=row.id, erased_at=row.updated)
    state = RecordState(table=table, id=row.id)
    # A deleted version that cannot be read contributes nothing.
    if row.was is not None and (not is_complete(table, row.was) or _convert(table, row.was) is not None):
        with contextlib.suppress(msgspec.ValidationError, AttributeError, LookupError, TypeError):
            state = _state_of_document(table, row.id, row.was)
    return msgspec.structs.replace(state, deleted_at=row.updated)


def _state_of_document(table: str, identifier: str, document: Document) -> RecordState:
    created, updated = read_stamps(document)
    return RecordState(
        table=table,
        id=identifier,
        source=document.get("source", ""),
        registers=read_registers(table, document),
        created=created,
        updated=updated,
    )


def state_of_mark(table: str, identifier: str, until: dt.datetime) -> RecordState:
    """Return the state of a record of which only a mark is left: that earlier versions are erased."""
    return RecordState(table=table, id=identifier, until=until)


def is_complete(table: str, document: Mapping[str, Any]) -> bool:
    """Whether a record as plain data has every field that it needs."""
    source = document.get("source", "")
    return layout_of(table, source if isinstance(source, str) else "").required <= document.keys()


def _convert(table: str, document: Document | None) -> Any:
    """Return a record; `None` if it is not valid, as when a part of it is erased."""
    try:
        row = None if document is None else msgspec.convert(document, RECORD_TYPES[table])
    except msgspec.ValidationError:
        return None
    return row if row is None or describe_bad_date(row) is None else None


def _drop_erased(registers: Mapping[str, Register], until: dt.datetime | None) -> Mapping[str, Register]:
    if until is None or all(register.at > until for register in registers.values()):
        return registers
    return {name: register for name, register in registers.items() if register.at > until}


def _later(first: dt.datetime | None, second: dt.datetime | None) -> dt.datetime | None:
    return max(filter(None, (first, second)), default=None)


def _earlier(first: dt.datetime | None, second: dt.datetime | None) -> dt.datetime | None:
    return min(filter(None, (first, second)), default=None)
