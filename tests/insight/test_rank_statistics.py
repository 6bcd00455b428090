"""Rank statistics agree with SciPy and with their definitions, even with ties."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from efficacy_tui.insight.change_point import change_point
from efficacy_tui.insight.rank_statistics import baseline_corrected_tau, mann_kendall, sen_interval, theil_sen

quick = settings(deadline=None, max_examples=50, database=None)

DAYS = [0, 1, 2, 4, 5, 7, 8, 11, 12, 14, 15, 19]
RATINGS = [40, 50, 45, 50, 55, 50, 60, 55, 60, 70, 60, 65]

points = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10)), min_size=4, max_size=40)


def scipy_kendall(x: list[int], y: list[float]) -> tuple[float, float, float]:
    """Return S, tau-b and SciPy's normal p, with the continuity correction of 1 that Mann–Kendall applies to S."""
    tau, p = stats.kendalltau(x, y, method="asymptotic")
    s = sum(np.sign(x[j] - x[i]) * np.sign(y[j] - y[i]) for i in range(len(x)) for j in range(i))
    deviation = abs(s) / stats.norm.isf(p / 2)
    return float(s), tau, 2 * stats.norm.sf(max(abs(s) - 1, 0) / deviation)


def test_slope_and_trend_of_twelve_ratings() -> None:
    assert theil_sen(DAYS, RATINGS) == pytest.approx((1.25, 0.714286, 2.0), abs=5e-7)
    s, tau_b, p = mann_kendall(DAYS, RATINGS)
    assert s == 49
    assert tau_b == pytest.approx(0.785232, abs=5e-7)
    assert p == pytest.approx(0.000785, abs=5e-7)


@quick
@given(points)
def test_theil_sen_equals_scipys(pairs: list[tuple[int, int]]) -> None:
    x, y = [x for x, _ in pairs], [y for _, y in pairs]
    assume(len(set(x)) > 1)
    with np.errstate(invalid="ignore"):
        expected = stats.theilslopes(y, x)
    actual = theil_sen(x, y)
    assert actual.slope == pytest.approx(expected.slope)
    assert actual.low <= actual.slope <= actual.high
    # SciPy returns no interval if ties make the variance negative.
    if not math.isnan(expected.low_slope):
        assert (actual.low, actual.high) == pytest.approx((expected.low_slope, expected.high_slope))


@quick
@given(points)
def test_mann_kendall_equals_scipys_with_a_continuity_correction(pairs: list[tuple[int, int]]) -> None:
    x, y = [x for x, _ in pairs], [y for _, y in pairs]
    assume(len(set(x)) > 1 and len(set(y)) > 1)
    actual = mann_kendall(x, y)
    assume(actual.s != 0)
    assert actual == pytest.approx(scipy_kendall(x, y), rel=1e-6)


def test_slope_interval_is_the_full_range_when_ties_break_the_variance_down() -> None:
    x, y = [0] * 9 + [1], [1, *[0] * 9]
    assert theil_sen(x, y) == (0, -1, 0)


def test_constant_ratings_have_no_trend() -> None:
    assert mann_kendall([1, 2, 3], [5, 5, 5]) == (0, 0.0, 1.0)
    assert mann_kendall([], []) == (0, 0.0, 1.0)
    with pytest.raises(ValueError, match="differ in x"):
        theil_sen([1, 1], [2, 3])


def pettitt_by_definition(ratings: list[float]) -> tuple[float, int]:
    """Return the largest |U| and its first t, computed from the double sum."""
    n = len(ratings)
    u = [abs(sum(np.sign(ratings[i] - ratings[j]) for i in range(t) for j in range(t, n))) for t in range(1, n)]
    return max(u), 1 + u.index(max(u))


@pytest.mark.parametrize("seed", range(5))
def test_change_point_equals_the_definition(seed: int) -> None:
    rng = random.Random(seed)
    ratings = [rng.randint(3, 5) * 10 for _ in range(18)] + [rng.randint(5, 8) * 10 for _ in range(16)]
    k, t = pettitt_by_definition(ratings)
    point = change_point([3 * i for i in range(34)], ratings)
    assert point is not None
    assert point.day == 3 * t
    # The days lie three apart, so no neighbours are there to resemble each other.
    assert point.p == pytest.approx(2 * math.exp(-6 * k**2 / (34**3 + 34**2)))
    assert (point.before, point.after) == (np.median(ratings[:t]), np.median(ratings[t:]))


def test_change_point_needs_twenty_ratings_and_clear_evidence() -> None:
    assert change_point(range(19), [0] * 9 + [100] * 10) is None
    assert change_point(range(20), [0] * 10 + [100] * 10) is not None
    assert change_point(range(40), [50, 60] * 20) is None
    assert change_point([1] * 40, [0] * 20 + [100] * 20) is None


def test_change_point_is_corrected_for_the_resemblance_of_neighbouring_days() -> None:
    ratings = [40, 50, 40, 50, 50, 40, 50, 40, 50, 50, 40, 50, 60, 50, 60, 70, 60, 60, 70, 60, 50, 60, 70, 60]
    assert pettitt_by_definition(ratings) == (130, 12)
    point = change_point(range(24), ratings)
    assert (point.day, point.before, point.after) == (12, 50, 60)
    assert point.p == pytest.approx(0.001749, abs=5e-7)
    alike = [value + 6 * math.sin(day / 3) for day, value in enumerate([50] * 30 + [56] * 30)]
    k, t = pettitt_by_definition(alike)
    medians = np.median(alike[:t]), np.median(alike[t:])
    residuals = np.array([value - medians[day >= t] for day, value in enumerate(alike)])
    centred = residuals - residuals.mean()
    r = (centred[1:] @ centred[:-1] / 59) / (centred @ centred / 60)
    r1 = min(r + (1 + 3 * r) / 59, 0.9)
    p = 2 * math.exp(-6 * k**2 * (1 - r1) / (1 + r1) / (60**3 + 60**2))
    assert p > 0.01 > 2 * math.exp(-6 * k**2 / (60**3 + 60**2))
    assert change_point(range(60), alike) is None


