"""Several raters: published tables, NumPy's mean squares, SciPy's t distribution, and invariants."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy import stats

from efficacy_tui.insight.heritability import falconer_shares
from efficacy_tui.insight.raters import (
    RaterStage,
    RatingGap,
    area_mean,
    area_score,
    average_deviation,
    change_noise,
    common_items,
    icc,
    icc_range,
    incomplete_beta,
    item_means,
    mean,
    rater_stage,
    rating_gap,
    t_cdf,
    t_quantile,
    total_score,
)

SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
SELF = [4, 3, 4, 5, 2, 3, 3, 2, 4, 4, 3, 5]
OTHERS = [[4, 4, 4, 4, 3, 4, 3, 3, 4, 5, 4, 4], [5, 3, 4, 4, 3, 3, 4, 3, 5, 4, 3, 4]]

fives = st.integers(1, 5)
answers = st.none() | fives


def tables(min_items: int = 2, max_items: int = 14) -> st.SearchStrategy[list[list[int]]]:
    """Build tables of items × raters."""
    return st.integers(2, 5).flatmap(
        lambda k: st.lists(st.lists(fives, min_size=k, max_size=k), min_size=min_items, max_size=max_items)
    )


def test_icc_of_the_table_of_shrout_and_fleiss() -> None:
    agreement = icc(SHROUT_FLEISS)
    assert agreement is not None
    assert agreement.single == pytest.approx(0.289764, abs=5e-7)
    assert agreement.average == pytest.approx(0.620051, abs=5e-7)


def test_gap_and_deviation_of_self_and_two_others() -> None:
    assert average_deviation([SELF, *OTHERS]) == pytest.approx(0.407407, abs=5e-7)
    gap = rating_gap(SELF, OTHERS)
    assert gap is not None
    assert gap.mean == pytest.approx(-0.291667, abs=5e-7)
    differences = np.array(SELF) - np.mean(OTHERS, axis=0)
    interval = stats.t.interval(0.90, 11, differences.mean(), stats.sem(differences))
    assert (gap.low, gap.high) == pytest.approx(interval, abs=1e-9)
    assert not gap.is_flagged


@given(tables())
@settings(max_examples=80, deadline=None)
def test_icc_equals_the_formula_of_mean_squares(table: list[list[int]]) -> None:
    x = np.array(table, dtype=float)
    n, k = x.shape
    msr = k * x.mean(axis=1).var(ddof=1)
    msc = n * x.mean(axis=0).var(ddof=1)
    residual = x - x.mean(axis=1, keepdims=True) - x.mean(axis=0, keepdims=True) + x.mean()
    mse = (residual**2).sum() / ((n - 1) * (k - 1))
    single, average = msr + (k - 1) * mse + k * (msc - mse) / n, msr + (msc - mse) / n
    agreement = icc(table)
    if agreement is None:
        assert min(single, average) <= 1e-9
        return
    assume(min(single, average) > 1e-6)
    assert agreement.single == pytest.approx((msr - mse) / single, abs=1e-9)
    assert agreement.average == pytest.approx((msr - mse) / average, abs=1e-9)
    assert agreement.single <= 1 + 1e-9
    assert agreement.average <= 1 + 1e-9


@given(st.floats(1e-6, 1 - 1e-6), st.integers(1, 200))
@settings(max_examples=100, deadline=None)
def test_t_quantile_equals_scipys(p: float, df: int) -> None:
    assert t_quantile(p, df) == pytest.approx(float(stats.t.ppf(p, df)), rel=1e-7, abs=1e-9)


@given(st.floats(-50, 50), st.integers(1, 200))
@example(9.891005871275888e-08, 3)
@settings(max_examples=100, deadline=None)
def test_t_cdf_equals_scipys(t: float, df: int) -> None:
    # Near 0 with one degree of freedom SciPy is off by 1.6e-9, so compare with t·pdf(0) there.
    assert t_cdf(t, df) == pytest.approx(float(stats.t.cdf(t, df)), abs=5e-9)
    if abs(t) < 1e-6:
        assert t_cdf(t, df) - 0.5 == pytest.approx(t * float(stats.t.pdf(0, df)), abs=1e-14)


def test_ends_of_the_beta_function_and_invalid_quantiles() -> None:
    assert incomplete_beta(0, 2, 3) == 0
    assert incomplete_beta(1, 2, 3) == 1
    for p, df in ((0, 3), (1, 3), (0.5, 0)):
        with pytest.raises(ValueError, match="no quantile"):
            t_quantile(p, df)


def test_area_needs_three_of_four_answers_and_the_total_all_areas() -> None:
    assert area_score([1, 1, 1, 1]) == 0
    assert area_score([5, 5, None, 5]) == 100
    assert area_score([5, None, None, 5]) is None
    assert area_mean([None] * 4) is None
    assert area_score([2, 3, 3, 4]) == pytest.approx(50)
    # A longer area needs the same share of answers.
    assert area_score([3] * 6 + [None] * 2) == 50
    assert area_score([3] * 5 + [None] * 3) is None
    assert total_score([[3, 3, 3, 3], [5, 5, 5, 5], [1, 1, 1, 1]]) == pytest.approx(50)
    assert total_score([[3, 3, 3, 3], [5, 5, 5, 5], [1, 1, None, None]]) is None


@given(st.lists(answers, min_size=4, max_size=4))
def test_area_score_lies_between_0_and_100(values: list[int | None]) -> None:
    score = area_score(values)
    assert (score is None) == (sum(value is not None for value in values) < 3)
    assert score is None or 0 <= score <= 100


@given(st.lists(st.lists(answers, min_size=12, max_size=12), min_size=1, max_size=5), st.randoms())
@settings(max_examples=60, deadline=None)
def test_agreement_does_not_depend_on_the_order_of_raters_or_items(table: list[list[int | None]], rng) -> None:
    deviation = average_deviation(table)
    assert deviation is None or 0 <= deviation <= 2
    order = list(range(12))
    rng.shuffle(order)
    shuffled = [[row[i] for i in order] for row in reversed(table)]
    shuffled_deviation = average_deviation(shuffled)
    assert shuffled_deviation == pytest.approx(deviation) if deviation is not None else shuffled_deviation is None
    if len(table) > 1:
        gap, shuffled_gap = rating_gap(table[0], table[1:]), rating_gap(shuffled[-1], shuffled[:-1])
        assert (gap is None) == (shuffled_gap is None)
        if gap is not None and shuffled_gap is not None:
            assert gap == pytest.approx(shuffled_gap)
            assert gap.low <= gap.mean <= gap.high


def test_identical_ratings_agree_completely() -> None:
    assert average_deviation([SELF, SELF, SELF]) == 0
    agreement = icc([(x, x, x) for x in SELF])
    assert agreement is not None
    assert agreement == pytest.approx((1, 1))
    assert icc([(3, 3, 3)] * 12) is None
    assert icc([]) is None
    assert icc([(3, 4)]) is None


@pytest.mark.parametrize(
    ("gap", "flagged"),
    [
        (RatingGap(0.6, 0.1, 1.1, 12), True),
        (RatingGap(-0.6, -1.1, -0.1, 12), True),
        (RatingGap(0.6, -0.1, 1.3, 12), False),
        (RatingGap(0.49, 0.3, 0.7, 12), False),
        (RatingGap(0.5, 0.5, 0.5, 12), True),
    ],
)
def test_gap_is_flagged_only_if_it_is_large_and_certain(gap: RatingGap, flagged: bool) -> None:
    assert gap.is_flagged is flagged


def test_gap_needs_others_and_three_common_items() -> None:
    assert rating_gap(SELF, []) is None
    assert rating_gap([1, 2, None, None], [[None, 3, 3, 3]]) is None
    gap = rating_gap([1, 2, 3, None], [[2, 3, 4, 3]])
    assert gap == pytest.approx((-1, -1, -1, 3))


@pytest.mark.parametrize(
    ("has_self", "others", "common", "stage"),
    [
        (False, 0, 0, RaterStage.NOTHING),
        (False, 3, 12, RaterStage.ALONE),
        (True, 0, 12, RaterStage.ALONE),
        (True, 1, 12, RaterStage.GAP),
        (True, 2, 9, RaterStage.CONSENSUS),
        (True, 2, 10, RaterStage.ICC),
        (True, 5, 12, RaterStage.ICC),
    ],
)
def test_rater_stage_depends_on_the_number_of_raters(
    has_self: bool, others: int, common: int, stage: RaterStage
) -> None:
    assert rater_stage(has_self, others, common) is stage


def test_icc_range_is_the_same_for_the_same_seed() -> None:
    agreement = icc_range([SELF, *OTHERS], seed=3)
    assert agreement is not None
    assert agreement == icc_range([SELF, *OTHERS], seed=3)
    assert agreement.low < agreement.average < agreement.high <= 1
    assert (agreement.raters, agreement.items) == (3, 12)
    exact = icc(common_items([SELF, *OTHERS]))
    assert exact is not None
    assert agreement.average == exact.average
    assert icc_range([SELF, OTHERS[0]], seed=3) is None
    assert icc_range([SELF, OTHERS[0], [None] * 3 + [3] * 9], seed=3) is None
    assert icc_range([[3] * 12] * 3, seed=3) is None


def test_item_means_leave_out_raters_who_cannot_judge() -> None:
    assert item_means([[1, None], [3, None]]) == [2, None]


def test_change_noise() -> None:
    assert change_noise() == pytest.approx(1.96 * 0.7 * math.sqrt(2 * 0.15), abs=1e-4)
    assert round(change_noise(), 2) == 0.75


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_falconers_shares_sum_to_one_and_are_possible_only_in_range(r_mz: float, r_dz: float) -> None:
    shares = falconer_shares(r_mz, r_dz)
    assert sum(shares) == pytest.approx(1)
    assert shares.is_possible == (all(-1e-9 <= share <= 1 + 1e-9 for share in shares))


def test_falconers_formulas_for_known_correlations() -> None:
    assert falconer_shares(0.6, 0.35) == pytest.approx((0.5, 0.1, 0.4))
    assert falconer_shares(0.6, 0.35).is_possible
    assert not falconer_shares(0.6, 0.2).is_possible
    with pytest.raises(ValueError, match="rMZ"):
        falconer_shares(1.2, 0)


def test_an_item_of_one_rater_has_no_deviation() -> None:
    # Were it counted, its deviation of 0 would halve the mean.
    assert average_deviation([[2, 1], [4, None]]) == 1
    assert average_deviation([[2, None], [None, 4]]) is None


@pytest.mark.parametrize(("items", "needed"), [(4, 3), (8, 6), (12, 9), (20, 15), (5, 4)])
def test_an_area_needs_three_quarters_of_its_answers(items: int, needed: int) -> None:
    assert area_mean([3] * needed + [None] * (items - needed)) == 3
    assert area_mean([3] * (needed - 1) + [None] * (items - needed + 1)) is None


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3, 0.55, 0.7])
def test_a_share_that_rounding_makes_a_little_larger_asks_for_no_answer_more(share: float) -> None:
    count = round(share * 100)
    assert mean([3.0] * count + [None] * (100 - count), share) == 3
    assert mean([3.0] * (count - 1) + [None] * (101 - count), share) is None


def test_the_range_of_agreement_holds_the_central_90_percent_of_resampled_items() -> None:
    rng = random.Random(6)
    raters = [[min(max(level + rng.choice((-1, 0, 0, 1)), 1), 5) for level in [1, 2, 3, 4, 5] * 4] for _ in range(4)]
    rows = common_items(raters)
    resampling = random.Random(3)
    drawn = [agreement.average for _ in range(200) if (agreement := icc(resampling.choices(rows, k=len(rows))))]
    result = icc_range(raters, seed=3, draws=200)
    assert result is not None
    assert (result.low, result.high) == pytest.approx(np.quantile(drawn, [0.05, 0.95]))
