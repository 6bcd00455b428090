"""A smooth level through irregular daily ratings: a local-level model with its Kalman filter and RTS smoother.

The level wanders by a variance a day and each rating adds noise of its own (Durbin & Koopman 2012; the backward pass
is Rauch, Tung & Striebel 1965). The first rating is taken as all that is known beforehand. One more rating costs a
few steps, not a second pass.
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


_End = tuple[float, float, float, float]
"""Where the filter of one ratio stands after the last rating: mean, variance, Σv²/f and Σlog f of its surprises v with
their variances f; variances in units of the rating variance."""


class _ForwardPass(NamedTuple):
    """The whole forward pass of one ratio; variances in units of the rating variance."""

    ratio: float
    mean: list[float]
    variance: list[float]
    predicted: list[float]


_Backward = tuple[list[float], list[float]]
"""Smoothed means and variances; variances in units of the rating variance."""

MOST_AT_ONCE = 1e200
SAME = 1e-12  # differences below this no longer move a smoothed value


class RunningLevel:
    """The level through a series of ratings that grows at its end.

    The means do not depend on the scale of the two variances, only on their ratio: so every ratio's filter is kept
    where it stands, and one more rating moves each of them by one step.
    """

    def __init__(self, pairs: Sequence[tuple[int, float]] = ()) -> None:
        self.days: list[int] = []
        self.ratings: list[float] = []
        self._ends: list[_End] = []
        self._ends_before: list[_End] | None = None
        self._forward: _ForwardPass | None = None
        self._behind: _Backward = ([], [])
        if pairs:
            self._fill(pairs[:-1])
            self.add(*pairs[-1])

    def _fill(self, pairs: Sequence[tuple[int, float]]) -> None:
        """Many ratings at once: one filter after the other, which is much quicker than rating by rating."""
        if not pairs:
            return
        self.days = [day for day, _ in pairs]
        self.ratings = [rating for _, rating in pairs]
        away = [later - day for day, later in pairwise(self.days)]
        if min(away, default=0) < 0:
            raise ValueError("the ratings are not in the order of their days")
        self._ends = [_filtered(ratio, self.ratings, away) for ratio in RATIOS]

    def add(self, day: int, rating: float) -> None:
        """One more rating (0–100), on the last day (ordinal) or after it; raises ValueError before it."""
        self._ends_before = self._ends
        if not self.days:
            self._ends = [(rating, 1.0, 0.0, 0.0)] * len(RATIOS)
        else:
            away = day - self.days[-1]
            if away < 0:
                raise ValueError(f"day {day} lies before the last one, {self.days[-1]}")
            self._ends = _step(self._ends, away, rating)
            if self._forward is not None:
                _extend(self._forward, away, rating)
        self.days.append(day)
        self.ratings.append(rating)

    @property
    def can_remove(self) -> bool:
        """Whether the rating added last can be taken back."""
        return self._ends_before is not None and bool(self.days)

    def remove_last(self) -> None:
        """Take the rating added last back; it can be done once after each `add`. Raises ValueError otherwise."""
        if self._ends_before is None or not self.days:
            raise ValueError("only the rating added last can be taken back, and only once")
        self._ends, self._ends_before = self._ends_before, None
        self.days.pop()
        self.ratings.pop()
        if self._forward is not None:
            for values in (self._forward.mean, self._forward.variance, self._forward.predicted):
                values.pop()
            if not self.days:
                self._forward, self._behind = None, ([], [])

    def fit(self) -> tuple[float, float]:
        """The likeliest variances (of the level a day, of a rating; points²); the defaults below 20 ratings."""
        if len(self.days) < MIN_FITTED:
            return LEVEL_VARIANCE, RATING_VARIANCE
        return self._likeliest()

    def _likeliest(self) -> tuple[float, float]:
        n = len(self.days) - 1
        best = (-math.inf, LEVEL_VARIANCE, RATING_VARIANCE)
        for ratio, (_, _, squares, log_spread) in zip(RATIOS, self._ends, strict=True):
            r = max(MIN_RATING_VARIANCE, squares / n)
            likelihood = -0.5 * (n * math.log(r) + log_spread + squares / r)
            if likelihood > best[0]:
                best = (likelihood, ratio * r, r)
        return best[1], best[2]

    def level(self, at: Sequence[int] | None = None) -> Smoothed:
        """The smoothed level on the days `at`, by default each day that has a rating.

        Raises:
            ValueError: there is no rating.
        """
        if not self.days:
            raise ValueError("a level needs at least one rating")
        q, r = self.fit()
        ratio = next(each for each in RATIOS if math.isclose(each, q / r))
        if self._forward is None or self._forward.ratio != ratio:
            self._forward, self._behind = self._pass(ratio), ([], [])
        mean, variance = self._behind = _backward(self._forward, self._behind)
        wanted = sorted(set(self.days)) if at is None else list(at)
        levels = [_level(day, self.days, self._forward, mean, variance) for day in wanted]
        return Smoothed(tuple(wanted), tuple(m for m, _ in levels), tuple(v * r for _, v in levels), q, r)

    def _pass(self, ratio: float) -> _ForwardPass:
        forward = _ForwardPass(ratio, [self.ratings[0]], [1.0], [1.0])
        for i in range(1, len(self.days)):
            _extend(forward, self.days[i] - self.days[i - 1], self.ratings[i])
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
    return RunningLevel(list(zip(days, ratings, strict=True)))._likeliest()


def in_day_order(days: Sequence[int], ratings: Sequence[float]) -> list[tuple[int, float]]:
    """Return (day, rating) pairs by day, keeping the order given within a day; raises ValueError on unequal lengths."""
    if len(days) != len(ratings):
        raise ValueError(f"{len(days)} days do not fit {len(ratings)} ratings")
    return sorted(zip(days, ratings, strict=True), key=lambda pair: pair[0])


def _step(ends: list[_End], away: int, rating: float) -> list[_End]:
    moved = []
    for ratio, (mean, variance, squares, log_spread) in zip(RATIOS, ends, strict=True):
        spread = variance + ratio * away + 1.0
        surprise = rating - mean
        # In units of the rating variance the new variance, (1 − K)·P⁻, is the gain itself.
        gain = 1.0 - 1.0 / spread
        surprises = squares + surprise * surprise / spread
        moved.append((mean + gain * surprise, gain, surprises, log_spread + math.log(spread)))
    return moved


def _filtered(ratio: float, ratings: Sequence[float], away: Sequence[int]) -> _End:
    """`_step` again and again for one ratio, in one loop."""
    mean, gain, squares, log_spread, spreads = ratings[0], 1.0, 0.0, 0.0, 1.0
    for rating, days in zip(ratings[1:], away, strict=True):
        spread = gain + ratio * days + 1.0
        surprise = rating - mean
        gain = 1.0 - 1.0 / spread
        squares += surprise * surprise / spread
        mean += gain * surprise
        # One logarithm of many spreads at once, long before their product leaves what a float can hold.
        spreads *= spread
        if spreads > MOST_AT_ONCE:
            log_spread += math.log(spreads)
            spreads = 1.0
    return mean, gain, squares, log_spread + math.log(spreads)


def _extend(forward: _ForwardPass, away: int, rating: float) -> None:
    predicted = forward.variance[-1] + forward.ratio * away
    gain = predicted / (predicted + 1)
    forward.mean.append(forward.mean[-1] + gain * (rating - forward.mean[-1]))
    forward.variance.append(gain)
    forward.predicted.append(predicted)


def _backward(forward: _ForwardPass, before: _Backward) -> _Backward:
    """The smoothed means and variances; once they run into those of `before`, the rest is as it was then."""
    known = len(before[0])
    mean, variance = list(forward.mean), list(forward.variance)
    later, spread = mean[-1], variance[-1]
    predicted = forward.predicted
    for i in range(len(mean) - 2, -1, -1):
        gain = variance[i] / predicted[i + 1]
        later = mean[i] + gain * (later - mean[i])
        spread = variance[i] + gain * gain * (spread - predicted[i + 1])
        mean[i], variance[i] = later, spread
        if i < known and abs(later - before[0][i]) < SAME and abs(spread - before[1][i]) < SAME:
            mean[:i], variance[:i] = before[0][:i], before[1][:i]
            break
    return mean, variance


def _level(
    day: int, seen: Sequence[int], forward: _ForwardPass, mean: Sequence[float], variance: Sequence[float]
) -> tuple[float, float]:
    i = bisect_right(seen, day) - 1
    if i < 0:
        # Nothing is known before the first rating, so the walk reads the same backwards.
        return mean[0], variance[0] + forward.ratio * (seen[0] - day)
    since = forward.variance[i] + forward.ratio * (day - seen[i])
    if i == len(seen) - 1:
        return forward.mean[i], since
    gain = since / forward.predicted[i + 1]
    return (
        forward.mean[i] + gain * (mean[i + 1] - forward.mean[i]),
        since + gain * gain * (variance[i + 1] - forward.predicted[i + 1]),
    )
