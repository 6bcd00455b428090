"""The whole program as lines of text: what is due, the dashboard, and one command after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from efficacy_tui.config.settings import Preferences
from efficacy_tui.content.instrument import Instrument, InstrumentUnusable, shipped
from efficacy_tui.flows import availability
from efficacy_tui.flows.apply_settings import put_in_force
from efficacy_tui.flows.command_table import BY_ID, COMMANDS, Command
from efficacy_tui.flows.first_start import FirstStart
from efficacy_tui.flows.flow import KEPT, Flow
from efficacy_tui.flows.recovery import Damaged, Unsaved
from efficacy_tui.flows.support import FILE
from efficacy_tui.journal.errors import Refused
from efficacy_tui.journal.events import Changed, Event, NotKept
from efficacy_tui.journal.journal import ELSEWHERE, Journal
from efficacy_tui.journal.snapshot import Overview, Overviews, made_by
from efficacy_tui.plain.ask import LEAVE, Asking
from efficacy_tui.plain.command_lookup import find, unknown
from efficacy_tui.plain.line_terminal import Paper
from efficacy_tui.plain.views.base_view import View
from efficacy_tui.plain.views.dashboard import challenge_pane, confidence_pane, dashboard, heading, reappraisal_pane
from efficacy_tui.plain.views.pages import commands, key_of, support
from efficacy_tui.store.errors import JournalUnreadable, StoreError

DONE, FAILED = 0, 1
"""Exit codes: it was ended; the journal could not be opened, or not everything is saved."""


class Program:
    """One person at the lines. `paper` is where they read and type; `demo` says that the journal is thrown away."""

    def __init__(
        self,
        journal: Journal,
        paper: Paper,
        *,
        preferences: Preferences | None = None,
        instrument: Callable[[], Instrument] = shipped,
        demo: bool = False,
    ) -> None:
        self.preferences = preferences or Preferences()
        paper.own_support = self.preferences.beside(FILE)
        self.journal = journal
        self.paper = paper
        self.views: list[View] = []
        self.selected: str | None = None
        self._own_instrument = instrument
        self._demo = demo
        self._overviews = Overviews()
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
        if self.preferences.config.mask_at_start:
            self.paper.say("You asked to begin masked. Lines cannot be masked: whoever sees them can read them.")
        self._ask_what_is_due()
        if not self.paper.ended:
            self.read_dashboard()
            self.paper.say("", f"? lists the commands, {key_of(BY_ID['quit'])} ends.")
        while not self.paper.ended:
            given, self._instead = self._instead, ""
            line = given or self.paper.read(f"{self.views[-1].name if self.views else 'Dashboard'} >")
            if line is None or not self._take(line.strip()):
                break
        return self._close()

    def _tell_problems(self) -> None:
        """Say once, all together, what of the settings file cannot be used."""
        if problems := self.preferences.problems:
            from efficacy_tui.config.read import summed_up

            head, told = summed_up(problems, problems[0].path)
            self.paper.say(head)
            for problem in told:
                self.paper.say(problem, indent=2)
            self.paper.say(f"What is named here is as it is by default. The file is {problems[0].path}.")

    # -- what is recorded ------------------------------------------------------------------------

    @property
    def overview(self) -> Overview:
        """The dashboard as it is now."""
        return made_by(self._overviews.make, self.journal.contents, self.journal.today(), self.selected)

    def _hear(self, event: Event) -> None:
        match event:
            case Changed(title=title) if title == ELSEWHERE:
                self._overviews.forget_all()
            case Changed(tables=tables, domains=domains):
                self._overviews.forget(tables, domains)
            case NotKept(reason=reason):
                self.paper.say(reason)
            case _:
                pass

    def _open(self) -> bool:
        """Open the journal; a damaged one is asked about. Says whether it is open."""
        try:
            self.journal.open()
        except JournalUnreadable as error:
            flow = Damaged(self.journal, error)
            self.ask(flow)
            return flow.mended and self._open()
        except StoreError as error:
            self.paper.say(str(error))
            return False
        return True

    def _close(self) -> int:
        waiting = self.journal.close()
        if waiting and not self.paper.ended:
            flow = Unsaved(self.journal, waiting)
            self.ask(flow)
            waiting = self.journal.close()
        return FAILED if waiting else DONE

    def _ask_what_is_due(self) -> None:
        """Ask what asks by itself, one thing after the other, each once a day."""
        if self.journal.read_only:
            return
        while not self.paper.ended:
            due = next(((name, flow) for name, flow in availability.due(self.journal) if name not in self._asked), None)
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
            said = availability.profile_offer(self.journal, self.instrument(), after_challenge=after_challenge)
        except (Refused, StoreError):
            return
        if said:
            self.paper.say(f"{said}.")

    # -- what views and commands use -------------------------------------------------------------

    def ask(self, flow: Flow, *, gives_way: bool = False) -> str:
        """Ask a flow; say what it says and what is offered next, do its work, go on with what it leads to.

        One that `gives_way` is left when a command is typed instead of an answer; gives that command.
        """
        asking = Asking(flow, self.paper, (lambda text: find(text) is not None) if gives_way else None)
        finished = asking.go()
        message = finished.message
        if asking.left:
            if message == KEPT and flow.command:
                message = f"{KEPT}. {key_of(BY_ID[flow.command])} takes it up again."
            if asking.instead and not message:
                asks = f": {key_of(BY_ID[flow.command])} asks it" if flow.command else ""
                message = f"{flow.title} stays for later{asks}."
            self.paper.say(message or "Left.")
        else:
            self._say_ended(message, finished.offers)
        if finished.work is not None:
            done = finished.work()
            self._say_ended(done, ()) if isinstance(done, str) else self._say_ended(done.message, done.offers)
        for following in filter(None, (finished.then, *finished.also)):
            if not self.paper.ended:
                self.ask(following)
        return asking.instead

    def _say_ended(self, message: str, offers: Iterable[str]) -> None:
        """What a flow says at its end, and what is offered next."""
        if message:
            offered = ", ".join(f"{key_of(BY_ID[each])} {BY_ID[each].label.lower()}" for each in offers)
            ended = message if message.endswith((".", "…")) else f"{message}."
            self.paper.say(f"{ended}{f' Next: {offered}.' if offered else ''}")

    def attempt(self, change: Callable[[], object]) -> bool:
        """Do something that the journal may refuse; then say why. Says whether it was done."""
        try:
            change()
        except (Refused, StoreError) as error:
            self.paper.say(str(error))
            return False
        return True

    def instrument(self) -> Instrument:
        """The profile's items: the person's own wording where there is one.

        Raises:
            Refused: their edited copy cannot be used.
        """
        try:
            return self._own_instrument()
        except InstrumentUnusable as error:
            raise Refused(str(error)) from error

    def select(self, by: int) -> None:
        """Show the next domain, or one before."""
        overview = self.overview
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
            self.paper.say(f"Back at the dashboard. {heading(self.overview)}")

    def read_dashboard(self) -> None:
        """Say everything the dashboard shows."""
        note = "Demo: a year of made-up practice, thrown away at the end" if self._demo else ""
        if self.journal.read_only:
            note = "Read only: made by a newer version of this program"
        self.paper.gap()
        self.paper.lines(dashboard(self.overview, self.paper.width, note))

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
            self.paper.say("Other commands work here too; help lists them.")
            return True
        if not text:
            self.read_dashboard()
            return True
        if self.views and self.views[-1].take(text):
            return True
        if text.startswith("/") and len(text) > 1:
            self._search(text[1:].strip())
            return True
        command = find(text)
        if command is None:
            self.paper.say(unknown(text))
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
        return availability.why_not(command, self.journal, self.overview)

    def _do(self, command: Command) -> bool:
        if command.id == "quit":
            return False
        if reason := self.why_not(command.id):
            self.paper.say(reason)
            return True
        if command.id in availability.ASKED:
            self._ask_for(command.id)
        else:
            doing = getattr(self, f"_do_{command.id.replace('-', '_')}", None)
            if doing is None:
                self.paper.say(f"{command.label} is for the screen: it changes how something looks there.")
            else:
                self.attempt(doing)
        if self.views and command.id in ("undo", "redo"):
            self.views[-1].read_out()
        return True

    def _ask_for(self, command: str) -> None:
        flow = availability.flow_for(command, self.journal, self.overview)
        if flow is None:
            return
        self.ask(flow)
        if command == "outcome" and not self.paper.ended:
            self._offer_profile(after_challenge=True)

    def _open_alone(self, view: View) -> None:
        """Open a view in the place of those that are open."""
        self.views.clear()
        self.open(view)

    def _do_trends(self) -> None:
        from efficacy_tui.plain.views.trends import Trends

        self._open_alone(Trends(self))

    def _do_search(self) -> None:
        self._search("")

    def _search(self, query: str) -> None:
        from efficacy_tui.plain.views.timeline import Timeline

        self._open_alone(Timeline(self, query))

    def _do_profile(self) -> None:
        from efficacy_tui.plain.views.profile import ProfileView

        self._open_alone(ProfileView(self, self.instrument()))

    def _do_explain(self) -> None:
        from efficacy_tui.plain.views.explain import Explain

        self.open(Explain(self))

    def _do_domains(self) -> None:
        from efficacy_tui.plain.views.domains import Domains

        if self.journal.domains.all(archived=True):
            self._open_alone(Domains(self))
        else:
            self.ask(FirstStart(self.journal))

    def _do_pane_1(self) -> None:
        from efficacy_tui.plain.views.timeline import CurrentChallenge

        if self.overview.challenge is None:
            self.paper.lines(challenge_pane(self.overview, self.paper.width))
        else:
            self._open_alone(CurrentChallenge(self))

    def _do_pane_2(self) -> None:
        from efficacy_tui.plain.views.dashboard import evidence_pane
        from efficacy_tui.plain.views.timeline import Timeline

        if self.overview.items:
            self._open_alone(Timeline(self))
        else:
            self.paper.lines(evidence_pane(self.overview, self.paper.width))

    def _do_pane_3(self) -> None:
        self.paper.lines(reappraisal_pane(self.overview, self.paper.width))

    def _do_pane_4(self) -> None:
        self.paper.lines(confidence_pane(self.overview, self.paper.width))

    def _do_copy(self) -> None:
        self.paper.say("Copying is your terminal’s own on lines: select what you read.")

    def _do_mask(self) -> None:
        self.paper.say("Lines that were read cannot be masked any more. Clear the terminal to hide them.")

    def _do_palette(self) -> None:
        self._do_help()

    def _do_zoom(self) -> None:
        self.paper.say("Zoom is for the screen. Here 1 to 4 read one pane each.")

    def _do_previous_domain(self) -> None:
        self._show_domain(-1)

    def _do_next_domain(self) -> None:
        self._show_domain(1)

    def _show_domain(self, by: int) -> None:
        self.select(by)
        overview, width = self.overview, self.paper.width
        if overview.selected is None:
            self.paper.say(f"There is no domain yet. {BY_ID['domains'].key} adds one.")
            return
        self.paper.say(heading(overview))
        self.paper.lines([*challenge_pane(overview, width), *confidence_pane(overview, width)])

    def _do_undo(self) -> None:
        self.paper.say(f"Undone: {self.journal.undo()}. {key_of(BY_ID['redo'])} puts it back.")

    def _do_redo(self) -> None:
        self.paper.say(f"Put back: {self.journal.redo()}.")

    def _do_settings(self) -> None:
        from efficacy_tui.flows.edit_setting import ChangeSetting

        def applied() -> None:
            put_in_force(self.preferences)
            self.journal.clock.day_start = self.preferences.config.day_start
            self._overviews.forget_all()

        self.ask(ChangeSetting(self.journal, self.preferences, applied))

    def _do_support(self) -> None:
        self.paper.lines(support(self.paper.width, self.paper.own_support))

    def _do_help(self) -> None:
        unavailable = {each.id: reason for each in COMMANDS if (reason := self.why_not(each.id))}
        self.paper.lines(commands(unavailable, str(self.journal.path), self.paper.width))
