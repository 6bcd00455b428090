"""The profile screen: where the person stands in their own eyes and in those of people who know them."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from efficacy_tui.content.instrument import Instrument
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.survey import DeleteRater, Profile, StartFrom, WhoAnswers
from efficacy_tui.practice.journal import Journal
from efficacy_tui.practice.profile import ProfileReport, profile_report
from efficacy_tui.tui.screens.closing import close
from efficacy_tui.tui.screens.following import FollowingScreen
from efficacy_tui.tui.screens.profile_sections import SECTIONS, areas, subtitle
from efficacy_tui.tui.widgets.lines import ACCENT, BRIGHT, QUIET, elide
from efficacy_tui.tui.widgets.section_lines import SectionLines


class ProfileHead(Widget):
    """The title, and whose answers are shown."""

    DEFAULT_CSS = "ProfileHead { height: 1; dock: top; padding: 0 2; }"
    report: reactive[ProfileReport | None] = reactive(None)

    def render(self) -> Content:
        report, width = self.report, self.size.width
        if report is None:
            return Content.styled("Profile", BRIGHT)
        right = elide(subtitle(report.own, len(report.others)), max(width - 12, 0))
        gap = " " * max(width - 7 - cell_len(right), 1)
        return Content.assemble(("Profile", BRIGHT), gap, (right, QUIET))


class ProfileKeys(Widget):
    """What can be done here, as much of it as fits."""

    DEFAULT_CSS = "ProfileKeys { height: 1; dock: bottom; padding: 0 2; color: $quiet; }"
    report: reactive[ProfileReport | None] = reactive(None)

    def render(self) -> Content:
        width = self.size.width
        keys = [("a", "answer"), ("h", "somebody else"), ("x", "explain"), ("↑ ↓", "read on"), ("esc", "back")]
        if self.report is not None and self.report.starts:
            keys.insert(2, ("1–3", "practise"))
        if self.report is not None and (self.report.others or self.report.waiting):
            keys.insert(-2, ("del", "delete a rater"))
        short = {"somebody else": "other", "delete a rater": "delete", "read on": "more"}
        gap = "   " if width >= 92 else "  "
        if width < 76:
            keys = [(key, short.get(what, what)) for key, what in keys]
        while sum(cell_len(f"{key} {what}{gap}") for key, what in keys) > width + len(gap) and len(keys) > 3:
            # What is least needed goes first; help names it all the same.
            least = next((k for k in ("del", "↑ ↓", "x", "1–3") if any(k == key for key, _ in keys)), "")
            keys = [pair for pair in keys if pair[0] != least]
        parts: list[tuple[str, str]] = []
        for key, what in keys:
            parts += [(key, f"{BRIGHT} {ACCENT}"), (f" {what}{gap}", QUIET)]
        return Content.assemble(*parts)


class ProfileScreen(FollowingScreen):
    """Reads out the report and asks the flows that add to it; holds no answer of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,p", "close", show=False),
        Binding("a", "answer", show=False),
        Binding("h", "hot_seat", show=False),
        Binding("1", "practise(0)", show=False),
        Binding("2", "practise(1)", show=False),
        Binding("3", "practise(2)", show=False),
        Binding("delete,D", "delete", show=False),
        Binding("x", "app.command('explain')", show=False),
        Binding("u", "app.command('undo')", show=False),
        Binding("ctrl+r", "app.command('redo')", show=False),
        Binding("down,j", "scroll(2)", show=False),
        Binding("up,k", "scroll(-2)", show=False),
        Binding("pagedown,space", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
        Binding("home", "scroll(-9999)", show=False),
        Binding("end", "scroll(9999)", show=False),
        Binding("question_mark", "app.command('help')", show=False),
        Binding("exclamation_mark,f1", "app.command('support')", show=False),
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
            yield SectionLines("", areas)
            with Horizontal():
                half = (len(SECTIONS) + 1) // 2
                for part in (SECTIONS[:half], SECTIONS[half:]):
                    with Vertical():
                        for heading, section in part:
                            yield SectionLines(heading, section)
        yield ProfileKeys()

    def on_mount(self) -> None:
        self.follow()

    def follow(self) -> None:
        """Show the report as it is now, when it is worked out."""
        self._work_out()

    @work(thread=True, exclusive=True, group="report")
    def _work_out(self) -> None:
        report = profile_report(self._journal.contents, self._instrument, self._journal.today())
        self.call_later(self._show, report)

    def _show(self, report: ProfileReport) -> None:
        self.report = report
        with self.app.batch_update():
            self.query_one(ProfileHead).report = report
            self.query_one(ProfileKeys).report = report
            for lines in self.query(SectionLines):
                lines.show(report)

    def action_answer(self) -> None:
        self._begin(Profile(self._journal, self._instrument))

    def action_hot_seat(self) -> None:
        self._begin(WhoAnswers(self._journal, self._instrument))

    def action_practise(self, number: int) -> None:
        starts = self.report.starts if self.report else ()
        if number >= len(starts):
            return
        start = starts[number]
        if start.domain:
            self.notify(f"That is practised in {start.domain} already.", markup=False)
        else:
            self._begin(StartFrom(self._journal, start.item))

    def action_delete(self) -> None:
        if not self._journal.surveys.raters():
            self.notify("There is nobody to delete.", markup=False)
            return
        self._begin(DeleteRater(self._journal))

    def _begin(self, flow: Flow) -> None:
        if self._journal.read_only:
            self.notify("This journal can only be looked at.", markup=False)
        else:
            self._ask(flow)

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_close(self) -> None:
        close(self)
