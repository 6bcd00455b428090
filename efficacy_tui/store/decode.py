"""Decode the bytes of a journal file into records, or say why they are not a journal."""

from __future__ import annotations

import errno
import inspect
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.model.text_encoding import to_utf8
from efficacy_tui.store import limits
from efficacy_tui.store.atomic_file import BrokenSealedFile, FileTooLarge, IrregularFile, SealedFile, read_whole
from efficacy_tui.store.tables import RECORD_TYPES, SCHEMA, Contents, HistoryStep, JournalFile

MAX_BYTES = 150_000_000
"""The largest accepted file, in bytes; fifty years of practice take about a quarter of it."""


MAX_DECODED_NESTING = 300
"""The levels of lists and tables that are decoded at most in a file."""


class UnreadableBytes(Exception):
    """The bytes are not a journal; the text is a clause that says why."""


class DecodedJournal(msgspec.Struct, frozen=True):
    """A decoded file. `schema` is that of the file; `data` is UTF-8 without a mark, and already migrated.

    `steps` are the steps of the history that can be undone or redone, oldest first.
    """

    data: bytes
    schema: int
    contents: Contents
    steps: tuple[HistoryStep, ...]
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
    data = to_utf8(data)
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableBytes("it is empty, as after an interrupted copy")
    try:
        # ASCII is valid UTF-8; checking for it first avoids a decoded copy of the whole file.
        _ = data.isascii() or data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableBytes(describe_bad_utf8(error)) from error
    try:
        file = _decode_file(data)
    except msgspec.ValidationError as error:
        return _parse_other_schema(data, new_id, _describe_bad_record(error))
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableBytes(describe_bad_json(error)) from error
    if not _is_schema(file.facts().get("schema"), SCHEMA):
        return _parse_other_schema(data, new_id, "it is JSON, but not a journal of this program")
    return _build_decoded(data, SCHEMA, file)


def _decode_file(data: bytes) -> JournalFile:
    """Decode a file at a fixed depth of the stack.

    How deep lists may nest depends on how much of the stack is left (in Python 3.11). All commands must agree on
    whether a file can be read, and what one of them has read, the others must be able to write.
    """
    frame, depth = inspect.currentframe(), 0
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    free_levels = sys.getrecursionlimit() - depth - MAX_DECODED_NESTING

    def descend(levels: int) -> JournalFile:
        return descend(levels - 1) if levels > 0 else msgspec.json.decode(data, type=JournalFile)

    return descend(free_levels)


