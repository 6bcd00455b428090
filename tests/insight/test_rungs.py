"""The ladder of graded situations: strength, level, slope, change and the next rung."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from efficacy_tui.insight.efficacy import Outcome
from efficacy_tui.insight.odds import START_ODDS, odds_of
from efficacy_tui.insight.rungs import (
    RatedRung,
    compare_with_record,
    falling_fit,
    level,
    next_rung,
    own_slope,
    points_from_80_to_20,
    rung_change,
    strength,
)

quick = settings(deadline=None, max_examples=50, database=None)

LADDER = [
    RatedRung(*rung) for rung in ((10, 100), (20, 90), (30, 90), (40, 60), (50, 80), (60, 50), (70, 40), (80, 10))
]
DAYS = ((0, 40, 1, 1), (4, 50, 1, 1), (9, 60, 0, 1), (13, 55, 0.5, 1), (13, 48, 1, 1), (20, 70, 0, 0.5), (27, 58, 1, 1))
FOUR_WEEKS = odds_of([Outcome(*day) for day in DAYS], 27)

ladders = st.lists(
    st.builds(RatedRung, st.integers(0, 100), st.integers(0, 10).map(lambda tens: 10 * tens)), min_size=4, max_size=12
)


def test_strength_level_and_slope_of_a_ladder() -> None:
    assert falling_fit(LADDER) == (100, 90, 90, 70, 70, 50, 40, 10)
    assert strength([rung.rating for rung in LADDER]) == 65
    assert level(LADDER).difficulty == 50
    assert own_slope(LADDER) == pytest.approx(15.380126, abs=5e-7)


def test_strength_needs_a_rating_and_level_four() -> None:
    assert strength([]) is None
    assert level(LADDER[:3]) is None
    unsure = level([rung._replace(rating=60) for rung in LADDER])
    assert (unsure.difficulty, set(unsure.fit)) == (None, {60})


@quick
@given(ladders)
def test_fit_equals_scipys_isotonic_regression(rungs: list[RatedRung]) -> None:
    difficulties = sorted({rung.difficulty for rung in rungs})
    means = [np.mean([rung.rating for rung in rungs if rung.difficulty == d]) for d in difficulties]
    counts = [sum(rung.difficulty == d for rung in rungs) for d in difficulties]
    fit = optimize.isotonic_regression(means, weights=counts, increasing=False).x
    expected = dict(zip(difficulties, fit, strict=True))
    assert falling_fit(rungs) == pytest.approx([expected[rung.difficulty] for rung in rungs])


@quick
@given(ladders)
def test_slope_equals_scipys_regression(rungs: list[RatedRung]) -> None:
    difficulties = [rung.difficulty for rung in rungs]
    slope = own_slope(rungs)
    if len(rungs) < 5 or max(difficulties) - min(difficulties) < 30:
        assert slope is None
        return
    shares = np.clip([rung.rating for rung in rungs], 5, 95) / 100
    expected = stats.linregress(difficulties, np.log(shares / (1 - shares))).slope
    if abs(expected) > 1e-9:
        assert slope == (pytest.approx(-1 / expected) if expected < 0 else None)


def test_slope_needs_five_rungs_over_thirty_points_and_a_fall() -> None:
    assert own_slope(LADDER[:4]) is None
    assert own_slope([RatedRung(d, r) for d, r in zip((10, 15, 20, 30, 39), (90, 80, 70, 60, 50), strict=True)]) is None
    assert own_slope([RatedRung(d, d) for d in (10, 30, 50, 70, 90)]) is None
    assert own_slope([RatedRung(d, 50) for d in (10, 30, 50, 70, 90)]) is None
    assert points_from_80_to_20(15) == pytest.approx(2.772589 * 15, abs=1e-5)


@pytest.mark.parametrize(("n", "limit"), [(4, 19.599640), (6, 17.891942), (8, 16.973786), (10, 16.398235)])
def test_change_is_named_only_beyond_its_limit(n: int, limit: float) -> None:
    change = rung_change([40] * n, [40 + limit + 0.01] * n)
    assert change.limit == pytest.approx(limit, abs=5e-6)
    assert change.is_named
    assert rung_change([40] * n, [40 - limit - 0.01] * n).is_named
    assert not rung_change([40] * n, [40 + limit - 0.01] * n).is_named


def test_change_needs_four_rungs() -> None:
    assert rung_change([10, 20, 30], [90, 90, 90]) is None
    with pytest.raises(ValueError, match="zip"):
        rung_change([10, 20], [90])


def test_change_over_days_without_change_is_named_in_five_per_cent() -> None:
    rng = np.random.default_rng(3)
    ratings = rng.normal(0, 5, (4000, 2, 1)) + rng.normal(0, 10, (4000, 2, 6))
    named = [rung_change(list(before), list(after)).is_named for before, after in ratings]
    assert np.mean(named) == pytest.approx(0.05, abs=0.012)


def test_next_rung_is_the_hardest_one_that_fits_the_target() -> None:
    result = next_rung([20, 35, 47, 60, 75], FOUR_WEEKS, 0.70, 58)
    assert (result.rung, result.missing_at) == (2, None)
    assert FOUR_WEEKS.at(47) == pytest.approx(0.698843, abs=5e-7)
    assert next_rung([60, 47, 20], FOUR_WEEKS, 0.70, 58).rung == 1


def test_missing_rung_is_named_by_its_neighbours() -> None:
    assert next_rung([20, 60, 75], FOUR_WEEKS, 0.70, 58) == (None, 47, 20, 60)
    assert next_rung([60, 75], FOUR_WEEKS, 0.70, 58) == (None, 47, None, 60)
    assert next_rung([10], FOUR_WEEKS, 0.70, 58) == (None, 47, 10, None)
    assert next_rung([], FOUR_WEEKS, 0.70, 58) == (None, 47, None, None)


def test_next_rung_is_at_most_ten_points_above_the_hardest_success() -> None:
    strong = odds_of([Outcome(day, 30, 1, 1) for day in range(30)], 30)
    difficulties = [25, 45, round(strong.difficulty_at(0.65))]
    assert next_rung(difficulties, strong, 0.65, None).rung == 2
    assert next_rung(difficulties, strong, 0.65, 30) == (None, 40, 25, 45)


def test_small_win_takes_any_rung_that_is_likely_enough() -> None:
    assert next_rung([2, 5, 40], START_ODDS, 0.85, None).rung == 1
    assert next_rung([0, 60], START_ODDS, 0.75, None) == (None, round(START_ODDS.difficulty_at(0.75)), 0, 60)


def test_ratings_beside_the_record_in_both_directions() -> None:
    steps = ((20, 1), (40, -1), (50, 6), (60, 0), (70, -4))
    rungs = [RatedRung(d, round(100 * FOUR_WEEKS.at(d)) + step) for d, step in steps]
    assert compare_with_record(rungs, FOUR_WEEKS) == (5, 2, 3.5, 2, 2.5)
    assert compare_with_record(rungs[:4], FOUR_WEEKS) == (4, 2, 3.5, 1, 1.0)
    assert compare_with_record(rungs[:3], FOUR_WEEKS) is None
    level = [RatedRung(d, round(100 * FOUR_WEEKS.at(d))) for d in (10, 20, 30, 40)]
    assert compare_with_record(level, FOUR_WEEKS) == (4, 0, 0.0, 0, 0.0)


def test_a_rung_made_where_a_small_win_is_missing_serves() -> None:
    for hardest in range(20, 60, 3):
        odds = odds_of([Outcome(day, hardest, day % 2, 1) for day in range(9)], 9)
        missing_at = next_rung([90], odds, 0.85, None).missing_at
        assert missing_at is not None
        assert next_rung([90, missing_at], odds, 0.85, None).rung == 1
