"""Parses days as people type them: tomorrow, fri, +10d, in 3 days, 10 dec, 2026-12-10."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Literal

from efficacy_tui.model import locale_format
from efficacy_tui.model.display import DateOrder

Direction = Literal["future", "past"]
Order = DateOrder

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMED = {"today": 0, "tod": 0, "now": 0, "tomorrow": 1, "tom": 1, "tmr": 1, "yesterday": -1}
_RELATIVE = re.compile(r"(?:in\s+)?([+-]?)\s*(\d{1,4})\s*(d|days?|w|weeks?|m|months?)(\s+ago)?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?\s?(\d{4})?")


class InvalidDate(ValueError):
    """A text is not a valid day; the message is a sentence for the person."""


def parse_day(text: str, today: dt.date, towards: Direction = "future", order: Order | None = None) -> dt.date:
    """Return the day a text means on the date `today`.

    A day without a year is the next such day, or `towards` the past the most recent one. `order` decides what 1/2/2027
    means; the default is the person's setting.

    Raises:
        InvalidDate: the text is no date, is incomplete, or names a day that does not exist.
    """
    words = " ".join(text.casefold().replace(",", " ").split())
    if not words:
        raise InvalidDate(f"Type a day. {_examples()}")
    if words in _NAMED:
        return today + dt.timedelta(days=_NAMED[words])
    if (relative := _RELATIVE.fullmatch(words)) is not None:
        return _add_relative(relative, today)
    if (weekday := _parse_weekday(words, today, towards)) is not None:
        return weekday
    if re.fullmatch(r"\d{1,2}(st|nd|rd|th)?\.?", words):
        raise InvalidDate(
            f"“{text.strip()[:40]}” could be a day of any month. Write the month too, like “{_with_month(words)}”."
        )
    return _parse_absolute(words, today, towards, order or locale_format.current().date_order)


def _examples() -> str:
    return f"For example: “fri”, “+10d”, “{locale_format.example_date(10, 'dec')}” or “2026-12-10”."


def _with_month(words: str) -> str:
    return f"{words} dec" if locale_format.current().date_order == "dmy" else f"dec {words}"


def _add_relative(match: re.Match[str], today: dt.date) -> dt.date:
    # Imported here because dateutil is slow to import and most sessions need no relative date.
    from dateutil.relativedelta import relativedelta

    sign, number, unit, ago = match.groups()
    amount = -int(number) if sign == "-" or ago else int(number)
    try:
        match unit[0]:
            case "d":
                return today + dt.timedelta(days=amount)
            case "w":
                return today + dt.timedelta(weeks=amount)
            case _:
                return today + relativedelta(months=amount)
    except (OverflowError, ValueError) as error:
        raise InvalidDate("That is too far away.") from error


def _parse_weekday(words: str, today: dt.date, towards: Direction) -> dt.date | None:
    match = re.fullmatch(r"(next |last |this |on )?([a-z]{2,9})", words)
    if match is None:
        return None
    qualifier, name = match.groups()
    index = next((i for i, weekday in enumerate(_WEEKDAYS) if weekday.startswith(name)), None)
    if index is None:
        return None
    if towards == "past" or qualifier == "last ":
        return today - dt.timedelta(days=(today.weekday() - index) % 7 or 7)
    return today + dt.timedelta(days=(index - today.weekday()) % 7 or 7)


def _parse_absolute(words: str, today: dt.date, towards: Direction, order: Order) -> dt.date:
    if re.match(r"\d{8}\b|\d{4}-\d", words) and not _ISO.fullmatch(words):
        raise InvalidDate(f"“{words[:40]}” is not recognised as a day. {_examples()}")
    if (iso := _ISO.fullmatch(words)) is not None:
        try:
            return dt.date(*map(int, iso.groups()))
        except ValueError as error:
            raise InvalidDate(f"There is no such day as {words}. {_examples()}") from error
    if (dotted := _DOTTED.fullmatch(words)) is not None:
        words, order = "/".join(filter(None, dotted.groups())), "dmy"
    years = (today.year, today.year + 1) if towards == "future" else (today.year, today.year - 1)
    day = None
    for year in years:
        try:
            day = _parse_in_year(words, year, order)
        except InvalidDate:
            # 29 February may exist only in the other year.
            if year == years[-1] or not re.search(r"\b29\b", words):
                raise
            continue
        if (day >= today) if towards == "future" else (day <= today):
            return day
    assert day is not None
    return day


@lru_cache(64)
def _parse_in_year(words: str, year: int, order: Order) -> dt.date:
    from dateutil import parser

    # Parse with two different defaults: the results differ if the text leaves out the day or the month.
    defaults = (dt.datetime(year, month, day, tzinfo=dt.UTC) for month, day in ((1, 1), (3, 2)))
    try:
        day_a, day_b = (
            parser.parse(words, default=default, dayfirst=order == "dmy", yearfirst=order == "ymd").date()
            for default in defaults
        )
    except (parser.ParserError, OverflowError, TypeError) as error:
        if re.search(r"\d", words) and re.search(r"out of range|must be in", str(error)):
            raise InvalidDate(f"There is no such day as “{words[:40]}”. {_examples()}") from error
        raise InvalidDate(f"“{words[:40]}” is not recognised as a day. {_examples()}") from error
    if day_a != day_b:
        raise InvalidDate(f"“{words[:40]}” does not say which day. {_examples()}")
    return day_a
