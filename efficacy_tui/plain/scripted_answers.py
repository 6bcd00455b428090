"""Runs a flow whose answers are all known in advance, as from a script."""

from __future__ import annotations

from collections.abc import Mapping

from efficacy_tui.flows.flow import Flow, FlowSession
from efficacy_tui.flows.question_types import Advice, InvalidAnswer
from efficacy_tui.store.errors import Rejected


def finish_with_answers(flow: Flow, answers: Mapping[str, str]) -> str:
    """Answer each question with the text for its key, or its default; return the flow's closing message.

    Raises:
        Rejected: an answer is invalid; nothing was recorded.
    """
    session = FlowSession(flow)
    while (question := session.current) is not None:
        raw = answers.get(question.key, question.default)
        try:
            session.answer(raw)
        except Advice:
            session.answer(raw)
        except InvalidAnswer as error:
            raise Rejected(f"{question.label or question.prompt}: {error}") from error
    return session.finish().message
