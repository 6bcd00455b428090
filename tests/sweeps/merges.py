"""Random merges: three machines change, undo, erase and merge at random.

What must hold: neither the order of merges nor a merge once more makes a difference; every version of every record is
current, in the history, or erased; the rules of a journal hold after each merge; and after each machine has merged both
others, all have the same records, and the doctor has nothing to mend.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.maintenance import erase, merge_copy
from efficacy_tui.model.records import TABLES, Mastery, State
from efficacy_tui.store.decode import parse
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.errors import Rejected, StoreError
from efficacy_tui.store.merge import merge_bytes, merge_contents
from efficacy_tui.store.tables import RECORD_TYPES, Contents
from tests.support.journal_rules import broken_rules
from tests.support.store_files import NOON, open_journal, start_journal

TITLE = "three machines change, undo, erase and merge at random"
SAMPLE = 20
ACTIONS = 45
MERGE_SHARE = 0.12


def count() -> int:
    """Return the number of seeds."""
    return 2000


def check(case: int) -> list[str]:
    """Let three machines act at random, with the case as seed."""
    rng = random.Random(case)
    with tempfile.TemporaryDirectory(prefix="efficacy-merges-") as folder:
        machines = start_machines(Path(folder))
        problems: list[str] = []
        for _ in range(ACTIONS):
            machine, other = rng.sample(machines, 2)
            if rng.random() < MERGE_SHARE:
                merge_copy(machine, other.path)
                problems += broken_rules(machine.contents)
            else:
                act_randomly(machine, rng)
        problems += check_laws([machine.path.read_bytes() for machine in machines])
        for _ in range(2):
            for machine, other in itertools.permutations(machines, 2):
                merge_copy(machine, other.path)
        problems += broken_rules(machines[0].contents)
        tables = [{name: dict(machine.contents.table(name)) for name in RECORD_TYPES} for machine in machines]
        if not tables[0] == tables[1] == tables[2]:
            problems.append("After merging each with each, the machines have different records.")
        problems += [
            f"Doctor: {item.location}: {item.description}" for item in diagnose(machines[0].path, NOON) if not item.note
        ]
        return problems


def start_machines(folder: Path) -> list[Journal]:
    """Start a journal with one domain, and copy it to two more machines."""
    first, _ = start_journal(folder / "1" / "journal.json", prefix=1)
    machines = [first]
    for number in (2, 3):
        path = folder / str(number) / "journal.json"
        path.parent.mkdir()
        shutil.copyfile(first.path, path)
        machines.append(open_journal(path, prefix=number))
    return machines


def act_randomly(journal: Journal, rng: random.Random) -> None:
    """Do a random action of a person; the journal rejects one that is impossible now."""
    journal.clock.move(seconds=rng.randrange(3))  # type: ignore[attr-defined]
    try:
        _act(journal, rng)
    except (Rejected, StoreError):
        return


def _act(journal: Journal, rng: random.Random) -> None:
    contents = journal.contents
    domains, evidence, challenges = (list(rows) for rows in (contents.domains, contents.evidence, contents.challenges))
    day = journal.today() - dt.timedelta(days=rng.randrange(3))
    match rng.randrange(17):
        case 0:
            journal.domains.add(f"Domain {rng.randrange(1000)}", "a task")
        case 1 if domains:
            journal.domains.set_focus(rng.choice(domains))
        case 2 if domains:
            journal.domains.archive(rng.choice(domains), archived=rng.random() < 0.5)
        case 3 if domains:
            journal.domains.edit(rng.choice(domains), f"Domain {rng.randrange(1000)}", "another task")
        case 4 if domains:
            journal.domains.move(rng.choice(domains), rng.choice((-1, 1)))
        case 5 if domains:
            journal.checkins.record(rng.choice(domains), rng.randrange(101), day)
        case 6 if domains:
            due = journal.today()
            fields: dict[str, Any] = {"title": "I will", "done_when": "done", "difficulty": 5, "odds": 5, "due": due}
            journal.challenges.start(rng.choice(domains), **fields)
        case 7 if challenges:
            journal.challenges.close(rng.choice(challenges), "succeeded")
        case 8 if challenges:
            journal.challenges.edit(rng.choice(challenges), done_when=f"done {rng.randrange(100)}")
        case 9 if domains:
            journal.evidence.add(Mastery, rng.choice(domains), f"note {rng.randrange(100)}", day)
        case 10 if domains:
            journal.evidence.add(State, rng.choice(domains), f"calm {rng.randrange(100)}", day)
        case 11 if evidence:
            journal.evidence.edit(rng.choice(evidence), text=f"edited {rng.randrange(100)}")
        case 12 if evidence:
            journal.evidence.delete(rng.choice(evidence))
        case 13 if evidence and rng.random() < 0.3:
            erase(journal, rng.choice(evidence))
        case 14:
            journal.undo()
        case 15:
            journal.redo()
        case _:
            journal.settings.set(rng.choice("ab"), rng.randrange(5))


def check_laws(files: list[bytes]) -> list[str]:
    """Check that merging these three files is commutative, associative and idempotent, and loses no version."""
    problems = []
    first, second, third = (parse(data, str).contents for data in files)
    both = merge_contents(first, second)
    if merge_contents(second, first).contents != both.contents:
        problems.append("Merging two copies the other way round makes different records.")
    if merge_bytes(files[0], files[1])[0] != merge_bytes(files[1], files[0])[0]:
        problems.append("Merging two files the other way round makes a different file.")
    for once_more in (first, second, both.contents):
        if merge_contents(both.contents, once_more).contents != both.contents:
            problems.append("Merging a copy once more changes the records.")
    left = merge_contents(both.contents, third).contents
    if left != merge_contents(first, merge_contents(second, third).contents).contents:
        problems.append("Which two of three copies are merged first makes a difference.")
    return problems + lost_versions(first, second)


def lost_versions(first: Contents, second: Contents) -> list[str]:
    """Name the versions in two copies that are neither current after merging, nor in the history, nor erased."""
    merged = merge_contents(first, second)
    stored = {msgspec.json.encode(change.was) for step in merged.lost for change in step.read()}
    stored |= {msgspec.json.encode(entry.was) for entry in merged.contents.adjusted.values()}
    problems = []
    for contents, name in itertools.product((first, second), TABLES):
        if name == "tombstones":
            continue
        for key, row in contents.table(name).items():
            tombstone = merged.contents.tombstones.get(key)
            is_current = merged.contents.table(name).get(key) == row
            # Where a rule adjusted a row, the version of the person is what it was before.
            adjustment = contents.adjusted.get(key)
            is_adjusted = adjustment is not None and adjustment.stamp == msgspec.to_builtins(row.updated)
            version = msgspec.json.encode(adjustment.was if is_adjusted else row)
            winner = msgspec.json.encode(merged.contents.table(name).get(key))
            if not (is_current or version in stored or version == winner or (tombstone and tombstone.erased)):
                problems.append(f"This version is gone: {row}.")
    return problems
