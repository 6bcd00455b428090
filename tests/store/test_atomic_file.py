"""The file itself: its place, its mode, its links, what is left of dead writers, and failures half-way."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tinydb import TinyDB

from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file
from efficacy_tui.store.errors import NotSaved
from tests.support.store_files import NOON, opened, run_program, started


def test_others_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = started(path)
    journal.checkins.record(domain, 70)
    assert [row["confidence"] for row in TinyDB(path).table("checkins").all()] == [70]
    assert json.loads(path.read_text("utf-8"))["domains"]["1"]["name"] == "Speaking"


def test_our_own_tinydb_works_as_any_other(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = started(path)
    journal.checkins.record(domain, 70)
    database = opened(path).store._db
    assert database is not None
    table = database.table("checkins")
    assert [row["confidence"] for row in table] == [70]
    assert database.tables() == TinyDB(path).tables()
    other = database.table("somebody's own")
    number = other.insert({"a": 1})
    assert other.get(doc_id=number) == {"a": 1}
    assert TinyDB(path).table("somebody's own").all() == [{"a": 1}]


def test_tables_of_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = started(path)
    TinyDB(path).table("mine").insert({"kept": True})
    journal.checkins.record(domain, 70)
    assert TinyDB(path).table("mine").all() == [{"kept": True}]


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "journal.json"
    journal, domain = started(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in (path.parent, path.parent.parent)} == {0o700}
    path.chmod(0o644)
    journal.checkins.record(domain, 70)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    started(tmp_path / "journal.json")
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_a_linked_journal_stays_linked(tmp_path: Path) -> None:
    real, link = tmp_path / "real" / "there.json", tmp_path / "link" / "journal.json"
    started(real)
    link.parent.mkdir()
    link.symlink_to(os.path.relpath(real, link.parent))
    journal = opened(link)
    journal.checkins.record(journal.domains.all()[0].id, 70)
    assert link.is_symlink()
    assert len(opened(real).contents.checkins) == 1
    assert sorted(item.name for item in link.parent.iterdir()) == ["journal.json"]


def test_nothing_is_written_before_a_change(tmp_path: Path) -> None:
    opened(tmp_path / "new" / "journal.json")
    assert not list(tmp_path.iterdir())


def test_leftovers_of_dead_writers_go_and_those_of_living_ones_stay(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    started(path)
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    unburied = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert unburied.stdout is not None
    unburied.stdout.read()
    # Its output has ended; until the system has made it a zombie there is nothing else to wait for.
    time.sleep(0.2)
    pids = (process.pid, unburied.pid, os.getppid())
    dead, zombie, living = (tmp_path / f".journal.json.writing-{pid}" for pid in pids)
    for leftover in (dead, zombie, living):
        leftover.write_text("half")
    opened(path)
    assert not dead.exists()
    assert not zombie.exists()
    assert living.exists()
    unburied.wait()


def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.json"
    journal, domain = started(path)
    journal.checkins.record(domain, 60)
    calls: list[str] = []
    sync, rename = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        calls.append("sync folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "sync file")
        sync(handle)

    def replace(self: Path, target: Path) -> Path:
        calls.append("rename")
        return rename(self, target)

    monkeypatch.setattr(atomic_file.os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    journal.checkins.record(domain, 70)
    assert calls == ["sync file", "rename", "sync folder"]


def test_leftovers_stay_while_somebody_writes(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    started(path)
    program = run_program("hold", path)
    assert program.stdout is not None
    program.stdout.readline()
    leftover = tmp_path / ".journal.json.writing-99999999"
    leftover.write_text("half")
    opened(path)
    assert leftover.exists()
    program.kill()
    program.communicate()
    opened(path)
    assert not leftover.exists()


@pytest.mark.parametrize("step", ["fsync", "write", "replace"])
def test_after_a_failed_write_memory_is_what_the_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "journal.json"
    journal, domain = started(path)
    opened(path).checkins.record(domain, 30)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(*((Path, "replace") if step == "replace" else (atomic_file.os, step)), fail)
        with pytest.raises(NotSaved, match="No space left on device"):
            journal.evidence.add(Mastery, domain, "lost?")
    assert journal.contents == opened(path).contents
    assert journal.store.unsaved == 0
    assert not list(tmp_path.glob(".*.writing-*"))
    journal.evidence.add(Mastery, domain, "kept")
    again = opened(path)
    assert [row.confidence for row in again.contents.checkins.values()] == [30]
    assert [row.text for row in again.contents.evidence.values()] == ["kept"]


def test_a_file_that_went_is_written_again_whole(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = started(path)
    path.unlink()
    journal.checkins.record(domain, 70)
    assert len(opened(path).contents.domains) == 1


def test_a_vanished_folder_is_not_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "drive" / "journal.json"
    journal, domain = started(path)
    (tmp_path / "drive").rename(tmp_path / "away")
    with pytest.raises(NotSaved, match="no longer there"):
        journal.checkins.record(domain, 70)
    assert not (tmp_path / "drive").exists()
    (tmp_path / "away").rename(tmp_path / "drive")
    journal.checkins.record(domain, 70)
    assert opened(path, NOON).contents == journal.contents
