"""Read the inbox: a file or folder of plain tables that something else writes, such as a phone.

Nothing there is ever changed. What cannot be read stands in nobody's way and is named.
"""

from __future__ import annotations

from pathlib import Path

from efficacy_tui.exchange.parsed_entries import BadRow, UnreadableFile
from efficacy_tui.exchange.readers.plain_table import ParsedTable, read_plain_tables
from efficacy_tui.model import locale_format
from efficacy_tui.store import atomic_file

MAX_FILE_BYTES = 1_000_000
MAX_FILES = 200
SUFFIXES = (".csv", ".tsv", ".txt")


def read_inbox(path: Path) -> ParsedTable:
    """Read the file, or each table that lies directly in the folder; hidden files are a synchroniser's own."""
    bad_rows: list[BadRow] = []
    files: dict[str, bytes] = {}
    for file in _list_files(path, bad_rows):
        try:
            files[file.name] = atomic_file.read_whole(file, MAX_FILE_BYTES)[0]
        except atomic_file.FileTooLarge as error:
            size = locale_format.format_number(error.size / 1_000_000, 1)
            bad_rows.append(BadRow(file.name, f"it has {size} MB; at most 1 MB is read"))
        except OSError as error:
            bad_rows.append(BadRow(file.name, f"it cannot be read: {error.strerror or error}"))
    table = _read_tables(files)
    return table._replace(bad_rows=(*bad_rows, *table.bad_rows))


def _read_tables(files: dict[str, bytes]) -> ParsedTable:
    try:
        return read_plain_tables(files)
    except UnreadableFile as error:
        (name,) = files
        return ParsedTable((), (BadRow(name, str(error).rstrip(".").removeprefix(f"{name}: ")),))


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
