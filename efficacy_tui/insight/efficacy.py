"""Estimates efficacy from evidence by a dynamic Rasch model in which only outcomes move the core.

Each domain is a Gaussian random walk in logits. All outcomes of a day update it at once by the algebra of Glicko-1,
with uncertain difficulties (Glickman 1999). Vicarious, persuasive and physiological sources (Bandura 1997) add a
separate lift that is capped, fades, and never touches the core. Numbers marked † are design choices of this program,
not findings.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple

from efficacy_tui.insight.evidence_weights import (
    Gap,
    Independence,
    OutcomeKind,
    mastery_weight,
    outcome_score,
    persuasion_quality,
    physiological_quality,
    vicarious_quality,
)
from efficacy_tui.insight.maths import Z80, check_range, clip, logistic, look_up

__all__ = [
    "START",
    "Core",
    "DayOutcome",
    "Estimate",
    "Gap",
    "Independence",
    "LedgerLine",
    "LiftEntry",
    "LiftKind",
    "LiftPart",
    "Outcome",
    "OutcomeKind",
    "PathPoint",
    "advance",
    "attenuation",
    "core_path",
    "estimate",
    "mastery_weight",
    "outcome_score",
    "persuasion_quality",
    "physiological_quality",
    "rasch_update",
    "reference_points",
    "update",
    "vicarious_quality",
]

POINTS_PER_LOGIT = 15.0  # †
DIFFICULTY_VARIANCE = 0.70**2  # † logits²: error variance of a rated difficulty
DRIFT_PER_DAY = 0.010  # † logits² added by each day
MAX_VARIANCE = 1.5  # † logits²: the starting value, and the limit of what time away can restore
MIN_OUTCOMES = 3  # † outcomes in a domain before a number is shown
MAX_LIFT = 6.0  # † points
LIFT_UNIT_P = 0.7  # † a lift is measured in successes of this probability

LiftKind = Literal["vicarious", "persuasion", "physiological"]

LIFT_SHARE: dict[str, float] = {"vicarious": 0.50, "persuasion": 0.35, "physiological": 0.25}  # †
LIFT_HALF_LIFE: dict[str, float] = {"vicarious": 21.0, "persuasion": 10.0, "physiological": 3.0}  # † days


class Outcome(NamedTuple):
    """One outcome: `day` (ordinal), `difficulty` 0–100, `score` 0–1, `weight` 0–1, and the caller's `key`."""

    day: int
    difficulty: float
    score: float
    weight: float
    key: str = ""


class LiftEntry(NamedTuple):
    """One entry of another source: `day` (ordinal) and `quality` 0–1, or −1–1 if physiological."""

    day: int
    kind: LiftKind
    quality: float
    key: str = ""


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


class LiftPart(NamedTuple):
    """The points that one entry adds or removes today, signed, after fading and cap."""

    key: str
    kind: LiftKind
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
    """The estimate of a domain's efficacy today.

    `core_points` is 50 plus the sum of the ledger, not clipped; `number` is core plus lift, 0–100, and None below three
    outcomes; `low`–`high` is its 80 % band, 0–100, to be shown only with a number; `lift` is −6–6 points.
    """

    n_outcomes: int
    core_points: float
    number: float | None
    low: float
    high: float
    lift: float
    ledger: tuple[LedgerLine, ...]
    lift_parts: tuple[LiftPart, ...]
    core: Core

    @property
    def sentence(self) -> str:
        """A sentence for the person: the band the outcomes are consistent with, or how many outcomes are missing."""
        if self.number is None:
            missing = MIN_OUTCOMES - self.n_outcomes
            return f"{missing} more outcome{'s' if missing > 1 else ''} until there is a number to show."
        return f"Your outcomes so far are consistent with {self.low:.0f}–{self.high:.0f}."


class PathPoint(NamedTuple):
    """The core after one day's outcomes: `points` not clipped, with its 80 % band, 0–100."""

    day: int
    points: float
    low: float
    high: float


def attenuation(variance: float) -> float:
    """Return the factor (0–1) by which `variance` (logits²) flattens the logistic curve (Glickman 1999)."""
    return 1 / math.sqrt(1 + 3 * variance / math.pi**2)


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
    return _update_unchecked(prior.mean, prior.variance, day, outcomes)


def _update_unchecked(
    mean: float, variance: float, day: int, outcomes: Sequence[Outcome]
) -> tuple[Core, tuple[LedgerLine, ...]]:
    """Do the work of `update` for the core's mean and variance on that day."""
    # Use plain tuples: building a `DayOutcome` takes longer than the update itself.
    games = [((o.difficulty - 50) / POINTS_PER_LOGIT, DIFFICULTY_VARIANCE, o.score, o.weight) for o in outcomes]
    mean, variance, steps = rasch_update(mean, variance, games)
    ledger = [LedgerLine(o.key, day, POINTS_PER_LOGIT * step) for o, step in zip(outcomes, steps, strict=True)]
    return Core(mean, variance, day), tuple(ledger)


