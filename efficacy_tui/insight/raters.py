"""Several people's answers to the same items: area scores, gap, agreement, and the stage for the number of raters.

Answers are 1–5, `None` for "can't judge". Self, others and consensus stay separate: when only one person is rated, a
common factor cannot be told apart from the effects of the raters.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from efficacy_tui.insight.maths import Z95, quantile

Answer = float | None
Answers = Sequence[Answer]

SHARE_NEEDED = 0.75  # the share of answers that an area needs: three of four items, or the same share of a longer area
AD_DIFFER = 0.83  # the average deviation on five points above which raters differ (Burke & Dunlap 2002)
MIN_GAP = 0.5  # † scale points
MIN_GAP_ITEMS = 3  # †
SD, RELIABILITY = 0.7, 0.85  # † scale points; 0–1
MIN_ICC_RATERS, MIN_ICC_ITEMS = 3, 10
DRAWS = 500  # † resampled sets of items
RANGE_QUANTILES = (0.05, 0.95)


class RaterStage(IntEnum):
    """What may be shown for a number of raters."""

    NOTHING = 0
    ALONE = 1
    GAP = 2
    CONSENSUS = 3
    ICC = 4


class RatingGap(NamedTuple):
    """Self minus others, in scale points, with its 90 % interval over `items` items."""

    mean: float
    low: float
    high: float
    items: int

    @property
    def is_flagged(self) -> bool:
        """Whether the difference is large enough and certain enough to be called a gap."""
        return (self.low > 0 or self.high < 0) and abs(self.mean) >= MIN_GAP


class Icc(NamedTuple):
    """Agreement on the profile of one rater, and of the mean of all (McGraw & Wong 1996); at most 1."""

    single: float
    average: float


class IccRange(NamedTuple):
    """ICC(A,k) with its 90 % range from resampled items."""

    average: float
    low: float
    high: float
    raters: int
    items: int


def mean(values: Answers, share: float = 0.0) -> float | None:
    """Return the mean of the answered `values`; None if less than `share` (0–1) of them, or none, were answered."""
    answered = [value for value in values if value is not None]
    if not answered or len(answered) < math.ceil(share * len(values) - 1e-9):
        return None
    return math.fsum(answered) / len(answered)


def area_mean(values: Answers) -> float | None:
    """Return an area's mean (1–5), or None with fewer than three of four answers."""
    return mean(values, SHARE_NEEDED)


def area_score(values: Answers) -> float | None:
    """Return an area's score (0–100), 25·(mean−1), or None with fewer than three of four answers."""
    average = area_mean(values)
    return None if average is None else 25 * (average - 1)


def total_score(areas: Sequence[Answers]) -> float | None:
    """Return the mean of the area scores (0–100); None unless every area has one."""
    scores = [area_score(area) for area in areas]
    return mean(scores, 1.0)


def rater_stage(has_self: bool, others: int, common_items: int) -> RaterStage:
    """Return the stage for a self-rating (or none), the number of other raters, and of items that all answered."""
    if not has_self and not others:
        return RaterStage.NOTHING
    if not has_self or not others:
        return RaterStage.ALONE
    if others == 1:
        return RaterStage.GAP
    allows_icc = 1 + others >= MIN_ICC_RATERS and common_items >= MIN_ICC_ITEMS
    return RaterStage.ICC if allows_icc else RaterStage.CONSENSUS


def item_means(raters: Sequence[Answers]) -> list[float | None]:
    """Return each item's mean over the raters who answered it; all raters have the same items in the same order."""
    return [mean(item) for item in zip(*raters, strict=True)]


def average_deviation(raters: Sequence[Answers]) -> float | None:
    """Return the mean over items of mean |x − item mean|, in scale points (Burke & Dunlap 2002).

    Items answered by fewer than two raters are left out; None if no items remain.
    """
    deviations = []
    for item in zip(*raters, strict=True):
        answered = [value for value in item if value is not None]
        if len(answered) >= 2:
            centre = math.fsum(answered) / len(answered)
            deviations.append(math.fsum(abs(value - centre) for value in answered) / len(answered))
    return math.fsum(deviations) / len(deviations) if deviations else None


def rating_gap(self_answers: Answers, others: Sequence[Answers]) -> RatingGap | None:
    """Return the mean of self minus others over items, ± t·sd/√items for 90 %; None below three items in common."""
    if not others:
        return None
    pairs = zip(self_answers, item_means(others), strict=True)
    differences = [a - b for a, b in pairs if a is not None and b is not None]
    n = len(differences)
    if n < MIN_GAP_ITEMS:
        return None
    centre = math.fsum(differences) / n
    spread = math.sqrt(math.fsum((d - centre) ** 2 for d in differences) / (n - 1))
    half_width = t_quantile(0.95, n - 1) * spread / math.sqrt(n)
    return RatingGap(centre, centre - half_width, centre + half_width, n)


