"""Three machines change, undo and merge at random; after merging all, they have the same journal."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from pathlib import Path

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.maintenance import merge_copy
from efficacy_tui.model.records import Mastery
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.errors import Rejected, StoreError
from efficacy_tui.store.tables import RECORD_TYPES
from tests.store.test_merge import assert_rules
from tests.support.store_files import open_journal, start_journal


def act_randomly(journal: Journal, rng: random.Random) -> None:
    """Do a random action of a person; the journal rejects one that is impossible now."""
    contents, domains = journal.contents, list(journal.contents.domains)
    journal.clock.move(seconds=rng.randrange(3))  # type: ignore[attr-defined]
    match rng.randrange(11):
        case 0:
            journal.domains.add(f"Domain {rng.randrange(1000)}", "a task")
        case 1 if domains:
            journal.domains.set_focus(rng.choice(domains))
        case 2 if domains:
            journal.domains.archive(rng.choice(domains), archived=rng.random() < 0.5)
        case 3 if domains:
            day = journal.today() - dt.timedelta(days=rng.randrange(3))
            journal.checkins.record(rng.choice(domains), rng.randrange(101), day)
        case 4 if domains:
            due = journal.today()
            journal.challenges.start(
                rng.choice(domains), title="I will", done_when="done", difficulty=5, odds=5, due=due
            )
        case 5 if contents.challenges:
            journal.challenges.close(rng.choice(list(contents.challenges)), "succeeded")
        case 6 if domains:
            journal.evidence.add(Mastery, rng.choice(domains), f"note {rng.randrange(100)}")
        case 7 if contents.evidence:
            journal.evidence.delete(rng.choice(list(contents.evidence)))
        case 8:
            journal.undo()
        case 9:
            journal.redo()
        case _:
            journal.settings.set(rng.choice("ab"), rng.randrange(5))


@pytest.mark.parametrize("seed", range(12))
def test_three_machines_converge_after_merging(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    first, _ = start_journal(tmp_path / "0" / "journal.json")
    machines = [first]
    for name in "12":
        path = tmp_path / name / "journal.json"
        path.parent.mkdir()
        shutil.copyfile(first.path, path)
        machines.append(open_journal(path))
    for _ in range(40):
        machine, other = rng.sample(machines, 2)
        if rng.random() < 0.12:
            merge_copy(machine, other.path)
            assert_rules(machine.contents)
        else:
            try:
                act_randomly(machine, rng)
            except (Rejected, StoreError):
                continue
    for _ in range(2):
        for machine in machines:
            for other in machines:
                if machine is not other:
                    merge_copy(machine, other.path)
    tables_by_machine = [{name: dict(journal.contents.table(name)) for name in RECORD_TYPES} for journal in machines]
    assert tables_by_machine[0] == tables_by_machine[1] == tables_by_machine[2]
    assert_rules(first.contents)
    assert [problem for problem in diagnose(first.path, first.now()) if not problem.note] == []
