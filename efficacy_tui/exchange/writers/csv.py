"""Write the journal as one CSV file per table (RFC 4180: commas, CRLF, doubled quotation marks) in UTF-8.

Cells with a semicolon are quoted too: a spreadsheet that separates by them must not find a formula behind one. A cell
that a spreadsheet would run as a formula gets an apostrophe in front, and so does one that begins with an
apostrophe; reading removes exactly one. Lists and other compound values are JSON in their cell.
"""

from __future__ import annotations

import codecs
import re
from typing import Any, get_args

import msgspec

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.exchange.writers.json import in_export_order
from efficacy_tui.model import records as r
from efficacy_tui.model.text import escape_json_controls, printable
from efficacy_tui.store.tables import RECORD_TYPES, Contents

ABOUT_FILE = "about.txt"
APOSTROPHE = "'"
_NEEDS_QUOTES = re.compile('[",;\t\r\n]')
# A spreadsheet set up for Japanese or Chinese treats the full-width forms as formulas too.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", APOSTROPHE)

TABLES = tuple(name for name in RECORD_TYPES if name not in ("adjusted", "erasures"))
"""The tables that become files; the adjustments of merges are exported only in JSON."""

JSON_COLUMNS = frozenset(
    {"changed", "days", "steps", "removed_steps", "revisions", "evidence", "before", "after", "afterwards", "answers"}
    | {"value"}
)
"""Columns whose cells are JSON."""

_NO_COLUMNS = {"tombstones": frozenset({"changed", "was"}), "settings": frozenset({"changed"})}
"""Fields that are not exported, by table: what was deleted stays here, and some records have no `changed`."""


def write_csv(contents: Contents, *, byte_order_mark: bool = False) -> dict[str, bytes]:
    """Return the bytes by file name: one file for each table that is not empty, and a text that describes them.

    A `byte_order_mark` at the beginning of each table tells Excel that it is UTF-8.
    """
    mark = codecs.BOM_UTF8 if byte_order_mark else b""
    files = {f"{name}.csv": mark + _format_table(name, contents) for name in TABLES if contents.table(name)}
    about = (
        f"{DISCLAIMER}\n\nA self-efficacy journal, one file per table. UTF-8, commas, CRLF. An apostrophe in front of "
        "a cell keeps a\nspreadsheet from running it; reading the files back takes it away again.\n"
    )
    return {ABOUT_FILE: about.encode(), **files}


def table_columns(table: str) -> tuple[str, ...]:
    """Return the column names of a table's file."""
    record_types = get_args(r.AnyEvidence) if table == "evidence" else (r.TABLES[table],)
    tags = ("source",) if table == "evidence" else ()
    fields = dict.fromkeys(name for kind in record_types for name in kind.__struct_fields__)
    return (*tags, *(name for name in fields if name not in _NO_COLUMNS.get(table, ())))


def escape_formula(text: str) -> str:
    """Escape a text so that no spreadsheet runs it as a formula."""
    return APOSTROPHE + text if text.startswith(_FORMULA_STARTS) else text


def unescape_cell(cell: str) -> str:
    """Undo `escape_formula`."""
    return cell.removeprefix(APOSTROPHE)


def _format_table(name: str, contents: Contents) -> bytes:
    names = table_columns(name)
    lines = [",".join(names)]
    for row in in_export_order(contents.table(name)):
        values = msgspec.to_builtins(row)
        lines.append(
            ",".join(_quote(_format_cell(column, values[column]) if column in values else "") for column in names)
        )
    return "".join(f"{line}\r\n" for line in lines).encode()


def _quote(cell: str) -> str:
    """Quote a cell that contains what separates cells or rows in any country's spreadsheet."""
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def _format_cell(column: str, value: Any) -> str:
    if column in JSON_COLUMNS:
        return escape_formula(escape_json_controls(msgspec.json.encode(value).decode()))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape_formula(printable(value)) if isinstance(value, str) else str(value)
