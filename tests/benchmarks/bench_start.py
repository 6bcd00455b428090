"""The time to start and to quit the dashboard: `python -m tests.benchmarks.bench_start`.

Runs the installed program in a real terminal, in turns with a minimal Textual program. A ratio is the median of the
ratios of all rounds.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.journals import JournalCache
from tests.benchmarks.tables import Budget, Table, format_ratio, run_alone
from tests.benchmarks.terminal import PROGRAM, ROOT, TimedTerminal, environment

PAINT, FILLED, EXIT, MEMORY = 1.3, 1.8, 1.2, 2.5
FIFTY_YEARS = {"paint": 1.5, "filled": 3.0}
"""Budgets of a journal of fifty years."""

AGES = (0, 1, 10, 50)
MINIMAL = (sys.executable, str(ROOT / "tests" / "benchmarks" / "minimal.py"))
IDLE_SECONDS = 1.5
"""Seconds between the last pane and `q`, in which the modules of other screens load in the background."""


@dataclass(frozen=True)
class StartTiming:
    """One run: milliseconds to first paint, to all panes and to exit, peak memory in MB, and terminal modes left on."""

    paint: float
    filled: float
    exit: float
    memory: float
    left_modes: tuple[str, ...]


def read_screen_words(journal: Path) -> tuple[str, ...]:
    """Words that are on the screen once all four panes show the journal; none for an empty journal."""
    data = json.loads(journal.read_text(encoding="utf-8"))
    title = next((row["title"] for row in data.get("challenges", {}).values() if row["status"] == "active"), "")
    focus = next((row["id"] for row in data.get("domains", {}).values() if row.get("focus")), "")
    entries = [row for row in data.get("evidence", {}).values() if row["domain"] == focus]
    newest_entry = max(entries, key=lambda row: (row["day"], row["created"]), default={"text": ""})
    # Of what somebody said, the pane shows the quotation.
    newest = newest_entry.get("quote") or newest_entry["text"]
    words = (" ".join(title.split()[:4]), " ".join(newest.split()[:2]), "begin, about two minutes", "Running")
    return words if title else ()


def time_start(
    command: tuple[str, ...],
    variables: dict[str, str],
    words: tuple[str, ...],
    quit_key: str = "q",
    idle_seconds: float = IDLE_SECONDS,
) -> StartTiming:
    """Start a program, wait until it shows some words, idle, and quit.

    Raises:
        AssertionError: it never showed the words, or did not exit.
    """
    with TimedTerminal(command, variables) as terminal:
        terminal.read_until(lambda: terminal.painted_at() is not None, 60)
        terminal.settle(0.3, 60)
        assert terminal.read_until(lambda: terminal.text_written_at(*words) is not None, 60), (
            f"{words}: {terminal.text()}"
        )
        terminal.settle(idle_seconds, idle_seconds)
        painted, filled, memory = terminal.painted_at(), terminal.text_written_at(*words), terminal.peak_memory
        pressed = terminal.press(quit_key)
        ended = terminal.wait_for_exit()
        assert painted is not None, "nothing was painted"
        assert filled is not None
        assert ended is not None, terminal.text()
        painted, filled = ((at - terminal.started) * 1000 for at in (painted, filled))
        return StartTiming(painted, filled, (ended - pressed) * 1000, memory, tuple(terminal.left_behind()))


def measure(shelf: JournalCache, quick: bool) -> Table:
    """Time the minimal program and the dashboard on journals of every age, in turns."""
    ages = (10,) if quick else AGES
    journals = {years: shelf.copy(years) for years in ages}
    words = {years: read_screen_words(path) for years, path in journals.items()}
    minimal: list[StartTiming] = []
    dashboards: dict[int, list[StartTiming]] = {years: [] for years in ages}
    # The first round compiles modules and fills caches, so it does not count.
    idle_seconds = IDLE_SECONDS / 2 if quick else IDLE_SECONDS
    for turn in range(3 if quick else 11):
        minimal_timing = time_start(MINIMAL, environment(), (), idle_seconds=idle_seconds)
        timings = {
            years: time_start(
                PROGRAM,
                environment(EFFICACY_JOURNAL=str(path)),
                words[years],
                "q" if years else "ctrl+q",  # a program without a domain asks for one
                idle_seconds,
            )
            for years, path in journals.items()
        }
        if turn:
            minimal.append(minimal_timing)
            for years, timing in timings.items():
                dashboards[years].append(timing)
        # Let the system finish the work of the last program before the next round.
        time.sleep(0.1)
    summarize = min if quick else statistics.median

    def ratio(years: int, field: str) -> float:
        value: float = summarize(
            getattr(a, field) / getattr(b, field) for a, b in zip(dashboards[years], minimal, strict=True)
        )
        return value

    rows = []
    budgets = []
    for field, label, unit, limit in (
        ("paint", "first paint", "ms", PAINT),
        ("filled", "all four panes filled", "ms", FILLED),
        ("exit", "`q` to the end of the program", "ms", EXIT),
        ("memory", "most memory held", "MB", MEMORY),
    ):
        medians = {years: statistics.median(getattr(timing, field) for timing in dashboards[years]) for years in ages}
        minimal_median = statistics.median(getattr(timing, field) for timing in minimal)
        cells = ["–" if field == "filled" and not years else f"{medians[years]:.0f}" for years in ages]
        rows.append([f"{label}, {unit}", f"{minimal_median:.0f}", *cells, ""])
        ratios = {years: ratio(years, field) for years in ages}
        cells = ["–" if field == "filled" and not years else format_ratio(ratios[years]) for years in ages]
        fifty = f", at fifty ≤ {FIFTY_YEARS[field]:g} ×" if field in FIFTY_YEARS else ""
        rows.append(["… of the minimal program", "1", *cells, f"≤ {limit:g} ×{fifty}"])
        budgets.append(Budget(f"{label}, ten years", ratios[10], limit))
        if field in FIFTY_YEARS and 50 in ages:
            budgets.append(Budget(f"{label}, fifty years", ratios[50], FIFTY_YEARS[field]))
    left_modes = {years: sorted({name for timing in dashboards[years] for name in timing.left_modes}) for years in ages}
    minimal_left_modes = sorted({name for timing in minimal for name in timing.left_modes})
    rows.append(
        [
            "left on in the terminal",
            *[", ".join(modes) or "nothing" for modes in (minimal_left_modes, *left_modes.values())],
            "nothing",
        ]
    )
    budgets.append(Budget("modes left on in the terminal", sum(map(len, left_modes.values())), 0, ""))
    head = ["minimal", *(f"{years} year{'s' if years != 1 else ''}" for years in ages), "budget at ten years"]
    return Table("start", head, rows, budgets)


if __name__ == "__main__":
    sys.exit(run_alone(measure))
