"""The commands that maintain the journal file."""

from __future__ import annotations

import datetime as dt
import errno
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner, Result

from efficacy_tui.cli.command_group import COMMANDS, efficacy
from efficacy_tui.cli.context import OK
from efficacy_tui.journal import maintenance
from efficacy_tui.model.records import Mastery, Step
from efficacy_tui.store import atomic_file, backups, repair
from efficacy_tui.sync.sync_folder import SyncFolder
from tests.support.store_files import NOON, ROOT, open_journal, start_journal

Call = Callable[..., Result]
MAINTENANCE_COMMANDS = ("backup", "doctor", "erase", "merge", "purge-history", "restore")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.json"


@pytest.fixture
def call(path: Path) -> Call:
    return lambda *words: CliRunner().invoke(efficacy, ["--journal", str(path), *map(str, words)], prog_name="efficacy")


@pytest.mark.parametrize("name", MAINTENANCE_COMMANDS)
def test_help_has_an_example_and_the_exit_codes(call: Call, name: str) -> None:
    assert name in COMMANDS
    result = call(name, "--help")
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"efficacy {name}" in result.output
    assert "Exit codes" in result.output


@pytest.mark.parametrize("words", [("backup",), ("doctor",), ("restore",), ("merge",), ("purge-history", "--yes")])
def test_without_a_journal_there_is_a_sentence_and_no_file_is_created(
    call: Call, path: Path, words: tuple[str, ...]
) -> None:
    result = call(*words)
    assert result.exit_code in (0, 1)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.output.strip()
    assert not path.exists()


def test_backup_and_restore_in_both_directions(call: Call, path: Path) -> None:
    journal, domain = start_journal(path)
    result = call("backup")
    assert result.exit_code == 0
    assert Path(result.output.strip()).read_bytes() == path.read_bytes()
    journal.checkins.record(domain, 70)
    assert "1  " in call("restore", "--list").output
    rejected = call("restore", "1")
    assert rejected.exit_code == 2
    assert "Add --yes" in rejected.output
    assert len(open_journal(path).contents.checkins) == 1
    result = call("restore", "1", "--yes")
    assert result.exit_code == 0, result.output
    assert "check-in 70" in result.output
    assert "1 now      0 in the backup" in result.output
    assert not open_journal(path).contents.checkins
    replaced_file = next(path.parent.glob("journal.replaced-*.json"))
    assert call("restore", replaced_file, "--yes").exit_code == 0
    assert len(open_journal(path).contents.checkins) == 1
    assert call("restore", "2099").exit_code == 1


def test_a_damaged_journal_names_its_backup_and_can_be_restored(call: Call, path: Path) -> None:
    journal, domain = start_journal(path)
    journal.checkins.record(domain, 70)
    path.write_bytes(path.read_bytes()[:50])
    result = call("domain", "list")
    assert result.exit_code == 1
    (newest,) = backups.list_backups(path)
    assert newest.path.name in result.output
    assert call("doctor").exit_code == 1
    assert call("restore", "--yes").exit_code == 0
    assert "Speaking" in call("domain", "list").output
    assert list(path.parent.glob("journal.damaged-*.json"))


def test_doctor_finds_and_repairs_damage(call: Call, path: Path) -> None:
    assert "no journal" in call("doctor").output
    journal, domain = start_journal(path)
    journal.checkins.record(domain, 70)
    assert "has no problems" in call("doctor").output
    tables = json.loads(path.read_bytes())
    tables["checkins"]["1"]["confidence"] = 700
    bad = json.dumps(tables).encode()
    path.write_bytes(bad)
    result = call("doctor")
    assert result.exit_code == 1
    assert "PROBLEM  checkins 1: Expected `int` <= 100" in result.output
    assert path.read_bytes() == bad
    result = call("doctor", "--fix")
    assert result.exit_code == 0, result.output
    assert "fixed  checkins 1: set aside." in result.output
    assert "has no problems" in call("doctor").output


def test_merge_imports_another_copy(call: Call, path: Path, tmp_path: Path) -> None:
    journal, domain = start_journal(path)
    other = tmp_path / "other" / "journal.json"
    other.parent.mkdir()
    shutil.copyfile(path, other)
    open_journal(other).evidence.add(Mastery, domain, "from the other")
    before = other.read_bytes()
    result = call("merge", other)
    assert result.exit_code == 0
    assert "added    1 entry" in result.output
    assert other.read_bytes() == before
    assert "There was nothing new" in call("merge", other).output
    other.write_text("{")
    result = call("merge", other)
    assert result.exit_code == 1
    assert "Nothing was changed" in result.output
    shutil.copyfile(path, path.with_name("journal.sync-conflict-20260302-120000-ABCDEFG.json"))
    assert "found    " in call("merge").output
    assert "sync-conflict" in call("merge").output
    assert call("merge", path.with_name("journal.sync-conflict-20260302-120000-ABCDEFG.json")).exit_code == 0
    listed = call("merge").output
    assert "settled  " in listed
    assert "found" not in listed
    assert journal.refresh()


