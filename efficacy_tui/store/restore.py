"""Restore a backup: choose it, compare it with the present file, and set that file aside.

The present file keeps its place until its replacement is on the disk, so that there is a journal at every instant.
"""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store import atomic_file, backups, other_machines, stored_file
from efficacy_tui.store.decode import MAX_BYTES, DecodedJournal, UnreadableBytes, describe_os_error, parse, read_journal
from efficacy_tui.store.epochs import epoch_of, next_epoch, with_epoch
from efficacy_tui.store.erasures import NO_ERASURES, Erasures
from efficacy_tui.store.errors import StoreError
from efficacy_tui.store.file_facts import is_same_journal
from efficacy_tui.store.ids import random_id
from efficacy_tui.store.locking import locked
from efficacy_tui.store.repair_plan import plan_repair
from efficacy_tui.store.scrub import scrub_data
from efficacy_tui.store.stored_copies import StoredCopy, propose_copy, rank_backups, read_copy
from efficacy_tui.store.tables import SCHEMA, Contents, MetaEntry

MAX_NEWEST = 5
"""How many of the newest lost records are reported."""


class BackupNotFound(StoreError, LookupError):
    """No backup fits what was asked for, or several do; nothing was changed."""


@dataclass(frozen=True)
class RestoreLoss:
    """What restoring a backup would lose.

    `tables` are (table, records now, records in the backup); `newest` are (table, record) not in the backup, newest
    first; `changed` counts records with another version there. `unreadable` says why the present file cannot be read;
    if the records above could be read in spite of it, `is_salvaged`. `shared` are signs that other machines hold
    copies, which would bring newer entries back.
    """

    tables: tuple[tuple[str, int, int], ...] = ()
    newest: tuple[tuple[str, Any], ...] = ()
    lost: int = 0
    changed: int = 0
    unreadable: str = ""
    is_salvaged: bool = False
    shared: tuple[str, ...] = ()


def choose_backup(path: Path, which: str | None, now: dt.datetime) -> StoredCopy:
    """Choose a backup by its number in the list (1: the one with the newest entry), its name, a part, or its path.

    `None` chooses the good one with the newest entry.

    Raises:
        BackupNotFound: No backup or several match; the text is a sentence for the person.
        CopiesUnread: None is good as far as they could be read, but not all could be.
    """
    if which is None:
        newest_good = propose_copy(path, now)
        if newest_good is None:
            raise BackupNotFound(f"There is no good backup of {path.name} yet. Nothing was changed.")
        return newest_good
    ranked = rank_backups(path, now)
    if which.isascii() and which.isdecimal() and len(which) < 5 and 1 <= int(which) <= len(ranked):
        return ranked[int(which) - 1]
    matches = [copy for copy in ranked if which and which in copy.path.name]
    if len(matches) == 1:
        return matches[0]
    other_file = Path(which).expanduser()
    if not matches and atomic_file.is_file(other_file):
        return read_copy(backups.Backup(atomic_file.modified_at(other_file), other_file.absolute()), now)
    reason = "Several backups match" if matches else "There is no backup called"
    raise BackupNotFound(f"{reason} “{which}”; “efficacy restore --list” shows them. Nothing was changed.")


def compare_backup(path: Path, backup: Path, now: dt.datetime) -> RestoreLoss:
    """Find what restoring a backup would lose; of a damaged file, what can still be read is compared.

    Raises:
        UnreadableBytes: The backup is not a journal.
        OSError: The system does not tell whether there is a present file.
    """
    backup_contents = read_journal(backup, lambda: "").contents
    current, unreadable = _read_present(path, now)
    shared = tuple(other_machines.find_signs(path, current))
    if current is None:
        return RestoreLoss(unreadable=unreadable, shared=shared)
    current_contents = current.contents
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
        lost=len(lost_rows),
        changed=sum(_count_changed(current_contents, backup_contents, name) for name in names),
        unreadable=unreadable,
        is_salvaged=bool(unreadable),
        shared=shared,
    )


