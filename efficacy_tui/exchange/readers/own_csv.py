"""Read the folder of CSV files that this program exports, or some of its files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from efficacy_tui.exchange.parsed_entries import BadRow, UnreadableFile
from efficacy_tui.exchange.readers.csv_dialects import read_csv_table
from efficacy_tui.exchange.readers.jrnl import describe_decode_error
from efficacy_tui.exchange.readers.own_json import (
    ExportedRecords,
    add_first_ladders,
    add_first_reviews,
    reject_repeated_ids,
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
    for name, data in files.items():
        table = name.rpartition("/")[2].casefold().removesuffix(".csv")
        if table not in TABLES or not name.casefold().endswith(".csv"):
            continue
        csv_table = read_csv_table(data, name, ["id", "created", "updated"])
        bad_rows += csv_table.bad_rows
        record_type: Any = r.TABLES[table]
        known_columns = set(table_columns(table))
        is_older = "changed" not in csv_table.columns
        has_ladders = has_ladders and (table != "challenges" or "rung" in csv_table.columns)
        records = tables.setdefault(table, [])
        for row in csv_table.rows:
            cells = {
                column: unescape_cell(cell) for column, cell in row.cells.items() if cell and column in known_columns
            }
            try:
                values = {column: _parse_cell(column, cell) for column, cell in cells.items()}
                if is_older:
                    values = migrate_document(table, values, _SCHEMA_WITHOUT_CHANGED)
                records.append((row.where, msgspec.convert(values, record_type, strict=False)))
            except (msgspec.ValidationError, msgspec.DecodeError) as error:
                bad_rows.append(BadRow(row.where, f"it is invalid ({describe_decode_error(error)})"))
    if not tables:
        raise UnreadableFile(f"There is no file named like a table of this program ({', '.join(TABLES)}).")
    if not has_ladders:
        add_first_ladders(tables)
    add_first_reviews(tables)
    return reject_repeated_ids("csv", tables, bad_rows)


def _parse_cell(column: str, cell: str) -> Any:
    if column in JSON_COLUMNS:
        return msgspec.json.decode(cell.encode())
    # A shipped instrument's version is a number, an edited one's a text, so a cell of digits is a number.
    return int(cell) if column == "version" and re.fullmatch(r"-?[0-9]+", cell) else cell
