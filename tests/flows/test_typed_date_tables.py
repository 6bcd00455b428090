"""Tables of typed dates on Thursday 26 November 2026: in both directions, every date order and first weekday."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.flows.typed_date_words import Direction, InvalidDate
from efficacy_tui.flows.typed_dates import parse_day, parse_typed_day
from efficacy_tui.model import locale_format
from efficacy_tui.model.display import DateOrder

THURSDAY = dt.date(2026, 11, 26)
ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")
DIRECTIONS: tuple[Direction, ...] = ("future", "past")


def use_locale(order: DateOrder, first_weekday: int = 0) -> None:
    locale_format.use(locale_format.LocaleFormat(date_order=order, first_weekday=first_weekday))


SAME_IN_BOTH_DIRECTIONS = {
    "tmrw": "2026-11-27",
    "Tmw": "2026-11-27",
    "tomorow": "2026-11-27",
    "day after tomorrow": "2026-11-28",
    "the day after tomorrow": "2026-11-28",
    "day before yesterday": "2026-11-24",
    "in a week": "2026-12-03",
    "in two weeks": "2026-12-10",
    "In  Two Weeks!": "2026-12-10",
    "in 2 wks": "2026-12-10",
    "within a fortnight": "2026-12-10",
    "in a couple of days": "2026-11-28",
    "in a month": "2026-12-26",
    "in three months": "2027-02-26",
    "in 1 year": "2027-11-26",
    "+1y": "2027-11-26",
    "+2w3d": "2026-12-13",
    "in two weeks and three days": "2026-12-13",
    "now+3d": "2026-11-29",
    "10 days from now": "2026-12-06",
    "a week from today": "2026-12-03",
    "two weeks later": "2026-12-10",
    "two weeks ago": "2026-11-12",
    "a fortnight ago": "2026-11-12",
    "a year ago": "2025-11-26",
    "-2w": "2026-11-12",
    "friday week": "2026-12-04",
    "a week on friday": "2026-12-04",
    "end of this month": "2026-11-30",
    "end of next month": "2026-12-31",
    "end of last month": "2026-10-31",
    "start of next month": "2026-12-01",
    "beginning of this year": "2026-01-01",
    "end of next year": "2027-12-31",
    "4 dec 2026": "2026-12-04",
    "4 dec 26": "2026-12-04",
    "4 dec '26": "2026-12-04",
    "dec 4, 2026": "2026-12-04",
    "4-dec-2026": "2026-12-04",
    "04dec2026": "2026-12-04",
    "2026 dec 4": "2026-12-04",
    "the 4th of december 2026": "2026-12-04",
    "fri 4 dec 2026": "2026-12-04",
    "Friday, December 4, 2026": "2026-12-04",
    "4 dec 2026 fri": "2026-12-04",
    "fri 2026-12-04": "2026-12-04",
    "20261204": "2026-12-04",
    "2026-W49-5": "2026-12-04",
    "2026w495": "2026-12-04",
    "9 dec 99": "1999-12-09",
    "２０２６-１２-０４": "2026-12-04",
    "thursday next": "2026-12-03",
    "next fri": "2026-11-27",
    "this thursday": "2026-11-26",
    "this coming fri": "2026-11-27",
    "in two weeks' time": "2026-12-10",
    "in a week’s time": "2026-12-03",
    "10 days time": "2026-12-06",
    "in 2 mos": "2027-01-26",
    "in twenty days": "2026-12-16",
    "tomorrow week": "2026-12-04",
    "a week today": "2026-12-03",
    "two weeks from friday": "2026-12-11",
    "a fortnight on friday": "2026-12-11",
    "three days after tomorrow": "2026-11-30",
    "day after tmrw": "2026-11-28",
    "a week before 11 dec 2026": "2026-12-04",
    "the day before 5 dec 2026": "2026-12-04",
    "friday next week": "2026-12-04",
    "next week monday": "2026-11-30",
    "tue of last week": "2026-11-17",
    "1st of next month": "2026-12-01",
    "the fourth of next month": "2026-12-04",
    "4/dec/2026": "2026-12-04",
    "2026 12 4": "2026-12-04",
    "2026–12–04": "2026-12-04",
    "4.\u200e12.\u200e2026": "2026-12-04",
    "tomorrow.": "2026-11-27",
    "in two weeks.": "2026-12-10",
    "“4 dec 2026”": "2026-12-04",
}


@pytest.mark.parametrize(("text", "order"), list(product(SAME_IN_BOTH_DIRECTIONS, ORDERS)))
@pytest.mark.parametrize("towards", DIRECTIONS)
def test_these_mean_one_day_in_every_order_and_direction(text: str, order: DateOrder, towards: Direction) -> None:
    use_locale(order)
    expected = SAME_IN_BOTH_DIRECTIONS[text]
    assert str(parse_day(text, THURSDAY, towards)) == expected


@pytest.mark.parametrize(
    ("text", "future", "past"),
    [
        ("a week", "2026-12-03", "2026-11-19"),
        ("two weeks", "2026-12-10", "2026-11-12"),
        ("a fortnight", "2026-12-10", "2026-11-12"),
        ("10d", "2026-12-06", "2026-11-16"),
        ("1 year", "2027-11-26", "2025-11-26"),
        ("fri.", "2026-11-27", "2026-11-20"),
        ("Fri", "2026-11-27", "2026-11-20"),
        ("thu.", "2026-12-03", "2026-11-19"),
        ("weds", "2026-12-02", "2026-11-25"),
        ("monday last", "2026-11-23", "2026-11-23"),
        ("end of month", "2026-11-30", "2026-10-31"),
        ("end of the month", "2026-11-30", "2026-10-31"),
        ("month end", "2026-11-30", "2026-10-31"),
        ("eom", "2026-11-30", "2026-10-31"),
        ("end of year", "2026-12-31", "2025-12-31"),
        ("eoy", "2026-12-31", "2025-12-31"),
        ("start of month", "2026-12-01", "2026-11-01"),
        ("4 dec", "2026-12-04", "2025-12-04"),
        ("dec. 4", "2026-12-04", "2025-12-04"),
        ("the 4th of december", "2026-12-04", "2025-12-04"),
        ("december the 4th", "2026-12-04", "2025-12-04"),
        ("first of december", "2026-12-01", "2025-12-01"),
        ("december twenty-first", "2026-12-21", "2025-12-21"),
        ("12 sept", "2027-09-12", "2026-09-12"),
        ("dec4", "2026-12-04", "2025-12-04"),
        ("4.12", "2026-12-04", "2025-12-04"),
        ("by 4.12", "2026-12-04", "2025-12-04"),
        ("by fri", "2026-11-27", "2026-11-20"),
        ("4. 12.", "2026-12-04", "2025-12-04"),
        ("4 . 12", "2026-12-04", "2025-12-04"),
        ("29 feb", "2028-02-29", "2024-02-29"),
        ("29.2.", "2028-02-29", "2024-02-29"),
        ("26 nov", "2026-11-26", "2026-11-26"),
    ],
)
@pytest.mark.parametrize("order", ORDERS)
def test_without_a_year_or_a_sign_the_direction_decides(text: str, future: str, past: str, order: DateOrder) -> None:
    use_locale(order)
    days = [str(parse_day(text, THURSDAY, towards)) for towards in DIRECTIONS]
    assert days == [future, past]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    "text", ["4.12.26", "4.12.2026", "04.12.26", "4. 12. 26", "4.12.26.", "4 . 12 . 2026", "4. 12. 2026", "4.12. 2026"]
)
@pytest.mark.parametrize("towards", DIRECTIONS)
def test_full_stops_mean_day_month_year_in_every_order(text: str, order: DateOrder, towards: Direction) -> None:
    use_locale(order)
    assert parse_day(text, THURSDAY, towards) == dt.date(2026, 12, 4)


@pytest.mark.parametrize(
    ("text", "dmy", "mdy", "ymd"),
    [
        ("4/12/26", "2026-12-04", "2026-04-12", "2026-04-12"),
        ("12/4/26", "2026-04-12", "2026-12-04", "ask"),
        ("12/13/26", "2026-12-13", "2026-12-13", "2026-12-13"),
        ("4/12/2026", "2026-12-04", "2026-04-12", "2026-04-12"),
        ("4-12-2026", "2026-12-04", "2026-04-12", "2026-04-12"),
        ("4-12-26", "2026-12-04", "2026-04-12", "2026-04-12"),
        ("26/12/4", "2026-12-04", "2026-12-04", "2026-12-04"),
        ("01/02/03", "2003-02-01", "2003-01-02", "2001-02-03"),
        ("13/12", "2026-12-13", "2026-12-13", "2026-12-13"),
        ("12/13", "2026-12-13", "2026-12-13", "2026-12-13"),
        ("4 12", "2026-12-04", "2027-04-12", "2027-04-12"),
        ("4 / 12 / 26", "2026-12-04", "2026-04-12", "2026-04-12"),
        ("4–12–2026", "2026-12-04", "2026-04-12", "2026-04-12"),
        ("4 12 2026", "2026-12-04", "2026-04-12", "2026-04-12"),
        ("26-12-04", "ask", "ask", "ask"),
        ("27-01-02", "ask", "ask", "ask"),
        ("24-12-26", "2026-12-24", "2026-12-24", "ask"),
    ],
)
def test_slashes_and_hyphens_follow_the_setting_or_are_asked(text: str, dmy: str, mdy: str, ymd: str) -> None:
    for order, expected in zip(ORDERS, (dmy, mdy, ymd), strict=True):
        use_locale(order)
        if expected == "ask":
            with pytest.raises(InvalidDate, match=r"could be .* or .* Write the year in full, like 2026-12-10"):
                parse_day(text, THURSDAY)
        else:
            assert str(parse_day(text, THURSDAY)) == expected


def test_what_could_begin_with_its_year_names_both_days() -> None:
    with pytest.raises(InvalidDate, match=r"“26-12-04” could be 4 Dec 2026 or 26 Dec 2004\."):
        parse_day("26-12-04", THURSDAY)
    with pytest.raises(InvalidDate, match=r"“26 dec 04” could be 4 Dec 2026 or 26 Dec 2004\."):
        parse_day("26 dec 04", THURSDAY)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mon 4 dec", "4 Dec 2026 is a Friday, not a Monday. Write only the one that you mean."),
        ("4 dec monday", "4 Dec 2026 is a Friday, not a Monday."),
        ("mon 4.12", "4 Dec 2026 is a Friday, not a Monday."),
        ("mon. 4.12.26", "4 Dec 2026 is a Friday, not a Monday."),
        ("on sun the 4th of december", "4 Dec 2026 is a Friday, not a Sunday."),
        ("thu 2026-12-04", "4 Dec 2026 is a Friday, not a Thursday."),
        ("mon 4 dec 17:00", "4 Dec 2026 is a Friday, not a Monday."),
        ("in two weeks ago", "goes both forward and back"),
        ("fri 25:00", "“25:00” is not a time of day."),
        ("fri 17:60", "“17:60” is not a time of day."),
        ("fri 9.05", "9 May 2027 is a Sunday, not a Friday."),
        ("fri 25.00", "“25.00” is not a time of day."),
        ("fri at 25", "“at 25” is not a time of day."),
        ("fri 13 pm", "“13 pm” is not a time of day."),
        ("fri 17:00-17:75", "“17:00-17:75” is not a time of day."),
    ],
)
def test_a_contradiction_is_asked_and_not_guessed(text: str, message: str) -> None:
    with pytest.raises(InvalidDate) as error:
        parse_day(text, THURSDAY)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("32 dec", "“32 dec” does not say which day."),
        ("31 feb", "There is no such day as “31 feb”."),
        ("dec 0", "There is no such day as “dec 0”."),
        ("31.11", "There is no such day as “31/11”."),
        ("29 feb 2027", "There is no such day as “29 feb 2027”."),
        ("2026-w54-1", "There is no such day as “2026-w54-1”."),
        ("2026-w50", "“2026-w50” does not say which day."),
        ("w50", "“w50” does not say which day."),
        ("sat 5", "“sat 5” does not say which day."),
        ("next week", "“next week” does not say which day."),
        ("this weekend", "“this weekend” does not say which day."),
        ("dec '26", "“dec '26” does not say which day."),
        ("fri 4th", "“fri 4th” does not say which day."),
        ("tomorrow after lunch", "“tomorrow after lunch” is not recognised as a day."),
        ("in 1h", "“in 1h” is not recognised as a day."),
        ("the 31st of this month", "There is no such day as “the 31st of this month”."),
        ("two days after someday", "“someday” is not recognised as a day."),
        ("10 dec 26 2027", "“10 dec 26 2027” is not recognised as a day."),
        ("17:00", "“17:00” does not say which day."),
        ("evening", "“evening” is not recognised as a day."),
        ("a", "“a” is not recognised as a day."),
        ("9999 years", "That is too far away for a calendar."),
    ],
)
def test_what_is_no_day_says_why(text: str, reason: str) -> None:
    with pytest.raises(InvalidDate) as error:
        parse_day(text, THURSDAY)
    assert reason in str(error.value)


@pytest.mark.parametrize(
    ("first_weekday", "eow", "start_of_next_week", "end_of_next_week", "eow_past"),
    [
        (0, "2026-11-29", "2026-11-30", "2026-12-06", "2026-11-22"),
        (5, "2026-11-27", "2026-11-28", "2026-12-04", "2026-11-20"),
        (6, "2026-11-28", "2026-11-29", "2026-12-05", "2026-11-21"),
        (4, "2026-11-26", "2026-11-27", "2026-12-03", "2026-11-26"),
    ],
)
@pytest.mark.parametrize("order", ORDERS)
def test_a_week_ends_before_its_first_weekday(
    order: DateOrder, first_weekday: int, eow: str, start_of_next_week: str, end_of_next_week: str, eow_past: str
) -> None:
    use_locale(order, first_weekday)
    for text in ("eow", "end of week", "end of the week", "week end"):
        assert str(parse_day(text, THURSDAY)) == eow
        assert str(parse_day(text, THURSDAY, "past")) == eow_past
    assert str(parse_day("start of next week", THURSDAY)) == start_of_next_week
    assert str(parse_day("end of next week", THURSDAY)) == end_of_next_week


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("fri 17:00", "2026-11-27", "17:00"),
        ("Friday 5pm", "2026-11-27", "5pm"),
        ("fri 5 p.m.", "2026-11-27", "5 p.m."),
        ("fri at 17:00", "2026-11-27", "at 17:00"),
        ("fri 17h30", "2026-11-27", "17h30"),
        ("fri 24:00", "2026-11-27", "24:00"),
        ("fri 12:30:15 am", "2026-11-27", "12:30:15 am"),
        ("fri, 17:00-18:30", "2026-11-27", "17:00-18:30"),
        ("17:00 fri", "2026-11-27", "17:00"),
        ("10 am dec 4", "2026-12-04", "10 am"),
        ("fri evening", "2026-11-27", "evening"),
        ("tomorrow morning", "2026-11-27", "morning"),
        ("fri in the afternoon", "2026-11-27", "in the afternoon"),
        ("fri 17.00", "2026-11-27", "17.00"),
        ("fri at 9.05", "2026-11-27", "at 9.05"),
        ("fri at 5", "2026-11-27", "at 5"),
        ("4 dec 17.30", "2026-12-04", "17.30"),
        ("tonight", "2026-11-26", "tonight"),
        ("this evening", "2026-11-26", "this evening"),
        ("today noon", "2026-11-26", "noon"),
        ("dec 4 10:00", "2026-12-04", "10:00"),
        ("4.12. 10:00", "2026-12-04", "10:00"),
        ("4.12.26 10:00", "2026-12-04", "10:00"),
        ("2026-12-04T10:00", "2026-12-04", "10:00"),
        ("2026-12-04 10:00:30", "2026-12-04", "10:00:30"),
        ("2026-12-04T10:00Z", "2026-12-04", "10:00Z"),
        ("in two weeks at 9:30", "2026-12-10", "at 9:30"),
        ("end of month 23:59", "2026-11-30", "23:59"),
        ("4.12", "2026-12-04", ""),
        ("4.12.26", "2026-12-04", ""),
        ("fri", "2026-11-27", ""),
    ],
)
@pytest.mark.parametrize("order", ORDERS)
def test_a_time_of_day_is_kept_apart(order: DateOrder, text: str, day: str, time: str) -> None:
    use_locale(order)
    parsed = parse_typed_day(text, THURSDAY)
    assert (str(parsed.day), parsed.time) == (day, time)


@pytest.mark.parametrize(
    "text", ["day after " * 5000 + "friday", "4 dec" + " " * 99_999 + "x", "9" * 9999, "a week on " * 99]
)
def test_a_long_text_is_no_day(text: str) -> None:
    with pytest.raises(InvalidDate, match=r"is not recognised as a day"):
        parse_day(text, THURSDAY)


WORDS = [
    "in",
    "a",
    "two",
    "week",
    "weeks",
    "day",
    "next",
    "last",
    "this",
    "fri",
    "friday",
    "after",
    "before",
    "on",
    "from",
    "of",
    "month",
    "end",
    "the",
    "dec",
    "4",
    "4.12",
    "4/12/26",
    "17:00",
    "17.00",
    "at",
    "5pm",
    "today",
    "tomorrow",
    "'26",
    "26",
    "2026",
    "31",
    "first",
    "time",
    "+",
    "-",
    ".",
    "२",
    "²",
    "Ⅻ",
]


@given(st.lists(st.sampled_from(WORDS), max_size=6), st.sampled_from(ORDERS), st.sampled_from(DIRECTIONS))
@settings(max_examples=400, deadline=None)
def test_words_of_dates_in_any_order_are_a_day_or_say_why_not(
    words: list[str], order: DateOrder, towards: Direction
) -> None:
    with suppress(InvalidDate):
        assert isinstance(parse_day(" ".join(words), THURSDAY, towards, order), dt.date)


@given(
    st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)),
    st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)),
    st.sampled_from(ORDERS),
    st.sampled_from(DIRECTIONS),
)
@settings(max_examples=100, deadline=None)
def test_a_date_in_full_means_itself_with_its_weekday(
    day: dt.date, today: dt.date, order: DateOrder, towards: Direction
) -> None:
    name, month = locale_format.weekday(day), locale_format.month(day)
    texts = [f"{name} {day.day} {month} {day.year}", f"{name[:3]}. {month[:3]} {day.day}, {day.year}", day.isoformat()]
    texts += [f"{name[:3]} {day.day}.{day.month}.{day.year}", f"{day:%Y%m%d}", f"{day:%G-W%V-%u}", f"{day:%d%b%Y}"]
    assert [parse_day(text, today, towards, order) for text in texts] == [day] * len(texts)


@given(
    st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)), st.integers(0, 6), st.sampled_from(["week", "month", "year"])
)
@settings(max_examples=60, deadline=None)
def test_the_end_of_a_span_is_its_last_day(today: dt.date, first_weekday: int, span: str) -> None:
    use_locale("dmy", first_weekday)
    end, past_end = parse_day(f"end of {span}", today), parse_day(f"end of {span}", today, "past")
    assert past_end <= today <= end
    start_of_next = parse_day(f"start of next {span}", today)
    assert start_of_next == parse_day(f"end of this {span}", today) + dt.timedelta(days=1)
