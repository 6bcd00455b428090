"""Looking after the journal as a whole: merging a copy into it, erasing from it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.store import backups, restore
from efficacy_tui.store import erase as erasing
from efficacy_tui.store.atomic_file import signature
from efficacy_tui.store.conflict_copies import find_conflict_copies
from efficacy_tui.store.decode import UnreadableBytes, all_steps, read_journal
from efficacy_tui.store.errors import ReadOnly
from efficacy_tui.store.history import History
from efficacy_tui.store.merge import MergeResult, merge_contents, without_erased
from efficacy_tui.store.tables import differences
from efficacy_tui.store.unit_of_work import UnitOfWork


def merge_copy(journal: Journal, other: Path) -> MergeResult:
    """Take in everything another copy of the journal knows; gives what that was.

    It is no step of undo: taking it back would delete, on the other machine too, what came from there.

    Raises:
        Rejected: the other file is no journal.
        StoreError: it could not be saved.
    """
    try:
        loaded = read_journal(other, journal.store.new_id)
        steps = all_steps(loaded)
    except UnreadableBytes as error:
        raise Rejected(f"{other} could not be merged: {error}. Nothing was changed.") from error

    def intent(draft: UnitOfWork, history: History) -> MergeResult:
        before = draft.contents
        merged = merge_contents(before, loaded.contents)
        for table, identifier in sorted(differences(before, merged.contents)):
            draft.write(table, identifier, merged.contents.table(table).get(identifier))
        history.archive([*without_erased(steps, merged.contents), *merged.lost])
        return merged

    return journal.transact(f"Merge: {other.name}", intent, remembered=False)


def describe_record(row: Any) -> str:
    """A record in one line: its day, and its text or value."""
    words = next(
        (str(value) for key in ("title", "name", "text", "key", "event") if (value := getattr(row, key, ""))), ""
    )
    if hasattr(row, "confidence"):
        words = f"check-in {row.confidence} {row.note}".rstrip()
    day = getattr(row, "day", None) or getattr(row, "start", None) or row.created.date()
    return f"{locale_format.full_column(day)}  {' '.join(words.split())[:70]}"


def erase(journal: Journal, identifier: str) -> erasing.EraseReport:
    """Erase a record, and with a domain all that belongs to it, from the journal, its history and every backup.

    Raises:
        StoreError: what is waiting could not be saved first, or the journal is read-only.
        OSError: a file could not be written; do it again.
    """
    _writable(journal)
    journal.store.flush()
    doomed = erasing.record_with_dependents(journal.contents, identifier)
    found = erasing.erase_records(journal.path, doomed, journal.now())
    journal.refresh()
    return found


def purge_history(journal: Journal) -> int:
    """Forget what was overwritten, and with it undo; gives how many steps went.

    Raises:
        StoreError: what is waiting could not be saved first, or the journal is read-only.
        OSError: it could not be written; it is as it was.
    """
    _writable(journal)
    journal.store.flush()
    if not journal.path.exists():
        return 0
    steps = erasing.purge_history(journal.path)
    journal.refresh()
    return steps


def _writable(journal: Journal) -> None:
    if journal.read_only:
        raise ReadOnly(journal.path, journal.store.schema)


def backup_time(journal: Journal, backup: Path | None) -> dt.datetime | None:
    """When a backup was made, UTC; `None` when there is none."""
    return next((each.at for each in backups.list_backups(journal.path) if each.path == backup), None)


def restore_backup(journal: Journal, backup: Path) -> Path | None:
    """Put a backup in the journal's place; gives where the present file is kept.

    Raises:
        Rejected: it could not be done; the journal is as it was.
    """
    try:
        return restore.restore_backup(journal.path, backup, journal.now())
    except (OSError, UnreadableBytes) as error:
        raise Rejected(f"{backup.name} could not be put in place: {error}. The journal is as it was.") from error


def set_damaged_aside(journal: Journal) -> Path:
    """Give a damaged journal another name beside it, so that an empty one can begin; gives that name.

    Raises:
        Rejected: it cannot be renamed; it is as it was.
    """
    try:
        return backups.set_aside_damaged(journal.path, journal.now())
    except OSError as error:
        raise Rejected(f"{journal.path.name} could not be put aside: {error}. It is as it was.") from error


def conflict_copies_of(journal: Journal) -> list[Path]:
    """Copies of the journal that file synchronisers left beside it."""
    return find_conflict_copies(journal.path)


def copy_signature(copy: Path) -> str:
    """What tells one version of a copy from the next without reading it."""
    seen = signature(copy)
    return f"{copy.name} {seen[1:] if seen else ''}"
