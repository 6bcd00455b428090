"""`efficacy remind`: the very lines that it writes are run in an empty environment; calendars are read back."""

from __future__ import annotations

import datetime as dt
import plistlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar, Event

from efficacy_tui.cli.commands.remind import NOT_NOTED, _join_days_and_times
from efficacy_tui.exchange.reminders import CHECK_IN, REVIEW
from efficacy_tui.flows.review import WeeklyReview
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from efficacy_tui.model.records import Step
from tests.cli.conftest import Shell
from tests.support.fixed_clock import FixedClock
from tests.support.scheduler_lines import (
    EmptyEnvironment,
    cron_commands,
    launchd_arguments,
    systemd_arguments,
)
from tests.support.terminal import PROGRAM

ROOT = Path(__file__).parents[2]
OK, REFUSED = 0, 1
Read = Callable[[], Journal]
HOSTILE_FOLDER = 'it\'s 100 % "mine" $HOME \\x27 \\\\ `id` ü 😀'


@pytest.fixture
def scheduler(tmp_path: Path) -> EmptyEnvironment:
    return EmptyEnvironment(tmp_path / "scheduler")


def events_of(data: bytes) -> list[Event]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


# -- lines that fire -----------------------------------------------------------------------------


def write_reminder(home: Path, words: list[str], *arguments: str) -> bytes:
    """Run the program in a home with folders of its own, away from the source; return what it prints."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
    }
    return subprocess.run(
        [*words, "remind", *arguments], env=environment, cwd=home, capture_output=True, check=True, timeout=60
    ).stdout


def arguments_in(form: str, data: bytes) -> list[str]:
    if form == "cron":
        return ["/bin/sh", "-c", *cron_commands(data)]
    return systemd_arguments(data) if form == "systemd" else launchd_arguments(data)


@pytest.mark.parametrize("form", ["cron", "systemd", "launchd"])
@pytest.mark.parametrize("words", [[PROGRAM], [sys.executable, "-m", "efficacy_tui"]], ids=["script", "module"])
def test_the_very_line_asks_only_while_the_check_in_is_missing(
    tmp_path: Path, scheduler: EmptyEnvironment, form: str, words: list[str]
) -> None:
    home = tmp_path / HOSTILE_FOLDER
    home.mkdir()
    journal = Journal(home / "data" / "efficacy_tui" / "journal.json", SystemClock())
    journal.open()
    domain = journal.domains.add("Speaking", "give a talk")
    arguments = arguments_in(form, write_reminder(home, words, "--at", "8", "--format", form))
    (notification,) = scheduler.run(*arguments)
    assert {CHECK_IN.title, CHECK_IN.question} <= set(notification.arguments)
    journal.checkins.record(domain.id, 70)
    assert scheduler.run(*arguments) == []
    journal.path.write_text("{", encoding="utf-8")
    (notification,) = scheduler.run(*arguments)
    assert "Your journal could not be checked (exit code 1). Open efficacy to see why." in notification.arguments


def test_the_line_names_the_journal_and_the_settings_that_it_was_made_with(tmp_path: Path) -> None:
    (command,) = cron_commands(write_reminder(tmp_path, [PROGRAM], "--at", "8", "--format", "cron"))
    assert f"EFFICACY_CONFIG={tmp_path}/config/efficacy_tui/config.toml " in command
    assert f"{PROGRAM} --journal {tmp_path}/data/efficacy_tui/journal.json status --line)" in command


def test_the_very_line_of_the_weekly_review_asks_until_it_is_answered(
    tmp_path: Path, scheduler: EmptyEnvironment
) -> None:
    journal = Journal(tmp_path / "data" / "efficacy_tui" / "journal.json", SystemClock())
    journal.open()
    journal.domains.add("Speaking", "give a talk")
    arguments = arguments_in(
        "cron", write_reminder(tmp_path, [PROGRAM], "--weekly", "--at", "sun", "18:00", "--format", "cron")
    )
    (notification,) = scheduler.run(*arguments)
    assert {REVIEW.title, REVIEW.question} <= set(notification.arguments)
    answer_review(journal)
    assert scheduler.run(*arguments) == []


def answer_review(journal: Journal) -> None:
    WeeklyReview(journal).finish({"answer": "I can speak up", "report": None})


# -- when ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "joined"),
    [
        ("--at sun 18:00", ["--at", "sun 18:00"]),
        ("--at=sunday 6 -o x", ["--at=sunday 6", "-o", "x"]),
        ("--at sun 18:00 --at sun 9", ["--at", "sun 18:00", "--at", "sun 9"]),
        ("--at 18:00 --days sun 8", ["--at", "18:00", "--days", "sun", "8"]),
        ("--at sun", ["--at", "sun"]),
        ("--at sun --weekly", ["--at", "sun", "--weekly"]),
        ("sun 18:00", ["sun", "18:00"]),
    ],
)
def test_a_day_and_its_time_need_no_quotation_marks(typed: str, joined: list[str]) -> None:
    assert _join_days_and_times(typed.split()) == joined


def test_a_weekly_reminder_says_what_is_right_for_the_first_weekday(shell: Shell, tmp_path: Path) -> None:
    result = shell("remind", "--weekly", "--at", "18:00")
    assert result.exit_code == OK
    assert result.stderr.startswith("Your weeks begin on Monday: on Sunday, the last day,")
    (event,) = events_of(result.stdout_bytes)
    assert event["RRULE"]["BYDAY"] == ["SU"]
    settings = tmp_path / "config" / "efficacy_tui" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('week_start = "sunday"\n', encoding="utf-8")
    result = shell("remind", "--weekly", "--at", "18:00")
    assert result.stderr.startswith("Your weeks begin on Sunday: on Saturday, the last day,")
    (event,) = events_of(result.stdout_bytes)
    assert event["RRULE"]["BYDAY"] == ["SA"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--weekly",), "Say when, like --at sun 18:00.\n"),
        (("--weekly", "--at", "sun 8", "--challenges"), "Choose one of --weekly and --challenges"),
        (("--at", "mon 8"), "“mon 8” names a day. Write days like --days mon,wed, or add --weekly.\n"),
        (("--weekly", "--at", "sun 8", "--at", "mon 8"), "The review is weekly, so it has one day"),
        (("--weekly", "--at", "sun 25"), "“25” is not a time of day."),
        (("--at", "8", "--days", ""), "“” does not name any days."),
        (("--at", "8", "--name", "a b"), "“a b” cannot name a reminder."),
        (("--challenges", "--format", "launchd"), "Challenges only go into a calendar"),
    ],
)
def test_a_reminder_that_cannot_be_made_says_why(shell: Shell, arguments: tuple[str, ...], message: str) -> None:
    result = shell("remind", *arguments)
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert result.stderr.startswith(message)


# -- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["agents", "agents/mine.plist"])
def test_an_agent_is_written_into_a_folder_or_a_file(shell: Shell, tmp_path: Path, place: str) -> None:
    result = shell("remind", "--at", "8", "--format", "launchd", "-o", str(tmp_path / place))
    (file,) = (tmp_path / "agents").iterdir()
    assert file.name == ("mine.plist" if place.endswith("plist") else "efficacy-remind.plist")
    assert plistlib.loads(file.read_bytes())["Label"] == "efficacy-remind"
    assert result.stderr == (
        f"Start it with: launchctl bootout gui/$(id -u)/efficacy-remind; launchctl bootstrap gui/$(id -u) {file}\n"
    )


def test_weekly_units_stand_beside_the_daily_ones(shell: Shell, tmp_path: Path) -> None:
    shell("remind", "--at", "8", "--format", "systemd", "-o", str(tmp_path / "units"))
    result = shell("remind", "--weekly", "--at", "sun 18:00", "--format", "systemd", "-o", str(tmp_path / "units"))
    assert "Start it with: systemctl --user enable --now efficacy-review.timer\n" in result.stderr
    assert len(list((tmp_path / "units").iterdir())) == 4


# -- calendars -----------------------------------------------------------------------------------


def test_a_reminder_that_is_moved_replaces_the_earlier_one(shell: Shell, path: Path, clock: FixedClock) -> None:
    (first,) = events_of(shell("remind", "--at", "8:00").stdout_bytes)
    clock.move(minutes=1)
    (moved,) = events_of(shell("remind", "--at", "7:30").stdout_bytes)
    assert (moved["UID"], moved["DTSTART"].dt.time()) == (first["UID"], dt.time(7, 30))
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    assert not path.exists(), "a single reminder needs no memory"


def test_a_time_that_is_taken_out_is_cancelled(shell: Shell, clock: FixedClock) -> None:
    both = events_of(shell("remind", "--at", "8:00", "--at", "21:30").stdout_bytes)
    clock.move(minutes=1)
    other_name = events_of(shell("remind", "--at", "10:00", "--name", "weekends").stdout_bytes)
    kept, gone = events_of(shell("remind", "--at", "21:30").stdout_bytes)
    assert [str(kept["STATUS"]), str(gone["STATUS"])] == ["CONFIRMED", "CANCELLED"]
    assert [kept["UID"], gone["UID"]] == [event["UID"] for event in both]
    assert gone["SEQUENCE"] > both[1]["SEQUENCE"]
    assert len(other_name) == 1


@pytest.mark.parametrize("letters", [0, 8, 32], ids=["by its title", "by the letters of a list", "by its id"])
def test_challenges_that_are_gone_are_cancelled_once_they_were_exported(
    shell: Shell, read: Read, clock: FixedClock, letters: int
) -> None:
    shell("domain", "add", "Speaking", "--task", "give a talk")
    journal = read()
    start = {"done_when": "x", "difficulty": 40, "odds": 70, "due": journal.today() + dt.timedelta(days=10)}
    domain = journal.domains.focus().id
    journal.challenges.start(domain, title="Mistyped", **start)
    clock.move(minutes=1)
    journal.undo()
    clock.move(minutes=1)
    steps = (Step(text="rehearse", day=journal.today()), Step(text="show Mara", day=journal.today()))
    challenge = journal.challenges.start(domain, title="Give the talk", steps=steps, **start)
    journal.challenges.edit(challenge.id, due=challenge.due, steps=challenge.steps[:1])
    first = events_of(shell("remind", "--challenges").stdout_bytes)
    assert [(str(event["SUMMARY"]), str(event["STATUS"])) for event in first] == [
        ("Due: Give the talk", "CONFIRMED"),
        ("rehearse", "CONFIRMED"),
    ]
    clock.move(minutes=1)
    shell("erase", challenge.id[:letters] or "Give the talk", "--yes")
    assert challenge.id not in read().contents.challenges
    second = events_of(shell("remind", "--challenges").stdout_bytes)
    assert [event["UID"] for event in second] == [event["UID"] for event in first]
    assert {str(event["STATUS"]) for event in second} == {"CANCELLED"}
    assert all(later["SEQUENCE"] > earlier["SEQUENCE"] for earlier, later in zip(first, second, strict=True))


def test_a_calendar_that_cannot_be_noted_is_written_and_says_so(
    shell: Shell, read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from efficacy_tui.store.errors import Rejected

    shell("domain", "add", "Speaking", "--task", "give a talk")
    journal = read()
    journal.challenges.start(
        journal.domains.focus().id, title="Talk", done_when="x", difficulty=1, odds=1, due=journal.today()
    )

    def refuse(*_: object) -> None:
        raise Rejected("The disk is full.")

    monkeypatch.setattr("efficacy_tui.exchange.exported_events.save_exported", refuse)
    result = shell("remind", "--challenges", "-o", str(tmp_path / "challenges.ics"))
    assert result.exit_code == REFUSED
    assert result.stderr == f"{NOT_NOTED}\nThe disk is full.\n"
    assert len(events_of((tmp_path / "challenges.ics").read_bytes())) == 1


# -- whether the review is done ------------------------------------------------------------------


@pytest.fixture
def status_at(shell: Shell) -> Shell:
    """Runs `efficacy status` with the fixed clock."""
    return lambda *arguments: shell("status", *arguments)


@pytest.mark.parametrize("day", range(7))
def test_the_status_of_the_review_is_about_the_week_that_the_review_asks_about(
    shell: Shell, status_at: Shell, read: Read, clock: FixedClock, day: int
) -> None:
    clock.move(days=day)
    assert status_at("--review").exit_code == 3
    shell("domain", "add", "Speaking", "--task", "give a talk")
    result = status_at("--review")
    assert result.exit_code == 3
    assert result.output.endswith(": still to do.\n")
    assert status_at("--review", "--line").output == "◌ review\n"
    answer_review(read())
    result = status_at("--review", "--line")
    assert (result.exit_code, result.output) == (OK, "✓ review\n")


@pytest.mark.parametrize(
    ("days", "week"),
    [(0, "Mon 16 Nov to Sun 22 Nov"), (4, "Mon 16 Nov to Sun 22 Nov"), (5, "Mon 23 Nov to Sun 29 Nov")],
    ids=["Sunday", "Thursday", "Friday"],
)
def test_the_status_of_the_review_names_the_week(
    shell: Shell, status_at: Shell, read: Read, clock: FixedClock, days: int, week: str
) -> None:
    shell("domain", "add", "Speaking", "--task", "give a talk")
    shell("add", "asked a question")
    clock.move(days=days)
    assert status_at("--review").output == f"Weekly review of {week}: still to do.\n"
    answer_review(read())
    assert status_at("--review").output == f"Weekly review of {week}: done.\n"
    assert '"percentage":100' in status_at("--review", "--json").output


def test_a_journal_that_cannot_be_read_is_said_for_the_review_too(status_at: Shell, path: Path) -> None:
    path.parent.mkdir()
    path.write_text("{", encoding="utf-8")
    result = status_at("--review", "--line")
    assert (result.exit_code, result.stdout) == (1, "unreadable\n")
