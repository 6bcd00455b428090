"""The main results of the simulation, with fewer people."""

from __future__ import annotations

import pytest

from efficacy_tui.insight.efficacy import Outcome
from tests.simulation.__main__ import COUNT as FULL_COUNT
from tests.simulation.__main__ import SEED as FULL_SEED
from tests.simulation.__main__ import TABLES
from tests.simulation.claims import measure_change_points, measure_memories, measure_verdicts
from tests.simulation.people import (
    DROPPING,
    FLAT,
    GROWING,
    KINDS,
    PLACED_WITH_KEY,
    REANCHORED,
    UNINFORMED,
    WANDERING,
    Kind,
)
from tests.simulation.study import (
    build_people,
    measure_accuracy,
    measure_silence,
    predict_base_rate,
    predict_elo,
    simulate_climb,
)

SEED, COUNT = 11, 40


def test_same_seed_gives_the_same_people() -> None:
    for kind in KINDS:
        first, again, other = (build_people(kind, seed, 1)[0].simulate_year() for seed in (1, 1, 2))
        assert first == again != other
        assert all(0 <= outcome.difficulty <= 100 for outcome in first)


def test_band_has_nominal_coverage_where_the_model_holds() -> None:
    accuracy = measure_accuracy(WANDERING, SEED, 2 * COUNT)
    assert abs(accuracy.coverage.value - 0.8) < max(3 * accuracy.coverage.error, 0.03)
    assert accuracy.rmse < 14
    assert accuracy.gain_elo.value > -0.005


def test_growth_is_predicted_better_than_by_the_base_rate() -> None:
    accuracy = measure_accuracy(GROWING, SEED, COUNT)
    assert accuracy.gain_base.value > 2 * accuracy.gain_base.error > 0
    assert accuracy.rmse < 12
    assert 0.75 < accuracy.coverage.value < 0.97


@pytest.mark.parametrize("kind", [FLAT, DROPPING], ids=lambda kind: kind.name)
def test_flat_and_dropping_people_are_predicted_better_than_by_the_base_rate(kind: Kind) -> None:
    accuracy = measure_accuracy(kind, SEED, COUNT)
    assert accuracy.gain_base.value > 0
    assert accuracy.gain_elo.value > -0.02
    assert 0.7 < accuracy.coverage.value < 0.99


def test_re_anchoring_increases_the_error_and_the_key_brings_it_back() -> None:
    growing, reanchored, placed = (
        measure_accuracy(kind, SEED, COUNT) for kind in (GROWING, REANCHORED, PLACED_WITH_KEY)
    )
    assert reanchored.rmse > 1.4 * growing.rmse
    assert reanchored.coverage.value < 0.65
    assert placed.rmse < 0.8 * reanchored.rmse
    assert placed.coverage.value > reanchored.coverage.value + 0.1


def test_remembered_successes_in_full_are_too_high_and_as_a_surprise_not() -> None:
    full, surprise, ignored = measure_memories(SEED, COUNT)
    assert full.bias > 6
    assert abs(surprise.bias) < 3
    assert full.coverage < surprise.coverage
    assert abs(surprise.bias) < abs(ignored.bias) + 2


def test_ratings_that_run_too_high_are_called_so_more_often_than_calibrated_ones() -> None:
    calibrated, too_sure, too_unsure = (
        measure_verdicts(SEED, 3 * COUNT, 55.0, 10, bias) for bias in (0.0, 20.0, -20.0)
    )
    assert calibrated.above + calibrated.below < 0.3
    assert too_sure.above > calibrated.above + 0.1
    assert too_unsure.below > calibrated.below + 0.1


def test_resemblance_of_neighbouring_days_is_seldom_taken_for_a_change() -> None:
    named, uncorrected = measure_change_points(SEED, COUNT, 0.7)
    assert uncorrected > 0.1
    assert named < 0.06
    assert measure_change_points(SEED, COUNT, 0.0, step=10.0)[0] > 0.4


def test_odds_give_way_where_difficulty_says_nothing_and_hardly_elsewhere() -> None:
    after_20, after_40 = measure_silence(UNINFORMED, SEED, COUNT)
    assert after_20 > 0.1
    assert after_40 > after_20
    assert measure_silence(FLAT, SEED, COUNT)[0] < 0.05


def test_recommended_difficulty_follows_growth_and_drop() -> None:
    growing, dropping, flat = (simulate_climb(kind, SEED, COUNT // 2) for kind in (GROWING, DROPPING, FLAT))
    assert growing.reached > flat.reached + 8 > dropping.reached + 8
    for result in (growing, dropping, flat):
        assert 0.62 < result.success < 0.82
        assert min(result.first_three) > 0.62
    fixed_climb = simulate_climb(DROPPING, SEED, COUNT // 2, fixed=40.0)
    assert fixed_climb.reached == 40
    assert fixed_climb.success_late < dropping.success_late - 0.05


def test_predictions_of_the_baselines() -> None:
    year = [Outcome(1, 50, 1, 1), Outcome(3, 65, 0, 1), Outcome(4, 50, 1, 1)]
    assert predict_base_rate(year) == [0.5, 0.75, 0.5]
    first, second, third = predict_elo(year, 0.4)
    assert first == 0.5
    assert second == pytest.approx(1 / (1 + 2.718281828**0.8))
    assert third == pytest.approx(1 / (1 + 2.718281828 ** -(0.2 - 0.4 * second)))


def test_the_tables_are_those_of_the_program() -> None:
    text = TABLES.read_text(encoding="utf-8")
    assert f"seed {FULL_SEED} " in text
    assert f"{FULL_COUNT} made-up people of each kind" in text
    assert all(f"| {kind.name} |" in text for kind in (*KINDS, UNINFORMED))
