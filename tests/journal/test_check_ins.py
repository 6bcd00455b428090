"""Daily check-ins: one per domain and day, up to a week late."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain
from efficacy_tui.store.errors import Rejected
from tests.support.fixed_clock import FixedClock

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def domain(speaking: Journal) -> Domain:
    """The only domain, Speaking."""
    return speaking.domains.focus()


def test_a_rating_saves_the_task_it_was_asked_about(speaking: Journal, domain: Domain) -> None:
    row = speaking.checkins.record(domain.id, 70, note=" slept well ")
    assert (row.domain, row.day, row.confidence, row.late) == (domain.id, TODAY, 70, False)
    assert (row.task, row.note) == (domain.task, "slept well")


def test_a_second_rating_of_a_day_replaces_the_first(speaking: Journal, domain: Domain, clock: FixedClock) -> None:
    first = speaking.checkins.record(domain.id, 70)
    clock.move(hours=1)
    second = speaking.checkins.record(domain.id, 40)
    assert list(speaking.contents.checkins.values()) == [second]
    assert (second.id, second.created, second.confidence) == (first.id, first.created, 40)
    assert second.updated > first.updated
    speaking.undo()
    restored = speaking.checkins.on(domain.id, TODAY)
    assert (restored.id, restored.confidence, restored.created) == (first.id, 70, first.created)


def test_each_domain_is_rated_separately(speaking: Journal, domain: Domain) -> None:
    writing = speaking.domains.add("Writing", "write a page")
    speaking.checkins.record(writing.id, 30)
    assert speaking.checkins.on(domain.id, TODAY) is None
    assert speaking.checkins.missing() == [domain]
    speaking.checkins.record(domain.id, 70)
    assert speaking.checkins.missing() == []
    assert speaking.checkins.missing(TODAY - dt.timedelta(days=1)) == [domain, speaking.domains.get(writing.id)]


@pytest.mark.parametrize(("ago", "late"), [(0, False), (1, True), (7, True)])
def test_a_day_can_be_rated_up_to_a_week_later_and_is_marked_late(
    speaking: Journal, domain: Domain, ago: int, late: bool
) -> None:
    day = TODAY - dt.timedelta(days=ago)
    row = speaking.checkins.record(domain.id, 70, day)
    assert (row.day, row.late) == (day, late)


def test_a_rating_for_eight_days_ago_or_tomorrow_is_rejected(speaking: Journal, domain: Domain) -> None:
    with pytest.raises(Rejected, match="more than 7 days ago, too long to remember fairly"):
        speaking.checkins.record(domain.id, 70, TODAY - dt.timedelta(days=8))
    with pytest.raises(Rejected, match="still to come"):
        speaking.checkins.record(domain.id, 70, TODAY + dt.timedelta(days=1))
    assert not speaking.contents.checkins


def test_a_rating_shortly_after_midnight_counts_for_the_day_before(
    speaking: Journal, domain: Domain, clock: FixedClock
) -> None:
    clock.time = dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC)
    assert speaking.checkins.record(domain.id, 70).day == TODAY


def test_a_new_task_starts_a_new_series(speaking: Journal, domain: Domain) -> None:
    for ago, value in ((3, 40), (2, 50)):
        speaking.checkins.record(domain.id, value, TODAY - dt.timedelta(days=ago))
    new_task = speaking.domains.edit(domain.id, "Speaking", "give a longer talk")
    speaking.checkins.record(domain.id, 20)
    assert [row.confidence for row in speaking.checkins.series(domain)] == [40, 50]
    assert [row.confidence for row in speaking.checkins.series(new_task)] == [20]
    renamed = speaking.domains.edit(domain.id, "Talks", "give a longer talk")
    assert [row.confidence for row in speaking.checkins.series(renamed)] == [20]


def test_days_returns_each_rated_day_in_the_window_once(speaking: Journal, domain: Domain) -> None:
    writing = speaking.domains.add("Writing", "write a page")
    for ago in (0, 1, 6, 7):
        speaking.checkins.record(domain.id, 50, TODAY - dt.timedelta(days=ago))
    speaking.checkins.record(writing.id, 50)
    assert speaking.checkins.days(7) == {TODAY - dt.timedelta(days=ago) for ago in (0, 1, 6)}
    assert speaking.checkins.days(1) == {TODAY}
    assert speaking.checkins.days(2, TODAY - dt.timedelta(days=6)) == {TODAY - dt.timedelta(days=ago) for ago in (6, 7)}
