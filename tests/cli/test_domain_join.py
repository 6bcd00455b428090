"""`efficacy domain join`, and the offer of it after a merge, also by git's driver."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.cli.context import NO_TERMINAL, OK, REFUSED
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell
from tests.support.fixed_clock import FixedClock
from tests.support.namesakes import add_namesake
from tests.support.store_files import SequentialIds

OFFER = "Two domains are called Speaking. Join them: efficacy domain join Speaking"
Read = Callable[[], Journal]


@pytest.fixture
def other(tmp_path: Path, path: Path, clock: FixedClock, shell: Shell) -> Path:
    """A copy of the journal from before it had a domain; in each, one called Speaking was begun then."""
    seed = Journal(path, clock, SequentialIds(1))
    seed.open()
    seed.settings.set("begun", True)
    copy = tmp_path / "other.json"
    shutil.copyfile(path, copy)
    shell("domain", "add", "Speaking", "--task", "give a talk")
    shell("check-in", "70")
    clock.move(hours=1)
    journal = Journal(copy, clock, SequentialIds(2))
    journal.open()
    journal.checkins.record(journal.domains.add("Speaking", "speak up").id, 40)
    return copy


def test_a_merge_offers_the_join_once_and_the_command_joins(shell: Shell, other: Path, read: Read) -> None:
    assert shell("merge", str(other)).output.splitlines()[-1] == OFFER
    assert OFFER not in shell("merge", str(other)).output
    result = shell("domain", "join", "speaking", "--yes")
    assert result.exit_code == OK
    assert result.output.splitlines() == [
        "stays    Speaking, since Sun 22 Nov: I can give a talk",
        "joins    Speaking, since Sun 22 Nov: 1 check-in",
        "1 day was rated in more than one of them; the later rating is shown.",
        "Ratings of another task stay a series of their own.",
        "One undo takes it all back.",
        "Joined two domains called Speaking. “efficacy undo” undoes it.",
    ]
    assert [row.task for row in read().domains.all()] == ["give a talk"]
    assert shell("history").output.splitlines()[0].endswith("  Joined two domains called Speaking")
    journal = read()
    assert journal.undo() == "Joined two domains called Speaking"
    assert sorted(row.confidence for row in journal.contents.checkins.values()) == [40, 70]


def test_without_a_terminal_nothing_is_joined_and_it_says_what_would_be(shell: Shell, other: Path, read: Read) -> None:
    shell("merge", str(other))
    result = shell("domain", "join", "Speaking")
    assert result.exit_code == NO_TERMINAL
    assert "joins    Speaking, since Sun 22 Nov: 1 check-in" in result.output
    assert len(read().domains.all()) == 2


def test_a_name_that_only_one_domain_has_is_refused(shell: Shell, other: Path) -> None:
    assert other.exists()
    result = shell("domain", "join", "speak", "--yes")
    assert (result.exit_code, result.output) == (
        REFUSED,
        "Only one domain is called Speaking, so there is nothing to join. Nothing was changed.\n",
    )
    assert shell("domain", "join", "Chess", "--yes").exit_code == REFUSED


def test_the_driver_offers_the_join_where_git_shows_it(shell: Shell, path: Path, other: Path) -> None:
    ours = other.with_name("ours.json")
    shutil.copyfile(path, ours)
    result = shell("merge", "--driver", str(ours), str(ours), str(other))
    assert (result.exit_code, result.stderr.strip()) == (OK, OFFER)


def test_a_name_with_blanks_is_offered_as_it_can_be_typed(shell: Shell, other: Path, read: Read) -> None:
    journal = Journal(other, read().clock, SequentialIds(3))
    journal.open()
    journal.domains.add("Public speaking", "talk")
    read().clock.move(hours=1)  # type: ignore[attr-defined]  # a fixed clock
    shell("domain", "add", "PUBLIC  speaking", "--task", "talk")
    assert shell("merge", str(other)).output.splitlines()[-1].endswith("efficacy domain join 'Public speaking'")
    assert shell("domain", "join", "Public Speaking", "--yes").exit_code == OK


def test_three_of_one_name_are_joined_in_one_step(shell: Shell, other: Path, read: Read) -> None:
    assert other.exists()
    journal = read()
    for number in range(2):
        add_namesake(journal, "speaking", rename_from=f"number {number}")
    assert "Three domains are called Speaking." in shell("domain", "focus", "speaking").output
    assert "Joined three domains called Speaking" in shell("domain", "join", "SPEAKING", "--yes").output
    assert len(read().domains.all(archived=True)) == 1


def test_erasing_says_what_went_in_the_words_of_the_screen(shell: Shell, other: Path) -> None:
    shell("merge", str(other))
    shell("domain", "join", "speaking", "--yes")
    lines = shell("erase", "--domain", "Speaking", "--yes").output.splitlines()
    assert lines[:2] == ["removed  2 domains", "removed  1 check-in"]
    assert not any("checkins" in line or "tombstones" in line for line in lines)
