"""Random merges of files: three machines change, undo, join domains, erase and merge at random.

What must hold, as in `merges`, but with everything that the disk takes part in: neither the order of merges nor a merge
once more makes a difference; every value is current, in the history, or erased; the rules of a journal hold after each
merge; and after each machine has merged both others, all have the same records, and the doctor has nothing to mend.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.maintenance import erase, merge_copy
from efficacy_tui.model.records import Mastery, State
from efficacy_tui.store.decode import parse
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.errors import Rejected, StoreError
from efficacy_tui.store.tables import RECORD_TYPES
from tests.support.journal_rules import broken_rules
from tests.support.store_files import open_journal, start_journal
from tests.sweeps.merges import check_laws

TITLE = "three machines change, undo, erase and merge files"
SAMPLE = 12
ACTIONS = 45
MERGE_SHARE = 0.12
DOMAIN_NAMES = 6


def count() -> int:
    """Return the number of seeds."""
    return 1000


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
        files = [machine.path.read_bytes() for machine in machines]
        problems += check_laws([parse(data, str).contents for data in files], files)
        for _ in range(2):
            for machine, other in itertools.permutations(machines, 2):
                merge_copy(machine, other.path)
        problems += broken_rules(machines[0].contents)
        tables = [{name: dict(machine.contents.table(name)) for name in RECORD_TYPES} for machine in machines]
        if not tables[0] == tables[1] == tables[2]:
            problems.append("After merging each with each, the machines have different records.")
        problems += [
            f"Doctor: {item.location}: {item.description}"
            for item in diagnose(machines[0].path, machines[0].now())
            if not item.note
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
    match rng.randrange(22):
        case 0:
            journal.domains.add(f"Domain {rng.randrange(DOMAIN_NAMES)}", "a task")
        case 1 if domains:
            journal.domains.set_focus(rng.choice(domains))
        case 2 if domains:
            journal.domains.archive(rng.choice(domains), archived=rng.random() < 0.5)
        case 3 if domains:
            journal.domains.edit(rng.choice(domains), f"Domain {rng.randrange(DOMAIN_NAMES)}", "another task")
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
        case 16 | 17:
            for group in journal.domains.all_namesakes():
                journal.domains.join_namesakes(group[-1].id)
        case 18 if len(domains) > 2 and rng.random() < 0.2:
            erase(journal, rng.choice(domains))
        case 19:
            journal.reviews.record(rng.choice(("2026-W08", "2026-W09")), rng.choice(("", "a", "b", "c")))
        case 20 if domains:
            journal.checkins.leave_out(rng.choice(domains), day)
        case _:
            journal.settings.set(rng.choice("ab"), rng.randrange(5))
