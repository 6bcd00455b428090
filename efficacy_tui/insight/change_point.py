"""Where the level of a series changed (Pettitt 1979), corrected for the resemblance of neighbouring days.

Ratings of neighbouring days resemble each other, and without a correction that looks like a change of level.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from efficacy_tui.insight.maths import clip, median, midranks

MIN_CHANGE = 20  # † ratings needed to look for a change point
CHANGE_P = 0.01  # † the significance level of a change point
NEIGHBOUR_DAYS = 2  # † the most days between ratings that count as neighbours
MIN_NEIGHBOURS = 8  # † pairs of neighbours needed to estimate the autocorrelation
MAX_AUTOCORRELATION = 0.9  # †


class ChangePoint(NamedTuple):
    """A change of level: the first `day` after it, the medians on both sides (0–100), and Pettitt's corrected `p`."""

    day: int
    before: float
    after: float
    p: float


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


def change_point(days: Sequence[int], ratings: Sequence[float]) -> ChangePoint | None:
    """Return where the level of `ratings` (0–100) changed (Pettitt 1979); None below 20 ratings or with p ≥ .01. †

    The exponent of p shrinks by (1 − r)/(1 + r), r being the autocorrelation around the medians on both sides. A change
    lies between two days, never inside one. A steady climb also has a most likely change point, so the result says
    where, not how sudden. Raises ValueError when the lengths differ.
    """
    pairs = sorted(zip(days, ratings, strict=True), key=lambda pair: pair[0])
    n = len(pairs)
    if n < MIN_CHANGE:
        return None
    split, k = _pettitt(pairs)
    before, after = median([value for _, value in pairs[:split]]), median([value for _, value in pairs[split:]])
    residuals = [value - (before if i < split else after) for i, (_, value) in enumerate(pairs)]
    r = autocorrelation([day for day, _ in pairs], residuals)
    p = min(1.0, 2 * math.exp(-6 * k * k * (1 - r) / (1 + r) / (n**3 + n**2)))
    return ChangePoint(pairs[split][0], before, after, p) if p < CHANGE_P else None


def _pettitt(pairs: Sequence[tuple[int, float]]) -> tuple[int, float]:
    """Return the number of ratings before the most likely change, and Pettitt's K there."""
    n, ranks = len(pairs), midranks([value for _, value in pairs])
    best, running = (1, 0.0), 0.0
    for t in range(1, n):
        running += ranks[t - 1]
        k = abs(2 * running - t * (n + 1))
        if pairs[t][0] != pairs[t - 1][0] and k > best[1]:
            best = (t, k)
    return best
