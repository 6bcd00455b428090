"""The calls that are answered without the library of the command line print what it would print."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from efficacy_tui.cli.context import REFUSED
from efficacy_tui.cli.quick_calls import ListCall, answer_quickly, parse_list
from efficacy_tui.store import atomic_file
from tests.cli.conftest import Shell
from tests.support.fixed_clock import FixedClock

CALLS = [
    ["list"],
    ["list", "--limit", "2"],
    ["list", "--limit", "0"],
    ["list", "source:mastery", "--limit", "1", "question"],
    ["list", "domain:speaking", "tomorrow"],
    ["list", ""],
]
RATINGS = [["check-in", rating] for rating in ("70", "0", "100", "071", "Speaking=40", "speak=35")]
LEFT_TO_THE_LIBRARY = [
    ["check-in"],
    *(
        ["check-in", rating]
        for rating in ("7", "101", "-5", "70%", "z", "", "７０", "9" * 5000, "Nothing=70", "Speaking")
    ),
    ["check-in", "70", "Speaking=40"],
    ["check-in", "70", "--note", "calm"],
    ["check-in", "--json", "70"],
    ["list", "--json"],
    ["list", "--limit=1"],
    ["list", "--limit", "-1"],
    ["list", "--limit", "many"],
    ["list", "--limit", "9" * 5000],
    ["list", "--limit"],
    ["list", "--lmit", "5"],
    ["list", "--", "question"],
    ["list", "--help"],
    ["list", "source:nothing"],
    ["lst"],
]
INTERRUPTED = """
from efficacy_tui.cli import quick_calls
def interrupt(arguments):
    raise KeyboardInterrupt
quick_calls.answer_quickly = interrupt
"""


SAME_CLOCK = """
import datetime as dt
from efficacy_tui.cli import context
from tests.support.fixed_clock import FixedClock
context.SystemClock = lambda _: FixedClock(dt.datetime.fromisoformat({now!r}))
"""


@pytest.fixture
def journal(shell: Shell, path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal with a few entries, which the program finds by its environment."""
    shell("domain", "add", "Speaking", "--task", "give a talk")
    for text in ("Asked a question", "Asked two questions", "Told a joke [/b] ✓"):
        shell("add", text, "--difficulty", "60", "--how", "alone")
    shell("check-in", "70", "--note", "a calm day")
    monkeypatch.setenv("EFFICACY_JOURNAL", str(path))
    return path


@pytest.mark.parametrize(
    "arguments",
    [*CALLS, *RATINGS, *(call for call in LEFT_TO_THE_LIBRARY if call not in (["list", "--json"], ["check-in"]))],
    ids=lambda call: " ".join(call)[:40],
)
def test_the_program_prints_what_the_command_prints(
    shell: Shell, journal: Path, clock: FixedClock, arguments: list[str]
) -> None:
    data = journal.read_bytes()
    done = run_program(arguments, journal, SAME_CLOCK.format(now=clock.now().isoformat()))
    ratings = recorded_ratings(journal)
    journal.write_bytes(data)
    expected = shell(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (expected.exit_code, expected.stdout, expected.stderr)
    assert ratings == recorded_ratings(journal)


@pytest.mark.parametrize("arguments", [*CALLS, *RATINGS], ids=lambda call: " ".join(call))
def test_a_plain_list_or_rating_is_answered_quickly(journal: Path, arguments: list[str]) -> None:
    assert answer_quickly(arguments) == 0


@pytest.mark.parametrize("arguments", LEFT_TO_THE_LIBRARY, ids=lambda call: " ".join(call)[:40])
def test_whatever_else_is_left_to_the_library(
    journal: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer_quickly(arguments) is None
    assert capsys.readouterr() == ("", "")


def test_a_journal_that_has_to_be_opened_is_left_to_the_library(
    journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal.write_bytes(b"{")
    assert answer_quickly(["list"]) is None
    assert capsys.readouterr() == ("", "")


def test_the_words_and_the_limit_of_a_list_stand_in_any_order() -> None:
    assert parse_list(["talk", "--limit", "5", "on:2026-11-02"]) == ListCall(("talk", "on:2026-11-02"), 5)
    assert parse_list(["--limit", "5", "--limit", "7"]) == ListCall((), 7)


def test_a_rating_that_cannot_be_saved_is_explained_by_the_command(
    journal: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(atomic_file, "replace_file", refuse_writing)
    assert answer_quickly(["check-in", "40"]) is None
    assert capsys.readouterr() == ("", "")
    assert recorded_ratings(journal) == [70]


def test_a_rating_that_the_disk_does_not_confirm_is_said_to_be_that(
    journal: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(atomic_file, "sync_folder", lambda _: False)
    assert answer_quickly(["check-in", "40"]) == 0
    output = capsys.readouterr()
    assert output.out == "✓ Speaking 40 (was 70)\n"
    assert "Saved; the disk has not confirmed it" in output.err


def test_an_interrupted_list_ends_in_one_word(journal: Path) -> None:
    done = run_program(["list"], journal, INTERRUPTED)
    assert (done.returncode, done.stdout, done.stderr) == (REFUSED, "", "\nAborted!\n")


def recorded_ratings(journal: Path) -> list[int]:
    return [row["confidence"] for row in json.loads(journal.read_bytes())["checkins"].values()]


def refuse_writing(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def run_program(arguments: list[str], journal: Path, preparation: str = "") -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.argv[1:] = {arguments!r}\n{preparation}\nfrom efficacy_tui.cli.main import main; main()"
    variables = {**os.environ, "EFFICACY_JOURNAL": str(journal), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=variables, check=False, timeout=60, encoding="utf-8"
    )
