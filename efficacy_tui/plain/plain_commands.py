"""What each command of the plain UI does that asks no questions of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from efficacy_tui.config.settings import Settings
from efficacy_tui.content.instrument import Instrument
from efficacy_tui.flows.availability import no_domain_sentence
from efficacy_tui.flows.command_table import BY_ID, COMMANDS
from efficacy_tui.flows.first_start import FirstStart
from efficacy_tui.model.display import display
from efficacy_tui.model.sentences import as_sentence
from efficacy_tui.plain.views.base_view import Program, View
from efficacy_tui.plain.views.dashboard import (
    format_challenge,
    format_confidence,
    format_heading,
    format_reappraisal,
)
from efficacy_tui.plain.views.pages import format_command_key, format_commands, format_support


class ProgramWithViews(Program, Protocol):
    """The parts of the program that its commands use, beside those that a view uses."""

    settings: Settings
    views: list[View]

    def instrument(self) -> Instrument:
        """Return the profile's items."""

    def replace_views(self, view: View) -> None:
        """Show a view in place of all that are open."""

    def search(self, query: str) -> None:
        """Show the timeline with what matches a query."""

    def settings_changed(self) -> None:
        """Go by the settings as they are now."""

    def unavailable_reason(self, command: str) -> str | None:
        """Return why a command (id) is unavailable; `None` when it is available."""


class PlainCommands:
    """One method for each command, under its id with underscores; they raise what the journal raises."""

    def __init__(self, program: ProgramWithViews) -> None:
        self._program = program

    def handler(self, command: str) -> Callable[[], None] | None:
        """Return what carries out a command (id); `None` for one that only a screen has."""
        method: Callable[[], None] | None = getattr(self, command.replace("-", "_"), None)
        return method

    def trends(self) -> None:
        from efficacy_tui.plain.views.trends import TrendsView

        self._program.replace_views(TrendsView(self._program))

    def full_scale(self) -> None:
        from efficacy_tui.plain.views.trends import TrendsView

        display().full_scale = not display().full_scale
        open_view = next((view for view in self._program.views if isinstance(view, TrendsView)), None)
        (open_view or TrendsView(self._program)).show_chart()

    def ladder(self) -> None:
        from efficacy_tui.plain.views.ladder import LadderView

        self._program.replace_views(LadderView(self._program))

    def search(self) -> None:
        self._program.search("")

    def profile(self) -> None:
        from efficacy_tui.plain.views.profile import ProfileView

        self._program.replace_views(ProfileView(self._program, self._program.instrument()))

    def explain(self) -> None:
        from efficacy_tui.plain.views.explain import ExplainView
        from efficacy_tui.plain.views.profile import ProfileView

        # From the profile the question is where such differences come from, not what the dashboard shows.
        page = "start" if self._program.views and isinstance(self._program.views[-1], ProfileView) else "dashboard"
        self._program.open(ExplainView(self._program, page))

    def domains(self) -> None:
        from efficacy_tui.plain.views.domains import DomainsView

        if self._program.journal.domains.all(archived=True):
            self._program.replace_views(DomainsView(self._program))
        else:
            self._program.ask(FirstStart(self._program.journal))

    def pane_1(self) -> None:
        from efficacy_tui.plain.views.timeline import ChallengeView

        if self._program.snapshot.challenge is None:
            self._program.terminal.write_lines(format_challenge(self._program.snapshot, self._program.terminal.width))
        else:
            self._program.replace_views(ChallengeView(self._program))

    def pane_2(self) -> None:
        self._program.terminal.write_lines(format_confidence(self._program.snapshot, self._program.terminal.width))

    def pane_3(self) -> None:
        from efficacy_tui.plain.views.dashboard import format_evidence
        from efficacy_tui.plain.views.timeline import TimelineView

        if self._program.snapshot.items:
            self._program.replace_views(TimelineView(self._program))
        else:
            self._program.terminal.write_lines(format_evidence(self._program.snapshot, self._program.terminal.width))

    def pane_4(self) -> None:
        self._program.terminal.write_lines(format_reappraisal(self._program.snapshot, self._program.terminal.width))

    def copy(self) -> None:
        self._program.terminal.say("To copy, select the text in your terminal.")

    def mask(self) -> None:
        self._program.terminal.say("Lines already printed cannot be masked. Clear the terminal to hide them.")

    def suspend(self) -> None:
        self._program.terminal.say(f"Press {BY_ID['suspend'].key} to suspend; fg in the shell brings you back here.")

    def palette(self) -> None:
        self.help()

    def zoom(self) -> None:
        self._program.terminal.say("Zoom is for the screen. Here 1 to 4 print one pane each.")

    def previous_domain(self) -> None:
        self._show_domain(-1)

    def next_domain(self) -> None:
        self._show_domain(1)

    def _show_domain(self, offset: int) -> None:
        self._program.select_domain(offset)
        snapshot, width = self._program.snapshot, self._program.terminal.width
        if snapshot.selected is None:
            self._program.terminal.say(no_domain_sentence())
            return
        self._program.terminal.say(format_heading(snapshot))
        self._program.terminal.write_lines([*format_challenge(snapshot, width), *format_confidence(snapshot, width)])

    def undo(self) -> None:
        undone = as_sentence(f"Undone: {self._program.journal.undo()}")
        self._program.terminal.say(f"{undone} {format_command_key(BY_ID['redo'])} puts it back.")

    def redo(self) -> None:
        self._program.terminal.say(as_sentence(f"Put back: {self._program.journal.redo()}"))

    def settings(self) -> None:
        from efficacy_tui.flows.edit_setting import EditSetting

        self._program.ask(EditSetting(self._program.journal, self._program.settings, self._program.settings_changed))

    def support(self) -> None:
        terminal = self._program.terminal
        terminal.write_lines(format_support(terminal.width, terminal.support_file, terminal.support_language()))

    def help(self) -> None:
        unavailable = {
            command.id: reason for command in COMMANDS if (reason := self._program.unavailable_reason(command.id))
        }
        self._program.terminal.write_lines(
            format_commands(unavailable, str(self._program.journal.path), self._program.terminal.width)
        )
