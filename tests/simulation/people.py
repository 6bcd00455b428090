"""Simulated people from a seed: their true ability each day, their challenges and the difficulty they record.

Ability and difficulty are in logits from the middle of the scale, 15 points each, as in the model. A rated difficulty
has an error of 0.70 logits (standard deviation). The probability of success is the logistic function of ability minus
true difficulty. Every challenge ends in success or failure, and attempts do not change the ability.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from efficacy_tui.insight.efficacy import DIFFICULTY_VARIANCE, DRIFT_PER_DAY, MAX_VARIANCE, POINTS_PER_LOGIT, Outcome
from efficacy_tui.insight.maths import clip, logistic
from efficacy_tui.insight.placing import STEPS, place

DAYS = 365
GAPS = (2, 8)
"""Days between challenges, least and most: about 73 challenges a year."""
ANCHOR_SHIFT = 0.7
"""The share of their growth that people who re-anchor subtract from the difficulty of the same challenge."""
EASIER_BY = 0.85
"""Logits below their ability at which people choose challenges, for a success rate of about 70 %."""
CHOICE_SD = 0.8
"""The spread of the chosen difficulties, in logits (standard deviation)."""
COMPARISON_SD = 5.0
"""The error of comparing two challenges, in points (standard deviation)."""
MAX_COMPARED = 6
"""The most past challenges with which a new one is compared."""

Ability = Callable[[int], float]
RatingStyle = Literal["as at the start", "re-anchored", "between past ones", "between, nearer which"]


@dataclass(frozen=True)
class Kind:
    """A kind of person: the course of their ability, how they rate difficulty, and which challenges they choose."""

    name: str
    ability: Callable[[random.Random], Ability]
    rating_style: RatingStyle = "as at the start"
    tasks: Literal["near their level", "any"] = "near their level"
    difficulty_matters: bool = True


@dataclass
class Person:
    """A person: `ability` by day (0 to 364), and `attempts` as pairs of true and recorded difficulty (points)."""

    kind: Kind
    rng: random.Random
    ability: Ability = field(init=False)
    attempts: list[tuple[float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ability = self.kind.ability(self.rng)

    def true_points(self, day: int) -> float:
        """Return the true ability on a day, in points 0–100."""
        return clip(50 + POINTS_PER_LOGIT * self.ability(day), 0, 100)

    def draw_days(self) -> list[int]:
        """Draw the days of the year's challenges."""
        days, day = list[int](), self.rng.randint(*GAPS)
        while day < DAYS:
            days.append(day)
            day += self.rng.randint(*GAPS)
        return days

    def choose_difficulty(self, day: int) -> float:
        """Choose the difficulty of the challenge on a day, in points as rated at the start."""
        if self.kind.tasks == "any":
            return float(5 * self.rng.randint(1, 19))
        chosen_logits = self.ability(day) - EASIER_BY + self.rng.gauss(0, CHOICE_SD)
        return clip(5 * round((50 + POINTS_PER_LOGIT * chosen_logits) / 5), 0, 100)

    def attempt(self, day: int, difficulty: float) -> float:
        """Return the score (1 or 0) of a challenge of this difficulty (points, as rated at the start)."""
        if not self.kind.difficulty_matters:
            return float(self.rng.random() < 0.5)
        true_logits = (difficulty - 50) / POINTS_PER_LOGIT + self.rng.gauss(0, math.sqrt(DIFFICULTY_VARIANCE))
        return float(self.rng.random() < logistic(self.ability(day) - true_logits))

    def anchor_shift(self, day: int) -> float:
        """Return how many points lower the person rates the same challenge on a day than at the start."""
        if self.kind.rating_style != "re-anchored":
            return 0.0
        return ANCHOR_SHIFT * POINTS_PER_LOGIT * (self.ability(day) - self.ability(0))

    def rate(self, day: int, difficulty: float) -> float:
        """Return the difficulty the person records for it, 0–100."""
        if self.kind.rating_style in ("between past ones", "between, nearer which"):
            has_key = self.kind.rating_style == "between, nearer which"
            recorded = self._place_with_key(difficulty) if has_key else self._place(difficulty)
            self.attempts.append((difficulty, recorded))
            return recorded
        return clip(difficulty - self.anchor_shift(day), 0, 100)

    def _place(self, difficulty: float) -> float:
        """Place it between two past challenges, or ten points beyond the last one; the first is rated directly."""
        past = sorted(self.attempts[-24:], key=lambda pair: pair[1])
        if not past:
            return difficulty
        if len(past) > MAX_COMPARED:
            past = [past[round(i * (len(past) - 1) / (MAX_COMPARED - 1))] for i in range(MAX_COMPARED)]
        easier = [rated for true, rated in past if difficulty + self.rng.gauss(0, COMPARISON_SD) > true]
        harder = [rated for _, rated in past[len(easier) :]]
        if not easier:
            return clip(harder[0] - 10, 0, 100)
        below = past[len(easier) - 1][1]
        return (below + harder[0]) / 2 if harder else clip(below + 10, 0, 100)

    def _place_with_key(self, difficulty: float) -> float:
        """Place it among at most six known ones, and say nearer which, or how far beyond them, with one more key.

        The first two are rated directly: how hard people would find the stand-ins is not known.
        """
        past = sorted(self.attempts[-24:], key=lambda pair: pair[1])
        if len(past) < 2:
            return difficulty
        if len(past) > MAX_COMPARED:
            past = [past[round(i * (len(past) - 1) / (MAX_COMPARED - 1))] for i in range(MAX_COMPARED)]
        harder_than = sum(difficulty + self.rng.gauss(0, COMPARISON_SD) > true for true, _ in past)
        judged = difficulty + self.rng.gauss(0, COMPARISON_SD)
        if 0 < harder_than < len(past):
            easier, harder = past[harder_than - 1][0], past[harder_than][0]
            share = (judged - easier) / (harder - easier) if harder > easier else 0.5
            where = "nearer the easier" if share < 0.375 else "nearer the harder" if share > 0.625 else "in the middle"
        else:
            beyond = past[0][0] - judged if harder_than == 0 else judged - past[-1][0]
            where = min(STEPS, key=lambda name: abs(STEPS[name] - beyond))
        return float(place([rated for _, rated in past], harder_than, where))

    def simulate_year(self) -> list[Outcome]:
        """Simulate a year of challenges with their outcomes."""
        return [self._simulate_challenge(day) for day in self.draw_days()]

    def _simulate_challenge(self, day: int) -> Outcome:
        difficulty = self.choose_difficulty(day)
        score = self.attempt(day, difficulty)
        return Outcome(day, self.rate(day, difficulty), score, 1.0)


