"""The verdict on a designed challenge: the person's odds, then the record's, and whether to change its size."""

from __future__ import annotations

from efficacy_tui.flows.question_types import ChoiceQuestion, Option
from efficacy_tui.insight.next_difficulty import (
    advise,
    advise_by_own_odds,
    band_of,
    is_stretch,
    record_band,
    stretch_range,
)
from efficacy_tui.journal.domain_stats import DomainStats

_WITH_ARTICLE = {"small win": "a small win", "stretch": "a stretch", "reach": "a reach", "long shot": "a long shot"}


def verdict_question(stats: DomainStats, odds: int, difficulty: int) -> ChoiceQuestion:
    """Compare the person's `odds` (0–100) with the record's at a `difficulty` (0–100), and advise."""
    record_odds, recommendation = stats.odds(difficulty), stats.recommendation
    hints = {"keep": "go on with it as it is", "shrink": "shorter, or with help", "raise": "longer, or alone"}
    if record_odds is None:
        advice = advise_by_own_odds(odds / 100, stats.estimate.n_outcomes)
        context = _own_odds_context(stats, odds / 100, advice)
    else:
        percent = round(record_odds * 100)
        advice = advise(record_odds, difficulty, recommendation.difficulty)
        band = _WITH_ARTICLE[record_band(record_odds)]
        context = f"You say {odds} %. Your record says about {percent} %"
        stretch = stretch_range(stats.record.odds)
        is_said_by_range = stretch is not None and is_stretch(record_odds)
        context += "." if is_said_by_range else f": {band}."
        if stretch is not None:
            context += f" For you, {stretch[0]} to {stretch[1]} is a stretch; this one is at {difficulty}."
        hints["keep"] = f"at {difficulty}, where your record says {percent} %"
        # Put the suggestion beside the option that leads towards it.
        side = "shrink" if recommendation.difficulty < difficulty else "raise"
        if recommendation.difficulty != difficulty:
            suggested = f"about {recommendation.difficulty}, where it says {round(recommendation.odds * 100)} %"
            hints[side] += f"; {suggested}"
    label = {"keep": "Keep", "shrink": "Shrink", "raise": "Raise"}
    advised_first = sorted(("keep", "shrink", "raise"), key=lambda value: value != advice)
    return ChoiceQuestion(
        key="verdict",
        label="Verdict",
        context=context,
        prompt="Keep it, shrink it, or raise it?",
        default=advice,
        script_default="keep",
        options=tuple(
            Option(value=value, key=value[0], label=label[value], hint=hints[value]) for value in advised_first
        ),
    )


def _own_odds_context(stats: DomainStats, own_odds: float, advice: str) -> str:
    """Explain the verdict by the person's own odds, while the record gives none."""
    if stats.odds_withheld:
        return f"{stats.withheld_sentence} So your own odds decide."
    missing = stats.outcomes_missing
    context = (
        f"By your own odds this is {_WITH_ARTICLE[band_of(own_odds)]}. Your record speaks after "
        f"{missing} more outcome{'s' if missing > 1 else ''}."
    )
    is_early = stats.estimate.n_outcomes < 2 and advice == "shrink"
    return f"{context} For your first two, start smaller: an early success helps most." if is_early else context
