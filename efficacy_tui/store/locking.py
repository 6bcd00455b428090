"""One writer at a time, whichever program it is in. The system lets go of the lock of a process that dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from efficacy_tui.store import atomic_file
from efficacy_tui.store.errors import JournalBusy

LOCK_SECONDS = 5.0
_POLL_SECONDS = 0.01


def lock_path(path: Path) -> Path:
    """The lock file of a journal; it stays beside it, because removing it would let two writers in."""
    target = atomic_file.resolve(path)
    return target.with_name(f".{target.name}.lock")


@contextmanager
def locked(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Keep every other writer out of a journal for a while; its folder must exist.

    Raises:
        JournalBusy: another program did not let go within `seconds`.
        OSError: the lock file cannot be made.
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
    """Remove half-written files of programs that are no longer running, in the journal's folder and others.

    Only under the lock: whoever is in the middle of a write holds it. Gives what was removed.
    """
    if not atomic_file.find_leftovers(path, *folders):
        return []
    try:
        with locked(path, seconds=0):
            leftovers = atomic_file.find_leftovers(path, *folders)
            atomic_file.remove_files(leftovers)
            return leftovers
    except (JournalBusy, OSError):
        return []
