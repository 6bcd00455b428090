"""Dates as people type them, on Sunday 22 November 2026."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from efficacy_tui.flows.challenge_questions import due_question
from efficacy_tui.flows.dated_questions import past_day_question
from efficacy_tui.flows.schedule_questions import pause_question
from efficacy_tui.flows.typed_date_words import Direction, InvalidDate
from efficacy_tui.flows.typed_dates import parse_day
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.display import DateOrder
from efficacy_tui.model.locale_format import describe_day, short_date

SUNDAY = dt.date(2026, 11, 22)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-22"),
        ("  ToDay ", "2026-11-22"),
        ("now", "2026-11-22"),
        ("tomorrow", "2026-11-23"),
        ("tmr", "2026-11-23"),
        ("yesterday", "2026-11-21"),
        ("fri", "2026-11-27"),
        ("Friday", "2026-11-27"),
        ("on friday", "2026-11-27"),
        ("next fri", "2026-11-27"),
        ("this mon", "2026-11-23"),
        ("sun", "2026-11-29"),
        ("last fri", "2026-11-20"),
        ("last sun", "2026-11-15"),
        ("+10d", "2026-12-02"),
        ("10d", "2026-12-02"),
        ("in 3 days", "2026-11-25"),
        ("+1 week", "2026-11-29"),
        ("2w", "2026-12-06"),
        ("in 1 month", "2026-12-22"),
        ("3m", "2027-02-22"),
        ("-2d", "2026-11-20"),
        ("3 days ago", "2026-11-19"),
        ("1 week ago", "2026-11-15"),
        ("in 0 days", "2026-11-22"),
        ("10 dec", "2026-12-10"),
        ("10 December", "2026-12-10"),
        ("dec 10", "2026-12-10"),
        ("10. dec", "2026-12-10"),
        ("4th dec", "2026-12-04"),
        ("1 nov", "2027-11-01"),
        ("10 dec 2026", "2026-12-10"),
        ("10 dec, 2020", "2020-12-10"),
        ("fri 4 dec", "2026-12-04"),
        ("2026-12-10", "2026-12-10"),
        ("2026-1-2", "2026-01-02"),
        ("10.12.", "2026-12-10"),
        ("10.12.2027", "2027-12-10"),
        ("10/12", "2026-12-10"),
        ("1/2/2027", "2027-02-01"),
    ],
)
def test_days_that_are_understood(text: str, day: str) -> None:
    assert parse_day(text, SUNDAY) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("fri", "2026-11-20"),
        ("sun", "2026-11-15"),
        ("last fri", "2026-11-20"),
        ("10 dec", "2025-12-10"),
        ("10 nov", "2026-11-10"),
        ("22 nov", "2026-11-22"),
        ("10.12.", "2025-12-10"),
        ("2 days ago", "2026-11-20"),
        ("2027-01-05", "2027-01-05"),
    ],
)
def test_towards_the_past_a_day_is_the_last_one_gone(text: str, day: str) -> None:
    assert parse_day(text, SUNDAY, "past") == dt.date.fromisoformat(day)


@pytest.mark.parametrize(("order", "day"), [("dmy", "2027-02-01"), ("mdy", "2027-01-02")])
def test_the_order_settles_which_number_is_the_month(order: DateOrder, day: str) -> None:
    assert parse_day("1/2/2027", SUNDAY, order=order) == dt.date.fromisoformat(day)
    assert parse_day("1.2.2027", SUNDAY, order=order) == dt.date(2027, 2, 1)
    assert parse_day("2027-01-02", SUNDAY, order=order) == dt.date(2027, 1, 2)


@pytest.mark.parametrize("order", ["dmy", "mdy", "ymd"])
@pytest.mark.parametrize("text", ["2026-12-10", "2026/12/10", "2026.12.10"])
def test_a_date_with_the_year_first_is_read_as_year_month_day(text: str, order: DateOrder) -> None:
    assert parse_day(text, SUNDAY, order=order) == dt.date(2026, 12, 10)


@pytest.mark.parametrize("text", ["20261210", "2026-12-10T09:30"])
def test_a_compact_iso_date_is_never_read_day_first(text: str) -> None:
    try:
        day = parse_day(text, SUNDAY)
    except InvalidDate:
        return
    assert day == dt.date(2026, 12, 10)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Type a day."),
        ("   ", "Type a day."),
        ("12", "“12” could be a day of any month. Write the month too, like “12 dec”."),
        ("12.", "could be a day of any month"),
        ("1st", "could be a day of any month"),
        ("31 feb", "There is no such day as “31 feb”."),
        ("31.2.", "There is no such day as “31/2”."),
        ("30 feb 2027", "There is no such day as “30 feb 2027”."),
        ("2026-02-31", "There is no such day as 2026-02-31."),
        ("2026-13-01", "There is no such day as 2026-13-01."),
        ("0000-01-01", "There is no such day as 0000-01-01."),
        ("dec", "“dec” does not say which day."),
        ("2026", "“2026” does not say which day."),
        ("dec 2026", "“dec 2026” does not say which day."),
        ("fri 4", "“fri 4” does not say which day."),
        ("10:30", "“10:30” does not say which day."),
        ("someday", "“someday” is not recognised as a day."),
        ("next week", "“next week” does not say which day."),
        ("m", "“m” is not recognised as a day."),
        ("-", "“-” is not recognised as a day."),
        ("\x1b[31m", "is not recognised as a day."),
    ],
)
@pytest.mark.parametrize("towards", ["future", "past"])
def test_an_invalid_date_says_why(text: str, reason: str, towards: Direction) -> None:
    with pytest.raises(InvalidDate) as error:
        parse_day(text, SUNDAY, towards)
    assert reason in str(error.value)


def test_a_day_beyond_the_calendar_is_rejected() -> None:
    with pytest.raises(InvalidDate, match="too far away"):
        parse_day("9999m", dt.date(9500, 1, 1))
    with pytest.raises(InvalidDate, match="too far away"):
        parse_day("9999w ago", dt.date(100, 1, 1))


def test_a_month_after_the_31st_is_the_last_day_of_the_month() -> None:
    assert parse_day("1m", dt.date(2027, 1, 31)) == dt.date(2027, 2, 28)


def test_29_february_is_found_in_an_adjacent_leap_year() -> None:
    assert parse_day("29 feb", dt.date(2027, 6, 1)) == dt.date(2028, 2, 29)
    assert parse_day("29 feb", dt.date(2028, 1, 1)) == dt.date(2028, 2, 29)
    assert parse_day("29 feb", dt.date(2029, 1, 1), "past") == dt.date(2028, 2, 29)
    with pytest.raises(InvalidDate, match="no such day"):
        parse_day("29 feb 2027", dt.date(2027, 6, 1))


TOKENS = st.sampled_from(
    [
        "next",
        "last",
        "on",
        "in",
        "ago",
        "+",
        "-",
        "/",
        ".",
        ",",
        ":",
        "@",
        "t",
        "z",
        "utc",
        "am",
        "pm",
        "bc",
        "st",
        "th",
        "of",
        "fri",
        "monday",
        "dec",
        "feb",
        "march",
        "d",
        "w",
        "m",
        "days",
        "week",
        "month",
        "0",
        "1",
        "10",
        "12",
        "29",
        "30",
        "31",
        "32",
        "99",
        "2026",
        "2027",
        "9999",
        "10000",
        "1e9",
        "nan",
        "inf",
        "+99:99",
        "12:00",
        "today",
        "²",
        "٣",
        "½",
        "\x00",
        "é",
    ]
)
ANY_WORDS = st.one_of(st.text(max_size=20), st.lists(TOKENS, max_size=6).map(" ".join), st.lists(TOKENS).map("".join))


@given(ANY_WORDS, DAYS, st.sampled_from(("future", "past")), st.sampled_from(("dmy", "mdy", "ymd")))
@example("10 dec 10:00 +99:99", SUNDAY, "future", "dmy")
@example("1" * 5000, SUNDAY, "future", "dmy")
@settings(max_examples=300, deadline=None)
@pytest.mark.filterwarnings("ignore::dateutil.parser.UnknownTimezoneWarning")
def test_any_text_is_a_date_or_an_invalid_date(text: str, today: dt.date, towards: Direction, order: DateOrder) -> None:
    try:
        day = parse_day(text, today, towards, order)
    except InvalidDate:
        return
    assert type(day) is dt.date


@given(DAYS, DAYS, st.sampled_from(("dmy", "mdy", "ymd")))
@settings(max_examples=150, deadline=None)
def test_printed_dates_are_parsed_back(day: dt.date, today: dt.date, order: DateOrder) -> None:
    towards: Direction = "future" if day >= today else "past"
    assert parse_day(short_date(day, today), today, towards, order) == day
    assert parse_day(describe_day(day, today), today, towards, order) == day
    assert parse_day(day.isoformat(), today, towards, order) == day


@given(DAYS, st.integers(-60, 60))
@settings(max_examples=60, deadline=None)
def test_a_number_of_days_is_added_to_today(today: dt.date, offset: int) -> None:
    day = today + dt.timedelta(days=offset)
    assert parse_day(f"{offset:+}d", today) == day
    assert parse_day(f"{abs(offset)} days ago", today) == today - dt.timedelta(days=abs(offset))


@given(DAYS, st.integers(0, 6))
@settings(max_examples=60, deadline=None)
def test_a_weekday_is_the_nearest_one_that_is_not_today(today: dt.date, weekday: int) -> None:
    name = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")[weekday]
    for towards, nearest in (("future", 1), ("past", -1)):
        day = parse_day(name[:3], today, towards)
        assert day.weekday() == weekday
        assert 1 <= (day - today).days * nearest <= 7
        assert parse_day(name, today, towards) == day


def test_near_days_are_words_and_other_years_are_shown() -> None:
    assert [describe_day(SUNDAY + dt.timedelta(days=n), SUNDAY) for n in (-2, -1, 0, 1, 2)] == [
        "Fri 20 Nov",
        "yesterday",
        "today",
        "tomorrow",
        "Tue 24 Nov",
    ]
    assert short_date(SUNDAY, SUNDAY) == "Sun 22 Nov"
    assert short_date(dt.date(2027, 1, 5), SUNDAY) == "Tue 5 Jan 2027"


@pytest.mark.parametrize(
    ("order", "text", "day"),
    [
        ("dmy", "1/2/2027", "2027-02-01"),
        ("mdy", "1/2/2027", "2027-01-02"),
        ("ymd", "27/1/2", "2027-01-02"),
        ("dmy", "4/12", "2026-12-04"),
        ("mdy", "12/4", "2026-12-04"),
        ("ymd", "12/4", "2026-12-04"),
        ("mdy", "10.12.2026", "2026-12-10"),
        ("mdy", "2026-12-04", "2026-12-04"),
    ],
)
def test_a_typed_day_is_read_in_the_persons_order(order: DateOrder, text: str, day: str) -> None:
    locale_format.use(locale_format.LocaleFormat(date_order=order))
    assert parse_day(text, SUNDAY) == dt.date.fromisoformat(day)


@given(DAYS, st.sampled_from(["dmy", "mdy", "ymd"]), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_unambiguous_dates_are_parsed_in_any_date_order(day: dt.date, print_order: DateOrder, order: DateOrder) -> None:
    locale_format.use(locale_format.LocaleFormat(date_order=print_order))
    texts = (
        locale_format.full_date(day),
        f"{short_date(day, SUNDAY)} {day.year}" if print_order != "ymd" else day.isoformat(),
    )
    for text in texts[: 1 if day.year != SUNDAY.year else 2]:
        assert parse_day(text, SUNDAY, "past", order) == day


@pytest.mark.parametrize(("order", "example_date"), [("dmy", "10 dec"), ("mdy", "dec 10"), ("ymd", "dec 10")])
def test_examples_in_messages_use_the_persons_date_order(order: DateOrder, example_date: str) -> None:
    locale_format.use(locale_format.LocaleFormat(date_order=order))
    with pytest.raises(InvalidDate, match=example_date):
        parse_day("some day", SUNDAY)
    with pytest.raises(InvalidDate, match="“12 dec”" if order == "dmy" else "“dec 12”"):
        parse_day("12", SUNDAY)


@pytest.mark.parametrize("order", ["dmy", "mdy", "ymd"])
@pytest.mark.parametrize("days_left", [0, 3, 14])
def test_the_days_named_in_hints_are_answers(speaking: Journal, order: DateOrder, days_left: int) -> None:
    locale_format.use(locale_format.LocaleFormat(date_order=order))
    today = speaking.today()
    due = due_question(today, today + dt.timedelta(days=days_left))
    for named in due.hint.removeprefix("For example: ").split(", ")[1:]:
        assert due.parse(named) <= due.latest, named
    past = past_day_question(speaking)
    for named in past.hint.split(", "):
        assert today - dt.timedelta(days=14) <= past.parse(named) <= today, named
    pause = pause_question(speaking.domains.focus(), today)
    for named in pause.hint.removeprefix("like ").split(";")[0].split(" or "):
        assert pause.parse(named) == today + dt.timedelta(days=14), named
