"""Journals for the lines, and the lines on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.journal.demo import fill
from efficacy_tui.journal.journal import Journal
from tests.support.fixed_clock import FixedClock
from tests.support.plain_driver import at_the_lines

Lines = Callable[..., str]


@pytest.fixture
def lines(path: Path, clock: FixedClock) -> Lines:
    """Types into the program on the test's journal; gives what it says. It ends well, whatever is typed."""

    def type_(*typed: str, width: int = 78) -> str:
        code, said = at_the_lines(Journal(path, clock), *typed, width=width)
        assert code == 0
        return said

    return type_


@pytest.fixture
def year(journal: Journal) -> Journal:
    """A year of practice, checked in today."""
    fill(journal)
    for domain in journal.domains.all():
        journal.checkins.record(domain.id, 60)
    return journal


@pytest.fixture
def rated(speaking: Journal) -> Journal:
    """One domain, checked in today, so that nothing is due."""
    focus = speaking.domains.focus()
    assert focus is not None
    speaking.checkins.record(focus.id, 50)
    return speaking
