"""Keeps the journal for the dashboard: opens it, hears of its saving, takes in what others write, closes it."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from efficacy_tui.flows.command_table import BY_ID

if TYPE_CHECKING:
    from efficacy_tui.journal.events import JournalEvent
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.journal.snapshot import DashboardSnapshot
    from efficacy_tui.store.errors import JournalUnreadable
    from efficacy_tui.tui.app import EfficacyApp

LOOK_SECONDS = 1.5
"""Another program's change is on the screen within two seconds."""

CLOSE_SECONDS = 3.0
LAST_SECONDS = 6.0
"""So long after it was told to end, the program is ended in any case."""

SAVED_SECONDS = 2.0


class JournalSession:
    """Everything between the dashboard and the file; whatever may wait for the disk runs in a thread."""

    def __init__(
        self,
        app: EfficacyApp,
        journal: Journal | Callable[[], Journal],
        preview: Callable[[], DashboardSnapshot | None] | None = None,
    ) -> None:
        """`glimpse` gives a first picture that is made elsewhere, `None` if that came to nothing."""
        self.app = app
        self._glimpse = preview
        self._journal: Journal | None = None if callable(journal) else journal
        self._make = journal if callable(journal) else None
        self.is_open = False
        self._seen = False
        self._failed = False
        self._closing = False

    @property
    def journal(self) -> Journal:
        """The journal; made in the thread that opens it where it was only promised."""
        assert self._journal is not None, "the journal is opened first"
        return self._journal

    @property
    def location(self) -> str:
        """Where the journal is."""
        return "is being opened" if self._journal is None else str(self._journal.path)

    # -- opening ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """Open the journal; the first picture is on the screen already."""
        self.app.run_worker(self._wait_for_preview if self._glimpse else self._open, thread=True, group="open")
        if threading.current_thread() is threading.main_thread() and not self.app.is_headless:
            self._end_when_told()

    def _end_when_told(self) -> None:
        """A closed terminal or a shutdown ends the program as quitting does, with everything kept."""
        loop = asyncio.get_running_loop()
        told = threading.Event()

        def leave(_number: int, _frame: object) -> None:
            loop.call_soon_threadsafe(self.app.leave)
            if not told.is_set():
                told.set()
                last = threading.Timer(LAST_SECONDS, self._end_at_last)
                last.daemon = True
                last.start()

        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                # Not the loop's own handler: a terminal that takes nothing more holds the loop up for ever.
                signal.signal(getattr(signal, name), leave)

    def end(self) -> int | None:
        """Write what is waiting once the program has ended; gives how many changes are not, `None` if none was open."""
        return self.journal.close(CLOSE_SECONDS) if self.is_open else None

    def _end_at_last(self) -> None:
        """The loop does not come to it, so all is kept from here, and the terminal is left to whoever closed it."""
        if self.is_open:
            try:
                self.app.save_open_drafts()
            finally:
                self.journal.close(CLOSE_SECONDS)
        os._exit(1)

    def _wait_for_preview(self) -> None:
        assert self._glimpse is not None
        if (glimpse := self._glimpse()) is None:
            self._open()
        else:
            self.app.call_later(self._show_preview, glimpse, self._open)

    def _open(self) -> None:
        from efficacy_tui.journal.snapshot import is_long
        from efficacy_tui.store.errors import JournalUnreadable, StoreError

        if self._journal is None and self._make is not None:
            self._journal = self._make()
        try:
            self.journal.open()
        except JournalUnreadable as error:
            self.app.call_later(self._ask_about_damage, error)
            return
        except StoreError as error:
            self.app.call_later(self._show_open_error, str(error))
            return
        if not self.journal.read_only:
            self.journal.save_in_background()
        self.journal.subscribe(self.app.post_journal_event)
        self.is_open = True
        if is_long(self.journal.contents) and not self._seen:
            self.app.call_later(self._show_preview, self.app.snapshot_worker.preview(), self._show_all)
        else:
            self._show_all()

    def _show_preview(self, glimpse: DashboardSnapshot, go_on: Callable[[], None]) -> None:
        """Show what is known already, and go on with the rest once it is on the screen."""
        self._seen = True
        self.app.dashboard.show(glimpse)
        self.app.call_after_refresh(self.app.run_worker, go_on, thread=True, group="open")

    def _show_all(self) -> None:
        overview, number = self.app.snapshot_worker.build()
        self.app.call_later(self.app.opened, overview, number)
        self.app.call_later(self._watch)

    def _ask_about_damage(self, error: JournalUnreadable) -> None:
        from efficacy_tui.flows.recovery import RecoverJournal

        flow = RecoverJournal(self.journal, error)

        def decided() -> None:
            if flow.recovered:
                self.app.run_worker(self._open, thread=True, group="open")
            else:
                self.app.exit(1, return_code=1)

        self.app.ask(flow, decided)

    def _show_open_error(self, words: str) -> None:
        from efficacy_tui.tui.screens.page_contents import message_page

        self.app.push_screen(
            message_page("Your journal", words, f"{BY_ID['close'].key} quits"),
            lambda _: self.app.exit(1, return_code=1),
        )

    # -- while it is open ------------------------------------------------------------------------

    def _watch(self) -> None:
        self.app.set_interval(LOOK_SECONDS, self._start_refresh)

    def _start_refresh(self) -> None:
        self.app.run_worker(self._refresh, thread=True, group="look", exclusive=True)

    def _refresh(self) -> None:
        from efficacy_tui.store.errors import StoreError

        try:
            self.journal.refresh()
        except StoreError as error:
            self.app.call_later(self.app.warn, str(error))

    def handle_event(self, event: JournalEvent) -> None:
        """Show what the journal told, on the event loop."""
        from efficacy_tui.journal.events import Changed, ChangeDropped, Saved, SaveFailed

        dashboard = self.app.dashboard
        match event:
            case Changed(tables=tables, domains=domains, foreign=foreign):
                self.app.snapshot_worker.invalidate(tables, None if foreign else domains)
            case Saved():
                if self._failed:
                    self._failed = False
                    self.app.announce("Everything is saved now")
                dashboard.show_saving("✓ saved")
                self.app.set_timer(SAVED_SECONDS, self._saved_was_seen)
            case SaveFailed(reason=reason, waiting=waiting):
                dashboard.show_saving(f"not saved yet ({waiting})", failed=True)
                if not self._failed:
                    self._failed = True
                    self.app.warn(reason)
            case ChangeDropped(reason=reason):
                self.app.warn(reason)

    def _saved_was_seen(self) -> None:
        if not self._failed:
            self.app.dashboard.show_saving("")

    # -- closing ---------------------------------------------------------------------------------

    def close(self) -> None:
        """Write what is waiting, then end the program; ask first when it cannot be written."""
        if not self.is_open:
            self.app.exit(0)
        elif not self._closing:
            self._closing = True
            self.app.run_worker(self._close, thread=True, group="close")

    def _close(self) -> None:
        waiting = self.journal.close(CLOSE_SECONDS)
        self.app.call_later(self._closed, waiting)

    def _closed(self, waiting: int) -> None:
        self._closing = False
        if not waiting:
            # The writer has ended, so what is kept now is written at once.
            self.app.save_open_drafts()
            self.app.exit(0)
            return
        from efficacy_tui.flows.recovery import QuitUnsaved

        flow = QuitUnsaved(self.journal, waiting)
        self.app.ask(flow, lambda: self.app.exit(1, return_code=1) if flow.quit else None)
