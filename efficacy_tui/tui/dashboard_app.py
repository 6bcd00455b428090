"""The app as flows, commands and screens see it: its state and its notifications."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from efficacy_tui.config.settings import Settings
from efficacy_tui.tui.journal_session import JournalSession
from efficacy_tui.tui.look.appearance import AppearanceManager
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities
from efficacy_tui.tui.privacy.masking_app import MaskingApp, fold_names
from efficacy_tui.tui.screens.dashboard import Dashboard
from efficacy_tui.tui.snapshot_worker import SnapshotWorker

if TYPE_CHECKING:
    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.flows.flow import Flow
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.journal.snapshot import DashboardSnapshot

TOAST_SECONDS = 5.0
WARNING_SECONDS = 12.0


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
        load_instrument: Callable[[], Instrument] | None,
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
        """Return the profile's items, in the person's own wording where there is one.

        Raises:
            Rejected: their edited copy cannot be used.
        """
        from efficacy_tui.content.instrument import InstrumentUnusable, shipped_instrument
        from efficacy_tui.store.errors import Rejected

        try:
            if self._instrument is None:
                load = self._load_instrument or shipped_instrument
                self._instrument = load()
            return self._instrument
        except InstrumentUnusable as error:
            raise Rejected(str(error)) from error

    def instrument_read(self) -> Instrument | None:
        return self._instrument

    def private_names(self) -> frozenset[str]:
        if not self.journal_session.is_open:
            return frozenset()
        contents = self.journal.contents
        domains = contents.domains.values()
        raters = (rater.name for rater in contents.raters.values())
        return fold_names([*(domain.name for domain in domains), *(domain.task for domain in domains), *raters])

    # -- notifications ---------------------------------------------------------------------------

    def announce(self, message: str) -> None:
        """Show a short message in place of earlier ones; it disappears by itself."""
        self.clear_notifications()
        self.mention(message)

    def mention(self, message: str) -> None:
        """Show a short message beside earlier ones."""
        self.notify(message, timeout=TOAST_SECONDS, markup=False)

    def inform(self, message: str) -> None:
        """Show a fact about the journal's file, beside other messages, long enough to be read."""
        self.notify(message, timeout=WARNING_SECONDS, markup=False)

    def warn(self, message: str) -> None:
        """Show a problem long enough to be read."""
        self.notify(f"{UNICODE['problem']} {message}", severity="error", timeout=WARNING_SECONDS, markup=False)

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
    def leave(self) -> None:
        """Close the program: unfinished answers become drafts, and everything recorded is saved."""

    @abstractmethod
    def unavailable_reason(self, command: str) -> str | None:
        """Return why a command (id) is unavailable now, `None` if it is available."""
