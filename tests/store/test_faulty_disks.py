"""What a disk refuses or reports too late: what is in the file counts, and nothing else is said."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.journal.events import JournalEvent, Saved
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file, exports, file_calls, file_reading
from efficacy_tui.store.errors import NotSaved
from tests.support.file_faults import SHORT, Fault, FaultyFiles, faulty_files
from tests.support.store_files import list_stray_files, open_journal, start_journal

REFUSALS = [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF, errno.EACCES, errno.EPERM]


def start_backed_up_journal(path: Path) -> tuple[Journal, str]:
    """Open a journal of which no backup is due, so that each change makes the same file calls."""
    journal, domain = start_journal(path)
    journal.checkins.record(domain, 50)
    return journal, domain


def texts(path: Path) -> list[str]:
    """Return the evidence in the file."""
    return [row.text for row in open_journal(path).contents.evidence.values() if isinstance(row, Mastery)]


def calls_of(run: Callable[[], object]) -> list[str]:
    """Return the file calls of a run without a fault."""
    with faulty_files() as layer:
        run()
    return layer.calls


def folder_calls(calls: list[str]) -> list[int]:
    """Return the numbers of the calls with which the folder is opened and flushed after the rename."""
    opening = calls.index("open", calls.index("replace"))
    return [opening, opening + 1]


@pytest.mark.parametrize("code", REFUSALS, ids=errno.errorcode.get)
def test_a_folder_that_cannot_be_flushed_is_no_failed_save(tmp_path: Path, code: int) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_backed_up_journal(path)
    calls = calls_of(lambda: journal.evidence.add(Mastery, domain, "before"))
    for number in folder_calls(calls):
        with faulty_files(Fault(number, code)) as layer, atomic_file.watch_confirmations() as unconfirmed_paths:
            journal.evidence.add(Mastery, domain, f"at call {number}")
        assert layer.has_struck
        assert unconfirmed_paths == []
    assert texts(path) == ["before", *(f"at call {number}" for number in folder_calls(calls))]


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EMFILE], ids=errno.errorcode.get)
def test_an_error_while_the_folder_is_flushed_is_told_and_the_change_is_there_once(tmp_path: Path, code: int) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_backed_up_journal(path)
    calls = calls_of(lambda: journal.evidence.add(Mastery, domain, "before"))
    events: list[JournalEvent] = []
    journal.subscribe(events.append)
    with (
        faulty_files(Fault(folder_calls(calls)[0], code)),
        atomic_file.watch_confirmations() as unconfirmed_paths,
    ):
        journal.evidence.add(Mastery, domain, "once")
    assert unconfirmed_paths == [path]
    assert [event for event in events if isinstance(event, Saved)] == [Saved(is_confirmed=False)]
    assert journal.store.unsaved == 0
    journal.evidence.add(Mastery, domain, "twice")
    assert texts(path) == ["before", "once", "twice"]
    assert [event for event in events if isinstance(event, Saved)] == [Saved(is_confirmed=False)]


@pytest.mark.parametrize("code", [errno.EPERM, errno.ENOTSUP, errno.ENOSYS], ids=errno.errorcode.get)
def test_a_file_system_without_modes_is_no_failed_save(tmp_path: Path, code: int) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_backed_up_journal(path)
    number = calls_of(lambda: journal.evidence.add(Mastery, domain, "before")).index("fchmod")
    with faulty_files(Fault(number, code)) as layer:
        journal.evidence.add(Mastery, domain, "after")
    assert layer.has_struck
    assert texts(path) == ["before", "after"]


def test_an_interruption_and_a_short_write_at_any_call_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_backed_up_journal(path)
    calls = calls_of(lambda: journal.evidence.add(Mastery, domain, "before"))
    faults = [Fault(number, errno.EINTR) for number, name in enumerate(calls) if name != "lock"]
    faults += [Fault(number, SHORT) for number, name in enumerate(calls) if name == "write"]
    for fault in faults:
        with faulty_files(fault) as layer:
            journal.evidence.add(Mastery, domain, str(fault))
        assert layer.has_struck
    assert texts(path) == ["before", *map(str, faults)]
    assert list_stray_files(path) == []


@pytest.mark.parametrize("call", ["write", "fsync", "close", "replace", "lock", "create"])
def test_a_failed_save_leaves_the_file_as_it_was_and_nothing_beside_it(tmp_path: Path, call: str) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_backed_up_journal(path)
    number = calls_of(lambda: journal.evidence.add(Mastery, domain, "before")).index(call)
    before = path.read_bytes()
    with faulty_files(Fault(number, errno.EIO)), pytest.raises(NotSaved, match=r"journal\.json: Input/output error"):
        journal.evidence.add(Mastery, domain, "lost")
    assert path.read_bytes() == before
    assert list_stray_files(path) == []


@pytest.mark.parametrize("code", [errno.EIO, errno.EINTR, errno.ENOENT], ids=errno.errorcode.get)
def test_a_rename_that_took_place_is_a_save_whatever_was_reported(tmp_path: Path, code: int) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_backed_up_journal(path)
    number = calls_of(lambda: journal.evidence.add(Mastery, domain, "before")).index("replace")
    with faulty_files(Fault(number, code, is_late=True)) as layer:
        journal.evidence.add(Mastery, domain, "after")
    assert layer.has_struck
    assert texts(path) == ["before", "after"]


def test_a_failed_unlocking_does_not_turn_a_save_into_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_backed_up_journal(path)
    number = calls_of(lambda: journal.evidence.add(Mastery, domain, "before")).index("unlock")
    with faulty_files(Fault(number, errno.EIO)) as layer:
        journal.evidence.add(Mastery, domain, "after")
    assert layer.has_struck
    assert texts(path) == ["before", "after"]


def test_a_new_file_is_whole_or_absent_at_every_fault(tmp_path: Path) -> None:
    path = tmp_path / "form.txt"
    calls = calls_of(lambda: exports.create_export(tmp_path / "first.txt", b"answers"))
    for number in range(len(calls)):
        for code in (errno.ENOSPC, errno.EIO):
            errors: list[str] = []
            with faulty_files(Fault(number, code)):
                try:
                    exports.create_export(path, b"answers")
                except OSError as error:
                    errors.append(error.filename)
            assert errors in ([], [str(path)])
            assert path.exists() == (not errors)
            if not errors:
                assert path.read_bytes() == b"answers"
                path.unlink()
    assert [item.name for item in tmp_path.iterdir() if item.name.startswith(".")] == []


def test_a_folder_that_cannot_be_looked_at_is_not_told_as_a_drive_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    with faulty_files(Fault(0, errno.EIO)), pytest.raises(NotSaved, match=os.strerror(errno.EIO)):
        journal.checkins.record(domain, 71)
    assert journal.checkins.record(domain, 72)


def test_a_removal_that_is_reported_as_failed_but_took_place_is_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"")
    with faulty_files(Fault(0, errno.EIO, is_late=True)) as layer:
        assert atomic_file.remove(path)
    assert layer.has_struck
    path.write_bytes(b"")
    with faulty_files(Fault(0, errno.EIO)), pytest.raises(OSError, match=os.strerror(errno.EIO)):
        atomic_file.remove(path)


def test_a_folder_of_files_is_whole_or_absent_at_every_fault(tmp_path: Path) -> None:
    files = {"a.csv": b"1", "b.csv": b"2"}
    calls = calls_of(lambda: exports.create_export_folder(tmp_path / "first", files))
    folders = [tmp_path / f"at {number}" for number in range(len(calls))]
    for number, folder in enumerate(folders):
        with faulty_files(Fault(number, errno.ENOSPC)), contextlib.suppress(OSError):
            exports.create_export_folder(folder, files)
        if folder.exists():
            assert {item.name: item.read_bytes() for item in folder.iterdir()} == files
    assert [folder for folder in folders if not folder.exists()]
    assert [folder for folder in folders if folder.exists()]


def test_the_fake_layer_counts_every_call_of_the_door(tmp_path: Path) -> None:
    with faulty_files() as layer:
        atomic_file.replace_file(tmp_path / "file", b"x")
    assert {"create", "write", "fsync", "fchmod", "close", "replace"} <= set(layer.calls)
    assert (atomic_file.os, file_calls.os, file_reading.os) == (os, os, os)
    assert not isinstance(file_calls.os, FaultyFiles)
