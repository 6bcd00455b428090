"""How far on a challenge is: which of its days it is, in numbers and in words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.model.records import Challenge


def challenge_progress(challenge: Challenge, today: dt.date) -> tuple[int, int]:
    """Return which day of a challenge it is, from 1, and how many there are until the one on which it is due."""
    span = max((challenge.due - challenge.start).days, 1)
    return min(max((today - challenge.start).days + 1, 1), span), span


def challenge_day(challenge: Challenge, today: dt.date, *, short: bool = False) -> str:
    """Say which day of a challenge it is: “day 6 of 14”, or `short` “day 6/14”; “the last day” when it is due.

    Empty where the day on which it is due says it all: before the last day of two, and when that is over.
    """
    day, span = challenge_progress(challenge, today)
    if today == challenge.due:
        return "last day" if short else "the last day"
    if span == 1 or today > challenge.due:
        return ""
    return f"day {day}/{span}" if short else f"day {day} of {span}"
