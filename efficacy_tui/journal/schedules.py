"""When a domain is asked: its weekdays and its pause, and what changing them means for the days before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple, Self

import msgspec

from efficacy_tui.journal.domain_reading import is_paused
from efficacy_tui.journal.status import CHECK_IN_WINDOW_DAYS, left_out_days, unasked_key
from efficacy_tui.model.records import Domain, KeyValue
from efficacy_tui.model.types import WEEKDAYS, Weekday
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.unit_of_work import UnitOfWork


class Schedule(NamedTuple):
    """When a domain is asked: on which weekdays, and until before which day it is paused, if it is."""

    days: Collection[Weekday] = WEEKDAYS
    paused_until: dt.date | None = None

    @classmethod
    def of(cls, domain: Domain, today: dt.date) -> Self:
        """Return the schedule of a domain; a pause that has ended is none."""
        return cls(domain.days, domain.paused_until if is_paused(domain, today) else None)


def require_possible(schedule: Schedule, today: dt.date) -> None:
    """Check that a schedule is possible.

    Raises:
        Rejected: no weekday is left, or the pause has ended already.
    """
    if not schedule.days:
        raise Rejected("That leaves no day on which it is asked. Name at least one, or pause it. Nothing was changed.")
    if schedule.paused_until is not None and schedule.paused_until <= today:
        raise Rejected("A pause ends on a day that is still to come. Nothing was changed.")


def schedule_fields(unit: UnitOfWork, domain: Domain, schedule: Schedule, today: dt.date) -> dict[str, Any]:
    """Return the fields of a domain for a schedule from today on.

    Days of a pause until now stay paused. Other days on which it was not asked, and would be by the new schedule, are
    marked as left out, so that they still do not count.
    """
    days = tuple(day for day in WEEKDAYS if day in schedule.days)
    first, until = domain.paused_from, domain.paused_until
    has_begun = first is not None and until is not None and first <= today <= until
    if schedule.paused_until is not None:
        first, until = first if has_begun else today, schedule.paused_until
    elif is_paused(domain, today):
        first, until = (first, today) if has_begun and first != today else (None, None)
    fields = {"days": WEEKDAYS if days == WEEKDAYS else days, "paused_from": first, "paused_until": until}
    _leave_out_unasked_days(unit, domain, msgspec.structs.replace(domain, **fields), today)
    return fields


def _leave_out_unasked_days(unit: UnitOfWork, old: Domain, new: Domain, today: dt.date) -> None:
    """Mark the last days as left out on which a domain was not asked, and would be by its new schedule."""
    window = (today - dt.timedelta(days=days_ago) for days_ago in range(1, CHECK_IN_WINDOW_DAYS))
    unasked_days = [day for day in window if new.is_asked_on(day) and not old.is_asked_on(day)]
    if unasked_days:
        rated = {row.day for row in unit.contents.checkins.values() if row.domain == old.id}
        left_out = left_out_days(unit.contents)
        for day in reversed(unasked_days):
            if day not in rated and (old.id, day) not in left_out:
                unit.add(KeyValue, key=unasked_key(old.id, day), value=True)
