"""Handles of versions in the shell: `3f2a91bc@2026-11-02T18:30`, the first letters of an id and a local time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    from efficacy_tui.store.tables import RowKey
    from efficacy_tui.store.versions import RecordVersion, VersionHistory

ID_LETTERS = 8
MAX_COMPLETED = 50
"""Versions that completion offers."""


class HandleWriter:
    """Writes handles that are as short as they can be without meaning another record or version."""

    def __init__(self, history: VersionHistory, zone: dt.tzinfo | None) -> None:
        self._history = history
        self._zone = zone
        self._ids = sorted({identifier for _, identifier in history.record_keys()})

    def id_beginning(self, identifier: str) -> str:
        """Return the first letters of an id that no other id begins with."""
        others = [other for other in self._ids if other != identifier]
        lengths = range(ID_LETTERS, len(identifier) + 1)
        return next(
            (identifier[:n] for n in lengths if not any(other.startswith(identifier[:n]) for other in others)),
            identifier,
        )

    def handle(self, key: RowKey, at: dt.datetime) -> str:
        """Return the handle of the version that was written at an instant."""
        local = at.astimezone(self._zone).replace(tzinfo=None)
        for precision in ("minutes", "seconds"):
            text = local.isoformat(timespec=precision)
            version = self._history.version_at(key, parse_instant_text(text, self._zone))
            if version is not None and version.at == at:
                return f"{self.id_beginning(key[1])}@{text}"
        return f"{self.id_beginning(key[1])}@{local.isoformat(timespec='microseconds')}"


def split_handle(text: str, zone: dt.tzinfo | None) -> tuple[str, dt.datetime | None]:
    """Split `ID` or `ID@INSTANT` into the id, or words, and the last instant that is meant.

    Raises:
        Rejected: what stands behind the @ is no time.
    """
    words, at_sign, instant_text = text.rpartition("@")
    if not at_sign:
        return text, None
    return words, parse_instant_text(instant_text.strip(), zone)


def parse_instant_text(text: str, zone: dt.tzinfo | None) -> dt.datetime:
    """Return the last instant that a time means: 18:30 lasts until 18:31, a date until the day is over.

    Raises:
        Rejected: it is not a time like 2026-11-02T18:30.
    """
    try:
        start = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Rejected(f"“{text}” is not a time like 2026-11-02T18:30. Nothing was changed.") from None
    if start.tzinfo is None:
        start = start.replace(tzinfo=zone) if zone is not None else start.astimezone()
    clock = re.match(r"[T ]?(\d\d:\d\d)?(:\d\d)?([.,]\d+)?", text[len("2026-11-02") :])
    minutes, seconds, fraction = clock.groups() if clock is not None else (None, None, None)
    if fraction:
        return start
    length = dt.timedelta(seconds=1) if seconds else dt.timedelta(minutes=1) if minutes else dt.timedelta(days=1)
    return start + length - dt.timedelta(microseconds=1)


def list_handles(path: Path) -> Iterator[tuple[str, str]]:
    """List the handles of the versions that can be brought back, newest first, each with a name; only reads."""
    from efficacy_tui.store.decode import UnreadableBytes, read_all_steps, read_journal
    from efficacy_tui.store.versions import VersionHistory
    from efficacy_tui.wording.changes import record_name

    try:
        journal = read_journal(path, lambda: "")
        history = VersionHistory(read_all_steps(journal), journal.contents)
    except UnreadableBytes:
        return
    writer, today = HandleWriter(history, None), dt.date.today()  # noqa: DTZ011  # a shell is where its clock is
    for version in _newest(history):
        yield writer.handle(version.key, version.at), record_name(version.table, version.row, journal.contents, today)


def _newest(history: VersionHistory) -> list[RecordVersion]:
    versions = [version for key in history.record_keys() for version in history.differing_versions(key)]
    return sorted(versions, key=lambda version: version.at, reverse=True)[:MAX_COMPLETED]
