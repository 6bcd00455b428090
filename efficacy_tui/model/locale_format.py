"""Formats and parses dates, times and numbers in the person's convention, which a UI sets when it opens.

Only displayed text depends on the convention, never computed numbers or saved data.
"""

from __future__ import annotations

import datetime as dt
import re

from efficacy_tui.model.display import LocaleFormat, display

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
NARROW_WIDTH = 11  # cells of the longest `narrow_date`

_FULL_WIDTH = {"dmy": 11, "mdy": 12, "ymd": 10}  # cells of the longest `full_date` in each order

# Separates groups of digits where the comma is the decimal mark: one cell wide, and lines never break at it.
_NO_BREAK = "\u00a0"
_BREAK = re.compile(r"[^\S\u00a0]+")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_NUMBER = re.compile(r"[+\-−]?(\d+([.,]\d*)?|[.,]\d+)")
# A decimal point between digits or at the start of a number, but not one in an address such as doi:10.1017/x.
_IN_PROSE = re.compile(r"(?<![\w./:-])(\d*)\.(?=\d+(?![\w/]|\.\d))")
_THOUSANDS = re.compile(r"(?<![\w.,/:-])\d{1,3}(?:,\d{3})+(?![\w/]|[.,]\d)")
_TIME = re.compile(r"(\d{1,2})(?:[:.h]([0-5]\d))?\s*(?:([ap])\.?\s?m\.?)?", re.IGNORECASE)


def use(locale_format: LocaleFormat) -> None:
    """Set the format of dates and numbers for the whole process."""
    display().locale_format = locale_format


def current() -> LocaleFormat:
    """Return the format in use: day-month-year, Monday, 24 hours and a decimal point until another is set."""
    return display().locale_format


def weekday(day: dt.date) -> str:
    """Return the name of the day: Friday."""
    return WEEKDAYS[day.weekday()]


def month(day: dt.date) -> str:
    """Return the name of the month: December."""
    return MONTHS[day.month - 1]


def month_label(day: dt.date) -> str:
    """Return the short name of the month: Dec."""
    return MONTHS[day.month - 1][:3]


def brief_date(day: dt.date) -> str:
    """Format a nearby date in at most six cells: 4 Dec, Dec 4. Numbers alone would be ambiguous."""
    return f"{day.day} {month_label(day)}" if current().date_order == "dmy" else f"{month_label(day)} {day.day}"


def short_date(day: dt.date, today: dt.date) -> str:
    """Format a date with its weekday, and its year unless it is this year: Fri 4 Dec, Fri Dec 4, Fri 2026-12-04."""
    name = weekday(day)[:3]
    if current().date_order == "ymd":
        return f"{name} {day.isoformat()}"
    return f"{name} {brief_date(day)}" + ("" if day.year == today.year else f" {day.year}")


def brief_day(day: dt.date, today: dt.date) -> str:
    """Name a day in as few letters as are clear: today, 17 Nov, 28 Aug 2025."""
    if day == today:
        return "today"
    return brief_date(day) if day.year == today.year else full_date(day)


def describe_day(day: dt.date, today: dt.date) -> str:
    """Describe a day in a few words: today, tomorrow, Fri 4 Dec; with its year unless it is this year."""
    away = (day - today).days
    if away in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[away + 1]
    return short_date(day, today)


def narrow_date(day: dt.date, today: dt.date) -> str:
    """Format a date in at most `NARROW_WIDTH` cells: with its weekday this year (Fri 4 Dec), else its year."""
    if current().date_order == "ymd":
        return day.isoformat()
    return short_date(day, today) if day.year == today.year else f"{brief_date(day)} {day.year}"


def long_date(day: dt.date) -> str:
    """Format a date in full words, with its year only in ymd order: Friday 4 December, Friday, December 4."""
    match current().date_order:
        case "dmy":
            return f"{weekday(day)} {day.day} {MONTHS[day.month - 1]}"
        case "mdy":
            return f"{weekday(day)}, {MONTHS[day.month - 1]} {day.day}"
        case _:
            return f"{weekday(day)} {day.isoformat()}"


def day_and_month(day: dt.date, today: dt.date) -> str:
    """Format a date for a heading, with its year unless it is this year: 4 December, December 4, 2025; 2026-12-04."""
    month, other_year = MONTHS[day.month - 1], day.year != today.year
    match current().date_order:
        case "dmy":
            return f"{day.day} {month}" + (f" {day.year}" if other_year else "")
        case "mdy":
            return f"{month} {day.day}" + (f", {day.year}" if other_year else "")
        case _:
            return day.isoformat()


