"""The flow that asks somebody what they saw: it writes the message, and copies or saves it."""

from __future__ import annotations

from pathlib import Path

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Card, ChoiceQuestion, Option, Question, TextQuestion
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge
from efficacy_tui.store import atomic_file
from efficacy_tui.store.exports import create_export
from efficacy_tui.wording.feedback_request import request_text

WAYS = (
    Option(value="copy", key="c", label="Copy it", hint="to paste into a mail or a chat"),
    Option(value="file", key="f", label="Save it as a file"),
)


ANSWER_HINT = "Add their answer as evidence"


class AskFeedback(Flow):
    """Asks whom to ask about a challenge that has ended, and hands over the message."""

    title = "Ask somebody"
    escape_hint = "esc cancels"

    def __init__(self, journal: Journal, challenge: Challenge) -> None:
        super().__init__(journal)
        self.challenge = challenge
        self.today = journal.today()

    def questions(self, answers: Answers) -> list[Question]:
        who = TextQuestion(
            key="who",
            label="Who",
            context=self.challenge.title,
            prompt="Who do you want to ask?",
            hint="Somebody who was there and can say what they saw.",
        )
        if "who" not in answers:
            return [who]
        questions: list[Question] = [
            who,
            Card(key="message", prompt="The message", lines=tuple(self._message(answers).splitlines())),
            ChoiceQuestion(key="way", label="Way", prompt="How do you want to send it?", options=WAYS),
        ]
        if answers.get("way") == "file":
            questions.append(
                TextQuestion(
                    key="file", label="File", prompt="Where should it be saved?", hint="For example: ~/message.txt"
                )
            )
        return questions

    def finish(self, answers: Answers) -> FlowResult:
        self.journal.feedback_requests.ask(self.challenge, answers["who"])
        message = self._message(answers)
        if answers["way"] == "copy":
            return FlowResult(ANSWER_HINT, ("evidence",), copied_text=message)
        path = Path(answers["file"]).expanduser()
        return FlowResult(background_task=lambda: FlowResult(_save(path, message), offers=("evidence",)))

    def _message(self, answers: Answers) -> str:
        return request_text(answers["who"], self.challenge, self.today)


def _save(path: Path, message: str) -> str:
    """Write the message to a new file; return the message to show."""
    try:
        atomic_file.make_folder(path.parent.absolute())
        create_export(path, f"{message}\n".encode())
    except FileExistsError:
        return f"{path} already exists, so nothing was written. Choose another name."
    except OSError as error:
        return f"The message could not be written to {path}: {error.strerror or error}."
    return f"Message saved as {path} · {ANSWER_HINT}"
