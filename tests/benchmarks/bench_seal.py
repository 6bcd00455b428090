"""What a sealed, unlocked journal costs each command: `python -m tests.benchmarks.bench_seal`.

Runs commands on a journal of ten years with a full set of backups, in turns with the same journal sealed and unlocked
in a folder in memory. The work of the passphrase itself is not in it. The exit code is 1 when a command takes more than
the budget, as a ratio to itself on the clear journal.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from efficacy_tui.model.clock import seconds_since_boot
from efficacy_tui.store import backups
from efficacy_tui.store.sealing import key_ring
from efficacy_tui.store.sealing.runtime_folder import (
    FOLDER,
    NoRuntimeFolder,
    UnlockedKey,
    require_runtime_folder,
    write_unlocked,
)
from tests.benchmarks.bench_status import in_round, program, seconds
from tests.benchmarks.journals import JournalCache
from tests.benchmarks.tables import Budget, Table, run_alone
from tests.support.sealed_files import KEY, seal_journal

LIMIT = 1.15
"""How many times as long as on a clear journal a command may take on a sealed, unlocked one."""

COMMANDS = (
    *("status --line", "list --limit 5", "check-in 70", "add words --difficulty 60 --how alone", "search talk"),
    *("show last", "due", "standing", "ladder", "history", "undo", "redo", "domain list", "backup", "doctor"),
    *("export --force -o {out}", "export --format html --force -o {out}", "merge", "restore --list"),
)
QUICK_COMMANDS = COMMANDS[:3]
MEMORY = Path("/dev/shm")
BACKUPS = 28
"""So many backups a journal has after some years."""


@contextmanager
def _runtime_folder() -> Iterator[Path]:
    folder = tempfile.mkdtemp(prefix="efficacy-run-", dir=MEMORY if MEMORY.is_dir() else None)
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder)


def _copy_with_backups(shelf: JournalCache, sealed: bool) -> Path:
    path = shelf.copy(10)
    now = dt.datetime.now(dt.UTC)
    for number in range(BACKUPS):
        at = now - dt.timedelta(hours=number) if number < backups.NEWEST else now - dt.timedelta(days=12 * number)
        target = backups.backup_folder(path)
        target.mkdir(exist_ok=True, mode=0o700)
        shutil.copyfile(path, target / f"{path.stem}.{at.strftime('%Y-%m-%dT%H%M%SZ')}{path.suffix}")
    if sealed:
        seal_journal(path)
        key_ring.drop_all()
    return path


def measure(shelf: JournalCache, quick: bool) -> Table:
    """Time commands on a clear and on a sealed journal, in turns."""
    commands = QUICK_COMMANDS if quick else COMMANDS
    timings: dict[tuple[str, bool], list[float]] = {
        (command, sealed): [] for command in commands for sealed in (False, True)
    }
    with _runtime_folder() as runtime, tempfile.TemporaryDirectory() as output:
        try:
            require_runtime_folder(str(runtime))
        except NoRuntimeFolder as error:
            return Table("seal", [f"not measured: {error}"], [])
        files = {sealed: _copy_with_backups(shelf, sealed) for sealed in (False, True)}
        now = dt.datetime.now(dt.UTC)
        until, boot_until = now + dt.timedelta(hours=8), seconds_since_boot() + 28_800
        write_unlocked(runtime / FOLDER, UnlockedKey(str(files[True].resolve()), now, until, boot_until, KEY))
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        try:
            for number in range(5 if quick else 15):
                for command, sealed in timings:
                    code = program(in_round(command, number).format(out=f"{output}/file"))
                    timings[command, sealed].append(seconds(code, files[sealed]))
        finally:
            del os.environ["XDG_RUNTIME_DIR"]
    summarize = min if quick else statistics.median
    rows, budgets = [], []
    for command in commands:
        clear, unlocked = timings[command, False], timings[command, True]
        ratio = summarize(unlocked) / summarize(clear)
        name = command.partition(" --force")[0]
        cells = [f"{1000 * summarize(values):.0f}" for values in (clear, unlocked)]
        rows.append([f"`efficacy {name}`, ms", *cells, f"{ratio:.2f} ×"])
        budgets.append(Budget(f"`efficacy {name}`, sealed and unlocked, ten years", ratio, LIMIT))
    return Table("seal", ["clear", "sealed, unlocked", f"budget ≤ {LIMIT:g} ×"], rows, budgets)


if __name__ == "__main__":
    sys.exit(run_alone(measure))
