"""What every screen of the program is: it draws only what changes when the focus moves, and may hold keys back."""

from __future__ import annotations

from typing import TypeVar

from textual import events
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

Result = TypeVar("Result")


class OwnScreen(Screen[Result]):
    """A screen on which the focus moves without all of it being drawn anew."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """The widget with the focus. It draws itself when it gets the focus, and the one before when it loses it."""

    def holds(self, key: events.Key) -> bool:
        """Whether the screen keeps a key until it is its turn; asked before anything is done with it."""
        return False
