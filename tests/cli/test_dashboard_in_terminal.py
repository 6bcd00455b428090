"""The installed program in a real terminal: start, check in, quit, and start again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from tests.support.terminal import PROGRAM, SECONDS, ScreenTerminal, environment


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., ScreenTerminal]]:
    """Starts the program in a terminal on the test's journal."""
    started: list[ScreenTerminal] = []

    def start(*arguments: str) -> ScreenTerminal:
        started.append(ScreenTerminal(PROGRAM, *arguments, environment=environment(tmp_path / "home" / "journal.json")))
        return started[-1]

    yield start
    for running in started:
        running.child.close(force=True)


def test_recorded_data_is_there_after_a_restart(terminal: Callable[..., ScreenTerminal], tmp_path: Path) -> None:
    first = terminal()
    first.wait_for_text("What do you want to become more sure of yourself in?")
    first.press("Speaking\r")
    first.wait_for_text("What do you want to be able to do there?")
    first.press("give a ten-minute talk\r")
    first.wait_for_text("Right now, how sure are you that you can give a ten-minute")
    first.press("5")
    first.wait(lambda text: "how sure are you" not in text and "You are set" in text)
    first.press("c")
    first.wait_for_text("Right now, how sure are you that you can give a ten-minute", "already rated this day")
    first.press("7")
    first.wait(lambda text: "how sure are you" not in text and "Speaking 70 (was 50)" in text)
    first.press("q")
    assert first.wait_for_exit() == 0

    file = tmp_path / "home" / "journal.json"
    (row,) = json.loads(file.read_text(encoding="utf-8"))["checkins"].values()
    assert (row["confidence"], row["task"]) == (70, "give a ten-minute talk")
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()

    second = terminal()
    second.wait_for_text("Speaking", "6 more ratings")
    assert "how sure are you" not in second.text
    second.press("c")
    second.wait_for_text("how sure are you that you can give a ten-minute", "already rated this day")
    second.press("\x1b")
    second.wait(lambda text: "how sure are you" not in text)
    second.press("q")
    assert second.wait_for_exit() == 0
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir() if "writing" in path.name] == []


def test_a_dumb_terminal_gets_one_sentence() -> None:
    output, code = pexpect.run(
        PROGRAM,
        withexitstatus=True,
        timeout=SECONDS,
        env={**os.environ, "TERM": "dumb"},
    )
    assert code == 2
    assert output.decode().strip().startswith("The dashboard needs a terminal.")
    assert len(output.decode().strip().splitlines()) == 1
