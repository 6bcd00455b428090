"""Backups: a folder `backups` beside the journal with its newest 5 versions, then 7 daily, 4 weekly, 12 monthly.

A backup is made just before a new version replaces the old one: the old file gets a second hard link, which costs
nothing. It is safe because no write changes an existing file; each makes a new one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Callable, Hashable
from pathlib import Path

import msgspec

from efficacy_tui.store import atomic_file, stored_file

FOLDER = "backups"
MIN_INTERVAL = dt.timedelta(minutes=5)
CLOCK_TOLERANCE = dt.timedelta(minutes=2)
NEWEST, DAILY, WEEKLY, MONTHLY = 5, 7, 4, 12
ASIDE_REASONS = ("damaged", "replaced", "set-aside")
"""The reasons for setting a file aside beside the journal, as they appear in its name."""

_TIME_FORMAT = "%Y-%m-%dT%H%M%SZ"


class Backup(msgspec.Struct, frozen=True, order=True):
    """One backup; `at` is the time it was made, UTC, whole seconds."""

    at: dt.datetime
    path: Path


def backup_folder(path: Path) -> Path:
    """Return the folder of a journal's backups."""
    return atomic_file.resolve(path).parent / FOLDER


def list_backups(path: Path) -> list[Backup]:
    """List the backups of a journal, newest first.

    Raises:
        OSError: Their folder is there, but cannot be read; it is not known whether there are any.
    """
    target = atomic_file.resolve(path)
    pattern = re.compile(re.escape(target.stem) + r"\.(\d{4}-\d\d-\d\dT\d{6}Z)" + re.escape(target.suffix))
    backups = []
    try:
        files = atomic_file.list_folder(backup_folder(path))
    except (FileNotFoundError, NotADirectoryError):
        return []
    for file in files:
        if match := pattern.fullmatch(file.name):
            with contextlib.suppress(ValueError):
                at = dt.datetime.fromisoformat(match[1])
                backups.append(Backup(at, file))
    return sorted(backups, reverse=True)


def back_up_if_due(path: Path, at: dt.datetime, *, force: bool = False) -> Path | None:
    """Back up the file, unless the newest backup is less than `MIN_INTERVAL` old (`force`: even then).

    Never raises: a change must be saved even where no backup can be made; “efficacy doctor” reports missing backups.
    """
    try:
        if not atomic_file.exists(path):
            return None
        # A backup that a wrong clock dated later must not count as the newest.
        newest = next((backup for backup in list_backups(path) if backup.at < at + MIN_INTERVAL), None)
        if newest is not None and not force and abs(at - newest.at) < MIN_INTERVAL:
            return None
        # Nobody asked for this backup, so nobody waits to hear that the disk has not confirmed it.
        with atomic_file.watch_confirmations():
            return make_backup(path, at, link=True)
    except OSError:
        return None


def is_still_to_come(at: dt.datetime, now: dt.datetime) -> bool:
    """Whether an instant is later than any that a clock of about the present time can have written.

    Backups made within one second get names a second apart, and clocks of machines differ a little.
    """
    return at > now + CLOCK_TOLERANCE


def make_backup(path: Path, at: dt.datetime, *, link: bool = False) -> Path:
    """Back up the file, then remove backups that are no longer needed.

    `link` makes a hard link instead of a copy where the disk supports it; use it only for a file about to be replaced.

    Raises:
        OSError: The backup cannot be made.
    """
    target, backup = atomic_file.resolve(path), _build_backup_path(path, at)
    has_link = False
    if link:
        with contextlib.suppress(OSError):
            atomic_file.link_file(target, backup)
            has_link = True
    if not has_link:
        atomic_file.create_file(backup, atomic_file.read_raw(target)[0], owner_of=target)
    # The backup itself is made; failing to tidy up the others is no error.
    with contextlib.suppress(OSError):
        prune_backups(path, at)
        for other in list_backups(path):
            atomic_file.make_private(other.path)
    return backup


def write_backup(path: Path, at: dt.datetime, data: bytes) -> Path:
    """Write `data` as a backup of a journal, whatever is in its file now; return its path.

    Raises:
        OSError: The backup cannot be made.
    """
    backup = _build_backup_path(path, at)
    stored_file.create_file(backup, data, journal=atomic_file.resolve(path))
    with contextlib.suppress(OSError):
        prune_backups(path, at)
    return backup


