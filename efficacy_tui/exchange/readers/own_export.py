"""This program's own exports read back: the JSON document, and the folder of CSV files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from efficacy_tui.exchange.parsed_entries import BadRow, Origin, UnreadableFile
from efficacy_tui.exchange.readers.csv_dialects import decode_text, read_csv_table
from efficacy_tui.exchange.readers.jrnl import EntryLocations, describe_decode_error
from efficacy_tui.exchange.writers.csv import COMPOUND, TABLES, columns, unescape_cell
from efficacy_tui.exchange.writers.json import FORMAT, VERSION
from efficacy_tui.model import records as r
from efficacy_tui.store.tables import RECORD_TYPES, SCHEMA


class ExportedRecords(NamedTuple):
    """What an own export holds: records by table, each with where it stands, and what cannot be read."""

    origin: Origin
    tables: dict[str, list[tuple[str, Any]]]
    bad_rows: tuple[BadRow, ...]


class _Head(msgspec.Struct):
    format: str = ""
    version: int = 0
    schema: int = 0


def read_json(files: Mapping[str, bytes]) -> ExportedRecords:
    """The records of an exported document.

    Raises:
        UnreadableFile: it is none, or of a newer version of this program.
    """
    name, data = next(iter(files.items()))
    data = decode_text(data, name).encode()
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format != FORMAT:
            raise UnreadableFile(f"{name} is no export of this program. A journal is taken in with “efficacy merge”.")
        if head.version > VERSION or head.schema > SCHEMA:
            raise UnreadableFile(
                f"{name} was exported by a newer version of this program. Update it, then import again."
            )
        tables = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        rows = {
            name: msgspec.json.decode(raw, type=list[msgspec.Raw])
            for name, raw in tables.items()
            if name in RECORD_TYPES
        }
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableFile(f"{name} is not whole ({describe_decode_error(error)}).") from error
    bad: list[BadRow] = []
    places = EntryLocations(name, data)
    found: dict[str, list[tuple[str, Any]]] = {}
    for table, raws in rows.items():
        decoder = msgspec.json.Decoder(RECORD_TYPES[table])
        good = found.setdefault(table, [])
        for raw in raws:
            where = places.of(raw)
            try:
                good.append((where, decoder.decode(raw)))
            except msgspec.DecodeError as error:
                bad.append(
                    BadRow(where, f"a record of {table} is not as it should be ({describe_decode_error(error)})")
                )
    return _checked("json", found, bad)


def read_csv(files: Mapping[str, bytes]) -> ExportedRecords:
    """The records of an exported folder, or of some of its files.

    Raises:
        UnreadableFile: no file is named like a table, or one lacks its columns.
    """
    bad: list[BadRow] = []
    found: dict[str, list[tuple[str, Any]]] = {}
    for name, data in files.items():
        table = name.rpartition("/")[2].casefold().removesuffix(".csv")
        if table not in TABLES or not name.casefold().endswith(".csv"):
            continue
        sheet = read_csv_table(data, name, ["id", "created", "updated"])
        bad += sheet.bad_rows
        known = set(columns(table))
        good = found.setdefault(table, [])
        for line in sheet.rows:
            cells = {column: unescape_cell(cell) for column, cell in line.cells.items() if cell and column in known}
            try:
                good.append((line.where, msgspec.convert(_plain(cells), _kind(table), strict=False)))
            except (msgspec.ValidationError, msgspec.DecodeError) as error:
                bad.append(BadRow(line.where, f"it is not as it should be ({describe_decode_error(error)})"))
    if not found:
        raise UnreadableFile(f"There is no file named like a table of this program ({', '.join(TABLES)}).")
    return _checked("csv", found, bad)


def _kind(table: str) -> Any:
    return r.TABLES[table]


def _plain(cells: Mapping[str, str]) -> dict[str, Any]:
    return {name: _value(name, cell) for name, cell in cells.items()}


def _value(column: str, cell: str) -> Any:
    if column in COMPOUND:
        return msgspec.json.decode(cell.encode())
    # A shipped instrument has a number, an edited one a text: a cell of digits is the number.
    return int(cell) if column == "version" and re.fullmatch(r"-?[0-9]+", cell) else cell


def _checked(origin: Origin, tables: dict[str, list[tuple[str, Any]]], bad: Iterable[BadRow]) -> ExportedRecords:
    """The records with what only this program checks of an id: that it is one, and stands once."""
    faults = list(bad)
    for table, rows in tables.items():
        seen: set[str] = set()
        kept = []
        for where, row in rows:
            if row.id in seen:
                faults.append(BadRow(where, f"the id {row.id} stands twice in {table}"))
            else:
                seen.add(row.id)
                kept.append((where, row))
        tables[table] = kept
    return ExportedRecords(origin, tables, tuple(faults))
