"""Calibration: how the person's forecasts of success compare with the outcomes.

Odds are probabilities 0–1; an outcome is 1 only for *succeeded*, else 0. Scores follow Brier (1950), the decomposition
Dimitriadis, Gneiting & Jordan (2021), the intervals Wilson (1927). What may be shown depends on the sample size (†).
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from enum import IntEnum
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple

from efficacy_tui.insight.maths import Z90, check_range, wilson

POOLED_BELOW = 50  # † outcomes in a domain before it is shown alone
MIN_OF_EACH = 5  # † the fewest successes, and the fewest other outcomes, before bins are drawn
BINS = 3  # †
DRAWS = 1000  # † simulated histories
MISCALIBRATION_QUANTILE = 0.95  # † miscalibration must exceed this quantile of them


class CalibrationStage(IntEnum):
    """What may be shown; each stage includes everything that the previous one shows."""

    DOTS = 0
    TOO_EARLY = 1
    BIAS = 2
    BRIER = 3
    BINS = 4
    CORP = 5


class Bias(NamedTuple):
    """Mean odds minus the rate of success, −1–1, with its 90 % interval.

    `direction` says whether the odds were higher or lower than the outcomes; None when the interval includes 0.
    """

    n: int
    successes: int
    mean_odds: float
    bias: float
    low: float
    high: float
    direction: Literal["higher", "lower"] | None

    @property
    def sentence(self) -> str:
        """The mean odds, the outcomes, and the direction if there is one; never a trait of the person."""
        summary = f"You gave {100 * self.mean_odds:.0f} % on average and succeeded in {self.successes} of {self.n}."
        return (
            f"{summary} So far your odds have been {self.direction} than your outcomes." if self.direction else summary
        )


class Corp(NamedTuple):
    """Consistent, Optimally binned, Reproducible, PAV-based decomposition: `brier` = `mcb` − `dsc` + `unc`.

    `fit` holds each forecast's recalibrated probability (0–1), in the order of the forecasts.
    """

    fit: tuple[float, ...]
    brier: float
    mcb: float
    dsc: float
    unc: float


class Bin(NamedTuple):
    """Forecasts with similar odds: their range and mean, and the rate of success with its 90 % interval; all 0–1."""

    odds_from: float
    odds_to: float
    mean_odds: float
    n: int
    successes: int
    rate: float
    low: float
    high: float


class Miscalibration(NamedTuple):
    """Whether miscalibration may be `named`: `mcb` above `threshold`, the 95th percentile if the odds were right."""

    mcb: float
    threshold: float
    named: bool

    @property
    def sentence(self) -> str:
        """A sentence about the curve; one that chance could explain is not called right."""
        if self.named:
            return "Over these outcomes the curve lies further from the diagonal than chance would explain."
        return "Over these outcomes the curve lies no further from the diagonal than chance would explain."


def calibration_stage(n: int, successes: int) -> CalibrationStage:
    """Return the stage that `n` outcomes with `successes` among them allow. †

    Bins and the curve both need five of each outcome. Raises ValueError for impossible counts.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a count of successes")
    if n >= 30 and min(successes, n - successes) >= MIN_OF_EACH:
        return CalibrationStage.CORP if n >= 50 else CalibrationStage.BINS
    bounds = ((20, CalibrationStage.BRIER), (10, CalibrationStage.BIAS), (5, CalibrationStage.TOO_EARLY))
    return next((stage for bound, stage in bounds if n >= bound), CalibrationStage.DOTS)


def is_pooled(n: int) -> bool:
    """Return whether a domain with `n` outcomes is pooled with the others. †"""
    return n < POOLED_BELOW


def brier(odds: Sequence[float], outcomes: Sequence[int]) -> float:
    """Return the mean squared distance between odds and outcomes, 0–1, lower being better (Brier 1950).

    Raises ValueError for no forecasts, unequal lengths, or values out of range; so do the functions below.
    """
    _check_forecasts(odds, outcomes)
    return _mean_square(odds, outcomes)


def base_rate_brier(outcomes: Sequence[int]) -> float:
    """Return the Brier score, 0–¼, of always forecasting the observed rate of success."""
    return brier([sum(outcomes) / len(outcomes)] * len(outcomes) if outcomes else [], outcomes)


def bias(odds: Sequence[float], outcomes: Sequence[int]) -> Bias:
    """Return the mean odds minus the rate of success, with a 90 % interval from the rate's Wilson interval (1927)."""
    _check_forecasts(odds, outcomes)
    n, successes = len(odds), sum(outcomes)
    mean = math.fsum(odds) / n
    rate_low, rate_high = wilson(successes, n, Z90)
    low, high = mean - rate_high, mean - rate_low
    direction: Literal["higher", "lower"] | None = "higher" if low > 0 else "lower" if high < 0 else None
    return Bias(n, successes, mean, mean - successes / n, low, high, direction)


