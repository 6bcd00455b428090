"""What the dashboard shows, worked out once and kept while nothing happens to it."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from efficacy_tui.journal import snapshot
from efficacy_tui.journal.demo import fill, seeded_ids
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.events import Changed
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import DashboardSnapshot, SnapshotBuilder
from efficacy_tui.model.records import Mastery, Step, Vicarious
from efficacy_tui.store.errors import StoreError
from tests.support.fixed_clock import FixedClock

TODAY = dt.date(2026, 11, 22)


def show(overviews: SnapshotBuilder, journal: Journal, selected: str | None = None) -> DashboardSnapshot:
    """The dashboard now."""
    return overviews.build(
        journal.contents, journal.today(), selected, journal.reappraisals.statement(None), journal.settings.drafts()
    )


def fresh(journal: Journal, selected: str | None = None) -> DashboardSnapshot:
    """The dashboard worked out anew."""
    return show(SnapshotBuilder(), journal, selected)


def do(journal: Journal, what: str, number: int) -> None:
    """One change of a kind; which domain and which values, the number settles."""
    domains = journal.domains.all(archived=True) or [journal.domains.add("Speaking", "give a talk")]
    domain = domains[number % len(domains)].id
    entries = sorted(journal.contents.evidence)
    active = journal.challenges.active(domain)
    match what:
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
            hard = number % 101
            journal.challenges.start(
                domain,
                title=f"I will {number}",
                done_when="x",
                difficulty=hard,
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


KINDS = {
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
"""Each kind of change, and how often it comes."""
CHANGES = st.tuples(st.sampled_from([kind for kind, often in KINDS.items() for _ in range(often)]), st.integers(0, 120))


@given(st.lists(CHANGES, min_size=3, max_size=25), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_what_is_kept_is_what_would_be_worked_out_anew(changes: list[tuple[str, int]], look_every: int) -> None:
    clock = FixedClock(dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC))
    journal = Journal(Path(tempfile.gettempdir()) / "never-written" / "journal.json", clock, seeded_ids(1))
    journal.open()
    journal.store.deferred = True
    overviews = SnapshotBuilder()
    journal.subscribe(lambda e: overviews.invalidate(e.tables, e.domains) if isinstance(e, Changed) else None)
    for place, (what, number) in enumerate(changes):
        try:
            do(journal, what, number)
        except (Rejected, StoreError):
            continue
        if place % (look_every + 1):
            continue
        for selected in (None, *journal.contents.domains):
            assert show(overviews, journal, selected) == fresh(journal, selected)


def test_a_domain_put_aside_is_no_longer_shown(speaking: Journal) -> None:
    overviews = SnapshotBuilder()
    writing = speaking.domains.add("Writing", "write a page").id
    assert writing in show(overviews, speaking).domain_stats
    speaking.domains.archive(writing)
    overviews.invalidate({"domains"}, {writing})
    assert writing not in show(overviews, speaking).domain_stats


def test_a_domain_nothing_happened_to_is_not_worked_out_again(speaking: Journal) -> None:
    writing = speaking.domains.add("Writing", "write a page").id
    focus = speaking.domains.focus().id
    overviews = SnapshotBuilder()
    before = show(overviews, speaking)
    speaking.checkins.record(focus, 70)
    overviews.invalidate({"checkins"}, {focus})
    after = show(overviews, speaking)
    assert after.domain_stats[writing] is before.domain_stats[writing]
    assert after.domain_stats[focus].ratings == ((TODAY.toordinal(), 70),)
    assert after.items is before.items
    assert after.all_items is before.all_items
    overviews.invalidate_all()
    assert show(overviews, speaking).domain_stats[writing] is not before.domain_stats[writing]


def test_nothing_recorded_is_an_empty_dashboard(journal: Journal) -> None:
    empty = fresh(journal)
    assert (empty.domains, empty.focus, empty.selected, empty.stats, empty.challenge) == ((), None, None, None, None)
    assert (empty.days_checked, empty.days_counted, empty.missing, empty.items) == (0, 1, (), ())


def test_the_selected_domain_is_shown_else_the_focus(speaking: Journal) -> None:
    writing = speaking.domains.add("Writing", "write a page")
    assert fresh(speaking).selected == speaking.domains.focus()
    assert fresh(speaking, writing.id).selected == writing
    assert fresh(speaking, writing.id).stats.domain == writing
    speaking.domains.archive(writing.id)
    assert fresh(speaking, writing.id).selected == speaking.domains.focus()


def test_the_days_checked_in_are_counted_among_the_last_fourteen(speaking: Journal, clock: FixedClock) -> None:
    focus = speaking.domains.focus().id
    writing = speaking.domains.add("Writing", "write a page").id
    speaking.checkins.record(focus, 50, TODAY - dt.timedelta(days=3))
    speaking.checkins.record(focus, 50)
    speaking.checkins.record(writing, 50)
    assert (fresh(speaking).days_checked, fresh(speaking).days_counted) == (2, 4)
    assert fresh(speaking).missing == ()
    clock.move(days=10)
    assert (fresh(speaking).days_checked, fresh(speaking).days_counted) == (2, 14)
    assert [domain.id for domain in fresh(speaking).missing] == [focus, writing]
    clock.move(days=1)
    assert (fresh(speaking).days_checked, fresh(speaking).days_counted) == (1, 14)


def test_the_challenge_and_its_step_of_the_day_are_shown(speaking: Journal) -> None:
    do(speaking, "challenge", 0)
    shown = fresh(speaking)
    assert shown.challenge.title == "I will 0"
    assert shown.step_due.text == "rehearse"
    do(speaking, "step", 0)
    assert fresh(speaking).step_due is None


def test_a_glimpse_is_a_part_of_the_whole_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "FIRST_ITEMS", 20)
    clock = FixedClock(dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC))
    journal = Journal(Path(tempfile.gettempdir()) / "never-written" / "journal.json", clock, seeded_ids(1))
    journal.open()
    journal.store.deferred = True
    fill(journal)
    overviews, statement = SnapshotBuilder(), journal.reappraisals.statement(None)
    for selected in (None, *(domain.id for domain in journal.domains.all())):
        glimpse = overviews.build_preview(journal.contents, journal.today(), selected, statement, ())
        whole = overviews.build(journal.contents, journal.today(), selected, statement, ())
        assert glimpse.items == whole.items[:20]
        assert glimpse.stats == whole.stats
        assert set(glimpse.domain_stats) == {whole.selected.id}
        others = {domain.id: whole.domain_stats[domain.id].trend_words for domain in whole.domains}
        del others[whole.selected.id]
        assert glimpse.trend_words == others
        rows = len(whole.items) + len({item.day for item in whole.items})
        assert glimpse.missing_row_count == rows - 20 - len({item.day for item in glimpse.items})
        assert glimpse.missing_row_count > 0
        given = {"domain_stats": {}, "items": (), "all_items": (), "trend_words": {}, "missing_row_count": 0}
        assert replace(glimpse, **given) == replace(whole, **given)


def test_a_glimpse_of_nothing_is_empty(journal: Journal) -> None:
    glimpse = SnapshotBuilder().build_preview(journal.contents, journal.today(), None, "", ())
    assert glimpse == replace(fresh(journal), statement="")


def test_after_a_change_only_what_it_changed_is_another_line_of_the_timeline(journal: Journal) -> None:
    fill(journal)
    overviews = SnapshotBuilder()
    before = show(overviews, journal).all_items
    kept = journal.evidence.add(Mastery, before[0].domain, "Asked the second question")
    overviews.invalidate(["evidence"], [before[0].domain])
    after = show(overviews, journal).all_items
    assert [item.id for item in after if all(item is not old for old in before)] == [kept.id]
