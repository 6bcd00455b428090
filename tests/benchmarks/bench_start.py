"""How long a person waits for the dashboard, and for it to end: `python -m tests.benchmarks.bench_start`.

The installed program in a real terminal, in turns with the least Textual program there is; every ratio is the median
of the ratios of each turn.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.journals import Shelf
from tests.benchmarks.tables import Budget, Table, alone, times
from tests.benchmarks.terminal import PROGRAM, ROOT, Terminal, environment

PAINT, PAINT_FIFTY, FILLED, EXIT, MEMORY = 1.5, 2.0, 2.0, 1.2, 2.5
AGES = (0, 1, 10, 50)
MINIMAL = (sys.executable, str(ROOT / "tests" / "benchmarks" / "minimal.py"))
LOOK_AROUND = 1.5
"""Seconds between the last pane and `q`: the modules of other screens are loaded in the background meanwhile."""


@dataclass(frozen=True)
class Start:
    """One start and end: milliseconds and MB, and what was not given back to the terminal."""

    paint: float
    filled: float
    exit: float
    memory: float
    left: tuple[str, ...]


def words_of(journal: Path) -> tuple[str, ...]:
    """What is on the screen once all four panes show the journal; nothing where it is empty."""
    data = json.loads(journal.read_text(encoding="utf-8"))
    title = next((row["title"] for row in data.get("challenges", {}).values() if row["status"] == "active"), "")
    return (" ".join(title.split()[:4]), "Today", "You have done this before", "Running") if title else ()


def start(
    command: tuple[str, ...],
    variables: dict[str, str],
    words: tuple[str, ...],
    leave: str = "q",
    look_around: float = LOOK_AROUND,
) -> Start:
    """Start a program, wait until it shows some words, look around, leave.

    Raises:
        AssertionError: it never showed them, or did not end.
    """
    with Terminal(command, variables) as terminal:
        terminal.read_until(lambda: terminal.painted_at() is not None, 60)
        terminal.settle(0.3, 60)
        assert terminal.read_until(lambda: terminal.said_at(*words) is not None, 60), f"{words}: {terminal.text()}"
        terminal.settle(look_around, look_around)
        painted, filled, memory = terminal.painted_at(), terminal.said_at(*words), terminal.peak_memory
        pressed = terminal.press(leave)
        ended = terminal.ends()
        assert painted is not None, "nothing was painted"
        assert filled is not None
        assert ended is not None, terminal.text()
        painted, filled = ((at - terminal.started) * 1000 for at in (painted, filled))
        return Start(painted, filled, (ended - pressed) * 1000, memory, tuple(terminal.left_behind()))


def measure(shelf: Shelf, quick: bool) -> Table:
    """Turns of the minimal program and of journals of every age."""
    ages = (10,) if quick else AGES
    journals = {years: shelf.copy(years) for years in ages}
    words = {years: words_of(path) for years, path in journals.items()}
    least: list[Start] = []
    ours: dict[int, list[Start]] = {years: [] for years in ages}
    # The first turn writes compiled files and fills the machine's caches, so it does not count.
    look_around = LOOK_AROUND / 2 if quick else LOOK_AROUND
    for turn in range(3 if quick else 11):
        one = start(MINIMAL, environment(), (), look_around=look_around)
        found = {
            years: start(
                PROGRAM,
                environment(EFFICACY_JOURNAL=str(path)),
                words[years],
                "q" if years else "ctrl+q",  # a program without a domain asks for one
                look_around,
            )
            for years, path in journals.items()
        }
        if turn:
            least.append(one)
            for years, each in found.items():
                ours[years].append(each)
        # What the last program left to the system is done before the next turn begins.
        time.sleep(0.1)
    middle = min if quick else statistics.median

    def ratio(years: int, what: str) -> float:
        found: float = middle(getattr(a, what) / getattr(b, what) for a, b in zip(ours[years], least, strict=True))
        return found

    rows = []
    budgets = []
    for what, label, unit, most in (
        ("paint", "first paint", "ms", PAINT),
        ("filled", "all four panes filled", "ms", FILLED),
        ("exit", "`q` to the end of the program", "ms", EXIT),
        ("memory", "most memory held", "MB", MEMORY),
    ):
        value = {years: statistics.median(getattr(each, what) for each in ours[years]) for years in ages}
        own = statistics.median(getattr(each, what) for each in least)
        cells = ["–" if what == "filled" and not years else f"{value[years]:.0f}" for years in ages]
        rows.append([f"{label}, {unit}", f"{own:.0f}", *cells, ""])
        found_ratios = {years: ratio(years, what) for years in ages}
        cells = ["–" if what == "filled" and not years else times(found_ratios[years]) for years in ages]
        fifty = f", at fifty ≤ {PAINT_FIFTY:g} ×" if what == "paint" else ""
        rows.append(["… of the minimal program", "1", *cells, f"≤ {most:g} ×{fifty}"])
        budgets.append(Budget(f"{label}, ten years", found_ratios[10], most))
        if what == "paint" and 50 in ages:
            budgets.append(Budget(f"{label}, fifty years", found_ratios[50], PAINT_FIFTY))
    left = {years: sorted({name for each in ours[years] for name in each.left}) for years in ages}
    own_left = sorted({name for each in least for name in each.left})
    rows.append(
        ["left on in the terminal", *[", ".join(one) or "nothing" for one in (own_left, *left.values())], "nothing"]
    )
    budgets.append(Budget("modes left on in the terminal", sum(map(len, left.values())), 0, ""))
    head = ["minimal", *(f"{years} year{'s' if years != 1 else ''}" for years in ages), "budget at ten years"]
    return Table("start", head, rows, budgets)


if __name__ == "__main__":
    sys.exit(alone(measure))
