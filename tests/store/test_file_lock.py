"""The lock on a file: one holder at a time, and the system releases it."""

from __future__ import annotations

import errno
import fcntl
import os
import threading
from pathlib import Path

import pytest

from efficacy_tui.store import file_lock
from efficacy_tui.store.file_lock import FileLock, LockTaken

pytestmark = pytest.mark.skipif(os.name != "posix", reason="flock is of POSIX systems")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".journal.json.lock"


def test_only_one_holds_the_lock_and_it_can_be_taken_again(path: Path) -> None:
    first, second = FileLock(path, 0o600), FileLock(path, 0o600)
    first.acquire(0)
    assert first.is_held
    with pytest.raises(LockTaken):
        second.acquire(0)
    assert not second.is_held
    first.release()
    assert not first.is_held
    second.acquire(0)
    assert second.is_held
    second.release()
    second.release()
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_is_the_lock_that_other_programs_take(path: Path) -> None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    lock = FileLock(path, 0o600)
    with pytest.raises(LockTaken):
        lock.acquire(0)
    os.close(handle)
    lock.acquire(0)
    other = os.open(path, os.O_RDWR)
    with pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    lock.release()
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)


def test_waiting_ends_as_soon_as_the_lock_is_released(path: Path) -> None:
    holder, waiter = FileLock(path, 0o600), FileLock(path, 0o600)
    holder.acquire(0)
    thread = threading.Thread(target=waiter.acquire, args=(20,))
    thread.start()
    assert not waiter.is_held
    holder.release()
    thread.join(20)
    assert waiter.is_held
    waiter.release()


def test_a_lock_on_a_removed_file_does_not_count(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take = file_lock._lock
    removals = [path.unlink, lambda: None]

    def remove_and_take(handle: int) -> None:
        removals.pop(0)()
        take(handle)

    monkeypatch.setattr(file_lock, "_lock", remove_and_take)
    lock = FileLock(path, 0o600)
    lock.acquire(20)
    assert removals == []
    monkeypatch.undo()
    with pytest.raises(LockTaken):
        FileLock(path, 0o600).acquire(0)
    lock.release()


def test_a_file_system_without_locks_is_an_error_and_leaves_nothing_open(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handles: list[int] = []

    def refuse(handle: int) -> None:
        handles.append(handle)
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(file_lock, "_lock", refuse)
    with pytest.raises(OSError, match="not implemented"):
        FileLock(path, 0o600).acquire(0)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(handles[0])
