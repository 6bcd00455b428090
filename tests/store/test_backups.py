"""Backups: which are kept, how they are made, putting one back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.model.records import Mastery
from efficacy_tui.store import backups
from efficacy_tui.store.decode import read_journal
from efficacy_tui.store.erase import list_copies
from efficacy_tui.store.restore import choose_backup, compare_backup, restore_backup
from tests.support.store_files import NOON, list_stray_files, opened, started


def test_a_year_of_daily_use_keeps_5_newest_7_daily_4_weekly_12_monthly() -> None:
    kept: set[dt.datetime] = set()
    for hour in range(0, 24 * 400, 3):
        kept = backups.select_times_to_keep([*kept, NOON + dt.timedelta(hours=hour)])
    end = max(kept)
    ages = sorted((end.date() - at.date()).days for at in kept)
    assert len([at for at in kept if end - at < dt.timedelta(hours=13)]) == 5
    assert set(range(7)) <= set(ages)
    assert len({at.isocalendar()[:2] for at in kept if (end - at).days < 28}) == 4
    assert len({(at.year, at.month) for at in kept}) == 12
    assert len(kept) <= 5 + 7 + 4 + 12


@given(st.lists(st.integers(0, 10**7), unique=True, max_size=60))
@settings(max_examples=60, deadline=None)
def test_thinning_keeps_the_newest_and_is_done_after_one_time(minutes: list[int]) -> None:
    times = [NOON + dt.timedelta(minutes=minute) for minute in minutes]
    kept = backups.select_times_to_keep(times)
    assert set(sorted(times)[-5:]) <= kept
    assert backups.select_times_to_keep(list(kept)) == kept


def test_a_backup_is_made_every_few_minutes_of_use(tmp_path: Path) -> None:
    journal, domain = started(tmp_path / "journal.json")
    for minute in range(12):
        journal.clock.move(minutes=1)  # type: ignore[attr-defined]
        journal.evidence.add(Mastery, domain, f"note {minute}")
    found = backups.list_backups(journal.path)
    assert len(found) == 3
    assert all(backups.is_good(backup.path) for backup in found)
    assert found[0].path.stat().st_mode & 0o777 == 0o600
    assert found[0].path.parent.stat().st_mode & 0o777 == 0o700
    assert len(read_journal(found[0].path, str).contents.evidence) == 10


def test_a_program_that_writes_into_the_journal_does_not_reach_the_backup(tmp_path: Path) -> None:
    journal, domain = started(tmp_path / "journal.json")
    journal.checkins.record(domain, 70)
    with journal.path.open("r+b") as file:
        file.truncate(10)
    newest = backups.newest_good_backup(journal.path)
    assert newest is not None
    assert len(read_journal(newest, str).contents.domains) == 1


def test_where_no_link_can_be_made_it_is_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, domain = started(tmp_path / "journal.json")

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(backups.os, "link", refuse)
    journal.checkins.record(domain, 70)
    assert len(backups.list_backups(journal.path)) == 1
    assert not list_stray_files(journal.path)


def test_closing_a_background_session_backs_up_what_it_wrote(tmp_path: Path) -> None:
    journal, domain = started(tmp_path / "journal.json")
    journal.save_in_background()
    journal.checkins.record(domain, 70)
    assert journal.close() == 0
    newest = backups.list_backups(journal.path)[0].path
    assert newest.read_bytes() == journal.path.read_bytes()
    assert not newest.samefile(journal.path)
    journal.save_in_background()
    assert journal.close() == 0
    assert backups.list_backups(journal.path)[0].path == newest


def test_a_change_is_saved_also_where_no_backup_can_be_made(tmp_path: Path) -> None:
    journal, domain = started(tmp_path / "journal.json")
    (tmp_path / "backups").write_text("a file in its place")
    journal.checkins.record(domain, 70)
    assert len(opened(journal.path).contents.checkins) == 1


def test_restore_shows_what_would_go_and_keeps_the_present_file(tmp_path: Path) -> None:
    journal, domain = started(tmp_path / "journal.json")
    journal.checkins.record(domain, 70)
    journal.evidence.add(Mastery, domain, "only now")
    backup = choose_backup(journal.path, None)
    loss = compare_backup(journal.path, backup.path)
    assert ("checkins", 1, 0) in loss.tables
    assert [row.text for name, row in loss.newest if name == "evidence"] == ["only now"]
    aside = restore_backup(journal.path, backup.path, NOON)
    assert aside is not None
    assert aside.name == "journal.replaced-2026-03-02T120000Z.json"
    assert read_journal(aside, str).contents == journal.contents
    assert aside in list_copies(journal.path)
    assert journal.refresh() is True
    assert not journal.contents.checkins


def test_restore_over_a_damaged_file_sets_it_aside(tmp_path: Path) -> None:
    journal, domain = started(tmp_path / "journal.json")
    journal.checkins.record(domain, 70)
    journal.path.write_bytes(b'{"meta": {')
    backup = choose_backup(journal.path, None)
    assert (
        "middle" in compare_backup(journal.path, backup.path).unreadable
        or compare_backup(journal.path, backup.path).unreadable
    )
    aside = restore_backup(journal.path, backup.path, NOON)
    assert aside is not None
    assert aside.read_bytes() == b'{"meta": {'
    assert len(opened(journal.path).contents.domains) == 1


@pytest.mark.parametrize("which", ["7", "nothing like it"])
def test_a_backup_that_is_not_there_is_a_sentence(tmp_path: Path, which: str) -> None:
    journal, domain = started(tmp_path / "journal.json")
    journal.checkins.record(domain, 70)
    with pytest.raises(LookupError, match="no backup called"):
        choose_backup(journal.path, which)
