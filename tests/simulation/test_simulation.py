"""The main results of the simulation, with fewer people."""

from __future__ import annotations

import pytest

from efficacy_tui.insight.efficacy import Outcome
from tests.simulation.people import DROPPING, FLAT, GROWING, KINDS, REANCHORED, WANDERING, Kind
from tests.simulation.study import build_people, measure_accuracy, predict_base_rate, predict_elo, simulate_climb

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


def test_re_anchoring_increases_the_error_and_lowers_the_coverage() -> None:
    growing, reanchored = measure_accuracy(GROWING, SEED, COUNT), measure_accuracy(REANCHORED, SEED, COUNT)
    assert reanchored.rmse > 1.4 * growing.rmse
    assert reanchored.coverage.value < 0.65


def test_recommended_difficulty_follows_growth_and_drop() -> None:
    growing, dropping, flat = (simulate_climb(kind, SEED, COUNT) for kind in (GROWING, DROPPING, FLAT))
    assert growing.reached > flat.reached + 8 > dropping.reached + 8
    for result in (growing, dropping, flat):
        assert 0.62 < result.success < 0.82
    fixed_climb = simulate_climb(DROPPING, SEED, COUNT, fixed=40.0)
    assert fixed_climb.reached == 40
    assert fixed_climb.success_late < dropping.success_late - 0.05


def test_predictions_of_the_baselines() -> None:
    year = [Outcome(1, 50, 1, 1), Outcome(3, 65, 0, 1), Outcome(4, 50, 1, 1)]
    assert predict_base_rate(year) == [0.5, 0.75, 0.5]
    first, second, third = predict_elo(year, 0.4)
    assert first == 0.5
    assert second == pytest.approx(1 / (1 + 2.718281828**0.8))
    assert third == pytest.approx(1 / (1 + 2.718281828 ** -(0.2 - 0.4 * second)))
