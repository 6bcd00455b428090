"""Efficacy from evidence: only outcomes move the core, time widens it, and the ledger explains every point."""

from __future__ import annotations

import ast
import math
import random
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import efficacy_tui.insight
from efficacy_tui.insight.efficacy import (
    LIFT_HALF_LIFE,
    START,
    DayOutcome,
    LiftEntry,
    Outcome,
    advance,
    estimate,
    path,
    rasch_update,
    reference_points,
    update,
)

quick = settings(deadline=None, max_examples=50, database=None)

FORTNIGHTS = (
    Outcome(0, 40, 1, 1, "a"),
    Outcome(4, 50, 1, 1, "b"),
    Outcome(9, 60, 0, 1, "c"),
    Outcome(13, 55, 0.5, 1, "d"),
    Outcome(13, 48, 1, 1, "e"),
    Outcome(20, 70, 0, 0.5, "f"),
    Outcome(27, 58, 1, 1, "g"),
)

outcomes_made_up = st.lists(
    st.builds(
        Outcome,
        day=st.integers(0, 400),
        difficulty=st.integers(0, 100),
        score=st.sampled_from([0.0, 0.5, 1.0]),
        weight=st.sampled_from([0.0, 0.15, 0.5, 1.0]),
        key=st.text(max_size=2),
    ),
    max_size=40,
)
lifts_made_up = st.lists(
    st.one_of(
        st.builds(
            LiftEntry,
            st.integers(0, 400),
            st.sampled_from(["vicarious", "persuasion"]),
            st.floats(0, 1, allow_subnormal=False),
        ),
        st.builds(LiftEntry, st.integers(0, 400), st.just("physiological"), st.floats(-1, 1, allow_subnormal=False)),
    ),
    max_size=12,
)


def test_one_success_at_the_middle_lifts_a_fresh_core() -> None:
    core, _ = update(START, 0, [Outcome(0, 50, 1, 1)])
    assert core.mean == pytest.approx(0.527524, abs=5e-7)
    assert core.variance == pytest.approx(1.130891, abs=5e-7)


def test_four_weeks_of_outcomes_end_where_the_algebra_says() -> None:
    found = estimate(FORTNIGHTS, [], today=27)
    assert found.core.mean == pytest.approx(0.774701, abs=5e-7)
    assert found.core.variance == pytest.approx(0.628674, abs=5e-7)
    assert found.core_points == pytest.approx(61.620508, abs=5e-7)
    points = [5.654846, 5.521747, -5.984939, -0.026385, 3.453225, -1.520128, 4.522143]
    assert [line.points for line in found.ledger] == pytest.approx(points, abs=6e-7)
    assert [line.key for line in found.ledger] == list("abcdefg")


def test_the_algebra_reproduces_glickmans_published_example() -> None:
    logit = 400 / math.log(10)
    games = [
        DayOutcome((rating - 1500) / logit, (deviation / logit) ** 2, score)
        for rating, deviation, score in ((1400, 30, 1), (1550, 100, 0), (1700, 300, 0))
    ]
    mean, variance, _ = rasch_update(0.0, (200 / logit) ** 2, games)
    assert 1500 + logit * mean == pytest.approx(1464.106463, abs=5e-7)
    assert logit * math.sqrt(variance) == pytest.approx(151.398902, abs=5e-7)


def test_there_is_no_number_before_three_outcomes() -> None:
    two = estimate(FORTNIGHTS[:2], [], today=30)
    assert (two.n_outcomes, two.number) == (2, None)
    assert two.sentence == "1 more outcome until there is a number to show."
    three = estimate(FORTNIGHTS[:3], [], today=30)
    assert three.number == three.core_points
    assert three.sentence == f"Your outcomes so far are consistent with {three.low:.0f}–{three.high:.0f}."


def test_an_outcome_without_weight_counts_for_nothing() -> None:
    excused = [Outcome(day, 50, 0, 0) for day in range(5)]
    found = estimate(excused, [], today=9)
    assert (found.n_outcomes, found.number, found.core_points) == (0, None, 50.0)
    assert [line.points for line in found.ledger] == [0.0] * 5


def test_nothing_recorded_is_the_middle_and_as_wide_as_it_gets() -> None:
    found = estimate([], [], today=100)
    assert (found.core_points, found.core.variance, found.ledger, found.lift_parts) == (50.0, 1.5, (), ())


def test_entries_after_the_day_asked_about_are_left_out() -> None:
    later = [Outcome(50, 90, 1, 1), *FORTNIGHTS]
    assert estimate(later, [LiftEntry(40, "vicarious", 1)], today=27) == estimate(FORTNIGHTS, [], today=27)


@quick
@given(outcomes_made_up, st.randoms(use_true_random=False))
def test_the_order_things_are_given_in_changes_no_number(outcomes: list[Outcome], source: random.Random) -> None:
    shuffled = list(outcomes)
    source.shuffle(shuffled)
    one, other = estimate(outcomes, [], 400), estimate(shuffled, [], 400)
    assert one.core == other.core
    assert sorted(one.ledger) == sorted(other.ledger)


@quick
@given(outcomes_made_up, lifts_made_up)
def test_the_ledger_and_the_lift_parts_sum_to_the_whole(outcomes: list[Outcome], lifts: list[LiftEntry]) -> None:
    found = estimate(outcomes, lifts, 400)
    assert math.fsum(line.points for line in found.ledger) == pytest.approx(found.core_points - 50, abs=1e-9)
    assert math.fsum(part.points for part in found.lift_parts) == pytest.approx(found.lift, abs=1e-9)
    assert -6 <= found.lift <= 6


