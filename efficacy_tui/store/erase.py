"""Erase a record, a domain with all its records, or everything, from the journal and from every copy of it.

An erased record leaves a tombstone with its id, so that merging another machine's copy cannot bring it back.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store import atomic_file, backups
from efficacy_tui.store.conflict_copies import find_conflict_copies
from efficacy_tui.store.locking import lock_path, locked, remove_leftovers
from efficacy_tui.store.merge import ERASED_TITLE
from efficacy_tui.store.tables import Contents

PlainTables = dict[str, dict[str, Any]]


@dataclass
class EraseReport:
    """Records erased by table, history steps erased, and the files changed, removed, or unreadable."""

    records: Counter[str] = field(default_factory=Counter)
    steps: int = 0
    changed: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)
    unreadable: list[Path] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Format the report, one line for each item."""
        lines = [f"removed  {count} {table}" for table, count in sorted(self.records.items())]
        if self.steps:
            lines.append(f"removed  {self.steps} steps of the history")
        lines += [f"cleaned  {path}" for path in self.changed]
        lines += [f"removed  {path}" for path in self.removed]
        lines += [f"not read {path} (it may still hold a copy: look at it, and delete it)" for path in self.unreadable]
        return lines


def collect_dependent_ids(contents: Contents, identifier: str) -> set[str]:
    """Collect the ids of a record and of all records that depend on it.

    These are the records of a domain, the evidence of a session and the answers of a rater.
    """
    ids = {identifier}
    for name in r.TABLES:
        for row in contents.table(name).values():
            if identifier in [getattr(row, owner, None) for owner in ("domain", "reappraisal", "by")]:
                ids.add(row.id)
    if identifier in contents.domains:
        ids |= {row.id for row in contents.settings.values() if row.key.startswith("draft:")}
    return ids


def erase_records(path: Path, erased_ids: set[str], now: dt.datetime) -> EraseReport:
    """Erase records by id from the journal, its history, its backups and the files set aside.

    Raises:
        OSError: A file could not be written; those already written stay erased. Call again.
        JournalBusy: Another program is writing.
    """
    report = EraseReport()
    remove_leftovers(path, backups.backup_folder(path))
    with locked(path):
        # The journal comes last: as long as it has the record, one can ask again for an erasure that was cut off.
        files = (*list_copies(path), path)
        all_ids = set(erased_ids)
        for file in files:
            tables = _read_tables(file)
            if tables is None:
                report.unreadable.append(file)
            else:
                all_ids |= _find_dependents(tables, erased_ids)
        for file in files:
            tables = _read_tables(file)
            counts = None if tables is None else remove_records(tables, all_ids, now)
            if counts is None:
                continue
            atomic_file.replace_file(file, msgspec.json.encode(tables))
            if file == path:
                report.steps = counts.pop("history", 0)
                report.records = counts
            else:
                report.changed.append(file)
    return report


def erase_everything(path: Path) -> EraseReport:
    """Remove the journal and every copy of it.

    Raises:
        OSError: A file could not be removed.
        JournalBusy: Another program is writing.
    """
    report = EraseReport()
    target = atomic_file.resolve(path)
    remove_leftovers(path, backups.backup_folder(path))
    with locked(path):
        for file in (*list_copies(path), target, *([path] if path.is_symlink() else [])):
            if file.exists() or file.is_symlink():
                file.unlink()
                report.removed.append(file)
        folder = backups.backup_folder(path)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    atomic_file.remove_files([lock_path(path)])
    return report


def purge_history(path: Path) -> int:
    """Delete the history of the journal and return the number of steps deleted.

    Overwritten versions are lost, current records stay. Backups still contain their history.

    Raises:
        OSError: The journal could not be written; it is as before.
        JournalBusy: Another program is writing.
    """
    with locked(path):
        tables = msgspec.json.decode(path.read_bytes(), type=dict[str, msgspec.Raw])
        steps = len(msgspec.json.decode(tables.get("history", msgspec.Raw(b"{}")), type=dict[str, msgspec.Raw]))
        if steps:
            tables["history"] = msgspec.Raw(b"{}")
            tables.pop("adjusted", None)
            atomic_file.replace_file(path, msgspec.json.encode(tables))
    return steps


