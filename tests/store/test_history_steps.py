"""The rules of undo and redo, step by step: which steps are held, and which may still be undone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import history
from efficacy_tui.store.errors import DependentChange, NothingToUndo
from efficacy_tui.store.history import MAX_STEPS, History
from efficacy_tui.store.tables import Change, HistoryStep, encode_changes
from tests.support.store_files import open_journal, start_journal


def build_step(number: int, was: dict[str, Any] | None = None, changes: bytes | None = None) -> HistoryStep:
    """A step that changed one record; `was` is the record before it."""
    encoded = encode_changes([Change(table="evidence", id=f"row {number}", was=was, stamp="x")])
    return HistoryStep(
        id=f"{number:032x}", at="2026-03-02", title=f"{number}", changes=msgspec.Raw(changes) if changes else encoded
    )


def change_without_step(journal: Journal, confidence: int) -> None:
    """Change the only check-in as a merge does: without a step that could be undone."""
    (row,) = journal.contents.checkins.values()
    journal.change("Other", lambda unit: unit.change(row, confidence=confidence), in_history=False)


def stored_changes(path: Path) -> list[dict[str, Any]]:
    """Every change in the history of the file."""
    steps = json.loads(path.read_text("utf-8"))["history"].values()
    return [change for step in steps for change in step["changes"]]


def test_four_hundred_steps_can_be_undone() -> None:
    steps = History()
    for number in range(450):
        steps.add(build_step(number))
    assert [step.title for step in steps.steps] == [str(number) for number in range(50, 450)]
    assert MAX_STEPS == 400


def test_a_reopened_history_holds_the_newest_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MAX_STEPS", 3)
    reopened = History(build_step(number) for number in range(5))
    assert [step.title for step in reopened.steps] == ["2", "3", "4"]


def test_a_step_that_cannot_be_read_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MAX_STEPS", 3)
    steps = History()
    steps.add(build_step(0, changes=b'[{"table": 7}]'))
    steps.add(build_step(1, was={"id": "row 1"}))
    for number in range(2, 8):
        steps.add(build_step(number))
    # Only the steps that are known to have overwritten nothing go.
    assert steps.forgotten_ids == [f"{number:032x}" for number in (2, 3, 4)]


def test_a_step_is_undone_only_once(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.checkins.record(domain, 40)
    step = journal.store.history.undoable()
    assert step is not None

    def undo_again() -> None:
        journal.transact("Undo", lambda unit, steps: steps.undo(unit, step.id), in_history=False)

    undo_again()
    assert not journal.contents.checkins
    with pytest.raises(NothingToUndo, match="undone or purged by another program"):
        undo_again()
    journal.redo()
    with pytest.raises(NothingToUndo, match="undone or purged by another program"):
        journal.transact("Redo", lambda unit, steps: steps.redo(unit, step.id), in_history=False)
    assert len(journal.contents.checkins) == 1


def test_undo_stops_at_a_version_that_no_step_wrote(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.checkins.record(domain, 10)
    change_without_step(journal, 20)
    journal.checkins.record(domain, 30)
    journal.undo()
    assert [row.confidence for row in journal.contents.checkins.values()] == [20]
    with pytest.raises(DependentChange, match="changed again since"):
        journal.undo()
    assert [row.confidence for row in journal.contents.checkins.values()] == [20]


def test_redo_stops_where_the_record_was_changed_meanwhile(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.checkins.record(domain, 10)
    journal.checkins.record(domain, 30)
    journal.undo()
    change_without_step(journal, 20)
    with pytest.raises(DependentChange, match="depends on has been changed since then"):
        journal.redo()
    assert [row.confidence for row in journal.contents.checkins.values()] == [20]


def test_the_undone_version_is_stored_only_while_it_is_undone(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.evidence.add(Mastery, domain, "Asked a question")
    journal.undo()
    assert [change["now"]["text"] for change in stored_changes(journal.path) if "now" in change] == ["Asked a question"]
    reopened = open_journal(journal.path)
    assert reopened.redo() == "Evidence: Asked a question"
    assert not [change for change in stored_changes(journal.path) if "now" in change]
