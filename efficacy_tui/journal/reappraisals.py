"""Reappraisal sessions: recorded even when incomplete, followed up after the event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from efficacy_tui.content.languages import ENGLISH
from efficacy_tui.journal.repository import Repository, require, require_domain
from efficacy_tui.journal.word_language import word_language
from efficacy_tui.journal.word_pages import has_own_copy, words_in_force
from efficacy_tui.model.records import Appraisal, FollowUpAnswers, Reappraisal, State
from efficacy_tui.model.sentences import lower_first
from efficacy_tui.model.text import clean, clean_line
from efficacy_tui.model.types import Interpretation
from efficacy_tui.store.tables import Contents
from efficacy_tui.store.unit_of_work import UnitOfWork

DEFAULT_STATEMENT = "I’m activated and ready."
"""The statement of a journal without sessions."""

_FOLLOW_UP_MIN_AGE = dt.timedelta(hours=1)
_FOLLOW_UP_MAX_AGE = dt.timedelta(days=14)


CLEAR_BALANCE = 5
"""Resources minus demands, in points of 10, from which a state counts as clearly read as energy, or as a threat. †"""

MIN_FOLLOW_UPS = 6
"""Sessions with an answer on how it went before statements are ordered by it. †"""

_SCORES = {"well": 1.0, "mixed": 0.5, "badly": 0.0}


def interpretation_of(appraisal: Appraisal) -> Interpretation:
    """Return how a state was read, −2 (clearly a threat) to 2 (clearly energy), by its resources minus its demands."""
    balance = appraisal.balance
    size: Literal[0, 1, 2] = 2 if abs(balance) >= CLEAR_BALANCE else 1 if balance else 0
    return size if balance > 0 else -size


class StatementRecord(NamedTuple):
    """A statement with how often the event after it went `well`, of `n` answers that say how it went."""

    text: str
    well: int = 0
    n: int = 0


def order_statements(sessions: Iterable[Reappraisal], offered: Iterable[str], limit: int) -> list[StatementRecord]:
    """Return at most `limit` distinct statements: the person's, then those `offered`.

    Theirs are newest first; from six follow-ups on, those after which it went better come first. A statement with few
    answers is drawn towards the mean of all.
    """
    newest_first = sorted((row for row in sessions if row.statement), key=lambda row: row.at, reverse=True)
    scores: dict[str, list[float]] = {row.statement: [] for row in newest_first}
    for row in newest_first:
        if row.afterwards is not None and row.afterwards.outcome in _SCORES:
            scores[row.statement].append(_SCORES[row.afterwards.outcome])
    all_scores = [score for values in scores.values() for score in values]
    own_statements = list(scores)
    if len(all_scores) >= MIN_FOLLOW_UPS:
        mean = sum(all_scores) / len(all_scores)
        own_statements.sort(key=lambda text: -(sum(scores[text]) + mean) / (len(scores[text]) + 1))
    statements = list(dict.fromkeys([*own_statements[: max(limit // 2, 1)], *offered]))[:limit]
    return [StatementRecord(text, scores.get(text, []).count(1.0), len(scores.get(text, []))) for text in statements]


def statement_in(contents: Contents, domain: str | None) -> str:
    """Return the statement that the person chose last in a domain (id), or else in any."""
    rows = sorted(contents.reappraisals.values(), key=lambda row: row.at, reverse=True)
    rows = [row for row in rows if row.statement]
    in_domain = next((row.statement for row in rows if row.domain == domain), None)
    return in_domain or next((row.statement for row in rows), None) or first_statement(contents)


def first_statement(contents: Contents) -> str:
    """Return the first statement of the words in force, which may be the person's own."""
    language = word_language(contents)
    if language == ENGLISH and not has_own_copy("reappraisal", language):
        # While the dashboard opens, spare it reading a page of words.
        return DEFAULT_STATEMENT
    statement: str = words_in_force("reappraisal", language).words["statements"][0]
    return statement


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

    def statements(self, offered: Iterable[str], limit: int) -> list[StatementRecord]:
        """Return the statements to choose from, at most `limit`; see `order_statements`."""
        return order_statements(self.contents.reappraisals.values(), offered, limit)

    def record(self, domain: str, at: dt.datetime, **fields: Any) -> Reappraisal:
        """Record a session that began at `at`; a named sensation also becomes state evidence, rated by its answers.

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
                event = lower_first(session.event)
                before = f", before: {event}" if event else ""
                unit.add(
                    State,
                    domain=owner_id,
                    day=today,
                    text=f"{session.sensation}{before}",
                    challenge=session.challenge,
                    reappraisal=session.id,
                    arousal=session.after.arousal,
                    interpretation=interpretation_of(session.after),
                )
            return session

        return self.journal.change("Reappraisal session", intent)

    def awaiting_follow_up(self) -> list[Reappraisal]:
        """Return the sessions whose event is over and that have no follow-up yet, oldest first.

        On the day of the event only a session of that day says when it was: right after it. One held days before waits
        for the next day, or it would ask in the morning how the afternoon went.
        """
        now, today = self.journal.now(), self.journal.today()

        def is_due(row: Reappraisal) -> bool:
            if row.day < today:
                return today - row.day <= _FOLLOW_UP_MAX_AGE
            is_session_of_today = self.journal.day_of(row.at) == today
            return row.day == today and is_session_of_today and now - row.at >= _FOLLOW_UP_MIN_AGE

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
