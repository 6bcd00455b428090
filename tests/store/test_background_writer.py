"""The background writer."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, TypeVar

import pytest

from efficacy_tui.journal.events import Changed, Saved, SaveFailed
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file, background_writer
from tests.support.store_files import open_journal, start_journal

Kind = TypeVar("Kind")


PATIENCE = 60
"""Seconds after which a test gives up; when all is well, it never waits so long."""


class Recorder:
    """What a test waits for: the journal's events and calls of patched functions, as they come from any thread."""

    def __init__(self) -> None:
        self.items: list[object] = []
        self._changed = threading.Condition()

    def add(self, item: object) -> None:
        """Record an item."""
        with self._changed:
            self.items.append(item)
            self._changed.notify_all()

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The items of a kind."""
        with self._changed:
            return [item for item in self.items if isinstance(item, kind)]

    def wait_for(self, kind: type[object], number: int = 1) -> None:
        """Wait until there are so many items of a kind."""
        with self._changed:
            enough = self._changed.wait_for(lambda: len(self.of(kind)) >= number, PATIENCE)
        assert enough, f"there are only {self.items}"


def record_events(journal: Journal) -> Recorder:
    recorder = Recorder()
    journal.subscribe(recorder.add)
    return recorder


def writer_of(journal: Journal) -> background_writer.BackgroundWriter:
    assert journal._writer is not None
    return journal._writer


class BlockedDisk:
    """A disk that does not respond until it is `released`; `finished` counts the journals written."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.released, self.reached, self.finished = threading.Event(), threading.Event(), 0
        replace_file = atomic_file.replace_file

        def replace_when_released(target: Path, *arguments: Any, **keywords: Any) -> Any:
            self.reached.set()
            self.released.wait(PATIENCE)
            signature = replace_file(target, *arguments, **keywords)
            self.finished += target == path.resolve()
            return signature

        monkeypatch.setattr(atomic_file, "replace_file", replace_when_released)


def test_writer_thread_starts_with_the_first_change_and_ends_with_close(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    thread_count = threading.active_count()
    journal.save_in_background()
    assert threading.active_count() == thread_count
    journal.checkins.record(domain, 70)
    thread = writer_of(journal)._thread
    assert thread is not None
    assert journal.close() == 0
    thread.join(PATIENCE)
    assert threading.active_count() == thread_count


def test_several_changes_become_at_most_two_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    disk = BlockedDisk(journal.path, monkeypatch)
    events = record_events(journal)
    journal.save_in_background()
    for number in range(20):
        journal.evidence.add(Mastery, domain, f"note {number}")
    assert journal.store.unsaved == 20
    disk.released.set()
    assert journal.close() == 0
    assert disk.finished <= 2
    events.wait_for(Saved)
    assert len(open_journal(journal.path).contents.evidence) == 20


def test_a_flush_without_changes_repeats_what_the_disk_said_of_the_last_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    monkeypatch.setattr(atomic_file, "sync_folder", lambda _folder: False)
    journal.evidence.add(Mastery, domain, "spoke up")
    assert not journal.store.flush().is_confirmed
    monkeypatch.undo()
    journal.evidence.add(Mastery, domain, "spoke again")
    assert journal.store.flush().is_confirmed


def test_the_caller_never_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    disk = BlockedDisk(journal.path, monkeypatch)
    journal.save_in_background()
    for number in range(10):
        journal.evidence.add(Mastery, domain, f"note {number}")
        assert disk.reached.wait(PATIENCE)
        assert journal.refresh() is False
    assert disk.finished == 0
    disk.released.set()
    assert journal.close() == 0


def test_failed_write_is_reported_once_kept_in_memory_and_retried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background_writer.BackgroundWriter.__init__, "__defaults__", (0.02,))
    journal, domain = start_journal(tmp_path / "journal.json")
    disk_full, tries, real_fsync = [True], Recorder(), atomic_file.os.fsync

    def fsync(handle: int) -> None:
        tries.add(handle)
        if disk_full[0]:
            raise OSError(28, "No space left on device")
        real_fsync(handle)

    monkeypatch.setattr(atomic_file.os, "fsync", fsync)
    events = record_events(journal)
    journal.save_in_background()
    journal.checkins.record(domain, 70)
    tries.wait_for(int, 4)
    failures = events.of(SaveFailed)
    assert [event.waiting for event in failures] == [1]
    assert "No space left on device" in failures[0].reason
    assert journal.close(0.05) == 1
    assert len(journal.contents.checkins) == 1
    assert not events.of(Saved)
    disk_full[0] = False
    events.wait_for(Saved)
    assert journal.close() == 0
    assert open_journal(journal.path).contents == journal.contents


def test_unexpected_exception_does_not_end_the_writer_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_writer.BackgroundWriter.__init__, "__defaults__", (0.02,))
    journal, domain = start_journal(tmp_path / "journal.json")
    with monkeypatch.context() as patch:
        patch.setattr(atomic_file, "replace_file", lambda *_: 1 / 0)
        events = record_events(journal)
        journal.save_in_background()
        journal.checkins.record(domain, 70)
        events.wait_for(SaveFailed)
    assert journal.close() == 0
    assert len(open_journal(journal.path).contents.checkins) == 1


def test_idle_writer_thread_waits_without_timeout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.save_in_background()
    journal.checkins.record(domain, 70)
    writer = writer_of(journal)
    assert writer.drain(PATIENCE) == 0
    timeouts, real_wait = Recorder(), writer._condition.wait

    def wait(timeout: float | None = None) -> bool:
        timeouts.add("none" if timeout is None else timeout)
        return real_wait(timeout)

    monkeypatch.setattr(writer._condition, "wait", wait)
    writer.wake()
    timeouts.wait_for(object)
    assert timeouts.items == ["none"]
    assert journal.close() == 0


def test_writer_reports_a_change_of_another_program(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    open_journal(journal.path).checkins.record(domain, 40)
    journal.save_in_background()
    events = record_events(journal)
    journal.evidence.add(Mastery, domain, "here")
    assert journal.close() == 0
    assert any("checkins" in event.tables for event in events.of(Changed))
    assert len(journal.contents.checkins) == 1


def test_changes_after_close_are_written_at_once(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.save_in_background()
    assert journal.close() == 0
    journal.checkins.record(domain, 70)
    assert len(open_journal(journal.path).contents.checkins) == 1
