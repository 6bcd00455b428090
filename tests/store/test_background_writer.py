"""Writing in the background."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from efficacy_tui.journal.events import Changed, Saved, SaveFailed
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file, background_writer
from tests.support.store_files import opened, started


def until(true: object, seconds: float = 5) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "it never came"
        # The writer is another thread, and tells nobody.
        time.sleep(0.005)


def told_of(journal: Journal) -> list[object]:
    told: list[object] = []
    journal.subscribe(told.append)
    return told


def test_no_thread_before_the_first_change(tmp_path: Path) -> None:
    journal, domain = started(tmp_path / "journal.json")
    before = threading.active_count()
    journal.save_in_background()
    assert threading.active_count() == before
    journal.checkins.record(domain, 70)
    assert journal.close() == 0
    until(lambda: threading.active_count() == before)


def test_several_changes_are_one_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, domain = started(tmp_path / "journal.json")
    go, writes, real = threading.Event(), [], atomic_file.replace_file

    def slow(*arguments: object) -> object:
        if arguments[0] == journal.path.resolve():
            writes.append(1)
        go.wait(5)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(atomic_file, "replace_file", slow)
    told = told_of(journal)
    journal.save_in_background()
    for number in range(20):
        journal.evidence.add(Mastery, domain, f"note {number}")
    assert journal.store.unsaved == 20
    go.set()
    assert journal.close() == 0
    assert len(writes) <= 2
    assert [event for event in told if isinstance(event, Saved)]
    assert len(opened(journal.path).contents.evidence) == 20


def test_the_caller_never_waits_for_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, domain = started(tmp_path / "journal.json")
    go, real = threading.Event(), atomic_file.replace_file
    monkeypatch.setattr(atomic_file, "replace_file", lambda *a: (go.wait(5), real(*a))[1])
    journal.save_in_background()
    begin = time.monotonic()
    for number in range(10):
        journal.evidence.add(Mastery, domain, f"note {number}")
        assert journal.refresh() is False
    assert time.monotonic() - begin < 1
    go.set()
    assert journal.close() == 0


def test_a_failed_write_is_told_kept_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_writer.BackgroundWriter.__init__, "__defaults__", (0.02,))
    journal, domain = started(tmp_path / "journal.json")
    full, tries, real = [True], [], atomic_file.os.fsync

    def fsync(handle: int) -> None:
        tries.append(1)
        if full[0]:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(atomic_file.os, "fsync", fsync)
    told = told_of(journal)
    journal.save_in_background()
    journal.checkins.record(domain, 70)
    until(lambda: len(tries) > 3)
    failed = [event for event in told if isinstance(event, SaveFailed)]
    assert [event.waiting for event in failed] == [1]
    assert "No space left on device" in failed[0].reason
    assert journal.close(0.05) == 1
    assert len(journal.contents.checkins) == 1
    assert not [event for event in told if isinstance(event, Saved)]
    full[0] = False
    until(lambda: any(isinstance(event, Saved) for event in told))
    assert journal.close() == 0
    assert opened(journal.path).contents == journal.contents


def test_a_mistake_in_the_program_does_not_end_the_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_writer.BackgroundWriter.__init__, "__defaults__", (0.02,))
    journal, domain = started(tmp_path / "journal.json")
    with monkeypatch.context() as patch:
        patch.setattr(atomic_file, "replace_file", lambda *_: 1 / 0)
        told = told_of(journal)
        journal.save_in_background()
        journal.checkins.record(domain, 70)
        until(lambda: any(isinstance(event, SaveFailed) for event in told))
    assert journal.close() == 0
    assert len(opened(journal.path).contents.checkins) == 1


def test_with_nothing_to_write_the_thread_sleeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, domain = started(tmp_path / "journal.json")
    journal.save_in_background()
    journal.checkins.record(domain, 70)
    told = journal._writer
    assert told is not None
    assert told.drain(5) == 0
    until(lambda: not told._busy)
    waits: list[float | None] = []
    real = told._condition.wait
    monkeypatch.setattr(told._condition, "wait", lambda timeout=None: (waits.append(timeout), real(timeout))[1])
    told.wake()
    until(lambda: bool(waits))
    assert waits == [None]
    assert journal.close() == 0


def test_another_programs_change_is_told_by_the_writer(tmp_path: Path) -> None:
    journal, domain = started(tmp_path / "journal.json")
    opened(journal.path).checkins.record(domain, 40)
    journal.save_in_background()
    told = told_of(journal)
    journal.evidence.add(Mastery, domain, "here")
    assert journal.close() == 0
    assert any(isinstance(event, Changed) and "checkins" in event.tables for event in told)
    assert len(journal.contents.checkins) == 1


def test_after_close_changes_are_written_at_once(tmp_path: Path) -> None:
    journal, domain = started(tmp_path / "journal.json")
    journal.save_in_background()
    assert journal.close() == 0
    journal.checkins.record(domain, 70)
    assert len(opened(journal.path).contents.checkins) == 1
