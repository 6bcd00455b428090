"""The demo data: plausible, valid, and deterministic for a day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from efficacy_tui.journal.demo import fill_demo, seeded_ids
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import build_ladder
from efficacy_tui.journal.snapshot import SnapshotBuilder
from efficacy_tui.journal.timeline import mastery_of_outcomes
from efficacy_tui.model.records import TABLES, source_of
from efficacy_tui.store.errors import NothingToUndo
from efficacy_tui.store.tables import Contents
from tests.support.fixed_clock import FixedClock

DATES = [dt.date(2026, 11, 22), dt.date(2028, 2, 29), dt.date(2029, 2, 28), dt.date(2027, 1, 1), dt.date(2026, 3, 29)]


def demo_journal(path: Path, today: dt.date, zone: dt.tzinfo = dt.UTC) -> Journal:
    """Return a journal with the demo data that ends on a day."""
    clock = FixedClock(dt.datetime.combine(today, dt.time(9, 30), zone))
    journal = Journal(path / f"{today}.json", clock, seeded_ids(1))
    journal.open()
    fill_demo(journal)
    return journal


@pytest.mark.parametrize("today", DATES, ids=str)
def test_the_demo_is_valid_has_three_domains_and_ends_today(tmp_path: Path, today: dt.date) -> None:
    contents: Contents = demo_journal(tmp_path, today, ZoneInfo("Europe/Berlin")).contents
    for name, kind in TABLES.items():
        for row in contents.table(name).values():
            assert msgspec.convert(msgspec.to_builtins(row), kind) == row
    domains = contents.domains.values()
    assert len(domains) == 3
    assert [domain.focus for domain in domains].count(True) == 1
    assert {entry.domain for entry in contents.evidence.values()} == set(contents.domains)
    assert {row.domain for row in contents.checkins.values()} == set(contents.domains)
    assert {source_of(entry) for entry in contents.evidence.values()} == {"mastery", "vicarious", "persuasion", "state"}

    days = [row.day for table in ("checkins", "evidence", "reappraisals") for row in contents.table(table).values()]
    assert max(days) == today
    assert 340 <= (today - min(days)).days <= 400
    rated = [(row.domain, row.day) for row in contents.checkins.values()]
    assert len(rated) == len(set(rated))
    # Today's check-in is left for the visitor.
    assert max(day for _, day in rated) == today - dt.timedelta(days=1)

    active = [row for row in contents.challenges.values() if row.status == "active"]
    assert active
    assert len({row.domain for row in active}) == len(active)
    assert all(row.start <= today <= row.due for row in active)
    assert all(row.start <= row.closed <= today for row in contents.challenges.values() if row.closed)


def test_the_demo_is_the_same_for_the_same_day_and_differs_for_another(tmp_path: Path) -> None:
    first = demo_journal(tmp_path / "a", DATES[0])
    repeated = demo_journal(tmp_path / "b", DATES[0])
    other = demo_journal(tmp_path / "c", DATES[1])
    assert first.contents == repeated.contents
    assert first.path.read_bytes() == repeated.path.read_bytes()
    assert set(first.contents.checkins).isdisjoint(other.contents.checkins)


def test_the_demo_has_enough_data_for_the_stats_of_each_domain(tmp_path: Path) -> None:
    journal = demo_journal(tmp_path, DATES[0])
    snapshot = SnapshotBuilder().build(journal.contents, journal.today(), None, "", ())
    for stats in snapshot.domain_stats.values():
        assert stats.level_now is not None
        assert stats.outcomes_missing == 0
        assert stats.claim.kind not in ("dots", "line")
        assert stats.comparison is not None
    assert snapshot.challenge is not None
    assert {item.kind for item in snapshot.recalled} >= {"succeeded", "mastery", "vicarious", "persuasion"}


def test_the_demo_cannot_be_undone(tmp_path: Path) -> None:
    journal = demo_journal(tmp_path, DATES[0])
    with pytest.raises(NothingToUndo):
        journal.undo()


@pytest.mark.parametrize("today", DATES, ids=str)
def test_of_the_ladders_one_is_level_with_the_record_one_below_and_one_above(tmp_path: Path, today: dt.date) -> None:
    journal = demo_journal(tmp_path, today, ZoneInfo("Europe/Berlin"))
    contents = journal.contents
    ladders = [
        build_ladder(contents, compute_domain_stats(contents, domain, today)) for domain in journal.domains.all()
    ]
    mean_gaps, level_names = [], ("level", "below", "above")
    for ladder in ladders:
        rungs = [rung for rung in ladder.own_rungs if rung.confidence is not None and rung.odds is not None]
        assert len(rungs) == len(ladder.own_rungs)
        assert 8 <= len(rungs) <= 12
        mean_gaps.append(sum(rung.confidence - rung.odds for rung in rungs) / len(rungs))
        assert ladder.domain.goal
        assert ladder.count("daily") == 1
        assert ladder.count("idea") >= 2
        assert ladder.change is not None
        assert not ladder.is_rating_due
        assert all(rung.rung is not None and rung.rung.title == rung.title for rung in rungs)
    places = ["level" if abs(gap) < 5 else "above" if gap > 15 else "below" for gap in mean_gaps]
    assert tuple(places) == level_names
    assert [ladder.open_rung is not None for ladder in ladders] == [ladder.domain.focus for ladder in ladders]
    assert [ladder.next_rung.status if ladder.next_rung else None for ladder in ladders] == [None, "idea", "idea"]
    assert {row.rung for row in contents.challenges.values()} <= contents.rungs.keys()
    ratings = [row.day for row in contents.rung_ratings.values()]
    assert sorted({(today - day).days for day in ratings}) == [12, 54]
    assert all(contents.rungs[row.rung].created < row.created for row in contents.rung_ratings.values())


def test_what_worked_out_is_told_as_something_done(journal: Journal) -> None:
    fill_demo(journal)
    words_for = mastery_of_outcomes(journal.contents)
    succeeded = [row for row in journal.contents.challenges.values() if row.outcome == "succeeded"]
    assert succeeded
    for challenge in succeeded:
        entry = words_for[challenge.id]
        assert entry.difficulty == challenge.difficulty
        assert entry.independence is not None, "nothing of it waits to be rated"
        first_of_title = challenge.title.removeprefix("I will ").split()[0].capitalize()
        assert entry.text.split()[0] != first_of_title, "a title is an intention"
