"""Rounds of sync in a process of their own, which can be killed: between its steps, with git or without, or at random.

The process is forked from a server that has everything imported.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import signal
import subprocess
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from efficacy_tui.store.errors import Rejected, StoreError
from efficacy_tui.store.sealing import key_ring
from efficacy_tui.store.stored_file import is_key_beside
from efficacy_tui.sync import git_process
from efficacy_tui.sync.deadline import Deadline
from efficacy_tui.sync.join_sealed import fetched_version
from efficacy_tui.sync.round import RoundReport, run_round
from efficacy_tui.sync.sync_setup import SyncSetup
from tests.support.fixed_clock import FixedClock
from tests.support.kill_programs import context, count_points
from tests.support.sealed_files import KEY, PASSPHRASE


class Kill(NamedTuple):
    """When a round is killed: `way` is “never”, “file” (before the file call with this number), or one of git’s.

    “before” and “after” are about the start of the git with this number; “after” leaves it running. “with” kills it,
    too, once it has run for `seconds`. “timer” kills the program alone after `seconds`.
    """

    way: str = "never"
    number: int = 0
    seconds: float = 0.0


def build_test_setup(path: Path, now: dt.datetime, deadline: Deadline | None = None) -> SyncSetup:
    """Return a setup that sees nothing of the machine’s own settings of git."""
    environment = {
        **os.environ,
        "HOME": str(path.parent),
        "GIT_CONFIG_NOSYSTEM": "1",
        "XDG_CONFIG_HOME": str(path.parent),
    }
    return SyncSetup(path, FixedClock(now), path.parent / "config", deadline or Deadline(), environment)


def start_round(path: Path, now: dt.datetime, kill: Kill) -> ForkServerProcess:
    """Start a round; the exit code is 0 if everything was exchanged, and 1 if something was not."""
    process = context.Process(target=_run, args=(path, now, kill, _sync))
    process.start()
    return process


def start_join(path: Path, now: dt.datetime, kill: Kill) -> ForkServerProcess:
    """Start sealing a journal with the keys of the other repository; the exit code is 1 if there are none."""
    process = context.Process(target=_run, args=(path, now, kill, join_now))
    process.start()
    return process


def join_now(path: Path, now: dt.datetime) -> bool:
    """Seal a journal with the keys of the other repository, which have the passphrase of the tests."""
    with fetched_version(build_test_setup(path, now)) as task:
        key = task.open_key(PASSPHRASE)
        if is_key_beside(path):
            key_ring.hold(path, key)
        task.join(key, PASSPHRASE, task.look(key))
    return True


def sync_now(path: Path, now: dt.datetime) -> RoundReport:
    """Do a round in this process."""
    return run_round(build_test_setup(path, now))


def _sync(path: Path, now: dt.datetime) -> bool:
    # Another program has unlocked it.
    if is_key_beside(path):
        key_ring.hold(path, KEY)
    return sync_now(path, now).is_even


def _run(path: Path, now: dt.datetime, kill: Kill, work: Callable[[Path, dt.datetime], bool]) -> None:
    if kill.way == "file":
        count_points(kill.number)
    if kill.way == "timer":
        signal.setitimer(signal.ITIMER_REAL, kill.seconds)
    with mock.patch.object(git_process.subprocess, "Popen", KillingPopen.at(kill)):
        try:
            is_done = work(path, now)
        except (Rejected, StoreError, OSError):
            os._exit(1)
    os._exit(0 if is_done else 1)


class KillingPopen(subprocess.Popen[bytes]):
    """Starts programs until one is reached at which this program is killed."""

    kill = Kill()
    numbers = itertools.count(1)

    @classmethod
    def at(cls, kill: Kill) -> type[KillingPopen]:
        return type("KillingPopen", (cls,), {"kill": kill, "numbers": itertools.count(1)})

    def __init__(self, *arguments: Any, **options: Any) -> None:
        is_reached = next(self.numbers) == self.kill.number
        if is_reached and self.kill.way == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        super().__init__(*arguments, **options)
        if is_reached and self.kill.way == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        if is_reached and self.kill.way == "with":
            # Like a power cut: git and its helpers end at once, too.
            signal.signal(signal.SIGALRM, lambda *_: self._kill_all())
            signal.setitimer(signal.ITIMER_REAL, self.kill.seconds or 1e-6)

    def _kill_all(self) -> None:
        os.killpg(self.pid, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
