"""The plain UI as a read-eval-print loop: due prompts, the dashboard, then one command after the other."""

from __future__ import annotations

from collections.abc import Callable

from efficacy_tui.config.settings import Settings
from efficacy_tui.content.instrument import Instrument, InstrumentUnusable, shipped_instrument
from efficacy_tui.flows import availability
from efficacy_tui.flows.apply_settings import apply_settings
from efficacy_tui.flows.command_table import BY_ID, FLOW_COMMANDS, Command
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.recovery import QuitUnsaved, RecoverJournal, VanishedJournal
from efficacy_tui.flows.support import FILE
from efficacy_tui.journal.events import Changed, ChangeDropped, FileNotice, JournalEvent, NamesakesNoticed, Saved
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import DashboardSnapshot, SnapshotBuilder, build_with
from efficacy_tui.journal.word_language import word_language
from efficacy_tui.plain.ask import LEAVE
from efficacy_tui.plain.command_lookup import find_command, unknown_command_message
from efficacy_tui.plain.flow_runner import LineFlowRunner
from efficacy_tui.plain.line_terminal import LineTerminal
from efficacy_tui.plain.plain_commands import PlainCommands
from efficacy_tui.plain.syncing import Syncing
from efficacy_tui.plain.views.base_view import View
from efficacy_tui.plain.views.dashboard import (
    format_dashboard,
    format_heading,
)
from efficacy_tui.plain.views.pages import format_command_key
from efficacy_tui.store.errors import NOT_CONFIRMED, JournalUnreadable, Rejected, StoreError
from efficacy_tui.wording.joins import line_offer

DONE, FAILED = 0, 1
"""Exit codes: `FAILED` when the journal could not be opened or not everything was saved."""


