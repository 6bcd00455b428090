"""The record's odds of success: four efficacy filters of different steepness, weighted by how well each foresaw.

How steeply success falls with difficulty differs between people. The filters run side by side and are averaged by their
one-day-ahead likelihood (Bayesian model averaging, Hoeting et al. 1999). They give odds and difficulties only; number,
ledger and band stay with the one filter of `insight/efficacy`. The record's odds are themselves scored against the
person's running success rate, and give way where that foresees clearly better. Numbers marked † are design choices.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from operator import mul
from typing import NamedTuple

from efficacy_tui.insight.efficacy import (
    DIFFICULTY_VARIANCE,
    DRIFT_PER_DAY,
    MAX_VARIANCE,
    MIN_OUTCOMES,
    Outcome,
    attenuation,
    day_chances,
    group_by_day,
    p_success,
    play,
    surprise,
)
from efficacy_tui.insight.maths import clip, logistic

STEEPNESSES = (15.0, 9.0, 30.0, 100.0)  # † points per logit of each filter
PRIOR_WEIGHTS = (0.85, 0.05, 0.05, 0.05)  # †
MIN_P = 1e-9  # the likelihood of one outcome is computed from a probability clipped to this and 1 minus it
HALVINGS = 60  # of the scale 0–100, in search of a difficulty

MIN_SCORED = 20  # † scored outcomes before anything is said of how well the odds foresaw
GIVE_WAY_LOSS = math.log(20)  # † nats by which the odds may be worse than the base rate in all before they give way


class Filter(NamedTuple):
    """One efficacy filter: `weight` 0–1, `mean` and `variance` in logits of its own steepness, points per logit."""

    weight: float
    steepness: float
    mean: float
    variance: float


class Odds(NamedTuple):
    """The four filters on `day` (ordinal; None before the first outcome); their weights sum to 1."""

    filters: tuple[Filter, ...]
    day: int | None

    def at(self, difficulty: float) -> float:
        """Return the odds (0–1) of succeeding at `difficulty`, 0–100."""
        return math.fsum(f.weight * p_success(f.mean, f.variance, difficulty, f.steepness) for f in self.filters)

    def difficulty_at(self, p: float) -> float:
        """Return the difficulty (0–100) at which the odds are `p` (0–1); the nearer end where they are nowhere."""
        # The flattening of each filter does not depend on the difficulty, so compute it once.
        curves = [(f.weight, attenuation(f.variance + DIFFICULTY_VARIANCE), f.mean, f.steepness) for f in self.filters]

        def odds_at(difficulty: float) -> float:
            return math.fsum(w * logistic(g * (mean - (difficulty - 50) / s)) for w, g, mean, s in curves)

        if odds_at(0.0) <= p:
            return 0.0
        if odds_at(100.0) >= p:
            return 100.0
        easier, harder = 0.0, 100.0
        for _ in range(HALVINGS):
            middle = (easier + harder) / 2
            easier, harder = (middle, harder) if odds_at(middle) > p else (easier, middle)
        return (easier + harder) / 2


START_ODDS = Odds(tuple(Filter(w, s, 0.0, MAX_VARIANCE) for w, s in zip(PRIOR_WEIGHTS, STEEPNESSES, strict=True)), None)
"""The odds without outcomes."""


def advance_odds(odds: Odds, day: int) -> Odds:
    """Return the odds on `day` (ordinal), every filter widened by time; raises ValueError for an earlier day."""
    if odds.day is None:
        return odds._replace(day=day)
    if day < odds.day:
        raise ValueError(f"day {day} lies before day {odds.day}")
    widened = _widening(odds, day)
    return Odds(
        tuple([Filter(weight, s, mean, min(MAX_VARIANCE, v + widened)) for weight, s, mean, v in odds.filters]), day
    )


def update_odds(odds: Odds, day: int, outcomes: Sequence[Outcome]) -> Odds:
    """Return the odds after all outcomes of one day.

    Each filter is weighted by the probability it gave to the day's challenges beforehand; remembered successes are
    successes only, so they do not judge. Then each filter plays the day's outcomes at once.
    """
    odds = advance_odds(odds, day)
    return _play_day(odds, outcomes, _filter_chances(odds, outcomes, day))


def _filter_chances(odds: Odds, outcomes: Sequence[Outcome], day: int) -> list[list[float]]:
    """Return the probability of success that each filter gives to each outcome of a day, before it."""
    widened = _widening(odds, day)
    return [
        day_chances(mean, min(MAX_VARIANCE, variance + widened), outcomes, steepness)
        for _, steepness, mean, variance in odds.filters
    ]


def _widening(odds: Odds, day: int) -> float:
    """Return the variance (logits²) that time adds to each filter until a day, before the cap."""
    return 0.0 if odds.day is None else DRIFT_PER_DAY * (day - odds.day)


def _teaches(outcomes: Sequence[Outcome], chances: Sequence[Sequence[float]]) -> bool:
    """Whether outcomes change the odds: all do but a remembered success that no filter is surprised by."""
    return any(not outcome.remembered for outcome in outcomes) or any(
        outcome.weight and surprise(chance)
        for of_filter in chances
        for outcome, chance in zip(outcomes, of_filter, strict=True)
    )


def _play_day(odds: Odds, outcomes: Sequence[Outcome], chances: Sequence[Sequence[float]]) -> Odds:
    """Do the work of `update_odds` for odds advanced to the day, with the `chances` of each filter."""
    weights = _judge(odds, outcomes, chances)
    filters = []
    for f, weight, of_filter in zip(odds.filters, weights, chances, strict=True):
        mean, variance, _ = play(f.mean, f.variance, outcomes, of_filter, f.steepness)
        filters.append(Filter(weight, f.steepness, mean, variance))
    return Odds(tuple(filters), odds.day)


def _judge(odds: Odds, outcomes: Sequence[Outcome], chances: Sequence[Sequence[float]]) -> list[float]:
    """Return the weights of the filters after they foresaw the challenges of a day with the `chances` of each."""
    logs = []
    for f, of_filter in zip(odds.filters, chances, strict=True):
        log_weight = math.log(f.weight) if f.weight else -math.inf
        for o, p in zip(outcomes, of_filter, strict=True):
            if not o.remembered:
                log_weight -= o.weight * log_loss(p, o.score)
        logs.append(log_weight)
    top = max(logs)
    weights = [math.exp(log - top) for log in logs]
    total = math.fsum(weights)
    return [weight / total for weight in weights]


class Forecast(NamedTuple):
    """What was known before a challenge's day: the record's odds of it, and the success rate so far (0–1 each)."""

    outcome: Outcome
    odds: float
    base_rate: float


class _Day(NamedTuple):
    """The forecasts of one day's challenges, and the odds after its outcomes."""

    forecasts: tuple[Forecast, ...]
    odds: Odds


