"""The application: opens the journal, runs commands, and puts together what keeps, draws, asks and adjusts."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual._styles_cache import StylesCache
from textual.app import SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.filter import LineFilter, Monochrome, NoColor
from textual.message import Message
from textual.screen import Screen

from efficacy_tui.config.settings import Settings
from efficacy_tui.model.key_names import print_key
from efficacy_tui.tui.bindings import BY_ID, COMMANDS, UNBOUND
from efficacy_tui.tui.journal_session import JournalSession
from efficacy_tui.tui.look import glyphs, theme
from efficacy_tui.tui.look.appearance import AppearanceManager
from efficacy_tui.tui.look.stylesheet import STYLE
from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities
from efficacy_tui.tui.panes.challenge import ChallengePane
from efficacy_tui.tui.privacy.masking_app import MaskingApp, fold_names
from efficacy_tui.tui.screens.dashboard import Dashboard
from efficacy_tui.tui.snapshot_worker import SnapshotWorker
from efficacy_tui.tui.widgets.timeline_list import TimelineList

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.command import Provider

    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.flows.flow import Flow
    from efficacy_tui.journal.events import JournalEvent
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.journal.snapshot import DashboardSnapshot
    from efficacy_tui.tui.command_handlers import CommandHandlers
    from efficacy_tui.tui.flow_runner import FlowRunner
    from efficacy_tui.tui.garbage_collection import Sweeper


def palette_provider() -> type[Provider]:
    """What the palette finds; imported when it is opened."""
    from efficacy_tui.tui.palette import CommandProvider

    return CommandProvider


TOAST_SECONDS = 5.0
WARN_SECONDS = 12.0

HAND_OVER = 0.0001
"""Seconds in which the thread that writes to the terminal takes up a picture."""


class JournalEventReceived(Message):
    """Something the journal told, brought to the event loop."""

    def __init__(self, event: JournalEvent) -> None:
        super().__init__()
        self.event = event


class EfficacyApp(MaskingApp[int]):
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
        """`terminal` says what can be shown, where the settings leave that open; `masked` begins with all hidden.

        `glimpse` gives the first picture where that is made elsewhere.
        """
        self.settings = settings or Settings()
        config = self.settings.values
        super().__init__(masked=masked or config.mask_at_start, hide_numbers=hide_numbers or config.hide_numbers)
        self.mouse = mouse and config.mouse
        self.terminal = terminal or TerminalCapabilities()
        self._own_instrument = instrument
        self._instrument: Instrument | None = None
        self.demo = demo
        self.ask_at_start = ask_at_start
        self.dashboard = Dashboard(demo=demo)
        self.journal_session = JournalSession(self, journal, preview)
        self.snapshot_worker = SnapshotWorker(self)
        self._doing: CommandHandlers | None = None
        self._sweeper: Sweeper | None = None
        self._questioner: FlowRunner | None = None
        for each in theme.THEMES:
            self.register_theme(each)
        self.appearance = AppearanceManager(self)
        self.appearance.apply()
        self.stylesheet.set_variables(self.get_css_variables())
        self._first_theme = self.theme

    def refresh_css(self, animate: bool = True) -> None:
        if self.theme == self._first_theme:
            # With a theme that is not its own Textual asks for it as it starts, when all is parsed with these colours.
            self.stylesheet.update(self, animate=animate)
        else:
            super().refresh_css(animate)
        self._first_theme = ""

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        return {**variables, **theme.fitted_variables(variables)}

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        if renderable is not None and not (self.is_headless or self._batch_count):
            # Another thread writes it, and else gets its turn only when there is nothing left to do here.
            time.sleep(HAND_OVER)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line goes through on its way to the terminal; the signs come last."""
        filters = super().get_line_filters()
        if self.no_color and self.native_ansi_color:
            # Greys made of the terminal's own colours would come out as black on black.
            filters = [NoColor() if isinstance(each, Monochrome) else each for each in filters]
        return filters if self.appearance.ascii_filter is None else [*filters, self.appearance.ascii_filter]

    @property
    def journal(self) -> Journal:
        """What is recorded; there once it is being opened."""
        return self.journal_session.journal

    @property
    def snapshot(self) -> DashboardSnapshot | None:
        """The picture on the dashboard; none until the journal is open."""
        return self.snapshot_worker.snapshot

    def get_default_screen(self) -> Screen[None]:
        return self.dashboard

    def pop_screen(self) -> AwaitComplete:
        # Textual remembers colours by who asked for them, and so keeps every line that screens long gone have drawn.
        StylesCache.get_inner_outer.cache_clear()
        if self._sweeper is not None:
            self._sweeper.screen_closed()
        return super().pop_screen()

    async def on_event(self, event: events.Event) -> None:
        await super().on_event(event)
        if self._sweeper is not None and isinstance(event, events.InputEvent):
            self._sweeper.stir()

    def on_resize(self) -> None:
        if self._sweeper is not None:
            from efficacy_tui.tui.garbage_collection import forget_sizes

            forget_sizes()

    def sweep_between_keys(self) -> None:
        """From now on look for unreachable objects when no key waits for it."""
        from efficacy_tui.tui.garbage_collection import Sweeper

        self._sweeper = Sweeper()

    # -- opening ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self.appearance.save_theme)

    def on_ready(self) -> None:
        # From now on a theme is parsed whenever it is asked for.
        self._first_theme = ""
        # The first picture stands; the layouts that follow it need not be waited for.
        self.journal_session.begin()

    def opened(self, overview: DashboardSnapshot, number: int) -> None:
        """The journal is open: show it, then ask what is due."""
        self.snapshot_worker.publish(overview, number)
        self.set_interval(30, self._turn_of_the_day)
        self._tell_problems()
        if self.journal.read_only:
            self.dashboard.show_banner("read only: made by a newer version of this program")
        self.call_after_refresh(self._warm_up)

    def _warm_up(self) -> None:
        from efficacy_tui.tui.preload import preload

        self.run_worker(lambda: preload(self), thread=True, group="warm")

    def _tell_problems(self) -> None:
        """Say once, all together, what of the settings file cannot be used."""
        if problems := self.settings.problems:
            from efficacy_tui.tui.screens.page_contents import problems_page

            self.push_screen(problems_page(list(map(str, problems)), self.settings.path))

    def post_journal_event(self, event: JournalEvent) -> None:
        """Bring what the journal tells, from whatever thread, to the event loop."""
        self.post_message(JournalEventReceived(event))

    # -- keeping the picture up to date ----------------------------------------------------------

    @on(JournalEventReceived)
    def _on_journal_event(self, message: JournalEventReceived) -> None:
        self.journal_session.handle_event(message.event)

    def _turn_of_the_day(self) -> None:
        if self.snapshot is not None and self.journal.today() != self.snapshot.today:
            self.snapshot_worker.rebuild()
            if self.ask_at_start:
                self.ask_what_is_due()

    # -- flows -----------------------------------------------------------------------------------

    @property
    def flow_runner(self) -> FlowRunner:
        """What asks flows."""
        if self._questioner is None:
            from efficacy_tui.tui.flow_runner import FlowRunner

            self._questioner = FlowRunner(self)
        return self._questioner

    def ask(self, flow: Flow, then: Callable[[], None] | None = None) -> None:
        """Ask a flow's questions; afterwards say what it says, and go on with the flow it leads to."""
        self.flow_runner.ask(flow, then)

    def ask_what_is_due(self) -> None:
        """Ask what asks by itself."""
        self.flow_runner.ask_what_is_due()

    def announce(self, words: str) -> None:
        """A short word at the lower edge, gone by itself."""
        self.clear_notifications()
        self.mention(words)

    def mention(self, words: str) -> None:
        """A short word beside what was said before."""
        self.notify(words, timeout=TOAST_SECONDS, markup=False)

    def warn(self, words: str) -> None:
        """What went wrong with the file, for as long as it takes to read."""
        self.notify(f"{glyphs.UNICODE['problem']} {words}", severity="error", timeout=WARN_SECONDS, markup=False)

    def private_names(self) -> frozenset[str]:
        if not self.journal_session.is_open:
            return frozenset()
        contents = self.journal.contents
        domains = contents.domains.values()
        raters = (rater.name for rater in contents.raters.values())
        return fold_names([*(d.name for d in domains), *(d.task for d in domains), *raters])

    def instrument_read(self) -> Instrument | None:
        return self._instrument

    # -- commands --------------------------------------------------------------------------------

    def unavailable_reason(self, command: str) -> str | None:
        """Why a command can do nothing now; `None` when it can."""
        if command in ("quit", "help", "support", "mask"):
            return None
        if (early := self._too_early()) or self.snapshot is None:
            return early
        from efficacy_tui.tui import question_modules

        return question_modules.unavailable_reason(command, self.journal, self.snapshot)

    def _too_early(self) -> str | None:
        """What to say while the journal, or all but a glimpse of it, is still to come."""
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

    def attempt(self, change: Callable[[], object]) -> bool:
        """Do something that the journal may refuse; then say why. Says whether it was done."""
        from efficacy_tui.journal.errors import Rejected
        from efficacy_tui.store.errors import StoreError

        try:
            change()
        except (Rejected, StoreError) as error:
            self.announce(str(error))
            return False
        return True

    @property
    def command_handlers(self) -> CommandHandlers:
        """What the commands do."""
        if self._doing is None:
            from efficacy_tui.tui.command_handlers import CommandHandlers

            self._doing = CommandHandlers(self)
        return self._doing

    def instrument(self) -> Instrument:
        """The profile's items: the person's own wording where there is one.

        Raises:
            Rejected: their edited copy cannot be used.
        """
        from efficacy_tui.content.instrument import InstrumentUnusable, shipped_instrument
        from efficacy_tui.journal.errors import Rejected

        try:
            if self._instrument is None:
                self._instrument = self._own_instrument() if self._own_instrument is not None else shipped_instrument()
            return self._instrument
        except InstrumentUnusable as error:
            raise Rejected(str(error)) from error

    def leave(self) -> None:
        """Close: what is half typed is kept as a draft, what is recorded is on the disk."""
        self.journal_session.close()

    def save_open_drafts(self) -> None:
        """Keep the unfinished answers of every open dialog, as leaving it does."""
        from efficacy_tui.tui.screens.flow_dialog import FlowDialog

        for screen in self.screen_stack:
            if isinstance(screen, FlowDialog):
                screen.save_draft()

    async def action_quit(self) -> None:
        self.leave()

    def _fatal_error(self) -> None:
        # Whatever is broken, nothing may keep the program from ending.
        with contextlib.suppress(Exception):
            self.save_open_drafts()
        super()._fatal_error()

    def action_help_quit(self) -> None:
        self.announce(f"{BY_ID['quit'].key} quits, from a dialog ctrl+q does")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The palette finds commands for the dashboard, so it opens only there."""
        if action == "command_palette" and self.screen is not self.dashboard:
            return False
        return super().check_action(action, parameters)

    @on(events.DescendantFocus)
    def _calm_the_cursor(self, event: events.DescendantFocus) -> None:
        """Nothing blinks."""
        if hasattr(event.widget, "cursor_blink"):
            event.widget.cursor_blink = False

    @on(TimelineList.ItemOpened)
    def _open_item(self, message: TimelineList.ItemOpened) -> None:
        if reason := self._too_early():
            self.announce(reason)
        else:
            self.command_handlers.open_item(message.item)

    @on(ChallengePane.ChallengeOpened)
    def _open_challenge(self) -> None:
        if reason := self._too_early():
            self.announce(reason)
        else:
            self.command_handlers.open_challenge()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        for command in COMMANDS:
            title = f"{command.label}  {print_key(command.default_keys)}".rstrip()
            yield SystemCommand(title, command.tooltip, lambda c=command: self.action_command(c.id))
        # Of Textual's own only what no command of ours does, in our words.
        yield SystemCommand("Theme", "Choose the colours.", self.search_themes)
        yield SystemCommand("Screenshot", "Save a picture of the screen, as an SVG file.", self._save_picture)

    def search_themes(self) -> None:
        from efficacy_tui.tui.palette import open_theme_palette

        open_theme_palette(self)

    def _save_picture(self) -> None:
        """Save what is on the screen once the palette is gone from it."""
        self.set_timer(0.1, self.deliver_screenshot)

    @on(events.DeliveryComplete)
    def _say_where_it_is(self, event: events.DeliveryComplete) -> None:
        event.prevent_default()
        self.announce(f"Saved as {event.path}" if event.path else "Saved")

    @on(events.DeliveryFailed)
    def _say_that_it_is_not(self, event: events.DeliveryFailed) -> None:
        event.prevent_default()
        why = getattr(event.exception, "strerror", None) or event.exception
        self.warn(f"The picture could not be saved: {why}. Your journal is as it was.")
