"""The record's odds: four filters weighted by how well each foresaw, scored against the running success rate."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from efficacy_tui.insight.efficacy import Outcome
from efficacy_tui.insight.odds import (
    START_ODDS,
    STEEPNESSES,
    Odds,
    advance_odds,
    forecasts,
    odds_of,
    odds_quantile,
    record_odds,
    score_odds,
    update_odds,
)

quick = settings(deadline=None, max_examples=50, database=None)

DAYS = ((0, 40, 1, 1), (4, 50, 1, 1), (9, 60, 0, 1), (13, 55, 0.5, 1), (13, 48, 1, 1), (20, 70, 0, 0.5), (27, 58, 1, 1))
FOUR_WEEKS = [Outcome(*day) for day in DAYS]
UNINFORMATIVE = [Outcome(3 * i, 80 if i % 2 else 20, i % 2, 1) for i in range(30)]

outcome_lists = st.lists(
    st.builds(
        Outcome,
        day=st.integers(0, 200),
        difficulty=st.integers(0, 100),
        score=st.sampled_from([0.0, 0.5, 1.0]),
        weight=st.sampled_from([0.0, 0.5, 1.0]),
        key=st.just(""),
        remembered=st.booleans(),
    ),
    max_size=30,
)


def odds_by_numpy(outcomes: list[Outcome]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return log weights, means and variances of the four filters, by arrays and straight from the formulas."""
    steepness = np.array(STEEPNESSES)
    log_w, m, var = np.log([0.85, 0.05, 0.05, 0.05]), np.zeros(4), np.full(4, 1.5)
    gb, last = 1 / math.sqrt(1 + 3 * 0.49 / math.pi**2), None
    for day in sorted({o.day for o in outcomes}):
        var = np.minimum(1.5, var + 0.01 * (day - (day if last is None else last)))
        last = day
        evidence, pull, information = np.zeros(4), np.zeros(4), np.zeros(4)
        for o in (o for o in outcomes if o.day == day):
            gap = m - (o.difficulty - 50) / steepness
            p = 1 / (1 + np.exp(-gap / np.sqrt(1 + 3 * (var + 0.49) / math.pi**2)))
            weight = np.maximum(0, 1 - 2 * p) * o.weight if o.remembered else np.full(4, o.weight)
            if not o.remembered:
                evidence = evidence + o.weight * (o.score * np.log(p) + (1 - o.score) * np.log(1 - p))
            p_day = 1 / (1 + np.exp(-gb * gap))
            pull = pull + weight * gb * (o.score - p_day)
            information = information + weight * gb**2 * p_day * (1 - p_day)
        log_w = log_w + evidence
        var = 1 / (1 / var + information)
        m = m + var * pull
    return log_w, m, var


def test_odds_after_four_weeks() -> None:
    odds = odds_of(FOUR_WEEKS, 27)
    assert [f.weight for f in odds.filters] == pytest.approx([0.867074, 0.067816, 0.037085, 0.028025], abs=6e-7)
    assert odds.at(58) == pytest.approx(0.551751, abs=5e-7)
    difficulties = [odds.difficulty_at(p) for p in (0.85, 0.70, 0.60)]
    assert difficulties == pytest.approx([31.007409, 46.903762, 54.579404], abs=5e-7)


def test_fresh_odds() -> None:
    assert START_ODDS.difficulty_at(0.85) == pytest.approx(14.246619, abs=5e-7)
    assert START_ODDS.difficulty_at(0.60) == pytest.approx(42.000118, abs=5e-7)
    assert START_ODDS.at(50) == pytest.approx(0.5)


@quick
@given(outcome_lists)
def test_filters_equal_those_computed_by_arrays(outcomes: list[Outcome]) -> None:
    log_w, m, var = odds_by_numpy(outcomes)
    weights = np.exp(log_w - log_w.max())
    odds = odds_of(outcomes, max((o.day for o in outcomes), default=0))
    assert [f.weight for f in odds.filters] == pytest.approx(weights / weights.sum(), rel=1e-6, abs=1e-12)
    assert [f.mean for f in odds.filters] == pytest.approx(m, abs=1e-9)
    assert [f.variance for f in odds.filters] == pytest.approx(var)


@quick
@given(outcome_lists, st.floats(0, 99), st.floats(0.01, 0.99))
def test_odds_fall_strictly_with_difficulty_and_are_inverted(
    outcomes: list[Outcome], difficulty: float, p: float
) -> None:
    odds = odds_of(outcomes, 200)
    assert odds.at(difficulty + 1) < odds.at(difficulty)
    found = odds.difficulty_at(p)
    if 0 < found < 100:
        assert odds.at(found) == pytest.approx(p, abs=1e-9)
    else:
        assert (odds.at(found) - p) * (50 - found) <= 0


def test_remembered_successes_do_not_weight_the_filters() -> None:
    memory = Outcome(0, 95, 1, 0.5, remembered=True)
    odds = update_odds(START_ODDS, 0, [memory])
    assert [f.weight for f in odds.filters] == pytest.approx([0.85, 0.05, 0.05, 0.05])
    assert odds.at(95) > START_ODDS.at(95)
    assert [f.odds for f in forecasts([memory])] == []


