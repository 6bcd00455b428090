"""The time a shell prompt waits for `efficacy status --line`: `python -m tests.benchmarks.bench_status`.

Prints a Markdown table for no journal and journals of one and ten years, as ratios to an empty Python program in the
same round. The exit code is 1 when ten years take more than the budget.
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

RATIO_LIMIT = 8.0
STATUS_CODE = "import sys; sys.argv = ['efficacy', 'status', '--line']; from efficacy_tui.cli.main import main; main()"


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
    status: dict[int, list[float]] = {years: [] for years in ages}
    for _ in range(5 if quick else 30):
        empty_python.append(seconds("pass", files[10]))
        for years, file in files.items():
            status[years].append(seconds(STATUS_CODE, file))
    summarize = min if quick else statistics.median
    ratios = {years: summarize(a / b for a, b in zip(status[years], empty_python, strict=True)) for years in ages}
    rows = [
        ["`efficacy status --line`, ms", *(f"{1000 * statistics.median(status[years]):.0f}" for years in ages), ""],
        ["… of `python -c pass`", *(f"{ratios[years]:.1f} ×" for years in ages), f"≤ {RATIO_LIMIT:g} ×"],
    ]
    head = ["no journal" if not years else f"{years} year{'s' if years != 1 else ''}" for years in ages]
    budgets = [Budget("`efficacy status --line` at ten years", ratios[10], RATIO_LIMIT)]
    return Table("status", [*head, "budget at ten years"], rows, budgets)


if __name__ == "__main__":
    sys.exit(run_alone(measure))
