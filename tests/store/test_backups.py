"""Backups: how they are made, which are kept, and restoring one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file, backups
from efficacy_tui.store.copies import list_copies
from efficacy_tui.store.decode import read_journal
from efficacy_tui.store.restore import choose_backup, compare_backup, restore_backup
from efficacy_tui.store.stored_copies import find_newest_good
from tests.support.store_files import NOON, list_stray_files, open_journal, start_journal


def test_a_year_of_daily_use_keeps_5_newest_7_daily_4_weekly_12_monthly() -> None:
    kept_times: set[dt.datetime] = set()
    for hour in range(0, 24 * 400, 3):
        kept_times = backups.select_times_to_keep([*kept_times, NOON + dt.timedelta(hours=hour)])
    end = max(kept_times)
    ages = sorted((end.date() - at.date()).days for at in kept_times)
    assert len([at for at in kept_times if end - at < dt.timedelta(hours=13)]) == 5
    assert set(range(7)) <= set(ages)
    assert len({at.isocalendar()[:2] for at in kept_times if (end - at).days < 28}) == 4
    assert len({(at.year, at.month) for at in kept_times}) == 12
    assert len(kept_times) <= 5 + 7 + 4 + 12


@given(st.lists(st.integers(0, 10**7), unique=True, max_size=60))
@settings(max_examples=60, deadline=None)
def test_pruning_keeps_the_newest_and_is_idempotent(minutes: list[int]) -> None:
    times = [NOON + dt.timedelta(minutes=minute) for minute in minutes]
    kept_times = backups.select_times_to_keep(times)
    assert set(sorted(times)[-5:]) <= kept_times
    assert backups.select_times_to_keep(list(kept_times)) == kept_times


def test_a_backup_is_made_every_five_minutes_of_use(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    for minute in range(12):
        journal.clock.move(minutes=1)  # type: ignore[attr-defined]
        journal.evidence.add(Mastery, domain, f"note {minute}")
    all_backups = backups.list_backups(journal.path)
    assert len(all_backups) == 3
    assert all(backups.is_good(backup.path) for backup in all_backups)
    assert all_backups[0].path.stat().st_mode & 0o777 == 0o600
    assert all_backups[0].path.parent.stat().st_mode & 0o777 == 0o700
    assert len(read_journal(all_backups[0].path, str).contents.evidence) == 10


def test_writing_into_the_journal_in_place_does_not_change_the_backup(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.checkins.record(domain, 70)
    with journal.path.open("r+b") as file:
        file.truncate(10)
    newest = find_newest_good(journal.path, NOON)
    assert newest is not None
    assert len(read_journal(newest.path, str).contents.domains) == 1


def test_a_backup_is_a_copy_where_hard_links_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(atomic_file.os, "link", refuse)
    journal.checkins.record(domain, 70)
    assert len(backups.list_backups(journal.path)) == 1
    assert not list_stray_files(journal.path)


def test_closing_backs_up_the_journal_only_after_a_change(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.save_in_background()
    journal.checkins.record(domain, 70)
    assert journal.close() == 0
    newest = backups.list_backups(journal.path)[0].path
    assert newest.read_bytes() == journal.path.read_bytes()
    assert not newest.samefile(journal.path)
    journal.save_in_background()
    assert journal.close() == 0
    assert backups.list_backups(journal.path)[0].path == newest


def test_a_change_is_saved_even_when_the_backup_fails(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    (tmp_path / "backups").write_text("a file in its place")
    journal.checkins.record(domain, 70)
    assert len(open_journal(journal.path).contents.checkins) == 1


def test_restore_reports_the_loss_and_sets_the_present_file_aside(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.checkins.record(domain, 70)
    journal.evidence.add(Mastery, domain, "only now")
    backup = choose_backup(journal.path, None, NOON)
    loss = compare_backup(journal.path, backup.path, NOON)
    assert ("checkins", 1, 0) in loss.tables
    assert [row.text for name, row in loss.newest if name == "evidence"] == ["only now"]
    aside_path = restore_backup(journal.path, backup.path, NOON)
    assert aside_path is not None
    assert aside_path.name == "journal.replaced-2026-03-02T120000Z.json"
    assert read_journal(aside_path, str).contents == journal.contents
    assert aside_path in list_copies(journal.path)
    assert journal.refresh() is True
    assert not journal.contents.checkins


def test_restore_sets_a_damaged_file_aside(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.checkins.record(domain, 70)
    journal.path.write_bytes(b'{"meta": {')
    backup = choose_backup(journal.path, None, NOON)
    assert compare_backup(journal.path, backup.path, NOON).unreadable == "it ends in the middle"
    aside_path = restore_backup(journal.path, backup.path, NOON)
    assert aside_path is not None
    assert aside_path.read_bytes() == b'{"meta": {'
    assert len(open_journal(journal.path).contents.domains) == 1


@pytest.mark.parametrize("which", ["7", "nothing like it"])
def test_choosing_a_missing_backup_raises_an_explanation(tmp_path: Path, which: str) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.checkins.record(domain, 70)
    with pytest.raises(LookupError, match="no backup called"):
        choose_backup(journal.path, which, NOON)
