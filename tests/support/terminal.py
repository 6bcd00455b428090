"""Run the installed program on a pseudo-terminal and read the screen it draws."""

from __future__ import annotations

import json
import os
import re
import select
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pexpect
import pyte

COLUMNS, LINES = 100, 30
SECONDS = 40

FROZEN_PROGRAM = (
    "import sys, time_machine; time_machine.travel(sys.argv.pop(1), tick=True).start(); sys.argv[0] = 'efficacy'; "
    "from efficacy_tui.cli.main import main; main()"
)
"""The program, for `python -c`, at an instant given as its first argument."""

FROZEN_COMMANDS = """
import json, os, sys, time_machine
time_machine.travel(sys.argv[1], tick=True).start()
import efficacy_tui.cli.command_group, efficacy_tui.cli.main, efficacy_tui.journal.journal
for words in json.loads(sys.argv[2]):
    process = os.fork()
    if process == 0:
        sys.argv[:] = ["efficacy", *words]
        sys.exit(efficacy_tui.cli.main.main())
    print(end=f"\\x1e{os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])}\\x1e", flush=True)
"""
"""The same for several commands one after the other, each in a process of its own that is forked from a started one.

The arguments are an instant and the commands as JSON; after the output of each its exit code stands between two RS.
"""

PROGRAM = str(Path(sys.executable).parent / "efficacy")
KITTY_SEQUENCES = re.compile(rb"\x1b\[[<>]1?u")
"""Sequences of the kitty keyboard protocol, which pyte would print as text."""


class ScreenTerminal:
    """A program in a terminal of its own; lines that scroll off the screen are kept."""

    def __init__(self, *command: str, environment: dict[str, str], columns: int = COLUMNS, lines: int = LINES) -> None:
        assert Path(PROGRAM).exists(), "the program is not installed"
        self.screen = pyte.HistoryScreen(columns, lines, history=1000)
        self.stream = pyte.ByteStream(self.screen)
        self.child = pexpect.spawn(
            command[0], list(command[1:]), dimensions=(lines, columns), env=environment, timeout=SECONDS
        )

    @property
    def text(self) -> str:
        """The lines of the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    @property
    def scrollback(self) -> list[str]:
        """The lines that have scrolled off the top of the screen."""
        width = self.screen.columns
        return ["".join(row[x].data for x in range(width)).rstrip() for row in self.screen.history.top]

    def read(self, seconds: float = 0.05) -> bool:
        """Read the output of the program; return whether it is still running."""
        try:
            self.stream.feed(KITTY_SEQUENCES.sub(b"", self.child.read_nonblocking(65536, seconds)))
        except pexpect.TIMEOUT:
            pass
        except pexpect.EOF:
            return False
        return True

    def wait(self, condition: Callable[[str], bool]) -> None:
        """Wait until a condition on the screen's text is true.

        Raises:
            AssertionError: the program ended before, or the condition was still false after `SECONDS`.
        """
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            if condition(self.text):
                return
            assert self.read(), f"the program ended:\n{self.text}"
        raise AssertionError(f"the condition never became true:\n{self.text}")

    def wait_for_text(self, *words: str) -> None:
        """Wait until all of the words are on the screen."""
        self.wait(lambda text: all(word in text for word in words))

    def press(self, keys: str) -> None:
        """Press keys."""
        self.child.send(keys)

    def resize(self, columns: int, lines: int) -> None:
        """Change the size, after reading what there is for the present size: wait for the end of that before."""
        while select.select([self.child.child_fd], [], [], 0)[0] and self.read():
            pass
        self.screen.resize(lines, columns)
        self.child.setwinsize(lines, columns)

    def wait_for_exit(self) -> int:
        """Wait until the program has ended and return its exit code."""
        deadline = time.monotonic() + SECONDS
        while self.read(0.2):
            assert time.monotonic() < deadline, f"the program did not end:\n{self.text}"
        self.child.wait()
        assert self.child.exitstatus is not None
        return self.child.exitstatus


def run_commands(
    commands: Sequence[tuple[str, ...]], environment: dict[str, str], instant: str, columns: int = COLUMNS
) -> list[tuple[int, bytes]]:
    """Run commands in one terminal, at an instant; return the exit code and the output of each."""
    call = (sys.executable, "-c", FROZEN_COMMANDS, instant, json.dumps(commands))
    child = pexpect.spawn(call[0], list(call[1:]), dimensions=(60, columns), env=environment, timeout=SECONDS)
    parts = child.read().split(b"\x1e")
    child.close()
    assert (len(parts), parts[-1]) == (2 * len(commands) + 1, b""), parts
    return [(int(code), output) for output, code in zip(parts[:-1:2], parts[1::2], strict=True)]


def environment(journal: Path) -> dict[str, str]:
    """The environment variables of a terminal, with a test's own journal."""
    # A size in the environment would override the size of the terminal.
    inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    return {
        **inherited,
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "EFFICACY_JOURNAL": str(journal),
        "TEXTUAL_ANIMATIONS": "none",
    }
