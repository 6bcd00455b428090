"""Estimates efficacy from evidence by a dynamic Rasch model in which only outcomes move the core.

Each domain is a Gaussian random walk in logits. All outcomes of a day update it at once by the algebra of Glicko-1,
with uncertain difficulties (Glickman 1999). A remembered success is remembered because it was one, so it counts only as
far as it was a surprise. The other sources make a separate lift (`insight/lift`). Numbers marked † are design choices
of this program, not findings.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from efficacy_tui.insight.lift import Lift, LiftEntry, lift_of
from efficacy_tui.insight.maths import Z80, check_range, clip, logistic

POINTS_PER_LOGIT = 15.0  # †
DIFFICULTY_VARIANCE = 0.70**2  # † logits²: error variance of a rated difficulty
DRIFT_PER_DAY = 0.010  # † logits² added by each day
MAX_VARIANCE = 1.5  # † logits²: the starting value, and the limit of what time away can restore
MIN_OUTCOMES = 3  # † outcomes in a domain before a number is shown
LIFT_UNIT_P = 0.7  # † a lift is measured in successes of this probability


class Outcome(NamedTuple):
    """One outcome: `day` (ordinal), `difficulty` 0–100, `score` 0–1, `weight` 0–1, and the caller's `key`.

    A `remembered` one is a success that belongs to no challenge. Its weight shrinks with how far it was to be expected,
    and it never counts towards the outcomes that a number needs.
    """

    day: int
    difficulty: float
    score: float
    weight: float
    key: str = ""
    remembered: bool = False


class DayOutcome(NamedTuple):
    """One outcome: its difficulty as a location (logits) with its variance (logits²), `score` and `weight` 0–1."""

    location: float
    location_variance: float
    score: float
    weight: float = 1.0


class LedgerLine(NamedTuple):
    """The points that one outcome added or removed, signed."""

    key: str
    day: int
    points: float


class Core(NamedTuple):
    """The state of a domain on `day` (None at the start): `mean` in logits from the middle, `variance` in logits²."""

    mean: float
    variance: float
    day: int | None

    @property
    def points(self) -> float:
        """The core on the 0–100 scale, not clipped."""
        return 50 + POINTS_PER_LOGIT * self.mean


START = Core(0.0, MAX_VARIANCE, None)
"""The core of a domain without outcomes."""


class Estimate(NamedTuple):
    """The estimate of a domain's efficacy today, from outcomes alone.

    `n_outcomes` challenges with a weight and `n_remembered` remembered successes with one moved the core. `core_points`
    is 50 plus the sum of the ledger, not clipped; `number` is the same on the scale 0–100, and None below three
    challenges; `low`–`high` is its 80 % band, 0–100, to be shown only with a number. `lift` is apart from all of these.
    """

    n_outcomes: int
    n_remembered: int
    core_points: float
    number: float | None
    low: float
    high: float
    ledger: tuple[LedgerLine, ...]
    lift: Lift
    core: Core

    @property
    def basis(self) -> str:
        """What the estimate rests on: `12 challenges and 3 remembered successes`."""
        counts = (
            (self.n_outcomes, "challenge" if self.n_outcomes == 1 else "challenges"),
            (self.n_remembered, "remembered success" if self.n_remembered == 1 else "remembered successes"),
        )
        return " and ".join(f"{count} {noun}" for count, noun in counts if count) or "no outcomes yet"

    @property
    def sentence(self) -> str:
        """A sentence for the person: the band the outcomes are consistent with, or how many outcomes are missing."""
        if self.number is None:
            missing = MIN_OUTCOMES - self.n_outcomes
            return f"{missing} more outcome{'s' if missing > 1 else ''} until there is a number to show."
        return f"Your outcomes so far are consistent with {self.low:.0f}–{self.high:.0f}, from {self.basis}."


class PathPoint(NamedTuple):
    """The core after one day's outcomes: `points` not clipped, with its 80 % band, 0–100."""

    day: int
    points: float
    low: float
    high: float


_FLATTENING = 3 / math.pi**2


def attenuation(variance: float) -> float:
    """Return the factor (0–1) by which `variance` (logits²) flattens the logistic curve (Glickman 1999)."""
    return 1 / math.sqrt(1 + variance * _FLATTENING)


DIFFICULTY_ATTENUATION = attenuation(DIFFICULTY_VARIANCE)
LIFT_UNIT_INFORMATION = DIFFICULTY_ATTENUATION**2 * LIFT_UNIT_P * (1 - LIFT_UNIT_P)
LIFT_UNIT_PULL = POINTS_PER_LOGIT * DIFFICULTY_ATTENUATION * (1 - LIFT_UNIT_P)


