"""The next difficulty: achievable first, easier after failures, never far beyond what was managed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.insight.efficacy import Outcome, estimate
from efficacy_tui.insight.next_difficulty import band_of, difficulty_for, next_difficulty, p_success

quick = settings(deadline=None, max_examples=50, database=None)
means, variances = st.floats(-6, 6), st.floats(0.01, 1.5)

DAYS = ((0, 40, 1, 1), (4, 50, 1, 1), (9, 60, 0, 1), (13, 55, 0.5, 1), (13, 48, 1, 1), (20, 70, 0, 0.5), (27, 58, 1, 1))


def test_a_fresh_domain_starts_gently() -> None:
    rung = next_difficulty(0.0, 1.5, [], None)
    assert rung[:4] == pytest.approx((0.80, 23.656771, 23.656771, 42.295099), abs=5e-7)


def test_after_four_weeks_the_next_one_sits_inside_the_stretch_band() -> None:
    core = estimate([Outcome(*day) for day in DAYS], [], 27).core
    rung = next_difficulty(core.mean, core.variance, [1, 0, 0.5, 1, 0, 1], 58)
    assert rung[:4] == pytest.approx((0.70, 46.908037, 37.548907, 54.580016), abs=6e-7)


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
def test_the_last_results_set_the_target(results: list[float], target: float, words: str) -> None:
    rung = next_difficulty(0.0, 0.5, results, None)
    assert rung.target == target
    assert words in rung.reason
    assert rung.reason.count(".") == 1
    assert p_success(0.0, 0.5, rung.difficulty) == pytest.approx(target)


def test_the_next_one_stays_a_short_step_from_the_hardest_success() -> None:
    rung = next_difficulty(3.0, 0.5, [1, 1, 1], 30)
    assert rung.difficulty == 40
    assert "hardest you have managed" in rung.reason


@quick
@given(means, variances, st.lists(st.sampled_from([0, 0.5, 1]), max_size=5), st.none() | st.floats(0, 100))
def test_everything_recommended_lies_on_the_scale(
    mean: float, variance: float, results: list[float], hardest: float | None
) -> None:
    rung = next_difficulty(mean, variance, results, hardest)
    assert 0 <= rung.difficulty <= 100
    assert 0 <= rung.easy <= rung.hard <= 100
    if hardest is not None:
        assert rung.difficulty <= hardest + 10


@quick
@given(means, variances, st.floats(0.01, 0.99))
def test_difficulty_and_probability_undo_each_other(mean: float, variance: float, p: float) -> None:
    assert p_success(mean, variance, difficulty_for(p, mean, variance)) == pytest.approx(p)


@quick
@given(means, variances, st.floats(0, 99))
def test_harder_is_never_likelier(mean: float, variance: float, difficulty: float) -> None:
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
def test_a_probability_is_named_by_its_band(p: float, name: str) -> None:
    assert band_of(p) == name


def test_probabilities_off_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        band_of(1.1)
    with pytest.raises(ValueError, match="strictly between"):
        difficulty_for(1.0, 0.0, 1.0)
