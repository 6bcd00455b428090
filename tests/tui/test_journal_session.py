"""The dashboard and its journal file: saving, other programs' changes, damage, sync conflicts and newer versions."""

from __future__ import annotations

import errno
import json
import re
import threading
from pathlib import Path
from typing import Any

import pytest

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.journal import snapshot
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import DashboardSnapshot, SnapshotBuilder
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file, background_writer
from efficacy_tui.tui import journal_session, lifecycle_app
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.screens.page_dialog import PageDialog
from tests.conftest import SUNDAY, OpenDashboard
from tests.support.dashboard_driver import DashboardDriver, key_event
from tests.support.fixed_clock import FixedClock
from tests.support.textual_internals import has_pending_work


async def test_saved_is_shown_only_once_the_change_is_on_disk(
    speaking, path: Path, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        await person.press("7")
        await person.wait_for(lambda: "✓ saved" in person.text())
        saved_journal = json.loads(path.read_text(encoding="utf-8"))
        assert [check_in["confidence"] for check_in in saved_journal["checkins"].values()] == [70]


async def test_a_full_disk_is_reported_and_the_change_is_saved_once_there_is_room(
    speaking, path: Path, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raise_disk_full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(background_writer.BackgroundWriter.__init__, "__defaults__", (0.05,))
    monkeypatch.setattr(journal_session, "CLOSE_SECONDS", 0.1)
    async with open_dashboard() as person:
        with monkeypatch.context() as full_disk:
            full_disk.setattr(atomic_file, "replace_file", raise_disk_full)
            await person.run_command("check-in")
            await person.press("7")
            await person.wait_for(lambda: "not saved yet (" in person.text())
            assert "No space left on device" in person.toasts()
            assert person.journal.contents.checkins
            await person.run_command("quit")
            await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))
            assert "Stay until everything is saved?" in person.question_prompt()
            await person.press("s")
        await person.wait_for(lambda: "Everything is saved now" in person.toasts())
        assert '"confidence":70' in path.read_text(encoding="utf-8")


