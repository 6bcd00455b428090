"""Which week a review is about, and when to offer it. Light, because the dashboard asks at every change."""

from __future__ import annotations

import datetime as dt
from itertools import chain

from efficacy_tui.journal.reviews import review_of
from efficacy_tui.model import locale_format
from efficacy_tui.store.tables import Contents

REVIEW_FROM = 4
"""The position in a week of the first day on which that week itself is reviewed, and not the one before."""


def usual_review_day(contents: Contents, today: dt.date) -> dt.date:
    """Return a day of the week to review: today in the last three days of a week, else a week ago.

    A week that begins on Monday is thus reviewed from Friday on. A week from before the journal began is empty, so the
    first review is about the first week.
    """
    if locale_format.weekday_index(today) >= REVIEW_FROM:
        return today
    day = today - dt.timedelta(days=7)
    return day if _began_by(contents, locale_format.week_start(day) + dt.timedelta(days=6)) else today


def is_review_due(contents: Contents, today: dt.date) -> bool:
    """Whether to offer a review: on the last day of a week and the day after, until the week has an answer.

    A week with entries on a single day has little to look back at.
    """
    last = today if locale_format.weekday_index(today) == 6 else today - dt.timedelta(days=1)
    first = last - dt.timedelta(days=6)
    if locale_format.weekday_index(last) != 6 or review_of(contents, iso_week_of(first)) is not None:
        return False
    rows = chain(contents.checkins.values(), contents.evidence.values())
    return len({row.day for row in rows if first <= row.day <= last}) > 1


def _began_by(contents: Contents, day: dt.date) -> bool:
    """Whether anything was recorded for a day up to this one."""
    return any(row.day <= day for row in chain(contents.checkins.values(), contents.evidence.values())) or any(
        row.start <= day for row in contents.challenges.values()
    )


def iso_week_of(first: dt.date) -> str:
    """Return the ISO week (2026-W47) under which the answer for the week with this first day is saved.

    It is that of most of its days, so that answers survive a change of the first weekday.
    """
    return iso_week(first + dt.timedelta(days=3))


def iso_week(day: dt.date) -> str:
    """Return the ISO 8601 week of a day, 2026-W47."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
