"""People made up from a seed: how able they truly are each day, what they attempt, and how they rate its difficulty.

Ability and difficulty are in logits from the middle of the scale, 15 points each, as in the model. A person who rates a
challenge at some difficulty is off by 0.70 logits (standard deviation), and succeeds with the logistic probability of
ability minus true difficulty. Every challenge ends in success or failure, and trying changes nothing in the person.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from efficacy_tui.insight.efficacy import DIFFICULTY_VARIANCE, DRIFT_PER_DAY, MAX_VARIANCE, POINTS_PER_LOGIT, Outcome
from efficacy_tui.insight.maths import clip, logistic

DAYS = 365
GAPS = (2, 8)
"""A challenge every two to eight days: about 73 a year."""
ANCHOR_SHIFT = 0.7
"""How much of their growth people who re-anchor take off the difficulty of the same challenge."""
EASIER = 0.85
"""People pick what they expect to succeed in about seven times of ten: this many logits below their ability."""
SPREAD = 0.8
JUDGED = 5.0
"""How finely people compare two challenges, in points (standard deviation)."""
PLACES = 6
"""Past challenges a new one is placed among, at most."""

Ability = Callable[[int], float]
Rates = Literal["as at the start", "re-anchored", "between past ones"]


@dataclass(frozen=True)
class Kind:
    """A kind of person; `tasks` says whether they pick challenges near their level or meet any."""

    name: str
    ability: Callable[[random.Random], Ability]
    rates: Rates = "as at the start"
    tasks: Literal["near their level", "any"] = "near their level"


@dataclass
class Person:
    """One person: `ability` by day (0 to 364), and what they have attempted."""

    kind: Kind
    source: random.Random
    ability: Ability = field(init=False)
    attempts: list[tuple[float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ability = self.kind.ability(self.source)

    def truth(self, day: int) -> float:
        """The ability on a day, in points 0–100."""
        return clip(50 + POINTS_PER_LOGIT * self.ability(day), 0, 100)

    def days(self) -> list[int]:
        """The days of their challenges."""
        days, day = list[int](), self.source.randint(*GAPS)
        while day < DAYS:
            days.append(day)
            day += self.source.randint(*GAPS)
        return days

    def picks(self, day: int) -> float:
        """The difficulty of what they attempt on a day, in points as they would have rated it at the start."""
        if self.kind.tasks == "any":
            return float(5 * self.source.randint(1, 19))
        wanted = self.ability(day) - EASIER + self.source.gauss(0, SPREAD)
        return clip(5 * round((50 + POINTS_PER_LOGIT * wanted) / 5), 0, 100)

    def attempts_it(self, day: int, difficulty: float) -> float:
        """1 or 0, for a challenge of this difficulty (points, as they would have rated it at the start)."""
        true = (difficulty - 50) / POINTS_PER_LOGIT + self.source.gauss(0, math.sqrt(DIFFICULTY_VARIANCE))
        return float(self.source.random() < logistic(self.ability(day) - true))

    def shift(self, day: int) -> float:
        """How many points lower they rate the same challenge now than at the start."""
        if self.kind.rates != "re-anchored":
            return 0.0
        return ANCHOR_SHIFT * POINTS_PER_LOGIT * (self.ability(day) - self.ability(0))

    def rates(self, day: int, difficulty: float) -> float:
        """The difficulty they record for it, 0–100."""
        if self.kind.rates == "between past ones":
            recorded = self._placed(difficulty)
            self.attempts.append((difficulty, recorded))
            return recorded
        return clip(difficulty - self.shift(day), 0, 100)

    def _placed(self, difficulty: float) -> float:
        """Between two past challenges, ten points beyond the last one at the ends; the first is simply rated."""
        past = sorted(self.attempts[-24:], key=lambda pair: pair[1])
        if not past:
            return difficulty
        if len(past) > PLACES:
            past = [past[round(i * (len(past) - 1) / (PLACES - 1))] for i in range(PLACES)]
        easier = [rated for true, rated in past if difficulty + self.source.gauss(0, JUDGED) > true]
        harder = [rated for _, rated in past[len(easier) :]]
        if not easier:
            return clip(harder[0] - 10, 0, 100)
        below = past[len(easier) - 1][1]
        return (below + harder[0]) / 2 if harder else clip(below + 10, 0, 100)

    def year(self) -> list[Outcome]:
        """A year of what they chose to attempt."""
        return [self._attempt(day) for day in self.days()]

    def _attempt(self, day: int) -> Outcome:
        difficulty = self.picks(day)
        score = self.attempts_it(day, difficulty)
        return Outcome(day, self.rates(day, difficulty), score, 1.0)


def _flat(source: random.Random) -> Ability:
    level = [source.gauss(0, 1)] * DAYS
    return lambda day: level[day]


def _growing(source: random.Random) -> Ability:
    start = -1 + source.gauss(0, 0.4)
    return lambda day: start + 2.5 * day / DAYS


def _dropping(source: random.Random) -> Ability:
    start, when = 1 + source.gauss(0, 0.4), source.randint(150, 215)
    return lambda day: start - (1.5 if day >= when else 0)


def _wandering(source: random.Random) -> Ability:
    walk = [source.gauss(0, math.sqrt(MAX_VARIANCE))]
    while len(walk) < DAYS:
        walk.append(walk[-1] + source.gauss(0, math.sqrt(DRIFT_PER_DAY)))
    return lambda day: walk[day]


WANDERING = Kind("as the model assumes", _wandering, tasks="any")
FLAT = Kind("flat", _flat)
GROWING = Kind("steady growth", _growing)
DROPPING = Kind("sudden drop", _dropping)
REANCHORED = Kind("growth, re-anchored", _growing, rates="re-anchored")
PLACED = Kind("growth, placed between past ones", _growing, rates="between past ones")

KINDS = (WANDERING, FLAT, GROWING, DROPPING, REANCHORED, PLACED)
