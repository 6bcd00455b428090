"""Say what keeps a single file from being recognised, where its name or content tells."""

from __future__ import annotations

import re
from pathlib import PurePath

from efficacy_tui.exchange.file_kinds import classify, read_header
from efficacy_tui.exchange.parsed_entries import UnreadableFile
from efficacy_tui.exchange.readers.csv_dates import parse_date
from efficacy_tui.exchange.readers.decoding import decode_export
from efficacy_tui.exchange.readers.plain_table import TABLE_HEADERS, describe_unknown_header

_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".numbers"})
_DAYLIO_COLUMNS = ("mood", "activities")
_TABLE_COLUMNS = frozenset(re.split("[,;]", ",".join((*TABLE_HEADERS, "date"))))
_MIN_TABLE_COLUMNS = 2


def describe_unrecognised(name: str, data: bytes) -> str | None:
    """Return a sentence about a file by its path and content; `None` if nothing is known of it."""
    if PurePath(name).suffix.casefold() in _WORKBOOKS:
        return f"{name} is a spreadsheet’s own file. Save the sheet as CSV there, and import that."
    if not data.strip():
        return f"{name} is empty."
    if classify(name, data) == "loop part":
        return f"{name} is one file of Loop’s export. Choose the whole folder or zip file, with Habits.csv in it."
    try:
        decode_export(data, name)
    except UnreadableFile as error:
        # Only binary files, such as archives and pictures, contain zero bytes.
        is_text = data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in data
        return str(error) if is_text else None
    return _describe_header(name, read_header(data))


def _describe_header(name: str, cells: list[str]) -> str | None:
    columns = {cell.casefold() for cell in cells}
    if len(cells) > 1 and any(parse_date(cell, "dmy") is not None for cell in cells):
        return f"{name} has no first line that names its columns, like {TABLE_HEADERS[0]}."
    if "full_date" in columns:
        missing = [column for column in _DAYLIO_COLUMNS if column not in columns]
        return f"{name} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}."
    return describe_unknown_header(name) if len(columns & _TABLE_COLUMNS) >= _MIN_TABLE_COLUMNS else None
