"""Base of the widgets in which an answer is picked with keys and the mouse, and submitted once."""

from __future__ import annotations

from textual import events
from textual.geometry import NULL_OFFSET

from efficacy_tui.flows.question_types import Question
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.widget_messages import AnswerSubmitted, post_to_parent


class AnswerWidget(LeafWidget):
    """A widget that holds one answer to a question, as text in `raw`."""

    ALLOW_SELECT = False

    question: Question
    submitted = False
    """Whether an answer was submitted: keys pressed after it are for the next question."""
    _pressed_cell = NULL_OFFSET

    @property
    def raw(self) -> str:
        """The answer as text."""
        raise NotImplementedError

    def action_submit(self) -> None:
        self.submitted = True
        post_to_parent(self, AnswerSubmitted(self.raw, self.question))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._pressed_cell = event.offset

    def is_answer(self, click: events.Click) -> bool:
        """Whether a click may pick an answer: not after one was submitted, and not between two cells.

        A press and a release on different cells are no click: the person, or a broken report, meant something else.
        """
        return not self.submitted and click.offset == self._pressed_cell
