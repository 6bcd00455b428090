"""The profile in words: where the person stands in their own eyes and in those of people who know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from efficacy_tui.content.instrument import Instrument
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.survey import AddDomainFromItem, ChooseRater, DeleteRater, RateSelf
from efficacy_tui.journal.profile import ProfileReport, build_profile_report
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.plain.columns import section, table, wrap
from efficacy_tui.plain.views.base_view import View
from efficacy_tui.plain.views.trend_sections import report_lines
from efficacy_tui.wording import profile as wording

if TYPE_CHECKING:
    from efficacy_tui.plain.repl import Repl


def profile_lines(report: ProfileReport, width: int) -> list[str]:
    """The areas, then every section, in the order of the screen."""
    whose = wording.subtitle(report.own, len(report.others), report.today).replace(" · ", ", ")
    rows = ["", *wrap(f"Profile{f': {whose}' if whose else ''}.", width), *_areas(report, width)]
    rows += section("You and others", [*report_lines(wording.you_and_others(report, "a"), width), *_ask(report, width)])
    rows += section("How far you agree", report_lines(wording.agreement(report), width))
    rows += section("Each by themselves", _each(report, width))
    rows += section("Since last time", report_lines(wording.since_last_time(report), width))
    rows += section("Where to start", _starts(report, width))
    rows += section("History", _history(report, width))
    return [*rows, *section("About this profile", report_lines(wording.about(report), width))]


def _areas(report: ProfileReport, width: int) -> list[str]:
    if report.own is None and not report.others:
        begin = f"a: {wording.beginning(report, 'a')}. x: {wording.READ_FIRST}."
        return [*wrap(wording.invitation(report), width), *wrap(begin, width)]
    ends = report.instrument.anchors
    rows = wrap(f"From 1, {ends[0]}, to 5, {ends[-1]}. “Together” counts each of you once.", width)
    for line in report.areas:
        values = ", ".join(wording.area_values(line, report))
        each = [f"{_name(report, letter)} {locale_format.format_number(mean, 1)}" for letter, mean in line.others]
        by_whom = f" ({', '.join(each)})" if len(report.others) > 1 and each else ""
        rows += wrap(f"{line.area.name}: {values or 'nobody yet'}{by_whom}.", width, 0, 2)
        rows += wrap(line.why, width, 2) if line.why else []
    return rows


def _name(report: ProfileReport, letter: str) -> str:
    return next((voice.name for voice in report.others if voice.letter == letter), letter)


def _ask(report: ProfileReport, width: int) -> list[str]:
    return wrap(f"h: {wording.ASK_HERE} {wording.ASK_BY_FORM}", width) if wording.asks_for_others(report) else []


def _each(report: ProfileReport, width: int) -> list[str]:
    if report.own is None or len(report.others) < 2:
        return wrap(wording.EACH_MISSING, width)
    names = [line.area.name for line in report.areas]
    rows = [
        (
            voice.name or "you",
            voice.role or "",
            *("none" if mean is None else f"{locale_format.format_number(mean, 1)}" for mean in voice.means),
        )
        for voice in (report.own, *report.others)
    ]
    return table(("Who", "Role", *names), rows, width, numbers=range(2, len(names) + 2), wide=0)


def _starts(report: ProfileReport, width: int) -> list[str]:
    rows = report_lines(wording.where_to_start(report), width)
    for number, start in enumerate(report.starts, start=1):
        now = (
            f"practised in {start.domain}" if start.domain else f"today: {report.instrument.anchors[start.answer - 1]}"
        )
        rows += wrap(f"{number}: {start.item.own} ({now})", width, 2, 4)
    return rows


def _history(report: ProfileReport, width: int) -> list[str]:
    names = [line.area.name for line in report.areas]
    rows = [
        (
            short_date(past.day, report.today),
            past.who or "you",
            *("none" if score is None else f"{locale_format.format_number(score, 0)}" for score in past.scores),
        )
        for past in report.history[: wording.HISTORY_ROWS]
    ]
    drawn = table(("Day", "Who", *names), rows, width, numbers=range(2, len(names) + 2), wide=1)
    return [*drawn, *wrap(wording.history_note(report), width)]


class ProfileView(View):
    """The report, and what adds to it."""

    name = "Profile"

    def __init__(self, program: Repl, instrument: Instrument) -> None:
        super().__init__(program)
        self.instrument = instrument

    @property
    def report(self) -> ProfileReport:
        """The report as it is now."""
        return build_profile_report(self.program.journal.contents, self.instrument, self.program.journal.today())

    @property
    def keys(self) -> str:
        report = self.report
        practise = " 1 to 3 begin to practise one." if report.starts else ""
        delete = " D deletes a rater." if report.others or report.waiting else ""
        return f"a answers, h hands over to somebody else.{practise}{delete} x explains."

    def lines(self) -> list[str]:
        return profile_lines(self.report, self.width)

    def handle(self, text: str) -> bool:
        match text:
            case "a":
                self._begin(RateSelf(self.program.journal, self.instrument))
            case "h":
                self._begin(ChooseRater(self.program.journal, self.instrument))
            case "1" | "2" | "3":
                self._practise(int(text) - 1)
            case "D" | "del" | "delete":
                if self.program.journal.surveys.raters():
                    self._begin(DeleteRater(self.program.journal))
                else:
                    self.program.terminal.say("There is nobody to delete.")
            case _:
                return False
        return True

    def _practise(self, number: int) -> None:
        starts = self.report.starts
        if number >= len(starts):
            self.program.terminal.say("There is nothing to begin with here yet. a answers.")
        elif starts[number].domain:
            self.program.terminal.say(f"That is practised in {starts[number].domain} already.")
        else:
            self._begin(AddDomainFromItem(self.program.journal, starts[number].item))

    def _begin(self, flow: Flow) -> None:
        if self.program.journal.read_only:
            self.program.terminal.say("This journal can only be looked at.")
            return
        self.program.ask(flow)
        self.read_out()
