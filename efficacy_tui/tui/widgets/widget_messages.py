"""Messages that the field of a question posts to its dialog."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget

from efficacy_tui.flows.question_types import Question


class AnswerSubmitted(Message):
    """The person submitted an answer; `question` tells a repeated key press from an answer to the next question."""

    def __init__(self, raw: str, question: Question) -> None:
        super().__init__()
        self.raw = raw
        self.question = question


class AnswerEdited(Message):
    """The person is changing the answer."""


class KeyExplained(Message):
    """A key did nothing; `text` says what works."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


def post_to_parent(field: Widget, message: AnswerSubmitted | AnswerEdited) -> None:
    """Post a message straight to the dialog: no widget between it and the field handles it."""
    field.screen.post_message(message)