@quick
@given(outcomes_made_up, lifts_made_up)
def test_lifts_never_touch_the_core(outcomes: list[Outcome], lifts: list[LiftEntry]) -> None:
    with_lifts, without = estimate(outcomes, lifts, 400), estimate(outcomes, [], 400)
    assert with_lifts.core == without.core
    assert with_lifts.ledger == without.ledger


@quick
@given(outcomes_made_up, st.integers(0, 300))
def test_time_away_widens_the_band_and_never_lowers_the_number(outcomes: list[Outcome], away: int) -> None:
    now, later = estimate(outcomes, [], 400), estimate(outcomes, [], 400 + away)
    assert later.core_points == now.core_points
    assert later.number == now.number
    assert later.low <= now.low
    assert now.high <= later.high
    assert later.core.variance <= 1.5


@quick
@given(outcomes_made_up, lifts_made_up)
def test_the_band_stays_on_the_scale_around_the_number(outcomes: list[Outcome], lifts: list[LiftEntry]) -> None:
    found = estimate(outcomes, lifts, 400)
    assert 0 <= found.low <= found.high <= 100
    if found.number is not None:
        assert found.low <= found.number <= found.high


@quick
@given(outcomes_made_up)
def test_one_more_day_continues_from_the_day_before(outcomes: list[Outcome]) -> None:
    core = START
    for day in sorted({outcome.day for outcome in outcomes}):
        core, _ = update(core, day, [outcome for outcome in outcomes if outcome.day == day])
    assert advance(core, 400) == estimate(outcomes, [], 400).core


@quick
@given(outcomes_made_up, st.integers(0, 100))
def test_a_success_never_lowers_and_a_failure_never_raises(outcomes: list[Outcome], difficulty: int) -> None:
    before = estimate(outcomes, [], 401).core_points
    for score, sign in ((1.0, 1), (0.0, -1)):
        after = estimate([*outcomes, Outcome(401, difficulty, score, 1)], [], 401).core_points
        assert sign * (after - before) >= 0


def test_the_path_follows_the_core_day_by_day() -> None:
    points = path(FORTNIGHTS)
    assert [point.day for point in points] == [0, 4, 9, 13, 20, 27]
    whole = estimate(FORTNIGHTS, [], 27)
    assert points[-1] == (27, whole.core_points, whole.low, whole.high)
    assert points[0].points == pytest.approx(estimate(FORTNIGHTS[:1], [], 0).core_points)


def test_a_lift_is_a_share_of_a_likely_success_and_halves_with_its_half_life() -> None:
    for kind, share in (("vicarious", 0.5), ("persuasion", 0.35), ("physiological", 0.25)):
        raw = share * reference_points(1.5)
        assert estimate([], [LiftEntry(0, kind, 1.0)], 0).lift == pytest.approx(6 * math.tanh(raw / 6))
        aged = estimate([], [LiftEntry(0, kind, 1.0)], round(LIFT_HALF_LIFE[kind])).lift
        assert aged == pytest.approx(6 * math.tanh(raw / 12))


def test_the_reference_is_what_one_likely_success_is_worth() -> None:
    games = [DayOutcome(location=-math.log(0.7 / 0.3) / _flattening(), location_variance=0.49, score=1.0)]
    mean, _, _ = rasch_update(0.0, 0.8, games)
    assert reference_points(0.8) == pytest.approx(15 * mean)


def test_a_lift_keeps_its_worth_when_its_days_outcome_is_recorded_later() -> None:
    lift = [LiftEntry(27, "persuasion", 0.8)]
    assert estimate(FORTNIGHTS[:-1], lift, 27).lift == estimate(FORTNIGHTS, lift, 27).lift


def test_a_threatening_reading_of_arousal_is_a_negative_part() -> None:
    found = estimate(FORTNIGHTS, [LiftEntry(27, "physiological", -1.0, "x"), LiftEntry(20, "vicarious", 1.0, "y")], 27)
    signs = {part.key: math.copysign(1, part.points) for part in found.lift_parts}
    assert signs == {"x": -1, "y": 1}


def test_lifts_that_add_up_to_nothing_leave_nothing() -> None:
    found = estimate([], [LiftEntry(0, "vicarious", 0.0, "x")], 0)
    assert found.lift == 0
    assert found.lift_parts == (("x", "vicarious", 0.0),)


@pytest.mark.parametrize(
    "bad",
    [
        Outcome(1, 101, 1, 1),
        Outcome(1, 50, 2, 1),
        Outcome(1, 50, 1, -0.1),
        Outcome(1, math.nan, 1, 1),
        Outcome(2, 50, 1, 1),
    ],
)
def test_values_off_their_scale_and_days_out_of_place_are_refused(bad: Outcome) -> None:
    with pytest.raises(ValueError, match=r"must lie between|cannot be counted"):
        update(START, 1, [bad])


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="lies before"):
        advance(advance(START, 5), 4)


@pytest.mark.parametrize(
    "bad", [LiftEntry(0, "vicarious", -0.1), LiftEntry(0, "physiological", -1.1), LiftEntry(0, "luck", 1)]
)
def test_a_lift_off_its_scale_is_refused(bad: LiftEntry) -> None:
    with pytest.raises(ValueError, match=r"quality must lie|unknown source"):
        estimate([], [bad], 0)


def test_the_numbers_need_nothing_but_the_standard_library() -> None:
    for file in Path(efficacy_tui.insight.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.startswith("efficacy_tui.insight") or name.split(".")[0] in sys.stdlib_module_names
                assert name not in {"time", "datetime", "pathlib", "os"}


def _flattening() -> float:
    return 1 / math.sqrt(1 + 3 * 0.49 / math.pi**2)
