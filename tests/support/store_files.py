"""What the tests of the store share."""

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


class Ids:
    """Ids that are the same in every run: `prefix` tells one journal's from another's."""

    def __init__(self, prefix: int = 0) -> None:
        self._numbers = itertools.count(prefix << 64)

    def __call__(self) -> str:
        return f"{next(self._numbers):032x}"


def opened(path: Path, now: dt.datetime = NOON, prefix: int = 0) -> Journal:
    """A journal at `path` with a clock that stands still."""
    journal = Journal(path, FixedClock(now), Ids(prefix) if prefix else Journal.__init__.__defaults__[0])
    journal.open()
    return journal


def started(path: Path, now: dt.datetime = NOON, prefix: int = 0) -> tuple[Journal, str]:
    """A journal with one domain, and that domain's id."""
    journal = opened(path, now, prefix)
    return journal, journal.domains.add("Speaking", "give a talk").id


def run(script: str, *arguments: object, **options: object) -> subprocess.Popen[bytes]:
    """One of the programs in `tests/store/programs.py`, in a process of its own."""
    command = [sys.executable, "-m", "tests.support.store_programs", script, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )  # type: ignore[call-overload,no-any-return]


def litter(path: Path) -> list[str]:
    """What lies in a journal's folder, and in that of its backups, that does not belong there."""
    own = {path.name, f".{path.name}.lock", "backups"}
    stray = [item.name for item in path.parent.iterdir() if item.name not in own]
    folder = path.parent / "backups"
    return stray + ([item.name for item in folder.iterdir() if item.name.startswith(".")] if folder.is_dir() else [])
