"""Syncs the journal when a program opens and closes, in threads of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.sync.deadline import Deadline
    from efficacy_tui.sync.round import RoundReport
    from efficacy_tui.sync.sync_setup import SyncSetup

END_SECONDS = 2.0
"""How long closing the program waits for what is sent at most; the next start goes on with it."""

NOT_SET_UP = "Syncing is on in your settings, but not set up yet: efficacy sync --init ADDRESS"
NOT_SYNCED = "Not everything is synced: efficacy sync says why."
"""What is said where there is no room for the reason."""

SYNCING, WAITING = "⇅", "⇅ waits"
"""Signs of the header: a round is under way; something could not be exchanged yet."""


@dataclass(frozen=True)
class SyncCallbacks:
    """The callbacks of a sync worker; all but `run_in_thread` are called from a worker thread."""

    run_in_thread: Callable[[Callable[[], None], str], None]
    """Run a job in a thread; the second argument names its group."""
    on_sign: Callable[[str], object]
    """Show a sign, or none, in the header."""
    on_news: Callable[[str], object]
    """Say what came from other machines."""
    on_problem: Callable[[str], object]
    """Say what went wrong; it has to be read whole."""
    on_merged: Callable[[], object]
    """The journal's file was changed by a merge."""


class SyncWorker:
    """Does a round at the start and one at the end of the program, each off the event loop."""

    def __init__(self, journal: Callable[[], Journal], callbacks: SyncCallbacks) -> None:
        self._journal = journal
        self._callbacks = callbacks
        self._is_free = threading.Lock()
        self._deadline: Deadline | None = None
        self._is_ending = False
        self.first_round_done = threading.Event()
        """Set once the first round has ended, or there is none."""

    def start(self) -> None:
        """Do a round in a thread, and say what came of it."""
        self._callbacks.run_in_thread(self._sync_first, "sync")

    def finish(self, on_sent: Callable[[], object]) -> None:
        """Send what was not sent yet, in a thread and within two seconds, and call `on_sent` from that thread.

        The program need not wait for the thread: cut off at any moment, it leaves everything whole.
        """
        self._is_ending = True
        if self._deadline is not None:
            self._deadline.shorten(END_SECONDS)

        def end() -> None:
            try:
                self._sync_last()
            finally:
                on_sent()

        threading.Thread(target=end, name="sync", daemon=True).start()

    def _sync_first(self) -> None:
        try:
            with self._is_free:
                self._say(self._run(None, fetches_first=True))
        finally:
            self.first_round_done.set()

    def _sync_last(self) -> None:
        from efficacy_tui.sync.deadline import Deadline

        deadline = Deadline(END_SECONDS)
        if self._is_free.acquire(timeout=END_SECONDS):
            try:
                self._run(deadline, fetches_first=False)
            finally:
                self._is_free.release()

    def _run(self, deadline: Deadline | None, *, fetches_first: bool) -> RoundReport | str:
        """Do a round; return its report, or why there is none, which is empty if nothing had to be done."""
        from efficacy_tui.store.errors import Rejected, StoreError
        from efficacy_tui.sync.deadline import Deadline
        from efficacy_tui.sync.round import run_round
        from efficacy_tui.sync.sync_folder import is_sync_set_up
        from efficacy_tui.sync.sync_setup import build_setup
        from efficacy_tui.sync.sync_status import has_sent_everything

        journal = self._journal()
        if not is_sync_set_up(journal.path):
            return NOT_SET_UP
        self._deadline = deadline or Deadline()
        if self._is_ending:
            self._deadline.shorten(END_SECONDS)
        setup: SyncSetup = build_setup(journal.path, journal.clock, self._deadline)
        self._callbacks.on_sign(SYNCING)
        sign = WAITING
        try:
            if not fetches_first and has_sent_everything(setup):
                sign = ""
                return ""
            report = run_round(setup, fetches_first=fetches_first)
        except (Rejected, StoreError) as error:
            return str(error)
        except OSError as error:
            return f"Syncing failed: {error.strerror or error}. Everything you recorded is saved on this machine."
        else:
            sign = WAITING if report.problem is not None else ""
            return report
        finally:
            self._callbacks.on_sign(sign)

    def _say(self, outcome: RoundReport | str) -> None:
        if isinstance(outcome, str):
            problem = outcome
        else:
            from efficacy_tui.sync.sync_lines import received_sentence

            problem = str(outcome.problem or "")
            if outcome.merges:
                self._callbacks.on_merged()
            if news := received_sentence(outcome):
                self._callbacks.on_news(news)
        if problem:
            self._callbacks.on_problem(problem)
