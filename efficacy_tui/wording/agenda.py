"""What is due, as rows: when, what it is, and its text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from efficacy_tui.journal.agenda import Agenda
from efficacy_tui.model.locale_format import describe_day

KINDS = ("rating", "step", "challenge", "event")


class AgendaRow(NamedTuple):
    """A row: `id` is that of its challenge or session, empty for a rating; `is_late` tells that its day is past."""

    id: str
    day: dt.date
    when: str
    kind: str
    text: str
    is_late: bool


def agenda_rows(agenda: Agenda, names: Mapping[str, str], *, iso_days: bool = False) -> list[AgendaRow]:
    """List what is due by day; `names` are those of the domains, by id. With `iso_days` a day is 2026-12-04."""
    today = agenda.today

    def row(identifier: str, day: dt.date, kind: str, text: str) -> AgendaRow:
        when = day.isoformat() if iso_days else describe_day(day, today)
        return AgendaRow(identifier, day, when, kind, text, day < today)

    rows = [
        row("", today, "rating", f"{domain.name}: how sure are you that you can {domain.task}?")
        for domain in agenda.check_ins
    ]
    rows += [row(session.id, session.day, "event", f"{session.event}: how did it go?") for session in agenda.follow_ups]
    rows += [
        row(entry.challenge.id, entry.step.day, "step", f"{names.get(entry.challenge.domain, '')}: {entry.step.text}")
        for entry in agenda.steps
    ]
    rows += [
        row(challenge.id, challenge.due, "challenge", f"{names.get(challenge.domain, '')}: {challenge.title}")
        for challenge in agenda.challenges
    ]
    return sorted(rows, key=lambda entry: (entry.day, KINDS.index(entry.kind)))
