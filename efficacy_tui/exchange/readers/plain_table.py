"""Plain tables that a person, a spreadsheet or a phone's shortcut writes: ratings, evidence or outcomes, one a file.

The first line names the columns, in any order and case, separated by commas, semicolons or tabs:

* `day,domain,confidence[,note]`
* `day,domain,text[,source][,difficulty]`
* `day,domain,title,odds,outcome[,difficulty]`

A row is known again by the name of its file, its content, and its number among equal rows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from efficacy_tui.exchange.outcome_words import OUTCOME_WORDS
from efficacy_tui.exchange.parsed_entries import BadRow, UnreadableFile, derive_record_id, quote_cell
from efficacy_tui.exchange.readers.csv_dates import (
    DateOrder,
    describe_bad_date,
    detect_date_order,
    parse_clock,
    parse_date,
)
from efficacy_tui.exchange.readers.csv_dialects import CsvRow, describe_unread_columns, parse_number, read_csv_table
from efficacy_tui.model.types import Outcome, Source

TableKind = Literal["ratings", "evidence", "outcomes"]

_DAY_COLUMNS = ("day", "date")
_COLUMNS: dict[TableKind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ratings": (("confidence",), ("note",)),
    "evidence": (("text",), ("source", "difficulty")),
    "outcomes": (("title", "odds", "outcome"), ("difficulty",)),
}
"""The needed and the optional columns of each kind, besides the day and the domain."""

_INVISIBLE = "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
TABLE_HEADERS = ("day,domain,confidence", "day,domain,text", "day,domain,title,odds,outcome")
_FRACTION = re.compile(r"[01]?[.,]\d+")
"""A number that could be a share of 1, as spreadsheets save what they show as 70 %."""

_SOURCES: tuple[Source, ...] = ("mastery", "vicarious", "persuasion", "state")
_CLOCK_BEHIND = re.compile(
    r"[T ]+(?:at\s+)?(\d{1,2}[:.]\d{2}(?![\d.])(?::\d{2})?(?:\s?[ap]\.?\s?m\.?)?)", re.IGNORECASE
)
_COMPACT_CLOCK = re.compile(r"(\d{8})T(\d{2})(\d{2})(?:\d{2})?", re.IGNORECASE)
_QUOTED_BEHIND_BLANKS = re.compile(r'[ \t]+"((?:[^"]|"")*)"\s*')
_CONFLICT_MARKS = re.compile(
    r"\.sync-conflict-\d{8}-\d{6}(-\w+)?|\s*\([^()]*conflict[^()]*\)|_conflict-\d{8}-\d{6}", re.IGNORECASE
)


class TableRow(NamedTuple):
    """A row that can be used: the id of its record, where it stands, its day and domain, and what its kind has.

    `time` is the local time behind the day, if there is one. `percent` is the confidence or the odds, 0–100; `text`
    the note, the evidence or the title.
    """

    kind: TableKind
    identifier: str
    where: str
    day: dt.date
    time: dt.time | None
    domain: str
    text: str
    percent: int | None = None
    source: Source = "mastery"
    difficulty: int | None = None
    outcome: Outcome | None = None


class ParsedTable(NamedTuple):
    """The rows of one or several tables, those that cannot be used, and sentences about how they were read."""

    rows: tuple[TableRow, ...]
    bad_rows: tuple[BadRow, ...]
    notes: tuple[str, ...] = ()


def find_table_kind(columns: Iterable[str]) -> TableKind | None:
    """Return what a table with these columns holds; `None` if it is no such table, or several of them."""
    names = {column.strip().casefold() for column in columns}
    if "domain" not in names or not names & set(_DAY_COLUMNS):
        return None
    kinds = [kind for kind, (needed, _) in _COLUMNS.items() if names.issuperset(needed)]
    return kinds[0] if len(kinds) == 1 else None


def describe_unknown_header(name: str) -> str:
    """Say that the first line of a file does not name the columns of a table."""
    return f"{name}: its first line does not name the columns of one table: {'; '.join(TABLE_HEADERS)}."


def read_plain_tables(files: Mapping[str, bytes], order: DateOrder | None = None) -> ParsedTable:
    """Read tables; of several one may be unusable, and is named.

    Raises:
        UnreadableFile: the only file is no such table.
    """
    tables, bad_rows = [], []
    for name, data in files.items():
        try:
            tables.append(_read_table(name, data, order))
        except UnreadableFile as error:
            if len(files) == 1:
                raise
            bad_rows.append(BadRow(name, describe_problem(error, name)))
    rows = {row.identifier: row for table in reversed(tables) for row in reversed(table.rows)}
    return ParsedTable(
        tuple(reversed(rows.values())),
        (*bad_rows, *(row for table in tables for row in table.bad_rows)),
        tuple(note for table in tables for note in table.notes),
    )


def describe_problem(error: UnreadableFile, name: str) -> str:
    """Return why a file cannot be read, to be told behind its name."""
    sentence = str(error).rstrip(".").removeprefix(f"{name}: ")
    return f"it {sentence.removeprefix(f'{name} ')}" if sentence.startswith(f"{name} ") else sentence


def _read_table(name: str, data: bytes, order: DateOrder | None) -> ParsedTable:
    columns = [column.casefold() for column in read_csv_table(data, name).columns]
    kind = find_table_kind(columns)
    if kind is None:
        raise UnreadableFile(describe_unknown_header(name) if columns else f"{name} is empty.")
    table = read_csv_table(data, name, repair=lambda cells, separator: _rejoin_last(cells, columns, separator))
    day_column = next(column for column in _DAY_COLUMNS if column in columns)
    order = order or detect_date_order(_split_clock(row.cells.get(day_column, ""))[0] for row in table.rows)
    parser = _RowParser(kind, day_column, order)
    counts: Counter[str] = Counter()
    rows: list[TableRow] = []
    bad_rows = list(table.bad_rows)
    for row in table.rows:
        content = _content_of(row, kind, day_column, order)
        identifier = derive_record_id("table", _file_key(name), content, f"#{counts[content]}")
        counts[content] += 1
        parsed = parser.parse(row, identifier)
        if isinstance(parsed, BadRow):
            bad_rows.append(parsed)
        else:
            rows.append(parsed)
    return ParsedTable(tuple(rows), tuple(bad_rows), (*table.notes, *_describe_other_columns(name, columns, kind)))


def _rejoin_last(cells: list[str], columns: Sequence[str], separator: str) -> list[str]:
    """Put a note or text at the end of a row together that has commas and no quotation marks around it.

    Blanks before a quotation mark, which a person types after a comma, make it a part of the cell; it goes.
    """
    if len(cells) > len(columns) and columns and columns[-1] in ("note", "text"):
        end = next((i for i in range(len(cells), len(columns), -1) if cells[i - 1].strip()), len(columns))
        cells = [*cells[: len(columns) - 1], separator.join(cells[len(columns) - 1 : end])]
    return [_unquote(cell) for cell in cells]


def _unquote(cell: str) -> str:
    match = _QUOTED_BEHIND_BLANKS.fullmatch(cell)
    return cell if match is None else match[1].replace('""', '"')


def _file_key(name: str) -> str:
    """Return the name by which a file is the same on every machine, also as a synchroniser's second copy of it."""
    return _CONFLICT_MARKS.sub("", name.rpartition("/")[2]).casefold()


