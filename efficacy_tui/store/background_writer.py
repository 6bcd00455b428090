"""Write on a background thread: several changes become one write, and a failed write is retried."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import msgspec

from efficacy_tui.store.errors import JournalErased, JournalVanished, StoreError
from efficacy_tui.store.store import Store

RETRY_SECONDS = 2.0
_RETRY_NOTE = "What you recorded since then is kept in memory, and the program tries again."


class Saved(msgspec.Struct, frozen=True):
    """Every change in memory is in the file; without `is_confirmed` the disk has not said that it stays there."""

    is_confirmed: bool = True


class SaveFailed(msgspec.Struct, frozen=True):
    """A write failed: the reason, and the number of changes waiting in memory."""

    reason: str
    waiting: int


class JournalGone(msgspec.Struct, frozen=True):
    """The journal's file is gone: erased on purpose (`is_erased`), or missing; `reason` says so in a sentence."""

    is_erased: bool
    reason: str


WriterEvent = Saved | SaveFailed | JournalGone


class BackgroundWriter:
    """Flushes a store on a background thread, which sleeps while there is nothing to write.

    `on_event` is called on that thread with what became of a write; a repeated failure is reported once.
    """

    def __init__(
        self, store: Store, on_event: Callable[[WriterEvent], None], retry_seconds: float = RETRY_SECONDS
    ) -> None:
        self._store = store
        self._on_event = on_event
        self._retry_seconds = retry_seconds
        self._condition = threading.Condition()
        self._thread: threading.Thread | None = None
        self._wake_requested = False
        self._busy = False
        self._stopped = False
        self._last_failure: SaveFailed | JournalGone | None = None
        store.deferred = True
        store.on_pending = self.wake

    def wake(self) -> None:
        """Signal that there is something to write; the first call starts the thread."""
        with self._condition:
            self._wake_requested = True
            if self._thread is None and not self._stopped:
                # A daemon thread, so that the program can exit even if the disk does not respond.
                self._thread = threading.Thread(target=self._run, name="journal writer", daemon=True)
                self._thread.start()
            self._condition.notify_all()

    def drain(self, timeout: float) -> int:
        """Wait up to `timeout` seconds until everything is written; return the number of unwritten changes."""
        deadline = time.monotonic() + timeout
        if self._store.unsaved:
            self.wake()
        with self._condition:
            while (self._store.unsaved or self._busy) and (remaining := deadline - time.monotonic()) > 0:
                self._condition.wait(remaining)
        return self._store.unsaved

    def stop(self) -> None:
        """End the thread after its current write; later changes are written at once."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()
        if self._thread is not None and not self._busy:
            self._thread.join(1.0)
        self._store.deferred = False

    def _run(self) -> None:
        while self._wait_for_work():
            event = self._flush()
            with self._condition:
                self._busy = False
                self._condition.notify_all()
            if event is not None:
                self._on_event(event)

    def _wait_for_work(self) -> bool:
        with self._condition:
            while not self._wake_requested and not self._stopped:
                is_retrying = self._last_failure is not None
                if not self._condition.wait(self._retry_seconds if is_retrying else None) and is_retrying:
                    break
            self._wake_requested = False
            self._busy = not self._stopped
            return not self._stopped

    def _flush(self) -> WriterEvent | None:
        failure: SaveFailed | JournalGone
        try:
            report = self._store.flush()
        except (JournalErased, JournalVanished) as error:
            failure = JournalGone(isinstance(error, JournalErased), str(error))
            # After an erasure nothing is left that could be written.
            self._stopped = self._stopped or failure.is_erased
        except StoreError as error:
            failure = SaveFailed(f"{error} {_RETRY_NOTE}", self._store.unsaved)
        except Exception as error:  # noqa: BLE001  # the thread must survive any bug, or nothing is saved any more
            if not self._store.unsaved:
                self._last_failure = None
                return Saved()
            failure = SaveFailed(f"This could not be saved: {error!r}. {_RETRY_NOTE}", self._store.unsaved)
        else:
            self._last_failure = None
            return None if self._store.unsaved else Saved(report.is_confirmed)
        previous_failure, self._last_failure = self._last_failure, failure
        return failure if failure != previous_failure else None
