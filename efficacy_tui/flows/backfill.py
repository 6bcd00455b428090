"""The question for which of the last days to check in; that day's check-in follows."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.flows.check_in import DailyCheckIn
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import ChoiceQuestion, Option, Question
from efficacy_tui.flows.shared_questions import number_key
from efficacy_tui.journal.check_ins import BACKFILL_DAYS
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format


class Backfill(Flow):
    """Asks which of the last days to check in for, then opens that day's check-in."""

    title = "An earlier day"
    escape_hint = "esc cancels"

    @staticmethod
    def days(journal: Journal) -> list[dt.date]:
        """Return the recent days on which a domain is not rated, latest first."""
        today = journal.today()
        days = (today - dt.timedelta(days=back) for back in range(1, BACKFILL_DAYS + 1))
        return [day for day in days if journal.checkins.missing(day)]

    def questions(self, answers: Answers) -> list[Question]:
        yesterday = self.journal.today() - dt.timedelta(days=1)
        options = []
        for index, day in enumerate(self.days(self.journal)):
            day_name = "Yesterday" if day == yesterday else locale_format.long_date(day)
            options.append(Option(value=day.isoformat(), key=number_key(index), label=day_name))
        return [
            ChoiceQuestion(
                key="day",
                prompt="Which day would you like to fill in?",
                hint="It is marked as late. Missed days lower nothing.",
                options=tuple(options),
            )
        ]

    def finish(self, answers: Answers) -> FlowResult:
        return FlowResult(next_flow=DailyCheckIn(self.journal, dt.date.fromisoformat(answers["day"])))
