"""The least a Textual program is: one line of text, and `q` quits. What the dashboard is compared with.

Down counts in its line; up fills the screen with other lines, which is what a key costs that changes all of a screen.
"""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class Minimal(App[None]):
    """One line of text; down counts in it."""

    BINDINGS = [("q", "quit", "Quit"), ("down", "count", "Count"), ("up", "fill", "Fill")]
    number = 0

    def compose(self) -> ComposeResult:
        yield Static("The least that a program with a screen can show.")

    def action_count(self) -> None:
        """Show another number."""
        self.number += 1
        self.query_one(Static).update(f"The least that a program with a screen can show, {self.number} times.")

    def action_fill(self) -> None:
        """Show other lines, as many as there are."""
        self.number += 1
        line = f"{self.number} {'the least that a program with a screen can show ' * 9}"[: self.size.width]
        self.query_one(Static).update("\n".join([line] * self.size.height))


if __name__ == "__main__":
    Minimal().run()
