"""Falconer's formulas and the common pathway model, for the pages that explain them.

Falconer (1965) turns two twin correlations into shares; the functions after it say what each of his assumptions does to
the result when it is wrong. The common pathway model (McArdle & Goldsmith 1990) splits raters' answers into what they
agree on and what is in one view alone. Nothing genetic is ever estimated about the person.
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
    def agreed(self) -> float:
        """The share of the answers that all raters agree on, λ²."""
        return self.loading**2

    @property
    def total(self) -> VarianceShares:
        """The shares of the answers as a whole, common and own together."""
        return VarianceShares(self.common_a + self.own_a, self.common_c + self.own_c, self.common_e + self.own_e)

    @property
    def is_possible(self) -> bool:
        """Whether no share is negative and the loading is at most 1."""
        return min(self[1:]) >= -TOLERANCE and self.loading <= 1 + TOLERANCE


def falconer_shares(r_mz: float, r_dz: float) -> VarianceShares:
    """Return h² = 2(rMZ − rDZ), c² = 2rDZ − rMZ, e² = 1 − rMZ from two twin correlations, −1…1 (Falconer 1965)."""
    check_range("rMZ", r_mz, -1, 1)
    check_range("rDZ", r_dz, -1, 1)
    return VarianceShares(2 * (r_mz - r_dz), 2 * r_dz - r_mz, 1 - r_mz)


def h2_without_equal_environments(r_mz: float, r_dz: float, extra_likeness: float) -> float:
    """Return h² if being treated more alike adds `extra_likeness` (0–1) to the correlation of identical twins.

    Falconer's formula counts that likeness twice, as genes: it comes out too high.
    """
    check_range("extra_likeness", extra_likeness, 0, 1)
    return falconer_shares(r_mz - extra_likeness, r_dz).h2


def h2_with_assortative_mating(r_mz: float, r_dz: float, genes_shared: float) -> float:
    """Return h² if fraternal twins share `genes_shared` (½ to below 1) of what differs, as parents chose their like.

    Identical twins then differ from them by less than half of h², so that Falconer's formula comes out too low.
    """
    if not 0.5 <= genes_shared < 1:
        raise ValueError(f"fraternal twins share from a half to less than all, not {genes_shared!r}")
    shares = falconer_shares(r_mz, r_dz)
    return shares.h2 / (2 * (1 - genes_shared))


def h2_with_dominance(r_mz: float, r_dz: float, dominant_part: float) -> float:
    """Return all genetic effects if `dominant_part` (0–1) of them comes from pairs of genes and does not add up.

    Of that part fraternal twins share a quarter, not a half, so that Falconer's formula comes out too high.
    """
    check_range("dominant_part", dominant_part, 0, 1)
    return falconer_shares(r_mz, r_dz).h2 / (1 + dominant_part / 2)


def h2_without_error(r_mz: float, r_dz: float, reliability: float) -> float:
    """Return h² of what would be measured without error, for a measure of that `reliability` (above 0, up to 1).

    Error makes all twins less alike, so that h² and c² come out too low and e² holds the error.
    """
    if not 0 < reliability <= 1:
        raise ValueError(f"a reliability lies above 0 and up to 1, not at {reliability!r}")
    return falconer_shares(r_mz, r_dz).h2 / reliability


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


def cross_twin_correlations(r_raters: float, factor: VarianceShares) -> tuple[float, float]:
    """Return the correlations of one rater's view of a twin with another's of the co-twin: identical, fraternal.

    `r_raters` is the correlation of both raters' answers about one child.
    """
    return r_raters * (factor.h2 + factor.c2), r_raters * (factor.h2 / 2 + factor.c2)


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
