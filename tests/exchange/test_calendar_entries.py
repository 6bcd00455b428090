"""Calendars, crontabs and timers, read back by the programs that use them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from efficacy_tui.exchange import ics_text
from efficacy_tui.exchange.calendar_entries import OWNER, build_challenge_calendar, exported_after
from efficacy_tui.exchange.exported_events import load_exported, save_exported
from efficacy_tui.exchange.reminder_times import InvalidReminder, parse_days, parse_time
from efficacy_tui.exchange.reminders import (
    SERVICE,
    TIMER,
    build_crontab,
    build_reminder_calendar,
    build_systemd_units,
    describe_review_day,
    export_events,
    parse_reminder,
    parse_weekly_reminder,
)
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.records import Step
from efficacy_tui.store.tables import Contents
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


def test_a_reminder_that_is_moved_replaces_the_earlier_one() -> None:
    first = parse_events(build_reminder_calendar(parse_reminder(["8"], "mon-fri"), SUNDAY, STAMP))
    later_stamp = STAMP + dt.timedelta(hours=1)
    moved = build_reminder_calendar(parse_reminder(["7:30"], "weekends", "Another title"), SUNDAY, later_stamp)
    (later,) = Calendar.from_ical(moved).walk("VEVENT")
    assert later["UID"] == first[0]["UID"]
    assert later["DTSTART"].dt.time() == dt.time(7, 30)
    for name in ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED"):
        assert getattr(later[name], "dt", later[name]) > getattr(first[0][name], "dt", first[0][name]), name


def test_reminders_of_different_names_stand_beside_each_other() -> None:
    reminders = [
        parse_reminder(["8"], "mon-fri"),
        parse_reminder(["10"], "weekends", name="weekends"),
        parse_weekly_reminder(["sun 18:00"], None),
        parse_reminder(["9"], "daily", name="review"),
        parse_weekly_reminder(["sun 18:00"], None, name="check-in"),
    ]
    uids = {
        str(event["UID"]) for row in reminders for event in parse_events(build_reminder_calendar(row, SUNDAY, STAMP))
    }
    assert len(uids) == 5


def test_a_time_that_was_exported_and_is_gone_is_cancelled_for_a_while() -> None:
    two_times, one_time = parse_reminder(["8", "21:30"], "daily"), parse_reminder(["7"], "daily")
    both = parse_events(build_reminder_calendar(two_times, SUNDAY, STAMP))
    exported = export_events(two_times, SUNDAY, SUNDAY, {})
    (kept, gone) = parse_events(build_reminder_calendar(one_time, SUNDAY, STAMP, exported))
    assert [kept["UID"], gone["UID"]] == [event["UID"] for event in both]
    assert [str(kept["STATUS"]), str(gone["STATUS"])] == ["CONFIRMED", "CANCELLED"]
    assert "RRULE" not in gone
    exported = export_events(one_time, SUNDAY, SUNDAY, exported)
    for days, count in ((60, 2), (61, 1)):
        later = SUNDAY + dt.timedelta(days=days)
        assert len(export_events(one_time, later, later, exported)) == count


def test_a_first_calendar_cancels_nothing() -> None:
    assert b"CANCELLED" not in build_reminder_calendar(parse_reminder(["8"], "daily"), SUNDAY, STAMP)


@pytest.mark.parametrize(
    ("times", "days", "weekday", "clock_times"),
    [
        (["sun 18:00"], None, 6, [(18, 0)]),
        (["18:00 Sunday"], None, 6, [(18, 0)]),
        (["6 pm on fri"], None, 4, [(18, 0)]),
        (["Wed., at 8"], None, 2, [(8, 0)]),
        (["18:00"], "sat", 5, [(18, 0)]),
        (["sun 18", "sun 9"], "sunday", 6, [(9, 0), (18, 0)]),
        (["18:00"], None, 6, [(18, 0)]),
    ],
)
def test_a_weekly_reminder_has_one_day(
    times: list[str], days: str | None, weekday: int, clock_times: list[tuple[int, int]]
) -> None:
    reminder = parse_weekly_reminder(times, days)
    assert (reminder.days, reminder.times) == ((weekday,), tuple(dt.time(*pair) for pair in clock_times))
    (event, *_) = parse_events(build_reminder_calendar(reminder, SUNDAY, STAMP))
    assert event["DTSTART"].dt.weekday() == weekday
    assert event["RRULE"]["FREQ"] == ["WEEKLY"]


def test_a_weekly_reminder_is_by_default_on_the_last_day_of_the_persons_week() -> None:
    for first_weekday, last in ((0, 6), (6, 5), (5, 4)):
        locale_format.use(locale_format.LocaleFormat(first_weekday=first_weekday))
        assert parse_weekly_reminder(["18"], None).days == (last,)


@pytest.mark.parametrize(("times", "days"), [(["sun 18", "mon 8"], None), (["sun 18"], "mon"), (["18"], "mon-fri")])
def test_a_weekly_reminder_on_several_days_is_rejected(times: list[str], days: str | None) -> None:
    with pytest.raises(InvalidReminder, match="one day"):
        parse_weekly_reminder(times, days)


@pytest.mark.parametrize(
    ("first_weekday", "time", "sentence"),
    [
        (0, "sun 18", "Your weeks begin on Monday: on Sunday, the last day, the review is about the week that ends."),
        (0, "fri 18", "Your weeks begin on Monday: on Friday the review is about the days until then."),
        (0, "mon 8", "Your weeks begin on Monday: on Monday the review is about the week before."),
        (6, "sat 8", "Your weeks begin on Sunday: on Saturday, the last day, the review is about the week that ends."),
        (6, "sun 8", "Your weeks begin on Sunday: on Sunday the review is about the week before."),
    ],
)
def test_the_day_of_the_review_is_explained(first_weekday: int, time: str, sentence: str) -> None:
    locale_format.use(locale_format.LocaleFormat(first_weekday=first_weekday))
    assert describe_review_day(parse_weekly_reminder([time], None)) == sentence


def test_a_day_in_a_daily_time_is_rejected() -> None:
    with pytest.raises(InvalidReminder, match="names a day"):
        parse_reminder(["mon 8"], "daily")


@pytest.mark.parametrize("name", ["", " ", "früh", "two\nlines", "../up", "a b", "-x", "x" * 41])
def test_an_impossible_name_is_rejected(name: str) -> None:
    with pytest.raises(InvalidReminder, match="cannot name"):
        parse_reminder(["8"], "daily", name=name)


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


def test_systemd_units_have_a_timer_and_a_service() -> None:
    units = build_systemd_units(parse_reminder(["8", "21:30"], "mon-fri"), ["efficacy"])
    timer, service = units[TIMER].decode(), units[SERVICE].decode()
    assert "OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 08:00:00\nOnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 21:30:00\n" in timer
    assert "WantedBy=timers.target" in timer
    assert "ExecStart=/bin/sh -c '{ line=$$(efficacy status --line" in service
    # systemd would expand a single $.
    assert service.count("$") == 2 * service.count("$$") > 0


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


def export_challenges(journal: Journal, **options: Any) -> list[Event]:
    """Export the calendar and remember what is in it, as the command does; return its events."""
    contents, today = journal.contents, journal.today()
    data = build_challenge_calendar(contents, today, STAMP, **options)
    save_exported(journal, OWNER, exported_after(contents, today))
    return parse_events(data)


def challenge_events(journal: Journal, **options: Any) -> dict[str, Event]:
    """The exported events of the challenges by the end of their UIDs: due, step-0, …"""
    events = export_challenges(journal, **options)
    return {str(event["UID"]).partition("@")[0].partition("-")[2]: event for event in events}


def statuses(events: dict[str, Event]) -> dict[str, str]:
    return {name: str(event["STATUS"]) for name, event in events.items()}


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
    challenge_events(with_challenge)
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
    assert before.keys() == after.keys()
    assert set(statuses(after).values()) == {"CANCELLED"}
    assert all(after[name]["SEQUENCE"] > before[name]["SEQUENCE"] for name in before)
    assert [after[name]["DTSTART"].dt for name in before] == [before[name]["DTSTART"].dt for name in before]
    assert b"Give the talk" not in build_challenge_calendar(with_challenge.contents, SUNDAY, STAMP)
    clock.move(minutes=1)
    with_challenge.redo()
    again = challenge_events(with_challenge)
    assert set(statuses(again).values()) == {"CONFIRMED"}
    assert all(again[name]["SEQUENCE"] > after[name]["SEQUENCE"] for name in before)


def test_a_first_calendar_holds_only_what_exists(with_challenge: Journal, clock: FixedClock) -> None:
    """Nothing of what was undone, taken out or closed before any calendar saw it."""
    (challenge,) = with_challenge.contents.challenges.values()
    with_challenge.challenges.edit(challenge.id, due=challenge.due, steps=challenge.steps[:1])
    domain = with_challenge.domains.add("Writing", "write a page")
    due = SUNDAY + dt.timedelta(days=5)
    with_challenge.challenges.start(domain.id, title="Mistyped", done_when="x", difficulty=40, odds=70, due=due)
    clock.move(minutes=1)
    with_challenge.undo()
    closed = with_challenge.challenges.start(
        domain.id, title="Let go", done_when="x", difficulty=40, odds=70, due=due, steps=(Step(text="a", day=due),)
    )
    with_challenge.challenges.close(closed.id, "abandoned")
    events = challenge_events(with_challenge)
    assert statuses(events) == {"due": "CONFIRMED", "step-0": "CONFIRMED"}
    assert str(events["due"]["SUMMARY"]).startswith("Due: Give the talk")


def test_a_step_that_is_let_go_leaves_the_calendar(with_challenge: Journal, clock: FixedClock) -> None:
    (challenge,) = with_challenge.contents.challenges.values()
    with_challenge.challenges.record_step(challenge.id, 0, "skipped")
    assert list(challenge_events(with_challenge)) == ["due", "step-1"]
    clock.move(days=2)
    with_challenge.challenges.record_step(challenge.id, 1, "skipped")
    events = challenge_events(with_challenge)
    assert statuses(events) == {"due": "CONFIRMED", "step-1": "CANCELLED"}
    assert str(events["step-1"]["SUMMARY"]) == "show, Mara"


def test_a_cancelled_event_is_sent_for_sixty_days_and_forgotten_then(
    with_challenge: Journal, clock: FixedClock
) -> None:
    challenge_events(with_challenge)
    clock.move(days=100)
    with_challenge.undo()
    for days in (0, 60):
        clock.move(days=days)
        assert set(statuses(challenge_events(with_challenge)).values()) == {"CANCELLED"}
    clock.move(days=1)
    assert challenge_events(with_challenge) == {}
    assert load_exported(with_challenge.contents, OWNER) == {}
    assert not with_challenge.contents.settings


def test_an_export_without_a_change_writes_nothing(with_challenge: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    first = challenge_events(with_challenge)
    monkeypatch.delattr(type(with_challenge.settings), "set_all")
    assert challenge_events(with_challenge) == first


def test_a_challenge_that_ends_on_its_due_day_stays_in_the_calendar(with_challenge: Journal, clock: FixedClock) -> None:
    (challenge,) = with_challenge.contents.challenges.values()
    challenge_events(with_challenge)
    clock.move(days=(challenge.due - SUNDAY).days)
    with_challenge.challenges.close(challenge.id, "partly")
    events = challenge_events(with_challenge)
    assert statuses(events) == {"due": "CONFIRMED", "step-0": "CONFIRMED", "step-1": "CONFIRMED"}
    assert not any(event.walk("VALARM") for event in events.values())


def test_what_was_exported_is_remembered_over_a_restart_and_in_a_merge(
    with_challenge: Journal, path: Path, tmp_path: Path, clock: FixedClock
) -> None:
    challenge_events(with_challenge)
    copy = tmp_path / "copy.json"
    copy.write_bytes(path.read_bytes())
    other = Journal(copy, clock)
    other.open()
    clock.move(minutes=1)
    other.undo()
    assert set(statuses(challenge_events(other)).values()) == {"CANCELLED"}


@pytest.mark.parametrize("value", [3, "text", [], {"due": 1}, {"due": {"day": "never"}}, {"due": {"day": None}}])
def test_a_memory_that_cannot_be_read_counts_as_none(with_challenge: Journal, value: Any) -> None:
    (challenge,) = with_challenge.contents.challenges.values()
    for identifier in (challenge.id, "0" * 32):
        with_challenge.settings.set(f"ics:{OWNER}-{identifier}", value)
    assert list(challenge_events(with_challenge)) == ["due", "step-0", "step-1"]


@pytest.mark.parametrize("part", ["step-x", "step-" + "9" * 5000, "step-²", "", "due\nSUMMARY:x", "a;b,c"])
def test_a_memory_of_an_unknown_event_is_cancelled_without_harm(with_challenge: Journal, part: str) -> None:
    (challenge,) = with_challenge.contents.challenges.values()
    for identifier in (challenge.id, "0" * 32):
        with_challenge.settings.set(f"ics:{OWNER}-{identifier}", {part: {"day": "2026-11-30"}})
    assert len(export_challenges(with_challenge)) == 5


def test_days_at_the_end_of_the_calendar_are_written(with_challenge: Journal) -> None:
    (challenge,) = with_challenge.contents.challenges.values()
    last_challenge = msgspec.structs.replace(
        challenge,
        start=dt.date.max - dt.timedelta(days=14),
        due=dt.date.max,
        updated=dt.datetime.max.replace(tzinfo=dt.UTC),
        steps=(),
    )
    contents = Contents(challenges={challenge.id: last_challenge})
    (event,) = parse_events(build_challenge_calendar(contents, SUNDAY, STAMP))
    assert event["DTSTART"].dt == dt.date.max
    assert event["SEQUENCE"] == 2**31 - 1


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
