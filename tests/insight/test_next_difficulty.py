"""The next difficulty: achievable at first, easier after failures, never far above the hardest success."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.insight.efficacy import Outcome
from efficacy_tui.insight.next_difficulty import (
    ACHIEVABLE,
    CAPPED,
    EASIEST,
    ONE_FAILED,
    STEADY,
    THREE_SUCCEEDED,
    TWO_FAILED,
    Recommendation,
    advise,
    advise_by_own_odds,
    band_of,
    is_stretch,
    next_difficulty,
    reason_for_rung,
    record_band,
    stretch_range,
)
from efficacy_tui.insight.odds import START_ODDS, Filter, Odds, odds_of

quick = settings(deadline=None, max_examples=50, database=None)

DAYS = ((0, 40, 1, 1), (4, 50, 1, 1), (9, 60, 0, 1), (13, 55, 0.5, 1), (13, 48, 1, 1), (20, 70, 0, 0.5), (27, 58, 1, 1))
FOUR_WEEKS = odds_of([Outcome(*day) for day in DAYS], 27)

records = st.lists(
    st.builds(Outcome, st.integers(0, 90), st.integers(0, 100), st.sampled_from([0.0, 0.5, 1.0]), st.just(1.0)),
    max_size=20,
).map(lambda outcomes: odds_of(outcomes, 90))


def test_new_domain_starts_with_a_small_win() -> None:
    recommendation = next_difficulty(START_ODDS, [], None)
    assert (recommendation.target, recommendation.difficulty) == (0.85, 14)
    assert recommendation.odds == pytest.approx(0.851392, abs=5e-7)
    assert (recommendation.easy, recommendation.hard) == (14, 42)


def test_difficulty_after_four_weeks() -> None:
    recommendation = next_difficulty(FOUR_WEEKS, [1, 0, 0.5, 1, 0, 1], 58)
    assert (recommendation.target, recommendation.difficulty) == (0.70, 47)
    assert recommendation.odds == pytest.approx(0.698843, abs=5e-7)
    assert (recommendation.easy, recommendation.hard) == (31, 54)


@pytest.mark.parametrize(
    ("results", "target", "words"),
    [
        ([], 0.85, "start small"),
        ([0], 0.85, "start small"),
        ([1], 0.85, "start small"),
        ([0, 0], 0.85, "last two did not work out"),
        ([1, 0], 0.80, "gentle"),
        ([1, 1], 0.80, "gentle"),
        ([1, 0, 0], 0.85, "last two did not work out"),
        ([0, 1, 0], 0.75, "last one did not work out"),
        ([0.5, 0.5, 0], 0.75, "last one did not work out"),
        ([0, 1, 1, 1], 0.65, "last three worked out"),
        ([1, 0.5, 1], 0.70, "as demanding as before"),
        ([0, 0, 0.5], 0.70, "as demanding as before"),
    ],
)
def test_last_results_determine_the_target(results: list[float], target: float, words: str) -> None:
    recommendation = next_difficulty(FOUR_WEEKS, results, None)
    assert recommendation.target == target
    assert words in recommendation.reason
    assert recommendation.reason.count(".") == 1
    assert recommendation.odds == pytest.approx(target, abs=0.01)


def test_where_nothing_is_likely_enough_the_reason_says_so() -> None:
    hopeless = Odds((Filter(1.0, 100.0, -1.0, 0.1),), 5)
    recommendation = next_difficulty(hopeless, [1, 0, 1], 90)
    assert hopeless.at(0) < recommendation.target
    assert (recommendation.difficulty, recommendation.reason) == (0, EASIEST)
    likely = Odds((Filter(1.0, 15.0, 0.0, 0.1),), 5)
    assert next_difficulty(likely, [1, 0, 1], 90).reason == STEADY[1]


def test_odds_printed_are_those_at_the_capped_difficulty() -> None:
    strong = odds_of([Outcome(day, 30, 1, 1) for day in range(30)], 30)
    recommendation = next_difficulty(strong, [1, 1, 1], 30)
    assert recommendation.difficulty == 40
    assert "hardest you have managed" in recommendation.reason
    assert recommendation.odds == strong.at(40)
    assert recommendation.odds > recommendation.target + 0.1


@quick
@given(records, st.lists(st.sampled_from([0, 0.5, 1]), max_size=5), st.none() | st.integers(0, 100))
def test_recommendation_lies_in_range(odds: Odds, results: list[float], hardest: int | None) -> None:
    recommendation = next_difficulty(odds, results, hardest)
    assert 0 <= recommendation.difficulty <= 100
    assert 0 <= recommendation.easy <= recommendation.hard <= 100
    assert recommendation.odds == odds.at(recommendation.difficulty)
    if hardest is not None:
        assert recommendation.difficulty <= hardest + 10


@quick
@given(
    records, st.lists(st.sampled_from([0, 0.5, 1]), max_size=5), st.integers(0, 100), st.none() | st.integers(0, 100)
)
def test_advice_never_points_away_from_the_recommendation(
    odds: Odds, results: list[float], difficulty: int, hardest: int | None
) -> None:
    recommended = next_difficulty(odds, results, hardest).difficulty
    advice = advise(odds.at(difficulty), difficulty, recommended)
    assert (advice == "raise") <= (difficulty < recommended)
    assert (advice == "shrink") <= (difficulty > recommended)


@given(records)
def test_stretch_holds_exactly_the_difficulties_whose_printed_odds_are_60_to_85(odds: Odds) -> None:
    printed = {difficulty: round(100 * odds.at(difficulty)) for difficulty in range(101)}
    stretch = [difficulty for difficulty, percent in printed.items() if 60 <= percent <= 85]
    assert stretch_range(odds) == ((stretch[0], stretch[-1]) if stretch else None)
    assert [difficulty for difficulty in printed if is_stretch(odds.at(difficulty))] == stretch
    assert [difficulty for difficulty in printed if record_band(odds.at(difficulty)) == "stretch"] == stretch


@pytest.mark.parametrize(
    ("odds", "name"),
    [
        (0.8549, "stretch"),
        (0.856, "small win"),
        (0.595001, "stretch"),
        (0.5949, "reach"),
        (0.3951, "reach"),
        (0.394, "long shot"),
    ],
)
def test_band_of_the_records_odds_is_that_of_the_figure_printed(odds: float, name: str) -> None:
    assert record_band(odds) == name


@pytest.mark.parametrize(
    ("p", "difficulty", "recommended", "advice"),
    [
        (0.9, 30, 40, "raise"),
        (0.9, 30, 30, "keep"),
        (0.9, 30, 20, "keep"),
        (0.7, 50, 20, "keep"),
        (0.5, 50, 40, "shrink"),
        (0.5, 50, 60, "keep"),
        (0.1, 80, 50, "shrink"),
    ],
)
def test_advice_by_the_records_odds(p: float, difficulty: int, recommended: int, advice: str) -> None:
    assert advise(p, difficulty, recommended) == advice


@pytest.mark.parametrize(
    ("p", "first_two", "later"),
    [
        (0.85, "keep", "raise"),
        (0.84, "shrink", "keep"),
        (0.6, "shrink", "keep"),
        (0.59, "shrink", "shrink"),
        (0.1, "shrink", "shrink"),
    ],
)
def test_advice_by_own_odds(p: float, first_two: str, later: str) -> None:
    assert [advise_by_own_odds(p, n) for n in (0, 1, 2, 9)] == [first_two, first_two, later, later]


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


@pytest.mark.parametrize(
    ("reason", "target", "difficulty", "odds", "holds"),
    [
        (STEADY[1], 0.70, 50, 0.72, True),
        (STEADY[1], 0.70, 40, 0.80, False),
        (THREE_SUCCEEDED[1], 0.65, 60, 0.70, True),
        (THREE_SUCCEEDED[1], 0.65, 50, 0.77, False),
        (ONE_FAILED[1], 0.75, 20, 0.90, True),
        (TWO_FAILED[1], 0.85, 5, 0.99, True),
        (CAPPED, 0.70, 58, 0.80, True),
        (CAPPED, 0.70, 50, 0.80, False),
        (EASIEST, 0.70, 0, 0.50, True),
        (EASIEST, 0.70, 10, 0.40, False),
    ],
)
def test_the_reason_is_said_of_a_rung_only_where_it_is_true_of_it(
    reason: str, target: float, difficulty: int, odds: float, holds: bool
) -> None:
    recommended = 0 if reason == EASIEST else 62
    recommendation = Recommendation(target, recommended, 0.7, 30, 70, reason, 62.0, 68.0)
    assert reason_for_rung(recommendation, difficulty, odds) == (reason if holds else ACHIEVABLE)
