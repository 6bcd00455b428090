"""The smoothed level equals the direct solution of the model, on any day and with several ratings a day."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from efficacy_tui.insight.smoother import RunningLevel, fit, smooth

quick = settings(deadline=None, max_examples=50, database=None)

DAYS = [0, 1, 2, 4, 5, 7, 8, 11, 12, 14, 15, 19]
RATINGS = [40, 50, 45, 50, 55, 50, 60, 55, 60, 70, 60, 65]

series = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 10).map(lambda ten: 10 * ten)), min_size=1, max_size=30)


def dense_smoother(days: list[int], ratings: list[float], at: list[int], q: float, r: float) -> tuple[np.ndarray, ...]:
    """Solve for all levels at once, from the precision matrix of the rating noise and of the random walk."""
    all_days = sorted({*days, *at})
    precision, weighted_ratings = np.zeros((len(all_days), len(all_days))), np.zeros(len(all_days))
    for day, rating in zip(days, ratings, strict=True):
        precision[all_days.index(day), all_days.index(day)] += 1 / r
        weighted_ratings[all_days.index(day)] += rating / r
    for i in range(1, len(all_days)):
        step = 1 / (q * (all_days[i] - all_days[i - 1]))
        precision[np.ix_([i - 1, i], [i - 1, i])] += step * np.array([[1, -1], [-1, 1]])
    covariance = np.linalg.inv(precision)
    rows = [all_days.index(day) for day in at]
    return (covariance @ weighted_ratings)[rows], np.diag(covariance)[rows]


def dense_likelihood(days: list[int], ratings: list[float], q: float, r: float) -> float:
    """Return the log density of the ratings' differences from the first, which has no prior."""
    offsets = np.array(days[1:]) - days[0]
    covariance = q * np.minimum.outer(offsets, offsets) + r * (np.eye(len(offsets)) + 1)
    differences = np.array(ratings[1:]) - ratings[0]
    return float(-0.5 * (np.linalg.slogdet(covariance)[1] + differences @ np.linalg.solve(covariance, differences)))


def test_level_of_twelve_ratings() -> None:
    level = smooth(DAYS, RATINGS)
    assert level.mean[0] == pytest.approx(50.0957, abs=5e-7)
    assert level.mean[-1] == pytest.approx(60.163055, abs=5e-7)
    assert (level.days, level.q, level.r) == (tuple(DAYS), 4, 100)


@quick
@given(series, st.lists(st.integers(-20, 80), max_size=8))
def test_level_on_any_day_equals_the_dense_solution(pairs: list[tuple[int, float]], at: list[int]) -> None:
    days, ratings = [day for day, _ in pairs], [rating for _, rating in pairs]
    level = smooth(days, ratings, at=at)
    mean, variance = dense_smoother(days, ratings, at, level.q, level.r)
    assert level.mean == pytest.approx(mean, abs=1e-6)
    assert level.variance == pytest.approx(variance, rel=1e-6)


@quick
@given(series, st.randoms(use_true_random=False))
def test_level_does_not_depend_on_the_order_of_ratings(pairs: list[tuple[int, float]], rng: random.Random) -> None:
    shuffled = list(pairs)
    rng.shuffle(shuffled)
    original = smooth([day for day, _ in pairs], [rating for _, rating in pairs])
    reordered = smooth([day for day, _ in shuffled], [rating for _, rating in shuffled])
    assert original.days == reordered.days == tuple(sorted({day for day, _ in pairs}))
    # With 20 ratings a near tie on the fitting grid may fall either way.
    if len(pairs) < 20:
        assert original.mean == pytest.approx(reordered.mean)
        assert original.variance == pytest.approx(reordered.variance)


def test_variance_grows_with_the_distance_from_the_ratings() -> None:
    variance = smooth([10, 20], [40, 60], at=[0, 5, 10, 15, 20, 25, 30]).variance
    assert variance[0] > variance[1] > variance[2] < variance[3] > variance[4] < variance[5] < variance[6]


def test_several_ratings_on_one_day_give_one_level_with_less_variance() -> None:
    level = smooth([5, 5, 5, 5], [40, 50, 60, 70])
    assert level.days == (5,)
    assert level.mean[0] == pytest.approx(55)
    assert level.variance[0] == pytest.approx(25)


