"""Efficacy from evidence: a dynamic Rasch model in which only outcomes move the core.

Each domain is a Gaussian random walk in logits, updated by a day's outcomes at once with the algebra of Glicko-1,
the difficulties themselves being uncertain (Glickman 1999). Vicarious, persuasive and physiological sources
(Bandura 1997) add a separate lift that is capped, fades, and never touches the core. Numbers marked † are design
choices of this program, not findings.
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
    "estimate",
    "mastery_weight",
    "outcome_score",
    "path",
    "persuasion_quality",
    "physiological_quality",
    "rasch_update",
    "reference_points",
    "update",
    "vicarious_quality",
]

POINTS_PER_LOGIT = 15.0  # †
DIFFICULTY_VARIANCE = 0.70**2  # † logits²: how far off a difficulty tends to be
DRIFT_PER_DAY = 0.010  # † logits² of uncertainty each day adds
MAX_VARIANCE = 1.5  # † logits²: where everyone starts, and the most that time away can restore
MIN_OUTCOMES = 3  # † outcomes in a domain before a number is shown
MAX_LIFT = 6.0  # † points
LIFT_UNIT_P = 0.7  # † a lift is measured in successes this likely

LiftKind = Literal["vicarious", "persuasion", "physiological"]

LIFT_SHARE: dict[str, float] = {"vicarious": 0.50, "persuasion": 0.35, "physiological": 0.25}  # †
LIFT_HALF_LIFE: dict[str, float] = {"vicarious": 21.0, "persuasion": 10.0, "physiological": 3.0}  # † days


class Outcome(NamedTuple):
    """One outcome: `day` (ordinal), `difficulty` 0–100, `score` 0–1, `weight` 0–1, and the caller's own `key`."""

    day: int
    difficulty: float
    score: float
    weight: float
    key: str = ""


class LiftEntry(NamedTuple):
    """One entry of another source: `day` (ordinal) and `quality` 0–1, for physiological −1–1."""

    day: int
    kind: LiftKind
    quality: float
    key: str = ""


class DayOutcome(NamedTuple):
    """One outcome in logits: where it sits, how uncertain that is (logits²), `score` 0–1 and `weight` 0–1."""

    location: float
    location_variance: float
    score: float
    weight: float = 1.0


class LedgerLine(NamedTuple):
    """What one outcome gave or took, in signed points."""

    key: str
    day: int
    points: float


class LiftPart(NamedTuple):
    """What one entry gives or takes today, in signed points after the cap and the fading."""

    key: str
    kind: LiftKind
    points: float


class Core(NamedTuple):
    """The state of a domain: `mean` in logits from the middle, `variance` in logits², and its `day` or None."""

    mean: float
    variance: float
    day: int | None

    @property
    def points(self) -> float:
        """The core on the 0–100 scale, not clipped."""
        return 50 + POINTS_PER_LOGIT * self.mean


START = Core(0.0, MAX_VARIANCE, None)
"""A domain without any outcome."""


