"""The calls that are answered without the library of the command line print what it would print."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from efficacy_tui.cli.context import REFUSED
from efficacy_tui.cli.quick_calls import ListCall, answer_quickly, parse_list
from tests.cli.conftest import Shell

CALLS = [
    ["list"],
    ["list", "--limit", "2"],
    ["list", "--limit", "0"],
    ["list", "source:mastery", "--limit", "1", "question"],
    ["list", "domain:speaking", "tomorrow"],
    ["list", ""],
]
LEFT_TO_THE_LIBRARY = [
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


@pytest.fixture
def journal(shell: Shell, path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal with a few entries, which the program finds by its environment."""
    shell("domain", "add", "Speaking", "--task", "give a talk")
    for text in ("Asked a question", "Asked two questions", "Told a joke [/b] ✓"):
        shell("add", text, "--difficulty", "60", "--how", "alone")
    shell("check-in", "70", "--note", "a calm day")
    monkeypatch.setenv("EFFICACY_JOURNAL", str(path))
    return path


@pytest.mark.parametrize("arguments", [*CALLS, *LEFT_TO_THE_LIBRARY[1:]], ids=lambda call: " ".join(call)[:40])
def test_the_program_prints_what_the_command_prints(shell: Shell, journal: Path, arguments: list[str]) -> None:
    done = run_program(arguments, journal)
    expected = shell(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (expected.exit_code, expected.stdout, expected.stderr)


@pytest.mark.parametrize("arguments", CALLS, ids=lambda call: " ".join(call))
def test_a_plain_list_is_answered_quickly(journal: Path, arguments: list[str]) -> None:
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


def test_an_interrupted_list_ends_in_one_word(journal: Path) -> None:
    done = run_program(["list"], journal, INTERRUPTED)
    assert (done.returncode, done.stdout, done.stderr) == (REFUSED, "", "\nAborted!\n")


def run_program(arguments: list[str], journal: Path, preparation: str = "") -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.argv[1:] = {arguments!r}\n{preparation}\nfrom efficacy_tui.cli.main import main; main()"
    variables = {**os.environ, "EFFICACY_JOURNAL": str(journal), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=variables, check=False, timeout=60, encoding="utf-8"
    )
