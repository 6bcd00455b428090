"""The trends screen: one domain large, and everything that can be said beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive

from efficacy_tui.journal.review import OUTCOME_WORDS
from efficacy_tui.journal.snapshot import DashboardSnapshot
from efficacy_tui.journal.trends import TrendReport
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.tui.bindings import BY_ID, Place, screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.panes.confidence import chart_data
from efficacy_tui.tui.panes.pane import invitation
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.screens.dismissing import dismiss_if_active
from efficacy_tui.tui.screens.live_screen import LiveScreen
from efficacy_tui.tui.screens.trend_sections import SECTIONS
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, clickable, elide, stack
from efficacy_tui.tui.widgets.key_hints import (
    KeyHint,
    KeyHintLine,
    command_hint,
    group_hint,
    hints_in_a_row,
    keys_of,
    span_of,
)
from efficacy_tui.tui.widgets.readout import LEAST_WORDS, Part, Readout
from efficacy_tui.tui.widgets.report_section import ReportSection
from efficacy_tui.tui.widgets.trend_chart import TrendChart
from efficacy_tui.wording.dashboard import BEGIN_DOMAIN, NO_CONFIDENCE
from efficacy_tui.wording.trends import RANGES

RANGE_KEYS = tuple(f"range-{number}" for number in range(1, len(RANGES) + 1))


def how_to_read() -> str:
    """The keys that go to a day, and those that go by weeks."""
    days, weeks = keys_of("left", "right"), keys_of("week-back", "week-on")
    by_day = f"{' '.join(days)} read a day" if days else ""
    if weeks == [f"shift+{key}" for key in days]:
        return f"{by_day}, shift for a week" if days else ""
    by_week = f"{' '.join(weeks)} a week" if weeks else ""
    return ", ".join(filter(None, (by_day, by_week)))


class TrendHead(LeafWidget):
    """Which domain, and which range."""

    DEFAULT_CSS = "TrendHead { height: 1; dock: top; padding: 0 2; }"
    auto_links = False
    overview: reactive[DashboardSnapshot | None] = reactive(None)
    chosen: reactive[int] = reactive(1)

    def render(self) -> Content:
        overview, width = self.overview, self.size.width
        if overview is None or overview.selected is None:
            return public("Trends", BRIGHT) if overview is not None and not overview.domains else Content("")
        ranges: list[Content] = []
        for i, (name, _, _) in enumerate(RANGES):
            here = i == self.chosen
            if not here and width < 56:
                continue
            key = " ".join(keys_of(f"range-{i + 1}"))
            words = public(f"{key} " if key else "", ACCENT if here else QUIET) + public(
                name, BRIGHT if here else QUIET
            )
            ranges += [clickable(words, f"screen.range({i})"), Content("   ")]
        right = Content.assemble(*ranges[:-1])
        room = width - right.cell_length - 2
        left: list[Content] = []
        used = 0
        rows = list(overview.domains)
        place = rows.index(overview.selected)
        for ahead, domain in enumerate([*rows[place:], *rows[:place]]):
            here = domain == overview.selected
            text = elide(domain.name, max(room - used, 0)) if here else domain.name
            size = cell_len(text) + 5
            if used + size > room and not here:
                break
            lead = Content.styled(f"{UNICODE['now']} " if here else "  ", ACCENT)
            shown = Content.styled(text, BRIGHT if here else QUIET)
            left += [lead, clickable(shown, f"screen.domain({ahead})"), Content("   ")]
            used += size
        start = Content.assemble(*left)
        return start + Content(" " * max(width - start.cell_length - right.cell_length, 1)) + right


class NoTrends(LeafWidget):
    """What will be here once there is a domain, and the key that begins."""

    DEFAULT_CSS = "NoTrends { height: 1fr; padding: 1 2; display: none; }"
    auto_links = False

    def render(self) -> Content:
        width, height = self.content_size
        return stack(invitation([NO_CONFIDENCE], BY_ID["domains"].key, BEGIN_DOMAIN, width, height))


class TrendsScreen(LiveScreen):
    """Reads out one domain; asks the app for pictures and reports, holds no data of its own."""

    place: ClassVar[Place] = "trends"
    BINDINGS: ClassVar[list[BindingType]] = [
        *screen_bindings(
            {
                "close": "close",
                "trends": "close",
                "left": "cursor(-1)",
                "right": "cursor(1)",
                "week-back": "cursor(-7)",
                "week-on": "cursor(7)",
                "top": "cursor(-99999)",
                "bottom": "cursor(99999)",
                "range-1": "range(0)",
                "range-2": "range(1)",
                "range-3": "range(2)",
                "range-4": "range(3)",
                "previous-domain": "domain(-1)",
                "next-domain": "domain(1)",
                "domains": "",
                "down": "scroll(2)",
                "up": "scroll(-2)",
                "page-down": "scroll(10)",
                "page-up": "scroll(-10)",
                "help": "",
                "support": "",
                "mask": "",
            }
        )
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-tall")]
    DEFAULT_CSS = """
    TrendsScreen {
        background: $background;
        & > TrendChart { height: 2fr; min-height: 6; margin: 1 2 0 2; }
        & > VerticalScroll { height: 3fr; margin-top: 1; scrollbar-size-vertical: 1; border-top: solid $faint; }
        /* Without a width the margins of the chart would be taken off it, too. */
        & > VerticalScroll { width: 100%; }
        & > VerticalScroll > Horizontal { height: auto; }
        &.-low > TrendChart { height: 4; min-height: 4; margin-top: 0; }
        &.-low > VerticalScroll { height: 1fr; margin-top: 0; }
        & Vertical { height: auto; width: 1fr; padding-top: 0; }
        &.-narrow Horizontal { layout: vertical; }
        &.-none > TrendChart, &.-none > Readout, &.-none > VerticalScroll { display: none; }
        &.-none > NoTrends { display: block; }
        & > TrendKeys { height: 1; dock: bottom; padding: 0 2; color: $quiet; }
    }
    """

    def __init__(
        self,
        overview: Callable[[], DashboardSnapshot | None],
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
        yield NoTrends()
        yield TrendChart()
        yield Readout()
        with VerticalScroll(can_focus=False), Horizontal():
            half = len(SECTIONS) // 2
            with Vertical():
                for heading, section in SECTIONS[:half]:
                    yield ReportSection(heading, section)
            with Vertical():
                for heading, section in SECTIONS[half:]:
                    yield ReportSection(heading, section)
        yield TrendKeys()

    def on_mount(self) -> None:
        self.update_from_snapshot()

    @property
    def chart(self) -> TrendChart:
        """The chart."""
        return self.query_one(TrendChart)

    def update_from_snapshot(self) -> None:
        """Show the picture as it is now; the report follows when it is worked out."""
        overview = self._overview()
        head = self.query_one(TrendHead)
        head.overview = overview
        empty = self.query_one(TrendKeys).empty = overview is not None and not overview.domains
        self.set_class(empty, "-none")
        if overview is None or overview.stats is None or overview.selected is None:
            return
        if overview.selected.id != self._shown:
            self._shown = overview.selected.id
            self.chart.cursor_day = None
        self.chart.set_data(chart_data(overview.stats), RANGES[head.chosen][2])
        self._read_out()
        self._work_out(overview.selected.id, RANGES[head.chosen][2])

    @work(thread=True, exclusive=True, group="report")
    def _work_out(self, domain: str, window: int | None) -> None:
        report = self._report(domain, window)
        self.call_later(self._show_report, report)

    def _show_report(self, report: TrendReport | None) -> None:
        for section in self.query(ReportSection):
            section.show(report)

    def _read_out(self) -> None:
        overview, day = self._overview(), self.chart.cursor_day
        readout = self.query_one(Readout)
        standing = overview.stats if overview else None
        if standing is None or overview is None:
            return
        if day is None:
            readout.words, readout.parts = public(how_to_read(), QUIET), ()
            return
        date = dt.date.fromordinal(day)
        ratings = [value for rated, value in standing.ratings if rated == day]
        rated = (f"rated {ratings[-1]}", "") if ratings else ("no check-in", QUIET)
        parts: list[Part] = []
        level = next((row for row in reversed(standing.level) if row[0] <= day), None)
        if level is not None:
            number = f"level {round(level[1])}"
            told = (f"{number} ({round(level[2])}–{round(level[3])})", number)
            parts.append(Part(tuple(Content.styled(words, QUIET) for words in told)))
        happened = [
            f"{UNICODE[mark.outcome]} {mark.title}, {OUTCOME_WORDS[mark.outcome]}"
            for mark in standing.marks
            if mark.day == day
        ]
        happened += [
            f"{UNICODE[item.kind]} {item.text}"
            for item in overview.items
            if item.day == date and item.domain == standing.domain.id and item.kind != "outcome"
        ]
        parts += [Part((Content(words),), LEAST_WORDS) for words in happened]
        readout.words = Content.assemble((f"{short_date(date, overview.today)}  ", BRIGHT), rated)
        readout.parts = tuple(parts)

    @on(TrendChart.CursorMoved)
    def _cursor_moved(self) -> None:
        self._read_out()

    def action_cursor(self, by: int) -> None:
        overview = self._overview()
        if overview is None or overview.stats is None:
            return
        here = self.chart.cursor_day or overview.stats.today
        started = self.chart.cursor_day is not None or by not in (-1, 1)
        self.chart.cursor_day = max(here + (by if started else 0), 1)
        # Not only when the chart tells of it: that would make a picture of its own.
        self._read_out()

    def action_range(self, number: int) -> None:
        self.query_one(TrendHead).chosen = number
        self.update_from_snapshot()

    def action_next_range(self) -> None:
        self.action_range((self.query_one(TrendHead).chosen + 1) % len(RANGES))

    def action_domain(self, by: int) -> None:
        self._select(by)

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_close(self) -> None:
        if self.chart.cursor_day is not None:
            self.chart.cursor_day = None
            self._read_out()
        else:
            dismiss_if_active(self)


class TrendKeys(KeyHintLine):
    """What can be done here."""

    empty: reactive[bool] = reactive(False)
    """Whether there is no domain to look at."""

    def render(self) -> Content:
        back = command_hint("close", "back", "screen.close")
        if self.empty:
            return hints_in_a_row([command_hint("domains", "domains", "app.command('domains')"), back], self.size.width)
        keys = [
            group_hint({"left": "screen.cursor(-1)", "right": "screen.cursor(1)"}, "day"),
            KeyHint(span_of(*RANGE_KEYS), "range", ("screen.next_range",)),
            group_hint({"previous-domain": "screen.domain(-1)", "next-domain": "screen.domain(1)"}, "domain"),
            group_hint({"up": "screen.scroll(-10)", "down": "screen.scroll(10)"}, "read on"),
            back,
        ]
        return hints_in_a_row(keys, self.size.width, least=("read on", "domain"))
