"""Parses days as people type them: tomorrow, fri, +10d, in two weeks, end of month, 10 dec, fri 17:00, 2026-12-10.

What can be meant in two ways is asked, never guessed.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import NamedTuple

from efficacy_tui.flows.typed_calendar_dates import parse_calendar_date
from efficacy_tui.flows.typed_date_words import (
    WEEKDAY_WORD,
    Direction,
    InvalidDate,
    add_months,
    find_weekday,
    format_examples,
    format_with_month,
)
from efficacy_tui.model import locale_format
from efficacy_tui.model.display import DateOrder

__all__ = ["Direction", "InvalidDate", "Order", "TypedDay", "parse_day", "parse_typed_day"]

Order = DateOrder

_NAMED_DAYS = {
    **dict.fromkeys(("today", "tod", "now"), 0),
    **dict.fromkeys(("tomorrow", "tom", "tmr", "tmrw", "tmw", "tomorow", "tommorow", "tommorrow", "tomorrw"), 1),
    **dict.fromkeys(("yesterday", "yest", "yesterdy"), -1),
    **dict.fromkeys(("day after tomorrow", "overmorrow"), 2),
    **dict.fromkeys(("day before yesterday", "ereyesterday"), -2),
}
_NUMBER_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen"),
)
_COUNTS = {
    **{word: number for number, word in enumerate(_NUMBER_WORDS)},
    **dict.fromkeys(("a", "an"), 1),
    **dict.fromkeys(("a couple of", "couple of", "a couple"), 2),
}
_COUNT_WORD = "|".join(sorted(_COUNTS, key=len, reverse=True))
_UNIT = r"(?:days?|d|weeks?|wks?|w|fortnights?|months?|mths?|m|years?|yrs?|y)(?![a-z])"
_PART = rf"(?:\d{{1,4}}\s*|(?:{_COUNT_WORD})\s+){_UNIT}"
_PARTS = rf"{_PART}(?:(?:\s+and\s+|\s*\+\s*|\s*){_PART}){{0,3}}"
_DURATION = re.compile(
    rf"(?P<lead>in |within |after |now ?)?(?P<sign>[+-]?)\s*(?P<parts>{_PARTS})"
    r"(?P<tail> ago| earlier| before| from now| from today| hence| later)?"
)
_EACH_PART = re.compile(rf"(?:(?P<number>\d{{1,4}})\s*|\b(?P<word>{_COUNT_WORD})\s+)(?P<unit>{_UNIT})")
_WEEKDAY = re.compile(
    rf"(?P<before>next |last |this |on |coming )?(?P<name>{WEEKDAY_WORD})(?P<after> next| last| week)?"
)
_WEEK_ON = re.compile(rf"(?:a )?week (?:on|from) (?P<name>{WEEKDAY_WORD})")
_SPAN_END = re.compile(
    r"(?P<edge>end|start|beginning)(?: of)?(?: the)?(?: (?P<which>this|next|last))? (?P<span>week|month|year)"
    r"|eo(?P<short>[wmy])|(?P<word>week|month|year)(?:['’]?s)? end"
)
_BARE_DAY = re.compile(r"(?:the )?\d{1,2}(?:st|nd|rd|th)?\.?")

_CLOCK = (
    r"\d{1,2}(?::\d{2}){1,2}(?:\.\d+)?(?:\s?[ap]\.?m\.?)?|\d{1,2}(?:\.\d{2})?\s?[ap]\.?m\.?"
    r"|\d{1,2}h(?:\d{2})?|\d{1,2}\suhr"
)
_TIME = rf"(?:{_CLOCK})(?:\s?[-–]\s?(?:{_CLOCK}))?|noon|midday|midnight"
_DAY_PART = "(?:early |late )?(?:morning|forenoon|afternoon|evening|night|lunchtime|lunch)"
_TIME_BEHIND = re.compile(
    rf"(?<=[\w.])(?:\s+|(?<=\d)t(?=\d)|\s*,\s*)(?P<time>(?:at\s+|around\s+)?(?:{_TIME})(?:z|\s?utc|[+-]\d{{2}}:?\d{{2}})?"
    rf"|(?:in the\s+|at\s+)?{_DAY_PART})$",
    re.IGNORECASE,
)
_TIME_BEFORE = re.compile(
    rf"^(?P<time>(?:at\s+)?(?:{_TIME}|{_DAY_PART}))(?:\s+(?:on|of)\b|\s*,)?\s+(?=\w)", re.IGNORECASE
)
_PART_OF_TODAY = re.compile(rf"tonight|this\s+(?P<part>{_DAY_PART})", re.IGNORECASE)


class TypedDay(NamedTuple):
    """The day that a text means, and the time of day in it as typed; empty if there is none."""

    day: dt.date
    time: str = ""


def parse_day(text: str, today: dt.date, towards: Direction = "future", order: Order | None = None) -> dt.date:
    """Return the day a text means on the date `today`, whatever time of day it names.

    A day without a year, and a number of days without a sign, is the next such day, or `towards` the past the most
    recent one. `order` decides what 1/2/2027 means; the default is the person's setting.

    Raises:
        InvalidDate: the text is no date, is incomplete, contradicts itself, or names a day that does not exist.
    """
    return parse_typed_day(text, today, towards, order).day


def parse_typed_day(text: str, today: dt.date, towards: Direction = "future", order: Order | None = None) -> TypedDay:
    """Return the day a text means, as `parse_day` does, with its time of day.

    Raises:
        InvalidDate: as of `parse_day`.
    """
    typed = " ".join(unicodedata.normalize("NFKC", text).split()).strip("?!;\"'“”‘’")
    if not typed:
        raise InvalidDate(f"Type a day. {format_examples()}")
    order = order or locale_format.current().date_order
    if (match := _PART_OF_TODAY.fullmatch(typed)) is not None:
        return TypedDay(today, match[0])
    for pattern in (_TIME_BEHIND, _TIME_BEFORE):
        if (match := pattern.search(typed)) is not None:
            try:
                day_text = typed[: match.start()] + " " + typed[match.end() :]
                day = _parse_words(day_text, today, towards, order)
            except InvalidDate:
                # A contradiction in the day is told; what only looks like a time is tried as part of the day.
                if _parses(typed, today, towards, order) is None:
                    raise
            else:
                _check_time(match["time"])
                return TypedDay(day, match["time"])
    return TypedDay(_parse_words(typed, today, towards, order))


def _check_time(time: str) -> None:
    """Check that a time of day is on the clock.

    Raises:
        InvalidDate: it is not.
    """
    for clock in re.finditer(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2})?\s?([ap])?", time.casefold()):
        hour, minute, is_half_day = int(clock[1]), int(clock[2] or 0), clock[3] is not None
        if minute > 59 or (not 1 <= hour <= 12 if is_half_day else hour > 24 or (hour == 24 and minute > 0)):
            raise InvalidDate(f"“{time[:40]}” is not a time of day. Write it like “fri 17:00”, or only the day.")


def _parses(text: str, today: dt.date, towards: Direction, order: Order) -> dt.date | None:
    try:
        return _parse_words(text, today, towards, order)
    except InvalidDate:
        return None


def _parse_words(text: str, today: dt.date, towards: Direction, order: Order) -> dt.date:
    words = " ".join(text.casefold().replace(",", " ").split())
    for parse in (_parse_named, _parse_duration, _parse_span_end, _parse_weekday):
        if (day := parse(words, today, towards)) is not None:
            return day
    if _BARE_DAY.fullmatch(words):
        example = format_with_month(words)
        raise InvalidDate(f"“{text.strip()[:40]}” could be a day of any month. Write the month too, like “{example}”.")
    return parse_calendar_date(words, today, towards, order)


def _parse_named(words: str, today: dt.date, _towards: Direction) -> dt.date | None:
    offset = _NAMED_DAYS.get(words.removeprefix("the "))
    return None if offset is None else _shift(today, 0, offset)


def _parse_duration(words: str, today: dt.date, towards: Direction) -> dt.date | None:
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
    months = days = 0
    for part in _EACH_PART.finditer(match["parts"]):
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
    return _shift(today, direction * months, direction * days)


def _parse_span_end(words: str, today: dt.date, towards: Direction) -> dt.date | None:
    """Parse the first or last day of a week, month or year; without “this” it is the nearest in the direction."""
    match = _SPAN_END.fullmatch(words.removeprefix("by ").removeprefix("the "))
    if match is None:
        return None
    span = match["span"] or match["word"] or {"w": "week", "m": "month", "y": "year"}[match["short"]]
    is_end = match["edge"] in (None, "end")
    number = {"next": 1, "last": -1}.get(match["which"] or "", 0)
    day = _edge_of(span, today, number, is_end)
    if match["which"] is None:
        if towards == "future" and day < today:
            return _edge_of(span, today, 1, is_end)
        if towards == "past" and day > today:
            return _edge_of(span, today, -1, is_end)
    return day


def _edge_of(span: str, today: dt.date, number: int, is_end: bool) -> dt.date:
    """Return the first or last day of the week, month or year that lies `number` after that of today."""
    if span == "week":
        first = _shift(locale_format.week_start(today), 0, 7 * number)
        return _shift(first, 0, 6) if is_end else first
    length = 1 if span == "month" else 12
    first = _shift(today.replace(day=1) if span == "month" else today.replace(month=1, day=1), length * number, 0)
    return _shift(first, length, -1) if is_end else first


def _parse_weekday(words: str, today: dt.date, towards: Direction) -> dt.date | None:
    if (match := _WEEK_ON.fullmatch(words)) is not None:
        index, qualifier = find_weekday(match["name"]), "week"
    elif (match := _WEEKDAY.fullmatch(words)) is not None:
        index, qualifier = find_weekday(match["name"]), (match["after"] or match["before"] or "").strip()
    else:
        return None
    if index is None:
        return None
    if qualifier == "last" or (towards == "past" and qualifier not in ("week", "coming")):
        return _shift(today, 0, -((today.weekday() - index) % 7 or 7))
    return _shift(today, 0, ((index - today.weekday()) % 7 or 7) + 7 * (qualifier == "week"))


def _shift(day: dt.date, months: int, days: int) -> dt.date:
    """Return a day some months and then some days later.

    Raises:
        InvalidDate: that is beyond the calendar.
    """
    try:
        return add_months(day, months) + dt.timedelta(days=days)
    except (OverflowError, ValueError) as error:
        raise InvalidDate("That is too far away for a calendar.") from error
