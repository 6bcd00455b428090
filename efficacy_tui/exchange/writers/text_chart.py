"""Charts made of characters, for text reports. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.model.sparkline import sparkline
from efficacy_tui.wording.confidence_chart import chart_text

WIDTH = 72
HEIGHT = 12


def text_sparkline(values: Sequence[float], low: float = 0, high: float = 100) -> str:
    """Draw one character per value: the nearest block on the scale `low`…`high`."""
    return sparkline(values, low=low, high=high, nearest=True)


def text_chart(stats: DomainStats, days: int | None = None, width: int = WIDTH, height: int = HEIGHT) -> list[str]:
    """Draw a domain's confidence over the last `days` (`None`: all) as on the screen, with headline and legend.

    Empty without a rating or an outcome.
    """
    return chart_text(stats, days, (width, height)) if stats.ratings or stats.marks else []
