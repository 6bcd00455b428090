"""CSV as other programs and spreadsheets write it: any line ends, encodings and separators, with or without `sep=;`.

Numbers may have a decimal comma. A stray quotation mark costs the row it stands in and no other.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from efficacy_tui.exchange.parsed_entries import BadRow, UnreadableFile, quote_cell
from efficacy_tui.exchange.readers.csv_dates import (
    DateOrder,
    describe_bad_date,
    detect_date_order,
    looks_like_date,
    parse_date,
)
from efficacy_tui.exchange.readers.decoding import decode_export, describe_guess
from efficacy_tui.model import locale_format

MISQUOTED = "a quotation mark is out of place or never closed"

_SEPARATORS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r'"?sep=([^"\w\r\n])"?[,;\t]*', re.IGNORECASE)
_KEY_COLUMNS = ("id", "full_date", "date", "day")
"""Columns whose cells tell a row from a line of text: an id of this program, or a date."""

_IDENTIFIER = re.compile("[0-9a-f]{32}")
_END_OF_FILE = "\x1a"
"""The mark of the end that some programs for DOS and Windows write."""

IsRunaway = Callable[[list[str], Sequence[str]], bool]


class CsvRow(NamedTuple):
    """One row: its location (“file, line 4”), and its cells by the column's name in lower case."""

    where: str
    cells: dict[str, str]


class CsvTable(NamedTuple):
    """A file's columns, as named there, its rows, the rows that cannot be used, and sentences about how it was read."""

    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]
    bad_rows: tuple[BadRow, ...]
    notes: tuple[str, ...] = ()


def split_lines(text: str) -> list[str]:
    """Split a text at LF, CR or CRLF; each line keeps its end, as `iterate_csv_rows` needs it."""
    return list(io.StringIO(text, newline=""))


def iterate_csv_rows(
    lines: Sequence[str],
    separator: str,
    start: int = 0,
    *,
    skip_spaces: bool = False,
    is_runaway: IsRunaway | None = None,
) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the line (from 1) at which each row begins and its cells, or `None` where quotation marks are misplaced.

    Reading begins at the index `start`. Without `is_runaway` it ends at the first misplaced mark. With it, only the
    first line of such a row is lost and reading resumes at the next one, so a stray mark cannot swallow what follows;
    `is_runaway` gets the cells of a row over several lines, and these lines; it returns whether a stray mark made it
    that long.
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
                if is_runaway is not None and row_end > row_start + 1 and is_runaway(cells, lines[row_start:row_end]):
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


def split_header(text: str) -> tuple[list[str], str, int, str]:
    """Return the lines of a CSV text, its separator, the index of its first line with cells, and that line.

    A line `sep=;` at the beginning, as spreadsheets understand it, names the separator if the next line has it;
    otherwise it is the one that the first line has most of.
    """
    lines = split_lines(text)
    start = next((i for i, line in enumerate(lines) if line.strip(" \t\r\n,;")), len(lines))
    separator = ""
    if start < len(lines) and (match := _SEPARATOR_LINE.fullmatch(lines[start].strip("\r\n "))) is not None:
        following = next((line for line in lines[start + 1 :] if line.strip(" \t\r\n,;")), "")
        separator = match[1] if match[1] in following else ""
        start = next((i for i in range(start + 1, len(lines)) if lines[i].strip(" \t\r\n,;")), len(lines))
    header = lines[start] if start < len(lines) else ""
    return lines, separator or max(_SEPARATORS, key=header.count), start, header


