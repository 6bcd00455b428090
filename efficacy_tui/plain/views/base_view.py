"""The base class of the views that open over the dashboard: trends, profile, timeline, domains, explanations."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar, Protocol

from efficacy_tui.flows.flow import Flow
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import DashboardSnapshot
from efficacy_tui.plain.line_terminal import LineTerminal


class Program(Protocol):
    """The parts of the program that a view uses."""

    journal: Journal
    terminal: LineTerminal

    @property
    def snapshot(self) -> DashboardSnapshot:
        """The dashboard as it is now."""

    def ask(self, flow: Flow) -> str:
        """Run a flow to its end and report its result."""

    def attempt(self, change: Callable[[], object]) -> bool:
        """Make a change that the journal may reject; return whether it was made."""

    def select_domain(self, offset: int) -> None:
        """Select the domain `offset` places after the present one."""

    def open(self, view: View) -> None:
        """Show another view on top of this one."""

    def back(self) -> None:
        """Close the view on top."""


class View(ABC):
    """A page that handles the input while it is open; an empty line or `q` closes it.

    `name` is shown in the prompt. A view that `searches` treats any input that is not one of its keys as a query.
    """

    name: ClassVar[str]
    searches: bool = False
    command_keys: ClassVar[Mapping[str, str]] = {}
    """What is typed here for commands (ids) whose keys differ from those of the screen."""

    def __init__(self, program: Program) -> None:
        self.program = program

    @property
    def width(self) -> int:
        """The maximum cells of a line."""
        return self.program.terminal.width

    @abstractmethod
    def lines(self) -> list[str]:
        """Build the lines of the page, without its keys."""

    @property
    @abstractmethod
    def keys(self) -> str:
        """A sentence that names the keys of the view."""

    @abstractmethod
    def handle(self, text: str) -> bool:
        """Handle a line of input; return whether it was one of the view's keys."""

    def show(self) -> None:
        """Print the page, and its keys the first time a view of this name is shown."""
        terminal = self.program.terminal
        terminal.write_lines(self.lines())
        terminal.blank_line()
        if self.name in terminal.explained_topics:
            terminal.say("? says what you can type here. An empty line goes back.")
        else:
            self.show_keys()
            terminal.explained_topics.add(self.name)

    def show_keys(self) -> None:
        self.program.terminal.say(f"{self.name}. {self.keys} An empty line goes back.".replace("  ", " "))

    def resume(self) -> None:
        """Tell the person where they are after a view opened from this one was closed."""
        self.show_keys()
