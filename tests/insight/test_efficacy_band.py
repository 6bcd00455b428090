"""The 80 % band of the efficacy estimate: how wide it is, and that it is wide enough for simulated people."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from efficacy_tui.insight.efficacy import Estimate, Outcome, core_path, estimate
from efficacy_tui.insight.lift import LiftEntry

POINTS_PER_LOGIT = 15

STEADY = tuple(Outcome(day, 50 + day % 3, day % 2, 1) for day in range(0, 12, 2))
MIXED = (Outcome(0, 40, 1, 1), Outcome(4, 50, 1, 1), Outcome(9, 60, 0, 1), Outcome(13, 48, 0.5, 0.5))


def expected_band(result: Estimate) -> tuple[float, float]:
    """The central 80 % of a normal distribution around the number, in points, as far as it lies on the scale."""
    assert result.number is not None
    low, high = norm.interval(0.80, loc=result.number, scale=POINTS_PER_LOGIT * np.sqrt(result.core.variance))
    return float(np.clip(low, 0, 100)), float(np.clip(high, 0, 100))


@pytest.mark.parametrize("today", [13, 60, 400])
@pytest.mark.parametrize("outcomes", [STEADY, MIXED], ids=["steady", "mixed"])
def test_the_band_is_the_central_80_percent_around_the_number(outcomes: tuple[Outcome, ...], today: int) -> None:
    result = estimate(outcomes, [], today)
    assert (result.low, result.high) == pytest.approx(expected_band(result), abs=1e-9)
    # Nothing is cut off here, so it is the width that is compared.
    assert 0 < result.low < result.high < 100


def test_a_lift_moves_neither_the_number_nor_its_band() -> None:
    lift = [LiftEntry(13, "vicarious", 1.0), LiftEntry(13, "persuasion", 1.0)]
    alone, lifted = estimate(MIXED, [], 13), estimate(MIXED, lift, 13)
    assert (lifted.number, lifted.low, lifted.high) == (alone.number, alone.low, alone.high)


def test_a_band_beyond_the_scale_is_cut_off_at_its_ends() -> None:
    always = [Outcome(day, 100, 1, 1) for day in range(40)]
    never = [Outcome(day, 0, 0, 1) for day in range(40)]
    top, bottom = estimate(always, [], 40), estimate(never, [], 40)
    assert top.high == 100
    assert bottom.low == 0
    assert (top.low, bottom.high) == pytest.approx((expected_band(top)[0], expected_band(bottom)[1]), abs=1e-9)


def test_every_point_of_the_path_has_the_band_of_its_day() -> None:
    for count, point in enumerate(core_path(MIXED), start=1):
        deviation = POINTS_PER_LOGIT * np.sqrt(estimate(MIXED[:count], [], point.day).core.variance)
        band = norm.interval(0.80, loc=point.points, scale=deviation)
        assert (point.low, point.high) == pytest.approx(band, abs=1e-9)


def test_the_band_holds_the_true_ability_of_four_in_five_simulated_people() -> None:
    """People as the model assumes them: an ability that drifts, and difficulties rated a little off."""
    rng = np.random.default_rng(17)
    people, challenges = 600, 20
    held = 0
    for _ in range(people):
        ability = rng.normal(0, np.sqrt(1.5)) + np.cumsum(rng.normal(0, np.sqrt(0.01 * 3), challenges))
        rated = np.round(np.clip(50 + 15 * (ability + rng.normal(0, 1, challenges)), 0, 100))
        difficulty = (rated - 50) / 15 + rng.normal(0, 0.7, challenges)
        success = rng.random(challenges) < 1 / (1 + np.exp(difficulty - ability))
        outcomes = [Outcome(3 * i, float(rated[i]), float(success[i]), 1) for i in range(challenges)]
        result = estimate(outcomes, [], 3 * (challenges - 1))
        held += bool(result.low <= np.clip(50 + 15 * ability[-1], 0, 100) <= result.high)
    assert 0.75 < held / people < 0.86
