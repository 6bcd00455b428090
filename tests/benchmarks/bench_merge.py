"""How long two copies of a journal take to become one: `python -m tests.benchmarks.bench_merge`.

Two machines went on from the same journal, a month each. Merging reads the other copy and writes one file, so it is
compared with just that: opening both copies, and one durable commit.
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
from tests.benchmarks.bench_store import opened, seconds
from tests.benchmarks.journals import Shelf
from tests.benchmarks.tables import Budget, Table, alone, times

MERGE = 4.0
ENTRIES = 60


def go_on(path: Path, name: str) -> None:
    """A month of entries on one machine."""
    journal = opened(path)
    domain, today = journal.domains.all()[0].id, journal.today()

    def write(draft: UnitOfWork) -> None:
        for number in range(ENTRIES):
            day = today - dt.timedelta(days=number // 2)
            draft.add(Mastery, domain=domain, day=day, text=f"{name} {number}")

    journal.change("A month", write)


def turn(shelf: Shelf, years: int) -> tuple[float, float]:
    """Seconds of a merge, and of opening both copies and one commit."""
    mine, other = shelf.copy(years), shelf.copy(years)
    go_on(mine, "here")
    go_on(other, "there")

    def least() -> None:
        journal = opened(mine)
        opened(other)
        journal.evidence.add(Mastery, journal.domains.all()[0].id, "one more")

    reference = seconds(least)

    def merge() -> None:
        fresh = opened(mine)
        merged = merge_copy(fresh, other)
        assert sum(merged.added.values()) >= ENTRIES, merged.added

    taken = seconds(merge)
    for path in (mine, other):
        shutil.rmtree(path.parent)
    return taken, reference


def measure(shelf: Shelf, quick: bool) -> Table:
    """Journals of every age; the budget is for ten years."""
    ages = (10,) if quick else (1, 10, 50)
    found = {years: [turn(shelf, years) for _ in range(3 if quick or years == 50 else 9)] for years in ages}
    middle = min if quick else statistics.median
    ratios = {years: middle(taken / least for taken, least in turns) for years, turns in found.items()}
    milliseconds = [f"{1000 * statistics.median(taken for taken, _ in found[years]):.0f}" for years in ages]
    rows = [
        ["open, merge a copy, write, ms", *milliseconds, ""],
        ["… of opening both and one commit", *(times(ratios[years]) for years in ages), f"≤ {MERGE:g} ×"],
    ]
    head = [*(f"{years} year{'s' if years != 1 else ''}" for years in ages), "budget at ten years"]
    return Table("merge", head, rows, [Budget("merge of two ten-year copies", ratios[10], MERGE)])


if __name__ == "__main__":
    sys.exit(alone(measure))
