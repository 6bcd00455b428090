"""Damaged files: each opens or is a sentence, none is overwritten, and the doctor names what is wrong."""

from __future__ import annotations

import json
import os
import random
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from efficacy_tui.model.records import Mastery, State
from efficacy_tui.store import backups, decode
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.errors import JournalUnreadable
from efficacy_tui.store.repair import repair
from tests.support.store_files import NOON, SequentialIds, opened, started

Tables = dict[str, dict[str, dict[str, Any]]]


def good(path: Path) -> bytes:
    """The bytes of a small journal with something in every table."""
    journal, domain = started(path, prefix=1)
    other = journal.domains.add("Schreiben – 書く", "write a page").id
    for day in range(3):
        journal.clock.move(days=1)  # type: ignore[attr-defined]
        journal.checkins.record(domain, 40 + day, note="naïve “quotes” \\ and 🙂")
        journal.checkins.record(other, 60)
    entry = journal.evidence.add(Mastery, domain, "a talk", difficulty=40)
    journal.evidence.add(State, domain, "a fast heart", arousal=80)
    journal.evidence.delete(journal.evidence.add(Mastery, domain, "by mistake").id)
    journal.challenges.start(
        domain, title="I will ask", done_when="asked", difficulty=50, odds=60, due=journal.today(), steps=()
    )
    journal.reappraisals.record(domain, journal.now(), event="the talk", statement="ready", evidence=(entry.id,))
    journal.settings.set("mask", True)
    return path.read_bytes()


def mutated(data: bytes, pick: random.Random) -> bytes:
    """Bytes with something done to them that disks, editors and synchronisers do."""
    at, length = pick.randrange(len(data)), pick.choice((1, 1, 1, 4, 40, 400))
    match pick.randrange(9):
        case 0:
            return data[:at]
        case 1:
            return data[:at] + bytes([pick.randrange(256)]) + data[at + 1 :]
        case 2:
            return data[:at] + data[at + length :]
        case 3:
            return data[:at] + data[at : at + length] * 2 + data[at + length :]
        case 4:
            return data[:at] + bytes(length) + data[at + length :]
        case 5:
            return data[:at] + bytes([data[at] ^ (1 << pick.randrange(8))]) + data[at + 1 :]
        case 6:
            digits = [i for i, byte in enumerate(data) if 48 <= byte <= 57]
            where = pick.choice(digits)
            return data[:where] + str(pick.randrange(10)).encode() + data[where + 1 :]
        case 7:
            words = [b"null", b"[]", b"{}", b"-1", b'"x"', b"1e999", b"NaN", b"true", b"99999999999999999999"]
            return data[:at] + pick.choice(words) + data[at + length :]
        case _:
            other = pick.randrange(len(data))
            return data[:at] + data[other : other + length] + data[at + length :]


@pytest.mark.parametrize("part", range(4))
def test_1000_mutations_open_or_are_a_sentence_and_none_is_overwritten(tmp_path: Path, part: int) -> None:
    data = good(tmp_path / "good" / "journal.json")
    pick = random.Random(part)
    path = tmp_path / "journal.json"
    opened_well, said = 0, []
    for _ in range(250):
        bad = mutated(data, pick)
        path.write_bytes(bad)
        try:
            journal = opened(path)
        except JournalUnreadable as error:
            said.append(str(error))
            assert path.read_bytes() == bad
            assert [problem for problem in diagnose(path) if not problem.note]
            continue
        opened_well += 1
        assert path.read_bytes() == bad
        diagnose(path)
        assert path.read_bytes() == bad
        if journal.contents.domains and opened_well % 5 == 0:
            journal.evidence.add(Mastery, next(iter(journal.contents.domains)), "after")
            assert "after" in {row.text for row in opened(path).contents.evidence.values()}
    assert opened_well > 10
    assert len(said) > 10
    assert all("Nothing was changed" in sentence for sentence in said)


@pytest.mark.parametrize("part", range(2))
def test_what_the_doctor_fixes_is_a_journal_again(tmp_path: Path, part: int) -> None:
    data = good(tmp_path / "good" / "journal.json")
    pick = random.Random(100 + part)
    for number in range(60):
        path = tmp_path / f"{number}" / "journal.json"
        path.parent.mkdir()
        path.write_bytes(mutated(data, pick))
        repair(path, NOON, SequentialIds(9))
        assert [str(problem) for problem in diagnose(path) if not problem.note] == []
        opened(path)


WHOLE: list[tuple[bytes, str]] = [
    (b"", "empty"),
    (b"\0" * 500, "empty"),
    (b"hello", "JSON"),
    (b"[1, 2]", "no(t a)? journal|not be read"),
    (b'{"shop": {"1": {"id": "a"}}}', "no journal"),
    (b"{}", "no journal"),
    (b"null", "no(t a)? journal|Expected"),
    (b'{"meta": {"1": {"id": "schema", "value": 1}}, "domains": {"1": {"name": "\xff\xfe"}}}', "UTF-8"),
    (b'{"a":' * 100_000, "JSON"),
]


