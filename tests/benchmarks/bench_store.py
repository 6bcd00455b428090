"""The speed of the store, beside lower bounds and other stores: `python -m tests.benchmarks.bench_store`.

Prints a Markdown table for journals of 1, 10 and 50 years. Ratios are of medians measured in turns in the same run. The
exit code is 1 when a ten-year journal misses a budget.
"""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from tinydb import TinyDB

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from efficacy_tui.model.records import Mastery
from tests.benchmarks.journals import JournalCache
from tests.benchmarks.tables import Budget, Table, format_ratio, run_alone

COMMIT_TO_BARE_LIMIT, COMMIT_TO_TINYDB_LIMIT, OPEN_TO_DECODE_LIMIT = 2.0, 0.25, 2.0


def time_seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Time a task, by a clock in seconds."""
    start = clock()
    work()
    return clock() - start


def measure_medians(
    works: dict[str, Callable[[], object]],
    turns: int,
    *,
    best: bool = False,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Time tasks in turns; return the median (or the best) seconds of each, without the first round."""
    durations: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(turns + 1):
        for name, work in works.items():
            duration = time_seconds(work, clock)
            if turn:
                durations[name].append(duration)
    summarize = min if best else statistics.median
    return {name: summarize(samples) for name, samples in durations.items()}


def replace_file(path: Path, data: bytes) -> None:
    """Write, fsync and rename: the minimum for a durable replacement."""
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.fsync(descriptor)
    os.close(descriptor)
    temporary.replace(path)


def fill_sqlite(path: Path, data: bytes) -> sqlite3.Connection:
    """Insert the documents of a journal into SQLite, one row each."""
    connection = sqlite3.connect(path)
    connection.execute("create table documents (id text primary key, name text, body text)")
    tables = json.loads(data)
    rows = [(row["id"], name, json.dumps(row)) for name, table in tables.items() for row in table.values()]
    connection.executemany("insert into documents values (?, ?, ?)", rows)
    connection.commit()
    return connection


def open_journal(path: Path) -> Journal:
    """Open a journal."""
    journal = Journal(path, SystemClock())
    journal.open()
    return journal


def measure_store(path: Path, turns: int, *, best: bool = False) -> dict[str, float]:
    """Time the store on a journal; return the median (or the best) seconds of each task, and the file's `bytes`."""
    folder = path.parent
    data = path.read_bytes()
    tinydb = TinyDB(folder / "stock.json")
    (folder / "stock.json").write_bytes(data)
    connection = fill_sqlite(folder / "journal.sqlite", data)
    journal = open_journal(path)
    domain = next(iter(journal.contents.domains))
    numbers = itertools.count()

    def commit() -> None:
        journal.evidence.add(Mastery, domain, f"note {next(numbers)}")

    def commit_deferred() -> None:
        journal.store.deferred = True
        commit()
        journal.store.deferred = False

    def insert_sqlite() -> None:
        connection.execute("insert into documents values (?, ?, ?)", (f"{next(numbers)}", "evidence", "{}"))
        connection.commit()

    works: dict[str, Callable[[], object]] = {
        "bare": lambda: replace_file(folder / "bare", data),
        "commit": commit,
        "sqlite": insert_sqlite,
        "decode": lambda: msgspec.json.decode(data),
        "open": lambda: open_journal(path),
        "memory": commit_deferred,
    }
    durations = measure_medians(works, turns, best=best)
    # Stock TinyDB takes seconds at fifty years, so it gets fewer rounds.
    durations |= measure_medians(
        {"tinydb": lambda: tinydb.table("evidence").insert({"text": "note"})}, max(turns // 5, 2), best=best
    )
    durations["bytes"] = len(data)
    return durations


def measure(shelf: JournalCache, quick: bool) -> Table:
    """Time journals of every age; the budgets are for ten years."""
    ages = (10,) if quick else (1, 10, 50)
    durations = {years: measure_store(shelf.copy(years), 5 if quick else 15, best=quick) for years in ages}
    ratios: list[tuple[str, str, str, float]] = [
        ("… of a plain `msgspec.json.decode`", "open", "decode", OPEN_TO_DECODE_LIMIT),
        ("… of write + fsync + rename", "commit", "bare", COMMIT_TO_BARE_LIMIT),
        ("… of a stock TinyDB insert", "commit", "tinydb", COMMIT_TO_TINYDB_LIMIT),
    ]

    def format_milliseconds(label: str, name: str) -> list[str]:
        return [label, *(f"{durations[years][name] * 1000:.1f}" for years in ages), ""]

    def format_share(label: str, name: str, reference: str, limit: float) -> list[str]:
        return [
            label,
            *(format_ratio(durations[years][name] / durations[years][reference]) for years in ages),
            f"≤ {limit:g} ×",
        ]

    rows = [
        ["file, MB", *(f"{durations[years]['bytes'] / 1e6:.1f}" for years in ages), ""],
        format_milliseconds("open, ms", "open"),
        format_share(*ratios[0]),
        format_milliseconds("durable commit, ms", "commit"),
        format_share(*ratios[1]),
        format_share(*ratios[2]),
        format_milliseconds("change in memory, written in the background, ms", "memory"),
        format_milliseconds("write + fsync + rename, ms", "bare"),
        format_milliseconds("stock TinyDB insert (no fsync), ms", "tinydb"),
        format_milliseconds("SQLite insert + commit, ms", "sqlite"),
    ]
    budgets = [
        Budget(f"{name} {words}".replace(" …", ""), durations[10][name] / durations[10][of], most)
        for words, name, of, most in ratios
    ]
    head = [*(f"{years} year{'s' if years != 1 else ''}" for years in ages), "budget at ten years"]
    return Table("store", head, rows, budgets)


if __name__ == "__main__":
    sys.exit(run_alone(measure))
