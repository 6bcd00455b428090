"""The trend of a daily rating, shown as dots, then (with more ratings) as a line, then as a claim.

The level is smoothed. The slope is Theil–Sen with Sen's interval (Sen 1968). The claim is Mann–Kendall with ties (Mann
1945; Kendall 1975), with its variance inflated for autocorrelation. A claim names its window, and whether the last four
weeks went the other way. Day-to-day differences are never reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from efficacy_tui.insight.change_point import autocorrelation
from efficacy_tui.insight.maths import median
from efficacy_tui.insight.rank_statistics import (
    Kendall,
    Slope,
    kendall_of_slopes,
    pairwise_slopes,
    sen_interval,
)
from efficacy_tui.insight.smoother import in_day_order

MIN_LINE = 7  # † ratings before a line is drawn
MIN_CLAIM = 20  # † ratings before a trend is named
MIN_DAYS = 21  # † days from the first rating to the last, inclusive
CLEAR_P, LEANING_P = 0.05, 0.20  # †
MAX_RATINGS = 365  # † a claim uses only the latest ratings
LEVEL_SLOPE = 0.1  # † points a week: a slope below it is practically level
LATELY_DAYS, MIN_LATELY, MIN_LATELY_DAYS = 28, 10, 14  # † the last four weeks: days, ratings, days from first to last

ClaimKind = Literal[
    "dots", "line", "rising", "leaning up", "practically level", "no clear trend", "leaning down", "falling"
]

OPPOSITE_LATELY = "the last four weeks the other way"

_SIGNS: dict[str, int] = {"rising": 1, "leaning up": 1, "leaning down": -1, "falling": -1}


class Claim(NamedTuple):
    """What may be said of `n` ratings.

    `more_ratings` and `more_days` are missing for the next stage (a line, then a claim). `slope` is in points a week
    with its 95 % interval; `slope`, `tau_b`, `p` and `inflation`, by which the resemblance of neighbouring days widens
    both, are None until there is a claim. The claim covers `days` days. `opposite_lately` tells that the last four
    weeks went against the direction of the claim.
    """

    kind: ClaimKind
    n: int
    more_ratings: int
    more_days: int
    slope: Slope | None
    tau_b: float | None
    p: float | None
    days: int = 0
    opposite_lately: bool = False
    inflation: float | None = None

    @property
    def words(self) -> str:
        """The claim with its window in a few words, `rising over 90 days`; empty until there is a claim."""
        if self.slope is None:
            return ""
        words = f"{self.kind} over {self.days} days"
        return f"{words}, {OPPOSITE_LATELY}" if self.opposite_lately else words

    @property
    def sentence(self) -> str:
        """A sentence with the claim, its window and its size, or with what is missing until there is one."""
        if self.slope is None:
            return _missing_sentence(self)
        words = f"{self.kind} over {self.days} days".capitalize()
        if self.kind == "practically level":
            return f"{words}."
        if self.kind == "no clear trend":
            return f"{words}, which is not the same as no change."
        opposite = f"; {OPPOSITE_LATELY}" if self.opposite_lately else ""
        return f"{words}, {_format_size(self.kind, self.slope)}{opposite}."


def trend_claim(days: Sequence[int], ratings: Sequence[float], window: int | None = None) -> Claim:
    """Return what may be said of `ratings` (0–100) on `days` (ordinals, any order), from the latest 365 of them.

    The claim names `window` days, or else those from its first rating to its last. Both the slope's interval and the
    claim use the variance inflated for autocorrelation. Raises ValueError when the lengths differ.
    """
    pairs = in_day_order(days, ratings)
    if len(pairs) > MAX_RATINGS:
        pairs, window = pairs[-MAX_RATINGS:], None
    n, span = len(pairs), (pairs[-1][0] - pairs[0][0] + 1 if pairs else 0)
    if n < MIN_LINE:
        return Claim("dots", n, MIN_LINE - n, 0, None, None, None)
    if n < MIN_CLAIM or span < MIN_DAYS:
        missing_ratings, missing_days = max(MIN_CLAIM - n, 0), max(MIN_DAYS - span, 0)
        return Claim("line", n, missing_ratings, missing_days, None, None, None)
    slope, (s, tau_b, p), inflation = _weekly_slope(pairs)
    kind = _claim_kind(s, p, slope)
    # Within four weeks the last four weeks are all there is, so they agree with the claim.
    opposite = kind in _SIGNS and _sign_lately(pairs) == -_SIGNS[kind]
    return Claim(kind, n, 0, 0, slope, tau_b, p, window or span, opposite, inflation)


def _weekly_slope(pairs: Sequence[tuple[int, float]]) -> tuple[Slope, Kendall, float]:
    """Return the slope in points a week and Mann–Kendall's test of ratings in day order, with the inflation of both."""
    x, y = [day for day, _ in pairs], [value for _, value in pairs]
    slopes = pairwise_slopes(x, y)
    inflation = variance_inflation(x, y, sen_interval(slopes, x, y).slope)
    slope = Slope(*(7 * value for value in sen_interval(slopes, x, y, inflation)))
    return slope, kendall_of_slopes(slopes, x, y, inflation), inflation


