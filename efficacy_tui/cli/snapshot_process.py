"""Builds the first snapshot of a long journal in a second process while this one loads the UI.

Reading ten years takes as long as loading Textual, and with two processors both run at once. The second process only
writes the pickled snapshot, into memory that no other program can read. If anything fails there, the snapshot is built
here.
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

MIN_BYTES = 1_000_000  # the smallest journal that is worth a process
TIMEOUT = 5.0  # seconds to wait for the process; it started earlier, so waiting is faster than starting over


class SnapshotProcess:
    """The second process, which `take` and `end` end; it also ends by itself once it is done."""

    def __init__(self, process_id: int, handle: int, memory: int) -> None:
        """`handle` is the file descriptor of the process (a pidfd), `memory` that of the file it writes to."""
        self._process_id, self._handle, self._memory = process_id, handle, memory
        self._is_ended = False

    def take(self) -> DashboardSnapshot | None:
        """Return its snapshot; `None` if it built none, failed, or took too long."""
        import pickle
        import select

        try:
            # The handle becomes readable when the process has ended.
            select.select([self._handle], [], [], TIMEOUT)
            with os.fdopen(self._memory, "rb", closefd=False) as memory:
                memory.seek(0)
                snapshot: DashboardSnapshot | None = pickle.load(memory)
        except Exception:  # noqa: BLE001  # after any failure the snapshot is built here
            return None
        finally:
            self.end()
        return snapshot

    def end(self) -> None:
        """End the process and discard its snapshot."""
        if self._is_ended:
            return
        self._is_ended = True
        import signal

        # If SIGCHLD is ignored, the system has already removed the ended process.
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._process_id, 0)
        os.close(self._handle)
        os.close(self._memory)


def start_snapshot_process(path: Path, work: Callable[[], DashboardSnapshot | None]) -> SnapshotProcess | None:
    """Run `work` in a second process; return `None` if the journal at `path` is too short or the system cannot do it.

    Call it before a second thread starts and before much is loaded, because it forks.
    """
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return None
    memory = -1
    try:
        if path.stat().st_size < MIN_BYTES:
            return None
        memory = os.memfd_create("efficacy")
        process_id = os.fork()
        if process_id == 0:
            try:
                _run_work(work, memory)
            finally:
                # Exit without output and without the program's exit handlers.
                os._exit(0)
        return SnapshotProcess(process_id, os.pidfd_open(process_id), memory)
    except (OSError, AttributeError):
        # The system lacks one of these functions.
        if memory >= 0:
            os.close(memory)
        return None


def _run_work(work: Callable[[], DashboardSnapshot | None], memory: int) -> None:
    import gc
    import pickle

    # The terminal belongs to the parent process.
    null_device = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(null_device, stream)
    gc.disable()
    pickled = pickle.dumps(work(), protocol=5)
    with os.fdopen(memory, "wb", closefd=False) as file:
        file.write(pickled)
