"""How fast insight is, beside its bounds: `python -m tests.benchmarks.bench_standing`.

All domains of a ten-year journal: worked out from nothing, after one more check-in, and drawn. Every ratio is against
a plain re-computation in the same run; a missed budget makes the exit code 1.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import time
from pathlib import Path

import msgspec
from textual.geometry import Size

from efficacy_tui.insight.smoother import smooth
from efficacy_tui.journal.domain_stats import DomainStatsCache
from efficacy_tui.journal.domains import ordered_domains
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from efficacy_tui.model.records import CheckIn
from efficacy_tui.tui.panes.confidence import chart_data
from efficacy_tui.tui.widgets.chart_canvas import Canvas
from tests.benchmarks.bench_store import medians, seconds
from tests.benchmarks.journals import Shelf
from tests.benchmarks.tables import Budget, Table, alone, times

COLD_MS, ONE_MORE_MS, REPAINT_MS = 150.0, 5.0, 8.0
CHART = Size(100, 20)
TURNS = 15


def milliseconds(path: Path, turns: int, *, quick: bool = False) -> dict[str, float]:
    """Milliseconds of each piece of work on a journal: medians, or with `quick` the best, of processor time alone."""
    clock = time.process_time if quick else time.perf_counter
    journal = Journal(path, SystemClock())
    journal.open()
    contents = journal.contents
    domains = ordered_domains(contents)
    today = max(row.day for row in contents.checkins.values())

    def cold() -> None:
        standings = DomainStatsCache()
        for domain in domains:
            standings.of(contents, domain, today)

    warm = DomainStatsCache()
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
            warm.invalidate({"checkins"}, {chosen.id})
            for domain in domains:
                warm.of(changed, domain, today)

        return seconds(work, clock)

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
        turns,
        best=quick,
        clock=clock,
    )
    taken["one more"] = (min if quick else statistics.median)(one_more() for _ in range(turns))
    return {name: value * 1000 for name, value in taken.items()}


def measure(shelf: Shelf, quick: bool) -> Table:
    """Journals of every age; the budgets are for ten years."""
    ages = (10,) if quick else (1, 10, 50)
    found = {years: milliseconds(shelf.journal(years), TURNS // 2 if quick else TURNS, quick=quick) for years in ages}
    rows, budgets = [], []
    for words, name, most in (
        ("standing of all domains from nothing, ms", "cold", COLD_MS),
        ("… after one more check-in, ms", "one more", ONE_MORE_MS),
        ("chart of all years at 100 × 20, ms", "repaint", REPAINT_MS),
    ):
        rows.append([words, *(f"{found[years][name]:.1f}" for years in ages), f"≤ {most:g}"])
        budgets.append(Budget(words.removesuffix(", ms"), found[10][name], most, "ms"))
    shares = [times(found[years]["one more"] / found[years]["cold"]) for years in ages]
    rows.insert(2, ["… of a plain re-computation", *shares, ""])
    levels = [f"{found[years]['level']:.1f}" for years in ages]
    rows.append(["one domain’s level smoothed from nothing, ms", *levels, ""])
    head = [*(f"{years} year{'s' if years != 1 else ''}" for years in ages), "budget at ten years"]
    return Table("standing", head, rows, budgets)


if __name__ == "__main__":
    sys.exit(alone(measure))