def _replay(outcomes: Iterable[Outcome]) -> Iterator[_Day]:
    """Yield each day that has a challenge, or a remembered success that was a surprise to one of the filters."""
    odds, successes, n = START_ODDS, 0.5, 1.0
    for day, group in group_by_day(outcomes):
        day_outcomes = list(group)
        chances = _filter_chances(odds, day_outcomes, day)
        if not _teaches(day_outcomes, chances):
            continue
        odds = advance_odds(odds, day)
        weights = [f.weight for f in odds.filters]
        day_forecasts = tuple(
            Forecast(outcome, math.fsum(map(mul, weights, of_outcome)), successes / n)
            for outcome, of_outcome in zip(day_outcomes, zip(*chances, strict=True), strict=True)
            if not outcome.remembered
        )
        odds = _play_day(odds, day_outcomes, chances)
        challenges = [forecast.outcome for forecast in day_forecasts]
        successes += math.fsum(outcome.weight * outcome.score for outcome in challenges)
        n += math.fsum(outcome.weight for outcome in challenges)
        yield _Day(day_forecasts, odds)


def forecasts(outcomes: Iterable[Outcome]) -> Iterator[Forecast]:
    """Yield a forecast for each challenge, by day, from what was known before its day.

    The base rate starts with half a success in one challenge. Remembered successes teach the odds, but they are neither
    forecast nor part of the base rate.
    """
    for day in _replay(outcomes):
        yield from day.forecasts


