"""Time as the program asks for it: always passed in, never read where it is used."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

DAY_START = dt.time(4, 0)
"""When a person's day begins by default: an entry at 01:30 still belongs to the evening before."""


class Clock(Protocol):
    """What tells the time, and when the person's day begins (local time)."""

    day_start: dt.time

    def now(self) -> dt.datetime:
        """The present instant, with the person's local time zone."""
        ...


class SystemClock:
    """The machine's own clock in its own time zone."""

    def __init__(self, day_start: dt.time = DAY_START) -> None:
        self.day_start = day_start

    def now(self) -> dt.datetime:
        return dt.datetime.now().astimezone()


class FixedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: dt.datetime, day_start: dt.time = DAY_START) -> None:
        if now.tzinfo is None:
            raise ValueError("a clock needs a time zone")
        self.time = now
        self.day_start = day_start

    def now(self) -> dt.datetime:
        return self.time

    def move(self, **delta: float) -> None:
        """Move on by a `timedelta` given in its own words, e.g. `days=1`."""
        self.time += dt.timedelta(**delta)


def local_day(now: dt.datetime, day_start: dt.time = DAY_START) -> dt.date:
    """The person's date at a local instant: before `day_start` it is still yesterday."""
    shift = dt.timedelta(hours=day_start.hour, minutes=day_start.minute)
    return (now.replace(tzinfo=None) - shift).date()
