"""Every command that writes, on a sealed journal: its effects, and no word of the journal in any file."""

from __future__ import annotations

import pytest

from efficacy_tui.store import stored_file
from tests.support.writing_commands import COMMANDS
from tests.sweeps.sealed_words import find_problems


@pytest.mark.parametrize("number", range(len(COMMANDS)), ids=[command.name for command in COMMANDS])
def test_a_command_works_on_an_unlocked_journal_and_leaves_nothing_clear(number: int) -> None:
    assert find_problems(number, None) == []


def test_a_clear_file_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored_file, "to_stored_content", lambda _journal, data: data)
    number = next(number for number, command in enumerate(COMMANDS) if command.name == "erase")
    problems = find_problems(number, None)
    assert "home/journal.json is clear" in problems
    assert "home/journal.json has “Speaking”" in problems
