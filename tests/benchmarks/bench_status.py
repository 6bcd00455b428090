"""The time of the commands that people wait for most often: `python -m tests.benchmarks.bench_status`.

These are `efficacy status --line` in a prompt, `efficacy check-in 70` and `efficacy list --limit 5` in a shell. Prints
a Markdown table for no journal and journals of one and ten years, as ratios to an empty Python program in the same
round. The exit code is 1 when ten years take more than the budget.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.journals import JournalCache
from tests.benchmarks.tables import Budget, Table, run_alone
from tests.benchmarks.terminal import environment

COMMANDS = {"status --line": 8.0, "check-in 70": 10.0, "list --limit 5": 10.0}
"""Command → how many times as long as an empty Python program it may take on a journal of ten years."""


def program(command: str) -> str:
    """The Python program that runs a command, without the start of a script of its own."""
    return f"import sys; sys.argv = {['efficacy', *command.split()]}; from efficacy_tui.cli.main import main; main()"


def in_round(command: str, number: int) -> str:
    """Return a command as it is run in a round: a rating that the day has already would not be written."""
    return command.replace("check-in 70", f"check-in {70 if number % 2 else 60}")


def seconds(code: str, journal: Path) -> float:
    """Time a Python program from start to exit."""
    variables = environment(EFFICACY_JOURNAL=str(journal))
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, check=False)
    return time.perf_counter() - start


def measure(shelf: JournalCache, quick: bool) -> Table:
    """Time journals of every age, in turns with an empty Python program."""
    ages = (10,) if quick else (0, 1, 10)
    files = {years: shelf.copy(years) for years in ages}
    empty_python: list[float] = []
    timings: dict[tuple[str, int], list[float]] = {(command, years): [] for command in COMMANDS for years in ages}
    for number in range(5 if quick else 30):
        empty_python.append(seconds("pass", files[10]))
        for (command, years), command_timings in timings.items():
            command_timings.append(seconds(program(in_round(command, number)), files[years]))
    summarize = min if quick else statistics.median
    rows, budgets = [], []
    for command, limit in COMMANDS.items():
        ratios = [
            summarize(a / b for a, b in zip(timings[command, years], empty_python, strict=True)) for years in ages
        ]
        milliseconds = [f"{1000 * statistics.median(timings[command, years]):.0f}" for years in ages]
        rows += [
            [f"`efficacy {command}`, ms", *milliseconds, ""],
            ["… of `python -c pass`", *(f"{ratio:.1f} ×" for ratio in ratios), f"≤ {limit:g} ×"],
        ]
        budgets.append(Budget(f"`efficacy {command}` at ten years", ratios[-1], limit))
    head = ["no journal" if not years else f"{years} year{'s' if years != 1 else ''}" for years in ages]
    return Table("status", [*head, "budget at ten years"], rows, budgets)


if __name__ == "__main__":
    sys.exit(run_alone(measure))
