"""Journals for the plain UI, and a fixture that types into it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from tests.support.fixed_clock import FixedClock
from tests.support.plain_driver import run_repl

TypeLines = Callable[..., str]


@pytest.fixture
def type_lines(path: Path, clock: FixedClock) -> TypeLines:
    """Types lines into the plain UI on the test's journal and returns the output; asserts that the exit code is 0."""

    def run(*inputs: str, width: int = 78) -> str:
        code, output = run_repl(Journal(path, clock), *inputs, width=width)
        assert code == 0
        return output

    return run


@pytest.fixture
def year(journal: Journal) -> Journal:
    """The demo journal of a year, with check-ins today."""
    fill_demo(journal)
    for domain in journal.domains.all():
        journal.checkins.record(domain.id, 60)
    return journal


@pytest.fixture
def rated(speaking: Journal) -> Journal:
    """One domain with a check-in today, so that nothing is due."""
    focus = speaking.domains.focus()
    assert focus is not None
    speaking.checkins.record(focus.id, 50)
    return speaking
