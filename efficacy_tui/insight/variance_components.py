"""Splits the variation of ratings into shares between domains, between days, and everything else.

The model y = μ + domain + day + e is fitted in closed form by Henderson's Method 1 (Henderson 1953), which equals the
two-way random-effects ANOVA on balanced data. The ranges come from resampling whole weeks, which keeps neighbouring
days together.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from efficacy_tui.insight.maths import quantile

MIN_DOMAINS, MIN_DAYS, MIN_RATINGS = 3, 14, 30  # †
DRAWS = 500  # † resampled histories
RANGE_QUANTILES = (0.05, 0.95)  # † the ends of a range, as quantiles of the resampled shares
SINGULAR = 1e-9  # relative determinant below which domains and days cannot be told apart


class DomainRating(NamedTuple):
    """A rating (0–100) of a domain on a day (ordinal)."""

    domain: str
    day: int
    rating: float


class Components(NamedTuple):
    """Estimated variances in points²; unlike a true variance, an estimate may fall below 0."""

    domain: float
    day: float
    rest: float


class ShareRange(NamedTuple):
    """A share of the variation, 0–1, with its 90 % range."""

    share: float
    low: float
    high: float


class RatingShares(NamedTuple):
    """The shares of domains, of days and of everything else; the three sum to 1."""

    domain: ShareRange
    day: ShareRange
    rest: ShareRange

    @property
    def sentence(self) -> str:
        """A sentence about the shares, for these domains only."""
        domain, day, rest = (f"{100 * part.share:.0f} % ({100 * part.low:.0f}–{100 * part.high:.0f})" for part in self)
        return (
            f"About {domain} of the variation in your ratings is between these domains, "
            f"{day} is between days, and {rest} is everything else."
        )


class MissingData(NamedTuple):
    """How many more domains, days and ratings are needed; all 0 if there are enough."""

    domains: int
    days: int
    ratings: int


class WeekSums(NamedTuple):
    """The sums of one week, which add up over weeks because each day belongs to one week.

    With n ratings of a domain on a day: `domain_cells` is Σn² by domain, `day_cells` is Σn² over the day's count,
    `day_fit` is Σ(day total)² over the day's count, and `day_n_squared` is Σ(day's count)².
    """

    n: int
    total: float
    squares: float
    domain_n: dict[str, int]
    domain_total: dict[str, float]
    domain_cells: dict[str, int]
    days: int
    day_n_squared: int
    day_fit: float
    day_cells: float


def missing_data(ratings: Sequence[DomainRating]) -> MissingData:
    """Return how much data is missing until shares may be shown: 3 domains, 14 days, 30 ratings. †"""
    domains, days = {r.domain for r in ratings}, {r.day for r in ratings}
    return MissingData(
        max(MIN_DOMAINS - len(domains), 0), max(MIN_DAYS - len(days), 0), max(MIN_RATINGS - len(ratings), 0)
    )


def variance_shares(ratings: Sequence[DomainRating], seed: int, draws: int = DRAWS) -> RatingShares | None:
    """Return the shares of variation with 90 % ranges from `draws` resamplings of whole weeks.

    Negative components count as 0. None below the minimums, without any variation, or when domains and days cannot be
    told apart. The same `seed` gives the same ranges.
    """
    weeks = weekly_sums(ratings)
    shares = _shares(henderson_components(weeks)) if not any(missing_data(ratings)) else None
    if shares is None:
        return None
    rng = random.Random(seed)
    drawn = (_shares(henderson_components(rng.choices(weeks, k=len(weeks)))) for _ in range(draws))
    usable = [resampled for resampled in drawn if resampled is not None]
    if len(usable) < (RANGE_QUANTILES[1] - RANGE_QUANTILES[0]) * draws:
        # Too few usable resamplings remain to estimate the range, so return the full scale.
        return RatingShares(*(ShareRange(share, 0.0, 1.0) for share in shares))
    low, high = ([quantile(part, end) for part in zip(*usable, strict=True)] for end in RANGE_QUANTILES)
    return RatingShares(*(ShareRange(*ends) for ends in zip(shares, low, high, strict=True)))


def _shares(components: Components | None) -> tuple[float, ...] | None:
    if components is None:
        return None
    parts = [max(part, 0.0) for part in components]
    total = math.fsum(parts)
    return tuple(part / total for part in parts) if total > 0 else None


def weekly_sums(ratings: Sequence[DomainRating]) -> list[WeekSums]:
    """Return the sums of each week with ratings, oldest first."""
    if not ratings:
        return []
    # Subtract the mean, which the components do not depend on, to keep the squares small.
    mean = math.fsum(r.rating for r in ratings) / len(ratings)
    by_week: defaultdict[int, list[DomainRating]] = defaultdict(list)
    for r in ratings:
        # Ordinal 1 is a Monday.
        by_week[(r.day - 1) // 7].append(r._replace(rating=r.rating - mean))
    return [_week_sums(by_week[week]) for week in sorted(by_week)]


def _week_sums(ratings: Sequence[DomainRating]) -> WeekSums:
    domain_n = Counter(r.domain for r in ratings)
    day_n = Counter(r.day for r in ratings)
    cells = Counter((r.domain, r.day) for r in ratings)
    domain_total, day_total = defaultdict[str, float](float), defaultdict[int, float](float)
    domain_cells, day_cells = Counter[str](), 0.0
    for r in ratings:
        domain_total[r.domain] += r.rating
        day_total[r.day] += r.rating
    for (domain, day), n in cells.items():
        domain_cells[domain] += n * n
        day_cells += n * n / day_n[day]
    return WeekSums(
        n=len(ratings),
        total=math.fsum(r.rating for r in ratings),
        squares=math.fsum(r.rating**2 for r in ratings),
        domain_n=domain_n,
        domain_total=domain_total,
        domain_cells=domain_cells,
        days=len(day_n),
        day_n_squared=sum(n * n for n in day_n.values()),
        day_fit=math.fsum(total**2 / day_n[day] for day, total in day_total.items()),
        day_cells=day_cells,
    )


def henderson_components(weeks: Sequence[WeekSums]) -> Components | None:
    """Return the variance components by Henderson's Method 1, or None when domains and days cannot be told apart."""
    n = sum(week.n for week in weeks)
    if n == 0:
        return None
    domain_n, domain_cells, domain_total = Counter[str](), Counter[str](), defaultdict[str, float](float)
    for week in weeks:
        for domain, count in week.domain_n.items():
            domain_n[domain] += count
            domain_cells[domain] += week.domain_cells[domain]
            domain_total[domain] += week.domain_total[domain]
    a, b = len(domain_n), sum(week.days for week in weeks)
    mean_fit = math.fsum(week.total for week in weeks) ** 2 / n
    domain_fit = math.fsum(domain_total[domain] ** 2 / count for domain, count in domain_n.items()) - mean_fit
    day_fit = math.fsum(week.day_fit for week in weeks) - mean_fit
    total = math.fsum(week.squares for week in weeks) - mean_fit
    # Henderson's k: the coefficients of the variances in the expected sums of squares.
    k1 = sum(count**2 for count in domain_n.values()) / n
    k2 = sum(week.day_n_squared for week in weeks) / n
    k3 = math.fsum(domain_cells[domain] / count for domain, count in domain_n.items())
    k4 = math.fsum(week.day_cells for week in weeks)
    matrix = ((n - k1, k3 - k2, a - 1.0), (k4 - k1, n - k2, b - 1.0), (k1 - k4, k2 - k3, n - a - b + 1.0))
    return _solve(matrix, (domain_fit, day_fit, total - domain_fit - day_fit))


_Triple = tuple[float, float, float]


def _solve(matrix: tuple[_Triple, _Triple, _Triple], right_side: _Triple) -> Components | None:
    """Solve the equations by Cramer's rule; None if the matrix is singular."""
    columns: list[_Triple] = list(zip(*matrix, strict=True))
    determinant = _determinant(*columns)
    if abs(determinant) <= SINGULAR * math.prod(math.hypot(*row) for row in matrix):
        return None
    replaced = ([right_side if i == j else column for j, column in enumerate(columns)] for i in range(3))
    return Components(*(_determinant(*three_columns) / determinant for three_columns in replaced))


def _determinant(u: _Triple, v: _Triple, w: _Triple) -> float:
    return u[0] * (v[1] * w[2] - v[2] * w[1]) - u[1] * (v[0] * w[2] - v[2] * w[0]) + u[2] * (v[0] * w[1] - v[1] * w[0])
