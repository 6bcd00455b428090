"""Rank statistics that assume no normal distribution: Theil–Sen, Mann–Kendall and baseline-corrected tau."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from efficacy_tui.insight.maths import Z95, median_of_sorted, tie_sizes, two_sided_p

MIN_PHASE = 10  # † ratings needed in each phase of a before/after comparison
BASELINE_P = 0.05  # Tarlow 2017: a baseline trend this clear is removed first


class Slope(NamedTuple):
    """A slope per unit of x with the ends of its 95 % interval."""

    slope: float
    low: float
    high: float


class Kendall(NamedTuple):
    """Mann–Kendall: `s` concordant minus discordant pairs, `tau_b` −1–1, and the two-sided `p` 0–1."""

    s: int
    tau_b: float
    p: float


class PhaseChange(NamedTuple):
    """A before/after comparison: `tau` −1–1 with its two-sided `p`, and whether a baseline trend was removed."""

    tau: float
    p: float
    corrected: bool


def pairwise_slopes(x: Sequence[float], y: Sequence[float]) -> list[float]:
    """Return the slopes between all pairs of points that differ in x, ascending.

    O(n² log n): for at most a few hundred points. Raises ValueError when the lengths differ.
    """
    points = sorted(zip(x, y, strict=True), key=lambda point: point[0])
    xs = [point[0] for point in points]
    slopes: list[float] = []
    for x0, y0 in points:
        slopes += [(y1 - y0) / (x1 - x0) for x1, y1 in points[bisect_right(xs, x0) :]]
    slopes.sort()
    return slopes


def theil_sen(x: Sequence[float], y: Sequence[float]) -> Slope:
    """Return the median slope of all pairs with Sen's 95 % interval (Theil 1950; Sen 1968), ties allowed.

    Raises ValueError when the lengths differ or no two points differ in x.
    """
    return sen_interval(pairwise_slopes(x, y), x, y)


def sen_interval(slopes: Sequence[float], x: Sequence[float], y: Sequence[float], inflation: float = 1.0) -> Slope:
    """Return the median of the ascending `slopes` of (x, y) with Sen's 95 % interval.

    `inflation` multiplies the variance of Kendall's S to allow for autocorrelation. Raises ValueError without slopes.
    """
    if not slopes:
        raise ValueError("a slope needs two points that differ in x")
    centre, n = median_of_sorted(slopes), len(y)
    variance = (_tie_term([n]) - _tie_term(tie_sizes(x)) - _tie_term(tie_sizes(y))) / 18 * inflation
    if variance <= 0:
        # With this many ties the approximation breaks down, so return the full range.
        return Slope(centre, slopes[0], slopes[-1])
    half_width = Z95 * math.sqrt(variance)
    upper = min(round((len(slopes) + half_width) / 2), len(slopes) - 1)
    lower = max(round((len(slopes) - half_width) / 2) - 1, 0)
    return Slope(centre, slopes[lower], slopes[upper])


def mann_kendall(x: Sequence[float], y: Sequence[float], inflation: float = 1.0) -> Kendall:
    """Return Kendall's S, tau-b and a two-sided p for a monotonic trend of y over x (Mann 1945; Kendall 1975).

    Ties in either are allowed. S gets a continuity correction of 1 before its normal tail is computed. `inflation`
    multiplies the variance of S. O(n² log n). Raises ValueError when the lengths differ.
    """
    return kendall_of_slopes(pairwise_slopes(x, y), x, y, inflation)


def kendall_of_slopes(
    slopes: Sequence[float], x: Sequence[float], y: Sequence[float], inflation: float = 1.0
) -> Kendall:
    """Return the result of `mann_kendall` from the ascending pairwise `slopes`."""
    s = len(slopes) - bisect_right(slopes, 0) - bisect_left(slopes, 0)
    n, x_ties, y_ties = len(y), tie_sizes(x), tie_sizes(y)
    pairs = n * (n - 1) / 2
    spread = math.sqrt(pairs - _pairs(x_ties)) * math.sqrt(pairs - _pairs(y_ties))
    if spread == 0:
        return Kendall(0, 0.0, 1.0)
    variance = _kendall_variance(n, x_ties, y_ties) * inflation
    z = max(abs(s) - 1, 0) / math.sqrt(variance) if variance > 0 else 0.0
    return Kendall(s, s / spread, two_sided_p(z))


def baseline_corrected_tau(
    before_days: Sequence[int], before: Sequence[float], after_days: Sequence[int], after: Sequence[float]
) -> PhaseChange | None:
    """Return how ratings `after` differ from those `before`, with a clear baseline trend removed first (Tarlow 2017).

    Tau-b is taken against the phase, so it stays below 1 however large the change. None with fewer than 10 ratings in
    a phase. † Raises ValueError when the lengths differ.
    """
    if len(before_days) != len(before) or len(after_days) != len(after):
        raise ValueError("each rating needs its day")
    if min(len(before), len(after)) < MIN_PHASE:
        return None
    values = [*before, *after]
    corrected = mann_kendall(before_days, before).p < BASELINE_P
    if corrected:
        slope, start = theil_sen(before_days, before).slope, before_days[0]
        # Round, so that ratings tied along the trend stay tied.
        values = [
            round(value - slope * (day - start), 9)
            for value, day in zip(values, [*before_days, *after_days], strict=True)
        ]
    phase = [0] * len(before) + [1] * len(after)
    _, tau, p = mann_kendall(phase, values)
    return PhaseChange(tau, p, corrected)


def _pairs(ties: Sequence[int]) -> float:
    return sum(t * (t - 1) for t in ties) / 2


def _tie_term(ties: Sequence[int]) -> int:
    return sum(t * (t - 1) * (2 * t + 5) for t in ties)


def _kendall_variance(n: int, x_ties: Sequence[int], y_ties: Sequence[int]) -> float:
    variance = (_tie_term([n]) - _tie_term(x_ties) - _tie_term(y_ties)) / 18
    variance += 2 * _pairs(x_ties) * _pairs(y_ties) / (n * (n - 1))
    if n > 2:
        triples = [sum(t * (t - 1) * (t - 2) for t in ties) for ties in (x_ties, y_ties)]
        variance += triples[0] * triples[1] / (9 * n * (n - 1) * (n - 2))
    return variance
