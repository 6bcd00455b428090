"""What every screen of the program is: it draws only what changes when the focus moves, and may hold keys back."""

from __future__ import annotations

import asyncio
from typing import Self, TypeVar

from textual import events, on
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from efficacy_tui.tui.widgets.too_small import NOTE_LAYER, TooSmall, fits

Result = TypeVar("Result")

FEW = 20
"""Turns of the event loop in which a message reaches its widget; what comes later is drawn later."""


class BaseScreen(Screen[Result]):
    """A screen on which the focus moves without all of it being drawn anew."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """The widget with the focus. It draws itself when it gets the focus, and the one before when it loses it."""

    _laying_out = _laid_out = _resuming = _seen = False

    def intercepts_key(self, key: events.Key) -> bool:
        """Whether the screen keeps a key until it is its turn; asked before anything is done with it."""
        return False

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """As Textual does it, without asking first for what is not laid out yet, for which it lays out everything."""
        self._dirty_widgets.intersection_update(self._compositor.visible_widgets)
        self._laying_out = self.is_current and not scroll and not self.app._batch_count
        try:
            super()._refresh_layout(size, scroll)
        finally:
            self._laid_out, self._laying_out = self._laying_out, False

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """As Textual does it; but a new screen has its styles, and what was laid out for it was drawn with that."""
        event.prevent_default()
        event.refresh_styles = event.refresh_styles and self._seen
        self._laid_out, self._resuming, self._seen = False, True, True
        try:
            super()._on_screen_resume(event)
        finally:
            self._resuming = False

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        # A layout draws what comes, goes or moves. What goes from the screen below a dialog only the dialog can draw.
        drawn = layout and self.is_current and not self.is_modal
        if drawn or self._laying_out or (self._resuming and self._laid_out):
            repaint = False
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    async def focus_taken(self) -> None:
        """Until the widget in focus knows it, so that it is drawn once, with its cursor."""
        for _ in range(FEW):
            if self.focused is None or self.focused.has_focus:
                break
            await asyncio.sleep(0)

    def lay_out_together(self) -> None:
        """Let every widget that changed say so now, and one layout do for all.

        Each would say it when its own turn comes, and some of them only after a first picture was laid out and drawn.
        """
        for widget in self.walk_children(Widget):
            widget._check_refresh()

    @on(events.Resize)
    def _ask_for_room(self, event: events.Resize) -> None:
        """Say so where nothing fits, over all there is; below the prompt only as much room is taken as is needed."""
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
            # What stands below may be taller than the screen; its scroll bar would stand beside the note.
            if note.display:
                self.styles.overflow_y = "hidden"
            else:
                self.styles.clear_rule("overflow_y")
