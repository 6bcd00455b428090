"""Runs a flow whose answers are all known in advance, as from a script."""

from __future__ import annotations

from collections.abc import Mapping

from efficacy_tui.flows.flow import Flow, FlowSession
from efficacy_tui.flows.question_types import Advice, InvalidAnswer, Question
from efficacy_tui.store.errors import Rejected


def finish_with_answers(flow: Flow, answers: Mapping[str, str]) -> str:
    """Answer each question with the text for its key, or its default; return the flow's closing message.

    Raises:
        Rejected: an answer is invalid; nothing was recorded.
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
            raise Rejected(f"{_name_field(question)} {error}") from error
    return session.finish().message


def _name_field(question: Question) -> str:
    """Name a field by the question it answers, because a label such as “Did” means nothing away from its dialog."""
    prompt, mark, _ = question.prompt.partition("?")
    return prompt + mark if mark else f"{question.label or question.prompt}:"