def read_csv_table(
    data: bytes,
    name: str,
    needed_columns: Sequence[str] = (),
    default_columns: Sequence[str] = (),
    repair: Callable[[list[str], str], list[str]] | None = None,
) -> CsvTable:
    """Read the rows of a CSV file, which must have the `needed_columns`.

    A file that begins with a date has no header; its columns are then the `default_columns`. `repair` gets the cells of
    each row, and what separates them, before they are counted.

    Raises:
        UnreadableFile: there is no header with the needed columns.
    """
    text, guessed_encoding = decode_export(data, name)
    # A cell of an often revised challenge can exceed the default limit, which is global and so is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    lines, separator, start, header = split_header(text)
    is_headless = bool(default_columns) and parse_date(header.split(separator)[0], "dmy") is not None
    columns = tuple(default_columns) if is_headless else ()
    rows: list[CsvRow] = []
    bad_rows: list[BadRow] = []

    def is_runaway(cells: list[str], row_lines: Sequence[str]) -> bool:
        return _has_swallowed_rows(cells, row_lines, columns, separator, _line_end(header))

    for line, raw_cells in iterate_csv_rows(lines, separator, start, is_runaway=is_runaway):
        where = f"{name}, line {line}"
        if raw_cells is None:
            if not columns:
                raise UnreadableFile(f"{where}, should name the columns, but {MISQUOTED}.")
            bad_rows.append(BadRow(where, MISQUOTED))
            continue
        if not any(cell.strip().strip(_END_OF_FILE) for cell in raw_cells):
            continue
        if not columns:
            columns = _without_blank_ends(tuple(cell.strip() for cell in raw_cells))
            continue
        cells = repair(raw_cells, separator) if repair is not None else raw_cells
        if any(cell.strip() for cell in cells[len(columns) :]):
            bad_rows.append(BadRow(where, f"{len(cells)} cells where the header has {len(columns)}"))
            continue
        named_cells, contradiction = _name_cells(columns, cells)
        if contradiction:
            bad_rows.append(BadRow(where, contradiction))
            continue
        rows.append(CsvRow(where, named_cells))
    if missing := [column for column in needed_columns if column not in {c.casefold() for c in columns}]:
        raise UnreadableFile(f"{name} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}.")
    notes = (describe_guess(name, guessed_encoding),) if guessed_encoding else ()
    return CsvTable(columns, tuple(rows), tuple(bad_rows), notes)


def _without_blank_ends(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return columns without those after the last named one, which spreadsheets add, so that cells there are told."""
    return columns[: next((i for i in range(len(columns), 0, -1) if columns[i - 1]), 0)]


def _name_cells(columns: Sequence[str], cells: Sequence[str]) -> tuple[dict[str, str], str]:
    """Return the cells by the names of their columns, and what contradicts where two columns have one name."""
    named: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        key = column.casefold()
        earlier = named.get(key, "")
        if earlier.strip() and cell.strip() and earlier.strip() != cell.strip():
            values = f"one with {quote_cell(earlier)}, one with {quote_cell(cell)}"
            return {}, f"two columns are called {quote_cell(column)}, {values}"
        if key and (cell.strip() or not earlier.strip()):
            named[key] = cell
    return named, ""


def _has_swallowed_rows(
    cells: Sequence[str], row_lines: Sequence[str], columns: Sequence[str], separator: str, line_end: str
) -> bool:
    """Whether a row over several lines holds rows of the file, rather than a text into which rows were pasted.

    Between rows lines end as the header does; programs often end those inside a cell otherwise. A stray mark that
    closes another one stands in a row of the file, and the lines in between come out as too many or too few cells.
    """
    begins_row = [
        _line_end(before) == line_end and _begins_row(line, columns, separator)
        for before, line in itertools.pairwise(row_lines)
    ]
    return any(begins_row) and (begins_row[-1] or len(cells) != len(columns))


def _line_end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _begins_row(line: str, columns: Sequence[str], separator: str) -> bool:
    """Whether a line inside a quoted cell looks like a row of its own: all cells, and a date or an id where it belongs.

    Otherwise a mark that is never closed could swallow the rows up to the next stray one without a word.
    """
    if len(columns) < 2 or line.count(separator) < len(columns) - 1:
        return False
    names = [column.casefold() for column in columns]
    index = next((names.index(name) for name in _KEY_COLUMNS if name in names), 0)
    cell = line.split(separator)[index].strip().strip('"')
    return looks_like_date(cell) or _IDENTIFIER.fullmatch(cell) is not None


def describe_unread_columns(name: str, columns: Sequence[str]) -> str:
    """Say that some columns of a file are not read."""
    verb = "column is" if len(columns) == 1 else "columns are"
    return f"{name}: the {verb} not read: {', '.join(map(quote_cell, columns))}."


def parse_number(text: str) -> float | None:
    """Parse a number with a decimal point or comma; `None` if it is not a number."""
    return locale_format.parse_number(text)


def parse_dated_rows(
    rows: Iterable[CsvRow],
    column: str,
    bad_rows: list[BadRow],
    order: DateOrder | None = None,
    describe: Callable[[CsvRow, str], BadRow] = lambda row, reason: BadRow(row.where, reason),
) -> Iterator[tuple[CsvRow, dt.date]]:
    """Yield each row with the date in its `column`; rows without one are added to `bad_rows`, made by `describe`."""
    listed_rows = list(rows)
    order = order or detect_date_order(row.cells.get(column, "") for row in listed_rows)
    for row in listed_rows:
        cell = row.cells.get(column, "")
        day = parse_date(cell, order)
        if day is None:
            bad_rows.append(describe(row, describe_bad_date(column, cell, order)))
        else:
            yield row, day
