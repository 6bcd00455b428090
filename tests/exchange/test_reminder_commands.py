"""What crontabs, systemd units and launchd agents run: it fires, tells of every failure, and nothing is injected."""

from __future__ import annotations

import os
import plistlib
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efficacy_tui.exchange.notify_command import Desktop, build_notify_command, describe_desktop
from efficacy_tui.exchange.reminder_times import InvalidReminder
from efficacy_tui.exchange.reminders import (
    CHECK_IN,
    REVIEW,
    SERVICE,
    TIMER,
    Reminder,
    build_crontab,
    build_launch_agent,
    build_systemd_units,
    parse_reminder,
    parse_weekly_reminder,
)
from tests.support.scheduler_lines import (
    EmptyEnvironment,
    Notification,
    cron_commands,
    launchd_arguments,
    systemd_arguments,
)

FORMS = ("cron", "cron of BSD", "systemd", "launchd")
DAILY = parse_reminder(["8"], "daily")

MADE_BACKSLASH = """'"$(printf '\\134')"'"""
"""What stands for a backslash in a crontab: the shell makes it."""

HOSTILE_NAMES = [
    "a b",
    "it's",
    'say "hi"',
    "100 % \\% %% done",
    "$HOME `id` $(id) ${x}",
    "back\\slash \\\\ \\n \\x27 end\\",
    "übung 😀",
    "#; & | < > ! ~ * ? [x] {y}",
    "-x",
]


@pytest.fixture
def scheduler(tmp_path: Path) -> EmptyEnvironment:
    return EmptyEnvironment(tmp_path / "scheduler")


def arguments_of(form: str, reminder: Reminder, call: list[str]) -> list[str]:
    """What the scheduler runs for a reminder."""
    if form == "systemd":
        units = build_systemd_units(reminder, call)
        return systemd_arguments(units[f"{reminder.unit}.service"])
    if form == "launchd":
        (agent,) = build_launch_agent(reminder, call).values()
        return launchd_arguments(agent)
    crontab = build_crontab(reminder, call)
    (command,) = cron_commands(crontab, removes_doubled_backslash=form == "cron of BSD")
    return ["/bin/sh", "-c", command]


