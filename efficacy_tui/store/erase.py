"""Erase records, earlier versions or everything, from the journal and from every copy of it.

What is erased leaves a mark (see `erasures`), so that no other copy can bring it back. The copies are cleaned first and
the journal last: an erasure that is cut off finds what it has to do again, and can be finished.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.model.text_encoding import to_utf8
from efficacy_tui.store import atomic_file, backups, erase_marker, leftovers, stored_file
from efficacy_tui.store.copies import list_copies, read_tables
from efficacy_tui.store.decode import describe_os_error
from efficacy_tui.store.epochs import EPOCH, epoch_of, next_epoch
from efficacy_tui.store.erase_report import EraseReport
from efficacy_tui.store.erase_survivors import update_survivors
from efficacy_tui.store.erasures import ERASED_TITLE, Erasures, last_before, parse_instant
from efficacy_tui.store.errors import EraseCutOff
from efficacy_tui.store.file_facts import facts_in, journal_id, peek_facts, set_fact
from efficacy_tui.store.find_text import TextMatches, fold, has_loose_match
from efficacy_tui.store.joins import find_group, find_owner_ids
from efficacy_tui.store.locking import lock_path, locked, remove_leftovers
from efficacy_tui.store.references import owner_fields
from efficacy_tui.store.scrub import PlainTables, living_in, scrub_tables, versions_in
from efficacy_tui.store.tables import Contents, ErasureMark

_MOVED = ("updated", "domain")
"""The fields in which a record differs that belongs to another domain since the two were joined."""
JOURNAL_GONE = "The journal and every copy of it are gone; only a link to it is left."


@dataclass(frozen=True)
class Erasure:
    """What to erase: `records` whole (table by id), of others the `earlier` versions (table and last instant by id).

    `words` (folded) are taken out of the titles of the history, of former wordings inside a record, and of records set
    aside that have no id. The files in `unreadable` are removed.
    """

    records: dict[str, str] = field(default_factory=dict)
    earlier: dict[str, tuple[str, dt.datetime]] = field(default_factory=dict)
    words: str = ""
    unreadable: tuple[Path, ...] = ()


def collect_dependent_ids(contents: Contents, identifier: str) -> dict[str, str]:
    """Collect the ids of a record and of all records that depend on it, with their tables.

    These are the records of a domain, with the domains that were joined to it and the settings kept for it, the ratings
    of a rung, the evidence of a session, the answers of a rater, and drafts that name one of them. `build_erasures`
    adds those that other versions tell of.
    """
    tables_by_id: dict[str, str] = {}
    erased_ids = {identifier}
    if identifier in contents.domains and identifier not in find_owner_ids(contents.domains):
        tables_by_id |= dict.fromkeys(find_group(contents.domains, identifier), "domains")
    for name in r.TABLES:
        for row in contents.table(name).values():
            owners = [getattr(row, owner, None) for owner in _erased_with(name)]
            if name != "tombstones" and (row.id == identifier or not erased_ids.isdisjoint(owners)):
                tables_by_id[row.id] = name
                # The ratings of a domain's rungs come in a later table than the rungs.
                erased_ids |= {row.id} if name == "rungs" else set()
    is_domain = identifier in contents.domains
    for row in contents.settings.values():
        is_draft = row.key.startswith("draft:") and (is_domain or _names_any(row.value, tables_by_id))
        if is_draft or (is_domain and not tables_by_id.keys().isdisjoint(row.key.split(":"))):
            tables_by_id[row.id] = "settings"
    return tables_by_id


def plan_erasure(contents: Contents, matches: TextMatches, words: str) -> Erasure:
    """Plan to erase all matches of some words: present records whole, of the others only what is not current."""
    records = dict(matches.deleted)
    for row in (*matches.current, *matches.settings):
        records |= collect_dependent_ids(contents, row.id)
    earlier = {}
    for row in (*matches.earlier, *matches.revised):
        table = next(name for name in r.TABLES if contents.table(name).get(row.id) is row)
        instants = [last_before(_base_instant(contents, row))]
        instants += [matches.latest[row.id]] if row.id in matches.latest else []
        earlier[row.id] = table, max(instants)
    return Erasure(records, earlier, fold(words), tuple(matches.unreadable))


def erase(path: Path, erasure: Erasure, now: dt.datetime) -> EraseReport:
    """Erase from the files set aside, the backups and the other copies, and then from the journal.

    Raises:
        EraseCutOff: A file could not be written; those before it are clean, and erasing again goes on there.
        JournalBusy: Another program is writing.
        OSError: The folder cannot be used; nothing was done.
    """
    report = EraseReport()
    remove_leftovers(path, backups.backup_folder(path))
    with locked(path):
        journal = read_tables(path) if atomic_file.exists(path) else None
        copies = list_copies(path)
        erasures = build_erasures(erasure, journal or {}, [_read_or_empty(file) for file in copies], now)
        if journal is not None:
            update_survivors(journal, erasure.earlier, erasure.words, now)
        living = living_in(journal or {}, erasures)
        for number, file in enumerate(copies):
            try:
                _clean_copy(path, file, erasure, erasures, living, report)
            except OSError as error:
                progress = _describe_progress(number, len(copies))
                raise EraseCutOff(file, describe_os_error(error), progress, report) from error
        if journal is not None:
            counts = scrub_tables(journal, erasures, living) + _scrub_words(journal, erasure.words)
            set_fact(journal, EPOCH, next_epoch(now, epoch_of(facts_in(journal))))
            try:
                stored_file.replace_file(path, msgspec.json.encode(journal), journal=path)
            except OSError as error:
                progress = _describe_progress(len(copies), len(copies))
                raise EraseCutOff(path, describe_os_error(error), progress, report) from error
            report.steps = counts.pop("history", 0)
            report.records = counts
    return report


def erase_everything(path: Path, now: dt.datetime) -> EraseReport:
    """Remove every copy of the journal, and then the journal itself; only a marker is left, for a day.

    Raises:
        EraseCutOff: A file could not be removed; those before it are gone, and erasing again goes on there.
        JournalBusy: Another program is writing.
        OSError: The folder cannot be used; nothing was done.
    """
    report = EraseReport()
    target = atomic_file.resolve(path)
    identifiers = [journal_id(peek_facts(file)) for file in (path, *(item.path for item in backups.list_backups(path)))]
    remove_leftovers(path, backups.backup_folder(path))
    with locked(path):
        files = [file for file in (*list_copies(path), target) if atomic_file.is_present(file)]
        links = [path] if atomic_file.is_link(path) else []
        for number, file in enumerate([*files, *links]):
            try:
                if file == target:
                    # From here on, a program that has the journal open must not write it again.
                    erase_marker.write_marker(path, next(filter(None, identifiers), ""), now)
                _remove(file)
            except OSError as error:
                progress = JOURNAL_GONE if target in report.removed else _describe_progress(number, len(files) - 1)
                raise EraseCutOff(file, describe_os_error(error), progress, report) from error
            report.removed.append(file)
        atomic_file.remove_folder(backups.backup_folder(path))
    # Without a journal its key opens nothing, and a new journal is not sealed unasked.
    atomic_file.remove_files([lock_path(path), stored_file.key_path(path)])
    return report


def purge_history(path: Path, now: dt.datetime) -> int:
    """Delete the history of the journal and return the number of steps deleted.

    Overwritten and deleted versions are lost, current records stay. Backups still contain their history.

    Raises:
        OSError: The journal could not be written; it is as before.
        JournalBusy: Another program is writing.
    """
    with locked(path):
        tables = msgspec.json.decode(to_utf8(atomic_file.read_whole(path)[0]), type=dict[str, msgspec.Raw])
        steps = len(msgspec.json.decode(tables.get("history", msgspec.Raw(b"{}")), type=dict[str, msgspec.Raw]))
        tombstones = msgspec.json.decode(tables.get("tombstones", msgspec.Raw(b"{}")))
        deleted_versions = [row.pop("was") for row in tombstones.values() if isinstance(row, dict) and "was" in row]
        if steps or deleted_versions:
            facts: dict[str, Any] = {"meta": msgspec.json.decode(tables.pop("meta", msgspec.Raw(b"{}")))}
            set_fact(facts, EPOCH, next_epoch(now, epoch_of(facts_in(facts))))
            tables["history"] = msgspec.Raw(b"{}")
            tables["tombstones"] = msgspec.Raw(msgspec.json.encode(tombstones))
            adjusted = msgspec.json.decode(tables.pop("adjusted", msgspec.Raw(b"{}")))
            tables["adjusted"] = msgspec.Raw(msgspec.json.encode(_find_moved(adjusted, tables)))
            stored_file.replace_file(path, msgspec.json.encode({**facts, **tables}), journal=path)
    return steps


def _find_moved(adjusted: dict[str, Any], tables: dict[str, msgspec.Raw]) -> dict[str, Any]:
    """Return the adjustments that only moved a record to another domain; undoing a join takes them back."""
    rows = {
        (name, str(row.get("updated")), str(row.get("id"))): row
        for name in r.TABLES
        if adjusted and name in tables
        for row in msgspec.json.decode(tables[name]).values()
        if isinstance(row, dict)
    }
    moved = {}
    for number, entry in adjusted.items():
        if not isinstance(entry, dict) or not isinstance(entry.get("was"), dict):
            continue
        row = rows.get((str(entry.get("table")), str(entry.get("stamp")), str(entry.get("id"))), {})
        without_domains = [{**document, **dict.fromkeys(_MOVED)} for document in (row, entry["was"])]
        if row and without_domains[0] == without_domains[1]:
            moved[number] = entry
    return moved


def build_erasures(erasure: Erasure, journal: PlainTables, copies: Iterable[PlainTables], now: dt.datetime) -> Erasures:
    """Build the marks of an erasure; records in any file that belong to an erased one are erased, too."""
    records = dict(erasure.records)
    present_domains = _find_domains(journal)
    for tables in (journal, *copies):
        records |= _find_dependents(tables, set(erasure.records), present_domains)
    erased_at = now.astimezone(dt.UTC)
    rows: list[r.Tombstone | ErasureMark] = [
        r.Tombstone(id=identifier, created=erased_at, updated=erased_at, table=table, erased=True)
        for identifier, table in records.items()
    ]
    rows += [
        ErasureMark(id=identifier, table=table, until=until)
        for identifier, (table, until) in erasure.earlier.items()
        if identifier not in records
    ]
    return Erasures.of_rows(rows).joined(Erasures.of_tables(journal))


def _find_domains(journal: PlainTables) -> dict[str, str]:
    """Return the id of the domain of each present record (by id), as it was before any adjustment."""
    documents = [row for name in r.TABLES for row in journal.get(name, {}).values() if isinstance(row, dict)]
    stamps = {row.get("id"): row.get("updated") for row in documents if isinstance(row.get("id"), str)}
    for entry in journal.get("adjusted", {}).values():
        if isinstance(entry, dict) and isinstance(entry.get("was"), dict) and isinstance(entry.get("id"), str):
            documents += [entry["was"]] if stamps.get(entry["id"]) == entry.get("stamp") else []
    return {row["id"]: str(row["domain"]) for row in documents if isinstance(row.get("id"), str) and "domain" in row}


def _find_dependents(tables: PlainTables, erased_ids: set[str], present_domains: dict[str, str]) -> dict[str, str]:
    """Collect the records in one file, in any version, that belong to erased records.

    A record that belongs to another domain now only did while the two were joined.
    """
    dependents: dict[str, str] = {}
    owner_ids = set(erased_ids)
    for name, document in sorted(versions_in(tables), key=lambda version: version[0] == "rung_ratings"):
        if not isinstance(document.get("id"), str):
            continue
        owners = {field: str(document.get(field)) for field in _erased_with(name)}
        if "domain" in owners:
            owners["domain"] = present_domains.get(document["id"], owners["domain"])
        is_draft = name == "settings" and str(document.get("key")).startswith("draft:")
        names_erased = is_draft and _names_any(document.get("value"), erased_ids)
        if name == "settings":
            owners |= {f"key {number}": part for number, part in enumerate(str(document.get("key")).split(":"))}
        if names_erased or not owner_ids.isdisjoint(owners.values()):
            dependents[document["id"]] = name
            owner_ids |= {document["id"]} if name == "rungs" else set()
    return dependents


def _names_any(value: Any, ids: Iterable[str]) -> bool:
    """Whether a value, as plain data, contains one of some ids at any depth."""
    text = msgspec.json.encode(value)
    return any(identifier.encode() in text for identifier in ids)


def _erased_with(table: str) -> tuple[str, ...]:
    """Return the fields of a table's records that name a record with which they are erased."""
    return (*owner_fields(table), "reappraisal")


