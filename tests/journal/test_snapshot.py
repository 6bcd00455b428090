"""The dashboard snapshot, and the cache behind it."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from efficacy_tui.journal import snapshot
from efficacy_tui.journal.demo import fill_demo, seeded_ids
from efficacy_tui.journal.events import Changed
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import DashboardSnapshot, SnapshotBuilder
from efficacy_tui.model.records import Mastery, Step, Vicarious
from efficacy_tui.store.errors import Rejected, StoreError
from tests.support.fixed_clock import FixedClock

TODAY = dt.date(2026, 11, 22)


def build(builder: SnapshotBuilder, journal: Journal, selected: str | None = None) -> DashboardSnapshot:
    """Build the present snapshot."""
    return builder.build(
        journal.contents, journal.today(), selected, journal.reappraisals.statement(None), journal.settings.drafts()
    )


def build_fresh(journal: Journal, selected: str | None = None) -> DashboardSnapshot:
    """Build the present snapshot without a cache."""
    return build(SnapshotBuilder(), journal, selected)


def apply_change(journal: Journal, action: str, number: int) -> None:
    """Make one change; `number` determines the domain and the values."""
    domains = journal.domains.all(archived=True) or [journal.domains.add("Speaking", "give a talk")]
    domain = domains[number % len(domains)].id
    entries = sorted(journal.contents.evidence)
    active = journal.challenges.active(domain)
    match action:
        case "domain":
            journal.domains.add(f"Domain {number}", "do it")
        case "task":
            journal.domains.edit(domain, f"Renamed {domain[:4]}", f"do {number}")
        case "focus":
            journal.domains.set_focus(domain)
        case "move":
            journal.domains.move(domain, 1 if number % 2 else -1)
        case "archive":
            journal.domains.archive(domain, archived=bool(number % 3))
        case "check-in":
            journal.checkins.record(domain, number % 101, journal.today() - dt.timedelta(days=number % 8))
        case "evidence":
            kind = Mastery if number % 2 else Vicarious
            journal.evidence.add(kind, domain, f"entry {number}", journal.today() - dt.timedelta(days=number % 30))
        case "edit" if entries:
            journal.evidence.edit(entries[number % len(entries)], text=f"edited {number}")
        case "delete" if entries:
            journal.evidence.delete(entries[number % len(entries)])
        case "challenge":
            step = Step(text="rehearse", day=journal.today())
            due = journal.today() + dt.timedelta(days=7)
            difficulty = number % 101
            journal.challenges.start(
                domain,
                title=f"I will {number}",
                done_when="x",
                difficulty=difficulty,
                odds=50,
                due=due,
                steps=(step,),
            )
        case "step" if active:
            journal.challenges.record_step(active.id, 0, "done")
        case "outcome" if active:
            journal.challenges.close(active.id, ("succeeded", "failed")[number % 2], evidence="did it")
        case "session":
            journal.reappraisals.record(domain, journal.now(), statement=f"Ready {number}")
        case "undo":
            journal.undo()
        case "redo":
            journal.redo()
        case "next day":
            assert isinstance(journal.clock, FixedClock)
            journal.clock.move(days=1)


ACTION_WEIGHTS = {
    "domain": 3,
    "task": 1,
    "focus": 1,
    "move": 1,
    "archive": 2,
    "check-in": 3,
    "evidence": 3,
    "edit": 1,
    "delete": 1,
    "challenge": 2,
    "step": 1,
    "outcome": 2,
    "session": 1,
    "undo": 2,
    "redo": 1,
    "next day": 1,
}
"""The actions of `apply_change`, with their relative frequency."""
CHANGES = st.tuples(
    st.sampled_from([action for action, weight in ACTION_WEIGHTS.items() for _ in range(weight)]), st.integers(0, 120)
)


@given(st.lists(CHANGES, min_size=3, max_size=25), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_a_cached_snapshot_equals_a_fresh_one_after_any_changes(
    changes: list[tuple[str, int]], build_every: int
) -> None:
    clock = FixedClock(dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC))
    journal = Journal(Path(tempfile.gettempdir()) / "never-written" / "journal.json", clock, seeded_ids(1))
    journal.open()
    journal.store.deferred = True
    builder = SnapshotBuilder()
    journal.subscribe(
        lambda event: builder.invalidate(event.tables, event.domains) if isinstance(event, Changed) else None
    )
    for index, (action, number) in enumerate(changes):
        try:
            apply_change(journal, action, number)
        except (Rejected, StoreError):
            continue
        if index % (build_every + 1):
            continue
        for selected in (None, *journal.contents.domains):
            assert build(builder, journal, selected) == build_fresh(journal, selected)


def test_an_archived_domain_is_not_in_the_snapshot(speaking: Journal) -> None:
    builder = SnapshotBuilder()
    writing = speaking.domains.add("Writing", "write a page").id
    assert writing in build(builder, speaking).domain_stats
    speaking.domains.archive(writing)
    builder.invalidate({"domains"}, {writing})
    assert writing not in build(builder, speaking).domain_stats


def test_an_unchanged_domain_is_not_recomputed(speaking: Journal) -> None:
    writing = speaking.domains.add("Writing", "write a page").id
    focus = speaking.domains.focus().id
    builder = SnapshotBuilder()
    before = build(builder, speaking)
    speaking.checkins.record(focus, 70)
    builder.invalidate({"checkins"}, {focus})
    after = build(builder, speaking)
    assert after.domain_stats[writing] is before.domain_stats[writing]
    assert after.domain_stats[focus].ratings == ((TODAY.toordinal(), 70),)
    assert after.items is before.items
    assert after.all_items is before.all_items
    builder.invalidate_all()
    assert build(builder, speaking).domain_stats[writing] is not before.domain_stats[writing]


def test_an_empty_journal_has_an_empty_snapshot(journal: Journal) -> None:
    empty = build_fresh(journal)
    assert (empty.domains, empty.focus, empty.selected, empty.stats, empty.challenge) == ((), None, None, None, None)
    assert (empty.days_checked, empty.days_counted, empty.missing, empty.items) == (0, 1, (), ())


def test_the_snapshot_shows_the_selected_domain_or_else_the_focus(speaking: Journal) -> None:
    writing = speaking.domains.add("Writing", "write a page")
    assert build_fresh(speaking).selected == speaking.domains.focus()
    assert build_fresh(speaking, writing.id).selected == writing
    assert build_fresh(speaking, writing.id).stats.domain == writing
    speaking.domains.archive(writing.id)
    assert build_fresh(speaking, writing.id).selected == speaking.domains.focus()


def test_the_days_with_a_check_in_are_counted_among_the_last_fourteen(speaking: Journal, clock: FixedClock) -> None:
    focus = speaking.domains.focus().id
    writing = speaking.domains.add("Writing", "write a page").id
    speaking.checkins.record(focus, 50, TODAY - dt.timedelta(days=3))
    speaking.checkins.record(focus, 50)
    speaking.checkins.record(writing, 50)
    assert (build_fresh(speaking).days_checked, build_fresh(speaking).days_counted) == (2, 4)
    assert build_fresh(speaking).missing == ()
    clock.move(days=10)
    assert (build_fresh(speaking).days_checked, build_fresh(speaking).days_counted) == (2, 14)
    assert [domain.id for domain in build_fresh(speaking).missing] == [focus, writing]
    clock.move(days=1)
    assert (build_fresh(speaking).days_checked, build_fresh(speaking).days_counted) == (1, 14)


def test_the_snapshot_has_the_challenge_and_its_due_step(speaking: Journal) -> None:
    apply_change(speaking, "challenge", 0)
    current = build_fresh(speaking)
    assert current.challenge.title == "I will 0"
    assert current.step_due.text == "rehearse"
    apply_change(speaking, "step", 0)
    assert build_fresh(speaking).step_due is None


def test_a_preview_is_a_part_of_the_complete_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "PREVIEW_ITEMS", 8)
    clock = FixedClock(dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC))
    journal = Journal(Path(tempfile.gettempdir()) / "never-written" / "journal.json", clock, seeded_ids(1))
    journal.open()
    journal.store.deferred = True
    fill_demo(journal)
    builder, statement = SnapshotBuilder(), journal.reappraisals.statement(None)
    missing_counts = []
    for selected in (None, *(domain.id for domain in journal.domains.all())):
        preview = builder.build_preview(journal.contents, journal.today(), selected, statement, ())
        complete = builder.build(journal.contents, journal.today(), selected, statement, ())
        assert preview.domain_items == complete.domain_items[:8]
        assert preview.stats == complete.stats
        assert set(preview.domain_stats) == {complete.selected.id}
        assert preview.missing_item_count == len(complete.domain_items) - 8
        differing = {"domain_stats": {}, "items": (), "all_items": (), "missing_item_count": 0}
        differing["domain_items"] = ()
        assert replace(preview, **differing) == replace(complete, **differing)
        missing_counts.append(preview.missing_item_count)
    assert max(missing_counts) > 0


def test_a_preview_of_an_empty_journal_is_empty(journal: Journal) -> None:
    preview = SnapshotBuilder().build_preview(journal.contents, journal.today(), None, "", ())
    assert preview == replace(build_fresh(journal), statement="")


def test_a_change_replaces_only_its_own_timeline_items(journal: Journal) -> None:
    fill_demo(journal)
    builder = SnapshotBuilder()
    before = build(builder, journal).all_items
    entry = journal.evidence.add(Mastery, before[0].domain, "Asked the second question")
    builder.invalidate(["evidence"], [before[0].domain])
    after = build(builder, journal).all_items
    assert [item.id for item in after if all(item is not old for old in before)] == [entry.id]
