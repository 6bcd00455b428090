"""Loop Habit Tracker's CSV export: the days on which a habit was done, and its daily score.

`Habits.csv` names the habits. Each has a folder (`001 Meditate`) with `Checkmarks.csv` (Date, Value, Notes) and
`Scores.csv` (Date, Score 0–1); older exports have one `Checkmarks.csv` and `Scores.csv` with a column for each habit.
A value is YES_MANUAL (2), YES_AUTO (1: not done, but not needed that day), NO (0), SKIP (3), UNKNOWN (−1), or the
amount of a measurable habit, in thousandths where it is a whole number.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Literal, NamedTuple

from efficacy_tui.exchange.parsed_entries import BadRow, ParsedEntry, ParsedFile, UnreadableFile, quote_cell
from efficacy_tui.exchange.readers.csv_dialects import (
    CsvRow,
    CsvTable,
    parse_dated_rows,
    parse_number,
    read_csv_table,
)

DONE = frozenset({"YES_MANUAL", "2"})
NONE_DONE = frozenset({"NO", "0"})
NOT_DONE = NONE_DONE | {"YES_AUTO", "1", "SKIP", "3", "UNKNOWN", "-1", ""}
HABITS = "habits.csv"
_DAY_FILES = ("Checkmarks.csv", "Scores.csv")
_DECIMALS = re.compile(r"\d{2,6}")


class Habit(NamedTuple):
    """One habit of `Habits.csv`; only a measurable one has a `target` and `at_most`."""

    position: str
    name: str
    measurable: bool
    unit: str
    target: float | None
    at_most: bool


def read_loop(files: Mapping[str, bytes]) -> ParsedFile:
    """Read an export; the label of an entry is the name of its habit.

    Raises:
        UnreadableFile: it is not such an export.
    """
    habits_file = next((name for name in files if name.rpartition("/")[2].casefold() == HABITS), None)
    if habits_file is None:
        raise UnreadableFile("There is no Habits.csv; choose the folder or the zip file that Loop exported.")
    root = habits_file.rpartition("/")[0]
    table = read_csv_table(files[habits_file], habits_file, ["name"])
    reading = _Reading(files, root, list(table.bad_rows), list(table.notes))
    habits = [_parse_habit(row, number) for number, row in enumerate(table.rows, 1)]
    if habits and not any(_has_days(reading, habit) for habit in habits):
        raise UnreadableFile(
            f"{habits_file} has no days beside it; choose the whole folder or zip file that Loop exported."
        )
    entries: list[ParsedEntry] = []
    for file_name, column in zip(_DAY_FILES, ("value", "score"), strict=True):
        for habit, cell in _iterate_cells(reading, habits, file_name, column):
            _add_entry(habit, cell, column, entries, reading.bad_rows)
    return ParsedFile("loop", tuple(entries), tuple(reading.bad_rows), (), tuple(reading.notes))


class _Reading(NamedTuple):
    """The files of an export and the folder they lie in, and what is noted while they are read."""

    files: Mapping[str, bytes]
    root: str
    bad_rows: list[BadRow]
    notes: list[str]

    def read_table(
        self, name: str, columns: list[str], defaults: list[str], habit: Habit, column: str
    ) -> CsvTable | None:
        """Read the table of one habit; one that cannot be read stands in the way of that habit only."""
        try:
            table = read_csv_table(self.files[name], name, columns, defaults, _repair_of(column))
        except UnreadableFile as error:
            self.bad_rows.append(BadRow(name, str(error).rstrip("."), (habit.name,), _kind_of(column)))
            return None
        self.bad_rows.extend(row._replace(labels=(habit.name,), kind=_kind_of(column)) for row in table.bad_rows)
        self.notes.extend(table.notes)
        return table


def _kind_of(column: str) -> Literal["rating", "evidence"]:
    return "rating" if column == "score" else "evidence"


def _repair_of(column: str) -> Callable[[list[str], str], list[str]] | None:
    return _rejoin_scores if column == "score" else None


def _rejoin_scores(cells: list[str], _separator: str) -> list[str]:
    """Put scores together that an old version wrote with a decimal comma and without quotes: 0,5240 is one score."""
    filled = cells[: len(cells) - next((i for i, cell in enumerate(reversed(cells)) if cell.strip()), len(cells))]
    pairs = list(zip(filled[1::2], filled[2::2], strict=False))
    is_split = len(filled) > 2 and len(filled) % 2 == 1
    if is_split and all(
        units.strip() in ("0", "1") and _DECIMALS.fullmatch(decimals.strip()) for units, decimals in pairs
    ):
        return [filled[0], *(f"{units.strip()}.{decimals.strip()}" for units, decimals in pairs)]
    return cells


def _parse_habit(row: CsvRow, number: int) -> Habit:
    cells = row.cells
    position = cells.get("position", "").strip()
    return Habit(
        position=f"{int(position) if position.isdigit() else number:03d}",
        name=cells.get("name", "").strip(),
        measurable=cells.get("type", "").strip().upper() in ("NUMERICAL", "MEASURABLE"),
        unit=cells.get("unit", "").strip(),
        target=parse_number(cells.get("target value", "")),
        at_most="MOST" in cells.get("target type", "").upper(),
    )


class _Cell(NamedTuple):
    """The value of a habit on a day, with the row it comes from."""

    day: dt.date
    row: CsvRow
    value: str
    notes: str


def _iterate_cells(
    reading: _Reading, habits: list[Habit], file_name: str, column: str
) -> Iterator[tuple[Habit, _Cell]]:
    """Yield the days of each habit from its own folder, or from the file for all habits if there are no folders."""
    habit_files = {
        habit.position: name
        for habit in habits
        if (name := _find_habit_file(reading.files, reading.root, habit, file_name)) is not None
    }
    for habit in habits:
        if habit.position in habit_files:
            name = habit_files[habit.position]
            defaults = ["Date", column.title(), *(["Notes"] if column == "value" else [])]
            table = reading.read_table(name, ["date", column], defaults, habit, column)
            if table is None:
                continue
            describe = partial(_describe_bad_row, names=(habit.name,), kind=_kind_of(column))
            for row, day in parse_dated_rows(table.rows, "date", reading.bad_rows, describe=describe):
                yield habit, _Cell(day, row, row.cells.get(column, ""), row.cells.get("notes", ""))
    shared_file = f"{reading.root}/{file_name}" if reading.root else file_name
    if not habit_files and shared_file in reading.files:
        yield from _iterate_shared_cells(reading, habits, shared_file, column)


def _iterate_shared_cells(
    reading: _Reading, habits: list[Habit], shared_file: str, column: str
) -> Iterator[tuple[Habit, _Cell]]:
    names, kind = tuple(habit.name for habit in habits), _kind_of(column)
    habits_by_name = {name.casefold(): habit for name, habit in zip(names, habits, strict=True)}
    try:
        table = read_csv_table(reading.files[shared_file], shared_file, ["date"], repair=_repair_of(column))
        _check_columns(table, shared_file, habits_by_name)
    except UnreadableFile as error:
        reading.bad_rows.append(BadRow(shared_file, str(error).rstrip("."), names, kind))
        return
    reading.bad_rows.extend(row._replace(kind=kind) for row in table.bad_rows)
    reading.notes.extend(table.notes)
    describe = partial(_describe_bad_row, names=names, kind=kind)
    for row, day in parse_dated_rows(table.rows, "date", reading.bad_rows, describe=describe):
        for name, value in row.cells.items():
            if name in habits_by_name:
                yield habits_by_name[name], _Cell(day, row, value, "")


def _describe_bad_row(row: CsvRow, reason: str, names: tuple[str, ...], kind: Literal["rating", "evidence"]) -> BadRow:
    return BadRow(row.where, reason, names, kind)


def _check_columns(table: CsvTable, name: str, habits_by_name: Mapping[str, Habit]) -> None:
    """Check that each column is a habit: Loop does not quote names here, so a comma in one shifts all after it."""
    for column in table.columns[1:]:
        if column and column.casefold() not in habits_by_name:
            raise UnreadableFile(
                f"{name} has a column {quote_cell(column)} that is not a habit in Habits.csv. "
                "Choose the whole folder or zip file, with a folder for each habit."
            )


def _has_days(reading: _Reading, habit: Habit) -> bool:
    shared_files = (f"{reading.root}/{name}" if reading.root else name for name in _DAY_FILES)
    return any(name in reading.files for name in shared_files) or any(
        _find_habit_file(reading.files, reading.root, habit, name) is not None for name in _DAY_FILES
    )


def _find_habit_file(files: Mapping[str, bytes], root: str, habit: Habit, file_name: str) -> str | None:
    pattern = re.compile(rf"{re.escape(root + '/' if root else '')}{habit.position}( [^/]*)?/{file_name}")
    return next((name for name in files if pattern.fullmatch(name)), None)


def _add_entry(habit: Habit, cell: _Cell, column: str, entries: list[ParsedEntry], bad_rows: list[BadRow]) -> None:
    day, value = cell.day, cell.value.strip()
    labels = (habit.name,)
    if column == "score":
        score = parse_number(value)
        if score is None or not 0 <= score <= 1:
            reason = f"the score {quote_cell(value)} is not a number from 0 to 1"
            bad_rows.append(BadRow(cell.row.where, reason, labels, "rating"))
        else:
            entries.append(ParsedEntry(labels, day, "", score * 100, f"score\0{habit.name}\0{day}", cell.row.where))
        return
    amount = ""
    # For a habit with a limit 0 is the best result; for another one it means that nothing was done.
    is_zero_within_limit = habit.measurable and habit.at_most and value.upper() in NONE_DONE
    if value.upper() in NOT_DONE and not is_zero_within_limit:
        return
    if value.upper() not in DONE or habit.measurable:
        number = 0.0 if is_zero_within_limit else parse_number(value)
        if number is None or number < 0:
            reason = f"the value {quote_cell(value)} of {quote_cell(habit.name)} is not recognised"
            bad_rows.append(BadRow(cell.row.where, reason, labels, "evidence"))
            return
        number = number if re.search(r"[.,]", value) else number / 1000
        is_target_reached = (
            number <= habit.target if habit.at_most and habit.target is not None else number >= (habit.target or 0)
        )
        if not is_target_reached:
            return
        amount = f": {number:g} {habit.unit}".rstrip()
    notes = f" ({cell.notes.strip()})" if cell.notes.strip() else ""
    key = f"done\0{habit.name}\0{day}"
    entries.append(ParsedEntry(labels, day, f"{habit.name}{amount}{notes}", None, key, cell.row.where))
