"""Daylio's CSV export: `full_date,date,weekday,time,mood,activities,note_title,note`, one entry a row.

Its labels are `mood` (a rating), `note` (what was written) and each activity. Columns in between that newer versions
add do no harm; older exports have `year` and a `date` like “18 May” instead of `full_date`.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping

from efficacy_tui.exchange.parsed_entries import BadRow, ParsedEntry, ParsedFile, UnreadableFile
from efficacy_tui.exchange.readers.csv_dialects import (
    Order,
    detect_date_order,
    parse_date,
    parse_dated_rows,
    quote_cell,
    read_csv_table,
)

MOODS: dict[str, int] = {"rad": 100, "good": 75, "meh": 50, "bad": 25, "awful": 0}
"""The five moods a new Daylio has; the person's own are given beside them."""

NOTE, MOOD = "note", "mood"
_BREAKS = re.compile(r"<\s*(br\s*/?|/p|/li|/div)\s*>", re.IGNORECASE)
_TAGS = re.compile(r"</?\s*(b|i|u|s|em|strong|p|div|span|ul|ol|li|br|font)(\s[^<>]*)?/?>", re.IGNORECASE)


def read_daylio(
    files: Mapping[str, bytes], moods: Mapping[str, int] | None = None, order: Order | None = None
) -> ParsedFile:
    """What an export holds; `moods` are the person's own mood words with their numbers, 0–100.

    Raises:
        UnreadableFile: it is no such export.
    """
    name = next((name for name in files if name.casefold().endswith(".csv")), None)
    if name is None:
        raise UnreadableFile("There is no CSV file; choose the one that Daylio exported.")
    sheet = read_csv_table(files[name], name, ["mood"])
    known = {word.casefold(): value for word, value in {**MOODS, **(moods or {})}.items()}
    columns = {column.casefold() for column in sheet.columns}
    bad = list(sheet.bad_rows)
    items: list[ParsedEntry] = []
    unknown: dict[str, str] = {}
    if "full_date" in columns:
        days = list(parse_dated_rows(sheet.rows, "full_date", bad, order))
    elif {"year", "date"} <= columns:
        days = []
        for line in sheet.rows:
            day = _in_words(line.cells.get("date", ""), line.cells.get("year", ""))
            if day is None:
                bad.append(
                    BadRow(line.where, f"date {quote_cell(line.cells.get('date', ''))} is not a day like “18 May”")
                )
            else:
                days.append((line, day))
    else:
        raise UnreadableFile(f"{name} lacks the column full_date.")
    for line, day in days:
        cells = line.cells
        time, mood = cells.get("time", "").strip(), cells.get("mood", "").strip()
        note = _plain("\n".join(filter(None, (cells.get("note_title", "").strip(), cells.get("note", "").strip()))))
        moment = f"{day}\0{time}"
        if mood:
            number = known.get(mood.casefold())
            if number is None:
                unknown.setdefault(mood.casefold(), mood)
            lacks = f"the mood {quote_cell(mood)} has no number yet; add --mood {mood}=NUMBER" if number is None else ""
            key = f"mood\0{moment}\0{mood}"
            items.append(ParsedEntry((MOOD,), day, "", number, key, line.where, lacks))
        if note:
            items.append(ParsedEntry((NOTE,), day, note, None, f"note\0{moment}\0{note}", line.where))
        for activity in filter(None, (part.strip() for part in cells.get("activities", "").split("|"))):
            text = f"{activity}: {note}" if note else activity
            items.append(ParsedEntry((activity,), day, text, None, f"activity\0{moment}\0{activity}", line.where))
    return ParsedFile("daylio", tuple(items), tuple(bad), tuple(unknown.values()))


def _plain(text: str) -> str:
    """A note without the marks of its formatting; a “<3” stays."""
    return html.unescape(_TAGS.sub("", _BREAKS.sub("\n", text))).strip()


def _in_words(text: str, year: str) -> dt.date | None:
    if (whole := parse_date(text, detect_date_order([text]))) is not None:
        return whole
    from dateutil import parser

    if not re.fullmatch(r"\d{4}", year.strip()) or not re.search(r"\d", text):
        return None
    try:
        # A leap year as the ground, so that 29 February is refused by its own year only.
        found: dt.date = parser.parse(f"{text} {year.strip()}", default=dt.datetime(2024, 1, 1)).date()  # noqa: DTZ001
    except (parser.ParserError, OverflowError, TypeError):
        return None
    return found
