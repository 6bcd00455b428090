"""Evidence, status, keys, completion and reminders from the shell."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar

from efficacy_tui.cli.context import MISSING, OK, REFUSED
from efficacy_tui.flows.command_table import ALL_COMMANDS
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.key_names import print_key
from efficacy_tui.model.records import Mastery, Persuasion, State, Vicarious
from tests.cli.conftest import Shell

Read = Callable[[], Journal]


@pytest.fixture
def two_domains(shell: Shell) -> Shell:
    """A shell with two domains; Speaking is the focus."""
    shell("domain", "add", "Speaking", "--task", "give a talk")
    shell("domain", "add", "Writing", "--task", "write a page")
    return shell


# -- evidence ------------------------------------------------------------------------------------


def test_evidence_is_read_from_the_arguments(two_domains: Shell, read: Read) -> None:
    result = two_domains("add", "Asked a question", "--difficulty", "60", "--how", "alone", "--day", "yesterday")
    assert (result.exit_code, result.output) == (OK, "✓ Evidence saved: Speaking, mastery\n")
    (entry,) = read().contents.evidence.values()
    assert isinstance(entry, Mastery)
    assert (entry.text, entry.difficulty, entry.independence) == ("Asked a question", 60, "alone")
    assert entry.day == dt.date(2026, 11, 21)


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_evidence_is_read_from_a_pipe(two_domains: Shell, read: Read, arguments: tuple[str, ...]) -> None:
    result = two_domains("add", *arguments, "--domain", "wri", typed="Wrote\na page 📖\n")
    assert (result.exit_code, result.output) == (OK, "✓ Evidence saved: Writing, mastery\n")
    (entry,) = read().contents.evidence.values()
    assert entry.text == "Wrote\na page 📖"


def test_every_source_has_its_ratings(two_domains: Shell, read: Read) -> None:
    for arguments in (
        ("Did it at my pace", "--source", "vicarious", "--who", "Jon", "--similarity", "4", "--gap", "one"),
        ("It clicked", "--source", "persuasion", "--who", "Mara", "--credibility", "5", "--specificity", "3"),
        ("Shaky hands", "--source", "state", "--arousal", "80", "--read-as", "1"),
    ):
        assert two_domains("add", *arguments).exit_code == OK
    vicarious, persuasion, state = read().contents.evidence.values()
    assert isinstance(vicarious, Vicarious)
    assert (vicarious.who, vicarious.similarity, vicarious.gap) == ("Jon", 4, "one")
    assert isinstance(persuasion, Persuasion)
    assert (persuasion.text, persuasion.quote, persuasion.credibility, persuasion.specificity) == (
        "It clicked",
        "It clicked",
        5,
        3,
    )
    assert isinstance(state, State)
    assert (state.arousal, state.interpretation) == (80, 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "There was no text. Give it in quotation marks or through a pipe.\n"),
        ((" ",), "What did you do? Type something first.\n"),
        (("x", "--difficulty", "101"), "How hard was it for you? 101 is outside 0 to 100.\n"),
        (("x", "--day", "tomorrow"), "When was it? Mon 23 Nov: that day is still to come.\n"),
        (("x", "--domain", "Cooking"), "No domain is called “Cooking”. Yours are: Speaking, Writing.\n"),
        (
            ("x", "--similarity", "3"),
            "--similarity is for vicarious evidence, and this is mastery. Nothing was saved.\n",
        ),
        (
            ("x", "--who", "Jon", "--source", "state"),
            "--who is for vicarious or persuasion evidence, and this is state. Nothing was saved.\n",
        ),
        (("x", "--source", "vicarious"), "Add --who: who did it.\n"),
    ],
)
def test_rejected_evidence_says_why_and_records_nothing(
    two_domains: Shell, path: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = path.read_bytes()
    result = two_domains("add", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (REFUSED, "", message)
    assert path.read_bytes() == before


# -- status --------------------------------------------------------------------------------------


def test_status_says_whether_today_is_checked_in(two_domains: Shell, path: Path) -> None:
    before = path.read_bytes()
    result = two_domains("status", "--line")
    assert (result.exit_code, result.stdout, result.stderr) == (MISSING, "◌ 2 to rate · 0/1\n", "")
    two_domains("check-in", "70")
    assert two_domains("status", "--line").stdout == "◌ 1 to rate · 1/1\n"
    two_domains("check-in", "Writing=40")
    result = two_domains("status", "--line")
    assert (result.exit_code, result.stdout) == (OK, "✓ 1/1\n")
    assert two_domains("status").output == "Checked in today, your first day.\n"
    assert path.read_bytes() != before


@pytest.mark.parametrize("state", ["no journal", "missing", "unreadable"])
def test_a_prompt_gets_the_line_of_the_command(shell: Shell, path: Path, state: str) -> None:
    if state == "missing":
        shell("domain", "add", "Speaking", "--task", "give a talk")
    if state == "unreadable":
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"{")
    result = shell("--journal", str(path), "status", "--line")
    program = "import sys; sys.argv[1:] = ['status', '--line']\nfrom efficacy_tui.cli.main import main; main()"
    environment = {**os.environ, "EFFICACY_JOURNAL": str(path)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env=environment, check=False, timeout=60
    )
    assert (done.returncode, done.stdout.decode(), done.stderr) == (result.exit_code, result.stdout, b"")


def test_status_json_has_the_fields_of_a_status_bar(two_domains: Shell) -> None:
    two_domains("check-in", "70", "Writing=40")
    two_domains("add", "SECRET")
    result = two_domains("status", "--json")
    assert result.exit_code == OK
    assert len(result.stdout.splitlines()) == 1
    document = json.loads(result.stdout)
    assert document == {
        "text": "✓ 1/1",
        "tooltip": "Checked in today, your first day.",
        "class": "done",
        "percentage": 100,
    }


def test_status_of_a_missing_and_of_a_damaged_journal(shell: Shell, path: Path) -> None:
    assert (shell("status", "--line").exit_code, shell("status", "--line").stdout) == (MISSING, "no domain yet\n")
    assert not path.exists()
    path.parent.mkdir(parents=True)
    path.write_bytes(b"{")
    assert (shell("status", "--line").exit_code, shell("status", "--line").output) == (REFUSED, "unreadable\n")
    result = shell("status")
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert result.stderr.startswith("Your journal could not be read: it ends in the middle")
    assert shell("status", "--line", "--json").exit_code == 2


# -- keys ----------------------------------------------------------------------------------------


def test_keys_lists_every_command_once(shell: Shell) -> None:
    lines = shell("keys").output.splitlines()
    assert len([line for line in lines if line.startswith("  ")]) == len(ALL_COMMANDS)
    for command in ALL_COMMANDS:
        keys = " ".join(print_key(key) for key in command.keys.split(",")) if command.keys else "–"
        assert any(line.startswith(f"  {keys:<17}{command.id} ") for line in lines), command.id


# -- reminders -----------------------------------------------------------------------------------


def test_a_reminder_is_written_as_a_calendar(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "check-in.ics"
    result = shell("remind", "--at", "08:00", "--at", "21:30", "--days", "mon-fri", "-o", str(file))
    assert (result.exit_code, result.stdout) == (OK, "")
    events = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert [event["DTSTART"].dt.hour for event in events] == [8, 21]
    assert shell("remind", "--at", "8").stdout_bytes.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")


def test_a_reminder_for_cron_names_the_journal(shell: Shell, path: Path) -> None:
    result = shell("remind", "--at", "8", "--format", "cron", "--days", "weekdays")
    assert f"--journal {path} status --line" in result.output
    assert "\n0 8 * * 1,2,3,4,5 " in result.output


def test_a_reminder_is_written_as_systemd_units(shell: Shell, tmp_path: Path) -> None:
    assert "# efficacy-remind.timer\n[Unit]" in shell("remind", "--at", "8", "--format", "systemd").output
    result = shell("remind", "--at", "8", "--format", "systemd", "-o", str(tmp_path / "units"))
    assert result.stderr == "Start it with: systemctl --user enable --now efficacy-remind.timer\n"
    assert {f.name for f in (tmp_path / "units").iterdir()} == {"efficacy-remind.service", "efficacy-remind.timer"}


def test_challenges_are_written_as_a_calendar(two_domains: Shell, read: Read) -> None:
    journal = read()
    domain = journal.domains.focus()
    journal.challenges.start(domain.id, title="Talk", done_when="x", difficulty=1, odds=1, due=journal.today())
    events = Calendar.from_ical(two_domains("remind", "--challenges").stdout_bytes).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Due: Talk"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Say when, like --at 08:00, or add --challenges.\n"),
        (("--at", "25:00"), "“25:00” is not a time of day. Write it like 08:00 or 21:30.\n"),
        (
            ("--at", "8", "--days", "always"),
            "“always” does not name any days. Write them like mon-fri, mon,wed,fri, daily or weekends.\n",
        ),
        (
            ("--challenges", "--format", "cron"),
            "Challenges only go into a calendar: leave out --format, or use --format ics.\n",
        ),
    ],
)
def test_a_rejected_reminder_says_why(shell: Shell, arguments: tuple[str, ...], message: str) -> None:
    result = shell("remind", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (REFUSED, "", message)


def test_the_program_runs_as_a_module() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "efficacy_tui", "--version"], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.startswith("efficacy ")
