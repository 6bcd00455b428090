"""One transaction: what counts as a change, and that time never runs backwards for a record."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.maintenance import merge_copy
from efficacy_tui.model.records import Mastery
from tests.support.store_files import NOON, open_journal, start_journal


@pytest.fixture
def copies(tmp_path: Path) -> tuple[Journal, Journal, str]:
    """Two machines with the same journal, in which one entry was just edited; and the id of the entry."""
    here, domain = start_journal(tmp_path / "here.json")
    entry = here.evidence.add(Mastery, domain, "Asked a question")
    here.evidence.edit(entry.id, text="Asked two questions")
    (tmp_path / "there.json").write_bytes(here.path.read_bytes())
    return here, open_journal(tmp_path / "there.json"), entry.id


def set_clock_back(journal: Journal) -> None:
    """As after a flat battery, or in a machine whose clock was wrong before."""
    journal.clock.move(days=-30)  # type: ignore[attr-defined]  # a fixed clock


def test_a_deletion_with_the_clock_set_back_wins_over_the_version_it_deleted(
    copies: tuple[Journal, Journal, str],
) -> None:
    here, there, entry_id = copies
    set_clock_back(here)
    here.evidence.delete(entry_id)
    assert here.contents.tombstones[entry_id].updated > there.contents.evidence[entry_id].updated
    merge_copy(here, there.path)
    assert entry_id not in here.contents.evidence


def test_an_undone_deletion_with_the_clock_set_back_wins_over_the_tombstone(
    copies: tuple[Journal, Journal, str],
) -> None:
    here, there, entry_id = copies
    there.evidence.delete(entry_id)
    here.evidence.delete(entry_id)
    set_clock_back(here)
    here.undo()
    merge_copy(here, there.path)
    assert here.contents.evidence[entry_id].text == "Asked two questions"


def test_an_undone_edit_with_the_clock_set_back_wins_over_the_edit(copies: tuple[Journal, Journal, str]) -> None:
    here, there, entry_id = copies
    set_clock_back(here)
    here.undo()
    merge_copy(here, there.path)
    assert here.contents.evidence[entry_id].text == "Asked a question"


def test_saving_a_record_as_it_is_changes_nothing(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    entry = journal.evidence.add(Mastery, domain, "Asked a question")
    before = journal.path.read_bytes()
    events: list[object] = []
    journal.subscribe(events.append)
    journal.change("Nothing", lambda unit: unit.save(entry))
    assert events == []
    assert journal.path.read_bytes() == before
    assert journal.undo() == "Evidence: Asked a question"


def test_instants_are_stored_in_utc(tmp_path: Path) -> None:
    in_tokyo = NOON.astimezone(dt.timezone(dt.timedelta(hours=9)))
    journal, _ = start_journal(tmp_path / "journal.json", now=in_tokyo)
    (domain,) = json.loads(journal.path.read_text("utf-8"))["domains"].values()
    assert domain["created"] == domain["updated"] == "2026-03-02T12:00:00Z"
    (step,) = json.loads(journal.path.read_text("utf-8"))["history"].values()
    assert step["at"] == NOON.isoformat()