def corp(odds: Sequence[float], outcomes: Sequence[int]) -> Corp:
    """Decompose the Brier score into miscalibration, discrimination and uncertainty (Dimitriadis et al. 2021)."""
    _check_forecasts(odds, outcomes)
    fit = _isotonic(outcomes, _group_ties(odds))
    score, recalibrated, unc = _mean_square(odds, outcomes), _mean_square(fit, outcomes), base_rate_brier(outcomes)
    return Corp(tuple(fit), score, score - recalibrated, unc - recalibrated, unc)


def miscalibration(odds: Sequence[float], outcomes: Sequence[int], seed: int, draws: int = DRAWS) -> Miscalibration:
    """Test miscalibration against the 95th percentile of `draws` simulated histories with y ~ Bernoulli(p).

    The same `seed` gives the same result. Takes about 0.1 s for 200 forecasts.
    """
    observed, rng, ties = corp(odds, outcomes).mcb, random.Random(seed), _group_ties(odds)
    simulated: list[float] = []
    for _ in range(draws):
        drawn = [int(rng.random() < p) for p in odds]
        simulated.append(_mean_square(odds, drawn) - _mean_square(_isotonic(drawn, ties), drawn))
    simulated.sort()
    threshold = simulated[min(math.ceil(MISCALIBRATION_QUANTILE * (draws + 1)), draws) - 1]
    return Miscalibration(observed, threshold, observed > threshold)


def bins(odds: Sequence[float], outcomes: Sequence[int]) -> tuple[Bin, ...]:
    """Return three bins of about equally many forecasts, lowest odds first, with 90 % Wilson intervals.

    † Equal odds are never split, so there may be fewer bins.
    """
    _check_forecasts(odds, outcomes)
    members: list[list[int]] = [[] for _ in range(BINS)]
    placed = 0
    for tied in _group_ties(odds):
        # Put a group of equal odds into the bin that contains its middle.
        members[min(int(BINS * (placed + len(tied) / 2) / len(odds)), BINS - 1)].extend(tied)
        placed += len(tied)
    return tuple(
        _build_bin([odds[i] for i in indices], [outcomes[i] for i in indices]) for indices in members if indices
    )


def _build_bin(odds: Sequence[float], outcomes: Sequence[int]) -> Bin:
    n, successes = len(odds), sum(outcomes)
    low, high = wilson(successes, n, Z90)
    return Bin(odds[0], odds[-1], math.fsum(odds) / n, n, successes, successes / n, low, high)


def _group_ties(odds: Sequence[float]) -> list[list[int]]:
    """Return the indices of the forecasts, grouped by equal odds, lowest odds first."""
    order = sorted(enumerate(odds), key=itemgetter(1))
    return [[i for i, _ in tied] for _, tied in groupby(order, key=itemgetter(1))]


def _isotonic(outcomes: Sequence[int], ties: Sequence[Sequence[int]]) -> list[float]:
    """Return the best non-decreasing fit (least squares) by pooling adjacent violators (Ayer et al. 1955)."""
    blocks: list[tuple[int, int, int]] = []
    for tied in ties:
        total, size, groups = sum(outcomes[i] for i in tied), len(tied), 1
        # Compare rates by whole-number products, which are exact.
        while blocks and blocks[-1][0] * size >= total * blocks[-1][1]:
            total, size, groups = total + blocks[-1][0], size + blocks[-1][1], groups + blocks[-1][2]
            blocks.pop()
        blocks.append((total, size, groups))
    fit, remaining = [0.0] * len(outcomes), iter(ties)
    for total, size, groups in blocks:
        for _ in range(groups):
            for i in next(remaining):
                fit[i] = total / size
    return fit


def _mean_square(odds: Sequence[float], outcomes: Sequence[int]) -> float:
    return math.fsum((p - y) ** 2 for p, y in zip(odds, outcomes, strict=True)) / len(odds)


def _check_forecasts(odds: Sequence[float], outcomes: Sequence[int]) -> None:
    if not odds or len(odds) != len(outcomes):
        raise ValueError(f"{len(odds)} forecasts do not fit {len(outcomes)} outcomes")
    for p in odds:
        check_range("odds", p, 0, 1)
    if any(y not in (0, 1) for y in outcomes):
        raise ValueError("an outcome is 0 or 1")
