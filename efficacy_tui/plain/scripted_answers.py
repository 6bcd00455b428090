"""A flow whose answers are all given at once, as a script gives them."""

from __future__ import annotations

from collections.abc import Mapping

from efficacy_tui.flows.flow import Flow, FlowSession
from efficacy_tui.flows.question_types import Advice, InvalidAnswer
from efficacy_tui.journal.errors import Rejected


def finish_with_answers(flow: Flow, answers: Mapping[str, str]) -> str:
    """Answer each question with the text given for its key, or its default; gives what the flow says at its end.

    Raises:
        Rejected: an answer is not accepted; nothing was recorded.
    """
    run = FlowSession(flow)
    while (question := run.current) is not None:
        raw = answers.get(question.key, question.default)
        try:
            run.answer(raw)
        except Advice:
            run.answer(raw)
        except InvalidAnswer as error:
            raise Rejected(f"{question.label or question.prompt}: {error}") from error
    return run.finish().message
