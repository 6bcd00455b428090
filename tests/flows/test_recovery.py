"""What the question about a journal that cannot be opened says of the files that are there."""

from __future__ import annotations

from pathlib import Path

from efficacy_tui.flows.flow_session import FlowSession
from efficacy_tui.flows.recovery import RecoverJournal
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.errors import JournalMissing, JournalUnreadable


def test_a_damaged_file_is_said_to_stay(speaking: Journal) -> None:
    question = FlowSession(RecoverJournal(speaking, JournalUnreadable(speaking.path, "it is cut short"))).current
    assert question is not None
    assert question.context.startswith("Your journal could not be read: it is cut short. Nothing was changed.")
    assert question.hint == "The present file stays in its folder, with the date in its name."


def test_of_a_missing_file_only_the_copies_stay(speaking: Journal) -> None:
    copies = [Path("a.json"), Path("b.json")]
    question = FlowSession(RecoverJournal(speaking, JournalMissing(speaking.path, copies))).current
    assert question is not None
    expected = "Your journal is not where it was, but there are 2 copies of it. Nothing was changed."
    assert question.context.startswith(expected)
    assert question.hint == "The copies stay where they are."
