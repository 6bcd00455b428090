"""Marks of what was erased for good: they outlive the text, and say which versions never come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.registers import drop_registers, earliest_instant
from efficacy_tui.store.tables import Contents, ErasureMark
from efficacy_tui.store.unit_of_work import TICK

ERASED_TITLE = "(erased)"
"""The title of a step of the history whose own could tell what was erased."""

DIGEST = "erased"
"""The fact of a file that holds the digest of the erasures of which the whole file is clean."""


class Erasures(msgspec.Struct, frozen=True):
    """Erased records by id: the tombstone of one erased whole, the mark of one of which only earlier versions are."""

    by_id: Mapping[str, r.Tombstone | ErasureMark] = {}

    def __bool__(self) -> bool:
        return bool(self.by_id)

    @classmethod
    def of_rows(cls, rows: Iterable[r.Tombstone | ErasureMark]) -> Erasures:
        """Collect the erasures that these tombstones and marks stand for; a plain tombstone stands for none.

        Of two marks of one record the later counts; a record erased whole stays so.
        """
        by_id: dict[str, r.Tombstone | ErasureMark] = {}
        for row in rows:
            mine = by_id.get(row.id)
            if not (isinstance(row, r.Tombstone) and not row.erased) and (mine is None or _rank(mine) < _rank(row)):
                by_id[row.id] = row
        return cls(by_id)

    @classmethod
    def of_contents(cls, contents: Contents) -> Erasures:
        """Collect the erasures of a journal."""
        return cls.of_rows([*contents.tombstones.values(), *contents.erasures.values()])

    @classmethod
    def of_tables(cls, tables: Mapping[str, Any]) -> Erasures:
        """Collect the erasures of a file given as plain tables; rows that cannot be read are left out."""
        tombstones = _convert_rows(tables.get("tombstones"), r.Tombstone)
        return cls.of_rows([*tombstones, *_convert_rows(tables.get("erasures"), ErasureMark)])

    def covers(self, identifier: str, updated: Any) -> bool:
        """Whether the version of a record with this `updated` (an instant, or its text in a file) is erased."""
        row = self.by_id.get(identifier)
        if row is None or isinstance(row, r.Tombstone):
            return row is not None
        instant = parse_instant(updated)
        return instant is not None and instant <= row.until

    def covers_document(self, identifier: str, document: Mapping[str, Any]) -> bool:
        """Whether a version of a record, as plain data, is erased, or holds a field that was set before it was."""
        row = self.by_id.get(identifier)
        if row is None or self.covers(identifier, document.get("updated")):
            return row is not None
        try:
            return isinstance(row, ErasureMark) and earliest_instant(row.table, document) <= row.until
        except (msgspec.ValidationError, AttributeError, LookupError, TypeError):
            return False

    def reduce_document(self, identifier: str, document: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what a merge leaves of a deleted version of an erased record; `None` if the record is erased whole."""
        row = self.by_id[identifier]
        return None if isinstance(row, r.Tombstone) else drop_registers(row.table, document, row.until)

    def covers_change(self, identifier: str, stamp: Any, documents: Iterable[Mapping[str, Any] | None]) -> bool:
        """Whether a change in the history wrote an erased version (`stamp`), or holds one (`documents`)."""
        if identifier not in self.by_id:
            return False
        versions = [document for document in documents if isinstance(document, Mapping)]
        return self.covers(identifier, stamp) or any(self.covers_document(identifier, item) for item in versions)

    def is_whole(self, identifier: str) -> bool:
        """Whether every version of a record is erased."""
        return isinstance(self.by_id.get(identifier), r.Tombstone)

    def joined(self, other: Erasures) -> Erasures:
        """Join two sets of erasures."""
        return Erasures.of_rows([*self.by_id.values(), *other.by_id.values()])

    def as_contents(self) -> Contents:
        """Return the erasures as the contents of a journal with nothing else, which can be merged."""
        tombstones = {key: row for key, row in self.by_id.items() if isinstance(row, r.Tombstone)}
        return Contents(
            tombstones=tombstones,
            erasures={key: row for key, row in self.by_id.items() if isinstance(row, ErasureMark)},
        )

    def digest(self) -> str | None:
        """Return a text that is the same for equal erasures only; `None` if there are none."""
        if not self.by_id:
            return None
        import hashlib  # few journals need it, and a prompt should not wait for it

        rows = [(key, getattr(row, "until", None)) for key, row in sorted(self.by_id.items())]
        return hashlib.sha256(msgspec.json.encode(rows)).hexdigest()[:32]


NO_ERASURES = Erasures()


def last_before(updated: dt.datetime) -> dt.datetime:
    """Return the last instant before a version."""
    return updated - TICK


def parse_instant(value: Any) -> dt.datetime | None:
    """Return an instant, or the text of one in a file; `None` if it is neither."""
    if isinstance(value, dt.datetime):
        return value
    try:
        instant = msgspec.convert(value, dt.datetime)
    except (msgspec.ValidationError, OverflowError):
        return None
    return instant if instant.tzinfo is not None else None


def _rank(row: r.Tombstone | ErasureMark) -> tuple[Any, ...]:
    is_whole = isinstance(row, r.Tombstone)
    return is_whole, row.updated if isinstance(row, r.Tombstone) else row.until, msgspec.json.encode(row)


def _convert_rows(table: Any, kind: Any) -> list[Any]:
    rows = []
    for document in table.values() if isinstance(table, dict) else ():
        try:
            rows.append(msgspec.convert(document, kind))
        except msgspec.ValidationError:
            continue
    return rows
