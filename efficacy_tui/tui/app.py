"""The application: opens the journal off the event loop, runs commands, shows flows, keeps the dashboard up to date."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen

from efficacy_tui.practice.events import Event
from efficacy_tui.practice.journal import Journal
from efficacy_tui.practice.overview import Overview, Overviews
from efficacy_tui.store.errors import StoreError
from efficacy_tui.tui import theme
from efficacy_tui.tui.commands import BY_ID, COMMANDS, offers
from efficacy_tui.tui.keeping import Keeper
from efficacy_tui.tui.panes.challenge import ChallengePane
from efficacy_tui.tui.panes.evidence import TimelineList
from efficacy_tui.tui.screens.dashboard import Dashboard
from efficacy_tui.tui.screens.following import FollowingScreen

if TYPE_CHECKING:
    from efficacy_tui.content.instrument import Instrument
    from efficacy_tui.flows.flow import Finished, Flow
    from efficacy_tui.practice.trends import TrendReport

TOAST_SECONDS = 5.0
WARN_SECONDS = 12.0


class JournalEvent(Message):
    """Something the journal told, brought to the event loop."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event


class EfficacyApp(App[int]):
    """The whole program on the screen."""

    TITLE = "efficacy"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = []
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
        & > Vertical { width: 66; max-width: 100%; background: $background; border: round $accent; margin: 2 0; }
        & #--input { border: none; background: $background; padding: 0 1; }
        & #--input SearchIcon { display: none; }
        & #--results { background: $background; }
        & CommandList { background: $background; border: none; }
    }
    Toast { background: $panel; color: $foreground; border-left: outer $accent; padding: 0 1; }
    ToastRack { margin-bottom: 1; }
    """

    def __init__(
        self,
        journal: Journal,
        *,
        ask_at_start: bool = True,
        demo: bool = False,
        instrument: Callable[[], Instrument] | None = None,
    ) -> None:
        super().__init__()
        self.journal = journal
        self._own_instrument = instrument
        self.demo = demo
        self.ask_at_start = ask_at_start
        self.overview: Overview | None = None
        self.selected: str | None = None
        self.dashboard = Dashboard(demo=demo)
        self.keeper = Keeper(self, journal)
        self._overviews = Overviews()
        self._asked_at_start: set[type] = set()
        for each in theme.THEMES:
            self.register_theme(each)
        self.theme = theme.DARK.name

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        return {**theme.greys(variables), **variables}

    def get_default_screen(self) -> Screen[None]:
        return self.dashboard

    # -- opening ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.call_after_refresh(self.keeper.begin)

    def opened(self, overview: Overview) -> None:
        """The journal is open: show it, then ask what is due."""
        self._show(overview)
        self.set_interval(30, self._turn_of_the_day)
        if self.journal.read_only:
            self.dashboard.show_banner("read only: made by a newer version of this program")
        elif self.ask_at_start:
            self._ask_what_is_due()

    def hear(self, event: Event) -> None:
        """Bring what the journal tells, from whatever thread, to the event loop."""
        self.post_message(JournalEvent(event))

    @work(thread=True, group="warm")
    def _warm_up(self) -> None:
        """Import what the first key will need while nobody is waiting."""
        import efficacy_tui.tui.asking
        import efficacy_tui.tui.screens.pages  # noqa: F401  # imported to be there when it is needed

    def _ask_what_is_due(self) -> None:
        """Ask what asks by itself at the start, one thing after the other; what was left is not asked twice."""
        from efficacy_tui.tui import asking

        flow = asking.due_at_start(self.journal)
        if flow is not None and type(flow) not in self._asked_at_start:
            self._asked_at_start.add(type(flow))
            self.ask(flow, self._ask_what_is_due)
        else:
            self.offer_profile(after_challenge=False)
            self._warm_up()

    # -- keeping the picture up to date ----------------------------------------------------------

    @on(JournalEvent)
    def _on_journal_event(self, message: JournalEvent) -> None:
        self.keeper.heard(message.event)

    def redraw(self, tables: Iterable[str], domains: Iterable[str] | None) -> None:
        """Something changed in these tables, for these domains (ids; `None`: any of them)."""
        if domains is None:
            self._overviews.forget_all()
        else:
            self._overviews.forget(tables, domains)
        self._redraw()

    @work(thread=True, group="overview", exclusive=True)
    def _redraw(self) -> None:
        overview = self.make_overview()
        self.call_later(self._show, overview)

    def make_overview(self) -> Overview:
        """The dashboard as it is now; called off the event loop."""
        journal = self.journal
        focus = journal.domains.focus()
        shown = self.selected or (focus.id if focus else None)
        return self._overviews.make(
            journal.contents,
            journal.today(),
            shown,
            journal.reappraisals.statement(shown),
            journal.settings.drafts(),
        )

    def _show(self, overview: Overview) -> None:
        self.overview = overview
        self.dashboard.show(overview)
        for screen in self.screen_stack:
            if isinstance(screen, FollowingScreen):
                screen.follow()

    def _turn_of_the_day(self) -> None:
        if self.overview is not None and self.journal.today() != self.overview.today:
            self._redraw()

    # -- flows -----------------------------------------------------------------------------------

    def ask(self, flow: Flow, then: Callable[[], None] | None = None) -> None:
        """Ask a flow's questions; afterwards say what it says, and go on with the flow it leads to."""

        from efficacy_tui.tui.screens.flow_screen import FlowScreen

        self.dashboard.blind = flow.blind

        def finished(result: Finished | None) -> None:
            self.dashboard.blind = False
            if result is not None and result.message:
                words = " · ".join(filter(None, (result.message, offers(result.offers))))
                self.say(words)
            if result is not None and result.then is not None:
                self.ask(result.then, then)
            elif then is not None:
                then()

        self.clear_notifications()
        if flow.curtain:
            from efficacy_tui.tui.screens.pages import curtain_page

            self.push_screen(curtain_page(flow.title, flow.curtain))
        self.push_screen(FlowScreen(flow), finished)

    def say(self, words: str) -> None:
        """A short word at the lower edge, gone by itself."""
        self.clear_notifications()
        self.notify(words, timeout=TOAST_SECONDS, markup=False)

    def warn(self, words: str) -> None:
        """What went wrong with the file, for as long as it takes to read."""
        self.notify(words, severity="error", timeout=WARN_SECONDS, markup=False)

    # -- commands --------------------------------------------------------------------------------

    def why_not(self, command: str) -> str | None:
        """Why a command can do nothing now; `None` when it can."""
        if command in ("quit", "help", "support"):
            return None
        from efficacy_tui.tui import asking

        return asking.why_not(command, self.journal, self.overview)

    def action_command(self, command: str) -> None:
        """Run a command of the registry; where it can do nothing, say why."""
        from efficacy_tui.practice.errors import Refused

        if reason := self.why_not(command):
            self.say(reason)
            return
        try:
            self._do(command)
        except (Refused, StoreError) as error:
            self.say(str(error))

    def _do(self, command: str) -> None:
        from efficacy_tui.tui import asking

        if self.overview is not None and command in asking.ASKED:
            if (flow := asking.flow_for(command, self.journal, self.overview)) is not None:
                ended = command == "outcome"
                self.ask(flow, (lambda: self.offer_profile(after_challenge=True)) if ended else None)
        else:
            getattr(self, f"do_{command.replace('-', '_')}")()

    def do_trends(self) -> None:
        from efficacy_tui.tui.screens.trends import TrendsScreen

        self.push_screen(TrendsScreen(lambda: self.overview, self._report, self._select))

    def _report(self, domain: str, window: int | None) -> TrendReport | None:
        """What the trends screen says of a domain (id) over the last `window` days; called off the event loop."""
        from efficacy_tui.practice.trends import trend_report

        overview = self.overview
        if overview is None or domain not in overview.standings:
            return None
        return trend_report(self.journal.contents, overview.standings[domain], overview.domains, window)

    def do_profile(self) -> None:
        from efficacy_tui.tui.screens.profile import ProfileScreen

        self.push_screen(ProfileScreen(self.journal, self.instrument(), self.ask))

    def do_explain(self) -> None:
        from efficacy_tui.tui.screens.explain import ExplainScreen

        self.push_screen(ExplainScreen())

    def instrument(self) -> Instrument:
        """The profile's items: the person's own wording where there is one.

        Raises:
            Refused: their edited copy cannot be used.
        """
        from efficacy_tui.content.instrument import InstrumentUnusable, shipped
        from efficacy_tui.practice.errors import Refused

        try:
            return self._own_instrument() if self._own_instrument is not None else shipped()
        except InstrumentUnusable as error:
            raise Refused(str(error)) from error

    def offer_profile(self, *, after_challenge: bool) -> None:
        """Say once that it is a good moment for the profile; until it is answered, never again."""
        from efficacy_tui.practice.errors import Refused

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

    def do_previous_domain(self) -> None:
        self._select(-1)

    def do_next_domain(self) -> None:
        self._select(1)

    def _select(self, by: int) -> None:
        if self.overview and self.overview.selected:
            rows = self.overview.domains
            place = next(i for i, domain in enumerate(rows) if domain.id == self.overview.selected.id)
            self.selected = rows[(place + by) % len(rows)].id
            self._redraw()

    def do_pane_1(self) -> None:
        self.dashboard.go_to(1)

    def do_pane_2(self) -> None:
        self.dashboard.go_to(2)

    def do_pane_3(self) -> None:
        self.dashboard.go_to(3)

    def do_pane_4(self) -> None:
        self.dashboard.go_to(4)

    def do_zoom(self) -> None:
        self.dashboard.toggle_zoom()

    def do_domains(self) -> None:
        from efficacy_tui.tui import asking
        from efficacy_tui.tui.screens.domains_screen import DomainsScreen

        def chosen(flow: Flow | None) -> None:
            if flow is not None:
                self.ask(flow, self.do_domains)

        if not self.journal.domains.all(archived=True):
            self.ask(asking.FirstStart(self.journal))
            return
        selected = self.overview.selected.id if self.overview and self.overview.selected else None
        self.push_screen(DomainsScreen(self.journal, selected), chosen)

    def do_undo(self) -> None:
        self.say(f"Undone: {self.journal.undo()} · {BY_ID['redo'].key} puts it back")
        self._reload_domains()

    def do_redo(self) -> None:
        self.say(f"Put back: {self.journal.redo()}")
        self._reload_domains()

    def _reload_domains(self) -> None:
        from efficacy_tui.tui.screens.domains_screen import DomainsScreen

        if isinstance(self.screen, DomainsScreen):
            self.screen.reload()

    def do_support(self) -> None:
        from efficacy_tui.tui.screens.pages import support_page

        page = support_page()
        if not (isinstance(self.screen, type(page)) and self.screen.heading == page.heading):
            self.push_screen(page)

    def do_help(self) -> None:
        from efficacy_tui.tui.screens.pages import help_page

        unavailable = {command.id: reason for command in COMMANDS if (reason := self.why_not(command.id))}
        self.clear_notifications()
        self.push_screen(help_page(unavailable, str(self.journal.path)))

    def do_quit(self) -> None:
        """Close: what is half typed is kept as a draft, what is recorded is on the disk."""
        from efficacy_tui.tui.screens.flow_screen import FlowScreen

        for screen in self.screen_stack:
            if isinstance(screen, FlowScreen):
                screen.keep()
        self.keeper.close()

    async def action_quit(self) -> None:
        self.do_quit()

    def action_help_quit(self) -> None:
        self.say(f"{BY_ID['quit'].key} quits, from a dialog ctrl+q does")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The palette finds commands for the dashboard, so it opens only there."""
        if action == "command_palette" and self.screen is not self.dashboard:
            return False
        return super().check_action(action, parameters)

    @on(TimelineList.Opened)
    def _open_item(self, message: TimelineList.Opened) -> None:
        from efficacy_tui.tui import asking
        from efficacy_tui.tui.screens.pages import challenge_page, evidence_page

        item = message.item
        domain = self.journal.domains.get(item.domain)
        name, today = domain.name if domain else "–", self.journal.today()
        if item.kind == "outcome":
            challenge = self.journal.challenges.get(item.id)
            if challenge is not None:
                self.push_screen(challenge_page(challenge, name, today))
            return
        entry = self.journal.evidence.get(item.id)
        if entry is None:
            return

        def chosen(what: str | None) -> None:
            if what == "edit":
                self.ask(asking.EditEvidence(self.journal, entry))
            elif what == "delete":
                self.journal.evidence.delete(entry.id)
                self.say(f"Deleted · {BY_ID['undo'].key} undo")

        challenge = self.journal.challenges.get(entry.challenge) if entry.challenge else None
        self.push_screen(evidence_page(entry, name, today, challenge), chosen)

    @on(ChallengePane.Opened)
    def _open_challenge(self) -> None:
        from efficacy_tui.tui import asking
        from efficacy_tui.tui.screens.pages import challenge_page

        overview = self.overview
        if overview is None or overview.challenge is None:
            self._do("design") if overview and overview.selected else self.do_domains()
            return
        challenge = overview.challenge

        def chosen(what: str | None) -> None:
            if what == "edit":
                self.ask(asking.Revise(self.journal, challenge))

        name = overview.selected.name if overview.selected else "–"
        self.push_screen(challenge_page(challenge, name, overview.today), chosen)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        for command in COMMANDS:
            yield SystemCommand(
                f"{command.label}  {command.key}", command.tooltip, lambda c=command: self.action_command(c.id)
            )
        yield from super().get_system_commands(screen)
