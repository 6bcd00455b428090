"""Decode the bytes of a journal file into records, or say why they are not a journal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.model import locale_format
from efficacy_tui.store import migrations
from efficacy_tui.store.atomic_file import FileTooLarge, IrregularFile, read_whole
from efficacy_tui.store.history import History
from efficacy_tui.store.tables import SCHEMA, Contents, HistoryStep, JournalFile

MAX_BYTES = 150_000_000
"""The largest accepted file, in bytes; fifty years of practice take about a quarter of it."""


class UnreadableBytes(Exception):
    """The bytes are not a journal; the text is a clause that says why."""


class DecodedJournal(msgspec.Struct, frozen=True):
    """A decoded file. `schema` is that of the file; `data` of an older file is already migrated."""

    data: bytes
    schema: int
    contents: Contents
    history: History
    facts: dict[str, Any]


def check_size(size: int) -> None:
    """Check the size of a file, in bytes, before reading it.

    Raises:
        UnreadableBytes: The file is too large.
    """
    if size > MAX_BYTES:
        raise UnreadableBytes(_describe_size(size))


def parse(data: bytes, new_id: Callable[[], str]) -> DecodedJournal:
    """Decode the bytes of a journal of any schema.

    Raises:
        UnreadableBytes: The bytes are not a journal.
    """
    check_size(len(data))
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableBytes("it is empty, as after an interrupted copy")
    try:
        # ASCII is valid UTF-8; checking for it first avoids a decoded copy of the whole file.
        _ = data.isascii() or data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableBytes(f"it is not UTF-8 text (byte {locale_format.group_thousands(error.start)})") from error
    try:
        file = msgspec.json.decode(data, type=JournalFile)
    except msgspec.ValidationError as error:
        return _parse_other_schema(data, new_id, f"a record in it is not as it should be ({error})")
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableBytes(f"it is not whole JSON ({error})") from error
    if file.facts().get("schema") != SCHEMA:
        return _parse_other_schema(data, new_id, "it is JSON, but no journal of this program")
    return _build_decoded(data, SCHEMA, file)


def _parse_other_schema(data: bytes, new_id: Callable[[], str], reason: str) -> DecodedJournal:
    try:
        tables = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableBytes(f"it is not whole JSON ({error})") from error
    schema = migrations.schema_of(tables)
    if schema is None or schema == SCHEMA:
        raise UnreadableBytes(reason)
    if schema > SCHEMA:
        return _build_decoded(data, schema, migrations.decode_newer(tables))
    try:
        data = msgspec.json.encode(migrations.migrate(tables, schema, new_id))
        return _build_decoded(data, schema, msgspec.json.decode(data, type=JournalFile))
    except (msgspec.MsgspecError, LookupError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableBytes(
            f"it is of an older format, and a record in it is not as it should be ({error})"
        ) from error


def _build_decoded(data: bytes, schema: int, file: JournalFile) -> DecodedJournal:
    steps = [item for item in file.history.items() if item[1].state != "superseded"]
    try:
        steps.sort(key=lambda item: int(item[0]))
        return DecodedJournal(data, schema, file.contents(), History(step for _, step in steps), file.facts())
    except ValueError as error:
        raise UnreadableBytes(f"{error}") from error


def read_all_steps(loaded: DecodedJournal) -> list[HistoryStep]:
    """Return every step of a journal, superseded ones included, in the order of the file.

    Raises:
        UnreadableBytes: The history is damaged.
    """
    try:
        tables = msgspec.json.decode(loaded.data, type=dict[str, msgspec.Raw])
        history = tables.get("history", msgspec.Raw(b"{}"))
        return list(msgspec.json.decode(history, type=dict[str, HistoryStep]).values())
    except msgspec.DecodeError as error:
        raise UnreadableBytes(f"its history cannot be read ({error})") from error


def read_journal(path: Path, new_id: Callable[[], str]) -> DecodedJournal:
    """Read a journal, a backup or a copy, without opening it for changes.

    Raises:
        UnreadableBytes: The file is not a journal, is a folder, is missing, or cannot be read.
    """
    try:
        data, _ = read_whole(path, MAX_BYTES)
    except OSError as error:
        raise UnreadableBytes(describe_os_error(error)) from error
    return parse(data, new_id)


def describe_os_error(error: OSError) -> str:
    """Describe an error of the operating system as a clause."""
    if isinstance(error, IsADirectoryError):
        return "there is a folder in its place"
    if isinstance(error, FileNotFoundError):
        return "it is not there"
    if isinstance(error, FileTooLarge):
        return _describe_size(error.size)
    if isinstance(error, IrregularFile):
        return str(error.strerror)
    return f"the system says “{error.strerror or error}”"


def _describe_size(size: int) -> str:
    return f"it is {size // 1_000_000} MB large, more than a journal can be"
