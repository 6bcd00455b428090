"""Erasing: no copy of an erased record is left in any file that the program made."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.journal import maintenance
from efficacy_tui.journal.events import FileNotice
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file, backups
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.erase import erase_everything
from efficacy_tui.store.erase_report import EraseReport
from efficacy_tui.store.errors import EraseCutOff, StoreError
from efficacy_tui.store.merge import merge_bytes
from efficacy_tui.store.restore import restore_backup
from efficacy_tui.store.store import ERASED_AGAIN
from efficacy_tui.wording.erase import erase_lines
from tests.support.factories import dump_records
from tests.support.store_files import NOON, open_journal, start_journal

SECRET = "what nobody may read"


def build_journal_with_secret(path: Path) -> tuple[Journal, str, str]:
    """Build a journal with a secret in its records, history, backups, a set-aside file and a conflict copy.

    Return the journal, the id of its domain and the id of the entry with the secret.
    """
    journal, domain = start_journal(path)
    journal.domains.add("Writing", "write a page")
    entry = journal.evidence.add(Mastery, domain, SECRET)
    for day in range(4):
        journal.clock.move(days=1)  # type: ignore[attr-defined]
        journal.evidence.edit(entry.id, text=f"{SECRET} {day}")
        journal.checkins.record(domain, 40 + day)
        journal.reappraisals.record(domain, journal.now(), event="the talk", evidence=(entry.id,))
    restore_backup(path, backups.list_backups(path)[0].path, NOON)
    journal.refresh()
    shutil.copyfile(path, path.with_name("journal.sync-conflict-20260302-120000-ABCDEFG.json"))
    return journal, domain, entry.id


def find_files_with(folder: Path, text: str) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]


def test_erasing_a_record_removes_it_from_the_journal_its_history_and_every_copy(tmp_path: Path) -> None:
    journal, domain, entry = build_journal_with_secret(tmp_path / "journal.json")
    assert len(find_files_with(tmp_path, SECRET)) > 4
    check_in_count = len(journal.contents.checkins)
    report = maintenance.erase(journal, entry)
    assert find_files_with(tmp_path, SECRET) == []
    assert report.records["evidence"] == 1
    assert report.steps > 0
    assert len(report.changed) > 3
    assert "removed  1 entry" in erase_lines(report)
    assert entry not in journal.contents.evidence
    assert len(journal.contents.checkins) == check_in_count
    assert open_journal(journal.path).contents == journal.contents
    assert not [problem for problem in diagnose(journal.path, NOON) if not problem.note]
    assert all(backups.is_good(backup.path) for backup in backups.list_backups(journal.path))
    journal.checkins.record(domain, 99)
    assert find_files_with(tmp_path, SECRET) == []


def test_erasing_a_domain_removes_all_its_records(tmp_path: Path) -> None:
    journal, domain, _ = build_journal_with_secret(tmp_path / "journal.json")
    maintenance.erase(journal, domain)
    assert [row.name for row in journal.contents.domains.values()] == ["Writing"]
    assert not journal.contents.evidence
    assert not journal.contents.checkins
    assert not journal.contents.reappraisals
    assert (
        find_files_with(tmp_path, SECRET)
        == find_files_with(tmp_path, "Speaking")
        == find_files_with(tmp_path, "the talk")
        == []
    )


def test_merging_an_old_copy_does_not_bring_an_erased_record_back(tmp_path: Path) -> None:
    journal, _, entry = build_journal_with_secret(tmp_path / "journal.json")
    other = tmp_path / "elsewhere" / "journal.json"
    other.parent.mkdir()
    shutil.copyfile(journal.path, other)
    open_journal(other, NOON + dt.timedelta(days=30)).evidence.edit(entry, text=f"{SECRET}, told again")
    maintenance.erase(journal, entry)
    maintenance.merge_copy(journal, other)
    assert entry not in journal.contents.evidence
    shutil.rmtree(other.parent)
    assert find_files_with(tmp_path, SECRET) == []


def test_erase_everything_leaves_no_file(tmp_path: Path) -> None:
    journal, _, _ = build_journal_with_secret(tmp_path / "journal.json")
    report = erase_everything(journal.path, NOON)
    assert [item.name for item in tmp_path.iterdir()] == [".journal.json.erased"]
    assert journal.path in report.removed


def test_unreadable_copies_are_reported(tmp_path: Path) -> None:
    journal, _, entry = build_journal_with_secret(tmp_path / "journal.json")
    damaged = tmp_path / "journal.damaged-2026-03-02T120000Z.json"
    damaged.write_text(f'{{"evidence": "{SECRET}')
    report = maintenance.erase(journal, entry)
    assert report.unreadable == [damaged]
    assert any(str(damaged) in line for line in erase_lines(report))


@pytest.mark.parametrize("kind", ["link", "broken link", "loop", "pipe"])
def test_what_is_planted_among_the_copies_is_neither_followed_nor_in_the_way(tmp_path: Path, kind: str) -> None:
    journal, _, entry = build_journal_with_secret(tmp_path / "shared" / "journal.json")
    elsewhere = tmp_path / "elsewhere.json"
    planted = journal.path.with_name("journal.damaged-2026-03-02T120000Z.json")
    if kind == "pipe":
        os.mkfifo(planted)
    else:
        planted.symlink_to(planted if kind == "loop" else elsewhere)
    if kind == "link":
        shutil.copyfile(journal.path, elsewhere)
    before = elsewhere.read_bytes() if elsewhere.exists() else b""
    report = maintenance.erase(journal, entry)
    assert report.unreadable == [planted]
    assert (elsewhere.read_bytes() if elsewhere.exists() else b"") == before
    regular_files = [file for file in journal.path.parent.rglob("*") if file.is_file() and file != planted]
    assert [file for file in regular_files if SECRET.encode() in file.read_bytes()] == []
    open_journal(journal.path).honour_erasures()
    assert (elsewhere.read_bytes() if elsewhere.exists() else b"") == before
    erase_everything(journal.path, NOON)
    assert [item.name for item in journal.path.parent.iterdir()] == [".journal.json.erased"]
    assert (elsewhere.read_bytes() if elsewhere.exists() else b"") == before


def test_purging_the_history_removes_only_overwritten_versions(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    entry = journal.evidence.add(Mastery, domain, "as it was first")
    journal.evidence.edit(entry.id, text="as it is")
    before = journal.contents
    assert maintenance.purge_history(journal) == 3
    assert journal.contents == before
    assert b"as it was first" not in journal.path.read_bytes()
    assert journal.store.history.undoable() is None
    journal.checkins.record(domain, 70)
    assert journal.undo() == "Check-in: Speaking 70"


# -- what is not current any more ----------------------------------------------------------------


def erase_words(journal: Journal, words: str = SECRET) -> EraseReport:
    """Find words everywhere and erase them, as the shell does."""
    matches = maintenance.find_text(journal, words)
    assert matches
    return maintenance.erase_matches(journal, matches, words)


def assert_erased(journal: Journal, folder: Path, text: str = SECRET) -> None:
    assert find_files_with(folder, text) == []
    assert not maintenance.find_text(journal, text)
    assert open_journal(journal.path).contents == journal.contents
    assert not [problem for problem in diagnose(journal.path, NOON) if not problem.note]
    assert all(backups.is_good(backup.path) for backup in backups.list_backups(journal.path))


def keep_backup(journal: Journal) -> None:
    backups.make_backup(journal.path, journal.now())


def test_an_earlier_wording_goes_and_the_present_one_stays(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    entry = journal.evidence.add(Mastery, domain, SECRET)
    keep_backup(journal)
    journal.clock.move(days=1)  # type: ignore[attr-defined]
    journal.evidence.edit(entry.id, text="harmless")
    keep_backup(journal)
    before, earlier_backups = dump_records(journal.contents), set(find_files_with(tmp_path / "backups", entry.id))
    erase_words(journal)
    assert dump_records(journal.contents) == before
    assert_erased(journal, tmp_path)
    # The backups of the entry have the present wording, so restoring one does not lose it.
    assert set(find_files_with(tmp_path / "backups", "harmless")) == earlier_backups
    with contextlib.suppress(StoreError):
        journal.undo()
        journal.undo()
    assert find_files_with(tmp_path, SECRET) == []


@pytest.mark.parametrize("has_backup", [False, True])
def test_a_deleted_entry_goes(tmp_path: Path, has_backup: bool) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    entry = journal.evidence.add(Mastery, domain, SECRET)
    if has_backup:
        keep_backup(journal)
    journal.evidence.delete(entry.id)
    erase_words(journal)
    assert_erased(journal, tmp_path)


def test_an_undone_entry_goes_and_cannot_be_redone(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.evidence.add(Mastery, domain, SECRET)
    journal.undo()
    erase_words(journal)
    assert_erased(journal, tmp_path)
    with pytest.raises(StoreError):
        journal.redo()


def test_drafts_and_settings_go(tmp_path: Path) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")
    journal.settings.save_draft("evidence", {"typed": {"text": SECRET}, "answered": []})
    journal.settings.set("review:2026-W09", f"a week with {SECRET}")
    journal.settings.save_draft("design", {"typed": {"title": f"{SECRET}, too"}, "answered": []})
    keep_backup(journal)
    journal.settings.save_draft("design", None)
    journal.settings.set("pinned", "stays")
    erase_words(journal)
    assert [row.key for row in journal.contents.settings.values()] == ["pinned"]
    assert_erased(journal, tmp_path)
    journal.settings.save_draft("evidence", {"typed": {"text": "a new one"}, "answered": []})
    assert journal.settings.draft("evidence")


def test_a_former_name_of_a_domain_goes_with_the_titles_that_quote_it(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.domains.edit(domain, SECRET, "give a talk")
    journal.checkins.record(domain, 40)
    keep_backup(journal)
    journal.domains.edit(domain, "Talks", "give a talk")
    erase_words(journal)
    assert [row.name for row in journal.contents.domains.values()] == ["Talks"]
    assert len(journal.contents.checkins) == 1
    assert_erased(journal, tmp_path)


def test_a_former_wording_inside_a_challenge_goes(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    challenge = journal.challenges.start(
        domain, title="I will ask", done_when=SECRET, difficulty=20, odds=60, due=journal.today()
    )
    journal.challenges.edit(challenge.id, done_when="a question is asked")
    journal.challenges.edit(challenge.id, title="I will ask a question")
    keep_backup(journal)
    assert maintenance.find_text(journal, SECRET).revised
    erase_words(journal)
    (row,) = journal.contents.challenges.values()
    assert (row.title, row.done_when) == ("I will ask a question", "a question is asked")
    assert [revision.was for revision in row.revisions] == ["I will ask"]
    assert_erased(journal, tmp_path)


def test_a_version_that_only_a_copy_has_goes(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    entry = journal.evidence.add(Mastery, domain, "harmless")
    copy = tmp_path / "journal.sync-conflict-20260302-120000-ABCDEFG.json"
    shutil.copyfile(journal.path, copy)
    open_journal(copy, NOON + dt.timedelta(days=3)).evidence.edit(entry.id, text=SECRET)
    for file in (tmp_path / "backups").glob("journal.sync*"):
        file.unlink()
    erase_words(journal)
    assert [row.text for row in journal.contents.evidence.values()] == ["harmless"]
    assert_erased(journal, tmp_path)
    maintenance.merge_copy(journal, copy)
    assert [row.text for row in journal.contents.evidence.values()] == ["harmless"]


def test_a_copy_with_other_words_of_the_same_instant_is_cleaned(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.evidence.add(Mastery, domain, "harmless")
    copy = tmp_path / "journal.sync-conflict-20260302-120000-ABCDEFG.json"
    copy.write_bytes(journal.path.read_bytes().replace(b"harmless", SECRET.encode()))
    erase_words(journal)
    assert [row.text for row in journal.contents.evidence.values()] == ["harmless"]
    assert_erased(journal, tmp_path)


def test_records_set_aside_go_whatever_is_wrong_with_them(tmp_path: Path) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")
    aside = tmp_path / "journal.set-aside-2026-03-02T120000Z.json"
    rows = {"1": {"id": {}, "text": SECRET}, "2": [SECRET], "3": {"id": "0" * 32, "text": SECRET}, "4": {"text": "x"}}
    aside.write_text(json.dumps({"evidence": rows}))
    erase_words(journal)
    assert json.loads(aside.read_bytes()) == {"evidence": {"4": {"text": "x"}}}
    assert_erased(journal, tmp_path)


@pytest.mark.parametrize("data", [f'{{"text": "{SECRET}', json.dumps("naïve Ärger")[:-1]], ids=["plain", "escaped"])
def test_a_damaged_file_that_holds_it_goes_whole(tmp_path: Path, data: str) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")
    words = SECRET if SECRET in data else "NAÏVE ärger"
    damaged = [tmp_path / f"journal.damaged-2026-03-0{day}T120000Z.json" for day in (1, 2)]
    damaged[0].write_text(data)
    damaged[1].write_text('{"text": "another')
    report = erase_words(journal, words)
    assert report.removed == [damaged[0]]
    assert report.unreadable == [damaged[1]]


def test_the_words_are_found_without_case_and_across_blanks(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.evidence.add(Mastery, domain, "Was  Sam\nÜBER mich sagte")
    assert maintenance.find_text(journal, "sam über  MICH").current
    assert not maintenance.find_text(journal, "sam unter mich")


def test_erasing_a_reappraisals_domain_keeps_the_others(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    other = journal.domains.add("Writing", "write a page").id
    journal.evidence.add(Mastery, other, "stays")
    maintenance.erase(journal, domain)
    assert [row.text for row in journal.contents.evidence.values()] == ["stays"]


# -- other machines ------------------------------------------------------------------------------


def two_machines(tmp_path: Path) -> tuple[Journal, Journal, str]:
    """Return two machines with the same journal, its backups and a step to redo, and the id of the secret entry."""
    here, domain = start_journal(tmp_path / "here" / "journal.json")
    entry = here.evidence.add(Mastery, domain, SECRET)
    keep_backup(here)
    there_path = tmp_path / "there" / "journal.json"
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    return here, open_journal(there_path, NOON + dt.timedelta(hours=1), prefix=9), entry.id


def bring_by_merge(here: Journal, there: Journal) -> None:
    maintenance.merge_copy(there, here.path)


def bring_by_git(here: Journal, there: Journal) -> None:
    there.path.write_bytes(merge_bytes(there.path.read_bytes(), here.path.read_bytes())[0])
    there.refresh()
    there.honour_erasures()


def bring_by_synchroniser(here: Journal, there: Journal) -> None:
    shutil.copyfile(here.path, there.path)
    there.refresh()
    there.honour_erasures()


def bring_while_closed(here: Journal, there: Journal) -> None:
    shutil.copyfile(here.path, there.path)
    there.open()
    there.honour_erasures()


WAYS = [bring_by_merge, bring_by_git, bring_by_synchroniser, bring_while_closed]


@pytest.mark.parametrize("bring", WAYS)
@pytest.mark.parametrize("state", ["current", "edited", "deleted", "undone"])
def test_a_mark_is_honoured_whatever_brings_it(
    tmp_path: Path, bring: Callable[[Journal, Journal], None], state: str
) -> None:
    here, there, entry = two_machines(tmp_path)
    match state:
        case "edited":
            there.evidence.edit(entry, text=f"{SECRET} again")
        case "deleted":
            there.evidence.delete(entry)
        case "undone":
            there.undo()
    keep_backup(there)
    sentences: list[str] = []
    there.subscribe(lambda event: sentences.append(event.sentence) if isinstance(event, FileNotice) else None)
    maintenance.erase(here, entry)
    bring(here, there)
    assert entry not in there.contents.evidence
    assert find_files_with(tmp_path / "there", SECRET) == []
    assert [sentence for sentence in sentences if "erased for good elsewhere" in sentence]
    for action in (there.redo, there.undo, there.redo):
        with contextlib.suppress(StoreError):
            action()
    there.checkins.record(next(iter(there.contents.domains)), 50)
    assert find_files_with(tmp_path / "there", SECRET) == []
    sentences.clear()
    there.honour_erasures()
    assert sentences == []


@pytest.mark.parametrize("bring", WAYS)
def test_the_mark_of_an_earlier_wording_is_honoured(tmp_path: Path, bring: Callable[[Journal, Journal], None]) -> None:
    here, there, entry = two_machines(tmp_path)
    keep_backup(there)
    here.clock.move(days=1)  # type: ignore[attr-defined]
    here.evidence.edit(entry, text="harmless")
    erase_words(here)
    bring(here, there)
    assert [row.text for row in there.contents.evidence.values()] == ["harmless"]
    assert find_files_with(tmp_path / "there", SECRET) == []
    with contextlib.suppress(StoreError):
        there.undo()
    assert find_files_with(tmp_path / "there", SECRET) == []


def test_what_another_machine_added_to_an_erased_domain_leaves_no_orphans(tmp_path: Path) -> None:
    here, there, _ = two_machines(tmp_path)
    domain = next(iter(there.contents.domains))
    there.checkins.record(domain, 50, note="recorded offline")
    keep_backup(there)
    maintenance.erase(here, domain)
    maintenance.merge_copy(there, here.path)
    assert not there.contents.domains
    assert not there.contents.checkins
    for file in (there.path, *(backup.path for backup in backups.list_backups(there.path))):
        assert not [problem for problem in diagnose(file, NOON) if not problem.note]


def test_marks_join_by_the_later_instant(tmp_path: Path) -> None:
    here, there, entry = two_machines(tmp_path)
    for journal, hours in ((here, 2), (there, 4)):
        journal.clock.move(hours=hours)  # type: ignore[attr-defined]
        journal.evidence.edit(entry, text="harmless")
        erase_words(journal)
    untils = [next(iter(journal.contents.erasures.values())).until for journal in (here, there)]
    maintenance.merge_copy(here, there.path)
    maintenance.merge_copy(there, here.path)
    assert here.contents.erasures == there.contents.erasures
    assert next(iter(here.contents.erasures.values())).until == max(untils)


def test_another_journal_never_touches_the_backups(tmp_path: Path) -> None:
    here, there, entry = two_machines(tmp_path)
    maintenance.erase(here, entry)
    other = here.path.read_bytes().replace(str(here.store.facts["journal"]).encode(), b"f" * 32)
    here.path.write_bytes(other)
    before = {file: file.read_bytes() for file in (tmp_path / "there" / "backups").iterdir()}
    maintenance.merge_copy(there, here.path, accept_other=True)
    assert not there.contents.erasures
    assert not any(row.erased for row in there.contents.tombstones.values())
    assert {file: file.read_bytes() for file in before} == before
    shutil.copyfile(here.path, there.path)
    reopened = open_journal(there.path)
    reopened.honour_erasures()
    reopened.checkins.record(next(iter(reopened.contents.domains)), 50)
    assert {file: file.read_bytes() for file in before} == before


def test_a_journal_rolled_back_behind_an_erasure_learns_of_it_from_its_backups(tmp_path: Path) -> None:
    here, _, entry = two_machines(tmp_path)
    before = here.path.read_bytes()
    maintenance.erase(here, entry)
    here.path.write_bytes(before)
    reopened = open_journal(here.path)
    sentences: list[str] = []
    reopened.subscribe(lambda event: sentences.append(event.sentence) if isinstance(event, FileNotice) else None)
    reopened.honour_erasures()
    assert entry not in reopened.contents.evidence
    assert find_files_with(tmp_path / "here", SECRET) == []
    assert sentences == [ERASED_AGAIN]


def test_restoring_an_older_copy_does_not_bring_back_what_was_erased(tmp_path: Path) -> None:
    here, there, entry = two_machines(tmp_path)
    maintenance.erase(here, entry)
    restore_backup(here.path, there.path, NOON)
    here.refresh()
    assert entry not in here.contents.evidence
    assert find_files_with(tmp_path / "here", SECRET) == []


# -- cut off -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(8))
def test_an_erasure_that_is_cut_off_says_how_far_it_came_and_can_be_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    journal, _, entry = build_journal_with_secret(tmp_path / "journal.json")
    real_replace, calls = atomic_file.replace_file, itertools.count()
    copies = len([file for file in find_files_with(tmp_path, SECRET) if file != journal.path])
    assert copies == 7

    def replace(*arguments: object, **options: object) -> object:
        if next(calls) == number:
            raise OSError(28, "No space left on device")
        return real_replace(*arguments, **options)  # type: ignore[arg-type]

    before = journal.path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(atomic_file, "replace_file", replace)
        with pytest.raises(EraseCutOff, match="Give the same command again to finish it") as error:
            maintenance.erase(journal, entry)
    assert journal.path.read_bytes() == before
    assert len(list(erase_lines(error.value.report))) == number
    assert ("Every copy is done" in str(error.value)) == (number == copies)
    assert len(find_files_with(tmp_path, SECRET)) == copies + 1 - number
    maintenance.erase(journal, entry)
    assert find_files_with(tmp_path, SECRET) == []


def test_erasing_everything_that_is_cut_off_can_be_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, _, _ = build_journal_with_secret(tmp_path / "journal.json")
    real_remove, calls = atomic_file.remove, itertools.count()

    def remove(path: Path) -> bool:
        if next(calls) == 2:
            raise PermissionError(1, "Operation not permitted")
        return real_remove(path)

    with monkeypatch.context() as patch:
        patch.setattr(atomic_file, "remove", remove)
        with pytest.raises(EraseCutOff, match="the others and your journal are not done yet") as error:
            erase_everything(journal.path, NOON)
    assert len(list(erase_lines(error.value.report))) == 2
    assert journal.path.exists()
    erase_everything(journal.path, NOON)
    assert [item.name for item in tmp_path.iterdir()] == [".journal.json.erased"]
