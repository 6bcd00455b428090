"""Recovery: at every instant there is a journal, and what is taken out or replaced stays beside it."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file, backups, decode
from efficacy_tui.store.decode import UnreadableBytes, read_journal
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.epochs import epoch_of
from efficacy_tui.store.errors import CopiesUnread, JournalMissing, JournalUnreadable, StoreError
from efficacy_tui.store.repair import repair
from efficacy_tui.store.restore import begin_anew, compare_backup, restore_backup
from efficacy_tui.store.stored_copies import find_newest_good, rank_backups
from tests.support.file_faults import KILL, Fault, faulty_files
from tests.support.store_files import NOON, SequentialIds, open_journal, start_journal

LATER = NOON + dt.timedelta(days=30)
DAMAGED = b'{"meta": {'


def start_with_backup(path: Path) -> Path:
    """Start a journal with one check-in, and return its one backup, which has none."""
    journal, domain = start_journal(path)
    journal.checkins.record(domain, 70)
    (backup,) = backups.list_backups(path)
    return backup.path


def damage_record(path: Path) -> None:
    tables = json.loads(path.read_bytes())
    tables["checkins"]["1"]["confidence"] = 700
    path.write_bytes(json.dumps(tables).encode())


def restore_oldest(path: Path) -> None:
    restore_backup(path, backups.list_backups(path)[-1].path, LATER, SequentialIds(5))


ACTIONS: dict[str, Callable[[Path], object]] = {
    "restore": restore_oldest,
    "begin anew": lambda path: begin_anew(path, LATER, SequentialIds(5)),
    "repair": lambda path: repair(path, LATER, SequentialIds(5)),
}


# -- a journal at every instant ------------------------------------------------------------------


@pytest.mark.parametrize("code", [KILL, errno.ENOSPC], ids=["kill", "ENOSPC"])
@pytest.mark.parametrize(
    ("name", "damage"),
    [("restore", "none"), ("restore", "file"), ("begin anew", "file"), ("repair", "record"), ("repair", "file")],
)
def test_a_fault_at_any_call_leaves_the_file_or_its_replacement(
    tmp_path: Path, name: str, damage: str, code: int
) -> None:
    template = tmp_path / "template" / "journal.json"
    start_with_backup(template)
    if damage == "record":
        damage_record(template)
    elif damage == "file":
        template.write_bytes(DAMAGED)
    before = template.read_bytes()
    strikes = 0
    for number in range(200):
        path = tmp_path / str(number) / "journal.json"
        shutil.copytree(template.parent, path.parent)
        fault = Fault(number, code, is_lasting=code == errno.ENOSPC)
        with faulty_files(fault) as layer, contextlib.suppress(OSError, UnreadableBytes, StoreError):
            ACTIONS[name](path)
        if path.read_bytes() != before:
            open_journal(path)
            # The replacement is there, so what it replaced has its own name by now.
            assert before in [file.read_bytes() for file in backups.list_set_aside(path)]
        if not layer.has_struck:
            break
        strikes += 1
    assert strikes > 5
    assert path.read_bytes() != before


def test_what_is_no_file_makes_room_only_when_the_replacement_is_on_the_disk(tmp_path: Path) -> None:
    template = tmp_path / "template" / "journal.json"
    start_with_backup(template)
    strikes = 0
    for number in range(200):
        path = tmp_path / str(number) / "journal.json"
        shutil.copytree(template.parent, path.parent)
        (backup,) = (backup.path for backup in backups.list_backups(path))
        path.unlink()
        path.mkdir()
        (path / "kept").write_bytes(b"something")
        fault = Fault(number, errno.ENOSPC, is_lasting=True)
        with faulty_files(fault) as layer, contextlib.suppress(OSError, UnreadableBytes):
            restore_backup(path, backup, LATER)
        (kept_file,) = path.parent.rglob("kept")
        assert kept_file.read_bytes() == b"something"
        assert kept_file.parent == path or open_journal(path).contents.domains
        if not layer.has_struck:
            break
        strikes += 1
    assert strikes > 5
    assert kept_file.parent.name.startswith("journal.damaged-")


def test_a_copy_is_kept_where_the_disk_knows_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.json"
    backup = start_with_backup(path)
    path.write_bytes(DAMAGED)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    aside_path = restore_backup(path, backup, LATER)
    assert aside_path is not None
    assert aside_path.read_bytes() == DAMAGED


@pytest.mark.parametrize("name", ["restore", "begin anew"])
def test_an_open_program_follows_what_was_put_in_place(tmp_path: Path, name: str) -> None:
    path = tmp_path / "journal.json"
    start_with_backup(path)
    before = epoch_of(read_journal(path, str).facts)
    ACTIONS[name](path)
    assert epoch_of(read_journal(path, str).facts) > before


# -- a missing journal ---------------------------------------------------------------------------


@pytest.mark.parametrize("copies", ["backups", "a damaged file"])
def test_a_missing_journal_beside_copies_is_no_first_start(tmp_path: Path, copies: str) -> None:
    path = tmp_path / "journal.json"
    backup = start_with_backup(path)
    if copies == "a damaged file":
        backup.unlink()
        backups.copy_aside(path, "damaged", NOON)
    path.unlink()
    with pytest.raises(JournalMissing, match="there is 1 copy of it"):
        open_journal(path)
    assert not path.exists()
    (problem,) = [problem for problem in diagnose(path, LATER) if not problem.note]
    assert "it is missing, but there is 1 copy of it" in problem.description
    repair(path, LATER, SequentialIds(5))
    assert open_journal(path).contents.domains


def test_after_beginning_anew_the_next_start_is_a_first_start(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    start_with_backup(path)
    path.unlink()
    assert begin_anew(path, LATER) is None
    journal = open_journal(path)
    assert not journal.contents.domains
    assert journal.domains.add("Writing", "write a page")
    assert len(open_journal(path).contents.domains) == 1


def test_without_copies_a_missing_journal_is_a_first_start(tmp_path: Path) -> None:
    assert open_journal(tmp_path / "journal.json").contents.domains == {}
    assert diagnose(tmp_path / "journal.json", LATER) == []


def refuse(monkeypatch: pytest.MonkeyPatch, name: str, refused_path: Path) -> None:
    """Let the system refuse one call of the door for one path."""
    real = getattr(atomic_file, name)

    def call(path: Path, *arguments: Any) -> Any:
        if path == refused_path:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return real(path, *arguments)

    for module in (atomic_file, decode):
        monkeypatch.setattr(module, name, call, raising=False)


def test_a_folder_of_backups_that_cannot_be_read_is_no_first_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.json"
    start_with_backup(path)
    path.unlink()
    refuse(monkeypatch, "list_folder", backups.backup_folder(path))
    with pytest.raises(JournalUnreadable, match="Permission denied"):
        open_journal(path)


@pytest.mark.parametrize("refused_name", ["list_folder", "read_whole"])
def test_backups_that_the_system_refuses_to_read_are_not_told_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused_name: str
) -> None:
    path = tmp_path / "journal.json"
    backup = start_with_backup(path)
    path.write_bytes(DAMAGED)
    files = sorted(path.parent.rglob("*"))
    with monkeypatch.context() as refusing:
        refuse(refusing, refused_name, backup if refused_name == "read_whole" else backup.parent)
        with pytest.raises(CopiesUnread, match=r"could not be read: .*Permission denied.* Nothing was changed"):
            repair(path, LATER, SequentialIds(5))
        (problem,) = (problem for problem in diagnose(path, LATER) if not problem.note)
        assert "could not be read just now" in problem.remedy
        begin_anew(path, LATER, SequentialIds(5))
    assert set(files) < set(path.parent.rglob("*"))
    assert not open_journal(path).contents.domains


def test_a_present_file_that_cannot_be_read_for_a_moment_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.json"
    backup = start_with_backup(path)
    refuse(monkeypatch, "read_whole", path)
    loss = compare_backup(path, backup, LATER)
    assert (loss.is_salvaged, loss.tables) == (False, ())
    assert "Permission denied" in loss.unreadable


# -- which copy ----------------------------------------------------------------------------------


def write_backup(path: Path, at: dt.datetime, data: bytes) -> Path:
    """Write a backup named by a clock that may be wrong."""
    folder = backups.backup_folder(path)
    folder.mkdir(exist_ok=True)
    backup = folder / f"journal.{at:%Y-%m-%dT%H%M%SZ}.json"
    backup.write_bytes(data)
    return backup


def test_a_backup_from_the_future_is_not_the_newest(tmp_path: Path) -> None:
    """The clock was wrong for a day: its backup is named after all others, and holds an entry of that day."""
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    future = dt.datetime(2099, 5, 1, 12, tzinfo=dt.UTC)
    wrong = open_journal(path, future)
    wrong.evidence.add(Mastery, domain, "dated by a wrong clock")
    wrong_backup = write_backup(path, future, path.read_bytes())
    journal.refresh()
    journal.clock.move(days=1)  # type: ignore[attr-defined]
    journal.checkins.record(domain, 70)
    right_backup = write_backup(path, journal.now(), path.read_bytes())
    for old in backups.list_backups(path):
        if old.path not in (wrong_backup, right_backup):
            old.path.unlink()
    assert [copy.path for copy in rank_backups(path, LATER)] == [right_backup, wrong_backup]
    newest = find_newest_good(path, LATER)
    assert newest is not None
    assert newest.path == right_backup
    assert newest.latest == journal.now()
    notes = [problem for problem in diagnose(path, LATER) if "still to come" in problem.description]
    assert [problem.location for problem in notes] == [f"backups/{wrong_backup.name}"]


def test_the_name_of_a_backup_does_not_make_it_the_newest(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    old = path.read_bytes()
    journal.clock.move(days=1)  # type: ignore[attr-defined]
    journal.checkins.record(domain, 70)
    for backup in backups.list_backups(path):
        backup.path.unlink()
    named_early = write_backup(path, NOON, path.read_bytes())
    named_late = write_backup(path, NOON + dt.timedelta(days=9), old)
    assert [copy.path for copy in rank_backups(path, LATER)] == [named_early, named_late]


def test_backups_from_the_future_take_nobodys_place(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    start_journal(path)
    future = [NOON.replace(year=2090) + dt.timedelta(days=day) for day in range(8)]
    kept_backups = {write_backup(path, at, path.read_bytes()) for at in future}
    made_backups = [backups.make_backup(path, NOON + dt.timedelta(minutes=10 * number)) for number in range(5)]
    assert kept_backups | set(made_backups) == {backup.path for backup in backups.list_backups(path)}
    assert backups.back_up_if_due(path, NOON + dt.timedelta(minutes=42)) is None
    assert backups.back_up_if_due(path, NOON + dt.timedelta(minutes=48)) is not None


def test_without_a_good_backup_a_whole_file_set_aside_is_proposed(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    backup = start_with_backup(path)
    backup.write_bytes(b"{")
    replaced_file = backups.copy_aside(path, "replaced", NOON)
    (tmp_path / "journal.set-aside-2026-03-02T120000Z.json").write_bytes(b'{"checkins": {}}')
    newest = find_newest_good(path, LATER)
    assert newest is not None
    assert newest.path == replaced_file


def test_the_loss_is_found_in_a_damaged_file_as_far_as_it_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    journal.checkins.record(domain, 70)
    (backup,) = backups.list_backups(path)
    journal.evidence.add(Mastery, domain, "only in the damaged file")
    damage_record(path)
    loss = compare_backup(path, backup.path, LATER)
    assert loss.is_salvaged
    assert "<= 100" in loss.unreadable
    assert [row.text for _, row in loss.newest] == ["only in the damaged file"]


@pytest.mark.parametrize(
    ("make_sign", "sign"),
    [
        (lambda folder: (folder / ".git").mkdir(), "a git repository"),
        (lambda folder: (folder.parent / ".stfolder").mkdir(), "Syncthing"),
        (lambda folder: (folder / "journal.sync-conflict-20260302-120000-ABC.json").write_text("{}"), "second copy"),
        (lambda _: None, ""),
    ],
)
def test_signs_of_other_machines_are_named(tmp_path: Path, make_sign: Callable[[Path], object], sign: str) -> None:
    path = tmp_path / "home" / "journal.json"
    backup = start_with_backup(path)
    make_sign(path.parent)
    shared = compare_backup(path, backup, LATER).shared
    assert (sign in " ".join(shared)) if sign else not shared


# -- what is repaired ----------------------------------------------------------------------------


def test_a_record_whose_only_fault_is_its_number_or_its_clock_stays(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    journal.checkins.record(domain, 70)
    journal.evidence.add(Mastery, domain, "what I did")
    tables = json.loads(path.read_bytes())
    tables["checkins"] = {"x": {**tables["checkins"]["1"], "updated": "9999-12-31T23:59:59Z"}}
    tables["evidence"]["1"]["text"] = "what \x1b[31mI did"
    path.write_bytes(json.dumps(tables).encode())
    report = repair(path, LATER, SequentialIds(5))
    assert report.aside is not None
    (aside,) = json.loads(report.aside.read_bytes())["checkins"].values()
    assert aside["updated"] == "9999-12-31T23:59:59Z"
    (check_in,) = open_journal(path).contents.checkins.values()
    assert (check_in.confidence, check_in.updated) == (70, check_in.created)
    assert [row.text for row in open_journal(path).contents.evidence.values()] == ["what [31mI did"]


def test_records_hidden_by_others_of_their_number_come_back(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    for text in ("first", "second"):
        journal.evidence.add(Mastery, domain, text)
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"2":{"source":"mastery"', b'"1":{"source":"mastery"'))
    assert [row.text for row in open_journal(path).contents.evidence.values()] == ["second"]
    assert "this number is there twice" in " ".join(map(str, diagnose(path, LATER)))
    repair(path, LATER, SequentialIds(5))
    assert {row.text for row in open_journal(path).contents.evidence.values()} == {"first", "second"}


def test_thousands_of_records_of_one_number_come_back_in_linear_time(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    _, domain = start_journal(path)
    fields = {"created": "2026-03-02T12:00:00Z", "updated": "2026-03-02T12:00:00Z", "domain": domain}
    documents = (
        json.dumps({"source": "mastery", "id": f"{number:032x}", **fields, "day": "2026-03-02", "text": "again"})
        for number in range(8000)
    )
    table = ",".join(f'"1":{document}' for document in documents)
    path.write_bytes(path.read_bytes()[:-1] + f',"evidence":{{{table}}}}}'.encode())
    assert sum("there twice" in problem.description for problem in diagnose(path, LATER)) == 7999
    repair(path, LATER, SequentialIds(5))
    assert len(open_journal(path).contents.evidence) == 8000


def test_many_names_that_stand_twice_in_one_record_are_one_note(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, _ = start_journal(path)
    journal.settings.set("mask", {"a": 1})
    names = ",".join(f'"a{number}":1' for number in range(50_000))
    path.write_bytes(path.read_bytes().replace(b'{"a":1}', f"{{{names},{names}}}".encode(), 1))
    (note,) = [problem for problem in diagnose(path, LATER) if "twice" in problem.description]
    assert note.note
    assert "and 49995 more" in note.location


def test_the_journals_id_survives_a_meta_table_that_has_lost_its_format(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    start_journal(path)
    journal_id = read_journal(path, str).facts["journal"]
    tables = json.loads(path.read_bytes())
    tables["meta"] = {number: entry for number, entry in tables["meta"].items() if entry["id"] == "journal"}
    path.write_bytes(json.dumps(tables).encode())
    repair(path, LATER, SequentialIds(5))
    assert read_journal(path, str).facts["journal"] == journal_id


def test_files_that_others_may_read_are_found_and_made_private(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    backup = start_with_backup(path)
    for file in (path, backup):
        file.chmod(0o644)
    assert [p.location for p in diagnose(path, LATER) if "others" in p.description] == [path.name, backup.name]
    repair(path, LATER, SequentialIds(5))
    assert {file.stat().st_mode & 0o777 for file in (path, backup)} == {0o600}


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    start_journal(path)
    tables = json.loads(path.read_bytes())
    next(entry for entry in tables["meta"].values() if entry["id"] == "schema")["value"] = 99
    tables["checkins"] = {"1": {"id": 3}}
    path.write_bytes(data := json.dumps(tables).encode())
    assert repair(path, LATER, SequentialIds(5)).actions == ()
    assert path.read_bytes() == data
    assert open_journal(path).read_only


def test_a_change_with_an_impossible_date_is_dated_by_its_record(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    entry = journal.evidence.add(Mastery, domain, "asked")
    edited = journal.evidence.edit(entry.id, text="asked twice")
    tables = json.loads(journal.path.read_bytes())
    tables["evidence"]["1"]["changed"]["text"] = "9999-12-31T23:59:59Z"
    journal.path.write_text(json.dumps(tables))
    (problem,) = [item for item in diagnose(journal.path, NOON) if not item.note and item.table == "evidence"]
    assert "its change of text, 9999-12-31, is not between" in problem.description
    repair(journal.path, NOON, str, lambda _: False)
    assert open_journal(journal.path).contents.evidence[entry.id] == edited


def test_a_backup_named_a_second_ahead_is_not_called_one_of_the_future(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, _ = start_journal(path)
    for _ in range(3):
        backups.make_backup(path, NOON)
    later = NOON + dt.timedelta(hours=1)
    backups.make_backup(path, later)
    journal.close()
    now = NOON.replace(microsecond=0)
    assert [copy.is_dated_later for copy in rank_backups(path, now) if copy.at < later] == [False] * 3
    assert [copy.is_dated_later for copy in rank_backups(path, now) if copy.at >= later] == [True]