def test_change_point_is_seldom_named_without_a_change() -> None:
    named = 0
    for seed in range(100):
        rng, level = random.Random(seed), 0.0
        ratings = []
        for _ in range(90):
            level = 0.7 * level + rng.gauss(0, 10 * math.sqrt(1 - 0.7**2))
            ratings.append(min(max(round((50 + level) / 10) * 10, 0), 100))
        named += change_point(range(90), ratings) is not None
    assert named <= 4


@pytest.mark.parametrize("drift", [0.0, 3.0])
def test_phases_are_compared_after_removing_a_baseline_trend(drift: float) -> None:
    rng = random.Random(7)
    values = [50 + drift * day + rng.gauss(0, 3) + (8 if day >= 15 else 0) for day in range(30)]
    change = baseline_corrected_tau(range(15), values[:15], range(15, 30), values[15:])
    assert change is not None
    assert change.corrected == (drift > 0)
    slope = stats.theilslopes(values[:15], range(15)).slope if drift else 0.0
    detrended = [value - slope * day for day, value in enumerate(values)]
    assert (change.tau, change.p) == pytest.approx(scipy_kendall([0] * 15 + [1] * 15, detrended)[1:], rel=1e-6)


def test_continuing_trend_is_no_difference_between_phases() -> None:
    change = baseline_corrected_tau(range(0, 30, 3), range(0, 20, 2), range(30, 60, 3), range(20, 40, 2))
    assert change is not None
    assert (change.tau, change.p, change.corrected) == (0.0, 1.0, True)


def test_each_phase_needs_ten_ratings() -> None:
    assert baseline_corrected_tau(range(9), range(9), range(10), range(10)) is None
    assert baseline_corrected_tau(range(10), range(10), range(9), range(9)) is None
    with pytest.raises(ValueError, match="needs its day"):
        baseline_corrected_tau(range(3), range(10), range(10), range(10))


def test_a_change_point_is_named_below_one_percent() -> None:
    probabilities = []
    for swaps in range(15):
        # The more ratings change sides, the less clear the change is.
        swapped = [40] * (15 - swaps) + [60] * swaps + [40] * swaps + [60] * (15 - swaps)
        k, _ = pettitt_by_definition(swapped)
        p = 2 * math.exp(-6 * k**2 / (30**3 + 30**2))
        probabilities.append(p)
        # The days lie three apart, so no neighbours are there to resemble each other.
        assert (change_point(range(0, 90, 3), swapped) is not None) == (p < 0.01)
    assert any(0.01 <= p < 0.02 for p in probabilities)


@pytest.mark.parametrize("noise", range(12))
def test_a_baseline_trend_is_removed_below_five_percent(noise: int) -> None:
    rng = random.Random(noise)
    before = [day + rng.gauss(0, 6) for day in range(12)]
    p = scipy_kendall(list(range(12)), before)[2]
    change = baseline_corrected_tau(range(12), before, range(12, 24), before)
    assert change is not None
    assert change.corrected == (p < 0.05)


def test_some_of_the_baseline_trends_lie_between_one_and_five_percent() -> None:
    probabilities = []
    for noise in range(12):
        rng = random.Random(noise)
        probabilities.append(scipy_kendall(list(range(12)), [day + rng.gauss(0, 6) for day in range(12)])[2])
    assert any(0.01 < p < 0.05 for p in probabilities)
    assert any(0.05 < p < 0.2 for p in probabilities)


def test_ratings_tied_along_the_baseline_trend_stay_tied() -> None:
    # Sevenths have no exact binary form, so removing a trend of a seventh a day leaves residues of about 1e-15.
    before, after = [40 + day / 7 for day in range(12)], [40 + day / 7 for day in range(12, 24)]
    change = baseline_corrected_tau(range(12), before, range(12, 24), after)
    assert change is not None
    assert (change.tau, change.p, change.corrected) == (0.0, 1.0, True)


@pytest.mark.parametrize("inflation", [1.0, 2.5, 6.0])
def test_inflation_widens_the_interval_of_a_slope_as_the_variance_of_s(inflation: float) -> None:
    rng = random.Random(4)
    x, y = list(range(40)), [day * 0.3 + rng.gauss(0, 8) for day in range(40)]
    slopes = np.sort([(y[j] - y[i]) / (x[j] - x[i]) for i in range(40) for j in range(i + 1, 40)])
    # Sen 1968: the ranks of the ends lie half a deviation of Kendall's S to each side of the middle.
    deviation = math.sqrt(40 * 39 * 85 / 18 * inflation)
    reach = stats.norm.ppf(0.975) * deviation
    low, high = slopes[round((len(slopes) - reach) / 2) - 1], slopes[round((len(slopes) + reach) / 2)]
    result = sen_interval(list(slopes), x, y, inflation)
    assert (result.slope, result.low, result.high) == pytest.approx((np.median(slopes), low, high))