def list_copies(path: Path) -> list[Path]:
    """List every copy of the journal that this program or a synchroniser made: backups, set-aside files, conflicts."""
    target = atomic_file.resolve(path)
    prefixes = tuple(f"{target.stem}.{why}-" for why in backups.ASIDE_REASONS)
    set_aside_files = sorted(file for file in target.parent.iterdir() if file.name.startswith(prefixes))
    return [*(backup.path for backup in backups.list_backups(path)), *set_aside_files, *find_conflict_copies(path)]


def _read_tables(file: Path) -> PlainTables | None:
    try:
        tables = msgspec.json.decode(file.read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError, IsADirectoryError):
        return None
    is_journal = isinstance(tables, dict) and all(isinstance(table, dict) for table in tables.values())
    return tables if is_journal else None


def _find_dependents(tables: PlainTables, erased_ids: set[str]) -> set[str]:
    """Collect the ids of records in one file, including its history, that belong to erased records."""
    ids = set()
    for table in tables.values():
        for document in table.values():
            if not isinstance(document, dict):
                continue
            versions = [document, document.get("was")]
            for change in document.get("changes", ()):
                versions += [
                    {**version, "id": change["id"]} for version in (change.get("was"), change.get("now")) if version
                ]
            for version in versions:
                if isinstance(version, dict) and erased_ids & {version.get("domain"), version.get("reappraisal")}:
                    ids.add(version["id"])
    return ids


def remove_records(tables: PlainTables, erased_ids: set[str], now: dt.datetime) -> Counter[str] | None:
    """Replace records in plain tables by tombstones; return the counts by table, or `None` if nothing changed."""
    counts = Counter[str]()
    table_by_id: dict[str, str] = {}
    for name, table in tables.items():
        for number, document in list(table.items()):
            if not isinstance(document, dict):
                continue
            if name == "history":
                if _clean_step(table, number, document, erased_ids):
                    counts[name] += 1
            elif document.get("id") in erased_ids and name != "tombstones":
                del table[number]
                if name in r.TABLES:
                    counts[name] += 1
                    table_by_id[document["id"]] = name
                elif name == "adjusted":
                    counts[name] += 1
                    table_by_id[document["id"]] = document.get("table", "checkins")
            elif _clear_links(document, erased_ids):
                counts[f"links in {name}"] += 1
    for tombstone in tables.get("tombstones", {}).values():
        if tombstone.get("id") in erased_ids and not tombstone.get("erased"):
            table_by_id[tombstone["id"]] = tombstone.get("table", "evidence")
            counts["tombstones"] += 1
    if "meta" in tables:
        _add_tombstones(tables.setdefault("tombstones", {}), table_by_id, now)
    return +counts or None


def _clean_step(table: dict[str, Any], number: str, step: dict[str, Any], erased_ids: set[str]) -> bool:
    changes = step.get("changes", [])
    remaining = [change for change in changes if change.get("id") not in erased_ids]
    documents = [change[key] for change in remaining for key in ("was", "now") if change.get(key)]
    has_cleared = sum(_clear_links(document, erased_ids) for document in documents) > 0
    if len(remaining) == len(changes):
        return has_cleared
    if remaining:
        table[number] = {**step, "title": ERASED_TITLE, "changes": remaining, "state": "superseded"}
    else:
        del table[number]
    return True


def _clear_links(document: dict[str, Any], erased_ids: set[str]) -> bool:
    has_cleared = False
    for key in ("challenge", "harder_than", "easier_than", "reappraisal"):
        if document.get(key) in erased_ids:
            del document[key]
            has_cleared = True
    evidence_ids = document.get("evidence")
    if isinstance(evidence_ids, list) and erased_ids.intersection(evidence_ids):
        document["evidence"] = [item for item in evidence_ids if item not in erased_ids]
        has_cleared = True
    return has_cleared


def _add_tombstones(tombstones: dict[str, Any], table_by_id: dict[str, str], now: dt.datetime) -> None:
    erased_at = msgspec.to_builtins(now.astimezone(dt.UTC))
    number_by_id = {tombstone["id"]: number for number, tombstone in tombstones.items()}
    next_number = max(map(int, tombstones), default=0) + 1
    for identifier, table in table_by_id.items():
        tombstone = {"id": identifier, "created": erased_at, "updated": erased_at, "table": table, "erased": True}
        number = number_by_id.get(identifier)
        if number is None:
            number, next_number = str(next_number), next_number + 1
        tombstones[number] = tombstone
