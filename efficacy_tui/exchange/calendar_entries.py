"""Build a calendar of challenges: their due days and the days of their steps. Pure.

An event's UID comes from the id of its challenge and the index of its step, so importing the calendar again updates the
events instead of doubling them. An event that no longer takes place is sent as cancelled, or calendars would keep it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import partial

from efficacy_tui.exchange import ics_text
from efficacy_tui.model.records import Challenge, Tombstone
from efficacy_tui.store.tables import Contents

CLOSED_DAYS = 60
"""Days that a closed challenge stays in the calendar, so that every calendar program learns that it ended."""

_STEP_IN_REVISION = re.compile(r" @ \d{4}-\d{2}-\d{2}")
_SEQUENCE_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
# The most steps that a challenge can be designed with.
_MAX_STEPS = 5


def build_challenge_calendar(
    contents: Contents, today: dt.date, stamp: dt.datetime, alarm_time: dt.time = dt.time(9)
) -> bytes:
    """Build the calendar of the open and the recently closed challenges, with alarms at a time of day."""
    rows = sorted(contents.challenges.values(), key=lambda row: (row.due, row.id))
    challenges = [row for row in rows if row.closed is None or row.closed >= today - dt.timedelta(days=CLOSED_DAYS)]
    domain_names = {domain.id: domain.name for domain in contents.domains.values()}
    events = (
        event
        for row in challenges
        for event in _challenge_events(row, domain_names.get(row.domain, ""), stamp, alarm_time)
    )
    cutoff = dt.datetime.combine(today - dt.timedelta(days=CLOSED_DAYS), dt.time(), dt.UTC)
    tombstones = (row for row in contents.tombstones.values() if row.table == "challenges" and row.updated >= cutoff)
    deleted_events = (
        event for row in sorted(tombstones, key=lambda row: row.id) for event in _deleted_events(row, stamp)
    )
    return ics_text.build_calendar([*events, *deleted_events], "Self-efficacy: challenges")


def sequence_number(updated: dt.datetime) -> int:
    """Return the seconds from the year 2000 to a record's last change, so that any change, even an undo, raises it."""
    return max(int((updated - _SEQUENCE_EPOCH).total_seconds()), 0)


def _challenge_events(
    challenge: Challenge, domain: str, stamp: dt.datetime, alarm_time: dt.time
) -> Iterator[ics_text.Lines]:
    build = partial(_build_event, challenge, stamp=stamp, alarm_time=alarm_time)
    closed = challenge.closed
    description = f"{domain}. Done when: {challenge.done_when}"
    closed_early = closed is not None and closed < challenge.due
    yield build("due", challenge.due, f"Due: {challenge.title}", description, is_cancelled=closed_early)
    for index, step in enumerate(challenge.steps):
        is_over = step.result is not None or (closed is not None and closed <= step.day)
        title = f"✓ {step.text}" if step.result == "done" else step.text
        is_cancelled = is_over and step.result is None
        yield build(f"step-{index}", step.day, title, challenge.title, is_cancelled=is_cancelled, silent=is_over)
    for index in range(len(challenge.steps), _past_step_count(challenge)):
        yield build(f"step-{index}", challenge.due, "A step that was removed", challenge.title, is_cancelled=True)


def _deleted_events(tombstone: Tombstone, stamp: dt.datetime) -> Iterator[ics_text.Lines]:
    """Cancel every event that a deleted challenge may have had, because its number of steps is unknown."""
    for part in ("due", *(f"step-{index}" for index in range(_MAX_STEPS))):
        yield [
            f"UID:{tombstone.id}-{part}@{ics_text.PRODUCT}",
            f"DTSTAMP:{ics_text.format_instant(stamp)}",
            f"SEQUENCE:{sequence_number(tombstone.updated)}",
            f"DTSTART;VALUE=DATE:{ics_text.format_day(tombstone.updated.date())}",
            "SUMMARY:A challenge that was undone",
            "STATUS:CANCELLED",
            "TRANSP:TRANSPARENT",
        ]


def _past_step_count(challenge: Challenge) -> int:
    """Return the most steps it had in an earlier version; a revision stores steps as `text @ day; text @ day`."""
    counts: Iterable[int] = (
        len(_STEP_IN_REVISION.findall(rev.was)) for rev in challenge.revisions if rev.field == "steps"
    )
    return max(counts, default=0)


def _build_event(
    challenge: Challenge,
    part: str,
    day: dt.date,
    title: str,
    description: str,
    *,
    stamp: dt.datetime,
    alarm_time: dt.time,
    is_cancelled: bool,
    silent: bool = False,
) -> ics_text.Lines:
    """Build an all-day event; a cancelled or silent one has no alarm."""
    lines = [
        f"UID:{challenge.id}-{part}@{ics_text.PRODUCT}",
        f"DTSTAMP:{ics_text.format_instant(stamp)}",
        f"LAST-MODIFIED:{ics_text.format_instant(challenge.updated)}",
        f"SEQUENCE:{sequence_number(challenge.updated)}",
        f"DTSTART;VALUE=DATE:{ics_text.format_day(day)}",
        f"DTEND;VALUE=DATE:{ics_text.format_day(day + dt.timedelta(days=1))}",
        f"SUMMARY:{ics_text.escape_text(title)}",
        f"DESCRIPTION:{ics_text.escape_text(description)}",
        f"STATUS:{'CANCELLED' if is_cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
    ]
    if is_cancelled or silent or challenge.closed is not None:
        return lines
    return [*lines, *ics_text.build_alarm(title, f"PT{alarm_time.hour}H{alarm_time.minute}M")]
