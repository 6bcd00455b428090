"""What every screen of the program is: a screen that draws only what changes when the focus moves."""

from __future__ import annotations

from typing import TypeVar

from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

Result = TypeVar("Result")


class OwnScreen(Screen[Result]):
    """A screen on which the focus moves without all of it being drawn anew."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """The widget with the focus. It draws itself when it gets the focus, and the one before when it loses it."""
