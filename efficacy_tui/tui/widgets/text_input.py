"""One-line inputs that cause no layout while somebody types."""

from __future__ import annotations

from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.widgets import Input

from efficacy_tui.model.text_layout import cell_width
from efficacy_tui.tui.textual_overrides import InputOverrides


class SingleLineInput(InputOverrides):
    """A one-line input whose text scrolls inside it."""

    DEFAULT_CSS = """
    SingleLineInput { border: none; height: 1; padding: 0; }
    SingleLineInput:focus { border: none; }
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """The size of the text; the input redraws itself when its text changes."""
    cursor_blink: Reactive[bool] = Reactive(False, init=False)

    def on_resize(self) -> None:
        """Show the cursor: a text that was set before the input had a size did not scroll."""
        self._show_cursor()

    def watch_value(self) -> None:
        """Show the cursor: Textual does not scroll to it when the first text is set, as by a paste."""
        if self.size.width:
            self._show_cursor()

    def _show_cursor(self) -> None:
        cells = cell_width(self.value[: self.cursor_position]) + self.cursor_at_end
        self.scroll_to_region(Region(cells, 0, 1, 1), force=True, animate=False)

    def validate(self, value: str) -> None:
        """Check nothing: the flow checks the answer, and Textual would restyle the input to show that it is valid."""


class AnswerInput(SingleLineInput):
    """The input of a question, focused as long as the question is shown."""

    DEFAULT_CSS = """
    AnswerInput { background-tint: $foreground 5%; }
    """
    submitted = False
    """Whether its text was submitted as the answer; later keys belong to the next question."""

    def __init__(self) -> None:
        super().__init__()
        self.disable_messages(Input.Blurred)

    def begin(self, text: str) -> None:
        """Start the next answer with a text, which does not count as an edit."""
        self.submitted = False
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(self.value)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Skip Textual's restyling: the input always looks focused."""

    async def action_submit(self) -> None:
        self.submitted = True
        await super().action_submit()
