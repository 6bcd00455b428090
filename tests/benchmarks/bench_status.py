"""How long a prompt waits for `efficacy status --line`: `python -m tests.benchmarks.bench_status`.

Prints a Markdown table for journals of no, one and ten years, as ratios to Python starting and ending in the
same turn; the exit code is 1 when ten years take more than the budget.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.journals import Shelf
from tests.benchmarks.tables import Budget, Table, alone
from tests.benchmarks.terminal import environment

BUDGET = 8.0
CALL = "import sys; sys.argv = ['efficacy', 'status', '--line']; from efficacy_tui.cli.main import main; main()"


def seconds(code: str, journal: Path) -> float:
    """How long a Python program takes from start to end."""
    variables = environment(EFFICACY_JOURNAL=str(journal))
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, check=False)
    return time.perf_counter() - begin


def measure(shelf: Shelf, quick: bool) -> Table:
    """Journals of every age, in turns with a Python that does nothing."""
    ages = (10,) if quick else (0, 1, 10)
    files = {years: shelf.copy(years) for years in ages}
    least: list[float] = []
    ours: dict[int, list[float]] = {years: [] for years in ages}
    for _ in range(5 if quick else 30):
        least.append(seconds("pass", files[10]))
        for years, file in files.items():
            ours[years].append(seconds(CALL, file))
    middle = min if quick else statistics.median
    ratios = {years: middle(a / b for a, b in zip(ours[years], least, strict=True)) for years in ages}
    rows = [
        ["`efficacy status --line`, ms", *(f"{1000 * statistics.median(ours[years]):.0f}" for years in ages), ""],
        ["… of `python -c pass`", *(f"{ratios[years]:.1f} ×" for years in ages), f"≤ {BUDGET:g} ×"],
    ]
    head = ["no journal" if not years else f"{years} year{'s' if years != 1 else ''}" for years in ages]
    budgets = [Budget("`efficacy status --line` at ten years", ratios[10], BUDGET)]
    return Table("status", [*head, "budget at ten years"], rows, budgets)


if __name__ == "__main__":
    sys.exit(alone(measure))
