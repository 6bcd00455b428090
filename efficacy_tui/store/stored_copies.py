"""The stored copies of a journal, ordered by what is in them: backups, and whole files set aside beside it.

The time in a name says what the clock said then. A clock that was wrong for a day must not make its backups the newest,
so copies are ordered by the latest entry in them that is not later than now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store import atomic_file, backups
from efficacy_tui.store.decode import UnreadableBytes, describe_os_error, is_refusal, read_journal
from efficacy_tui.store.errors import CopiesUnread, JournalMissing, JournalUnreadable
from efficacy_tui.store.tables import Contents

_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


class StoredCopy(msgspec.Struct, frozen=True):
    """One copy: its file, the time in its name, and what was found in it.

    `problem` is a clause that says why it cannot be restored; empty if it can. `latest` is the instant of the latest
    entry in it that is not later than now, and `records` counts its records. `is_dated_later` says that the time in its
    name, or of something in it, is still to come. `is_unread` says that the system refused to read it, so that it may
    be good.
    """

    path: Path
    at: dt.datetime
    problem: str = ""
    latest: dt.datetime | None = None
    records: int = 0
    is_dated_later: bool = False
    is_unread: bool = False

    @property
    def is_good(self) -> bool:
        """Whether it would restore."""
        return not self.problem


def read_copy(backup: backups.Backup, now: dt.datetime) -> StoredCopy:
    """Read one copy and find what is in it; never raises."""
    is_dated_later = backups.is_still_to_come(backup.at, now)
    try:
        contents = read_journal(backup.path, lambda: "").contents
    except UnreadableBytes as error:
        is_unread = is_refusal(error.__cause__)
        return StoredCopy(backup.path, backup.at, str(error), is_dated_later=is_dated_later, is_unread=is_unread)
    instants = _collect_instants(contents)
    past_instants = [instant for instant in instants if instant <= now]
    return StoredCopy(
        backup.path,
        backup.at,
        latest=max(past_instants, default=None),
        records=contents.count_records().total(),
        is_dated_later=is_dated_later or any(backups.is_still_to_come(instant, now) for instant in instants),
    )


def rank_backups(path: Path, now: dt.datetime) -> list[StoredCopy]:
    """Read every backup of a journal; return them, the one with the newest entry first."""
    return _rank((read_copy(backup, now) for backup in backups.list_backups(path)), now)


def rank_set_aside(path: Path, now: dt.datetime) -> list[StoredCopy]:
    """Read every whole file set aside beside a journal, the one with the newest entry first.

    What the doctor set aside are single records, not a journal.
    """
    files = [file for file in backups.list_set_aside(path) if ".set-aside-" not in file.name]
    return _rank((read_copy(backups.Backup(_modified_at(file), file), now) for file in files), now)


def find_newest_good(path: Path, now: dt.datetime) -> StoredCopy | None:
    """Return the copy that restoring proposes, if one is found: see `propose_copy`."""
    try:
        return propose_copy(path, now)
    except CopiesUnread:
        return None


def propose_copy(path: Path, now: dt.datetime) -> StoredCopy | None:
    """Return the copy that restoring proposes: the good backup with the newest entry; without one, a file set aside.

    Raises:
        CopiesUnread: None is good as far as they could be read, but not all could be.
    """
    refusal = ""
    for rank in (rank_backups, rank_set_aside):
        try:
            copies = rank(path, now)
        except OSError as error:
            refusal = refusal or describe_os_error(error)
            continue
        if (good_copy := next((copy for copy in copies if copy.is_good), None)) is not None:
            return good_copy
        refusal = refusal or next((copy.problem for copy in copies if copy.is_unread), "")
    if refusal:
        raise CopiesUnread(path, refusal)
    return None


def require_first_start(path: Path) -> None:
    """Check that there are no copies of a journal that is not there; with copies, this is no first start.

    Raises:
        JournalMissing: There are copies.
        JournalUnreadable: It is not known whether there are, as their folder cannot be read.
    """
    try:
        copies = backups.find_copies(path)
    except OSError as error:
        reason = f"it is not there, and in the folder of its copies {describe_os_error(error)}"
        raise JournalUnreadable(path, reason) from error
    if copies:
        raise JournalMissing(path, copies)


def _rank(copies: Iterable[StoredCopy], now: dt.datetime) -> list[StoredCopy]:
    def sort_key(copy: StoredCopy) -> tuple[dt.datetime, dt.datetime]:
        named = copy.at if copy.at <= now else _LONG_AGO
        return (copy.latest or _LONG_AGO) if copy.is_good else named, named

    return sorted(copies, key=sort_key, reverse=True)


def _collect_instants(contents: Contents) -> list[dt.datetime]:
    return [instant for name in r.TABLES for instant in map(attrgetter("updated"), contents.table(name).values())]


def _modified_at(file: Path) -> dt.datetime:
    try:
        return atomic_file.modified_at(file)
    except OSError:
        return _LONG_AGO