class Repl:
    """The plain UI on one journal; with `demo`, the dashboard says that the journal is thrown away at the end.

    `syncing` exchanges the journal with other machines, if the settings say so.
    """

    def __init__(
        self,
        journal: Journal,
        terminal: LineTerminal,
        *,
        settings: Settings | None = None,
        load_instrument: Callable[[str], Instrument] = shipped_instrument,
        syncing: Syncing | None = None,
        demo: bool = False,
    ) -> None:
        self.settings = settings or Settings()
        terminal.support_file = self.settings.sibling_path(FILE)
        terminal.support_language = lambda: word_language(journal.contents)
        self.journal = journal
        self.terminal = terminal
        self.views: list[View] = []
        self.selected: str | None = None
        self._load_instrument = load_instrument
        self._syncing = syncing
        self._demo = demo
        self._snapshot_builder = SnapshotBuilder()
        self._day = journal.now().date()
        self._pending_command = ""
        self._left_without_file = False
        self._commands = PlainCommands(self)
        self._flow_runner = LineFlowRunner(self)

    def run(self) -> int:
        """Ask the due prompts, show the dashboard and run commands until the end; return the exit code."""
        if not self._open_journal():
            return FAILED
        self.journal.subscribe(self._on_event)
        self.journal.honour_erasures()
        self.journal.offer_namesakes()
        self._day = self.journal.today()
        self._report_settings_problems()
        self._open_inbox()
        self._start_syncing()
        if self.settings.values.mask_at_start:
            self.terminal.say(
                "Your settings start the program masked, but lines cannot be masked: whoever sees them can read them."
            )
        self._pending_command = self._flow_runner.ask_pending_prompts()
        if not self.terminal.ended and not self.journal.is_erased:
            self.show_dashboard()
            self.terminal.say("", f"? lists the commands, {format_command_key(BY_ID['quit'])} quits.")
        while not self.terminal.ended and not self.journal.is_erased:
            self._say_sync_news()
            pending, self._pending_command = self._pending_command, ""
            line = pending or self.terminal.read(f"{self.views[-1].name if self.views else 'Dashboard'} >")
            if line is None or not self._handle_line(line.strip()):
                break
        return self._close_journal()

    def _report_settings_problems(self) -> None:
        """Report all unusable lines of the settings file together."""
        if problems := self.settings.problems:
            from efficacy_tui.config.read import summarize_problems

            summary, problem_lines = summarize_problems(problems, problems[0].path)
            self.terminal.say(summary)
            for problem in problem_lines:
                self.terminal.say(problem, indent=2)
            self.terminal.say(f"For the settings named here the default is used. The file is {problems[0].path}.")

    def _open_inbox(self) -> None:
        """Take in the inbox, if the settings name one, and say what came of it."""
        if self.settings.values.inbox and not self._demo:
            from efficacy_tui.flows.inbox import open_inbox

            for sentence in open_inbox(self.journal, self.settings.values.inbox):
                self.terminal.say(sentence)

    # -- other machines --------------------------------------------------------------------------

    def _start_syncing(self) -> None:
        """Fetch what others recorded, so that it is not asked again; without an answer soon, go on without."""
        if (syncing := self._wanted_syncing()) is not None:
            syncing.start()
            self.attempt(self.journal.refresh)
            self._say_sync_news()

    def _say_sync_news(self) -> None:
        for sentence in self._syncing.take_sentences() if self._syncing is not None else ():
            self.terminal.say(sentence)

    def _wanted_syncing(self) -> Syncing | None:
        """Return the exchange if the settings want it and this journal can be exchanged."""
        is_wanted = self.settings.values.sync != "off" and not self._demo and not self.journal.read_only
        return self._syncing if is_wanted else None

    # -- the journal -----------------------------------------------------------------------------

    @property
    def snapshot(self) -> DashboardSnapshot:
        """The dashboard as it is now."""
        return build_with(self._snapshot_builder.build, self.journal.contents, self.journal.today(), self.selected)

    def _on_event(self, event: JournalEvent) -> None:
        match event:
            case Changed(foreign=True):
                self._snapshot_builder.invalidate_all()
            case Changed(tables=tables, domains=domains):
                self._snapshot_builder.invalidate(tables, domains)
            case ChangeDropped(reason=reason):
                self.terminal.say(reason)
            case FileNotice(sentence=sentence):
                self.terminal.say(sentence)
            case NamesakesNoticed(group=group):
                self.terminal.say(line_offer(group))
            case Saved(is_confirmed=False):
                self.terminal.say(NOT_CONFIRMED)
            case _:
                pass

    def _open_journal(self) -> bool:
        """Open the journal, asking what to do if it is damaged; return whether it is open."""
        try:
            self.journal.open()
        except JournalUnreadable as error:
            flow = RecoverJournal(self.journal, error)
            self.ask(flow)
            return flow.recovered and self._open_journal()
        except StoreError as error:
            self.terminal.say(str(error))
            return False
        return True

    def _close_journal(self) -> int:
        if not self.journal.is_erased:
            self.attempt(self.journal.refresh)
        if self._left_without_file or not self._settle_missing_file():
            return FAILED
        unsaved = self.journal.close()
        if unsaved and not self.terminal.ended:
            flow = QuitUnsaved(self.journal, unsaved)
            self.ask(flow)
            unsaved = self.journal.close()
        syncing = self._wanted_syncing()
        if syncing is not None and not unsaved and not self.journal.is_erased:
            syncing.finish()
        return FAILED if unsaved else DONE

    # -- used by views and commands --------------------------------------------------------------

    def ask(self, flow: Flow) -> str:
        """Run a flow to its end and print its result."""
        return self._flow_runner.ask(flow)

    def attempt(self, change: Callable[[], object]) -> bool:
        """Make a change, or print why the journal rejects it; return whether it was made."""
        try:
            change()
        except (Rejected, StoreError) as error:
            self.terminal.say(str(error))
            return False
        return True

    def instrument(self) -> Instrument:
        """The profile's items, from the person's edited copy where there is one.

        Raises:
            Rejected: the edited copy is invalid.
        """
        try:
            return self._load_instrument(word_language(self.journal.contents))
        except InstrumentUnusable as error:
            raise Rejected(str(error)) from error

    def select_domain(self, offset: int) -> None:
        """Select the domain `offset` places after the present one, wrapping around."""
        snapshot = self.snapshot
        if snapshot.selected is not None:
            rows = snapshot.domains
            self.selected = rows[(rows.index(snapshot.selected) + offset) % len(rows)].id

    def open(self, view: View) -> None:
        """Show a view, which handles the input until it is closed."""
        self.views.append(view)
        view.show()

    def replace_views(self, view: View) -> None:
        """Show a view in place of all that are open."""
        self.views.clear()
        self.open(view)

    def search(self, query: str) -> None:
        """Show the timeline with what matches a query; an empty one shows all."""
        from efficacy_tui.plain.views.timeline import TimelineView

        self.replace_views(TimelineView(self, query))

    def settings_changed(self) -> None:
        """Go by the settings as they are now."""
        apply_settings(self.settings)
        self.journal.clock.day_start = self.settings.values.day_start
        self._snapshot_builder.invalidate_all()

    def back(self) -> None:
        """Close the top view and resume the one below, or return to the dashboard."""
        self.views.pop()
        if self.views:
            self.views[-1].resume()
        else:
            self.terminal.say(f"Back at the dashboard. {format_heading(self.snapshot)}")

    def show_dashboard(self) -> None:
        note = "Demo: a year of made-up practice, deleted at the end" if self._demo else ""
        if self.journal.read_only:
            note = "Read-only: made by a newer version of this program"
        read_only = self.journal.read_only
        self.terminal.blank_line()
        self.terminal.write_lines(format_dashboard(self.snapshot, self.terminal.width, note, read_only=read_only))

    # -- input -----------------------------------------------------------------------------------

    def _handle_line(self, text: str) -> bool:
        """Handle one line of input; return whether the program goes on."""
        if not self._refresh():
            return False
        if self._flow_runner.follow_ending(text):
            return True
        if self.views and text in ("", "q", LEAVE):
            self.back()
            return True
        if text == LEAVE:
            return self._run_command(BY_ID["quit"])
        if self.views and text == "?":
            self.views[-1].show_keys()
            self.terminal.say("Other commands work here too; help lists them.")
            return True
        if not text:
            self.show_dashboard()
            return True
        if self.views and self.views[-1].handle(text):
            return True
        if text.startswith("/") and len(text) > 1:
            self.search(text[1:].strip())
            return True
        command = find_command(text)
        if command is None:
            self.terminal.say(unknown_command_message(text))
            return True
        return self._run_command(command)

    def _refresh(self) -> bool:
        """Load changes by other programs, and ask the due prompts on a new day; return whether the program goes on."""
        if self.attempt(self.journal.refresh):
            self.journal.honour_erasures()
        if self.journal.is_erased or not self._settle_missing_file():
            return False
        if self.journal.today() != self._day:
            self._day = self.journal.today()
            self._pending_command = self._flow_runner.ask_pending_prompts()
        return True

    def _settle_missing_file(self) -> bool:
        """Ask about the file of the journal if it is gone; return whether the program goes on."""
        if not self.journal.is_missing or self.terminal.ended:
            return True
        flow = VanishedJournal(self.journal)
        self.ask(flow)
        self._left_without_file = flow.close
        return not flow.close

    def unavailable_reason(self, command: str) -> str | None:
        """Return why a command is unavailable; `None` when it is available."""
        if command in ("quit", "help", "support"):
            return None
        return availability.unavailable_reason(command, self.journal, self.snapshot)

    def _run_command(self, command: Command) -> bool:
        if command.id == "quit":
            return False
        if reason := self.unavailable_reason(command.id):
            self.terminal.say(reason)
            return True
        if command.id in FLOW_COMMANDS:
            self._run_flow_command(command.id)
        else:
            handler = self._commands.handler(command.id)
            if handler is None:
                self.terminal.say(f"{command.label} only changes how something looks in the dashboard.")
            else:
                self.attempt(handler)
        if self.views and command.id in ("undo", "redo"):
            self.views[-1].show()
        return True

    def _run_flow_command(self, command: str) -> None:
        flow = availability.build_flow(command, self.journal, self.snapshot)
        if flow is None:
            return
        self.ask(flow)
        if command == "outcome" and not self.terminal.ended:
            self._flow_runner.offer_profile(after_challenge=True)
