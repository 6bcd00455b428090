"""Loop Habit Tracker's CSV export: days on which a habit was done, and its score day by day.

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
    """One habit of `Habits.csv`; `target` and `at_most` are of a measurable one."""

    position: str
    name: str
    measurable: bool
    unit: str
    target: float | None
    at_most: bool


def read_loop(files: Mapping[str, bytes]) -> ParsedFile:
    """What an export holds; a thing's label is the name of its habit.

    Raises:
        UnreadableFile: it is no such export.
    """
    listed = next((name for name in files if name.rpartition("/")[2].casefold() == HABITS), None)
    if listed is None:
        raise UnreadableFile("There is no Habits.csv; choose the folder or the zip file that Loop exported.")
    root = listed.rpartition("/")[0]
    sheet = read_csv_table(files[listed], listed, ["name"])
    bad = list(sheet.bad_rows)
    habits = [_habit(line, at) for at, line in enumerate(sheet.rows, 1)]
    items: list[ParsedEntry] = []
    for kind, column in (("Checkmarks.csv", "value"), ("Scores.csv", "score")):
        for habit, line in _cells(files, root, habits, kind, column, bad):
            _add(habit, line, column, items, bad)
    return ParsedFile("loop", tuple(items), tuple(bad))


def _habit(line: CsvRow, at: int) -> Habit:
    cells = line.cells
    position = cells.get("position", "").strip()
    return Habit(
        position=f"{int(position) if position.isdigit() else at:03d}",
        name=cells.get("name", "").strip(),
        measurable=cells.get("type", "").strip().upper() in ("NUMERICAL", "MEASURABLE"),
        unit=cells.get("unit", "").strip(),
        target=parse_number(cells.get("target value", "")),
        at_most="MOST" in cells.get("target type", "").upper(),
    )


class _Cell(NamedTuple):
    day: str
    line: CsvRow
    value: str
    notes: str


def _cells(
    files: Mapping[str, bytes], root: str, habits: list[Habit], kind: str, column: str, bad: list[BadRow]
) -> Iterator[tuple[Habit, _Cell]]:
    """Each habit's days, from its own folder; from the file for all habits where there are no folders."""
    own = {habit.position: name for habit in habits if (name := _own_file(files, root, habit, kind)) is not None}
    for habit in habits:
        if habit.position in own:
            name = own[habit.position]
            sheet = read_csv_table(files[name], name, ["date", column], ["Date", column.title(), "Notes"])
            bad += sheet.bad_rows
            for line, day in parse_dated_rows(sheet.rows, "date", bad):
                yield habit, _Cell(day.isoformat(), line, line.cells.get(column, ""), line.cells.get("notes", ""))
    everyone = f"{root}/{kind}" if root else kind
    if own or everyone not in files:
        return
    sheet = read_csv_table(files[everyone], everyone, ["date"])
    bad += sheet.bad_rows
    by_name = {habit.name.casefold(): habit for habit in habits}
    for column_name in sheet.columns[1:]:
        # Loop does not quote names here: a comma in one of them shifts every column after it.
        if column_name and column_name.casefold() not in by_name:
            raise UnreadableFile(
                f"{everyone} has a column {quote_cell(column_name)} that is no habit of Habits.csv. "
                "Choose the whole folder or zip file, with a folder for each habit."
            )
    for line, day in parse_dated_rows(sheet.rows, "date", bad):
        for name, value in line.cells.items():
            if name in by_name:
                yield by_name[name], _Cell(day.isoformat(), line, value, "")


def _own_file(files: Mapping[str, bytes], root: str, habit: Habit, kind: str) -> str | None:
    folder = re.compile(rf"{re.escape(root + '/' if root else '')}{habit.position}( [^/]*)?/{kind}")
    return next((name for name in files if folder.fullmatch(name)), None)


def _add(habit: Habit, cell: _Cell, column: str, items: list[ParsedEntry], bad: list[BadRow]) -> None:
    day, value = dt.date.fromisoformat(cell.day), cell.value.strip()
    labels = (habit.name,)
    if column == "score":
        score = parse_number(value)
        if score is None or not 0 <= score <= 1:
            bad.append(BadRow(cell.line.where, f"the score {quote_cell(value)} is not a number from 0 to 1"))
        else:
            items.append(ParsedEntry(labels, day, "", score * 100, f"score\0{habit.name}\0{day}", cell.line.where))
        return
    amount = ""
    if value.upper() in NOT_DONE:
        return
    if value.upper() not in DONE or habit.measurable:
        many = parse_number(value)
        if many is None:
            bad.append(
                BadRow(cell.line.where, f"the value {quote_cell(value)} of {quote_cell(habit.name)} is not understood")
            )
            return
        many = many if re.search(r"[.,]", value) else many / 1000
        reached = many <= habit.target if habit.at_most and habit.target is not None else many >= (habit.target or 0)
        if not reached:
            return
        amount = f": {many:g} {habit.unit}".rstrip()
    notes = f" ({cell.notes.strip()})" if cell.notes.strip() else ""
    key = f"done\0{habit.name}\0{day}"
    items.append(ParsedEntry(labels, day, f"{habit.name}{amount}{notes}", None, key, cell.line.where))
