"""The journal as one CSV file a table (RFC 4180: commas, CRLF, quotation marks doubled), UTF-8.

A cell that a spreadsheet would run as a formula gets an apostrophe in front, and so does one that begins with an
apostrophe: reading takes exactly one away again. Lists and other compound values stand as JSON in their cell.
"""

from __future__ import annotations

import csv
import io
from typing import Any, get_args

import msgspec

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.exchange.writers.json import in_export_order
from efficacy_tui.model import records as r
from efficacy_tui.store.tables import RECORD_TYPES, Contents

ABOUT = "about.txt"
APOSTROPHE = "'"
# The wide forms are the same signs to a spreadsheet set up for Japanese or Chinese.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", APOSTROPHE)

TABLES = tuple(name for name in RECORD_TYPES if name != "adjusted")
"""The tables that become files; what a merge keeps for itself goes with JSON only."""

COMPOUND = frozenset(
    {"steps", "revisions", "evidence", "before", "after", "afterwards", "answers", "value"},
)
"""The columns whose cells are JSON."""


def write_csv(contents: Contents) -> dict[str, bytes]:
    """File name → bytes: a table each, empty ones left out, and a page that says what they are."""
    files = {f"{name}.csv": _table(name, contents) for name in TABLES if contents.table(name)}
    about = (
        f"{DISCLAIMER}\n\nA self-efficacy journal, one file a table. UTF-8, commas, CRLF. An apostrophe in front of a "
        "cell keeps a\nspreadsheet from running it; reading the files back takes it away again.\n"
    )
    return {ABOUT: about.encode(), **files}


def columns(table: str) -> tuple[str, ...]:
    """The columns of a table, as its file names them."""
    kinds = get_args(r.AnyEvidence) if table == "evidence" else (r.TABLES[table],)
    tags = ("source",) if table == "evidence" else ()
    fields = dict.fromkeys(name for kind in kinds for name in kind.__struct_fields__)
    return (*tags, *fields)


def escape_formula(text: str) -> str:
    """A text as a cell that no spreadsheet runs."""
    return APOSTROPHE + text if text.startswith(_RUNS) else text


def unescape_cell(cell: str) -> str:
    """The text that `harmless` was given."""
    return cell.removeprefix(APOSTROPHE)


def _table(name: str, contents: Contents) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    names = columns(name)
    writer.writerow(names)
    for row in in_export_order(contents.table(name)):
        plain = msgspec.to_builtins(row)
        writer.writerow([_cell(column, plain[column]) if column in plain else "" for column in names])
    return target.getvalue().encode()


def _cell(column: str, value: Any) -> str:
    if column in COMPOUND:
        return escape_formula(msgspec.json.encode(value).decode())
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape_formula(value) if isinstance(value, str) else str(value)
