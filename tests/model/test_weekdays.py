"""Days of the week as people type and read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efficacy_tui.model.types import WEEKDAYS, Weekday
from efficacy_tui.model.weekdays import InvalidWeekdays, describe_weekdays, format_weekdays, parse_weekdays

ALL = " ".join(WEEKDAYS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon wed fri", "mon wed fri"),
        ("Fri, Mon ,wed", "mon wed fri"),
        ("monday and thursday", "mon thu"),
        ("mon, wed and fri", "mon wed fri"),
        ("mon-fri", "mon tue wed thu fri"),
        ("tue – thu", "tue wed thu"),
        ("fri-mon", "mon fri sat sun"),
        ("mon mon mon", "mon"),
        ("weekdays sun", "mon tue wed thu fri sun"),
        ("weekends", "sat sun"),
        ("we", "wed"),
        ("every day", ALL),
        ("ALL", ALL),
        ("daily", ALL),
        ("mon-sun", ALL),
    ],
)
def test_days_are_read_as_people_type_them(text: str, expected: str) -> None:
    assert " ".join(parse_weekdays(text)) == expected


@pytest.mark.parametrize(
    "text", ["", " ", ",", "m", "someday", "mon-", "-fri", "mon tuesd x", "1", "monday2", "mondays"]
)
def test_what_names_no_days_is_rejected_with_an_example(text: str) -> None:
    with pytest.raises(InvalidWeekdays, match=r"does not name any days\. Write them like mon-fri"):
        parse_weekdays(text)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (ALL, "every day"),
        ("mon", "Mon"),
        ("mon wed", "Mon and Wed"),
        ("mon wed fri", "Mon, Wed and Fri"),
        ("mon tue", "Mon and Tue"),
        ("mon tue wed", "Mon to Wed"),
        ("sat sun", "Sat and Sun"),
        ("mon sat sun", "Mon, Sat and Sun"),
    ],
)
def test_days_are_described(days: str, expected: str) -> None:
    assert describe_weekdays(parse_weekdays(days)) == expected


@given(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
def test_what_is_written_is_read_as_the_same_days(days: set[Weekday]) -> None:
    text = format_weekdays(days)
    assert set(parse_weekdays(text or "all")) == days
    assert set(parse_weekdays(describe_weekdays(days).replace(" to ", "-"))) == days
