"""The life cycle of the app: opens the journal, shows the first snapshot, and closes with everything saved."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import threading
from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.model.clock import seconds_since_boot
from efficacy_tui.sync.sync_worker import END_SECONDS, NOT_SYNCED, SyncCallbacks, SyncWorker
from efficacy_tui.tui.dashboard_app import DashboardApp
from efficacy_tui.tui.end_signals import EndSignals
from efficacy_tui.tui.journal_session import JournalSession, SessionCallbacks
from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities
from efficacy_tui.tui.messages import JournalFileNotice, SnapshotReady, message_for
from efficacy_tui.tui.snapshot_worker import SnapshotWorker

if TYPE_CHECKING:
    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.flows.recovery import RecoverJournal
    from efficacy_tui.journal.events import JournalEvent
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.journal.snapshot import DashboardSnapshot
    from efficacy_tui.store.errors import JournalUnreadable

RELOAD_SECONDS = 1.5
"""How often to check the file, so that another program's change shows within two seconds."""

NEW_DAY_SECONDS = 30
"""How often to check whether a new day has begun."""

IDLE_SECONDS = 5.0
"""How often to check whether a sealed journal was left alone."""

INBOX_SECONDS = 2.0
"""How long the first question waits for the inbox, and for other machines."""

REPLY_POLL_SECONDS = 0.02
"""How often to check whether the terminal has replied."""

EXCLUSIVE_GROUPS = frozenset({"snapshot", "reload"})
"""Groups of jobs of which only the newest is needed."""


