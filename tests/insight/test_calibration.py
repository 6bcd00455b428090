"""Odds against outcomes: scores that match their definitions, and only what the evidence allows to be shown."""

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


def test_twelve_forecasts_have_their_scores() -> None:
    assert brier(ODDS, OUTCOMES) == pytest.approx(0.225833, abs=5e-7)
    found = corp(ODDS, OUTCOMES)
    assert (found.mcb, found.dsc) == pytest.approx((0.045278, 0.0625), abs=5e-7)
    gap = bias(ODDS, OUTCOMES)
    assert (gap.bias, gap.low, gap.high) == pytest.approx((0.091667, -0.105022, 0.319019), abs=5e-7)


@quick
@given(forecasts)
def test_the_fit_is_the_isotonic_regression_with_equal_odds_pooled(made_up: list[tuple[float, int]]) -> None:
    odds, outcomes = np.array([p for p, _ in made_up]), np.array([y for _, y in made_up])
    levels, place = np.unique(odds, return_inverse=True)
    weights = np.bincount(place)
    oracle = isotonic_regression(np.bincount(place, weights=outcomes) / weights, weights=weights).x[place]
    found = corp(list(odds), [int(y) for y in outcomes])
    assert found.fit == pytest.approx(oracle)
    assert len(levels) >= len(set(found.fit))


@quick
@given(forecasts)
def test_the_parts_make_up_the_score(made_up: list[tuple[float, int]]) -> None:
    odds, outcomes = [p for p, _ in made_up], [y for _, y in made_up]
    found = corp(odds, outcomes)
    assert found.brier == pytest.approx(found.mcb - found.dsc + found.unc, abs=1e-12)
    assert found.mcb >= -1e-12
    assert found.dsc >= -1e-12
    rate = sum(outcomes) / len(outcomes)
    assert found.unc == base_rate_brier(outcomes) == pytest.approx(rate * (1 - rate))


@quick
@given(st.integers(1, 80), st.integers(0, 80))
def test_the_interval_is_wilsons(n: int, successes: int) -> None:
    successes = min(successes, n)
    for z, confidence in ((None, 0.90), (Z95, 0.95)):
        theirs = binomtest(successes, n).proportion_ci(confidence, method="wilson")
        ours = wilson(successes, n) if z is None else wilson(successes, n, z)
        assert ours == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_a_direction_is_given_only_when_the_interval_leaves_zero() -> None:
    level = bias([0.6] * 20, [1, 0] * 10)
    assert level.direction is None
    assert level.sentence == "You gave 60 % on average and succeeded in 10 of 20."
    above = bias([0.8] * 20, [1, 0] * 10)
    assert above.sentence.endswith("So far your odds ran higher than your outcomes.")
    below = bias([0.2] * 20, [1, 0] * 10)
    assert below.sentence.endswith("So far your odds ran lower than your outcomes.")
    assert "overconfident" not in above.sentence


@pytest.mark.parametrize(
    ("n", "successes", "shown"),
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
def test_what_is_shown_grows_with_the_evidence(n: int, successes: int, shown: CalibrationStage) -> None:
    assert calibration_stage(n, successes) is shown


def test_domains_stand_alone_from_fifty_outcomes() -> None:
    assert (is_pooled(49), is_pooled(50)) == (True, False)


@quick
@given(forecasts)
def test_bins_hold_every_forecast_once_and_never_split_equal_odds(made_up: list[tuple[float, int]]) -> None:
    odds, outcomes = [p for p, _ in made_up], [y for _, y in made_up]
    found = bins(odds, outcomes)
    assert 1 <= len(found) <= 3
    assert sum(cell.n for cell in found) == len(odds)
    assert sum(cell.successes for cell in found) == sum(outcomes)
    assert all(one.odds_to < other.odds_from for one, other in itertools.pairwise(found))
    for cell in found:
        members = [y for p, y in made_up if cell.odds_from <= p <= cell.odds_to]
        assert (cell.n, cell.successes) == (len(members), sum(members))
        assert (cell.low, cell.high) == wilson(cell.successes, cell.n)


def test_thirty_different_odds_make_three_equal_bins() -> None:
    found = bins([i / 30 for i in range(30)], [0, 1] * 15)
    assert [cell.n for cell in found] == [10, 10, 10]


def test_miscalibration_is_named_when_odds_are_far_off_and_not_when_they_are_right() -> None:
    source = random.Random(2)
    odds = [source.choice([0.6, 0.7, 0.8, 0.9]) for _ in range(60)]
    right = [int(source.random() < p) for p in odds]
    wrong = [int(source.random() < p - 0.4) for p in odds]
    assert not miscalibration(odds, right, seed=1, draws=200).named
    assert miscalibration(odds, wrong, seed=1, draws=200).named
    assert miscalibration(odds, wrong, seed=1, draws=200) == miscalibration(odds, wrong, seed=1, draws=200)


def test_right_odds_are_rarely_named() -> None:
    source = random.Random(8)
    odds = [source.choice([0.3, 0.5, 0.7, 0.9]) for _ in range(50)]
    named = sum(
        miscalibration(odds, [int(source.random() < p) for p in odds], seed=trial, draws=99).named
        for trial in range(60)
    )
    assert named <= 9


@pytest.mark.parametrize(("odds", "outcomes"), [([], []), ([0.5], []), ([1.1], [1]), ([0.5], [2])])
def test_forecasts_that_make_no_sense_are_refused(odds: list[float], outcomes: list[int]) -> None:
    for score in (brier, bias, corp, bins):
        with pytest.raises(ValueError, match=r"do not fit|odds must lie|0 or 1"):
            score(odds, outcomes)


def test_counts_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="not a count"):
        calibration_stage(3, 4)
    with pytest.raises(ValueError, match="not a count"):
        wilson(1, 0)
    with pytest.raises(ValueError, match="do not fit"):
        base_rate_brier([])
