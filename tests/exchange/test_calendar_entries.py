"""Calendars, crontabs and timers, read back by the programs that use them."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from efficacy_tui.exchange import ics_text
from efficacy_tui.exchange.calendar_entries import build_challenge_calendar
from efficacy_tui.exchange.reminders import (
    SERVICE,
    TIMER,
    InvalidReminder,
    build_crontab,
    build_reminder_calendar,
    build_systemd_units,
    parse_days,
    parse_reminder,
    parse_time,
)
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.records import Step
from tests.support.fixed_clock import FixedClock

SUNDAY = dt.date(2026, 11, 22)
STAMP = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
QUICK = settings(deadline=None, max_examples=100, database=None)


def parse_events(data: bytes) -> list[Event]:
    """Parse the events of a calendar, which must be well-formed."""
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    calendar = Calendar.from_ical(data)
    assert not calendar.errors
    event_list = list(calendar.walk("VEVENT"))
    assert not any(event.errors for event in event_list)
    assert len({str(event["UID"]) for event in event_list}) == len(event_list)
    for event in event_list:
        assert event["DTSTAMP"].dt == STAMP
    return event_list


# -- the daily reminder --------------------------------------------------------------------------


def test_each_time_is_a_recurring_event_with_an_alarm() -> None:
    parsed_events = parse_events(
        build_reminder_calendar(parse_reminder(["21:30", "8", "08:00"], "mon-fri"), SUNDAY, STAMP)
    )
    assert [event["DTSTART"].dt for event in parsed_events] == [
        dt.datetime(2026, 11, 23, 8, 0),  # noqa: DTZ001
        dt.datetime(2026, 11, 23, 21, 30),  # noqa: DTZ001
    ]
    for event in parsed_events:
        (alarm,) = event.walk("VALARM")
        assert (str(alarm["ACTION"]), alarm["TRIGGER"].dt) == ("DISPLAY", dt.timedelta(0))
        assert str(alarm["DESCRIPTION"]) == str(event["SUMMARY"]) == "Check in"
        rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=event["DTSTART"].dt)
        week = [at.weekday() for at in rule[:10]]
        assert week == [0, 1, 2, 3, 4] * 2


def test_a_daily_reminder_starts_today() -> None:
    (event,) = parse_events(build_reminder_calendar(parse_reminder(["7:05"], "daily"), SUNDAY, STAMP))
    assert event["DTSTART"].dt == dt.datetime(2026, 11, 22, 7, 5)  # noqa: DTZ001
    assert event["RRULE"] == {"FREQ": ["DAILY"]}


def test_a_later_version_of_a_reminder_has_the_same_uid_and_a_higher_sequence() -> None:
    first = parse_events(build_reminder_calendar(parse_reminder(["8"], "mon-fri"), SUNDAY, STAMP))
    data = build_reminder_calendar(parse_reminder(["8"], "weekends"), SUNDAY, STAMP + dt.timedelta(hours=1))
    (later,) = Calendar.from_ical(data).walk("VEVENT")
    assert later["UID"] == first[0]["UID"]
    assert later["SEQUENCE"] > first[0]["SEQUENCE"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("Weekdays", (0, 1, 2, 3, 4)),
        ("weekends", (5, 6)),
        ("fri-mon", (0, 4, 5, 6)),
        ("mon, wed,friday", (0, 2, 4)),
        ("tu,thurs", (1, 3)),
        ("sun", (6,)),
    ],
)
def test_days_are_parsed_as_people_write_them(text: str, days: tuple[int, ...]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["", "m", "mun", "mon-", "mon-xyz", "mon;tue", "monx"])
def test_invalid_days_are_rejected(text: str) -> None:
    with pytest.raises(InvalidReminder):
        parse_days(text)


@pytest.mark.parametrize(
    ("text", "time"),
    [("8", (8, 0)), ("08:00", (8, 0)), ("21.30", (21, 30)), ("0:05", (0, 5)), ("9:30 pm", (21, 30)), ("12am", (0, 0))],
)
def test_times_are_parsed_as_people_write_them(text: str, time: tuple[int, int]) -> None:
    assert parse_time(text) == dt.time(*time)


@pytest.mark.parametrize("text", ["", "24:00", "8:60", "8:5", "noon", "-1", "08:00:00"])
def test_invalid_times_are_rejected(text: str) -> None:
    with pytest.raises(InvalidReminder):
        parse_time(text)


def test_crontab_has_a_line_for_each_time() -> None:
    lines = build_crontab(
        parse_reminder(["8", "21:30"], "sat-mon"), ["/a b/efficacy", "--journal", "/x%y.json"]
    ).decode()
    rows = [line for line in lines.splitlines() if not line.startswith("#")]
    assert [row.split()[:5] for row in rows] == [["0", "8", "*", "*", "1,6,0"], ["30", "21", "*", "*", "1,6,0"]]
    assert "'/a b/efficacy' --journal /x\\%y.json status --line" in rows[0]


@pytest.mark.parametrize(("code", "notifies"), [(0, False), (1, False), (3, True)])
def test_cron_command_notifies_only_when_the_check_in_is_missing(tmp_path: Path, code: int, notifies: bool) -> None:
    for name, script in {"efficacy": f"exit {code}", "notify-send": f'printf %s "$1" > {tmp_path}/asked'}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    line = build_crontab(parse_reminder(["8"], "daily"), [str(tmp_path / "efficacy")]).decode().splitlines()[1]
    command = line.split(maxsplit=5)[5].replace("\\%", "%")
    subprocess.run(["sh", "-c", command], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, check=True)
    assert (tmp_path / "asked").exists() == notifies


def test_systemd_units_have_a_timer_and_a_service() -> None:
    units = build_systemd_units(parse_reminder(["8", "21:30"], "mon-fri"), ["efficacy"])
    timer, service = units[TIMER].decode(), units[SERVICE].decode()
    assert "OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 08:00:00\nOnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 21:30:00\n" in timer
    assert "WantedBy=timers.target" in timer
    assert "ExecStart=/bin/sh -c 'efficacy status --line" in service
    # systemd would expand a single $.
    assert service.count("$") == 2 * service.count("$$") > 0


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_accepts_the_timer() -> None:
    units = build_systemd_units(parse_reminder(["8"], "mon,wed"), ["efficacy"])
    calendar_line = next(line for line in units[TIMER].decode().splitlines() if line.startswith("OnCalendar="))
    subprocess.run(["systemd-analyze", "calendar", calendar_line.partition("=")[2]], check=True, capture_output=True)


# -- challenges ----------------------------------------------------------------------------------


@pytest.fixture
def with_challenge(speaking: Journal) -> Journal:
    """A journal with a challenge of two steps."""
    domain = speaking.domains.focus()
    speaking.challenges.start(
        domain.id,
        title="Give the talk; all of it, \\o/ " + "😀" * 30,
        done_when="I spoke\nten minutes",
        difficulty=40,
        odds=70,
        due=SUNDAY + dt.timedelta(days=10),
        steps=(Step(text="rehearse", day=SUNDAY), Step(text="show, Mara", day=SUNDAY + dt.timedelta(days=2))),
    )
    return speaking


def challenge_events(journal: Journal, **options: Any) -> dict[str, Event]:
    """The events of the challenges by the end of their UIDs: due, step-0, …"""
    parsed_events = parse_events(build_challenge_calendar(journal.contents, journal.today(), STAMP, **options))
    return {str(event["UID"]).partition("@")[0].partition("-")[2]: event for event in parsed_events}


def test_a_challenge_has_an_event_for_its_due_day_and_each_step(with_challenge: Journal) -> None:
    parsed_events = challenge_events(with_challenge, alarm_time=dt.time(7, 30))
    assert list(parsed_events) == ["due", "step-0", "step-1"]
    (challenge,) = with_challenge.contents.challenges.values()
    assert parsed_events["due"]["DTSTART"].dt == challenge.due
    assert str(parsed_events["due"]["SUMMARY"]) == f"Due: {challenge.title}"
    assert str(parsed_events["due"]["DESCRIPTION"]) == "Speaking. Done when: I spoke\nten minutes"
    assert str(parsed_events["step-1"]["SUMMARY"]) == "show, Mara"
    for event in parsed_events.values():
        (alarm,) = event.walk("VALARM")
        assert alarm["TRIGGER"].dt == dt.timedelta(hours=7, minutes=30)
        assert str(event["STATUS"]) == "CONFIRMED"


def test_a_change_keeps_the_uids_and_raises_the_sequence(with_challenge: Journal, clock: FixedClock) -> None:
    before = challenge_events(with_challenge)
    (challenge,) = with_challenge.contents.challenges.values()
    clock.move(minutes=5)
    with_challenge.challenges.edit(challenge.id, due=SUNDAY + dt.timedelta(days=4), steps=challenge.steps[:1])
    after = challenge_events(with_challenge)
    assert after.keys() == before.keys()
    assert [event["UID"] for event in after.values()] == [event["UID"] for event in before.values()]
    assert after["due"]["DTSTART"].dt == SUNDAY + dt.timedelta(days=4)
    assert str(after["step-1"]["STATUS"]) == "CANCELLED"
    assert all(after[name]["SEQUENCE"] > before[name]["SEQUENCE"] for name in before)
    clock.move(minutes=5)
    with_challenge.undo()
    undone = challenge_events(with_challenge)
    assert str(undone["step-1"]["STATUS"]) == "CONFIRMED"
    assert all(undone[name]["SEQUENCE"] > after[name]["SEQUENCE"] for name in before)


def test_closing_a_challenge_cancels_its_future_events(with_challenge: Journal, clock: FixedClock) -> None:
    (challenge,) = with_challenge.contents.challenges.values()
    with_challenge.challenges.record_step(challenge.id, 0, "done")
    clock.move(days=1)
    with_challenge.challenges.close(challenge.id, "succeeded")
    parsed_events = challenge_events(with_challenge)
    status = {name: str(event["STATUS"]) for name, event in parsed_events.items()}
    assert status == {"due": "CANCELLED", "step-0": "CONFIRMED", "step-1": "CANCELLED"}
    assert str(parsed_events["step-0"]["SUMMARY"]) == "✓ rehearse"
    assert not any(event.walk("VALARM") for event in parsed_events.values())
    clock.move(days=90)
    assert challenge_events(with_challenge) == {}


def test_undoing_a_challenge_cancels_its_events(with_challenge: Journal, clock: FixedClock) -> None:
    before = challenge_events(with_challenge)
    clock.move(minutes=1)
    with_challenge.undo()
    after = challenge_events(with_challenge)
    assert before.keys() <= after.keys()
    assert {str(event["STATUS"]) for event in after.values()} == {"CANCELLED"}
    assert all(after[name]["SEQUENCE"] > before[name]["SEQUENCE"] for name in before)
    assert b"Give the talk" not in build_challenge_calendar(with_challenge.contents, SUNDAY, STAMP)


# -- lines ---------------------------------------------------------------------------------------


def test_a_long_line_is_folded_at_75_octets_and_never_inside_a_character() -> None:
    assert [len(line) for line in ics_text.fold_line("x" * 200).split("\r\n")] == [75, 75, 52, 0]
    lines = ics_text.fold_line("ä" * 100).encode().split(b"\r\n")
    assert [len(line) for line in lines] == [74, 75, 53, 0]
    assert all(line.decode() for line in lines[:-1])


def test_special_characters_are_escaped() -> None:
    assert ics_text.escape_text("a;b,c\\d\ne\x07\tf") == "a\\;b\\,c\\\\d\\ne� f"


@given(st.text(max_size=300))
@QUICK
def test_any_text_round_trips_through_a_calendar(text: str) -> None:
    from efficacy_tui.model.text import printable

    lines = ["UID:x", "DTSTAMP:20261122T093000Z", "DTSTART:20261122T093000", f"SUMMARY:{ics_text.escape_text(text)}"]
    (event,) = parse_events(ics_text.build_calendar([lines], "x"))
    assert str(event["SUMMARY"]) == printable(text).strip().replace("\t", " ")


def test_the_example_of_a_time_follows_the_clock_setting() -> None:
    with pytest.raises(InvalidReminder, match="like 08:00 or 21:30"):
        parse_time("noon")
    locale_format.use(locale_format.LocaleFormat(clock=12))
    with pytest.raises(InvalidReminder, match="like 8:00 am or 9:30 pm"):
        parse_time("noon")
