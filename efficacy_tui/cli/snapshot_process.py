"""A second process that works out the first picture of a long journal while this one loads what draws it.

Reading ten years takes as long as loading Textual, and where there are two processors both are done at once. It
writes nothing but what it found, into memory that only this process has; whatever goes wrong there, the picture is
made here as if there were none.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.journal.snapshot import DashboardSnapshot

LONG = 1_000_000
"""Bytes of a journal from which on it is worth a process."""

PATIENCE = 5.0
"""Seconds to wait for it: it began long before, so it is there sooner than what would be begun now."""


class SnapshotProcess:
    """The process, until `take` or `end`; left alone it ends by itself, once it is done."""

    def __init__(self, process: int, handle: int, memory: int) -> None:
        """`handle` is the system's for that very process, `memory` the file it writes to."""
        self._process, self._handle, self._memory = process, handle, memory
        self._ended = False

    def take(self) -> DashboardSnapshot | None:
        """What it found; `None` if that is nothing, or if it failed or takes too long."""
        import pickle
        import select

        try:
            # The handle can be read from once the process has ended.
            select.select([self._handle], [], [], PATIENCE)
            with os.fdopen(self._memory, "rb", closefd=False) as memory:
                memory.seek(0)
                found: DashboardSnapshot | None = pickle.load(memory)
        except Exception:  # noqa: BLE001  # whatever it was: the picture can be made here
            return None
        finally:
            self.end()
        return found

    def end(self) -> None:
        """End it, done or not. What it found is gone with it."""
        if self._ended:
            return
        self._ended = True
        import signal

        # Where nobody wants to hear of children that end, the system has taken it away already.
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)
        os.close(self._handle)
        os.close(self._memory)


def start_snapshot_process(path: Path, work: Callable[[], DashboardSnapshot | None]) -> SnapshotProcess | None:
    """Have `work` done on the journal at `path` by a process of its own; `None` where that would save no time.

    To be called before there is a second thread, and before much is loaded.
    """
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return None
    memory = -1
    try:
        if path.stat().st_size < LONG:
            return None
        memory = os.memfd_create("efficacy")
        process = os.fork()
        if process == 0:
            try:
                _do(work, memory)
            finally:
                # Without a word, and without anything the program does at its end.
                os._exit(0)
        return SnapshotProcess(process, os.pidfd_open(process), memory)
    except (OSError, AttributeError):
        # A system that lacks one of them does without.
        if memory >= 0:
            os.close(memory)
        return None


def _do(work: Callable[[], DashboardSnapshot | None], memory: int) -> None:
    import gc
    import pickle

    # The terminal is the other one's.
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    gc.disable()
    found = pickle.dumps(work(), protocol=5)
    with os.fdopen(memory, "wb", closefd=False) as file:
        file.write(found)
