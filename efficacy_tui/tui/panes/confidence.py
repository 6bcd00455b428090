"""Confidence: each domain's level with a small line, the selected domain as a chart, and the gap to the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive

from efficacy_tui.model.sparkline import sparkline
from efficacy_tui.tui.bindings import BY_ID
from efficacy_tui.tui.look import glyphs
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.panes.pane import Pane, PaneBody, invitation
from efficacy_tui.tui.privacy.mask import NumericWidget, hides_numbers, magnitude
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, elide, pad, stack, wrap
from efficacy_tui.tui.widgets.trend_chart import ChartData, ChartMark, TrendChart
from efficacy_tui.wording.dashboard import BEGIN_DOMAIN, NO_CONFIDENCE

if TYPE_CHECKING:
    from efficacy_tui.journal.domain_stats import DomainStats
    from efficacy_tui.journal.snapshot import DashboardSnapshot

LEAST_DAYS = 28
SPARK_DAYS = 90
SPARK_SPAN = 30
LEAST_SPARK = 6
LOW = 14
_MARKS = {"succeeded": "met", "partly": "partly", "failed": "not", "abandoned": "let go"}


def height_of_pane(body: PaneBody) -> int:
    """Rows for what is in the pane that this is in."""
    return body.parent.size.height if isinstance(body.parent, Pane) else 0


class DomainLines(PaneBody):
    """One line a domain: name, level, trend in words, small line."""

    DEFAULT_CSS = "DomainLines { height: auto; }"

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(len(self._rows(width, container.height)), 1)

    def render(self) -> Content:
        return stack(self._rows(self.size.width, height_of_pane(self)))

    def _rows(self, width: int, height: int) -> list[Content]:
        """The domains in a pane of so many rows."""
        overview = self.snapshot
        if overview is None or not overview.domains:
            return []
        shown = overview.domains
        most = 3 if height < LOW else 5
        if len(shown) > most and overview.selected is not None:
            place = next(i for i, domain in enumerate(shown) if domain == overview.selected)
            start = min(max(place - most // 2, 0), len(shown) - most)
            shown = shown[start : start + most]
        standings = overview.domain_stats
        words = {**overview.trend_words, **{name: standing.trend_words for name, standing in standings.items()}}
        words_width = min(max(cell_len(words[domain.id]) for domain in shown), 16)
        digits = 5 if width >= 36 else 4
        # A name may be cut before the words beside it are.
        room = min(max(width // 3, 8), max(width - words_width - digits - 4, 6))
        name_width = min(max(cell_len(domain.name) for domain in shown), room)
        rows = []
        for domain in shown:
            standing = standings.get(domain.id)
            here = domain == overview.selected
            spark_width = max(width - name_width - words_width - 12, 0)
            number, spark = "…", ""
            if standing is not None:
                now = standing.level_now
                number = "–" if now is None else str(round(now))
                spark = _spark(standing, min(spark_width, 24)) if spark_width >= LEAST_SPARK else ""
            rows.append(
                Content.assemble(
                    (f"{UNICODE['now']} " if here else "  ", ACCENT),
                    (pad(domain.name, name_width), BRIGHT if here else ""),
                    magnitude(number.rjust(digits), BRIGHT if here else ""),
                    ("  ", ""),
                    (pad(words[domain.id], words_width) if spark else words[domain.id], QUIET),
                    ("  " if spark else "", ""),
                    magnitude(spark, "" if here else QUIET),
                )
            )
        return rows


def _spark(standing: DomainStats, width: int) -> str:
    """The level of the last days as a small line, on its own range but never on less than `SPARK_SPAN` points."""
    first = standing.today - SPARK_DAYS
    level = [mean for day, mean, _, _ in standing.level if day >= first]
    if not level:
        return ""
    middle = (min(level) + max(level)) / 2
    half = max(max(level) - min(level), SPARK_SPAN) / 2
    return sparkline(level, width, middle - half, middle + half, ascii_only=glyphs.ascii_only())


class GapWords(PaneBody, NumericWidget):
    """Confidence beside the evidence for it, in a sentence."""

    DEFAULT_CSS = "GapWords { height: auto; color: $quiet; }"
    sentence: str = ""
    short: str = ""
    invites: bool = False
    """Whether there is no domain yet, so that the sentence says what will be here."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width, container.height))

    def render(self) -> Content:
        return stack(self._rows(self.size.width, height_of_pane(self)))

    def _rows(self, width: int, height: int) -> list[str] | list[Content]:
        """The sentence in a pane of so many rows."""
        if self.invites:
            return invitation([self.sentence], BY_ID["domains"].key, BEGIN_DOMAIN, width, height)
        low = self.parent is not None and self.parent.has_class("-low")
        return [self.short] if low and self.short else wrap(self.sentence, width, 2 if low else 3)


