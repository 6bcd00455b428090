"""The usual difference between ratings before and after a session: exact signed-rank test, Hodges–Lehmann shift.

The difference is never attributed to the session (Wilcoxon 1945; Hodges & Lehmann 1963).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from efficacy_tui.insight.maths import median_of_sorted, midranks

MIN_SESSIONS = 6  # the fewest for which a two-sided exact p can fall below .05
MAX_SESSIONS = 100  # † only the latest are used, which keeps the exact count fast
CLEAR_P = 0.05  # †


class SignedRank(NamedTuple):
    """Wilcoxon's test: `n` differences other than 0, the rank sum `w` of the positive ones, and the two-sided `p`."""

    n: int
    w: float
    p: float


class Shift(NamedTuple):
    """The usual difference over `n` sessions: the Hodges–Lehmann `estimate` with its 95 % interval, and the `p`.

    Units are those of the ratings.
    """

    n: int
    estimate: float
    low: float
    high: float
    p: float

    @property
    def is_clear(self) -> bool:
        """Whether a direction may be stated: p < .05 and an interval that excludes 0."""
        return self.p < CLEAR_P and self.low * self.high > 0

    @property
    def sentence(self) -> str:
        """A sentence about the usual difference, without naming a cause."""
        if not self.is_clear:
            return f"Over {self.n} sessions your ratings show no clear direction yet."
        direction = "higher" if self.estimate > 0 else "lower"
        low, high = sorted((abs(self.low), abs(self.high)))
        points = f"{abs(self.estimate):.3g}"
        size = f"{points} point{'' if points == '1' else 's'} {direction} ({low:.3g} to {high:.3g})"
        return f"After a session your ratings are usually {size}, from {self.n} sessions."


def session_shift(differences: Sequence[float]) -> Shift | None:
    """Return the usual difference, from each session's rating after minus before, oldest first.

    None below 6 sessions; only the latest 100 count. †
    """
    if len(differences) < MIN_SESSIONS:
        return None
    differences = differences[-MAX_SESSIONS:]
    estimate, low, high = hodges_lehmann(differences)
    return Shift(len(differences), estimate, low, high, signed_rank(differences).p)


def signed_rank(differences: Sequence[float]) -> SignedRank:
    """Return Wilcoxon's signed-rank test (1945), exact even with ties; differences of 0 are left out."""
    nonzero = [d for d in differences if d != 0]
    n = len(nonzero)
    # Doubled midranks are whole numbers.
    doubled_ranks = [round(2 * rank) for rank in midranks([abs(d) for d in nonzero])]
    positive_sum = sum(rank for rank, d in zip(doubled_ranks, nonzero, strict=True) if d > 0)
    smaller_sum = min(positive_sum, sum(doubled_ranks) - positive_sum)
    tail = sum(_subset_sums(doubled_ranks)[: smaller_sum + 1])
    return SignedRank(n, positive_sum / 2, min(1.0, 2 * tail / 2**n))


def hodges_lehmann(differences: Sequence[float], confidence: float = 0.95) -> tuple[float, float, float]:
    """Return the median of all pairwise means and its exact interval (Hodges & Lehmann 1963).

    The interval covers at least `confidence`. Raises ValueError when there are too few differences for that.
    """
    n = len(differences)
    pair_means = sorted((differences[i] + differences[j]) / 2 for i in range(n) for j in range(i, n))
    lower_tail = list(accumulate(_subset_sums(range(1, n + 1))))
    outside = bisect_right(lower_tail, (1 - confidence) / 2 * 2**n)
    if outside == 0:
        raise ValueError(f"{n} differences are too few for a {confidence:.0%} interval")
    return median_of_sorted(pair_means), pair_means[outside - 1], pair_means[-outside]


def _subset_sums(ranks: Sequence[int]) -> list[int]:
    """Return the number of subsets of `ranks` with each sum, from 0 to their total."""
    counts = [1]
    for rank in ranks:
        zeros = [0] * rank
        counts = [
            count_without + count_with for count_without, count_with in zip(counts + zeros, zeros + counts, strict=True)
        ]
    return counts
