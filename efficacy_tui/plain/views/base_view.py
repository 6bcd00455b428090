"""What can be read beside the dashboard, with words of its own: trends, profile, timeline, domains, explanations."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar, Protocol

from efficacy_tui.flows.flow import Flow
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import DashboardSnapshot
from efficacy_tui.plain.line_terminal import LineTerminal


class Program(Protocol):
    """What a view needs of the program that opens it."""

    journal: Journal
    terminal: LineTerminal

    @property
    def snapshot(self) -> DashboardSnapshot:
        """The dashboard as it is now."""

    def ask(self, flow: Flow) -> str:
        """Run a flow to its end and report its result."""

    def attempt(self, change: Callable[[], object]) -> bool:
        """Make a change that the journal may reject; return whether it was made."""

    def select(self, by: int) -> None:
        """Select the domain `by` places further on."""

    def open(self, view: View) -> None:
        """Show another view on top of this one."""

    def back(self) -> None:
        """Close the view on top."""


class View(ABC):
    """Reads something out and takes what is typed while it is open; an empty line or `q` goes back.

    `name` stands before what is typed; `searches` means that whatever is no word of this view is looked for.
    """

    name: ClassVar[str]
    searches: bool = False

    def __init__(self, program: Program) -> None:
        self.program = program

    @property
    def width(self) -> int:
        """Cells of a line."""
        return self.program.terminal.width

    @abstractmethod
    def lines(self) -> list[str]:
        """What is read out, but for what can be typed."""

    @property
    @abstractmethod
    def keys(self) -> str:
        """What can be typed here, in a sentence."""

    @abstractmethod
    def handle(self, text: str) -> bool:
        """Do what was typed; says whether it meant anything here."""

    def read_out(self) -> None:
        """Say everything; the first time also what can be typed."""
        paper = self.program.terminal
        paper.lines(self.lines())
        paper.gap()
        if self.name in paper.told:
            paper.say("? says what can be typed here. An empty line goes back.")
        else:
            self.say_keys()
            paper.told.add(self.name)

    def say_keys(self) -> None:
        """Say what can be typed here."""
        self.program.terminal.say(f"{self.name}. {self.keys} An empty line goes back.".replace("  ", " "))

    def come_back(self) -> None:
        """Say where one is again, after what was opened from here is closed."""
        self.say_keys()
