"""An open program and a file that somebody else rolls back, replaces, moves away or erases."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.journal import maintenance
from efficacy_tui.journal.events import Changed, FileNotice, JournalGone, NamesakesNoticed
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file, backups, erase_marker
from efficacy_tui.store.erase import erase_everything
from efficacy_tui.store.errors import JournalErased, JournalTooLarge, JournalVanished, NotSaved, NotTakenOver
from efficacy_tui.store.missing_file import LOOK_SECONDS, LOOKS
from efficacy_tui.store.restore import restore_backup
from tests.support.namesakes import add_namesake
from tests.support.store_files import NOON, open_journal, start_journal


def texts_in(journal: Journal) -> set[str]:
    return {row.text for row in journal.contents.evidence.values()}


def count_waits(journal: Journal, at_wait: Callable[[int], object] = lambda _: None) -> list[float]:
    """Replace the pauses of a journal by `at_wait`, called with their number; return the list of their lengths."""
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        at_wait(len(waits))

    journal.store._wait = wait
    return waits


def notices_of(journal: Journal) -> list[str]:
    sentences: list[str] = []
    journal.subscribe(lambda event: sentences.append(event.sentence) if isinstance(event, FileNotice) else None)
    return sentences


@pytest.fixture
def opened(tmp_path: Path) -> tuple[Journal, str]:
    """An open journal with one entry, and its domain; a copy of the file from before the entry is `old.json`."""
    journal, domain = start_journal(tmp_path / "home" / "journal.json")
    shutil.copyfile(journal.path, tmp_path / "old.json")
    journal.evidence.add(Mastery, domain, "acknowledged")
    return journal, domain


# -- rolled back from outside --------------------------------------------------------------------


@pytest.mark.parametrize("is_deferred", [False, True], ids=["at once", "in the background"])
def test_a_rollback_is_merged_and_said(opened: tuple[Journal, str], tmp_path: Path, is_deferred: bool) -> None:
    journal, _ = opened
    if is_deferred:
        journal.save_in_background()
    sentences = notices_of(journal)
    shutil.copyfile(tmp_path / "old.json", journal.path)
    assert journal.refresh()
    assert texts_in(journal) == {"acknowledged"}
    assert journal.close() == 0
    assert texts_in(open_journal(journal.path)) == {"acknowledged"}
    assert sentences == [
        "Your journal file had gone back to an earlier version, as after a git checkout. What was missing "
        "was merged back into it: 1 record."
    ]


def test_a_rollback_found_while_saving_is_merged(opened: tuple[Journal, str], tmp_path: Path) -> None:
    journal, domain = opened
    shutil.copyfile(tmp_path / "old.json", journal.path)
    journal.evidence.add(Mastery, domain, "next")
    assert texts_in(journal) == texts_in(open_journal(journal.path)) == {"acknowledged", "next"}
    assert journal.undo() == "Evidence: next"
    assert journal.undo() == "Evidence: acknowledged"


def test_deletions_and_edits_survive_a_rollback(opened: tuple[Journal, str], tmp_path: Path) -> None:
    journal, domain = opened
    first, second = (journal.evidence.add(Mastery, domain, text).id for text in ("to go", "to change"))
    shutil.copyfile(journal.path, tmp_path / "older.json")
    journal.clock.move(minutes=1)  # type: ignore[attr-defined]
    journal.evidence.delete(first)
    journal.evidence.edit(second, text="changed")
    shutil.copyfile(tmp_path / "older.json", journal.path)
    journal.refresh()
    assert texts_in(journal) == texts_in(open_journal(journal.path)) == {"acknowledged", "changed"}


def test_what_the_other_side_recorded_is_merged_too(opened: tuple[Journal, str], tmp_path: Path) -> None:
    journal, domain = opened
    other = open_journal(tmp_path / "old.json", prefix=9)
    other.evidence.add(Mastery, domain, "from elsewhere")
    shutil.copyfile(other.path, journal.path)
    journal.refresh()
    assert texts_in(journal) == texts_in(open_journal(journal.path)) == {"acknowledged", "from elsewhere"}


def test_another_programs_changes_are_no_rollback(opened: tuple[Journal, str]) -> None:
    journal, domain = opened
    sentences = notices_of(journal)
    other = open_journal(journal.path)
    entry = next(iter(other.contents.evidence))
    other.evidence.edit(entry, text="reworded")
    other.evidence.delete(other.evidence.add(Mastery, domain, "for a moment").id)
    other.undo()
    other.evidence.delete(entry)
    other.checkins.record(domain, 50)
    other.undo()
    bytes_before = journal.path.read_bytes()
    journal.refresh()
    assert journal.contents == other.contents
    assert (sentences, journal.path.read_bytes()) == ([], bytes_before)


def test_a_rollback_that_cannot_be_merged_into_the_file_yet_stays_pending(
    opened: tuple[Journal, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, domain = opened
    shutil.copyfile(tmp_path / "old.json", journal.path)
    with monkeypatch.context() as patch:
        patch.setattr("efficacy_tui.store.atomic_file.replace_file", _refuse)
        with pytest.raises(NotSaved):
            journal.refresh()
    assert texts_in(journal) == {"acknowledged"}
    assert journal.store.unsaved == 1
    journal.evidence.add(Mastery, domain, "next")
    assert texts_in(open_journal(journal.path)) == {"acknowledged", "next"}


def test_a_rollback_behind_an_erasure_does_not_bring_it_back(opened: tuple[Journal, str], tmp_path: Path) -> None:
    journal, domain = opened
    journal.evidence.add(Mastery, domain, "stays")
    shutil.copyfile(journal.path, tmp_path / "before.json")
    maintenance.erase(journal, next(row.id for row in journal.contents.evidence.values() if row.text != "stays"))
    shutil.copyfile(tmp_path / "before.json", journal.path)
    journal.refresh()
    assert texts_in(journal) == {"stays"}
    assert b"acknowledged" not in journal.path.read_bytes()


# -- changed on purpose --------------------------------------------------------------------------


def test_a_restore_is_followed_after_a_backup_of_the_memory(opened: tuple[Journal, str], tmp_path: Path) -> None:
    journal, _ = opened
    sentences = notices_of(journal)
    restore_backup(journal.path, tmp_path / "old.json", NOON)
    journal.refresh()
    assert texts_in(journal) == texts_in(open_journal(journal.path)) == set()
    assert [name for name in _backups_with(journal.path, b"acknowledged") if name in sentences[0]]


def test_a_purge_is_followed_without_a_backup(opened: tuple[Journal, str]) -> None:
    journal, domain = opened
    other = open_journal(journal.path)
    other.evidence.edit(next(iter(other.contents.evidence)), text="reworded")
    journal.refresh()
    count = len(backups.list_backups(journal.path))
    maintenance.purge_history(other)
    journal.refresh()
    assert journal.store.history.undoable() is None
    assert len(backups.list_backups(journal.path)) == count
    journal.checkins.record(domain, 50)
    assert b"acknowledged" not in journal.path.read_bytes()


def test_an_erasure_is_followed_without_a_backup_of_what_went(opened: tuple[Journal, str]) -> None:
    journal, domain = opened
    other = open_journal(journal.path)
    maintenance.erase(other, next(iter(other.contents.evidence)))
    journal.checkins.record(domain, 50)
    assert texts_in(journal) == set()
    assert _files_with(journal.path.parent, b"acknowledged") == []


def test_nothing_is_taken_over_if_the_memory_cannot_be_kept(
    opened: tuple[Journal, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, _ = opened
    restore_backup(journal.path, tmp_path / "old.json", NOON)
    with monkeypatch.context() as patch:
        patch.setattr("efficacy_tui.store.atomic_file.create_file", _refuse)
        with pytest.raises(NotTakenOver, match="No space left"):
            journal.refresh()
        assert journal.refresh() is False
    assert texts_in(journal) == {"acknowledged"}


def test_another_journal_in_its_place_is_not_merged(opened: tuple[Journal, str], tmp_path: Path) -> None:
    journal, _ = opened
    other, other_domain = start_journal(tmp_path / "other" / "journal.json", prefix=7)
    other.evidence.add(Mastery, other_domain, "somebody else")
    sentences = notices_of(journal)
    shutil.copyfile(other.path, journal.path)
    journal.refresh()
    assert texts_in(journal) == {"somebody else"}
    (aside,) = journal.path.parent.glob("journal.replaced-*.json")
    assert texts_in(open_journal(aside)) == {"acknowledged"}
    assert aside.name in sentences[0]
    assert b"acknowledged" not in journal.path.read_bytes()


# -- gone ----------------------------------------------------------------------------------------


def test_a_missing_file_is_looked_for_again_for_two_seconds(opened: tuple[Journal, str]) -> None:
    journal, domain = opened
    away = journal.path.with_name("away")
    journal.path.rename(away)
    waits = count_waits(journal, lambda number: away.rename(journal.path) if number == LOOKS else None)
    journal.checkins.record(domain, 50)
    assert sum(waits) == pytest.approx(2)
    assert set(waits) == {LOOK_SECONDS}
    assert open_journal(journal.path).contents == journal.contents


def test_a_missing_file_is_not_written_again_unasked(opened: tuple[Journal, str]) -> None:
    journal, domain = opened
    count_waits(journal)
    journal.path.unlink()
    before = journal.contents
    with pytest.raises(JournalVanished, match="Nothing was written"):
        journal.checkins.record(domain, 50)
    assert journal.contents == before
    assert not journal.path.exists()
    assert journal.is_missing
    assert journal.refresh() is False
    journal.write_again()
    assert not journal.is_missing
    assert open_journal(journal.path).contents == before


def test_a_missing_file_is_reported_once_by_refresh(opened: tuple[Journal, str]) -> None:
    journal, _ = opened
    waits = count_waits(journal)
    journal.path.unlink()
    with pytest.raises(JournalVanished):
        journal.refresh()
    assert journal.refresh() is False
    assert len(waits) == LOOKS


def test_writing_again_merges_with_a_file_that_came_back(opened: tuple[Journal, str], tmp_path: Path) -> None:
    journal, _ = opened
    count_waits(journal)
    journal.path.unlink()
    with pytest.raises(JournalVanished):
        journal.refresh()
    shutil.copyfile(tmp_path / "old.json", journal.path)
    journal.write_again()
    assert texts_in(journal) == texts_in(open_journal(journal.path)) == {"acknowledged"}


def test_the_writer_keeps_changes_while_the_file_is_gone_and_says_so_once(opened: tuple[Journal, str]) -> None:
    journal, domain = opened
    count_waits(journal)
    journal.save_in_background()
    events: list[object] = []
    journal.subscribe(events.append)
    journal.path.unlink()
    journal.checkins.record(domain, 50)
    assert journal.close(0.3) == 1
    assert [event.is_erased for event in events if isinstance(event, JournalGone)] == [False]
    assert not journal.path.exists()
    journal.write_again()
    assert journal.close(5) == 0
    assert [row.confidence for row in open_journal(journal.path).contents.checkins.values()] == [50]


@pytest.mark.parametrize("change", ["record", "draft", "undo", "refresh", "write_again"])
def test_an_erased_journal_is_never_brought_back(opened: tuple[Journal, str], change: str) -> None:
    journal, domain = opened
    count_waits(journal)
    erase_everything(journal.path, NOON)
    actions: dict[str, Callable[[], object]] = {
        "record": lambda: journal.checkins.record(domain, 50),
        "draft": lambda: journal.settings.save_draft("evidence", {"typed": {"text": "a draft"}}),
        "undo": journal.undo,
        "refresh": journal.refresh,
        "write_again": journal.write_again,
    }
    with pytest.raises(JournalErased, match="erased this journal"):
        actions[change]()
    assert journal.is_erased
    assert not journal.contents.domains
    assert journal.store.unsaved == 0
    assert {item.name for item in journal.path.parent.iterdir()} <= {".journal.json.erased", ".journal.json.lock"}


def test_an_erased_journal_is_not_brought_back_by_the_writer(opened: tuple[Journal, str]) -> None:
    journal, domain = opened
    count_waits(journal)
    journal.save_in_background()
    events: list[object] = []
    journal.subscribe(events.append)
    erase_everything(journal.path, NOON)
    journal.checkins.record(domain, 50)
    assert journal.close(5) == 0
    assert [type(event).__name__ for event in events] == [Changed.__name__, JournalGone.__name__]
    assert not journal.path.exists()


def test_a_new_journal_after_an_erasure_is_not_taken_for_the_old_one(opened: tuple[Journal, str]) -> None:
    journal, domain = opened
    count_waits(journal)
    erase_everything(journal.path, NOON)
    new, _ = start_journal(journal.path, prefix=5)
    with pytest.raises(JournalErased):
        journal.checkins.record(domain, 50)
    assert _files_with(journal.path.parent, b"acknowledged") == []
    assert open_journal(journal.path).contents == new.contents


def test_the_marker_goes_with_the_first_start_a_day_later(opened: tuple[Journal, str]) -> None:
    journal, _ = opened
    erase_everything(journal.path, NOON)
    marker = erase_marker.marker_path(journal.path)
    open_journal(journal.path, NOON.replace(hour=23))
    assert marker.exists()
    assert "acknowledged" not in marker.read_text()
    assert json.loads(marker.read_text())["journal"] != journal.store.facts.get("journal")
    open_journal(journal.path, NOON.replace(day=3))
    assert not marker.exists()


@pytest.mark.parametrize(
    "data", ["", "{}", '{"journal": "", "at": "2026-03-02T12:00:00"}', '{"journal": 1, "at": "x"}']
)
def test_a_marker_that_cannot_be_read_says_nothing(opened: tuple[Journal, str], data: str) -> None:
    journal, domain = opened
    count_waits(journal)
    marker = erase_marker.marker_path(journal.path)
    marker.write_text(data)
    journal.path.unlink()
    with pytest.raises(JournalVanished):
        journal.checkins.record(domain, 50)
    journal.write_again()
    open_journal(journal.path)
    assert not marker.exists()


# -- drives --------------------------------------------------------------------------------------


def test_a_drive_that_comes_back_under_another_number_is_used_again(opened: tuple[Journal, str]) -> None:
    journal, domain = opened
    folder = journal.path.parent
    away = folder.with_name("away")
    folder.rename(away)
    with pytest.raises(NotSaved, match="no longer there"):
        journal.checkins.record(domain, 50)
    shutil.copytree(away, folder)
    journal.checkins.record(domain, 60)
    assert [row.confidence for row in open_journal(journal.path).contents.checkins.values()] == [60]


def test_an_older_state_of_a_drive_that_comes_back_is_merged(opened: tuple[Journal, str], tmp_path: Path) -> None:
    journal, _ = opened
    folder = journal.path.parent
    folder.rename(folder.with_name("away"))
    folder.mkdir()
    shutil.copyfile(tmp_path / "old.json", journal.path)
    journal.refresh()
    assert texts_in(open_journal(journal.path)) == {"acknowledged"}


@pytest.mark.parametrize("has_journal", [False, True], ids=["empty", "with another journal"])
def test_another_drive_in_its_place_is_left_alone(
    opened: tuple[Journal, str], tmp_path: Path, has_journal: bool
) -> None:
    journal, domain = opened
    folder = journal.path.parent
    folder.rename(folder.with_name("away"))
    folder.mkdir()
    if has_journal:
        start_journal(journal.path, prefix=7)
    files_before = {item.name: item.read_bytes() for item in folder.iterdir() if item.is_file()}
    with pytest.raises(NotSaved, match="another folder is in its place"):
        journal.checkins.record(domain, 50)
    assert journal.refresh() is False
    assert {item.name: item.read_bytes() for item in folder.iterdir() if item.is_file()} == files_before
    assert texts_in(journal) == {"acknowledged"}


def test_a_drive_that_comes_back_but_refuses_to_be_read_is_no_other_one(
    opened: tuple[Journal, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, domain = opened
    folder = journal.path.parent
    files = shutil.copytree(folder, folder.with_name("back"))
    folder.rename(folder.with_name("away"))
    files.rename(folder)

    def refuse(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as refusing:
        for name in ("read_head", "read_whole", "check_readable"):
            refusing.setattr(atomic_file, name, refuse)
        with pytest.raises(NotSaved, match="Permission denied"):
            journal.checkins.record(domain, 50)
    assert journal.checkins.record(domain, 51)


def test_a_file_that_would_be_too_large_to_read_is_not_written(
    opened: tuple[Journal, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, domain = opened
    other = open_journal(tmp_path / "old.json", prefix=9)
    other.evidence.add(Mastery, domain, "x" * 4000)
    monkeypatch.setattr("efficacy_tui.journal.maintenance.MAX_BYTES", journal.path.stat().st_size + 1000)
    bytes_before = journal.path.read_bytes()
    journal.save_in_background()
    with pytest.raises(JournalTooLarge, match="Nothing was written"):
        maintenance.merge_copy(journal, other.path)
    assert journal.close() == 0
    assert journal.path.read_bytes() == bytes_before
    journal.store._storage.storage.max_bytes = len(bytes_before) + 100
    with pytest.raises(JournalTooLarge):
        journal.evidence.add(Mastery, domain, "y" * 4000)
    assert journal.path.read_bytes() == bytes_before


def _backups_with(path: Path, text: bytes) -> list[str]:
    return [item.path.name for item in backups.list_backups(path) if text in item.path.read_bytes()]


def _files_with(folder: Path, text: bytes) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and text in file.read_bytes()]


def _refuse(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_an_open_program_follows_a_join_and_its_undo_without_a_word(tmp_path: Path) -> None:
    journal, _ = start_journal(tmp_path / "journal.json", prefix=1)
    younger = add_namesake(journal, "Speaking")
    journal.evidence.add(Mastery, younger, "of the younger")
    journal.checkins.record(younger, 40)
    watching = open_journal(journal.path, NOON + dt.timedelta(hours=1), 2)
    events: list[object] = []
    watching.subscribe(events.append)
    for act in (lambda: journal.domains.join_namesakes(younger), journal.undo, journal.redo, journal.undo):
        journal.clock.move(minutes=1)  # type: ignore[attr-defined]  # a fixed clock
        act()
        watching.refresh()
        assert watching.contents == journal.contents
    assert {type(event) for event in events} == {Changed, NamesakesNoticed}


def test_what_waits_to_be_saved_for_a_domain_that_was_joined_meanwhile_goes_to_its_owner(tmp_path: Path) -> None:
    journal, older = start_journal(tmp_path / "journal.json", prefix=1)
    younger = add_namesake(journal, "Speaking")
    other = open_journal(journal.path, NOON + dt.timedelta(hours=1), 2)
    other.store.deferred = True
    other.checkins.record(younger, 40, note="waits")
    journal.domains.join_namesakes(younger)
    journal.checkins.record(older, 70)
    other.store.flush()
    journal.refresh()
    assert journal.contents == other.contents
    (rating,) = journal.contents.checkins.values()
    assert (rating.domain, rating.confidence, rating.note) == (older, 40, "waits")
