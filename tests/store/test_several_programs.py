"""Several programs on one journal at once."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.events import Changed, ChangeDropped
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file, locking
from efficacy_tui.store.errors import DependentChange, JournalBusy, JournalUnreadable, NothingToUndo
from tests.support.store_files import list_stray_files, opened, run_program, started


def test_two_programs_with_200_changes_each_make_400(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    started(path)
    programs = [run_program("add", path, name, 200) for name in ("one", "two")]
    for program in programs:
        _, wrong = program.communicate(timeout=120)
        assert program.returncode == 0, wrong.decode()
    texts = {row.text for row in opened(path).contents.evidence.values()}
    assert texts == {f"{name} {number}" for name in ("one", "two") for number in range(200)}
    assert not list_stray_files(path)


def test_threads_of_one_program_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = started(path)
    journal.save_in_background()
    other = opened(path)

    def here() -> None:
        for number in range(60):
            journal.evidence.add(Mastery, domain, f"here {number}")

    def there() -> None:
        for number in range(20):
            other.evidence.add(Mastery, domain, f"there {number}")

    threads = [threading.Thread(target=here), threading.Thread(target=here), threading.Thread(target=there)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert journal.close(10) == 0
    journal.refresh()
    assert len(journal.contents.evidence) == 140
    assert opened(path).contents == journal.contents


def test_the_lock_of_a_dead_program_does_not_block(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = started(path)
    program = run_program("hold", path)
    assert program.stdout is not None
    assert program.stdout.readline() == b"HELD\n"
    program.kill()
    program.communicate()
    begin = time.monotonic()
    journal.evidence.add(Mastery, domain, "after the crash")
    assert time.monotonic() - begin < 2


def test_a_lock_that_is_not_had_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "journal.json"
    journal, domain = started(path)
    before = journal.contents
    assert locking.LOCK_SECONDS == 5
    monkeypatch.setattr(locking.locked.__wrapped__, "__defaults__", (0.1,))  # type: ignore[attr-defined]
    program = run_program("hold", path)
    assert program.stdout is not None
    assert program.stdout.readline() == b"HELD\n"
    with pytest.raises(JournalBusy, match="try again in a moment"):
        journal.evidence.add(Mastery, domain, "while it is held")
    assert journal.contents == before
    assert journal.store.unsaved == 0
    program.kill()
    program.communicate()
    journal.evidence.add(Mastery, domain, "afterwards")


def test_refresh_takes_in_the_other_programs_change_and_names_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = started(path)
    told: list[object] = []
    journal.subscribe(told.append)
    assert journal.refresh() is False
    other = opened(path)
    other.checkins.record(domain, 70)
    assert journal.refresh() is True
    assert journal.refresh() is False
    assert [(event.tables, event.domains) for event in told if isinstance(event, Changed)] == [
        (frozenset({"checkins"}), frozenset({domain}))
    ]
    other.undo()
    assert journal.refresh() is True
    assert domain in told[-1].domains  # type: ignore[attr-defined]


def test_a_file_damaged_meanwhile_is_told_once_and_left(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = started(path)
    path.write_bytes(b'{"meta"')
    with pytest.raises(JournalUnreadable):
        journal.refresh()
    assert journal.refresh() is False
    before = journal.contents
    with pytest.raises(JournalUnreadable):
        journal.checkins.record(domain, 70)
    assert journal.contents == before
    assert path.read_bytes() == b'{"meta"'


def test_an_unchanged_file_is_looked_at_and_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, _ = started(tmp_path / "journal.json")

    def refuse(*_: object) -> None:
        raise AssertionError("read")

    monkeypatch.setattr(atomic_file, "read_whole", refuse)
    assert journal.refresh() is False


def test_a_change_is_made_again_on_top_of_the_other_programs(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    one, domain = started(path)
    two = opened(path)
    one.checkins.record(domain, 40)
    assert two.checkins.record(domain, 70).id == next(iter(one.contents.checkins))
    one.refresh()
    assert [row.confidence for row in one.contents.checkins.values()] == [70]
    assert one.undo() == "Check-in: Speaking 70"
    assert [row.confidence for row in one.contents.checkins.values()] == [40]


def test_a_change_that_no_longer_fits_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    one, domain = started(path)
    entry = one.evidence.add(Mastery, domain, "a talk")
    two = opened(path)
    two.evidence.delete(entry.id)
    with pytest.raises(Rejected, match="no longer in the journal"):
        one.evidence.edit(entry.id, text="a longer talk")
    assert one.contents == two.contents
    assert one.store.unsaved == 0


def test_a_waiting_change_that_no_longer_fits_is_told_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    one, domain = started(path)
    entry = one.evidence.add(Mastery, domain, "a talk")
    told: list[object] = []
    one.subscribe(told.append)
    one.store.deferred = True
    two = opened(path)
    two.evidence.delete(entry.id)
    one.evidence.edit(entry.id, text="a longer talk")
    one.checkins.record(domain, 60)
    one.store.flush()
    assert len(one.contents.checkins) == 1
    assert not one.contents.evidence
    assert one.contents == opened(path).contents
    dropped = [event for event in told if isinstance(event, ChangeDropped)]
    assert [event.title for event in dropped] == ["Edit evidence"]
    assert dropped[0].reason.endswith("meanwhile: this entry is no longer there. Everything else was kept.")


def test_undo_takes_back_the_step_that_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    one, domain = started(path)
    one.checkins.record(domain, 40)
    two = opened(path)
    two.evidence.add(Mastery, domain, "from the other terminal")
    assert one.undo() == "Check-in: Speaking 40"
    assert len(one.contents.evidence) == 1
    assert not one.contents.checkins


def test_undo_of_what_another_program_built_on_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    one, domain = started(path)
    entry = one.evidence.add(Mastery, domain, "a talk")
    two = opened(path)
    two.evidence.edit(entry.id, text="a longer talk")
    with pytest.raises(DependentChange, match="changed again since"):
        one.undo()
    assert one.contents == two.contents


def test_undo_of_what_another_program_undid_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    one, domain = started(path)
    one.checkins.record(domain, 40)
    two = opened(path)
    two.undo()
    with pytest.raises(NothingToUndo, match="another program"):
        one.undo()
    assert one.contents == two.contents
