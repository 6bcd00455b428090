"""Dates as programs and spreadsheets write them in a column: ISO, or with the year last in one order for the column.

A year of two digits is one of 1969–2068. It is read only behind slashes or full stops: 26-12-04 could be a day of 2004
or of 2026.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal

from efficacy_tui.exchange.parsed_entries import quote_cell
from efficacy_tui.model import locale_format

DateOrder = Literal["dmy", "mdy", "ymd"]

_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\.?(?:[T ].*)?")
_YEAR_LAST_DATE = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})(?: .*)?")
_SHORT_DATE = re.compile(r"(\d{1,2})\s?([/.])\s?(\d{1,2})\s?\2\s?(\d{2})\.?(?: .*)?")
_DASHED_SHORT_DATE = re.compile(r"\d{1,2}-\d{1,2}-\d{2}(?: .*)?")
_NAMED_DATE = re.compile(
    r"(?P<day>\d{1,2})[\s.-]+(?P<month>[a-z]{3,9})\.?[\s,-]+(?P<year>\d{4}|\d{2})(?: .*)?"
    r"|(?P<month_first>[a-z]{3,9})\.?\s+(?P<day_second>\d{1,2}),?\s+(?P<year_last>\d{4})(?:,? .*)?",
    re.IGNORECASE,
)
_SECONDS = re.compile(r"^(\d{1,2}:\d{2}):\d{2}(?:\.\d+)?")
_FIRST_LAST_CENTURY = 69
"""The first year of two digits that is one of the 1900s, as in POSIX."""


def detect_date_order(texts: Iterable[str]) -> DateOrder:
    """Detect whether days or months come first in dates like 3/11/2026; if both fit, use the person's own order."""
    stripped = [text.strip() for text in texts]
    matches = [match for text in stripped if (match := _YEAR_LAST_DATE.fullmatch(text)) is not None]
    own_order = locale_format.current().date_order
    if not matches:
        return _detect_short_order([text for text in stripped if _SHORT_DATE.fullmatch(text)], own_order)
    if any(int(match[2]) > 12 for match in matches):
        return "mdy"
    if any(int(match[1]) > 12 for match in matches):
        return "dmy"
    return "mdy" if own_order == "mdy" else "dmy"


def _detect_short_order(texts: list[str], own_order: DateOrder) -> DateOrder:
    """Return the order that fits dates like 3/11/26, of several the person's own."""
    orders: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
    return next(
        (order for order in (own_order, *orders) if all(parse_date(text, order) is not None for text in texts)),
        own_order,
    )


def parse_date(text: str, order: DateOrder) -> dt.date | None:
    """Parse a date in ISO form or in the column's order; `None` if it is not a date."""
    text = text.strip()
    try:
        if (match := _ISO_DATE.fullmatch(text)) is not None:
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if (match := _YEAR_LAST_DATE.fullmatch(text)) is not None:
            first, second, year = int(match[1]), int(match[2]), int(match[3])
            # Numbers with full stops between them are the German form: the day comes first, whatever the file's order.
            is_month_first = order == "mdy" and "." not in text
            return dt.date(year, first, second) if is_month_first else dt.date(year, second, first)
        if (match := _SHORT_DATE.fullmatch(text)) is not None:
            return _parse_short(int(match[1]), int(match[3]), int(match[4]), "dmy" if match[2] == "." else order)
        if (match := _NAMED_DATE.fullmatch(text)) is not None:
            return _parse_named(match)
    except ValueError:
        return None
    return None


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


def describe_bad_date(column: str, cell: str) -> str:
    """Say why a cell is no date."""
    if not cell.strip():
        return "has no date"
    if _DASHED_SHORT_DATE.fullmatch(cell.strip()):
        return f"{column} {quote_cell(cell)} could be more than one day; write the year in full, as in 2026-03-02"
    return f"{column} {quote_cell(cell)} is not a day like 2026-03-02"
