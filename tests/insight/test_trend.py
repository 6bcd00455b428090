"""Trend claims: dots, then a line, then a claim no stronger than its evidence."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.insight.change_point import autocorrelation
from efficacy_tui.insight.rank_statistics import Slope, mann_kendall, theil_sen
from efficacy_tui.insight.trend import _claim_kind, trend_claim, variance_inflation

quick = settings(deadline=None, max_examples=50, database=None)


TURNED = [30 + day + 8 * (-1) ** day for day in range(62)] + [90 - day + 8 * (-1) ** day for day in range(28)]
STEP = [40, 50, 40, 50, 50, 40, 50, 40, 50, 50, 40, 50, 60, 50, 60, 70, 60, 60, 70, 60, 50, 60, 70, 60]


def noisy_ratings(slope: float, n: int = 40, spread: float = 8.0, seed: int = 5) -> list[float]:
    """Build daily ratings around a straight line."""
    rng = random.Random(seed)
    return [50 + slope * day + rng.gauss(0, spread) for day in range(n)]


@pytest.mark.parametrize(
    ("n", "kind", "ratings", "days", "sentence"),
    [
        (0, "dots", 7, 0, "A trend line after 7 more ratings."),
        (6, "dots", 1, 0, "A trend line after 1 more rating."),
        (7, "line", 13, 14, "A trend after 13 more ratings and 14 more days."),
        (19, "line", 1, 2, "A trend after 1 more rating and 2 more days."),
        (20, "line", 0, 1, "A trend after 1 more day."),
    ],
)
def test_claim_states_how_many_ratings_and_days_are_missing(
    n: int, kind: str, ratings: int, days: int, sentence: str
) -> None:
    claim = trend_claim(range(n), noisy_ratings(2, n))
    assert (claim.kind, claim.n, claim.more_ratings, claim.more_days) == (kind, n, ratings, days)
    assert (claim.slope, claim.tau_b, claim.p) == (None, None, None)
    assert claim.sentence == sentence


def test_many_ratings_within_a_few_days_allow_only_a_line() -> None:
    claim = trend_claim([i // 3 for i in range(60)], noisy_ratings(2, 60))
    assert (claim.kind, claim.more_ratings, claim.more_days) == ("line", 0, 1)


@pytest.mark.parametrize(
    ("slope", "kind"), [(1.0, "rising"), (-1.0, "falling"), (0.0, "no clear trend"), (0.1, "leaning up")]
)
def test_claim_is_as_strong_as_its_evidence(slope: float, kind: str) -> None:
    claim = trend_claim(range(40), noisy_ratings(slope))
    assert claim.kind == kind
    assert claim.p is not None
    assert {"rising": claim.p < 0.05, "falling": claim.p < 0.05, "leaning up": 0.05 <= claim.p < 0.2}.get(kind, True)


def test_falling_series_mirrors_a_rising_one() -> None:
    up, down = (
        trend_claim(range(40), noisy_ratings(0.1)),
        trend_claim(range(40), [-value for value in noisy_ratings(0.1)]),
    )
    assert down.kind == "leaning down"
    assert down.p == pytest.approx(up.p)
    assert down.slope == pytest.approx((-up.slope[0], -up.slope[2], -up.slope[1]))


def test_sentence_states_points_a_week_with_their_interval() -> None:
    claim = trend_claim(range(0, 60, 3), [40 + i for i in range(20)])
    assert claim.slope == pytest.approx((7 / 3, 7 / 3, 7 / 3))
    assert claim.sentence == "Rising over 58 days, by about 2.3 points a week (2.3 to 2.3)."
    falling = trend_claim(range(0, 60, 3), [90 - i for i in range(20)], window=90)
    assert falling.sentence == "Falling over 90 days, by about 2.3 points a week (2.3 to 2.3)."
    assert falling.words == "falling over 90 days"


def test_no_clear_trend_is_not_called_no_change() -> None:
    sentence = "No clear trend over 30 days, which is not the same as no change."
    assert trend_claim(range(30), [50] * 30).sentence == sentence


def test_slope_that_rounds_to_zero_is_practically_level() -> None:
    ratings = [50.0] * 30 + [50, 60, 50, 60, 50, 60, 50, 60]
    claim = trend_claim(range(38), ratings)
    assert claim.p < 0.05
    assert (claim.kind, claim.sentence) == ("practically level", "Practically level over 38 days.")
    leaning = trend_claim(range(38), [50.0] * 24 + [40, 50, 60, 50, 50, 60, 50, 50, 60, 50, 50, 50, 60, 50])
    assert 0.05 <= leaning.p < 0.2
    assert leaning.kind == "practically level"


def test_interval_that_ends_at_zero_is_given_by_its_far_end() -> None:
    claim = trend_claim(range(24), STEP)
    assert claim.slope.low == 0
    assert claim.sentence == "Rising over 24 days, by up to 10.0 points a week."
    mirrored = trend_claim(range(24), [100 - value for value in STEP])
    assert mirrored.sentence == "Falling over 24 days, by up to 10.0 points a week."


@pytest.mark.parametrize(
    ("low", "slope", "high", "kind"),
    [
        (-0.1, 1.0, 2.0, "leaning up"),
        (-0.04, 1.0, 2.0, "rising"),
        (0.04, 1.0, 2.0, "rising"),
        (0.2, 1.0, 2.0, "rising"),
        (-0.04, 0.0, 0.04, "practically level"),
        (-0.2, 0.09, 2.0, "practically level"),
        (-0.2, 0.1, 2.0, "leaning up"),
        (0.0, 0.0, 2.0, "rising"),
    ],
)
def test_ends_of_the_interval_are_read_as_printed(low: float, slope: float, high: float, kind: str) -> None:
    assert _claim_kind(50, 0.01, Slope(slope, low, high)) == kind
    mirrored = {"rising": "falling", "leaning up": "leaning down"}.get(kind, kind)
    assert _claim_kind(-50, 0.01, Slope(-slope, -high, -low)) == mirrored


def test_sentence_never_gives_an_interval_across_zero_to_a_rise() -> None:
    kinds = set()
    for seed in range(300):
        rng = random.Random(seed)
        ratings = [
            min(max(round((50 + rng.choice((0.05, 0.15)) * day + rng.gauss(0, 12)) / 10) * 10, 0), 100)
            for day in range(60)
        ]
        claim = trend_claim(range(60), ratings)
        kinds.add(claim.kind)
        if claim.kind in ("rising", "falling"):
            assert "−" not in claim.sentence
            assert "(0.0" not in claim.sentence
    assert {"rising", "leaning up", "no clear trend"} <= kinds


def test_last_four_weeks_the_other_way_are_paired_with_the_claim() -> None:
    days, turned = range(90), TURNED
    claim = trend_claim(days, turned, window=90)
    assert (claim.kind, claim.opposite_lately) == ("rising", True)
    assert claim.words == "rising over 90 days, the last four weeks the other way"
    assert claim.sentence.endswith("; the last four weeks the other way.")
    mirrored = trend_claim(days, [100 - value for value in turned], window=90)
    assert (mirrored.kind, mirrored.opposite_lately) == ("falling", True)


def test_a_pairing_needs_ratings_days_and_a_longer_window() -> None:
    turned = list(enumerate(TURNED))
    assert trend_claim(*zip(*turned, strict=True)).opposite_lately
    few = [pair for pair in turned if pair[0] < 61 or (pair[0] - 61) % 4 == 0]
    assert sum(day > few[-1][0] - 28 for day, _ in few) < 10
    assert not trend_claim(*zip(*few, strict=True)).opposite_lately
    crowded = [pair for pair in turned if pair[0] < 62 or pair[0] >= 77]
    assert not trend_claim(*zip(*crowded, strict=True)).opposite_lately
    assert not trend_claim(range(90), [20 + day for day in range(90)]).opposite_lately


def test_steady_series_are_seldom_paired() -> None:
    rng = random.Random(4)
    paired = [
        trend_claim(range(90), [50 + 0.3 * day + rng.gauss(0, 8) for day in range(90)]).opposite_lately
        for _ in range(100)
    ]
    assert sum(paired) <= 8


def test_claim_without_autocorrelation_equals_the_plain_test() -> None:
    days, ratings = list(range(0, 90, 3)), noisy_ratings(0.3, 30)
    claim = trend_claim(days, ratings)
    plain = mann_kendall(days, ratings)
    assert (claim.tau_b, claim.p) == (plain.tau_b, plain.p)
    assert claim.slope == pytest.approx([7 * value for value in theil_sen(days, ratings)])


def test_autocorrelation_weakens_the_claim() -> None:
    rng, level, ratings = random.Random(5), 0.0, list[float]()
    for _ in range(60):
        level = 0.8 * level + rng.gauss(0, 5)
        ratings.append(50 + level)
    days = list(range(60))
    claim, plain = trend_claim(days, ratings), mann_kendall(days, ratings)
    assert claim.p is not None
    assert claim.p > plain.p
    sen = theil_sen(days, ratings)
    assert claim.slope is not None
    assert claim.slope.low <= 7 * sen.low
    assert claim.slope.high >= 7 * sen.high


def test_autocorrelation_is_the_bias_corrected_lag_one_correlation() -> None:
    residuals = np.array(noisy_ratings(0, 30, seed=11))
    centred = residuals - residuals.mean()
    r = (centred[1:] @ centred[:-1] / 29) / (centred @ centred / 30)
    expected = min(max(r + (1 + 3 * r) / 29, 0), 0.9)
    assert autocorrelation(range(30), list(residuals)) == pytest.approx(expected)


def test_autocorrelation_needs_eight_neighbouring_pairs() -> None:
    climbing = [float(i) for i in range(9)]
    assert autocorrelation(range(9), climbing) > 0
    assert autocorrelation(range(8), climbing[:8]) == 0
    assert autocorrelation(range(0, 27, 3), climbing) == 0
    assert autocorrelation([], []) == 0


@quick
@given(st.lists(st.integers(0, 100), min_size=2, max_size=60), st.floats(-2, 2))
def test_variance_inflation_is_never_below_one(ratings: list[int], slope: float) -> None:
    assert 1 <= variance_inflation(range(len(ratings)), ratings, slope) <= 19 + 1e-9


def test_only_the_latest_year_of_ratings_counts() -> None:
    recent = noisy_ratings(0.1, 365)
    assert trend_claim(range(-200, 365), [0] * 200 + recent) == trend_claim(range(365), recent)


@quick
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 10)), max_size=40, unique_by=lambda pair: pair[0]))
def test_claim_does_not_depend_on_the_order_of_ratings(unordered: list[tuple[int, int]]) -> None:
    ordered = sorted(unordered)
    claims = [trend_claim([day for day, _ in pairs], [rating for _, rating in pairs]) for pairs in (unordered, ordered)]
    assert claims[0] == claims[1]
