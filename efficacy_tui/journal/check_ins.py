"""Daily check-ins: the person's confidence, once per domain and day."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.journal.domains import ordered_domains
from efficacy_tui.journal.repository import Repository, UnitOfWork, require_domain
from efficacy_tui.model.records import CheckIn, Domain
from efficacy_tui.model.text import clean
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.joins import find_owner_ids

BACKFILL_DAYS = 7
"""A day can be rated up to this many days later; the rating is then marked late."""

ORIGIN_NAMES = {"loop": "Loop Habit Tracker", "daylio": "Daylio", "jrnl": "jrnl"}
"""Other programs that ratings are imported from, by id."""

ORIGIN_NOTES = frozenset(f"from {name}" for name in ORIGIN_NAMES.values())
"""The notes of imported ratings: they name the origin, the person did not write them."""


class CheckInRepository(Repository):
    """One rating per domain and day; replaced ratings stay in the history."""

    def on(self, domain: str, day: dt.date) -> CheckIn | None:
        """Return the rating of a domain (id) on a day."""
        rows = self.contents.checkins.values()
        return next((row for row in rows if row.domain == domain and row.day == day), None)

    def missing(self, day: dt.date | None = None) -> list[Domain]:
        """Return the domains without a rating on a day (default: today), in the person's order."""
        day = day or self.journal.today()
        rated = {row.domain for row in self.contents.checkins.values() if row.day == day}
        return [domain for domain in ordered_domains(self.contents) if domain.id not in rated]

    def is_long_ago(self, day: dt.date) -> bool:
        """Whether the last day with a rating is too long before a day for its ratings to speak of it."""
        # What only lists entries loads this module, and no statistics.
        from efficacy_tui.insight.rating_comparison import MAX_RATING_AGE

        earlier_days = [row.day for row in self.contents.checkins.values() if row.day <= day]
        return bool(earlier_days) and (day - max(earlier_days)).days > MAX_RATING_AGE

    def days(self, last: int, until: dt.date | None = None) -> set[dt.date]:
        """Return the days with a rating among the `last` days up to `until` (default: today)."""
        until = until or self.journal.today()
        first = until - dt.timedelta(days=last - 1)
        return {row.day for row in self.contents.checkins.values() if first <= row.day <= until}

    def series(self, domain: Domain) -> list[CheckIn]:
        """Return the ratings of a domain for its present task, oldest first."""
        rows = self.contents.checkins.values()
        return sorted((r for r in rows if r.domain == domain.id and r.task == domain.task), key=lambda r: r.day)

    def record(self, domain: str, confidence: int, day: dt.date | None = None, note: str = "") -> CheckIn:
        """Rate a domain (id) on a day (default: today), 0–100; replace an existing rating.

        Raises:
            Rejected: the day is in the future or more than a week ago, or the value is out of range.
        """
        today = self.journal.today()
        day = day or today
        if day > today:
            raise Rejected("That day is still to come, so it cannot be rated yet.")
        if day < today - dt.timedelta(days=BACKFILL_DAYS):
            raise Rejected(f"That is more than {BACKFILL_DAYS} days ago, too long to remember fairly.")

        def intent(unit: UnitOfWork) -> CheckIn:
            rated_domain = require_domain(unit.contents, domain)
            rows = unit.contents.checkins.values()
            check_in = next((row for row in rows if row.domain == rated_domain.id and row.day == day), None)
            fields = {"confidence": confidence, "task": rated_domain.task, "note": clean(note), "late": day < today}
            if check_in is None:
                return unit.add(CheckIn, domain=rated_domain.id, day=day, **fields)
            return unit.change(check_in, **fields)

        owner_id = find_owner_ids(self.contents.domains).get(domain, domain)
        row = self.contents.domains.get(owner_id)
        return self.journal.change(f"Check-in: {row.name if row else 'a domain'} {confidence}", intent)
