"""How fast the store is, beside its bounds: `python -m tests.benchmarks.bench_store`.

Prints a Markdown table for journals of 1, 10 and 50 years. Every ratio is of medians taken in the same run, in turns;
a budget that a ten-year journal misses makes the exit code 1.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from tinydb import TinyDB

from efficacy_tui.model.clock import SystemClock
from efficacy_tui.model.records import Mastery
from efficacy_tui.practice.journal import Journal
from tests.benchmarks import journals

COMMIT_OVER_BARE, COMMIT_OVER_TINYDB, OPEN_OVER_DECODE = 3.0, 0.25, 2.0


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def medians(works: dict[str, Callable[[], object]], turns: int) -> dict[str, float]:
    """The median of each, in seconds, measured in turns after one that does not count."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(turns + 1):
        for name, work in works.items():
            taken = seconds(work)
            if turn:
                times[name].append(taken)
    return {name: statistics.median(taken) for name, taken in times.items()}


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


def measure(folder: Path, years: int, turns: int) -> dict[str, float]:
    """The medians for a journal of some years, in seconds, and its `bytes`."""
    path = journals.write(folder / f"{years}" / "journal.json", years)
    data = path.read_bytes()
    stock = TinyDB(folder / f"{years}" / "stock.json")
    (folder / f"{years}" / "stock.json").write_bytes(data)
    connection = database(folder / f"{years}" / "journal.sqlite", data)
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
    found = medians(works, turns)
    # Stock TinyDB takes seconds at fifty years.
    found |= medians({"tinydb": lambda: stock.table("evidence").insert({"text": "note"})}, max(turns // 5, 2))
    found["bytes"] = len(data)
    return found


def main() -> int:
    """Measure and print; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, nargs="+", default=[1, 10, 50])
    parser.add_argument("--turns", type=int, default=15)
    given = parser.parse_args()
    missed = False
    lines = [
        "| | "
        + " | ".join(f"{years} year{'s' if years > 1 else ''}" for years in given.years)
        + " | budget at ten years |",
        "|---|" + "--:|" * len(given.years) + "--:|",
    ]
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
        found = {years: measure(Path(folder), years, given.turns) for years in given.years}
    rows: list[tuple[str, Callable[[dict[str, float]], str], str]] = [
        ("file, MB", lambda f: f"{f['bytes'] / 1e6:.1f}", ""),
        ("open, ms", lambda f: f"{f['open'] * 1e3:.1f}", ""),
        (
            "… of a plain `msgspec.json.decode`",
            lambda f: f"{f['open'] / f['decode']:.2f} ×",
            f"≤ {OPEN_OVER_DECODE:g} ×",
        ),
        ("durable commit, ms", lambda f: f"{f['commit'] * 1e3:.1f}", ""),
        ("… of write + fsync + rename", lambda f: f"{f['commit'] / f['bare']:.2f} ×", f"≤ {COMMIT_OVER_BARE:g} ×"),
        ("… of a stock TinyDB insert", lambda f: f"{f['commit'] / f['tinydb']:.3f} ×", f"≤ {COMMIT_OVER_TINYDB:g} ×"),
        ("change in memory, written in the background, ms", lambda f: f"{f['memory'] * 1e3:.2f}", ""),
        ("write + fsync + rename, ms", lambda f: f"{f['bare'] * 1e3:.1f}", ""),
        ("stock TinyDB insert (no fsync), ms", lambda f: f"{f['tinydb'] * 1e3:.1f}", ""),
        ("SQLite insert + commit, ms", lambda f: f"{f['sqlite'] * 1e3:.1f}", ""),
    ]
    for name, cell, budget in rows:
        lines.append(f"| {name} | " + " | ".join(cell(found[years]) for years in given.years) + f" | {budget} |")
    sys.stdout.write("\n".join(lines) + "\n")
    if 10 in found:
        ten = found[10]
        missed = (
            ten["open"] > OPEN_OVER_DECODE * ten["decode"]
            or ten["commit"] > COMMIT_OVER_BARE * ten["bare"]
            or ten["commit"] > COMMIT_OVER_TINYDB * ten["tinydb"]
        )
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
