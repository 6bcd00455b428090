"""A real terminal: a program on a pseudo-terminal, and what it draws there."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

COLUMNS, LINES = 100, 30
SECONDS = 40


PROGRAM = str(Path(sys.executable).parent / "efficacy")
UNKNOWN_HERE = re.compile(rb"\x1b\[[<>]1?u")
"""Sequences of the kitty keyboard protocol, which pyte prints instead of passing them over."""


class Terminal:
    """A program in a terminal, and what that terminal shows; lines that have scrolled away are kept."""

    def __init__(self, *command: str, environment: dict[str, str], columns: int = COLUMNS, lines: int = LINES) -> None:
        assert Path(PROGRAM).exists(), "the program is not installed"
        self.screen = pyte.HistoryScreen(columns, lines, history=1000)
        self.stream = pyte.ByteStream(self.screen)
        self.child = pexpect.spawn(
            command[0], list(command[1:]), dimensions=(lines, columns), env=environment, timeout=SECONDS
        )

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def scrolled_away(self) -> list[str]:
        """The lines above the screen."""
        width = self.screen.columns
        return ["".join(row[x].data for x in range(width)).rstrip() for row in self.screen.history.top]

    def read(self, seconds: float = 0.05) -> bool:
        """Take in what the program wrote; says whether it is still running."""
        try:
            self.stream.feed(UNKNOWN_HERE.sub(b"", self.child.read_nonblocking(65536, seconds)))
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

    def resize(self, columns: int, lines: int) -> None:
        """Make the terminal another size, once nothing is being drawn for the present one."""
        quiet = time.monotonic() + 0.5
        while time.monotonic() < quiet:
            self.read()
        self.screen.resize(lines, columns)
        self.child.setwinsize(lines, columns)

    def ends(self) -> int:
        """Wait until the program has ended; gives its exit code."""
        until = time.monotonic() + SECONDS
        while self.read(0.2):
            assert time.monotonic() < until, f"it did not end:\n{self.text}"
        self.child.wait()
        assert self.child.exitstatus is not None
        return self.child.exitstatus


def environment(journal: Path) -> dict[str, str]:
    """A terminal's variables, with the test's own journal."""
    # A size in the environment would count for more than the terminal's own.
    inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    return {
        **inherited,
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "EFFICACY_JOURNAL": str(journal),
        "TEXTUAL_ANIMATIONS": "none",
    }
