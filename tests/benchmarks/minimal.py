"""The least a Textual program is: one line of text, and `q` quits. What the dashboard is compared with."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class Minimal(App[None]):
    """One line of text; down counts in it."""

    BINDINGS = [("q", "quit", "Quit"), ("down", "count", "Count")]
    number = 0

    def compose(self) -> ComposeResult:
        yield Static("The least that a program with a screen can show.")

    def action_count(self) -> None:
        """Show another number."""
        self.number += 1
        self.query_one(Static).update(f"The least that a program with a screen can show, {self.number} times.")


if __name__ == "__main__":
    Minimal().run()
