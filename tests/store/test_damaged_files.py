"""Damaged files: each opens or raises a readable error, none is overwritten, and the doctor finds the problems."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from efficacy_tui.model.records import Mastery, State
from efficacy_tui.store import atomic_file, backups, file_reading
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.errors import JournalUnreadable
from efficacy_tui.store.repair import repair
from tests.support.store_files import NOON, SequentialIds, open_journal, start_journal

Tables = dict[str, dict[str, dict[str, Any]]]

LATER = NOON + dt.timedelta(days=10)
"""After the last entry of the journals that are damaged here."""


def build_good_journal(path: Path) -> bytes:
    """Build a small journal with records in every table, and return its bytes."""
    journal, domain = start_journal(path, prefix=1)
    other_domain = journal.domains.add("Schreiben – 書く", "write a page").id
    for day in range(3):
        journal.clock.move(days=1)  # type: ignore[attr-defined]
        journal.checkins.record(domain, 40 + day, note="naïve “quotes” \\ and 🙂")
        journal.checkins.record(other_domain, 60)
    entry = journal.evidence.add(Mastery, domain, "a talk", difficulty=40)
    journal.evidence.add(State, domain, "a fast heart", arousal=80)
    journal.evidence.delete(journal.evidence.add(Mastery, domain, "by mistake").id)
    journal.challenges.start(
        domain, title="I will ask", done_when="asked", difficulty=50, odds=60, due=journal.today(), steps=()
    )
    journal.reappraisals.record(domain, journal.now(), event="the talk", statement="ready", evidence=(entry.id,))
    journal.settings.set("mask", True)
    return path.read_bytes()


def mutate(data: bytes, rng: random.Random) -> bytes:
    """Damage some bytes as disks, editors and synchronisers do."""
    start, length = rng.randrange(len(data)), rng.choice((1, 1, 1, 4, 40, 400))
    match rng.randrange(9):
        case 0:
            return data[:start]
        case 1:
            return data[:start] + bytes([rng.randrange(256)]) + data[start + 1 :]
        case 2:
            return data[:start] + data[start + length :]
        case 3:
            return data[:start] + data[start : start + length] * 2 + data[start + length :]
        case 4:
            return data[:start] + bytes(length) + data[start + length :]
        case 5:
            return data[:start] + bytes([data[start] ^ (1 << rng.randrange(8))]) + data[start + 1 :]
        case 6:
            digits = [i for i, byte in enumerate(data) if 48 <= byte <= 57]
            digit = rng.choice(digits)
            return data[:digit] + str(rng.randrange(10)).encode() + data[digit + 1 :]
        case 7:
            tokens = [b"null", b"[]", b"{}", b"-1", b'"x"', b"1e999", b"NaN", b"true", b"99999999999999999999"]
            return data[:start] + rng.choice(tokens) + data[start + length :]
        case _:
            source = rng.randrange(len(data))
            return data[:start] + data[source : source + length] + data[start + length :]


@pytest.mark.parametrize("part", range(4))
def test_1000_mutated_files_open_or_raise_and_none_is_overwritten(tmp_path: Path, part: int) -> None:
    data = build_good_journal(tmp_path / "good" / "journal.json")
    rng = random.Random(part)
    path = tmp_path / "journal.json"
    opened_count, sentences = 0, []
    for _ in range(250):
        mutated_data = mutate(data, rng)
        path.write_bytes(mutated_data)
        try:
            journal = open_journal(path)
        except JournalUnreadable as error:
            sentences.append(str(error))
            assert path.read_bytes() == mutated_data
            assert [problem for problem in diagnose(path, LATER) if not problem.note]
            continue
        opened_count += 1
        assert path.read_bytes() == mutated_data
        diagnose(path, LATER)
        assert path.read_bytes() == mutated_data
        if journal.contents.domains and opened_count % 5 == 0:
            journal.evidence.add(Mastery, next(iter(journal.contents.domains)), "after")
            assert "after" in {row.text for row in open_journal(path).contents.evidence.values()}
    assert opened_count > 10
    assert len(sentences) > 10
    assert all("Nothing was changed" in sentence for sentence in sentences)


@pytest.mark.parametrize("part", range(2))
def test_repair_turns_mutated_files_into_good_journals(tmp_path: Path, part: int) -> None:
    data = build_good_journal(tmp_path / "good" / "journal.json")
    rng = random.Random(100 + part)
    for number in range(60):
        path = tmp_path / f"{number}" / "journal.json"
        path.parent.mkdir()
        path.write_bytes(mutate(data, rng))
        repair(path, NOON, SequentialIds(9))
        assert [str(problem) for problem in diagnose(path, LATER) if not problem.note] == []
        open_journal(path)


NOT_JOURNALS: list[tuple[bytes, str]] = [
    (b"", "empty"),
    (b"\0" * 500, "empty"),
    (b"hello", "JSON"),
    (b"[1, 2]", "no(t a)? journal|not be read"),
    (b'{"shop": {"1": {"id": "a"}}}', "not a journal"),
    (b"{}", "not a journal"),
    (b"null", "no(t a)? journal|Expected"),
    (b'{"meta": {"1": {"id": "schema", "value": 1}}, "domains": {"1": {"name": "\xff\xfe"}}}', "UTF-8"),
    (b'{"a":' * 100_000, "JSON"),
]


@pytest.mark.parametrize(("data", "reason"), NOT_JOURNALS)
def test_a_file_that_is_not_a_journal_raises_and_stays_as_it_is(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "journal.json"
    path.write_bytes(data)
    with pytest.raises(JournalUnreadable, match=reason):
        open_journal(path)
    assert path.read_bytes() == data
    assert next(problem.location for problem in diagnose(path, LATER) if not problem.note) == "the file"


def test_a_folder_in_the_journals_place_is_reported_and_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    path.mkdir()
    with pytest.raises(JournalUnreadable, match="a folder in its place"):
        open_journal(path)
    assert "a folder in its place" in str(diagnose(path, LATER)[0])
    report = repair(path, NOON, SequentialIds())
    assert report.backup is not None
    assert report.backup.is_dir()
    assert open_journal(path).contents.domains == {}


def test_a_loop_of_links_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    path.symlink_to(path)
    with pytest.raises(JournalUnreadable, match="links"):
        open_journal(path)
    assert diagnose(path, LATER)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_permission_is_unreadable_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    start_journal(path)
    path.chmod(0)
    with pytest.raises(JournalUnreadable, match="Permission denied"):
        open_journal(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0


def test_a_refused_read_raises_journal_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.json"
    start_journal(path)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(atomic_file.os, "open", refuse)
    with pytest.raises(JournalUnreadable, match="Permission denied"):
        open_journal(path)


def test_a_file_of_200_megabytes_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.json"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    monkeypatch.setattr(file_reading, "_read_to_end", None)
    with pytest.raises(JournalUnreadable, match="200 MB"):
        open_journal(path)
    assert "200 MB" in str(diagnose(path, LATER)[0])


def test_the_error_names_the_newest_good_backup(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    for day in range(3):
        journal.clock.move(days=1)  # type: ignore[attr-defined]
        journal.checkins.record(domain, day)
    newest, second = (backup.path for backup in backups.list_backups(path)[:2])
    newest.write_bytes(b"{")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(JournalUnreadable, match=second.name) as error_info:
        open_journal(path)
    assert error_info.value.backup == second
    aside_path = backups.copy_aside(path, "damaged", NOON)
    assert aside_path.name == "journal.damaged-2026-03-02T120000Z.json"
    assert aside_path.read_bytes() == path.read_bytes()
    assert backups.copy_aside(path, "damaged", NOON) != aside_path


def set_confidence_to_text(tables: Tables) -> None:
    tables["checkins"]["1"]["confidence"] = "seventy"  # type: ignore[assignment]


def set_confidence_out_of_range(tables: Tables) -> None:
    tables["checkins"]["1"]["confidence"] = 170


def add_unknown_field(tables: Tables) -> None:
    tables["evidence"]["1"]["mood"] = 3


def duplicate_record(tables: Tables) -> None:
    tables["checkins"]["99"] = dict(tables["checkins"]["1"])


def point_to_missing_domain(tables: Tables) -> None:
    tables["evidence"]["1"]["domain"] = "f" * 32


def point_to_missing_challenge(tables: Tables) -> None:
    tables["evidence"]["1"]["challenge"] = "f" * 32


def add_second_check_in_of_a_day(tables: Tables) -> None:
    tables["checkins"]["99"] = {**tables["checkins"]["1"], "id": "e" * 32}


def add_second_focus(tables: Tables) -> None:
    tables["domains"]["2"]["focus"] = True


def set_invalid_id(tables: Tables) -> None:
    tables["evidence"]["1"]["id"] = "Z" * 32


def damage_history_step(tables: Tables) -> None:
    tables["history"]["1"]["changes"] = {"a": 1}  # type: ignore[assignment]


def replace_table_by_number(tables: Tables) -> None:
    tables["surveys"] = 3  # type: ignore[assignment]


def clear_meta(tables: Tables) -> None:
    tables["meta"] = {}


@pytest.mark.parametrize(
    ("damage", "location", "description"),
    [
        (set_confidence_to_text, "checkins 1", "Expected `int`, got `str` - at `$.confidence`"),
        (set_confidence_out_of_range, "checkins 1", "<= 100"),
        (add_unknown_field, "evidence 1", "unknown field `mood`"),
        (duplicate_record, "checkins 99", "it has the id of checkins 1"),
        (point_to_missing_domain, "evidence 1", "its domain is not in the journal"),
        (point_to_missing_challenge, "evidence 1", "its challenge is not in the journal"),
        (add_second_check_in_of_a_day, "checkins 1, 99", "2 check-ins of one domain and day"),
        (add_second_focus, "domains 1, 2", "2 domains with the focus"),
        (set_invalid_id, "evidence 1", "its id is not 32 hex digits"),
        (damage_history_step, "history 1", "Expected `array`, got `object`"),
        (replace_table_by_number, "surveys", "this is not a table"),
        (clear_meta, "meta", "does not say which format"),
    ],
)
def test_each_problem_is_diagnosed_with_its_record_and_repaired(
    tmp_path: Path, damage: Callable[[Tables], None], location: str, description: str
) -> None:
    path = tmp_path / "journal.json"
    build_good_journal(path)
    assert diagnose(path, LATER) == []
    tables = json.loads(path.read_bytes())
    damage(tables)
    damaged_data = json.dumps(tables).encode()
    path.write_bytes(damaged_data)
    problems = diagnose(path, LATER)
    assert any(problem.location == location and description in problem.description for problem in problems), problems
    assert all(problem.remedy for problem in problems)
    assert path.read_bytes() == damaged_data
    report = repair(path, NOON, SequentialIds(9))
    assert report.backup is not None
    assert report.backup.read_bytes() == damaged_data
    assert [problem for problem in diagnose(path, LATER) if not problem.note] == []
    open_journal(path)
    if damage in (
        set_confidence_to_text,
        set_confidence_out_of_range,
        add_unknown_field,
        point_to_missing_domain,
        set_invalid_id,
    ):
        assert report.aside is not None
        table, number = location.split()
        assert json.loads(report.aside.read_bytes())[table][number] == tables[table][number]


def test_unknown_tables_and_conflict_copies_are_only_notes(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    data = build_good_journal(path)
    (tmp_path / "journal.sync-conflict-20260302-120000-ABCDEFG.json").write_bytes(data)
    path.write_bytes(data[:-1] + b',"mine":{"1":{}}}')
    notes = diagnose(path, LATER)
    assert [problem.location for problem in notes] == [
        "“mine”",
        "journal.sync-conflict-20260302-120000-ABCDEFG.json",
    ]
    assert all(problem.note for problem in notes)
