"""A smooth level through irregular daily ratings: a local-level model with its Kalman filter and RTS smoother.

The level is a random walk with a variance per day, and each rating adds independent noise (Durbin & Koopman 2012; the
backward pass is Rauch, Tung & Striebel 1965). The first rating is the only prior knowledge. Adding a rating costs a
few steps instead of a full pass.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from efficacy_tui.insight.maths import Z80, clip

LEVEL_VARIANCE = 4.0  # † rating points² a day
RATING_VARIANCE = 100.0  # † rating points²
MIN_RATING_VARIANCE = 4.0  # † rating points²: ratings in tens are never more precise than this
RATIOS = (0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64)  # † candidate ratios of level to rating variance
MIN_FITTED = 20  # † ratings needed to fit the two variances


class Smoothed(NamedTuple):
    """The level (0–100) and its variance (points²) on each of `days`; the variances used: `q` a day, `r` a rating."""

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


_FilterState = tuple[float, float, float, float]
"""The filter state of one ratio after the last rating: mean, variance, Σv²/f and Σlog f of the innovations v with their
variances f; variances in units of the rating variance."""


class _ForwardPass(NamedTuple):
    """The forward pass of one ratio through all ratings; variances in units of the rating variance."""

    ratio: float
    mean: list[float]
    variance: list[float]
    predicted: list[float]


_BackwardPass = tuple[list[float], list[float]]
"""Smoothed means and variances; variances in units of the rating variance."""

MAX_PRODUCT = 1e200  # a product of spreads above this is replaced by its logarithm
TOLERANCE = 1e-12  # smoothed values that differ by less than this count as equal


class RunningLevel:
    """The level through a series of ratings to which new ratings are appended.

    The means depend on the two variances only through their ratio, so the filter state of every ratio is stored and a
    new rating advances each by one step.
    """

    def __init__(self, pairs: Sequence[tuple[int, float]] = ()) -> None:
        self.days: list[int] = []
        self.ratings: list[float] = []
        self._states: list[_FilterState] = []
        self._previous_states: list[_FilterState] | None = None
        self._forward: _ForwardPass | None = None
        self._backward_pass: _BackwardPass = ([], [])
        if pairs:
            self._fill(pairs[:-1])
            self.add(*pairs[-1])

    def _fill(self, pairs: Sequence[tuple[int, float]]) -> None:
        """Add many ratings at once, running one filter after the other: much faster than rating by rating."""
        if not pairs:
            return
        self.days = [day for day, _ in pairs]
        self.ratings = [rating for _, rating in pairs]
        gaps = [next_day - day for day, next_day in pairwise(self.days)]
        if min(gaps, default=0) < 0:
            raise ValueError("the ratings are not in the order of their days")
        self._states = [_run_filter(ratio, self.ratings, gaps) for ratio in RATIOS]

    def add(self, day: int, rating: float) -> None:
        """Add a rating (0–100) on `day` (ordinal); raises ValueError for a day before the last one."""
        self._previous_states = self._states
        if not self.days:
            self._states = [(rating, 1.0, 0.0, 0.0)] * len(RATIOS)
        else:
            gap = day - self.days[-1]
            if gap < 0:
                raise ValueError(f"day {day} lies before the last one, {self.days[-1]}")
            self._states = _step(self._states, gap, rating)
            if self._forward is not None:
                _extend_forward(self._forward, gap, rating)
        self.days.append(day)
        self.ratings.append(rating)

    @property
    def can_remove(self) -> bool:
        """Whether the rating added last can be removed."""
        return self._previous_states is not None and bool(self.days)

    def remove_last(self) -> None:
        """Remove the rating added last; possible once after each `add`. Raises ValueError otherwise."""
        if self._previous_states is None or not self.days:
            raise ValueError("only the rating added last can be taken back, and only once")
        self._states, self._previous_states = self._previous_states, None
        self.days.pop()
        self.ratings.pop()
        if self._forward is not None:
            for values in (self._forward.mean, self._forward.variance, self._forward.predicted):
                values.pop()
            if not self.days:
                self._forward, self._backward_pass = None, ([], [])

    def fit(self) -> tuple[float, float]:
        """Return the likeliest variances (of the level a day, of a rating; points²); the defaults below 20 ratings."""
        if len(self.days) < MIN_FITTED:
            return LEVEL_VARIANCE, RATING_VARIANCE
        return self._likeliest_variances()

    def _likeliest_variances(self) -> tuple[float, float]:
        n = len(self.days) - 1
        best = (-math.inf, LEVEL_VARIANCE, RATING_VARIANCE)
        for ratio, (_, _, squares, log_spread) in zip(RATIOS, self._states, strict=True):
            r = max(MIN_RATING_VARIANCE, squares / n)
            likelihood = -0.5 * (n * math.log(r) + log_spread + squares / r)
            if likelihood > best[0]:
                best = (likelihood, ratio * r, r)
        return best[1], best[2]

    def level(self, at: Sequence[int] | None = None) -> Smoothed:
        """Return the smoothed level on the days `at`, or on each rated day; raises ValueError without ratings."""
        if not self.days:
            raise ValueError("a level needs at least one rating")
        q, r = self.fit()
        ratio = next(candidate for candidate in RATIOS if math.isclose(candidate, q / r))
        if self._forward is None or self._forward.ratio != ratio:
            self._forward, self._backward_pass = self._run_forward(ratio), ([], [])
        mean, variance = self._backward_pass = _run_backward(self._forward, self._backward_pass)
        days = sorted(set(self.days)) if at is None else list(at)
        levels = [_level_on(day, self.days, self._forward, mean, variance) for day in days]
        return Smoothed(tuple(days), tuple(m for m, _ in levels), tuple(v * r for _, v in levels), q, r)

    def _run_forward(self, ratio: float) -> _ForwardPass:
        forward = _ForwardPass(ratio, [self.ratings[0]], [1.0], [1.0])
        for i in range(1, len(self.days)):
            _extend_forward(forward, self.days[i] - self.days[i - 1], self.ratings[i])
        return forward


def smooth(days: Sequence[int], ratings: Sequence[float], at: Sequence[int] | None = None) -> Smoothed:
    """Return the smoothed level of `ratings` (0–100) on the days `at`, by default each day that has a rating.

    Days are ordinals in any order; several ratings may share one, and `at` may lie before, between or after them. From
    20 ratings on the variances are fitted. Raises ValueError without ratings or when the lengths differ.
    """
    return RunningLevel(in_day_order(days, ratings)).level(at)


def fit(days: Sequence[int], ratings: Sequence[float]) -> tuple[float, float]:
    """Return the likeliest variances (of the level a day, of a rating; points²) for ratings in day order.

    The ratio comes from a grid †; the scale is its closed-form estimate, never below 4 points². Raises ValueError for
    fewer than two ratings.
    """
    if len(ratings) < 2:
        raise ValueError("fitting needs at least two ratings")
    return RunningLevel(list(zip(days, ratings, strict=True)))._likeliest_variances()


def in_day_order(days: Sequence[int], ratings: Sequence[float]) -> list[tuple[int, float]]:
    """Return (day, rating) pairs sorted by day, stable within a day; raises ValueError on unequal lengths."""
    if len(days) != len(ratings):
        raise ValueError(f"{len(days)} days do not fit {len(ratings)} ratings")
    return sorted(zip(days, ratings, strict=True), key=lambda pair: pair[0])


def _step(states: list[_FilterState], gap: int, rating: float) -> list[_FilterState]:
    next_states = []
    for ratio, (mean, variance, squares, log_spread) in zip(RATIOS, states, strict=True):
        spread = variance + ratio * gap + 1.0
        innovation = rating - mean
        # In units of the rating variance, the new variance (1 − K)·P⁻ equals the gain K.
        gain = 1.0 - 1.0 / spread
        total_squares = squares + innovation * innovation / spread
        next_states.append((mean + gain * innovation, gain, total_squares, log_spread + math.log(spread)))
    return next_states


def _run_filter(ratio: float, ratings: Sequence[float], gaps: Sequence[int]) -> _FilterState:
    """Return what repeated calls of `_step` would, but for one ratio and in one loop."""
    mean, gain, squares, log_spread, product = ratings[0], 1.0, 0.0, 0.0, 1.0
    for rating, gap in zip(ratings[1:], gaps, strict=True):
        spread = gain + ratio * gap + 1.0
        innovation = rating - mean
        gain = 1.0 - 1.0 / spread
        squares += innovation * innovation / spread
        mean += gain * innovation
        # Take one logarithm of the product of many spreads, well before it overflows.
        product *= spread
        if product > MAX_PRODUCT:
            log_spread += math.log(product)
            product = 1.0
    return mean, gain, squares, log_spread + math.log(product)


def _extend_forward(forward: _ForwardPass, gap: int, rating: float) -> None:
    predicted = forward.variance[-1] + forward.ratio * gap
    gain = predicted / (predicted + 1)
    forward.mean.append(forward.mean[-1] + gain * (rating - forward.mean[-1]))
    forward.variance.append(gain)
    forward.predicted.append(predicted)


def _run_backward(forward: _ForwardPass, previous: _BackwardPass) -> _BackwardPass:
    """Return the smoothed means and variances; once they agree with `previous`, copy the rest from it."""
    n_previous = len(previous[0])
    mean, variance = list(forward.mean), list(forward.variance)
    level, spread = mean[-1], variance[-1]
    predicted = forward.predicted
    for i in range(len(mean) - 2, -1, -1):
        gain = variance[i] / predicted[i + 1]
        level = mean[i] + gain * (level - mean[i])
        spread = variance[i] + gain * gain * (spread - predicted[i + 1])
        mean[i], variance[i] = level, spread
        if i < n_previous and abs(level - previous[0][i]) < TOLERANCE and abs(spread - previous[1][i]) < TOLERANCE:
            mean[:i], variance[:i] = previous[0][:i], previous[1][:i]
            break
    return mean, variance


def _level_on(
    day: int, rated_days: Sequence[int], forward: _ForwardPass, mean: Sequence[float], variance: Sequence[float]
) -> tuple[float, float]:
    i = bisect_right(rated_days, day) - 1
    if i < 0:
        # Nothing is known before the first rating, so the random walk extends backwards in the same way.
        return mean[0], variance[0] + forward.ratio * (rated_days[0] - day)
    filtered_variance = forward.variance[i] + forward.ratio * (day - rated_days[i])
    if i == len(rated_days) - 1:
        return forward.mean[i], filtered_variance
    gain = filtered_variance / forward.predicted[i + 1]
    return (
        forward.mean[i] + gain * (mean[i + 1] - forward.mean[i]),
        filtered_variance + gain * gain * (variance[i + 1] - forward.predicted[i + 1]),
    )
