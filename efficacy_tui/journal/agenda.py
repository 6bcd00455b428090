"""What waits for an answer now, or has a day ahead: ratings, steps, challenges, and events that are over."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import msgspec

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge, Domain, Reappraisal, Step


class AgendaStep(NamedTuple):
    """A step without a result; `number` (from 1) is its place in its challenge."""

    challenge: Challenge
    number: int
    step: Step


class Agenda(msgspec.Struct, frozen=True, kw_only=True):
    """What is due on `today` and what is due later, each sorted by day; `check_ins` are the domains not rated yet."""

    today: dt.date
    check_ins: tuple[Domain, ...] = ()
    steps: tuple[AgendaStep, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    follow_ups: tuple[Reappraisal, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits and nothing has a day ahead."""
        return not (self.check_ins or self.steps or self.challenges or self.follow_ups)


def read_agenda(journal: Journal, domain: Domain | None = None) -> Agenda:
    """Return what is due in all domains that are not archived, or in one of them."""
    domains = journal.domains.all() if domain is None else [domain]
    ids = {row.id for row in domains}
    active = [challenge for row in domains if (challenge := journal.challenges.active(row.id)) is not None]
    steps = [
        AgendaStep(challenge, number, step)
        for challenge in active
        for number, step in enumerate(challenge.steps, start=1)
        if step.result is None
    ]
    return Agenda(
        today=journal.today(),
        check_ins=tuple(row for row in journal.checkins.missing() if row.id in ids),
        steps=tuple(sorted(steps, key=lambda row: (row.step.day, row.number))),
        challenges=tuple(sorted(active, key=lambda row: row.due)),
        follow_ups=tuple(row for row in journal.reappraisals.awaiting_follow_up() if row.domain in ids),
    )
