"""The clock, passed to the code that needs the time, and the person's own date at an instant."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

DAY_START = dt.time(4, 0)
"""The default local time at which a day begins: an entry at 01:30 still belongs to the evening before."""


class Clock(Protocol):
    """A source of the local time; `day_start` is the local time of day at which the person's day begins."""

    day_start: dt.time

    def now(self) -> dt.datetime:
        """Return the present instant in the person's local time zone."""
        ...


class SystemClock:
    """The machine's clock in its local time zone."""

    def __init__(self, day_start: dt.time = DAY_START) -> None:
        self.day_start = day_start

    def now(self) -> dt.datetime:
        return dt.datetime.now().astimezone()


def local_day(now: dt.datetime, day_start: dt.time = DAY_START) -> dt.date:
    """Return the person's date at a local instant: before `day_start` it is still yesterday."""
    shift = dt.timedelta(hours=day_start.hour, minutes=day_start.minute)
    return (now.replace(tzinfo=None) - shift).date()


def seconds_since_boot() -> float:
    """Return the seconds since the machine was started, which nobody can put back.

    Those in which it slept count where the system tells.
    """
    import time

    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
