"""Days of the week as people type and read them: mon wed fri, mon-fri, weekends."""

from __future__ import annotations

import re
from collections.abc import Collection

from efficacy_tui.model.types import WEEKDAYS, Weekday

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GROUPS = {
    **dict.fromkeys(("all", "daily", "every day", "everyday"), range(7)),
    "weekdays": range(5),
    "weekends": range(5, 7),
    "weekend": range(5, 7),
}
_SHORTEST_RANGE = 3


class InvalidWeekdays(ValueError):
    """A text that names no days of the week; the message is a sentence that says so."""


def parse_weekdays(text: str) -> tuple[Weekday, ...]:
    """Return the days that a text names, from Monday on: mon wed fri, mon-fri, weekends; fri-mon includes the weekend.

    Raises:
        InvalidWeekdays: it names none, or something else too.
    """
    words = " ".join(text.casefold().split())
    if words in _GROUPS:
        return tuple(WEEKDAYS[index] for index in _GROUPS[words])
    indices: set[int] = set()
    for part in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s+", re.sub(r"\s*[-–]\s*", "-", words)):
        if part in _GROUPS:
            indices.update(_GROUPS[part])
            continue
        first, dash, last = part.partition("-")
        begin, end = _parse_weekday(first, text), _parse_weekday(last if dash else first, text)
        indices.update((begin + step) % 7 for step in range((end - begin) % 7 + 1))
    return tuple(WEEKDAYS[index] for index in sorted(indices))


def _parse_weekday(word: str, text: str) -> int:
    index = next((i for i, name in enumerate(_NAMES) if len(word) >= 2 and name.startswith(word)), None)
    if index is None:
        raise InvalidWeekdays(
            f"“{text[:40]}” does not name any days. Write them like mon-fri, mon,wed,fri, daily or weekends."
        )
    return index


def format_weekdays(days: Collection[Weekday]) -> str:
    """Return days as they are typed: mon wed fri; empty for every day."""
    return "" if len(days) == len(WEEKDAYS) else " ".join(day for day in WEEKDAYS if day in days)


def describe_weekdays(days: Collection[Weekday]) -> str:
    """Return days in words: every day; Mon, Wed and Fri; Mon to Fri."""
    indices = [index for index, day in enumerate(WEEKDAYS) if day in days]
    if len(indices) == len(WEEKDAYS):
        return "every day"
    names = [_NAMES[index][:3].capitalize() for index in indices]
    if len(indices) >= _SHORTEST_RANGE and indices[-1] - indices[0] == len(indices) - 1:
        return f"{names[0]} to {names[-1]}"
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