def test_merge_works_as_a_git_merge_driver(path: Path, tmp_path: Path) -> None:
    journal, domain = start_journal(path)
    repository = path.parent
    shutil.rmtree(repository / "backups", ignore_errors=True)
    program = f"{sys.executable} -c 'from efficacy_tui.cli.main import main; main()'"
    driver = f"PYTHONPATH={ROOT} {program} merge --driver %O %A %B"

    def git(*words: str) -> None:
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", f"merge.efficacy.driver={driver}"]
        done = subprocess.run(["git", *identity, *words], cwd=repository, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    (repository / ".gitattributes").write_text("journal.json merge=efficacy\n")
    git("init", "-q", "-b", "main")
    git("add", "journal.json", ".gitattributes")
    git("commit", "-qm", "both")
    git("checkout", "-qb", "there")
    journal.evidence.add(Mastery, domain, "there")
    git("commit", "-qam", "there")
    git("checkout", "-q", "main")
    here = open_journal(path, NOON + dt.timedelta(minutes=1))
    here.evidence.add(Mastery, domain, "here")
    git("commit", "-qam", "here")
    git("merge", "-q", "--no-edit", "there")
    assert {row.text for row in open_journal(path).contents.evidence.values()} == {"here", "there"}


def test_erase_removes_records_domains_and_everything(call: Call, path: Path) -> None:
    journal, domain = start_journal(path)
    journal.evidence.add(Mastery, domain, "what Sam said on Monday")
    journal.evidence.add(Mastery, domain, "what Sam said on Friday")
    assert call("erase").exit_code == 2
    result = call("erase", "Sam said", "--yes")
    assert result.exit_code == 1
    assert "2 records contain" in result.output
    assert call("erase", "on monday").exit_code == 2
    assert call("erase", "nothing like it", "--yes").exit_code == 1
    result = call("erase", "on monday", "--yes")
    assert result.exit_code == 0, result.output
    assert "removed  1 entry" in result.output
    assert b"Monday" not in path.read_bytes()
    assert call("purge-history", "--yes").output.startswith("Deleted ")
    result = call("erase", "--domain", "speaking", "--yes")
    assert "removed  1 domain\n" in result.output
    assert call("erase", "--everything", "--yes").exit_code == 0
    assert [item.name for item in path.parent.iterdir()] == [f".{path.name}.erased"]


def test_erase_takes_an_id_as_it_is_printed(call: Call, path: Path) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "what Sam said")
    kept = journal.evidence.add(Mastery, domain, "what Mara said")
    result = call("erase", entry.id[:8].upper(), "--yes")
    assert (result.exit_code, "removed  1 entry" in result.output) == (0, True), result.output
    assert list(open_journal(path).contents.evidence) == [kept.id]
    # Fewer letters can be words.
    assert call("erase", kept.id[:7], "--yes").exit_code == 1


def test_letters_of_an_id_that_an_entry_contains_are_words(call: Call, path: Path) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "what Sam said")
    journal.evidence.add(Mastery, domain, f"mended in commit {entry.id[:8]}")
    assert call("erase", entry.id[:8], "--yes").exit_code == 0
    assert list(open_journal(path).contents.evidence) == [entry.id]


def test_erase_lists_what_is_no_longer_current_before_it_asks(
    call: Call, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "a secretword")
    deleted = journal.evidence.add(Mastery, domain, "another secretword")
    journal.settings.save_draft("evidence", {"typed": {"text": "secretword"}, "answered": []})
    backups.make_backup(path, NOON)
    journal.evidence.edit(entry.id, text="harmless")
    journal.evidence.delete(deleted.id)
    damaged = path.with_name("journal.damaged-2026-03-02T120000Z.json")
    damaged.write_text('{"text": "secretword')
    report = tmp_path / "data" / "efficacy_tui" / "last-error.txt"
    report.parent.mkdir(parents=True)
    report.write_text("ValueError: secretword")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    result = call("erase", "SecretWord")
    assert result.exit_code == 2
    assert {file: file.read_bytes() for file in before} == before
    for line in (
        "found    unfinished draft (evidence)",
        "found    earlier wording of: 2 Mar 2026   harmless (the present one stays)",
        f"found    deleted from evidence: {deleted.id}",
        f"found    {damaged} (it cannot be read as a journal, so all of it goes)",
        f"found    {report}",
    ):
        assert line in result.output
    result = call("erase", "secretword", "--yes")
    assert result.exit_code == 0, result.output
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert [file for file in files if b"secretword" in file.read_bytes()] == []
    assert b"harmless" in path.read_bytes()


