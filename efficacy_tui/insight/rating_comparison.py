"""Compares the daily rating with the record, like for like: both as chances of success at the reference task.

Bias is judgment minus performance, as in research on the calibration of self-efficacy (Pajares & Graham 1999; Talsma et
al. 2019; overview Bol & Hacker 2012). A rating is not quite a stated chance, so it is only read as odds. The limits are
design choices (†).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from efficacy_tui.insight.efficacy import DIFFICULTY_VARIANCE
from efficacy_tui.insight.odds import Odds, odds_quantile

MIN_COMPARED_OUTCOMES = 5  # † challenges before rating and record are compared in words
MIN_COMPARED_RATINGS = 3  # †
MAX_RATING_AGE = 14  # † days: an older rating is as uncertain by drift as a single one is by itself
MAX_BEYOND_TRIED = 10  # † points: how far beyond the difficulties tried the reference task may lie
CLOSE = 15  # † percentage points: nearer than this fits, and farther outside the band is "well"

Verdict = Literal["fits", "inside", "a little above", "well above", "a little below", "well below"]


class ReferenceOdds(NamedTuple):
    """The record's odds at the reference task, with their 80 % band; all in whole percent."""

    percent: int
    low: int
    high: int


class Comparison(NamedTuple):
    """The rating beside the record's odds: `difference` is rating minus odds in percentage points."""

    rating: int
    odds: ReferenceOdds
    difference: int
    verdict: Verdict


def reference_odds(odds: Odds, difficulty: float) -> ReferenceOdds:
    """Return the record's odds at the reference task's `difficulty` (0–100), with the band that its chance lies in.

    One task's difficulty is itself uncertain, so its variance is part of the band.
    """
    p = odds.at(difficulty)
    low, high = (odds_quantile(odds, difficulty, quantile, DIFFICULTY_VARIANCE) for quantile in (0.10, 0.90))
    return ReferenceOdds(_percent(p), _percent(min(low, p)), _percent(max(high, p)))


def is_within_tried(difficulty: float, tried: Sequence[float]) -> bool:
    """Return whether a difficulty (0–100) lies among the difficulties `tried`, or at most 10 points † beyond them."""
    return bool(tried) and min(tried) - MAX_BEYOND_TRIED <= difficulty <= max(tried) + MAX_BEYOND_TRIED


def compare_rating(rating: float, odds: ReferenceOdds) -> Comparison:
    """Compare a rating's level (0–100), read as odds, with the record's."""
    percent = round(rating)
    difference = percent - odds.percent
    outside = percent - odds.high if percent > odds.high else odds.low - percent
    verdict: Verdict
    if outside <= 0:
        verdict = "fits" if abs(difference) < CLOSE else "inside"
    elif percent > odds.high:
        verdict = "a little above" if outside <= CLOSE else "well above"
    else:
        verdict = "a little below" if outside <= CLOSE else "well below"
    return Comparison(percent, odds, difference, verdict)


def _percent(p: float) -> int:
    return round(100 * p)
