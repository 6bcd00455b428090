"""Formatting and parsing of dates, weeks, times and numbers in each locale convention."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efficacy_tui.model import locale_format
from efficacy_tui.model.display import DateOrder
from efficacy_tui.model.locale_format import LocaleFormat

FRIDAY = dt.date(2026, 12, 4)
LAST_YEAR = dt.date(2025, 12, 14)
TODAY = dt.date(2026, 11, 22)
ORDERS = ("dmy", "mdy", "ymd")
ALL_CONVENTIONS = [
    LocaleFormat(order, first, clock, mark)  # type: ignore[arg-type]  # all values are valid literals
    for order, first, clock, mark in itertools.product(ORDERS, range(7), (24, 12), ".,")
]


def test_default_convention() -> None:
    assert locale_format.current() == LocaleFormat("dmy", 0, 24, ".")


@pytest.mark.parametrize(
    "fields",
    [{"date_order": "ydm"}, {"first_weekday": 7}, {"first_weekday": -1}, {"clock": 13}, {"decimal_mark": "·"}],
)
def test_invalid_conventions_are_rejected(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not"):
        LocaleFormat(**fields)  # type: ignore[arg-type]  # invalid on purpose


@pytest.mark.parametrize(
    ("order", "brief", "short", "narrow", "long", "heading", "full"),
    [
        ("dmy", "4 Dec", "Fri 4 Dec", "Fri 4 Dec", "Friday 4 December", "4 December", "4 Dec 2026"),
        ("mdy", "Dec 4", "Fri Dec 4", "Fri Dec 4", "Friday, December 4", "December 4", "Dec 4, 2026"),
        ("ymd", "Dec 4", "Fri 2026-12-04", "2026-12-04", "Friday 2026-12-04", "2026-12-04", "2026-12-04"),
    ],
)
def test_format_of_a_date_this_year(
    order: DateOrder, brief: str, short: str, narrow: str, long: str, heading: str, full: str
) -> None:
    locale_format.use(LocaleFormat(date_order=order))
    assert locale_format.brief_date(FRIDAY) == brief
    assert locale_format.short_date(FRIDAY, TODAY) == short
    assert locale_format.narrow_date(FRIDAY, TODAY) == narrow
    assert locale_format.long_date(FRIDAY) == long
    assert locale_format.day_and_month(FRIDAY, TODAY) == heading
    assert locale_format.full_date(FRIDAY) == full


@pytest.mark.parametrize(
    ("order", "short", "narrow", "heading"),
    [
        ("dmy", "Sun 14 Dec 2025", "14 Dec 2025", "14 December 2025"),
        ("mdy", "Sun Dec 14 2025", "Dec 14 2025", "December 14, 2025"),
        ("ymd", "Sun 2025-12-14", "2025-12-14", "2025-12-14"),
    ],
)
def test_format_of_a_date_in_another_year_includes_the_year(
    order: DateOrder, short: str, narrow: str, heading: str
) -> None:
    locale_format.use(LocaleFormat(date_order=order))
    assert locale_format.short_date(LAST_YEAR, TODAY) == short
    assert locale_format.narrow_date(LAST_YEAR, TODAY) == narrow
    assert locale_format.day_and_month(LAST_YEAR, TODAY) == heading


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)), st.sampled_from(ALL_CONVENTIONS))
def test_dates_fit_their_column_widths(day: dt.date, convention: LocaleFormat) -> None:
    locale_format.use(convention)
    assert len(locale_format.narrow_date(day, TODAY)) <= locale_format.NARROW_WIDTH
    assert len(locale_format.brief_date(day)) <= 6
    assert len(locale_format.padded_full_date(day)) == {"dmy": 11, "mdy": 12, "ymd": 10}[convention.date_order]


@pytest.mark.parametrize(
    ("time", "long", "short"),
    [
        (dt.time(0, 5), "00:05", "12:05 am"),
        (dt.time(8), "08:00", "8:00 am"),
        (dt.time(11, 59), "11:59", "11:59 am"),
        (dt.time(12), "12:00", "12:00 pm"),
        (dt.time(14, 30), "14:30", "2:30 pm"),
        (dt.time(23, 59), "23:59", "11:59 pm"),
    ],
)
def test_time_of_day_follows_the_clock_and_can_be_parsed(time: dt.time, long: str, short: str) -> None:
    assert locale_format.time_of_day(time) == long
    locale_format.use(LocaleFormat(clock=12))
    assert locale_format.time_of_day(time) == short
    assert locale_format.parse_time(long) == locale_format.parse_time(short) == time


@pytest.mark.parametrize("text", ["", "24", "24:00", "13 pm", "0 am", "8:60", "8:5", "noon", "-8", "8 pm am"])
def test_invalid_times_are_not_parsed(text: str) -> None:
    assert locale_format.parse_time(text) is None


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "point", "comma"),
    [
        (3.75, 1, False, "3.8", "3,8"),
        (1.64, 1, True, "+1.6", "+1,6"),
        (-1.64, 1, True, "−1.6", "−1,6"),
        (-0.69, 2, False, "−0.69", "−0,69"),
        (-0.04, 1, True, "0.0", "0,0"),
        (0.04, 1, True, "0.0", "0,0"),
        (-0.0, 2, False, "0.00", "0,00"),
        (61.4, 0, False, "61", "61"),
        (-0.4, 0, True, "0", "0"),
    ],
)
def test_numbers_have_the_decimal_mark_and_a_true_minus(
    value: float, decimals: int, signed: bool, point: str, comma: str
) -> None:
    assert locale_format.format_number(value, decimals, signed=signed) == point
    locale_format.use(LocaleFormat(decimal_mark=","))
    assert locale_format.format_number(value, decimals, signed=signed) == comma


def test_thousands_are_never_grouped_by_the_decimal_mark() -> None:
    assert locale_format.group_thousands(1234567) == "1,234,567"
    locale_format.use(LocaleFormat(decimal_mark=","))
    assert locale_format.group_thousands(1234567) == "1\u00a0234\u00a0567"
    assert locale_format.group_thousands(999) == "999"


@pytest.mark.parametrize("mark", [".", ","])
@pytest.mark.parametrize(
    ("text", "value"),
    [("2.5", 2.5), ("2,5", 2.5), (" +2,5 ", 2.5), ("−3", -3), (",5", 0.5), ("1\u00a0234,5", 1234.5), ("7", 7)],
)
def test_both_decimal_marks_are_parsed(mark: str, text: str, value: float) -> None:
    locale_format.use(LocaleFormat(decimal_mark=mark))  # type: ignore[arg-type]
    assert locale_format.parse_number(text) == value


@pytest.mark.parametrize("text", ["", "a", "1,234.5", "1.2.3", "--1", ".", "nan", "1e5"])
def test_invalid_numbers_are_not_parsed(text: str) -> None:
    assert locale_format.parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "comma"),
    [
        ("rising: about +1.6 points (−0.9 to +2.3).", "rising: about +1,6 points (−0,9 to +2,3)."),
        ("β .205 against .071, r≈.38 and d≈.23.", "β ,205 against ,071, r≈,38 and d≈,23."),
        ("Genetics, 16, 651. doi:10.1017/thg.2013.25", "Genetics, 16, 651. doi:10.1017/thg.2013.25"),
        ("version 1.2.3, at 10.1016/j.lindif.2017.11.015", "version 1.2.3, at 10.1016/j.lindif.2017.11.015"),
        ("1,394 pairs, 12,345,678 in all", "1\u00a0394 pairs, 12\u00a0345\u00a0678 in all"),
        ("Done. 3 left", "Done. 3 left"),
    ],
)
def test_numbers_in_prose_get_the_decimal_mark_and_addresses_stay(text: str, comma: str) -> None:
    assert locale_format.localize_prose(text) == text
    locale_format.use(LocaleFormat(decimal_mark=","))
    assert locale_format.localize_prose(text) == comma


@pytest.mark.parametrize(
    ("order", "expected"), [("dmy", "talk @ 4 Dec 2026"), ("mdy", "talk @ Dec 4, 2026"), ("ymd", "talk @ 2026-12-04")]
)
def test_iso_dates_in_a_text_are_reformatted(order: DateOrder, expected: str) -> None:
    locale_format.use(LocaleFormat(date_order=order))
    assert locale_format.localize_dates("talk @ 2026-12-04") == expected
    assert locale_format.localize_dates("room 2026-13-77") == "room 2026-13-77"


@given(st.dates(dt.date(1, 2, 1), dt.date(9999, 1, 1)), st.integers(0, 6))
def test_week_starts_on_its_first_weekday_and_contains_the_day(day: dt.date, first: int) -> None:
    locale_format.use(LocaleFormat(first_weekday=first))
    start = locale_format.week_start(day)
    assert start.weekday() == first
    assert (day - start).days == locale_format.weekday_index(day)
    assert 0 <= locale_format.weekday_index(day) <= 6


@pytest.mark.parametrize(
    ("first", "start", "names"),
    [(0, dt.date(2026, 11, 16), ("Monday", "Sunday")), (6, TODAY, ("Sunday", "Saturday"))],
)
def test_sunday_is_the_last_or_first_day_of_the_week(first: int, start: dt.date, names: tuple[str, str]) -> None:
    locale_format.use(LocaleFormat(first_weekday=first))
    assert locale_format.week_start(TODAY) == start
    assert (locale_format.weekdays()[0], locale_format.weekdays()[-1]) == names
    assert len(set(locale_format.weekdays())) == 7


def test_lines_do_not_break_in_a_number_or_before_its_per_cent_sign() -> None:
    assert locale_format.split_words(" from 90 %) of\n12\u00a0345 people ") == [
        "from",
        "90 %)",
        "of",
        "12\u00a0345",
        "people",
    ]
    assert locale_format.split_words("% alone") == ["%", "alone"]
