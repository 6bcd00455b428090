"""Dates as programs and spreadsheets write them in a column: ISO, or with the year last in one order for the column.

A year of two digits is one of 1969–2068. It is read only behind slashes or full stops: 26-12-04 could be a day of 2004
or of 2026. Numbers with full stops between them are the German form: the day comes first, whatever the column's order.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from efficacy_tui.exchange.parsed_entries import quote_cell
from efficacy_tui.model import locale_format

DateOrder = Literal["dmy", "mdy", "ymd", "mixed"]
"""The order of the numbers in a column. A mixed one has dates of several, so only those that fit one order are read."""

_READABLE_ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\.?(?:[T ].*)?")
_YEAR_LAST_DATE = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})(?: .*)?")
_SHORT_DATE = re.compile(r"(\d{1,2})\s?([/.])\s?(\d{1,2})\s?\2\s?(\d{2})\.?(?: .*)?")
_DASHED_SHORT_DATE = re.compile(r"\d{1,2}-\d{1,2}-\d{2}(?: .*)?")
_NAMED_DATE = re.compile(
    r"(?P<day>\d{1,2})[\s.-]+(?P<month>[a-z]{3,9})\.?[\s,-]+(?P<year>\d{4}|\d{2})(?: .*)?"
    r"|(?P<month_first>[a-z]{3,9})\.?\s+(?P<day_second>\d{1,2}),?\s+(?P<year_last>\d{4})(?:,? .*)?",
    re.IGNORECASE,
)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T.*)?")
_WEEKDAY_BEFORE = re.compile(r"(?P<weekday>[^\W\d_]{2,})(?P<mark>[.,]{0,2})\s+(?P<date>\S.*)")
_ENGLISH_WEEKDAY_LETTERS = 3
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks of direction that Windows and phones put around the numbers of a date, and blanks without a width."""

_DASHES = re.compile("[‐‑‒–—−]")
_SERIAL_NUMBER = re.compile(r"[345]\d{4}(?:[.,]\d+)?")
"""How many days after 1900 a spreadsheet counts a date of 1982–2064."""

_SECONDS = re.compile(r"^(\d{1,2}:\d{2}):\d{2}(?:\.\d+)?")
_FIRST_LAST_CENTURY = 69
"""The first year of two digits that is one of the 1900s, as in POSIX."""


def detect_date_order(texts: Iterable[str]) -> DateOrder:
    """Detect in which order a column has the numbers of its dates, as in 3/11/2026 and 3/11/26.

    If several orders fit all of them it is the person's own, but whether years of two digits come first or last is told
    by how close together the days then lie. If none fits, the column is mixed.
    """
    own_order = locale_format.current().date_order
    dates = [text for text in map(_clean, texts) if _is_ordered(text) and _readings(text)]
    orders = dict.fromkeys((own_order, *_READABLE_ORDERS))
    if any(_YEAR_LAST_DATE.fullmatch(text) for text in dates):
        orders.pop("ymd")
    fitting = [order for order in orders if all(parse_date(text, order) is not None for text in dates)]
    if not fitting:
        return "mixed"
    is_year_first = fitting[0] == "ymd"
    others = [order for order in fitting if (order == "ymd") != is_year_first]
    return min((fitting[0], *others), key=lambda order: _days_spanned(dates, order))


def _is_ordered(text: str) -> bool:
    """Whether the order of a column decides what a date is."""
    if (match := _SHORT_DATE.fullmatch(text)) is not None:
        return match[2] != "."
    return _YEAR_LAST_DATE.fullmatch(text) is not None and "." not in text


def _readings(text: str) -> list[dt.date]:
    """Return the dates that a text is with its year last, each once; if there is none, that with its year first."""
    *dates, year_first = (_parse_in_order(text, order) for order in _READABLE_ORDERS)
    return list(dict.fromkeys(date for date in dates if date is not None)) or ([year_first] if year_first else [])


def _days_spanned(dates: Sequence[str], order: DateOrder) -> int:
    days = [day for text in dates if (day := parse_date(text, order)) is not None]
    return (max(days) - min(days)).days if days else 0


