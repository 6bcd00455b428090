"""SIGTERM, SIGHUP and SIGINT at every moment from the start of the program on leave the terminal as it was.

A case starts the dashboard or the questions below the prompt in a pseudo-terminal, sends one signal after a delay, and
looks at the modes of the terminal and its line settings when the program has ended.
"""

from __future__ import annotations

import signal
import tempfile
from pathlib import Path

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from tests.benchmarks.terminal import PROGRAM, TimedTerminal, environment

TITLE = "signals at every moment from the start on"
SAMPLE = 10
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
COMMANDS = ((), ("check-in",))
DELAYS = range(0, 601, 5)
"""Milliseconds from the start of the process to the signal."""

SECONDS = 25


def count() -> int:
    """Number of cases of the whole sweep."""
    return len(DELAYS) * len(SIGNALS) * len(COMMANDS)


def check(case: int) -> list[str]:
    """Run one case; return what failed."""
    case, which_signal = divmod(case, len(SIGNALS))
    which_delay, which_command = divmod(case, len(COMMANDS))
    delay, number, arguments = DELAYS[which_delay], SIGNALS[which_signal], COMMANDS[which_command]
    name = f"{number.name} after {delay} ms, efficacy {' '.join(arguments)}".rstrip()
    with tempfile.TemporaryDirectory(prefix="efficacy-sweep-") as folder:
        path = Path(folder) / "home" / "journal.json"
        journal = Journal(path, SystemClock())
        journal.open()
        journal.domains.add("Speaking", "give a talk")
        before = path.read_bytes()
        variables = environment(
            EFFICACY_JOURNAL=str(path),
            XDG_DATA_HOME=f"{folder}/data",
            XDG_CONFIG_HOME=f"{folder}/config",
            TEXTUAL_ANIMATIONS="none",
        )
        with TimedTerminal((*PROGRAM, *arguments), variables) as terminal:
            terminal.wait_for_exit(delay / 1000)
            terminal.signal(number)
            if terminal.wait_for_exit(SECONDS) is None:
                return [f"{name}: it did not end\n{terminal.text()}"]
            failures = [f"left {', '.join(left)}" for left in [terminal.left_behind()] if left]
            if b"Traceback" in terminal.raw and b"\x1b[?25l" in terminal.raw:
                failures.append("it showed a traceback")
            if path.read_bytes() != before:
                failures.append("the journal is another one")
            return [f"{name}: {failure}" for failure in failures]
