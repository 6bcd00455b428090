"""A smooth level through irregular daily ratings: a local-level model with its Kalman filter and RTS smoother.

The level wanders by a variance a day and each rating adds noise of its own (Durbin & Koopman 2012; the backward pass
is Rauch, Tung & Striebel 1965). The first rating is taken as all that is known beforehand.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from efficacy_tui.insight.maths import Z80, clip

LEVEL_VARIANCE = 4.0  # † rating points² a day
RATING_VARIANCE = 100.0  # † rating points²
MIN_RATING_VARIANCE = 4.0  # † rating points²: ratings in tens cannot be trusted more than this
RATIOS = (0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64)  # † level to rating variance, tried when fitting
MIN_FITTED = 20  # † ratings before the two variances are fitted


class Smoothed(NamedTuple):
    """The level (0–100) with its variance (points²) on each of `days`, and the variances `q` a day and `r` used."""

    days: tuple[int, ...]
    mean: tuple[float, ...]
    variance: tuple[float, ...]
    q: float
    r: float

    @property
    def low(self) -> tuple[float, ...]:
        """The lower end of the level's 80 % band on each day, 0–100."""
        return tuple(clip(m - Z80 * math.sqrt(v), 0.0, 100.0) for m, v in zip(self.mean, self.variance, strict=True))

    @property
    def high(self) -> tuple[float, ...]:
        """The upper end of the level's 80 % band on each day, 0–100."""
        return tuple(clip(m + Z80 * math.sqrt(v), 0.0, 100.0) for m, v in zip(self.mean, self.variance, strict=True))


class _Filtered(NamedTuple):
    mean: list[float]
    variance: list[float]
    predicted: list[float]
    surprises: list[tuple[float, float]]


def smooth(days: Sequence[int], ratings: Sequence[float], at: Sequence[int] | None = None) -> Smoothed:
    """Return the smoothed level of `ratings` (0–100) on the days `at`, by default each day that has a rating.

    Days are ordinals in any order; several ratings may share one, and `at` may lie before, between or after them. From
    20 ratings on the variances are fitted. Raises ValueError without ratings or when the lengths differ.
    """
    pairs = in_day_order(days, ratings)
    if not pairs:
        raise ValueError("a level needs at least one rating")
    seen, values = [day for day, _ in pairs], [value for _, value in pairs]
    q, r = fit(seen, values) if len(values) >= MIN_FITTED else (LEVEL_VARIANCE, RATING_VARIANCE)
    wanted = sorted(set(seen)) if at is None else list(at)
    forward = _filter(seen, values, q, r)
    mean, variance = _backward(forward)
    levels = [_level(day, seen, forward, mean, variance, q) for day in wanted]
    return Smoothed(tuple(wanted), tuple(m for m, _ in levels), tuple(v for _, v in levels), q, r)


def fit(days: Sequence[int], ratings: Sequence[float]) -> tuple[float, float]:
    """Return the likeliest variances (of the level a day, of a rating; points²) for ratings in day order.

    The ratio comes from a grid †; the scale is its closed-form estimate, never below 4 points². Raises ValueError for
    fewer than two ratings.
    """
    if len(ratings) < 2:
        raise ValueError("fitting needs at least two ratings")
    best = (-math.inf, LEVEL_VARIANCE, RATING_VARIANCE)
    for ratio in RATIOS:
        surprises = _filter(days, ratings, ratio, 1.0).surprises
        n, squares = len(surprises), math.fsum(v * v / f for v, f in surprises)
        r = max(MIN_RATING_VARIANCE, squares / n)
        likelihood = -0.5 * (n * math.log(r) + math.fsum(math.log(f) for _, f in surprises) + squares / r)
        if likelihood > best[0]:
            best = (likelihood, ratio * r, r)
    return best[1], best[2]


def in_day_order(days: Sequence[int], ratings: Sequence[float]) -> list[tuple[int, float]]:
    """Return (day, rating) pairs by day, keeping the order given within a day; raises ValueError on unequal lengths."""
    if len(days) != len(ratings):
        raise ValueError(f"{len(days)} days do not fit {len(ratings)} ratings")
    return sorted(zip(days, ratings, strict=True), key=lambda pair: pair[0])


def _filter(days: Sequence[int], ratings: Sequence[float], q: float, r: float) -> _Filtered:
    mean, variance = ratings[0], r
    result = _Filtered([mean], [variance], [variance], [])
    for i in range(1, len(ratings)):
        predicted = variance + q * (days[i] - days[i - 1])
        surprise, spread = ratings[i] - mean, predicted + r
        gain = predicted / spread
        mean += gain * surprise
        variance = (1 - gain) * predicted
        result.mean.append(mean)
        result.variance.append(variance)
        result.predicted.append(predicted)
        result.surprises.append((surprise, spread))
    return result


def _backward(forward: _Filtered) -> tuple[list[float], list[float]]:
    mean, variance = list(forward.mean), list(forward.variance)
    for i in range(len(mean) - 2, -1, -1):
        mean[i], variance[i] = _step_back(mean[i], variance[i], forward.predicted[i + 1], mean[i + 1], variance[i + 1])
    return mean, variance


def _step_back(mean: float, variance: float, predicted: float, later: float, spread: float) -> tuple[float, float]:
    gain = variance / predicted
    return mean + gain * (later - mean), variance + gain**2 * (spread - predicted)


def _level(
    day: int, seen: Sequence[int], forward: _Filtered, mean: Sequence[float], variance: Sequence[float], q: float
) -> tuple[float, float]:
    i = bisect_right(seen, day) - 1
    if i < 0:
        # Nothing is known before the first rating, so the walk reads the same backwards.
        return mean[0], variance[0] + q * (seen[0] - day)
    since = forward.variance[i] + q * (day - seen[i])
    if i == len(seen) - 1:
        return forward.mean[i], since
    return _step_back(forward.mean[i], since, forward.predicted[i + 1], mean[i + 1], variance[i + 1])
