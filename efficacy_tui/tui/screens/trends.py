"""The trends screen: one domain large, and everything that can be said beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from efficacy_tui.flows.days import short_date
from efficacy_tui.practice.overview import Overview
from efficacy_tui.practice.review import OUTCOME_WORDS
from efficacy_tui.practice.trends import TrendReport
from efficacy_tui.tui.glyphs import UNICODE
from efficacy_tui.tui.panes.confidence import chart_data
from efficacy_tui.tui.screens.closing import close
from efficacy_tui.tui.screens.following import FollowingScreen
from efficacy_tui.tui.screens.trend_sections import SECTIONS
from efficacy_tui.tui.widgets.lines import ACCENT, BRIGHT, QUIET, elide
from efficacy_tui.tui.widgets.section_lines import SectionLines
from efficacy_tui.tui.widgets.trend_chart import TrendChart

RANGES: tuple[tuple[str, int | None], ...] = (("30 d", 30), ("90 d", 90), ("1 y", 365), ("all", None))


class TrendHead(Widget):
    """Which domain, and which range."""

    DEFAULT_CSS = "TrendHead { height: 1; dock: top; padding: 0 2; }"
    overview: reactive[Overview | None] = reactive(None)
    chosen: reactive[int] = reactive(1)

    def render(self) -> Content:
        overview, width = self.overview, self.size.width
        if overview is None or overview.selected is None:
            return Content("")
        ranges: list[tuple[str, str]] = []
        for i, (name, _) in enumerate(RANGES):
            here = i == self.chosen
            if not here and width < 56:
                continue
            ranges += [(f"{i + 1} ", ACCENT if here else QUIET), (name, BRIGHT if here else QUIET), ("   ", "")]
        right = Content.assemble(*ranges[:-1])
        room = width - right.cell_length - 2
        left: list[tuple[str, str]] = []
        used = 0
        rows = list(overview.domains)
        place = rows.index(overview.selected)
        for domain in [*rows[place:], *rows[:place]]:
            here = domain == overview.selected
            text = elide(domain.name, max(room - used, 0)) if here else domain.name
            size = cell_len(text) + 5
            if used + size > room and not here:
                break
            left += [(f"{UNICODE['now']} " if here else "  ", ACCENT), (text, BRIGHT if here else QUIET), ("   ", "")]
            used += size
        start = Content.assemble(*left)
        return start + Content(" " * max(width - start.cell_length - right.cell_length, 1)) + right


class Readout(Widget):
    """What the cursor stands on, or how to move it."""

    DEFAULT_CSS = "Readout { height: 1; padding: 0 2; text-wrap: nowrap; text-overflow: ellipsis; }"
    words: reactive[Content] = reactive(Content(""))

    def render(self) -> Content:
        return self.words


class TrendsScreen(FollowingScreen):
    """Reads out one domain; asks the app for pictures and reports, holds no data of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,t", "close", show=False),
        Binding("left", "cursor(-1)", show=False),
        Binding("right", "cursor(1)", show=False),
        Binding("shift+left", "cursor(-7)", show=False),
        Binding("shift+right", "cursor(7)", show=False),
        Binding("home", "cursor(-99999)", show=False),
        Binding("end", "cursor(99999)", show=False),
        Binding("1", "range(0)", show=False),
        Binding("2", "range(1)", show=False),
        Binding("3", "range(2)", show=False),
        Binding("4", "range(3)", show=False),
        Binding("left_square_bracket", "domain(-1)", show=False),
        Binding("right_square_bracket", "domain(1)", show=False),
        Binding("down,j", "scroll(2)", show=False),
        Binding("up,k", "scroll(-2)", show=False),
        Binding("pagedown,space", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
        Binding("question_mark", "app.command('help')", show=False),
        Binding("exclamation_mark,f1", "app.command('support')", show=False),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    DEFAULT_CSS = """
    TrendsScreen {
        background: $background;
        & > TrendChart { height: 2fr; min-height: 6; margin: 1 2 0 2; }
        & > VerticalScroll { height: 3fr; margin-top: 1; scrollbar-size-vertical: 1; border-top: solid $faint; }
        & > VerticalScroll > Horizontal { height: auto; }
        & Vertical { height: auto; width: 1fr; padding-top: 0; }
        &.-narrow Horizontal { layout: vertical; }
        & > TrendKeys { height: 1; dock: bottom; padding: 0 2; color: $quiet; }
    }
    """

    def __init__(
        self,
        overview: Callable[[], Overview | None],
        report: Callable[[str, int | None], TrendReport | None],
        select: Callable[[int], None],
    ) -> None:
        super().__init__()
        self._overview = overview
        self._report = report
        self._select = select
        self._shown: str | None = None

    def compose(self) -> ComposeResult:
        yield TrendHead()
        yield TrendChart()
        yield Readout()
        with VerticalScroll(can_focus=False), Horizontal():
            half = len(SECTIONS) // 2
            with Vertical():
                for heading, section in SECTIONS[:half]:
                    yield SectionLines(heading, section)
            with Vertical():
                for heading, section in SECTIONS[half:]:
                    yield SectionLines(heading, section)
        yield TrendKeys()

    def on_mount(self) -> None:
        self.follow()

    @property
    def chart(self) -> TrendChart:
        """The chart."""
        return self.query_one(TrendChart)

    def follow(self) -> None:
        """Show the picture as it is now; the report follows when it is worked out."""
        overview = self._overview()
        head = self.query_one(TrendHead)
        head.overview = overview
        if overview is None or overview.standing is None or overview.selected is None:
            return
        if overview.selected.id != self._shown:
            self._shown = overview.selected.id
            self.chart.cursor_day = None
        self.chart.set_data(chart_data(overview.standing), RANGES[head.chosen][1])
        self._read_out()
        self._work_out(overview.selected.id, RANGES[head.chosen][1])

    @work(thread=True, exclusive=True, group="report")
    def _work_out(self, domain: str, window: int | None) -> None:
        report = self._report(domain, window)
        self.call_later(self._show_report, report)

    def _show_report(self, report: TrendReport | None) -> None:
        for section in self.query(SectionLines):
            section.show(report)

    def _read_out(self) -> None:
        overview, day = self._overview(), self.chart.cursor_day
        readout = self.query_one(Readout)
        standing = overview.standing if overview else None
        if standing is None or overview is None:
            return
        if day is None:
            readout.words = Content.styled("← → read a day, shift for a week", QUIET)
            return
        date = dt.date.fromordinal(day)
        parts: list[tuple[str, str]] = [(f"{short_date(date, overview.today)}  ", BRIGHT)]
        ratings = [value for rated, value in standing.ratings if rated == day]
        parts.append((f"rated {ratings[-1]}" if ratings else "no check-in", "" if ratings else QUIET))
        level = next((row for row in reversed(standing.level) if row[0] <= day), None)
        if level is not None:
            parts.append((f"  ·  level {round(level[1])} ({round(level[2])}–{round(level[3])})", QUIET))
        for mark in standing.marks:
            if mark.day == day:
                parts.append((f"  ·  {UNICODE[mark.outcome]} {mark.title}, {OUTCOME_WORDS[mark.outcome]}", ""))
        for item in overview.items:
            if item.day == date and item.domain == standing.domain.id and item.kind != "outcome":
                parts.append((f"  ·  {UNICODE[item.kind]} {item.text}", ""))
        readout.words = Content.assemble(*parts)

    @on(TrendChart.CursorMoved)
    def _cursor_moved(self) -> None:
        self._read_out()

    def action_cursor(self, by: int) -> None:
        overview = self._overview()
        if overview is None or overview.standing is None:
            return
        here = self.chart.cursor_day or overview.standing.today
        started = self.chart.cursor_day is not None or by not in (-1, 1)
        self.chart.cursor_day = max(here + (by if started else 0), 1)

    def action_range(self, number: int) -> None:
        self.query_one(TrendHead).chosen = number
        self.follow()

    def action_domain(self, by: int) -> None:
        self._select(by)

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_close(self) -> None:
        if self.chart.cursor_day is not None:
            self.chart.cursor_day = None
            self._read_out()
        else:
            close(self)


class TrendKeys(Widget):
    """What can be done here."""

    def render(self) -> Content:
        wide = self.size.width >= 76
        keys = [("← →", "day"), ("1–4", "range"), ("[ ]", "domain"), ("↑ ↓", "read on"), ("esc", "back")]
        parts: list[tuple[str, str]] = []
        for key, what in keys:
            parts += [(key, f"{BRIGHT} {ACCENT}"), (f" {what}{'   ' if wide else '  '}", QUIET)]
        return Content.assemble(*parts)
