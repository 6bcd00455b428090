"""The view of the trends, with keys for the range, the domain and a single day."""

from __future__ import annotations

from efficacy_tui.flows.availability import no_domain_sentence
from efficacy_tui.flows.dated_questions import EXAMPLE_DAYS_AGO, past_day_question
from efficacy_tui.flows.question_types import InvalidAnswer
from efficacy_tui.journal.trends import build_trend_report
from efficacy_tui.model import locale_format
from efficacy_tui.plain.columns import wrap
from efficacy_tui.plain.views.base_view import Program, View
from efficacy_tui.plain.views.trend_sections import describe_chart_day, draw_chart, format_trends
from efficacy_tui.wording.trends import RANGES


class TrendsView(View):
    """The trends of the selected domain."""

    name = "Trends"

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.range_index = 1

    @property
    def keys(self) -> str:
        example = locale_format.typed_date(self.program.journal.today() - EXAMPLE_DAYS_AGO)
        return (
            "1 is 30 days, 2 is 90 days, 3 a year, 4 all. [ and ] show another domain. “chart” draws the chart. "
            f"A day, like “fri” or “{example}”, is read out."
        )

    def lines(self) -> list[str]:
        snapshot = self.program.snapshot
        if snapshot.stats is None or snapshot.selected is None:
            return wrap(no_domain_sentence(), self.width)
        window = RANGES[self.range_index][2]
        report = build_trend_report(self.program.journal.contents, snapshot.stats, snapshot.domains, window)
        head = f"Trends of {snapshot.selected.name}, {RANGES[self.range_index][1]}."
        return ["", *wrap(head, self.width), *format_trends(report, self.range_index, self.width)]

    def handle(self, text: str) -> bool:
        if text in tuple("1234"):
            self.range_index = int(text) - 1
        elif text in ("[", "]"):
            self.program.select_domain(1 if text == "]" else -1)
        elif text == "chart":
            self.show_chart()
            return True
        elif len(text) < 3:
            # A day has at least three characters; shorter input is a command.
            return False
        else:
            try:
                day = past_day_question(self.program.journal).parse(text)
            except InvalidAnswer as error:
                if any(char.isdigit() for char in text):
                    self.program.terminal.say(str(error))
                    return True
                return False
            if day is not None:
                self.program.terminal.say(describe_chart_day(self.program.snapshot, day))
            return True
        self.show()
        return True

    def show_chart(self) -> None:
        """Draw the chart of the domain shown."""
        if (stats := self.program.snapshot.stats) is not None:
            self.program.terminal.write_lines(draw_chart(stats, RANGES[self.range_index][2], self.width))
