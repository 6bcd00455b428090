"""The problems inside the tables of a journal, each with the document it is in and how it can be fixed."""

from __future__ import annotations

import datetime as dt
import math
import re
import shlex
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.model.text import fold
from efficacy_tui.store import limits
from efficacy_tui.store.decode import describe_bad_adjustment, describe_document_error, shorten
from efficacy_tui.store.joins import find_owner_ids
from efficacy_tui.store.migrations import migrate, schema_of
from efficacy_tui.store.plain_file import SHADOWED_MARK, PlainTables
from efficacy_tui.store.references import link_fields, owner_fields
from efficacy_tui.store.tables import DERIVED, OWN_TABLES, RECORD_TYPES, SCHEMA, HistoryStep, MetaEntry
from efficacy_tui.store.text_cleaning import clean_document, find_unclean_fields

Fix = Literal["set aside", "date", "clean", "renumber", "clear", "settle", "meta", "rewrite", "permissions", ""]
"""How a problem is fixed; "": only the person can."""

REMEDIES: dict[Fix, str] = {
    "set aside": "“efficacy doctor --fix” sets it aside in a file beside the journal",
    "date": "“efficacy doctor --fix” dates it by its other date; the old record goes into a file beside the journal",
    "clean": "“efficacy doctor --fix” removes them; the old record goes into a file beside the journal",
    "renumber": "“efficacy doctor --fix” gives it a number of its own",
    "clear": "“efficacy doctor --fix” clears the reference",
    "settle": "“efficacy doctor --fix” settles it as a merge would, and keeps what it replaces",
    "meta": "“efficacy doctor --fix” rewrites it",
    "rewrite": "“efficacy doctor --fix” rewrites the file",
    "permissions": "“efficacy doctor --fix” lets only you read it",
}


_ID_PATTERN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class JournalProblem:
    """One problem: its `location` ("checkins 12"), its `description`, and a `remedy`, a sentence without its full stop.

    `table` and `number` identify the document, if the problem is in one; `fields` are references to clear. A `note` is
    no damage.
    """

    location: str
    description: str
    remedy: str
    table: str = ""
    number: str | None = None
    fields: tuple[str, ...] = ()
    fix: Fix = ""
    note: bool = False

    def __str__(self) -> str:
        return f"{self.location}: {self.description}. {self.remedy}."


def find_table_problems(tables: PlainTables, new_id: Callable[[], str] = lambda: "0" * 32) -> list[JournalProblem]:
    """Find every problem inside the tables.

    An older schema is migrated in place first, once the form of its tables allows it; `new_id` is for the journal's id.
    """
    schema = schema_of(tables)
    if schema is not None and schema > SCHEMA:
        return [JournalProblem("the file", f"it is of a newer format ({schema})", "Update this program", note=True)]
    if problems := [*_find_form_problems(tables)]:
        return problems
    if schema is not None and schema < SCHEMA and (problem := _migrate(tables, schema, new_id)) is not None:
        return [problem]
    problems = []
    for name in sorted(OWN_TABLES & tables.keys()):
        problems += _find_row_problems(name, tables[name])
    if not any(problem.table == "meta" for problem in problems):
        problems += _find_meta_problems(tables)
    bad_documents = {(problem.table, problem.number) for problem in problems if problem.fix == "set aside"}
    rows_by_table = {
        name: {
            number: document for number, document in tables.get(name, {}).items() if (name, number) not in bad_documents
        }
        for name in RECORD_TYPES
    }
    problems += _find_dangling_references(rows_by_table)
    problems += _find_broken_rules(rows_by_table)
    problems += _find_namesakes(rows_by_table["domains"])
    return problems


def _problem(location: str, description: str, fix: Fix, table: str, number: str | None = None) -> JournalProblem:
    return JournalProblem(location, description, REMEDIES[fix], table, number, fix=fix)


def locate(table: str, number: str) -> str:
    """Return the location of a document: its table and its number."""
    return f"{table} {shorten(number) or '(without a number)'}"


def _find_form_problems(tables: PlainTables) -> Iterator[JournalProblem]:
    """Find tables that are no tables and documents that are no documents."""
    for name, table in tables.items():
        if name.partition(SHADOWED_MARK)[0] not in OWN_TABLES:
            if not _is_writable(table):
                yield _problem(f"“{shorten(name)}”", "this table contains what a file cannot hold", "set aside", name)
            continue
        if not isinstance(table, dict) or name not in OWN_TABLES:
            yield _problem(shorten(name), "this is not a table", "set aside", name)
            continue
        for number, document in table.items():
            if not isinstance(document, dict):
                description = f"Expected `object`, got `{_describe_kind(document)}`"
                yield _problem(locate(name, number), description, "set aside", name, number)


def _is_writable(value: Any) -> bool:
    """Whether a value of a table that this program does not know can be written again as it is."""
    if limits.is_nested_too_deeply(value) or _has_unwritable_number(value):
        return False
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        return False
    return True


