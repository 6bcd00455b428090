"""Operations on the whole journal: merge a copy, erase records and history, restore a backup."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.store import backups, restore
from efficacy_tui.store import erase as store_erase
from efficacy_tui.store.atomic_file import signature
from efficacy_tui.store.conflict_copies import find_conflict_copies
from efficacy_tui.store.decode import UnreadableBytes, read_all_steps, read_journal
from efficacy_tui.store.errors import ReadOnly, Rejected
from efficacy_tui.store.history import History
from efficacy_tui.store.merge import MergeResult, drop_erased_changes, merge_contents
from efficacy_tui.store.tables import find_changed_rows
from efficacy_tui.store.unit_of_work import UnitOfWork


def merge_copy(journal: Journal, other: Path) -> MergeResult:
    """Merge another copy of the journal into this one; return what was merged.

    This cannot be undone: undo would delete the merged records on the other machine too.

    Raises:
        Rejected: the other file is not a journal.
        StoreError: the result could not be saved.
    """
    try:
        loaded = read_journal(other, journal.store.new_id)
        steps = read_all_steps(loaded)
    except UnreadableBytes as error:
        raise Rejected(f"{other} could not be merged: {error}. Nothing was changed.") from error

    def intent(unit: UnitOfWork, history: History) -> MergeResult:
        before = unit.contents
        merged = merge_contents(before, loaded.contents)
        for table, identifier in sorted(find_changed_rows(before, merged.contents)):
            unit.write(table, identifier, merged.contents.table(table).get(identifier))
        history.archive([*drop_erased_changes(steps, merged.contents), *merged.lost])
        return merged

    return journal.transact(f"Merge: {other.name}", intent, in_history=False)


def describe_record(row: Any) -> str:
    """Return a record as one line: its day, and its text or value."""
    text = next(
        (str(value) for key in ("title", "name", "text", "key", "event") if (value := getattr(row, key, ""))), ""
    )
    if hasattr(row, "confidence"):
        text = f"check-in {row.confidence} {row.note}".rstrip()
    day = getattr(row, "day", None) or getattr(row, "start", None) or row.created.date()
    return f"{locale_format.padded_full_date(day)}  {' '.join(text.split())[:70]}"


def erase(journal: Journal, identifier: str) -> store_erase.EraseReport:
    """Erase a record (a domain with all its records) from the journal, its history and every backup.

    Raises:
        StoreError: the pending changes could not be saved first, or the journal is read-only.
        OSError: a file could not be written; call again.
    """
    _require_writable(journal)
    journal.store.flush()
    rows = store_erase.collect_dependent_ids(journal.contents, identifier)
    report = store_erase.erase_records(journal.path, rows, journal.now())
    journal.refresh()
    return report


def purge_history(journal: Journal) -> int:
    """Delete the history, so that nothing can be undone; return the number of deleted steps.

    Raises:
        StoreError: the pending changes could not be saved first, or the journal is read-only.
        OSError: the file could not be written; it is unchanged.
    """
    _require_writable(journal)
    journal.store.flush()
    if signature(journal.path) is None:
        return 0
    steps = store_erase.purge_history(journal.path)
    journal.refresh()
    return steps


def _require_writable(journal: Journal) -> None:
    if journal.read_only:
        raise ReadOnly(journal.path, journal.store.schema)


def backup_time(journal: Journal, backup: Path | None) -> dt.datetime | None:
    """Return when a backup was made, in UTC; `None` when there is no such backup, or the disk tells nothing."""
    try:
        return next((item.at for item in backups.list_backups(journal.path) if item.path == backup), None)
    except OSError:
        return None


def restore_backup(journal: Journal, backup: Path) -> Path | None:
    """Replace the journal with a backup; return the path the present file was moved to.

    Raises:
        Rejected: the backup could not be restored; the journal is unchanged.
    """
    try:
        return restore.restore_backup(journal.path, backup, journal.now())
    except (OSError, UnreadableBytes) as error:
        raise Rejected(f"{backup.name} could not be put in place: {error}. The journal is as it was.") from error


def set_damaged_aside(journal: Journal) -> Path:
    """Rename a damaged journal, so that an empty one can start; return its new path.

    Raises:
        Rejected: the file cannot be renamed; it is unchanged.
    """
    try:
        return backups.set_aside_damaged(journal.path, journal.now())
    except OSError as error:
        raise Rejected(f"{journal.path.name} could not be put aside: {error}. It is as it was.") from error


def conflict_copies_of(journal: Journal) -> list[Path]:
    """Return the conflict copies that file synchronisers left beside the journal; none if the disk tells nothing."""
    try:
        return find_conflict_copies(journal.path)
    except OSError:
        return []


def copy_signature(copy: Path) -> str:
    """Return a text that differs between versions of a copy, without reading it; its name if nothing can be told."""
    try:
        file_signature = signature(copy)
    except OSError:
        file_signature = None
    return f"{copy.name} {file_signature[1:] if file_signature else ''}"