def restore_backup(path: Path, backup: Path, now: dt.datetime, new_id: Callable[[], str] = random_id) -> Path | None:
    """Replace the journal with a backup; return the path where the present file was set aside, if there was one.

    Raises:
        UnreadableBytes: The backup is not a journal.
        OSError: The journal could not be written; it is as before.
        JournalBusy: Another program is writing.
    """
    return _replace(path, read_journal(backup, new_id), now)


def begin_anew(path: Path, now: dt.datetime, new_id: Callable[[], str] = random_id) -> Path | None:
    """Put an empty journal in place; return the path where the present file was set aside, if there was one.

    Raises:
        OSError: The journal could not be written; it is as before.
        JournalBusy: Another program is writing.
    """
    entries = (MetaEntry(id="schema", value=SCHEMA), MetaEntry(id="journal", value=new_id()))
    data = msgspec.json.encode({"meta": {str(number): entry for number, entry in enumerate(entries, 1)}})
    return _replace(path, parse(data, new_id), now)


def _replace(path: Path, replacement: DecodedJournal, now: dt.datetime) -> Path | None:
    folder = atomic_file.resolve(path).parent
    atomic_file.make_folder(folder)
    with locked(path):
        current, _ = _read_present(path, now)
        epochs = [epoch_of(journal.facts) for journal in (current, replacement) if journal is not None]
        # A program that is open meanwhile follows a file with a new epoch, instead of merging its memory into it.
        data = with_epoch(_without_erased(replacement, current), next_epoch(now, *epochs))
        return replace_present(path, data, now)


def _without_erased(replacement: DecodedJournal, current: DecodedJournal | None) -> bytes:
    """Return the bytes of a replacement without what was erased from the journal since it was made."""
    erasures = NO_ERASURES if current is None else Erasures.of_contents(current.contents)
    if current is None or not erasures or not is_same_journal(current.facts, replacement.facts):
        return replacement.data
    return scrub_data(replacement.data, erasures)


def replace_present(path: Path, data: bytes, now: dt.datetime) -> Path | None:
    """Write a journal in the place of whatever is there, under the lock; return the path where that was set aside.

    Raises:
        OSError: It could not be written; what was there is as before.
    """
    target = atomic_file.resolve(path)
    target_status = atomic_file.status(target, follow=False)
    content = stored_file.to_stored_content(path, data)
    if target_status is None:
        atomic_file.replace_file(path, content)
        return None
    if not stat.S_ISREG(target_status.st_mode):
        aside_path = backups.build_aside_path(path, "damaged", now)
        atomic_file.replace_irregular(target, content, aside_path)
        return aside_path
    aside_path = backups.copy_aside(path, "replaced" if backups.is_good(path) else "damaged", now)
    try:
        atomic_file.replace_file(path, content)
    except OSError:
        atomic_file.remove_files([aside_path])
        raise
    return aside_path


def _read_present(path: Path, now: dt.datetime) -> tuple[DecodedJournal | None, str]:
    """Read the present file as far as it can be; return it and why it cannot be read whole, "" if it can.

    A missing file is `None` and "".

    Raises:
        OSError: The system does not tell whether it is there.
    """
    if not atomic_file.is_present(path):
        return None, ""
    try:
        data, _ = atomic_file.read_whole(path, MAX_BYTES)
    except OSError as error:
        # Nothing is said about its contents: the next reading may find it sound.
        return None, describe_os_error(error)
    try:
        return parse(data, lambda: "0" * 32), ""
    except UnreadableBytes as error:
        reason = str(error)
    try:
        return parse(plan_repair(data, now, lambda: "0" * 32).data, lambda: "0" * 32), reason
    except UnreadableBytes:
        return None, reason


def _count_changed(current_contents: Contents, backup_contents: Contents, name: str) -> int:
    current_rows, backup_rows = current_contents.table(name), backup_contents.table(name)
    return sum(current_rows[key] != backup_rows[key] for key in current_rows.keys() & backup_rows.keys())
