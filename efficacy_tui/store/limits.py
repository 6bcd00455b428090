"""The limits within which a journal's numbers and dates can be used; a file outside of them is not opened.

TinyDB and the history read document numbers as integers. Dates are counted, compared and converted to local time,
which fails or takes forever at the ends of the calendar.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

EARLIEST_DAY = dt.date(1900, 1, 1)
LATEST_DAY = dt.date(2199, 12, 31)
MAX_NUMBER_DIGITS = 15
MAX_NESTING = 100
"""The levels of lists and tables in a stored value; drafts and mappings have about four."""

_EARLIEST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
_LATEST = dt.datetime(2199, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC)
STAMPS = ("updated", "created")
"""The fields with the instants at which a record was changed and made."""

CHANGE_OF = "change of "
"""Begins the names of the instants in `changed`."""

_OTHER_DATES = ("at", "day", "start", "due", "closed", "paused_from", "paused_until", "monday")


def is_document_number(text: str) -> bool:
    """Whether a text is a document number as TinyDB writes it: a whole number from 1, in ASCII digits."""
    return text.isascii() and text.isdecimal() and len(text) <= MAX_NUMBER_DIGITS and not text.startswith("0")


def find_bad_number(numbers: Collection[str]) -> str | None:
    """Return the first text that is no document number, if there is one."""
    # Nearly every table passes this test of all its numbers at once, which takes a tenth of the time.
    joined = "".join(numbers)
    is_decimal = joined.isascii() and joined.isdecimal() and "" not in numbers
    if is_decimal and max(map(len, numbers)) <= MAX_NUMBER_DIGITS and " 0" not in f" {' '.join(numbers)}":
        return None
    return next((number for number in numbers if not is_document_number(number)), None)


def describe_bad_date(row: Any, *, stamps: bool = True) -> str | None:
    """Describe the first date of a record outside the limits; `None` if all are within them.

    Without `stamps`, the instants at which it and its fields were made and changed are not looked at.
    """
    for name, moment in _iterate_dates(row):
        if not stamps and (name in STAMPS or name.startswith(CHANGE_OF)):
            continue
        if not is_usable(moment):
            return f"its {name}, {moment.isoformat()[:10]}, is not between {EARLIEST_DAY.year} and {LATEST_DAY.year}"
    return None


def index_usual_rows(rows: Mapping[str, Any]) -> dict[str, Any]:
    """Index the records of a table by their id, but for those whose dates have to be checked one by one.

    Nearly all records have only these dates, in this order. Another pass over the many rows of a large journal would
    take as long again, because they do not fit into the caches of a processor.
    """
    first_day, last_day, first, last = EARLIEST_DAY, LATEST_DAY, _EARLIEST, _LATEST
    sample = next(iter(rows.values()), None)
    if not hasattr(sample, "day"):
        return {}
    if not hasattr(sample, "at"):
        return {
            row.id: row
            for row in rows.values()
            if not row.changed and first_day <= row.day <= last_day and first <= row.created <= row.updated <= last
        }
    return {
        row.id: row
        for row in rows.values()
        if not row.changed
        and first_day <= row.day <= last_day
        and first <= row.created <= row.updated <= last
        and first <= row.at <= last
    }


def is_usable(moment: dt.date) -> bool:
    """Whether a day or an aware instant lies within the limits."""
    if isinstance(moment, dt.datetime):
        return _EARLIEST <= moment <= _LATEST
    return EARLIEST_DAY <= moment <= LATEST_DAY


def is_nested_too_deeply(value: Any, levels: int = MAX_NESTING) -> bool:
    """Whether a JSON value has more than some levels of lists and tables."""
    level = [value]
    for _ in range(levels + 1):
        containers = [part for part in level if isinstance(part, dict | list)]
        if not containers:
            return False
        level = [item for part in containers for item in (part.values() if isinstance(part, dict) else part)]
    return True


def _iterate_dates(row: Any) -> Iterator[tuple[str, dt.date]]:
    for name in (*STAMPS, *_OTHER_DATES):
        moment = getattr(row, name, None)
        if isinstance(moment, dt.date):
            yield "week" if name == "monday" else name, moment
    for name, instant in (getattr(row, "changed", None) or {}).items():
        yield CHANGE_OF + name, instant
    for number, step in enumerate(getattr(row, "steps", ()), 1):
        yield f"day of step {number}", step.day
    for revision in getattr(row, "revisions", ()):
        yield "at of a revision", revision.at
