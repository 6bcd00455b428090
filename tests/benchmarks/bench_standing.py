"""How fast insight is, beside its bounds: `python -m tests.benchmarks.bench_standing`.

Six domains of a ten-year journal: worked out from nothing, after one more check-in, and drawn. Every ratio is against
a plain re-computation in the same run; a missed budget makes the exit code 1.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import tempfile
import time
from pathlib import Path

import msgspec
from textual.geometry import Size

from efficacy_tui.insight.smoother import smooth
from efficacy_tui.model.clock import SystemClock
from efficacy_tui.model.records import CheckIn
from efficacy_tui.practice.domains import in_order
from efficacy_tui.practice.journal import Journal
from efficacy_tui.practice.standing import Standings
from efficacy_tui.tui.panes.confidence import chart_data
from efficacy_tui.tui.widgets.chart_canvas import Canvas
from tests.benchmarks import journals
from tests.benchmarks.bench_store import medians, seconds

COLD_MS, ONE_MORE_MS, REPAINT_MS = 150.0, 5.0, 8.0
CHART = Size(100, 20)
TURNS = 15


def measure(folder: Path, years: int) -> dict[str, float]:
    """Milliseconds of each piece of work on a journal of so many years."""
    journal = Journal(journals.write(folder / f"{years}.json", years), SystemClock())
    journal.open()
    contents = journal.contents
    domains = in_order(contents)
    today = max(row.day for row in contents.checkins.values())

    def cold() -> None:
        standings = Standings()
        for domain in domains:
            standings.of(contents, domain, today)

    warm = Standings()
    for domain in domains:
        warm.of(contents, domain, today)
    chosen = domains[0]
    rows = {key: row for key, row in contents.checkins.items() if not (row.domain == chosen.id and row.day == today)}
    example = next(row for row in rows.values() if row.domain == chosen.id)
    fresh = itertools.count()

    def one_more() -> float:
        number = next(fresh)
        new: CheckIn = msgspec.structs.replace(
            example, id=f"{number:032x}", day=today, confidence=number * 10 % 100, task=chosen.task
        )
        changed = msgspec.structs.replace(contents, checkins={**rows, new.id: new})

        def work() -> None:
            warm.forget({"checkins"}, {chosen.id})
            for domain in domains:
                warm.of(changed, domain, today)

        return seconds(work)

    standing = warm.of(contents, chosen, today)
    pairs = standing.ratings
    data = chart_data(standing)

    def repaint() -> None:
        canvas = Canvas(data, (data.first_day, today.toordinal()), (CHART.width, CHART.height))
        for y in range(CHART.height):
            canvas.row(y)

    taken = medians(
        {
            "cold": cold,
            "level": lambda: smooth([day for day, _ in pairs], [float(value) for _, value in pairs]),
            "repaint": repaint,
        },
        TURNS,
    )
    taken["one more"] = statistics.median(one_more() for _ in range(TURNS))
    return {name: value * 1000 for name, value in taken.items()}


def main() -> int:
    """Measure, print the table, say whether the budgets hold at ten years."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = {years: measure(Path(folder), years) for years in (1, 10, 50)}
    lines = [
        ("standing of six domains from nothing, ms", "cold", COLD_MS),
        ("… after one more check-in, ms", "one more", ONE_MORE_MS),
        ("chart of all years at 100 × 20, ms", "repaint", REPAINT_MS),
    ]
    print("| | 1 year | 10 years | 50 years | budget at ten years |\n|---|--:|--:|--:|--:|")
    missed = False
    for words, name, budget in lines:
        cells = " | ".join(f"{found[years][name]:.1f}" for years in (1, 10, 50))
        print(f"| {words} | {cells} | ≤ {budget:g} |")
        missed = missed or found[10][name] > budget
    ratios = " | ".join(f"{found[years]['one more'] / found[years]['cold']:.3f} ×" for years in (1, 10, 50))
    print(f"| … one more check-in of a plain re-computation | {ratios} |  |")
    levels = " | ".join(f"{found[years]['level']:.1f}" for years in (1, 10, 50))
    print(f"| one domain’s level smoothed from nothing, ms | {levels} |  |")
    print(f"\n{time.perf_counter() - started:.0f} s in all.", file=sys.stderr)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
