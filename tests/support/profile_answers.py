"""Answers to the profile survey for tests."""

from __future__ import annotations

from efficacy_tui.content.instrument import Instrument, shipped_instrument
from efficacy_tui.journal.journal import Journal
from tests.support.fixed_clock import FixedClock

SELF = [4, 3, 4, 5, 2, 3, 3, 2, 4, 4, 3, 5]
MARA = [4, 4, 4, 4, 3, 4, 3, 3, 4, 5, 4, 4]
JON = [5, 3, 4, 4, 3, 3, 4, 3, 5, 4, 3, 4]


def answers_by_item(values: list[int | None], instrument: Instrument | None = None) -> dict[str, int | None]:
    """Map values, in the order of the items, to the item ids."""
    return {item.id: value for item, value in zip((instrument or shipped_instrument()).items, values, strict=True)}


def record_answers(journal: Journal, values: list[int | None], who: str = "", role: str = "friend") -> None:
    """Record a survey by the person or by the rater `who`; the clock moves on by a second."""
    by = journal.surveys.add_rater(who, role).id if who else None
    journal.surveys.record(shipped_instrument(), answers_by_item(values), by=by)
    assert isinstance(journal.clock, FixedClock)
    journal.clock.move(seconds=1)