class OddsScore(NamedTuple):
    """How well the record's odds foresaw the `n` challenges from the fourth on, beside the success rate so far.

    `successes` of them succeeded. `loss` and `base_loss` are log-losses summed over them by weight, in nats.
    """

    n: int
    successes: int
    loss: float
    base_loss: float

    @property
    def skill(self) -> float:
        """How much closer the odds came than the base rate, 1 at best; 0 without scored challenges."""
        return 1 - self.loss / self.base_loss if self.base_loss > 0 else 0.0

    @property
    def is_shown(self) -> bool:
        """Whether there are enough scored challenges to say anything."""
        return self.n >= MIN_SCORED

    @property
    def gives_way(self) -> bool:
        """Whether the odds foresaw so much worse than the base rate that they are withheld. †"""
        return self.is_shown and self.loss - self.base_loss > GIVE_WAY_LOSS


class RecordOdds(NamedTuple):
    """The record's odds today, how well they have foreseen so far, and how they came about.

    `history` holds the odds after each day whose outcomes changed them, from the day on which enough challenges had
    been counted.
    """

    odds: Odds
    score: OddsScore
    history: tuple[Odds, ...] = ()

    def path(self, difficulty: float) -> tuple[tuple[int, float], ...]:
        """Return the odds (0–1) at `difficulty` (0–100) after each day of the history, as (day ordinal, odds)."""
        return tuple((odds.day, odds.at(difficulty)) for odds in self.history if odds.day is not None)


def record_odds(outcomes: Iterable[Outcome], today: int) -> RecordOdds:
    """Return odds and score on `today` (ordinal) from `outcomes` in any order; later ones are left out."""
    odds, past_forecasts, history = START_ODDS, list[Forecast](), list[Odds]()
    n_outcomes = 0
    for day in _replay(outcome for outcome in outcomes if outcome.day <= today):
        odds = day.odds
        past_forecasts += day.forecasts
        n_outcomes += sum(forecast.outcome.weight > 0 for forecast in day.forecasts)
        if n_outcomes >= MIN_OUTCOMES:
            history.append(odds)
    return RecordOdds(advance_odds(odds, today), score_forecasts(past_forecasts), tuple(history))


def odds_of(outcomes: Iterable[Outcome], today: int) -> Odds:
    """Return the record's odds on `today` (ordinal) from `outcomes` in any order; later ones are left out."""
    return record_odds(outcomes, today).odds


def score_odds(outcomes: Iterable[Outcome]) -> OddsScore:
    """Score the record's own odds of `outcomes` in any order, one day ahead."""
    return score_forecasts(forecasts(outcomes))


def score_forecasts(day_ahead: Iterable[Forecast]) -> OddsScore:
    """Score forecasts by day, from the fourth challenge with a weight on; no odds are shown for the first three."""
    scored = [forecast for forecast in day_ahead if forecast.outcome.weight > 0][MIN_OUTCOMES:]
    return OddsScore(
        n=len(scored),
        successes=sum(f.outcome.score == 1 for f in scored),
        loss=math.fsum(f.outcome.weight * log_loss(f.odds, f.outcome.score) for f in scored),
        base_loss=math.fsum(f.outcome.weight * log_loss(f.base_rate, f.outcome.score) for f in scored),
    )


def log_loss(p: float, y: float) -> float:
    """Return −y·ln p − (1−y)·ln(1−p) in nats, with `p` clipped to 10⁻⁹ from 0 and 1."""
    p = clip(p, MIN_P, 1 - MIN_P)
    return -y * math.log(p) - (1 - y) * math.log(1 - p)


def odds_quantile(odds: Odds, difficulty: float, quantile: float, difficulty_variance: float) -> float:
    """Return the `quantile` (0–1) of the chance of success at `difficulty`, over what is uncertain about it.

    Each filter's chance is a normal distribution in logits around its prediction, whose variance is the filter's own
    plus `difficulty_variance` (logits²). Found by 80 halvings of −40…40 logits.
    """
    normals = [
        (f.weight, f.mean - (difficulty - 50) / f.steepness, math.sqrt(f.variance + difficulty_variance))
        for f in odds.filters
    ]
    low, high = -40.0, 40.0
    for _ in range(80):
        middle = (low + high) / 2
        below = math.fsum(w * 0.5 * math.erfc((mean - middle) / sd / math.sqrt(2)) for w, mean, sd in normals)
        low, high = (middle, high) if below < quantile else (low, middle)
    return logistic((low + high) / 2)