def test_erase_takes_several_entries_only_when_all_are_meant(call: Call, path: Path) -> None:
    journal, domain = start_journal(path)
    for text in ("Sam on Monday", "Sam on Friday", "somebody else"):
        journal.evidence.add(Mastery, domain, text)
    assert "--all for all of them" in call("erase", "sam", "--yes").output
    assert call("erase", "--all", "--yes").exit_code == 2
    assert call("erase", "sam", "--all", "--yes").exit_code == 0
    journal.refresh()
    assert [row.text for row in journal.contents.evidence.values()] == ["somebody else"]


def test_an_erasure_that_was_cut_off_is_finished_by_the_same_command(
    call: Call, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, domain = start_journal(path)
    journal.evidence.add(Mastery, domain, "secretword")
    backups.make_backup(path, NOON)
    replace_file = atomic_file.replace_file

    def refuse(file: Path, *arguments: object, **options: object) -> object:
        if file == path:
            raise OSError(errno.ENOSPC, "No space left on device", str(file))
        return replace_file(file, *arguments, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as full:
        full.setattr(atomic_file, "replace_file", refuse)
        result = call("erase", "secretword", "--yes")
    assert result.exit_code == 1
    assert "Every copy is done, but your journal is not done yet." in result.output
    assert b"secretword" in path.read_bytes()
    result = call("erase", "secretword", "--yes")
    assert result.exit_code == 0, result.output
    assert "removed  1 entry" in result.output
    assert b"secretword" not in path.read_bytes()


def test_erase_does_not_take_a_domain_for_its_name(call: Call, path: Path) -> None:
    start_journal(path)
    result = call("erase", "speaking", "--yes")
    assert result.exit_code == 1
    assert "efficacy erase --domain 'Speaking'" in result.output
    assert b"Speaking" in path.read_bytes()


def test_a_command_says_what_became_of_the_file(call: Call, path: Path, tmp_path: Path) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "secretword")
    backups.make_backup(path, NOON)
    other = open_journal(tmp_path / "other.json")
    shutil.copyfile(path, other.path)
    other.open()
    maintenance.erase(other, entry.id)
    shutil.copyfile(other.path, path)
    output = call("check-in", "70").output
    assert "Something was erased for good elsewhere." in output
    assert [backup for backup in backups.list_backups(path) if b"secretword" in backup.path.read_bytes()] == []
    assert "erased for good" not in call("check-in", "60").output


# -- recovery ------------------------------------------------------------------------------------


def start_with_backup(path: Path) -> Path:
    """Start a journal with one check-in, and return its one backup, which has none."""
    journal, domain = start_journal(path)
    journal.checkins.record(domain, 70)
    (backup,) = backups.list_backups(path)
    return backup.path


@pytest.mark.parametrize(
    "words",
    [
        ("backup",),
        ("status",),
        ("check-in", "70"),
        ("domain", "add", "Writing", "--task", "write"),
        ("export",),
        ("--plain",),
    ],
    ids=" ".join,
)
def test_a_missing_journal_beside_its_backups_is_said_by_every_command(
    call: Call, path: Path, words: tuple[str, ...]
) -> None:
    start_with_backup(path)
    path.unlink()
    result = call(*words)
    assert result.exit_code == 1
    assert "there is 1 copy of it" in " ".join(result.output.split())
    assert not path.exists()


def test_locate_says_that_copies_of_a_missing_journal_are_there(call: Call, path: Path) -> None:
    assert f"{path}   (not there yet)" in call("locate").output
    start_with_backup(path)
    path.unlink()
    assert f"{path}   (not there, but there is 1 copy of it)" in call("locate").output


def test_a_missing_journal_is_restored_or_begun_anew(call: Call, path: Path) -> None:
    start_with_backup(path)
    path.unlink()
    assert call("doctor").exit_code == 1
    assert call("restore").exit_code == 2
    assert not path.exists()
    assert call("restore", "--yes").exit_code == 0
    assert "Speaking" in call("domain", "list").output
    path.unlink()
    assert call("restore", "--empty").exit_code == 2
    assert call("restore", "--empty", "--yes").exit_code == 0
    assert "no domain" in call("status").output
    assert call("restore", "--empty", "--list").exit_code == 2


def test_the_doctor_asks_before_it_puts_a_backup_in_place(call: Call, path: Path) -> None:
    backup = start_with_backup(path)
    path.write_bytes(b"{")
    result = call("doctor", "--fix")
    assert result.exit_code == 2
    assert backup.name in result.output
    assert "cannot be compared" in result.output
    assert path.read_bytes() == b"{"
    result = call("doctor", "--fix", "--yes")
    assert result.exit_code == 0, result.output
    assert "has no problems" in result.output
    assert "Speaking" in call("domain", "list").output
    assert [file.read_bytes() for file in path.parent.glob("journal.damaged-*")] == [b"{"]


def test_the_doctor_says_what_it_did_if_it_cannot_look_at_that_again(
    call: Call, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = start_with_backup(path)
    path.write_bytes(b"{")
    look, looks = repair._repair_records, iter([True, False])

    def look_once(*arguments: Any) -> Any:
        if next(looks):
            return look(*arguments)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(repair, "_repair_records", look_once)
    result = call("doctor", "--fix", "--yes")
    assert result.exit_code == 1
    assert "fixed  " in result.stdout
    assert "could not be checked: the system says “Input/output error”. Run “efficacy doctor” again." in result.stderr
    assert json.loads(path.read_bytes())["domains"] == json.loads(backup.read_bytes())["domains"]


def test_the_doctor_begins_an_empty_journal_only_after_a_yes(call: Call, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a journal")
    assert call("doctor", "--fix").exit_code == 2
    assert path.read_bytes() == b"not a journal"
    result = call("doctor", "--fix", "--yes")
    assert result.exit_code == 0, result.output
    assert "no good backup" in result.output
    assert call("domain", "add", "Speaking", "--task", "give a talk").exit_code == 0


def test_the_doctor_reads_every_stored_copy(call: Call, path: Path) -> None:
    backup = start_with_backup(path)
    bad_backup = backup.with_name("journal.2026-01-01T000000Z.json")
    bad_backup.write_bytes(b"{")
    backups.copy_aside(path, "replaced", NOON)
    output = call("doctor", "--backups").output
    assert f"restores  {backup.name}: 1 record" in output
    assert f"does not  {bad_backup.name}: it ends in the middle" in output
    assert "restores  journal.replaced-2026-03-02T120000Z.json: 2 records" in output
    assert f"note  backups/{bad_backup.name}: it ends in the middle" in output


def test_a_disk_that_cannot_read_the_journal_is_no_reason_to_replace_it(
    call: Call, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_with_backup(path)
    before = path.read_bytes()
    read_whole = atomic_file.read_whole

    def refuse(file: Path, *arguments: object) -> object:
        if file == path:
            raise OSError(errno.EIO, "Input/output error", str(file))
        return read_whole(file, *arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(atomic_file, "read_whole", refuse)
        result = call("doctor", "--fix", "--yes")
    assert result.exit_code == 1
    assert "Input/output error" in result.output
    assert path.read_bytes() == before


def test_restore_says_that_other_machines_would_bring_entries_back(call: Call, path: Path) -> None:
    start_with_backup(path)
    assert "A copy on another machine would bring" in call("restore", "--yes").output
    (path.parent / ".git").mkdir()
    output = " ".join(call("restore", "1", "--yes").output.split())
    assert "Other machines may hold copies of this journal (it is in a git repository)" in output


@pytest.mark.parametrize("name", ["domains", "1", "foo"])
def test_a_bare_name_is_never_the_message(call: Call, path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text of a KeyError is a name; an error that nobody foresaw is no message for the person."""
    start_with_backup(path)

    def fail(*_: object) -> None:
        raise KeyError(name)

    monkeypatch.setattr("efficacy_tui.store.doctor.diagnose", fail)
    result = call("doctor")
    assert isinstance(result.exception, KeyError)
    assert result.output == ""


def test_merge_names_what_it_replaced(call: Call, path: Path, tmp_path: Path) -> None:
    journal, domain = start_journal(path)
    steps = (Step(text="rehearse aloud", day=dt.date(2026, 3, 3)), Step(text="ask Mara", day=dt.date(2026, 3, 4)))
    fields: dict[str, Any] = {"done_when": "done", "difficulty": 40, "odds": 60, "steps": steps}
    challenge = journal.challenges.start(domain, title="talk to all", due=dt.date(2026, 3, 5), **fields)
    other = tmp_path / "other.json"
    shutil.copyfile(path, other)
    journal.challenges.edit(challenge.id, due=dt.date(2026, 3, 6))
    journal.challenges.record_step(challenge.id, 1, "partly")
    there = open_journal(other, NOON + dt.timedelta(hours=1))
    there.challenges.edit(challenge.id, due=dt.date(2026, 3, 8), if_obstacle="no time")
    there.challenges.record_step(challenge.id, 0, "done")
    there.challenges.record_step(challenge.id, 1, "done")
    with time_machine.travel(NOON, tick=True):
        result = call("merge", other)
    assert result.output.splitlines()[1:] == [
        "changed  1 challenge",
        "replaced Speaking, challenge “talk to all”: due 6 Mar, now 8 Mar",
        "replaced Speaking, challenge “talk to all”: step “ask Mara” partly, now done",
        "kept     1 earlier version, in the history",
    ]
    (merged,) = open_journal(path).contents.challenges.values()
    assert (merged.due, merged.if_obstacle) == (dt.date(2026, 3, 8), "no time")
    assert [step.result for step in merged.steps] == ["done", "done"]
    assert len(merged.revisions) == 3
    assert call("merge", other).output.splitlines()[1:] == ["There was nothing new in it."]


def test_a_copy_from_before_a_change_brings_nothing_new(call: Call, path: Path, tmp_path: Path) -> None:
    journal, domain = start_journal(path)
    journal.checkins.record(domain, 60)
    earlier_copy = tmp_path / "earlier.json"
    shutil.copyfile(path, earlier_copy)
    journal.checkins.record(domain, 70)
    assert call("merge", earlier_copy).output.splitlines()[1:] == ["There was nothing new in it."]
    (row,) = open_journal(path).contents.checkins.values()
    assert row.confidence == 70


def test_another_journal_is_merged_only_after_a_question_and_a_backup(call: Call, path: Path, tmp_path: Path) -> None:
    start_journal(path)
    call("backup")
    before, backups = path.read_bytes(), set(path.parent.glob("backups/*"))
    other, domain = start_journal(tmp_path / "other.json", prefix=1)
    other.checkins.record(domain, 40)
    refused = call("merge", other.path)
    assert refused.exit_code == 2
    assert "is another journal, not a copy of yours" in " ".join(refused.output.split())
    assert "In it: 1 domain, 1 check-in." in refused.output
    assert path.read_bytes() == before
    assert set(path.parent.glob("backups/*")) == backups
    assert call("merge", other.path, "--yes").exit_code == 0
    (backup,) = set(path.parent.glob("backups/*")) - backups
    assert backup.read_bytes() == before
    assert len(open_journal(path).contents.checkins) == 1


def test_without_a_backup_another_journal_is_not_merged(
    call: Call, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_journal(path)
    other, _ = start_journal(tmp_path / "other.json", prefix=1)
    before = path.read_bytes()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("efficacy_tui.store.backups.make_backup", refuse)
    result = call("merge", other.path, "--yes")
    assert result.exit_code == 1
    assert "No backup could be made first" in result.output
    assert path.read_bytes() == before


def test_the_driver_does_not_join_two_journals(call: Call, path: Path, tmp_path: Path) -> None:
    start_journal(path)
    other, _ = start_journal(tmp_path / "other.json", prefix=1)
    before = path.read_bytes()
    result = CliRunner().invoke(efficacy, ["merge", "--driver", str(path), str(path), str(other.path)])
    assert result.exit_code == 1
    assert "two journals" in result.output
    assert path.read_bytes() == before


def test_an_erasure_is_not_called_failed_where_git_cannot_be_looked_at(
    call: Call, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, domain = start_journal(path)
    journal.evidence.add(Mastery, domain, "secretword")
    is_folder = atomic_file.is_folder

    def refuse(folder: Path) -> bool:
        if folder.name.endswith(".sync.git"):
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return is_folder(folder)

    def refuse_reading(_folder: SyncFolder) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(atomic_file, "is_folder", refuse)
    monkeypatch.setattr(SyncFolder, "read_state", refuse_reading)
    result = call("erase", "secretword", "--yes")
    assert result.exit_code == OK, result.output
    assert result.output.endswith(
        "Whether versions in git still have it could not be seen: Permission denied. “efficacy sync --status” says "
        "whether your journal is synced.\n"
    )
    assert b"secretword" not in path.read_bytes()
    result = call("purge-history", "--yes")
    assert (result.exit_code, "“efficacy sync --forget-history”" in result.output) == (OK, True)