def _sign_lately(pairs: Sequence[tuple[int, float]]) -> int:
    """Return the direction (1, −1) of the last four weeks up to the last rating; 0 if it is not clear enough. †"""
    last_day = pairs[-1][0]
    latest = [pair for pair in pairs if pair[0] > last_day - LATELY_DAYS]
    if len(latest) < MIN_LATELY or last_day - latest[0][0] + 1 < MIN_LATELY_DAYS:
        return 0
    _, (s, _, p), _ = _weekly_slope(latest)
    return 0 if p >= LEANING_P or s == 0 else 1 if s > 0 else -1


def variance_inflation(days: Sequence[int], ratings: Sequence[float], slope: float) -> float:
    """Return the factor (1 or more) by which autocorrelation around a slope (points a day) inflates Var(S)."""
    residuals = [value - slope * (day - days[0]) for day, value in zip(days, ratings, strict=True)]
    centre = median(residuals)
    r1 = autocorrelation(days, [residual - centre for residual in residuals])
    return (1 + r1) / (1 - r1)


def _claim_kind(s: int, p: float, slope: Slope) -> ClaimKind:
    if p >= LEANING_P or s == 0:
        return "no clear trend"
    low, high = _tenths(slope.low), _tenths(slope.high)
    if p < CLEAR_P and not low < 0 < high and (low or high):
        return "rising" if s > 0 else "falling"
    if abs(slope.slope) < LEVEL_SLOPE:
        return "practically level"
    return "leaning up" if s > 0 else "leaning down"


def _missing_sentence(claim: Claim) -> str:
    missing = " and ".join(
        f"{count} more {unit if count == 1 else unit + 's'}"
        for count, unit in ((claim.more_ratings, "rating"), (claim.more_days, "day"))
        if count
    )
    return f"A trend{' line' if claim.kind == 'dots' else ''} after {missing}."


def _format_size(kind: ClaimKind, slope: Slope) -> str:
    """Format the size of a trend: its interval if that lies on one side of 0, else only how far it may reach."""
    ends = sorted((abs(_tenths(slope.low)), abs(_tenths(slope.high))))
    if kind not in ("rising", "falling"):
        estimate, low, high = (_format_signed(value) for value in slope)
        return f"about {estimate} points a week ({low} to {high})"
    if ends[0] == 0:
        return f"by up to {ends[1]:.1f} points a week"
    return f"by about {abs(_tenths(slope.slope)):.1f} points a week ({ends[0]:.1f} to {ends[1]:.1f})"


def _tenths(value: float) -> float:
    # Adding 0.0 turns −0.0 into 0.0.
    return round(value, 1) + 0.0


def _format_signed(value: float) -> str:
    return f"{_tenths(value):+.1f}".replace("-", "−") if _tenths(value) else "0.0"
