"""A ladder of graded situations, each rated for confidence: strength, level, slope, change, and the next rung.

Efficacy expectations vary in magnitude and strength over graded tasks (Bandura 1977), which his guide rates over
gradations of challenge (2006). Generality is not computed: a handful of chosen domains says nothing about others. The
limits are design choices (†).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from efficacy_tui.insight.maths import Z95, clip, logit
from efficacy_tui.insight.next_difficulty import MAX_STEP, SMALL_WIN
from efficacy_tui.insight.odds import Odds

MIN_LEVEL_RUNGS = 4  # † rated rungs before a level is named, and rungs rated twice before a change is
LEVEL_CONFIDENCE = 70.0  # † the fitted confidence that the level needs
MIN_SLOPE_RUNGS, MIN_SLOPE_SPAN = 5, 30.0  # † rungs, points of difficulty
MIN_RATING = 5.0  # † ratings are clipped to this and 100 minus it before their logit is taken
RATING_SD, DAY_SD = 10.0, 5.0  # † points: of one rating, and of a whole day
EASIER_BY, HARDER_BY = 0.15, 0.05  # † how far a rung's odds may lie above and below the target
FIVE_FOLD = 2 * math.log(4)  # logits from 80 to 20 %


class RatedRung(NamedTuple):
    """A rung's `difficulty` and its `rating` for confidence, 0–100 each."""

    difficulty: float
    rating: float


class Level(NamedTuple):
    """The hardest difficulty of which one is sure by the fit, or None while not even of the easiest.

    `fit` is the fitted confidence (0–100) of each rung, in the order of the rungs given.
    """

    difficulty: float | None
    fit: tuple[float, ...]


class RungChange(NamedTuple):
    """The mean change of `n` rungs rated both times, in points, and the `limit` that it must exceed to be named."""

    n: int
    change: float
    limit: float

    @property
    def is_named(self) -> bool:
        """Whether the change exceeds what ratings vary by anyway."""
        return abs(self.change) > self.limit


class RecordGap(NamedTuple):
    """How the ratings of `n` rungs lie beside the record's odds there, read as odds, both in whole percent.

    On `above` of them the rating is higher, by `points_above` on average, on `below` lower, by `points_below`; 0 where
    there is none.
    """

    n: int
    above: int
    points_above: float
    below: int
    points_below: float


class NextRung(NamedTuple):
    """The index of the `rung` to take next, or else where one is missing.

    Without a rung, a new one belongs at about `missing_at`, between the difficulties `above` (the hardest rung that is
    too likely) and `below` (the easiest that is too unlikely or beyond the cap); None where there is no such rung.
    """

    rung: int | None
    missing_at: int | None
    above: float | None
    below: float | None


def strength(ratings: Sequence[float]) -> float | None:
    """Return the mean rating over the rungs (0–100); None without one."""
    return math.fsum(ratings) / len(ratings) if ratings else None


def falling_fit(rungs: Sequence[RatedRung]) -> tuple[float, ...]:
    """Return the least-squares fit (0–100) that never rises with difficulty, in the order of the rungs.

    By pooling adjacent violators (Ayer et al. 1955); rungs of one difficulty are one point with their number as weight.
    """
    sums: dict[float, tuple[float, int]] = {}
    for difficulty, rating in rungs:
        total, n = sums.get(difficulty, (0.0, 0))
        sums[difficulty] = (total + rating, n + 1)
    blocks: list[tuple[float, int, list[float]]] = []
    for difficulty in sorted(sums):
        total, n = sums[difficulty]
        members = [difficulty]
        while blocks and blocks[-1][0] / blocks[-1][1] <= total / n:
            previous_total, previous_n, previous_members = blocks.pop()
            total, n, members = total + previous_total, n + previous_n, previous_members + members
        blocks.append((total, n, members))
    fit = {difficulty: total / n for total, n, members in blocks for difficulty in members}
    return tuple(fit[difficulty] for difficulty, _ in rungs)


def level(rungs: Sequence[RatedRung]) -> Level | None:
    """Return up to which difficulty the person is sure; None below four rated rungs. One odd answer does not decide."""
    if len(rungs) < MIN_LEVEL_RUNGS:
        return None
    fit = falling_fit(rungs)
    # Allow for rounding in the mean of pooled ratings.
    sure = [rung.difficulty for rung, value in zip(rungs, fit, strict=True) if value >= LEVEL_CONFIDENCE - 1e-9]
    return Level(max(sure, default=None), fit)