class Estimate(NamedTuple):
    """What a domain's evidence amounts to today.

    `core_points` is 50 + the ledger, not clipped; `number` is core and lift together, 0–100, and None below three
    outcomes; `low`–`high` is its 80 % band, 0–100, to be shown only beside a number; `lift` is −6–6 points.
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
        """What may be said: the band the outcomes are consistent with, or how many are missing."""
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
    """Return how much `variance` (logits²) flattens the logistic curve, 0–1 (Glickman 1999)."""
    return 1 / math.sqrt(1 + 3 * variance / math.pi**2)


DIFFICULTY_ATTENUATION = attenuation(DIFFICULTY_VARIANCE)
LIFT_UNIT_INFORMATION = DIFFICULTY_ATTENUATION**2 * LIFT_UNIT_P * (1 - LIFT_UNIT_P)
LIFT_UNIT_PULL = POINTS_PER_LOGIT * DIFFICULTY_ATTENUATION * (1 - LIFT_UNIT_P)


def rasch_update(
    mean: float, variance: float, games: Sequence[DayOutcome | tuple[float, float, float, float]]
) -> tuple[float, float, tuple[float, ...]]:
    """Return the mean, the variance and each game's step in logits after `games` played at once (Glickman 1999).

    The steps sum to the change of the mean, and neither mean nor variance depends on the order of the games.
    """
    if len(games) == 1:
        # Most days have one, and nothing is to be summed.
        pull, information = _pull(mean, *games[0])
        after = 1 / (1 / variance + information)
        return mean + after * pull, after, (after * pull,)
    played = [_pull(mean, *game) for game in games]
    after = 1 / (1 / variance + math.fsum(information for _, information in played))
    return mean + after * math.fsum(pull for pull, _ in played), after, tuple(after * pull for pull, _ in played)


def _pull(mean: float, location: float, location_variance: float, score: float, weight: float) -> tuple[float, float]:
    """How far one game pulls the mean, and how much is learned from it."""
    known = location_variance == DIFFICULTY_VARIANCE
    flattening = DIFFICULTY_ATTENUATION if known else attenuation(location_variance)
    p = logistic(flattening * (mean - location))
    return weight * flattening * (score - p), weight * flattening**2 * p * (1 - p)


def advance(core: Core, day: int) -> Core:
    """Return `core` on `day` (ordinal): time widens it up to the cap and moves nothing.

    Raises ValueError for a day before the core's own.
    """
    if core.day is None:
        return core._replace(day=day)
    if day < core.day:
        raise ValueError(f"day {day} lies before day {core.day}")
    return Core(core.mean, _variance_on(core, day), day)


def _variance_on(core: Core, day: int) -> float:
    """The variance (logits²) of a core on a day after its own."""
    return core.variance if core.day is None else min(MAX_VARIANCE, core.variance + DRIFT_PER_DAY * (day - core.day))


def update(core: Core, day: int, outcomes: Sequence[Outcome]) -> tuple[Core, tuple[LedgerLine, ...]]:
    """Return `core` after all of one day's outcomes, and one ledger line (points) for each, in the order given.

    A day's outcomes belong in one call; two calls for one day would make their order matter. Raises ValueError for an
    outcome of another day, an earlier day, or a value outside its range.
    """
    for outcome in outcomes:
        _check_outcome(outcome, day)
    then = advance(core, day)
    return _play(then.mean, then.variance, day, outcomes)


def _play(mean: float, variance: float, day: int, outcomes: Sequence[Outcome]) -> tuple[Core, tuple[LedgerLine, ...]]:
    """`update` on the day on which the core has this mean and variance."""
    # Plain tuples: a `DayOutcome` of each would take longer than playing it.
    games = [((o.difficulty - 50) / POINTS_PER_LOGIT, DIFFICULTY_VARIANCE, o.score, o.weight) for o in outcomes]
    mean, variance, steps = rasch_update(mean, variance, games)
    ledger = [LedgerLine(o.key, day, POINTS_PER_LOGIT * step) for o, step in zip(outcomes, steps, strict=True)]
    return Core(mean, variance, day), tuple(ledger)


def estimate(outcomes: Iterable[Outcome], lifts: Iterable[LiftEntry], today: int) -> Estimate:
    """Return what `outcomes` and `lifts` of one domain, in any order, amount to on `today` (ordinal).

    Entries after `today` are left out. Everything with a weight above 0 counts towards the three outcomes a number
    needs, challenges and mastery entries alike. Time away never lowers the core; a lift fades. Raises ValueError for
    a value outside its range.
    """
    core, ledger, counted = START, list[LedgerLine](), 0
    outcomes = [outcome for outcome in outcomes if outcome.day <= today]
    for outcome in outcomes:
        _check_outcome(outcome, outcome.day)
    by_day = {day: list(group) for day, group in _daily(outcomes)}
    lifts = sorted((lift for lift in lifts if lift.day <= today), key=attrgetter("day"))
    variance_at: dict[int, float] = {}
    for day in sorted(by_day.keys() | {lift.day for lift in lifts}):
        # † A lift is measured before its day's outcomes, so recording one later does not change what it was worth.
        variance = variance_at[day] = _variance_on(core, day)
        if outcomes_then := by_day.get(day):
            core, lines = _play(core.mean, variance, day, outcomes_then)
            ledger += lines
            counted += sum(outcome.weight > 0 for outcome in outcomes_then)
    core = advance(core, today)
    lift, parts = _lift(lifts, variance_at, today)
    number = clip(core.points + lift, 0.0, 100.0)
    low, high = _band(number, core.variance, lift)
    shown = number if counted >= MIN_OUTCOMES else None
    return Estimate(counted, core.points, shown, low, high, lift, tuple(ledger), parts, core)


def path(outcomes: Iterable[Outcome]) -> tuple[PathPoint, ...]:
    """Return the core, without lifts, after each day that has outcomes, oldest first.

    Raises ValueError for a value outside its range.
    """
    core, points = START, list[PathPoint]()
    for day, group in _daily(outcomes):
        core, _ = update(core, day, list(group))
        points.append(PathPoint(day, core.points, *_band(clip(core.points, 0.0, 100.0), core.variance, 0.0)))
    return tuple(points)


def reference_points(variance: float) -> float:
    """Return the points one 70 %-likely success is worth when the core's variance is `variance` (logits²)."""
    return LIFT_UNIT_PULL / (1 / variance + LIFT_UNIT_INFORMATION)


def _daily(outcomes: Iterable[Outcome]) -> Iterable[tuple[int, Iterable[Outcome]]]:
    return groupby(sorted(outcomes, key=attrgetter("day")), key=attrgetter("day"))


def _band(number: float, variance: float, lift: float) -> tuple[float, float]:
    half = Z80 * math.sqrt(POINTS_PER_LOGIT**2 * variance + (lift / 2) ** 2)
    return clip(number - half, 0.0, 100.0), clip(number + half, 0.0, 100.0)


def _lift(lifts: Sequence[LiftEntry], variance_at: dict[int, float], today: int) -> tuple[float, tuple[LiftPart, ...]]:
    raw: list[float] = []
    for entry in lifts:
        share, half_life = look_up(LIFT_SHARE, entry.kind, "source"), LIFT_HALF_LIFE[entry.kind]
        check_range("quality", entry.quality, -1 if entry.kind == "physiological" else 0, 1)
        fading = 2 ** (-(today - entry.day) / half_life)
        raw.append(share * entry.quality * reference_points(variance_at[entry.day]) * fading)
    total = math.fsum(raw)
    capped = MAX_LIFT * math.tanh(total / MAX_LIFT)
    scale = capped / total if total else 0.0
    return capped, tuple(LiftPart(entry.key, entry.kind, part * scale) for entry, part in zip(lifts, raw, strict=True))


def _check_outcome(outcome: Outcome, day: int) -> None:
    if outcome.day != day:
        raise ValueError(f"an outcome of day {outcome.day} cannot be counted on day {day}")
    if 0 <= outcome.difficulty <= 100 and 0 <= outcome.score <= 1 and 0 <= outcome.weight <= 1:
        return
    check_range("difficulty", outcome.difficulty, 0, 100)
    check_range("score", outcome.score, 0, 1)
    check_range("weight", outcome.weight, 0, 1)
