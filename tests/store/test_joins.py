"""Domains of one name, joined: what moves, what a merge brings later, what undo gives back."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from efficacy_tui.model.records import Domain, KeyValue, Mastery
from efficacy_tui.store.erase import Erasure, collect_dependent_ids
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.joins import find_group, find_owner_ids
from efficacy_tui.store.merge import merge_contents
from efficacy_tui.store.tables import RECORD_TYPES
from tests.support.fixed_clock import FixedClock
from tests.support.journal_rules import broken_rules
from tests.support.memory_journal import MemoryJournal
from tests.support.store_files import NOON, SequentialIds

Rows = dict[str, dict[str, Any]]


def start_machine(number: int, task: str = "give a talk") -> MemoryJournal:
    """A machine with a domain of its own called Speaking: the older, the lower the number."""
    machine = MemoryJournal(FixedClock(NOON + dt.timedelta(hours=number)), SequentialIds(number))
    domain = machine.domains.add("Speaking", task).id
    machine.evidence.add(Mastery, domain, f"of machine {number}")
    machine.clock.move(minutes=1)
    return machine


def start_two() -> tuple[MemoryJournal, MemoryJournal]:
    """Two machines, each with a domain called Speaking, that have merged each other."""
    here, there = start_machine(1), start_machine(2)
    here.merge(there)
    there.merge(here)
    here.clock.move(hours=5)
    there.clock.move(hours=4)
    return here, there


def join(machine: MemoryJournal) -> Domain:
    return machine.domains.join_namesakes(machine.domains.all()[0].id)


def merge_all(*machines: MemoryJournal) -> None:
    """Merge until all machines have everything, and check that they agree and follow the rules."""
    for _ in range(2):
        for machine, other in itertools.permutations(machines, 2):
            machine.merge(other)
    tables = [{name: dict(machine.contents.table(name)) for name in RECORD_TYPES} for machine in machines]
    assert all(table == tables[0] for table in tables)
    assert broken_rules(machines[0].contents) == []


def texts_by_domain(machine: MemoryJournal) -> dict[str, list[str]]:
    """The texts of the entries under each domain that is shown, by the first letters of its task."""
    return {
        row.id: sorted(entry.text for entry in machine.contents.evidence.values() if entry.domain == row.id)
        for row in machine.domains.all(archived=True)
    }


def shown_rows(machine: MemoryJournal) -> Rows:
    """Everything but the instants of the last updates, which count every change."""
    names = ("domains", "challenges", "evidence", "checkins", "reappraisals", "settings")
    return {
        name: {
            key: {**msgspec.to_builtins(row), "updated": "", "changed": ""}
            for key, row in machine.contents.table(name).items()
        }
        for name in names
    }


# -- which domain is kept ----------------------------------------------------------------------------


def build_domain(number: int, joined: int | None = None, age: int = 0) -> Domain:
    at = NOON - dt.timedelta(days=age)
    target = None if joined is None else f"{joined:032x}"
    return Domain(id=f"{number:032x}", created=at, updated=NOON, name="Speaking", task="talk", joined=target)


@pytest.mark.parametrize(
    ("domains", "expected_owners"),
    [
        ((build_domain(1), build_domain(2)), {}),
        ((build_domain(1, age=2), build_domain(2, 1)), {2: 1}),
        # The oldest is kept, also where the younger was meant; of two of one instant the lower id.
        ((build_domain(1, 2, age=2), build_domain(2)), {2: 1}),
        ((build_domain(1, age=1), build_domain(2, 1, age=5)), {1: 2}),
        ((build_domain(1, 2), build_domain(2)), {2: 1}),
        # A chain, a circle, two ways into one group, and one that is joined to itself.
        ((build_domain(3, 2), build_domain(2, 1), build_domain(1)), {3: 1, 2: 1}),
        ((build_domain(1, 2), build_domain(2, 3), build_domain(3, 1)), {3: 1, 2: 1}),
        ((build_domain(4, 2), build_domain(3, 2), build_domain(2), build_domain(1, 3)), {4: 1, 3: 1, 2: 1}),
        ((build_domain(1, 1),), {}),
        # One that is not there joins nothing, nor two others through it.
        ((build_domain(1, 9), build_domain(2, 9)), {}),
    ],
)
def test_the_oldest_of_a_group_is_kept_in_whatever_order(
    domains: tuple[Domain, ...], expected_owners: dict[int, int]
) -> None:
    expected = {f"{key:032x}": f"{value:032x}" for key, value in expected_owners.items()}
    for order in itertools.permutations(domains):
        rows = {row.id: row for row in order}
        assert find_owner_ids(rows) == expected
        for key in rows:
            owner = expected.get(key, key)
            assert find_group(rows, key) == {owner, *(other for other, value in expected.items() if value == owner)}


# -- joining and undoing -----------------------------------------------------------------------------


def test_joining_changes_one_field_and_moves_everything_of_the_younger_domain() -> None:
    here, _ = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    steps = here.store.history.steps
    owner = join(here)
    assert owner.id == older.id
    assert here.domains.all(archived=True) == [here.contents.domains[older.id]]
    assert texts_by_domain(here) == {older.id: ["of machine 1", "of machine 2"]}
    (step,) = here.store.history.steps[len(steps) :]
    assert step.title == "Joined two domains called Speaking"
    assert [(change.table, change.id, list(change.fields or {})) for change in step.read()] == [
        ("domains", younger.id, ["joined"])
    ]


def test_undo_gives_everything_back_and_redo_takes_it_again() -> None:
    here, there = start_two()
    for machine, confidence in ((here, 70), (there, 40)):
        machine.checkins.record(machine.domains.focus().id, confidence)  # type: ignore[union-attr]
    merge_all(here, there)
    before = shown_rows(here)
    join(here)
    joined = shown_rows(here)
    assert joined != before
    here.undo()
    assert shown_rows(here) == before
    here.redo()
    assert shown_rows(here) == joined
    assert broken_rules(here.contents) == []


def test_what_was_changed_since_the_join_stays_changed_after_its_undo() -> None:
    here, _ = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    join(here)
    entry = next(row for row in here.contents.evidence.values() if row.text == "of machine 2")
    elsewhere = MemoryJournal(here.clock, SequentialIds(7))
    elsewhere.load(here.encode())
    elsewhere.clock.move(minutes=1)
    elsewhere.evidence.edit(entry.id, text="edited", difficulty=30)
    here.undo()
    here.merge(elsewhere)
    # The undo is the later change of the join; the edit is the later one of the text.
    assert texts_by_domain(here) == {older.id: ["of machine 1"], younger.id: ["edited"]}
    assert here.contents.evidence[entry.id].difficulty == 30  # type: ignore[union-attr]


def test_a_step_from_before_the_join_can_be_undone_after_it() -> None:
    here, _ = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    entry = here.evidence.add(Mastery, younger.id, "of the younger")
    here.evidence.delete(entry.id)
    other = MemoryJournal(here.clock, SequentialIds(7))
    other.load(here.encode())
    join(other)
    here.merge(other)
    assert here.undo() == "Delete evidence: of the younger"
    assert here.contents.evidence[entry.id].domain == older.id
    assert broken_rules(here.contents) == []
    other.undo()
    here.clock.move(minutes=1)
    merge_all(here, other)
    assert here.contents.evidence[entry.id].domain == younger.id


def test_of_two_ratings_of_a_day_the_later_stays_and_the_other_comes_back_with_undo() -> None:
    here, _ = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    here.checkins.record(younger.id, 40)
    here.clock.move(minutes=1)
    here.checkins.record(older.id, 70)
    join(here)
    assert [(row.domain, row.confidence) for row in here.contents.checkins.values()] == [(older.id, 70)]
    here.undo()
    ratings = {(row.domain, row.confidence) for row in here.contents.checkins.values()}
    assert ratings == {(older.id, 70), (younger.id, 40)}


def start_challenge(machine: MemoryJournal, domain: str, title: str) -> str:
    due = machine.today() + dt.timedelta(days=3)
    return machine.challenges.start(domain, title=title, done_when="done", difficulty=40, odds=60, due=due).id


def test_of_two_open_challenges_the_later_stays_open_and_the_other_comes_back_with_undo() -> None:
    here, _ = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    first = start_challenge(here, younger.id, "I will ask")
    here.clock.move(days=1)
    second = start_challenge(here, older.id, "I will answer")
    join(here)
    assert [row.id for row in here.contents.challenges.values() if row.status == "active"] == [second]
    assert here.contents.challenges[first].outside_cause
    here.undo()
    assert here.contents.challenges[first].status == "active"


def test_a_challenge_that_was_over_before_the_join_closes_no_other() -> None:
    here, _ = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    first = start_challenge(here, older.id, "I will ask")
    here.clock.move(days=1)
    here.challenges.close(start_challenge(here, younger.id, "I will answer"), "succeeded")
    here.clock.move(days=2)
    join(here)
    assert here.contents.challenges[first].status == "active"


def test_an_open_challenge_that_gave_way_does_not_come_back_once_the_other_is_closed() -> None:
    here, there = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    first = start_challenge(here, older.id, "I will ask")
    here.clock.move(days=1)
    second = start_challenge(here, younger.id, "I will answer")
    join(here)
    here.clock.move(days=1)
    here.challenges.close(second, "succeeded")
    there.clock.move(days=3)
    merge_all(here, there)
    assert here.contents.challenges[first].status == "closed"


def test_the_focus_goes_to_the_domain_that_is_kept_and_back() -> None:
    here, _ = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    other = here.domains.add("Writing", "write").id
    here.domains.set_focus(younger.id)
    join(here)
    assert here.domains.focus().id == older.id  # type: ignore[union-attr]
    here.undo()
    assert here.domains.focus().id == younger.id  # type: ignore[union-attr]
    here.redo()
    here.domains.set_focus(other)
    assert here.domains.focus().id == other  # type: ignore[union-attr]


def test_a_domain_in_use_brings_an_archived_namesake_back_and_undo_archives_it_again() -> None:
    here, _ = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    here.domains.archive(older.id)
    join(here)
    assert [row.id for row in here.domains.all()] == [older.id]
    here.undo()
    assert here.contents.domains[older.id].archived
    assert [row.id for row in here.domains.all()] == [younger.id]


def test_drafts_and_rules_of_imports_follow_the_join_and_go_back() -> None:
    here, _ = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    here.settings.save_draft(f"challenge:{younger.id}", {"title": "half a thought", "domain": younger.id})
    here.settings.set("import:jrnl", [["@talk", younger.id, "mastery"]])
    join(here)
    assert here.settings.draft(f"challenge:{older.id}") == {"title": "half a thought", "domain": older.id}
    assert here.settings.get("import:jrnl") == [["@talk", older.id, "mastery"]]
    here.settings.save_draft(f"challenge:{older.id}", {"title": "a whole one"})
    here.undo()
    assert here.settings.draft(f"challenge:{older.id}") is None
    assert here.settings.draft(f"challenge:{younger.id}") == {"title": "a whole one"}
    assert here.settings.get("import:jrnl") == [["@talk", younger.id, "mastery"]]


def test_of_two_drafts_the_later_is_offered_and_the_other_comes_back_with_undo() -> None:
    here, _ = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    here.settings.save_draft(f"challenge:{older.id}", {"title": "older"})
    here.clock.move(minutes=1)
    here.settings.save_draft(f"challenge:{younger.id}", {"title": "younger"})
    join(here)
    assert here.settings.draft(f"challenge:{older.id}") == {"title": "younger"}
    here.undo()
    assert here.settings.draft(f"challenge:{older.id}") == {"title": "older"}


def test_a_form_that_was_open_before_the_join_saves_under_the_domain_that_is_kept() -> None:
    here, _ = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    join(here)
    here.checkins.record(younger.id, 50)
    here.checkins.record(older.id, 60)
    assert [(row.domain, row.confidence) for row in here.contents.checkins.values()] == [(older.id, 60)]
    assert here.evidence.add(Mastery, younger.id, "late").domain == older.id
    challenge = start_challenge(here, younger.id, "I will ask")
    assert here.contents.challenges[challenge].domain == older.id
    with pytest.raises(Rejected, match="still open"):
        start_challenge(here, older.id, "I will answer")
    assert here.reappraisals.record(younger.id, here.now()).domain == older.id
    here.domains.edit(younger.id, "Talking", "talk")
    assert [row.name for row in here.domains.all()] == ["Talking"]


def test_nothing_is_joined_without_a_namesake() -> None:
    here = start_machine(1)
    with pytest.raises(Rejected, match="only one domain of this name"):
        join(here)


# -- several machines --------------------------------------------------------------------------------


def test_both_machines_join_and_a_third_records_for_either_meanwhile() -> None:
    here, there = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    third = MemoryJournal(FixedClock(NOON + dt.timedelta(hours=9)), SequentialIds(3))
    third.load(here.encode())
    join(here)
    join(there)
    third.evidence.add(Mastery, older.id, "offline, for the older")
    third.evidence.add(Mastery, younger.id, "offline, for the younger")
    third.checkins.record(younger.id, 55)
    merge_all(here, there, third)
    assert texts_by_domain(third) == {
        older.id: ["of machine 1", "of machine 2", "offline, for the older", "offline, for the younger"]
    }
    assert [(row.domain, row.confidence) for row in third.contents.checkins.values()] == [(older.id, 55)]
    third.evidence.add(Mastery, older.id, "after the join")
    merge_all(here, there, third)
    here.clock.move(days=1)
    here.undo()
    merge_all(here, there, third)
    assert texts_by_domain(there) == {
        older.id: ["after the join", "of machine 1", "offline, for the older"],
        younger.id: ["of machine 2", "offline, for the younger"],
    }


def test_three_domains_of_one_name_are_joined_to_the_oldest_in_one_step() -> None:
    machines = [start_machine(number) for number in (1, 2, 3)]
    merge_all(*machines)
    first, *others = machines[2].domains.namesakes(machines[2].domains.all()[0].id)
    machines[2].clock.move(days=1)
    join(machines[2])
    merge_all(*machines)
    assert texts_by_domain(machines[0]) == {first.id: ["of machine 1", "of machine 2", "of machine 3"]}
    assert machines[2].undo() == "Joined three domains called Speaking"
    assert {row.id for row in machines[2].domains.all()} == {first.id, *(row.id for row in others)}


def test_joins_of_two_machines_that_make_a_chain_have_one_end() -> None:
    machines = [start_machine(number) for number in (1, 2, 3)]
    first, second, third = machines
    second.merge(third)
    second.clock.move(days=1)
    join(second)
    first.merge(second)
    first.clock.move(days=1)
    join(first)
    merge_all(*machines)
    (domain,) = third.domains.all()
    assert texts_by_domain(third) == {domain.id: ["of machine 1", "of machine 2", "of machine 3"]}
    second.undo()
    merge_all(*machines)
    assert sorted(map(len, texts_by_domain(third).values())) == [1, 2]


Act = Callable[[MemoryJournal, Domain, Domain], object]

MEANWHILE: dict[str, Act] = {
    "renames the older": lambda journal, older, _: journal.domains.edit(older.id, "Talking", older.task),
    "renames the younger": lambda journal, _, younger: journal.domains.edit(younger.id, "Talking", younger.task),
    "archives the older": lambda journal, older, _: journal.domains.archive(older.id),
    "archives the younger": lambda journal, _, younger: journal.domains.archive(younger.id),
    "focuses the older": lambda journal, older, _: journal.domains.set_focus(older.id),
    "focuses the younger": lambda journal, _, younger: journal.domains.set_focus(younger.id),
    "moves the younger": lambda journal, _, younger: journal.domains.move(younger.id, -1),
    "changes the task of the younger": lambda journal, _, younger: journal.domains.edit(
        younger.id, "Speaking", "speak"
    ),
    "deletes an entry of the younger": lambda journal, _, younger: journal.evidence.delete(
        next(row.id for row in journal.contents.evidence.values() if row.domain == younger.id)
    ),
}


@pytest.mark.parametrize("what", MEANWHILE)
@pytest.mark.parametrize("is_undone", [False, True])
def test_one_machine_joins_while_the_other_does_something(what: str, is_undone: bool) -> None:
    here, there = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    join(here)
    there.clock.move(minutes=2)
    MEANWHILE[what](there, older, younger)
    there.evidence.add(Mastery, younger.id, "and records something")
    merge_all(here, there)
    if is_undone:
        here.clock.move(days=1)
        here.undo()
        merge_all(here, there)
    present = {row.id for row in here.domains.all(archived=True)}
    assert present == ({older.id, younger.id} if is_undone else {older.id})
    texts = {row.text: row.domain for row in here.contents.evidence.values()}
    assert texts["and records something"] == (younger.id if is_undone else older.id)
    if "renames the older" in what:
        assert here.contents.domains[older.id].name == "Talking"


@pytest.mark.parametrize("erased", ["older", "younger"])
def test_what_is_left_of_a_join_whose_other_half_was_erased_stands_for_itself(erased: str) -> None:
    here, there = start_two()
    domains = dict(zip(("older", "younger"), here.domains.namesakes(here.domains.all()[0].id), strict=True))
    join(here)
    there.erase(Erasure(collect_dependent_ids(there.contents, domains[erased].id)), there.now())
    merge_all(here, there)
    (domain,) = here.domains.all(archived=True)
    assert domain.id != domains[erased].id
    number = 1 if erased == "younger" else 2
    assert texts_by_domain(here) == {domain.id: [f"of machine {number}"]}


def test_erasing_the_domain_that_is_kept_erases_what_was_joined_to_it_everywhere() -> None:
    here, there = start_two()
    for machine in (here, there):
        for domain in machine.domains.all():
            machine.checkins.record(domain.id, 50)
    merge_all(here, there)
    owner = join(here)
    here.erase(Erasure(collect_dependent_ids(here.contents, owner.id)), here.now())
    assert not here.contents.domains
    merge_all(here, there)
    assert not there.contents.domains
    assert not there.contents.evidence
    assert not there.contents.checkins
    assert not there.contents.adjusted


def test_after_undo_erasing_one_leaves_what_belongs_to_the_other() -> None:
    here, _ = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    join(here)
    entry = next(row for row in here.contents.evidence.values() if row.text == "of machine 2")
    here.clock.move(minutes=1)
    # The history now has a version of it that belongs to the older domain.
    here.evidence.edit(entry.id, difficulty=20)
    here.undo()
    here.undo()
    here.erase(Erasure(collect_dependent_ids(here.contents, older.id)), here.now())
    assert texts_by_domain(here) == {younger.id: ["of machine 2"]}


def test_merging_names_the_join_and_counts_nothing_as_changed_that_only_moved() -> None:
    here, there = start_two()
    younger = here.domains.namesakes(here.domains.all()[0].id)[1]
    join(here)
    result = merge_contents(there.contents, here.contents)
    assert result.joined == (younger.id,)
    # The join of one, and the focus of the other.
    assert (result.added, result.changed, result.deleted) == ({}, {"domains": 2}, {})
    again = merge_contents(result.contents, here.contents)
    assert (again.joined, again.changed, again.adjusted) == ((), {}, 0)


def test_a_draft_and_a_focus_that_come_for_a_joined_domain_go_to_its_owner_at_once() -> None:
    here, _ = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    writing = here.domains.add("Writing", "write").id
    join(here)
    here.settings.save_draft(f"challenge:{younger.id}", {"title": "late"})
    assert here.settings.draft(f"challenge:{older.id}") == {"title": "late"}
    here.domains.set_focus(writing)
    # As an older step that is undone does it.
    here.change("Focus", lambda unit: unit.change(unit.contents.domains[writing], focus=False))
    here.change("Focus", lambda unit: unit.change(unit.contents.domains[younger.id], focus=True))
    assert here.domains.focus().id == older.id  # type: ignore[union-attr]
    assert broken_rules(here.contents) == []


def test_a_setting_that_only_looks_like_an_id_stays_as_it_is() -> None:
    here, _ = start_two()
    younger = here.domains.namesakes(here.domains.all()[0].id)[1]
    here.settings.set("note", f"about {younger.id} and more")
    join(here)
    assert here.settings.get("note") == f"about {younger.id} and more"
    assert all(isinstance(row, KeyValue) for row in here.contents.settings.values())


def test_either_machine_that_joined_takes_the_join_back() -> None:
    for undoing in (0, 1):
        machines = start_two()
        join(machines[0])
        machines[1].clock.move(minutes=30)
        join(machines[1])
        merge_all(*machines)
        machines[undoing].clock.move(days=1)
        assert machines[undoing].undo() == "Joined two domains called Speaking"
        merge_all(*machines)
        assert len(machines[1 - undoing].domains.all()) == 2


def test_archiving_what_was_joined_archives_all_of_it_and_bringing_back_one_brings_it_back() -> None:
    here, there = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    join(here)
    here.domains.archive(younger.id)
    assert [row.archived for row in here.domains.all(archived=True)] == [True]
    merge_all(here, there)
    assert there.domains.all() == []
    there.clock.move(days=1)
    there.domains.archive(older.id, archived=False)
    merge_all(here, there)
    assert [row.id for row in here.domains.all()] == [older.id]


def test_what_another_machine_still_practises_is_not_archived_by_tidying_up_here() -> None:
    here, there = start_two()
    older, younger = there.domains.namesakes(there.domains.all()[0].id)
    there.domains.archive(older.id)
    there.evidence.add(Mastery, younger.id, "goes on")
    join(here)
    merge_all(here, there)
    assert [row.id for row in there.domains.all()] == [older.id]


def test_the_focus_can_be_moved_although_a_machine_whose_clock_is_ahead_set_it_last() -> None:
    here, there = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    writing = here.domains.add("Writing", "write").id
    merge_all(here, there)
    here.domains.set_focus(writing)
    there.clock.move(days=1)
    there.domains.set_focus(older.id)
    there.domains.set_focus(younger.id)
    join(here)
    here.merge(there)
    assert here.domains.focus().id == older.id  # type: ignore[union-attr]
    here.domains.set_focus(writing)
    assert here.domains.focus().id == writing  # type: ignore[union-attr]
    merge_all(here, there)
    assert there.domains.focus().id == writing  # type: ignore[union-attr]


def test_a_rating_that_gave_way_is_back_once_the_other_one_is_undone() -> None:
    here, _ = start_two()
    older, younger = here.domains.namesakes(here.domains.all()[0].id)
    there = MemoryJournal(here.clock, SequentialIds(7))
    there.load(here.encode())
    join(there)
    there.checkins.record(older.id, 30)
    here.clock.move(minutes=1)
    here.checkins.record(younger.id, 40)
    here.merge(there)
    assert [row.confidence for row in here.contents.checkins.values()] == [40]
    here.undo()
    assert [row.confidence for row in here.contents.checkins.values()] == [30]
    assert broken_rules(here.contents) == []
    here.redo()
    assert [row.confidence for row in here.contents.checkins.values()] == [40]
