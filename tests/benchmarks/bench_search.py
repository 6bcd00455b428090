"""The speed of the search on 20,000 entries: `python -m tests.benchmarks.bench_search`.

Types queries letter by letter into the timeline screen and times each letter until the list is laid out and drawn. The
exit code is 1 when the 95th percentile is over the budget.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from efficacy_tui.journal.demo import fill_demo, seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import CheckIn, Mastery, Reappraisal
from efficacy_tui.store.unit_of_work import UnitOfWork
from tests.benchmarks.journals import JournalCache
from tests.benchmarks.tables import Budget, Table, percentile, run_alone
from tests.support.fixed_clock import FixedClock

ENTRIES, SESSIONS, NOTES, BUDGET_MS = 20_000, 1_800, 2_200, 16.0
WORDS = [
    "explained",
    "the",
    "cache",
    "bug",
    "to",
    "two",
    "teams",
    "and",
    "answered",
    "a",
    "question",
    "about",
    "the",
    "quarter",
    "without",
    "notes",
    "today",
]
LINES = ("the talk", "source:mastery bug", "after:2020 question notes", "kind:session heart", "xyz")
NOW = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)


def add_many_entries(journal: Journal) -> None:
    """Add 20,000 pieces of evidence, and the sessions and notes of ten years."""
    rng, domain = random.Random(1), journal.domains.all()[0].id

    def write(draft: UnitOfWork) -> None:
        for number in range(ENTRIES):
            text = " ".join(rng.choices(WORDS, k=8))
            draft.add(Mastery, domain=domain, day=journal.today() - dt.timedelta(days=number // 5), text=text)

        for number in range(SESSIONS):
            day, text = journal.today() - dt.timedelta(days=number * 2), " ".join(rng.choices(WORDS, k=5))
            at = dt.datetime.combine(day, dt.time(8), tzinfo=dt.UTC)
            texts = {"sensation": "a racing heart", "statement": text, "plan": f"if {text}"}
            draft.add(Reappraisal, domain=domain, day=day, at=at, event=text, **texts)
        for number in range(NOTES):
            day, note = journal.today() - dt.timedelta(days=1000 + number), " ".join(rng.choices(WORDS, k=6))
            draft.add(CheckIn, domain=domain, day=day, confidence=50, task="talk", note=note)

    journal.change("Many entries", write, in_history=False)


async def time_keys(folder: Path, timer: Callable[[], float] = time.perf_counter) -> list[float]:
    """Type the queries and return the milliseconds of every letter, by a timer in seconds."""
    from efficacy_tui.tui.app import EfficacyApp
    from tests.support.dashboard_driver import DashboardDriver

    clock = FixedClock(NOW)
    journal = Journal(folder / "journal.json", clock, seeded_ids(1))
    journal.open()
    fill_demo(journal)
    add_many_entries(journal)
    milliseconds = []
    app = EfficacyApp(Journal(folder / "journal.json", clock, seeded_ids(2)), ask_at_start=False)
    async with app.run_test(size=(120, 36)) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: app.snapshot is not None, seconds=60)
        await person.run_command("search")
        screen = app.screen
        search_input = screen.query_one("Input")
        for text in LINES:
            for end in range(1, len(text) + 1):
                start = timer()
                # Setting the value searches at once, as a key does.
                search_input.value = text[:end]  # type: ignore[attr-defined]  # an Input
                for y in range(30):
                    screen.timeline_list.render_line(y)  # type: ignore[attr-defined]  # the list of the screen
                milliseconds.append((timer() - start) * 1000)
            await pilot.pause()
    return milliseconds


def measure(_shelf: JournalCache, quick: bool) -> Table:
    """Time the typed queries."""
    with tempfile.TemporaryDirectory() as folder:
        milliseconds = sorted(asyncio.run(time_keys(Path(folder), time.process_time if quick else time.perf_counter)))
    p50, p95 = statistics.median(milliseconds), percentile(milliseconds, 0.95)
    row = ["ms until the list is laid out and drawn", f"{p50:.1f}", f"{p95:.1f}", f"≤ {BUDGET_MS:g}"]
    budget = Budget("a letter typed into the search", p50 if quick else p95, BUDGET_MS, "ms")
    return Table("search", ["p50", "p95", "budget"], [row], [budget])


if __name__ == "__main__":
    sys.exit(run_alone(measure))