def write_program(path: Path, code: int) -> list[str]:
    """Write a program that notes its arguments beside it and ends with an exit code; return its call."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "$0.arguments"\necho noise; echo noise >&2\nexit {code}\n')
    path.chmod(0o755)
    return [str(path)]


def texts(notifications: list[Notification]) -> list[str]:
    return [text for call in notifications for text in call.arguments if not text.startswith("-")][-2:]


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_notified_when_the_check_in_is_there(scheduler: EmptyEnvironment, form: str) -> None:
    call = write_program(scheduler.folder / "efficacy", 0)
    assert scheduler.run(*arguments_of(form, DAILY, call)) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_missing_check_in_is_asked_for(scheduler: EmptyEnvironment, form: str) -> None:
    call = write_program(scheduler.folder / "efficacy", 3)
    (notification,) = scheduler.run(*arguments_of(form, DAILY, call))
    assert set(texts([notification])) == {CHECK_IN.title, CHECK_IN.question}
    assert notification.notifier == ("osascript" if form == "launchd" else "notify-send")
    arguments = Path(f"{call[0]}.arguments").read_text().split()
    assert arguments == ["status", "--line"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("code", [1, 2, 4, 70, 255])
def test_every_other_exit_code_is_told_in_a_sentence(scheduler: EmptyEnvironment, form: str, code: int) -> None:
    call = write_program(scheduler.folder / "efficacy", code)
    notifications = scheduler.run(*arguments_of(form, DAILY, call))
    sentence = f"Your journal could not be checked (exit code {code}). Open efficacy to see why."
    assert set(texts(notifications)) == {CHECK_IN.title, sentence}


@pytest.mark.parametrize("form", FORMS)
def test_a_program_that_is_gone_is_told(scheduler: EmptyEnvironment, form: str) -> None:
    notifications = scheduler.run(*arguments_of(form, DAILY, [str(scheduler.folder / "gone" / "efficacy")]))
    sentence = "efficacy has been moved or removed (exit code 127). Make this reminder again: efficacy remind"
    assert set(texts(notifications)) == {CHECK_IN.title, sentence}


@pytest.mark.parametrize("form", FORMS)
def test_a_program_that_is_killed_is_told(scheduler: EmptyEnvironment, form: str) -> None:
    call = write_program(scheduler.folder / "efficacy", 0)
    Path(call[0]).write_text("#!/bin/sh\nkill -9 $$\n")
    assert "(exit code 137)" in " ".join(texts(scheduler.run(*arguments_of(form, DAILY, call))))


@pytest.mark.parametrize("form", FORMS)
def test_of_a_locked_journal_nothing_is_notified(scheduler: EmptyEnvironment, form: str) -> None:
    """Nobody knows whether something is missing, and nothing is wrong."""
    call = write_program(scheduler.folder / "efficacy", 0)
    Path(call[0]).write_text("#!/bin/sh\necho locked\nexit 1\n")
    assert scheduler.run(*arguments_of(form, DAILY, call)) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_any_path_and_title_arrive_as_they_are(scheduler: EmptyEnvironment, form: str, name: str) -> None:
    call = write_program(scheduler.folder / name / "efficacy", 3)
    journal = f"{scheduler.folder}/{name}/journal.json"
    reminder = parse_reminder(["8"], "daily", name)
    (notification,) = scheduler.run(*arguments_of(form, reminder, [*call, "--journal", journal]))
    assert name in notification.arguments
    arguments = Path(f"{call[0]}.arguments").read_text().splitlines()
    assert arguments == ["--journal", journal, "status", "--line"]


@pytest.mark.parametrize(("title", "first"), [("-x", ("--", "-x")), ("Check in", ("Check in", CHECK_IN.question))])
def test_a_title_that_begins_with_a_hyphen_is_no_option(
    scheduler: EmptyEnvironment, title: str, first: tuple[str, str]
) -> None:
    call = write_program(scheduler.folder / "efficacy", 3)
    (notification,) = scheduler.run(*arguments_of("cron", parse_reminder(["8"], "daily", title), call))
    assert notification.arguments[:2] == first
    (notification,) = scheduler.run(*arguments_of("launchd", parse_reminder(["8"], "daily", title), call))
    assert notification.arguments[-2:] == (CHECK_IN.question, title)


@given(st.text(min_size=1, max_size=30))
def test_no_title_adds_a_line_or_an_argument(title: str) -> None:
    reminder = parse_reminder(["8"], "daily", title)
    command = build_notify_command(["/p", "status", "--line"], CHECK_IN.question, reminder.title, Desktop())
    for doubled in (False, True):
        (cron_command,) = cron_commands(build_crontab(reminder, ["/p"]), removes_doubled_backslash=doubled)
        assert cron_command.replace(MADE_BACKSLASH, "\\") == command
    units = build_systemd_units(reminder, ["/p"])
    assert systemd_arguments(units[SERVICE]) == ["/bin/sh", "-c", command]
    assert len(units[SERVICE].decode().splitlines()) == 6
    (agent,) = build_launch_agent(reminder, ["/p"]).values()
    assert shlex.split(launchd_arguments(agent)[-1])[-2:] == ["$text", reminder.title]


@pytest.mark.parametrize("title", ["two\nlines", "two\u2028lines", "tab\tand\x07bell", "\n"])
def test_a_title_of_several_lines_becomes_one(title: str) -> None:
    for data in (
        build_crontab(parse_reminder(["8"], "daily", title), ["/p"]),
        *build_systemd_units(parse_reminder(["8"], "daily", title), ["/p"]).values(),
    ):
        assert not set(data.decode()) & {"\x07", "\u2028", "\t"}
    assert len(cron_commands(build_crontab(parse_reminder(["8"], "daily", title), ["/p"]))) == 1


@pytest.mark.parametrize("part", ["two\nlines", "esc\x1b", "caf\udce9", "line\u2028separator"])
def test_a_call_that_cannot_stand_on_a_line_is_refused(part: str) -> None:
    for build in (build_crontab, build_systemd_units, build_launch_agent):
        with pytest.raises(InvalidReminder, match="a crontab or systemd unit cannot hold"):
            build(DAILY, ["/efficacy", "--journal", f"/{part}"])
    with pytest.raises(InvalidReminder):
        build_crontab(DAILY, ["/efficacy"], Desktop(bus_address=part))


# -- the desktop ---------------------------------------------------------------------------------


def test_the_session_bus_and_a_locale_with_utf_8_are_carried(scheduler: EmptyEnvironment) -> None:
    call = write_program(scheduler.folder / "efficacy", 3)
    desktop = describe_desktop({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/x'y,a=%25", "LANG": "de_DE.utf8"}, "/usr/bin/n")
    (command,) = cron_commands(build_crontab(DAILY, call, desktop))
    (notification,) = scheduler.run("/bin/sh", "-c", command)
    assert (notification.bus, notification.locale) == ("unix:path=/x'y,a=%25", "de_DE.utf8")


def test_without_a_session_bus_its_usual_place_is_used(scheduler: EmptyEnvironment) -> None:
    call = write_program(scheduler.folder / "efficacy", 3)
    desktop = describe_desktop({"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, "/usr/bin/notify-send")
    (command,) = cron_commands(build_crontab(DAILY, call, desktop))
    (notification,) = scheduler.run("/bin/sh", "-c", command)
    assert (notification.bus, notification.locale) == (f"unix:path=/run/user/{os.getuid()}/bus", "C.UTF-8")


def test_a_session_bus_that_the_scheduler_has_is_used(scheduler: EmptyEnvironment) -> None:
    call = write_program(scheduler.folder / "efficacy", 3)
    (command,) = cron_commands(build_crontab(DAILY, call, Desktop(bus_address="unix:path=/old")))
    (notification,) = scheduler.run("DBUS_SESSION_BUS_ADDRESS=unix:path=/new", "/bin/sh", "-c", command)
    assert notification.bus == "unix:path=/new"


def test_notify_send_is_looked_for_where_it_was(scheduler: EmptyEnvironment) -> None:
    call = write_program(scheduler.folder / "efficacy", 3)
    elsewhere = scheduler.folder / "else where"
    scheduler.bin.rename(elsewhere)
    desktop = describe_desktop({}, str(elsewhere / "notify-send"))
    (command,) = cron_commands(build_crontab(DAILY, call, desktop))
    scheduler.bin = elsewhere
    done = subprocess.run(["env", "-i", "PATH=/usr/bin:/bin", "/bin/sh", "-c", command], check=False)
    assert done.returncode == 0
    assert (elsewhere / "notify-send.calls").exists()


def test_what_keeps_a_notification_away_is_said_in_the_file() -> None:
    for address in ("unix:abstract=/tmp/dbus-1", "unix:path=/tmp/dbus-2,guid=3"):
        crontab = build_crontab(DAILY, ["/p"], describe_desktop({"DBUS_SESSION_BUS_ADDRESS": address}, None)).decode()
        assert "# notify-send was not found" in crontab
        assert "moves at each login" in crontab
    lasting = describe_desktop({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/1000/bus"}, "/usr/bin/notify-send")
    assert build_crontab(DAILY, ["/p"], lasting).decode().count("#") == 1


def test_a_command_that_some_crons_cut_off_says_so() -> None:
    assert "longer than 998" in build_crontab(DAILY, ["/p", "--journal", "/" + "x" * 700]).decode()
    assert "longer than 998" not in build_crontab(DAILY, ["/p", "--journal", "/" + "x" * 200]).decode()


# -- when ----------------------------------------------------------------------------------------


def test_an_agent_of_macos_has_a_moment_for_each_time_and_day() -> None:
    (data,) = build_launch_agent(parse_reminder(["8", "21:30"], "sat,sun"), ["/p"]).values()
    agent = plistlib.loads(data)
    assert agent["Label"] == "efficacy-remind"
    assert [(row["Weekday"], row["Hour"], row["Minute"]) for row in agent["StartCalendarInterval"]] == [
        (6, 8, 0), (6, 21, 30), (0, 8, 0), (0, 21, 30),
    ]  # fmt: skip
    (data,) = build_launch_agent(DAILY, ["/p"]).values()
    assert plistlib.loads(data)["StartCalendarInterval"] == [{"Hour": 8, "Minute": 0}]


def test_the_weekly_review_is_looked_for_instead_of_the_check_in(scheduler: EmptyEnvironment) -> None:
    call = write_program(scheduler.folder / "efficacy", 3)
    reminder = parse_weekly_reminder(["sun 18:00"], None)
    for form in FORMS:
        notifications = scheduler.run(*arguments_of(form, reminder, call))
        assert set(texts(notifications)) == {REVIEW.title, REVIEW.question}
        assert Path(f"{call[0]}.arguments").read_text().split() == ["status", "--line", "--review"]
    assert build_crontab(reminder, call).decode().splitlines()[1].startswith("0 18 * * 0 ")


def test_reminders_of_different_names_are_in_different_files() -> None:
    named = parse_reminder(["10"], "weekends", name="Weekends")
    weekly = parse_weekly_reminder(["sun 18"], None)
    files = [
        *build_systemd_units(DAILY, ["/p"]),
        *build_systemd_units(named, ["/p"]),
        *build_systemd_units(weekly, ["/p"]),
    ]
    assert files == [
        SERVICE, TIMER, "efficacy-remind-weekends.service", "efficacy-remind-weekends.timer",
        "efficacy-review.service", "efficacy-review.timer",
    ]  # fmt: skip
    assert list(build_launch_agent(named, ["/p"])) == ["efficacy-remind-weekends.plist"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    reminder = parse_reminder(["8"], "mon,wed", "100 % \\x27 ' \" $x")
    for name, data in build_systemd_units(reminder, ["/bin/sh", "--journal", "/a b%"]).items():
        (tmp_path / name).write_bytes(data)
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", str(tmp_path / SERVICE), str(tmp_path / TIMER)],
        check=False, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    assert str(tmp_path) not in done.stderr, done.stderr
