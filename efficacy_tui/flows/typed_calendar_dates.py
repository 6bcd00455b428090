"""Parses typed days that name a date of the calendar: 10 dec, 4.12.26, fri 4 dec, 4/12, 2026-12-10, 2026-w50-5.

A date with full stops is day, month, year under every setting; with slashes or hyphens the setting decides. What the
setting does not settle is asked: a weekday that is not that of the date, and 26-12-04, which could begin with the year.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from efficacy_tui.flows.typed_date_words import (
    MONTH_WORD,
    WEEKDAY_WORD,
    Direction,
    InvalidDate,
    NotUnderstood,
    describe_impossible,
    describe_incomplete,
    describe_not_understood,
    find_month,
    find_weekday,
    format_examples,
    replace_ordinals,
)
from efficacy_tui.model import locale_format
from efficacy_tui.model.display import DateOrder

_LEADING_WEEKDAY = re.compile(rf"(?:on )?(?P<weekday>{WEEKDAY_WORD}) (?:the )?(?P<date>.+)")
_TRAILING_WEEKDAY = re.compile(rf"(?P<date>.+) (?P<weekday>{WEEKDAY_WORD})")
_ISO = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})\.?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ISO_WEEK = re.compile(r"(?:(\d{4})-?)?w(\d{1,2})(?:-?([1-7]))?")
_DOTTED = re.compile(r"(\d{1,2})\s?\.\s?(\d{1,2})(?:\s?\.\s?(\d{2}|\d{4})?\s?\.?)?|(\d{1,2})\s?\.\s?(\d{1,2})\s(\d{4})")
_NUMBERS = re.compile(r"(\d{1,2})(?P<mark>[/-]| )(\d{1,2})(?:(?P=mark)(\d{1,4}))?")
_WORDED = re.compile(
    rf"(?:the )?(?:(?P<first>\d{{1,4}})(?:st|nd|rd|th)?\.?)?\s?[-/]?(?:of )?(?P<month>{MONTH_WORD})\s?[-/]?"
    r"(?:the )?(?:(?P<second>\d{1,4})(?:st|nd|rd|th)?\.?)?(?:[\s/-]+(?P<year_mark>['’])?(?P<third>\d{2}|\d{4}))?"
)
_ORDINAL_END = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")
MAX_DAY = 31
_YEARS_AHEAD = 8
"""Years in which 29 February is looked for: it can be missing in 1900."""

_NEARBY_YEARS = 1
"""Two-digit years so far from this one are likely; farther ones may be days."""


def parse_calendar_date(words: str, today: dt.date, towards: Direction, order: DateOrder) -> dt.date:
    """Return the date that some words name, in lower case with one blank between them.

    Raises:
        InvalidDate: they name none, several, or one that does not exist.
    """
    for pattern in (_LEADING_WEEKDAY, _TRAILING_WEEKDAY):
        match = pattern.fullmatch(words)
        weekday = find_weekday(match["weekday"]) if match is not None else None
        if match is not None and weekday is not None and any(char.isdecimal() for char in match["date"]):
            return _check_weekday(_parse_date(match["date"], words, today, towards, order), weekday)
    return _parse_date(words, words, today, towards, order)


def _check_weekday(day: dt.date, weekday: int) -> dt.date:
    if day.weekday() == weekday:
        return day
    date, actual, typed = locale_format.full_date(day), locale_format.weekday(day), locale_format.WEEKDAYS[weekday]
    raise InvalidDate(f"{date} is a {actual}, not a {typed}. Write only the one that you mean.")


def _parse_date(words: str, typed: str, today: dt.date, towards: Direction, order: DateOrder) -> dt.date:
    if (match := _ISO.fullmatch(words) or _COMPACT.fullmatch(words)) is not None:
        try:
            return dt.date(*map(int, match.groups()))
        except ValueError as error:
            raise InvalidDate(f"There is no such day as {words}. {format_examples()}") from error
    if (match := _ISO_WEEK.fullmatch(words)) is not None:
        return _parse_iso_week(match, typed)
    if (match := _DOTTED.fullmatch(words)) is not None:
        numbers = [number for number in match.groups() if number is not None]
        return _parse_numbers(numbers, "/".join(numbers), today, towards, ("dmy",))
    if (match := _NUMBERS.fullmatch(words)) is not None:
        numbers = [number for number in (match[1], match[3], match[4]) if number is not None]
        if match["mark"] == "-" and len(numbers) == 3:
            _check_year_first(numbers, words, today)
        return _parse_numbers(numbers, words, today, towards, _orders_of(numbers, order))
    return _parse_worded(words, typed, today, towards)


def _parse_iso_week(match: re.Match[str], typed: str) -> dt.date:
    year, week, weekday = match.groups()
    if year is None or weekday is None:
        raise InvalidDate(describe_incomplete(typed))
    try:
        return dt.date.fromisocalendar(int(year), int(week), int(weekday))
    except ValueError as error:
        raise InvalidDate(describe_impossible(typed)) from error


# -- numbers -------------------------------------------------------------------------------------


def _orders_of(numbers: list[str], order: DateOrder) -> tuple[DateOrder, ...]:
    """Return the orders to try for numbers, the person's first; the others count only if that gives no day."""
    # Year-month-day without its year is month-day.
    orders: tuple[DateOrder, ...] = ("dmy", "mdy") if order == "dmy" else ("mdy", "dmy")
    if len(numbers) == 3 and len(numbers[2]) <= 2:
        return ("ymd", *orders) if order == "ymd" else (*orders, "ymd")
    return orders


