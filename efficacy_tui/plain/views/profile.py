"""The profile as text: self-ratings beside the ratings of other people."""

from __future__ import annotations

from efficacy_tui.content.instrument import Instrument
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.survey import AddDomainFromItem, ChooseRater, DeleteRater, RateSelf
from efficacy_tui.journal.profile import ProfileReport, build_profile_report
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.plain.columns import section, table, wrap
from efficacy_tui.plain.views.base_view import Program, View
from efficacy_tui.plain.views.trend_sections import wrap_report
from efficacy_tui.wording import profile as wording


def format_profile(report: ProfileReport, width: int) -> list[str]:
    """Format the areas, then every section in the order of the dashboard's profile screen."""
    subtitle = wording.subtitle(report.self_answers, len(report.others), report.today).replace(" · ", ", ")
    rows = ["", *wrap(f"Profile{f': {subtitle}' if subtitle else ''}.", width), *_format_areas(report, width)]
    sections = (
        [*wrap_report(wording.you_and_others(report, "a"), width), *_format_rater_request(report, width)],
        wrap_report(wording.agreement(report), width),
        _format_raters(report, width),
        wrap_report(wording.since_last_time(report), width),
        _format_starts(report, width),
        _format_history(report, width),
        wrap_report(wording.about(report), width),
    )
    for heading, lines in zip(wording.SECTION_HEADINGS, sections, strict=True):
        rows += section(heading, lines)
    return rows


def _format_areas(report: ProfileReport, width: int) -> list[str]:
    if report.self_answers is None and not report.others:
        next_steps = f"a: {wording.start_hint(report, 'a')}. x: {wording.READ_FIRST}."
        return [*wrap(wording.invitation(report), width), *wrap(next_steps, width)]
    anchors = report.instrument.anchors
    rows = wrap(f"From 1, {anchors[0]}, to 5, {anchors[-1]}. “Together” counts each of you once.", width)
    for scores in report.areas:
        values = ", ".join(wording.area_values(scores, report))
        rater_means = [
            f"{_rater_name(report, letter)} {locale_format.format_number(mean, 1)}" for letter, mean in scores.others
        ]
        rater_note = f" ({', '.join(rater_means)})" if len(report.others) > 1 and rater_means else ""
        rows += wrap(f"{scores.area.name}: {values or 'nobody yet'}{rater_note}.", width, 0, 2)
        rows += wrap(scores.missing_note, width, 2) if scores.missing_note else []
    return rows


def _rater_name(report: ProfileReport, letter: str) -> str:
    return next((wording.rater_label(rater, report) for rater in report.others if rater.letter == letter), letter)


def _format_rater_request(report: ProfileReport, width: int) -> list[str]:
    return wrap(f"h: {wording.ASK_HERE} {wording.ASK_BY_FORM}", width) if wording.asks_for_others(report) else []


def _format_raters(report: ProfileReport, width: int) -> list[str]:
    if report.self_answers is None or len(report.others) < 2:
        return wrap(wording.EACH_MISSING, width)
    names = [scores.area.name for scores in report.areas]
    rows = [
        (
            wording.rater_label(rater, report) or "you",
            rater.role or "",
            *("none" if mean is None else locale_format.format_number(mean, 1) for mean in rater.means),
        )
        for rater in (report.self_answers, *report.others)
    ]
    return table(("Who", "Role", *names), rows, width, numbers=range(2, len(names) + 2), wide=0)


def _format_starts(report: ProfileReport, width: int) -> list[str]:
    rows = wrap_report(wording.where_to_start(report), width)
    for number, start in enumerate(report.starting_points, start=1):
        state = (
            f"practised in {start.domain}" if start.domain else f"today: {report.instrument.anchors[start.answer - 1]}"
        )
        rows += wrap(f"{number}: {start.item.self_text} ({state})", width, 2, 4)
    return rows


def _format_history(report: ProfileReport, width: int) -> list[str]:
    names = [scores.area.name for scores in report.areas]
    rows = [
        (
            short_date(survey.day, report.today),
            survey.who or "you",
            *("none" if mean is None else locale_format.format_number(mean, 1) for mean in survey.means),
        )
        for survey in report.history[: wording.HISTORY_ROWS]
    ]
    table_lines = table(("Day", "Who", *names), rows, width, numbers=range(2, len(names) + 2), wide=1)
    return [*table_lines, *wrap(wording.history_note(report), width)]


class ProfileView(View):
    """The profile, with keys to answer it, hand it to a rater and begin a domain."""

    name = "Profile"

    def __init__(self, program: Program, instrument: Instrument) -> None:
        super().__init__(program)
        self.instrument = instrument

    @property
    def report(self) -> ProfileReport:
        return build_profile_report(self.program.journal.contents, self.instrument, self.program.journal.today())

    @property
    def keys(self) -> str:
        report = self.report
        practise = " 1 to 3 start practising one." if report.starting_points else ""
        delete = " D deletes a rater." if report.others or report.pending_raters else ""
        return f"a answers, h hands over to somebody else.{practise}{delete} x explains."

    def lines(self) -> list[str]:
        return format_profile(self.report, self.width)

    def handle(self, text: str) -> bool:
        match text:
            case "a":
                self._run_flow(RateSelf(self.program.journal, self.instrument))
            case "h":
                self._run_flow(ChooseRater(self.program.journal, self.instrument))
            case "1" | "2" | "3":
                self._add_domain(int(text) - 1)
            case "D" | "del" | "delete":
                if self.program.journal.surveys.raters():
                    self._run_flow(DeleteRater(self.program.journal))
                else:
                    self.program.terminal.say(wording.NOBODY_TO_DELETE)
            case _:
                return False
        return True

    def _add_domain(self, number: int) -> None:
        starts = self.report.starting_points
        if number >= len(starts):
            self.program.terminal.say("There is nothing to practise here yet. a answers the questions.")
        elif starts[number].domain:
            self.program.terminal.say(wording.already_practised(starts[number].domain))
        else:
            self._run_flow(AddDomainFromItem(self.program.journal, starts[number].item))

    def _run_flow(self, flow: Flow) -> None:
        if self.program.journal.read_only:
            self.program.terminal.say(wording.READ_ONLY)
            return
        self.program.ask(flow)
        self.show()
