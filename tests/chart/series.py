"""Made-up confidence through time for charts: from nothing to ten years, with gaps, and at the ends of the scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date

from efficacy_tui.chart.data import MIN_LINE, ChartData, ChartOutcome

TODAY = date(2026, 11, 22).toordinal()
KINDS = ("succeeded", "partly", "succeeded", "failed", "succeeded", "abandoned", "succeeded")
MAX_LEVEL_POINTS = 400


def tens(value: float) -> float:
    """Round to a rating from 0 to 100 in tens."""
    return float(min(max(round(value / 10) * 10, 0), 100))


def made_up(
    days: int,
    *,
    level: Callable[[float], float] = lambda part: 52 + 14 * math.sin(5 * part) + 8 * part,
    spread: Sequence[float] = (0, -8, 3, 11, -4, 6, -12, 1, 9, -3, 0, 14, -7),
    rated: Callable[[int], bool] = lambda number: number % 7 not in (2, 5),
    outcomes_every: int = 13,
    record: Callable[[float], float] = lambda part: 44 + 28 * part,
) -> ChartData:
    """Build `days` days up to today; `level` and `record` are in percent by the part (0–1) of them that has passed."""
    first = TODAY - days + 1
    ratings = tuple(
        (first + i, tens(level(i / days) + spread[i % len(spread)])) for i in range(days) if rated(i) or i == days - 1
    )
    stride = max(days // MAX_LEVEL_POINTS, 1)
    level_days = sorted({*range(0, days, stride), days - 1}) if len(ratings) >= MIN_LINE else []
    half_band = [6 + 4 * abs(math.sin(i / 9)) for i in level_days]
    means = [min(max(level(i / days), 0.0), 100.0) for i in level_days]
    outcome_days = range(outcomes_every // 2, days, outcomes_every)
    outcomes = tuple(ChartOutcome(first + i, KINDS[n % len(KINDS)]) for n, i in enumerate(outcome_days))
    path = [(outcome.day, round(record((outcome.day - first) / days))) for outcome in outcomes[2:]]
    if path:
        path = [*((day, value) for day, value in path if day < TODAY), (TODAY, path[-1][1])]
    value = path[-1][1] if path else 0
    return ChartData(
        today=TODAY,
        ratings=ratings,
        level=tuple(
            (first + i, mean, max(mean - half, 0.0), min(mean + half, 100.0))
            for i, mean, half in zip(level_days, means, half_band, strict=True)
        ),
        record=tuple((day, float(value)) for day, value in path),
        record_range=(float(max(value - 24, 0)), float(min(value + 19, 100))) if path else None,
        outcomes=outcomes,
        own_value=float(round(means[-1])) if means else ratings[-1][1],
    )


def at_end(value: float) -> ChartData:
    """Build a quarter in which everything is at one end of the scale."""
    return made_up(90, level=lambda _: value, spread=(0,), record=lambda _: value)


SERIES: dict[str, ChartData] = {
    "nothing": ChartData(TODAY),
    "one rating": ChartData(TODAY, ratings=((TODAY, 40.0),), own_value=40.0),
    "three ratings": ChartData(
        TODAY, ratings=((TODAY - 4, 50.0), (TODAY - 3, 40.0), (TODAY - 1, 60.0)), own_value=60.0
    ),
    "one week": made_up(7, rated=lambda _: True),
    "a quarter": made_up(90),
    "a year": made_up(365, outcomes_every=23),
    "ten years": made_up(3650, outcomes_every=61),
    "gaps": made_up(120, rated=lambda number: number % 50 < 12),
    "all at 0": at_end(0),
    "all at 100": at_end(100),
}
"""The data of the pictures, by name."""

WINDOW_DAYS: dict[str, int | None] = {"a year": 365, "ten years": None, "gaps": 120}
"""The days shown of each; a quarter where none are named."""


def window_of(name: str) -> tuple[int, int]:
    """Return the window in which a series is drawn."""
    return SERIES[name].window(WINDOW_DAYS.get(name, 90))
