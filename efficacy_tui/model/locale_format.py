"""How a person writes dates, times and numbers: their convention, as a locale is one, set once by the face that opens.

It is used for words and drawing only. No number that is worked out, and nothing that is kept, depends on it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

DateOrder = Literal["dmy", "mdy", "ymd"]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NARROW = 11
"""Cells of the longest `narrow_date`."""

_FULL = {"dmy": 11, "mdy": 12, "ymd": 10}

# Between groups of digits, where the comma stands for decimals: one cell wide, and no line is broken there.
_NO_BREAK = "\u00a0"
_BREAK = re.compile(r"[^\S\u00a0]+")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_NUMBER = re.compile(r"[+\-−]?(\d+([.,]\d*)?|[.,]\d+)")
# A point between digits, or before them where a number begins with it; not in an address such as doi:10.1017/x.
_IN_PROSE = re.compile(r"(?<![\w./:-])(\d*)\.(?=\d+(?![\w/]|\.\d))")
_THOUSANDS = re.compile(r"(?<![\w.,/:-])\d{1,3}(?:,\d{3})+(?![\w/]|[.,]\d)")
_TIME = re.compile(r"(\d{1,2})(?:[:.h]([0-5]\d))?\s*(?:([ap])\.?\s?m\.?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LocaleFormat:
    """One convention: the order of day, month and year, the day a week begins with (Monday 0 … Sunday 6), a clock of
    24 or of 12 hours, and what stands before decimals.

    Raises:
        ValueError: a value is none of these.
    """

    date_order: DateOrder = "dmy"
    first_weekday: int = 0
    clock: Literal[24, 12] = 24
    decimal_mark: Literal[".", ","] = "."

    def __post_init__(self) -> None:
        if self.date_order not in ("dmy", "mdy", "ymd"):
            raise ValueError(f"a date order is dmy, mdy or ymd, not {self.date_order!r}")
        if self.first_weekday not in range(7):
            raise ValueError(f"a week begins with a day from 0 (Monday) to 6 (Sunday), not {self.first_weekday!r}")
        if self.clock not in (24, 12):
            raise ValueError(f"a clock has 24 or 12 hours, not {self.clock!r}")
        if self.decimal_mark not in (".", ","):
            raise ValueError(f"a decimal mark is a point or a comma, not {self.decimal_mark!r}")


_current = LocaleFormat()


def use(places: LocaleFormat) -> None:
    """From now on write as `places` say, in the whole process and all its threads."""
    global _current  # noqa: PLW0603 - like a locale: one for the process
    _current = places


def current() -> LocaleFormat:
    """The convention in use; day-month-year, Monday, 24 hours and a decimal point until another is."""
    return _current


def weekday(day: dt.date) -> str:
    """The day's name: Friday."""
    return WEEKDAYS[day.weekday()]


def month_label(day: dt.date) -> str:
    """The month's short name: Dec."""
    return MONTHS[day.month - 1][:3]


def brief_date(day: dt.date) -> str:
    """A date near by, in six cells at most: 4 Dec, Dec 4. Never numbers alone, which could be read either way."""
    return f"{day.day} {month_label(day)}" if _current.date_order == "dmy" else f"{month_label(day)} {day.day}"


def short_date(day: dt.date, today: dt.date) -> str:
    """A date with its weekday, and with its year when that is not this year: Fri 4 Dec, Fri Dec 4, Fri 2026-12-04."""
    name = weekday(day)[:3]
    if _current.date_order == "ymd":
        return f"{name} {day.isoformat()}"
    return f"{name} {brief_date(day)}" + ("" if day.year == today.year else f" {day.year}")


def describe_day(day: dt.date, today: dt.date) -> str:
    """A day in a few words: today, tomorrow, Fri 4 Dec, and with its year when that is another."""
    away = (day - today).days
    if away in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[away + 1]
    return short_date(day, today)


def narrow_date(day: dt.date, today: dt.date) -> str:
    """A date for a column of `NARROW` cells: a weekday this year, a year otherwise; Fri 4 Dec, 4 Dec 2025."""
    if _current.date_order == "ymd":
        return day.isoformat()
    return short_date(day, today) if day.year == today.year else f"{brief_date(day)} {day.year}"


def long_date(day: dt.date) -> str:
    """A date in full words, without its year but in year-month-day order: Friday 4 December, Friday, December 4."""
    match _current.date_order:
        case "dmy":
            return f"{weekday(day)} {day.day} {MONTHS[day.month - 1]}"
        case "mdy":
            return f"{weekday(day)}, {MONTHS[day.month - 1]} {day.day}"
        case _:
            return f"{weekday(day)} {day.isoformat()}"


