"""Files in shared folders: nothing that somebody planted is followed or overwritten, and what is written is private."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from efficacy_tui.journal import maintenance
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file, backups, exports, file_calls, file_reading, leftovers, locking
from efficacy_tui.store.errors import NotSaved
from tests.support.store_files import NOON, open_journal, start_journal


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file of the person's that a planted link leads to."""
    file = tmp_path / "victim"
    file.write_bytes(b"precious")
    return file


def test_a_link_planted_under_the_name_of_the_temporary_file_is_not_followed(
    tmp_path: Path, victim: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = iter([b"guessed!", b"unforeseen"])
    monkeypatch.setattr(file_calls.os, "urandom", lambda _size: next(tokens))
    planted = tmp_path / f".journal.json.writing-{os.getpid()}-{b'guessed!'.hex()}"
    planted.symlink_to(victim)
    atomic_file.replace_file(tmp_path / "journal.json", b"new")
    assert victim.read_bytes() == b"precious"
    assert planted.is_symlink()
    assert (tmp_path / "journal.json").read_bytes() == b"new"


def test_temporary_names_differ_from_write_to_write(tmp_path: Path) -> None:
    names = set()
    for _ in range(20):
        atomic_file.replace_file(
            tmp_path / "file", b"x", lambda _: names.update(item.name for item in tmp_path.glob(".*"))
        )
    assert len(names) == 20


def test_an_export_refuses_a_link_and_names_it(tmp_path: Path, victim: Path) -> None:
    planted = tmp_path / "copy.json"
    planted.symlink_to(victim)
    with pytest.raises(atomic_file.LinkRefused, match="it is a link to another place") as error_info:
        exports.write_export(planted, b"mine")
    assert error_info.value.filename == str(planted)
    assert victim.read_bytes() == b"precious"
    assert planted.is_symlink()
    with pytest.raises(FileExistsError):
        exports.create_export(planted, b"mine")
    assert victim.read_bytes() == b"precious"


def test_a_broken_link_counts_as_being_there(tmp_path: Path) -> None:
    planted = tmp_path / "form.txt"
    planted.symlink_to(tmp_path / "nowhere")
    for write in (exports.write_export, exports.create_export):
        with pytest.raises(OSError, match=r"link|exists"):
            write(planted, b"mine")
    assert not (tmp_path / "nowhere").exists()


def test_a_link_in_place_of_the_lock_is_refused_before_it_empties_a_file(tmp_path: Path, victim: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    locking.lock_path(path).unlink()
    locking.lock_path(path).symlink_to(victim)
    with pytest.raises(NotSaved, match=r"its lock file, \.journal\.json\.lock, is a link"):
        journal.evidence.add(Mastery, domain, "x")
    assert victim.read_bytes() == b"precious"


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_is_no_file_is_neither_read_nor_replaced(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "journal.json"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/null")
    with pytest.raises(atomic_file.IrregularFile):
        atomic_file.read_whole(path)
    with pytest.raises(atomic_file.IrregularFile):
        atomic_file.replace_file(path, b"x")
    assert not stat.S_ISREG(path.stat().st_mode)


def test_an_import_can_be_read_from_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"date,value\n" * 20_000,))
    writer.start()
    assert atomic_file.read_input(path, 10**6) == b"date,value\n" * 20_000
    writer.join()


def test_an_endless_input_is_refused(tmp_path: Path) -> None:
    with pytest.raises(atomic_file.FileTooLarge):
        atomic_file.read_input(Path("/dev/zero"), 1_000_000)


def test_journal_backups_and_set_aside_files_are_private_after_every_write(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    for day in range(3):
        journal.clock.move(days=1)  # type: ignore[attr-defined]
        journal.checkins.record(domain, day)
    for file in (path, *(backup.path for backup in backups.list_backups(path))):
        file.chmod(0o644)
    journal.clock.move(days=1)  # type: ignore[attr-defined]
    journal.checkins.record(domain, 70)
    copies = [backup.path for backup in backups.list_backups(path)]
    assert len(copies) > 2
    assert {mode(file) for file in (path, *copies)} == {0o600}
    path.chmod(0o644)
    aside_path = maintenance.begin_anew(journal)
    assert aside_path is not None
    assert mode(aside_path) == mode(path) == 0o600


def test_exports_are_private_when_made(tmp_path: Path) -> None:
    old_umask = os.umask(0)
    try:
        (tmp_path / "old").write_bytes(b"")
        for write, name in ((exports.write_export, "new"), (exports.write_export, "old"), (exports.create_export, "f")):
            write(tmp_path / name, b"x")
            assert mode(tmp_path / name) == 0o600
        exports.create_export_folder(tmp_path / "tables", {"a.csv": b"1"})
        assert (mode(tmp_path / "tables"), mode(tmp_path / "tables" / "a.csv")) == (0o700, 0o600)
    finally:
        os.umask(old_umask)


class ForeignOwner:
    """Stands for `os`: the files of a folder belong to somebody else, and each change of an owner is noted."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.given: list[tuple[str, int, int]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def stat(self, path: Path, **options: Any) -> os.stat_result:
        result = Path(path).stat(**options)
        if Path(path).name not in self.names:
            return result
        fields = list(result)
        fields[stat.ST_UID], fields[stat.ST_GID] = 4711, 4712
        return os.stat_result(fields, {"st_mtime_ns": result.st_mtime_ns})

    def fchown(self, handle: int, user: int, group: int) -> None:
        self.given.append(("file", user, group))

    def chown(self, path: Path, user: int, group: int, **_: Any) -> None:
        self.given.append((Path(path).name, user, group))


def test_written_as_root_a_journal_keeps_its_owner_and_so_do_new_copies_and_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    locking.lock_path(path).unlink()
    system = ForeignOwner("journal.json")
    monkeypatch.setattr(atomic_file, "os", system)
    monkeypatch.setattr(file_calls, "os", system)
    monkeypatch.setattr(file_reading, "os", system)
    journal.checkins.record(domain, 70)
    assert system.given == [(".journal.json.lock", 4711, 4712), ("file", 4711, 4712), ("backups", 4711, 4712)]
    system.given.clear()
    backups.make_backup(path, NOON)
    assert system.given == [("file", 4711, 4712)]
    system.given.clear()
    exports.write_export(tmp_path / "copy.json", b"x")
    exports.write_export(tmp_path / "copy.json", b"y")
    assert system.given == []


def test_an_export_over_a_file_of_somebody_else_is_not_given_to_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "planted.json").write_bytes(b"")
    system = ForeignOwner("planted.json")
    monkeypatch.setattr(atomic_file, "os", system)
    monkeypatch.setattr(file_calls, "os", system)
    monkeypatch.setattr(file_reading, "os", system)
    exports.write_export(tmp_path / "planted.json", b"mine")
    assert system.given == []


def test_texts_left_by_an_editor_are_removed_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    start_journal(path)
    dead = tmp_path / ".journal.json.editing-99999999-0a1b"
    living = leftovers.editing_folder(path, "0a1b")
    for folder in (dead, living):
        folder.mkdir()
        (folder / "text.txt").write_text("half a secret")
        (folder / ".text.txt.swp").write_text("half a secret")
    open_journal(path)
    assert not dead.exists()
    assert sorted(item.name for item in living.iterdir()) == [".text.txt.swp", "text.txt"]


def test_what_a_killed_export_left_is_removed_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / ".copy.json.writing-99999999-0a1b"
    left.write_text("half")
    unrelated = tmp_path / ".other.json.writing-99999999-0a1b"
    unrelated.write_text("half")
    exports.write_export(tmp_path / "copy.json", b"x")
    assert not left.exists()
    assert unrelated.exists()
