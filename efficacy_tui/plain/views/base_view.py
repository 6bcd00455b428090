"""What can be read beside the dashboard, with words of its own: trends, profile, timeline, domains, explanations."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from efficacy_tui.plain.repl import Repl


class View(ABC):
    """Reads something out and takes what is typed while it is open; an empty line or `q` goes back.

    `name` stands before what is typed; `searches` means that whatever is no word of this view is looked for.
    """

    name: ClassVar[str]
    searches: bool = False

    def __init__(self, program: Repl) -> None:
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
