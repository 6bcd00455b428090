"""Daylio's CSV export: `full_date,date,weekday,time,mood,activities,note_title,note`, one entry a row.

The labels are `mood` (a rating), `note` (the text) and each activity. Additional columns of newer versions are ignored;
older exports have `year` and a `date` like “18 May” instead of `full_date`.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping

from efficacy_tui.exchange.parsed_entries import BadRow, ParsedEntry, ParsedFile, UnreadableFile
from efficacy_tui.exchange.readers.csv_dialects import (
    DateOrder,
    detect_date_order,
    parse_date,
    parse_dated_rows,
    quote_cell,
    read_csv_table,
)

MOODS: dict[str, int] = {"rad": 100, "good": 75, "meh": 50, "bad": 25, "awful": 0}
"""Daylio's five default moods; the person's own are passed separately."""

NOTE, MOOD = "note", "mood"
_LINE_BREAK_TAGS = re.compile(r"<\s*(br\s*/?|/p|/li|/div)\s*>", re.IGNORECASE)
_TAGS = re.compile(r"</?\s*(b|i|u|s|em|strong|p|div|span|ul|ol|li|br|font)(\s[^<>]*)?/?>", re.IGNORECASE)


def read_daylio(
    files: Mapping[str, bytes], moods: Mapping[str, int] | None = None, order: DateOrder | None = None
) -> ParsedFile:
    """Read an export; `moods` are the person's own mood words with their numbers, 0–100.

    Raises:
        UnreadableFile: it is not such an export.
    """
    name = next((name for name in files if name.casefold().endswith(".csv")), None)
    if name is None:
        raise UnreadableFile("There is no CSV file; choose the one that Daylio exported.")
    table = read_csv_table(files[name], name, ["mood"])
    mood_numbers = {word.casefold(): value for word, value in {**MOODS, **(moods or {})}.items()}
    columns = {column.casefold() for column in table.columns}
    bad_rows = list(table.bad_rows)
    entries: list[ParsedEntry] = []
    unknown_moods: dict[str, str] = {}
    if "full_date" in columns:
        dated_rows = list(parse_dated_rows(table.rows, "full_date", bad_rows, order))
    elif {"year", "date"} <= columns:
        dated_rows = []
        for row in table.rows:
            day = _parse_worded_date(row.cells.get("date", ""), row.cells.get("year", ""))
            if day is None:
                bad_rows.append(
                    BadRow(row.where, f"date {quote_cell(row.cells.get('date', ''))} is not a day like “18 May”")
                )
            else:
                dated_rows.append((row, day))
    else:
        raise UnreadableFile(f"{name} lacks the column full_date.")
    for row, day in dated_rows:
        cells = row.cells
        time, mood = cells.get("time", "").strip(), cells.get("mood", "").strip()
        note = _strip_tags(
            "\n".join(filter(None, (cells.get("note_title", "").strip(), cells.get("note", "").strip())))
        )
        moment = f"{day}\0{time}"
        if mood:
            number = mood_numbers.get(mood.casefold())
            if number is None:
                unknown_moods.setdefault(mood.casefold(), mood)
            number_problem = (
                f"the mood {quote_cell(mood)} has no number yet; add --mood {mood}=NUMBER" if number is None else ""
            )
            key = f"mood\0{moment}\0{mood}"
            entries.append(ParsedEntry((MOOD,), day, "", number, key, row.where, number_problem))
        if note:
            entries.append(ParsedEntry((NOTE,), day, note, None, f"note\0{moment}\0{note}", row.where))
        for activity in filter(None, (part.strip() for part in cells.get("activities", "").split("|"))):
            text = f"{activity}: {note}" if note else activity
            entries.append(ParsedEntry((activity,), day, text, None, f"activity\0{moment}\0{activity}", row.where))
    return ParsedFile("daylio", tuple(entries), tuple(bad_rows), tuple(unknown_moods.values()))


def _strip_tags(text: str) -> str:
    """Remove the formatting tags of a note but keep a “<3”."""
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
