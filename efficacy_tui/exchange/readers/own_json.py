"""Read the JSON document that this program exports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from efficacy_tui.exchange.parsed_entries import BadRow, Origin, UnreadableFile
from efficacy_tui.exchange.readers.decoding import decode_export
from efficacy_tui.exchange.readers.json_documents import EntryLocations, describe_decode_error
from efficacy_tui.exchange.writers.json import FORMAT, VERSION
from efficacy_tui.model import records as r
from efficacy_tui.store.decode import describe_unusable_row
from efficacy_tui.store.first_reviews import as_review, join_answers
from efficacy_tui.store.first_rungs import add_rungs
from efficacy_tui.store.migrations import migrate_document
from efficacy_tui.store.tables import RECORD_TYPES, SCHEMA

FIRST_SCHEMA_WITH_LADDERS = 6
FIRST_SCHEMA_WITH_REVIEWS = 7


class ExportedRecords(NamedTuple):
    """The content of this program's export: records by table, each with its location, and the unreadable ones.

    `notes` are sentences about how it was read.
    """

    origin: Origin
    tables: dict[str, list[tuple[str, Any]]]
    bad_rows: tuple[BadRow, ...]
    notes: tuple[str, ...] = ()


class _Head(msgspec.Struct):
    format: str = ""
    version: int = 0
    schema: int = 0


def read_json(files: Mapping[str, bytes]) -> ExportedRecords:
    """Read the records of an exported document.

    Raises:
        UnreadableFile: it is not such a document, or comes from a newer version of this program.
    """
    name, data = next(iter(files.items()))
    data = decode_export(data, name).text.encode()
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format != FORMAT:
            raise UnreadableFile(f"{name} is not an export of this program. “efficacy merge” merges a journal.")
        if head.version > VERSION or head.schema > SCHEMA:
            raise UnreadableFile(
                f"{name} was exported by a newer version of this program. Update it, then import again."
            )
        document = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        raw_tables = {
            table: msgspec.json.decode(raw, type=list[msgspec.Raw])
            for table, raw in document.items()
            if table in RECORD_TYPES
        }
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableFile(f"{name} is incomplete ({describe_decode_error(error)}).") from error
    bad_rows: list[BadRow] = []
    locations = EntryLocations(name, data)
    tables: dict[str, list[tuple[str, Any]]] = {}
    for table, raw_records in raw_tables.items():
        decoder = msgspec.json.Decoder(RECORD_TYPES[table])
        records = tables.setdefault(table, [])
        for raw in raw_records:
            where = locations.of(raw)
            try:
                records.append((where, decoder.decode(_migrate(table, raw, head.schema))))
            except msgspec.DecodeError as error:
                bad_rows.append(BadRow(where, f"a record of {table} is invalid ({describe_decode_error(error)})"))
    if head.schema < FIRST_SCHEMA_WITH_LADDERS:
        add_first_ladders(tables)
    if head.schema < FIRST_SCHEMA_WITH_REVIEWS:
        add_first_reviews(tables)
    return reject_repeated_ids("json", tables, bad_rows)


def add_first_ladders(tables: dict[str, list[tuple[str, Any]]]) -> None:
    """Add the rungs of the challenges of an export without ladders, as migrating its journal would."""
    rows = tables.get("challenges", [])
    documents: list[dict[str, Any]] = [msgspec.to_builtins(row) for _, row in rows]
    rungs, _ = add_rungs(documents, [])
    tables["challenges"] = [
        (where, msgspec.convert(document, r.Challenge)) for (where, _), document in zip(rows, documents, strict=True)
    ]
    present_ids = {row.id for _, row in tables.setdefault("rungs", [])}
    tables["rungs"] += [
        ("challenges", msgspec.convert(rung, r.Rung)) for rung in rungs if rung["id"] not in present_ids
    ]


def add_first_reviews(tables: dict[str, list[tuple[str, Any]]]) -> None:
    """Make the weekly answers among the settings of an older export records, as migrating its journal would."""
    answers: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    settings = []
    for where, row in tables.get("settings", []):
        review = as_review(msgspec.to_builtins(row))
        if review is None:
            settings.append((where, row))
        else:
            answers.setdefault(review["week"], []).append((where, review))
    if answers:
        tables["settings"] = settings
        present_weeks = {row.week for _, row in tables.setdefault("reviews", [])}
        for week in answers.keys() - present_weeks:
            joined = join_answers(review for _, review in answers[week])
            tables["reviews"].append((answers[week][0][0], msgspec.convert(joined.review, r.Review)))
    if "adjusted" in tables:
        # Drop old answers that a merge had left out for another one; they would come back as settings.
        tables["adjusted"] = [(where, row) for where, row in tables["adjusted"] if as_review(row.was) is None]


def _migrate(table: str, raw: msgspec.Raw, schema: int) -> bytes | msgspec.Raw:
    """Return a record of an older export as this version would have exported it."""
    if not 0 < schema < SCHEMA:
        return raw
    return msgspec.json.encode(migrate_document(table, msgspec.json.decode(raw), schema))


def reject_repeated_ids(
    origin: Origin, tables: Mapping[str, list[tuple[str, Any]]], bad_rows: Iterable[BadRow]
) -> ExportedRecords:
    """Keep the first record of each id in a table, and count the others, and those no journal can hold, as bad rows."""
    all_bad_rows = list(bad_rows)
    checked_tables = {}
    for table, rows in tables.items():
        unique_ids: set[str] = set()
        unique_rows = []
        for where, row in rows:
            if (reason := describe_unusable_row(table, row)) is not None:
                all_bad_rows.append(BadRow(where, f"a record of {table} is invalid ({reason})"))
            elif row.id in unique_ids:
                all_bad_rows.append(BadRow(where, f"the id {row.id} is there twice in {table}"))
            else:
                unique_ids.add(row.id)
                unique_rows.append((where, row))
        checked_tables[table] = unique_rows
    return ExportedRecords(origin, checked_tables, tuple(all_bad_rows))
