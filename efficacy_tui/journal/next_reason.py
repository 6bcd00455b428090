"""Why the next challenge lies where it does: one sentence, the same wherever what is next is named."""

from __future__ import annotations

from efficacy_tui.insight.next_difficulty import reason_for_rung
from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.journal.ladder import Ladder


def next_reason(ladder: Ladder, stats: DomainStats) -> str:
    """Say why what the ladder marks as next lies where it does; without a mark, why the recommendation does."""
    rung = ladder.next_rung
    if stats.odds_withheld or rung is None or rung.odds is None:
        return stats.withheld_sentence or stats.recommendation.reason
    return reason_for_rung(stats.recommendation, rung.difficulty, rung.odds / 100)