def own_slope(rungs: Sequence[RatedRung]) -> float | None:
    """Return how many points of difficulty one logit of confidence spans, by least squares on the ratings' logits.

    None below five rungs over 30 points, or where confidence does not fall with difficulty. It is shown, and never
    enters the odds: then confidence would be compared with itself.
    """
    difficulties = [rung.difficulty for rung in rungs]
    if len(rungs) < MIN_SLOPE_RUNGS or max(difficulties) - min(difficulties) < MIN_SLOPE_SPAN:
        return None
    logits = [logit(clip(rung.rating, MIN_RATING, 100 - MIN_RATING) / 100) for rung in rungs]
    n = len(rungs)
    mean_x, mean_y = math.fsum(difficulties) / n, math.fsum(logits) / n
    covariance = math.fsum((x - mean_x) * (y - mean_y) for x, y in zip(difficulties, logits, strict=True))
    slope = covariance / math.fsum((x - mean_x) ** 2 for x in difficulties)
    return -1 / slope if slope < -1e-12 else None


def points_from_80_to_20(points_per_logit: float) -> float:
    """Return over how many points of difficulty confidence falls from 80 to 20: about 2.77 logits."""
    return FIVE_FOLD * points_per_logit


def rung_change(before: Sequence[float], after: Sequence[float]) -> RungChange | None:
    """Return the change of the rungs rated both times (0–100 each, in the same order); None below four.

    Named only past 1.96·√(2·(10²/n + 5²)): ratings vary by 10 † each and by 5 † together on a day. Raises ValueError
    when the lengths differ.
    """
    differences = [late - early for early, late in zip(before, after, strict=True)]
    n = len(differences)
    if n < MIN_LEVEL_RUNGS:
        return None
    limit = Z95 * math.sqrt(2 * (RATING_SD**2 / n + DAY_SD**2))
    return RungChange(n, math.fsum(differences) / n, limit)


def compare_with_record(rungs: Sequence[RatedRung], odds: Odds) -> RecordGap | None:
    """Compare the ratings with the record's odds at the same rungs; None below four, as one rung is not judged."""
    if len(rungs) < MIN_LEVEL_RUNGS:
        return None
    # As printed, in whole percent: 90 beside 90 % is not above it.
    differences = [rung.rating - round(100 * odds.at(rung.difficulty)) for rung in rungs]
    above = [difference for difference in differences if difference > 0]
    below = [-difference for difference in differences if difference < 0]
    return RecordGap(len(rungs), len(above), _mean(above), len(below), _mean(below))


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0


def next_rung(difficulties: Sequence[float], odds: Odds, target: float, hardest_success: float | None) -> NextRung:
    """Return the rung to take next for a `target` (0–1) of `next_difficulty`, or where one is missing.

    It is the hardest rung with odds of at least .85 if that is the target, else from .05 below to .15 above the target,
    and at most 10 points above the hardest success.
    """
    least, most = (target, 1.0) if target >= SMALL_WIN else (target - HARDER_BY, target + EASIER_BY)
    cap = 100.0 if hardest_success is None else hardest_success + MAX_STEP
    chances = [odds.at(difficulty) for difficulty in difficulties]
    rungs = list(zip(difficulties, chances, strict=True))
    # Nothing is easier than 0, whatever its odds.
    fitting = [
        i
        for i, (difficulty, p) in enumerate(rungs)
        if (least <= p or difficulty == 0) and p <= most and difficulty <= cap
    ]
    if fitting:
        return NextRung(max(fitting, key=lambda i: difficulties[i]), None, None, None)
    place = clip(min(odds.difficulty_at(target), cap), 0.0, 100.0)
    # A small win needs at least its target, so that a rung made there serves.
    missing_at = math.floor(place) if target >= SMALL_WIN else round(place)
    above = max((difficulty for difficulty, p in rungs if p > most and difficulty <= cap), default=None)
    below = min((difficulty for difficulty, p in rungs if p < least or difficulty > cap), default=None)
    return NextRung(None, missing_at, above, below)