def _content_of(row: CsvRow, kind: TableKind, day_column: str, order: DateOrder) -> str:
    """Return the content of a row, whatever the order of its columns, its separators, and how its day is written."""
    needed, optional = _COLUMNS[kind]
    day_text, time = _split_clock(row.cells.get(day_column, ""))
    day = parse_date(day_text, order)
    moment = f"{day_text if day is None else day.isoformat()} {time or ''}".strip()
    names = ("domain", *needed, *optional)
    cells = (f"{name}={_strip(row.cells[name])}" for name in names if _strip(row.cells.get(name, "")))
    return "\0".join([kind, moment, *cells])


def _describe_other_columns(name: str, columns: Collection[str], kind: TableKind) -> list[str]:
    """Say which columns of a table are not read, as a mistyped one would lose what is in it."""
    needed, optional = _COLUMNS[kind]
    day_column = next(column for column in _DAY_COLUMNS if column in columns)
    others = [column for column in columns if column and column not in (day_column, "domain", *needed, *optional)]
    return [describe_unread_columns(name, others)] if others else []


def _strip(cell: str) -> str:
    """Strip a cell of the blanks around it, and of what nobody sees there."""
    return cell.strip().strip(_INVISIBLE).strip()


def _split_clock(cell: str) -> tuple[str, dt.time | None]:
    """Return the date of a cell, and the time of day behind it."""
    cell = _COMPACT_CLOCK.sub(r"\1 \2:\3", cell.strip())
    match = _CLOCK_BEHIND.search(cell)
    return (
        (cell, None)
        if match is None
        else (cell[: match.start()].strip(", "), parse_clock(match[1].replace(".", ":", 1)))
    )


