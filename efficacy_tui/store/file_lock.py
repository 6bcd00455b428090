"""An exclusive lock on a file, which the system releases when its holder ends, however it ends.

On POSIX systems it is `flock`, as other programs of this kind take it, on Windows a lock on the first byte.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from pathlib import Path

POLL_SECONDS = 0.01

_OPEN_MODE = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
"""What the systems answer when somebody else holds the lock."""


class LockTaken(Exception):
    """Somebody else held the lock for as long as was waited."""


class FileLock:
    """The lock on one file, which is made with the permissions `mode` where there is none; held by one object only."""

    def __init__(self, path: Path, mode: int) -> None:
        self._path = path
        self._mode = mode
        self._handle: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock."""
        return self._handle is not None

    @property
    def handle(self) -> int:
        """The open file that holds the lock; a program that inherits it holds the lock as long as it runs."""
        assert self._handle is not None, "it is acquired first"
        return self._handle

    def acquire(self, seconds: float) -> None:
        """Take the lock, waiting for it at most so many seconds.

        Raises:
            LockTaken: somebody else held it all the time.
            OSError: the file cannot be opened, or its file system has no locks.
        """
        deadline = time.monotonic() + seconds
        while not self._try_to_acquire():
            if time.monotonic() >= deadline:
                raise LockTaken
            time.sleep(POLL_SECONDS)  # the system’s own waiting cannot be given a time limit

    def release(self) -> None:
        """Let others take the lock; closing the file releases it."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            os.close(handle)

    def _try_to_acquire(self) -> bool:
        handle = os.open(self._path, _OPEN_MODE, self._mode)
        try:
            _lock(handle)
            # Whoever removes the file while others wait for it would let two of them in.
            is_locked = os.fstat(handle).st_nlink > 0
        except OSError as error:
            os.close(handle)
            if error.errno in _TAKEN:
                return False
            raise
        if not is_locked:
            os.close(handle)
            return False
        self._handle = handle
        return True


if sys.platform == "win32":

    def _lock(handle: int) -> None:
        import msvcrt

        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:

    def _lock(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
