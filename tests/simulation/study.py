"""What is measured on simulated people, beside two plain rivals and a difficulty that never changes."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from statistics import fmean, stdev
from typing import NamedTuple

from efficacy_tui.exchange.outcome_series import WARM_UP, cross_entropy, predict_one_day_ahead
from efficacy_tui.insight.efficacy import MIN_OUTCOMES, POINTS_PER_LOGIT, START, Outcome, advance, path, update
from efficacy_tui.insight.maths import clip, logistic
from efficacy_tui.insight.next_difficulty import next_difficulty
from tests.simulation.people import Kind, Person

KS = (0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
"""The K of Elo, in logits, that are tried on other people of the same kind."""
LAST = 10
"""Challenges at the end of the year whose difficulty counts as reached."""


class Mean(NamedTuple):
    """A mean over people, with its standard error."""

    value: float
    error: float


class Accuracy(NamedTuple):
    """One kind of person: error in points, coverage of the 80 % band, and log-losses one day ahead (nats).

    `gain_elo` and `gain_base` are how much lower the model's log-loss is than each rival's.
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


class Climb(NamedTuple):
    """What a way to set difficulty comes to: success all year and in the last ten, and the difficulty of these.

    `reached` is in points as the person would have rated it on their first day.
    """

    kind: str
    success: float
    success_late: float
    reached: float


def people(kind: Kind, seed: int, count: int) -> list[Person]:
    """So many people of a kind; the same seed makes the same people."""
    return [Person(kind, random.Random(f"{seed}/{kind.name}/{i}")) for i in range(count)]


def accuracy(kind: Kind, seed: int, count: int) -> Accuracy:
    """How close the core comes, how often its band holds the truth, and how well it foresees, for one kind."""
    k = tuned_k(kind, seed + 1, max(count // 2, 10))
    errors: list[float] = []
    covered: list[float] = []
    losses: list[tuple[float, float, float]] = []
    for person in people(kind, seed, count):
        year = person.year()
        inside = []
        for point in path(year)[MIN_OUTCOMES - 1 :]:
            truth = person.truth(point.day)
            errors.append(clip(point.points, 0, 100) - truth)
            inside.append(point.low <= truth <= point.high)
        covered.append(fmean(inside))
        model = (p for _, p, _ in predict_one_day_ahead(year))
        losses.append((_loss(year, model), _loss(year, elo(year, k)), _loss(year, base_rate(year))))
    ours, elos, bases = zip(*losses, strict=True)
    return Accuracy(
        kind=kind.name,
        rmse=math.sqrt(fmean(error**2 for error in errors)),
        coverage=_mean(covered),
        model=fmean(ours),
        elo=fmean(elos),
        k=k,
        base=fmean(bases),
        gain_elo=_mean([theirs - own for own, theirs in zip(ours, elos, strict=True)]),
        gain_base=_mean([theirs - own for own, theirs in zip(ours, bases, strict=True)]),
    )


def elo(year: Iterable[Outcome], k: float) -> list[float]:
    """Elo's predictions (Elo 1978) on the logit scale; no day of a simulated year has two outcomes."""
    rating, found = 0.0, []
    for outcome in year:
        p = logistic(rating - (outcome.difficulty - 50) / POINTS_PER_LOGIT)
        found.append(p)
        rating += k * (outcome.score - p)
    return found


def base_rate(year: Iterable[Outcome]) -> list[float]:
    """The rate of success so far, with half a success and half a failure to begin with."""
    successes, n, found = 0.5, 1.0, []
    for outcome in year:
        found.append(successes / n)
        successes, n = successes + outcome.score, n + 1
    return found


def tuned_k(kind: Kind, seed: int, count: int) -> float:
    """The K that does best on these people of the kind."""
    years = [person.year() for person in people(kind, seed, count)]
    return min(KS, key=lambda k: fmean(_loss(year, elo(year, k)) for year in years))


def climb(kind: Kind, seed: int, count: int, fixed: float | None = None) -> Climb:
    """A year at the recommended difficulty, or of challenges that are always as hard as the `fixed` one was at first.

    A recommendation is followed on the scale the person uses that day.
    """
    years = [_followed(person, fixed) for person in people(kind, seed, count)]
    return Climb(
        kind=kind.name,
        success=fmean(fmean(score for _, score in year) for year in years),
        success_late=fmean(fmean(score for _, score in year[-LAST:]) for year in years),
        reached=fmean(fmean(difficulty for difficulty, _ in year[-LAST:]) for year in years),
    )


def _followed(person: Person, fixed: float | None) -> list[tuple[float, float]]:
    """The true difficulty and the score of each challenge of a year."""
    core, scores, hardest, year = START, list[float](), None, list[tuple[float, float]]()
    for day in person.days():
        core = advance(core, day)
        told = next_difficulty(core.mean, core.variance, scores, hardest).difficulty
        difficulty = fixed if fixed is not None else clip(told + person.shift(day), 0, 100)
        score = person.attempts_it(day, difficulty)
        core, _ = update(core, day, [Outcome(day, told, score, 1.0)])
        scores.append(score)
        if score == 1:
            hardest = max(told, hardest or 0.0)
        year.append((difficulty, score))
    return year


def _loss(year: Sequence[Outcome], probabilities: Iterable[float]) -> float:
    pairs = zip(probabilities, year, strict=True)
    return fmean([cross_entropy(p, outcome.score) for p, outcome in pairs][WARM_UP:])


def _mean(values: Sequence[float]) -> Mean:
    return Mean(fmean(values), stdev(values) / math.sqrt(len(values)))
