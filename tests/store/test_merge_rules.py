"""Merging, one rule at a time: which version wins, what is stored of the other, and what the report counts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.maintenance import merge_copy
from efficacy_tui.model import records as r
from efficacy_tui.store.erasures import ERASED_TITLE
from efficacy_tui.store.merge import drop_erased_changes, merge_contents, merge_steps
from efficacy_tui.store.tables import Change, Contents, HistoryStep, encode_changes
from efficacy_tui.wording.merge import merge_lines
from tests.support.store_files import NOON, open_journal, start_journal

DOMAIN = r.Domain(id=f"{1:032x}", created=NOON, updated=NOON, name="Speaking", task="talk", focus=True)
ENTRY_ID = f"{2:032x}"


def at(minute: int) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minute)


def with_entry(minute: int, text: str = "Asked") -> Contents:
    """A journal with one entry, last changed at this minute."""
    entry = r.Mastery(id=ENTRY_ID, created=NOON, updated=at(minute), domain=DOMAIN.id, day=NOON.date(), text=text)
    return Contents(domains={DOMAIN.id: DOMAIN}, evidence={ENTRY_ID: entry})


def without_entry(minute: int, *, erased: bool = False) -> Contents:
    """A journal in which the entry was deleted at this minute."""
    tombstone = r.Tombstone(id=ENTRY_ID, created=at(minute), updated=at(minute), table="evidence", erased=erased)
    return Contents(domains={DOMAIN.id: DOMAIN}, tombstones={ENTRY_ID: tombstone})


def build_step(number: int, minute: int, *record_ids: str, title: str = "step", state: str = "done") -> HistoryStep:
    changes = [Change(table="evidence", id=record_id, was={"text": "words"}) for record_id in record_ids]
    return HistoryStep(
        id=f"{number:032x}", at=at(minute).isoformat(), title=title, changes=encode_changes(changes), state=state
    )  # type: ignore[arg-type]  # a text instead of its literals


# -- versions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("deleted_at", "survives"), [(4, True), (5, False), (6, False)])
def test_a_deletion_wins_over_versions_as_old_as_it_or_older(deleted_at: int, survives: bool) -> None:
    for first, second in ((with_entry(5), without_entry(deleted_at)), (without_entry(deleted_at), with_entry(5))):
        merged = merge_contents(first, second).contents
        assert (ENTRY_ID in merged.evidence) == survives
        assert (ENTRY_ID in merged.tombstones) == (not survives)


def test_an_erased_record_never_comes_back_and_leaves_no_words() -> None:
    for first, second in (
        (with_entry(9), without_entry(5, erased=True)),
        (without_entry(5, erased=True), with_entry(9)),
    ):
        merged = merge_contents(first, second)
        assert merged.contents.evidence == {}
        assert merged.lost == ()


def test_a_deletion_that_lost_is_not_stored_as_a_version() -> None:
    assert merge_contents(without_entry(4), with_entry(5)).lost == ()
    (step,) = merge_contents(without_entry(6), with_entry(5, "Asked twice")).lost
    assert [change.was["text"] for change in step.read() if change.was] == ["Asked twice"]


def test_a_change_after_an_adjustment_is_kept_by_the_next_merge(tmp_path: Path) -> None:
    here, _ = start_journal(tmp_path / "here.json")
    there, _ = start_journal(tmp_path / "there.json", now=NOON + dt.timedelta(hours=1), prefix=1)
    merge_copy(here, there.path, accept_other=True)
    (adjusted_id,) = here.contents.adjusted
    here.clock.move(hours=2)  # type: ignore[attr-defined]  # a fixed clock
    here.domains.edit(adjusted_id, name="Speaking up", task="speak up")
    merge_copy(here, there.path, accept_other=True)
    assert here.contents.domains[adjusted_id].name == "Speaking up"


def test_an_adjustment_that_stands_already_is_not_counted_again(tmp_path: Path) -> None:
    here, _ = start_journal(tmp_path / "here.json")
    there, _ = start_journal(tmp_path / "there.json", now=NOON + dt.timedelta(hours=1), prefix=1)
    first = merge_copy(here, there.path, accept_other=True)
    assert first.adjusted == 1
    assert merge_lines(first, NOON.date())[-1] == "adjusted 1 record, so that each day, domain and focus has one"
    again = merge_copy(here, there.path, accept_other=True)
    assert (again.adjusted, again.added, again.changed, again.deleted) == (0, {}, {}, {})
    assert merge_lines(again, NOON.date()) == ["There was nothing new in it."]


# -- the histories ---------------------------------------------------------------------------------------


def test_steps_of_one_copy_only_or_that_differ_are_stored_but_not_undoable() -> None:
    shared, mine, other = build_step(1, 1), build_step(2, 2), build_step(3, 3)
    undone = msgspec.structs.replace(shared, state="undone")
    merged = merge_steps([shared, mine], [shared, other])
    assert [(step.id, step.state) for step in merged] == [
        (shared.id, "done"),
        (mine.id, "superseded"),
        (other.id, "superseded"),
    ]
    assert [step.state for step in merge_steps([shared], [undone])] == ["superseded"]


def test_merged_steps_are_in_the_order_in_which_they_were_done() -> None:
    numbers = [4, 1, 3, 2]
    steps = [build_step(number, minute) for minute, number in enumerate(numbers)]
    assert [int(step.id, 16) for step in merge_steps(steps[::2], steps[1::2])] == numbers


def test_the_steps_of_a_copy_lose_what_was_erased_here() -> None:
    other_id = f"{3:032x}"
    untouched = build_step(1, 1, other_id)
    mixed = build_step(2, 2, ENTRY_ID, other_id, title="Evidence: my secret")
    erased = build_step(3, 3, ENTRY_ID)
    damaged = msgspec.structs.replace(build_step(4, 4), changes=msgspec.Raw(b'[{"table": 7, "was": "my secret"}]'))
    steps = [untouched, mixed, erased, damaged]
    reduced = drop_erased_changes(steps, without_entry(5, erased=True))
    assert [step.id for step in reduced] == [untouched.id, mixed.id]
    assert (reduced[0], reduced[1].title, reduced[1].state) == (untouched, ERASED_TITLE, "superseded")
    assert [change.id for change in reduced[1].read()] == [other_id]
    # Without anything erased every step stays, even one that cannot be read.
    assert drop_erased_changes(steps, without_entry(5)) == steps


def test_my_latest_step_can_be_undone_after_a_merge_and_theirs_cannot(tmp_path: Path) -> None:
    here, domain = start_journal(tmp_path / "here.json")
    (tmp_path / "there.json").write_bytes(here.path.read_bytes())
    there: Journal = open_journal(tmp_path / "there.json", NOON + dt.timedelta(hours=1))
    here.evidence.add(r.Mastery, domain, "mine")
    there.evidence.add(r.Mastery, domain, "theirs")
    merge_copy(here, there.path)
    assert here.undo() == "Evidence: mine"
    assert [row.text for row in here.contents.evidence.values()] == ["theirs"]