def _check_year_first(numbers: list[str], words: str, today: dt.date) -> None:
    """Ask about a date like 26-12-04, which could begin with its year or end with it.

    Raises:
        InvalidDate: both are dates.
    """
    year_first, day_first = _read(numbers, "ymd", today), _read(numbers, "dmy", today) or _read(numbers, "mdy", today)
    if len(numbers[0]) != 2 or len(numbers[2]) != 2 or year_first is None or day_first is None:
        return
    if year_first != day_first and abs(year_first.year - today.year) <= _NEARBY_YEARS:
        raise _ambiguous(words, (year_first, day_first))


def _parse_numbers(
    numbers: list[str], words: str, today: dt.date, towards: Direction, orders: tuple[DateOrder, ...]
) -> dt.date:
    if len(numbers) == 2:
        for order in orders:
            month, day = (int(number) for number in (numbers if order == "mdy" else reversed(numbers)))
            if (date := _in_direction(month, day, today, towards)) is not None:
                return date
        raise InvalidDate(describe_impossible(words))
    dates = [date for order in orders if (date := _read(numbers, order, today)) is not None]
    if not dates:
        raise InvalidDate(describe_impossible(words))
    nearby = [date for date in dates if abs(date.year - today.year) <= _NEARBY_YEARS]
    if len(numbers[2]) <= 2 and nearby and dates[0] not in nearby:
        # In the order of the setting the date is years away, in another order it is not.
        raise _ambiguous(words, (nearby[0], dates[0]))
    return dates[0]


def _read(numbers: list[str], order: DateOrder, today: dt.date) -> dt.date | None:
    """Return the date that three numbers are in an order; `None` if there is none."""
    first, second, third = numbers
    year, month, day = {
        "dmy": (third, second, first),
        "mdy": (third, first, second),
        "ymd": (first, second, third),
    }[order]
    if len(year) not in (2, 4) or len(day) > 2:
        return None
    return _date_or_none(_full_year(year, today), int(month), int(day))


def _full_year(number: str, today: dt.date) -> int:
    """Return a year of four digits; of two, the one nearest to today."""
    if len(number) == 4:
        return int(number)
    year = today.year - today.year % 100 + int(number)
    return min((year - 100, year, year + 100), key=lambda candidate: abs(candidate - today.year))


def _ambiguous(words: str, dates: Iterable[dt.date]) -> InvalidDate:
    readings = " or ".join(f"{date.day} {locale_format.month_label(date)} {date.year}" for date in dates)
    return InvalidDate(f"“{words[:40]}” could be {readings}. Write the year in full, like 2026-12-10.")


# -- names of months -----------------------------------------------------------------------------


def _parse_worded(words: str, typed: str, today: dt.date, towards: Direction) -> dt.date:
    match = _WORDED.fullmatch(replace_ordinals(words))
    month = find_month(match["month"]) if match is not None else None
    if match is None or month is None:
        raise _no_date(words, typed)
    numbers = [number for number in (match["first"], match["second"], match["third"]) if number is not None]
    if len(numbers) == 1 and len(numbers[0]) <= 2 and match["year_mark"] is None:
        date = _in_direction(month, int(numbers[0]), today, towards)
        if date is None:
            # More days than any month has could also be a year.
            describe = describe_incomplete if int(numbers[0]) > MAX_DAY else describe_impossible
            raise InvalidDate(describe(typed))
        return date
    if len(numbers) != 2:
        raise InvalidDate(describe_incomplete(typed) if len(numbers) < 2 else describe_not_understood(typed))
    return _parse_day_and_year(numbers, month, typed, today, is_day_first=match["first"] is not None)


def _parse_day_and_year(numbers: list[str], month: int, typed: str, today: dt.date, *, is_day_first: bool) -> dt.date:
    """Return the date of a day and a year beside a month, in either order where one of them has four digits."""
    day, year = numbers
    if len(day) == 4 and len(year) <= 2:
        day, year = year, day
    if len(day) > 2 or len(year) not in (2, 4):
        raise InvalidDate(describe_not_understood(typed))
    date = _date_or_none(_full_year(year, today), month, int(day))
    if len(year) == 2 and len(day) == 2 and is_day_first:
        swapped = _date_or_none(_full_year(day, today), month, int(year))
        is_nearer = swapped is not None and abs(swapped.year - today.year) <= _NEARBY_YEARS
        if swapped is not None and is_nearer and (date is None or abs(date.year - today.year) > _NEARBY_YEARS):
            raise _ambiguous(typed, (swapped,) if date is None else (swapped, date))
    if date is None:
        raise InvalidDate(describe_impossible(typed))
    return date


def _no_date(words: str, typed: str) -> InvalidDate:
    """Say that words are no date: incomplete if they are about dates, else not understood."""
    parts = [_ORDINAL_END.sub("", part) for part in re.split(r"[\s.:-]+|\bthe\b", words) if part]
    is_about_dates = all(
        part.isdecimal() or find_month(part) is not None or find_weekday(part) is not None for part in parts
    )
    has_digits = any(part.isdecimal() for part in parts)
    is_readable = bool(parts) and is_about_dates and (has_digits or len(parts) > 1) and len(words) <= 40
    return InvalidDate(describe_incomplete(typed)) if is_readable else NotUnderstood(describe_not_understood(typed))


# -- the calendar --------------------------------------------------------------------------------


def _in_direction(month: int, day: int, today: dt.date, towards: Direction) -> dt.date | None:
    """Return the next such date, or the most recent one; `None` if no year has it."""
    step = 1 if towards == "future" else -1
    for distance in range(_YEARS_AHEAD + 1):
        date = _date_or_none(today.year + step * distance, month, day)
        if date is not None and (date >= today if towards == "future" else date <= today):
            return date
    return None


def _date_or_none(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
