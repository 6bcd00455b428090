"""The entries that match a query, newest first, of the same timeline and with the same search as on the dashboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from efficacy_tui.journal.timeline import (
    TimelineItem,
    build_other_items,
    build_timeline,
    mastery_of_outcomes,
    merge_items,
)
from efficacy_tui.store.tables import Contents

if TYPE_CHECKING:
    from efficacy_tui.journal.query import Query

LADDER_KINDS = ("rung", "goal")
"""Kinds that belong to a ladder; a list has them only when it is asked for them."""


class Listing(NamedTuple):
    """The first entries that match, and how many there are in all; `None` where they were not counted."""

    items: tuple[TimelineItem, ...]
    total: int | None

    @property
    def has_more(self) -> bool:
        """Whether there may be more entries than these."""
        return self.total is None or self.total > len(self.items)


def find_entries(
    contents: Contents, names: Mapping[str, str], query: Query | None, limit: int | None, zone: dt.tzinfo | None = None
) -> Listing:
    """Return the newest `limit` entries (`None`: all) that match a query; without one all but those of ladders match.

    `names` are those of the domains, by id.
    """
    if query is None or not query.has_criteria:
        recent = contents if limit is None else _recent_records(contents, limit + 1)
        items = [item for item in _all_items(recent, zone) if item.kind not in LADDER_KINDS]
        return Listing(tuple(items[:limit]), len(items) if recent is contents else None)
    from efficacy_tui.journal.search import TimelineIndex

    results: Sequence[TimelineItem] = TimelineIndex(_all_items(contents, zone), names).find(query)
    if not query.words and not set(query.kinds) & set(LADDER_KINDS):
        results = [item for item in results if item.kind not in LADDER_KINDS]
    return Listing(tuple(results[:limit]), len(results))


def newest_entry(contents: Contents, zone: dt.tzinfo | None = None) -> TimelineItem | None:
    """Return the first entry of the list of all; `None` in an empty journal."""
    items = find_entries(contents, {}, None, 1, zone).items
    return items[0] if items else None


def _all_items(contents: Contents, zone: dt.tzinfo | None) -> list[TimelineItem]:
    return merge_items(build_timeline(contents), build_other_items(contents, zone))


def _recent_records(contents: Contents, count: int) -> Contents:
    """Leave out the ladders and old records, so that the newest `count` of the other entries and their order stay.

    So many pieces of evidence and outcomes lie on or after a day that no entry of an earlier day is among the newest.
    What was written about an outcome is one entry with it, and belongs to its day.
    """
    outcome_of = {entry.id: challenge for challenge, entry in mastery_of_outcomes(contents).items()}
    outcome_days = [row.closed for row in contents.challenges.values() if row.closed is not None]
    days = sorted([*(row.day for row in contents.evidence.values() if row.id not in outcome_of), *outcome_days])
    if len(days) < count:
        return contents
    first_day = days[-count]
    # In any time zone, an instant is at most a day away from its date in UTC.
    first_instant = dt.datetime.combine(first_day, dt.time(), dt.UTC) - dt.timedelta(days=1)
    challenges = {row.id: row for row in contents.challenges.values() if (row.closed or row.start) >= first_day}
    return msgspec.structs.replace(
        contents,
        domains={},
        rungs={},
        evidence={
            row.id: row
            for row in contents.evidence.values()
            if (outcome_of[row.id] in challenges if row.id in outcome_of else row.day >= first_day)
        },
        challenges=challenges,
        checkins={row.id: row for row in contents.checkins.values() if row.note and row.day >= first_day},
        reappraisals={row.id: row for row in contents.reappraisals.values() if row.at >= first_instant},
    )
