"""The profile screen: the person's self-rating beside the ratings of people who know them."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive

from efficacy_tui.content.instrument import Instrument
from efficacy_tui.flows.command_table import Place
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.survey import AddDomainFromItem, ChooseRater, DeleteRater, RateSelf
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.profile import ProfileReport, build_profile_report
from efficacy_tui.model.text_layout import first_fitting
from efficacy_tui.tui.bindings import screen_bindings
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.screens.base_screen import LiveScreen, dismiss_if_active
from efficacy_tui.tui.screens.profile_sections import PRACTISE_COMMANDS, SECTIONS, areas_overview, where_to_start
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.content_lines import BRIGHT, QUIET
from efficacy_tui.tui.widgets.key_hints import KeyHint, KeyHintLine, command_hint, group_hint, join_hints, key_range
from efficacy_tui.tui.widgets.report_section import ReportSection
from efficacy_tui.wording.profile import NOBODY_TO_DELETE, READ_ONLY, already_practised, subtitle


class ProfileHead(LeafWidget):
    """The title, and whose ratings the report contains."""

    DEFAULT_CSS = "ProfileHead { height: 1; dock: top; padding: 0 2; }"
    report: reactive[ProfileReport | None] = reactive(None)

    def render(self) -> Content:
        report, width = self.report, self.size.width
        if report is None:
            return public("Profile", BRIGHT)
        subtitle_parts = subtitle(report.self_answers, len(report.others), report.today).split(" · ")
        right = first_fitting((subtitle_parts, subtitle_parts[:1]), max(width - 12, 0))
        gap = " " * max(width - 7 - cell_len(right), 1)
        return Content.assemble(public("Profile", BRIGHT), gap, (right, QUIET))


class ProfileKeys(KeyHintLine):
    """The keys of this screen, as many as fit."""

    DEFAULT_CSS = "ProfileKeys { height: 1; dock: bottom; padding: 0 2; color: $quiet; }"
    report: reactive[ProfileReport | None] = reactive(None)

    def render(self) -> Content:
        width = self.size.width
        hints = [
            command_hint("answer", "answer", "screen.answer"),
            command_hint("hot-seat", "somebody else", "screen.hot_seat"),
            command_hint("explain", "explain", "app.command('explain')"),
            group_hint({"up": "screen.scroll(-10)", "down": "screen.scroll(10)"}, "read on"),
            command_hint("close", "back", "screen.close"),
        ]
        if self.report is not None and self.report.starting_points:
            hints.insert(2, KeyHint(key_range(*PRACTISE_COMMANDS), "practise", ("screen.to_starts",)))
        if self.report is not None and (self.report.others or self.report.pending_raters):
            hints.insert(-2, command_hint("delete-rater", "delete a rater", "screen.delete"))
        short_words = {"somebody else": "other", "delete a rater": "delete", "read on": "more"}
        if width < 76:
            hints = [hint._replace(description=short_words.get(hint.description, hint.description)) for hint in hints]
        return join_hints(
            hints, width, droppable_first=("delete a rater", "delete", "read on", "more", "explain", "practise")
        )


class ProfileScreen(LiveScreen):
    """Shows the report and starts the flows that add to it; stores no answers."""

    place: ClassVar[Place] = "profile"
    BINDINGS: ClassVar[list[BindingType]] = [
        *screen_bindings(
            {
                "close": "close",
                "profile": "close",
                "answer": "answer",
                "hot-seat": "hot_seat",
                "practise-1": "practise(0)",
                "practise-2": "practise(1)",
                "practise-3": "practise(2)",
                "delete-rater": "delete",
                "down": "scroll(2)",
                "up": "scroll(-2)",
                "page-down": "scroll(10)",
                "page-up": "scroll(-10)",
                "top": "scroll(-9999)",
                "bottom": "scroll(9999)",
                "explain": "",
                "undo": "",
                "redo": "",
                "help": "",
                "support": "",
                "mask": "",
                "suspend": "",
            }
        )
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    DEFAULT_CSS = """
    ProfileScreen {
        background: $background;
        & > VerticalScroll { height: 1fr; padding-top: 1; scrollbar-size-vertical: 1; }
        & > VerticalScroll > Horizontal { height: auto; border-top: solid $faint; }
        & Vertical { height: auto; width: 1fr; }
        &.-narrow Horizontal { layout: vertical; }
    }
    """

    def __init__(self, journal: Journal, instrument: Instrument, ask: Callable[[Flow], None]) -> None:
        super().__init__()
        self._journal = journal
        self._instrument = instrument
        self._ask = ask
        self.report: ProfileReport | None = None

    def compose(self) -> ComposeResult:
        yield ProfileHead()
        with VerticalScroll(can_focus=False):
            yield ReportSection("", areas_overview)
            with Horizontal():
                half = (len(SECTIONS) + 1) // 2
                for column_sections in (SECTIONS[:half], SECTIONS[half:]):
                    with Vertical():
                        for heading, section in column_sections:
                            yield ReportSection(heading, section)
        yield ProfileKeys()

    def on_mount(self) -> None:
        self.update_from_snapshot()

    def update_from_snapshot(self) -> None:
        """Rebuild the report in a thread and show it when it is ready."""
        self._build_report()

    @work(thread=True, exclusive=True, group="report")
    def _build_report(self) -> None:
        report = build_profile_report(self._journal.contents, self._instrument, self._journal.today())
        self.call_later(self._show_report, report)

    def _show_report(self, report: ProfileReport) -> None:
        self.report = report
        with self.app.batch_update():
            self.query_one(ProfileHead).report = report
            self.query_one(ProfileKeys).report = report
            for section in self.query(ReportSection):
                section.show(report)

    def action_answer(self) -> None:
        self._start_flow(RateSelf(self._journal, self._instrument))

    def action_hot_seat(self) -> None:
        self._start_flow(ChooseRater(self._journal, self._instrument))

    def action_practise(self, index: int) -> None:
        starting_points = self.report.starting_points if self.report else ()
        if index >= len(starting_points):
            return
        start = starting_points[index]
        if start.domain:
            self.notify(already_practised(start.domain), markup=False)
        else:
            self._start_flow(AddDomainFromItem(self._journal, start.item))

    def action_delete(self) -> None:
        if not self._journal.surveys.raters():
            self.notify(NOBODY_TO_DELETE, markup=False)
            return
        self._start_flow(DeleteRater(self._journal))

    def _start_flow(self, flow: Flow) -> None:
        if self._journal.read_only:
            self.notify(READ_ONLY, markup=False)
        else:
            self._ask(flow)

    def action_to_starts(self) -> None:
        """Scroll to the items that can become a domain; a click on one starts that."""
        for section in self.query(ReportSection):
            if section.section is where_to_start:
                self.query_one(VerticalScroll).scroll_to_widget(section, animate=False)

    def action_close(self) -> None:
        dismiss_if_active(self)
