"""Parses days that lie some time away: +10d, in two weeks, a month ago, two weeks from friday, a week tomorrow."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from efficacy_tui.flows.typed_date_words import Direction, InvalidDate, format_examples, shift_day

_NUMBER_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_COUNTS = {
    **{word: number for number, word in enumerate(_NUMBER_WORDS)},
    **dict.fromkeys(("a", "an"), 1),
    **dict.fromkeys(("a couple of", "couple of", "a couple", "couple"), 2),
    **dict(zip(("thirty", "sixty", "ninety"), (30, 60, 90), strict=True)),
}
_COUNT_WORD = "|".join(sorted(_COUNTS, key=len, reverse=True))
_UNIT = r"(?:days?|d|weeks?|wks?|w|fortnights?|months?|mths?|mos?|m|years?|yrs?|y)(?![a-z])"
_PART = rf"(?:\d{{1,4}}\s*|(?:{_COUNT_WORD})\s+){_UNIT}"
_PARTS = rf"{_PART}(?:(?:\s+and\s+|\s*\+\s*|\s*){_PART}){{0,3}}"
_DURATION = re.compile(
    rf"(?P<lead>in |within |after |now ?)?(?P<sign>[+-]?)\s*(?P<parts>{_PARTS})"
    r"(?P<tail> ago| earlier| before| from now| from today| hence| later|(?:['’]s|s?['’])? time)?"
)
_FROM_DAY = re.compile(
    rf"(?:in )?(?:(?P<parts>{_PARTS}) (?P<link>from|after|before|(?<=week )on|(?<=weeks )on|(?<=fortnight )on)"
    r"|day (?P<next_link>after|before)) (?P<day>.+)"
    r"|(?:a )?(?P<week>week) (?P<from_day>today|tomorrow)|(?P<week_day>today|tomorrow) week"
)
_EACH_PART = re.compile(rf"(?:(?P<number>\d{{1,4}})\s*|\b(?P<word>{_COUNT_WORD})\s+)(?P<unit>{_UNIT})")


def parse_duration(words: str, today: dt.date, towards: Direction) -> dt.date | None:
    """Return the day so far from today, by default in the direction; `None` if the words are no span of time."""
    match = _DURATION.fullmatch(words)
    if match is None:
        return None
    lead, sign, tail = (match["lead"] or "").strip(), match["sign"], (match["tail"] or "").strip()
    is_past_tail = tail in ("ago", "earlier", "before")
    is_future = bool(lead) or sign == "+" or (bool(tail) and not is_past_tail)
    is_past = sign == "-" or is_past_tail
    if is_future and is_past and sign != "-":
        raise InvalidDate(f"“{words[:40]}” goes both forward and back. {format_examples()}")
    direction = -1 if is_past or (not is_future and towards == "past") else 1
    months, days = _length_of(match["parts"])
    return shift_day(today, direction * months, direction * days)


def parse_from_day(words: str, towards: Direction, parse: Callable[[str, Direction], dt.date]) -> dt.date | None:
    """Return the day so far from another day, which `parse` reads; `None` if the words do not say one of these.

    A week from or on Friday is one from the next Friday, whatever the direction.

    Raises:
        InvalidDate: the other day is none, or it is too far away.
    """
    match = _FROM_DAY.fullmatch(words.removeprefix("the "))
    if match is None:
        return None
    if (day := match["from_day"] or match["week_day"]) is not None:
        return shift_day(parse(day, towards), 0, 7)
    link = match["link"] or match["next_link"]
    months, days = _length_of(match["parts"] or "1 day")
    sign = -1 if link == "before" else 1
    other_day = parse(match["day"], "future" if link in ("from", "on") else towards)
    return shift_day(other_day, sign * months, sign * days)


def _length_of(parts: str) -> tuple[int, int]:
    """Return the months and days of a span like “2w3d” or “a month and two days”."""
    months = days = 0
    for part in _EACH_PART.finditer(parts):
        count = int(part["number"]) if part["number"] else _COUNTS[part["word"]]
        match part["unit"][0]:
            case "d":
                days += count
            case "w":
                days += 7 * count
            case "f":
                days += 14 * count
            case "m":
                months += count
            case _:
                months += 12 * count
    return months, days
