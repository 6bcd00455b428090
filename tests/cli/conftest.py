"""Fixtures of the cli tests: a shell with a fixed clock, and the journal on the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.journal.journal import Journal
from tests.support.fixed_clock import FixedClock

Shell = Callable[..., Result]


@pytest.fixture
def shell(path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """Runs `efficacy` with arguments and typed input."""
    for module in ("context", "demo_journal", "prompt_line", "commands.status"):
        monkeypatch.setattr(f"efficacy_tui.cli.{module}.SystemClock", lambda *_: clock)
    monkeypatch.setenv("EFFICACY_JOURNAL", str(path))

    def run(*arguments: str, typed: str = "") -> Result:
        result = CliRunner().invoke(efficacy, list(arguments), input=typed, prog_name="efficacy")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
def read(path: Path, clock: FixedClock) -> Callable[[], Journal]:
    """Opens the journal as it is on the disk."""

    def open_journal() -> Journal:
        journal = Journal(path, clock)
        journal.open()
        return journal

    return open_journal
