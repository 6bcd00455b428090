"""What a field tells the dialog around it."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget

from efficacy_tui.flows.question_types import Question


class AnswerSubmitted(Message):
    """The person gave this answer to this question; a second one, from a key pressed twice, finds the next asked."""

    def __init__(self, raw: str, question: Question) -> None:
        super().__init__()
        self.raw = raw
        self.question = question


class AnswerEdited(Message):
    """The answer is being changed."""


def post_to_parent(field: Widget, message: AnswerSubmitted | AnswerEdited) -> None:
    """Tell the dialog at once; of what stands between it and the field nobody listens."""
    field.screen.post_message(message)
