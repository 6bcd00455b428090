"""The trend of a domain in a few words, in ever shorter wordings, and as a sign."""

from __future__ import annotations

import re

from efficacy_tui.insight.trend import OPPOSITE_LATELY
from efficacy_tui.journal.domain_stats import UP_TO, DomainStats
from efficacy_tui.model.text_layout import first_fitting
from efficacy_tui.wording.confidence import trend_directions

DIRECTION_SIGNS = {"up": "╱", "level": "─", "down": "╲"}

_SHORT_KINDS = {
    "practically level": "level",
    "no clear trend": "unclear",
    "leaning up": "lean up",
    "leaning down": "lean down",
}


def trend_signs(stats: DomainStats) -> str:
    """Draw the trend as a slope, with that of the last four weeks after it where they went the other way."""
    return "".join(DIRECTION_SIGNS[direction] for direction in trend_directions(stats))


def trend_wordings(words: str) -> list[str]:
    """Return ever shorter wordings of a trend.

    None leaves out its window, or that the last weeks differ; the shortest for an old trend is how far it reached.
    """
    claim = words.removesuffix(f", {OPPOSITE_LATELY}")
    match = re.fullmatch(r"(.+) over (\d+) days(.*)", claim)
    if match is None:
        briefly = words.replace("more for a trend", "more ratings").replace("few recent ratings", "few ratings")
        return list(dict.fromkeys((words, briefly)))
    kind, days, rest = match.groups()
    window = f"{kind}, {days} d{rest}"
    if words.endswith(OPPOSITE_LATELY):
        direction = "up" if kind in ("rising", "leaning up") else "down"
        return [words, f"{claim}, not lately", f"{window}, not lately", f"{direction} {days} d, turned"]
    if UP_TO in words:
        return [words, window, words[words.index(UP_TO) + 1 :]]
    return [words, window, f"{_SHORT_KINDS.get(kind, kind)}, {days} d"]


def fitting_trend_words(words: str, width: int) -> str:
    """Return the longest wording of a trend that fits into `width` cells, else the shortest one, cut."""
    return first_fitting([(wording,) for wording in trend_wordings(words)], width)
