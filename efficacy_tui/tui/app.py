"""The application: opens the journal off the event loop, runs commands, shows flows, keeps the dashboard up to date."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import constants, events, on, work
from textual._styles_cache import StylesCache
from textual.app import SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.filter import LineFilter, Monochrome, NoColor
from textual.message import Message
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import Theme

from efficacy_tui.config.preferences import Preferences
from efficacy_tui.flows.preferring import put_in_force
from efficacy_tui.model.key_names import printed
from efficacy_tui.tui import glyphs, theme
from efficacy_tui.tui.ascii_filter import AsciiFilter, WholeCells
from efficacy_tui.tui.commands import BY_ID, COMMANDS, UNBOUND, keymap, offers
from efficacy_tui.tui.keeping import Keeper
from efficacy_tui.tui.panes.challenge import ChallengePane
from efficacy_tui.tui.panes.evidence import TimelineList
from efficacy_tui.tui.private_app import PrivateApp, names_of
from efficacy_tui.tui.screens.dashboard import Dashboard
from efficacy_tui.tui.screens.following import FollowingScreen
from efficacy_tui.tui.terminal import Terminal
from efficacy_tui.tui.widgets.trend_chart import TrendChart

if TYPE_CHECKING:
    from textual.command import Provider

    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.flows.flow import Finished, Flow
    from efficacy_tui.practice.events import Event
    from efficacy_tui.practice.journal import Journal
    from efficacy_tui.practice.overview import Overview, Overviews
    from efficacy_tui.tui.doing import Doing


def palette_commands() -> type[Provider]:
    """What the palette finds; imported when it is opened."""
    from efficacy_tui.tui.palette import OwnCommands

    return OwnCommands


TOAST_SECONDS = 5.0
DUE_SECONDS = 1.0
WARN_SECONDS = 12.0


class JournalEvent(Message):
    """Something the journal told, brought to the event loop."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event


