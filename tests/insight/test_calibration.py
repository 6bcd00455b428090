"""Calibration: scores match their definitions, and the sample size limits what is shown."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression
from scipy.stats import binomtest

from efficacy_tui.insight.calibration import (
    CalibrationStage,
    base_rate_brier,
    bias,
    bins,
    brier,
    calibration_stage,
    corp,
    is_pooled,
    miscalibration,
)
from efficacy_tui.insight.maths import Z95, wilson

quick = settings(deadline=None, max_examples=50, database=None)

ODDS = [0.9, 0.8, 0.7, 0.9, 0.6, 0.5, 0.8, 0.7, 0.4, 0.9, 0.6, 0.3]
OUTCOMES = [1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1]

forecasts = st.lists(
    st.tuples(st.integers(0, 10).map(lambda ten: ten / 10), st.integers(0, 1)), min_size=1, max_size=60
)


def test_scores_of_twelve_forecasts() -> None:
    assert brier(ODDS, OUTCOMES) == pytest.approx(0.225833, abs=5e-7)
    decomposition = corp(ODDS, OUTCOMES)
    assert (decomposition.mcb, decomposition.dsc) == pytest.approx((0.045278, 0.0625), abs=5e-7)
    odds_bias = bias(ODDS, OUTCOMES)
    assert (odds_bias.bias, odds_bias.low, odds_bias.high) == pytest.approx((0.091667, -0.105022, 0.319019), abs=5e-7)


@quick
@given(forecasts)
def test_fit_equals_scipys_isotonic_regression_with_equal_odds_pooled(pairs: list[tuple[float, int]]) -> None:
    odds, outcomes = np.array([p for p, _ in pairs]), np.array([y for _, y in pairs])
    levels, index = np.unique(odds, return_inverse=True)
    weights = np.bincount(index)
    expected_fit = isotonic_regression(np.bincount(index, weights=outcomes) / weights, weights=weights).x[index]
    decomposition = corp(list(odds), [int(y) for y in outcomes])
    assert decomposition.fit == pytest.approx(expected_fit)
    assert len(levels) >= len(set(decomposition.fit))


@quick
@given(forecasts)
def test_components_sum_to_the_brier_score(pairs: list[tuple[float, int]]) -> None:
    odds, outcomes = [p for p, _ in pairs], [y for _, y in pairs]
    decomposition = corp(odds, outcomes)
    assert decomposition.brier == pytest.approx(decomposition.mcb - decomposition.dsc + decomposition.unc, abs=1e-12)
    assert decomposition.mcb >= -1e-12
    assert decomposition.dsc >= -1e-12
    rate = sum(outcomes) / len(outcomes)
    assert decomposition.unc == base_rate_brier(outcomes) == pytest.approx(rate * (1 - rate))


@quick
@given(st.integers(1, 80), st.integers(0, 80))
def test_wilson_interval_equals_scipys(n: int, successes: int) -> None:
    successes = min(successes, n)
    for z, confidence in ((None, 0.90), (Z95, 0.95)):
        expected = binomtest(successes, n).proportion_ci(confidence, method="wilson")
        actual = wilson(successes, n) if z is None else wilson(successes, n, z)
        assert actual == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_bias_has_a_direction_only_if_the_interval_excludes_zero() -> None:
    level = bias([0.6] * 20, [1, 0] * 10)
    assert level.direction is None
    assert level.sentence == "You gave 60 % on average and succeeded in 10 of 20."
    above = bias([0.8] * 20, [1, 0] * 10)
    assert above.sentence.endswith("So far your odds have been higher than your outcomes.")
    below = bias([0.2] * 20, [1, 0] * 10)
    assert below.sentence.endswith("So far your odds have been lower than your outcomes.")
    assert "overconfident" not in above.sentence


@pytest.mark.parametrize(
    ("n", "successes", "stage"),
    [
        (0, 0, CalibrationStage.DOTS),
        (4, 2, CalibrationStage.DOTS),
        (5, 2, CalibrationStage.TOO_EARLY),
        (9, 9, CalibrationStage.TOO_EARLY),
        (10, 5, CalibrationStage.BIAS),
        (19, 5, CalibrationStage.BIAS),
        (20, 20, CalibrationStage.BRIER),
        (29, 15, CalibrationStage.BRIER),
        (30, 4, CalibrationStage.BRIER),
        (30, 25, CalibrationStage.BINS),
        (49, 20, CalibrationStage.BINS),
        (50, 5, CalibrationStage.CORP),
        (80, 76, CalibrationStage.BRIER),
    ],
)
def test_calibration_stage_grows_with_the_outcomes(n: int, successes: int, stage: CalibrationStage) -> None:
    assert calibration_stage(n, successes) is stage


def test_domains_are_pooled_below_fifty_outcomes() -> None:
    assert (is_pooled(49), is_pooled(50)) == (True, False)


@quick
@given(forecasts)
def test_bins_hold_every_forecast_once_and_never_split_equal_odds(pairs: list[tuple[float, int]]) -> None:
    odds, outcomes = [p for p, _ in pairs], [y for _, y in pairs]
    forecast_bins = bins(odds, outcomes)
    assert 1 <= len(forecast_bins) <= 3
    assert sum(cell.n for cell in forecast_bins) == len(odds)
    assert sum(cell.successes for cell in forecast_bins) == sum(outcomes)
    assert all(lower.odds_to < upper.odds_from for lower, upper in itertools.pairwise(forecast_bins))
    for cell in forecast_bins:
        members = [y for p, y in pairs if cell.odds_from <= p <= cell.odds_to]
        assert (cell.n, cell.successes) == (len(members), sum(members))
        assert (cell.low, cell.high) == wilson(cell.successes, cell.n)


def test_thirty_different_odds_make_three_equal_bins() -> None:
    forecast_bins = bins([i / 30 for i in range(30)], [0, 1] * 15)
    assert [cell.n for cell in forecast_bins] == [10, 10, 10]


def test_miscalibration_is_named_only_for_odds_that_are_far_off() -> None:
    rng = random.Random(2)
    odds = [rng.choice([0.6, 0.7, 0.8, 0.9]) for _ in range(60)]
    calibrated = [int(rng.random() < p) for p in odds]
    miscalibrated = [int(rng.random() < p - 0.4) for p in odds]
    assert not miscalibration(odds, calibrated, seed=1, draws=200).named
    assert miscalibration(odds, miscalibrated, seed=1, draws=200).named
    assert miscalibration(odds, miscalibrated, seed=1, draws=200) == miscalibration(
        odds, miscalibrated, seed=1, draws=200
    )


def test_calibrated_odds_are_rarely_named_miscalibrated() -> None:
    rng = random.Random(8)
    odds = [rng.choice([0.3, 0.5, 0.7, 0.9]) for _ in range(50)]
    named = sum(
        miscalibration(odds, [int(rng.random() < p) for p in odds], seed=trial, draws=99).named for trial in range(60)
    )
    assert named <= 9


@pytest.mark.parametrize(("odds", "outcomes"), [([], []), ([0.5], []), ([1.1], [1]), ([0.5], [2])])
def test_invalid_forecasts_are_rejected(odds: list[float], outcomes: list[int]) -> None:
    for score in (brier, bias, corp, bins):
        with pytest.raises(ValueError, match=r"do not fit|odds must lie|0 or 1"):
            score(odds, outcomes)


def test_invalid_counts_are_rejected() -> None:
    with pytest.raises(ValueError, match="not a count"):
        calibration_stage(3, 4)
    with pytest.raises(ValueError, match="not a count"):
        wilson(1, 0)
    with pytest.raises(ValueError, match="do not fit"):
        base_rate_brier([])


def test_a_bin_gets_equal_odds_by_where_their_middle_lies() -> None:
    # Of nine forecasts the first two thirds are equal: their middle lies at a third, in the second bin.
    forecast_bins = bins([0.2] * 6 + [0.7, 0.8, 0.9], [0, 1] * 4 + [1])
    assert [(cell.odds_from, cell.odds_to, cell.n) for cell in forecast_bins] == [(0.2, 0.2, 6), (0.7, 0.9, 3)]
    # A group in the middle that begins in the first third and ends in the last belongs to the middle.
    forecast_bins = bins([0.1, 0.2] + [0.5] * 5 + [0.8, 0.9], [0, 1] * 4 + [1])
    assert [cell.n for cell in forecast_bins] == [2, 5, 2]


@pytest.mark.parametrize("draws", [19, 99, 100, 200])
def test_the_threshold_is_the_95th_percentile_of_simulated_histories(draws: int) -> None:
    rng = random.Random(3)
    odds = [0.5, 0.6, 0.7, 0.8, 0.9] * 6
    outcomes = [int(rng.random() < p) for p in odds]
    simulation = random.Random(11)
    simulated = np.sort([corp(odds, [int(simulation.random() < p) for p in odds]).mcb for _ in range(draws)])
    # The rank that makes a test at 5 % exact: 95 of 99, and for a hundred the next one.
    expected = simulated[int(np.ceil(0.95 * (draws + 1))) - 1]
    assert miscalibration(odds, outcomes, seed=11, draws=draws).threshold == pytest.approx(expected, abs=1e-12)


def test_miscalibration_as_large_as_the_threshold_is_not_named() -> None:
    # Certain odds that come true are never off, and neither is any history simulated from them.
    result = miscalibration([1.0] * 10, [1] * 10, seed=1, draws=20)
    assert (result.mcb, result.threshold, result.named) == (0, 0, False)
