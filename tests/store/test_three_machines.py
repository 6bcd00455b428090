"""Three machines that practise, undo and merge as they like: in the end they all have the same journal."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from pathlib import Path

import pytest

from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.maintenance import merge_copy
from efficacy_tui.model.records import Mastery
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.errors import StoreError
from efficacy_tui.store.tables import RECORD_TYPES
from tests.store.test_merge import assert_rules
from tests.support.store_files import opened, started


def act(journal: Journal, pick: random.Random) -> None:
    """Something a person does; what cannot be done now is refused."""
    contents, domains = journal.contents, list(journal.contents.domains)
    journal.clock.move(seconds=pick.randrange(3))  # type: ignore[attr-defined]
    match pick.randrange(11):
        case 0:
            journal.domains.add(f"Domain {pick.randrange(1000)}", "a task")
        case 1 if domains:
            journal.domains.set_focus(pick.choice(domains))
        case 2 if domains:
            journal.domains.archive(pick.choice(domains), archived=pick.random() < 0.5)
        case 3 if domains:
            day = journal.today() - dt.timedelta(days=pick.randrange(3))
            journal.checkins.record(pick.choice(domains), pick.randrange(101), day)
        case 4 if domains:
            due = journal.today()
            journal.challenges.start(
                pick.choice(domains), title="I will", done_when="done", difficulty=5, odds=5, due=due
            )
        case 5 if contents.challenges:
            journal.challenges.close(pick.choice(list(contents.challenges)), "succeeded")
        case 6 if domains:
            journal.evidence.add(Mastery, pick.choice(domains), f"note {pick.randrange(100)}")
        case 7 if contents.evidence:
            journal.evidence.delete(pick.choice(list(contents.evidence)))
        case 8:
            journal.undo()
        case 9:
            journal.redo()
        case _:
            journal.settings.set(pick.choice("ab"), pick.randrange(5))


@pytest.mark.parametrize("seed", range(12))
def test_they_end_with_the_same(tmp_path: Path, seed: int) -> None:
    pick = random.Random(seed)
    first, _ = started(tmp_path / "0" / "journal.json")
    machines = [first]
    for name in "12":
        path = tmp_path / name / "journal.json"
        path.parent.mkdir()
        shutil.copyfile(first.path, path)
        machines.append(opened(path))
    for _ in range(40):
        one, other = pick.sample(machines, 2)
        if pick.random() < 0.12:
            merge_copy(one, other.path)
            assert_rules(one.contents)
        else:
            try:
                act(one, pick)
            except (Rejected, StoreError):
                continue
    for _ in range(2):
        for one in machines:
            for other in machines:
                if one is not other:
                    merge_copy(one, other.path)
    seen = [{name: dict(journal.contents.table(name)) for name in RECORD_TYPES} for journal in machines]
    assert seen[0] == seen[1] == seen[2]
    assert_rules(first.contents)
    assert [problem for problem in diagnose(first.path) if not problem.note] == []
