"""Runs a flow whose answers are all known in advance, as from a script."""

from __future__ import annotations

from collections.abc import Mapping

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.flow_session import FlowSession
from efficacy_tui.flows.question_types import Advice, InvalidAnswer, Question
from efficacy_tui.store.errors import Rejected


class AnswerRejected(Rejected):
    """An answer is invalid; `key` is that of its question, and `reason` says why without naming the question."""

    def __init__(self, question: Question, reason: str) -> None:
        super().__init__(f"{_name_field(question)} {reason}")
        self.key = question.key
        self.reason = reason


def finish_with_answers(flow: Flow, answers: Mapping[str, str]) -> str:
    """Answer each question with the text for its key, or its default; return the flow's closing message.

    Raises:
        Rejected: an answer is invalid; nothing was recorded.
    """
    return run_with_answers(flow, answers).message


def run_with_answers(
    flow: Flow, answers: Mapping[str, str], *, ends_draft: bool = False, unasked: Mapping[str, str] | None = None
) -> FlowResult:
    """Answer each question with the text for its key, or its default; return the result of the flow.

    A draft that a person left in this flow stays, unless this `ends_draft` because it is about the same thing.
    `unasked` has the error for an answer to a question (key) that is not asked.

    Raises:
        Rejected: an answer is invalid, or not asked for; nothing was recorded.
    """
    parsed_answers = parse_answers(flow, answers)
    if surplus := [key for key in unasked or () if key in answers and key not in parsed_answers]:
        raise Rejected((unasked or {})[surplus[0]])
    result = flow.finish(parsed_answers)
    if ends_draft and flow.draft_key and flow.journal.settings.draft(flow.draft_key):
        flow.journal.settings.save_draft(flow.draft_key, None)
    return result


def parse_answers(flow: Flow, answers: Mapping[str, str]) -> Answers:
    """Answer each question with the text for its key, or its default; return the values, with nothing recorded yet.

    Raises:
        AnswerRejected: an answer is invalid.
    """
    session = FlowSession(flow)
    while (question := session.current) is not None:
        default = question.default if question.script_default is None else question.script_default
        raw = answers.get(question.key, default)
        try:
            session.answer(raw)
        except Advice:
            session.answer(raw)
        except InvalidAnswer as error:
            raise AnswerRejected(question, str(error)) from error
    return session.answers


def _name_field(question: Question) -> str:
    """Name a field by the question it answers, because a label such as “Did” means nothing away from its dialog."""
    prompt, mark, _ = question.prompt.partition("?")
    return prompt + mark if mark else f"{question.label or question.prompt}:"