def common_items(raters: Sequence[Answers]) -> list[tuple[float, ...]]:
    """Return one row of ratings for each item that every rater answered."""
    rows = zip(*raters, strict=True)
    return [tuple(value for value in row if value is not None) for row in rows if None not in row]


def icc(rows: Sequence[Sequence[float]]) -> Icc | None:
    """Return ICC(A,1) and ICC(A,k), two-way, absolute agreement (McGraw & Wong 1996), of items × raters.

    None for fewer than two items or raters, or without variation. Check: Shrout & Fleiss 1979 → .289764, .620051.
    """
    n = len(rows)
    k = len(rows[0]) if rows else 0
    if n < 2 or k < 2:
        return None
    grand = math.fsum(x for row in rows for x in row) / (n * k)
    by_row = [math.fsum(row) / k for row in rows]
    by_column = [math.fsum(row[j] for row in rows) / n for j in range(k)]
    ss_rows = k * math.fsum((m - grand) ** 2 for m in by_row)
    ss_columns = n * math.fsum((m - grand) ** 2 for m in by_column)
    ss_rest = math.fsum(
        (row[j] - by_row[i] - by_column[j] + grand) ** 2 for i, row in enumerate(rows) for j in range(k)
    )
    rows_ms, columns_ms, rest_ms = ss_rows / (n - 1), ss_columns / (k - 1), ss_rest / ((n - 1) * (k - 1))
    signal = rows_ms - rest_ms
    single = rows_ms + (k - 1) * rest_ms + k * (columns_ms - rest_ms) / n
    average = rows_ms + (columns_ms - rest_ms) / n
    if single <= 1e-12 or average <= 1e-12:
        return None
    return Icc(signal / single, signal / average)


def icc_range(raters: Sequence[Answers], seed: int, draws: int = DRAWS) -> IccRange | None:
    """Return ICC(A,k) with a 90 % range from `draws` resamplings of the items; the same `seed` gives the same range.

    None below three raters or ten items in common, or if too few resamplings vary.
    """
    rows = common_items(raters)
    estimate = icc(rows) if len(raters) >= MIN_ICC_RATERS and len(rows) >= MIN_ICC_ITEMS else None
    if estimate is None:
        return None
    rng = random.Random(seed)
    drawn = [redrawn.average for _ in range(draws) if (redrawn := icc(rng.choices(rows, k=len(rows)))) is not None]
    if len(drawn) < (RANGE_QUANTILES[1] - RANGE_QUANTILES[0]) * draws:
        return None
    low, high = (quantile(drawn, end) for end in RANGE_QUANTILES)
    return IccRange(estimate.average, low, high, len(raters), len(rows))


def change_noise() -> float:
    """Return the change between two administrations, in scale points, that chance alone would seldom exceed.

    1.96·SD·√2·√(1−rel) (Jacobson & Truax 1991), SD .7 † and reliability .85 †: about .75.
    """
    return Z95 * SD * math.sqrt(2) * math.sqrt(1 - RELIABILITY)


def t_quantile(p: float, df: float) -> float:
    """Return the quantile (0 < `p` < 1) of Student's t with `df` > 0 degrees of freedom, by bisection on its CDF."""
    if not 0 < p < 1 or df <= 0:
        raise ValueError(f"no quantile for p={p!r}, df={df!r}")
    if p < 0.5:
        return -t_quantile(1 - p, df)
    high = 1.0
    while t_cdf(high, df) < p:
        high *= 2
    low = 0.0
    for _ in range(200):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        low, high = (middle, high) if t_cdf(middle, df) < p else (low, middle)
    return (low + high) / 2


def t_cdf(t: float, df: float) -> float:
    """Return the probability (0–1) of at most `t` under Student's t with `df` degrees of freedom."""
    square = t * t
    if square < df:
        # Near 0, df/(df+t²) rounds to 1, so use the complementary form of the beta function.
        return 0.5 + math.copysign(0.5 * incomplete_beta(square / (df + square), 0.5, df / 2), t)
    tail = 0.5 * incomplete_beta(df / (df + square), df / 2, 0.5)
    return 1 - tail if t > 0 else tail


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), `x` in 0…1, by its continued fraction (Lentz 1976)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    result = d
    for m in range(1, 500):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + step * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + step / c
            c = c if abs(c) > tiny else tiny
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return math.exp(log_front) * result / a
