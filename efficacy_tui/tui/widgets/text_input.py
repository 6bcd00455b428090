"""A line to type in that lays nothing out while it is typed in."""

from __future__ import annotations

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input


class SingleLineInput(Input):
    """A line to type in. What is typed moves inside it, and all around it stays where it is."""

    DEFAULT_CSS = """
    SingleLineInput { border: none; height: 1; padding: 0; }
    SingleLineInput:focus { border: none; }
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """The room the text takes; the line draws itself when its text changes."""
    cursor_blink: Reactive[bool] = Reactive(False, init=False)
    """Nothing blinks."""

    _growing = False

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        self._growing = size != self._size
        try:
            return super()._size_updated(size, virtual_size, container_size, layout)
        finally:
            self._growing = False

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """A line of another size is drawn anyway; to ask for it while it is laid out would draw it twice."""
        if not self._growing:
            super().watch_scroll_x(old_value, new_value)

    def validate(self, value: str) -> None:
        """Whoever asked looks at the answer; Textual would style the line anew to say that nothing is wrong with it."""


class AnswerInput(SingleLineInput):
    """A line for an answer, which has the focus for as long as it is there."""

    DEFAULT_CSS = """
    AnswerInput { background-tint: $foreground 5%; }
    """
    taken = False
    """Whether its text was given as an answer; keys that come then are for the next question."""

    def __init__(self) -> None:
        super().__init__()
        self.disable_messages(Input.Blurred)

    def begin(self, text: str) -> None:
        """Begin another answer with a text; that is no edit."""
        self.taken = False
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(self.value)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """It looks as an `Input` does with the focus; Textual would style it anew when it gets it and loses it."""

    async def action_submit(self) -> None:
        self.taken = True
        await super().action_submit()