async def test_a_save_that_the_disk_did_not_confirm_is_shown_as_that_until_one_is_confirmed(
    speaking, path: Path, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_dashboard() as person:
        with monkeypatch.context() as faulty_disk:
            faulty_disk.setattr(atomic_file, "sync_folder", lambda _folder: False)
            await person.run_command("check-in")
            await person.press("7")
            await person.wait_for(lambda: "saved; not confirmed by the disk" in person.text())
            await person.wait_for(lambda: "the disk has not confirmed it" in " ".join(person.toasts().split()))
        assert "not saved" not in person.text()
        assert person.journal.store.unsaved == 0
        person.journal.evidence.add(Mastery, person.journal.domains.all()[0].id, "confirmed")
        await person.wait_for(lambda: "✓ saved" in person.text())
        saved_journal = json.loads(path.read_text(encoding="utf-8"))
        assert [check_in["confidence"] for check_in in saved_journal["checkins"].values()] == [70]


async def test_a_domain_added_by_another_program_appears_within_seconds_and_can_be_rated(
    speaking, path: Path, clock: FixedClock, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lifecycle_app.RELOAD_SECONDS <= 2
    monkeypatch.setattr(lifecycle_app, "RELOAD_SECONDS", 0.05)
    async with open_dashboard() as person:
        other_journal = Journal(path, clock)
        other_journal.open()
        other_journal.domains.add("Writing", "write a page")
        await person.wait_for(lambda: "Writing" in person.text())
        await person.run_command("check-in")
        await person.press("7", "4")
        await person.wait_for(lambda: read_ratings(path, clock) == [40, 70])


def read_ratings(path: Path, clock: FixedClock) -> list[int]:
    """The ratings that the file has."""
    journal = Journal(path, clock)
    journal.open()
    return sorted(check_in.confidence for check_in in journal.contents.checkins.values())


async def test_quitting_keeps_a_half_typed_text_as_a_draft(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await person.answer("m")
        await person.type("Half a sentence")
        await person.press("ctrl+q")
        await person.wait_for(lambda: not person.app.is_running or person.app.return_code is not None, seconds=5)
    async with open_dashboard() as person:
        await person.run_command("evidence")
        assert "Half a sentence" in person.text()


async def _app_on_damaged_journal(path: Path, size: tuple[int, int] = (80, 24)) -> tuple[EfficacyApp, Journal]:
    """Create an app, and its journal, on a file that the test has damaged."""
    journal = Journal(path, FixedClock(SUNDAY))
    return EfficacyApp(journal, ask_at_start=False), journal


async def test_a_damaged_journal_is_restored_from_its_newest_good_backup(speaking, path: Path) -> None:
    speaking.domains.add("Writing", "write a page")
    speaking.store.back_up(speaking.now())
    path.write_bytes(path.read_bytes()[:-40])
    app, journal = await _app_on_damaged_journal(path)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: isinstance(app.screen, FlowDialog))
        await person.settle()
        assert "could not be read" in " ".join(person.text().split())
        await person.press("r")
        await person.settle()
        assert "cannot be compared" in " ".join(person.text().split())
        await person.press("y")
        await person.wait_for(lambda: app.snapshot is not None)
        assert "Speaking" in {domain.name for domain in journal.domains.all()}
    assert [file.name for file in path.parent.iterdir() if "damaged" in file.name]


async def test_a_missing_journal_beside_its_backups_is_asked_about(speaking, path: Path) -> None:
    speaking.checkins.record(speaking.domains.focus().id, 50)
    path.unlink()
    app, journal = await _app_on_damaged_journal(path)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: isinstance(app.screen, FlowDialog))
        await person.settle()
        assert "there is 1 copy of it" in " ".join(person.text().split())
        await person.press("n")
        await person.wait_for(lambda: app.snapshot is not None)
        assert not journal.domains.all()
    assert path.exists()


async def test_a_journal_with_one_bad_record_is_fixed_and_the_rest_opens(speaking, path: Path) -> None:
    speaking.checkins.record(speaking.domains.focus().id, 50)
    path.write_bytes(path.read_bytes().replace(b'"confidence":50', b'"confidence":500'))
    app, journal = await _app_on_damaged_journal(path)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: isinstance(app.screen, FlowDialog))
        await person.settle()
        assert "1 record set aside" in " ".join(person.text().split())
        await person.press("f")
        await person.wait_for(lambda: app.snapshot is not None)
        assert [domain.name for domain in journal.domains.all()] == ["Speaking"]
        assert not journal.contents.checkins


async def test_a_damaged_journal_can_be_set_aside_for_an_empty_one(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a journal")
    app, journal = await _app_on_damaged_journal(path)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: isinstance(app.screen, FlowDialog))
        await person.settle()
        await person.press("n")
        await person.wait_for(lambda: app.snapshot is not None)
        assert not journal.domains.all()
    (damaged_file,) = [file for file in path.parent.iterdir() if "damaged" in file.name]
    assert damaged_file.read_bytes() == b"not a journal"


async def test_leaving_a_damaged_journal_changes_nothing(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a journal")
    app, _ = await _app_on_damaged_journal(path)
    async with app.run_test(size=(80, 24)) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: isinstance(app.screen, FlowDialog))
        await person.settle()
        await pilot.press("l")
        await person.wait_for(lambda: app.return_code is not None)
    assert app.return_code == 1
    assert [file.name for file in path.parent.iterdir() if not file.name.startswith(".")] == [path.name]
    assert path.read_bytes() == b"not a journal"


async def test_a_sync_conflict_copy_is_offered_once_and_merged(
    speaking, path: Path, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    conflict_copy = path.with_name(f"{path.stem}.sync-conflict-20261122-093000-ABCDEFG.json")
    conflict_copy.write_bytes(path.read_bytes())
    other_journal = Journal(conflict_copy, clock)
    other_journal.open()
    other_journal.domains.add("Writing", "write a page")
    async with open_dashboard(ask=True) as person:
        await person.press("escape")
        await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))
        assert "Merge it into your journal?" in person.question_prompt()
        await person.press("m")
        await person.wait_for(lambda: "Merged" in person.toasts())
        assert {domain.name for domain in person.journal.domains.all()} == {"Speaking", "Writing"}
        await person.run_command("check-in")
        await person.press("6", "4")
        await person.wait_for(lambda: "✓ saved" in person.text())
    async with open_dashboard(ask=True) as person:
        await person.settle()
        assert not isinstance(person.app.screen, FlowDialog)


