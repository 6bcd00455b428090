"""Rating and record are compared at the reference task, both in percent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.insight.efficacy import Outcome
from efficacy_tui.insight.odds import Filter, Odds, odds_of, odds_quantile
from efficacy_tui.insight.rating_comparison import ReferenceOdds, compare_rating, is_within_tried, reference_odds

quick = settings(deadline=None, max_examples=50, database=None)

DAYS = ((0, 40, 1, 1), (4, 50, 1, 1), (9, 60, 0, 1), (13, 55, 0.5, 1), (13, 48, 1, 1), (20, 70, 0, 0.5), (27, 58, 1, 1))
FOUR_WEEKS = odds_of([Outcome(*day) for day in DAYS], 27)


def test_odds_and_band_at_the_reference_task() -> None:
    assert FOUR_WEEKS.at(55) == pytest.approx(0.594151, abs=5e-7)
    band = [odds_quantile(FOUR_WEEKS, 55, q, 0.49) for q in (0.1, 0.9)]
    assert band == pytest.approx([0.285848, 0.857942], abs=5e-7)
    assert reference_odds(FOUR_WEEKS, 55) == ReferenceOdds(59, 29, 86)


@pytest.mark.parametrize(
    ("rating", "difference", "verdict"),
    [(60, 1, "fits"), (75, 16, "inside"), (87, 28, "a little above"), (44.4, -15, "inside"), (44.6, -14, "fits")],
)
def test_verdict_on_a_rating_after_four_weeks(rating: float, difference: int, verdict: str) -> None:
    comparison = compare_rating(rating, reference_odds(FOUR_WEEKS, 55))
    assert (comparison.difference, comparison.verdict) == (difference, verdict)


@pytest.mark.parametrize(
    ("rating", "verdict"),
    [
        (45, "fits"),
        (40, "fits"),
        (39, "a little below"),
        (25, "a little below"),
        (24, "well below"),
        (60, "fits"),
        (61, "a little above"),
        (75, "a little above"),
        (76, "well above"),
    ],
)
def test_verdict_changes_at_the_band_and_fifteen_points_beyond(rating: int, verdict: str) -> None:
    assert compare_rating(rating, ReferenceOdds(50, 40, 60)).verdict == verdict


@quick
@given(
    st.lists(
        st.builds(Outcome, st.integers(0, 90), st.integers(0, 100), st.sampled_from([0.0, 0.5, 1.0]), st.just(1.0)),
        max_size=20,
    ),
    st.integers(0, 100),
)
def test_band_holds_the_odds(outcomes: list[Outcome], difficulty: int) -> None:
    odds = reference_odds(odds_of(outcomes, 90), difficulty)
    assert 0 <= odds.low <= odds.percent <= odds.high <= 100


def test_band_is_widened_to_hold_odds_that_a_few_unlikely_filters_make() -> None:
    unlikely = Odds((Filter(0.93, 15.0, -12.0, 0.01), Filter(0.07, 15.0, 12.0, 0.01)), 0)
    assert reference_odds(unlikely, 50) == ReferenceOdds(7, 0, 7)
    likely = Odds((Filter(0.93, 15.0, 12.0, 0.01), Filter(0.07, 15.0, -12.0, 0.01)), 0)
    assert reference_odds(likely, 50) == ReferenceOdds(93, 93, 100)


@pytest.mark.parametrize(("difficulty", "within"), [(29, False), (30, True), (55, True), (80, True), (81, False)])
def test_reference_task_within_what_was_tried(difficulty: int, within: bool) -> None:
    assert is_within_tried(difficulty, [40, 70]) is within
    assert not is_within_tried(difficulty, [])
