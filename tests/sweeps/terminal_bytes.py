"""What terminals send by themselves, into an open check-in in a real pseudo-terminal.

Each case sends a hundred random replies and reports, cut at random places and times, to the dashboard, to the
questions below the prompt, or to the dashboard on stock Textual. No rating may be recorded, the program may not fail,
and the next real key must work.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from pathlib import Path

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from efficacy_tui.tui.terminal_input import UNFINISHED_SECONDS
from efficacy_tui.tui.textual_overrides import STOCK_VARIABLE
from tests.benchmarks.terminal import PROGRAM, TimedTerminal, environment
from tests.support.terminal_replies import cut, random_reply

TITLE = "terminal replies into an open check-in"
SAMPLE = 3
"""One of each mode."""

REPLIES = 100
"""Replies of one case."""

CASES_EACH = 100
MODES = ("dashboard", "below the prompt", "stock Textual")
PAUSES = (0.0,) * 8 + (0.003, 0.02, 0.06)
LONG_PAUSE_SHARE = 0.01
SECONDS = 40


def count() -> int:
    """Number of cases of the whole sweep."""
    return CASES_EACH * len(MODES)


def check(case: int) -> list[str]:
    """Run one case; return what failed."""
    mode = MODES[case // CASES_EACH]
    with tempfile.TemporaryDirectory(prefix="efficacy-sweep-") as folder:
        path = _write_journal(Path(folder) / "home" / "journal.json")
        variables = environment(
            EFFICACY_JOURNAL=str(path),
            XDG_DATA_HOME=f"{folder}/data",
            XDG_CONFIG_HOME=f"{folder}/config",
            TEXTUAL_ANIMATIONS="none",
        )
        if mode == "stock Textual":
            variables[STOCK_VARIABLE] = "1"
        command = PROGRAM
        if mode == "below the prompt":
            command = (*PROGRAM, "check-in")
        with TimedTerminal(command, variables) as terminal:
            return [f"case {case}, {mode}: {failure}" for failure in _check(terminal, path, mode, random.Random(case))]


def _check(terminal: TimedTerminal, path: Path, mode: str, chance: random.Random) -> list[str]:
    is_stock = mode == "stock Textual"
    if is_stock:
        if not terminal.read_until(lambda: "check-in is waiting" in terminal.text(), SECONDS):
            return [f"it did not start:\n{terminal.text()}"]
        terminal.press("c")
    if not terminal.read_until(lambda: "how sure are you" in terminal.text(), SECONDS):
        return [f"the check-in did not open:\n{terminal.text()}"]
    terminal.settle(0.1)
    _send_replies(terminal, chance)
    if ratings := _ratings(path):
        return [f"replies became ratings: {ratings}"]
    if b"Traceback" in terminal.raw or (terminal.ended_at is not None and terminal.process.wait() != 0):
        return [f"the program failed:\n{terminal.text()}"]
    if is_stock:
        # There a reply may press keys that close the dialog or the program.
        return []
    if terminal.ended_at is not None:
        return [f"the program ended:\n{terminal.text()}"]
    terminal.press("7")
    if not terminal.read_until(lambda: _ratings(path) == [70], 5):
        return [f"the next real key did not work: {_ratings(path)}\n{terminal.text()}"]
    return []


def _send_replies(terminal: TimedTerminal, chance: random.Random) -> None:
    for _ in range(REPLIES):
        for piece in cut(random_reply(chance), chance):
            terminal.send(piece)
            pause = 0.5 if chance.random() < LONG_PAUSE_SHARE else chance.choice(PAUSES)
            deadline = time.perf_counter() + pause
            terminal.read(0)
            while (left := deadline - time.perf_counter()) > 0 and terminal.ended_at is None:
                terminal.read(left)
    # The last one may be unfinished.
    terminal.settle(UNFINISHED_SECONDS + 0.3, 3.0)


def _write_journal(path: Path) -> Path:
    journal = Journal(path, SystemClock())
    journal.open()
    journal.domains.add("Speaking", "give a talk")
    journal.domains.add("Writing", "write a page")
    return path


def _ratings(path: Path) -> list[int]:
    return [row["confidence"] for row in json.loads(path.read_text(encoding="utf-8")).get("checkins", {}).values()]
