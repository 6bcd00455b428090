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
    NotUnderstood,
    describe_impossible,
    describe_incomplete,
    describe_not_understood,
    find_weekday,
    format_examples,
    format_with_month,
    replace_ordinals,
    shift_day,
)
from efficacy_tui.flows.typed_durations import parse_duration, parse_from_day
from efficacy_tui.model import locale_format
from efficacy_tui.model.display import DateOrder

_NAMED_DAYS = {
    **dict.fromkeys(("today", "tod", "now"), 0),
    **dict.fromkeys(("tomorrow", "tom", "tmr", "tmrw", "tmw", "tomorow", "tommorow", "tommorrow", "tomorrw"), 1),
    **dict.fromkeys(("yesterday", "yest", "yesterdy"), -1),
    **dict.fromkeys(("day after tomorrow", "overmorrow"), 2),
    **dict.fromkeys(("day before yesterday", "ereyesterday"), -2),
}
_WEEKDAY = re.compile(
    rf"(?P<before>next |last |this |on |(?:the |this )?(?:up)?coming )?(?P<name>{WEEKDAY_WORD})"
    r"(?P<after> next| last| week| coming)?"
)
_WEEK_ON = re.compile(rf"(?:a )?week (?:on|from) (?P<name>{WEEKDAY_WORD})")
_DAY_OF_WEEK = re.compile(
    rf"(?:on )?(?P<name>{WEEKDAY_WORD}) (?:of )?(?P<which>this|next|last) week"
    rf"|(?P<which_before>this|next|last) week (?:on )?(?P<name_behind>{WEEKDAY_WORD})"
)
_DAY_OF_MONTH = re.compile(
    r"(?:on )?(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?(?P<which>this|next|last) month"
)
_SPAN = re.compile(
    r"(?:on |over )?(?:the |this |next |last )?(?:week|month|year|weekend|quarter)|(?:the )?(?:week|month) after next"
)
_SPAN_END = re.compile(
    r"(?P<edge>end|start|beginning)(?: of)?(?: the)?(?: (?P<which>this|next|last))? (?P<span>week|month|year)"
    r"|eo(?P<short>[wmy])|(?P<word>week|month|year)(?:['’]?s)? end"
)
_SLASH = re.compile(r"\s*/\s*")
_NUMBERS = {"this": 0, "next": 1, "last": -1}
_BARE_DAY = re.compile(r"(?:the )?\d{1,2}(?:st|nd|rd|th)?\.?")

_CLOCK = (
    r"\d{1,2}(?::\d{2}){1,2}(?:\.\d+)?(?:\s?[ap]\.?m\.?)?|\d{1,2}(?:\.\d{2})?\s?[ap]\.?m\.?"
    r"|\d{1,2}h(?:\d{2})?|\d{1,2}\suhr"
)
_TIME = rf"(?:{_CLOCK})(?:\s?[-–]\s?(?:{_CLOCK}))?|noon|midday|midnight"
_DAY_PART = "(?:early |late )?(?:morning|forenoon|afternoon|evening|night|lunchtime|lunch)"
_TIME_BEHIND = re.compile(
    rf"(?<=[\w.])(?:\s+|(?<=\d)t(?=\d)|\s*,\s*)(?P<time>(?:at\s+|around\s+)?(?:{_TIME})(?:z|\s?utc|[+-]\d{{2}}:?\d{{2}})?"
    rf"|(?:in the\s+|at\s+)?{_DAY_PART}|at\s+\d{{1,2}}(?:\.\d{{2}})?)$",
    re.IGNORECASE,
)
_DOTTED_TIME_BEHIND = re.compile(r"(?<=[\w.])(?:\s+|\s*,\s*)(?P<time>\d{1,2}\.\d{2})$")
_TIME_BEFORE = re.compile(
    rf"^(?P<time>(?:at\s+)?(?:{_TIME}|{_DAY_PART}))(?:\s+(?:on|of)\b|\s*,)?\s+(?=\w)", re.IGNORECASE
)
_PART_OF_TODAY = re.compile(rf"tonight|this\s+(?P<part>{_DAY_PART})", re.IGNORECASE)


_MAX_LENGTH = 100
"""Characters of the longest text that is read as a day."""

_DASHES = re.compile("[‐‑‒–—−]")
"""What phones and word processors make of a hyphen."""


class TypedDay(NamedTuple):
    """The day that a text means, and the time of day in it as typed; empty if there is none."""

    day: dt.date
    time: str = ""


def parse_day(text: str, today: dt.date, towards: Direction = "future", order: DateOrder | None = None) -> dt.date:
    """Return the day a text means on the date `today`, whatever time of day it names.

    A day without a year, and a number of days without a sign, is the next such day, or `towards` the past the most
    recent one. `order` decides what 1/2/2027 means; the default is the person's setting.

    Raises:
        InvalidDate: the text is no date, is incomplete, contradicts itself, or names a day that does not exist.
    """
    return parse_typed_day(text, today, towards, order).day


