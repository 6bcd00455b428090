"""Migrate files of an older schema one version at a time, and decode as much as possible of a newer one.

A migration takes the whole file as plain data and changes it in place to the next schema.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from efficacy_tui.store.tables import RECORD_TYPES, SCHEMA, JournalFile

PlainTables = dict[str, dict[str, Any]]
"""Table name → document number (as text) → document."""


def rename_rating_to_confidence(tables: PlainTables) -> None:
    """Migrate schema 0 → 1: before the first release, the confidence of a check-in was called `rating`."""
    for document in tables.get("checkins", {}).values():
        if "rating" in document:
            document["confidence"] = document.pop("rating")


def allow_task_difficulty(tables: PlainTables) -> None:
    """Migrate to the schema in which a domain has `task_difficulty` and `place_asked`; none has them yet."""


MIGRATIONS: tuple[Callable[[PlainTables], None], ...] = (
    rename_rating_to_confidence,
    allow_task_difficulty,
)
"""The migration at index n turns schema n into schema n + 1."""

assert len(MIGRATIONS) == SCHEMA


def schema_of(tables: Any) -> int | None:
    """Return the schema of a file as plain data (0: it states none), or `None` if it is not a journal."""
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        return None
    for entry in tables.get("meta", {}).values():
        if isinstance(entry, dict) and entry.get("id") == "schema":
            value = entry.get("value")
            return value if isinstance(value, int) and value >= 1 else None
    return 0 if tables.get("domains") and "meta" not in tables else None


def migrate(tables: PlainTables, schema: int, new_id: Callable[[], str]) -> PlainTables:
    """Migrate a file to the present schema; `tables` is changed in place.

    Raises:
        Exception: A document does not conform to its schema.
    """
    for migration in MIGRATIONS[schema:]:
        migration(tables)
    entries = {entry["id"]: entry for entry in tables.get("meta", {}).values()}
    entries.setdefault("journal", {"id": "journal", "value": new_id()})
    entries["schema"] = {"id": "schema", "value": SCHEMA}
    tables["meta"] = {str(number): entry for number, entry in enumerate(entries.values(), 1)}
    return tables


def decode_newer(tables: PlainTables) -> JournalFile:
    """Decode the known tables and fields of a newer file; records that do not fit are left out."""
    rows_by_table: dict[str, dict[str, Any]] = {}
    for name, kind in RECORD_TYPES.items():
        rows = {}
        for number, document in tables.get(name, {}).items():
            row = _convert_known_fields(document, kind)
            if row is not None:
                rows[number] = row
        rows_by_table[name] = rows
    return JournalFile(**rows_by_table)


def _convert_known_fields(document: Any, kind: Any) -> Any:
    if not isinstance(document, dict):
        return None
    fields = {name for option in getattr(kind, "__args__", (kind,)) for name in option.__struct_fields__} | {"source"}
    for candidate in (document, {key: value for key, value in document.items() if key in fields}):
        try:
            return msgspec.convert(candidate, kind)
        except msgspec.ValidationError:
            continue
    return None
