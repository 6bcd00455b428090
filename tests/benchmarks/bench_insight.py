"""The speed of the domain statistics: `python -m tests.benchmarks.bench_insight`.

Times the statistics of all domains without a cache and after one more check-in, and the drawing of the chart. Ratios
are to the computation without a cache in the same run. The exit code is 1 when ten years miss a budget.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import time
from pathlib import Path

import msgspec
from textual.geometry import Size

from efficacy_tui.chart.canvas import Canvas
from efficacy_tui.insight.smoother import smooth
from efficacy_tui.journal.domain_reading import ordered_domains
from efficacy_tui.journal.domain_stats import DomainStatsCache
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from efficacy_tui.model.records import CheckIn
from efficacy_tui.wording.confidence_chart import chart_data
from tests.benchmarks.bench_store import measure_medians, time_seconds
from tests.benchmarks.journals import JournalCache
from tests.benchmarks.tables import Budget, Table, format_ratio, run_alone

COLD_LIMIT_MS, ONE_MORE_LIMIT_MS, REPAINT_LIMIT_MS = 150.0, 5.0, 8.0
CHART = Size(100, 20)
TURNS = 15


def measure_milliseconds(path: Path, turns: int, *, quick: bool = False) -> dict[str, float]:
    """Time each task on a journal in milliseconds: medians, or with `quick` the best processor time."""
    clock = time.process_time if quick else time.perf_counter
    journal = Journal(path, SystemClock())
    journal.open()
    contents = journal.contents
    domains = ordered_domains(contents)
    today = max(row.day for row in contents.checkins.values())

    def compute_all() -> None:
        stats_cache = DomainStatsCache()
        for domain in domains:
            stats_cache.get(contents, domain, today)

    warm_cache = DomainStatsCache()
    for domain in domains:
        warm_cache.get(contents, domain, today)
    first_domain = domains[0]
    rows = {
        key: row for key, row in contents.checkins.items() if not (row.domain == first_domain.id and row.day == today)
    }
    example = next(row for row in rows.values() if row.domain == first_domain.id)
    numbers = itertools.count()

    def time_one_more() -> float:
        number = next(numbers)
        check_in: CheckIn = msgspec.structs.replace(
            example, id=f"{number:032x}", day=today, confidence=number * 10 % 100, task=first_domain.task
        )
        new_contents = msgspec.structs.replace(contents, checkins={**rows, check_in.id: check_in})

        def update() -> None:
            warm_cache.invalidate({"checkins"}, {first_domain.id})
            for domain in domains:
                warm_cache.get(new_contents, domain, today)

        return time_seconds(update, clock)

    stats = warm_cache.get(contents, first_domain, today)
    ratings = stats.ratings
    data = chart_data(stats)

    def repaint() -> None:
        canvas = Canvas(data, (data.first_day, today.toordinal()), (CHART.width, CHART.height))
        for y in range(CHART.height):
            canvas.row(y)

    durations = measure_medians(
        {
            "cold": compute_all,
            "level": lambda: smooth([day for day, _ in ratings], [float(value) for _, value in ratings]),
            "repaint": repaint,
        },
        turns,
        best=quick,
        clock=clock,
    )
    durations["one more"] = (min if quick else statistics.median)(time_one_more() for _ in range(turns))
    return {name: value * 1000 for name, value in durations.items()}


def measure(shelf: JournalCache, quick: bool) -> Table:
    """Time journals of every age; the budgets are for ten years."""
    ages = (10,) if quick else (1, 10, 50)
    durations = {
        years: measure_milliseconds(shelf.journal(years), TURNS // 2 if quick else TURNS, quick=quick) for years in ages
    }
    rows, budgets = [], []
    for label, name, limit in (
        ("statistics of all domains without a cache, ms", "cold", COLD_LIMIT_MS),
        ("… after one more check-in, ms", "one more", ONE_MORE_LIMIT_MS),
        ("chart of all years at 100 × 20, ms", "repaint", REPAINT_LIMIT_MS),
    ):
        rows.append([label, *(f"{durations[years][name]:.1f}" for years in ages), f"≤ {limit:g}"])
        budgets.append(Budget(label.removesuffix(", ms"), durations[10][name], limit, "ms"))
    shares = [format_ratio(durations[years]["one more"] / durations[years]["cold"]) for years in ages]
    rows.insert(2, ["… of that without a cache", *shares, ""])
    levels = [f"{durations[years]['level']:.1f}" for years in ages]
    rows.append(["one domain’s level smoothed without a cache, ms", *levels, ""])
    head = [*(f"{years} year{'s' if years != 1 else ''}" for years in ages), "budget at ten years"]
    return Table("insight", head, rows, budgets)


if __name__ == "__main__":
    sys.exit(run_alone(measure))
