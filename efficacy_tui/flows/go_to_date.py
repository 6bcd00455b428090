"""The flow that asks for the day to go to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from efficacy_tui.flows.dated_questions import past_day_question
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Question
from efficacy_tui.journal.journal import Journal


class GoToDate(Flow):
    """Asks for a day and passes it to `go_to`."""

    title = "Go to a day"
    escape_hint = "esc cancels"

    def __init__(self, journal: Journal, go_to: Callable[[dt.date], None]) -> None:
        super().__init__(journal)
        self._go_to = go_to

    def questions(self, answers: Answers) -> list[Question]:
        return [past_day_question(self.journal, "Which day?")]

    def finish(self, answers: Answers) -> FlowResult:
        self._go_to(answers["day"])
        return FlowResult()
