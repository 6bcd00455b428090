"""A second process that works out the first picture of a long journal while this one loads what draws it.

Reading ten years takes as long as loading Textual, and where there are two processors both are done at once. It
writes nothing but what it found, into memory that only this process has; whatever goes wrong there, the picture is
made here as if there were none.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.practice.overview import Overview

LONG = 1_000_000
"""Bytes of a journal from which on it is worth a process."""

PATIENCE = 5.0
"""Seconds to wait for it: it began long before, so it is there sooner than what would be begun now."""


class Forerunner:
    """The process, until `take` ends it."""

    def __init__(self, process: int, memory: int, end: int) -> None:
        """`memory` is the file it writes to, `end` a pipe that closes when it is done."""
        self._process, self._memory, self._end = process, memory, end

    def take(self) -> Overview | None:
        """What it found; `None` if that is nothing, or if it failed or takes too long."""
        import pickle
        import select
        import signal

        done, _, _ = select.select([self._end], [], [], PATIENCE)
        if not done:
            os.kill(self._process, signal.SIGKILL)
        _, status = os.waitpid(self._process, 0)
        os.close(self._end)
        with os.fdopen(self._memory, "rb") as memory:
            if os.waitstatus_to_exitcode(status) != 0:
                return None
            memory.seek(0)
            found: Overview | None = pickle.load(memory)
            return found


def send_ahead(path: Path, work: Callable[[], Overview | None]) -> Forerunner | None:
    """Have `work` done on the journal at `path` by a process of its own; `None` where that would save no time.

    To be called before there is a second thread, and before much is loaded.
    """
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return None
    try:
        if path.stat().st_size < LONG:
            return None
        memory = os.memfd_create("efficacy")
        end, work_end = os.pipe()
        process = os.fork()
    except (OSError, AttributeError):
        # A system that lacks one of them does without.
        return None
    if process == 0:
        _do(work, memory)
    os.close(work_end)
    return Forerunner(process, memory, end)


def _do(work: Callable[[], Overview | None], memory: int) -> None:
    """Do it, and end without a word and without anything the program does at its end."""
    failed = 1
    try:
        import gc
        import pickle

        gc.disable()
        with os.fdopen(memory, "wb", closefd=False) as file:
            pickle.dump(work(), file, protocol=5)
        failed = 0
    finally:
        os._exit(failed)
