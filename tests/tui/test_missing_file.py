"""The dashboard when its journal is erased, moved away, rolled back or cleaned by somebody else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import backups, erase
from efficacy_tui.store.decode import read_journal
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver


def reload_at_once(person: DashboardDriver) -> None:
    """Look at the file now, without the pauses of two seconds."""
    person.journal.store._wait = lambda _: None
    person.app.journal_session.start_reloading()


def is_rated(path: Path) -> bool:
    """Whether the rating of 70 stands in the file; ids and times may hold a 70 as well."""
    return b'"confidence":70' in path.read_bytes()


def roll_back(path: Path, old: Path) -> None:
    """Put an older version in the journal's place in one step, as git does."""
    copy = path.with_name("older")
    shutil.copyfile(old, copy)
    copy.replace(path)


async def open_question(person: DashboardDriver) -> str:
    """Wait for the question about the missing file and return the screen."""
    await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))
    await person.settle()
    return person.text()


async def test_an_erased_journal_is_said_dropped_and_closed(
    speaking: Journal, path: Path, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        assert "Speaking" in person.text()
        await person.run_command("evidence")
        await person.type("words in a dialog")
        erase.erase_everything(path, speaking.now())
        reload_at_once(person)
        await person.wait_for(lambda: "has erased this journal" in person.text())
        await person.settle()
        assert len(person.app.screen_stack) == 2
        assert not person.journal.contents.domains
        await person.press("escape")
        await person.wait_for(lambda: person.app.return_code is not None)
        assert person.app.return_code == 0
    assert [item.name for item in path.parent.iterdir() if not item.name.endswith(".lock")] == [".journal.json.erased"]


async def test_a_change_finds_the_erased_journal(speaking: Journal, path: Path, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        person.journal.store._wait = lambda _: None
        erase.erase_everything(path, speaking.now())
        await person.run_command("check-in")
        await person.press("7")
        await person.wait_for(lambda: "has erased this journal" in person.text())
    assert not path.exists()


async def test_a_missing_journal_is_written_again_when_wanted(
    speaking: Journal, path: Path, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        path.unlink()
        reload_at_once(person)
        text = await open_question(person)
        assert "Your journal file is gone" in text
        assert "Write it again" in text
        assert not path.exists()
        await person.press("w")
        await person.wait_for(path.exists)
        await person.wait_for(lambda: "written again" in person.toasts())
    assert read_journal(path, str).contents.domains == speaking.contents.domains


async def test_a_missing_journal_can_be_left_alone(
    speaking: Journal, path: Path, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        path.unlink()
        reload_at_once(person)
        await open_question(person)
        await person.press("c")
        await person.wait_for(lambda: person.app.return_code is not None)
        assert person.app.return_code == 1
    assert not path.exists()


async def test_without_an_answer_it_is_asked_again_with_the_next_change_and_at_the_end(
    speaking: Journal, path: Path, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        path.unlink()
        reload_at_once(person)
        await open_question(person)
        await person.press("escape")
        person.app.journal_session.start_reloading()
        await person.settle()
        assert person.app.screen is person.app.dashboard
        await person.run_command("check-in")
        await person.press("7")
        assert "is gone" in await open_question(person)
        await person.press("escape")
        await person.settle()
        await person.run_command("quit")
        assert "is gone" in await open_question(person)
        assert person.app.return_code is None
        await person.press("w")
        await person.wait_for(path.exists)
        await person.wait_for(lambda: not person.journal.store.unsaved)
    assert [row.confidence for row in read_journal(path, str).contents.checkins.values()] == [70]


async def test_a_file_that_comes_back_is_used_again(
    speaking: Journal, path: Path, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        path.rename(path.with_name("away"))
        reload_at_once(person)
        await open_question(person)
        path.with_name("away").rename(path)
        await person.press("escape")
        await person.run_command("check-in")
        await person.press("7")
        await person.wait_for(lambda: is_rated(path))
        assert not isinstance(person.app.screen, FlowDialog)


async def test_a_rollback_is_merged_and_said(
    speaking: Journal, path: Path, open_dashboard: OpenDashboard, tmp_path: Path
) -> None:
    old = tmp_path / "old.json"
    shutil.copyfile(path, old)
    async with open_dashboard() as person:
        await person.run_command("check-in")
        await person.press("7")
        await person.wait_for(lambda: is_rated(path))
        roll_back(path, old)
        reload_at_once(person)
        await person.wait_for(lambda: "had gone back to an earlier version" in person.toasts())
        await person.wait_for(lambda: is_rated(path))
        assert person.journal.contents.checkins


@pytest.mark.parametrize("is_open", [True, False], ids=["while open", "at the start"])
async def test_what_was_erased_elsewhere_goes_from_the_backups_here(
    speaking: Journal, path: Path, open_dashboard: OpenDashboard, tmp_path: Path, is_open: bool
) -> None:
    domain = next(iter(speaking.contents.domains))
    entry = speaking.evidence.add(Mastery, domain, "secretword")
    backups.make_backup(path, speaking.now())
    elsewhere = Journal(tmp_path / "elsewhere" / "journal.json", speaking.clock)
    elsewhere.path.parent.mkdir()
    shutil.copyfile(path, elsewhere.path)
    elsewhere.open()
    maintenance.erase(elsewhere, entry.id)
    if not is_open:
        shutil.copyfile(elsewhere.path, path)
    async with open_dashboard() as person:
        if is_open:
            roll_back(path, elsewhere.path)
            reload_at_once(person)
        await person.wait_for(lambda: "erased for good elsewhere" in person.toasts())
        files = [file for file in path.parent.rglob("*.json") if b"secretword" in file.read_bytes()]
        assert files == []
        await person.run_command("redo")
        assert not person.journal.contents.evidence
