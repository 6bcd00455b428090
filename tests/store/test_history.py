"""Undo and redo."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from efficacy_tui.model.records import Mastery
from efficacy_tui.store import history
from efficacy_tui.store.errors import NothingToUndo
from tests.support.store_files import open_journal, start_journal


def strip_update_times(journal: object) -> dict[str, object]:
    """Return the records of a journal without tombstones and without the times of their last change."""
    import msgspec

    tables = msgspec.to_builtins(journal.contents)  # type: ignore[attr-defined]
    return {
        name: {key: {k: v for k, v in row.items() if k not in ("updated", "changed")} for key, row in rows.items()}
        for name, rows in tables.items()
        if name != "tombstones"
    }


def test_250_steps_can_be_undone_and_redone_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    states = [strip_update_times(journal)]
    journal.store.deferred = True
    for number in range(250):
        journal.clock.move(minutes=1)  # type: ignore[attr-defined]
        if number % 3:
            journal.checkins.record(domain, number % 101)
        else:
            journal.evidence.add(Mastery, domain, f"note {number}")
        states.append(strip_update_times(journal))
    journal.store.flush()
    journal = open_journal(path)
    journal.store.deferred = True
    for state in reversed(states[:-1]):
        journal.undo()
        assert strip_update_times(journal) == state
    journal.store.flush()
    journal = open_journal(path)
    journal.store.deferred = True
    for state in states[1:]:
        journal.redo()
        assert strip_update_times(journal) == state
    with pytest.raises(NothingToUndo, match="nothing to redo"):
        journal.redo()


def test_a_new_change_clears_redo(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.checkins.record(domain, 40)
    journal.undo()
    journal.evidence.add(Mastery, domain, "instead")
    with pytest.raises(NothingToUndo):
        journal.redo()
    assert journal.undo() == "Evidence: instead"
    assert journal.redo() == "Evidence: instead"


def test_overwritten_values_stay_in_the_file_beyond_the_undo_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MAX_STEPS", 5)
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    for confidence in range(20):
        journal.checkins.record(domain, confidence)
        journal.evidence.add(Mastery, domain, f"note {confidence}")
    steps = json.loads(path.read_text("utf-8"))["history"].values()
    values = {
        change["was"]["confidence"]
        for step in steps
        for change in step["changes"]
        if "confidence" in change.get("was", {})
    }
    assert values == set(range(19))
    assert len(steps) < 30


def test_a_long_history_does_not_slow_a_change(tmp_path: Path) -> None:
    def best_seconds(steps: int) -> float:
        journal, domain = start_journal(tmp_path / f"{steps}.json")
        journal.store.deferred = True
        for number in range(steps):
            journal.checkins.record(domain, number % 2)
        best = 9.0
        for number in range(40):
            start = time.perf_counter()
            journal.checkins.record(domain, number % 2)
            best = min(best, time.perf_counter() - start)
        return best

    assert best_seconds(3000) < 5 * best_seconds(30) + 0.001
