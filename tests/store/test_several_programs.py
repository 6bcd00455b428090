"""Several programs on one journal at once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from efficacy_tui.journal.events import Changed, ChangeDropped
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file, locking
from efficacy_tui.store.errors import DependentChange, JournalBusy, JournalUnreadable, NothingToUndo, Rejected
from tests.support.store_files import list_stray_files, open_journal, run_program, start_journal


def test_two_programs_with_200_changes_each_lose_none(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    start_journal(path)
    programs = [run_program("add_notes", path, name, 200) for name in ("one", "two")]
    for program in programs:
        _, errors = program.communicate(timeout=120)
        assert program.returncode == 0, errors.decode()
    texts = {row.text for row in open_journal(path).contents.evidence.values()}
    assert texts == {f"{name} {number}" for name in ("one", "two") for number in range(200)}
    assert not list_stray_files(path)


def test_concurrent_threads_lose_no_change(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    journal.save_in_background()
    other = open_journal(path)

    def add_in_journal() -> None:
        for number in range(60):
            journal.evidence.add(Mastery, domain, f"here {number}")

    def add_in_other() -> None:
        for number in range(20):
            other.evidence.add(Mastery, domain, f"there {number}")

    threads = [
        threading.Thread(target=add_in_journal),
        threading.Thread(target=add_in_journal),
        threading.Thread(target=add_in_other),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert journal.close(10) == 0
    journal.refresh()
    assert len(journal.contents.evidence) == 140
    assert open_journal(path).contents == journal.contents


def test_the_lock_of_a_dead_program_does_not_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    program = run_program("hold_lock", path)
    assert program.stdout is not None
    assert program.stdout.readline() == b"HELD\n"
    program.kill()
    program.communicate()
    # A lock that were still held would be an error at once.
    monkeypatch.setattr(locking.locked.__wrapped__, "__defaults__", (0,))  # type: ignore[attr-defined]
    assert journal.evidence.add(Mastery, domain, "after the crash").id in open_journal(path).contents.evidence


def test_a_lock_held_by_another_program_raises_journal_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    before = journal.contents
    assert locking.LOCK_SECONDS == 5
    monkeypatch.setattr(locking.locked.__wrapped__, "__defaults__", (0,))  # type: ignore[attr-defined]
    program = run_program("hold_lock", path)
    assert program.stdout is not None
    assert program.stdout.readline() == b"HELD\n"
    with pytest.raises(JournalBusy, match="try again in a moment"):
        journal.evidence.add(Mastery, domain, "while it is held")
    assert journal.contents == before
    assert journal.store.unsaved == 0
    program.kill()
    program.communicate()
    journal.evidence.add(Mastery, domain, "afterwards")


def test_refresh_loads_another_programs_change_and_reports_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    events: list[object] = []
    journal.subscribe(events.append)
    assert journal.refresh() is False
    other = open_journal(path)
    other.checkins.record(domain, 70)
    assert journal.refresh() is True
    assert journal.refresh() is False
    assert [(event.tables, event.domains) for event in events if isinstance(event, Changed)] == [
        (frozenset({"checkins"}), frozenset({domain}))
    ]
    other.undo()
    assert journal.refresh() is True
    assert domain in events[-1].domains  # type: ignore[attr-defined]


def test_a_file_damaged_while_open_is_reported_once_and_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    path.write_bytes(b'{"meta"')
    with pytest.raises(JournalUnreadable):
        journal.refresh()
    assert journal.refresh() is False
    before = journal.contents
    with pytest.raises(JournalUnreadable):
        journal.checkins.record(domain, 70)
    assert journal.contents == before
    assert path.read_bytes() == b'{"meta"'


def test_refresh_does_not_read_an_unchanged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")

    def refuse(*_: object) -> None:
        raise AssertionError("read")

    monkeypatch.setattr(atomic_file, "read_whole", refuse)
    assert journal.refresh() is False


def test_a_change_is_replayed_on_top_of_another_programs_change(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    first, domain = start_journal(path)
    second = open_journal(path)
    first.checkins.record(domain, 40)
    assert second.checkins.record(domain, 70).id == next(iter(first.contents.checkins))
    first.refresh()
    assert [row.confidence for row in first.contents.checkins.values()] == [70]
    assert first.undo() == "Check-in: Speaking 70"
    assert [row.confidence for row in first.contents.checkins.values()] == [40]


def test_a_conflicting_change_is_rejected_at_once(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    first, domain = start_journal(path)
    entry = first.evidence.add(Mastery, domain, "a talk")
    second = open_journal(path)
    second.evidence.delete(entry.id)
    with pytest.raises(Rejected, match="no longer in the journal"):
        first.evidence.edit(entry.id, text="a longer talk")
    assert first.contents == second.contents
    assert first.store.unsaved == 0


def test_a_conflicting_pending_change_is_reported_and_the_others_are_saved(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    first, domain = start_journal(path)
    entry = first.evidence.add(Mastery, domain, "a talk")
    events: list[object] = []
    first.subscribe(events.append)
    first.store.deferred = True
    second = open_journal(path)
    second.evidence.delete(entry.id)
    first.evidence.edit(entry.id, text="a longer talk")
    first.checkins.record(domain, 60)
    first.store.flush()
    assert len(first.contents.checkins) == 1
    assert not first.contents.evidence
    assert first.contents == open_journal(path).contents
    dropped = [event for event in events if isinstance(event, ChangeDropped)]
    assert [event.title for event in dropped] == ["Edit evidence"]
    assert dropped[0].reason.endswith(
        "in the meantime: this entry is no longer there. Your other changes are not affected."
    )


def test_undo_takes_back_the_intended_step_after_another_programs_change(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    first, domain = start_journal(path)
    first.checkins.record(domain, 40)
    second = open_journal(path)
    second.evidence.add(Mastery, domain, "from the other terminal")
    assert first.undo() == "Check-in: Speaking 40"
    assert len(first.contents.evidence) == 1
    assert not first.contents.checkins


def test_undo_of_a_record_another_program_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    first, domain = start_journal(path)
    entry = first.evidence.add(Mastery, domain, "a talk")
    second = open_journal(path)
    second.evidence.edit(entry.id, text="a longer talk")
    with pytest.raises(DependentChange, match="changed again since"):
        first.undo()
    assert first.contents == second.contents


def test_undo_of_a_step_another_program_undid_raises_nothing_to_undo(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    first, domain = start_journal(path)
    first.checkins.record(domain, 40)
    second = open_journal(path)
    second.undo()
    with pytest.raises(NothingToUndo, match="another program"):
        first.undo()
    assert first.contents == second.contents
