"""Daily check-ins: the person's confidence, once per domain and day."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.journal.domain_reading import ordered_domains
from efficacy_tui.journal.origins import ORIGIN_NOTES
from efficacy_tui.journal.repository import Repository, require, require_domain
from efficacy_tui.journal.status import left_out_days, unasked_key
from efficacy_tui.model.locale_format import group_thousands
from efficacy_tui.model.records import CheckIn, Domain, KeyValue
from efficacy_tui.model.text import NOTE_MAX, clean
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.joins import find_owner_ids
from efficacy_tui.store.tables import Contents
from efficacy_tui.store.unit_of_work import UnitOfWork

BACKFILL_DAYS = 7
"""A day can be rated up to this many days later; the rating is then marked late."""


class CheckInRepository(Repository):
    """One rating per domain and day; replaced ratings stay in the history."""

    def on(self, domain: str, day: dt.date) -> CheckIn | None:
        """Return the rating of a domain (id) on a day."""
        rows = self.contents.checkins.values()
        return next((row for row in rows if row.domain == domain and row.day == day), None)

    def missing(self, day: dt.date | None = None) -> list[Domain]:
        """Return the domains still to rate on a day (default: today), in the person's order."""
        return pending_domains(self.contents, day or self.journal.today())

    def is_long_ago(self, day: dt.date) -> bool:
        """Whether the last day with a rating is too long before a day for its ratings to speak of it."""
        # Listing entries loads this module, and needs no statistics.
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

    def record(self, domain: str, confidence: int, day: dt.date | None = None, note: str | None = None) -> CheckIn:
        """Rate a domain (id) on a day (default: today), 0–100; replace an existing rating.

        Without a `note` (500 characters at most) the one that the person wrote before stays. A domain that was left out
        on the day no longer is.

        Raises:
            Rejected: the day is in the future or more than a week ago, the value is out of range, or the note too long.
        """
        today = self.journal.today()
        day = self._require_recent(day or today)
        cleaned_note = None if note is None else _clean_note(note)

        def intent(unit: UnitOfWork) -> CheckIn:
            rated_domain = require_domain(unit.contents, domain)
            check_in = _find(unit.contents, rated_domain.id, day)
            for setting in _find_left_out(unit.contents, rated_domain.id, day):
                unit.delete(setting)
            fields = {"confidence": confidence, "task": rated_domain.task, "late": day < today}
            if check_in is None:
                return unit.add(CheckIn, domain=rated_domain.id, day=day, note=cleaned_note or "", **fields)
            own_note = "" if check_in.note in ORIGIN_NOTES else check_in.note
            return unit.change(check_in, note=own_note if cleaned_note is None else cleaned_note, **fields)

        return self.journal.change(f"Check-in: {self._name(domain)} {confidence}", intent)

    def set_note(self, identifier: str, note: str) -> CheckIn:
        """Write a note of at most 500 characters to a rating (id); an empty one takes it away.

        Raises:
            Rejected: the note is too long, or the rating is gone.
        """
        cleaned_note = _clean_note(note)

        def intent(unit: UnitOfWork) -> CheckIn:
            return unit.change(require(unit.contents.checkins, identifier, "this rating"), note=cleaned_note)

        check_in = self.contents.checkins.get(identifier)
        return self.journal.change(f"Note: {self._name(check_in.domain if check_in else '')}", intent)

    def leave_out(self, domain: str, day: dt.date | None = None) -> None:
        """Leave a domain (id) out on a day (default: today), which then counts neither for nor against.

        A rating takes it back.

        Raises:
            Rejected: the domain is rated on that day or gone, or the day is in the future or more than a week ago.
        """
        day = self._require_recent(day or self.journal.today())

        def intent(unit: UnitOfWork) -> None:
            row = require_domain(unit.contents, domain)
            if (check_in := _find(unit.contents, row.id, day)) is not None:
                raise Rejected(f"{row.name} is already rated on that day, {check_in.confidence}. Nothing was changed.")
            if settings := _find_left_out(unit.contents, row.id, day):
                unit.change(settings[0], value=True)
            else:
                unit.add(KeyValue, key=unasked_key(row.id, day), value=True)

        self.journal.change(f"Left out: {self._name(domain)}", intent)

    def is_left_out(self, domain: str, day: dt.date) -> bool:
        """Whether a domain (id) was left out on a day, and not rated then."""
        return (domain, day) in left_out_days(self.contents) and self.on(domain, day) is None

    def _require_recent(self, day: dt.date) -> dt.date:
        """Return a day that can be rated now.

        Raises:
            Rejected: it is in the future or more than a week ago.
        """
        today = self.journal.today()
        if day > today:
            raise Rejected("That day is still to come, so it cannot be rated yet.")
        if day < today - dt.timedelta(days=BACKFILL_DAYS):
            raise Rejected(f"That is more than {BACKFILL_DAYS} days ago, too long to remember fairly.")
        return day

    def _name(self, domain: str) -> str:
        owner_id = find_owner_ids(self.contents.domains).get(domain, domain)
        row = self.contents.domains.get(owner_id)
        return row.name if row else "a domain"


def pending_domains(contents: Contents, day: dt.date) -> list[Domain]:
    """Return the domains still to rate on a day: asked, and neither rated nor left out; in the person's order."""
    settled_ids = {row.domain for row in contents.checkins.values() if row.day == day}
    settled_ids |= {domain for domain, left_out_day in left_out_days(contents) if left_out_day == day}
    return [domain for domain in ordered_domains(contents) if domain.id not in settled_ids and domain.is_asked_on(day)]


def _find(contents: Contents, domain: str, day: dt.date) -> CheckIn | None:
    rows = contents.checkins.values()
    return next((row for row in rows if row.domain == domain and row.day == day), None)


def _find_left_out(contents: Contents, domain: str, day: dt.date) -> list[KeyValue]:
    key = unasked_key(domain, day)
    return [row for row in contents.settings.values() if row.key == key]


def _clean_note(note: str) -> str:
    """Return a note as it is saved.

    Raises:
        Rejected: it is too long.
    """
    cleaned = clean(note)
    if len(cleaned) > NOTE_MAX:
        raise Rejected(f"That is {group_thousands(len(cleaned))} characters; a note has at most {NOTE_MAX}.")
    return cleaned