def rasch_update(
    mean: float, variance: float, games: Sequence[DayOutcome | tuple[float, float, float, float]]
) -> tuple[float, float, tuple[float, ...]]:
    """Return the mean, the variance and each game's step in logits after `games` played at once (Glickman 1999).

    A game is an outcome. The steps sum to the change of the mean; the order of the games does not matter.
    """
    if len(games) == 1:
        # Most days have one game, which needs no sums.
        pull, information = _pull(mean, *games[0])
        posterior = 1 / (1 / variance + information)
        return mean + posterior * pull, posterior, (posterior * pull,)
    pulls = [_pull(mean, *game) for game in games]
    posterior = 1 / (1 / variance + math.fsum(information for _, information in pulls))
    return (
        mean + posterior * math.fsum(pull for pull, _ in pulls),
        posterior,
        tuple(posterior * pull for pull, _ in pulls),
    )


def _pull(mean: float, location: float, location_variance: float, score: float, weight: float) -> tuple[float, float]:
    """Return the pull of one game on the mean (1/logits), and the information it adds (1/logits²)."""
    is_default = location_variance == DIFFICULTY_VARIANCE
    g = DIFFICULTY_ATTENUATION if is_default else attenuation(location_variance)
    p = logistic(g * (mean - location))
    return weight * g * (score - p), weight * g**2 * p * (1 - p)


def advance(core: Core, day: int) -> Core:
    """Return `core` on `day` (ordinal): time adds variance up to the cap and leaves the mean unchanged.

    Raises ValueError for a day before the core's day.
    """
    if core.day is None:
        return core._replace(day=day)
    if day < core.day:
        raise ValueError(f"day {day} lies before day {core.day}")
    return Core(core.mean, _variance_on(core, day), day)


def _variance_on(core: Core, day: int) -> float:
    """Return the variance (logits²) of a core on its own day or a later one."""
    return core.variance if core.day is None else min(MAX_VARIANCE, core.variance + DRIFT_PER_DAY * (day - core.day))


def update(core: Core, day: int, outcomes: Sequence[Outcome]) -> tuple[Core, tuple[LedgerLine, ...]]:
    """Return `core` after all outcomes of one day, and one ledger line (points) per outcome, in the same order.

    Pass all outcomes of a day in one call; with two calls their order would matter. Raises ValueError for an outcome of
    another day, a day before the core's day, or a value outside its range.
    """
    for outcome in outcomes:
        _check_outcome(outcome, day)
    prior = advance(core, day)
    chances = day_chances(prior.mean, prior.variance, outcomes)
    return _update_unchecked(prior.mean, prior.variance, day, outcomes, chances)


def _update_unchecked(
    mean: float, variance: float, day: int, outcomes: Sequence[Outcome], chances: Sequence[float]
) -> tuple[Core, tuple[LedgerLine, ...]]:
    """Do the work of `update` for the core's mean and variance on that day, with the `chances` before it."""
    mean, variance, steps = play(mean, variance, outcomes, chances, POINTS_PER_LOGIT)
    ledger = [LedgerLine(o.key, day, POINTS_PER_LOGIT * step) for o, step in zip(outcomes, steps, strict=True)]
    return Core(mean, variance, day), tuple(ledger)


def play(
    mean: float, variance: float, outcomes: Sequence[Outcome], chances: Sequence[float], points_per_logit: float
) -> tuple[float, float, tuple[float, ...]]:
    """Return mean, variance and each outcome's step in logits after one day's outcomes, by a scale of that steepness.

    `mean` and `variance` are those before the day's outcomes, and `chances` the probabilities of success that follow
    from them. A remembered success counts by how far it was a surprise.
    """
    weights = [o.weight * surprise(p) if o.remembered else o.weight for o, p in zip(outcomes, chances, strict=True)]
    if not any(weights):
        # On most days on which a success is remembered, nothing was a surprise.
        return mean, variance, (0.0,) * len(weights)
    # Use plain tuples: building a `DayOutcome` takes longer than the update itself.
    games = [
        ((o.difficulty - 50) / points_per_logit, DIFFICULTY_VARIANCE, o.score, weight)
        for o, weight in zip(outcomes, weights, strict=True)
    ]
    return rasch_update(mean, variance, games)


def day_chances(
    mean: float, variance: float, outcomes: Sequence[Outcome], points_per_logit: float = POINTS_PER_LOGIT
) -> list[float]:
    """Return the probability of success (0–1) of each outcome of a day, from mean and variance before that day."""
    g = attenuation(variance + DIFFICULTY_VARIANCE)
    return [logistic(g * (mean - (o.difficulty - 50) / points_per_logit)) for o in outcomes]


