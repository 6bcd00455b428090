"""The background writer."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from efficacy_tui.journal.events import Changed, Saved, SaveFailed
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file, background_writer
from tests.support.store_files import open_journal, start_journal


def wait_until(condition: object, seconds: float = 5) -> None:
    """Poll until a condition is true, or fail after some seconds."""
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it never came"
        # The writer thread sends no signal that the test could wait for.
        time.sleep(0.005)


def record_events(journal: Journal) -> list[object]:
    events: list[object] = []
    journal.subscribe(events.append)
    return events


def test_writer_thread_starts_with_the_first_change_and_ends_with_close(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    thread_count = threading.active_count()
    journal.save_in_background()
    assert threading.active_count() == thread_count
    journal.checkins.record(domain, 70)
    assert journal.close() == 0
    wait_until(lambda: threading.active_count() == thread_count)


def test_several_changes_become_at_most_two_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    released, writes, replace_file = threading.Event(), [], atomic_file.replace_file

    def slow_replace(*arguments: object) -> object:
        if arguments[0] == journal.path.resolve():
            writes.append(1)
        released.wait(5)
        return replace_file(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(atomic_file, "replace_file", slow_replace)
    events = record_events(journal)
    journal.save_in_background()
    for number in range(20):
        journal.evidence.add(Mastery, domain, f"note {number}")
    assert journal.store.unsaved == 20
    released.set()
    assert journal.close() == 0
    assert len(writes) <= 2
    assert [event for event in events if isinstance(event, Saved)]
    assert len(open_journal(journal.path).contents.evidence) == 20


def test_the_caller_never_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    released, replace_file = threading.Event(), atomic_file.replace_file
    monkeypatch.setattr(atomic_file, "replace_file", lambda *a: (released.wait(5), replace_file(*a))[1])
    journal.save_in_background()
    start = time.monotonic()
    for number in range(10):
        journal.evidence.add(Mastery, domain, f"note {number}")
        assert journal.refresh() is False
    assert time.monotonic() - start < 1
    released.set()
    assert journal.close() == 0


def test_failed_write_is_reported_once_kept_in_memory_and_retried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background_writer.BackgroundWriter.__init__, "__defaults__", (0.02,))
    journal, domain = start_journal(tmp_path / "journal.json")
    disk_full, tries, real_fsync = [True], [], atomic_file.os.fsync

    def fsync(handle: int) -> None:
        tries.append(1)
        if disk_full[0]:
            raise OSError(28, "No space left on device")
        real_fsync(handle)

    monkeypatch.setattr(atomic_file.os, "fsync", fsync)
    events = record_events(journal)
    journal.save_in_background()
    journal.checkins.record(domain, 70)
    wait_until(lambda: len(tries) > 3)
    failures = [event for event in events if isinstance(event, SaveFailed)]
    assert [event.waiting for event in failures] == [1]
    assert "No space left on device" in failures[0].reason
    assert journal.close(0.05) == 1
    assert len(journal.contents.checkins) == 1
    assert not [event for event in events if isinstance(event, Saved)]
    disk_full[0] = False
    wait_until(lambda: any(isinstance(event, Saved) for event in events))
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
        wait_until(lambda: any(isinstance(event, SaveFailed) for event in events))
    assert journal.close() == 0
    assert len(open_journal(journal.path).contents.checkins) == 1


def test_idle_writer_thread_waits_without_timeout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.save_in_background()
    journal.checkins.record(domain, 70)
    writer = journal._writer
    assert writer is not None
    assert writer.drain(5) == 0
    wait_until(lambda: not writer._busy)
    timeouts: list[float | None] = []
    real_wait = writer._condition.wait
    monkeypatch.setattr(
        writer._condition, "wait", lambda timeout=None: (timeouts.append(timeout), real_wait(timeout))[1]
    )
    writer.wake()
    wait_until(lambda: bool(timeouts))
    assert timeouts == [None]
    assert journal.close() == 0


def test_writer_reports_a_change_of_another_program(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    open_journal(journal.path).checkins.record(domain, 40)
    journal.save_in_background()
    events = record_events(journal)
    journal.evidence.add(Mastery, domain, "here")
    assert journal.close() == 0
    assert any(isinstance(event, Changed) and "checkins" in event.tables for event in events)
    assert len(journal.contents.checkins) == 1


def test_changes_after_close_are_written_at_once(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.save_in_background()
    assert journal.close() == 0
    journal.checkins.record(domain, 70)
    assert len(open_journal(journal.path).contents.checkins) == 1
