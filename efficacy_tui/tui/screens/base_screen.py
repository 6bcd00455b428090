"""Base classes of all screens, and a safe way to dismiss one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from textual import events, on
from textual.containers import VerticalScroll
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from efficacy_tui.flows.command_table import Place
from efficacy_tui.tui.message_queue import ScreenMessage
from efficacy_tui.tui.privacy.masking_app import ScreenShown
from efficacy_tui.tui.textual_overrides import ScreenOverrides
from efficacy_tui.tui.widgets.message_line import MessageLine
from efficacy_tui.tui.widgets.too_small import NOTE_LAYER, TooSmall, fits

Result = TypeVar("Result")

LAYERS: Any = ("default", "messages", NOTE_LAYER)
"""Layers of a screen: its content, messages over an empty part of it, and the note that covers all of it."""

FOCUS_TURNS = 20
"""Turns of the event loop to wait, at most, for a message to reach its widget."""


class BaseScreen(ScreenOverrides[Result]):
    """A screen that is not redrawn whole when the focus moves, and that can hold keys back."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """The widget with the focus. A widget redraws itself when it gains or loses the focus."""

    place: ClassVar[Place] = "dashboard"
    """Where the keys of commands work while it is on top."""

    asks_questions: ClassVar[bool] = False
    """Whether its keys are answers."""

    def intercepts_key(self, key: events.Key | events.Paste) -> bool:
        """Whether the screen holds a key or a paste back until its turn; asked before anything is done with the key."""
        return False

    def show_messages(self, messages: Sequence[ScreenMessage]) -> None:
        """Show these messages in the place of the footer, or the footer again."""
        line = self.query_one_optional(MessageLine)
        if line is None:
            if not messages:
                return
            line = MessageLine()
            self.mount(line)
        rows_before = line.row_count
        line.show(messages)
        if line.row_count != rows_before:
            self.styles.layers = LAYERS
            line.styles.layer = LAYERS[1] if self._has_room_below(line.row_count) else LAYERS[0]
            self.message_rows_changed()

    def _has_room_below(self, rows: int) -> bool:
        """Whether the content is in the middle and ends above the lowest rows: then it stays where it is."""
        if self.styles.align_vertical != "middle":
            return False
        content = [child for child in self.children if not isinstance(child, MessageLine) and child.display]
        return all(child.region.bottom <= self.size.height - rows for child in content)

    @on(events.ScreenResume)
    def _take_messages(self) -> None:
        self.post_message(ScreenShown())

    @property
    def message_rows(self) -> int:
        """The rows at the lower edge that messages take from the content now."""
        line = self.query_one_optional(MessageLine)
        return line.row_count if line is not None else 0

    def message_rows_changed(self) -> None:
        """Fit the content to the rows that messages leave; most screens need nothing."""

    def action_scroll(self, rows: int) -> None:
        """Scroll the page or the dialog by so many rows, up if negative."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    async def focus_taken(self) -> None:
        """Wait until the focused widget knows of its focus, so that it is drawn once, with its cursor."""
        for _ in range(FOCUS_TURNS):
            if self.focused is None or self.focused.has_focus:
                break
            await asyncio.sleep(0)

    @on(events.Resize)
    def _show_size_note(self, event: events.Resize) -> None:
        """Cover a screen that is too small for anything to fit with a note, but not inline, below a shell prompt."""
        if self.app.is_inline:
            return
        note = self.query_one_optional(TooSmall)
        if note is None and not fits(event.size):
            self.styles.layers = LAYERS
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

    def set_blind(self, blind: bool) -> None:
        """Hide what could sway an answer while a question is asked, or show it again; most show nothing such."""


def dismiss_if_active(screen: Screen[Result], result: Result | None = None) -> None:
    """Dismiss a screen with a result, unless it is closed or covered: `dismiss` would close the screen on top."""
    if screen.is_active:
        screen.dismiss(result)