def parse_date(text: str, order: DateOrder) -> dt.date | None:
    """Parse a date in ISO form or in the column's order; `None` if it is not a date, or in a mixed column several."""
    text = _clean(text)
    if order == "mixed":
        dates = _readings(text)
        return dates[0] if len(dates) == 1 else None
    date = _parse_in_order(text, order)
    if date is None and (match := _WEEKDAY_BEFORE.fullmatch(text)) is not None:
        date = _parse_in_order(match["date"], order)
        return date if date is not None and _may_be(date, match["weekday"], match["mark"]) else None
    return date


def _parse_in_order(text: str, order: DateOrder) -> dt.date | None:
    try:
        if (match := _ISO_DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)) is not None:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if (match := _YEAR_LAST_DATE.fullmatch(text)) is not None:
            first, second, year = int(match[1]), int(match[2]), int(match[3])
            is_month_first = order == "mdy" and "." not in text
            return dt.date(year, first, second) if is_month_first else dt.date(year, second, first)
        if (match := _SHORT_DATE.fullmatch(text)) is not None:
            return _parse_short(int(match[1]), int(match[3]), int(match[4]), "dmy" if match[2] == "." else order)
        if (match := _NAMED_DATE.fullmatch(text)) is not None:
            return _parse_named(match)
    except ValueError:
        return None
    return None


def _clean(text: str) -> str:
    return _DASHES.sub("-", _INVISIBLE.sub("", text)).strip()


def _may_be(date: dt.date, word: str, mark: str) -> bool:
    """Whether a date may be on the weekday before it; of another language than English the mark behind it tells it."""
    letters = word.casefold()[:_ENGLISH_WEEKDAY_LETTERS]
    is_english = any(weekday.casefold().startswith(letters) for weekday in locale_format.WEEKDAYS)
    return locale_format.WEEKDAYS[date.weekday()].casefold().startswith(letters) if is_english else bool(mark)


def _parse_short(first: int, second: int, third: int, order: DateOrder) -> dt.date:
    match order:
        case "dmy":
            return dt.date(_full_year(third), second, first)
        case "mdy":
            return dt.date(_full_year(third), first, second)
        case _:
            return dt.date(_full_year(first), second, third)


def _parse_named(match: re.Match[str]) -> dt.date | None:
    """Return the date of a match with the English name of a month, or its first three letters."""
    name = (match["month"] or match["month_first"]).casefold()
    months = (month.casefold() for month in locale_format.MONTHS)
    number = next((i for i, month in enumerate(months, 1) if name in (month, month[:3])), None)
    if number is None:
        return None
    year = match["year"] or match["year_last"]
    day = int(match["day"] or match["day_second"])
    return dt.date(int(year) if len(year) == 4 else _full_year(int(year)), number, day)


def _full_year(two_digits: int) -> int:
    return two_digits + (1900 if two_digits >= _FIRST_LAST_CENTURY else 2000)


def parse_clock(text: str) -> dt.time | None:
    """Parse a time of day such as 21:00, 9:00 PM or 21:00:30; `None` if it is not one."""
    return locale_format.parse_time(_SECONDS.sub(r"\1", text.strip()))


def looks_like_date(text: str) -> bool:
    """Whether a text has the form of a date, possible or not."""
    return any(pattern.fullmatch(text.strip()) for pattern in (_ISO_DATE, _YEAR_LAST_DATE, _SHORT_DATE))


def describe_bad_date(column: str, cell: str, order: DateOrder | None = None) -> str:
    """Say why a cell is no date in the order of its column."""
    if not cell.strip():
        return "has no date"
    if _DASHED_SHORT_DATE.fullmatch(cell.strip()):
        return f"{column} {quote_cell(cell)} could be more than one day; write the year in full, as in 2026-03-02"
    if _SERIAL_NUMBER.fullmatch(cell.strip()):
        return (
            f"{column} {quote_cell(cell)} is a spreadsheet’s number of a day; show the column as dates and save again"
        )
    if order == "mixed" and len(dates := _readings(_clean(cell))) > 1:
        meanings = " or ".join(map(locale_format.full_date, dates))
        return f"{column} {quote_cell(cell)} could be {meanings}, as other rows have both orders"
    return f"{column} {quote_cell(cell)} is not a day like 2026-03-02"