def full_date(day: dt.date) -> str:
    """Format a date unambiguously with its year in at most twelve cells: 4 Dec 2026, Dec 4, 2026."""
    match current().date_order:
        case "dmy":
            return f"{brief_date(day)} {day.year}"
        case "mdy":
            return f"{brief_date(day)}, {day.year}"
        case _:
            return day.isoformat()


def padded_full_date(day: dt.date) -> str:
    """Format a date as `full_date` does, padded with blanks to a constant width for a column of dates."""
    return full_date(day).ljust(_FULL_WIDTH[current().date_order])


def localize_dates(text: str) -> str:
    """Reformat the dates like 2026-12-04 in a text that the program wrote; impossible dates stay."""

    def reformat(match: re.Match[str]) -> str:
        try:
            return full_date(dt.date(int(match[1]), int(match[2]), int(match[3])))
        except ValueError:
            return match[0]

    return _ISO.sub(reformat, text)


def example_date(day: int, month: str) -> str:
    """Format an example of a typed date for hints: 10 nov, nov 10."""
    return f"{day} {month}" if current().date_order == "dmy" else f"{month} {day}"


def typed_date(day: dt.date) -> str:
    """Format a date as one would type it, for hints that name one that can be answered: 10 nov, nov 10."""
    return example_date(day.day, MONTHS[day.month - 1][:3].lower())


def time_of_day(time: dt.time | dt.datetime) -> str:
    """Format a time to the minute: 14:30 or 2:30 pm."""
    if current().clock == 24:
        return f"{time.hour:02}:{time.minute:02}"
    return f"{time.hour % 12 or 12}:{time.minute:02} {'am' if time.hour < 12 else 'pm'}"


def parse_time(text: str) -> dt.time | None:
    """Parse a time of day such as 08:00, 8.30, 8, 8 pm or 2:30pm, whatever the clock; `None` if it is not one."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, meridiem = int(match[1]), int(match[2] or 0), (match[3] or "").casefold()
    if meridiem:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if meridiem == "p" else 0)
    return dt.time(hour, minute) if hour <= 23 else None


def format_number(value: float, decimals: int, *, signed: bool = False) -> str:
    """Format a number to `decimals` with a true minus sign and, if `signed`, a plus sign; a rounded 0 has no sign."""
    text = f"{value:+.{decimals}f}" if signed else f"{value:.{decimals}f}"
    return with_decimal_mark(text if any(char in "123456789" for char in text) else text.lstrip("+-"))


def with_decimal_mark(text: str) -> str:
    """Replace the point and hyphen of a formatted number by the person's decimal mark and a true minus sign."""
    return text.replace("-", "−").replace(".", current().decimal_mark)


def group_thousands(value: int) -> str:
    """Format a whole number in groups of three digits: 12,345, or 12 345 where the comma is the decimal mark."""
    return f"{value:,}" if current().decimal_mark == "." else f"{value:,}".replace(",", _NO_BREAK)


def count_noun(number: int, noun: str, plural: str = "") -> str:
    """Format a whole number with its noun: 1 rating, 1,204 ratings, 2 entries; `plural` where it is not noun and s."""
    return f"{group_thousands(number)} {noun if number == 1 else plural or f'{noun}s'}"


def localize_prose(text: str) -> str:
    """Reformat the numbers in a sentence, such as 0.205, +0.25 or 1,394; addresses stay as they are."""
    if current().decimal_mark == ".":
        return text
    grouped = _THOUSANDS.sub(lambda match: match[0].replace(",", _NO_BREAK), text)
    return _IN_PROSE.sub(rf"\g<1>{current().decimal_mark}", grouped)


def parse_number(text: str) -> float | None:
    """Parse a number whose decimal mark is a point or a comma; `None` if the text is not a number."""
    plain = text.strip().replace(_NO_BREAK, "").replace("−", "-")
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def weekday_index(day: dt.date) -> int:
    """Return the position of a day in its week: 0 (the first day of the week) to 6."""
    return (day.weekday() - current().first_weekday) % 7


def week_start(day: dt.date) -> dt.date:
    """Return the first day of the week that contains `day`."""
    return day - dt.timedelta(days=weekday_index(day))


def weekdays() -> tuple[str, ...]:
    """Return the names of the weekdays, starting with the first day of the week."""
    first = current().first_weekday
    return WEEKDAYS[first:] + WEEKDAYS[:first]


def split_words(text: str) -> list[str]:
    """Split a text where a line may break; a number's groups of digits and its per cent sign stay together."""
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
