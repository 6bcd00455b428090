"""The time to merge two copies of a journal: `python -m tests.benchmarks.bench_merge`.

Each copy has a month of entries of its own. A merge reads both copies and writes one file, so its reference is opening
both copies and one durable commit.
"""

from __future__ import annotations

import datetime as dt
import shutil
import statistics
import sys
from pathlib import Path

from efficacy_tui.journal.maintenance import merge_copy
from efficacy_tui.model.records import Mastery
from efficacy_tui.store.unit_of_work import UnitOfWork
from tests.benchmarks.bench_store import open_journal, time_seconds
from tests.benchmarks.journals import JournalCache
from tests.benchmarks.tables import Budget, Table, format_ratio, run_alone

MERGE_LIMIT = 4.0
ENTRIES = 60


def add_month(path: Path, name: str) -> None:
    """Add a month of entries to a copy."""
    journal = open_journal(path)
    domain, today = journal.domains.all()[0].id, journal.today()

    def write(draft: UnitOfWork) -> None:
        for number in range(ENTRIES):
            day = today - dt.timedelta(days=number // 2)
            draft.add(Mastery, domain=domain, day=day, text=f"{name} {number}")

    journal.change("A month", write)


def time_merge(shelf: JournalCache, years: int) -> tuple[float, float]:
    """Return the seconds of a merge, and of opening both copies and one commit."""
    mine, other = shelf.copy(years), shelf.copy(years)
    add_month(mine, "here")
    add_month(other, "there")

    def open_and_commit() -> None:
        journal = open_journal(mine)
        open_journal(other)
        journal.evidence.add(Mastery, journal.domains.all()[0].id, "one more")

    reference = time_seconds(open_and_commit)

    def merge() -> None:
        journal = open_journal(mine)
        report = merge_copy(journal, other)
        assert sum(report.added.values()) >= ENTRIES, report.added

    merge_seconds = time_seconds(merge)
    for path in (mine, other):
        shutil.rmtree(path.parent)
    return merge_seconds, reference


def measure(shelf: JournalCache, quick: bool) -> Table:
    """Time merges of journals of every age; the budget is for ten years."""
    ages = (10,) if quick else (1, 10, 50)
    timings = {years: [time_merge(shelf, years) for _ in range(3 if quick or years == 50 else 9)] for years in ages}
    summarize = min if quick else statistics.median
    ratios = {years: summarize(merge / reference for merge, reference in rounds) for years, rounds in timings.items()}
    milliseconds = [f"{1000 * statistics.median(merge for merge, _ in timings[years]):.0f}" for years in ages]
    rows = [
        ["open, merge a copy, write, ms", *milliseconds, ""],
        ["… of opening both and one commit", *(format_ratio(ratios[years]) for years in ages), f"≤ {MERGE_LIMIT:g} ×"],
    ]
    head = [*(f"{years} year{'s' if years != 1 else ''}" for years in ages), "budget at ten years"]
    return Table("merge", head, rows, [Budget("merge of two ten-year copies", ratios[10], MERGE_LIMIT)])


if __name__ == "__main__":
    sys.exit(run_alone(measure))