def _build_backup_path(path: Path, at: dt.datetime) -> Path:
    """Make the folder of the backups, and return an unused path in it for one made at this time."""
    target, folder = atomic_file.resolve(path), backup_folder(path)
    atomic_file.make_folder(folder, owner_of=target)
    at = at.astimezone(dt.UTC).replace(microsecond=0)
    while True:
        backup = folder / f"{target.stem}.{at.strftime(_TIME_FORMAT)}{target.suffix}"
        if not atomic_file.is_present(backup):
            return backup
        at += dt.timedelta(seconds=1)


def prune_backups(path: Path, now: dt.datetime) -> list[Path]:
    """Remove the backups that no retention rule covers; return the removed paths.

    Backups dated later than `now`, by a clock that was wrong then or is wrong now, stay: they take no other's place. So
    do those of another journal, which was at this path before.
    """
    from efficacy_tui.store.file_facts import is_same_journal, peek_facts

    facts = peek_facts(path)
    backups = [
        backup for backup in list_backups(path) if backup.at <= now and is_same_journal(facts, peek_facts(backup.path))
    ]
    kept_times = select_times_to_keep([backup.at for backup in backups])
    removed_paths = [backup.path for backup in backups if backup.at not in kept_times]
    atomic_file.remove_files(removed_paths)
    return removed_paths


def select_times_to_keep(times: list[dt.datetime]) -> set[dt.datetime]:
    """Select the backup times to keep: the newest 5, then the last of each of 7 days, 4 weeks and 12 months."""
    newest_first = sorted(times, reverse=True)
    kept_times = set(newest_first[:NEWEST])
    rules: list[tuple[int, Callable[[dt.datetime], Hashable]]] = [
        (DAILY, lambda at: at.date()),
        (WEEKLY, lambda at: at.isocalendar()[:2]),
        (MONTHLY, lambda at: (at.year, at.month)),
    ]
    for count, period in rules:
        last_by_period: dict[Hashable, dt.datetime] = {}
        for at in newest_first:
            last_by_period.setdefault(period(at), at)
        kept_times.update(list(last_by_period.values())[:count])
    return kept_times


def is_good(path: Path) -> bool:
    """Whether a file can be read as a journal."""
    from efficacy_tui.store.decode import UnreadableBytes, read_journal

    try:
        read_journal(path, lambda: "")
    except UnreadableBytes:
        return False
    return True


def list_set_aside(path: Path) -> list[Path]:
    """List the files set aside beside a journal, sorted by name.

    Raises:
        OSError: The folder is there, but cannot be read.
    """
    target = atomic_file.resolve(path)
    prefixes = tuple(f"{target.stem}.{reason}-" for reason in ASIDE_REASONS)
    try:
        return [file for file in atomic_file.list_folder(target.parent) if file.name.startswith(prefixes)]
    except (FileNotFoundError, NotADirectoryError):
        return []


def find_copies(path: Path) -> list[Path]:
    """Find the backups of a journal, newest first, and the files set aside beside it.

    Raises:
        OSError: A folder is there, but cannot be read; it is not known whether there are any.
    """
    return [*(backup.path for backup in list_backups(path)), *list_set_aside(path)]


def build_aside_path(path: Path, reason: str, at: dt.datetime) -> Path:
    """Return an unused path beside a file, with the reason and the time in its name: `journal.damaged-….json`."""
    target = atomic_file.resolve(path)
    stamp = at.astimezone(dt.UTC).strftime(_TIME_FORMAT)
    assert reason in ASIDE_REASONS
    for number in range(1, 1000):
        counter = "" if number == 1 else f"-{number}"
        aside_path = target.with_name(f"{target.stem}.{reason}-{stamp}{counter}{target.suffix}")
        if not atomic_file.is_present(aside_path):
            return aside_path
    raise FileExistsError(f"there are too many files like {aside_path.name}")


def copy_aside(path: Path, reason: str, at: dt.datetime) -> Path:
    """Give a file a second name beside it, as a link where the disk knows links and else as a copy; return it.

    The file itself stays where it is, so that there is a journal at every instant.

    Raises:
        OSError: It cannot be read or there is no room for a copy; nothing was changed.
    """
    target = atomic_file.resolve(path)
    aside_path = build_aside_path(path, reason, at)
    try:
        atomic_file.link_file(target, aside_path)
    except OSError:
        atomic_file.create_file(aside_path, atomic_file.read_raw(target)[0], owner_of=target)
    return aside_path
