"""The app as flows, commands and screens see it: its state and its notifications."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.tui.answer_keys import takes_text
from efficacy_tui.tui.journal_session import JournalSession
from efficacy_tui.tui.look.appearance import AppearanceManager
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities
from efficacy_tui.tui.privacy.masking_app import MaskingApp, fold_names
from efficacy_tui.tui.screens.base_screen import BaseScreen
from efficacy_tui.tui.screens.dashboard import Dashboard
from efficacy_tui.tui.snapshot_worker import SnapshotWorker
from efficacy_tui.tui.widgets.too_small import fits

if TYPE_CHECKING:
    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.flows.flow import Flow
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.journal.snapshot import DashboardSnapshot

MESSAGE_SECONDS = 5.0
"""How long a message stands."""

FACT_SECONDS = 12.0
"""How long a fact about the journal's file stands."""

COMMANDS_UNSEEN = ("mask", "support")
"""Ids of the commands that work in a dialog even where it cannot be seen."""

KEYS_UNSEEN = frozenset({"escape", "ctrl+c", "ctrl+q", "f1", "f2"})
"""Keys that do the same on every screen and record nothing."""


class DashboardApp(MaskingApp[int]):
    """The state of the program; subclasses open, run and close it."""

    journal_session: JournalSession
    snapshot_worker: SnapshotWorker
    appearance: AppearanceManager

    def __init__(
        self,
        *,
        settings: Settings,
        terminal: TerminalCapabilities,
        load_instrument: Callable[[str], Instrument] | None,
        demo: bool,
        masked: bool,
        hide_numbers: bool,
    ) -> None:
        super().__init__(masked=masked, hide_numbers=hide_numbers)
        self.settings = settings
        self.terminal = terminal
        self.demo = demo
        self.dashboard = Dashboard(demo=demo)
        self._load_instrument = load_instrument
        self._instrument: Instrument | None = None

    @property
    def journal(self) -> Journal:
        """The journal, available once it is being opened."""
        return self.journal_session.journal

    @property
    def snapshot(self) -> DashboardSnapshot | None:
        """The snapshot on the dashboard; none until the journal is open."""
        return self.snapshot_worker.snapshot

    def instrument(self) -> Instrument:
        """Return the profile's items in the language in force, in the person's own wording where there is one.

        Raises:
            Rejected: their edited copy cannot be used.
        """
        from efficacy_tui.content.instrument import InstrumentUnusable, shipped_instrument
        from efficacy_tui.store.errors import Rejected

        language = self.word_language()
        try:
            if self._instrument is None or self._instrument.language != language:
                load = self._load_instrument or shipped_instrument
                self._instrument = load(language)
            return self._instrument
        except InstrumentUnusable as error:
            raise Rejected(str(error)) from error

    def word_language(self) -> str:
        """Return the language of the words that are answered and practised."""
        from efficacy_tui.journal.word_language import word_language

        return word_language(self.journal.contents if self.journal_session.is_open else None)

    def instrument_read(self) -> Instrument | None:
        return self._instrument

    def private_names(self) -> frozenset[str]:
        if not self.journal_session.is_open:
            return frozenset()
        contents = self.journal.contents
        domains = contents.domains.values()
        raters = (rater.name for rater in contents.raters.values())
        return fold_names([*(domain.name for domain in domains), *(domain.task for domain in domains), *raters])

    # -- keys on a screen too small to show anything ---------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Pass on keys; where the screen shows nothing but a request for more room, only those that record nothing."""
        is_input = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if is_input and self.screen_stack and not fits(self.size) and not self._works_unseen(event):
            return
        await super().on_event(event)

    def _works_unseen(self, event: events.Event) -> bool:
        """Whether a key may be passed on; in a dialog the commands that work unseen are run here, and nothing else."""
        if not isinstance(event, events.Key):
            return False
        if event.key in KEYS_UNSEEN:
            return True
        if takes_text(self.focused):
            return False
        if not (isinstance(self.screen, BaseScreen) and self.screen.asks_questions):
            return any(event.key in BY_ID[command].all_keys for command in (*COMMANDS_UNSEEN, "quit", "help", "close"))
        for command in COMMANDS_UNSEEN:
            if event.key in BY_ID[command].all_keys:
                self.call_later(self.run_action, f"command('{command}')")
        return False

    # -- messages --------------------------------------------------------------------------------

    def announce(self, message: str, shorter: tuple[str, ...] = ()) -> None:
        """Show a short message in place of earlier ones; it disappears by itself."""
        self.clear_notifications()
        self.mention(message, shorter)

    def mention(self, message: str, shorter: tuple[str, ...] = ()) -> None:
        """Show a message beside earlier ones; `shorter` ones say it where it takes more than a row."""
        self.show_message(message, MESSAGE_SECONDS, shorter)

    def inform(self, message: str) -> None:
        """Show a fact about the journal's file, beside other messages, long enough to be read."""
        self.show_message(message, FACT_SECONDS)

    def warn(self, message: str, shorter: tuple[str, ...] = (), *, is_save_failure: bool = False) -> None:
        """Show a problem until a key is pressed; `shorter` ones say it where it has no room."""
        text, *others = (f"{UNICODE['problem']} {words}" for words in (message, *shorter))
        self.show_message(text, None, tuple(others), is_save_failure=is_save_failure)

    def attempt(self, change: Callable[[], object]) -> bool:
        """Make a change or announce why the journal rejected it; return whether it was made."""
        from efficacy_tui.store.errors import Rejected, StoreError

        try:
            change()
        except (Rejected, StoreError) as error:
            self.announce(str(error))
            return False
        return True

    # -- running things --------------------------------------------------------------------------

    @abstractmethod
    def ask(self, flow: Flow, then: Callable[[], None] | None = None) -> None:
        """Ask a flow's questions, and call `then` once it and the flows it leads to are done."""

    @abstractmethod
    def show_at(self, command: str, item: str) -> None:
        """Open the screen of a command (id) at one of its items (id)."""

    @abstractmethod
    def leave(self) -> None:
        """Close the program: unfinished answers become drafts, and everything recorded is saved."""

    @abstractmethod
    def unavailable_reason(self, command: str) -> str | None:
        """Return why a command (id) is unavailable now, `None` if it is available."""
