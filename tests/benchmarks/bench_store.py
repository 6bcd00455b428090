"""How fast the store is, beside its bounds: `python -m tests.benchmarks.bench_store`.

Prints a Markdown table for journals of 1, 10 and 50 years. Every ratio is of medians taken in the same run, in turns;
a budget that a ten-year journal misses makes the exit code 1.
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
from tests.benchmarks.journals import Shelf
from tests.benchmarks.tables import Budget, Table, alone, times

COMMIT_OVER_BARE, COMMIT_OVER_TINYDB, OPEN_OVER_DECODE = 3.0, 0.25, 2.0


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """How long something takes, by a clock in seconds."""
    begin = clock()
    work()
    return clock() - begin


def medians(
    works: dict[str, Callable[[], object]],
    turns: int,
    *,
    best: bool = False,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """The median (or the best) of each, in seconds, measured in turns after one that does not count."""
    spent: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(turns + 1):
        for name, work in works.items():
            taken = seconds(work, clock)
            if turn:
                spent[name].append(taken)
    middle = min if best else statistics.median
    return {name: middle(taken) for name, taken in spent.items()}


def bare_write(path: Path, data: bytes) -> None:
    """Write, fsync, rename: the least a durable replacement does."""
    beside = path.with_suffix(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
    os.fsync(handle)
    os.close(handle)
    beside.replace(path)


def database(path: Path, data: bytes) -> sqlite3.Connection:
    """The same documents in SQLite, one row each."""
    connection = sqlite3.connect(path)
    connection.execute("create table documents (id text primary key, name text, body text)")
    tables = json.loads(data)
    rows = [(row["id"], name, json.dumps(row)) for name, table in tables.items() for row in table.values()]
    connection.executemany("insert into documents values (?, ?, ?)", rows)
    connection.commit()
    return connection


def opened(path: Path) -> Journal:
    """A journal, opened."""
    journal = Journal(path, SystemClock())
    journal.open()
    return journal


def taken(path: Path, turns: int, *, best: bool = False) -> dict[str, float]:
    """The medians (or the best) for a journal, in seconds, and its `bytes`."""
    folder = path.parent
    data = path.read_bytes()
    stock = TinyDB(folder / "stock.json")
    (folder / "stock.json").write_bytes(data)
    connection = database(folder / "journal.sqlite", data)
    journal = opened(path)
    domain = next(iter(journal.contents.domains))
    numbers = itertools.count()

    def commit() -> None:
        journal.evidence.add(Mastery, domain, f"note {next(numbers)}")

    def waiting() -> None:
        journal.store.deferred = True
        commit()
        journal.store.deferred = False

    def sqlite() -> None:
        connection.execute("insert into documents values (?, ?, ?)", (f"{next(numbers)}", "evidence", "{}"))
        connection.commit()

    works: dict[str, Callable[[], object]] = {
        "bare": lambda: bare_write(folder / "bare", data),
        "commit": commit,
        "sqlite": sqlite,
        "decode": lambda: msgspec.json.decode(data),
        "open": lambda: opened(path),
        "memory": waiting,
    }
    found = medians(works, turns, best=best)
    # Stock TinyDB takes seconds at fifty years.
    found |= medians(
        {"tinydb": lambda: stock.table("evidence").insert({"text": "note"})}, max(turns // 5, 2), best=best
    )
    found["bytes"] = len(data)
    return found


def measure(shelf: Shelf, quick: bool) -> Table:
    """Journals of every age; the budgets are for ten years."""
    ages = (10,) if quick else (1, 10, 50)
    found = {years: taken(shelf.copy(years), 5 if quick else 15, best=quick) for years in ages}
    shares: list[tuple[str, str, str, float]] = [
        ("… of a plain `msgspec.json.decode`", "open", "decode", OPEN_OVER_DECODE),
        ("… of write + fsync + rename", "commit", "bare", COMMIT_OVER_BARE),
        ("… of a stock TinyDB insert", "commit", "tinydb", COMMIT_OVER_TINYDB),
    ]

    def milliseconds(words: str, name: str) -> list[str]:
        return [words, *(f"{found[years][name] * 1000:.1f}" for years in ages), ""]

    def share(words: str, name: str, of: str, most: float) -> list[str]:
        return [words, *(times(found[years][name] / found[years][of]) for years in ages), f"≤ {most:g} ×"]

    rows = [
        ["file, MB", *(f"{found[years]['bytes'] / 1e6:.1f}" for years in ages), ""],
        milliseconds("open, ms", "open"),
        share(*shares[0]),
        milliseconds("durable commit, ms", "commit"),
        share(*shares[1]),
        share(*shares[2]),
        milliseconds("change in memory, written in the background, ms", "memory"),
        milliseconds("write + fsync + rename, ms", "bare"),
        milliseconds("stock TinyDB insert (no fsync), ms", "tinydb"),
        milliseconds("SQLite insert + commit, ms", "sqlite"),
    ]
    budgets = [
        Budget(f"{name} {words}".replace(" …", ""), found[10][name] / found[10][of], most)
        for words, name, of, most in shares
    ]
    head = [*(f"{years} year{'s' if years != 1 else ''}" for years in ages), "budget at ten years"]
    return Table("store", head, rows, budgets)


if __name__ == "__main__":
    sys.exit(alone(measure))
