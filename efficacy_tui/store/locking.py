"""A lock file that allows one writer at a time across programs. The system releases the lock of a dead process."""

from __future__ import annotations

import contextlib
import errno
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from efficacy_tui.store import atomic_file, leftovers
from efficacy_tui.store.errors import JournalBusy
from efficacy_tui.store.file_calls import naming
from efficacy_tui.store.file_lock import FileLock, LockTaken

LOCK_SECONDS = 5.0


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
    lock_file = lock_path(path)
    lock_status = atomic_file.status(lock_file, follow=False)
    if lock_status is not None and not stat.S_ISREG(lock_status.st_mode):
        # Opening a link would empty the file at its end, which may be anybody's.
        raise OSError(errno.ELOOP, f"its lock file, {lock_file.name}, is a link or not a file at all", str(path))
    lock = FileLock(lock_file, atomic_file.FILE_MODE)
    try:
        with naming(path):
            lock.acquire(seconds)
    except LockTaken as error:
        raise JournalBusy(path, seconds) from error
    try:
        if lock_status is None:
            # A lock file that root made must not lock its owner out of the journal.
            atomic_file.adopt_owner(lock_file, path if atomic_file.exists(path) else lock_file.parent)
        yield
    finally:
        # The system releases the lock when the program ends, at the latest; the data is already written.
        with contextlib.suppress(OSError):
            lock.release()


@contextmanager
def inherited_lock(lock_file: Path, seconds: float) -> Iterator[int]:
    """Hold a lock that a program started with the yielded handle holds, too, until the last of them has ended.

    So nobody else gets it while such a program is at work, even if this one was killed.

    Raises:
        LockTaken: Somebody else did not release it within `seconds`.
        OSError: The lock file cannot be opened, or its file system has no locks.
    """
    lock = FileLock(lock_file, atomic_file.FILE_MODE)
    with naming(lock_file):
        lock.acquire(seconds)
    try:
        yield lock.handle
    finally:
        with contextlib.suppress(OSError):
            lock.release()


def remove_leftovers(path: Path, *folders: Path) -> list[str]:
    """Remove temporary files of programs that are no longer running, in the journal's folder and in `folders`.

    Takes the lock, because a running write holds it; does nothing if it is taken. Texts that such a program had open in
    an editor are kept; returned are sentences about them.
    """
    if not leftovers.find_leftovers(path, *folders):
        return []
    try:
        with locked(path, seconds=0):
            abandoned = leftovers.find_leftovers(path, *folders)
            from efficacy_tui.store.rescued_texts import rescue_texts

            sentences = rescue_texts(path, abandoned)
            for leftover in abandoned:
                leftovers.remove_leftover(leftover)
            return sentences
    except (JournalBusy, OSError):
        return []
