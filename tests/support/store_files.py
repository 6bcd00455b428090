"""Helpers for the tests of the store: journals with a fixed clock, and programs in a process of their own."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import subprocess
import sys
from pathlib import Path

from efficacy_tui.journal.journal import Journal
from tests.support.fixed_clock import FixedClock

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
ROOT = Path(__file__).parents[2]


class SequentialIds:
    """Record ids that are the same in every run; `prefix` keeps the ids of two journals apart."""

    def __init__(self, prefix: int = 0) -> None:
        self._counter = itertools.count(prefix << 64)

    def __call__(self) -> str:
        return f"{next(self._counter):032x}"


def open_journal(path: Path, now: dt.datetime = NOON, prefix: int = 0) -> Journal:
    """Open a journal at `path` with a fixed clock."""
    journal = Journal(path, FixedClock(now), SequentialIds(prefix) if prefix else Journal.__init__.__defaults__[0])
    journal.open()
    return journal


def start_journal(path: Path, now: dt.datetime = NOON, prefix: int = 0) -> tuple[Journal, str]:
    """Open a journal, add one domain, and return the journal and the domain's id."""
    journal = open_journal(path, now, prefix)
    return journal, journal.domains.add("Speaking", "give a talk").id


def run_program(script: str, *arguments: object, **options: object) -> subprocess.Popen[bytes]:
    """Start one of the programs in `tests/support/store_programs.py` in its own process."""
    command = [sys.executable, "-m", "tests.support.store_programs", script, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )  # type: ignore[call-overload,no-any-return]


def list_stray_files(path: Path) -> list[str]:
    """List the names of unexpected files in a journal's folder and of temporary files in its backups."""
    expected_names = {path.name, f".{path.name}.lock", "backups"}
    stray_names = [item.name for item in path.parent.iterdir() if item.name not in expected_names]
    folder = path.parent / "backups"
    return stray_names + (
        [item.name for item in folder.iterdir() if item.name.startswith(".")] if folder.is_dir() else []
    )
