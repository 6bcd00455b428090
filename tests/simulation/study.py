"""Measures the model on simulated people against two baselines, Elo and the base rate, and a fixed difficulty."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from statistics import fmean, stdev
from typing import NamedTuple

from efficacy_tui.exchange.outcome_series import WARM_UP, cross_entropy
from efficacy_tui.insight.efficacy import MIN_OUTCOMES, POINTS_PER_LOGIT, Outcome, core_path
from efficacy_tui.insight.maths import clip, logistic
from efficacy_tui.insight.next_difficulty import next_difficulty
from efficacy_tui.insight.odds import MIN_SCORED, START_ODDS, advance_odds, forecasts, score_odds, update_odds
from tests.simulation.people import Kind, Person

ELO_KS = (0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
"""Candidate values of Elo's K, in logits, tuned on other people of the same kind."""
LAST_CHALLENGES = 10
"""The number of challenges at the end of the year whose difficulty counts as reached."""


class Mean(NamedTuple):
    """A mean over people, with its standard error."""

    value: float
    error: float


class Accuracy(NamedTuple):
    """The accuracy for one kind of person: error in points, coverage of the 80 % band, log-losses one day ahead (nats).

    `model` is the log-loss of the record's odds. `gain_elo` and `gain_base` are how much lower it is than each
    baseline's. `silenced` is the share of people whose odds have given way at the end of the year.
    """

    kind: str
    rmse: float
    coverage: Mean
    model: float
    elo: float
    k: float
    base: float
    gain_elo: Mean
    gain_base: Mean
    silenced: float


class Climb(NamedTuple):
    """The result of a rule for difficulty: success all year, in the first three and in the last ten challenges.

    `reached` is the difficulty of the last ten, in points as rated on the first day.
    """

    kind: str
    success: float
    first_three: tuple[float, float, float]
    success_late: float
    reached: float


def build_people(kind: Kind, seed: int, count: int) -> list[Person]:
    """Build `count` people of a kind; the same seed gives the same people."""
    return [Person(kind, random.Random(f"{seed}/{kind.name}/{i}")) for i in range(count)]


def measure_accuracy(kind: Kind, seed: int, count: int) -> Accuracy:
    """Measure the error of the core, the coverage of its band and its predictions, for one kind of person."""
    k = tune_k(kind, seed + 1, max(count // 2, 10))
    errors: list[float] = []
    coverages: list[float] = []
    silenced: list[bool] = []
    losses: list[tuple[float, float, float]] = []
    for person in build_people(kind, seed, count):
        year = person.simulate_year()
        in_band = []
        for point in core_path(year)[MIN_OUTCOMES - 1 :]:
            truth = person.true_points(point.day)
            errors.append(clip(point.points, 0, 100) - truth)
            in_band.append(point.low <= truth <= point.high)
        coverages.append(fmean(in_band))
        model = (forecast.odds for forecast in forecasts(year))
        losses.append((_loss(year, model), _loss(year, predict_elo(year, k)), _loss(year, predict_base_rate(year))))
        silenced.append(score_odds(year).gives_way)
    model_losses, elo_losses, base_losses = zip(*losses, strict=True)
    return Accuracy(
        kind=kind.name,
        rmse=math.sqrt(fmean(error**2 for error in errors)),
        coverage=_mean(coverages),
        model=fmean(model_losses),
        elo=fmean(elo_losses),
        k=k,
        base=fmean(base_losses),
        gain_elo=_mean([baseline - loss for loss, baseline in zip(model_losses, elo_losses, strict=True)]),
        gain_base=_mean([baseline - loss for loss, baseline in zip(model_losses, base_losses, strict=True)]),
        silenced=fmean(silenced),
    )


def predict_elo(year: Iterable[Outcome], k: float) -> list[float]:
    """Return Elo's predictions (Elo 1978) on the logit scale; no day of a simulated year has two outcomes."""
    rating, predictions = 0.0, []
    for outcome in year:
        p = logistic(rating - (outcome.difficulty - 50) / POINTS_PER_LOGIT)
        predictions.append(p)
        rating += k * (outcome.score - p)
    return predictions


def predict_base_rate(year: Iterable[Outcome]) -> list[float]:
    """Return the rate of success so far, starting with half a success and half a failure."""
    successes, n, predictions = 0.5, 1.0, []
    for outcome in year:
        predictions.append(successes / n)
        successes, n = successes + outcome.score, n + 1
    return predictions


def tune_k(kind: Kind, seed: int, count: int) -> float:
    """Return the K with the lowest log-loss on people of this kind."""
    years = [person.simulate_year() for person in build_people(kind, seed, count)]
    return min(ELO_KS, key=lambda k: fmean(_loss(year, predict_elo(year, k)) for year in years))


def simulate_climb(kind: Kind, seed: int, count: int, fixed: float | None = None) -> Climb:
    """Simulate a year at the recommended difficulty, or at a `fixed` one (points as rated at the start).

    The person follows a recommendation on the scale they use that day.
    """
    years = [_simulate_year(person, fixed) for person in build_people(kind, seed, count)]
    return Climb(
        kind=kind.name,
        success=fmean(fmean(score for _, score in year) for year in years),
        first_three=tuple(fmean(year[i][1] for year in years) for i in range(3)),
        success_late=fmean(fmean(score for _, score in year[-LAST_CHALLENGES:]) for year in years),
        reached=fmean(fmean(difficulty for difficulty, _ in year[-LAST_CHALLENGES:]) for year in years),
    )


def measure_silence(kind: Kind, seed: int, count: int) -> tuple[float, float]:
    """Return the share of people whose odds have given way after 20, and after 40, scored challenges."""
    years = [person.simulate_year() for person in build_people(kind, seed, count)]

    def share(n: int) -> float:
        long_enough = [year[: MIN_OUTCOMES + n] for year in years if len(year) >= MIN_OUTCOMES + n]
        return fmean(score_odds(year).gives_way for year in long_enough)

    return share(MIN_SCORED), share(2 * MIN_SCORED)


def _simulate_year(person: Person, fixed: float | None) -> list[tuple[float, float]]:
    """Return the difficulty (points as rated at the start) and the score of each challenge of a year."""
    odds, scores, hardest, year = START_ODDS, list[float](), None, list[tuple[float, float]]()
    for day in person.draw_days():
        odds = advance_odds(odds, day)
        recommended = float(next_difficulty(odds, scores, hardest).difficulty)
        difficulty = fixed if fixed is not None else clip(recommended + person.anchor_shift(day), 0, 100)
        score = person.attempt(day, difficulty)
        odds = update_odds(odds, day, [Outcome(day, recommended, score, 1.0)])
        scores.append(score)
        if score == 1:
            hardest = max(recommended, hardest or 0.0)
        year.append((difficulty, score))
    return year


def _loss(year: Sequence[Outcome], probabilities: Iterable[float]) -> float:
    pairs = zip(probabilities, year, strict=True)
    return fmean([cross_entropy(p, outcome.score) for p, outcome in pairs][WARM_UP:])


def _mean(values: Sequence[float]) -> Mean:
    return Mean(fmean(values), stdev(values) / math.sqrt(len(values)))
