"""The pane of confidence: each domain's level, the selected domain's chart, and the gap to the evidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive

from efficacy_tui.model.display import display
from efficacy_tui.model.sparkline import sparkline
from efficacy_tui.model.text_layout import cell_width, elide, first_fitting, pad, wrap
from efficacy_tui.tui.bindings import BY_ID
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.panes.pane import Pane, PaneBody, invitation
from efficacy_tui.tui.privacy.mask import NumericWidget, hides_numbers, magnitude
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, stack
from efficacy_tui.tui.widgets.trend_chart import ChartData, ChartMark, TrendChart
from efficacy_tui.wording.dashboard import BEGIN_DOMAIN, NO_CONFIDENCE

if TYPE_CHECKING:
    from efficacy_tui.journal.domain_stats import DomainStats
    from efficacy_tui.journal.snapshot import DashboardSnapshot

MIN_DAYS = 28
SPARK_DAYS = 90
MIN_SPARK_SPAN = 30
MIN_SPARK_WIDTH = 6
MIN_WORDS_WIDTH = 17  # “down 90 d, turned”
LOW_HEIGHT = 14
_MARKS = {"succeeded": "met", "partly": "partly", "failed": "not", "abandoned": "let go"}


def height_of_pane(body: PaneBody) -> int:
    """Return the rows inside the pane around a body."""
    return body.parent.size.height if isinstance(body.parent, Pane) else 0


class DomainLines(PaneBody):
    """One line per domain: name, level, trend in words, sparkline."""

    DEFAULT_CSS = "DomainLines { height: auto; }"

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(len(self._rows(width, container.height)), 1)

    def render(self) -> Content:
        return stack(self._rows(self.size.width, height_of_pane(self)))

    def _rows(self, width: int, height: int) -> list[Content]:
        """Build the lines of the domains for a pane of `height` rows."""
        snapshot = self.snapshot
        if snapshot is None or not snapshot.domains:
            return []
        domains = snapshot.domains
        max_domains = 3 if height < LOW_HEIGHT else 5
        if len(domains) > max_domains and snapshot.selected is not None:
            index = next(i for i, domain in enumerate(domains) if domain == snapshot.selected)
            start = min(max(index - max_domains // 2, 0), len(domains) - max_domains)
            domains = domains[start : start + max_domains]
        domain_stats = snapshot.domain_stats
        words = {**snapshot.trend_words, **{name: stats.trend_words for name, stats in domain_stats.items()}}
        digits = 5 if width >= 36 else 4
        longest_name = max(cell_width(domain.name) for domain in domains)
        room_for_words = max(width - digits - 4 - min(longest_name, 12), MIN_WORDS_WIDTH)
        words = {domain.id: fitting_trend_words(words[domain.id], room_for_words) for domain in domains}
        words_width = max(cell_width(words[domain.id]) for domain in domains)
        # A name is cut before the words beside it are.
        room = min(max(width // 3, 8), max(width - words_width - digits - 4, 6))
        name_width = min(max(cell_width(domain.name) for domain in domains), room)
        rows = []
        for domain in domains:
            stats = domain_stats.get(domain.id)
            is_selected = domain == snapshot.selected
            spark_width = max(width - name_width - words_width - 12, 0)
            number, spark, number_style = "…", "", BRIGHT if is_selected else ""
            if stats is not None:
                level = stats.level_now
                number = "–" if level is None else str(round(level))
                number_style = QUIET if stats.is_stale else number_style
                spark = _level_sparkline(stats, min(spark_width, 24)) if spark_width >= MIN_SPARK_WIDTH else ""
            rows.append(
                Content.assemble(
                    (f"{UNICODE['now']} " if is_selected else "  ", ACCENT),
                    (pad(domain.name, name_width), BRIGHT if is_selected else ""),
                    magnitude(number.rjust(digits), number_style),
                    ("  ", ""),
                    (pad(words[domain.id], words_width) if spark else words[domain.id], QUIET),
                    ("  " if spark else "", ""),
                    magnitude(spark, "" if is_selected else QUIET),
                )
            )
        return rows


def trend_wordings(words: str) -> list[str]:
    """Return ever shorter wordings of a trend.

    None leaves out its window, or that the last weeks differ; the shortest for an old trend is how far it reached.
    """
    # The first frame has no trend to show, so it does not load the statistics.
    from efficacy_tui.insight.trend import OPPOSITE_LATELY
    from efficacy_tui.journal.domain_stats import UP_TO

    claim = words.removesuffix(f", {OPPOSITE_LATELY}")
    match = re.fullmatch(r"(.+) over (\d+) days(.*)", claim)
    if match is None:
        return [words]
    kind, days, rest = match.groups()
    window = f"{kind}, {days} d{rest}"
    if words.endswith(OPPOSITE_LATELY):
        direction = "up" if kind in ("rising", "leaning up") else "down"
        return [words, f"{claim}, not lately", f"{window}, not lately", f"{direction} {days} d, turned"]
    if UP_TO in words:
        return [words, window, words[words.index(UP_TO) + 1 :]]
    return [words, window, f"{_SHORT_KINDS.get(kind, kind)}, {days} d"]


_SHORT_KINDS = {
    "practically level": "level",
    "no clear trend": "unclear",
    "leaning up": "lean up",
    "leaning down": "lean down",
}


def fitting_trend_words(words: str, width: int) -> str:
    """Return the longest wording of a trend that fits into `width` cells, else the shortest one, cut."""
    return first_fitting([(wording,) for wording in trend_wordings(words)], width)


def _level_sparkline(stats: DomainStats, width: int) -> str:
    """Draw the level of the last days on a scale of its own range, but of at least `MIN_SPARK_SPAN` points."""
    first = stats.today - SPARK_DAYS
    level = [mean for day, mean, _, _ in stats.level if day >= first]
    if not level:
        return ""
    middle = (min(level) + max(level)) / 2
    half = max(max(level) - min(level), MIN_SPARK_SPAN) / 2
    return sparkline(level, width, middle - half, middle + half, ascii_only=display().ascii_only)


class GapWords(PaneBody, NumericWidget):
    """A sentence that compares the confidence with the evidence."""

    DEFAULT_CSS = "GapWords { height: auto; color: $quiet; }"
    sentence: str = ""
    short: str = ""
    invites: bool = False
    """Whether there is no domain yet, so that the sentence describes what the pane will show."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width, container.height))

    def render(self) -> Content:
        return stack(self._rows(self.size.width, height_of_pane(self)))

    def _rows(self, width: int, height: int) -> list[str] | list[Content]:
        """Wrap the sentence for a pane of `height` rows."""
        if self.invites:
            return invitation([self.sentence], BY_ID["domains"].key, BEGIN_DOMAIN, width, height)
        low = self.parent is not None and self.parent.has_class("-low")
        max_rows = 2 if low else 5
        is_too_long = low and self.short and len(wrap(self.sentence, width)) > max_rows
        return [self.short] if is_too_long else wrap(self.sentence, width, max_rows)


