"""Falconer's formulas and the common pathway model, for the page that explains them.

Nothing genetic is ever estimated about the person.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from efficacy_tui.insight.maths import check_range

TOLERANCE = 1e-9


class VarianceShares(NamedTuple):
    """The shares of genes, shared environment and everything else. They sum to 1; each can fall outside 0–1."""

    h2: float
    c2: float
    e2: float

    @property
    def is_possible(self) -> bool:
        """Whether all three lie in 0–1 and so can be shares."""
        return min(self) >= -TOLERANCE and max(self) <= 1 + TOLERANCE


class RaterShares(NamedTuple):
    """One rater's answers split by the common pathway model; the variance of the answers is 1.

    `loading` is λ, the correlation of the answers with what all raters agree on. `common_a`, `common_c` and `common_e`
    run through that common factor, `own_a`, `own_c` and `own_e` are in this rater's view alone. The six sum to 1.
    """

    loading: float
    common_a: float
    common_c: float
    common_e: float
    own_a: float
    own_c: float
    own_e: float

    @property
    def is_possible(self) -> bool:
        """Whether no share is negative and the loading is at most 1."""
        return min(self[1:]) >= -TOLERANCE and self.loading <= 1 + TOLERANCE


def falconer_shares(r_mz: float, r_dz: float) -> VarianceShares:
    """Return h² = 2(rMZ − rDZ), c² = 2rDZ − rMZ, e² = 1 − rMZ from two twin correlations, −1…1 (Falconer 1965)."""
    check_range("rMZ", r_mz, -1, 1)
    check_range("rDZ", r_dz, -1, 1)
    return VarianceShares(2 * (r_mz - r_dz), 2 * r_dz - r_mz, 1 - r_mz)


def falconer_across_raters(r_mz: float, r_dz: float, r_raters: float) -> VarianceShares:
    """Return the shares of what two raters agree on, from correlations across twins and raters at once.

    `r_mz` and `r_dz` correlate one rater's view of a twin with the other rater's view of the co-twin, `r_raters` both
    views of the same child; no rater's private part is in any of them. Raises ValueError unless `r_raters` is above 0.
    """
    if r_raters <= 0:
        raise ValueError(f"two raters of one child must agree somewhat, not {r_raters!r}")
    return VarianceShares(2 * (r_mz - r_dz) / r_raters, (2 * r_dz - r_mz) / r_raters, 1 - r_mz / r_raters)


def rater_shares(a: float, c: float, u: float, factor: VarianceShares) -> RaterShares:
    """Split one rater's answers (common pathway model, McArdle & Goldsmith 1990).

    `a` and `c` are the genetic and the shared-environment share of the answers, `u` the part of `a` in this rater's
    view alone (0–1 each), and `factor` the shares of what all raters agree on. Raises ValueError for a value outside
    0–1, or a factor without a genetic share.
    """
    for name, value in (("a", a), ("c", c), ("u", u)):
        check_range(name, value, 0, 1)
    if factor.h2 <= 0:
        raise ValueError("the common factor needs a genetic share above 0")
    squared = a * (1 - u) / factor.h2
    common_c, common_e = squared * factor.c2, squared * factor.e2
    return RaterShares(
        loading=math.sqrt(squared),
        common_a=squared * factor.h2,
        common_c=common_c,
        common_e=common_e,
        own_a=u * a,
        own_c=c - common_c,
        own_e=1 - a - c - common_e,
    )


def rater_correlation(one: RaterShares, other: RaterShares) -> float:
    """Return the correlation of two raters' answers about the same child."""
    return one.loading * other.loading


def mean_shares(raters: Sequence[RaterShares], factor: VarianceShares) -> VarianceShares:
    """Return the shares of the mean of several raters' answers; what is one rater's alone averages out.

    Raises ValueError without raters.
    """
    if not raters:
        raise ValueError("a mean needs at least one rater")
    pooled = math.fsum(rater.loading for rater in raters) ** 2
    variance = pooled + math.fsum(1 - rater.loading**2 for rater in raters)
    a = (pooled * factor.h2 + math.fsum(rater.own_a for rater in raters)) / variance
    c = (pooled * factor.c2 + math.fsum(rater.own_c for rater in raters)) / variance
    return VarianceShares(a, c, 1 - a - c)