@pytest.mark.parametrize(("data", "says"), WHOLE)
def test_what_is_no_journal_is_named_and_left(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "journal.json"
    path.write_bytes(data)
    with pytest.raises(JournalUnreadable, match=says):
        opened(path)
    assert path.read_bytes() == data
    assert [problem.location for problem in diagnose(path)] == ["the file"]


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    path.mkdir()
    with pytest.raises(JournalUnreadable, match="a folder in its place"):
        opened(path)
    assert "a folder in its place" in str(diagnose(path)[0])
    repaired = repair(path, NOON, SequentialIds())
    assert repaired.aside is not None
    assert repaired.aside.is_dir()
    assert opened(path).contents.domains == {}


def test_a_loop_of_links(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    path.symlink_to(path)
    with pytest.raises(JournalUnreadable, match="links"):
        opened(path)
    assert diagnose(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    started(path)
    path.chmod(0)
    with pytest.raises(JournalUnreadable, match="Permission denied"):
        opened(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0


def test_a_refused_read_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.json"
    started(path)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(JournalUnreadable, match="Permission denied"):
        opened(path)


def test_200_megabytes_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.json"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    monkeypatch.setattr(decode, "read_whole", None)
    with pytest.raises(JournalUnreadable, match="200 MB"):
        opened(path)
    assert "200 MB" in str(diagnose(path)[0])


def test_the_newest_good_backup_is_named(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = started(path)
    for day in range(3):
        journal.clock.move(days=1)  # type: ignore[attr-defined]
        journal.checkins.record(domain, day)
    newest, second = (backup.path for backup in backups.list_backups(path)[:2])
    newest.write_bytes(b"{")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(JournalUnreadable, match=second.name) as caught:
        opened(path)
    assert caught.value.backup == second == backups.newest_good_backup(path)
    aside = backups.set_aside_damaged(path, NOON)
    assert aside.name == "journal.damaged-2026-03-02T120000Z.json"
    assert not path.exists()
    path.write_bytes(b"{")
    assert backups.set_aside_damaged(path, NOON) != aside


def rating_as_text(tables: Tables) -> None:
    tables["checkins"]["1"]["confidence"] = "seventy"  # type: ignore[assignment]


def rating_out_of_range(tables: Tables) -> None:
    tables["checkins"]["1"]["confidence"] = 170


def unknown_field(tables: Tables) -> None:
    tables["evidence"]["1"]["mood"] = 3


def same_id(tables: Tables) -> None:
    tables["checkins"]["99"] = dict(tables["checkins"]["1"])


def lost_domain(tables: Tables) -> None:
    tables["evidence"]["1"]["domain"] = "f" * 32


def lost_challenge(tables: Tables) -> None:
    tables["evidence"]["1"]["challenge"] = "f" * 32


def two_of_a_day(tables: Tables) -> None:
    tables["checkins"]["99"] = {**tables["checkins"]["1"], "id": "e" * 32}


def two_foci(tables: Tables) -> None:
    tables["domains"]["2"]["focus"] = True


def odd_id(tables: Tables) -> None:
    tables["evidence"]["1"]["id"] = "Z" * 32


def bad_step(tables: Tables) -> None:
    tables["history"]["1"]["changes"] = {"a": 1}  # type: ignore[assignment]


def no_table(tables: Tables) -> None:
    tables["surveys"] = 3  # type: ignore[assignment]


def no_meta(tables: Tables) -> None:
    tables["meta"] = {}


@pytest.mark.parametrize(
    ("damage", "where", "what"),
    [
        (rating_as_text, "checkins 1", "Expected `int`, got `str` - at `$.confidence`"),
        (rating_out_of_range, "checkins 1", "<= 100"),
        (unknown_field, "evidence 1", "unknown field `mood`"),
        (same_id, "checkins 99", "it has the id of checkins 1"),
        (lost_domain, "evidence 1", "its domain is not in the journal"),
        (lost_challenge, "evidence 1", "its challenge is not in the journal"),
        (two_of_a_day, "checkins 1, 99", "2 check-ins of one domain and day"),
        (two_foci, "domains 1, 2", "2 domains with the focus"),
        (odd_id, "evidence 1", "its id is not 32 hex digits"),
        (bad_step, "history 1", "Expected `array`, got `object`"),
        (no_table, "surveys", "this is no table"),
        (no_meta, "meta", "does not say which format"),
    ],
)
def test_each_problem_is_named_with_its_record_and_can_be_fixed(
    tmp_path: Path, damage: Callable[[Tables], None], where: str, what: str
) -> None:
    path = tmp_path / "journal.json"
    good(path)
    assert diagnose(path) == []
    tables = json.loads(path.read_bytes())
    damage(tables)
    bad = json.dumps(tables).encode()
    path.write_bytes(bad)
    problems = diagnose(path)
    assert any(problem.location == where and what in problem.description for problem in problems), problems
    assert all(problem.remedy for problem in problems)
    assert path.read_bytes() == bad
    repaired = repair(path, NOON, SequentialIds(9))
    assert repaired.backup is not None
    assert repaired.backup.read_bytes() == bad
    assert [problem for problem in diagnose(path) if not problem.note] == []
    opened(path)
    if damage in (rating_as_text, rating_out_of_range, unknown_field, lost_domain, odd_id):
        assert repaired.aside is not None
        table, number = where.split()
        assert json.loads(repaired.aside.read_bytes())[table][number] == tables[table][number]


def test_notes_are_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    data = good(path)
    (tmp_path / "journal.sync-conflict-20260302-120000-ABCDEFG.json").write_bytes(data)
    path.write_bytes(data[:-1] + b',"mine":{"1":{}}}')
    notes = diagnose(path)
    assert len(notes) == 2
    assert all(problem.note for problem in notes)