def day_and_month(day: dt.date, today: dt.date) -> str:
    """A date as a heading, with its year when that is not this year: 4 December, December 4, 2025; 2026-12-04."""
    month, other = MONTHS[day.month - 1], day.year != today.year
    match _current.date_order:
        case "dmy":
            return f"{day.day} {month}" + (f" {day.year}" if other else "")
        case "mdy":
            return f"{month} {day.day}" + (f", {day.year}" if other else "")
        case _:
            return day.isoformat()


def full_date(day: dt.date) -> str:
    """A date with its year that can be read one way only, in twelve cells at most: 4 Dec 2026, Dec 4, 2026."""
    match _current.date_order:
        case "dmy":
            return f"{brief_date(day)} {day.year}"
        case "mdy":
            return f"{brief_date(day)}, {day.year}"
        case _:
            return day.isoformat()


def full_column(day: dt.date) -> str:
    """`full_date`, filled up with blanks for a column of dates."""
    return full_date(day).ljust(_FULL[_current.date_order])


def dates_within(text: str) -> str:
    """A text the program wrote with dates like 2026-12-04, those as the person writes them."""

    def written(found: re.Match[str]) -> str:
        try:
            return full_date(dt.date(int(found[1]), int(found[2]), int(found[3])))
        except ValueError:
            return found[0]

    return _ISO.sub(written, text)


def example_date(day: int, month: str) -> str:
    """A date as it may be typed, for hints: 10 nov, nov 10."""
    return f"{day} {month}" if _current.date_order == "dmy" else f"{month} {day}"


def time_of_day(time: dt.time | dt.datetime) -> str:
    """The time to the minute: 14:30 or 2:30 pm."""
    if _current.clock == 24:
        return f"{time.hour:02}:{time.minute:02}"
    return f"{time.hour % 12 or 12}:{time.minute:02} {'am' if time.hour < 12 else 'pm'}"


def parse_time(text: str) -> dt.time | None:
    """The time of day that 08:00, 8.30, 8, 8 pm or 2:30pm says, whatever the clock; `None` when it says none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour, minute) if hour <= 23 else None


def format_number(value: float, decimals: int, *, signed: bool = False) -> str:
    """A number with so many decimals, a true minus sign and, `signed`, also a plus; what rounds to 0 has no sign."""
    text = f"{value:+.{decimals}f}" if signed else f"{value:.{decimals}f}"
    return with_decimal_mark(text if any(char in "123456789" for char in text) else text.lstrip("+-"))


def with_decimal_mark(text: str) -> str:
    """A number that was formatted with a decimal point, with the person's mark and a true minus sign."""
    return text.replace("-", "−").replace(".", _current.decimal_mark)


def group_thousands(value: int) -> str:
    """A whole number, its digits in threes: 12,345; where the comma is the decimal mark, 12 345."""
    return f"{value:,}" if _current.decimal_mark == "." else f"{value:,}".replace(",", _NO_BREAK)


def localize_prose(text: str) -> str:
    """A sentence with numbers like 0.205, +0.25 or 1,394 in it, those as the person writes them; addresses stay."""
    if _current.decimal_mark == ".":
        return text
    grouped = _THOUSANDS.sub(lambda found: found[0].replace(",", _NO_BREAK), text)
    return _IN_PROSE.sub(rf"\g<1>{_current.decimal_mark}", grouped)


def parse_number(text: str) -> float | None:
    """The number a text says, its decimal mark a point or a comma; `None` when it says none."""
    plain = text.strip().replace(_NO_BREAK, "").replace("−", "-")
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def weekday_index(day: dt.date) -> int:
    """Where a day stands in its week: 0 (the day weeks begin with) to 6."""
    return (day.weekday() - _current.first_weekday) % 7


def week_start(day: dt.date) -> dt.date:
    """The first day of the week a day lies in."""
    return day - dt.timedelta(days=weekday_index(day))


def weekdays() -> tuple[str, ...]:
    """The names of the weekdays, in the order of a week."""
    first = _current.first_weekday
    return WEEKDAYS[first:] + WEEKDAYS[:first]


def split_words(text: str) -> list[str]:
    """The words between which a line may be broken: the parts of a number stay together, a per cent sign with it."""
    parts = list(filter(None, _BREAK.split(text))) if _NO_BREAK in text else text.split()
    if "%" not in text:
        return parts
    words: list[str] = []
    for part in parts:
        if part.startswith("%") and words:
            words[-1] += f" {part}"
        else:
            words.append(part)
    return words
