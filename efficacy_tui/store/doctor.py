"""Diagnosis of a journal file: its problems, each with its record and a remedy.

Nothing here changes the file; `efficacy_tui.store.repair` does.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.model import locale_format
from efficacy_tui.store import atomic_file, backups, conflict_copies
from efficacy_tui.store.decode import MAX_BYTES, UnreadableBytes, describe_os_error, read_journal
from efficacy_tui.store.migrations import migrate, schema_of
from efficacy_tui.store.tables import DERIVED, OWN_TABLES, RECORD_TYPES, SCHEMA, HistoryStep, MetaEntry

_ID_PATTERN = re.compile(r"[0-9a-f]{32}")
_REFERENCE_TABLES = {
    "domain": "domains",
    "challenge": "challenges",
    "harder_than": "challenges",
    "easier_than": "challenges",
    "reappraisal": "reappraisals",
}
_SET_ASIDE_REMEDY = "“efficacy doctor --fix” sets it aside in a file beside the journal"

PlainTables = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class JournalProblem:
    """One problem: its `location` ("checkins 12"), its `description` and a `remedy`.

    `table` and `number` identify the document, if the problem is in one; `fields` are references to clear instead of
    setting the document aside. A `note` is not damage, and repair ignores it.
    """

    location: str
    description: str
    remedy: str
    table: str = ""
    number: str = ""
    fields: tuple[str, ...] = ()
    note: bool = False

    def __str__(self) -> str:
        return f"{self.location}: {self.description}. {self.remedy}."


def diagnose(path: Path) -> list[JournalProblem]:
    """List every problem of the journal at `path`, without changing anything."""
    if not atomic_file.is_present(path):
        return []
    try:
        data, _ = atomic_file.read_whole(path, MAX_BYTES)
        tables = parse_plain(data)
    except OSError as error:
        return [_build_file_problem(path, describe_os_error(error))]
    except UnreadableBytes as error:
        return [_build_file_problem(path, str(error))]
    problems = list(find_table_problems(tables))
    if not problems:
        try:
            read_journal(path, lambda: "0" * 32)
        except UnreadableBytes as error:
            problems.append(_build_file_problem(path, str(error)))
    return [*problems, *_find_duplicate_names(data), *_find_file_notes(path, tables)]


def parse_plain(data: bytes) -> PlainTables:
    """Decode the tables of a file as plain data; an older schema is migrated to the present one.

    Raises:
        UnreadableBytes: The file as a whole is not a journal.
    """
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableBytes("it is empty, as after an interrupted copy")
    try:
        data.decode("utf-8")
        tables = msgspec.json.decode(data)
    except UnicodeDecodeError as error:
        raise UnreadableBytes(f"it is not UTF-8 text (byte {locale_format.group_thousands(error.start)})") from error
    except (msgspec.DecodeError, RecursionError) as error:
        reason = "it ends in the middle" if "truncated" in str(error) else f"it is not JSON ({error})"
        raise UnreadableBytes(reason) from error
    if not isinstance(tables, dict) or not OWN_TABLES & tables.keys():
        raise UnreadableBytes("it is JSON, but no journal of this program")
    if schema_of(tables) == 0:
        try:
            return migrate(tables, 0, lambda: "0" * 32)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            raise UnreadableBytes(
                f"it is of an older format and cannot be brought to the present one ({error})"
            ) from error
    return tables


def find_table_problems(tables: PlainTables) -> Iterator[JournalProblem]:
    """Find the problems inside the tables."""
    schema = schema_of(tables)
    if schema is not None and schema > SCHEMA:
        yield JournalProblem("the file", f"it is of a newer format ({schema})", "Update this program", note=True)
        return
    if schema is None and isinstance(tables.get("meta"), dict | None):
        yield JournalProblem(
            "meta", "it does not say which format the file has", "“efficacy doctor --fix” writes it anew", "meta"
        )
    for name, table in tables.items():
        if name not in OWN_TABLES:
            if name != "_default" or table:
                yield JournalProblem(
                    f"“{name}”", "this program does not know this table", "It is left as it is", note=True
                )
        elif not isinstance(table, dict):
            yield JournalProblem(name, "this is no table", _SET_ASIDE_REMEDY, name)
        else:
            yield from _find_row_problems(name, table)
    yield from _find_dangling_references(tables)
    yield from _find_broken_rules(tables)


def _find_row_problems(name: str, table: dict[str, Any]) -> Iterator[JournalProblem]:
    kind = {"meta": MetaEntry, "history": HistoryStep}.get(name, RECORD_TYPES.get(name))
    number_by_id: dict[Any, str] = {}
    for number, document in table.items():
        location = f"{name} {number}"
        identifier = document.get("id") if isinstance(document, dict) else None
        if not number.isdigit():
            yield JournalProblem(location, "its number is not a number", _SET_ASIDE_REMEDY, name, number)
        elif reason := _find_document_error(name, document, kind):
            yield JournalProblem(location, reason, _SET_ASIDE_REMEDY, name, number)
        elif identifier in number_by_id:
            likeness = "the same" if document == table[number_by_id[identifier]] else "another"
            description = f"it has the id of {name} {number_by_id[identifier]} ({likeness} record)"
            yield JournalProblem(
                location, description, f"{_SET_ASIDE_REMEDY}; the newer of the two stays", name, number
            )
        else:
            number_by_id[identifier] = number


def _find_document_error(name: str, document: Any, kind: Any) -> str | None:
    """Return why a document is not a valid record of its table, or `None` if it is valid."""
    try:
        record = msgspec.json.decode(msgspec.json.encode(document), type=kind)
        if name == "history":
            record.read()
    except msgspec.MsgspecError as error:
        return str(error)
    if name != "meta" and not _ID_PATTERN.fullmatch(document["id"]):
        return "its id is not 32 hex digits"
    return None


def _find_dangling_references(tables: PlainTables) -> Iterator[JournalProblem]:
    """Find references to records that never existed; a deleted record has left a tombstone."""
    ids_by_table = {name: {row.get("id") for _, row in _numbered_documents(tables, name)} for name in RECORD_TYPES}
    deleted_ids = ids_by_table["tombstones"] | ids_by_table["adjusted"]
    for name in RECORD_TYPES:
        if name in DERIVED:
            continue
        for number, document in _numbered_documents(tables, name):
            dangling_fields = [
                field
                for field, table in _REFERENCE_TABLES.items()
                if isinstance(document.get(field), str) and document[field] not in ids_by_table[table] | deleted_ids
            ]
            evidence_ids = document.get("evidence", ()) if name == "reappraisals" else ()
            if isinstance(evidence_ids, list) and any(
                item not in ids_by_table["evidence"] | deleted_ids for item in evidence_ids
            ):
                dangling_fields.append("evidence")
            if "domain" in dangling_fields:
                yield JournalProblem(
                    f"{name} {number}", "its domain is not in the journal", _SET_ASIDE_REMEDY, name, number
                )
            elif dangling_fields:
                description = f"its {', '.join(dangling_fields)} is not in the journal"
                remedy = "“efficacy doctor --fix” clears the reference"
                yield JournalProblem(f"{name} {number}", description, remedy, name, number, tuple(dangling_fields))


def _find_broken_rules(tables: PlainTables) -> Iterator[JournalProblem]:
    """Find groups of records of which the rules of the journal allow only one."""
    remedy = "“efficacy doctor --fix” settles it as a merge would, and keeps what it replaces"
    groups: dict[tuple[str, Hashable], list[str]] = defaultdict(list)
    for number, document in _numbered_documents(tables, "checkins"):
        groups["checkins", f"{document.get('domain')} {document.get('day')}"].append(number)
    for number, document in _numbered_documents(tables, "challenges"):
        if document.get("status", "active") == "active":
            groups["challenges", str(document.get("domain"))].append(number)
    for number, document in _numbered_documents(tables, "domains"):
        if document.get("focus") and not document.get("archived"):
            groups["domains", "focus"].append(number)
    phrases = {
        "checkins": "check-ins of one domain and day",
        "challenges": "active challenges in one domain",
        "domains": "domains with the focus",
    }
    for (name, _), numbers in groups.items():
        if len(numbers) > 1:
            yield JournalProblem(
                f"{name} {', '.join(numbers)}", f"these are {len(numbers)} {phrases[name]}", remedy, name
            )


def _find_duplicate_names(data: bytes) -> Iterator[JournalProblem]:
    """Find names that occur twice in one JSON object; a JSON reader sees only the last."""
    duplicates: list[str] = []

    def collect_pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        document = dict(items)
        if len(document) != len(items):
            keys = [key for key, _ in items]
            duplicates.extend(sorted({key for key in keys if keys.count(key) > 1}))
        return document

    try:
        json.loads(data, object_pairs_hook=collect_pairs)
    except (ValueError, RecursionError):
        return
    for key in duplicates:
        remedy = "Compare with a backup; the next change writes the last one only"
        yield JournalProblem(
            f"“{key}”", "this name is there twice in one place, so only the last is seen", remedy, note=True
        )


def _find_file_notes(path: Path, tables: PlainTables) -> Iterator[JournalProblem]:
    for copy in conflict_copies.find_conflict_copies(path):
        remedy = f"“efficacy merge '{copy.name}'” takes it in"
        yield JournalProblem(copy.name, "a synchroniser left this copy beside the journal", remedy, note=True)
    if tables.get("history") and len(tables["history"]) > 1 and not backups.list_backups(path):
        yield JournalProblem("backups", "there is none yet", "“efficacy backup” makes one", note=True)


def _numbered_documents(tables: PlainTables, name: str) -> list[tuple[str, dict[str, Any]]]:
    table = tables.get(name, {})
    rows = table.items() if isinstance(table, dict) else ()
    return [(number, document) for number, document in rows if isinstance(document, dict)]


def _build_file_problem(path: Path, reason: str) -> JournalProblem:
    backup = backups.newest_good_backup(path)
    remedy = (
        f"“efficacy restore” sets it aside and puts the newest good backup, {backup.name}, in its place"
        if backup is not None
        else "There is no good backup; “efficacy doctor --fix” sets it aside, and a new journal begins"
    )
    return JournalProblem("the file", reason, remedy)
