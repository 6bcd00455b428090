"""Merging and undoing field by field: which change wins, what belongs together, and what stays of the other copy."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.maintenance import find_text, merge_copy, purge_history
from efficacy_tui.model import records as r
from efficacy_tui.store.disk_version import find_missing
from efficacy_tui.store.errors import DependentChange
from efficacy_tui.store.merge import merge_contents
from efficacy_tui.store.tables import Contents, ErasureMark
from tests.support.store_files import NOON, open_journal, start_journal

DOMAIN = f"{1:032x}"
ENTRY = f"{2:032x}"
DAY = NOON.date()


def at(minute: int) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minute)


def entry(minute: int, changed: dict[str, int] | None = None, **fields: Any) -> r.Mastery:
    """An entry that was last updated at this minute; `changed` has the minutes at which its fields were."""
    instants = {name: at(value) for name, value in changed.items()} if changed else None
    fields = {"text": "asked", **fields}
    return r.Mastery(id=ENTRY, created=NOON, updated=at(minute), changed=instants, domain=DOMAIN, day=DAY, **fields)


def merge_entries(first: r.Mastery, second: r.Mastery) -> r.Mastery:
    """Merge two versions, both ways."""
    copies = [Contents(evidence={ENTRY: row}) for row in (first, second)]
    merged = merge_contents(*copies).contents
    assert merge_contents(*reversed(copies)).contents == merged
    row = merged.evidence[ENTRY]
    assert isinstance(row, r.Mastery)
    return row


@pytest.fixture
def machines(tmp_path: Path) -> tuple[Journal, Journal]:
    """Two machines with a challenge of two steps and an entry; the clock of the second is an hour ahead."""
    here, domain = start_journal(tmp_path / "here.json")
    steps = tuple(r.Step(text=text, day=DAY) for text in ("rehearse", "ask Mara"))
    fields: dict[str, Any] = {"done_when": "done", "difficulty": 40, "odds": 60, "due": DAY, "steps": steps}
    here.challenges.start(domain, title="talk", **fields)
    here.evidence.add(r.Mastery, domain, "asked")
    here.clock.move(minutes=1)  # type: ignore[attr-defined]  # a fixed clock
    shutil.copyfile(here.path, tmp_path / "second.json")
    return here, open_journal(tmp_path / "second.json", NOON + dt.timedelta(hours=1))


def challenge_of(journal: Journal) -> r.Challenge:
    (challenge,) = journal.contents.challenges.values()
    return challenge


def entry_of(journal: Journal) -> Any:
    (row,) = journal.contents.evidence.values()
    return row


def merge_both(here: Journal, there: Journal) -> None:
    merge_copy(here, there.path)
    merge_copy(there, here.path)
    assert here.contents == there.contents


# -- which change wins -----------------------------------------------------------------------------------


def test_of_each_field_the_later_change_wins() -> None:
    first = entry(9, {"text": 9, "difficulty": 2}, text="mine", difficulty=10)
    second = entry(5, {"text": 1, "difficulty": 5}, text="theirs", difficulty=20)
    merged = merge_entries(first, second)
    assert (merged.text, merged.difficulty, merged.updated) == ("mine", 20, at(9))
    assert merged.changed == {"text": at(9), "difficulty": at(5)}


def test_of_two_changes_at_one_instant_the_greater_wins() -> None:
    assert merge_entries(entry(1, {"text": 1}, text="a"), entry(1, {"text": 1}, text="b")).text == "b"


def test_what_somebody_set_to_nothing_can_win() -> None:
    assert merge_entries(entry(3, {"difficulty": 3}), entry(2, {"difficulty": 2}, difficulty=20)).difficulty is None
    assert merge_entries(entry(1, {"difficulty": 1}), entry(2, {"difficulty": 2}, difficulty=20)).difficulty == 20


@pytest.mark.parametrize("changed", [{"text": 9}, {"*": 9}])
def test_what_nobody_ever_set_never_wins(changed: dict[str, int]) -> None:
    assert merge_entries(entry(9, changed, text="mine"), entry(2, {"difficulty": 2}, difficulty=20)).difficulty == 20


def test_a_field_that_is_not_named_counts_from_the_beginning_or_from_the_migration() -> None:
    second = entry(5, {"text": 5}, text="theirs")
    assert merge_entries(entry(9, {"difficulty": 9}, text="mine", difficulty=1), second).text == "theirs"
    assert merge_entries(entry(9, {"*": 4, "difficulty": 9}, text="mine", difficulty=1), second).text == "theirs"
    assert merge_entries(entry(9, {"*": 6, "difficulty": 9}, text="mine", difficulty=1), second).text == "mine"


def test_only_what_was_changed_is_noted(machines: tuple[Journal, Journal]) -> None:
    here, _ = machines
    assert entry_of(here).changed is None
    here.evidence.edit(entry_of(here).id, text="asked twice")
    first = entry_of(here).updated
    here.clock.move(minutes=1)  # type: ignore[attr-defined]
    here.evidence.edit(entry_of(here).id, difficulty=30)
    assert entry_of(here).changed == {"text": first, "difficulty": entry_of(here).updated}


# -- what belongs together -------------------------------------------------------------------------------


def test_a_step_done_here_and_a_day_moved_there_are_both_kept(machines: tuple[Journal, Journal]) -> None:
    here, there = machines
    identifier = challenge_of(here).id
    here.challenges.record_step(identifier, 0, "done")
    there.challenges.edit(identifier, due=DAY + dt.timedelta(days=3))
    there.challenges.record_step(identifier, 1, "partly")
    merge_both(here, there)
    merged = challenge_of(here)
    assert (merged.due, [step.result for step in merged.steps]) == (DAY + dt.timedelta(days=3), ["done", "partly"])
    assert [revision.field for revision in merged.revisions] == ["due"]


def test_an_outcome_is_taken_whole(machines: tuple[Journal, Journal]) -> None:
    here, there = machines
    identifier = challenge_of(here).id
    here.challenges.close(identifier, "abandoned", outside_cause=True)
    there.challenges.close(identifier, "succeeded", learned="slowly")
    merge_both(here, there)
    merged = challenge_of(here)
    assert (merged.outcome, merged.outside_cause, merged.learned) == ("succeeded", False, "slowly")


def test_a_start_and_a_due_day_are_taken_together() -> None:
    def challenge(minute: int, start: dt.date) -> r.Challenge:
        return r.Challenge(
            id=ENTRY, created=NOON, updated=at(minute), changed={"*": at(minute), "due": at(10 - minute)},
            domain=DOMAIN, title="talk", done_when="done", difficulty=1, odds=1, start=start, due=start,
        )  # fmt: skip

    copies = [Contents(challenges={ENTRY: challenge(n, DAY + dt.timedelta(days=40 * n))}) for n in (1, 2)]
    merged = merge_contents(*copies).contents.challenges[ENTRY]
    assert merged.start == merged.due


def test_what_was_recorded_of_a_removed_step_comes_back_with_it(machines: tuple[Journal, Journal]) -> None:
    here, there = machines
    identifier = challenge_of(here).id
    kept, removed = challenge_of(here).steps
    here.challenges.record_step(identifier, 1, "done")
    there.challenges.edit(identifier, steps=(kept,))
    merge_both(here, there)
    assert challenge_of(here).steps == (kept,)
    assert challenge_of(here).removed_steps == (r.RemovedStep(id=removed.id, result="done"),)
    there.undo()
    merge_both(here, there)
    assert [step.result for step in challenge_of(here).steps] == [None, "done"]
    assert challenge_of(here).removed_steps == ()


def test_a_step_that_is_removed_here_keeps_what_was_recorded_of_it(machines: tuple[Journal, Journal]) -> None:
    here, _ = machines
    identifier, (kept, removed) = challenge_of(here).id, challenge_of(here).steps
    here.challenges.record_step(identifier, 1, "done")
    here.challenges.edit(identifier, steps=(kept,))
    assert challenge_of(here).removed_steps == (r.RemovedStep(id=removed.id, result="done"),)
    here.undo()
    assert [step.result for step in challenge_of(here).steps] == [None, "done"]
    assert challenge_of(here).removed_steps == ()


def test_a_step_keeps_its_id_when_the_list_is_edited(machines: tuple[Journal, Journal]) -> None:
    here, _ = machines
    first, second = challenge_of(here).steps
    assert len({first.id, second.id, ""}) == 3
    steps = (r.Step(text="ask Mara", day=DAY + dt.timedelta(days=1)), r.Step(text="rehearse", day=DAY))
    steps = (*steps, r.Step(text="rehearse", day=DAY))
    edited = here.challenges.edit(challenge_of(here).id, due=DAY + dt.timedelta(days=1), steps=steps)
    assert [step.id for step in edited.steps[:2]] == [second.id, first.id]
    assert edited.steps[2].id not in (first.id, second.id, "")


def test_revisions_of_both_machines_are_kept(machines: tuple[Journal, Journal]) -> None:
    here, there = machines
    identifier = challenge_of(here).id
    here.challenges.edit(identifier, done_when="they laughed")
    there.challenges.edit(identifier, done_when="they clapped", if_obstacle="no time")
    merge_both(here, there)
    fields = [(revision.field, revision.was) for revision in challenge_of(here).revisions]
    assert fields == [("done_when", "done"), ("done_when", "done"), ("if_obstacle", "")]


# -- deletions and erasures ------------------------------------------------------------------------------


def test_a_change_after_a_deletion_brings_all_of_the_record_back(machines: tuple[Journal, Journal]) -> None:
    here, there = machines
    identifier = entry_of(here).id
    here.evidence.edit(identifier, difficulty=30)
    here.evidence.delete(identifier)
    there.evidence.edit(identifier, text="asked there")
    merge_both(here, there)
    assert (entry_of(here).text, entry_of(here).difficulty) == ("asked there", 30)


def test_a_deletion_that_is_undone_keeps_what_another_machine_changed(machines: tuple[Journal, Journal]) -> None:
    here, there = machines
    identifier = entry_of(here).id
    there.evidence.edit(identifier, text="asked there")
    here.clock.move(hours=2)  # type: ignore[attr-defined]
    here.evidence.delete(identifier)
    merge_copy(here, there.path)
    assert here.contents.evidence == {}
    here.undo()
    assert entry_of(here).text == "asked there"
    merge_both(here, there)
    assert entry_of(there).text == "asked there"


def test_a_deleted_version_is_found_by_its_words_and_goes_with_the_history(machines: tuple[Journal, Journal]) -> None:
    here, _ = machines
    identifier = entry_of(here).id
    here.evidence.delete(identifier)
    assert here.contents.tombstones[identifier].was is not None
    purge_history(here)
    assert here.contents.tombstones[identifier].was is None
    assert not find_text(here, "asked")


def test_what_was_set_before_a_mark_is_refused_and_what_came_after_it_is_not() -> None:
    mark = ErasureMark(id=ENTRY, table="evidence", until=at(5))
    living = entry(7, {"*": 6}, text="harmless")
    other = entry(8, {"text": 5, "difficulty": 8}, text="secret", difficulty=30)
    here = Contents(evidence={ENTRY: living}, erasures={ENTRY: mark})
    merged = merge_contents(here, Contents(evidence={ENTRY: other}))
    assert (
        merged.contents.evidence[ENTRY]
        == merge_contents(Contents(evidence={ENTRY: other}), here).contents.evidence[ENTRY]
    )
    row = merged.contents.evidence[ENTRY]
    assert isinstance(row, r.Mastery)
    assert (row.text, row.difficulty) == ("harmless", 30)
    assert b"secret" not in msgspec.json.encode([*merged.lost, merged.contents])


# -- undo and redo ---------------------------------------------------------------------------------------


def test_undo_and_redo_leave_what_a_merge_brought(machines: tuple[Journal, Journal]) -> None:
    here, there = machines
    identifier = challenge_of(here).id
    here.challenges.edit(identifier, done_when="they laughed")
    there.challenges.edit(identifier, if_obstacle="no time")
    merge_copy(here, there.path)
    here.undo()
    assert (challenge_of(here).done_when, challenge_of(here).if_obstacle) == ("done", "no time")
    assert [revision.field for revision in challenge_of(here).revisions] == ["if_obstacle"]
    merge_both(here, there)
    assert challenge_of(there).done_when == "done"
    here.redo()
    assert (challenge_of(here).done_when, challenge_of(here).if_obstacle) == ("they laughed", "no time")
    merge_both(here, there)
    assert challenge_of(there).done_when == "they laughed"


def test_a_change_that_another_machine_has_overwritten_is_not_undone(machines: tuple[Journal, Journal]) -> None:
    here, there = machines
    identifier = entry_of(here).id
    here.evidence.edit(identifier, text="mine")
    there.evidence.edit(identifier, text="theirs")
    merge_copy(here, there.path)
    with pytest.raises(DependentChange, match="changed again since"):
        here.undo()
    assert entry_of(here).text == "theirs"


def test_a_record_that_another_machine_went_on_with_is_not_undone(machines: tuple[Journal, Journal]) -> None:
    here, there = machines
    there.evidence.edit(entry_of(here).id, difficulty=30)
    merge_copy(here, there.path)
    with pytest.raises(DependentChange, match="changed again since"):
        here.undo()
    assert entry_of(here).difficulty == 30


def test_changes_of_one_field_are_undone_one_after_the_other(machines: tuple[Journal, Journal]) -> None:
    here, _ = machines
    identifier = entry_of(here).id
    for text in ("one", "two", "three"):
        here.evidence.edit(identifier, text=text)
    here.evidence.edit(identifier, difficulty=5)
    texts = []
    for _ in range(4):
        here.undo()
        texts.append(entry_of(here).text)
    assert texts == ["three", "two", "one", "asked"]
    assert here.undo() == "Evidence: asked"
    assert here.contents.evidence == {}
    for _ in range(5):
        here.redo()
    assert (entry_of(here).text, entry_of(here).difficulty) == ("three", 5)
    here.undo()
    assert entry_of(here).difficulty is None


def test_a_step_that_changed_nothing_in_the_end_can_be_undone(machines: tuple[Journal, Journal]) -> None:
    here, _ = machines
    (domain,) = here.contents.domains
    here.domains.archive(domain, archived=False)  # it takes the focus away and gives it back
    assert here.undo().startswith("Bring back domain")
    assert here.redo().startswith("Bring back domain")


# -- rules and rollbacks ---------------------------------------------------------------------------------


def test_a_change_of_a_record_that_a_rule_adjusted_does_not_make_the_rule_the_persons(tmp_path: Path) -> None:
    here, first = start_journal(tmp_path / "here.json")
    shutil.copyfile(here.path, tmp_path / "second.json")
    there = open_journal(tmp_path / "second.json", NOON + dt.timedelta(hours=1))
    second = there.domains.add("Writing", "write").id
    there.domains.set_focus(second)
    here.clock.move(hours=2)  # type: ignore[attr-defined]
    third = here.domains.add("Running", "run").id
    here.domains.set_focus(third)
    merge_copy(there, here.path)
    assert [row.id for row in there.contents.domains.values() if row.focus] == [third]
    there.clock.move(hours=4)  # type: ignore[attr-defined]
    there.domains.edit(second, "Writing more", "write")
    assert not there.contents.domains[second].focus
    unadjusted = there.contents.adjusted[second].was
    assert (unadjusted["focus"], unadjusted["name"]) == (True, "Writing more")
    here.clock.move(hours=4)  # type: ignore[attr-defined]
    here.domains.archive(third)
    here.domains.archive(first)
    merge_both(here, there)
    assert [row.name for row in here.contents.domains.values() if row.focus] == ["Writing more"]


def test_a_file_with_a_newer_version_can_still_lack_a_change() -> None:
    mine, theirs = entry(3, {"difficulty": 3}, difficulty=20), entry(5, {"text": 5}, text="theirs")
    copies = Contents(evidence={ENTRY: mine}), Contents(evidence={ENTRY: theirs})
    assert find_missing(*copies) == {("evidence", ENTRY)}
    merged = merge_contents(*copies).contents
    assert find_missing(copies[0], merged) == find_missing(copies[1], merged) == frozenset()