def surprise(chance: float) -> float:
    """Return how far a remembered success was a surprise, 0–1, from its probability: nothing from even chances on."""
    return max(0.0, 1 - 2 * chance)


def p_success(mean: float, variance: float, difficulty: float, points_per_logit: float = POINTS_PER_LOGIT) -> float:
    """Return the probability (0–1) of success at `difficulty` (0–100), for a core in logits and logits².

    Both the core's and the difficulty's uncertainty flatten it (Glickman 1999).
    """
    return logistic(attenuation(variance + DIFFICULTY_VARIANCE) * (mean - (difficulty - 50) / points_per_logit))


def estimate(outcomes: Iterable[Outcome], lifts: Iterable[LiftEntry], today: int) -> Estimate:
    """Return the estimate for `outcomes` and `lifts` of one domain, in any order, on `today` (ordinal).

    Entries after `today` are left out. Challenges with a weight above 0 count towards the three outcomes that a number
    needs. Time away never lowers the core; a lift fades. Raises ValueError for a value outside its range.
    """
    core, ledger, n_outcomes, n_remembered = START, list[LedgerLine](), 0, 0
    outcomes = [outcome for outcome in outcomes if outcome.day <= today]
    for outcome in outcomes:
        _check_outcome(outcome, outcome.day)
    by_day = {day: list(group) for day, group in group_by_day(outcomes)}
    lifts = sorted((lift for lift in lifts if lift.day <= today), key=attrgetter("day"))
    unit_at: dict[int, float] = {}
    for day in sorted(by_day.keys() | {lift.day for lift in lifts}):
        # † Measure a lift before its day's outcomes, so that an outcome recorded later does not change its worth.
        variance = _variance_on(core, day)
        unit_at[day] = reference_points(variance)
        if day_outcomes := by_day.get(day):
            chances = day_chances(core.mean, variance, day_outcomes)
            for outcome, chance in zip(day_outcomes, chances, strict=True):
                if outcome.remembered:
                    n_remembered += outcome.weight * surprise(chance) > 0
                else:
                    n_outcomes += outcome.weight > 0
            core, lines = _update_unchecked(core.mean, variance, day, day_outcomes, chances)
            ledger += lines
    core = advance(core, today)
    number = clip(core.points, 0.0, 100.0)
    low, high = _band(number, core.variance)
    return Estimate(
        n_outcomes=n_outcomes,
        n_remembered=n_remembered,
        core_points=core.points,
        number=number if n_outcomes >= MIN_OUTCOMES else None,
        low=low,
        high=high,
        ledger=tuple(ledger),
        lift=lift_of(lifts, unit_at, today),
        core=core,
    )


def core_path(outcomes: Iterable[Outcome]) -> tuple[PathPoint, ...]:
    """Return the core after each day that has outcomes, oldest first.

    Raises ValueError for a value outside its range.
    """
    core, points = START, list[PathPoint]()
    for day, group in group_by_day(outcomes):
        core, _ = update(core, day, list(group))
        points.append(PathPoint(day, core.points, *_band(clip(core.points, 0.0, 100.0), core.variance)))
    return tuple(points)


def reference_points(variance: float) -> float:
    """Return the worth in points of one 70 %-likely success when the core's variance is `variance` (logits²)."""
    return LIFT_UNIT_PULL / (1 / variance + LIFT_UNIT_INFORMATION)


def group_by_day(outcomes: Iterable[Outcome]) -> Iterable[tuple[int, Iterable[Outcome]]]:
    """Yield each day with its outcomes, oldest first; those of one day stay in their order."""
    return groupby(sorted(outcomes, key=attrgetter("day")), key=attrgetter("day"))


def _band(number: float, variance: float) -> tuple[float, float]:
    half_width = Z80 * POINTS_PER_LOGIT * math.sqrt(variance)
    return clip(number - half_width, 0.0, 100.0), clip(number + half_width, 0.0, 100.0)


def _check_outcome(outcome: Outcome, day: int) -> None:
    if outcome.day != day:
        raise ValueError(f"an outcome of day {outcome.day} cannot be counted on day {day}")
    if 0 <= outcome.difficulty <= 100 and 0 <= outcome.score <= 1 and 0 <= outcome.weight <= 1:
        return
    check_range("difficulty", outcome.difficulty, 0, 100)
    check_range("score", outcome.score, 0, 1)
    check_range("weight", outcome.weight, 0, 1)