def _clean_copy(
    path: Path,
    file: Path,
    erasure: Erasure,
    erasures: Erasures,
    living: dict[str, dict[str, Any]],
    report: EraseReport,
) -> None:
    if file in erasure.unreadable:
        _remove(file)
        report.removed.append(file)
        return
    # A link is not followed: whoever can write into the folder could lead it to any file.
    tables = None if atomic_file.is_link(file) else read_tables(file)
    if tables is None:
        report.unreadable.append(file)
    elif scrub_tables(tables, erasures, living) + _scrub_words(tables, erasure.words):
        stored_file.replace_file(file, msgspec.json.encode(tables), journal=path)
        report.changed.append(file)


def _scrub_words(tables: PlainTables, folded_words: str) -> Counter[str]:
    """Take words out of the titles of the history, and remove documents without an id that contain them."""
    counts = Counter[str]()
    for name, table in tables.items() if folded_words else ():
        for number, document in list(table.items()):
            if name == "history" and isinstance(document, dict):
                if folded_words in fold(str(document.get("title", ""))):
                    table[number] = {**document, "title": ERASED_TITLE}
                    counts[name] += 1
            elif name != "meta" and has_loose_match(document, folded_words):
                del table[number]
                counts[name] += 1
    return counts


def _read_or_empty(file: Path) -> PlainTables:
    try:
        return read_tables(file) or {}
    except OSError:
        return {}


def _remove(file: Path) -> None:
    """Remove a file or a link, or a folder that was set aside in the place of a journal, with what is in it."""
    if atomic_file.is_folder(file) and not atomic_file.is_link(file):
        leftovers.remove_leftover(file)
        if not atomic_file.remove_folder(file):
            raise IsADirectoryError(21, "there is a folder in its place, and it is not empty", str(file))
    else:
        atomic_file.remove(file)


def _describe_progress(done: int, copies: int) -> str:
    """Say how far an erasure came that stopped at a copy, or at the journal after all of them."""
    if done < copies:
        return f"{done} of {copies} copies done; the others and your journal are not done yet."
    return "Every copy is done, but your journal is not done yet." if copies else "Your journal is not done yet."


def _base_instant(contents: Contents, row: Any) -> dt.datetime:
    """Return when a record was last changed by the person, whatever a rule of merging adjusted afterwards."""
    entry = contents.adjusted.get(row.id)
    was = parse_instant(entry.was.get("updated")) if entry is not None else None
    is_adjusted = entry is not None and entry.stamp == msgspec.to_builtins(row.updated)
    updated: dt.datetime = was if was is not None and is_adjusted else row.updated
    return updated
