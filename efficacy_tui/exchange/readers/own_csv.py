"""Read the folder of CSV files that this program exports, or some of its files."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from efficacy_tui.exchange.parsed_entries import BadRow, UnreadableFile
from efficacy_tui.exchange.readers.csv_dates import DateOrder, describe_bad_date, parse_date
from efficacy_tui.exchange.readers.csv_dialects import CsvTable, describe_unread_columns, read_csv_table
from efficacy_tui.exchange.readers.json_documents import describe_decode_error
from efficacy_tui.exchange.readers.own_json import (
    ExportedRecords,
    add_first_ladders,
    add_first_reviews,
    reject_repeated_ids,
)
from efficacy_tui.exchange.readers.spreadsheet_cells import (
    CellKind,
    LostCell,
    cell_kinds,
    check_identifier,
    detect_cell_order,
    restore_cell,
)
from efficacy_tui.exchange.writers.csv import JSON_COLUMNS, TABLES, table_columns, unescape_cell
from efficacy_tui.model import records as r
from efficacy_tui.store.migrations import migrate_document

_SCHEMA_WITHOUT_CHANGED = 2
"""The last schema in which records did not say when their fields were changed."""


def read_csv(files: Mapping[str, bytes]) -> ExportedRecords:
    """Read the records of an exported folder.

    Raises:
        UnreadableFile: no file is named like a table, or one lacks its columns.
    """
    bad_rows: list[BadRow] = []
    tables: dict[str, list[tuple[str, Any]]] = {}
    has_ladders = True
    csv_tables = _read_tables(files)
    order = detect_cell_order((r.TABLES[table], row.cells) for table, csv_table in csv_tables for row in csv_table.rows)
    notes: list[str] = []
    for table, csv_table in csv_tables:
        bad_rows += csv_table.bad_rows
        record_type: Any = r.TABLES[table]
        kinds = cell_kinds(record_type)
        known_columns = set(table_columns(table))
        notes += (*csv_table.notes, *_describe_other_columns(table, csv_table, known_columns))
        is_older = "changed" not in csv_table.columns
        has_ladders = has_ladders and (table != "challenges" or "rung" in csv_table.columns)
        records = tables.setdefault(table, [])
        for row in csv_table.rows:
            cells = {
                column: unescape_cell(cell) for column, cell in row.cells.items() if cell and column in known_columns
            }
            try:
                check_identifier(cells.get("id", ""))
                _check_days(cells, kinds, order)
                restored = {column: restore_cell(kinds.get(column), cell, order) for column, cell in cells.items()}
                values = {column: _parse_cell(column, cell) for column, cell in restored.items()}
                if is_older:
                    values = migrate_document(table, values, _SCHEMA_WITHOUT_CHANGED)
                records.append((row.where, msgspec.convert(values, record_type, strict=False)))
            except (msgspec.ValidationError, msgspec.DecodeError) as error:
                bad_rows.append(BadRow(row.where, f"it is invalid ({describe_decode_error(error)})"))
            except LostCell as error:
                bad_rows.append(BadRow(row.where, str(error)))
    if not tables:
        raise UnreadableFile(f"There is no file named like a table of this program ({', '.join(TABLES)}).")
    if not has_ladders:
        add_first_ladders(tables)
    add_first_reviews(tables)
    return reject_repeated_ids("csv", tables, bad_rows)._replace(notes=tuple(notes))


def _check_days(cells: Mapping[str, str], kinds: Mapping[str, CellKind], order: DateOrder) -> None:
    """Check that what should be days are some.

    Raises:
        LostCell: one of them is none.
    """
    for column, cell in cells.items():
        if kinds.get(column) == "day" and parse_date(cell, order) is None:
            raise LostCell(describe_bad_date(column, cell, order))


def _describe_other_columns(table: str, csv_table: CsvTable, known_columns: Collection[str]) -> list[str]:
    """Say which columns with something in them are not read."""
    others = dict.fromkeys(column for row in csv_table.rows for column, cell in row.cells.items() if cell.strip())
    names = [column for column in others if column not in known_columns]
    return [describe_unread_columns(f"{table}.csv", names)] if names else []


def _read_tables(files: Mapping[str, bytes]) -> list[tuple[str, CsvTable]]:
    """Return the tables among some files, each with its name."""
    tables = []
    for name, data in files.items():
        table = name.rpartition("/")[2].casefold().removesuffix(".csv")
        if table in TABLES and name.casefold().endswith(".csv"):
            tables.append((table, read_csv_table(data, name, ["id", "created", "updated"])))
    return tables


def _parse_cell(column: str, cell: str) -> Any:
    if column in JSON_COLUMNS:
        return msgspec.json.decode(cell.encode())
    # A shipped instrument's version is a number, an edited one's a text, so a cell of digits is a number.
    return int(cell) if column == "version" and re.fullmatch(r"-?[0-9]+", cell) else cell
