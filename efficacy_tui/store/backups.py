"""Backups: a folder `backups` beside the journal with its newest 5 versions, then 7 daily, 4 weekly, 12 monthly.

A backup is made just before a new version replaces the old one: the old file gets a second hard link, which costs
nothing. It is safe because no write changes an existing file; each makes a new one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
from collections.abc import Callable, Hashable
from pathlib import Path

import msgspec

from efficacy_tui.store import atomic_file

FOLDER = "backups"
MIN_INTERVAL = dt.timedelta(minutes=5)
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
    """List the backups of a journal, newest first."""
    target = atomic_file.resolve(path)
    pattern = re.compile(re.escape(target.stem) + r"\.(\d{4}-\d\d-\d\dT\d{6}Z)" + re.escape(target.suffix))
    backups = []
    try:
        names = list(backup_folder(path).iterdir())
    except OSError:
        return []
    for name in names:
        if match := pattern.fullmatch(name.name):
            with contextlib.suppress(ValueError):
                at = dt.datetime.strptime(match[1], _TIME_FORMAT).replace(tzinfo=dt.UTC)
                backups.append(Backup(at, name))
    return sorted(backups, reverse=True)


def back_up_if_due(path: Path, at: dt.datetime, *, force: bool = False) -> Path | None:
    """Back up the file, unless the newest backup is less than `MIN_INTERVAL` old (`force`: even then).

    Never raises: a change must be saved even where no backup can be made; “efficacy doctor” reports missing backups.
    """
    try:
        if not path.exists():
            return None
        newest = next(iter(list_backups(path)), None)
        if newest is not None and not force and abs(at - newest.at) < MIN_INTERVAL:
            return None
        return make_backup(path, at, link=True)
    except OSError:
        return None


def make_backup(path: Path, at: dt.datetime, *, link: bool = False) -> Path:
    """Back up the file, then remove backups that are no longer needed.

    `link` makes a hard link instead of a copy where the disk supports it; use it only for a file about to be replaced.

    Raises:
        OSError: The backup cannot be made.
    """
    target, folder = atomic_file.resolve(path), backup_folder(path)
    atomic_file.make_folder(folder)
    at = at.astimezone(dt.UTC).replace(microsecond=0)
    while True:
        backup = folder / f"{target.stem}.{at.strftime(_TIME_FORMAT)}{target.suffix}"
        if not backup.exists():
            break
        at += dt.timedelta(seconds=1)
    has_link = False
    if link:
        with contextlib.suppress(OSError):
            os.link(target, backup)
            backup.chmod(atomic_file.FILE_MODE)
            has_link = True
    if not has_link:
        atomic_file.replace_file(backup, atomic_file.read_whole(target)[0])
    prune_backups(path)
    return backup


def prune_backups(path: Path) -> list[Path]:
    """Remove the backups that no retention rule covers; return the removed paths."""
    backups = list_backups(path)
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


def newest_good_backup(path: Path) -> Path | None:
    """Return the newest backup that can be read as a journal."""
    return next((backup.path for backup in list_backups(path) if is_good(backup.path)), None)


def is_good(path: Path) -> bool:
    """Whether a file can be read as a journal."""
    from efficacy_tui.store.decode import UnreadableBytes, read_journal

    try:
        read_journal(path, lambda: "")
    except UnreadableBytes:
        return False
    return True


def build_aside_path(path: Path, reason: str, at: dt.datetime) -> Path:
    """Return an unused path beside a file, with the reason and the time in its name: `journal.damaged-….json`."""
    target = atomic_file.resolve(path)
    stamp = at.astimezone(dt.UTC).strftime(_TIME_FORMAT)
    assert reason in ASIDE_REASONS
    for number in range(1, 1000):
        counter = "" if number == 1 else f"-{number}"
        aside_path = target.with_name(f"{target.stem}.{reason}-{stamp}{counter}{target.suffix}")
        if not os.path.lexists(aside_path):
            return aside_path
    raise FileExistsError(f"there are too many files like {aside_path.name}")


def set_aside(path: Path, reason: str, at: dt.datetime) -> Path:
    """Rename whatever is at a journal's path (a file or a folder) to a name beside it; return the new path.

    Raises:
        OSError: It cannot be renamed; it is as before.
    """
    target = atomic_file.resolve(path)
    aside_path = build_aside_path(path, reason, at)
    target.rename(aside_path)
    atomic_file.sync_folder(target.parent)
    return aside_path


def set_aside_damaged(path: Path, now: dt.datetime) -> Path:
    """Set a damaged journal aside, with the time in its name, so that a good one can replace it.

    Raises:
        OSError: It cannot be renamed; it is as before.
    """
    return set_aside(path, "damaged", now)


def preserve_damaged(path: Path, now: dt.datetime) -> Path:
    """Give a damaged journal a second name beside it; return that, so that another file can take its place.

    The journal stays until it is replaced, so that a replacement that is cut off leaves one there. A folder, which no
    file can replace, is renamed.

    Raises:
        OSError: It can be neither linked nor copied; it is as before.
    """
    target = atomic_file.resolve(path)
    if target.is_dir():
        return set_aside_damaged(path, now)
    aside_path = build_aside_path(path, "damaged", now)
    try:
        os.link(target, aside_path)
    except OSError:
        atomic_file.replace_file(aside_path, atomic_file.read_whole(target)[0])
    atomic_file.sync_folder(target.parent)
    return aside_path
