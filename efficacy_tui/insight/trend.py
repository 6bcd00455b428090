"""The trend of a daily rating, shown as dots, then (with more ratings) as a line, then as a claim.

The level is smoothed. The slope is Theil–Sen with Sen's interval (Sen 1968). The claim is Mann–Kendall with ties (Mann
1945; Kendall 1975), with its variance inflated for autocorrelation. Day-to-day differences are never reported.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

from efficacy_tui.insight.maths import clip, median
from efficacy_tui.insight.rank_statistics import (
    ChangePoint,
    Kendall,
    PhaseChange,
    Slope,
    baseline_corrected_tau,
    change_point,
    kendall_of_slopes,
    mann_kendall,
    pairwise_slopes,
    sen_interval,
    theil_sen,
)
from efficacy_tui.insight.smoother import Smoothed, fit, in_day_order, smooth

__all__ = [
    "ChangePoint",
    "Claim",
    "ClaimKind",
    "Kendall",
    "PhaseChange",
    "Slope",
    "Smoothed",
    "autocorrelation",
    "baseline_corrected_tau",
    "change_point",
    "fit",
    "mann_kendall",
    "smooth",
    "theil_sen",
    "trend_claim",
    "variance_inflation",
]

MIN_LINE = 7  # † ratings before a line is drawn
MIN_CLAIM = 20  # † ratings before a trend is named
MIN_DAYS = 21  # † days from the first rating to the last, inclusive
CLEAR_P, LEANING_P = 0.05, 0.20  # †
MAX_RATINGS = 365  # † a claim uses only the latest ratings
NEIGHBOUR_DAYS = 2  # † the most days between ratings that count as neighbours
MIN_NEIGHBOURS = 8  # † pairs of neighbours needed to estimate the autocorrelation
MAX_AUTOCORRELATION = 0.9  # †

ClaimKind = Literal["dots", "line", "rising", "leaning up", "no clear trend", "leaning down", "falling"]

CLAIM_WORDS: dict[str, str] = {
    "rising": "Your ratings are rising",
    "leaning up": "Your ratings are leaning up",
    "no clear trend": "No clear trend, which is not the same as no change",
    "leaning down": "Your ratings are leaning down",
    "falling": "Your ratings are falling",
}


class Claim(NamedTuple):
    """What may be said of `n` ratings.

    `more_ratings` and `more_days` are missing for the next stage (a line, then a claim). `slope` is in points a week
    with its 95 % interval; `slope`, `tau_b` and `p` are None until there is a claim.
    """

    kind: ClaimKind
    n: int
    more_ratings: int
    more_days: int
    slope: Slope | None
    tau_b: float | None
    p: float | None
    sentence: str


def trend_claim(days: Sequence[int], ratings: Sequence[float]) -> Claim:
    """Return what may be said of `ratings` (0–100) on `days` (ordinals, any order), from the latest 365 of them.

    Both the slope's interval and the claim use the variance inflated for autocorrelation. Raises ValueError when the
    lengths differ.
    """
    pairs = in_day_order(days, ratings)[-MAX_RATINGS:]
    x, y = [day for day, _ in pairs], [value for _, value in pairs]
    n, span = len(pairs), (x[-1] - x[0] + 1 if x else 0)
    if n < MIN_LINE:
        return _incomplete_claim("dots", n, MIN_LINE - n, 0)
    if n < MIN_CLAIM or span < MIN_DAYS:
        return _incomplete_claim("line", n, max(MIN_CLAIM - n, 0), max(MIN_DAYS - span, 0))
    slopes = pairwise_slopes(x, y)
    inflation = variance_inflation(x, y, sen_interval(slopes, x, y).slope)
    slope = Slope(*(7 * value for value in sen_interval(slopes, x, y, inflation)))
    s, tau_b, p = kendall_of_slopes(slopes, x, y, inflation)
    kind = _claim_kind(s, p)
    return Claim(kind, n, 0, 0, slope, tau_b, p, _claim_sentence(kind, slope))


def variance_inflation(days: Sequence[int], ratings: Sequence[float], slope: float) -> float:
    """Return the factor (1 or more) by which autocorrelation around a slope (points a day) inflates Var(S)."""
    residuals = [value - slope * (day - days[0]) for day, value in zip(days, ratings, strict=True)]
    centre = median(residuals)
    r1 = autocorrelation(days, [residual - centre for residual in residuals])
    return (1 + r1) / (1 - r1)


def autocorrelation(days: Sequence[int], residuals: Sequence[float]) -> float:
    """Return the correlation of residuals in day order with the previous one, if at most two days apart; 0–0.9. †

    Corrected for small-sample bias by (1 + 3r)/pairs (Marriott & Pope 1954); 0 with fewer than 8 such pairs.
    """
    mean = math.fsum(residuals) / len(residuals) if residuals else 0.0
    centred = [residual - mean for residual in residuals]
    products = [centred[i] * centred[i - 1] for i in range(1, len(centred)) if days[i] - days[i - 1] <= NEIGHBOUR_DAYS]
    spread = math.fsum(residual**2 for residual in centred)
    if len(products) < MIN_NEIGHBOURS or spread == 0:
        return 0.0
    r = (math.fsum(products) / len(products)) / (spread / len(centred))
    return clip(r + (1 + 3 * r) / len(products), 0.0, MAX_AUTOCORRELATION)


def _claim_kind(s: int, p: float) -> ClaimKind:
    if p >= LEANING_P or s == 0:
        return "no clear trend"
    if p >= CLEAR_P:
        return "leaning up" if s > 0 else "leaning down"
    return "rising" if s > 0 else "falling"


def _incomplete_claim(kind: ClaimKind, n: int, more_ratings: int, more_days: int) -> Claim:
    missing = " and ".join(
        f"{count} more {unit if count == 1 else unit + 's'}"
        for count, unit in ((more_ratings, "rating"), (more_days, "day"))
        if count
    )
    sentence = f"{missing} until {'a line is drawn' if kind == 'dots' else 'a trend can be named'}."
    return Claim(kind, n, more_ratings, more_days, None, None, None, sentence)


def _claim_sentence(kind: ClaimKind, slope: Slope) -> str:
    if kind == "no clear trend":
        return f"{CLAIM_WORDS[kind]}."
    estimate, low, high = (_format_signed(value) for value in slope)
    if low == high == "0.0":
        return f"{CLAIM_WORDS[kind]}, by less than 0.1 points a week."
    size = f"about {estimate}" if estimate != "0.0" else "by less than 0.1"
    return f"{CLAIM_WORDS[kind]}: {size} points a week ({low} to {high})."


def _format_signed(value: float) -> str:
    # Adding 0.0 turns −0.0 into 0.0.
    tenths = round(value, 1) + 0.0
    return f"{tenths:+.1f}".replace("-", "−") if tenths else "0.0"