class EfficacyApp(PrivateApp[int]):
    """The whole program on the screen."""

    TITLE = "efficacy"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[Any]] = {palette_commands}
    # The palette is a command like any other; without this Textual gives it a key of its own.
    BINDINGS: ClassVar[list[BindingType]] = [Binding(UNBOUND, "command_palette", show=False)]
    CSS = """
    * {
        scrollbar-color: $faint;
        scrollbar-color-hover: $quiet;
        scrollbar-color-active: $quiet;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        scrollbar-corner-color: $background;
    }
    CommandPalette {
        background: $background 70%;
        & > Vertical { width: 66; max-width: 100%; margin: 2 0; background: $raised; }
        & #--input { border: none; background: $raised; padding: 0 1; }
        & #--input SearchIcon { display: none; }
        & CommandInput { background: $raised; }
        & CommandList { background: $raised; border: none; max-height: 60vh; }
        & CommandList > .option-list--option-highlighted { color: $background; background: $accent; text-style: bold; }
        & > .command-palette--help-text { text-style: not bold not dim; }
        &:ansi CommandList > .option-list--option-highlighted {
            color: $block-cursor-foreground; background: $block-cursor-background;
        }
    }
    /* One line over the whole width, on the frame of the lower panes, so that nothing is covered that is read. */
    ToastRack { overflow-y: hidden; }
    Toast {
        width: 100%; max-width: 100%;
        margin: 0; padding: 0 2;
        background: $raised; color: $foreground;
        &.-information, &.-warning, &.-error { border: none; }
        &.-error { color: $error; text-style: bold; }
    }
    Input {
        background: $raised; color: $foreground;
        & > .input--placeholder, & > .input--suggestion { color: $quiet; }
    }
    TextArea { color: $foreground; & .text-area--placeholder { color: $quiet; } }
    """

    def __init__(
        self,
        journal: Journal | Callable[[], Journal],
        *,
        ask_at_start: bool = True,
        demo: bool = False,
        instrument: Callable[[], Instrument] | None = None,
        preferences: Preferences | None = None,
        terminal: Terminal | None = None,
        masked: bool = False,
        hide_numbers: bool = False,
        mouse: bool = True,
    ) -> None:
        """`terminal` says what can be shown, where the settings leave that open; `masked` begins with all hidden."""
        self.preferences = preferences or Preferences()
        config = self.preferences.config
        super().__init__(masked=masked or config.mask_at_start, hide_numbers=hide_numbers or config.hide_numbers)
        self.mouse = mouse and config.mouse
        self.terminal = terminal or Terminal()
        self._ascii: AsciiFilter | None = None
        self._own_instrument = instrument
        self._instrument: Instrument | None = None
        self.demo = demo
        self.ask_at_start = ask_at_start
        self.overview: Overview | None = None
        self.selected: str | None = None
        self.dashboard = Dashboard(demo=demo)
        self.keeper = Keeper(self, journal)
        self._doing: Doing | None = None
        self._overviews: Overviews | None = None
        self._changed: deque[tuple[frozenset[str], frozenset[str] | None]] = deque()
        self._making = threading.Lock()
        self._made = self._shown = 0
        self._asked_by_itself: set[str] = set()
        for each in theme.THEMES:
            self.register_theme(each)
        self._worn = ""
        self.apply_preferences()

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        return {**variables, **theme.fitted(variables)}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line goes through on its way to the terminal; the signs come last."""
        filters = super().get_line_filters()
        if self.no_color and self.native_ansi_color:
            # Greys made of the terminal's own colours would come out as black on black.
            filters = [NoColor() if isinstance(each, Monochrome) else each for each in filters]
        return filters if self._ascii is None else [*filters, self._ascii]

    @property
    def journal(self) -> Journal:
        """What is recorded; there once it is being opened."""
        return self.keeper.journal

    def get_default_screen(self) -> Screen[None]:
        return self.dashboard

    # -- settings --------------------------------------------------------------------------------

    def apply_preferences(self) -> None:
        """Put the settings in force; done at the start and after each change."""
        config = self.preferences.config
        self.set_keymap(keymap(put_in_force(self.preferences)))
        self.animation_level = "full" if config.animation and constants.TEXTUAL_ANIMATIONS != "none" else "none"
        signs = self.terminal.signs if config.glyphs == "auto" else config.glyphs
        glyphs.use(signs)
        self._ascii = AsciiFilter(self.terminal.encoding) if signs == "ascii" else None
        ScrollBar.renderer = ScrollBarRender if self._ascii is None else WholeCells
        fitting = self.terminal.theme or theme.fitting(self.console.color_system)
        self._worn = self.preferences.check_theme(self.available_themes) or fitting
        self.theme = self._worn

    def settings_changed(self) -> None:
        """Put changed settings in force, and draw everything anew."""
        self.apply_preferences()
        self.hide_numbers = self.preferences.config.hide_numbers
        if self.keeper.opened:
            self.journal.clock.day_start = self.preferences.config.day_start
            self.redraw((), None)
        for screen in self.screen_stack:
            for widget in screen.walk_children(with_self=True):
                if isinstance(widget, TrendChart):
                    widget.ascii_only = glyphs.ascii_only()
                widget.refresh(layout=True)

    def _keep_theme(self, worn: Theme) -> None:
        """A theme that was chosen in the palette is a setting too."""
        if worn.name != self._worn:
            from efficacy_tui.config.writing import NotWritten

            self._worn = worn.name
            try:
                self.preferences.change("theme", worn.name)
            except NotWritten as error:
                self.warn(str(error))

    def pop_screen(self) -> AwaitComplete:
        # Textual remembers colours by who asked for them, and so keeps every line that screens long gone have drawn.
        StylesCache.get_inner_outer.cache_clear()
        return super().pop_screen()

    # -- opening ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self._keep_theme)

    def on_ready(self) -> None:
        # The first picture stands; the layouts that follow it need not be waited for.
        self.keeper.begin()

    def opened(self, overview: Overview, number: int) -> None:
        """The journal is open: show it, then ask what is due."""
        self._show(overview, number)
        self.set_interval(30, self._turn_of_the_day)
        self._tell_problems()
        if self.journal.read_only:
            self.dashboard.show_banner("read only: made by a newer version of this program")
        self.call_after_refresh(self._warm_up)

    def _tell_problems(self) -> None:
        """Say once, all together, what of the settings file cannot be used."""
        if problems := self.preferences.problems:
            from efficacy_tui.tui.screens.pages import problems_page

            self.push_screen(problems_page(list(map(str, problems)), self.preferences.path))

    def hear(self, event: Event) -> None:
        """Bring what the journal tells, from whatever thread, to the event loop."""
        self.post_message(JournalEvent(event))

    @work(thread=True, group="warm")
    def _warm_up(self) -> None:
        """Have what the first question needs in memory, then ask it; then what other keys will need."""
        import efficacy_tui.tui.asking
        from efficacy_tui.tui.collecting import leave_alone_what_stays

        if not self.is_headless:
            # Without a terminal this process is somebody else's, who goes on after us.
            leave_alone_what_stays()
        if self.ask_at_start and not self.journal.read_only:
            self.call_later(self._ask_what_is_due)
        from efficacy_tui.flows.support import FILE, support

        support(self.preferences.beside(FILE))
        import efficacy_tui.tui.doing
        import efficacy_tui.tui.screens.domains_screen
        import efficacy_tui.tui.screens.explain
        import efficacy_tui.tui.screens.pages
        import efficacy_tui.tui.screens.profile
        import efficacy_tui.tui.screens.timeline_screen
        import efficacy_tui.tui.screens.trends  # noqa: F401  # imported to be there when it is needed
        from efficacy_tui.content.words import words

        for page in ("reappraisal", "explain"):
            words(page)
        from efficacy_tui.practice.errors import Refused

        with contextlib.suppress(Refused):
            self.instrument()
        # The first day that is typed needs these; the calendar of a year needs a while.
        import dateutil.parser
        import dateutil.relativedelta  # noqa: F401

    def _ask_what_is_due(self) -> None:
        """Ask what asks by itself, one thing after the other, each once a day, over the dashboard and nothing else."""
        from efficacy_tui.tui import asking

        if self.screen is not self.dashboard:
            self.set_timer(DUE_SECONDS, self._ask_what_is_due)
            return
        for name, flow in asking.due(self.journal):
            if name not in self._asked_by_itself:
                self._asked_by_itself.add(name)
                self.ask(flow, self._ask_what_is_due)
                return
        self.offer_profile(after_challenge=False)

    # -- keeping the picture up to date ----------------------------------------------------------

    @on(JournalEvent)
    def _on_journal_event(self, message: JournalEvent) -> None:
        self.keeper.heard(message.event)

    def redraw(self, tables: Iterable[str], domains: Iterable[str] | None) -> None:
        """Something changed in these tables, for these domains (ids; `None`: any of them)."""
        self._changed.append((frozenset(tables), None if domains is None else frozenset(domains)))
        self.refresh_picture()

    @work(thread=True, group="overview", exclusive=True)
    def refresh_picture(self) -> None:
        """Make the dashboard's picture anew, off the event loop, and show it."""
        overview, number = self.make_overview()
        self.call_later(self._show, overview, number)

    def make_overview(self) -> tuple[Overview, int]:
        """The dashboard as it is now, and its number; called off the event loop, one at a time."""
        with self._making:
            overviews = self._kept_overviews()
            # What changed is taken before the records are, so that nothing of them is taken for known.
            while self._changed:
                tables, domains = self._changed.popleft()
                if domains is None:
                    overviews.forget_all()
                else:
                    overviews.forget(tables, domains)
            self._made += 1
            return self._overview_by(overviews.make), self._made

    def make_glimpse(self) -> Overview:
        """What of the dashboard can be shown before all is worked out; called off the event loop."""
        with self._making:
            return self._overview_by(self._kept_overviews().glimpse)

    def _kept_overviews(self) -> Overviews:
        from efficacy_tui.practice.overview import Overviews

        if self._overviews is None:
            self._overviews = Overviews()
        return self._overviews

    def _overview_by(self, make: Callable[..., Overview]) -> Overview:
        journal = self.journal
        focus = journal.domains.focus()
        shown = self.selected or (focus.id if focus else None)
        statement, drafts = journal.reappraisals.statement(shown), journal.settings.drafts()
        return make(journal.contents, journal.today(), shown, statement, drafts)

    def _show(self, overview: Overview, number: int) -> None:
        if number <= self._shown:
            # An older picture that took longer.
            return
        self._shown = number
        self.overview = overview
        self.dashboard.show(overview)
        if not self.demo:
            from efficacy_tui.practice.hints import hint

            self.dashboard.show_hint(hint(self.journal))
        for screen in self.screen_stack:
            if isinstance(screen, FollowingScreen):
                screen.follow()

    def _turn_of_the_day(self) -> None:
        if self.overview is not None and self.journal.today() != self.overview.today:
            self.refresh_picture()
            if self.ask_at_start:
                self._ask_what_is_due()

    # -- flows -----------------------------------------------------------------------------------

    def ask(self, flow: Flow, then: Callable[[], None] | None = None) -> None:
        """Ask a flow's questions; afterwards say what it says, and go on with the flow it leads to."""
        from efficacy_tui.tui.screens.flow_screen import FlowScreen

        self.dashboard.blind = self.dashboard.blind or flow.blind

        def finished(result: Finished | None) -> None:
            asked = (each for each in self.screen_stack if isinstance(each, FlowScreen))
            self.dashboard.blind = any(each.flow.blind for each in asked if each is not screen)
            if result is not None and result.message:
                words = " · ".join(filter(None, (result.message, offers(result.offers))))
                self.say(words)
            if result is not None and result.work is not None:
                self._work_aside(result.work)
            following = [*filter(None, [result.then]), *result.also] if result is not None else []
            self._ask_each(following, then)

        self.clear_notifications()
        if flow.curtain:
            from efficacy_tui.tui.screens.pages import curtain_page

            self.push_screen(curtain_page(flow.title, flow.curtain))
        screen = FlowScreen(flow)
        self.push_screen(screen, finished)

    def _ask_each(self, flows: list[Flow], then: Callable[[], None] | None) -> None:
        """Ask flows one after the other, then go on."""
        if flows:
            self.ask(flows[0], lambda: self._ask_each(flows[1:], then))
        elif then is not None:
            then()

    @work(thread=True, group="aside")
    def _work_aside(self, job: Callable[[], str | Finished]) -> None:
        """Do what may wait for a disk, and say what came of it."""
        said = job()
        words = said if isinstance(said, str) else " · ".join(filter(None, (said.message, offers(said.offers))))
        self.call_later(self.say, words)

    def say(self, words: str) -> None:
        """A short word at the lower edge, gone by itself."""
        self.clear_notifications()
        self.notify(words, timeout=TOAST_SECONDS, markup=False)

    def warn(self, words: str) -> None:
        """What went wrong with the file, for as long as it takes to read."""
        self.notify(f"{glyphs.UNICODE['problem']} {words}", severity="error", timeout=WARN_SECONDS, markup=False)

    def private_names(self) -> frozenset[str]:
        if not self.keeper.opened:
            return frozenset()
        contents = self.journal.contents
        domains = contents.domains.values()
        raters = (rater.name for rater in contents.raters.values())
        return names_of([*(d.name for d in domains), *(d.task for d in domains), *raters])

    def instrument_read(self) -> Instrument | None:
        return self._instrument

    # -- commands --------------------------------------------------------------------------------

    def why_not(self, command: str) -> str | None:
        """Why a command can do nothing now; `None` when it can."""
        if command in ("quit", "help", "support", "mask"):
            return None
        if (early := self._too_early()) or self.overview is None:
            return early
        from efficacy_tui.tui import asking

        return asking.why_not(command, self.journal, self.overview)

    def _too_early(self) -> str | None:
        """What to say while the journal, or all but a glimpse of it, is still to come."""
        return "Your journal is still being opened." if self.overview is None else None

    def action_command(self, command: str) -> None:
        """Run a command of the registry; where it can do nothing, say why."""
        if reason := self.why_not(command):
            self.say(reason)
        else:
            self.attempt(lambda: self.doing.do(command))
            if not self.demo and self.keeper.opened:
                from efficacy_tui.practice.hints import followed

                self.attempt(lambda: followed(self.journal, command))

    @on(Dashboard.NoMoreHints)
    def _no_more_hints(self) -> None:
        if not self.demo and self.keeper.opened:
            from efficacy_tui.practice.hints import enough

            self.attempt(lambda: enough(self.journal))

    def attempt(self, change: Callable[[], object]) -> bool:
        """Do something that the journal may refuse; then say why. Says whether it was done."""
        from efficacy_tui.practice.errors import Refused
        from efficacy_tui.store.errors import StoreError

        try:
            change()
        except (Refused, StoreError) as error:
            self.say(str(error))
            return False
        return True

    @property
    def doing(self) -> Doing:
        """What the commands do."""
        if self._doing is None:
            from efficacy_tui.tui.doing import Doing

            self._doing = Doing(self)
        return self._doing

    def instrument(self) -> Instrument:
        """The profile's items: the person's own wording where there is one.

        Raises:
            Refused: their edited copy cannot be used.
        """
        from efficacy_tui.content.instrument import InstrumentUnusable, shipped
        from efficacy_tui.practice.errors import Refused

        try:
            if self._instrument is None:
                self._instrument = self._own_instrument() if self._own_instrument is not None else shipped()
            return self._instrument
        except InstrumentUnusable as error:
            raise Refused(str(error)) from error

    def offer_profile(self, *, after_challenge: bool) -> None:
        """Say once that it is a good moment for the profile; until it is answered, never again."""
        from efficacy_tui.practice.errors import Refused
        from efficacy_tui.store.errors import StoreError

        if not after_challenge and not self.journal.contents.surveys:
            # Nothing to come back to, so the items need not even be read while the program opens.
            return
        try:
            reason = self.journal.surveys.offer(self.instrument(), after_challenge=after_challenge)
        except (Refused, StoreError):
            return
        if reason is not None:
            when = "Four weeks since your last profile" if reason == "days" else "A challenge is behind you"
            self.notify(
                f"{when}: {BY_ID['profile'].key} shows where you stand, when you like",
                timeout=TOAST_SECONDS,
                markup=False,
            )

    def leave(self) -> None:
        """Close: what is half typed is kept as a draft, what is recorded is on the disk."""
        self.keeper.close()

    def keep_what_is_typed(self) -> None:
        """Keep the unfinished answers of every open dialog, as leaving it does."""
        from efficacy_tui.tui.screens.flow_screen import FlowScreen

        for screen in self.screen_stack:
            if isinstance(screen, FlowScreen):
                screen.keep()

    async def action_quit(self) -> None:
        self.leave()

    def action_help_quit(self) -> None:
        self.say(f"{BY_ID['quit'].key} quits, from a dialog ctrl+q does")

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

    @on(TimelineList.Opened)
    def _open_item(self, message: TimelineList.Opened) -> None:
        if reason := self._too_early():
            self.say(reason)
        else:
            self.doing.open_item(message.item)

    @on(ChallengePane.Opened)
    def _open_challenge(self) -> None:
        if reason := self._too_early():
            self.say(reason)
        else:
            self.doing.open_challenge()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        for command in COMMANDS:
            title = f"{command.label}  {printed(command.presses)}".rstrip()
            yield SystemCommand(title, command.tooltip, lambda c=command: self.action_command(c.id))
        # Textual's own way to quit does not keep what is typed.
        yield from (each for each in super().get_system_commands(screen) if each.title != "Quit")
