"""Shared arithmetic: logits, clipping, medians, normal tails and the Wilson interval.

It imports only `math`, because `statistics` takes longer to import than all of this.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TypeVar

_T = TypeVar("_T")

# Half-widths of central 80, 90 and 95 % normal intervals, in standard deviations.
Z80, Z90, Z95 = 1.2815515655446004, 1.6448536269514722, 1.959963984540054


def logistic(x: float) -> float:
    """Return the probability (0–1) for `x` logits, without overflow at either end."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    odds = math.exp(x)
    return odds / (1 + odds)


def logit(p: float) -> float:
    """Return the logits of probability `p`; raises ValueError unless 0 < p < 1."""
    if not 0 < p < 1:
        raise ValueError(f"a probability strictly between 0 and 1 is needed, not {p!r}")
    return math.log(p / (1 - p))


def clip(x: float, low: float, high: float) -> float:
    """Return `x` limited to low…high."""
    return min(max(x, low), high)


def median(values: Sequence[float]) -> float:
    """Return the median of `values`; raises ValueError when there are none."""
    if not values:
        raise ValueError("a median needs at least one value")
    return median_of_sorted(sorted(values))


def median_of_sorted(values: Sequence[float]) -> float:
    """Return the median of `values`, which must be ascending and not empty."""
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def quantile(values: Sequence[float], p: float) -> float:
    """Return the `p` quantile (0–1) by linear interpolation; raises ValueError when there are no values."""
    if not values:
        raise ValueError("a quantile needs at least one value")
    ordered = sorted(values)
    position = clip(p, 0.0, 1.0) * (len(ordered) - 1)
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def two_sided_p(z: float) -> float:
    """Return the two-sided normal tail probability (0–1) of `z` standard deviations."""
    return math.erfc(abs(z) / math.sqrt(2))


def midranks(values: Sequence[float]) -> list[float]:
    """Return the rank of each value, from 1; equal values share the mean of their ranks."""
    ranks = [0.0] * len(values)
    start = 0
    for _, tied in groupby(sorted(range(len(values)), key=values.__getitem__), key=values.__getitem__):
        indices = list(tied)
        for index in indices:
            ranks[index] = start + (len(indices) + 1) / 2
        start += len(indices)
    return ranks


def tie_sizes(values: Sequence[float]) -> list[int]:
    """Return how many times each distinct value occurs, in ascending order of the value."""
    return [sum(1 for _ in tied) for _, tied in groupby(sorted(values))]


def wilson(successes: int, n: int, z: float = Z90) -> tuple[float, float]:
    """Return the score interval (0–1) for `successes` of `n` (Wilson 1927).

    `z` is the half-width in standard deviations; the default gives 90 %. Raises ValueError for impossible counts.
    """
    if n < 1 or not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a count of successes")
    rate, spread = successes / n, z * z / n
    centre = (rate + spread / 2) / (1 + spread)
    half = z * math.sqrt(rate * (1 - rate) / n + spread / (4 * n)) / (1 + spread)
    # At the ends the exact bound is 0 or 1; subtraction would leave a rounding error.
    return (0.0 if successes == 0 else centre - half), (1.0 if successes == n else centre + half)


def check_range(name: str, value: float, low: float, high: float) -> None:
    """Raise ValueError, naming `name`, unless `value` lies in low…high."""
    if not low <= value <= high:
        raise ValueError(f"{name} must lie between {low} and {high}, not {value!r}")


def look_up(table: Mapping[str, _T], name: str, kind: str) -> _T:
    """Return the entry of `table` called `name`; raises ValueError, naming its `kind`, when there is none."""
    try:
        return table[name]
    except KeyError:
        raise ValueError(f"unknown {kind}: {name!r}") from None
