"""Whether the weekly review is still to do, for reminders and status bars; it contains no text the person wrote."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from efficacy_tui.journal.review import build_week_review
from efficacy_tui.journal.review_weeks import usual_review_day
from efficacy_tui.journal.status import NO_DOMAIN, CheckInState, read_contents
from efficacy_tui.model.clock import DAY_START, local_day
from efficacy_tui.model.locale_format import short_date


class ReviewStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The state of the review, and the first and last day of the week that it is about, in words."""

    state: CheckInState
    week: str = ""

    @property
    def line(self) -> str:
        """The state in a few characters, for a prompt."""
        return {"begin": "no domain yet", "missing": "◌ review", "done": "✓ review"}[self.state]

    @property
    def sentence(self) -> str:
        """The state as a sentence."""
        if self.state == "begin":
            return NO_DOMAIN
        result = "done" if self.state == "done" else "still to do"
        return f"Weekly review of {self.week}: {result}."


def read_review_status(path: Path, now: dt.datetime, day_start: dt.time = DAY_START) -> ReviewStatus:
    """Compute the state of the review of the journal at a path, for the week that is usually reviewed at an instant.

    A review is done once it has an answer to what the week showed.

    Raises:
        JournalUnreadable: the file is damaged or may not be read.
        JournalMissing: there is no file, but there are copies of one.
    """
    contents = read_contents(path)
    if contents is None or not contents.domains:
        return ReviewStatus(state="begin")
    today = local_day(now, day_start)
    week = build_week_review(contents, usual_review_day(contents, today), today)
    dates = f"{short_date(week.first, today)} to {short_date(week.last, today)}"
    return ReviewStatus(state="done" if week.answer else "missing", week=dates)
