"""When the rungs of a ladder were rated: at which times, what changed between two of them, and whether it is due again.

Rating a rung or two alone is no such time.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from efficacy_tui.insight.rungs import MIN_LEVEL_RUNGS, RungChange, rung_change
from efficacy_tui.model.records import RungRating
from efficacy_tui.store.tables import Contents

RATE_AGAIN_DAYS, RATE_AGAIN_OUTCOMES = 28, 3
"""Rating all rungs is offered again after so many days, or when so many outcomes have come since. †"""

ONE_TIME_DAYS = 7
"""Ratings of rungs within so many days count as given at one time. †"""


def ratings_by_rung(contents: Contents, rungs: set[str], today: dt.date) -> dict[str, list[RungRating]]:
    """Return the ratings of some rungs (ids) up to today, oldest first."""
    ratings: dict[str, list[RungRating]] = defaultdict(list)
    for row in contents.rung_ratings.values():
        if row.rung in rungs and row.day <= today:
            ratings[row.rung].append(row)
    for rows in ratings.values():
        rows.sort(key=attrgetter("day", "updated"))
    return ratings


def compare_times(ratings: Mapping[str, Sequence[RungRating]]) -> tuple[RungChange | None, dt.date | None]:
    """Compare the last time of rating with the latest one before that had enough of the same rungs.

    Return the change, and the last day of the earlier time; `None` for both where there are no two such times.
    """
    times = [time for time in _rating_times(ratings) if len(time) >= MIN_LEVEL_RUNGS]
    for earlier in times[1:]:
        rungs = [rung for rung in times[0] if rung in earlier]
        change = rung_change(
            [earlier[rung].confidence for rung in rungs], [times[0][rung].confidence for rung in rungs]
        )
        if change is not None:
            return change, max(earlier[rung].day for rung in rungs)
    return None, None


def last_whole_rating(rung_count: int, ratings: Mapping[str, Sequence[RungRating]]) -> dt.date | None:
    """Return the last day of the latest time at which enough of a ladder's rungs were rated."""
    enough = min(MIN_LEVEL_RUNGS, (rung_count + 1) // 2)
    times = (time for time in _rating_times(ratings) if len(time) >= enough)
    return max((row.day for row in next(times, {}).values()), default=None)


def is_rating_due(last: dt.date | None, outcome_days: Iterable[dt.date], today: dt.date) -> bool:
    """Whether rating all rungs should be offered: never rated, four weeks ago, or three outcomes since."""
    if last is None or (today - last).days >= RATE_AGAIN_DAYS:
        return True
    return sum(day > last for day in outcome_days) >= RATE_AGAIN_OUTCOMES


def _rating_times(ratings: Mapping[str, Sequence[RungRating]]) -> list[dict[str, RungRating]]:
    """Return the last rating of each rung (id) at each time of rating, newest time first."""
    rows = sorted((row for rung_ratings in ratings.values() for row in rung_ratings), key=lambda row: row.day)
    times: list[dict[str, RungRating]] = []
    begin: dt.date | None = None
    for row in reversed(rows):
        if begin is None or row.day < begin:
            begin = row.day - dt.timedelta(days=ONE_TIME_DAYS - 1)
            times.append({})
        times[-1].setdefault(row.rung, row)
    return times
