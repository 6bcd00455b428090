"""The application: runs commands and shows the journal as it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter, Monochrome, NoColor
from textual.screen import Screen

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.command_table import BY_ID, COMMANDS
from efficacy_tui.model.key_names import print_key
from efficacy_tui.tui.bindings import UNBOUND
from efficacy_tui.tui.lifecycle_app import LifecycleApp
from efficacy_tui.tui.look import theme
from efficacy_tui.tui.look.appearance import AppearanceManager
from efficacy_tui.tui.look.stylesheet import STYLE
from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities
from efficacy_tui.tui.messages import (
    JournalChanged,
    JournalChangeDropped,
    JournalFileGone,
    JournalFileNotice,
    JournalSaved,
    JournalSaveFailed,
    SnapshotReady,
)
from efficacy_tui.tui.panes.challenge import ChallengePane
from efficacy_tui.tui.screens.base_screen import LiveScreen
from efficacy_tui.tui.screens.dashboard import Dashboard
from efficacy_tui.tui.widgets.timeline_list import TimelineList

if TYPE_CHECKING:
    from textual.command import Provider

    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.flows.flow import Flow
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.journal.snapshot import DashboardSnapshot
    from efficacy_tui.tui.command_handlers import CommandHandlers
    from efficacy_tui.tui.flow_runner import FlowRunner


def palette_provider() -> type[Provider]:
    """Return the provider of the palette's commands, imported when the palette is opened."""
    from efficacy_tui.tui.palette import CommandProvider

    return CommandProvider


SAVED_SECONDS = 2.0
"""How long the header shows that everything is saved."""