def estimate(outcomes: Iterable[Outcome], lifts: Iterable[LiftEntry], today: int) -> Estimate:
    """Return the estimate for `outcomes` and `lifts` of one domain, in any order, on `today` (ordinal).

    Entries after `today` are left out. Challenges and mastery entries with a weight above 0 count towards the three
    outcomes that a number needs. Time away never lowers the core; a lift fades. Raises ValueError for a value outside
    its range.
    """
    core, ledger, n_outcomes = START, list[LedgerLine](), 0
    outcomes = [outcome for outcome in outcomes if outcome.day <= today]
    for outcome in outcomes:
        _check_outcome(outcome, outcome.day)
    by_day = {day: list(group) for day, group in _group_by_day(outcomes)}
    lifts = sorted((lift for lift in lifts if lift.day <= today), key=attrgetter("day"))
    variance_at: dict[int, float] = {}
    for day in sorted(by_day.keys() | {lift.day for lift in lifts}):
        # † Measure a lift before its day's outcomes, so that an outcome recorded later does not change its worth.
        variance = variance_at[day] = _variance_on(core, day)
        if day_outcomes := by_day.get(day):
            core, lines = _update_unchecked(core.mean, variance, day, day_outcomes)
            ledger += lines
            n_outcomes += sum(outcome.weight > 0 for outcome in day_outcomes)
    core = advance(core, today)
    lift, parts = _lift(lifts, variance_at, today)
    number = clip(core.points + lift, 0.0, 100.0)
    low, high = _band(number, core.variance, lift)
    shown_number = number if n_outcomes >= MIN_OUTCOMES else None
    return Estimate(n_outcomes, core.points, shown_number, low, high, lift, tuple(ledger), parts, core)


def core_path(outcomes: Iterable[Outcome]) -> tuple[PathPoint, ...]:
    """Return the core, without lifts, after each day that has outcomes, oldest first.

    Raises ValueError for a value outside its range.
    """
    core, points = START, list[PathPoint]()
    for day, group in _group_by_day(outcomes):
        core, _ = update(core, day, list(group))
        points.append(PathPoint(day, core.points, *_band(clip(core.points, 0.0, 100.0), core.variance, 0.0)))
    return tuple(points)


def reference_points(variance: float) -> float:
    """Return the worth in points of one 70 %-likely success when the core's variance is `variance` (logits²)."""
    return LIFT_UNIT_PULL / (1 / variance + LIFT_UNIT_INFORMATION)


def _group_by_day(outcomes: Iterable[Outcome]) -> Iterable[tuple[int, Iterable[Outcome]]]:
    return groupby(sorted(outcomes, key=attrgetter("day")), key=attrgetter("day"))


def _band(number: float, variance: float, lift: float) -> tuple[float, float]:
    half_width = Z80 * math.sqrt(POINTS_PER_LOGIT**2 * variance + (lift / 2) ** 2)
    return clip(number - half_width, 0.0, 100.0), clip(number + half_width, 0.0, 100.0)


def _lift(lifts: Sequence[LiftEntry], variance_at: dict[int, float], today: int) -> tuple[float, tuple[LiftPart, ...]]:
    uncapped: list[float] = []
    for entry in lifts:
        share, half_life = look_up(LIFT_SHARE, entry.kind, "source"), LIFT_HALF_LIFE[entry.kind]
        check_range("quality", entry.quality, -1 if entry.kind == "physiological" else 0, 1)
        fading = 2 ** (-(today - entry.day) / half_life)
        uncapped.append(share * entry.quality * reference_points(variance_at[entry.day]) * fading)
    total = math.fsum(uncapped)
    capped = MAX_LIFT * math.tanh(total / MAX_LIFT)
    scale = capped / total if total else 0.0
    return capped, tuple(
        LiftPart(entry.key, entry.kind, part * scale) for entry, part in zip(lifts, uncapped, strict=True)
    )


def _check_outcome(outcome: Outcome, day: int) -> None:
    if outcome.day != day:
        raise ValueError(f"an outcome of day {outcome.day} cannot be counted on day {day}")
    if 0 <= outcome.difficulty <= 100 and 0 <= outcome.score <= 1 and 0 <= outcome.weight <= 1:
        return
    check_range("difficulty", outcome.difficulty, 0, 100)
    check_range("score", outcome.score, 0, 1)
    check_range("weight", outcome.weight, 0, 1)