def parse_typed_day(
    text: str, today: dt.date, towards: Direction = "future", order: DateOrder | None = None
) -> TypedDay:
    """Return the day a text means, as `parse_day` does, with its time of day.

    Raises:
        InvalidDate: as of `parse_day`.
    """
    visible = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    typed = " ".join(_DASHES.sub("-", visible).split()).strip("?!;\"'“”‘’")
    if not typed:
        raise InvalidDate(f"Type a day. {format_examples()}")
    if len(typed) > _MAX_LENGTH:
        raise NotUnderstood(describe_not_understood(typed))
    order = order or locale_format.current().date_order
    if (match := _PART_OF_TODAY.fullmatch(typed)) is not None:
        return TypedDay(today, match[0])
    for pattern in (_TIME_BEHIND, _TIME_BEFORE, _DOTTED_TIME_BEHIND):
        # “fri 4.12” is a date, and “fri 17.00” is none.
        if (match := pattern.search(typed)) is None or (
            pattern is _DOTTED_TIME_BEHIND and _parses(match["time"], today, towards, order) is not None
        ):
            continue
        try:
            day_text = typed[: match.start()] + " " + typed[match.end() :]
            day = _parse_words(day_text, today, towards, order)
        except InvalidDate as error:
            # A contradiction in the day is told; what only looks like a time is tried as part of the day.
            if not isinstance(error, NotUnderstood) and _parses(typed, today, towards, order) is None:
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


def _parses(text: str, today: dt.date, towards: Direction, order: DateOrder) -> dt.date | None:
    try:
        return _parse_words(text, today, towards, order)
    except InvalidDate:
        return None


def _parse_words(text: str, today: dt.date, towards: Direction, order: DateOrder) -> dt.date:
    words = _SLASH.sub("/", " ".join(text.casefold().replace(",", " ").split())).removeprefix("by ")
    plain = words.rstrip(".")
    for parse in (_parse_named, parse_duration, _parse_span_end, _parse_weekday, _parse_within):
        if (day := parse(plain, today, towards)) is not None:
            return day
    other_day = parse_from_day(plain, towards, lambda other, direction: _parse_words(other, today, direction, order))
    if other_day is not None:
        return other_day
    if _SPAN.fullmatch(plain):
        raise InvalidDate(describe_incomplete(text.strip()))
    if _BARE_DAY.fullmatch(words):
        example = format_with_month(words)
        raise InvalidDate(f"“{text.strip()[:40]}” could be a day of any month. Write the month too, like “{example}”.")
    return parse_calendar_date(words, today, towards, order)


def _parse_named(words: str, today: dt.date, _towards: Direction) -> dt.date | None:
    offset = _NAMED_DAYS.get(words.removeprefix("the "))
    return None if offset is None else shift_day(today, 0, offset)


def _parse_span_end(words: str, today: dt.date, towards: Direction) -> dt.date | None:
    """Parse the first or last day of a week, month or year; without “this” it is the nearest in the direction."""
    match = _SPAN_END.fullmatch(words.removeprefix("the "))
    if match is None:
        return None
    span = match["span"] or match["word"] or {"w": "week", "m": "month", "y": "year"}[match["short"]]
    is_end = match["edge"] in (None, "end")
    number = _NUMBERS[match["which"] or "this"]
    day = _edge_of(span, today, number, is_end)
    if match["which"] is None:
        if towards == "future" and day < today:
            return _edge_of(span, today, 1, is_end)
        if towards == "past" and day > today:
            return _edge_of(span, today, -1, is_end)
    return day


def _edge_of(span: str, today: dt.date, number: int, is_end: bool) -> dt.date:
    """Return the first or last day of the week, month or year `number` spans after the present one."""
    if span == "week":
        first = shift_day(locale_format.week_start(today), 0, 7 * number)
        return shift_day(first, 0, 6) if is_end else first
    length = 1 if span == "month" else 12
    first = shift_day(today.replace(day=1) if span == "month" else today.replace(month=1, day=1), length * number, 0)
    return shift_day(first, length, -1) if is_end else first


def _parse_weekday(words: str, today: dt.date, towards: Direction) -> dt.date | None:
    if (match := _WEEK_ON.fullmatch(words)) is not None:
        index, qualifier = find_weekday(match["name"]), "week"
    elif (match := _WEEKDAY.fullmatch(words)) is not None:
        index, qualifier = find_weekday(match["name"]), (match["after"] or match["before"] or "").strip()
    else:
        return None
    if index is None:
        return None
    if qualifier == "this" and index == today.weekday():
        return today
    if qualifier == "last" or (towards == "past" and not qualifier.endswith(("week", "coming", "next"))):
        return shift_day(today, 0, -((today.weekday() - index) % 7 or 7))
    return shift_day(today, 0, ((index - today.weekday()) % 7 or 7) + 7 * (qualifier == "week"))


def _parse_within(words: str, today: dt.date, _towards: Direction) -> dt.date | None:
    """Parse a day of this, the next or the last week or month: friday next week, the 5th of next month."""
    words = replace_ordinals(words)
    if (match := _DAY_OF_WEEK.fullmatch(words)) is not None:
        index = find_weekday(match["name"] or match["name_behind"])
        first = _edge_of("week", today, _NUMBERS[match["which"] or match["which_before"]], is_end=False)
        return None if index is None else shift_day(first, 0, (index - first.weekday()) % 7)
    if (match := _DAY_OF_MONTH.fullmatch(words)) is None:
        return None
    try:
        return _edge_of("month", today, _NUMBERS[match["which"]], is_end=False).replace(day=int(match["day"]))
    except ValueError as error:
        raise InvalidDate(describe_impossible(words)) from error
