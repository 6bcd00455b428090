"""Files of other versions: an older one is backed up and migrated, a newer one is read-only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from efficacy_tui.store import atomic_file, backups
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.errors import JournalUnreadable, ReadOnly
from efficacy_tui.store.migrations import MIGRATIONS
from efficacy_tui.store.tables import SCHEMA
from tests.support.store_files import NOON, open_journal, start_journal

FIXTURES = Path(__file__).with_name("fixtures")


def test_every_migration_has_a_fixture_of_its_source_schema() -> None:
    assert len(MIGRATIONS) == SCHEMA
    assert {item.name for item in FIXTURES.glob("*.json")} == {f"schema-{n}.json" for n in range(SCHEMA)}


def test_schema_0_is_backed_up_then_migrated(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    before = (FIXTURES / "schema-0.json").read_bytes()
    path.write_bytes(before)
    assert all(problem.note for problem in diagnose(path, NOON))
    journal = open_journal(path)
    assert sorted(row.confidence for row in journal.contents.checkins.values()) == [55, 70]
    assert [backup.path.read_bytes() for backup in backups.list_backups(path)] == [before]
    tables = json.loads(path.read_bytes())
    assert {entry["id"]: entry["value"] for entry in tables["meta"].values()}["schema"] == SCHEMA
    assert tables["notes of mine"] == {"1": {"text": "not the program's"}}
    reopened = open_journal(path)
    assert reopened.contents == journal.contents
    assert len(backups.list_backups(path)) == 1
    reopened.checkins.record(reopened.domains.all()[0].id, 90)


def test_schema_1_has_no_place_of_the_daily_task_yet(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    before = (FIXTURES / "schema-1.json").read_bytes()
    path.write_bytes(before)
    journal = open_journal(path)
    (domain,) = journal.domains.all()
    assert (domain.name, domain.task_difficulty) == ("Speaking", None)
    assert [row.difficulty for row in journal.contents.challenges.values()] == [40]
    assert [backup.path.read_bytes() for backup in backups.list_backups(path)] == [before]
    journal.domains.edit(domain.id, domain.name, domain.task, 55)
    (placed,) = open_journal(path).domains.all()
    assert placed.task_difficulty == 55


def test_schema_2_keeps_its_marks_and_its_epoch(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    path.write_bytes((FIXTURES / "schema-2.json").read_bytes())
    journal = open_journal(path)
    assert [domain.task_difficulty for domain in journal.domains.all()] == [None]
    assert [(mark.id, mark.table) for mark in journal.contents.erasures.values()] == [("e" * 32, "evidence")]
    facts = {entry["id"]: entry["value"] for entry in json.loads(path.read_bytes())["meta"].values()}
    assert facts["schema"] == SCHEMA
    assert facts["epoch"] == "2026-11-22T09:30:00.000000Z"


def test_an_older_file_that_cannot_be_written_is_migrated_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.json"
    before = (FIXTURES / "schema-0.json").read_bytes()
    path.write_bytes(before)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(atomic_file.os, "replace", refuse)
        journal = open_journal(path)
    assert len(journal.contents.checkins) == 2
    assert path.read_bytes() == before
    journal.checkins.record(journal.domains.all()[0].id, 90)
    assert any(backup.path.read_bytes() == before for backup in backups.list_backups(path))
    assert len(open_journal(path).contents.checkins) == 3


def test_a_damaged_older_file_raises_journal_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    tables = json.loads((FIXTURES / "schema-0.json").read_bytes())
    tables["checkins"]["1"]["rating"] = "high"
    path.write_text(json.dumps(tables))
    with pytest.raises(JournalUnreadable, match="older format"):
        open_journal(path)


def test_a_newer_file_can_be_read_but_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    journal.checkins.record(domain, 70)
    tables = json.loads(path.read_bytes())
    tables["meta"]["1"]["value"] = SCHEMA + 1
    tables["checkins"]["1"]["mood"] = "a field of tomorrow"
    tables["checkins"]["2"] = {"id": "1" * 32, "shape": "unheard of"}
    newer = json.dumps(tables).encode()
    path.write_bytes(newer)
    journal = open_journal(path)
    assert journal.read_only
    assert [row.confidence for row in journal.contents.checkins.values()] == [70]
    with pytest.raises(ReadOnly, match="update this program"):
        journal.checkins.record(domain, 50)
    with pytest.raises(ReadOnly):
        journal.settings.set("mask", True)
    assert [row.confidence for row in journal.contents.checkins.values()] == [70]
    assert path.read_bytes() == newer


def test_a_file_upgraded_by_a_newer_program_becomes_read_only(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    newer = path.read_bytes().replace(f'"value":{SCHEMA}'.encode(), b'"value":7')
    path.write_bytes(newer)
    with pytest.raises(ReadOnly, match="format 7"):
        journal.checkins.record(domain, 50)
    assert path.read_bytes() == newer
    assert not journal.contents.checkins
