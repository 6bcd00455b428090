"""Reappraisal sessions: recorded even when incomplete, followed up after the event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from efficacy_tui.journal.repository import Repository, UnitOfWork, require, require_domain
from efficacy_tui.model.records import FollowUpAnswers, Reappraisal, State
from efficacy_tui.model.text import clean, clean_line
from efficacy_tui.store.tables import Contents

DEFAULT_STATEMENT = "I’m activated and ready."
"""The statement of a journal without sessions."""

_FOLLOW_UP_MIN_AGE = dt.timedelta(hours=1)
_FOLLOW_UP_MAX_AGE = dt.timedelta(days=14)


def statement_in(contents: Contents, domain: str | None) -> str:
    """Return the statement that the person chose last in a domain (id), or else in any."""
    rows = sorted(contents.reappraisals.values(), key=lambda row: row.at, reverse=True)
    rows = [row for row in rows if row.statement]
    in_domain = next((row.statement for row in rows if row.domain == domain), None)
    return in_domain or next((row.statement for row in rows), DEFAULT_STATEMENT)


class ReappraisalRepository(Repository):
    """Reappraisal sessions held before a performance."""

    def get(self, identifier: str) -> Reappraisal | None:
        """Return a session by its id."""
        return self.contents.reappraisals.get(identifier)

    def of(self, domain: str) -> list[Reappraisal]:
        """Return the sessions of a domain (id), oldest first."""
        rows = (row for row in self.contents.reappraisals.values() if row.domain == domain)
        return sorted(rows, key=lambda row: row.at)

    def statement(self, domain: str | None) -> str:
        """Return the statement that the person chose last in a domain (id), or else in any."""
        return statement_in(self.contents, domain)

    def statements(self, limit: int = 5) -> list[str]:
        """Return the person's distinct statements, newest first."""
        rows = sorted(self.contents.reappraisals.values(), key=lambda row: row.at, reverse=True)
        return list(dict.fromkeys(row.statement for row in rows if row.statement))[:limit]

    def record(self, domain: str, at: dt.datetime, **fields: Any) -> Reappraisal:
        """Record a session that began at `at`; a named sensation also becomes state evidence, to be rated later.

        Raises:
            Rejected: a value is out of its range, or the domain is gone.
        """
        fields = {**fields, "event": clean_line(fields.get("event", ""))}
        for name in ("sensation", "statement", "plan"):
            fields[name] = clean(fields.get(name, ""))
        today = self.journal.today()
        fields.setdefault("day", today)

        def intent(unit: UnitOfWork) -> Reappraisal:
            owner_id = require_domain(unit.contents, domain).id
            session = unit.add(Reappraisal, domain=owner_id, at=at.astimezone(dt.UTC), **fields)
            if session.sensation and session.after is not None:
                event = session.event[:1].lower() + session.event[1:]
                before = f", before: {event}" if event else ""
                unit.add(
                    State,
                    domain=owner_id,
                    day=today,
                    text=f"{session.sensation}{before}",
                    challenge=session.challenge,
                    reappraisal=session.id,
                    arousal=session.after.arousal,
                )
            return session

        return self.journal.change("Reappraisal session", intent)

    def awaiting_follow_up(self) -> list[Reappraisal]:
        """Return the sessions whose event is over and that have no follow-up yet, oldest first."""
        now, today = self.journal.now(), self.journal.today()

        def is_due(row: Reappraisal) -> bool:
            is_over = row.day < today or (row.day == today and now - row.at >= _FOLLOW_UP_MIN_AGE)
            return is_over and now - row.at <= _FOLLOW_UP_MAX_AGE

        rows = sorted(self.contents.reappraisals.values(), key=lambda row: row.at)
        return [row for row in rows if row.event and row.afterwards is None and is_due(row)]

    def follow_up(self, identifier: str, afterwards: FollowUpAnswers) -> Reappraisal:
        """Record how the event went.

        Raises:
            Rejected: the session is gone.
        """

        def intent(unit: UnitOfWork) -> Reappraisal:
            return unit.change(require(unit.contents.reappraisals, identifier, "this session"), afterwards=afterwards)

        return self.journal.change("How it went", intent)