async def test_the_dashboard_does_not_wait_for_a_slow_folder_to_look_for_copies(
    speaking, path: Path, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking.checkins.record(speaking.domains.focus().id, 60)
    path.with_name(f"{path.stem}-LAPTOP.json").write_bytes(path.read_bytes())
    threads: list[threading.Thread] = []
    may_list, list_folder = threading.Event(), atomic_file.list_folder

    def list_when_allowed(folder: Path) -> list[Path]:
        if folder == path.parent:
            threads.append(threading.current_thread())
            assert may_list.wait(20)
        return list_folder(folder)

    async with open_dashboard(ask=True) as person:
        await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))
        await person.press("l")
        await person.wait_for(lambda: "Nothing was changed" in person.toasts())
        await person.wait_for(lambda: person.app.screen is person.app.dashboard)
        # Other bytes than the first copy's, which was decided about.
        path.with_name(f"{path.stem} 2.json").write_bytes(path.read_bytes() + b"\n")
        monkeypatch.setattr(atomic_file, "list_folder", list_when_allowed)
        person.app.flow_runner.ask_what_is_due()
        await person.wait_for(lambda: bool(threads))
        person.app.post_message(key_event(BY_ID["help"].first_key))
        await person.wait_for(lambda: isinstance(person.app.screen, PageDialog))
        person.app.post_message(key_event("escape"))
        await person.wait_for(lambda: person.app.screen is person.app.dashboard)
        may_list.set()
        await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))
    assert threading.main_thread() not in threads


async def test_a_journal_of_a_newer_version_is_shown_but_never_changed(
    speaking, path: Path, open_dashboard: OpenDashboard
) -> None:
    original_text = path.read_text(encoding="utf-8")
    newer_text = re.sub(r'("id":"schema","value":)\d+', r"\g<1>999", original_text)
    assert newer_text != original_text
    path.write_text(newer_text, encoding="utf-8")
    async with open_dashboard() as person:
        assert "read-only" in person.text()
        assert "Speaking" in person.text()
        await person.run_command("check-in")
        await person.press("7")
        assert "newer version" in " ".join((person.error_message() + person.toasts()).split())
    assert path.read_text(encoding="utf-8") == newer_text


async def test_a_long_journal_shows_a_preview_until_its_snapshot_is_complete(
    journal: Journal, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_demo(journal)
    monkeypatch.setattr(snapshot, "MAX_DIRECT_RECORDS", 0)
    may_build, build_snapshot = threading.Event(), SnapshotBuilder.build

    def build_when_allowed(*arguments: Any) -> DashboardSnapshot:
        assert may_build.wait(20)
        return build_snapshot(*arguments)

    monkeypatch.setattr(SnapshotBuilder, "build", build_when_allowed)
    focus_name = journal.domains.focus().name
    other_names = [domain.name for domain in journal.domains.all() if domain.name != focus_name]
    app = EfficacyApp(Journal(journal.path, clock), ask_at_start=False)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: all(name in person.text() for name in other_names))
        # The worker waits, but everything else is drawn.
        await person.wait_for(lambda: not has_pending_work(app, but_workers=True))
        preview_lines = person.text().splitlines()
        pending_lines = {
            name: next(line for line in preview_lines if f" {name} " in line and " … " in line) for name in other_names
        }
        await pilot.press("enter", BY_ID["trends"].first_key)
        assert "still opening" in person.toasts()
        assert app.screen is app.dashboard
        app.clear_notifications()
        may_build.set()
        await person.wait_for(lambda: app.snapshot is not None)
        await person.settle()
        complete_lines = person.text().splitlines()
    changed_lines = [
        (preview_line, complete_line)
        for preview_line, complete_line in zip(preview_lines, complete_lines, strict=True)
        if preview_line != complete_line
    ]
    assert {preview_line for preview_line, _ in changed_lines} == set(pending_lines.values())
    for preview_line, complete_line in changed_lines:
        assert all(
            complete_character == preview_character
            for preview_character, complete_character in zip(preview_line, complete_line, strict=True)
            if preview_character not in " …"
        )
