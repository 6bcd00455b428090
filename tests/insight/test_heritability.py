"""Falconer's formulas and the common pathway model on the published shares, and on a covariance matrix."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.insight.heritability import (
    RaterShares,
    VarianceShares,
    cross_twin_correlations,
    falconer_across_raters,
    falconer_shares,
    h2_with_assortative_mating,
    h2_with_dominance,
    h2_without_equal_environments,
    h2_without_error,
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


def twin_correlations(h2: float, c2: float, dominance: float, genes_shared: float, extra: float) -> tuple[float, float]:
    """Correlate twins from a covariance matrix of all sources of their answers, each with how alike it is: MZ, DZ."""
    correlations = []
    for identical in (True, False):
        additive, dominant = (1.0, 1.0) if identical else (genes_shared, 0.25)
        likeness = [
            (h2 * (1 - dominance), additive),
            (h2 * dominance, dominant),
            (c2, 1.0),
            (extra, 1.0 if identical else 0.0),
            (1 - h2 - c2 - extra, 0.0),
        ]
        matrix = sum(
            (share * np.array([[1.0, alike], [alike, 1.0]]) for share, alike in likeness),
            start=np.zeros((2, 2)),
        )
        assert np.diag(matrix) == pytest.approx([1.0, 1.0])
        correlations.append(float(matrix[0, 1]))
    return correlations[0], correlations[1]


@quick
@given(st.floats(0.2, 0.6), st.floats(0, 0.3), st.floats(0.01, 0.1))
def test_twins_treated_more_alike_make_h2_too_high(h2: float, c2: float, extra: float) -> None:
    r_mz, r_dz = twin_correlations(h2, c2, 0.0, 0.5, extra)
    assert falconer_shares(r_mz, r_dz).h2 == pytest.approx(h2 + 2 * extra)
    assert h2_without_equal_environments(r_mz, r_dz, extra) == pytest.approx(h2)


@quick
@given(st.floats(0.2, 0.6), st.floats(0, 0.3), st.floats(0.5, 0.7))
def test_parents_who_choose_their_like_make_h2_too_low(h2: float, c2: float, genes_shared: float) -> None:
    r_mz, r_dz = twin_correlations(h2, c2, 0.0, genes_shared, 0.0)
    assert falconer_shares(r_mz, r_dz).h2 <= h2 + 1e-12
    assert h2_with_assortative_mating(r_mz, r_dz, genes_shared) == pytest.approx(h2)


@quick
@given(st.floats(0.2, 0.6), st.floats(0, 0.3), st.floats(0, 1))
def test_effects_that_do_not_add_up_make_h2_too_high_and_c2_too_low(h2: float, c2: float, dominance: float) -> None:
    r_mz, r_dz = twin_correlations(h2, c2, dominance, 0.5, 0.0)
    shares = falconer_shares(r_mz, r_dz)
    assert shares.h2 >= h2 - 1e-12
    assert shares.c2 <= c2 + 1e-12
    assert h2_with_dominance(r_mz, r_dz, dominance) == pytest.approx(h2)


@quick
@given(st.floats(0.2, 0.6), st.floats(0, 0.3), st.floats(0.3, 1))
def test_error_is_all_in_e2(h2: float, c2: float, reliability: float) -> None:
    """Error adds variance to each twin and nothing to what they share, so that all correlations shrink alike."""
    r_mz, r_dz = (reliability * r for r in twin_correlations(h2, c2, 0.0, 0.5, 0.0))
    shares = falconer_shares(r_mz, r_dz)
    assert shares.h2 + shares.c2 == pytest.approx(reliability * (h2 + c2))
    assert h2_without_error(r_mz, r_dz, reliability) == pytest.approx(h2)


@pytest.mark.parametrize(
    "call",
    [
        lambda: h2_without_equal_environments(0.6, 0.35, 1.5),
        lambda: h2_with_assortative_mating(0.6, 0.35, 1.0),
        lambda: h2_with_assortative_mating(0.6, 0.35, 0.4),
        lambda: h2_with_dominance(0.6, 0.35, -0.1),
        lambda: h2_without_error(0.6, 0.35, 0.0),
    ],
)
def test_amounts_of_a_wrong_assumption_out_of_range_are_rejected(call: Callable[[], float]) -> None:
    with pytest.raises(ValueError, match=r"must lie between|share from a half|a reliability lies"):
        call()


@pytest.mark.parametrize("factor", [FACTOR, VarianceShares(0.5, 0.2, 0.3)])
def test_cross_twin_correlations_give_back_the_common_factor(factor: VarianceShares) -> None:
    one, other = rater_shares(0.4, 0.2, 0.5, factor), rater_shares(0.3, 0.2, 0.4, factor)
    agreement = rater_correlation(one, other)
    r_mz, r_dz = cross_twin_correlations(agreement, factor)
    matrices = [covariance([one, other], factor, genetic) for genetic in (1.0, 0.5)]
    assert (r_mz, r_dz) == pytest.approx([matrix[0, 3] for matrix in matrices])
    assert falconer_across_raters(r_mz, r_dz, agreement) == pytest.approx(factor)


def test_the_common_factor_is_found_in_simulated_twins() -> None:
    """Draw many pairs from the model, correlate their raters' answers, and find 75, 0 and 25 % again."""
    generator, n = np.random.default_rng(7), 200_000
    raters = [SELF, MOTHER, FATHER]
    correlations = []
    for genetic in (1.0, 0.5):
        root = np.linalg.cholesky(covariance(raters, FACTOR, genetic))
        correlations.append(np.corrcoef(root @ generator.standard_normal((6, n))))
    mz, dz = correlations
    for one, other in ((0, 1), (0, 2), (1, 2)):
        recovered = falconer_across_raters(
            (mz[one, other + 3] + mz[other, one + 3]) / 2,
            (dz[one, other + 3] + dz[other, one + 3]) / 2,
            (mz[one, other] + dz[one, other]) / 2,
        )
        assert recovered == pytest.approx(FACTOR, abs=0.03)
    own = falconer_shares(mz[0, 3], dz[0, 3])
    assert own == pytest.approx((0.47, 0.0, 0.53), abs=0.02)


def test_the_ratio_of_this_many_pairs_is_as_unsure_as_the_page_says() -> None:
    """500 identical and 894 fraternal pairs, mother's and father's answers: about .43 to 1.07 in 95 % of studies."""
    generator, ratios = np.random.default_rng(8), []
    raters = [MOTHER, FATHER]
    roots = [np.linalg.cholesky(covariance(raters, FACTOR, genetic)) for genetic in (1.0, 0.5)]
    for _ in range(1500):
        (mz, mz_agreement), (dz, dz_agreement) = (
            ((m[0, 3] + m[1, 2]) / 2, (m[0, 1] + m[2, 3]) / 2)
            for m in (
                np.corrcoef(root @ generator.standard_normal((4, n))) for root, n in zip(roots, (500, 894), strict=True)
            )
        )
        agreement = (500 * mz_agreement + 894 * dz_agreement) / 1394
        ratios.append(falconer_across_raters(mz, dz, agreement).h2)
    assert np.quantile(ratios, [0.025, 0.975]) == pytest.approx([0.43, 1.07], abs=0.04)


def test_parts_of_an_answer_in_sum() -> None:
    assert MOTHER.agreed == pytest.approx(0.494)
    assert MOTHER.total == pytest.approx((0.57, 0.14, 0.29))
