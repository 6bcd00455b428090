"""The dashboard and its file: saved, not saved, changed by others, damaged, copied, of a newer program."""

from __future__ import annotations

import errno
import json
import re
import threading
from pathlib import Path
from typing import Any

import pytest

from efficacy_tui.journal import snapshot
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import DashboardSnapshot, SnapshotBuilder
from efficacy_tui.store import atomic_file
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.bindings import BY_ID
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from tests.conftest import SUNDAY, OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock


async def test_saved_is_said_only_when_it_is_on_the_disk(speaking, path: Path, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        await person.press("7")
        await person.wait_for(lambda: "✓ saved" in person.text())
        kept = json.loads(path.read_text(encoding="utf-8"))
        assert [row["confidence"] for row in kept["checkins"].values()] == [70]


async def test_a_full_disk_is_told_the_change_kept_and_saved_when_there_is_room(
    speaking, path: Path, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with open_dashboard() as person:
        with monkeypatch.context() as broken:
            broken.setattr(atomic_file, "replace_file", full)
            await person.run_command("check-in")
            await person.press("7")
            await person.wait_for(lambda: "not saved yet (" in person.text())
            assert "No space left on device" in person.toasts()
            assert person.journal.contents.checkins
            await person.run_command("quit")
            await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))
            assert "Stay until everything is safe?" in person.question_prompt()
            await person.press("s")
        await person.wait_for(lambda: "Everything is saved now" in person.toasts())
        assert "70" in path.read_text(encoding="utf-8")


async def test_what_another_program_records_is_seen_within_two_seconds(
    speaking, path: Path, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        other = Journal(path, clock)
        other.open()
        other.domains.add("Writing", "write a page")
        await person.wait_for(lambda: "Writing" in person.text(), seconds=2.5)
        await person.run_command("check-in")
        await person.press("7", "4")
        await person.wait_for(lambda: "✓ saved" in person.text())
        again = Journal(path, clock)
        again.open()
        assert sorted(row.confidence for row in again.contents.checkins.values()) == [40, 70]


async def test_quitting_with_a_half_typed_text_keeps_it_as_a_draft(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await person.answer("m")
        await person.type("Half a sentence")
        await person.press("ctrl+q")
        await person.wait_for(lambda: not person.app.is_running or person.app.return_code is not None, seconds=5)
    async with open_dashboard() as person:
        await person.run_command("evidence")
        assert "Half a sentence" in person.text()


async def _damaged(path: Path, size: tuple[int, int] = (80, 24)) -> tuple[EfficacyApp, Journal]:
    journal = Journal(path, FixedClock(SUNDAY))
    return EfficacyApp(journal, ask_at_start=False), journal


async def test_a_damaged_journal_is_restored_from_its_newest_good_backup(speaking, path: Path) -> None:
    speaking.domains.add("Writing", "write a page")
    speaking.store.back_up(speaking.now())
    path.write_bytes(path.read_bytes()[:-40])
    app, journal = await _damaged(path)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: isinstance(app.screen, FlowDialog))
        await person.settle()
        assert "could not be read" in " ".join(person.text().split())
        await person.press("r")
        await person.wait_for(lambda: app.snapshot is not None)
        assert "Speaking" in {domain.name for domain in journal.domains.all()}
    assert [name.name for name in path.parent.iterdir() if "damaged" in name.name]


async def test_a_damaged_journal_can_be_put_aside_for_an_empty_one(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a journal")
    app, journal = await _damaged(path)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: isinstance(app.screen, FlowDialog))
        await person.settle()
        await person.press("n")
        await person.wait_for(lambda: app.snapshot is not None)
        assert not journal.domains.all()
    (aside,) = [name for name in path.parent.iterdir() if "damaged" in name.name]
    assert aside.read_bytes() == b"not a journal"


async def test_leaving_a_damaged_journal_changes_nothing(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a journal")
    app, _ = await _damaged(path)
    async with app.run_test(size=(80, 24)) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: isinstance(app.screen, FlowDialog))
        await person.settle()
        await pilot.press("l")
        await person.wait_for(lambda: app.return_code is not None)
    assert app.return_code == 1
    assert [name.name for name in path.parent.iterdir() if not name.name.startswith(".")] == [path.name]
    assert path.read_bytes() == b"not a journal"


async def test_a_synchronisers_copy_is_offered_once_and_merged(
    speaking, path: Path, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    copy = path.with_name(f"{path.stem}.sync-conflict-20261122-093000-ABCDEFG.json")
    copy.write_bytes(path.read_bytes())
    elsewhere = Journal(copy, clock)
    elsewhere.open()
    elsewhere.domains.add("Writing", "write a page")
    async with open_dashboard(ask=True) as person:
        await person.press("escape")
        await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))
        assert "Take in what it knows?" in person.question_prompt()
        await person.press("m")
        await person.wait_for(lambda: "Merged" in person.toasts())
        assert {domain.name for domain in person.journal.domains.all()} == {"Speaking", "Writing"}
        await person.run_command("check-in")
        await person.press("6", "4")
        await person.wait_for(lambda: "✓ saved" in person.text())
    async with open_dashboard(ask=True) as person:
        await person.settle()
        assert not isinstance(person.app.screen, FlowDialog)


async def test_a_newer_programs_journal_is_shown_and_not_changed(
    speaking, path: Path, open_dashboard: OpenDashboard
) -> None:
    text = path.read_text(encoding="utf-8")
    newer = re.sub(r'("id":"schema","value":)\d+', r"\g<1>999", text)
    assert newer != text
    path.write_text(newer, encoding="utf-8")
    async with open_dashboard() as person:
        assert "read only" in person.text()
        assert "Speaking" in person.text()
        await person.run_command("check-in")
        await person.press("7")
        assert "newer version" in " ".join((person.error_message() + person.toasts()).split())
    assert path.read_text(encoding="utf-8") == newer


async def test_a_long_journal_is_seen_before_all_of_it_is_worked_out(
    journal: Journal, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_demo(journal)
    monkeypatch.setattr(snapshot, "MAX_DIRECT_RECORDS", 0)
    go_on, make = threading.Event(), SnapshotBuilder.build

    def slowly(*given: Any) -> DashboardSnapshot:
        assert go_on.wait(20)
        return make(*given)

    monkeypatch.setattr(SnapshotBuilder, "build", slowly)
    focus = journal.domains.focus().name
    others = [domain.name for domain in journal.domains.all() if domain.name != focus]
    app = EfficacyApp(Journal(journal.path, clock), ask_at_start=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: all(name in person.text() for name in others))
        await pilot.pause()
        glimpse = person.text().splitlines()
        waiting = {name: next(line for line in glimpse if f" {name} " in line and " … " in line) for name in others}
        await pilot.press("enter", BY_ID["trends"].first_key)
        assert "still being opened" in person.toasts()
        assert app.screen is app.dashboard
        app.clear_notifications()
        go_on.set()
        await person.wait_for(lambda: app.snapshot is not None)
        await person.settle()
        whole = person.text().splitlines()
    changed = [(before, after) for before, after in zip(glimpse, whole, strict=True) if before != after]
    assert {before for before, _ in changed} == set(waiting.values())
    for before, after in changed:
        assert all(now == was for was, now in zip(before, after, strict=True) if was not in " …")
