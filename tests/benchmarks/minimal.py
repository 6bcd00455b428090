"""A minimal Textual program with one line of text, as the reference for the dashboard; `q` quits.

`down` changes the line. `up` fills the screen with new lines, which is the cost of a key that changes a whole screen.
"""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class MinimalApp(App[None]):
    """One line of text with a counter."""

    BINDINGS = [("q", "quit", "Quit"), ("down", "count", "Count"), ("up", "fill", "Fill")]
    number = 0

    def compose(self) -> ComposeResult:
        yield Static("The least that a program with a screen can show.")

    def action_count(self) -> None:
        """Count up in the line."""
        self.number += 1
        self.query_one(Static).update(f"The least that a program with a screen can show, {self.number} times.")

    def action_fill(self) -> None:
        """Fill the screen with new lines."""
        self.number += 1
        line = f"{self.number} {'the least that a program with a screen can show ' * 9}"[: self.size.width]
        self.query_one(Static).update("\n".join([line] * self.size.height))


if __name__ == "__main__":
    MinimalApp().run()
