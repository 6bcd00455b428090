"""What every screen of the program has in common, and how a screen is left once."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from textual import events, on
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from efficacy_tui.tui.textual_overrides import ScreenOverrides
from efficacy_tui.tui.widgets.too_small import NOTE_LAYER, TooSmall, fits

Result = TypeVar("Result")

FOCUS_TURNS = 20
"""Turns of the event loop within which a message reaches its widget; what comes later is drawn later."""


class BaseScreen(ScreenOverrides[Result]):
    """A screen that is not redrawn whole when the focus moves, and that can hold keys back."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """The widget with the focus. A widget draws itself when it gets the focus and when it loses it."""

    def intercepts_key(self, key: events.Key) -> bool:
        """Whether the screen holds a key back until its turn; asked before anything is done with the key."""
        return False

    async def focus_taken(self) -> None:
        """Wait until the focused widget knows that it has the focus, so that it is drawn once, with its cursor."""
        for _ in range(FOCUS_TURNS):
            if self.focused is None or self.focused.has_focus:
                break
            await asyncio.sleep(0)

    @on(events.Resize)
    def _show_size_note(self, event: events.Resize) -> None:
        """Cover the screen with a note where it is too small for anything to fit.

        Below a shell prompt only as many lines are taken as are needed, so there is nothing to cover.
        """
        if self.app.is_inline:
            return
        note = self.query_one_optional(TooSmall)
        if note is None and not fits(event.size):
            self.styles.layers = ("default", NOTE_LAYER)  # type: ignore[assignment]  # any number of names
            note = TooSmall()
            note.styles.layer = NOTE_LAYER
            self.mount(note)
        if note is not None:
            note.display = not fits(event.size)
            # The content below may be taller than the screen; its scroll bar would show beside the note.
            if note.display:
                self.styles.overflow_y = "hidden"
            else:
                self.styles.clear_rule("overflow_y")


class LiveScreen(BaseScreen[None]):
    """A screen that shows the journal and is updated whenever it changes."""

    def update_from_snapshot(self) -> None:
        """Show the journal as it is now."""
        raise NotImplementedError


def dismiss_if_active(screen: Screen[Result], result: Result | None = None) -> None:
    """Leave a screen with a result, unless it is closed already or covered: dismissing would close the one on top."""
    if screen.is_active:
        screen.dismiss(result)
