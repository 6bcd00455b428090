"""From older files to the present one, by small named steps; and what can be shown of a newer one.

A step takes the whole file as plain data and changes it to the next schema.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from efficacy_tui.store.tables import RECORD_TYPES, SCHEMA, JournalFile

Plain = dict[str, dict[str, Any]]
"""Table name → document number (as text) → document."""


def rename_rating_to_confidence(tables: Plain) -> None:
    """0 → 1: before the first release a check-in called its confidence `rating`."""
    for document in tables.get("checkins", {}).values():
        if "rating" in document:
            document["confidence"] = document.pop("rating")


MIGRATIONS: tuple[Callable[[Plain], None], ...] = (rename_rating_to_confidence,)
"""The step at place n makes schema n + 1 of schema n."""

assert len(MIGRATIONS) == SCHEMA


def schema_of(tables: Any) -> int | None:
    """The schema of a file given as plain data (0: it does not say); `None` when it is no journal at all."""
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        return None
    for entry in tables.get("meta", {}).values():
        if isinstance(entry, dict) and entry.get("id") == "schema":
            value = entry.get("value")
            return value if isinstance(value, int) and value >= 1 else None
    return 0 if tables.get("domains") and "meta" not in tables else None


def migrate(tables: Plain, schema: int, new_id: Callable[[], str]) -> Plain:
    """The file brought to the present schema; the argument is used up.

    Raises:
        Exception: a document is not what its schema says.
    """
    for step in MIGRATIONS[schema:]:
        step(tables)
    entries = {entry["id"]: entry for entry in tables.get("meta", {}).values()}
    entries.setdefault("journal", {"id": "journal", "value": new_id()})
    entries["schema"] = {"id": "schema", "value": SCHEMA}
    tables["meta"] = {str(number): entry for number, entry in enumerate(entries.values(), 1)}
    return tables


def decode_newer(tables: Plain) -> JournalFile:
    """What this program understands of a newer file: known tables, known fields; other records are left out."""
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
