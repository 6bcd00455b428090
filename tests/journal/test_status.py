"""The status counts like the dashboard, from the file alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import SnapshotBuilder
from efficacy_tui.journal.status import JournalStatus, read_status
from efficacy_tui.store import backups
from efficacy_tui.store.errors import JournalMissing, JournalUnreadable
from tests.support.fixed_clock import FixedClock


def status_of(journal: Journal) -> JournalStatus:
    """Return the status of a journal's file."""
    return read_status(journal.path, journal.now(), journal.clock.day_start)


def test_a_missing_journal_counts_as_empty(path: Path, clock: FixedClock) -> None:
    status = read_status(path, clock.now())
    assert (status.state, status.line) == ("begin", "no domain yet")
    assert not path.exists()


@pytest.mark.parametrize("hours", [0, 24, 24 * 9])
def test_the_status_counts_like_the_dashboard(journal: Journal, clock: FixedClock, hours: int) -> None:
    fill_demo(journal)
    clock.move(hours=hours)
    journal.checkins.record(journal.domains.all()[0].id, 50)
    journal.domains.archive(journal.domains.all()[-1].id)
    snapshot = SnapshotBuilder().build(journal.contents, journal.today(), None, "", [])
    status = status_of(journal)
    assert (status.days, status.counted) == (snapshot.days_checked, snapshot.days_counted)
    assert (status.domains, status.missing) == (len(snapshot.domains), len(snapshot.missing))


def test_the_day_begins_at_the_persons_day_start(speaking: Journal, clock: FixedClock) -> None:
    speaking.checkins.record(speaking.domains.focus().id, 70)
    clock.time = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)
    assert status_of(speaking).state == "done"
    clock.day_start = dt.time(2, 0)
    assert status_of(speaking).state == "missing"


def test_the_status_contains_counts_but_no_text_of_the_person(speaking: Journal, clock: FixedClock) -> None:
    domain = speaking.domains.focus()
    speaking.challenges.start(
        domain.id, title="SECRET", done_when="SECRET", difficulty=1, odds=1, due=speaking.today() + dt.timedelta(1)
    )
    assert status_of(speaking).line == "◌ 1 to rate · 0/1"
    assert status_of(speaking).sentences == [
        "Today: 1 of 1 domain still to rate.",
        "1 challenge is open, due tomorrow.",
    ]
    speaking.checkins.record(domain.id, 70, note="SECRET")
    assert status_of(speaking).line == "✓ 1/1"
    assert status_of(speaking).sentences[0] == "Checked in today, your first day."
    assert "SECRET" not in " ".join(status_of(speaking).sentences)
    clock.move(days=3)
    assert status_of(speaking).sentences[-1] == "1 challenge is open, due 2 days ago."


def test_a_missing_journal_beside_its_backups_is_not_empty(speaking: Journal, clock: FixedClock) -> None:
    backups.make_backup(speaking.path, clock.now())
    speaking.path.unlink()
    with pytest.raises(JournalMissing, match="there is 1 copy of it"):
        status_of(speaking)


def test_the_status_refuses_what_no_other_command_can_read(speaking: Journal) -> None:
    speaking.checkins.record(speaking.domains.focus().id, 50)
    speaking.path.write_bytes(speaking.path.read_bytes().replace(b'"confidence":50', b'"confidence":500'))
    with pytest.raises(JournalUnreadable, match="<= 100"):
        status_of(speaking)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"checkins": {"1": {"day": 3}}}'])
def test_a_damaged_file_raises_an_error_and_is_left_unchanged(path: Path, clock: FixedClock, data: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    with pytest.raises(JournalUnreadable):
        read_status(path, clock.now())
    assert path.read_bytes() == data
