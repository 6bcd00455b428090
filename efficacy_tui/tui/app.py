"""The application: opens the journal, runs commands, and acts on what its workers report."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.filter import LineFilter, Monochrome, NoColor
from textual.screen import Screen

from efficacy_tui.config.settings import Settings
from efficacy_tui.model.key_names import print_key
from efficacy_tui.tui.bindings import BY_ID, COMMANDS, UNBOUND
from efficacy_tui.tui.dashboard_app import DashboardApp
from efficacy_tui.tui.end_signals import leave_on_signals
from efficacy_tui.tui.journal_session import JournalSession, SessionCallbacks
from efficacy_tui.tui.look import theme
from efficacy_tui.tui.look.appearance import AppearanceManager
from efficacy_tui.tui.look.stylesheet import STYLE
from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities
from efficacy_tui.tui.messages import (
    JournalChanged,
    JournalChangeDropped,
    JournalSaved,
    JournalSaveFailed,
    SnapshotReady,
)
from efficacy_tui.tui.panes.challenge import ChallengePane
from efficacy_tui.tui.screens.base_screen import LiveScreen
from efficacy_tui.tui.screens.dashboard import Dashboard
from efficacy_tui.tui.snapshot_worker import SnapshotWorker
from efficacy_tui.tui.textual_overrides import forget_old_sizes
from efficacy_tui.tui.widgets.timeline_list import TimelineList

if TYPE_CHECKING:
    from textual.command import Provider

    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.flows.flow import Flow
    from efficacy_tui.journal.events import JournalEvent
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.journal.snapshot import DashboardSnapshot
    from efficacy_tui.store.errors import JournalUnreadable
    from efficacy_tui.tui.command_handlers import CommandHandlers
    from efficacy_tui.tui.flow_runner import FlowRunner
    from efficacy_tui.tui.garbage_collection import Sweeper


def palette_provider() -> type[Provider]:
    """Return the provider of the palette's commands; imported when the palette is opened."""
    from efficacy_tui.tui.palette import CommandProvider

    return CommandProvider


RELOAD_SECONDS = 1.5
"""How often the file is looked at: another program's change shows within two seconds."""

SAVED_SECONDS = 2.0
"""How long the header says that everything is saved."""

NEW_DAY_SECONDS = 30
"""How often the clock is asked whether a new day has begun."""

EXCLUSIVE_GROUPS = frozenset({"snapshot", "reload"})
"""Groups of jobs of which only the newest is needed."""


