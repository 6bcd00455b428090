"""How long a prompt waits for `efficacy status --line`: `python -m tests.benchmarks.bench_status`.

Prints a Markdown table for journals of no, one and ten years, as ratios to Python starting and ending, medians of the
same run taken in turns; the exit code is 1 when ten years take more than the budget.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import journals

BUDGET = 8.0
CALL = "import sys; sys.argv = ['efficacy', 'status', '--line']; from efficacy_tui.cli.main import main; main()"


def seconds(code: str, journal: Path) -> float:
    """How long a Python program takes from start to end."""
    environment = {**os.environ, "EFFICACY_JOURNAL": str(journal)}
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)
    return time.perf_counter() - begin


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=30)
    turns = parser.parse_args().turns
    with tempfile.TemporaryDirectory() as folder:
        files = {years: Path(folder) / f"{years}.json" for years in (0, 1, 10)}
        for years, file in files.items():
            if years:
                journals.write(file, years)
        times: dict[object, list[float]] = {"pass": [], **{years: [] for years in files}}
        for _ in range(turns):
            times["pass"].append(seconds("pass", files[0]))
            for years, file in files.items():
                times[years].append(seconds(CALL, file))
    middle = {name: statistics.median(taken) for name, taken in times.items()}
    ratios = {years: middle[years] / middle["pass"] for years in files}
    print("| | no journal | 1 year | 10 years | budget at ten years |\n|---|--:|--:|--:|--:|")
    print("| `efficacy status --line`, ms |", " | ".join(f"{1000 * middle[y]:.0f}" for y in files), "| |")
    print("| … of `python -c pass` |", " | ".join(f"{ratios[y]:.1f} ×" for y in files), f"| ≤ {BUDGET:g} × |")
    return int(ratios[10] > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