def test_the_history_has_the_days_that_taught_the_odds_something() -> None:
    challenges = [Outcome(day, 60, 1, 1.0) for day in (1, 2, 3)]
    expected = Outcome(5, 10, 1, 0.5, remembered=True)
    surprising = Outcome(7, 95, 1, 0.5, remembered=True)
    record = record_odds([*challenges, expected, surprising], 9)
    assert [odds.day for odds in record.history] == [3, 7]
    assert record.odds == record_odds([*challenges, surprising], 9).odds
    assert record.odds.at(60) != record_odds(challenges, 9).odds.at(60)


def test_outcome_of_weight_zero_changes_nothing() -> None:
    assert odds_of([Outcome(3, 50, 0, 0)], 3).at(40) == pytest.approx(advance_odds(START_ODDS, 3).at(40))


@quick
@given(outcome_lists, st.floats(0, 100), st.sampled_from([0.1, 0.5, 0.9]))
def test_quantile_of_the_mixture_equals_scipys(outcomes: list[Outcome], difficulty: float, q: float) -> None:
    odds = odds_of(outcomes, 200)

    def excess(logit: float) -> float:
        return (
            q
            - sum(
                f.weight * stats.norm.sf(logit, f.mean - (difficulty - 50) / f.steepness, math.sqrt(f.variance + 0.49))
                for f in odds.filters
            )
            - (2 * q - 1)
        )

    root = optimize.brentq(excess, -40, 40, xtol=1e-12)
    assert odds_quantile(odds, difficulty, q, 0.49) == pytest.approx(1 / (1 + math.exp(-root)), abs=1e-8)


def test_forecasts_know_nothing_of_their_day() -> None:
    same_day = [Outcome(5, 40, 1, 1), Outcome(5, 60, 0, 1)]
    first, second = forecasts(same_day)
    assert (first.odds, second.odds) == (START_ODDS.at(40), START_ODDS.at(60))
    assert (first.base_rate, second.base_rate) == (0.5, 0.5)
    (*_, later) = forecasts([*same_day, Outcome(9, 50, 1, 1)])
    assert later.base_rate == pytest.approx(1.5 / 3)
    assert later.odds == odds_of(same_day, 9).at(50)


def test_base_rate_counts_an_abandoned_challenge_by_half() -> None:
    *_, last = forecasts([Outcome(0, 50, 1, 1), Outcome(1, 50, 0, 0.5), Outcome(2, 50, 1, 1)])
    assert last.base_rate == pytest.approx((0.5 + 1) / (1 + 1.5))


def test_odds_that_say_nothing_give_way_to_the_base_rate() -> None:
    score = score_odds(UNINFORMATIVE)
    assert (score.n, score.successes) == (27, 14)
    assert (score.loss / 27, score.base_loss / 27) == pytest.approx((0.923190, 0.739131), abs=5e-7)
    assert score.skill == pytest.approx(-0.249020, abs=5e-7)
    assert score.is_shown
    assert score.gives_way


def test_odds_return_once_they_foresee_well_enough_again() -> None:
    informative = [Outcome(200 + 2 * i, 5 if i % 2 else 95, i % 2, 1) for i in range(40)]
    assert not score_odds([*UNINFORMATIVE, *informative]).gives_way


def test_odds_are_scored_from_the_fourth_challenge_and_shown_from_twenty() -> None:
    assert score_odds(UNINFORMATIVE[:3]).n == 0
    few, enough = score_odds(UNINFORMATIVE[:22]), score_odds(UNINFORMATIVE[:23])
    assert (few.n, few.is_shown, few.gives_way) == (19, False, False)
    assert (enough.n, enough.is_shown) == (20, True)


def test_abandoned_challenge_is_scored_by_half_and_an_excused_one_not_at_all() -> None:
    history = UNINFORMATIVE[:10]
    base = score_odds(history)
    (*_, last) = forecasts([*history, Outcome(40, 50, 0, 0.5)])
    abandoned = score_odds([*history, Outcome(40, 50, 0, 0.5)])
    assert abandoned.n == base.n + 1
    assert abandoned.loss - base.loss == pytest.approx(-0.5 * math.log(1 - last.odds))
    assert abandoned.base_loss - base.base_loss == pytest.approx(-0.5 * math.log(1 - last.base_rate))
    assert score_odds([*history, Outcome(40, 50, 0, 0)]) == base


def test_remembered_successes_are_not_scored() -> None:
    memories = [Outcome(3 * i, 99, 1, 0.0, remembered=True) for i in range(30)]
    assert score_odds([*UNINFORMATIVE, *memories]) == score_odds(UNINFORMATIVE)
    assert score_odds(memories).n == 0


def test_odds_reject_an_earlier_day() -> None:
    with pytest.raises(ValueError, match="lies before"):
        advance_odds(Odds(START_ODDS.filters, 5), 4)
