"""The field of a text on several lines."""

from __future__ import annotations

from textual import events, on
from textual.content import Content
from textual.geometry import Region
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import TextArea

from efficacy_tui.flows.dated_questions import StepsQuestion
from efficacy_tui.flows.question_types import TextQuestion
from efficacy_tui.model.text_layout import elide, flatten
from efficacy_tui.tui.textual_overrides import forget_theme_watcher
from efficacy_tui.tui.widgets.widget_messages import AnswerEdited, AnswerSubmitted, post_to_parent

HINT_CELLS = 100
"""Cells of a hint in the empty field: what fits on its rows on the narrowest screen."""


class TextField(TextArea):
    """A text on several lines: enter submits, ctrl+j starts a line; in steps, enter submits only on a blank line."""

    DEFAULT_CSS = """
    TextField { height: auto; min-height: 3; max-height: 8; border: none; padding: 0 1; background: $raised; }
    TextField:focus { border: none; }
    """
    cursor_blink: Reactive[bool] = Reactive(False, init=False)
    submitted = False

    def __init__(self) -> None:
        super().__init__(compact=True, show_line_numbers=False, soft_wrap=True, tab_behavior="focus")
        self.question: TextQuestion | StepsQuestion = TextQuestion(key="", prompt="", lines=2)

    def set_question(self, question: TextQuestion | StepsQuestion, raw: str) -> None:
        """Ask a question, starting with the text `raw`."""
        self.question, self.submitted = question, False
        hint = question.placeholder if isinstance(question, TextQuestion) else ""
        if isinstance(question, TextQuestion) and question.default_as_hint:
            hint, raw = elide(flatten(question.default), HINT_CELLS), "" if raw == question.default else raw
        # As content, since a text would be read as markup.
        self.placeholder = Content(hint)
        with self.prevent(TextArea.Changed):
            self.load_text(raw)
        self.move_cursor(self.document.end)

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self

    def render_lines(self, crop: Region) -> list[Strip]:
        if not self.is_attached:
            # A pending frame may still ask for a field that was just removed; its styles are gone.
            return [Strip.blank(crop.width)] * crop.height
        return super().render_lines(crop)

    def on_unmount(self) -> None:
        forget_theme_watcher(self)

    @property
    def raw(self) -> str:
        """The answer as text."""
        return self.text

    def on_key(self, event: events.Key) -> None:
        if event.key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self.insert("\n")
            return
        if event.key == "enter":
            line = self.document.get_line(self.cursor_location[0])
            if not isinstance(self.question, StepsQuestion) or not line.strip():
                event.stop()
                event.prevent_default()
                self.submitted = True
                text = self.question.entered(self.text) if isinstance(self.question, TextQuestion) else self.text
                post_to_parent(self, AnswerSubmitted(text, self.question))

    @on(TextArea.Changed)
    def _report_edit(self, event: TextArea.Changed) -> None:
        event.stop()
        post_to_parent(self, AnswerEdited())
