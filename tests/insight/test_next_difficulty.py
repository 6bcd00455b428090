"""The next difficulty: achievable at first, easier after failures, never far above the hardest success."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.insight.efficacy import Outcome, estimate
from efficacy_tui.insight.next_difficulty import band_of, difficulty_for, next_difficulty, p_success

quick = settings(deadline=None, max_examples=50, database=None)
means, variances = st.floats(-6, 6), st.floats(0.01, 1.5)

DAYS = ((0, 40, 1, 1), (4, 50, 1, 1), (9, 60, 0, 1), (13, 55, 0.5, 1), (13, 48, 1, 1), (20, 70, 0, 0.5), (27, 58, 1, 1))


def test_new_domain_starts_at_an_easy_difficulty() -> None:
    recommendation = next_difficulty(0.0, 1.5, [], None)
    assert recommendation[:4] == pytest.approx((0.80, 23.656771, 23.656771, 42.295099), abs=5e-7)


def test_difficulty_after_four_weeks_lies_inside_the_stretch_band() -> None:
    core = estimate([Outcome(*day) for day in DAYS], [], 27).core
    recommendation = next_difficulty(core.mean, core.variance, [1, 0, 0.5, 1, 0, 1], 58)
    assert recommendation[:4] == pytest.approx((0.70, 46.908037, 37.548907, 54.580016), abs=6e-7)


@pytest.mark.parametrize(
    ("results", "target", "words"),
    [
        ([], 0.80, "first few"),
        ([0, 0], 0.80, "first few"),
        ([1, 0, 0], 0.85, "last two did not work out"),
        ([0, 1, 0], 0.75, "last one did not work out"),
        ([0.5, 0.5, 0], 0.75, "last one did not work out"),
        ([0, 1, 1, 1], 0.65, "last three worked out"),
        ([1, 0.5, 1], 0.70, "steady"),
        ([0, 0, 0.5], 0.70, "steady"),
    ],
)
def test_last_results_determine_the_target(results: list[float], target: float, words: str) -> None:
    recommendation = next_difficulty(0.0, 0.5, results, None)
    assert recommendation.target == target
    assert words in recommendation.reason
    assert recommendation.reason.count(".") == 1
    assert p_success(0.0, 0.5, recommendation.difficulty) == pytest.approx(target)


def test_difficulty_is_at_most_ten_points_above_the_hardest_success() -> None:
    recommendation = next_difficulty(3.0, 0.5, [1, 1, 1], 30)
    assert recommendation.difficulty == 40
    assert "hardest you have managed" in recommendation.reason


@quick
@given(means, variances, st.lists(st.sampled_from([0, 0.5, 1]), max_size=5), st.none() | st.floats(0, 100))
def test_recommendation_lies_in_range(
    mean: float, variance: float, results: list[float], hardest: float | None
) -> None:
    recommendation = next_difficulty(mean, variance, results, hardest)
    assert 0 <= recommendation.difficulty <= 100
    assert 0 <= recommendation.easy <= recommendation.hard <= 100
    if hardest is not None:
        assert recommendation.difficulty <= hardest + 10


@quick
@given(means, variances, st.floats(0.01, 0.99))
def test_p_success_inverts_difficulty_for(mean: float, variance: float, p: float) -> None:
    assert p_success(mean, variance, difficulty_for(p, mean, variance)) == pytest.approx(p)


@quick
@given(means, variances, st.floats(0, 99))
def test_harder_challenges_are_less_likely_to_succeed(mean: float, variance: float, difficulty: float) -> None:
    assert p_success(mean, variance, difficulty + 1) < p_success(mean, variance, difficulty)


@pytest.mark.parametrize(
    ("p", "name"),
    [
        (1, "small win"),
        (0.85, "small win"),
        (0.8499, "stretch"),
        (0.6, "stretch"),
        (0.5999, "reach"),
        (0.4, "reach"),
        (0.3999, "long shot"),
        (0, "long shot"),
    ],
)
def test_name_of_the_band_of_a_probability(p: float, name: str) -> None:
    assert band_of(p) == name


def test_probabilities_out_of_range_are_rejected() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        band_of(1.1)
    with pytest.raises(ValueError, match="strictly between"):
        difficulty_for(1.0, 0.0, 1.0)
