"""The installed program in a real terminal: start, check in, quit, start again, find it."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

COLUMNS, LINES = 100, 30
SECONDS = 40


class Terminal:
    """The program in a terminal, and what that terminal shows."""

    def __init__(self, *arguments: str, environment: dict[str, str]) -> None:
        command = Path(sys.executable).parent / "efficacy"
        assert command.exists(), "the program is not installed"
        self.screen = pyte.Screen(COLUMNS, LINES)
        self.stream = pyte.ByteStream(self.screen)
        self.child = pexpect.spawn(
            str(command), list(arguments), dimensions=(LINES, COLUMNS), env=environment, timeout=SECONDS
        )

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def read(self, seconds: float = 0.05) -> bool:
        """Take in what the program wrote; says whether it is still running."""
        try:
            self.stream.feed(self.child.read_nonblocking(65536, seconds))
        except pexpect.TIMEOUT:
            pass
        except pexpect.EOF:
            return False
        return True

    def wait(self, holds: Callable[[str], bool]) -> None:
        """Wait until the screen is as it should be."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            if holds(self.text):
                return
            assert self.read(), f"the program ended:\n{self.text}"
        raise AssertionError(f"it never came true:\n{self.text}")

    def shows(self, *words: str) -> None:
        """Wait until words are on the screen."""
        self.wait(lambda text: all(word in text for word in words))

    def press(self, keys: str) -> None:
        """Press keys."""
        self.child.send(keys)

    def ends(self) -> int:
        """Wait until the program has ended; gives its exit code."""
        until = time.monotonic() + SECONDS
        while self.read(0.2):
            assert time.monotonic() < until, f"it did not end:\n{self.text}"
        self.child.wait()
        assert self.child.exitstatus is not None
        return self.child.exitstatus


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Starts the program in a terminal on the test's own journal."""
    environment = {
        **os.environ,
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "EFFICACY_JOURNAL": str(tmp_path / "home" / "journal.json"),
        "TEXTUAL_ANIMATIONS": "none",
    }
    started: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        started.append(Terminal(*arguments, environment=environment))
        return started[-1]

    yield start
    for one in started:
        one.child.close(force=True)


def test_what_was_recorded_is_there_when_it_is_started_again(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    first = terminal()
    first.shows("What do you want to grow surer of?")
    first.press("Speaking\r")
    first.shows("What should you be able to do there?")
    first.press("give a ten-minute talk\r")
    first.shows("Right now, how sure are you that you can give a ten-minute")
    first.press("5")
    first.wait(lambda text: "how sure are you" not in text and "You have begun" in text)
    first.press("c")
    first.shows("Right now, how sure are you that you can give a ten-minute", "This day is rated already")
    first.press("7")
    first.wait(lambda text: "how sure are you" not in text and "Checked in" in text)
    first.press("q")
    assert first.ends() == 0

    file = tmp_path / "home" / "journal.json"
    (row,) = json.loads(file.read_text(encoding="utf-8"))["checkins"].values()
    assert (row["confidence"], row["task"]) == (70, "give a ten-minute talk")
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()

    second = terminal()
    second.shows("Speaking", "6 ratings to go")
    assert "how sure are you" not in second.text
    second.press("c")
    second.shows("how sure are you that you can give a ten-minute", "This day is rated already")
    second.press("\x1b")
    second.wait(lambda text: "how sure are you" not in text)
    second.press("q")
    assert second.ends() == 0
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir() if "writing" in path.name] == []


def test_a_dumb_terminal_is_told_in_one_sentence() -> None:
    output, code = pexpect.run(
        f"{Path(sys.executable).parent / 'efficacy'}",
        withexitstatus=True,
        timeout=SECONDS,
        env={**os.environ, "TERM": "dumb"},
    )
    assert code == 2
    assert output.decode().strip().startswith("The dashboard needs a terminal.")
    assert len(output.decode().strip().splitlines()) == 1
