"""Measures how often the program says something of simulated people, and how often it is right."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from statistics import fmean
from typing import NamedTuple

from efficacy_tui.insight.change_point import change_point
from efficacy_tui.insight.efficacy import DIFFICULTY_VARIANCE, MIN_OUTCOMES, Outcome, core_path
from efficacy_tui.insight.maths import clip, logistic
from efficacy_tui.insight.odds import odds_of
from efficacy_tui.insight.rating_comparison import compare_rating, reference_odds
from efficacy_tui.insight.smoother import smooth
from tests.simulation.people import FLAT, POINTS_PER_LOGIT, Person
from tests.simulation.study import build_people

NOTES_A_YEAR = 52
CHALLENGE_GAP = 15
"""Days between challenges of people who keep notes: about 24 a year."""
RATING_SD = 8.0
"""The error of one rating, in points (standard deviation); ratings are in tens."""
SERIES_DAYS = 90


class MemoryRule(NamedTuple):
    """How remembered successes are counted: the mean error in points, and how often the 80 % band holds the truth."""

    rule: str
    bias: float
    coverage: float


class Verdicts(NamedTuple):
    """How often a rating is called above or below the record, and how often inside but 15 points or more away."""

    above: float
    below: float
    apart: float


def measure_memories(seed: int, count: int) -> list[MemoryRule]:
    """Compare three ways of counting successes that are noted because they were successes."""
    rules: dict[str, Callable[[Outcome], list[Outcome]]] = {
        "in full": lambda note: [note._replace(remembered=False)],
        "as far as a surprise": lambda note: [note],
        "not at all": lambda _: [],
    }
    errors: dict[str, list[float]] = {rule: [] for rule in rules}
    covered: dict[str, list[bool]] = {rule: [] for rule in rules}
    for person in build_people(FLAT, seed, count):
        challenges, notes = _year_with_notes(person)
        for rule, convert in rules.items():
            outcomes = sorted([*challenges, *(o for note in notes for o in convert(note))], key=lambda o: o.day)
            days = {challenge.day for challenge in challenges[MIN_OUTCOMES - 1 :]}
            for point in core_path(outcomes):
                if point.day in days:
                    truth = person.true_points(point.day)
                    errors[rule].append(clip(point.points, 0, 100) - truth)
                    covered[rule].append(point.low <= truth <= point.high)
    return [MemoryRule(rule, fmean(errors[rule]), fmean(covered[rule])) for rule in rules]


def _year_with_notes(person: Person) -> tuple[list[Outcome], list[Outcome]]:
    """Return a year of challenges, and of successes noted between them whatever else was tried."""
    challenges = []
    for day in range(5, 365, CHALLENGE_GAP):
        difficulty = person.choose_difficulty(day)
        challenges.append(Outcome(day, difficulty, person.attempt(day, difficulty), 1.0))
    notes = []
    for week in range(NOTES_A_YEAR):
        day = 7 * week + 1
        difficulty = person.choose_difficulty(day)
        while not person.attempt(day, difficulty):
            difficulty = person.choose_difficulty(day)
        notes.append(Outcome(day, difficulty, 1.0, 0.5, remembered=True))
    return challenges, notes


def measure_verdicts(seed: int, count: int, place: float, n_outcomes: int, bias: float) -> Verdicts:
    """Measure what is said of people whose ratings are `bias` points above their true chance at the task."""
    above, below, apart = [], [], []
    for person in build_people(FLAT, seed, count):
        day, outcomes = 0, []
        for _ in range(n_outcomes):
            day += person.rng.randint(2, 8)
            difficulty = person.choose_difficulty(day)
            outcomes.append(Outcome(day, difficulty, person.attempt(day, difficulty), 1.0))
        location = (place - 50) / POINTS_PER_LOGIT + person.rng.gauss(0, math.sqrt(DIFFICULTY_VARIANCE))
        truth = 100 * logistic(person.ability(day) - location)
        ratings = [clip(10 * round((truth + bias + person.rng.gauss(0, RATING_SD)) / 10), 0, 100) for _ in range(3)]
        level = smooth([day - 2, day - 1, day], ratings, [day]).mean[0]
        comparison = compare_rating(level, reference_odds(odds_of(outcomes, day), place))
        above.append(comparison.verdict.endswith("above"))
        below.append(comparison.verdict.endswith("below"))
        apart.append(comparison.verdict == "inside")
    return Verdicts(fmean(above), fmean(below), fmean(apart))


def measure_change_points(seed: int, count: int, r1: float, step: float = 0.0) -> tuple[float, float]:
    """Return how often a change of level is named in 90 daily ratings: as it is, and without the correction.

    `r1` is the resemblance of neighbouring days, `step` a true change of level in the middle, in points.
    """
    named, uncorrected = [], []
    for ratings in _rating_series(seed, count, r1, step):
        named.append(change_point(range(SERIES_DAYS), ratings) is not None)
        # Four days apart there are no neighbours to correct for; the test itself knows only the order.
        uncorrected.append(change_point(range(0, 4 * SERIES_DAYS, 4), ratings) is not None)
    return fmean(named), fmean(uncorrected)


def _rating_series(seed: int, count: int, r1: float, step: float) -> Iterator[list[float]]:
    for i in range(count):
        rng, deviation, ratings = random.Random(f"{seed}/{r1}/{step}/{i}"), 0.0, list[float]()
        deviation = rng.gauss(0, 10)
        for day in range(SERIES_DAYS):
            level = 50 + (step / 2 if day >= SERIES_DAYS // 2 else -step / 2)
            ratings.append(clip(10 * round((level + deviation) / 10), 0, 100))
            deviation = r1 * deviation + rng.gauss(0, 10 * math.sqrt(1 - r1 * r1))
        yield ratings
