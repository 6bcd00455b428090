"""The storage below TinyDB: a transaction is written whole or not at all, and documents are found by record id."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from efficacy_tui.store.decode import MAX_BYTES
from efficacy_tui.store.tinydb_storage import JournalDB, TransactionMiddleware


@pytest.fixture
def storage() -> TransactionMiddleware:
    return TransactionMiddleware()


@pytest.fixture
def database(storage: TransactionMiddleware, tmp_path: Path) -> JournalDB:
    """A database with one document, written to the disk."""
    database = JournalDB(tmp_path / "journal.json", storage=storage)
    with storage.transaction():
        database.records("notes").put_all([("a", {"id": "a", "text": "first"})])
    return database


def notes_on_disk(database: JournalDB) -> list[dict[str, str]]:
    path: Path = database.storage.storage.path  # type: ignore[attr-defined]  # the middleware passes it on
    return list(json.loads(path.read_text("utf-8"))["notes"].values())


def test_a_transaction_that_fails_leaves_nothing_behind(database: JournalDB, storage: TransactionMiddleware) -> None:
    def change_and_fail() -> None:
        with storage.transaction():
            database.records("notes").put_all([("b", {"id": "b", "text": "second"})], removed_ids=["a"])
            raise RuntimeError("power")

    with pytest.raises(RuntimeError, match="power"):
        change_and_fail()
    assert notes_on_disk(database) == [{"id": "a", "text": "first"}]
    assert database.records("notes").all() == [{"id": "a", "text": "first"}]
    with storage.transaction():
        database.records("notes").put_all([("c", {"id": "c", "text": "third"})])
    assert [note["id"] for note in notes_on_disk(database)] == ["a", "c"]


def test_a_document_that_is_only_for_a_new_id_does_not_replace_another(
    database: JournalDB, storage: TransactionMiddleware
) -> None:
    rows = [("a", {"id": "a", "text": "again"}), ("b", {"id": "b", "text": "second"})]
    with storage.transaction():
        database.records("notes").put_all([], if_new=rows)
    assert notes_on_disk(database) == [{"id": "a", "text": "first"}, {"id": "b", "text": "second"}]


def test_the_number_of_a_removed_document_is_not_used_while_later_ones_stand(
    database: JournalDB, storage: TransactionMiddleware
) -> None:
    notes = database.records("notes")
    with storage.transaction():
        notes.put_all([(key, {"id": key}) for key in "bcd"], removed_ids=["a"])
    with storage.transaction():
        notes.put_all([("e", {"id": "e"})], removed_ids=["b"])
    reopened = JournalDB(database.storage.storage.path, storage=(fresh := TransactionMiddleware()))  # type: ignore[attr-defined]
    fresh.storage.accept(fresh.storage.load(MAX_BYTES))
    with fresh.transaction():
        reopened.records("notes").put_all([("f", {"id": "f"})])
    assert [note["id"] for note in notes_on_disk(reopened)] == ["c", "d", "e", "f"]
