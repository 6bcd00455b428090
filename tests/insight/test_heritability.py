"""Falconer's formulas and the common pathway model on the published shares, and on a covariance matrix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.insight.heritability import (
    RaterShares,
    VarianceShares,
    falconer_across_raters,
    falconer_shares,
    mean_shares,
    rater_correlation,
    rater_shares,
)

quick = settings(deadline=None, max_examples=50, database=None)

FACTOR = VarianceShares(0.75, 0.0, 0.25)
SELF, FATHER, MOTHER = (
    rater_shares(a, c, u, FACTOR) for a, c, u in ((0.47, 0, 0.65), (0.72, 0, 0.50), (0.57, 0.14, 0.35))
)

shares = st.floats(0.05, 0.95)


def covariance(raters: list[RaterShares], factor: VarianceShares, genetic: float) -> np.ndarray:
    """Build the correlations of twins × raters from every path of the model; `genetic` is 1 for MZ, ½ for DZ."""
    k = len(raters)
    loading = np.array([rater.loading for rater in raters])
    common_within = np.outer(loading, loading)
    across = common_within * (genetic * factor.h2 + factor.c2)
    within = common_within + np.diag([rater.own_a + rater.own_c + rater.own_e for rater in raters])
    across = across + np.diag([genetic * rater.own_a + rater.own_c for rater in raters])
    matrix = np.block([[within, across], [across, within]])
    assert np.diag(matrix) == pytest.approx(np.ones(2 * k))
    return matrix


@pytest.mark.parametrize(
    ("rater", "squared", "loading", "common_a", "own_a", "c", "own_e"),
    [
        (SELF, 0.219333, 0.468330, 0.1645, 0.3055, 0.0, 0.475167),
        (FATHER, 0.48, 0.692820, 0.36, 0.36, 0.0, 0.16),
        (MOTHER, 0.494, 0.702851, 0.3705, 0.1995, 0.14, 0.1665),
    ],
)
def test_shares_of_each_rater(
    rater: RaterShares, squared: float, loading: float, common_a: float, own_a: float, c: float, own_e: float
) -> None:
    expected = (squared, loading, common_a, own_a, c, own_e)
    assert (
        rater.loading**2,
        rater.loading,
        rater.common_a,
        rater.own_a,
        rater.common_c + rater.own_c,
        rater.own_e,
    ) == pytest.approx(expected, abs=6e-7)
    assert sum(rater[1:]) == pytest.approx(1)
    assert rater.is_possible


def test_correlations_between_raters() -> None:
    pairs = ((SELF, FATHER), (SELF, MOTHER), (MOTHER, FATHER))
    assert [rater_correlation(*pair) for pair in pairs] == pytest.approx([0.324469, 0.329167, 0.486950], abs=5e-7)


@pytest.mark.parametrize(
    ("raters", "a"), [([SELF], 0.47), ([SELF, MOTHER], 0.576959), ([SELF, MOTHER, FATHER], 0.657218)]
)
def test_more_raters_bring_the_mean_nearer_to_what_they_agree_on(raters: list[RaterShares], a: float) -> None:
    assert mean_shares(raters, FACTOR).h2 == pytest.approx(a, abs=5e-7)


@quick
@given(shares, shares, st.lists(st.tuples(shares, shares, shares), min_size=2, max_size=4))
def test_shares_of_the_mean_equal_falconers_on_the_covariance_matrix(
    h: float, c: float, raters: list[tuple[float, float, float]]
) -> None:
    total = h + c + 0.2
    factor = VarianceShares(h / total, c / total, 0.2 / total)
    split = [rater_shares(0.6 * a, 0.4 * own_c, u, factor) for a, own_c, u in raters]
    k = len(split)
    mean = np.full(k, 1 / k)
    correlations = []
    for genetic in (1.0, 0.5):
        matrix = covariance(split, factor, genetic)
        variance = mean @ matrix[:k, :k] @ mean
        correlations.append(float(mean @ matrix[:k, k:] @ mean / variance))
    assert mean_shares(split, factor) == pytest.approx(falconer_like(*correlations))
    r_mz, r_dz = (covariance(split, factor, genetic)[0, k + 1] for genetic in (1.0, 0.5))
    assert falconer_across_raters(r_mz, r_dz, rater_correlation(split[0], split[1])) == pytest.approx(factor)


def falconer_like(r_mz: float, r_dz: float) -> tuple[float, float, float]:
    return 2 * (r_mz - r_dz), 2 * r_dz - r_mz, 1 - r_mz


def test_falconers_formulas() -> None:
    assert falconer_shares(0.75, 0.375) == pytest.approx((0.75, 0.0, 0.25))
    assert falconer_shares(0.5, 0.4) == pytest.approx((0.2, 0.3, 0.5))
    assert not falconer_shares(0.9, 0.2).is_possible


def test_impossible_splits_are_seen() -> None:
    assert not rater_shares(0.95, 0.0, 0.0, FACTOR).is_possible
    assert not rater_shares(0.5, 0.6, 0.5, FACTOR).is_possible


def test_values_out_of_range_are_rejected() -> None:
    with pytest.raises(ValueError, match="must lie between"):
        rater_shares(1.2, 0, 0.5, FACTOR)
    with pytest.raises(ValueError, match="above 0"):
        rater_shares(0.5, 0, 0.5, VarianceShares(0.0, 0.5, 0.5))
    with pytest.raises(ValueError, match="agree somewhat"):
        falconer_across_raters(0.3, 0.2, 0.0)
    with pytest.raises(ValueError, match="at least one rater"):
        mean_shares([], FACTOR)
