"""Syncs the journal when a program of lines opens and closes; what came of it waits for a moment to be said."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from efficacy_tui.sync.sync_worker import END_SECONDS, SyncCallbacks, SyncWorker

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal

START_SECONDS = 2.0
"""How long the first question waits at most for what was recorded elsewhere."""


class SessionSync:
    """A round at the start and one at the end, in threads, so that a server that does not answer stops nobody."""

    def __init__(self, journal: Journal) -> None:
        self._sentences: queue.SimpleQueue[str] = queue.SimpleQueue()
        callbacks = SyncCallbacks(
            run_in_thread=_run_in_thread,
            on_sign=_ignore,
            on_news=self._sentences.put,
            on_problem=self._sentences.put,
            # The plain UI reloads the journal before each answer by itself.
            on_merged=_ignore,
        )
        self._worker = SyncWorker(lambda: journal, callbacks)

    def start(self) -> None:
        """Begin the first round, and wait for it for two seconds at most."""
        self._worker.start()
        self._worker.first_round_done.wait(START_SECONDS)

    def take_sentences(self) -> list[str]:
        """Return what there is to say since it was asked last: what came from other machines, and what went wrong."""
        sentences = []
        while not self._sentences.empty():
            sentences.append(self._sentences.get())
        return sentences

    def finish(self) -> None:
        """Send what was not sent yet, for two seconds at most; the next start goes on with the rest."""
        has_ended = threading.Event()
        self._worker.finish(has_ended.set)
        has_ended.wait(END_SECONDS)


def _run_in_thread(job: Callable[[], None], name: str) -> None:
    threading.Thread(target=job, name=name, daemon=True).start()


def _ignore(*_: object) -> None:
    """Leave out what lines cannot show: the sign in the header of the dashboard."""
