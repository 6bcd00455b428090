"""Erasing: no copy of an erased record is left in any file that the program made."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import backups
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.erase import erase_everything
from efficacy_tui.store.restore import restore_backup
from tests.support.store_files import NOON, open_journal, start_journal

SECRET = "what nobody may read"


def build_journal_with_secret(path: Path) -> tuple[Journal, str, str]:
    """Build a journal with a secret in its records, history, backups, a set-aside file and a conflict copy.

    Return the journal, the id of its domain and the id of the entry with the secret.
    """
    journal, domain = start_journal(path)
    journal.domains.add("Writing", "write a page")
    entry = journal.evidence.add(Mastery, domain, SECRET)
    for day in range(4):
        journal.clock.move(days=1)  # type: ignore[attr-defined]
        journal.evidence.edit(entry.id, text=f"{SECRET} {day}")
        journal.checkins.record(domain, 40 + day)
        journal.reappraisals.record(domain, journal.now(), event="the talk", evidence=(entry.id,))
    restore_backup(path, backups.list_backups(path)[0].path, NOON)
    journal.refresh()
    shutil.copyfile(path, path.with_name("journal.sync-conflict-20260302-120000-ABCDEFG.json"))
    return journal, domain, entry.id


def find_files_with(folder: Path, text: str) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]


def test_erasing_a_record_removes_it_from_the_journal_its_history_and_every_copy(tmp_path: Path) -> None:
    journal, domain, entry = build_journal_with_secret(tmp_path / "journal.json")
    assert len(find_files_with(tmp_path, SECRET)) > 4
    check_in_count = len(journal.contents.checkins)
    report = maintenance.erase(journal, entry)
    assert find_files_with(tmp_path, SECRET) == []
    assert report.records["evidence"] == 1
    assert report.steps > 0
    assert len(report.changed) > 3
    assert any("evidence" in line for line in report.lines())
    assert entry not in journal.contents.evidence
    assert len(journal.contents.checkins) == check_in_count
    assert open_journal(journal.path).contents == journal.contents
    assert not [problem for problem in diagnose(journal.path, journal.now()) if not problem.note]
    assert all(backups.is_good(backup.path) for backup in backups.list_backups(journal.path))
    journal.checkins.record(domain, 99)
    assert find_files_with(tmp_path, SECRET) == []


def test_erasing_a_domain_removes_all_its_records(tmp_path: Path) -> None:
    journal, domain, _ = build_journal_with_secret(tmp_path / "journal.json")
    maintenance.erase(journal, domain)
    assert [row.name for row in journal.contents.domains.values()] == ["Writing"]
    assert not journal.contents.evidence
    assert not journal.contents.checkins
    assert not journal.contents.reappraisals
    assert (
        find_files_with(tmp_path, SECRET)
        == find_files_with(tmp_path, "Speaking")
        == find_files_with(tmp_path, "the talk")
        == []
    )


def test_merging_an_old_copy_does_not_bring_an_erased_record_back(tmp_path: Path) -> None:
    journal, _, entry = build_journal_with_secret(tmp_path / "journal.json")
    other = tmp_path / "elsewhere" / "journal.json"
    other.parent.mkdir()
    shutil.copyfile(journal.path, other)
    open_journal(other, NOON + dt.timedelta(days=30)).evidence.edit(entry, text=f"{SECRET}, told again")
    maintenance.erase(journal, entry)
    maintenance.merge_copy(journal, other)
    assert entry not in journal.contents.evidence
    shutil.rmtree(other.parent)
    assert find_files_with(tmp_path, SECRET) == []


def test_erase_everything_leaves_no_file(tmp_path: Path) -> None:
    journal, _, _ = build_journal_with_secret(tmp_path / "journal.json")
    report = erase_everything(journal.path)
    assert list(tmp_path.iterdir()) == []
    assert journal.path in report.removed


def test_unreadable_copies_are_reported(tmp_path: Path) -> None:
    journal, _, entry = build_journal_with_secret(tmp_path / "journal.json")
    damaged = tmp_path / "journal.damaged-2026-03-02T120000Z.json"
    damaged.write_text(f'{{"evidence": "{SECRET}')
    report = maintenance.erase(journal, entry)
    assert report.unreadable == [damaged]
    assert any(str(damaged) in line for line in report.lines())


def test_purging_the_history_removes_only_overwritten_versions(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    entry = journal.evidence.add(Mastery, domain, "as it was first")
    journal.evidence.edit(entry.id, text="as it is")
    before = journal.contents
    assert maintenance.purge_history(journal) == 3
    assert journal.contents == before
    assert b"as it was first" not in journal.path.read_bytes()
    assert journal.store.history.undoable() is None
    journal.checkins.record(domain, 70)
    assert journal.undo() == "Check-in: Speaking 70"
