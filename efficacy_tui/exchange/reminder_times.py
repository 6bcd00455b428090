"""Parse when to remind: times of day like 08:00, days like mon-fri, and a day with its time like sun 18:00. Pure."""

from __future__ import annotations

from datetime import time

from efficacy_tui.model import locale_format
from efficacy_tui.model.types import WEEKDAYS
from efficacy_tui.model.weekdays import InvalidWeekdays, parse_weekdays

_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class InvalidReminder(ValueError):
    """A reminder that cannot be made; the message is a sentence that says why."""


def parse_time(text: str) -> time:
    """Parse a time of day like 08:00, 8:00, 8 or 8 am.

    Raises:
        InvalidReminder: the text is not a time.
    """
    parsed_time = locale_format.parse_time(text)
    if parsed_time is None:
        examples = "08:00 or 21:30" if locale_format.current().clock == 24 else "8:00 am or 9:30 pm"
        raise InvalidReminder(f"“{text[:40]}” is not a time of day. Write it like {examples}.")
    return parsed_time


def parse_days(text: str) -> tuple[int, ...]:
    """Parse days like mon-fri, mon,wed,fri, daily, weekdays or weekends; fri-mon includes the weekend.

    Raises:
        InvalidReminder: the text does not name days.
    """
    try:
        return tuple(map(WEEKDAYS.index, parse_weekdays(text)))
    except InvalidWeekdays as error:
        raise InvalidReminder(str(error)) from error


def split_day_and_time(text: str) -> tuple[int | None, str]:
    """Split a text like “sun 18:00” or “6 pm on Sunday” into the weekday (Monday 0), if there is one, and the rest."""
    words = [word for word in text.replace(",", " ").split() if word.casefold() not in ("at", "on")]
    for index in (0, -1):
        day = weekday_number(words[index].rstrip(".")) if len(words) > 1 else None
        if day is not None:
            words.pop(index)
            return day, " ".join(words)
    return None, text


def weekday_number(word: str) -> int | None:
    """Return the number of a weekday (Monday 0) by its name or the first two letters or more; `None` if it is none."""
    folded = word.casefold()
    if len(folded) < 2:
        return None
    return next((number for number, name in enumerate(_FULL_NAMES) if name.startswith(folded)), None)