def _parse_other_schema(data: bytes, new_id: Callable[[], str], reason: str) -> DecodedJournal:
    from efficacy_tui.store import migrations

    try:
        tables = msgspec.json.decode(data)
    except msgspec.ValidationError as error:
        raise UnreadableBytes(_describe_bad_record(error)) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableBytes(describe_bad_json(error)) from error
    if isinstance(tables, dict) and tables.get("format") == "efficacy-export":
        raise UnreadableBytes("it is an export, not a journal; “efficacy import” imports it")
    schema = migrations.schema_of(tables)
    if schema is None or schema == SCHEMA:
        raise UnreadableBytes(reason)
    if schema > SCHEMA:
        return _build_decoded(data, schema, migrations.decode_newer(tables))
    try:
        data = msgspec.json.encode(migrations.migrate(tables, schema, new_id))
        file = msgspec.json.decode(data, type=JournalFile)
    except (msgspec.MsgspecError, LookupError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableBytes(
            f"it is of an older format, and a record in it is invalid ({describe_document_error(error)})"
        ) from error
    return _build_decoded(data, schema, file)


def _build_decoded(data: bytes, schema: int, file: JournalFile) -> DecodedJournal:
    """Check what the types of the records leave open, and build the decoded journal.

    Raises:
        UnreadableBytes: A number, a date or a reference to a table would make a later change fail.
    """
    for name in ("meta", "history", *RECORD_TYPES):
        if (number := limits.find_bad_number(getattr(file, name).keys())) is not None:
            raise UnreadableBytes(f"“{shorten(number)}” in its table {name} is not a record number")
    tables = {name: _index_by_id(name, getattr(file, name)) for name in RECORD_TYPES}
    for number, entry in file.adjusted.items():
        if (reason := describe_bad_adjustment(entry)) is not None:
            raise UnreadableBytes(f"a record in it is invalid (adjusted {number}: {reason})")
    for number, setting in file.settings.items():
        if limits.is_nested_too_deeply(setting.value):
            raise UnreadableBytes(f"a record in it is invalid (settings {number}: it is nested too deeply)")
    steps = [item for item in file.history.items() if item[1].state != "superseded"]
    steps.sort(key=lambda item: int(item[0]))
    return DecodedJournal(data, schema, Contents(**tables), tuple(step for _, step in steps), file.facts())


def _index_by_id(table: str, rows: Mapping[str, Any]) -> dict[str, Any]:
    """Index the records of a table by their id, after checking their dates.

    Raises:
        UnreadableBytes: A date is outside the limits, or two records have the same id.
    """
    by_id = limits.index_usual_rows(rows)
    if len(by_id) == len(rows):
        return by_id
    for key, row in rows.items() if table in r.TABLES else ():
        if row.id not in by_id and (problem := limits.describe_bad_date(row)) is not None:
            raise UnreadableBytes(f"a date cannot be right: {table} {key}, {problem}")
    by_id = {row.id: row for row in rows.values()}
    if len(by_id) != len(rows):
        raise UnreadableBytes(f"two records in “{table}” have the same id")
    return by_id


def describe_bad_adjustment(entry: Any) -> str | None:
    """Describe why the next merge could not start from an adjusted record; `None` if it can."""
    if entry.table not in r.TABLES or entry.table == "tombstones":
        return f"this program knows no table “{shorten(entry.table)}”"
    try:
        was = msgspec.convert(entry.was, RECORD_TYPES[entry.table])
    except msgspec.ValidationError as error:
        return make_printable(str(error))
    return limits.describe_bad_date(was)


def _describe_bad_record(error: msgspec.ValidationError) -> str:
    return f"a record in it is invalid ({make_printable(str(error))})"


def describe_unusable_row(table: str, row: Any) -> str | None:
    """Describe why a journal with this record would not open, although its types are right; `None` if it would."""
    if table == "adjusted":
        return describe_bad_adjustment(row)
    if table == "settings" and limits.is_nested_too_deeply(row.value):
        return "it is nested too deeply"
    return limits.describe_bad_date(row)


def _is_schema(value: Any, schema: int) -> bool:
    # In Python, `True == 1`.
    return type(value) is int and value == schema


def describe_bad_utf8(error: UnicodeDecodeError) -> str:
    """Describe where a file stops being UTF-8, as a clause."""
    from efficacy_tui.model import locale_format

    return f"it is not UTF-8 text (byte {locale_format.group_thousands(error.start)})"


def describe_bad_json(error: Exception) -> str:
    """Describe why bytes are no JSON, as a clause."""
    if isinstance(error, RecursionError):
        return "it is not JSON of this program (lists nested too deeply)"
    return "it ends in the middle" if "truncated" in str(error) else f"it is not valid JSON ({error})"


def describe_document_error(error: Exception) -> str:
    """Describe an error of reading a document in words; the text of a `KeyError` is a bare name."""
    if isinstance(error, KeyError):
        return f"“{shorten(str(error.args[0]))}” is missing" if error.args else "a field is missing"
    if isinstance(error, msgspec.MsgspecError):
        return make_printable(str(error))
    return "part of it has an unexpected form"


def make_printable(text: str) -> str:
    """Return a text with “�” for whatever a terminal could take for a command, or is no text at all."""
    return text if text.isprintable() else "".join(char if char.isprintable() else "�" for char in text)


def shorten(text: str) -> str:
    """Return a text from a file so that it can stand in a sentence: printable, and of at most 40 characters."""
    printable = make_printable(text)
    return printable if len(printable) <= 40 else f"{printable[:39]}…"


def require_known_format(journal: DecodedJournal) -> None:
    """Check that a file can be merged.

    Raises:
        UnreadableBytes: It is of a newer format, of which this program knows only a part.
    """
    if journal.schema > SCHEMA:
        raise UnreadableBytes(f"it is of a newer format ({journal.schema}); update this program to merge it")


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


def is_refusal(error: BaseException | None) -> bool:
    """Whether the system refused to read a file, which may be sound; a missing file or a folder is no refusal."""
    kinds = (FileNotFoundError, NotADirectoryError, IsADirectoryError, FileTooLarge, IrregularFile, BrokenSealedFile)
    return isinstance(error, OSError) and not isinstance(error, kinds) and error.errno != errno.ELOOP


def describe_os_error(error: OSError) -> str:
    """Describe an error of the operating system as a clause."""
    if isinstance(error, IsADirectoryError):
        return "there is a folder in its place"
    if isinstance(error, FileNotFoundError):
        return "it is not there"
    if isinstance(error, FileTooLarge):
        return _describe_size(error.size)
    if isinstance(error, IrregularFile | SealedFile | BrokenSealedFile):
        return str(error.strerror)
    return f"the system says “{error.strerror or error}”"


def _describe_size(size: int) -> str:
    return f"it is {size // 1_000_000} MB, more than a journal can be"
