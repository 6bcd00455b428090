"""Charts made of characters, for text reports. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.wording.confidence_chart import chart_text

SIZE = (72, 12)
"""Columns and rows of a chart."""

BLOCKS = "▁▂▃▄▅▆▇█"


def text_sparkline(values: Sequence[float], low: float = 0, high: float = 100) -> str:
    """Draw one character per value: the nearest block on the scale `low`…`high`, the end of it for one beyond."""
    shares = (min(max((value - low) / (high - low), 0), 1) for value in values)
    return "".join(BLOCKS[round(share * (len(BLOCKS) - 1))] for share in shares)


def text_chart(stats: DomainStats, days: int | None = None) -> list[str]:
    """Draw a domain's confidence over the last `days` (`None`: all) as on the screen, with headline and legend.

    Empty without a rating or an outcome.
    """
    return chart_text(stats, days, SIZE) if stats.ratings or stats.marks else []
