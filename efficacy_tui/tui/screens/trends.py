"""The trends screen: the chart of one domain with a readout, and the report's sections below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive

from efficacy_tui.flows.command_table import BY_ID, Place
from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.journal.review import OUTCOME_WORDS
from efficacy_tui.journal.snapshot import DashboardSnapshot
from efficacy_tui.journal.trends import TrendReport
from efficacy_tui.model.display import display
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.text_layout import elide
from efficacy_tui.tui.bindings import screen_bindings
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.panes.pane import invitation
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.screens.base_screen import LiveScreen, dismiss_if_active
from efficacy_tui.tui.screens.trend_sections import SECTIONS, TrendSectionBuilder
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.confidence_lines import legend_lines
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, clickable, stack
from efficacy_tui.tui.widgets.key_hints import (
    KeyHint,
    KeyHintLine,
    command_hint,
    group_hint,
    join_hints,
    key_range,
    keys_of,
)
from efficacy_tui.tui.widgets.readout import MIN_WORDS_WIDTH, Part, Readout
from efficacy_tui.tui.widgets.report_section import ReportSection
from efficacy_tui.tui.widgets.trend_chart import TrendChart, draws_shades
from efficacy_tui.tui.widgets.trend_headline import TrendHeadline
from efficacy_tui.wording.confidence_chart import chart_data, record_on
from efficacy_tui.wording.dashboard import BEGIN_DOMAIN, NO_CONFIDENCE
from efficacy_tui.wording.trends import RANGES

RANGE_COMMANDS = tuple(f"range-{number}" for number in range(1, len(RANGES) + 1))


def cursor_keys_text() -> str:
    """Describe the keys that move the chart's cursor by days and by weeks."""
    day_keys, week_keys = keys_of("left", "right"), keys_of("week-back", "week-on")
    day_text = f"{' '.join(day_keys)} read a day" if day_keys else ""
    if week_keys == [f"shift+{key}" for key in day_keys]:
        return f"{day_text}, shift for a week" if day_keys else ""
    week_text = f"{' '.join(week_keys)} a week" if week_keys else ""
    return ", ".join(filter(None, (day_text, week_text)))


MARGINS = 5
"""Cells beside a domain's name: the cursor before it, and the gap after it."""


class TrendHead(LeafWidget):
    """The domains and ranges, the current ones highlighted."""

    DEFAULT_CSS = "TrendHead { height: 1; dock: top; padding: 0 2; }"
    auto_links = False
    snapshot: reactive[DashboardSnapshot | None] = reactive(None)
    range_index: reactive[int] = reactive(1)

    def render(self) -> Content:
        snapshot, width = self.snapshot, self.size.width
        if snapshot is None or snapshot.selected is None:
            return public("Trends", BRIGHT) if snapshot is not None and not snapshot.domains else Content("")
        ranges: list[Content] = []
        for i, (name, _, _) in enumerate(RANGES):
            is_current = i == self.range_index
            if not is_current and width < 56:
                continue
            key = " ".join(keys_of(f"range-{i + 1}"))
            range_label = public(f"{key} " if key else "", ACCENT if is_current else QUIET) + public(
                name, BRIGHT if is_current else QUIET
            )
            ranges += [clickable(range_label, f"screen.range({i})"), Content("   ")]
        right = Content.assemble(*ranges[:-1])
        room = width - right.cell_length - 2
        left: list[Content] = []
        used_width = 0
        domains = list(snapshot.domains)
        selected_index = domains.index(snapshot.selected)
        for offset, domain in enumerate([*domains[selected_index:], *domains[:selected_index]]):
            is_current = domain == snapshot.selected
            text = elide(domain.name, max(room - used_width - MARGINS, 0)) if is_current else domain.name
            name_width = cell_len(text) + MARGINS
            if used_width + name_width > room and not is_current:
                break
            cursor = Content.styled(f"{UNICODE['now']} " if is_current else "  ", ACCENT)
            name_label = Content.styled(text, BRIGHT if is_current else QUIET)
            left += [cursor, clickable(name_label, f"screen.domain({offset})"), Content("   ")]
            used_width += name_width
        domain_tabs = Content.assemble(*left)
        return domain_tabs + Content(" " * max(width - domain_tabs.cell_length - right.cell_length, 1)) + right


