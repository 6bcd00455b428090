"""A clock that tests set and advance themselves."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.model.clock import DAY_START


class FixedClock:
    """A clock that returns the same instant until `move` advances it."""

    def __init__(self, now: dt.datetime, day_start: dt.time = DAY_START) -> None:
        if now.tzinfo is None:
            raise ValueError("a clock needs a time zone")
        self.time = now
        self.day_start = day_start

    def now(self) -> dt.datetime:
        return self.time

    def move(self, **delta: float) -> None:
        """Advance the clock by a `timedelta` given as its keyword arguments, e.g. `days=1`."""
        self.time += dt.timedelta(**delta)
