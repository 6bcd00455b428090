"""The main facts of the simulation, with fewer people: where the model is right, so is its doubt."""

from __future__ import annotations

import pytest

from efficacy_tui.insight.efficacy import Outcome
from tests.simulation.people import DROPPING, FLAT, GROWING, KINDS, REANCHORED, WANDERING, Kind
from tests.simulation.study import accuracy, base_rate, climb, elo, people

SEED, COUNT = 11, 40


def test_the_same_seed_makes_the_same_people() -> None:
    for kind in KINDS:
        first, again, other = (people(kind, seed, 1)[0].year() for seed in (1, 1, 2))
        assert first == again != other
        assert all(0 <= outcome.difficulty <= 100 for outcome in first)


def test_where_the_model_holds_its_band_covers_as_often_as_it_says() -> None:
    found = accuracy(WANDERING, SEED, 2 * COUNT)
    assert abs(found.coverage.value - 0.8) < max(3 * found.coverage.error, 0.03)
    assert found.rmse < 14
    assert found.gain_elo.value > -0.005


def test_growth_is_followed_and_foreseen_better_than_by_a_base_rate() -> None:
    found = accuracy(GROWING, SEED, COUNT)
    assert found.gain_base.value > 2 * found.gain_base.error > 0
    assert found.rmse < 12
    assert 0.75 < found.coverage.value < 0.97


@pytest.mark.parametrize("kind", [FLAT, DROPPING], ids=lambda kind: kind.name)
def test_no_other_person_is_foreseen_worse_than_by_a_base_rate(kind: Kind) -> None:
    found = accuracy(kind, SEED, COUNT)
    assert found.gain_base.value > 0
    assert found.gain_elo.value > -0.02
    assert 0.7 < found.coverage.value < 0.99


def test_re_anchoring_hides_growth_and_the_figures_say_so() -> None:
    honest, hidden = accuracy(GROWING, SEED, COUNT), accuracy(REANCHORED, SEED, COUNT)
    assert hidden.rmse > 1.4 * honest.rmse
    assert hidden.coverage.value < 0.65


def test_the_ladder_climbs_with_growth_and_comes_down_after_a_drop() -> None:
    growing, dropping, flat = (climb(kind, SEED, COUNT) for kind in (GROWING, DROPPING, FLAT))
    assert growing.reached > flat.reached + 8 > dropping.reached + 8
    for found in (growing, dropping, flat):
        assert 0.62 < found.success < 0.82
    unchanged = climb(DROPPING, SEED, COUNT, fixed=40.0)
    assert unchanged.reached == 40
    assert unchanged.success_late < dropping.success_late - 0.05


def test_the_rivals_are_what_they_are_called() -> None:
    year = [Outcome(1, 50, 1, 1), Outcome(3, 65, 0, 1), Outcome(4, 50, 1, 1)]
    assert base_rate(year) == [0.5, 0.75, 0.5]
    first, second, third = elo(year, 0.4)
    assert first == 0.5
    assert second == pytest.approx(1 / (1 + 2.718281828**0.8))
    assert third == pytest.approx(1 / (1 + 2.718281828 ** -(0.2 - 0.4 * second)))
