"""The words of typed dates: weekdays, months, ordinal numbers, and how dates are explained."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from efficacy_tui.model import locale_format

Direction = Literal["future", "past"]

WEEKDAY_WORD = r"[a-z]{2,10}\.?"
MONTH_WORD = r"[a-z]{3,9}\.?"
_MIN_WEEKDAY_LETTERS, _MIN_MONTH_LETTERS = 2, 3
_MORE_WEEKDAYS = {"weds": 2}
_MORE_MONTHS = {"sept": 9}
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
    *("twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth"),
    *("twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first"),
)
_ORDINAL_NUMBERS = {word: number for number, word in enumerate(_ORDINALS, 1)}
_ORDINAL = re.compile(rf"\b({'|'.join(sorted(_ORDINAL_NUMBERS, key=len, reverse=True))})\b")


class InvalidDate(ValueError):
    """A text is not a valid day; the message is a sentence for the person."""


class NotUnderstood(InvalidDate):
    """A text is no day at all, rather than an incomplete or a contradictory one."""


def find_weekday(word: str) -> int | None:
    """Return the weekday that a word or its beginning names, 0 (Monday) to 6; `None` if it names none."""
    name = word.removesuffix(".")
    if name in _MORE_WEEKDAYS:
        return _MORE_WEEKDAYS[name]
    if len(name) < _MIN_WEEKDAY_LETTERS:
        return None
    return next((i for i, weekday in enumerate(locale_format.WEEKDAYS) if weekday.casefold().startswith(name)), None)


def find_month(word: str) -> int | None:
    """Return the month that a word or its beginning names, 1 to 12; `None` if it names none."""
    name = word.removesuffix(".")
    if name in _MORE_MONTHS:
        return _MORE_MONTHS[name]
    if len(name) < _MIN_MONTH_LETTERS:
        return None
    return next((i for i, month in enumerate(locale_format.MONTHS, 1) if month.casefold().startswith(name)), None)


def replace_ordinals(words: str) -> str:
    """Replace ordinal numbers in words by digits: fourth, twenty-first."""
    return _ORDINAL.sub(lambda word: str(_ORDINAL_NUMBERS[word[1]]), words)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the day of the same number some months later, or the last day of that month.

    Raises:
        ValueError, OverflowError: that is beyond the calendar.
    """
    if not months:
        return day
    # Imported here because dateutil is slow to import and most sessions need no relative date.
    from dateutil.relativedelta import relativedelta

    shifted: dt.date = day + relativedelta(months=months)
    return shifted


def shift_day(day: dt.date, months: int, days: int) -> dt.date:
    """Return a day some months and then some days later.

    Raises:
        InvalidDate: that is beyond the calendar.
    """
    try:
        return add_months(day, months) + dt.timedelta(days=days)
    except (OverflowError, ValueError) as error:
        raise InvalidDate("That is too far away for a calendar.") from error


def format_examples() -> str:
    """Say how a day is written."""
    return f"Write it like “fri”, “+10d”, “{locale_format.example_date(10, 'dec')}” or “2026-12-10”."


def format_with_month(day_number: str) -> str:
    """Format the number of a day with a month, as an example."""
    return f"{day_number} dec" if locale_format.current().date_order == "dmy" else f"dec {day_number}"


def describe_not_understood(words: str) -> str:
    """Say that some words are no day."""
    return f"“{words[:40]}” is not recognised as a day. {format_examples()}"


def describe_incomplete(words: str) -> str:
    """Say that some words are about dates, but not one day."""
    return f"“{words[:40]}” does not say which day. {format_examples()}"


def describe_impossible(words: str) -> str:
    """Say that some words name a day that no calendar has."""
    return f"There is no such day as “{words[:40]}”. {format_examples()}"
