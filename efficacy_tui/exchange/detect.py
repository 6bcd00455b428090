"""Recognise the formats of a file, a folder or a zip file, and read all exports in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from efficacy_tui.exchange.file_kinds import classify
from efficacy_tui.exchange.file_set import FileSet, read_file_set
from efficacy_tui.exchange.join_parsed import join_parsed, join_records
from efficacy_tui.exchange.parsed_entries import BadRow, Origin, ParsedFile, UnknownFormat, UnreadableFile
from efficacy_tui.exchange.readers.csv_dates import DateOrder
from efficacy_tui.exchange.readers.own_json import ExportedRecords
from efficacy_tui.exchange.readers.plain_table import ParsedTable
from efficacy_tui.exchange.unrecognised import describe_unrecognised

ORIGIN_DESCRIPTIONS: dict[Origin, str] = {
    "json": "this program’s JSON export",
    "csv": "this program’s CSV export, a folder or some of its files",
    "loop": "Loop Habit Tracker’s CSV export, a folder or zip file",
    "daylio": "Daylio’s CSV export",
    "jrnl": "jrnl’s JSON export, a file or a folder with a file for each entry",
    "dayone": "Day One’s JSON export, a file or zip file",
    "table": "a plain table of ratings, evidence or outcomes",
}
_FAMILIES: tuple[tuple[Origin, ...], ...] = (("json", "csv"), ("table",), ("loop", "daylio", "jrnl", "dayone"))
"""Formats that come in together; the others need a mapping, or none, of their own."""

_MAX_NAMES = 3


class DetectedExport(NamedTuple):
    """The files of one export, or of one program that writes a file for each entry."""

    origin: Origin
    files: Mapping[str, bytes]


def read_import(
    path: Path, origin: Origin | None = None, *, moods: Mapping[str, int] | None = None, order: DateOrder | None = None
) -> ParsedFile | ExportedRecords | ParsedTable:
    """Read a file, a folder or a zip file; its format is detected unless `origin` is given.

    Several exports in one folder are read together. One of them that cannot be read is named among the bad rows.

    Raises:
        UnreadableFile: it cannot be read in that format.
    """
    file_set = read_file_set(path)
    exports, other_names = _choose_exports(file_set, path, origin)
    parsed: list[ParsedFile | ExportedRecords | ParsedTable] = []
    bad_rows: list[BadRow] = []
    for export in exports:
        try:
            parsed.append(_read_export(export, moods, order))
        except UnreadableFile as error:
            if len(exports) == 1:
                raise
            bad_rows.append(BadRow(_describe_place(export), str(error).rstrip("."), origin=export.origin))
    notes = _describe_left_out(other_names, file_set.left_out)
    if tables := [part for part in parsed if isinstance(part, ParsedTable)]:
        return tables[0]._replace(notes=(*tables[0].notes, *notes))
    own_exports = [part for part in parsed if isinstance(part, ExportedRecords)]
    if own_exports:
        return join_records(own_exports, bad_rows, notes)
    foreign_files = [part for part in parsed if isinstance(part, ParsedFile)]
    joined = join_parsed(foreign_files, bad_rows, notes, exports[0].origin)
    if not joined.entries and not joined.bad_rows:
        raise UnreadableFile(f"{path} has no entries that could be imported.")
    return joined


def detect_formats(file_set: FileSet, path: Path) -> list[Origin]:
    """Detect the formats of some files, each once.

    Raises:
        UnknownFormat: no format fits.
        UnreadableFile: it is a journal, not an export, or holds what cannot be imported in one go.
    """
    return list(dict.fromkeys(export.origin for export in _choose_exports(file_set, path, None)[0]))


def _choose_exports(file_set: FileSet, path: Path, origin: Origin | None) -> tuple[list[DetectedExport], list[str]]:
    """Return the exports among some files, and the names of the files that belong to none."""
    files = file_set.files
    if not files:
        details = next((f" {name}: {reason}." for name, reason in file_set.left_out.items() if reason), "")
        if origin is None and file_set.left_out and not details:
            raise _unknown_format(path, {})
        if not details and (reason := describe_unrecognised(path.name, b"?")) is not None:
            raise UnreadableFile(reason)
        raise UnreadableFile(f"There is no CSV or JSON file in {path}.{details}")
    exports, other_names, has_journal = _group_exports(files)
    if origin is not None:
        matching = [export for export in exports if export.origin == origin]
        # What the person says counts more than what was detected.
        return matching or [DetectedExport(origin, files)], []
    if not exports:
        if has_journal:
            raise UnreadableFile(f"{path} looks like a journal itself: “efficacy merge” merges it.")
        raise _unknown_format(path, files)
    origins = list(dict.fromkeys(export.origin for export in exports))
    if not any(set(origins) <= set(family) for family in _FAMILIES):
        descriptions = " and ".join(f"{ORIGIN_DESCRIPTIONS[name].partition(',')[0]} ({name})" for name in origins)
        raise UnreadableFile(f"{path} holds {descriptions}. Say with --from which of them to import first.")
    return exports, other_names


def _group_exports(files: Mapping[str, bytes]) -> tuple[list[DetectedExport], list[str], bool]:
    """Return the exports, the names of other files, and whether a journal is among these."""
    kinds = {name: classify(name, data) for name, data in files.items()}
    loop_roots = [name.rpartition("/")[0] for name, kind in kinds.items() if kind == "loop"]
    exports = [DetectedExport("loop", _files_under(files, root, loop_roots)) for root in loop_roots]
    used_names = {name for export in exports for name in export.files}
    own_folders = dict.fromkeys(name.rpartition("/")[0] for name, kind in kinds.items() if kind == "csv")
    for folder in own_folders:
        tables = {n: d for n, d in files.items() if kinds[n] == "csv" and n.rpartition("/")[0] == folder}
        exports.append(DetectedExport("csv", tables))
    single_origins: tuple[Origin, ...] = ("json", "daylio")
    for origin in single_origins:
        exports += [DetectedExport(origin, {n: d}) for n, d in files.items() if kinds[n] == origin]
    joint_origins: tuple[Origin, ...] = ("jrnl", "dayone", "table")
    for origin in joint_origins:
        if group := {n: d for n, d in files.items() if kinds[n] == origin}:
            exports.append(DetectedExport(origin, group))
    used_names |= {name for export in exports for name in export.files}
    other_names = [name for name in files if name not in used_names]
    return exports, other_names, any(kinds[name] == "journal" for name in other_names)


def _files_under(files: Mapping[str, bytes], root: str, roots: list[str]) -> dict[str, bytes]:
    """Return the files of a folder that belong to no export in a folder below it."""
    inner_roots = [other for other in roots if other != root and PurePosixPath(other).is_relative_to(root)]
    return {
        name: data
        for name, data in files.items()
        if PurePosixPath(name).is_relative_to(root)
        and not any(PurePosixPath(name).is_relative_to(inner) for inner in inner_roots)
        and name.casefold().endswith(".csv")
    }


def _read_export(
    export: DetectedExport, moods: Mapping[str, int] | None, order: DateOrder | None
) -> ParsedFile | ExportedRecords | ParsedTable:
    files = export.files
    match export.origin:
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
        case "table":
            from efficacy_tui.exchange.readers.plain_table import read_plain_tables

            return read_plain_tables(files, order)
        case "dayone":
            from efficacy_tui.exchange.readers.dayone import read_dayone

            return read_dayone(files)
        case _:
            from efficacy_tui.exchange.readers.jrnl import read_jrnl

            return read_jrnl(files, order)


def _describe_place(export: DetectedExport) -> str:
    return next(iter(export.files), export.origin)


def _describe_left_out(other_names: list[str], left_out: Mapping[str, str]) -> list[str]:
    """Say which files of a folder were left out, and why."""
    sentences = [f"{name} was left out: {reason}." for name, reason in left_out.items() if reason]
    unknown_names = [*other_names, *(name for name, reason in left_out.items() if not reason)]
    if unknown_names:
        first_names = ", ".join(unknown_names[:_MAX_NAMES])
        more = f" and {len(unknown_names) - _MAX_NAMES} more" if len(unknown_names) > _MAX_NAMES else ""
        verb = "is" if len(unknown_names) == 1 else "are"
        sentences.append(f"{first_names}{more} {verb} not recognised and left out.")
    return sentences


def _unknown_format(path: Path, files: Mapping[str, bytes]) -> UnreadableFile:
    if len(files) == 1:
        ((name, data),) = files.items()
        if (reason := describe_unrecognised(name, data)) is not None:
            return UnreadableFile(reason)
    formats = "; ".join(f"{origin} ({description})" for origin, description in ORIGIN_DESCRIPTIONS.items())
    return UnknownFormat(f"{path} is not recognised. Say what it is with --from: {formats}.")
