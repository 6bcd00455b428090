"""Rank statistics agree with SciPy's and with their definitions, ties included."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from efficacy_tui.insight.trend import baseline_corrected_tau, change_point, mann_kendall, theil_sen

quick = settings(deadline=None, max_examples=50, database=None)

DAYS = [0, 1, 2, 4, 5, 7, 8, 11, 12, 14, 15, 19]
RATINGS = [40, 50, 45, 50, 55, 50, 60, 55, 60, 70, 60, 65]

points = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10)), min_size=4, max_size=40)


def scipy_kendall(x: list[int], y: list[float]) -> tuple[float, float, float]:
    """Give S, tau-b, and SciPy's normal p with S brought one closer to 0, as Mann–Kendall has it."""
    tau, p = stats.kendalltau(x, y, method="asymptotic")
    s = sum(np.sign(x[j] - x[i]) * np.sign(y[j] - y[i]) for i in range(len(x)) for j in range(i))
    deviation = abs(s) / stats.norm.isf(p / 2)
    return float(s), tau, 2 * stats.norm.sf(max(abs(s) - 1, 0) / deviation)


def test_twelve_ratings_have_their_slope_and_their_trend() -> None:
    assert theil_sen(DAYS, RATINGS) == pytest.approx((1.25, 0.714286, 2.0), abs=5e-7)
    s, tau_b, p = mann_kendall(DAYS, RATINGS)
    assert s == 49
    assert tau_b == pytest.approx(0.785232, abs=5e-7)
    assert p == pytest.approx(0.000785, abs=5e-7)


@quick
@given(points)
def test_the_slope_and_its_interval_are_scipys(made_up: list[tuple[int, int]]) -> None:
    x, y = [place for place, _ in made_up], [value for _, value in made_up]
    assume(len(set(x)) > 1)
    with np.errstate(invalid="ignore"):
        theirs = stats.theilslopes(y, x)
    ours = theil_sen(x, y)
    assert ours.slope == pytest.approx(theirs.slope)
    assert ours.low <= ours.slope <= ours.high
    # SciPy gives no interval where the ties overwhelm its variance.
    if not math.isnan(theirs.low_slope):
        assert (ours.low, ours.high) == pytest.approx((theirs.low_slope, theirs.high_slope))


@quick
@given(points)
def test_the_trend_test_is_scipys_but_for_the_continuity_correction(made_up: list[tuple[int, int]]) -> None:
    x, y = [place for place, _ in made_up], [value for _, value in made_up]
    assume(len(set(x)) > 1 and len(set(y)) > 1)
    ours = mann_kendall(x, y)
    assume(ours.s != 0)
    assert ours == pytest.approx(scipy_kendall(x, y), rel=1e-6)


def test_so_many_ties_that_the_variance_breaks_down_claim_no_more_than_the_range() -> None:
    x, y = [0] * 9 + [1], [1, *[0] * 9]
    assert theil_sen(x, y) == (0, -1, 0)


def test_nothing_moving_has_no_trend() -> None:
    assert mann_kendall([1, 2, 3], [5, 5, 5]) == (0, 0.0, 1.0)
    assert mann_kendall([], []) == (0, 0.0, 1.0)
    with pytest.raises(ValueError, match="differ in x"):
        theil_sen([1, 1], [2, 3])


def pettitt_by_definition(ratings: list[float]) -> tuple[float, int]:
    """Give the largest |U| and its first t, straight from the double sum."""
    n = len(ratings)
    u = [abs(sum(np.sign(ratings[i] - ratings[j]) for i in range(t) for j in range(t, n))) for t in range(1, n)]
    return max(u), 1 + u.index(max(u))


@pytest.mark.parametrize("seed", range(5))
def test_a_step_is_found_where_its_definition_puts_it(seed: int) -> None:
    source = random.Random(seed)
    ratings = [source.randint(3, 5) * 10 for _ in range(18)] + [source.randint(5, 8) * 10 for _ in range(16)]
    k, t = pettitt_by_definition(ratings)
    found = change_point([3 * i for i in range(34)], ratings)
    assert found is not None
    assert found.day == 3 * t
    assert found.p == pytest.approx(2 * math.exp(-6 * k**2 / (34**3 + 34**2)))
    assert (found.before, found.after) == (np.median(ratings[:t]), np.median(ratings[t:]))


def test_a_change_needs_twenty_ratings_and_clear_evidence() -> None:
    assert change_point(range(19), [0] * 9 + [100] * 10) is None
    assert change_point(range(20), [0] * 10 + [100] * 10) is not None
    assert change_point(range(40), [50, 60] * 20) is None
    assert change_point([1] * 40, [0] * 20 + [100] * 20) is None


@pytest.mark.parametrize("drift", [0.0, 3.0])
def test_before_and_after_are_compared_once_a_baseline_trend_is_out(drift: float) -> None:
    source = random.Random(7)
    values = [50 + drift * day + source.gauss(0, 3) + (8 if day >= 15 else 0) for day in range(30)]
    found = baseline_corrected_tau(range(15), values[:15], range(15, 30), values[15:])
    assert found is not None
    assert found.corrected == (drift > 0)
    slope = stats.theilslopes(values[:15], range(15)).slope if drift else 0.0
    rest = [value - slope * day for day, value in enumerate(values)]
    assert (found.tau, found.p) == pytest.approx(scipy_kendall([0] * 15 + [1] * 15, rest)[1:], rel=1e-6)


def test_a_trend_that_simply_goes_on_is_no_difference_between_phases() -> None:
    found = baseline_corrected_tau(range(0, 30, 3), range(0, 20, 2), range(30, 60, 3), range(20, 40, 2))
    assert found is not None
    assert (found.tau, found.p, found.corrected) == (0.0, 1.0, True)


def test_each_phase_needs_ten_ratings() -> None:
    assert baseline_corrected_tau(range(9), range(9), range(10), range(10)) is None
    assert baseline_corrected_tau(range(10), range(10), range(9), range(9)) is None
    with pytest.raises(ValueError, match="needs its day"):
        baseline_corrected_tau(range(3), range(10), range(10), range(10))
