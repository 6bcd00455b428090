"""A line to type in that lays nothing out while it is typed in."""

from __future__ import annotations

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input


class OwnInput(Input):
    """A line to type in. What is typed moves inside it, and all around it stays where it is."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """The room the text takes; the line draws itself when its text changes."""
    taken = False
    """Whether its text was given as an answer; keys that come then are for the next question."""

    async def action_submit(self) -> None:
        self.taken = True
        await super().action_submit()
