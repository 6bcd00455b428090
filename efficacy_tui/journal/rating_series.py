"""A domain's daily ratings as a series: the smoothed level through them, and what the trend claims."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence

from efficacy_tui.insight.smoother import RunningLevel
from efficacy_tui.insight.trend import MIN_LINE, Claim, trend_claim

LEVEL_STEPS = 400
"""The level is computed for about this many days at most; a chart has fewer columns."""


class RatingSeries:
    """Ratings, oldest first, with dates and with ordinals, and the smoothed level through them."""

    def __init__(self, dated_ratings: list[tuple[dt.date, int]]) -> None:
        self.dated_ratings = dated_ratings
        self.ratings = [(day.toordinal(), rating) for day, rating in dated_ratings]
        self.level = RunningLevel([(day, float(rating)) for day, rating in self.ratings])

    def extend(self, dated_ratings: list[tuple[dt.date, int]]) -> bool:
        """Update to these ratings if only the last one changed or newer ones follow; return whether it did."""
        count = len(self.dated_ratings)
        if not count or len(dated_ratings) < count or dated_ratings[: count - 1] != self.dated_ratings[:-1]:
            return False
        if dated_ratings[count - 1] != self.dated_ratings[-1]:
            if not self.level.can_remove:
                return False
            self.level.remove_last()
            self.ratings.pop()
        for day, rating in dated_ratings[len(self.ratings) :]:
            self.level.add(day.toordinal(), float(rating))
            self.ratings.append((day.toordinal(), rating))
        self.dated_ratings = dated_ratings
        return True

    def last_level(self) -> float | None:
        """Return the smoothed level on the last rated day, 0–100; `None` without a rating."""
        days = self.level.days
        return self.level.level([days[-1]]).mean[0] if days else None


def sample_level(level: RunningLevel, today: int) -> tuple[tuple[int, float, float, float], ...]:
    """Return (day, mean, low, high) of the level up to `today` (ordinal), sampled; empty below seven ratings."""
    days = level.days
    if len(days) < MIN_LINE:
        return ()
    stride = max((today - days[0]) // LEVEL_STEPS, 1)
    smoothed = level.level(sorted({*range(days[0], today + 1, stride), days[-1], today}))
    return tuple(zip(smoothed.days, smoothed.mean, smoothed.low, smoothed.high, strict=True))


def window_claim(ratings: Sequence[tuple[int, int]], today: int, window: int | None) -> Claim:
    """Return the trend claim for ratings (oldest first) over the last `window` days (`None`: all).

    The claim names the window, or the days since the first rating if the series is younger than the window.
    """
    first = 0 if window is None else bisect_left(ratings, (today - window + 1, 0))
    recent = ratings[first:]
    return trend_claim([day for day, _ in recent], [float(value) for _, value in recent], window if first else None)
