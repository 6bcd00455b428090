"""The person's day of an imported entry, and why a day cannot be right."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.model import locale_format
from efficacy_tui.model.clock import local_day
from efficacy_tui.store.limits import EARLIEST_DAY


def find_day(date: dt.date, time: dt.time | None, day_start: dt.time) -> dt.date:
    """Return the person's day of an entry, whose date in the file begins at midnight; a day begins at `day_start`."""
    if time is None or date == dt.date.min:
        return date
    return local_day(dt.datetime.combine(date, time), day_start)


def describe_bad_day(day: dt.date, today: dt.date) -> str | None:
    """Say why a day cannot be right, or is to come; `None` if it can be."""
    if day < EARLIEST_DAY:
        return f"the year {day.year} is long before anyone’s memory. Is it a typing error?"
    if day.year > today.year + 1:
        return f"the year {day.year} is far ahead. Is it a typing error?"
    return f"{locale_format.full_date(day)} is still to come" if day > today else None