class _RowParser:
    """Parses the rows of one table."""

    def __init__(self, kind: TableKind, day_column: str, order: DateOrder) -> None:
        self._kind = kind
        self._day_column = day_column
        self._order = order

    def parse(self, row: CsvRow, identifier: str) -> TableRow | BadRow:
        """Return the row, or why it cannot be used."""
        cells = {name: _strip(cell) for name, cell in row.cells.items()}
        day_text, time = _split_clock(cells.get(self._day_column, ""))
        day = parse_date(day_text, self._order)
        if day is None:
            return BadRow(row.where, describe_bad_date(self._day_column, cells.get(self._day_column, ""), self._order))
        if not cells.get("domain"):
            return BadRow(row.where, "has no domain")
        parsed = TableRow(self._kind, identifier, row.where, day, time, cells["domain"], "")
        problem: str | TableRow
        match self._kind:
            case "ratings":
                problem = _parse_rating(parsed, cells)
            case "evidence":
                problem = _parse_evidence(parsed, cells)
            case _:
                problem = _parse_outcome(parsed, cells)
        return BadRow(row.where, problem) if isinstance(problem, str) else problem


def _parse_rating(row: TableRow, cells: Mapping[str, str]) -> TableRow | str:
    confidence = _parse_percent("confidence", cells.get("confidence", ""))
    return confidence if isinstance(confidence, str) else row._replace(percent=confidence, text=cells.get("note", ""))


def _parse_evidence(row: TableRow, cells: Mapping[str, str]) -> TableRow | str:
    if not cells.get("text"):
        return "has no text"
    word = cells.get("source", "").casefold() or "mastery"
    source = next((source for source in _SOURCES if source == word), None)
    if source is None:
        return f"source {quote_cell(cells['source'])} is not one of {', '.join(_SOURCES)}"
    difficulty = _parse_difficulty(cells.get("difficulty", ""))
    if isinstance(difficulty, str):
        return difficulty
    if difficulty is not None and source != "mastery":
        return f"a difficulty is for mastery, and this is {source}"
    return row._replace(text=cells["text"], source=source, difficulty=difficulty)


def _parse_outcome(row: TableRow, cells: Mapping[str, str]) -> TableRow | str:
    if not cells.get("title"):
        return "has no title"
    odds = _parse_percent("odds", cells.get("odds", ""))
    difficulty = _parse_difficulty(cells.get("difficulty", ""))
    outcome = OUTCOME_WORDS.get(cells.get("outcome", "").casefold())
    if isinstance(odds, str) or isinstance(difficulty, str):
        return odds if isinstance(odds, str) else str(difficulty)
    if outcome is None:
        return f"outcome {quote_cell(cells.get('outcome', ''))} should be succeeded, partly, failed or abandoned"
    return row._replace(text=cells["title"], percent=odds, difficulty=difficulty, outcome=outcome)


def _parse_percent(name: str, text: str) -> int | str:
    """Return a number from 0 to 100 in whole points, or why the text is none."""
    number = parse_number(text.removesuffix("%").strip())
    if number is not None and 0 < number <= 1 and _FRACTION.fullmatch(text):
        return f"{name} {quote_cell(text)} could be a share of 1 or of 100; write it from 0 to 100, like {number:.0%}"
    if number is None or not 0 <= number <= 100:
        return f"{name} {quote_cell(text)} is not a number from 0 to 100" if text else f"has no {name}"
    return round(number)


def _parse_difficulty(text: str) -> int | str | None:
    return _parse_percent("difficulty", text) if text else None
