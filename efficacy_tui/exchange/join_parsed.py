"""Join what was read of several exports into one import."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence, Sized
from typing import Any

from efficacy_tui.exchange.parsed_entries import BadRow, Origin, ParsedEntry, ParsedFile
from efficacy_tui.exchange.readers.own_json import ExportedRecords
from efficacy_tui.model import locale_format


def join_parsed(
    parts: Sequence[ParsedFile], bad_rows: Iterable[BadRow], notes: Iterable[str], origin: Origin
) -> ParsedFile:
    """Join the files of other programs; of an entry that several exports hold, the one of the last file counts.

    Files are read in the order of their names, in which exports with their date in the name stand oldest first.
    """
    entries: dict[tuple[Origin, str], ParsedEntry] = {}
    contradicted_keys: set[tuple[Origin, str]] = set()
    moods: dict[str, str] = {}
    for part in parts:
        for entry in part.entries:
            key = part.origin, entry.key
            earlier = entries.get(key)
            if earlier is not None and (earlier.text, earlier.number) != (entry.text, entry.number):
                contradicted_keys.add(key)
            entries[key] = entry._replace(origin=part.origin)
        for word in part.moods:
            moods.setdefault(word.casefold(), word)
    return ParsedFile(
        parts[0].origin if parts else origin,
        tuple(entries.values()),
        (*bad_rows, *(row._replace(origin=part.origin) for part in parts for row in part.bad_rows)),
        tuple(moods.values()),
        tuple(dict.fromkeys([*(note for part in parts for note in part.notes), *notes, *_describe(contradicted_keys)])),
        tuple(dict.fromkeys(part.origin for part in parts)),
    )


def _describe(contradicted_keys: Sized) -> list[str]:
    """Say that some entries are not the same in all files, if there are any."""
    count = len(contradicted_keys)
    if not count:
        return []
    subject = "1 entry differs" if count == 1 else f"{locale_format.group_thousands(count)} entries differ"
    return [f"{subject} between these files; the last file counts."]


def join_records(parts: Sequence[ExportedRecords], bad_rows: Iterable[BadRow], notes: Iterable[str]) -> ExportedRecords:
    """Join exports of this program; of a record that several hold, the version changed last counts."""
    tables: dict[str, dict[str, tuple[str, Any]]] = {}
    for part in parts:
        for table, rows in part.tables.items():
            newest_rows = tables.setdefault(table, {})
            for where, row in rows:
                earlier = newest_rows.get(row.id)
                if earlier is None or _updated(row) >= _updated(earlier[1]):
                    newest_rows[row.id] = where, row
    return ExportedRecords(
        parts[0].origin,
        {table: list(rows.values()) for table, rows in tables.items()},
        (*bad_rows, *(row for part in parts for row in part.bad_rows)),
        (*(note for part in parts for note in part.notes), *notes),
    )


def _updated(row: Any) -> dt.datetime:
    """Return when a record was changed; the adjustments of merges do not say."""
    updated: dt.datetime = getattr(row, "updated", dt.datetime.min.replace(tzinfo=dt.UTC))
    return updated
