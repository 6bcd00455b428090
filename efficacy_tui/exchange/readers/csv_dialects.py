"""CSV as other programs and spreadsheets write it: any line ends, a byte-order mark, commas, semicolons or tabs.

Numbers may have a decimal comma. The dates of a column are all read in one order, the one that fits every date.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from efficacy_tui.exchange.parsed_entries import BadRow, UnreadableFile
from efficacy_tui.model import locale_format, text_encoding

DateOrder = Literal["dmy", "mdy"]
MISQUOTED = "a quotation mark is out of place or never closed"

_SEPARATORS = (",", ";", "\t")
_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_YEAR_LAST_DATE = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})(?: .*)?")


class CsvRow(NamedTuple):
    """One row: its location (“file, line 4”), and its cells by the column's name in lower case."""

    where: str
    cells: dict[str, str]


class CsvTable(NamedTuple):
    """A file's columns, as named there, its rows, and the rows that cannot be used."""

    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]
    bad_rows: tuple[BadRow, ...]


def decode_text(data: bytes, name: str) -> str:
    """Decode a file in UTF-8 or UTF-16, with or without a byte-order mark.

    Raises:
        UnreadableFile: it is neither.
    """
    try:
        return text_encoding.decode_text(data)
    except UnicodeDecodeError as error:
        position = locale_format.group_thousands(error.start)
        raise UnreadableFile(f"{name} is not UTF-8 text (byte {position}). Save it as UTF-8 and try again.") from error


def split_lines(text: str) -> list[str]:
    """Split a text at LF, CR or CRLF; each line keeps its end, as `iterate_csv_rows` needs it."""
    return list(io.StringIO(text, newline=""))


def iterate_csv_rows(
    lines: Sequence[str],
    separator: str,
    start: int = 0,
    *,
    skip_spaces: bool = False,
    is_runaway: Callable[[list[str]], bool] | None = None,
) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the line (from 1) at which each row begins and its cells, or `None` where quotation marks are misplaced.

    Reading begins at the index `start`. Without `is_runaway` it ends at the first misplaced mark. With it, only the
    first line of such a row is lost and reading resumes at the next one, so a stray mark cannot swallow what follows;
    `is_runaway` gets the cells of a row over several lines and returns whether a stray mark made it that long.
    """
    row_start = start
    while row_start < len(lines):
        reader_start = row_start
        reader = csv.reader(
            (lines[i] for i in range(reader_start, len(lines))),
            delimiter=separator,
            strict=True,
            skipinitialspace=skip_spaces,
        )
        try:
            for cells in reader:
                row_end = reader_start + reader.line_num
                if is_runaway is not None and row_end > row_start + 1 and is_runaway(cells):
                    break
                yield row_start + 1, cells
                row_start = row_end
            else:
                return
        except csv.Error:
            pass
        yield row_start + 1, None
        if is_runaway is None:
            return
        row_start += 1


def read_csv_table(
    data: bytes, name: str, needed_columns: Sequence[str] = (), default_columns: Sequence[str] = ()
) -> CsvTable:
    """Read the rows of a CSV file, which must have the `needed_columns`.

    A file that begins with a date has no header; its columns are then the `default_columns`.

    Raises:
        UnreadableFile: there is no header with the needed columns.
    """
    text = decode_text(data, name)
    # A cell of an often revised challenge can exceed the default limit, which is global and so is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    header = next((line for line in text.splitlines() if line.strip(" \t,;")), "")
    separator = max(_SEPARATORS, key=header.count)
    is_headless = bool(default_columns) and parse_date(header.split(separator)[0], "dmy") is not None
    columns = tuple(default_columns) if is_headless else ()
    rows: list[CsvRow] = []
    bad_rows: list[BadRow] = []
    for line, cells in iterate_csv_rows(split_lines(text), separator):
        where = f"{name}, line {line}"
        if cells is None:
            bad_rows.append(BadRow(where, MISQUOTED))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = tuple(cell.strip() for cell in cells)
            continue
        if any(cell.strip() for cell in cells[len(columns) :]):
            bad_rows.append(BadRow(where, f"{len(cells)} cells where the header has {len(columns)}"))
            continue
        keys = (column.casefold() for column in columns)
        rows.append(CsvRow(where, {key: cell for key, cell in zip(keys, cells, strict=False) if key}))
    if missing := [column for column in needed_columns if column not in {c.casefold() for c in columns}]:
        raise UnreadableFile(f"{name} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}.")
    return CsvTable(columns, tuple(rows), tuple(bad_rows))


def parse_number(text: str) -> float | None:
    """Parse a number with a decimal point or comma; `None` if it is not a number."""
    return locale_format.parse_number(text)


def detect_date_order(texts: Iterable[str]) -> DateOrder:
    """Detect whether days or months come first in dates like 3/11/2026; if both fit, use the person's own order."""
    matches = [match for text in texts if (match := _YEAR_LAST_DATE.fullmatch(text.strip())) is not None]
    if any(int(match[2]) > 12 for match in matches):
        return "mdy"
    if any(int(match[1]) > 12 for match in matches):
        return "dmy"
    return "mdy" if locale_format.current().date_order == "mdy" else "dmy"


def parse_date(text: str, order: DateOrder) -> dt.date | None:
    """Parse a date in ISO form or in the column's order; `None` if it is not a date."""
    text = text.strip()
    try:
        if (match := _ISO_DATE.fullmatch(text)) is not None:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if (match := _YEAR_LAST_DATE.fullmatch(text)) is not None:
            first, second, year = int(match[1]), int(match[2]), int(match[3])
            # Numbers with full stops between them are the German form: the day comes first, whatever the file's order.
            is_month_first = order == "mdy" and "." not in text
            return dt.date(year, first, second) if is_month_first else dt.date(year, second, first)
    except ValueError:
        return None
    return None


def quote_cell(text: str) -> str:
    """Quote a cell for a message: at most 40 characters, none of them a control character."""
    printable = "".join(c if c.isprintable() else "�" for c in text)
    return f"“{printable if len(printable) <= 40 else printable[:39] + '…'}”"


def parse_dated_rows(
    rows: Iterable[CsvRow], column: str, bad_rows: list[BadRow], order: DateOrder | None = None
) -> Iterator[tuple[CsvRow, dt.date]]:
    """Yield each row with the date in its `column`; rows without one are added to `bad_rows`."""
    listed_rows = list(rows)
    order = order or detect_date_order(row.cells.get(column, "") for row in listed_rows)
    for row in listed_rows:
        cell = row.cells.get(column, "")
        day = parse_date(cell, order)
        if day is None:
            reason = f"{column} {quote_cell(cell)} is not a day like 2026-03-02" if cell else "has no date"
            bad_rows.append(BadRow(row.where, reason))
        else:
            yield row, day
