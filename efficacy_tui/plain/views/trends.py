"""The trends as something to move about in: ranges, domains, single days."""

from __future__ import annotations

from efficacy_tui.flows.question_types import InvalidAnswer
from efficacy_tui.flows.shared_questions import past_day_question
from efficacy_tui.journal.trends import build_trend_report
from efficacy_tui.model import locale_format
from efficacy_tui.plain.columns import wrap
from efficacy_tui.plain.views.base_view import Program, View
from efficacy_tui.plain.views.trend_sections import day_read_out, trend_lines
from efficacy_tui.wording.trends import RANGES


class TrendsView(View):
    """One domain large, and everything that can be said beside it."""

    name = "Trends"

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.chosen = 1

    @property
    def keys(self) -> str:
        return (
            "1 is 30 days, 2 is 90 days, 3 a year, 4 all. [ and ] show another domain. "
            f"A day, like “fri” or “{locale_format.example_date(10, 'nov')}”, is read out."
        )

    def lines(self) -> list[str]:
        overview = self.program.snapshot
        if overview.stats is None or overview.selected is None:
            return wrap("There is no domain yet. d adds one.", self.width)
        window = RANGES[self.chosen][2]
        report = build_trend_report(self.program.journal.contents, overview.stats, overview.domains, window)
        head = f"Trends of {overview.selected.name}, {RANGES[self.chosen][1]}."
        return ["", *wrap(head, self.width), *trend_lines(report, self.chosen, self.width)]

    def handle(self, text: str) -> bool:
        if text in tuple("1234"):
            self.chosen = int(text) - 1
        elif text in ("[", "]"):
            self.program.select(1 if text == "]" else -1)
        elif len(text) < 3:
            # A day has more letters than a command.
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
                self.program.terminal.say(day_read_out(self.program.snapshot, day))
            return True
        self.read_out()
        return True
