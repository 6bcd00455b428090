"""The journal file: its path, mode and links, temporary files of dead writers, and failed writes."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tinydb import TinyDB

from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file
from efficacy_tui.store.errors import NotSaved
from tests.support.store_files import NOON, open_journal, run_program, start_journal


def test_stock_tinydb_and_json_can_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    journal.checkins.record(domain, 70)
    assert [row["confidence"] for row in TinyDB(path).table("checkins").all()] == [70]
    assert json.loads(path.read_text("utf-8"))["domains"]["1"]["name"] == "Speaking"


def test_journal_database_supports_stock_tinydb_operations(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    journal.checkins.record(domain, 70)
    database = open_journal(path).store._db
    assert database is not None
    table = database.table("checkins")
    assert [row["confidence"] for row in table] == [70]
    assert database.tables() == TinyDB(path).tables()
    other = database.table("somebody's own")
    number = other.insert({"a": 1})
    assert other.get(doc_id=number) == {"a": 1}
    assert TinyDB(path).table("somebody's own").all() == [{"a": 1}]


def test_a_write_keeps_tables_of_other_programs(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    TinyDB(path).table("mine").insert({"kept": True})
    journal.checkins.record(domain, 70)
    assert TinyDB(path).table("mine").all() == [{"kept": True}]


def test_file_and_new_folders_are_private_to_the_owner(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "journal.json"
    journal, domain = start_journal(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in (path.parent, path.parent.parent)} == {0o700}
    path.chmod(0o644)
    journal.checkins.record(domain, 70)
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_existing_folder_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    start_journal(tmp_path / "journal.json")
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_a_symlinked_journal_stays_a_symlink(tmp_path: Path) -> None:
    real, link = tmp_path / "real" / "there.json", tmp_path / "link" / "journal.json"
    start_journal(real)
    link.parent.mkdir()
    link.symlink_to(os.path.relpath(real, link.parent))
    journal = open_journal(link)
    journal.checkins.record(journal.domains.all()[0].id, 70)
    assert link.is_symlink()
    assert len(open_journal(real).contents.checkins) == 1
    assert sorted(item.name for item in link.parent.iterdir()) == ["journal.json"]


def test_opening_writes_nothing(tmp_path: Path) -> None:
    open_journal(tmp_path / "new" / "journal.json")
    assert not list(tmp_path.iterdir())


def test_only_temporary_files_of_dead_writers_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    start_journal(path)
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    unreaped = subprocess.Popen([sys.executable, "-c", ""])
    # Wait for its end, but leave it a zombie.
    os.waitid(os.P_PID, unreaped.pid, os.WEXITED | os.WNOWAIT)
    pids = (process.pid, unreaped.pid, os.getppid())
    dead, zombie, living = (tmp_path / f".journal.json.writing-{pid}" for pid in pids)
    for leftover in (dead, zombie, living):
        leftover.write_text("half")
    open_journal(path)
    assert not dead.exists()
    assert not zombie.exists()
    assert living.exists()
    unreaped.wait()


def test_file_is_synced_before_the_rename_and_the_folder_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    journal.checkins.record(domain, 60)
    calls: list[str] = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(handle: int) -> None:
        calls.append("sync folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "sync file")
        real_fsync(handle)

    def replace(source: Path, target: Path) -> None:
        calls.append("rename")
        real_replace(source, target)

    monkeypatch.setattr(atomic_file.os, "fsync", fsync)
    monkeypatch.setattr(atomic_file.os, "replace", replace)
    journal.checkins.record(domain, 70)
    assert calls == ["sync file", "rename", "sync folder"]


def test_temporary_files_stay_while_another_program_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    start_journal(path)
    program = run_program("hold_lock", path)
    assert program.stdout is not None
    program.stdout.readline()
    leftover = tmp_path / ".journal.json.writing-99999999"
    leftover.write_text("half")
    open_journal(path)
    assert leftover.exists()
    program.kill()
    program.communicate()
    open_journal(path)
    assert not leftover.exists()


@pytest.mark.parametrize("step", ["fsync", "write", "replace"])
def test_memory_matches_the_file_after_a_failed_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    open_journal(path).checkins.record(domain, 30)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(atomic_file.os, step, fail)
        with pytest.raises(NotSaved, match="No space left on device"):
            journal.evidence.add(Mastery, domain, "lost?")
    assert journal.contents == open_journal(path).contents
    assert journal.store.unsaved == 0
    assert not list(tmp_path.glob(".*.writing-*"))
    journal.evidence.add(Mastery, domain, "kept")
    reopened = open_journal(path)
    assert [row.confidence for row in reopened.contents.checkins.values()] == [30]
    assert [row.text for row in reopened.contents.evidence.values()] == ["kept"]


def test_a_vanished_folder_is_not_recreated(tmp_path: Path) -> None:
    path = tmp_path / "drive" / "journal.json"
    journal, domain = start_journal(path)
    (tmp_path / "drive").rename(tmp_path / "away")
    with pytest.raises(NotSaved, match="no longer there"):
        journal.checkins.record(domain, 70)
    assert not (tmp_path / "drive").exists()
    (tmp_path / "away").rename(tmp_path / "drive")
    journal.checkins.record(domain, 70)
    assert open_journal(path, NOON).contents == journal.contents


def test_a_tree_is_removed_but_not_what_links_in_it_lead_to(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "stays").write_bytes(b"x")
    tree = tmp_path / "tree"
    (tree / "a" / "b").mkdir(parents=True)
    (tree / "a" / "file").write_bytes(b"x")
    (tree / "folder link").symlink_to(outside)
    (tree / "file link").symlink_to(outside / "stays")
    atomic_file.remove_tree(tree)
    assert not tree.exists()
    assert (outside / "stays").read_bytes() == b"x"


def test_a_link_to_a_tree_is_removed_alone(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "stays").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tree)
    atomic_file.remove_tree(tmp_path / "link")
    assert [item.name for item in tmp_path.iterdir()] == ["tree"]
    assert (tree / "stays").exists()


def test_a_tree_is_measured_without_following_links(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "a").mkdir(parents=True)
    (tree / "a" / "one").write_bytes(b"x" * 100)
    (tree / "two").write_bytes(b"x" * 20)
    (tmp_path / "large").write_bytes(b"x" * 10_000)
    (tree / "link").symlink_to(tmp_path / "large")
    assert 120 <= atomic_file.measure_tree(tree) < 1000
    assert atomic_file.measure_tree(tmp_path / "missing") == 0