def test_band_stays_in_range() -> None:
    level = smooth([0, 1, 2], [0, 0, 100])
    assert all(0 <= low <= high <= 100 for low, high in zip(level.low, level.high, strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_variances_are_fitted_by_likelihood_from_twenty_ratings(seed: int) -> None:
    rng = random.Random(seed)
    days = sorted(rng.sample(range(90), 40))
    level, ratings = 50.0, list[float]()
    for _ in days:
        level += rng.gauss(0, 1 + seed)
        ratings.append(round(level + rng.gauss(0, 6)))
    q, r = fit(days, ratings)
    assert (smooth(days, ratings).q, smooth(days, ratings).r) == (q, r)
    likeliest = max(
        dense_likelihood(days, ratings, ratio * scale, scale)
        for ratio in (0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64)
        for scale in np.linspace(0.8, 1.2, 41) * r
        if scale >= 4
    )
    assert dense_likelihood(days, ratings, q, r) >= likeliest - 1e-9


def test_constant_ratings_keep_the_minimum_rating_variance() -> None:
    level = smooth(range(30), [70] * 30)
    assert level.r == 4
    assert level.q == pytest.approx(0.01)
    assert level.mean == pytest.approx([70] * 30)


def test_missing_or_unequal_ratings_are_rejected() -> None:
    with pytest.raises(ValueError, match="at least one"):
        smooth([], [])
    with pytest.raises(ValueError, match="do not fit"):
        smooth([1], [2, 3])
    with pytest.raises(ValueError, match="at least two"):
        fit([1], [2])


@given(series, st.floats(0, 100))
@quick
def test_adding_a_rating_equals_smoothing_from_the_start(pairs: list[tuple[int, int]], removed_rating: float) -> None:
    pairs = sorted(pairs, key=lambda pair: pair[0])
    running = RunningLevel(pairs[:-1])
    if len(pairs) > 1:
        running.level()
    running.add(pairs[-1][0], removed_rating)
    running.level()
    running.remove_last()
    running.add(*pairs[-1])
    at = range(pairs[0][0] - 2, pairs[-1][0] + 5)
    incremental, full = running.level(at), smooth(*zip(*pairs, strict=True), at)
    assert incremental.mean == pytest.approx(full.mean, rel=1e-9)
    assert incremental.variance == pytest.approx(full.variance, rel=1e-9)


def test_last_rating_can_be_removed_only_once() -> None:
    running = RunningLevel([(1, 50.0), (2, 60.0)])
    running.remove_last()
    assert not running.can_remove
    with pytest.raises(ValueError, match="only once"):
        running.remove_last()
    with pytest.raises(ValueError, match="lies before"):
        running.add(0, 50.0)


def test_the_band_is_the_central_80_percent_of_the_level() -> None:
    level = smooth(DAYS, RATINGS, at=range(-5, 30))
    low, high = norm.interval(0.80, loc=level.mean, scale=np.sqrt(level.variance))
    assert level.low == pytest.approx(np.clip(low, 0, 100))
    assert level.high == pytest.approx(np.clip(high, 0, 100))
    assert min(level.low) > 0
    assert max(level.high) < 100


def test_variances_are_fitted_from_the_twentieth_rating() -> None:
    rng = random.Random(1)
    ratings = [50 + rng.gauss(0, 3) for _ in range(20)]
    assert RunningLevel(list(enumerate(ratings[:19]))).fit() == (4, 100)
    assert RunningLevel(list(enumerate(ratings))).fit() == fit(range(20), ratings) != (4, 100)


@pytest.mark.parametrize("count", [40, 500, 3000])
def test_the_fit_of_a_long_series_at_once_equals_that_of_single_ratings(count: int) -> None:
    """Many gaps of a year make the product of the spreads overflow, were it not taken as a logarithm in time."""
    rng = random.Random(count)
    pairs = [(365 * i, float(rng.randint(0, 100))) for i in range(count)]
    at_once, one_by_one = RunningLevel(pairs), RunningLevel()
    for day, rating in pairs:
        one_by_one.add(day, rating)
    assert at_once.fit() == pytest.approx(one_by_one.fit(), rel=1e-9)
    for (_, _, squares, log_spread), (_, _, other_squares, other_log_spread) in zip(
        at_once._states, one_by_one._states, strict=True
    ):
        assert (squares, log_spread) == pytest.approx((other_squares, other_log_spread), rel=1e-9)


def test_a_small_change_of_the_newest_rating_reaches_every_earlier_level() -> None:
    """Copying the earlier levels is allowed only where they no longer differ."""
    pairs = [(day, 50.0) for day in range(15)]
    running = RunningLevel([*pairs, (15, 50.0)])
    running.level()
    running.remove_last()
    running.add(15, 50.5)
    assert running.level().mean == pytest.approx(smooth(range(16), [50.0] * 15 + [50.5]).mean, abs=1e-9)


def test_ratings_out_of_order_are_rejected() -> None:
    with pytest.raises(ValueError, match="not in the order of their days"):
        RunningLevel([(3, 50.0), (1, 50.0), (5, 50.0)])
    with pytest.raises(ValueError, match="lies before the last one"):
        RunningLevel([(3, 50.0), (1, 50.0)])
