"""What a confidence chart shows: two series in percent through time, and the outcomes below them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

MIN_LINE = 7
"""Ratings from which there is a line; fewer are drawn large, each for itself."""

MIN_WINDOW_DAYS = 30
"""A window is at least this long, so that the first ratings do not fill the whole width."""

Window = tuple[int, int]


class ChartOutcome(NamedTuple):
    """How a challenge ended on `day`, a date ordinal: succeeded, partly, failed or abandoned."""

    day: int
    kind: str


@dataclass(frozen=True)
class ChartData:
    """Everything that one chart shows. Days are date ordinals, values percent (0–100), all sorted by day.

    `level` is (day, mean, low, high): the smoothed ratings and where that line lies with 80 %, empty below seven
    ratings. `record` is (day, value), which holds until the next; `record_range` is its 80 % range today. `own_value`
    is the number of the headline; `None` while no rating is recent.
    """

    today: int
    ratings: tuple[tuple[int, float], ...] = ()
    level: tuple[tuple[int, float, float, float], ...] = ()
    record: tuple[tuple[int, float], ...] = ()
    record_range: tuple[float, float] | None = None
    outcomes: tuple[ChartOutcome, ...] = ()
    own_value: float | None = None

    @property
    def first_day(self) -> int:
        """The day of the first rating or outcome; today without any."""
        return min((series[0][0] for series in (self.ratings, self.outcomes) if series), default=self.today)

    @property
    def has_few_ratings(self) -> bool:
        """Whether the ratings are too few for a line."""
        return 0 < len(self.ratings) < MIN_LINE

    def window(self, days: int | None = None, days_back: int = 0) -> Window:
        """Return the first and the last day of a chart of the latest `days` (`None`: all), moved `days_back`.

        A young journal's window begins on its first day and reaches beyond today.
        """
        length = self.today - self.first_day + 1 if days is None else days
        shortest = MIN_WINDOW_DAYS if days is None else min(days, MIN_WINDOW_DAYS)
        first = max(self.today - days_back - length + 1, self.first_day)
        return first, max(self.today - days_back, first + shortest - 1)
