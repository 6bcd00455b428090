"""A lock file that allows one writer at a time across programs. The system releases the lock of a dead process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from efficacy_tui.store import atomic_file, leftovers
from efficacy_tui.store.errors import JournalBusy

LOCK_SECONDS = 5.0
_POLL_SECONDS = 0.01


def lock_path(path: Path) -> Path:
    """Return the path of a journal's lock file, which stays after use: removing it would let two writers in."""
    target = atomic_file.resolve(path)
    return target.with_name(f".{target.name}.lock")


@contextmanager
def locked(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the write lock of a journal; its folder must exist.

    Raises:
        JournalBusy: Another program did not release the lock within `seconds`.
        OSError: The lock file cannot be created.
    """
    import filelock

    lock = filelock.FileLock(lock_path(path), timeout=seconds, mode=atomic_file.FILE_MODE, poll_interval=_POLL_SECONDS)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise JournalBusy(path, seconds) from error
    try:
        yield
    finally:
        lock.release()


def remove_leftovers(path: Path, *folders: Path) -> list[Path]:
    """Remove temporary files of programs that are no longer running, in the journal's folder and in `folders`.

    Takes the lock, because a running write holds it; does nothing if it is taken. Returns the removed paths.
    """
    if not leftovers.find_leftovers(path, *folders):
        return []
    try:
        with locked(path, seconds=0):
            abandoned = leftovers.find_leftovers(path, *folders)
            for leftover in abandoned:
                leftovers.remove_leftover(leftover)
            return abandoned
    except (JournalBusy, OSError):
        return []
