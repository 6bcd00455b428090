"""CSV as other programs and spreadsheets write it: any line ends, a mark in front, commas, semicolons or tabs.

Numbers may have a decimal comma. Dates are read in the one order that makes sense of a whole column.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from efficacy_tui.exchange.parsed_entries import BadRow, UnreadableFile
from efficacy_tui.model import locale_format

Order = Literal["dmy", "mdy"]
_SEPARATORS = (",", ";", "\t")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_OTHER = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})(?: .*)?")


class CsvRow(NamedTuple):
    """One row: where it stands, and its cells by the column's name (in small letters)."""

    where: str
    cells: dict[str, str]


class CsvTable(NamedTuple):
    """A file's columns, as they are named there, its rows, and what cannot be told apart into cells."""

    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]
    bad_rows: tuple[BadRow, ...]


def decode_text(data: bytes, name: str) -> str:
    """The text of a file: UTF-8 or UTF-16, with or without a mark in front.

    Raises:
        UnreadableFile: it is neither.
    """
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"{name} is not UTF-8 text (byte {locale_format.group_thousands(error.start)}). Save it as UTF-8 and try again."
        ) from error


def read_csv_table(data: bytes, name: str, needed: Sequence[str] = (), otherwise: Sequence[str] = ()) -> CsvTable:
    """The rows of a CSV file; `needed` columns must be there.

    A file that begins with a date has no header; its columns are then the `otherwise` ones.

    Raises:
        UnreadableFile: there is no header with those columns.
    """
    text = decode_text(data, name)
    # A cell may hold as much as there is: a challenge that was revised often has a long one. The limit is everybody's,
    # so it only grows.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    header = next((line for line in text.splitlines() if line.strip(" \t,;")), "")
    separator = max(_SEPARATORS, key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    headless = bool(otherwise) and parse_date(header.split(separator)[0], "dmy") is not None
    columns = tuple(otherwise) if headless else ()
    lines: list[CsvRow] = []
    bad: list[BadRow] = []
    begun = 1
    while True:
        try:
            cells = next(rows, None)
        except csv.Error:
            bad.append(BadRow(f"{name}, line {begun}", "a quotation mark is out of place or never closed"))
            break
        where, begun = f"{name}, line {begun}", rows.line_num + 1
        if cells is None:
            break
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = tuple(cell.strip() for cell in cells)
            continue
        if any(cell.strip() for cell in cells[len(columns) :]):
            bad.append(BadRow(where, f"{len(cells)} cells where the header has {len(columns)}"))
            continue
        keys = (column.casefold() for column in columns)
        lines.append(CsvRow(where, {key: cell for key, cell in zip(keys, cells, strict=False) if key}))
    if missing := [column for column in needed if column not in {c.casefold() for c in columns}]:
        raise UnreadableFile(f"{name} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}.")
    return CsvTable(columns, tuple(lines), tuple(bad))


def parse_number(text: str) -> float | None:
    """A number with a decimal point or comma; `None` when it is none."""
    return locale_format.parse_number(text)


def detect_date_order(texts: Iterable[str]) -> Order:
    """Whether days or months come first in dates like 3/11/2026: what makes sense, else the person's own."""
    found = [match for text in texts if (match := _OTHER.fullmatch(text.strip())) is not None]
    if any(int(match[2]) > 12 for match in found):
        return "mdy"
    if any(int(match[1]) > 12 for match in found):
        return "dmy"
    return "mdy" if locale_format.current().date_order == "mdy" else "dmy"


def parse_date(text: str, order: Order) -> dt.date | None:
    """The day a cell says, ISO or in the column's order; `None` when it says none."""
    text = text.strip()
    try:
        if (iso := _ISO.fullmatch(text)) is not None:
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if (other := _OTHER.fullmatch(text)) is not None:
            first, second, year = int(other[1]), int(other[2]), int(other[3])
            # A full stop between the numbers is the German way, days first, whatever the rest of the file does.
            swap = order == "mdy" and "." not in text
            return dt.date(year, first, second) if swap else dt.date(year, second, first)
    except ValueError:
        return None
    return None


def quote_cell(text: str) -> str:
    """A cell as it may be printed: short, and nothing in it that a terminal would obey."""
    plain = "".join(c if c.isprintable() else "�" for c in text)
    return f"“{plain if len(plain) <= 40 else plain[:39] + '…'}”"


def parse_dated_rows(
    lines: Iterable[CsvRow], column: str, bad: list[BadRow], order: Order | None = None
) -> Iterator[tuple[CsvRow, dt.date]]:
    """The rows with the day their column says; those without one are named in `bad`."""
    listed = list(lines)
    order = order or detect_date_order(line.cells.get(column, "") for line in listed)
    for line in listed:
        cell = line.cells.get(column, "")
        day = parse_date(cell, order)
        if day is None:
            bad.append(
                BadRow(
                    line.where, f"{column} {quote_cell(cell)} is not a day like 2026-03-02" if cell else "has no date"
                )
            )
        else:
            yield line, day