class NoTrends(LeafWidget):
    """The empty screen before the first domain, with the key that begins."""

    DEFAULT_CSS = "NoTrends { height: 1fr; padding: 1 2; display: none; }"
    auto_links = False

    def render(self) -> Content:
        width, height = self.content_size
        return stack(invitation([NO_CONFIDENCE], BY_ID["domains"].key, BEGIN_DOMAIN, width, height))


def _sections(builders: Sequence[tuple[str, TrendSectionBuilder]]) -> Iterator[ReportSection]:
    """Build sections under quiet headings; the first line of each is the brightest."""
    return (ReportSection(heading, builder, heading_style=QUIET) for heading, builder in builders)


class TrendsScreen(LiveScreen):
    """Shows one domain; gets snapshots and reports by callback and stores no data."""

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
                "full-scale": "",
                "help": "",
                "support": "",
                "mask": "",
                "suspend": "",
            }
        )
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-middle"), (30, "-tall")]
    DEFAULT_CSS = """
    TrendsScreen {
        background: $background;
        & > TrendHeadline { margin-top: 1; }
        & > TrendChart { height: 1fr; min-height: 6; margin: 1 2 0 2; }
        & > VerticalScroll { height: 1fr; margin-top: 1; scrollbar-size-vertical: 1; border-top: solid $faint; }
        /* Without a width, Textual would subtract the chart's margins here, too. */
        & > VerticalScroll { width: 100%; }
        & > VerticalScroll > Horizontal { height: auto; }
        &.-middle > TrendHeadline, &.-middle > TrendChart, &.-middle > VerticalScroll { margin-top: 0; }
        &.-low > TrendHeadline, &.-low > TrendChart, &.-low > VerticalScroll { margin-top: 0; }
        &.-low > TrendChart { height: 4; min-height: 4; }
        & Vertical { height: auto; width: 1fr; padding-top: 0; }
        &.-narrow Horizontal { layout: vertical; }
        &.-none > TrendHeadline, &.-none > TrendChart { display: none; }
        &.-none > Readout, &.-none > VerticalScroll { display: none; }
        &.-none > NoTrends { display: block; }
        & > TrendKeys { height: 1; dock: bottom; padding: 0 2; color: $quiet; }
    }
    """

    def __init__(
        self,
        get_snapshot: Callable[[], DashboardSnapshot | None],
        build_report: Callable[[str, int | None], TrendReport | None],
        select_domain: Callable[[int], None],
    ) -> None:
        super().__init__()
        self._get_snapshot = get_snapshot
        self._build_report = build_report
        self._select_domain = select_domain
        self._shown_domain_id: str | None = None

    def compose(self) -> ComposeResult:
        yield TrendHead()
        yield NoTrends()
        yield TrendHeadline()
        yield TrendChart()
        yield Readout()
        with VerticalScroll(can_focus=False), Horizontal():
            half = len(SECTIONS) // 2
            with Vertical():
                yield from _sections(SECTIONS[:half])
            with Vertical():
                yield from _sections(SECTIONS[half:])
        yield TrendKeys()

    def on_mount(self) -> None:
        self.update_from_snapshot()

    @property
    def chart(self) -> TrendChart:
        """The trend chart."""
        return self.query_one(TrendChart)

    def update_from_snapshot(self) -> None:
        """Show the current snapshot; the report follows when its thread is done."""
        snapshot = self._get_snapshot()
        head = self.query_one(TrendHead)
        head.snapshot = snapshot
        no_domain = self.query_one(TrendKeys).empty = snapshot is not None and not snapshot.domains
        self.set_class(no_domain, "-none")
        if snapshot is None or snapshot.stats is None or snapshot.selected is None:
            return
        if snapshot.selected.id != self._shown_domain_id:
            self._shown_domain_id = snapshot.selected.id
            self.chart.cursor_day = None
        self.query_one(TrendHeadline).show(snapshot.stats)
        self.chart.set_data(chart_data(snapshot.stats), RANGES[head.range_index][2])
        self._update_readout()
        self._start_report(snapshot.selected.id, RANGES[head.range_index][2])

    @work(thread=True, exclusive=True, group="report")
    def _start_report(self, domain_id: str, days: int | None) -> None:
        report = self._build_report(domain_id, days)
        self.call_later(self._show_report, report)

    def _show_report(self, report: TrendReport | None) -> None:
        for section in self.query(ReportSection):
            section.show(report)

    def _update_readout(self) -> None:
        snapshot, day = self._get_snapshot(), self.chart.cursor_day
        readout = self.query_one(Readout)
        stats = snapshot.stats if snapshot else None
        if stats is None or snapshot is None:
            return
        if day is None:
            legend, keys = self._legend(stats), public(cursor_keys_text(), QUIET)
            readout.words, readout.parts = (legend, (Part((keys,)),)) if legend else (keys, ())
            return
        date = dt.date.fromordinal(day)
        ratings = [value for rated_day, value in stats.ratings if rated_day == day]
        rating_text = (f"rated {ratings[-1]}", "") if ratings else ("no check-in", QUIET)
        parts: list[Part] = []
        level = next((row for row in reversed(stats.level) if row[0] <= day), None)
        if level is not None:
            level_text = f"level {round(level[1])}"
            wordings = (f"{level_text} ({round(level[2])}–{round(level[3])})", level_text)
            parts.append(Part(tuple(Content.styled(words, QUIET) for words in wordings)))
        if (record := record_on(stats, day)) is not None:
            parts.append(Part((Content.styled(f"record {record}", QUIET),)))
        events = [
            f"{UNICODE[mark.outcome]} {mark.title}, {OUTCOME_WORDS[mark.outcome]}"
            for mark in stats.marks
            if mark.day == day
        ]
        events += [
            f"{UNICODE[item.kind]} {item.text}"
            for item in snapshot.items
            if item.day == date and item.domain == stats.domain.id and item.kind != "outcome"
        ]
        parts += [Part((Content(words),), MIN_WORDS_WIDTH) for words in events]
        readout.words = Content.assemble((f"{short_date(date, snapshot.today)}  ", BRIGHT), rating_text)
        readout.parts = tuple(parts)

    def _legend(self, stats: DomainStats) -> Content:
        """Name the signs of the chart."""
        width, height = self.chart.size
        lines = legend_lines(chart_data(stats), width, height, shade=draws_shades(self))
        return lines[0] if lines else Content("")

    @on(events.Resize)
    def _follow_size(self) -> None:
        self.call_after_refresh(self._update_readout)

    @on(TrendChart.CursorMoved)
    def _cursor_moved(self) -> None:
        self._update_readout()

    def action_cursor(self, offset: int) -> None:
        snapshot = self._get_snapshot()
        if snapshot is None or snapshot.stats is None:
            return
        cursor_day = self.chart.cursor_day or snapshot.stats.today
        is_on_chart = self.chart.cursor_day is not None or offset not in (-1, 1)
        self.chart.cursor_day = max(cursor_day + (offset if is_on_chart else 0), 1)
        # Do not wait for the chart's message; the readout would then follow one frame later.
        self._update_readout()

    def action_range(self, index: int) -> None:
        self.query_one(TrendHead).range_index = index
        self.update_from_snapshot()

    def action_next_range(self) -> None:
        self.action_range((self.query_one(TrendHead).range_index + 1) % len(RANGES))

    def action_domain(self, offset: int) -> None:
        self._select_domain(offset)

    def action_close(self) -> None:
        if self.chart.cursor_day is not None:
            self.chart.cursor_day = None
            self._update_readout()
        else:
            dismiss_if_active(self)


class TrendKeys(KeyHintLine):
    """The keys of this screen."""

    empty: reactive[bool] = reactive(False)
    """Whether there is no domain yet."""

    def render(self) -> Content:
        leave_hint = command_hint("close", "back", "screen.close")
        if self.empty:
            return join_hints(
                [command_hint("domains", "domains", "app.command('domains')"), leave_hint], self.size.width
            )
        hints = [
            group_hint({"left": "screen.cursor(-1)", "right": "screen.cursor(1)"}, "day"),
            KeyHint(key_range(*RANGE_COMMANDS), "range", ("screen.next_range",)),
            command_hint("full-scale", "fit" if display().full_scale else "0–100", "app.command('full-scale')"),
            group_hint({"previous-domain": "screen.domain(-1)", "next-domain": "screen.domain(1)"}, "domain"),
            group_hint({"up": "screen.scroll(-10)", "down": "screen.scroll(10)"}, "read on"),
            leave_hint,
        ]
        return join_hints(hints, self.size.width, droppable_first=("read on", "domain", "0–100", "fit"))
