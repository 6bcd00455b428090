"""Writing off the caller's thread: several changes become one write; a failed one is kept and tried again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import msgspec

from efficacy_tui.store.errors import StoreError
from efficacy_tui.store.store import Store

RETRY_SECONDS = 2.0
_KEPT = "What you recorded since is kept in memory and tried again by itself."


class SaveSucceeded(msgspec.Struct, frozen=True):
    """Everything in memory is on the disk."""


class SaveFailure(msgspec.Struct, frozen=True):
    """The disk refused: why, and how many changes are waiting in memory."""

    reason: str
    waiting: int


class BackgroundWriter:
    """Flushes a store from a thread of its own. Without anything to write, the thread sleeps without waking up.

    `on_event` is called from that thread, with `SaveSucceeded` or `SaveFailure`; the same failure is told once.
    """

    def __init__(
        self,
        store: Store,
        on_event: Callable[[SaveSucceeded | SaveFailure], None],
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._store = store
        self._on_event = on_event
        self._retry_seconds = retry_seconds
        self._condition = threading.Condition()
        self._thread: threading.Thread | None = None
        self._wanted = False
        self._busy = False
        self._stopped = False
        self._told: SaveFailure | None = None
        store.deferred = True
        store.on_pending = self.wake

    def wake(self) -> None:
        """There is something to write; the thread is started when it is the first time."""
        with self._condition:
            self._wanted = True
            if self._thread is None and not self._stopped:
                # A daemon: a program that must end does not wait for a disk that does not answer.
                self._thread = threading.Thread(target=self._run, name="journal writer", daemon=True)
                self._thread.start()
            self._condition.notify_all()

    def drain(self, timeout: float) -> int:
        """Wait up to `timeout` seconds until everything is written; gives how many changes are not."""
        end = time.monotonic() + timeout
        if self._store.unsaved:
            self.wake()
        with self._condition:
            while (self._store.unsaved or self._busy) and (left := end - time.monotonic()) > 0:
                self._condition.wait(left)
        return self._store.unsaved

    def stop(self) -> None:
        """End the thread once it has finished what it is doing; from then on changes are written at once again."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()
        if self._thread is not None and not self._busy:
            self._thread.join(1.0)
        self._store.deferred = False

    def _run(self) -> None:
        while self._wait():
            event = self._write()
            with self._condition:
                self._busy = False
                self._condition.notify_all()
            if event is not None:
                self._on_event(event)

    def _wait(self) -> bool:
        with self._condition:
            while not self._wanted and not self._stopped:
                retrying = self._told is not None
                if not self._condition.wait(self._retry_seconds if retrying else None) and retrying:
                    break
            self._wanted = False
            self._busy = not self._stopped
            return not self._stopped

    def _write(self) -> SaveSucceeded | SaveFailure | None:
        try:
            self._store.flush()
        except StoreError as error:
            failed = SaveFailure(f"{error} {_KEPT}", self._store.unsaved)
        except Exception as error:  # noqa: BLE001  # the thread must outlive any mistake, or nothing is saved any more
            failed = SaveFailure(f"This could not be saved: {error!r}. {_KEPT}", self._store.unsaved)
        else:
            self._told = None
            return None if self._store.unsaved else SaveSucceeded()
        told, self._told = self._told, failed
        return failed if failed != told else None
