"""Reading a journal without opening it: only where nothing has to be migrated, cleaned or explained."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.quick_read import read_contents
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import backups

FIXTURES = Path(__file__).parents[1] / "store" / "fixtures"


@pytest.fixture
def secret(speaking: Journal) -> Mastery:
    """An entry that is to be erased."""
    focus = speaking.domains.focus()
    assert focus is not None
    return speaking.evidence.add(Mastery, focus.id, "a secret")


def test_a_sound_journal_is_read_as_it_would_be_opened(speaking: Journal, secret: Mastery, path: Path) -> None:
    assert read_contents(path) == speaking.contents


def test_a_file_that_others_may_read_becomes_private(speaking: Journal, path: Path) -> None:
    path.chmod(0o644)
    assert read_contents(path) is not None
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_is_missing_damaged_or_of_another_format_has_to_be_opened(speaking: Journal, path: Path) -> None:
    assert read_contents(path.with_name("none.json")) is None
    assert read_contents(path.parent) is None
    data = path.read_bytes()
    path.write_bytes(data[:-9])
    assert read_contents(path) is None
    tables = json.loads(data)
    for row in tables["meta"].values():
        row["value"] = row["value"] + 1 if row["id"] == "schema" else row["value"]
    path.write_text(json.dumps(tables), encoding="utf-8")
    assert read_contents(path) is None
    shutil.copyfile(FIXTURES / "schema-0.json", path)
    assert read_contents(path) is None


def test_what_was_erased_is_not_read_from_a_file_that_came_back(speaking: Journal, secret: Mastery, path: Path) -> None:
    before = path.read_bytes()
    maintenance.erase(speaking, secret.id)
    speaking.honour_erasures()
    assert read_contents(path) is not None
    backups.write_backup(path, speaking.now(), path.read_bytes())
    path.write_bytes(before)
    assert read_contents(path) is None
