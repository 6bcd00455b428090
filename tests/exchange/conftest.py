"""Fixtures of the exchange tests: a year of practice to export, and an empty journal."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from efficacy_tui.journal.demo import fill_demo, seeded_ids
from efficacy_tui.journal.journal import Journal
from tests.support.fixed_clock import FixedClock

AWKWARD = ["=1+1", "'quoted", "+49 30", "-2", "@SUM(A1)", 'two\nlines, "and" more; 7,5', "😀 ＝x", "\\* [a](b) | <i>"]
"""Texts that spreadsheets, Markdown or CSV readers could misread."""


@pytest.fixture
def year(tmp_path: Path, clock: FixedClock) -> Journal:
    """A journal with a year of practice, awkward texts, a deletion, a revision and settings."""
    journal = Journal(tmp_path / "year.json", clock, seeded_ids(3))
    journal.open()
    fill_demo(journal)
    from efficacy_tui.model.records import Mastery, Persuasion, State, Vicarious

    domain = journal.domains.all()[0].id
    for text in AWKWARD:
        journal.evidence.add(Mastery, domain, text)
    journal.evidence.add(Persuasion, domain, "go", who="=Mara", quote="go", about="deed")
    journal.evidence.add(Vicarious, domain, "she went", who="Mara", did="=go, too")
    journal.reviews.record("2026-W45", "=I can go")
    journal.reviews.record("2026-W46", 'I can stay\nfor "an hour"')
    other, paused = (row.id for row in journal.domains.all()[1:3])
    journal.domains.set_days(other, ["mon", "sun"])
    journal.domains.pause(paused, journal.today() + dt.timedelta(days=9))
    journal.checkins.leave_out(other)
    journal.evidence.add(State, domain, "shaky", interpretation=-2, arousal=0)
    journal.checkins.record(domain, 70, note="-note")
    deleted = journal.evidence.add(Mastery, domain, "taken back")
    journal.evidence.delete(deleted.id)
    journal.settings.set("pinned", {"text": "=x", "n": [1, None]})
    challenge = next(row for row in journal.contents.challenges.values() if row.status == "active")
    journal.challenges.edit(challenge.id, due=challenge.due - dt.timedelta(days=1))
    return journal


@pytest.fixture
def empty(tmp_path: Path, clock: FixedClock) -> Journal:
    """Another journal, without records."""
    journal = Journal(tmp_path / "empty" / "journal.json", clock, seeded_ids(4))
    journal.open()
    return journal
