"""Kills: programs that change a journal are killed, before each of their file calls, within each write, and at random.

What must hold: JSON and stock TinyDB can read the file; it is as it was promised last, or as it would have been
promised next; the journal opens, nothing is left about, and the next change is saved. A command that was cut off can be
given again: a second erasure finishes the first.
"""

from __future__ import annotations

import functools
import json
import random
import tempfile
from pathlib import Path

from tinydb import TinyDB

from efficacy_tui.store.decode import UnreadableBytes, read_journal
from efficacy_tui.store.doctor import diagnose
from tests.support.kill_programs import Run, run_killable
from tests.support.kill_scenarios import COPY_COUNT, ENDLESS, LATER, SCENARIOS, SECRET, Scenario
from tests.support.store_files import open_journal

TITLE = "kill −9 before each file call, within each write, and at any moment"
SAMPLE = 20
RANDOM_KILLS = 400
THREADED, THREADED_POINTS = "background", 115
"""The scenario with a thread, of which the number of calls differs between runs, and about how many there are."""
LONGEST_SECONDS = 0.06
"""How long after its first promise a program is killed at the latest."""


def count() -> int:
    """Return the number of points at which the scenarios can be killed, and of kills at random."""
    return sum(map(_count_points, SCENARIOS)) + RANDOM_KILLS


def _count_points(name: str) -> int:
    """Return the number of points at which a scenario is killed, the same in every process."""
    return THREADED_POINTS if name == THREADED else _whole_run(name).points


def check(case: int) -> list[str]:
    """Kill one program at one point."""
    with tempfile.TemporaryDirectory(prefix="efficacy-kills-") as folder:
        path = Path(folder) / "home" / "journal.json"
        for name in SCENARIOS:
            points = _count_points(name)
            if case < points:
                return [f"{name}, killed at {case + 1}: {problem}" for problem in _kill_at(name, case + 1, path)]
            case -= points
        scenario = ENDLESS[case % len(ENDLESS)]
        return [f"{scenario.program.__name__}: {problem}" for problem in _kill_at_random(scenario, case, path)]


@functools.cache
def _whole_run(name: str) -> Run:
    """Run a scenario that nobody kills; its first promise is the file before it."""
    with tempfile.TemporaryDirectory(prefix="efficacy-kills-") as folder:
        path = Path(folder) / "home" / "journal.json"
        SCENARIOS[name].prepare(path)
        before = _read(path)
        run = run_killable(SCENARIOS[name].program, path)
        assert run.exit_code == 0, f"{name} ended with {run.exit_code}"
        return Run([before, *run.promises], 0, run.points)


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _kill_at(name: str, point: int, path: Path) -> list[str]:
    scenario, states = SCENARIOS[name], _whole_run(name).promises
    scenario.prepare(path)
    run = run_killable(scenario.program, path, at=point)
    if name == THREADED and run.exit_code == 0:
        return []
    if run.exit_code != -9:
        return [f"It was not killed, but ended with {run.exit_code}."]
    problems = []
    if run.promises != states[1 : len(run.promises) + 1]:
        problems.append("It did not do the same as without a kill.")
    after = _read(path)
    if after not in states[len(run.promises) : len(run.promises) + 2]:
        problems.append("The file is neither as promised last nor as it would have been promised next.")
    if scenario.repeats and after != states[-1]:
        again = run_killable(scenario.program, path)
        # Opening the journal can finish an erasure by itself; then there is nothing left to erase.
        if again.exit_code and name != "erase":
            problems.append(f"Started again, it ended with {again.exit_code}.")
    if name == "erase":
        files = [file for file in path.parent.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()]
        problems += [f"Erased again, the text is still in {file.name}." for file in files]
    return problems + _check_usable(path)


def _kill_at_random(scenario: Scenario, seed: int, path: Path) -> list[str]:
    scenario.prepare(path)
    seconds = random.Random(seed).uniform(0.0005, LONGEST_SECONDS)
    run = run_killable(scenario.program, path, seconds=seconds)
    if not run.promises:
        return [f"It promised nothing, and ended with {run.exit_code}."]
    problems = _check_readable(path)
    if problems:
        return problems
    last = int(run.promises[-1])
    texts = {row.text for row in read_journal(path, str).contents.evidence.values()}
    if scenario.program.__name__ == "merge_all":
        for number in range(COPY_COUNT):
            parts = sum(f"{number} {part}" in texts for part in "abc")
            if parts not in (0, 3) or (number <= last and not parts):
                problems.append(f"{parts} of three records of copy {number} are there; copy {last} was promised.")
    else:
        problems += [f"note {number} was promised." for number in range(last + 1) if f"note {number}" not in texts]
    return problems + _check_usable(path)


def _check_readable(path: Path) -> list[str]:
    """Check that JSON, stock TinyDB and the program can read the file."""
    try:
        tables = json.loads(path.read_bytes())
        read_journal(path, str)
    except (ValueError, UnreadableBytes) as error:
        return [f"The file cannot be read: {error}."]
    with TinyDB(path, access_mode="r") as database:
        return [
            f"Stock TinyDB reads another number of {name}."
            for name, rows in tables.items()
            if len(database.table(name)) != len(rows)
        ]


def _check_usable(path: Path) -> list[str]:
    """Check that the program opens the journal, takes the next change, and leaves nothing about."""
    problems = _check_readable(path) if path.exists() else []
    if problems:
        return problems
    journal = open_journal(path, LATER, prefix=99)
    domains = journal.domains.all() or [journal.domains.add("Speaking", "give a talk")]
    check_in = journal.checkins.record(domains[0].id, 77)
    if read_journal(path, str).contents.checkins.get(check_in.id) != check_in:
        problems.append("The next change is not in the file.")
    problems += [f"{file.name} was left about." for file in path.parent.rglob(".*") if ".writing-" in file.name]
    problems += [f"{item.location}: {item.description}" for item in diagnose(path, LATER) if not item.note]
    return problems
