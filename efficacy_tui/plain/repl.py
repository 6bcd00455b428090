"""The whole program as lines of text: what is due, the dashboard, and one command after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from efficacy_tui.config.settings import Settings
from efficacy_tui.content.instrument import Instrument, InstrumentUnusable, shipped_instrument
from efficacy_tui.flows import availability
from efficacy_tui.flows.apply_settings import apply_settings
from efficacy_tui.flows.command_table import BY_ID, COMMANDS, FLOW_COMMANDS, Command
from efficacy_tui.flows.due import pending_prompts, profile_offer
from efficacy_tui.flows.first_start import FirstStart
from efficacy_tui.flows.flow import DRAFT_SAVED, Flow
from efficacy_tui.flows.recovery import QuitUnsaved, RecoverJournal
from efficacy_tui.flows.support import FILE
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.events import Changed, ChangeDropped, JournalEvent
from efficacy_tui.journal.journal import ELSEWHERE, Journal
from efficacy_tui.journal.snapshot import DashboardSnapshot, SnapshotBuilder, build_with
from efficacy_tui.plain.ask import LEAVE, LineDialog
from efficacy_tui.plain.command_lookup import find_command, unknown_command_message
from efficacy_tui.plain.line_terminal import LineTerminal
from efficacy_tui.plain.views.base_view import View
from efficacy_tui.plain.views.dashboard import (
    challenge_pane,
    confidence_pane,
    dashboard_lines,
    heading,
    reappraisal_pane,
)
from efficacy_tui.plain.views.pages import command_lines, key_of, support_lines
from efficacy_tui.store.errors import JournalUnreadable, StoreError

DONE, FAILED = 0, 1
"""Exit codes: it was ended; the journal could not be opened, or not everything is saved."""


class Repl:
    """One person at the lines. `paper` is where they read and type; `demo` says that the journal is thrown away."""

    def __init__(
        self,
        journal: Journal,
        paper: LineTerminal,
        *,
        settings: Settings | None = None,
        instrument: Callable[[], Instrument] = shipped_instrument,
        demo: bool = False,
    ) -> None:
        self.settings = settings or Settings()
        paper.own_support = self.settings.sibling(FILE)
        self.journal = journal
        self.terminal = paper
        self.views: list[View] = []
        self.selected: str | None = None
        self._own_instrument = instrument
        self._demo = demo
        self._overviews = SnapshotBuilder()
        self._asked: set[str] = set()
        self._day = journal.now().date()
        self._instead = ""

    def run(self) -> int:
        """Ask what is due, read the dashboard, and do what is typed until it ends; gives the exit code."""
        if not self._open():
            return FAILED
        self.journal.subscribe(self._hear)
        self._day = self.journal.today()
        self._tell_problems()
        if self.settings.values.mask_at_start:
            self.terminal.say("You asked to begin masked. Lines cannot be masked: whoever sees them can read them.")
        self._ask_what_is_due()
        if not self.terminal.ended:
            self.read_dashboard()
            self.terminal.say("", f"? lists the commands, {key_of(BY_ID['quit'])} ends.")
        while not self.terminal.ended:
            given, self._instead = self._instead, ""
            line = given or self.terminal.read(f"{self.views[-1].name if self.views else 'Dashboard'} >")
            if line is None or not self._take(line.strip()):
                break
        return self._close()

    def _tell_problems(self) -> None:
        """Say once, all together, what of the settings file cannot be used."""
        if problems := self.settings.problems:
            from efficacy_tui.config.read import summarize

            head, told = summarize(problems, problems[0].path)
            self.terminal.say(head)
            for problem in told:
                self.terminal.say(problem, indent=2)
            self.terminal.say(f"What is named here is as it is by default. The file is {problems[0].path}.")

    # -- what is recorded ------------------------------------------------------------------------

    @property
    def snapshot(self) -> DashboardSnapshot:
        """The dashboard as it is now."""
        return build_with(self._overviews.build, self.journal.contents, self.journal.today(), self.selected)

    def _hear(self, event: JournalEvent) -> None:
        match event:
            case Changed(title=title) if title == ELSEWHERE:
                self._overviews.invalidate_all()
            case Changed(tables=tables, domains=domains):
                self._overviews.invalidate(tables, domains)
            case ChangeDropped(reason=reason):
                self.terminal.say(reason)
            case _:
                pass

    def _open(self) -> bool:
        """Open the journal; a damaged one is asked about. Says whether it is open."""
        try:
            self.journal.open()
        except JournalUnreadable as error:
            flow = RecoverJournal(self.journal, error)
            self.ask(flow)
            return flow.recovered and self._open()
        except StoreError as error:
            self.terminal.say(str(error))
            return False
        return True

    def _close(self) -> int:
        waiting = self.journal.close()
        if waiting and not self.terminal.ended:
            flow = QuitUnsaved(self.journal, waiting)
            self.ask(flow)
            waiting = self.journal.close()
        return FAILED if waiting else DONE

    def _ask_what_is_due(self) -> None:
        """Ask what asks by itself, one thing after the other, each once a day."""
        if self.journal.read_only:
            return
        while not self.terminal.ended:
            due = next(
                ((name, flow) for name, flow in pending_prompts(self.journal) if name not in self._asked),
                None,
            )
            if due is None:
                self._offer_profile(after_challenge=False)
                return
            self._asked.add(due[0])
            self._instead = self.ask(due[1], gives_way=True)
            if self._instead:
                # Whoever came for something else gets that; what is due is asked another time.
                return

    def _offer_profile(self, *, after_challenge: bool) -> None:
        if not after_challenge and not self.journal.contents.surveys:
            return
        try:
            said = profile_offer(self.journal, self.instrument(), after_challenge=after_challenge)
        except (Rejected, StoreError):
            return
        if said:
            self.terminal.say(f"{said}.")

    # -- what views and commands use -------------------------------------------------------------

    def ask(self, flow: Flow, *, gives_way: bool = False) -> str:
        """Ask a flow; say what it says and what is offered next, do its work, go on with what it leads to.

        One that `gives_way` is left when a command is typed instead of an answer; gives that command.
        """
        asking = LineDialog(flow, self.terminal, (lambda text: find_command(text) is not None) if gives_way else None)
        finished = asking.run()
        message = finished.message
        if asking.left:
            if message == DRAFT_SAVED and flow.command:
                message = f"{DRAFT_SAVED}. {key_of(BY_ID[flow.command])} takes it up again."
            if asking.instead and not message:
                asks = f": {key_of(BY_ID[flow.command])} asks it" if flow.command else ""
                message = f"{flow.title} stays for later{asks}."
            self.terminal.say(message or "Left.")
        else:
            self._say_ended(message, finished.offers)
        if finished.background_task is not None:
            done = finished.background_task()
            self._say_ended(done, ()) if isinstance(done, str) else self._say_ended(done.message, done.offers)
        for following in filter(None, (finished.next_flow, *finished.following_flows)):
            if not self.terminal.ended:
                self.ask(following)
        return asking.instead

    def _say_ended(self, message: str, offers: Iterable[str]) -> None:
        """What a flow says at its end, and what is offered next."""
        if message:
            offered = ", ".join(f"{key_of(BY_ID[each])} {BY_ID[each].label.lower()}" for each in offers)
            ended = message if message.endswith((".", "…")) else f"{message}."
            self.terminal.say(f"{ended}{f' Next: {offered}.' if offered else ''}")

    def attempt(self, change: Callable[[], object]) -> bool:
        """Do something that the journal may refuse; then say why. Says whether it was done."""
        try:
            change()
        except (Rejected, StoreError) as error:
            self.terminal.say(str(error))
            return False
        return True

    def instrument(self) -> Instrument:
        """The profile's items: the person's own wording where there is one.

        Raises:
            Rejected: their edited copy cannot be used.
        """
        try:
            return self._own_instrument()
        except InstrumentUnusable as error:
            raise Rejected(str(error)) from error

    def select(self, by: int) -> None:
        """Show the next domain, or one before."""
        overview = self.snapshot
        if overview.selected is not None:
            rows = overview.domains
            self.selected = rows[(rows.index(overview.selected) + by) % len(rows)].id

    def open(self, view: View) -> None:
        """Read a view out; what is typed goes to it until the person goes back."""
        self.views.append(view)
        view.read_out()

    def back(self) -> None:
        """Close the view that is open, and say where that leads."""
        self.views.pop()
        if self.views:
            self.views[-1].come_back()
        else:
            self.terminal.say(f"Back at the dashboard. {heading(self.snapshot)}")

    def read_dashboard(self) -> None:
        """Say everything the dashboard shows."""
        note = "Demo: a year of made-up practice, thrown away at the end" if self._demo else ""
        if self.journal.read_only:
            note = "Read only: made by a newer version of this program"
        self.terminal.gap()
        self.terminal.lines(dashboard_lines(self.snapshot, self.terminal.width, note))

    # -- what is typed ---------------------------------------------------------------------------

    def _take(self, text: str) -> bool:
        """Do what was typed; says whether to go on."""
        self._look()
        if self.views and text in ("", "q", LEAVE):
            self.back()
            return True
        if text == LEAVE:
            return self._do(BY_ID["quit"])
        if self.views and text == "?":
            self.views[-1].say_keys()
            self.terminal.say("Other commands work here too; help lists them.")
            return True
        if not text:
            self.read_dashboard()
            return True
        if self.views and self.views[-1].handle(text):
            return True
        if text.startswith("/") and len(text) > 1:
            self._search(text[1:].strip())
            return True
        command = find_command(text)
        if command is None:
            self.terminal.say(unknown_command_message(text))
            return True
        return self._do(command)

    def _look(self) -> None:
        """Take in what other programs changed, and a day that has turned."""
        self.attempt(self.journal.refresh)
        if self.journal.today() != self._day:
            self._day = self.journal.today()
            self._ask_what_is_due()

    def why_not(self, command: str) -> str | None:
        """Why a command can do nothing now; `None` when it can."""
        if command in ("quit", "help", "support"):
            return None
        return availability.unavailable_reason(command, self.journal, self.snapshot)

    def _do(self, command: Command) -> bool:
        if command.id == "quit":
            return False
        if reason := self.why_not(command.id):
            self.terminal.say(reason)
            return True
        if command.id in FLOW_COMMANDS:
            self._ask_for(command.id)
        else:
            doing = getattr(self, f"_do_{command.id.replace('-', '_')}", None)
            if doing is None:
                self.terminal.say(f"{command.label} is for the screen: it changes how something looks there.")
            else:
                self.attempt(doing)
        if self.views and command.id in ("undo", "redo"):
            self.views[-1].read_out()
        return True

    def _ask_for(self, command: str) -> None:
        flow = availability.build_flow(command, self.journal, self.snapshot)
        if flow is None:
            return
        self.ask(flow)
        if command == "outcome" and not self.terminal.ended:
            self._offer_profile(after_challenge=True)

    def _open_alone(self, view: View) -> None:
        """Open a view in the place of those that are open."""
        self.views.clear()
        self.open(view)

    def _do_trends(self) -> None:
        from efficacy_tui.plain.views.trends import TrendsView

        self._open_alone(TrendsView(self))

    def _do_search(self) -> None:
        self._search("")

    def _search(self, query: str) -> None:
        from efficacy_tui.plain.views.timeline import TimelineView

        self._open_alone(TimelineView(self, query))

    def _do_profile(self) -> None:
        from efficacy_tui.plain.views.profile import ProfileView

        self._open_alone(ProfileView(self, self.instrument()))

    def _do_explain(self) -> None:
        from efficacy_tui.plain.views.explain import ExplainView

        self.open(ExplainView(self))

    def _do_domains(self) -> None:
        from efficacy_tui.plain.views.domains import DomainsView

        if self.journal.domains.all(archived=True):
            self._open_alone(DomainsView(self))
        else:
            self.ask(FirstStart(self.journal))

    def _do_pane_1(self) -> None:
        from efficacy_tui.plain.views.timeline import ChallengeView

        if self.snapshot.challenge is None:
            self.terminal.lines(challenge_pane(self.snapshot, self.terminal.width))
        else:
            self._open_alone(ChallengeView(self))

    def _do_pane_2(self) -> None:
        from efficacy_tui.plain.views.dashboard import evidence_pane
        from efficacy_tui.plain.views.timeline import TimelineView

        if self.snapshot.items:
            self._open_alone(TimelineView(self))
        else:
            self.terminal.lines(evidence_pane(self.snapshot, self.terminal.width))

    def _do_pane_3(self) -> None:
        self.terminal.lines(reappraisal_pane(self.snapshot, self.terminal.width))

    def _do_pane_4(self) -> None:
        self.terminal.lines(confidence_pane(self.snapshot, self.terminal.width))

    def _do_copy(self) -> None:
        self.terminal.say("Copying is your terminal’s own on lines: select what you read.")

    def _do_mask(self) -> None:
        self.terminal.say("Lines that were read cannot be masked any more. Clear the terminal to hide them.")

    def _do_palette(self) -> None:
        self._do_help()

    def _do_zoom(self) -> None:
        self.terminal.say("Zoom is for the screen. Here 1 to 4 read one pane each.")

    def _do_previous_domain(self) -> None:
        self._show_domain(-1)

    def _do_next_domain(self) -> None:
        self._show_domain(1)

    def _show_domain(self, by: int) -> None:
        self.select(by)
        overview, width = self.snapshot, self.terminal.width
        if overview.selected is None:
            self.terminal.say(f"There is no domain yet. {BY_ID['domains'].key} adds one.")
            return
        self.terminal.say(heading(overview))
        self.terminal.lines([*challenge_pane(overview, width), *confidence_pane(overview, width)])

    def _do_undo(self) -> None:
        self.terminal.say(f"Undone: {self.journal.undo()}. {key_of(BY_ID['redo'])} puts it back.")

    def _do_redo(self) -> None:
        self.terminal.say(f"Put back: {self.journal.redo()}.")

    def _do_settings(self) -> None:
        from efficacy_tui.flows.edit_setting import EditSetting

        def applied() -> None:
            apply_settings(self.settings)
            self.journal.clock.day_start = self.settings.values.day_start
            self._overviews.invalidate_all()

        self.ask(EditSetting(self.journal, self.settings, applied))

    def _do_support(self) -> None:
        self.terminal.lines(support_lines(self.terminal.width, self.terminal.own_support))

    def _do_help(self) -> None:
        unavailable = {each.id: reason for each in COMMANDS if (reason := self.why_not(each.id))}
        self.terminal.lines(command_lines(unavailable, str(self.journal.path), self.terminal.width))
