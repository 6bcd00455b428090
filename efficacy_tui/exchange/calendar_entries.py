"""Challenges in a calendar: when they are due and when their steps are, updated and never doubled. Pure.

An event's name comes from the id of its challenge (and the place of its step), so a calendar that is imported again
replaces what it has. What is no longer going to happen stays in it as cancelled, or other calendars would keep it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from efficacy_tui.exchange import ics_text
from efficacy_tui.model.records import Challenge, Tombstone
from efficacy_tui.store.tables import Contents

CLOSED_DAYS = 60
"""A closed challenge is told of for this long, so that every calendar hears that it ended."""

_STEP = re.compile(r" @ \d{4}-\d{2}-\d{2}")
_BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
# As many as a challenge can be designed with.
_STEPS = 5


def build_challenge_calendar(contents: Contents, today: dt.date, stamp: dt.datetime, at: dt.time = dt.time(9)) -> bytes:
    """The calendar of every open challenge, and of those closed lately; alarms ring at a time of the day."""
    rows = sorted(contents.challenges.values(), key=lambda row: (row.due, row.id))
    wanted = [row for row in rows if row.closed is None or row.closed >= today - dt.timedelta(days=CLOSED_DAYS)]
    names = {domain.id: domain.name for domain in contents.domains.values()}
    events = (event for row in wanted for event in _events(row, names.get(row.domain, ""), stamp, at))
    recent = dt.datetime.combine(today - dt.timedelta(days=CLOSED_DAYS), dt.time(), dt.UTC)
    gone = (row for row in contents.tombstones.values() if row.table == "challenges" and row.updated >= recent)
    taken = (event for row in sorted(gone, key=lambda row: row.id) for event in _deleted(row, stamp))
    return ics_text.build_calendar([*events, *taken], "Self-efficacy: challenges")


def sequence(updated: dt.datetime) -> int:
    """A number that grows with every change of a record, deletion and undo included: the second it was made in."""
    return max(int((updated - _BEGINNING).total_seconds()), 0)


def _events(challenge: Challenge, domain: str, stamp: dt.datetime, at: dt.time) -> Iterator[ics_text.Lines]:
    done = challenge.closed
    about = f"{domain}. Done when: {challenge.done_when}"
    yield _event(
        challenge,
        "due",
        challenge.due,
        f"Due: {challenge.title}",
        about,
        stamp,
        at,
        done is not None and done < challenge.due,
    )
    for place, step in enumerate(challenge.steps):
        over = step.result is not None or (done is not None and done <= step.day)
        mark = "✓ " if step.result == "done" else ""
        cancelled = over and step.result is None
        title = f"{mark}{step.text}"
        yield _event(challenge, f"step-{place}", step.day, title, challenge.title, stamp, at, cancelled, quiet=over)
    for place in range(len(challenge.steps), _most_steps(challenge)):
        gone = "A step that was taken out"
        yield _event(challenge, f"step-{place}", challenge.due, gone, challenge.title, stamp, at, True)


def _deleted(row: Tombstone, stamp: dt.datetime) -> Iterator[ics_text.Lines]:
    """A challenge that was deleted; how many steps it had is no longer known."""
    for part in ("due", *(f"step-{place}" for place in range(_STEPS))):
        yield [
            f"UID:{row.id}-{part}@{ics_text.HOME}",
            f"DTSTAMP:{ics_text.format_instant(stamp)}",
            f"SEQUENCE:{sequence(row.updated)}",
            f"DTSTART;VALUE=DATE:{ics_text.format_day(row.updated.date())}",
            "SUMMARY:A challenge that was taken back",
            "STATUS:CANCELLED",
            "TRANSP:TRANSPARENT",
        ]


def _most_steps(challenge: Challenge) -> int:
    """How many steps it ever had: what revisions say is `text @ day; text @ day`."""
    counts: Iterable[int] = (len(_STEP.findall(rev.was)) for rev in challenge.revisions if rev.field == "steps")
    return max(counts, default=0)


def _event(
    challenge: Challenge,
    part: str,
    day: dt.date,
    title: str,
    about: str,
    stamp: dt.datetime,
    at: dt.time,
    cancelled: bool | None,
    *,
    quiet: bool = False,
) -> ics_text.Lines:
    """An event of a whole day; a cancelled or quiet one has no alarm."""
    lines = [
        f"UID:{challenge.id}-{part}@{ics_text.HOME}",
        f"DTSTAMP:{ics_text.format_instant(stamp)}",
        f"LAST-MODIFIED:{ics_text.format_instant(challenge.updated)}",
        f"SEQUENCE:{sequence(challenge.updated)}",
        f"DTSTART;VALUE=DATE:{ics_text.format_day(day)}",
        f"DTEND;VALUE=DATE:{ics_text.format_day(day + dt.timedelta(days=1))}",
        f"SUMMARY:{ics_text.escape_text(title)}",
        f"DESCRIPTION:{ics_text.escape_text(about)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
    ]
    if cancelled or quiet or challenge.closed is not None:
        return lines
    return [*lines, *ics_text.alarm(title, f"PT{at.hour}H{at.minute}M")]
