"""The headline above a large chart: the two numbers after samples of their lines, and how they compare."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size

from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.tui.privacy.mask import NumericWidget, hides_numbers
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.confidence_lines import grade_lines, headline_line, short_grade_line
from efficacy_tui.tui.widgets.content_lines import stack


class TrendHeadline(NumericWidget, LeafWidget):
    """What you say and what your record says, and how the two compare."""

    DEFAULT_CSS = "TrendHeadline { height: auto; padding: 0 2; text-wrap: nowrap; }"
    stats: DomainStats | None = None

    def show(self, stats: DomainStats) -> None:
        """Show the numbers of a domain."""
        self.stats = stats
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(len(self._rows(width)), 1)

    def render(self) -> Content:
        return stack(self._rows(self.content_size.width))

    def _rows(self, width: int) -> list[Content]:
        stats = self.stats
        if stats is None:
            return []
        headline = headline_line(stats, width, numbers=not hides_numbers(self))
        if self.screen.has_class("-low"):
            return [headline] if headline else [short_grade_line(stats, width)]
        grade = grade_lines(stats, width)
        rows = [*grade, headline] if stats.is_stale else [headline, *grade]
        return [row for row in rows if row]
