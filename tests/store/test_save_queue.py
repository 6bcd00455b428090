"""Transactions that wait for the disk: replayed as they were, and written as one batch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from efficacy_tui.model.records import Mastery
from efficacy_tui.store import history
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.history import History
from efficacy_tui.store.save_queue import DroppedTransaction, PendingTransaction, SaveBatch, SaveReport
from efficacy_tui.store.tables import Contents
from efficacy_tui.store.unit_of_work import UnitOfWork
from tests.support.store_files import NOON, open_journal, start_journal


def do_nothing(_unit: UnitOfWork, _history: History) -> None:
    """An intent that changes nothing."""


def test_a_replayed_transaction_keeps_the_ids_of_its_records(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    other = open_journal(journal.path)
    journal.store.deferred = True
    entries = [journal.evidence.add(Mastery, domain, text) for text in ("first", "second")]
    other.checkins.record(domain, 70)
    report = journal.store.flush()
    assert report.foreign
    assert {key: row.text for key, row in journal.contents.evidence.items()} == {
        entry.id: entry.text for entry in entries
    }
    assert journal.undo() == "Evidence: second"


def test_a_step_added_and_outlived_in_one_batch_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MAX_STEPS", 5)
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.store.deferred = True
    for number in range(20):
        journal.evidence.add(Mastery, domain, f"note {number}")
    journal.store.flush()
    steps = json.loads(journal.path.read_text("utf-8"))["history"].values()
    assert [step["title"] for step in steps] == [f"Evidence: note {number}" for number in range(15, 20)]


def test_a_batch_has_the_instant_of_its_last_transaction() -> None:
    transactions = [
        PendingTransaction(f"{hour}", NOON.replace(hour=hour), do_nothing, lambda: "0" * 32) for hour in (9, 10, 11)
    ]
    assert SaveBatch.from_transactions(transactions, Contents()).at == NOON.replace(hour=11)


def test_a_report_of_dropped_changes_alone_is_not_empty() -> None:
    pending = PendingTransaction("Edit", NOON, do_nothing, lambda: "0" * 32)
    pending.run(Contents(), History())
    dropped = DroppedTransaction(pending, Rejected("It is closed."))
    assert SaveReport(dropped=(dropped,))
    assert not SaveReport()
    assert dropped.reason.endswith("in the meantime: It is closed. Your other changes are not affected.")
