"""Making a journal a version of another one changes its id, and that of its copies, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from efficacy_tui.store import backups
from efficacy_tui.store.file_facts import journal_id, peek_facts
from efficacy_tui.store.journal_identity import adopt_journal_id
from tests.support.store_files import NOON, start_journal

OTHER = "a" * 32


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.json"
    start_journal(path)
    backups.make_backup(path, NOON)
    path.with_name("journal.damaged-2026-03-01T120000Z.json").write_bytes(b"{")
    return path


def test_the_id_changes_in_the_journal_and_its_copies(path: Path) -> None:
    before = json.loads(path.read_bytes())
    adopt_journal_id(path, OTHER)
    after = json.loads(path.read_bytes())
    assert journal_id(peek_facts(path)) == OTHER
    assert {name: rows for name, rows in after.items() if name != "meta"} == {
        name: rows for name, rows in before.items() if name != "meta"
    }
    assert [journal_id(peek_facts(backup.path)) for backup in backups.list_backups(path)] == [OTHER]
    assert path.with_name("journal.damaged-2026-03-01T120000Z.json").read_bytes() == b"{"


def test_a_copy_of_another_journal_and_what_a_link_leads_to_stay(path: Path, tmp_path: Path) -> None:
    foreign = path.with_name("journal.replaced-2026-03-01T120000Z.json")
    start_journal(foreign)
    target = tmp_path / "elsewhere" / "mine.json"
    target.parent.mkdir()
    target.write_bytes(path.read_bytes())
    path.with_name("journal.replaced-2026-03-02T120000Z.json").symlink_to(target)
    before = foreign.read_bytes(), target.read_bytes()
    adopt_journal_id(path, OTHER)
    assert (foreign.read_bytes(), target.read_bytes()) == before


def test_again_it_changes_nothing(path: Path) -> None:
    adopt_journal_id(path, OTHER)
    before = path.stat()
    adopt_journal_id(path, OTHER)
    assert path.stat() == before
