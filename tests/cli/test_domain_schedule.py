"""`efficacy domain days`, `pause` and `resume`, and what the other commands say of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.cli.context import OK, REFUSED
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell
from tests.support.fixed_clock import FixedClock

Read = Callable[[], Journal]
WRONG_CALL = 2


@pytest.fixture(autouse=True)
def domains(shell: Shell) -> None:
    """Two domains, Speaking and Writing, on a Sunday."""
    shell("domain", "add", "Speaking", "--task", "give a talk")
    shell("domain", "add", "Writing", "--task", "write a page")


def says(shell: Shell, *words: str, code: int = OK) -> str:
    result = shell("domain", *words)
    assert result.exit_code == code, result.output
    return result.output.strip()


def test_the_days_of_a_domain_are_chosen_and_listed(shell: Shell) -> None:
    assert says(shell, "days", "speak", "mon", "wed", "fri") == "Speaking is asked on Mon, Wed and Fri."
    assert says(shell, "list").splitlines() == [
        "Speaking · focus: I can give a talk (Mon, Wed and Fri)",
        "Writing: I can write a page",
    ]
    assert says(shell, "days", "Speaking", "mon-thu,", "sat") == "Speaking is asked on Mon, Tue, Wed, Thu and Sat."
    assert says(shell, "days", "Speaking", "all") == "Speaking is asked every day."
    assert "(" not in says(shell, "list")


def test_a_domain_is_paused_until_a_day_and_resumed(shell: Shell, clock: FixedClock) -> None:
    assert says(shell, "pause", "writ", "--until", "+9d") == "Writing is paused until Tue 1 Dec."
    assert says(shell, "list").splitlines()[1] == "Writing: I can write a page (paused until Tue 1 Dec)"
    clock.move(days=2)
    assert says(shell, "resume", "Writing") == "Writing is no longer paused."
    assert says(shell, "resume", "Writing", code=REFUSED) == "Writing is not paused. Nothing was changed."
    assert "paused" not in says(shell, "list")


def test_days_and_a_pause_are_listed_together(shell: Shell) -> None:
    says(shell, "days", "Writing", "weekends")
    says(shell, "pause", "Writing", "--until", "tomorrow")
    assert says(shell, "list").splitlines()[1].endswith("(Sat and Sun, paused until Mon 23 Nov)")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("days", "Speaking", "someday"), "“someday” does not name any days."),
        (("days", "Speaking", ""), "does not name any days."),
        (("days", "Chess", "mon"), "No domain is called “Chess”."),
        (("pause", "Speaking", "--until", "today"), "a pause ends on a day that is still to come."),
        (("pause", "Speaking", "--until", "yesterday"), "a pause ends on a day that is still to come."),
        (("pause", "Speaking", "--until", "2030-01-01"), "more than a year away. Archive the domain instead."),
        (("pause", "Speaking", "--until", "soon"), "“soon” is not recognised as a day."),
        (("pause", "Speaking", "--until", ""), "Say until when"),
        (("pause", "Chess", "--until", "+9d"), "No domain is called “Chess”."),
        (("resume", "Speaking"), "Speaking is not paused."),
        (("resume", "Chess"), "No domain is called “Chess”."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    shell: Shell, path: Path, words: tuple[str, ...], reason: str
) -> None:
    before = path.read_bytes()
    assert reason in says(shell, *words, code=REFUSED)
    assert path.read_bytes() == before


@pytest.mark.parametrize("words", [("days", "Speaking"), ("pause", "Speaking"), ("resume",)])
def test_a_call_without_what_it_needs_is_a_wrong_call(shell: Shell, words: tuple[str, ...]) -> None:
    says(shell, *words, code=WRONG_CALL)


def test_the_status_follows_days_and_pauses(shell: Shell, clock: FixedClock) -> None:
    assert shell("status", "--line").output == "◌ 2 to rate · 0/1\n"
    says(shell, "days", "Speaking", "mon")
    assert shell("status", "--line").output == "◌ 1 to rate · 0/1\n"
    says(shell, "pause", "Writing", "--until", "+3d")
    result = shell("status")
    assert (result.output, result.exit_code) == ("Today: nothing to rate.\n", OK)
    assert json.loads(shell("status", "--json").output) == {
        "text": "✓",
        "tooltip": "Today: nothing to rate.",
        "class": "done",
        "percentage": 100,
    }


def test_a_check_in_asks_only_for_what_is_asked_today(shell: Shell, read: Read) -> None:
    says(shell, "days", "Speaking", "mon")
    result = shell("check-in", typed="70\n")
    assert result.exit_code == OK
    assert {row.domain for row in read().contents.checkins.values()} == {read().domains.find_by_name("Writing").id}
    # Who rates by hand may do so on any day.
    assert shell("check-in", "Speaking=60").exit_code == OK
    assert len(read().contents.checkins) == 2


def test_reminders_ring_when_a_domain_is_asked(shell: Shell) -> None:
    def rule(*words: str) -> list[str]:
        lines = shell("remind", "--at", "8:00", *words).output.splitlines()
        return [line for line in lines if line.startswith(("RRULE", "DTSTART"))]

    assert rule() == ["DTSTART:20261122T080000", "RRULE:FREQ=DAILY"]
    says(shell, "days", "Speaking", "mon", "wed")
    assert rule() == ["DTSTART:20261122T080000", "RRULE:FREQ=DAILY"]
    says(shell, "days", "Writing", "wed", "sat")
    assert rule() == ["DTSTART:20261123T080000", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE,SA"]
    assert rule("--days", "daily") == ["DTSTART:20261122T080000", "RRULE:FREQ=DAILY"]
    for name, until in (("Speaking", "+9d"), ("Writing", "+5d")):
        says(shell, "pause", name, "--until", until)
    assert rule() == ["DTSTART:20261128T080000", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE,SA"]
    assert "0 8 * * 1,3,6 " in shell("remind", "--at", "8:00", "--format", "cron").output
