"""Recognise the format of a file, a folder or a zip file, and read it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from efficacy_tui.exchange.file_set import read_file_set
from efficacy_tui.exchange.parsed_entries import Origin, ParsedFile, UnknownFormat, UnreadableFile
from efficacy_tui.exchange.readers.csv_dialects import DateOrder
from efficacy_tui.exchange.readers.own_json import ExportedRecords

ORIGIN_DESCRIPTIONS: dict[Origin, str] = {
    "json": "this program’s JSON export",
    "csv": "this program’s CSV export, a folder or some of its files",
    "loop": "Loop Habit Tracker’s CSV export, a folder or zip file",
    "daylio": "Daylio’s CSV export",
    "jrnl": "jrnl’s JSON export",
}


def read_import(
    path: Path, origin: Origin | None = None, *, moods: Mapping[str, int] | None = None, order: DateOrder | None = None
) -> ParsedFile | ExportedRecords:
    """Read a file, a folder or a zip file; its format is detected unless `origin` is given.

    Raises:
        UnreadableFile: it cannot be read in that format.
    """
    files = read_file_set(path)
    if not files:
        raise UnreadableFile(f"There is no CSV or JSON file in {path}.")
    match origin or detect_format(files, path):
        case "json":
            from efficacy_tui.exchange.readers.own_json import read_json

            return read_json(files)
        case "csv":
            from efficacy_tui.exchange.readers.own_csv import read_csv

            return read_csv(files)
        case "loop":
            from efficacy_tui.exchange.readers.loop import read_loop

            return read_loop(files)
        case "daylio":
            from efficacy_tui.exchange.readers.daylio import read_daylio

            return read_daylio(files, moods, order)
        case _:
            from efficacy_tui.exchange.readers.jrnl import read_jrnl

            return read_jrnl(files, order)


def detect_format(files: Mapping[str, bytes], path: Path) -> Origin:
    """Detect the format of some files from their names and first bytes.

    Raises:
        UnknownFormat: no format fits.
        UnreadableFile: it is a journal, not an export.
    """
    from efficacy_tui.exchange.writers.csv import TABLES

    names = {name.rpartition("/")[2].casefold() for name in files}
    data = next(iter(files.values())).lstrip(b"\xef\xbb\xbf \t\r\n")
    if "habits.csv" in names:
        return "loop"
    if names & {f"{table}.csv" for table in TABLES}:
        return "csv"
    if data.startswith(b"{"):
        if b'"efficacy-export"' in data[:200]:
            return "json"
        if b'"entries"' in data and b'"meta"' not in data:
            return "jrnl"
        if b'"checkins"' in data or b'"domains"' in data:
            raise UnreadableFile(f"{path} looks like a journal: “efficacy merge” merges it.")
    header = data.partition(b"\n")[0].lower()
    if b"mood" in header and b"activities" in header:
        return "daylio"
    formats = "; ".join(f"{origin} ({description})" for origin, description in ORIGIN_DESCRIPTIONS.items())
    raise UnknownFormat(f"{path} is not recognised. Say what it is with --from: {formats}.")
