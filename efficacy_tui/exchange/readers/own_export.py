"""This program's own exports read back: the JSON document, and the folder of CSV files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from efficacy_tui.exchange.parsed_entries import Bad, NotReadable, Origin
from efficacy_tui.exchange.readers.csv_dialects import decoded, read_sheet
from efficacy_tui.exchange.readers.jrnl import Places, words_of
from efficacy_tui.exchange.writers.csv import COMPOUND, TABLES, as_written, columns
from efficacy_tui.exchange.writers.json import FORMAT, VERSION
from efficacy_tui.model import records as r
from efficacy_tui.store.tables import KINDS, SCHEMA


class Records(NamedTuple):
    """What an own export holds: records by table, each with where it stands, and what cannot be read."""

    origin: Origin
    tables: dict[str, list[tuple[str, Any]]]
    bad: tuple[Bad, ...]


class _Head(msgspec.Struct):
    format: str = ""
    version: int = 0
    schema: int = 0


def read_json(files: Mapping[str, bytes]) -> Records:
    """The records of an exported document.

    Raises:
        NotReadable: it is none, or of a newer version of this program.
    """
    name, data = next(iter(files.items()))
    data = decoded(data, name).encode()
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format != FORMAT:
            raise NotReadable(f"{name} is no export of this program. A journal is taken in with “efficacy merge”.")
        if head.version > VERSION or head.schema > SCHEMA:
            raise NotReadable(f"{name} was exported by a newer version of this program. Update it, then import again.")
        tables = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        rows = {name: msgspec.json.decode(raw, type=list[msgspec.Raw]) for name, raw in tables.items() if name in KINDS}
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotReadable(f"{name} is not whole ({words_of(error)}).") from error
    bad: list[Bad] = []
    places = Places(name, data)
    found: dict[str, list[tuple[str, Any]]] = {}
    for table, raws in rows.items():
        decoder = msgspec.json.Decoder(KINDS[table])
        good = found.setdefault(table, [])
        for raw in raws:
            where = places.of(raw)
            try:
                good.append((where, decoder.decode(raw)))
            except msgspec.DecodeError as error:
                bad.append(Bad(where, f"a record of {table} is not as it should be ({words_of(error)})"))
    return _checked("json", found, bad)


def read_csv(files: Mapping[str, bytes]) -> Records:
    """The records of an exported folder, or of some of its files.

    Raises:
        NotReadable: no file is named like a table, or one lacks its columns.
    """
    bad: list[Bad] = []
    found: dict[str, list[tuple[str, Any]]] = {}
    for name, data in files.items():
        table = name.rpartition("/")[2].casefold().removesuffix(".csv")
        if table not in TABLES or not name.casefold().endswith(".csv"):
            continue
        sheet = read_sheet(data, name, ["id", "created", "updated"])
        bad += sheet.bad
        known = set(columns(table))
        good = found.setdefault(table, [])
        for line in sheet.lines:
            cells = {column: as_written(cell) for column, cell in line.cells.items() if cell and column in known}
            try:
                good.append((line.where, msgspec.convert(_plain(cells), _kind(table), strict=False)))
            except (msgspec.ValidationError, msgspec.DecodeError) as error:
                bad.append(Bad(line.where, f"it is not as it should be ({words_of(error)})"))
    if not found:
        raise NotReadable(f"There is no file named like a table of this program ({', '.join(TABLES)}).")
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


def _checked(origin: Origin, tables: dict[str, list[tuple[str, Any]]], bad: Iterable[Bad]) -> Records:
    """The records with what only this program checks of an id: that it is one, and stands once."""
    faults = list(bad)
    for table, rows in tables.items():
        seen: set[str] = set()
        kept = []
        for where, row in rows:
            if row.id in seen:
                faults.append(Bad(where, f"the id {row.id} stands twice in {table}"))
            else:
                seen.add(row.id)
                kept.append((where, row))
        tables[table] = kept
    return Records(origin, tables, tuple(faults))
