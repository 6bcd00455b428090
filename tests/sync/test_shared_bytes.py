"""What travels has no trace of the machine that has it, and joining versions never goes round in circles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from efficacy_tui.model.records import Mastery
from efficacy_tui.store.decode import UnreadableBytes, parse
from efficacy_tui.sync.shared_bytes import build_shared, has_same_records, join_versions, pack_blob, unpack_blob
from tests.support.store_files import open_journal, start_journal

CLEAR = Path("nowhere/journal.json")
"""A journal that is not sealed."""


@pytest.fixture
def data(tmp_path: Path) -> bytes:
    """A journal with an entry that was reworded, undone and done again, and with a table of another program."""
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path, prefix=1)
    entry = journal.evidence.add(Mastery, domain, "first words")
    journal.evidence.edit(entry.id, text="other words")
    journal.undo()
    journal.redo()
    tables = json.loads(path.read_bytes())
    return json.dumps({**tables, "somebody's own": {"1": {"a": 1}}}).encode()


def test_the_shared_form_is_a_journal_with_the_same_records(data: bytes) -> None:
    shared = build_shared(data)
    assert parse(shared, str).contents == parse(data, str).contents
    assert unpack_blob(pack_blob(shared, CLEAR), CLEAR) == shared
    assert build_shared(shared) == shared


def test_it_has_what_was_overwritten_but_nothing_of_the_machine(data: bytes) -> None:
    tables = json.loads(build_shared(data))
    assert "somebody's own" not in tables
    assert {row["id"] for row in tables["meta"].values()} == {"schema", "journal"}
    assert {step["state"] for step in tables["history"].values()} == {"superseded"}
    assert "first words" in json.dumps(tables["history"])
    # What only added something overwrote nothing, so nobody needs it elsewhere.
    assert len(json.loads(data)["history"]) == 3
    assert len(tables["history"]) == 1


def test_order_and_numbers_of_the_file_make_no_difference(data: bytes) -> None:
    tables = json.loads(data)
    turned = {
        name: {str(90 - number): row for number, row in enumerate(reversed(list(rows.values())))}
        for name, rows in reversed(tables.items())
    }
    assert build_shared(json.dumps(turned).encode()) == build_shared(data)


def test_a_join_says_what_the_journal_gets(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(data)
    before = build_shared(data)
    assert join_versions(before, data) == (before, False)
    journal = open_journal(path, prefix=7)
    journal.evidence.add(Mastery, journal.domains.all()[0].id, "news")
    after = path.read_bytes()
    assert join_versions(before, after) == (build_shared(after), False)
    assert join_versions(build_shared(after), data) == (build_shared(after), True)


def test_a_step_that_differs_only_in_being_undone_is_no_news(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(data)
    steps = json.loads(data)["history"]
    number = next(key for key, step in steps.items() if step["changes"][0].get("was"))
    steps[number]["changes"][0]["now"] = steps[number]["changes"][0]["was"]
    other = json.dumps({**json.loads(data), "history": steps}).encode()
    assert build_shared(other) != build_shared(data)
    assert has_same_records(build_shared(other), build_shared(data))
    assert not join_versions(build_shared(other), data).has_news_for_journal


@pytest.mark.parametrize("broken", [b"", b"{", b"[]", b"null"], ids=repr)
def test_what_is_no_journal_is_refused(data: bytes, broken: bytes) -> None:
    with pytest.raises(UnreadableBytes):
        build_shared(broken)
    with pytest.raises(UnreadableBytes):
        join_versions(broken, data)
    with pytest.raises(UnreadableBytes):
        join_versions(build_shared(data), broken)