def _flat(rng: random.Random) -> Ability:
    level = [rng.gauss(0, 1)] * DAYS
    return lambda day: level[day]


def _growing(rng: random.Random) -> Ability:
    start = -1 + rng.gauss(0, 0.4)
    return lambda day: start + 2.5 * day / DAYS


def _dropping(rng: random.Random) -> Ability:
    start, drop_day = 1 + rng.gauss(0, 0.4), rng.randint(150, 215)
    return lambda day: start - (1.5 if day >= drop_day else 0)


def _wandering(rng: random.Random) -> Ability:
    walk = [rng.gauss(0, math.sqrt(MAX_VARIANCE))]
    while len(walk) < DAYS:
        walk.append(walk[-1] + rng.gauss(0, math.sqrt(DRIFT_PER_DAY)))
    return lambda day: walk[day]


WANDERING = Kind("as the model assumes", _wandering, tasks="any")
FLAT = Kind("flat", _flat)
GROWING = Kind("steady growth", _growing)
DROPPING = Kind("sudden drop", _dropping)
REANCHORED = Kind("growth, re-anchored", _growing, rating_style="re-anchored")
PLACED = Kind("growth, placed at the midpoint", _growing, rating_style="between past ones")
PLACED_WITH_KEY = Kind("growth, placed nearer which", _growing, rating_style="between, nearer which")
FLAT_WITH_KEY = Kind("flat, placed nearer which", _flat, rating_style="between, nearer which")
DROPPING_WITH_KEY = Kind("sudden drop, placed nearer which", _dropping, rating_style="between, nearer which")
UNINFORMED = Kind("difficulty says nothing", _flat, tasks="any", difficulty_matters=False)

KINDS = (WANDERING, FLAT, GROWING, DROPPING, REANCHORED, PLACED, PLACED_WITH_KEY, FLAT_WITH_KEY, DROPPING_WITH_KEY)
LADDER_KINDS = (WANDERING, FLAT, GROWING, DROPPING, REANCHORED)
