"""Restore a backup: choose it, compare it with the present file, and set that file aside."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from efficacy_tui.model import records as r
from efficacy_tui.store import atomic_file, backups
from efficacy_tui.store.decode import UnreadableBytes, read_journal
from efficacy_tui.store.locking import locked
from efficacy_tui.store.tables import Contents

MAX_NEWEST = 5
"""How many of the newest lost records are reported."""


@dataclass(frozen=True)
class RestoreLoss:
    """What restoring a backup would lose.

    `tables` are (table, records now, records in the backup); `newest` are (table, record) not in the backup, newest
    first; `changed` counts records with another version there; `unreadable` says why the present file cannot be read.
    """

    tables: tuple[tuple[str, int, int], ...] = ()
    newest: tuple[tuple[str, Any], ...] = ()
    changed: int = 0
    unreadable: str = ""


def choose_backup(path: Path, which: str | None) -> backups.Backup:
    """Choose a backup by its number in the list (1: the newest), its name, a part of its time, or its path.

    `None` chooses the newest good one.

    Raises:
        LookupError: No backup or several match; the text is a sentence for the person.
    """
    all_backups = backups.list_backups(path)
    if which is None:
        newest_good = next((backup for backup in all_backups if backups.is_good(backup.path)), None)
        if newest_good is None:
            raise LookupError(f"There is no good backup of {path.name} yet. Nothing was changed.")
        return newest_good
    if which.isdigit() and 1 <= int(which) <= len(all_backups):
        return all_backups[int(which) - 1]
    matches = [backup for backup in all_backups if which and which in backup.path.name]
    if len(matches) == 1:
        return matches[0]
    other_file = Path(which).expanduser()
    if not matches and other_file.is_file():
        return backups.Backup(dt.datetime.fromtimestamp(other_file.stat().st_mtime, dt.UTC), other_file.absolute())
    reason = "Several backups match" if matches else "There is no backup called"
    raise LookupError(f"{reason} “{which}”; “efficacy restore --list” shows them. Nothing was changed.")


def compare_backup(path: Path, backup: Path) -> RestoreLoss:
    """Find what restoring a backup would lose.

    Raises:
        UnreadableBytes: The backup is not a journal.
    """
    backup_contents = read_journal(backup, str).contents
    try:
        current_contents = read_journal(path, str).contents
    except UnreadableBytes as error:
        return RestoreLoss(unreadable=str(error)) if path.exists() else RestoreLoss()
    names = [name for name in r.TABLES if name != "tombstones"]
    lost_rows = [
        (name, row)
        for name in names
        for key, row in current_contents.table(name).items()
        if key not in backup_contents.table(name)
    ]
    lost_rows.sort(key=lambda item: item[1].updated, reverse=True)
    return RestoreLoss(
        tables=tuple(
            (name, len(current_contents.table(name)), len(backup_contents.table(name)))
            for name in names
            if current_contents.table(name)
        ),
        newest=tuple(lost_rows[:MAX_NEWEST]),
        changed=sum(_count_changed(current_contents, backup_contents, name) for name in names),
    )


def restore_backup(path: Path, backup: Path, now: dt.datetime) -> Path | None:
    """Replace the journal with a backup; return the path where the present file was set aside, if there was one.

    Raises:
        UnreadableBytes: The backup is not a journal.
        OSError: The journal could not be written; it is as before, or set aside.
        JournalBusy: Another program is writing.
    """
    read_journal(backup, str)
    data, _ = atomic_file.read_whole(backup)
    atomic_file.make_folder(atomic_file.resolve(path).parent)
    with locked(path):
        if not path.exists():
            atomic_file.replace_file(path, data)
            return None
        if path.is_dir() or not backups.is_good(path):
            aside_path = backups.preserve_damaged(path, now)
            atomic_file.replace_file(path, data)
            return aside_path
        aside_path = backups.build_aside_path(path, "replaced", now)
        atomic_file.replace_file(aside_path, atomic_file.read_whole(path)[0])
        atomic_file.replace_file(path, data)
        return aside_path


def _count_changed(current_contents: Contents, backup_contents: Contents, name: str) -> int:
    current_rows, backup_rows = current_contents.table(name), backup_contents.table(name)
    return sum(current_rows[key] != backup_rows[key] for key in current_rows.keys() & backup_rows.keys())