def _describe_kind(value: Any) -> str:
    for kind, word in ((str, "str"), (bool, "bool"), (int, "int"), (float, "float"), (list, "array")):
        if isinstance(value, kind):
            return word
    return "null"


def _migrate(tables: PlainTables, schema: int, new_id: Callable[[], str]) -> JournalProblem | None:
    try:
        migrate(tables, schema, new_id)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        reason = f"it is of an older format and cannot be brought to the present one ({describe_document_error(error)})"
        return JournalProblem("the file", reason, "Restore a backup")
    return None


def _find_meta_problems(tables: PlainTables) -> Iterator[JournalProblem]:
    if schema_of(tables) is None:
        yield _problem("meta", "it does not say which format the file has", "meta", "meta")
        return
    entries = [entry for entry in tables.get("meta", {}).values() if entry.get("id") == "journal"]
    if not (entries and isinstance(entries[-1].get("value"), str) and entries[-1]["value"]):
        yield _problem("meta", "it does not say which journal this is", "meta", "meta")


def _find_row_problems(name: str, table: dict[str, Any]) -> Iterator[JournalProblem]:
    kind = {"meta": MetaEntry, "history": HistoryStep}.get(name, RECORD_TYPES.get(name))
    number_by_id: dict[str, str] = {}
    for number, document in table.items():
        location = locate(name, number)
        if reason := _find_document_error(name, document, kind):
            yield _problem(location, reason, "set aside", name, number)
            continue
        identifier = document["id"]
        if identifier in number_by_id:
            other = number_by_id[identifier]
            likeness = "the same" if document == table[other] else "another"
            older = min((other, number), key=lambda key: _rank_version(table[key]))
            number_by_id[identifier] = number if older == other else other
            description = f"it has the id of {locate(name, other)} ({likeness} record)"
            remedy = f"{REMEDIES['set aside']}; the newer of the two stays"
            yield JournalProblem(location, description, remedy, name, older, fix="set aside")
            continue
        number_by_id[identifier] = number
        if SHADOWED_MARK in number:
            original = locate(name, number.partition(SHADOWED_MARK)[0])
            yield _problem(
                original, "this number is there twice, so that only the last one counts", "renumber", name, number
            )
        elif not limits.is_document_number(number):
            yield _problem(location, "its number is not a number", "renumber", name, number)
        if (reason := _find_bad_stamp(name, document, kind)) is not None:
            yield _problem(location, reason, "date", name, number)
        if unsafe := _describe_unclean_text(document):
            yield _problem(location, unsafe, "clean", name, number)


def _rank_version(document: dict[str, Any]) -> tuple[dt.datetime, bytes]:
    try:
        updated = msgspec.convert(document.get("updated"), dt.datetime)
    except msgspec.ValidationError:
        updated = dt.datetime.min.replace(tzinfo=dt.UTC)
    return updated.replace(tzinfo=updated.tzinfo or dt.UTC), msgspec.json.encode(clean_document(document))


def _find_document_error(name: str, document: dict[str, Any], kind: Any) -> str | None:
    """Return why a document is not a valid record of its table, or `None` if it is valid."""
    if limits.is_nested_too_deeply(document, limits.MAX_NESTING + 1):
        return "it is nested too deeply"
    if _has_unwritable_number(document):
        return "a number in it is out of range"
    try:
        record = msgspec.json.decode(msgspec.json.encode(clean_document(document)), type=kind)
    except msgspec.MsgspecError as error:
        return describe_document_error(error)
    except UnicodeEncodeError:
        return "the name of a field in it is not text"
    if name == "meta":
        return None
    if not _ID_PATTERN.fullmatch(document["id"]):
        return "its id is not 32 hex digits"
    if name == "history":
        return _find_step_error(record)
    if name == "adjusted":
        return describe_bad_adjustment(record)
    return limits.describe_bad_date(record, stamps=False)


def _find_bad_stamp(name: str, document: dict[str, Any], kind: Any) -> str | None:
    """Return why the instants at which a record was made and changed cannot be right, or `None`."""
    return limits.describe_bad_date(msgspec.convert(clean_document(document), kind)) if name in r.TABLES else None


def _find_step_error(step: HistoryStep) -> str | None:
    """Return why a step could not be undone, redone or merged, or `None` if it could."""
    try:
        changes = step.read()
        for change in changes:
            if change.table not in RECORD_TYPES:
                return f"it changed a table “{shorten(change.table)}”, which this program does not know"
            for version in (change.was, change.now):
                if version is None:
                    continue
                row = msgspec.convert(version, RECORD_TYPES[change.table])
                if change.table != "adjusted" and (reason := limits.describe_bad_date(row)) is not None:
                    return f"a version in it has a bad date: {reason}"
    except msgspec.MsgspecError as error:
        return describe_document_error(error)
    return None


