"""A glance counts as the dashboard does, from the file alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from efficacy_tui.journal.demo import fill
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import SnapshotBuilder
from efficacy_tui.journal.status import JournalStatus, read_status
from efficacy_tui.store.errors import JournalUnreadable
from tests.support.fixed_clock import FixedClock


def seen(journal: Journal) -> JournalStatus:
    """A glance at a journal's file."""
    return read_status(journal.path, journal.now(), journal.clock.day_start)


def test_without_a_journal_there_is_nothing_to_count(path: Path, clock: FixedClock) -> None:
    found = read_status(path, clock.now())
    assert (found.state, found.line) == ("begin", "no domain yet")
    assert not path.exists()


@pytest.mark.parametrize("hours", [0, 24, 24 * 9])
def test_it_counts_as_the_dashboard_does(journal: Journal, clock: FixedClock, hours: int) -> None:
    fill(journal)
    clock.move(hours=hours)
    journal.checkins.record(journal.domains.all()[0].id, 50)
    journal.domains.archive(journal.domains.all()[-1].id)
    shown = SnapshotBuilder().build(journal.contents, journal.today(), None, "", [])
    found = seen(journal)
    assert (found.days, found.counted) == (shown.days_checked, shown.days_counted)
    assert (found.domains, found.missing) == (len(shown.domains), len(shown.missing))


def test_the_day_begins_when_the_person_says(speaking: Journal, clock: FixedClock) -> None:
    speaking.checkins.record(speaking.domains.focus().id, 70)
    clock.time = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)
    assert seen(speaking).state == "done"
    clock.day_start = dt.time(2, 0)
    assert seen(speaking).state == "missing"


def test_the_words_are_counts_only(speaking: Journal, clock: FixedClock) -> None:
    domain = speaking.domains.focus()
    speaking.challenges.start(
        domain.id, title="SECRET", done_when="SECRET", difficulty=1, odds=1, due=speaking.today() + dt.timedelta(1)
    )
    assert seen(speaking).line == "◌ 1 to rate · 0/1"
    assert seen(speaking).sentences == [
        "Today: 1 of 1 domain still to rate.",
        "Checked in on 0 of the last 1 day.",
        "1 challenge is open, due tomorrow.",
    ]
    speaking.checkins.record(domain.id, 70, note="SECRET")
    assert seen(speaking).line == "✓ 1/1"
    assert "SECRET" not in " ".join(seen(speaking).sentences)
    clock.move(days=3)
    assert seen(speaking).sentences[-1] == "1 challenge is open, due 2 days ago."


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"checkins": {"1": {"day": 3}}}'])
def test_a_damaged_file_is_told_and_left(path: Path, clock: FixedClock, data: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    with pytest.raises(JournalUnreadable):
        read_status(path, clock.now())
    assert path.read_bytes() == data