class ConfidencePane(Pane):
    """Pane 2: the person's confidence over time, and how it compares with the outcomes."""

    DEFAULT_CSS = """
    ConfidencePane TrendChart { margin: 1 1 0 1; }
    ConfidencePane.-blind > * { visibility: hidden; }
    ConfidencePane.-low TrendChart { margin-top: 0; }
    ConfidencePane.-none > TrendChart, ConfidencePane.-none > DomainLines { display: none; }
    ConfidencePane.-none > GapWords { color: $foreground; }
    ConfidencePane.-unrated TrendChart { visibility: hidden; }
    """
    number = 2
    title = "Confidence"
    blind: reactive[bool] = reactive(False)

    def watch_blind(self) -> None:
        self.set_class(self.blind, "-blind")
        self.refresh()

    def compose(self) -> ComposeResult:
        yield DomainLines()
        yield TrendChart()
        yield GapWords()

    def on_resize(self) -> None:
        low = self.size.height < LOW_HEIGHT
        if low != self.has_class("-low"):
            self.set_class(low, "-low")
            self.query_one(GapWords).refresh(layout=True)

    def redraw(self) -> None:
        snapshot = self.snapshot
        lines, gap, chart = self.query_one(DomainLines), self.query_one(GapWords), self.query_one(TrendChart)
        lines.snapshot = snapshot
        stats = snapshot.stats if snapshot else None
        gap.invites = snapshot is not None and not snapshot.domains
        self.set_class(gap.invites, "-none")
        gap.sentence, gap.short = NO_CONFIDENCE if snapshot else "", ""
        if stats:
            # The first frame has no statistics to word, so it does not load them.
            from efficacy_tui.wording.confidence import short_grade, standing_sentence

            gap.sentence = standing_sentence(stats, ladder_key=BY_ID["ladder"].key)
            gap.short = f"{short_grade(stats)}."
        self.set_class(stats is None or not stats.ratings, "-unrated")
        from efficacy_tui.journal.domain_stats import WINDOW_DAYS

        data = chart_data(stats) if stats else None
        data_days = data.today - data.first_day + 1 if data else 0
        chart.set_data(data, min(max(data_days, MIN_DAYS), WINDOW_DAYS))
        lines.refresh(layout=True)
        gap.refresh(layout=True)

    def summary(self, snapshot: DashboardSnapshot, width: int) -> str:
        stats = snapshot.stats
        if stats is None or snapshot.selected is None or self.blind:
            return ""
        level = stats.level_now
        number = "" if level is None or hides_numbers(self) else f" {round(level)}"
        name = snapshot.selected.name
        room = width - cell_width(f"{name}{number}") - 1
        words = next((words for words in trend_wordings(stats.trend_words) if cell_width(words) <= room), None)
        if words is None:
            return elide(name, width - cell_width(number)) + number
        head = f"{name}{number} {words} "
        return head + _level_sparkline(stats, max(min(width - cell_width(head), 16), 0))


def chart_data(stats: DomainStats) -> ChartData:
    """Build the chart's data from a domain's statistics."""
    days = [day for day, _ in stats.ratings] + [mark.day for mark in stats.marks]
    # The chart is in percent, and so is the chance of success at the task; the number is a difficulty.
    reference = stats.reference
    return ChartData(
        first_day=min(days, default=stats.today),
        last_day=stats.today,
        ratings=tuple((day, float(value)) for day, value in stats.ratings),
        level=stats.level,
        marks=tuple(ChartMark(mark.day, _MARKS[mark.outcome], mark.title) for mark in stats.marks),  # type: ignore[arg-type]  # the four kinds
        estimate=float(reference.percent) if reference else None,
        estimate_band=(float(reference.low), float(reference.high)) if reference else None,
        today=stats.today,
    )
