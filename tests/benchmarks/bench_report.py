"""The time and size of the HTML report: `python -m tests.benchmarks.bench_report`.

The time is compared with that of the statistics of all domains, which every report rests on. The exit code is 1 when a
budget is missed at ten years.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable

from efficacy_tui.exchange.export import export
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.domain_stats import DomainStatsCache
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import Clock, SystemClock
from efficacy_tui.store.tables import Contents
from tests.benchmarks.journals import JournalCache
from tests.benchmarks.tables import Budget, Table, run_alone

YEARS = (1, 10)
RATIO, MAX_MS, MAX_KB = 2.0, 300, 300
FIRST_DAY = dt.date(1970, 1, 1)


def read_contents(shelf: JournalCache, years: float, clock: Clock | None = None) -> tuple[Contents, dt.date]:
    """Return the records of a journal of so many years, and the day by a clock (the system's without one)."""
    journal = Journal(shelf.journal(years), clock or SystemClock(), seeded_ids(1))
    journal.open()
    return journal.contents, journal.today()


def compute_statistics(contents: Contents, today: dt.date) -> None:
    """Compute the statistics of every domain."""
    cache = DomainStatsCache()
    for domain in contents.domains.values():
        cache.get(contents, domain, today)


def write_report(contents: Contents, today: dt.date, since: dt.date | None = None) -> bytes:
    """Write the HTML report of the last year, or since a day."""
    at = dt.datetime.combine(today, dt.time(12), tzinfo=dt.UTC)
    (data,) = export(contents, "html", at=at, today=today, since=since).values()
    return data


def best_ms(work: Callable[[], object], rounds: int) -> float:
    """Return the milliseconds of the fastest of some rounds, by the time of this process alone."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000 * min(times)


def measure(shelf: JournalCache, quick: bool) -> Table:
    """Time the report of a year and of all years beside the statistics of its domains."""
    rounds, rows, budgets = 3 if quick else 7, [], []
    for years in (10,) if quick else YEARS:
        contents, today = read_contents(shelf, years)
        statistics_ms = best_ms(lambda c=contents, t=today: compute_statistics(c, t), rounds)  # type: ignore[misc]
        for name, since in (("the last year", None), ("all of it", FIRST_DAY)):
            data = write_report(contents, today, since)
            ms = best_ms(lambda c=contents, t=today, s=since: write_report(c, t, s), rounds)  # type: ignore[misc]
            ratio, kb = ms / statistics_ms, len(data) / 1000
            label = f"{years} year{'' if years == 1 else 's'}, {name}"
            rows.append([label, f"{statistics_ms:.0f}", f"{ms:.0f}", f"{ratio:.2f} ×", f"{kb:.0f}"])
            if years == 10:
                budgets += [
                    Budget(f"the report of {name}, of its statistics", ratio, RATIO),
                    Budget(f"the report of {name}", ms, MAX_MS, "ms"),
                    Budget(f"the size of the report of {name}", kb, MAX_KB, "kB"),
                ]
    rows.append(["budget at ten years", "", f"≤ {MAX_MS}", f"≤ {RATIO:g} ×", f"≤ {MAX_KB}"])
    return Table("report", ["statistics, ms", "report, ms", "ratio", "size, kB"], rows, budgets)


if __name__ == "__main__":
    sys.exit(run_alone(measure))