class EfficacyApp(DashboardApp):
    """The whole program on the screen."""

    TITLE = "efficacy"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[Any]] = {palette_provider}
    # The palette is a command like any other; without this Textual gives it a key of its own.
    BINDINGS: ClassVar[list[BindingType]] = [Binding(UNBOUND, "command_palette", show=False)]
    CSS = STYLE

    def __init__(
        self,
        journal: Journal | Callable[[], Journal],
        *,
        ask_at_start: bool = True,
        demo: bool = False,
        instrument: Callable[[], Instrument] | None = None,
        settings: Settings | None = None,
        terminal: TerminalCapabilities | None = None,
        masked: bool = False,
        hide_numbers: bool = False,
        mouse: bool = True,
        preview: Callable[[], DashboardSnapshot | None] | None = None,
    ) -> None:
        """`journal` may be a function that makes it, called in a thread; `masked` opens with everything hidden.

        `terminal` says what can be shown where the settings leave that open. `preview` returns a first snapshot that is
        built elsewhere, `None` if that failed.
        """
        settings = settings or Settings()
        values = settings.values
        super().__init__(
            settings=settings,
            terminal=terminal or TerminalCapabilities(),
            load_instrument=instrument,
            demo=demo,
            masked=masked or values.mask_at_start,
            hide_numbers=hide_numbers or values.hide_numbers,
        )
        self.mouse = mouse and values.mouse
        self.ask_at_start = ask_at_start
        self._load_preview = preview
        self._preview_shown = False
        self._save_has_failed = False
        self.journal_session = JournalSession(
            journal,
            SessionCallbacks(
                run_in_thread=self._run_in_thread,
                on_event=self._post_journal_event,
                on_open=self._build_first_snapshot,
                on_damaged=lambda error: self._call_from_thread(self._ask_about_damage, error),
                on_open_failed=lambda reason: self._call_from_thread(self._show_open_error, reason),
                on_reload_failed=lambda reason: self._call_from_thread(self.warn, reason),
                on_closed=lambda unsaved: self._call_from_thread(self._end_after_closing, unsaved),
            ),
        )
        self.snapshot_worker = SnapshotWorker(
            lambda: self.journal,
            self._run_in_thread,
            self._post_snapshot,
        )
        self._command_handlers: CommandHandlers | None = None
        self._sweeper: Sweeper | None = None
        self._flow_runner: FlowRunner | None = None
        for own_theme in theme.THEMES:
            self.register_theme(own_theme)
        self.appearance = AppearanceManager(self, settings, self.terminal, self.warn)
        self.appearance.apply()
        self.stylesheet.set_variables(self.get_css_variables())
        self._first_theme = self.theme

    def refresh_css(self, animate: bool = True) -> None:
        if self.theme == self._first_theme:
            # Textual asks for a theme other than its own at its start, when all is parsed with these colours already.
            self.stylesheet.update(self, animate=animate)
        else:
            super().refresh_css(animate)
        self._first_theme = ""

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

    def pop_screen(self) -> AwaitComplete:
        if self._sweeper is not None:
            self._sweeper.screen_closed()
        return super().pop_screen()

    async def on_event(self, event: events.Event) -> None:
        await super().on_event(event)
        if self._sweeper is not None and isinstance(event, events.InputEvent):
            self._sweeper.stir()

    def on_resize(self) -> None:
        if self._sweeper is not None:
            forget_old_sizes()

    # -- threads ---------------------------------------------------------------------------------

    def _run_in_thread(self, job: Callable[[], None], group: str) -> None:
        self.run_worker(job, thread=True, group=group, exclusive=group in EXCLUSIVE_GROUPS)

    def _call_from_thread(self, callback: Callable[..., object], *arguments: object) -> None:
        self.call_later(callback, *arguments)

    def _post_snapshot(self, snapshot: DashboardSnapshot, number: int) -> None:
        self.post_message(SnapshotReady(snapshot, number))

    def _post_journal_event(self, event: JournalEvent) -> None:
        """Turn what the journal reports, in whatever thread, into a message for the event loop."""
        from efficacy_tui.journal.events import Changed, ChangeDropped, Saved, SaveFailed

        match event:
            case Changed(tables=tables, domains=domains, foreign=foreign):
                self.post_message(JournalChanged(tables, domains, foreign=foreign))
            case Saved():
                self.post_message(JournalSaved())
            case SaveFailed(reason=reason, waiting=waiting):
                self.post_message(JournalSaveFailed(reason, waiting))
            case ChangeDropped(reason=reason):
                self.post_message(JournalChangeDropped(reason))

    # -- opening ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self.appearance.save_theme)

    def on_ready(self) -> None:
        # From now on a theme is parsed whenever it is asked for.
        self._first_theme = ""
        # The first frame is on the screen; opening need not wait for the layouts that follow it.
        if self._load_preview is None:
            self.journal_session.start_opening()
        else:
            self._run_in_thread(self._wait_for_preview, "open")
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            leave_on_signals(lambda: loop.call_soon_threadsafe(self.leave), self._save_at_last)

    def _wait_for_preview(self) -> None:
        assert self._load_preview is not None
        if (preview := self._load_preview()) is None:
            self.journal_session.open()
        else:
            self.call_later(self._show_preview, preview, self.journal_session.open)

    def _build_first_snapshot(self) -> None:
        """Build the first snapshot, of a long journal first the part that is quick to build; called in a thread."""
        from efficacy_tui.journal.snapshot import is_long

        if is_long(self.journal.contents) and not self._preview_shown:
            self.call_later(self._show_preview, self.snapshot_worker.preview(), self._finish_opening)
        else:
            self._finish_opening()

    def _show_preview(self, preview: DashboardSnapshot, next_job: Callable[[], None]) -> None:
        """Show a part of the dashboard, and go on in a thread once it is on the screen."""
        self._preview_shown = True
        self.dashboard.show(preview)
        self.call_after_refresh(self._run_in_thread, next_job, "open")

    def _finish_opening(self) -> None:
        snapshot, number = self.snapshot_worker.build()
        self.call_later(self._show_open_journal, snapshot, number)

    def _show_open_journal(self, snapshot: DashboardSnapshot, number: int) -> None:
        """Show the journal, and ask what is due."""
        self._show_snapshot(snapshot, number)
        self.set_interval(NEW_DAY_SECONDS, self._look_for_new_day)
        self._show_settings_problems()
        if self.journal.read_only:
            self.dashboard.show_banner("read only: made by a newer version of this program")
        self.call_after_refresh(self._run_in_thread, self._preload, "preload")
        self.set_interval(RELOAD_SECONDS, self.journal_session.start_reloading)

    def _preload(self) -> None:
        """Import what the first question needs and ask it, then what other keys will need; called in a thread."""
        from efficacy_tui.tui import preload

        preload.load_questions()
        if not self.is_headless:
            # Without a terminal the process belongs to somebody else, who goes on after the dashboard.
            from efficacy_tui.tui.garbage_collection import give_back_what_is_large, leave_alone_what_stays

            leave_alone_what_stays()
            give_back_what_is_large()
            self.call_later(self._sweep_between_keys)
        if self.ask_at_start and not self.journal.read_only:
            self.call_later(self.ask_what_is_due)
        preload.load_screens(self.settings)
        from efficacy_tui.store.errors import Rejected

        with contextlib.suppress(Rejected):
            self.instrument()
        preload.load_dates()

    def _sweep_between_keys(self) -> None:
        from efficacy_tui.tui.garbage_collection import Sweeper

        self._sweeper = Sweeper()

    def _show_settings_problems(self) -> None:
        """Show once, all together, what in the settings file cannot be used."""
        if problems := self.settings.problems:
            from efficacy_tui.tui.screens.page_contents import problems_page

            self.push_screen(problems_page(list(map(str, problems)), self.settings.path))

    def _ask_about_damage(self, error: JournalUnreadable) -> None:
        from efficacy_tui.flows.recovery import RecoverJournal

        flow = RecoverJournal(self.journal, error)

        def decided() -> None:
            if flow.recovered:
                self.journal_session.start_opening()
            else:
                self.exit(1, return_code=1)

        self.ask(flow, decided)

    def _show_open_error(self, reason: str) -> None:
        from efficacy_tui.tui.screens.page_contents import message_page

        self.push_screen(
            message_page("Your journal", reason, f"{BY_ID['close'].key} quits"),
            lambda _: self.exit(1, return_code=1),
        )

    # -- keeping the dashboard up to date --------------------------------------------------------

    @on(SnapshotReady)
    def _on_snapshot_ready(self, message: SnapshotReady) -> None:
        self._show_snapshot(message.snapshot, message.number)

    def _show_snapshot(self, snapshot: DashboardSnapshot, number: int) -> None:
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

    @on(JournalSaved)
    def _on_journal_saved(self) -> None:
        if self._save_has_failed:
            self._save_has_failed = False
            self.announce("Everything is saved now")
        self.dashboard.show_save_status("✓ saved")
        self.set_timer(SAVED_SECONDS, self._clear_saved_note)

    def _clear_saved_note(self) -> None:
        if not self._save_has_failed:
            self.dashboard.show_save_status("")

    @on(JournalSaveFailed)
    def _on_journal_save_failed(self, message: JournalSaveFailed) -> None:
        self.dashboard.show_save_status(f"not saved yet ({message.waiting})", failed=True)
        if not self._save_has_failed:
            self._save_has_failed = True
            self.warn(message.reason)

    @on(JournalChangeDropped)
    def _on_journal_change_dropped(self, message: JournalChangeDropped) -> None:
        self.warn(message.reason)

    def _look_for_new_day(self) -> None:
        if self.snapshot is not None and self.journal.today() != self.snapshot.today:
            self.snapshot_worker.rebuild()
            if self.ask_at_start:
                self.ask_what_is_due()

    def settings_changed(self) -> None:
        """Apply changed settings, and draw everything again."""
        self.appearance.apply()
        self.hide_numbers = self.settings.values.hide_numbers
        if self.journal_session.is_open:
            self.journal.clock.day_start = self.settings.values.day_start
            self.snapshot_worker.invalidate((), None)
        self.appearance.redraw_everything()

    # -- flows -----------------------------------------------------------------------------------

    @property
    def flow_runner(self) -> FlowRunner:
        """Runs flows; made at the first question."""
        if self._flow_runner is None:
            from efficacy_tui.tui.flow_runner import FlowRunner

            self._flow_runner = FlowRunner(self)
        return self._flow_runner

    def ask(self, flow: Flow, then: Callable[[], None] | None = None) -> None:
        self.flow_runner.ask(flow, then)

    def ask_what_is_due(self) -> None:
        """Ask what opens by itself."""
        self.flow_runner.ask_what_is_due()

    # -- commands --------------------------------------------------------------------------------

    @property
    def command_handlers(self) -> CommandHandlers:
        """Carries out commands; made at the first command."""
        if self._command_handlers is None:
            from efficacy_tui.tui.command_handlers import CommandHandlers

            self._command_handlers = CommandHandlers(self, self.flow_runner, self.settings_changed)
        return self._command_handlers

    def unavailable_reason(self, command: str) -> str | None:
        if command in ("quit", "help", "support", "mask"):
            return None
        if self.snapshot is None:
            return self._opening_reason()
        from efficacy_tui.flows.availability import unavailable_reason

        return unavailable_reason(command, self.journal, self.snapshot)

    def _opening_reason(self) -> str | None:
        """Return what to say while the journal, or all but a preview of it, is still to come."""
        return "Your journal is still being opened." if self.snapshot is None else None

    def action_command(self, command: str) -> None:
        """Run a command of the registry; where it can do nothing, say why."""
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
        self.announce(f"{BY_ID['quit'].key} quits, from a dialog ctrl+q does")

    # -- the palette -----------------------------------------------------------------------------

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        for command in COMMANDS:
            title = f"{command.label}  {print_key(command.default_keys)}".rstrip()
            yield SystemCommand(title, command.tooltip, lambda c=command: self.action_command(c.id))
        # Of Textual's own commands only those that none of ours does, in our words.
        yield SystemCommand("Theme", "Choose the colours.", self.search_themes)
        yield SystemCommand("Screenshot", "Save a picture of the screen, as an SVG file.", self._save_screenshot)

    def search_themes(self) -> None:
        from efficacy_tui.tui.palette import open_theme_palette

        open_theme_palette(self)

    def _save_screenshot(self) -> None:
        """Save what is on the screen once the palette has closed."""
        self.set_timer(0.1, self.deliver_screenshot)

    @on(events.DeliveryComplete)
    def _announce_screenshot(self, event: events.DeliveryComplete) -> None:
        event.prevent_default()
        self.announce(f"Saved as {event.path}" if event.path else "Saved")

    @on(events.DeliveryFailed)
    def _warn_about_screenshot(self, event: events.DeliveryFailed) -> None:
        event.prevent_default()
        why = getattr(event.exception, "strerror", None) or event.exception
        self.warn(f"The picture could not be saved: {why}. Your journal is as it was.")

    # -- closing ---------------------------------------------------------------------------------

    async def action_quit(self) -> None:
        self.leave()

    def leave(self) -> None:
        if self.journal_session.is_open:
            self.journal_session.start_closing()
        else:
            self.exit(0)

    def _end_after_closing(self, unsaved: int) -> None:
        """End the program; where changes could not be saved, ask first."""
        if not unsaved:
            # The background writer has ended, so drafts saved now are written at once.
            self.save_open_drafts()
            self.exit(0)
            return
        from efficacy_tui.flows.recovery import QuitUnsaved

        self.journal_session.is_closing = False
        flow = QuitUnsaved(self.journal, unsaved)
        self.ask(flow, lambda: self.exit(1, return_code=1) if flow.quit else None)

    def save_open_drafts(self) -> None:
        """Save the unfinished answers of every open dialog, as leaving it does."""
        from efficacy_tui.tui.screens.flow_dialog import FlowDialog

        for screen in self.screen_stack:
            if isinstance(screen, FlowDialog):
                screen.save_draft()

    def save_before_crash(self) -> None:
        self.save_open_drafts()

    def _save_at_last(self) -> None:
        """Save drafts and everything recorded, from a thread: the event loop no longer answers."""
        if self.journal_session.is_open:
            try:
                self.save_open_drafts()
            finally:
                self.journal_session.end()