def _has_unwritable_number(value: Any) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    if isinstance(value, dict):
        return any(map(_has_unwritable_number, value.values()))
    return isinstance(value, list) and any(map(_has_unwritable_number, value))


def _describe_unclean_text(document: dict[str, Any]) -> str | None:
    fields = list(dict.fromkeys(find_unclean_fields(document)))
    return f"what is in {', '.join(fields)} could act on a terminal" if fields else None


def _find_dangling_references(rows_by_table: dict[str, dict[str, Any]]) -> Iterator[JournalProblem]:
    """Find references to records that never existed; a deleted record has left a tombstone."""
    ids_by_table = {name: {document["id"] for document in rows.values()} for name, rows in rows_by_table.items()}
    deleted_ids = ids_by_table["tombstones"] | ids_by_table["adjusted"]
    for name, rows in rows_by_table.items():
        if name in DERIVED:
            continue
        for number, document in rows.items():
            dangling_fields = [
                field
                for field, table in {**owner_fields(name), **link_fields(name)}.items()
                if isinstance(document.get(field), str)
                and document[field] not in ids_by_table[table]
                and document[field] not in deleted_ids
            ]
            evidence_ids = document.get("evidence", ()) if name == "reappraisals" else ()
            if any(item not in ids_by_table["evidence"] and item not in deleted_ids for item in evidence_ids):
                dangling_fields.append("evidence")
            location = locate(name, number)
            owner = next((field for field in ("domain", "rung") if field in dangling_fields), None)
            if owner is not None and owner in owner_fields(name):
                yield _problem(location, f"its {owner} is not in the journal", "set aside", name, number)
            elif dangling_fields:
                description = f"its {', '.join(dangling_fields)} is not in the journal"
                fields = tuple(dangling_fields)
                yield JournalProblem(location, description, REMEDIES["clear"], name, number, fields, "clear")


def _find_broken_rules(rows_by_table: dict[str, dict[str, Any]]) -> Iterator[JournalProblem]:
    """Find groups of records of which the rules of the journal allow only one."""
    groups: dict[tuple[str, Hashable], list[str]] = defaultdict(list)
    owner_ids = find_owner_ids(_parse_domains(rows_by_table["domains"]))
    for name, rows in rows_by_table.items() if owner_ids else ():
        for number, document in rows.items() if name not in DERIVED else ():
            if isinstance(domain := document.get("domain"), str) and domain in owner_ids:
                description = "its domain was joined to another one"
                yield _problem(locate(name, number), description, "settle", name, number)
    for number, document in rows_by_table["checkins"].items():
        groups["checkins", (document["domain"], document["day"])].append(number)
    for number, document in rows_by_table["rung_ratings"].items():
        groups["rung_ratings", (document["rung"], document["day"])].append(number)
    for number, document in rows_by_table["challenges"].items():
        if document.get("status", "active") == "active":
            groups["challenges", document["domain"]].append(number)
    for number, document in rows_by_table["reviews"].items():
        groups["reviews", document["week"]].append(number)
    for number, document in rows_by_table["settings"].items():
        groups["settings", document["key"]].append(number)
    domains = rows_by_table["domains"]
    focused = [number for number, document in domains.items() if document.get("focus")]
    groups["domains", "focus"] = focused
    phrases = {
        "checkins": "check-ins of one domain and day",
        "rung_ratings": "ratings of one rung and day",
        "challenges": "active challenges in one domain",
        "reviews": "answers of one week",
        "settings": "settings of one name",
        "domains": "domains with the focus",
    }
    for (name, _), numbers in groups.items():
        if len(numbers) > 1:
            description = f"these are {len(numbers)} {phrases[name]}"
            yield _problem(f"{name} {', '.join(map(shorten, numbers))}", description, "settle", name)
    present = [document for document in domains.values() if document["id"] not in owner_ids]
    active = [document for document in present if not document.get("archived")]
    if active and not any(document.get("focus") for document in active) and len(focused) < 2:
        yield _problem("domains", "none of those in use has the focus", "settle", "domains")


def _find_namesakes(domains: dict[str, Any]) -> Iterator[JournalProblem]:
    """Find domains of one name, as two machines can have made them."""
    joined_ids = find_owner_ids(_parse_domains(domains)).keys()
    names: dict[str, list[str]] = defaultdict(list)
    for document in domains.values():
        if document["id"] not in joined_ids:
            names[" ".join(fold(document["name"]).split())].append(document["name"])
    for group in names.values():
        if len(group) > 1:
            name = " ".join(group[0].split())
            remedy = f"“efficacy domain join {shlex.quote(name)}” joins them"
            yield JournalProblem("domains", f"{len(group)} are called {name}", remedy, note=True)


def _parse_domains(domains: dict[str, Any]) -> dict[str, r.Domain]:
    return {document["id"]: msgspec.convert(clean_document(document), r.Domain) for document in domains.values()}