class EfficacyApp(LifecycleApp):
    """The whole program on the screen."""

    TITLE = "efficacy"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[Any]] = {palette_provider}
    # The palette is a command like any other; Textual would give it a key of its own.
    BINDINGS: ClassVar[list[BindingType]] = [Binding(UNBOUND, "command_palette", show=False)]
    CSS = STYLE

    def __init__(
        self,
        journal: Journal | Callable[[], Journal],
        *,
        ask_at_start: bool = True,
        demo: bool = False,
        instrument: Callable[[str], Instrument] | None = None,
        settings: Settings | None = None,
        terminal: TerminalCapabilities | None = None,
        masked: bool = False,
        hide_numbers: bool = False,
        mouse: bool = True,
        in_screen: bool = False,
    ) -> None:
        """`journal` may be a factory, which is called in a thread; `masked` starts with everything hidden.

        `terminal` holds the defaults for what the settings leave open. `in_screen` tells that GNU screen is around the
        program, which holds escape back while the mouse is tracked.
        """
        settings = settings or Settings()
        values = settings.values
        super().__init__(
            journal,
            settings=settings,
            terminal=terminal or TerminalCapabilities(),
            load_instrument=instrument,
            demo=demo,
            masked=masked or values.mask_at_start,
            hide_numbers=hide_numbers or values.hide_numbers,
            ask_at_start=ask_at_start,
        )
        self.mouse = mouse and (not in_screen if values.mouse == "auto" else values.mouse)
        self._save_has_failed = False
        self._is_save_confirmed = True
        self._command_handlers: CommandHandlers | None = None
        self._flow_runner: FlowRunner | None = None
        for own_theme in theme.THEMES:
            self.register_theme(own_theme)
        self.appearance = AppearanceManager(self, settings, self.terminal, self.warn)
        self.appearance.apply()
        self.stylesheet.set_variables(self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        return {**variables, **theme.fitted_variables(variables)}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters that every line passes on its way to the terminal; the ASCII filter comes last."""
        filters = super().get_line_filters()
        if self.no_color and self.native_ansi_color:
            # Greys made from the terminal's own colours would come out black on black.
            filters = [NoColor() if isinstance(row, Monochrome) else row for row in filters]
        ascii_filter = self.appearance.ascii_filter
        return filters if ascii_filter is None else [*filters, ascii_filter]

    def get_default_screen(self) -> Screen[None]:
        return self.dashboard

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self.appearance.save_theme)

    # -- keeping the dashboard up to date --------------------------------------------------------

    @on(SnapshotReady)
    def _on_snapshot_ready(self, message: SnapshotReady) -> None:
        self.show_snapshot(message.snapshot, message.number)

    def show_snapshot(self, snapshot: DashboardSnapshot, number: int) -> None:
        if not self.snapshot_worker.publish(snapshot, number):
            return
        self.dashboard.show(snapshot)
        if not self.demo:
            from efficacy_tui.journal.onboarding import current_hint

            self.dashboard.show_hint(current_hint(self.journal))
        for screen in self.screen_stack:
            if isinstance(screen, LiveScreen):
                screen.update_from_snapshot()

    @on(JournalChanged)
    def _on_journal_changed(self, message: JournalChanged) -> None:
        self.snapshot_worker.invalidate(message.tables, None if message.foreign else message.domains)
        if self.journal.is_missing and not message.foreign and not self.journal.has_come_back():
            self.ask_about_missing_file()

    @on(JournalSaved)
    def _on_journal_saved(self, message: JournalSaved) -> None:
        if self._save_has_failed:
            self._save_has_failed = False
            self.announce("Everything is saved now")
        was_confirmed, self._is_save_confirmed = self._is_save_confirmed, message.is_confirmed
        if not message.is_confirmed:
            self.dashboard.show_save_status("saved; not confirmed by the disk", failed=True)
            if was_confirmed:
                from efficacy_tui.store.errors import NOT_CONFIRMED

                self.warn(NOT_CONFIRMED, is_save_failure=True)
            return
        self.dashboard.show_save_status("✓ saved")
        self.set_timer(SAVED_SECONDS, self._clear_saved_note)

    def _clear_saved_note(self) -> None:
        if not self._save_has_failed and self._is_save_confirmed:
            self.dashboard.show_save_status("")

    @on(JournalSaveFailed)
    def _on_journal_save_failed(self, message: JournalSaveFailed) -> None:
        self.dashboard.show_save_status(f"not saved yet ({message.waiting})", failed=True)
        if not self._save_has_failed:
            self._save_has_failed = True
            self.warn(message.reason, is_save_failure=True)

    @on(JournalChangeDropped)
    def _on_journal_change_dropped(self, message: JournalChangeDropped) -> None:
        self.warn(message.reason, is_save_failure=True)

    @on(JournalFileNotice)
    def _on_journal_file_notice(self, message: JournalFileNotice) -> None:
        self.inform(message.sentence)

    @on(JournalFileGone)
    def _on_journal_file_gone(self, message: JournalFileGone) -> None:
        if message.is_erased:
            self.show_erased(message.reason)
        else:
            self.ask_about_missing_file()

    def look_for_new_day(self) -> None:
        if self.snapshot is not None and self.journal.today() != self.snapshot.today:
            self.snapshot_worker.rebuild()
            if self.ask_at_start and not self.journal.read_only:
                self.ask_what_is_due()

    def settings_changed(self) -> None:
        """Apply changed settings and redraw everything."""
        self.appearance.apply()
        self.hide_numbers = self.settings.values.hide_numbers
        if self.journal_session.is_open:
            self.journal.clock.day_start = self.settings.values.day_start
            self.snapshot_worker.invalidate((), None)
        self.appearance.redraw_everything()

    # -- flows -----------------------------------------------------------------------------------

    @property
    def flow_runner(self) -> FlowRunner:
        """Runs flows; created at the first question."""
        if self._flow_runner is None:
            from efficacy_tui.tui.flow_runner import FlowRunner

            self._flow_runner = FlowRunner(self)
        return self._flow_runner

    def ask(self, flow: Flow, then: Callable[[], None] | None = None) -> None:
        self.flow_runner.ask(flow, then)

    def show_at(self, command: str, item: str) -> None:
        self.command_handlers.run_at(command, item)

    def ask_what_is_due(self) -> None:
        """Open the prompts that are due, one after another."""
        self.flow_runner.ask_what_is_due()

    # -- commands --------------------------------------------------------------------------------

    @property
    def command_handlers(self) -> CommandHandlers:
        """Carries out commands; created at the first command."""
        if self._command_handlers is None:
            from efficacy_tui.tui.command_handlers import CommandHandlers

            self._command_handlers = CommandHandlers(self, self.flow_runner, self.settings_changed)
        return self._command_handlers

    def unavailable_reason(self, command: str) -> str | None:
        if command in ("quit", "help", "support", "mask", "suspend"):
            return None
        if self.snapshot is None:
            return self._opening_reason()
        from efficacy_tui.flows.availability import unavailable_reason

        return unavailable_reason(command, self.journal, self.snapshot)

    def _opening_reason(self) -> str | None:
        """Return a message until the journal is open, a preview of it aside; then `None`."""
        return "Your journal is still opening." if self.snapshot is None else None

    def action_command(self, command: str) -> None:
        """Run a command of the registry, or say why it is unavailable."""
        if reason := self.unavailable_reason(command):
            self.announce(reason)
        else:
            self.attempt(lambda: self.command_handlers.run(command))
            if not self.demo and self.journal_session.is_open:
                from efficacy_tui.journal.onboarding import mark_followed

                self.attempt(lambda: mark_followed(self.journal, command))

    @on(Dashboard.NoMoreHints)
    def _no_more_hints(self) -> None:
        if not self.demo and self.journal_session.is_open:
            from efficacy_tui.journal.onboarding import dismiss_all

            self.attempt(lambda: dismiss_all(self.journal))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow the palette on the dashboard only: it offers the commands of the dashboard."""
        if action == "command_palette" and self.screen is not self.dashboard:
            return False
        return super().check_action(action, parameters)

    @on(events.DescendantFocus)
    def _stop_cursor_blinking(self, event: events.DescendantFocus) -> None:
        if hasattr(event.widget, "cursor_blink"):
            event.widget.cursor_blink = False

    @on(TimelineList.ItemOpened)
    def _open_item(self, message: TimelineList.ItemOpened) -> None:
        if reason := self._opening_reason():
            self.announce(reason)
        else:
            self.command_handlers.open_item(message.item)

    @on(ChallengePane.ChallengeOpened)
    def _open_challenge(self) -> None:
        if reason := self._opening_reason():
            self.announce(reason)
        else:
            self.command_handlers.open_challenge()

    def action_help_quit(self) -> None:
        self.announce(f"{BY_ID['quit'].key} quits; in a dialog ctrl+q does")

    # -- the palette -----------------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        for command in COMMANDS:
            title = f"{command.label}  {print_key(command.first_key)}".rstrip()
            yield SystemCommand(title, command.tooltip, lambda c=command: self.action_command(c.id))
        # Of Textual's own commands, offer those that ours do not cover, reworded.
        yield SystemCommand("Theme", "Choose the colours.", self.search_themes)
        yield SystemCommand("Screenshot", "Save a picture of the screen, as an SVG file.", self._save_screenshot)

    def search_themes(self) -> None:
        from efficacy_tui.tui.palette import open_theme_palette

        open_theme_palette(self)

    def _save_screenshot(self) -> None:
        """Save a screenshot once the palette has closed."""
        self.set_timer(0.1, self.deliver_screenshot)

    @on(events.DeliveryComplete)
    def _announce_screenshot(self, event: events.DeliveryComplete) -> None:
        event.prevent_default()
        if event.path:
            from efficacy_tui.store.atomic_file import make_private

            make_private(event.path)
        self.announce(f"Saved as {event.path}" if event.path else "Saved")

    @on(events.DeliveryFailed)
    def _warn_about_screenshot(self, event: events.DeliveryFailed) -> None:
        event.prevent_default()
        reason = getattr(event.exception, "strerror", None) or event.exception
        self.warn(f"The picture could not be saved: {reason}. Your journal is not affected.")
