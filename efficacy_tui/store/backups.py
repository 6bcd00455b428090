"""Backups: a folder `backups` beside the journal with its newest 5 versions, then 7 daily, 4 weekly, 12 monthly.

A backup is made when a new version takes the old one's place: the old one's bytes get a second name, which costs
nothing. No program ever writes into those bytes again.
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
"""Why a file was put aside beside the journal, as its name says."""

_TIME_FORMAT = "%Y-%m-%dT%H%M%SZ"


class Backup(msgspec.Struct, frozen=True, order=True):
    """One backup; `at` is when it was made, UTC, whole seconds."""

    at: dt.datetime
    path: Path


def backup_folder(path: Path) -> Path:
    """Where the backups of a journal are."""
    return atomic_file.resolve(path).parent / FOLDER


def list_backups(path: Path) -> list[Backup]:
    """The backups of a journal, newest first."""
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
    """Back up the file as it is now, unless the newest backup is only minutes old (`anyway`: even then).

    Never raises: a change must be saved also where no backup can be made, and “efficacy doctor” tells of it.
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
    """Back up the file as it is now, then let go of backups that are no longer needed.

    `link` gives the same bytes a second name where the disk can do that: only for a file about to be replaced.

    Raises:
        OSError: it cannot be made.
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
    """Remove the backups that no rule keeps; gives what was removed."""
    backups = list_backups(path)
    kept_times = select_times_to_keep([backup.at for backup in backups])
    removed_paths = [backup.path for backup in backups if backup.at not in kept_times]
    atomic_file.remove_files(removed_paths)
    return removed_paths


def select_times_to_keep(times: list[dt.datetime]) -> set[dt.datetime]:
    """Which of some backups to keep, by their times: the newest 5, then the last of 7 days, 4 weeks and 12 months."""
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
    """The newest backup that can be read as a journal."""
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
    """A name beside a file that is not taken, with the reason and the time in it: `journal.damaged-….json`."""
    target = atomic_file.resolve(path)
    stamp = at.astimezone(dt.UTC).strftime(_TIME_FORMAT)
    assert reason in ASIDE_REASONS
    for number in range(1, 1000):
        counter = "" if number == 1 else f"-{number}"
        name = target.with_name(f"{target.stem}.{reason}-{stamp}{counter}{target.suffix}")
        if not os.path.lexists(name):
            return name
    raise FileExistsError(f"there are too many files like {name.name}")


def set_aside(path: Path, reason: str, at: dt.datetime) -> Path:
    """Give what is at a journal's place (a file or a folder) another name beside it; gives that name.

    Raises:
        OSError: it cannot be renamed; it is as it was.
    """
    target = atomic_file.resolve(path)
    name = build_aside_path(path, reason, at)
    target.rename(name)
    atomic_file.sync_folder(target.parent)
    return name


def set_aside_damaged(path: Path, now: dt.datetime) -> Path:
    """Put a damaged journal aside with its time in the name, so that a good one can take its place.

    Raises:
        OSError: it cannot be renamed; it is as it was.
    """
    return set_aside(path, "damaged", now)
