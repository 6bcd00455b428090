"""Loop Habit Tracker's CSV export: the days on which a habit was done, and its daily score.

`Habits.csv` names the habits. Each has a folder (`001 Meditate`) with `Checkmarks.csv` (Date, Value, Notes) and
`Scores.csv` (Date, Score 0–1); older exports have one `Checkmarks.csv` and `Scores.csv` with a column for each habit.
A value is YES_MANUAL (2), YES_AUTO (1: not done, but not needed that day), NO (0), SKIP (3), UNKNOWN (−1), or the
amount of a measurable habit, in thousandths where it is a whole number.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from efficacy_tui.exchange.parsed_entries import BadRow, ParsedEntry, ParsedFile, UnreadableFile
from efficacy_tui.exchange.readers.csv_dialects import (
    CsvRow,
    parse_dated_rows,
    parse_number,
    quote_cell,
    read_csv_table,
)

DONE = frozenset({"YES_MANUAL", "2"})
NOT_DONE = frozenset({"YES_AUTO", "1", "NO", "0", "SKIP", "3", "UNKNOWN", "-1", ""})
HABITS = "habits.csv"


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
    bad_rows = list(table.bad_rows)
    habits = [_parse_habit(row, number) for number, row in enumerate(table.rows, 1)]
    entries: list[ParsedEntry] = []
    for file_name, column in (("Checkmarks.csv", "value"), ("Scores.csv", "score")):
        for habit, cell in _iterate_cells(files, root, habits, file_name, column, bad_rows):
            _add_entry(habit, cell, column, entries, bad_rows)
    return ParsedFile("loop", tuple(entries), tuple(bad_rows))


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
    files: Mapping[str, bytes], root: str, habits: list[Habit], file_name: str, column: str, bad_rows: list[BadRow]
) -> Iterator[tuple[Habit, _Cell]]:
    """Yield the days of each habit from its own folder, or from the file for all habits if there are no folders."""
    habit_files = {
        habit.position: name
        for habit in habits
        if (name := _find_habit_file(files, root, habit, file_name)) is not None
    }
    for habit in habits:
        if habit.position in habit_files:
            name = habit_files[habit.position]
            table = read_csv_table(files[name], name, ["date", column], ["Date", column.title(), "Notes"])
            bad_rows += table.bad_rows
            for row, day in parse_dated_rows(table.rows, "date", bad_rows):
                yield habit, _Cell(day, row, row.cells.get(column, ""), row.cells.get("notes", ""))
    shared_file = f"{root}/{file_name}" if root else file_name
    if habit_files or shared_file not in files:
        return
    table = read_csv_table(files[shared_file], shared_file, ["date"])
    bad_rows += table.bad_rows
    habits_by_name = {habit.name.casefold(): habit for habit in habits}
    for column_name in table.columns[1:]:
        # Loop does not quote names here, so a comma in one of them shifts every column after it.
        if column_name and column_name.casefold() not in habits_by_name:
            raise UnreadableFile(
                f"{shared_file} has a column {quote_cell(column_name)} that is not a habit in Habits.csv. "
                "Choose the whole folder or zip file, with a folder for each habit."
            )
    for row, day in parse_dated_rows(table.rows, "date", bad_rows):
        for name, value in row.cells.items():
            if name in habits_by_name:
                yield habits_by_name[name], _Cell(day, row, value, "")


def _find_habit_file(files: Mapping[str, bytes], root: str, habit: Habit, file_name: str) -> str | None:
    pattern = re.compile(rf"{re.escape(root + '/' if root else '')}{habit.position}( [^/]*)?/{file_name}")
    return next((name for name in files if pattern.fullmatch(name)), None)


def _add_entry(habit: Habit, cell: _Cell, column: str, entries: list[ParsedEntry], bad_rows: list[BadRow]) -> None:
    day, value = cell.day, cell.value.strip()
    labels = (habit.name,)
    if column == "score":
        score = parse_number(value)
        if score is None or not 0 <= score <= 1:
            bad_rows.append(BadRow(cell.row.where, f"the score {quote_cell(value)} is not a number from 0 to 1"))
        else:
            entries.append(ParsedEntry(labels, day, "", score * 100, f"score\0{habit.name}\0{day}", cell.row.where))
        return
    amount = ""
    if value.upper() in NOT_DONE:
        return
    if value.upper() not in DONE or habit.measurable:
        number = parse_number(value)
        if number is None:
            bad_rows.append(
                BadRow(cell.row.where, f"the value {quote_cell(value)} of {quote_cell(habit.name)} is not recognised")
            )
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