class LifecycleApp(DashboardApp):
    """Opens and closes the journal; `EfficacyApp` adds the commands and handles the messages."""

    def __init__(
        self,
        journal: Journal | Callable[[], Journal],
        *,
        settings: Settings,
        terminal: TerminalCapabilities,
        load_instrument: Callable[[str], Instrument] | None,
        demo: bool,
        masked: bool,
        hide_numbers: bool,
        ask_at_start: bool,
    ) -> None:
        super().__init__(
            settings=settings,
            terminal=terminal,
            load_instrument=load_instrument,
            demo=demo,
            masked=masked,
            hide_numbers=hide_numbers,
        )
        self.ask_at_start = ask_at_start
        self.signals = EndSignals()
        self.has_locked_itself = False
        """Whether it ended because a sealed journal was left alone."""
        self.boot_seconds: Callable[[], float] = seconds_since_boot
        self._last_input = self.boot_seconds()
        self._is_inbox_read = threading.Event()
        self.journal_session = JournalSession(
            journal,
            SessionCallbacks(
                run_in_thread=self._run_in_thread,
                on_event=self._post_journal_event,
                on_open=self._build_first_snapshot,
                on_damaged=self._prepare_recovery,
                on_open_failed=lambda reason: self.call_later(self._show_open_error, reason),
                on_reload_failed=lambda reason: self.call_later(self.warn, reason),
                on_closed=lambda unsaved: self.call_later(self._end_after_closing, unsaved),
                on_close_without_file=lambda: self.call_later(self.ask_about_missing_file),
            ),
        )
        self.snapshot_worker = SnapshotWorker(
            lambda: self.journal,
            self._run_in_thread,
            self._post_snapshot,
        )
        self.sync_worker = SyncWorker(
            lambda: self.journal,
            SyncCallbacks(
                run_in_thread=self._run_in_thread,
                on_sign=lambda sign: self.call_later(self.dashboard.show_sync_sign, sign),
                on_news=lambda sentence: self.post_message(JournalFileNotice(sentence)),
                on_problem=lambda sentence: self.call_later(self.warn, sentence, (NOT_SYNCED,)),
                on_merged=self.journal_session.reload,
            ),
        )

    # -- implemented by the app ------------------------------------------------------------------

    @abstractmethod
    def show_snapshot(self, snapshot: DashboardSnapshot, number: int) -> None:
        """Show a snapshot everywhere, unless a newer one is shown."""

    @abstractmethod
    def ask_what_is_due(self) -> None:
        """Open the prompts that are due, one after another."""

    @abstractmethod
    def look_for_new_day(self) -> None:
        """Show the new day once it has begun."""

    # -- threads ---------------------------------------------------------------------------------

    def _run_in_thread(self, job: Callable[[], None], group: str) -> None:
        self.run_worker(job, thread=True, group=group, exclusive=group in EXCLUSIVE_GROUPS)

    def _post_snapshot(self, snapshot: DashboardSnapshot, number: int) -> None:
        self.post_message(SnapshotReady(snapshot, number))

    def _post_journal_event(self, event: JournalEvent) -> None:
        """Turn an event of the journal, from any thread, into a message for the event loop."""
        self.post_message(message_for(event))

    # -- opening ---------------------------------------------------------------------------------

    def on_ready(self) -> None:
        # The first frame is on the screen; opening need not wait for the layouts that follow it.
        self.journal_session.start_opening()
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            self.signals.connect(lambda: loop.call_soon_threadsafe(self.leave), self._save_at_last)

    def terminal_closed(self) -> None:
        self.leave()

    def _build_first_snapshot(self) -> None:
        """Build the first snapshot, after a quick preview if the journal is long; called in a thread."""
        from efficacy_tui.journal.snapshot import is_long

        self._freeze_objects()
        if is_long(self.journal.contents):
            self.call_later(self._show_preview, self.snapshot_worker.preview())
        else:
            self._finish_opening()

    def _show_preview(self, preview: DashboardSnapshot) -> None:
        """Show a preview and, once it is on the screen, build the rest in a thread."""
        self.dashboard.show(preview)
        self.call_after_refresh(self._run_in_thread, self._finish_opening, "open")

    def _finish_opening(self) -> None:
        snapshot, number = self.snapshot_worker.build()
        self.call_later(self._show_open_journal, snapshot, number)

    def _show_open_journal(self, snapshot: DashboardSnapshot, number: int) -> None:
        """Show the journal, start the regular checks, and preload."""
        self.show_snapshot(snapshot, number)
        self.set_interval(NEW_DAY_SECONDS, self.look_for_new_day)
        self.set_interval(IDLE_SECONDS, self.lock_if_idle)
        if self.settings.values.inbox and not self.demo:
            self._run_in_thread(self._open_inbox, "inbox")
        else:
            self._is_inbox_read.set()
        if self._syncs:
            self.sync_worker.start()
        else:
            self.sync_worker.first_round_done.set()
        self._show_settings_problems()
        if self.journal.read_only:
            self.dashboard.show_read_only("read-only: made by a newer version of this program")
        self.call_after_refresh(self._run_in_thread, self._preload, "preload")
        self.set_interval(RELOAD_SECONDS, self.journal_session.start_reloading)

    def _preload(self) -> None:
        """Import the modules for the first question and ask it, then import the others; called in a thread."""
        from efficacy_tui.tui import preload

        preload.load_questions()
        self._freeze_objects()
        # What was rated elsewhere is not asked; a folder or server that does not answer holds nothing up for long.
        self._is_inbox_read.wait(INBOX_SECONDS)
        self.sync_worker.first_round_done.wait(INBOX_SECONDS)
        if self.ask_at_start and not self.journal.read_only:
            self.call_later(self._ask_after_replies)
        preload.load_screens(self.settings, self.word_language())
        from efficacy_tui.store.errors import Rejected

        with contextlib.suppress(Rejected):
            self.instrument()
        preload.load_dates()

    def _open_inbox(self) -> None:
        """Take in the inbox and say what came of it; called in a thread."""
        from efficacy_tui.flows.inbox import open_inbox

        try:
            for sentence in open_inbox(self.journal, self.settings.values.inbox):
                self.post_message(JournalFileNotice(sentence))
        finally:
            self._is_inbox_read.set()

    def _ask_after_replies(self) -> None:
        """Ask what is due once the terminal has replied to what it was asked: until then no key is an answer."""
        if wait := self.reply_wait():
            self.set_timer(min(wait, REPLY_POLL_SECONDS), self._ask_after_replies)
        else:
            self.ask_what_is_due()

    def _freeze_objects(self) -> None:
        """Spare the modules and records loaded so far from every later garbage collection: they stay to the end.

        A headless app is part of a process that goes on after it, so nothing is frozen there.
        """
        if not self.is_headless:
            gc.freeze()

    def _show_settings_problems(self) -> None:
        """Show all problems of the settings file on one page."""
        if problems := self.settings.problems:
            from efficacy_tui.tui.screens.page_contents import problems_page

            self.push_screen(problems_page(list(map(str, problems)), self.settings.path))

    def _prepare_recovery(self, error: JournalUnreadable) -> None:
        """Find what can be done about a journal that cannot be opened, and ask; called in a thread."""
        from efficacy_tui.flows.recovery import RecoverJournal

        flow = RecoverJournal(self.journal, error)
        flow.prepare()
        self.call_later(self._ask_about_damage, flow)

    def _ask_about_damage(self, flow: RecoverJournal) -> None:
        def decided() -> None:
            if flow.recovered:
                self.journal_session.start_opening()
            else:
                self.exit(1, return_code=1)

        self.ask(flow, decided)

    def show_erased(self, reason: str) -> None:
        """Say that another program erased the journal, and close; nothing of it is shown or saved any more."""
        from efficacy_tui.tui.screens.page_contents import journal_message_page

        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.clear_notifications()
        self.snapshot_worker.invalidate((), None)
        self.push_screen(journal_message_page(reason, f"{BY_ID['close'].key} closes"), lambda _: self.exit(0))

    def ask_about_missing_file(self) -> None:
        """Ask what to do about a journal whose file is gone, unless that is being asked."""
        from efficacy_tui.flows.recovery import VanishedJournal
        from efficacy_tui.tui.screens.flow_dialog import FlowDialog

        flows = [screen.flow for screen in self.screen_stack if isinstance(screen, FlowDialog)]
        if self.journal.is_erased or any(isinstance(flow, VanishedJournal) for flow in flows):
            return
        flow = VanishedJournal(self.journal)
        self.ask(flow, lambda: self.exit(1, return_code=1) if flow.close else None)

    def _show_open_error(self, reason: str) -> None:
        from efficacy_tui.tui.screens.page_contents import journal_message_page

        self.push_screen(
            journal_message_page(reason, f"{BY_ID['close'].key} quits"),
            lambda _: self.exit(1, return_code=1),
        )

    # -- locking a sealed journal that is left alone ---------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent | events.Paste):
            self._last_input = self.boot_seconds()
        await super().on_event(event)

    def lock_if_idle(self) -> None:
        """Close the dashboard of a sealed journal if nobody has pressed a key for as long as the settings say."""
        seconds = self.settings.values.lock_seconds
        if seconds is None or self.demo or self.boot_seconds() - self._last_input < seconds:
            return
        from efficacy_tui.store.stored_file import is_sealed

        if is_sealed(self.journal.path):
            self.has_locked_itself = True
            self.leave()

    # -- closing ---------------------------------------------------------------------------------

    async def action_quit(self) -> None:
        self.leave()

    def leave(self) -> None:
        if self.journal_session.is_open:
            self.journal_session.start_closing()
        else:
            self.exit(0)

    def _end_after_closing(self, unsaved: int) -> None:
        """End the program; if changes could not be saved, ask first."""
        if not unsaved:
            # The background writer has ended, so drafts saved now are written at once.
            self.save_open_drafts()
            if self._syncs:
                self.sync_worker.finish(lambda: self.call_later(self.exit, 0))
                # Merging a long journal can take longer than git may.
                self.set_timer(END_SECONDS, lambda: self.exit(0))
            else:
                self.exit(0)
            return
        from efficacy_tui.flows.recovery import QuitUnsaved

        self.journal_session.is_closing = self.has_locked_itself = False
        flow = QuitUnsaved(self.journal, unsaved)
        self.ask(flow, lambda: self.exit(1, return_code=1) if flow.quit else None)

    @property
    def _syncs(self) -> bool:
        """Whether the journal is to be exchanged with other machines."""
        return self.settings.values.sync != "off" and not self.demo and not self.journal.read_only

    def save_open_drafts(self) -> None:
        """Save the unfinished answers of every open dialog as drafts."""
        from efficacy_tui.tui.screens.flow_dialog import FlowDialog

        for screen in self.screen_stack:
            if isinstance(screen, FlowDialog):
                screen.save_draft()

    def save_before_crash(self) -> None:
        self.save_open_drafts()

    def _save_at_last(self) -> None:
        """Save drafts and everything recorded, from a thread, because the event loop no longer responds."""
        if self.journal_session.is_open:
            try:
                self.save_open_drafts()
            finally:
                self.journal_session.end()