class ConfidencePane(Pane):
    """4: how sure, over time, and what the outcomes say."""

    DEFAULT_CSS = """
    ConfidencePane TrendChart { margin: 1 1 0 1; }
    ConfidencePane.-blind > * { visibility: hidden; }
    ConfidencePane.-low TrendChart { margin-top: 0; }
    ConfidencePane.-none > TrendChart, ConfidencePane.-none > DomainLines { display: none; }
    ConfidencePane.-none > GapWords { color: $foreground; }
    ConfidencePane.-unrated TrendChart { visibility: hidden; }
    """
    number = 4
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
        low = self.size.height < LOW
        if low != self.has_class("-low"):
            self.set_class(low, "-low")
            self.query_one(GapWords).refresh(layout=True)

    def redraw(self) -> None:
        overview = self.snapshot
        lines, gap, chart = self.query_one(DomainLines), self.query_one(GapWords), self.query_one(TrendChart)
        lines.snapshot = overview
        standing = overview.stats if overview else None
        gap.invites = overview is not None and not overview.domains
        self.set_class(gap.invites, "-none")
        if overview is not None and standing is None:
            gap.sentence = NO_CONFIDENCE
            gap.short = ""
        else:
            gap.sentence = standing.gap_sentence if standing else ""
            gap.short = standing.gap_short if standing else ""
        self.set_class(standing is None or not standing.ratings, "-unrated")
        from efficacy_tui.journal.domain_stats import WINDOW_DAYS

        data = chart_data(standing) if standing else None
        known = data.today - data.first_day + 1 if data else 0
        chart.set_data(data, min(max(known, LEAST_DAYS), WINDOW_DAYS))
        lines.refresh(layout=True)
        gap.refresh(layout=True)

    def summary(self, overview: DashboardSnapshot, width: int) -> str:
        standing = overview.stats
        if standing is None or overview.selected is None or self.blind:
            return ""
        now = standing.level_now
        number = "" if now is None or hides_numbers(self) else f" {round(now)}"
        name = overview.selected.name
        head = f"{name}{number} {standing.trend_words} "
        if cell_len(head.rstrip()) > width:
            return elide(name, width - cell_len(number)) + number
        return head + _spark(standing, max(min(width - cell_len(head), 16), 0))


def chart_data(standing: DomainStats) -> ChartData:
    """A standing as the chart draws it."""
    days = [day for day, _ in standing.ratings] + [mark.day for mark in standing.marks]
    judged = standing.estimate
    known = judged.number is not None
    return ChartData(
        first_day=min(days, default=standing.today),
        last_day=standing.today,
        ratings=tuple((day, float(value)) for day, value in standing.ratings),
        level=standing.level,
        marks=tuple(ChartMark(mark.day, _MARKS[mark.outcome], mark.title) for mark in standing.marks),  # type: ignore[arg-type]  # the four kinds
        estimate=judged.number if known else None,
        estimate_band=(judged.low, judged.high) if known else None,
        today=standing.today,
    )
