"""The efficacy estimate: only outcomes move the core, time adds variance, and the ledger explains every point."""

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
    START,
    DayOutcome,
    Outcome,
    advance,
    core_path,
    estimate,
    p_success,
    rasch_update,
    reference_points,
    surprise,
    update,
)
from efficacy_tui.insight.lift import LIFT_HALF_LIFE, Lift, LiftEntry, LiftPart, lift_of

quick = settings(deadline=None, max_examples=50, database=None)

FOUR_WEEKS = (
    Outcome(0, 40, 1, 1, "a"),
    Outcome(4, 50, 1, 1, "b"),
    Outcome(9, 60, 0, 1, "c"),
    Outcome(13, 55, 0.5, 1, "d"),
    Outcome(13, 48, 1, 1, "e"),
    Outcome(20, 70, 0, 0.5, "f"),
    Outcome(27, 58, 1, 1, "g"),
)

outcome_lists = st.lists(
    st.builds(
        Outcome,
        day=st.integers(0, 400),
        difficulty=st.integers(0, 100),
        score=st.sampled_from([0.0, 0.5, 1.0]),
        weight=st.sampled_from([0.0, 0.15, 0.5, 1.0]),
        key=st.text(max_size=2),
        remembered=st.booleans(),
    ),
    max_size=40,
)
lift_lists = st.lists(
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


def test_one_success_at_the_middle_raises_a_new_core() -> None:
    core, _ = update(START, 0, [Outcome(0, 50, 1, 1)])
    assert core.mean == pytest.approx(0.527524, abs=5e-7)
    assert core.variance == pytest.approx(1.130891, abs=5e-7)


def test_estimate_after_four_weeks_of_outcomes() -> None:
    result = estimate(FOUR_WEEKS, [], today=27)
    assert result.core.mean == pytest.approx(0.774701, abs=5e-7)
    assert result.core.variance == pytest.approx(0.628674, abs=5e-7)
    assert result.core_points == pytest.approx(61.620508, abs=5e-7)
    points = [5.654846, 5.521747, -5.984939, -0.026385, 3.453225, -1.520128, 4.522143]
    assert [line.points for line in result.ledger] == pytest.approx(points, abs=6e-7)
    assert [line.key for line in result.ledger] == list("abcdefg")
    assert (result.low, result.high) == pytest.approx((46.378570, 76.862446), abs=5e-7)


def test_remembered_success_counts_only_as_far_as_it_was_a_surprise() -> None:
    assert p_success(0.0, 1.5, 80) == pytest.approx(0.170976, abs=5e-7)
    core, _ = update(START, 0, [Outcome(0, 80, 1, 0.5, remembered=True)])
    assert (core.mean, core.variance) == pytest.approx((0.379795, 1.428770), abs=5e-7)
    expected, _ = update(START, 0, [Outcome(0, 80, 1, 0.5 * (1 - 2 * p_success(0.0, 1.5, 80)))])
    assert core == expected
    assert update(START, 0, [Outcome(0, 30, 1, 0.5, remembered=True)])[0] == advance(START, 0)
    assert surprise(0.5) == 0


def test_remembered_successes_among_the_outcomes_of_four_weeks() -> None:
    memories = [Outcome(6, d, 1, w, f"m{d}", remembered=True) for d, w in ((80, 0.5), (30, 0.5), (50, 0.0))]
    result = estimate([*FOUR_WEEKS, *memories], [], 27)
    assert (result.core.mean, result.core.variance) == pytest.approx((0.855649, 0.621994), abs=5e-7)
    points = {line.key: line.points for line in result.ledger}
    assert points["m80"] == pytest.approx(2.407737, abs=5e-7)
    assert (points["m30"], points["m50"]) == (0, 0)
    assert (result.n_outcomes, result.n_remembered) == (7, 1)
    assert result.sentence.endswith(", from 7 challenges and 1 remembered success.")


def test_remembered_successes_never_make_a_number() -> None:
    memories = [Outcome(day, 90, 1, 0.5, remembered=True) for day in range(20)]
    result = estimate([*memories, *FOUR_WEEKS[:2]], [], 30)
    assert (result.number, result.n_outcomes, result.n_remembered > 2) == (None, 2, True)


def test_lift_of_three_sources_and_the_day_it_is_gone() -> None:
    unit = reference_points(0.628674)
    entries = [
        LiftEntry(22, "vicarious", 0.8),
        LiftEntry(25, "persuasion", 0.792),
        LiftEntry(27, "physiological", 0.42),
    ]
    lift = lift_of(entries, {22: unit, 25: unit, 27: unit}, 27)
    assert lift.points == pytest.approx(1.584246, abs=5e-7)
    assert [part.points for part in lift.parts] == pytest.approx([0.783836, 0.557733, 0.242677], abs=5e-7)
    assert (lift.gone_day, lift.is_shown) == (50, True)
    assert abs(lift_of(entries, {22: unit, 25: unit, 27: unit}, 49).points) >= 0.5
    assert not lift_of(entries, {22: unit, 25: unit, 27: unit}, 50).is_shown


def test_lift_is_gone_only_once_it_stays_small() -> None:
    # The threat fades first, so the encouragement it hides today comes up again.
    entries = [LiftEntry(0, "vicarious", 1.0)] * 3 + [LiftEntry(0, "physiological", -1.0)] * 3
    lift = lift_of(entries, {0: 4.0}, 0)
    sizes = [abs(lift_of(entries, {0: 4.0}, day).points) for day in range(365)]
    assert max(sizes) > lift.points > 0.5
    assert lift.gone_day == max(day for day, size in enumerate(sizes) if size >= 0.5) + 1


def test_rasch_update_reproduces_glickmans_published_example() -> None:
    logit = 400 / math.log(10)
    games = [
        DayOutcome((rating - 1500) / logit, (deviation / logit) ** 2, score)
        for rating, deviation, score in ((1400, 30, 1), (1550, 100, 0), (1700, 300, 0))
    ]
    mean, variance, _ = rasch_update(0.0, (200 / logit) ** 2, games)
    assert 1500 + logit * mean == pytest.approx(1464.106463, abs=5e-7)
    assert logit * math.sqrt(variance) == pytest.approx(151.398902, abs=5e-7)


def test_estimate_has_no_number_before_three_outcomes() -> None:
    two = estimate(FOUR_WEEKS[:2], [], today=30)
    assert (two.n_outcomes, two.number) == (2, None)
    assert two.sentence == "1 more outcome until there is a number to show."
    three = estimate(FOUR_WEEKS[:3], [], today=30)
    assert three.number == three.core_points
    assert three.sentence == (
        f"Your outcomes so far are consistent with {three.low:.0f}–{three.high:.0f}, from 3 challenges."
    )


def test_outcome_of_weight_zero_does_not_count() -> None:
    excused = [Outcome(day, 50, 0, 0) for day in range(5)]
    result = estimate(excused, [], today=9)
    assert (result.n_outcomes, result.number, result.core_points) == (0, None, 50.0)
    assert [line.points for line in result.ledger] == [0.0] * 5


def test_estimate_without_evidence_is_the_middle_with_the_maximum_variance() -> None:
    result = estimate([], [], today=100)
    assert (result.core_points, result.core.variance, result.ledger) == (50.0, 1.5, ())
    assert result.lift == Lift(0.0, (), None)


def test_entries_after_today_are_left_out() -> None:
    later = [Outcome(50, 90, 1, 1), *FOUR_WEEKS]
    assert estimate(later, [LiftEntry(40, "vicarious", 1)], today=27) == estimate(FOUR_WEEKS, [], today=27)


@quick
@given(outcome_lists, st.randoms(use_true_random=False))
def test_estimate_does_not_depend_on_the_order_of_entries(outcomes: list[Outcome], rng: random.Random) -> None:
    shuffled = list(outcomes)
    rng.shuffle(shuffled)
    original, reordered = estimate(outcomes, [], 400), estimate(shuffled, [], 400)
    assert original.core == reordered.core
    assert sorted(original.ledger) == sorted(reordered.ledger)


@quick
@given(outcome_lists, lift_lists)
def test_ledger_and_lift_parts_sum_to_core_points_and_lift(outcomes: list[Outcome], lifts: list[LiftEntry]) -> None:
    result = estimate(outcomes, lifts, 400)
    assert math.fsum(line.points for line in result.ledger) == pytest.approx(result.core_points - 50, abs=1e-9)
    assert math.fsum(part.points for part in result.lift.parts) == pytest.approx(result.lift.points, abs=1e-9)
    assert -6 <= result.lift.points <= 6


@quick
@given(outcome_lists, lift_lists)
def test_lifts_never_touch_the_core(outcomes: list[Outcome], lifts: list[LiftEntry]) -> None:
    with_lifts, without = estimate(outcomes, lifts, 400), estimate(outcomes, [], 400)
    assert with_lifts._replace(lift=without.lift) == without


@quick
@given(outcome_lists, st.integers(0, 300))
def test_time_away_widens_the_band_and_does_not_change_the_number(outcomes: list[Outcome], away: int) -> None:
    today, later = estimate(outcomes, [], 400), estimate(outcomes, [], 400 + away)
    assert later.core_points == today.core_points
    assert later.number == today.number
    assert later.low <= today.low
    assert today.high <= later.high
    assert later.core.variance <= 1.5


@quick
@given(outcome_lists, lift_lists)
def test_band_stays_in_range_and_contains_the_number(outcomes: list[Outcome], lifts: list[LiftEntry]) -> None:
    result = estimate(outcomes, lifts, 400)
    assert 0 <= result.low <= result.high <= 100
    if result.number is not None:
        assert result.low <= result.number <= result.high


@quick
@given(outcome_lists)
def test_daily_updates_equal_the_full_estimate(outcomes: list[Outcome]) -> None:
    core = START
    for day in sorted({outcome.day for outcome in outcomes}):
        core, _ = update(core, day, [outcome for outcome in outcomes if outcome.day == day])
    assert advance(core, 400) == estimate(outcomes, [], 400).core


@quick
@given(outcome_lists, st.integers(0, 100))
def test_success_never_lowers_and_failure_never_raises_the_core(outcomes: list[Outcome], difficulty: int) -> None:
    before = estimate(outcomes, [], 401).core_points
    for score, sign in ((1.0, 1), (0.0, -1)):
        after = estimate([*outcomes, Outcome(401, difficulty, score, 1)], [], 401).core_points
        assert sign * (after - before) >= 0


def test_path_equals_the_core_after_each_day() -> None:
    points = core_path(FOUR_WEEKS)
    assert [point.day for point in points] == [0, 4, 9, 13, 20, 27]
    final = estimate(FOUR_WEEKS, [], 27)
    assert points[-1] == (27, final.core_points, final.low, final.high)
    assert points[0].points == pytest.approx(estimate(FOUR_WEEKS[:1], [], 0).core_points)


def test_lift_is_a_share_of_a_likely_success_and_halves_after_its_half_life() -> None:
    for kind, share in (("vicarious", 0.5), ("persuasion", 0.35), ("physiological", 0.25)):
        raw = share * reference_points(1.5)
        assert estimate([], [LiftEntry(0, kind, 1.0)], 0).lift.points == pytest.approx(6 * math.tanh(raw / 6))
        aged = estimate([], [LiftEntry(0, kind, 1.0)], round(LIFT_HALF_LIFE[kind])).lift.points
        assert aged == pytest.approx(6 * math.tanh(raw / 12))


def test_reference_points_are_the_worth_of_one_likely_success() -> None:
    games = [DayOutcome(location=-math.log(0.7 / 0.3) / _attenuation(), location_variance=0.49, score=1.0)]
    mean, _, _ = rasch_update(0.0, 0.8, games)
    assert reference_points(0.8) == pytest.approx(15 * mean)


def test_lift_does_not_change_when_its_days_outcome_is_recorded_later() -> None:
    lift = [LiftEntry(27, "persuasion", 0.8)]
    assert estimate(FOUR_WEEKS[:-1], lift, 27).lift == estimate(FOUR_WEEKS, lift, 27).lift != Lift(0.0, (), None)


def test_threatening_interpretation_gives_a_negative_lift_part() -> None:
    result = estimate(FOUR_WEEKS, [LiftEntry(27, "physiological", -1.0, "x"), LiftEntry(20, "vicarious", 1.0, "y")], 27)
    signs = {part.key: math.copysign(1, part.points) for part in result.lift.parts}
    assert signs == {"x": -1, "y": 1}


def test_lift_of_quality_zero_is_zero() -> None:
    result = estimate([], [LiftEntry(0, "vicarious", 0.0, "x")], 0)
    assert result.lift == Lift(0.0, (LiftPart("x", "vicarious", 0.0),), None)


@pytest.mark.parametrize(
    "invalid",
    [
        Outcome(1, 101, 1, 1),
        Outcome(1, 50, 2, 1),
        Outcome(1, 50, 1, -0.1),
        Outcome(1, math.nan, 1, 1),
        Outcome(2, 50, 1, 1),
    ],
)
def test_values_out_of_range_and_wrong_days_are_rejected(invalid: Outcome) -> None:
    with pytest.raises(ValueError, match=r"must lie between|cannot be counted"):
        update(START, 1, [invalid])


def test_advance_rejects_an_earlier_day() -> None:
    with pytest.raises(ValueError, match="lies before"):
        advance(advance(START, 5), 4)


@pytest.mark.parametrize(
    "invalid", [LiftEntry(0, "vicarious", -0.1), LiftEntry(0, "physiological", -1.1), LiftEntry(0, "luck", 1)]
)
def test_lift_out_of_range_is_rejected(invalid: LiftEntry) -> None:
    with pytest.raises(ValueError, match=r"quality must lie|unknown source"):
        estimate([], [invalid], 0)


def test_insight_imports_only_the_standard_library() -> None:
    for file in Path(efficacy_tui.insight.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.startswith("efficacy_tui.insight") or name.split(".")[0] in sys.stdlib_module_names
                assert name not in {"time", "datetime", "pathlib", "os"}


def _attenuation() -> float:
    return 1 / math.sqrt(1 + 3 * 0.49 / math.pi**2)


@pytest.mark.parametrize(
    ("challenges", "remembered", "basis"),
    [
        (0, 0, "no outcomes yet"),
        (1, 0, "1 challenge"),
        (0, 1, "1 remembered success"),
        (2, 3, "2 challenges and 3 remembered successes"),
    ],
)
def test_what_an_estimate_rests_on_is_counted_without_naught(challenges: int, remembered: int, basis: str) -> None:
    outcomes = [Outcome(day, 50, 1.0, 1.0) for day in range(challenges)]
    memories = [Outcome(day, 95, 1.0, 0.5, remembered=True) for day in range(remembered)]
    assert estimate([*outcomes, *memories], [], 5).basis == basis
