"""Files of other versions: an older one is backed up and migrated, a newer one is read-only."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from efficacy_tui.journal.maintenance import merge_copy
from efficacy_tui.store import atomic_file, backups
from efficacy_tui.store.decode import parse
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.errors import JournalUnreadable, ReadOnly
from efficacy_tui.store.migrations import MIGRATIONS, note_changed_fields
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


def test_schema_3_keeps_its_marks_its_epoch_and_the_place_of_the_task(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    path.write_bytes((FIXTURES / "schema-3.json").read_bytes())
    journal = open_journal(path)
    assert [domain.task_difficulty for domain in journal.domains.all()] == [55]
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
    newer = path.read_bytes().replace(f'"value":{SCHEMA}'.encode(), f'"value":{SCHEMA + 1}'.encode())
    path.write_bytes(newer)
    with pytest.raises(ReadOnly, match=f"format {SCHEMA + 1}"):
        journal.checkins.record(domain, 50)
    assert path.read_bytes() == newer
    assert not journal.contents.checkins


def read_fixture(schema: int) -> dict[str, Any]:
    tables: dict[str, Any] = json.loads((FIXTURES / f"schema-{schema}.json").read_bytes())
    return tables


def find_by_id(tables: dict[str, Any], name: str) -> dict[str, Any]:
    return {row["id"]: row for row in tables[name].values()}


def test_a_record_of_schema_2_counts_as_changed_when_it_was_updated() -> None:
    tables = read_fixture(2)
    note_changed_fields(tables)
    for name in ("domains", "challenges", "checkins", "evidence"):
        for row in tables[name].values():
            assert row.get("changed") == (None if row["created"] == row["updated"] else {"*": row["updated"]})
    assert any("changed" in row for row in tables["evidence"].values())
    assert all("changed" not in row for name in ("settings", "tombstones") for row in tables[name].values())
    before = json.loads(json.dumps(tables))
    note_changed_fields(tables)
    assert tables == before


def test_a_step_of_schema_2_has_one_id_in_every_version_of_its_challenge() -> None:
    tables = read_fixture(2)
    note_changed_fields(tables)
    (challenge,) = tables["challenges"].values()
    ids = [step["id"] for step in challenge["steps"]]
    assert len(set(ids)) == 3
    versions = [
        change["was"]
        for step in tables["history"].values()
        for change in step["changes"]
        if change["table"] == "challenges" and change.get("was")
    ]
    assert len(versions) == 2
    assert [[step["id"] for step in version["steps"]] for version in versions] == [ids, ids]


def test_a_change_made_with_schema_2_can_be_undone(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    path.write_bytes((FIXTURES / "schema-2.json").read_bytes())
    journal = open_journal(path, NOON + dt.timedelta(days=2))
    assert journal.undo() == "Edit evidence"
    assert [row.text for row in journal.contents.evidence.values()] == ["asked"]
    for _ in range(5):
        title = journal.undo()
    assert title == "Check-in: Speaking 60"
    assert journal.contents.checkins == {}
    assert journal.undo() == "Revise challenge"
    (challenge,) = journal.contents.challenges.values()
    assert ([step.result for step in challenge.steps], challenge.revisions) == (["done", None, None], ())
    for _ in range(7):
        journal.redo()
    assert [row.text for row in journal.contents.evidence.values()] == ["asked twice"]


def test_two_machines_that_migrate_apart_end_equal(tmp_path: Path) -> None:
    """One recorded a step and the other moved a day, with the old program; then both were updated."""
    machines = []
    for name, minute in (("here", 1), ("there", 2)):
        tables = read_fixture(2)
        (challenge,) = tables["challenges"].values()
        challenge["updated"] = f"2026-03-03T12:0{minute}:00Z"
        if name == "here":
            challenge["steps"][2]["result"] = "partly"
        else:
            challenge["due"] = "2026-03-12"
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(tables))
        machines.append(open_journal(path, NOON + dt.timedelta(days=2)))
    here, there = machines
    merge_copy(here, there.path)
    merge_copy(there, here.path)
    assert here.contents == there.contents
    (challenge,) = here.contents.challenges.values()
    assert (challenge.due, [step.result for step in challenge.steps]) == (
        dt.date(2026, 3, 12),
        ["done", None, "partly"],
    )


def test_one_file_migrated_twice_is_one_file() -> None:
    data = (FIXTURES / "schema-2.json").read_bytes()
    assert parse(data, lambda: "a").data == parse(data, lambda: "b").data


def test_schema_4_has_two_domains_of_one_name_that_can_be_joined(tmp_path: Path) -> None:
    """Two machines of schema 4 had each begun one, and were merged; one had closed a challenge for a rule."""
    path = tmp_path / "journal.json"
    before = (FIXTURES / "schema-4.json").read_bytes()
    path.write_bytes(before)
    journal = open_journal(path, NOON + dt.timedelta(days=2))
    assert [backup.path.read_bytes() for backup in backups.list_backups(path)] == [before]
    tables, migrated = json.loads(before), json.loads(path.read_bytes())
    assert [row["value"] for row in migrated.pop("meta").values() if row["id"] == "schema"] == [SCHEMA]
    del tables["meta"]
    # Each challenge gets its rung with a later schema; all else is as it was.
    assert len(migrated.pop("rungs")) == len(tables["challenges"])
    for table in (migrated, tables):
        del table["challenges"], table["history"]
    assert migrated == tables
    (group,) = journal.domains.all_namesakes()
    journal.domains.join_namesakes(group[1].id)
    assert {row.domain for row in journal.contents.evidence.values()} == {group[0].id}
    assert journal.undo() == "Joined two domains called Speaking"
    assert open_journal(path).contents.domains == journal.contents.domains


def test_machines_of_schema_4_that_migrate_and_join_apart_end_equal(tmp_path: Path) -> None:
    machines = []
    for number in (1, 2):
        path = tmp_path / f"{number}.json"
        path.write_bytes((FIXTURES / "schema-4.json").read_bytes())
        machine = open_journal(path, NOON + dt.timedelta(days=2, hours=number))
        machine.domains.join_namesakes(machine.domains.all()[0].id)
        machines.append(machine)
    here, there = machines
    merge_copy(here, there.path)
    merge_copy(there, here.path)
    assert here.contents == there.contents
    assert len(here.domains.all()) == 1
