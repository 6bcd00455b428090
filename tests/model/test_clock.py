"""The start of the person's day, and the clocks."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.model.clock import SystemClock, local_day
from tests.support.fixed_clock import FixedClock

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("00:00", 21),
        ("01:30", 21),
        ("03:59:59.999999", 21),
        ("04:00", 22),
        ("12:00", 22),
        ("23:59:59", 22),
    ],
)
def test_before_four_it_is_still_yesterday(time: str, day: int) -> None:
    now = dt.datetime.combine(dt.date(2026, 11, 22), dt.time.fromisoformat(time), BERLIN)
    assert local_day(now) == dt.date(2026, 11, day)


def test_local_day_with_another_day_start() -> None:
    now = dt.datetime(2026, 11, 22, 5, 0, tzinfo=BERLIN)
    assert local_day(now, dt.time(0, 0)) == dt.date(2026, 11, 22)
    assert local_day(now, dt.time(5, 0)) == dt.date(2026, 11, 22)
    assert local_day(now, dt.time(5, 30)) == dt.date(2026, 11, 21)


def test_first_night_of_a_year_belongs_to_the_previous_year() -> None:
    assert local_day(dt.datetime(2027, 1, 1, 2, 0, tzinfo=BERLIN)) == dt.date(2026, 12, 31)


@pytest.mark.parametrize("night", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)], ids=["forward", "back"])
def test_day_changes_once_at_four_local_time_when_the_clocks_change(night: dt.date) -> None:
    noon_before = dt.datetime.combine(night - dt.timedelta(days=1), dt.time(12), BERLIN).astimezone(dt.UTC)
    instants = [(noon_before + dt.timedelta(minutes=i)).astimezone(BERLIN) for i in range(24 * 60)]
    changes = [(a, b) for a, b in pairwise(instants) if local_day(a) != local_day(b)]
    ((before, after),) = changes
    assert (local_day(before), local_day(after)) == (night - dt.timedelta(days=1), night)
    assert (after.hour, after.minute) == (4, 0)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), st.times(), st.times())
@settings(max_examples=100, deadline=None)
def test_local_day_is_the_date_or_the_day_before(date: dt.date, time: dt.time, start: dt.time) -> None:
    has_begun = time >= start.replace(second=0, microsecond=0)
    now = dt.datetime.combine(date, time, BERLIN)
    assert local_day(now, start) == (date if has_begun else date - dt.timedelta(days=1))


def test_fixed_clock_changes_only_when_moved() -> None:
    clock = FixedClock(dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC))
    assert clock.now() == clock.now()
    clock.move(days=1, minutes=5)
    assert clock.now() == dt.datetime(2026, 11, 23, 9, 35, tzinfo=dt.UTC)


def test_fixed_clock_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(dt.datetime(2026, 11, 22, 9, 30))  # noqa: DTZ001 - the rejected value


def test_system_clock_has_a_time_zone() -> None:
    assert SystemClock().now().utcoffset() is not None
