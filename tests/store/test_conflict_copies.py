"""A file beside the journal is a conflict copy if it is a version of the journal, whatever a synchroniser calls it."""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest

from efficacy_tui.journal import maintenance
from efficacy_tui.journal.conflict_copies import list_conflict_copies, read_digest, settle_copy
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import file_facts
from efficacy_tui.store.conflict_copies import find_conflict_copies, find_named_copies
from efficacy_tui.store.copies import list_copies
from tests.support.store_files import NOON, open_journal, start_journal

NAMES = {
    "ownCloud": "journal_conflict-20260302-120000.json",
    "Nextcloud": "journal (conflicted copy 2026-03-02 120000).json",
    "Syncthing": "journal.sync-conflict-20260302-120000-ABCDEFG.json",
    "Dropbox": "journal (Mara's conflicted copy 2026-03-02).json",
    "Dropbox, by case": "journal (Case Conflict).json",
    "Dropbox, another case": "Journal (Case Conflict 1).json",
    "Dropbox in German": "journal (Konfliktkopie von LAPTOP 2026-03-02).json",
    "Dropbox in French": "journal (Copie en conflit de Zoë 2026-03-02).json",
    "Dropbox in Japanese": "journal (Mara の競合コピー 2026-03-02).json",
    "OneDrive": "journal-LAPTOP.json",
    "iCloud": "journal 2.json",
    "Google Drive": "journal (1).json",
    "Google Drive, by hand": "Copy of journal.json",
    "Seafile": "journal (SFConflict mara@example.org 2026-03-02-12-00-00).json",
    "Resilio": "journal.Conflict.json",
    "rclone": "journal.json.conflict1",
    "rclone, with the suffix": "journal.conflict1.json",
    "rclone, before": "journal.json..path2",
    "Synology": "journal_NAS_Mar-02-120000-2026_Conflict.json",
    "an editor": "journal.json~",
    "git": "journal.json.orig",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_version_of_the_journal_is_found_by_its_id(tmp_path: Path, name: str) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")
    (tmp_path / name).write_bytes(journal.path.read_bytes())
    assert [file.name for file in find_conflict_copies(journal.path)] == [name]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_another_journal_and_other_files_are_not(tmp_path: Path, name: str) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")
    other, _ = start_journal(tmp_path / "elsewhere" / "journal.json", prefix=7)
    assert file_facts.peek_facts(other.path)["journal"] != file_facts.peek_facts(journal.path)["journal"]
    for data in (other.path.read_bytes(), b"{}", b"", b"\0" * 5000, b'{"meta":' + b"[" * 100_000, b'"domains"'):
        (tmp_path / name).write_bytes(data)
        assert find_conflict_copies(journal.path) == []


def test_what_this_program_wrote_itself_is_not_a_conflict_copy(tmp_path: Path) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")
    data = journal.path.read_bytes()
    names = ("journal.damaged-2026-03-02T120000Z.json", "journal.replaced-2026-03-02T120000Z.json",
             "journal.set-aside-2026-03-02T120000Z.json", ".journal.json.writing-1-ab", "elsewhere.json")  # fmt: skip
    for name in names:
        (tmp_path / name).write_bytes(data)
    assert find_conflict_copies(journal.path) == []


def test_links_to_the_journal_pipes_and_folders_are_not_copies(tmp_path: Path) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")
    (tmp_path / "journal 2.json").symlink_to(journal.path)
    os.link(journal.path, tmp_path / "journal 3.json")
    (tmp_path / "journal 4.json").symlink_to("nowhere")
    os.mkfifo(tmp_path / "journal 5.json")
    (tmp_path / "journal 6.json").mkdir()
    assert find_conflict_copies(journal.path) == []


def test_a_name_may_be_written_in_another_form_of_unicode_or_case(tmp_path: Path) -> None:
    journal, _ = start_journal(tmp_path / "dévoir.json")
    name = unicodedata.normalize("NFD", "DÉVOIR (1).JSON")
    (tmp_path / name).write_bytes(journal.path.read_bytes())
    assert [file.name for file in find_conflict_copies(journal.path)] == [name]


def test_a_copy_that_another_program_has_formatted_is_found(tmp_path: Path) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")
    tables = json.loads(journal.path.read_bytes())
    meta = tables.pop("meta")
    (tmp_path / "journal 2.json").write_text(json.dumps({**tables, "meta": meta}, indent=4))
    assert [file.name for file in find_conflict_copies(journal.path)] == ["journal 2.json"]


def test_copies_of_before_there_were_ids_are_found_by_the_id_they_would_get(tmp_path: Path) -> None:
    fixture = json.loads((Path(__file__).parent / "fixtures" / "schema-1.json").read_bytes())
    facts = file_facts.facts_in(fixture)
    file_facts.set_fact(fixture, "journal", None)
    path = tmp_path / "journal.json"
    path.write_text(json.dumps(fixture))
    assert facts["schema"] == 1
    open_journal(path, NOON)
    assert "journal" in file_facts.peek_facts(path)
    (tmp_path / "journal-LAPTOP.json").write_text(json.dumps(fixture))
    assert [file.name for file in find_conflict_copies(path)] == ["journal-LAPTOP.json"]
    fixture["domains"] = {"1": {**next(iter(fixture["domains"].values())), "id": "f" * 32}}
    (tmp_path / "journal-LAPTOP.json").write_text(json.dumps(fixture))
    assert find_conflict_copies(path) == []


def test_beside_a_damaged_journal_only_a_copy_that_says_so_counts(tmp_path: Path) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")
    for name in ("journal 2.json", "journal (conflicted copy).json"):
        (tmp_path / name).write_bytes(journal.path.read_bytes())
    journal.path.write_bytes(b"{")
    assert [file.name for file in find_conflict_copies(journal.path)] == ["journal (conflicted copy).json"]


def test_a_copy_of_any_name_is_among_those_that_an_erasure_cleans(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.evidence.add(Mastery, domain, "what nobody should read")
    copy = tmp_path / "journal-LAPTOP.json"
    copy.write_bytes(journal.path.read_bytes())
    unreadable = tmp_path / "journal (conflicted copy).json"
    unreadable.write_bytes(b"")
    assert copy in list_copies(journal.path)
    matches = maintenance.find_text(journal, "nobody should")
    maintenance.erase_matches(journal, matches, "nobody should")
    assert b"nobody should" not in copy.read_bytes()


def test_a_copy_without_content_still_says_by_its_name_that_machines_share_the_folder(tmp_path: Path) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")
    for name in ("journal.sync-conflict-20260302-120000-ABCDEFG.json", "journal 2.json", "conflicts of journal.json"):
        (tmp_path / name).write_bytes(b"{}")
    named = find_named_copies(journal.path)
    assert [file.name for file in named] == ["journal.sync-conflict-20260302-120000-ABCDEFG.json"]


def test_large_files_with_a_similar_name_are_read_no_further_than_their_head(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")
    other, _ = start_journal(tmp_path / "elsewhere" / "journal.json", prefix=7)
    (tmp_path / "journal of photos.json").write_bytes(b'{"photos": [' + b"1," * 100_000 + b"1]}")
    (tmp_path / "journal-work.json").write_bytes(other.path.read_bytes())

    def refuse(path: Path, *_: object) -> None:
        raise AssertionError(path)

    monkeypatch.setattr("efficacy_tui.store.atomic_file.read_whole", refuse)
    assert find_conflict_copies(journal.path) == []


def test_a_settled_copy_stays_settled_under_another_name_and_date_and_after_a_restart(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    copy = tmp_path / "journal 2.json"
    copy.write_bytes(journal.path.read_bytes())
    (undecided,) = list_conflict_copies(journal)
    assert not undecided.is_settled
    settle_copy(journal, undecided.digest)
    renamed = copy.rename(tmp_path / "journal 3.json")
    os.utime(renamed, ns=(1, 1))
    (settled,) = list_conflict_copies(open_journal(journal.path))
    assert (settled.path, settled.is_settled) == (renamed, True)
    changed = open_journal(renamed)
    changed.evidence.add(Mastery, domain, "from the other machine")
    (undecided,) = list_conflict_copies(journal)
    assert not undecided.is_settled


def test_what_was_decided_stays_bounded_and_the_newest_is_kept(tmp_path: Path) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")
    copy = tmp_path / "journal 2.json"
    copy.write_bytes(journal.path.read_bytes())
    journal.settings.set("copies seen", [f"{number:032x}" for number in range(200)])
    settle_copy(journal, read_digest(copy))
    remembered = journal.settings.get("copies seen")
    assert len(remembered) == 200
    assert remembered[-1] == read_digest(copy)
    steps = journal.path.read_bytes()
    settle_copy(journal, read_digest(copy))
    assert journal.path.read_bytes() == steps
