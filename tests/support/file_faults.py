"""A fake file layer: the calls of `store/atomic_file` go to the real disk, and one of them fails as ordered.

A fault is an error code, `SHORT` (a write takes half of what it is given, a read gives half of it), `KILL` (the program
ends before the call, and the disk stays as it is) or `LATE` plus an error code (the call takes effect and then fails).
"""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple
from unittest import mock

from efficacy_tui.store import atomic_file, file_calls, file_pieces, file_reading
from efficacy_tui.store.file_lock import FileLock

SHORT = -1
KILL = -2

CALLS = frozenset(
    [
        *("open", "read", "write", "fsync", "close", "stat", "fstat", "fchmod", "fchown", "chmod", "chown"),
        *("replace", "link", "unlink", "mkdir", "rmdir", "listdir"),
    ]
)
"""The system calls of the door."""

FILE_MODULES = (atomic_file, file_calls, file_pieces, file_reading)
"""The modules of the door, each of which makes its calls through its own `os`."""

WRITING_CALLS = frozenset(
    ["write", "fsync", "fchmod", "fchown", "chmod", "chown", "replace", "link", "unlink", "mkdir", "rmdir", "create"]
)
"""Those that need room on the disk or the right to write there; `create` opens a new file."""

TAKES_EFFECT = frozenset(["replace", "link", "unlink", "mkdir", "rmdir", "chmod", "close"])
"""Calls that a network file system can report as failed although they took effect."""

LASTING = {
    errno.ENOSPC: frozenset(["write", "create", "mkdir", "link"]),
    errno.EDQUOT: frozenset(["write", "create", "mkdir", "link"]),
    errno.EROFS: WRITING_CALLS - {"write", "fsync"},
    errno.EIO: WRITING_CALLS | {"read"},
    errno.EMFILE: frozenset(["open", "create"]),
}
"""Error code → the calls that keep failing with it once it has begun."""


class Killed(BaseException):
    """The program ended here; nothing in it may catch this."""


class Fault(NamedTuple):
    """The call (from 0) at which something goes wrong, and what: see the module."""

    number: int
    code: int
    is_lasting: bool = False
    """Whether similar calls after it fail, too, as on a full disk."""
    is_late: bool = False
    """Whether the call takes effect before it fails."""

    def __str__(self) -> str:
        name = {SHORT: "short", KILL: "killed"}.get(self.code) or errno.errorcode[self.code]
        return f"{name}{' from here on' * self.is_lasting}{' after the effect' * self.is_late} at call {self.number}"


class FaultyFiles:
    """The calls made so far, by name, and the fault to come. `has_struck` tells whether it has come."""

    def __init__(self, fault: Fault | None = None) -> None:
        self.fault = fault
        self.calls: list[str] = []
        self.has_struck = False
        self.is_killed = False
        self._handles: set[int] = set()

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(os, name)
        if name not in CALLS:
            return attribute

        def call(*arguments: Any, **options: Any) -> Any:
            is_creation = name == "open" and bool(arguments[1] & os.O_CREAT)
            return self.make_call("create" if is_creation else name, attribute, *arguments, **options)

        call.__name__ = name
        return call

    def make_call(self, name: str, function: Any, *arguments: Any, **options: Any) -> Any:
        """Count a call and make it, or let it fail."""
        if self.is_killed:
            raise Killed
        number = len(self.calls)
        self.calls.append(name)
        fault = self.fault
        if fault is not None and self._strikes(fault, name, number):
            self.has_struck = True
            if fault.code == KILL:
                self.is_killed = True
                raise Killed
            if fault.code == SHORT:
                handle, amount = arguments
                half = amount // 2 or 1 if isinstance(amount, int) else amount[: len(amount) // 2 or 1]
                return function(handle, half)
            if name == "close" or fault.is_late:
                # The system closes a handle even when it reports an error.
                self._make_real_call(name, function, *arguments, **options)
            raise OSError(fault.code, os.strerror(fault.code))
        return self._make_real_call(name, function, *arguments, **options)

    def _make_real_call(self, name: str, function: Any, *arguments: Any, **options: Any) -> Any:
        if name == "close":
            self._handles.discard(arguments[0])
        if name == "fsync":
            # A reader sees the same bytes without it, and waiting for the disk is most of what a case takes.
            return None
        result = function(*arguments, **options)
        if name in ("open", "create"):
            self._handles.add(result)
        return result

    def _strikes(self, fault: Fault, name: str, number: int) -> bool:
        if fault.code == SHORT and name not in ("read", "write"):
            return False
        if fault.is_late and name not in TAKES_EFFECT:
            return False
        return number == fault.number or (
            fault.is_lasting and number > fault.number and name in LASTING.get(fault.code, frozenset())
        )

    def close_handles(self) -> None:
        """Close what a killed program left open, as the system does."""
        for handle in self._handles:
            with contextlib.suppress(OSError):
                os.close(handle)


def _forgive_kill(arguments: threading.ExceptHookArgs) -> None:
    """Let a thread that was killed end in silence."""
    if arguments.exc_type is not Killed:
        threading.__excepthook__(arguments)


@contextlib.contextmanager
def real_files() -> Iterator[None]:
    """Look at the disk past the fake layer, within a run."""
    with contextlib.ExitStack() as patches:
        for module in FILE_MODULES:
            patches.enter_context(mock.patch.object(module, "os", os))
        yield


@contextlib.contextmanager
def faulty_files(fault: Fault | None = None) -> Iterator[FaultyFiles]:
    """Put the fake layer below the store; a kill is caught at the end of the block, and its files are closed."""
    layer = FaultyFiles(fault)
    acquire, release = FileLock.acquire, FileLock.release

    def acquire_lock(self: FileLock, *arguments: Any, **options: Any) -> Any:
        return layer.make_call("lock", acquire, self, *arguments, **options)

    def release_lock(self: FileLock, *arguments: Any, **options: Any) -> None:
        was_held = self.is_held
        release(self, *arguments, **options)
        if was_held and not self.is_held:
            layer.make_call("unlock", lambda: None)

    with contextlib.ExitStack() as patches:
        for module in FILE_MODULES:
            patches.enter_context(mock.patch.object(module, "os", layer))
        patches.enter_context(mock.patch.object(FileLock, "acquire", acquire_lock))
        patches.enter_context(mock.patch.object(FileLock, "release", release_lock))
        patches.enter_context(mock.patch.object(threading, "excepthook", _forgive_kill))
        patches.callback(layer.close_handles)
        with contextlib.suppress(Killed):
            yield layer
