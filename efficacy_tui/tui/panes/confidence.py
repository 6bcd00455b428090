"""The pane of confidence: what you say, what your record says, both through time, and the other domains' numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.model.display import display
from efficacy_tui.model.text_layout import first_fitting, wrap
from efficacy_tui.tui.panes.pane import Pane, PaneBody, invitation
from efficacy_tui.tui.privacy.mask import NumericWidget, hides_numbers, public
from efficacy_tui.tui.widgets.content_lines import QUIET, stack
from efficacy_tui.tui.widgets.trend_chart import TrendChart, draws_shades
from efficacy_tui.wording.dashboard import BEGIN_DOMAIN, NO_CONFIDENCE

if TYPE_CHECKING:
    from efficacy_tui.journal.snapshot import DashboardSnapshot

SUBTITLE_MARGIN = 8
"""Cells of the lower border that its words leave free."""

UNRATED_SUMMARY = "no rating yet"
MAX_INVITATION_ROWS = 6
"""Rows that the invitation keeps for itself."""

CHECK_IN_WORDS = "check in, one key"


class ConfidenceRows(NamedTuple):
    """The lines above the chart and below it; the chart has the rows between them."""

    head: list[Content]
    foot: list[Content]


class PaneWords(PaneBody, NumericWidget):
    """The lines above the chart or below it, as the pane has shared out its rows."""

    DEFAULT_CSS = "PaneWords { height: auto; }"

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.rows(width, container.height))

    def render(self) -> Content:
        height = self.parent.size.height if isinstance(self.parent, Pane) else 0
        return stack(self.rows(self.size.width, height))

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the lines for a pane with `height` rows inside."""
        raise NotImplementedError


class HeadWords(PaneWords):
    """The headline and the sentence below it, or what the pane will show."""

    def rows(self, width: int, height: int) -> list[Content]:
        pane = self.parent
        return pane.share_rows(width, height).head if isinstance(pane, ConfidencePane) else []


class FootWords(PaneWords):
    """The legend and the other domains."""

    def rows(self, width: int, height: int) -> list[Content]:
        pane = self.parent
        return pane.share_rows(width, height).foot if isinstance(pane, ConfidencePane) else []


class ConfidencePane(Pane):
    """Pane 2: the person's confidence through time, and how it compares with what their outcomes say."""

    DEFAULT_CSS = """
    ConfidencePane TrendChart { margin: 0 1; }
    ConfidencePane.-blind > TrendChart, ConfidencePane.-blind > FootWords { visibility: hidden; }
    ConfidencePane.-empty > TrendChart { display: none; }
    """
    number = 2
    title = "Confidence"
    blind: reactive[bool] = reactive(False)
    _shared: tuple[tuple[object, ...], ConfidenceRows] | None = None

    def watch_blind(self) -> None:
        self.set_class(self.blind, "-blind")
        self.refresh()
        self.query_one(HeadWords).refresh()
        self._name_trend()

    def compose(self) -> ComposeResult:
        yield HeadWords()
        yield TrendChart()
        yield FootWords()

    def redraw(self) -> None:
        snapshot = self.snapshot
        if snapshot is None:
            return
        stats = snapshot.stats
        is_empty = stats is None or not (stats.ratings or stats.marks)
        self.set_class(is_empty, "-empty")
        chart = self.query_one(TrendChart)
        if stats is None:
            chart.set_data(None)
        else:
            from efficacy_tui.journal.domain_stats import WINDOW_DAYS
            from efficacy_tui.wording.confidence_chart import chart_data

            chart.set_data(chart_data(stats), WINDOW_DAYS)
        self._shared = None
        self._name_trend()
        for words in self.query(PaneWords):
            words.refresh(layout=True)

    def on_resize(self) -> None:
        self._name_trend()

    def share_rows(self, width: int, height: int) -> ConfidenceRows:
        """Return the lines around the chart for `width` cells and `height` rows inside the pane."""
        key = (self.snapshot, self.blind, width, height, display().ascii_only, hides_numbers(self), draws_shades(self))
        if self._shared is None or self._shared[0] != key:
            self._shared = key, self._build_rows(width, height)
        return self._shared[1]

    def _build_rows(self, width: int, height: int) -> ConfidenceRows:
        snapshot = self.snapshot
        if snapshot is None:
            return ConfidenceRows([], [])
        from efficacy_tui.tui.widgets.confidence_lines import confidence_rows, pair_lines
        from efficacy_tui.wording.confidence import BLIND, UNRATED

        if not snapshot.domains:
            return ConfidenceRows(invitation([NO_CONFIDENCE], BY_ID["domains"].key, BEGIN_DOMAIN, width, height), [])
        stats = snapshot.stats
        if stats is None:
            return ConfidenceRows([], [])
        if not stats.ratings and not stats.marks:
            numbers = not hides_numbers(self)
            pairs = pair_lines(snapshot, width, max(height - MAX_INVITATION_ROWS, 0), numbers=numbers)
            lines = invitation([UNRATED], BY_ID["check-in"].key, CHECK_IN_WORDS, width, height - 2 * bool(pairs))
            return ConfidenceRows(lines, [Content(""), *pairs] if pairs else [])
        shade, numbers = draws_shades(self), not hides_numbers(self)
        rows = ConfidenceRows(*confidence_rows(snapshot, stats, width, height, shade=shade, numbers=numbers))
        if not self.blind:
            return rows
        words = [public(line, QUIET) for line in wrap(BLIND, width)]
        return rows._replace(head=[*words, *[Content("")] * (len(rows.head) - len(words))])

    def _name_trend(self) -> None:
        """Write the trend of the domain shown into the lower border."""
        snapshot = self.snapshot
        stats = snapshot.stats if snapshot else None
        if stats is None or stats.claim.slope is None or self.blind:
            self.border_subtitle = ""
            return
        from efficacy_tui.wording.trend_words import fitting_trend_words

        room = max(self.outer_size.width - SUBTITLE_MARGIN, 0)
        self.border_subtitle = Content(fitting_trend_words(stats.trend_words, room))

    def summary(self, snapshot: DashboardSnapshot, width: int) -> str:
        stats = snapshot.stats
        if stats is None or self.blind:
            return ""
        from efficacy_tui.wording.confidence import own_phrase, record_phrase, short_grade
        from efficacy_tui.wording.trend_words import fitting_trend_words

        if hides_numbers(self):
            return fitting_trend_words(stats.trend_words, width)
        if not stats.ratings and stats.reference is None:
            act = f"{BY_ID['check-in'].key} checks in"
            return first_fitting(((UNRATED_SUMMARY, act), (act,)), width)
        own_words, record_words = own_phrase(stats, short=True), record_phrase(stats, short=True)
        wordings = (
            (own_words, record_words, short_grade(stats)),
            (own_words, record_words),
            (own_words, record_words.partition(" (")[0]),
            (own_words,),
        )
        return first_fitting(wordings, width)
