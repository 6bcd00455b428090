"""Run a program in a process of its own, and kill it: at one of its file calls, or some time after its first promise.

The process is forked from a server that has everything imported, so that a run takes milliseconds.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

Acknowledge = Callable[[bytes], None]
Program = Callable[[Path, Acknowledge], None]
"""Changes the journal at a path, and calls the function with anything once that is promised to be on the disk."""

FILE_CALLS = (
    *("open", "close", "write", "fsync", "fchmod", "chmod", "ftruncate", "truncate"),
    *("rename", "replace", "unlink", "remove", "link", "symlink", "mkdir", "rmdir"),
)

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.support.kill_scenarios", "tests.support.killed_commands"])


@dataclass
class Run:
    """What a run promised, its exit code (minus the signal that ended it), and how many kill points it has."""

    promises: list[bytes] = field(default_factory=list)
    exit_code: int = 0
    points: int = 0


def run_killable(program: Program, path: Path, at: int = 0, seconds: float = 0.0) -> Run:
    """Run a program to its end, or kill it at kill point `at` (from 1), or so many seconds after its first promise."""
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(program, path, at, seconds, writer))
    process.start()
    writer.close()
    run = Run()
    try:
        while True:
            message = reader.recv_bytes()
            if message.startswith(b"points "):
                run.points = int(message.removeprefix(b"points "))
            else:
                run.promises.append(message.removeprefix(b"promise "))
    except (EOFError, OSError):
        # The program has ended; a message that was cut off by a kill promises nothing.
        reader.close()
    process.join()
    run.exit_code = process.exitcode or 0
    return run


def _run(program: Program, path: Path, at: int, seconds: float, writer: Connection) -> None:
    points = count_points(at)

    def acknowledge(promise: bytes) -> None:
        writer.send_bytes(b"promise " + promise)
        if seconds and signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0):
            # Without a handler the system ends the process at this signal, as it does at SIGKILL.
            signal.setitimer(signal.ITIMER_REAL, seconds)

    program(path, acknowledge)
    writer.send_bytes(b"points %d" % (next(points) - 1))


def count_points(at: int, calls: Sequence[str] = FILE_CALLS) -> itertools.count[int]:
    """Count the points of this process at which it can be killed, and kill it at the one with this number.

    There is one before each of the file calls, and one more in the middle of each write.
    """
    points = itertools.count(1)

    def wrap(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*arguments: Any, **keywords: Any) -> Any:
            if next(points) == at:
                os.kill(os.getpid(), signal.SIGKILL)
            if name == "write" and next(points) == at:
                handle, data = arguments
                call(handle, data[: len(data) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **keywords)

        return wrapped

    for name in calls:
        setattr(os, name, wrap(name, getattr(os, name)))
    return points
