"""Programs that change a journal, to be killed; the same bytes each time, because clock and ids are fixed.

Those of `SCENARIOS` end by themselves, and promise the bytes of the file after each change. Those of `ENDLESS` go on
until they are killed, and promise the number of a note.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import io
import itertools
import json
import os
import shutil
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from efficacy_tui.model.records import Mastery
from efficacy_tui.store.paths import JOURNAL_VARIABLE
from tests.benchmarks import journals
from tests.support.kill_programs import Acknowledge, Program
from tests.support.store_files import NOON, open_journal, start_journal

SECRET = "what nobody may read"
COPY_COUNT = 6
LATER = NOON + dt.timedelta(days=40)


@dataclass(frozen=True)
class Scenario:
    """A program, and what prepares a folder for it. `repeats`: when it was cut off, it is simply started again."""

    prepare: Callable[[Path], object]
    program: Program
    repeats: bool = False


def prepare_nothing(path: Path) -> None:
    """Leave the place of the journal empty."""


def prepare_month(path: Path) -> Journal:
    """Start a journal with a secret, and use it so often that the next backup makes an older one superfluous."""
    journal, domain = start_journal(path, prefix=1)
    entry = journal.evidence.add(Mastery, domain, SECRET)
    for number in range(8):
        move(journal, hours=6)
        journal.checkins.record(domain, number)
    journal.evidence.edit(entry.id, text=f"{SECRET}, nor that")
    return journal


def prepare_copies(path: Path) -> None:
    """Start a journal, and make copies of it that other machines have changed."""
    _, domain = start_journal(path, prefix=1)
    for number in range(COPY_COUNT):
        copy = copy_path(path, number)
        copy.parent.mkdir(parents=True)
        shutil.copyfile(path, copy)
        other = open_journal(copy, prefix=number + 2)
        for part in "abc":
            other.evidence.add(Mastery, domain, f"{number} {part}")


def prepare_cut_off(path: Path) -> None:
    """Cut off the second half of a journal that has backups."""
    prepare_month(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def prepare_bad_record(path: Path) -> None:
    """Put a rating that cannot be into a journal."""
    prepare_month(path)
    tables = json.loads(path.read_bytes())
    tables["checkins"]["1"]["confidence"] = 1000
    path.write_text(json.dumps(tables))


def prepare_two_years(path: Path) -> None:
    """Write a journal of two years."""
    journals.write_journal(path, 2)


def copy_path(path: Path, number: int) -> Path:
    """The place of another machine's copy."""
    return path.parent.parent / f"machine {number}" / path.name


def move(journal: Journal, **delta: float) -> None:
    """Move the fixed clock of a journal."""
    journal.clock.move(**delta)  # type: ignore[attr-defined]


def first_use(path: Path, acknowledge: Acknowledge) -> None:
    """Begin a journal."""
    journal = open_journal(path, prefix=9)
    domain = journal.domains.add("Speaking", "give a talk").id
    acknowledge(path.read_bytes())
    journal.checkins.record(domain, 40)
    acknowledge(path.read_bytes())


def change(path: Path, acknowledge: Acknowledge) -> None:
    """Make changes of several kinds, a month after the last ones."""
    journal = open_journal(path, LATER, prefix=9)
    domain = journal.domains.all()[0].id
    due = journal.today()
    for act in (
        lambda: journal.checkins.record(domain, 40),
        lambda: journal.challenges.start(domain, title="I will", done_when="done", difficulty=5, odds=5, due=due),
        lambda: journal.rungs.add_first(domain, ["ask", "answer"], "a talk"),
        lambda: journal.rungs.rate({rung.id: 60 for rung in journal.rungs.all(domain)}),
        lambda: journal.evidence.delete(journal.evidence.of(domain)[0].id),
        journal.undo,
        journal.redo,
    ):
        move(journal, minutes=3)
        act()
        acknowledge(path.read_bytes())


def change_in_background(path: Path, acknowledge: Acknowledge) -> None:
    """Make two changes through the background writer."""
    journal = open_journal(path, LATER, prefix=9)
    domain = journal.domains.all()[0].id
    for number in range(2):
        journal.save_in_background()
        journal.evidence.add(Mastery, domain, f"note {number}")
        assert journal.close() == 0
        acknowledge(path.read_bytes())


def merge(path: Path, acknowledge: Acknowledge) -> None:
    """Merge the copies of two other machines."""
    journal = open_journal(path, LATER, prefix=9)
    for number in range(2):
        maintenance.merge_copy(journal, copy_path(path, number))
        acknowledge(path.read_bytes())


def purge(path: Path, acknowledge: Acknowledge) -> None:
    """Delete the history."""
    maintenance.purge_history(open_journal(path, LATER, prefix=9))
    acknowledge(path.read_bytes())


def run_command(arguments: tuple[str, ...], path: Path, acknowledge: Acknowledge) -> None:
    """Run a command of the shell."""
    with (
        mock.patch.object(SystemClock, "now", return_value=LATER),
        mock.patch.object(uuid, "uuid4", side_effect=(uuid.UUID(int=number) for number in itertools.count())),
        mock.patch.dict(os.environ, {JOURNAL_VARIABLE: str(path)}),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        exit_code = efficacy(list(arguments), standalone_mode=False)
    if exit_code:
        sys.exit(exit_code)
    acknowledge(path.read_bytes())


def command(*arguments: str) -> Program:
    """Return a program that runs a command of the shell."""
    return functools.partial(run_command, arguments)


SCENARIOS = {
    "first use": Scenario(prepare_nothing, first_use),
    "changes": Scenario(prepare_month, change),
    "background": Scenario(prepare_month, change_in_background),
    "merge": Scenario(prepare_copies, merge),
    "purge": Scenario(prepare_month, purge),
    "erase": Scenario(prepare_month, command("erase", "--yes", SECRET), repeats=True),
    "restore": Scenario(prepare_month, command("restore", "--yes", "3"), repeats=True),
    "restore cut-off": Scenario(prepare_cut_off, command("restore", "--yes"), repeats=True),
    "repair": Scenario(prepare_bad_record, command("doctor", "--fix", "--yes"), repeats=True),
    "repair cut-off": Scenario(prepare_cut_off, command("doctor", "--fix", "--yes"), repeats=True),
}


def check_in_forever(path: Path, acknowledge: Acknowledge) -> None:
    """Check in and add a note, again and again."""
    journal = open_journal(path)
    domain = journal.domains.all()[0].id
    for number in range(10**9):
        move(journal, minutes=10)
        journal.checkins.record(domain, number % 101)
        journal.evidence.add(Mastery, domain, f"note {number}")
        acknowledge(b"%d" % number)


def write_forever(path: Path, acknowledge: Acknowledge) -> None:
    """Add notes through the background writer, three at a time."""
    journal = open_journal(path)
    domain = journal.domains.all()[0].id
    for number in range(0, 10**9, 3):
        journal.save_in_background()
        for note in range(number, number + 3):
            journal.evidence.add(Mastery, domain, f"note {note}")
        if journal.close(60) == 0:
            acknowledge(b"%d" % (number + 2))


def merge_all(path: Path, acknowledge: Acknowledge) -> None:
    """Merge copy after copy, each with three records that belong together, forever."""
    journal = open_journal(path)
    acknowledge(b"-1")
    for number in range(COPY_COUNT):
        maintenance.merge_copy(journal, copy_path(path, number))
        acknowledge(b"%d" % number)


ENDLESS = (
    Scenario(start_journal, check_in_forever),
    Scenario(prepare_two_years, check_in_forever),
    Scenario(start_journal, write_forever),
    Scenario(prepare_copies, merge_all),
)
