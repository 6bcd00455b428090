"""Daylio's CSV export: `full_date,date,weekday,time,mood,activities,note_title,note`, one entry a row.

The labels are `mood` (a rating), `note` (the text) and each activity. Additional columns of newer versions are ignored;
older exports have `year` and a `date` like “18 May” instead of `full_date`. The newest entry stands first.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from efficacy_tui.exchange.parsed_entries import BadRow, ParsedEntry, ParsedFile, UnreadableFile, quote_cell
from efficacy_tui.exchange.readers.csv_dates import DateOrder, detect_date_order, parse_clock, parse_date
from efficacy_tui.exchange.readers.csv_dialects import CsvRow, CsvTable, parse_dated_rows, read_csv_table

MOODS: dict[str, int] = {"rad": 100, "good": 75, "meh": 50, "bad": 25, "awful": 0}
"""Daylio's five default moods; the person's own are passed separately."""

NOTE, MOOD = "note", "mood"
_LINE_BREAK_TAGS = re.compile(r"<\s*(br\s*/?|/p|/li|/div)\s*>", re.IGNORECASE)
_TAGS = re.compile(r"</?\s*(b|i|u|s|em|strong|p|div|span|ul|ol|li|br|font)(\s[^<>]*)?/?>", re.IGNORECASE)


def read_daylio(
    files: Mapping[str, bytes], moods: Mapping[str, int] | None = None, order: DateOrder | None = None
) -> ParsedFile:
    """Read an export, one CSV file; `moods` are the person's own mood words with their numbers, 0–100.

    Raises:
        UnreadableFile: it is not such an export.
    """
    name = next((name for name in files if name.casefold().endswith(".csv")), None)
    if name is None:
        raise UnreadableFile("There is no CSV file; choose the one that Daylio exported.")
    table = read_csv_table(files[name], name, ["mood"])
    bad_rows = list(table.bad_rows)
    dated_rows = list(_iterate_dated_rows(table, name, bad_rows, order))
    numbers = {word.casefold(): value for word, value in {**MOODS, **(moods or {})}.items()}
    unknown_moods: dict[str, str] = {}
    entries: list[ParsedEntry] = []
    for row, day, moment in _number_moments(dated_rows):
        time, mood = row.cells.get("time", "").strip(), row.cells.get("mood", "").strip()
        local_time = parse_clock(time)
        note, legacy_moment = _read_note(row), f"{day}\0{time}"
        if mood:
            number = numbers.get(mood.casefold())
            if number is None:
                unknown_moods.setdefault(mood.casefold(), mood)
            word = unknown_moods[mood.casefold()] if number is None else ""
            entries.append(ParsedEntry((MOOD,), day, "", number, f"mood\0{moment}", row.where, word, local_time))
        if note:
            key, legacy_key = f"note\0{moment}", f"note\0{legacy_moment}\0{note}"
            entries.append(ParsedEntry((NOTE,), day, note, None, key, row.where, "", local_time, legacy_key))
        for activity in _activities(row):
            text = f"{activity}: {note}" if note else activity
            key, legacy_key = f"activity\0{moment}\0{activity}", f"activity\0{legacy_moment}\0{activity}"
            entries.append(ParsedEntry((activity,), day, text, None, key, row.where, "", local_time, legacy_key))
    return ParsedFile("daylio", tuple(entries), tuple(bad_rows), tuple(unknown_moods.values()), table.notes)


def _number_moments(dated_rows: Sequence[tuple[CsvRow, dt.date]]) -> Iterator[tuple[CsvRow, dt.date, str]]:
    """Yield each row with its date and what identifies it: date and time, and its number among those of one minute.

    They are counted from the oldest, so that a later entry of the same minute changes no number. Rows that stand twice
    count once.
    """
    counts: Counter[tuple[dt.date, str]] = Counter()
    numbers: dict[tuple[dt.date, str, tuple[str, ...]], int] = {}
    for row, day in reversed(dated_rows):
        time, content = row.cells.get("time", "").strip(), tuple(row.cells.values())
        if (day, time, content) not in numbers:
            numbers[day, time, content] = counts[day, time]
            counts[day, time] += 1
    for row, day in dated_rows:
        time = row.cells.get("time", "").strip()
        number = numbers.pop((day, time, tuple(row.cells.values())), None)
        if number is not None:
            yield row, day, f"{day}\0{time}\0#{number}"


def _iterate_dated_rows(
    table: CsvTable, name: str, bad_rows: list[BadRow], order: DateOrder | None
) -> Iterable[tuple[CsvRow, dt.date]]:
    columns = {column.casefold() for column in table.columns}
    if "full_date" in columns:
        return parse_dated_rows(table.rows, "full_date", bad_rows, order, _describe_bad_row)
    if {"year", "date"} <= columns:
        return _iterate_worded_dates(table.rows, bad_rows)
    raise UnreadableFile(f"{name} lacks the column full_date.")


def _iterate_worded_dates(rows: Iterable[CsvRow], bad_rows: list[BadRow]) -> Iterator[tuple[CsvRow, dt.date]]:
    for row in rows:
        day = _parse_worded_date(row.cells.get("date", ""), row.cells.get("year", ""))
        if day is None:
            reason = f"date {quote_cell(row.cells.get('date', ''))} is not a day like “18 May”"
            bad_rows.append(_describe_bad_row(row, reason))
        else:
            yield row, day


def _describe_bad_row(row: CsvRow, reason: str) -> BadRow:
    labels = [MOOD] * bool(row.cells.get("mood", "").strip()) + [NOTE] * bool(_read_note(row))
    return BadRow(row.where, reason, (*labels, *_activities(row)))


def _activities(row: CsvRow) -> list[str]:
    return list(dict.fromkeys(filter(None, (part.strip() for part in row.cells.get("activities", "").split("|")))))


def _read_note(row: CsvRow) -> str:
    """Return the title and the text of a note without their formatting; a “<3” stays."""
    parts = (row.cells.get("note_title", "").strip(), row.cells.get("note", "").strip())
    text = "\n".join(filter(None, parts))
    return html.unescape(_TAGS.sub("", _LINE_BREAK_TAGS.sub("\n", text))).strip()


def _parse_worded_date(text: str, year: str) -> dt.date | None:
    if (full_date := parse_date(text, detect_date_order([text]))) is not None:
        return full_date
    from dateutil import parser

    if not re.fullmatch(r"\d{4}", year.strip()) or not re.search(r"\d", text):
        return None
    try:
        # The default is in a leap year, so that only the year of the row can reject 29 February.
        day: dt.date = parser.parse(f"{text} {year.strip()}", default=dt.datetime(2024, 1, 1)).date()  # noqa: DTZ001
    except (parser.ParserError, OverflowError, TypeError):
        return None
    return day
