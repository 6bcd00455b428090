"""Read the inbox: a file or folder of plain tables that something else writes, such as a phone.

Nothing there is ever changed. What cannot be read stands in nobody's way and is named. A last line without its end, in
a file of this moment, is left for the next time: half of “72” is a rating, too.
"""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

from efficacy_tui.exchange.parsed_entries import BadRow, UnreadableFile
from efficacy_tui.exchange.readers.plain_table import ParsedTable, describe_problem, read_plain_tables
from efficacy_tui.model import locale_format
from efficacy_tui.store import atomic_file

MAX_FILE_BYTES = 1_000_000
MAX_FILES = 200
SUFFIXES = (".csv", ".tsv", ".txt")
_WRITING = dt.timedelta(seconds=10)
"""How long after its last change a file may still be being written."""

_LINE_ENDS = (b"\n", b"\r")


def read_inbox(path: Path, now: dt.datetime) -> ParsedTable:
    """Read the file, or each table that lies directly in the folder; hidden files are a synchroniser's own."""
    bad_rows: list[BadRow] = []
    notes: list[str] = []
    files: dict[str, bytes] = {}
    for file in _list_files(path, bad_rows):
        try:
            data = atomic_file.read_whole(file, MAX_FILE_BYTES)[0]
            whole_lines = _whole_lines(data)
            if whole_lines != data and dt.timedelta() <= now - atomic_file.modified_at(file) < _WRITING:
                notes.append(f"{file.name}: its last line may still be being written, and is imported next time.")
                data = whole_lines
            files[file.name] = data
        except atomic_file.FileTooLarge as error:
            size = locale_format.format_number(math.ceil(error.size / 100_000) / 10, 1)
            bad_rows.append(BadRow(file.name, f"it has {size} MB; at most 1 MB is read"))
        except OSError as error:
            bad_rows.append(BadRow(file.name, f"it cannot be read: {error.strerror or error}"))
    table = _read_tables(files)
    return table._replace(bad_rows=(*bad_rows, *table.bad_rows), notes=(*notes, *table.notes))


def _whole_lines(data: bytes) -> bytes:
    """Return a text up to its last line end, if it has one; UTF-16, which tables rarely are, as it is."""
    end = max(data.rfind(mark) for mark in _LINE_ENDS) + 1
    return data if not end or b"\0" in data or not data[end:].strip() else data[:end]


def _read_tables(files: dict[str, bytes]) -> ParsedTable:
    try:
        return read_plain_tables(files)
    except UnreadableFile as error:
        (name,) = files
        return ParsedTable((), (BadRow(name, describe_problem(error, name)),))


def _list_files(path: Path, bad_rows: list[BadRow]) -> list[Path]:
    try:
        if not atomic_file.is_folder(path):
            return [path]
        files = [file for file in atomic_file.list_folder(path) if _is_table(file)]
    except OSError as error:
        bad_rows.append(BadRow(str(path), f"it cannot be read: {error.strerror or error}"))
        return []
    if len(files) > MAX_FILES:
        count = locale_format.group_thousands(len(files))
        bad_rows.append(BadRow(str(path), f"it holds {count} tables; the first {MAX_FILES} are read"))
    return files[:MAX_FILES]


def _is_table(file: Path) -> bool:
    return file.suffix.casefold() in SUFFIXES and not file.name.startswith(".") and atomic_file.is_file(file)
