"""Sealed journals: what is on the disk, with which keys it opens, and that nothing is written past the seal."""

from __future__ import annotations

import ast
import json
import os
import unicodedata
from pathlib import Path
from typing import Literal
from unittest import mock

import pyrage
import pytest
from tinydb import TinyDB

import efficacy_tui
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file, backups, file_facts, leftovers, stored_file
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.errors import JournalLocked, JournalUnreadable, NotSaved
from efficacy_tui.store.sealing import change_key, key_file, key_ring, recovery_key, sealed_bytes
from efficacy_tui.store.sealing.key_file import (
    KeyFileUnusable,
    KeysChanged,
    WrongPassphrase,
    read_key_file,
)
from efficacy_tui.store.sealing.recovery_key import NotARecoveryKey
from efficacy_tui.store.sealing.seal_files import SealingStopped, TextInEditor, survey_files, unseal_files
from efficacy_tui.store.sealing.sealed_bytes import BrokenSeal, SealKey, WrongKey, public_key, seal, unseal, unseal_head
from efficacy_tui.store.sealing.tries import describe_wait, seconds_to_wait
from tests.support.age_format import encrypt_with_passphrase, protect_quickly
from tests.support.fixed_clock import FixedClock
from tests.support.sealed_files import (
    IDENTITY,
    KEY,
    OTHER_IDENTITY,
    PASSPHRASE,
    RECOVERY,
    clear_bytes,
    is_sealed,
    seal_journal,
)
from tests.support.store_files import NOON, open_journal, start_journal

PACKAGE = Path(efficacy_tui.__file__).parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.json"


@pytest.fixture
def sealed(path: Path) -> Path:
    """A sealed journal with a domain, an entry, a rating and backups; its key is held."""
    journal, domain = start_journal(path)
    journal.evidence.add(Mastery, domain, "asked in front of forty people")
    journal.checkins.record(domain, 70)
    backups.make_backup(path, NOON)
    seal_journal(path)
    return path


# -- the bytes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"{}", b"x" * 65_536, bytes(range(256)) * 1000], ids=len)
def test_sealed_bytes_open_with_either_key_and_with_no_other(data: bytes) -> None:
    sealed_data = seal(data, KEY)
    assert unseal(sealed_data, IDENTITY) == unseal(sealed_data, RECOVERY) == data
    assert sealed_bytes.count_recipients(sealed_data) == 2
    with pytest.raises(WrongKey):
        unseal(sealed_data, OTHER_IDENTITY)


@pytest.mark.parametrize("size", [0, 10, 4096, 65_535, 65_536, 65_537, 400_000])
def test_the_first_bytes_open_without_the_rest(size: int) -> None:
    data = os.urandom(size)
    head = seal(data, KEY)[: sealed_bytes.HEAD_BYTES]
    assert unseal_head(head, 4096, IDENTITY) == data[:4096]


def test_damage_is_told_from_a_key_that_does_not_fit() -> None:
    sealed_data = seal(b"some words" * 100, KEY)
    for damaged in (sealed_data[:-1], sealed_data[:30], sealed_data[:-1] + bytes([sealed_data[-1] ^ 1])):
        with pytest.raises(BrokenSeal):
            unseal(damaged, IDENTITY)


def test_a_key_file_made_by_other_means_opens(path: Path) -> None:
    """The key file is a plain age file, so another program that knows the format can open or make it."""
    path.parent.mkdir()
    text = f"# recovery: {KEY.recovery}\n{IDENTITY}\n"
    key_file.write_key_file(path, encrypt_with_passphrase(text.encode(), PASSPHRASE, 5))
    assert read_key_file(path, PASSPHRASE) == KEY
    with pytest.raises(WrongPassphrase):
        read_key_file(path, "another one")


def test_a_key_says_nothing_of_itself_where_it_is_printed() -> None:
    assert IDENTITY not in f"{KEY} {KEY!r} {[KEY]}"


# -- sealing and unsealing -----------------------------------------------------------------------


def test_sealing_leaves_nothing_clear_and_unsealing_gives_the_same_bytes_back(path: Path) -> None:
    journal, domain = start_journal(path)
    journal.checkins.record(domain, 70)
    backups.make_backup(path, NOON)
    path.with_name("journal.damaged-2026-03-01T120000Z.json").write_text("{damaged words")
    path.with_name("journal (1).json").write_bytes(path.read_bytes())
    leftovers.unsaved_text_path(path).write_text("unsaved words")
    before = {file: file.read_bytes() for file in path.parent.rglob("*") if file.is_file()}
    report = seal_journal(path)
    files = [file for file in before if not file.name.endswith(".lock")]
    assert set(report.rewritten) == set(files)
    assert all(is_sealed(file) and clear_bytes(file) == before[file] for file in files)
    assert survey_files(path).is_sealed
    unseal_files(path, read_key_file(path, PASSPHRASE), command="unseal")
    assert {file: file.read_bytes() for file in path.parent.rglob("*") if file.is_file()} == before
    assert survey_files(path).is_clear
    with TinyDB(path) as database:
        assert len(database.table("domains")) == 1


def test_backups_that_are_links_to_one_file_are_sealed_each(sealed: Path) -> None:
    copies = [backup.path for backup in backups.list_backups(sealed)]
    assert len(copies) > 1
    assert all(is_sealed(copy) for copy in copies)


def test_whatever_is_written_of_a_sealed_journal_is_sealed(sealed: Path) -> None:
    journal = open_journal(sealed)
    domain = journal.domains.all()[0].id
    journal.evidence.add(Mastery, domain, "and once more")
    journal.store.back_up_now(NOON)
    assert is_sealed(sealed)
    assert all(is_sealed(backup.path) for backup in backups.list_backups(sealed))
    assert b"and once more" in clear_bytes(sealed)
    assert json.loads(clear_bytes(sealed))["meta"]
    assert "and once more" in [row.text for row in open_journal(sealed).contents.evidence.values()]


def test_a_private_link_is_not_followed(sealed: Path, tmp_path: Path) -> None:
    """Somebody who can write into the folder must not lead sealing to any file."""
    outside = tmp_path / "outside.txt"
    outside.write_text("not a journal")
    sealed.with_name("journal.damaged-2026-03-01T120000Z.json").symlink_to(outside)
    seal_journal(sealed)
    assert outside.read_text() == "not a journal"


def test_a_text_in_an_editor_keeps_sealing_from_beginning(path: Path) -> None:
    start_journal(path)
    folder = leftovers.editing_folder(path, "abcd")
    folder.mkdir()
    with pytest.raises(TextInEditor):
        seal_journal(path)
    assert not is_sealed(path)
    assert not stored_file.is_key_beside(path)


def test_a_file_that_cannot_be_written_stops_sealing_with_its_name(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_journal(path)
    backups.make_backup(path, NOON)
    replace_file = atomic_file.replace_file

    def refuse_backups(target: Path, *arguments: object, **options: object) -> object:
        if target.parent.name == "backups":
            raise OSError(28, "No space left on device", str(target))
        return replace_file(target, *arguments, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patches:
        patches.setattr(atomic_file, "replace_file", refuse_backups)
        with pytest.raises(SealingStopped, match="No space left on device"):
            seal_journal(path)
    survey = survey_files(path)
    assert (len(survey.sealed), len(survey.clear)) == (1, 1)
    seal_journal(path)
    assert survey_files(path).is_sealed


def test_a_file_that_is_not_read_back_as_it_was_written_replaces_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_journal(path)
    before, read_raw = path.read_bytes(), atomic_file.read_raw

    def misread(file: Path, *arguments: int) -> tuple[bytes, atomic_file.Signature]:
        data, signature = read_raw(file, *arguments)
        return (seal(b"other bytes", KEY) if ".writing-" in file.name else data), signature

    monkeypatch.setattr(atomic_file, "read_raw", misread)
    with pytest.raises(SealingStopped, match="could not be read back"):
        seal_journal(path)
    assert path.read_bytes() == before


# -- a locked journal ----------------------------------------------------------------------------


def test_a_locked_journal_does_not_open_and_is_not_called_damaged(sealed: Path) -> None:
    key_ring.drop_all()
    before = sealed.read_bytes()
    with pytest.raises(JournalLocked, match="efficacy unlock"):
        open_journal(sealed)
    with pytest.raises(OSError, match="sealed"):
        atomic_file.read_whole(sealed)
    assert file_facts.peek_facts(sealed) == {}
    assert sealed.read_bytes() == before


def test_without_its_key_nothing_of_a_sealed_journal_is_written(sealed: Path) -> None:
    journal = open_journal(sealed)
    domain = journal.domains.all()[0].id
    before = sealed.read_bytes()
    key_ring.drop_all()
    with pytest.raises(NotSaved, match="sealed, and not unlocked here"):
        journal.checkins.record(domain, 80)
    assert sealed.read_bytes() == before


def test_an_open_journal_goes_on_once_it_is_unlocked_after_another_program_sealed_it(path: Path) -> None:
    journal, domain = start_journal(path)
    seal_journal(path)
    key_ring.drop_all()
    with pytest.raises(JournalLocked):
        journal.checkins.record(domain, 70)
    assert not journal.contents.checkins
    key_ring.set_source(lambda: {path.resolve(): KEY})
    journal.checkins.record(domain, 80)
    assert b'"confidence":80' in clear_bytes(path)


def test_an_open_journal_follows_when_another_program_unseals_it(sealed: Path) -> None:
    journal = open_journal(sealed)
    domain = journal.domains.all()[0].id
    unseal_files(sealed, KEY, command="unseal")
    key_ring.hold(sealed.resolve(), KEY)
    journal.checkins.record(domain, 80)
    assert not is_sealed(sealed)


def test_a_sealed_journal_stays_sealed_when_its_key_file_is_lost_while_it_is_open(sealed: Path) -> None:
    journal = open_journal(sealed)
    stored_file.key_path(sealed).unlink()
    journal.checkins.record(journal.domains.all()[0].id, 80)
    assert is_sealed(sealed)


def test_a_key_that_was_changed_meanwhile_seals_nothing(sealed: Path) -> None:
    """What an old key sealed, nobody could open with the new one."""
    journal = open_journal(sealed)
    domain = journal.domains.all()[0].id
    new_key = SealKey((OTHER_IDENTITY, IDENTITY), KEY.recovery)
    seal_journal(sealed, new_key)
    key_ring.hold(sealed.resolve(), KEY)
    before = sealed.read_bytes()
    with pytest.raises((JournalLocked, NotSaved)):
        journal.checkins.record(domain, 80)
    with pytest.raises(atomic_file.SealedFile, match="another key"):
        stored_file.replace_file(sealed, b"{}", journal=sealed)
    assert sealed.read_bytes() == before


# -- damage and loss -----------------------------------------------------------------------------


def test_a_sealed_file_that_was_cut_off_is_damaged_and_a_backup_is_offered(sealed: Path) -> None:
    sealed.write_bytes(sealed.read_bytes()[:-40])
    with pytest.raises(JournalUnreadable, match="cut off or changed since it was sealed"):
        open_journal(sealed)
    problems = diagnose(sealed, NOON)
    assert "cut off" in problems[0].description
    assert "restore" in problems[0].remedy


def test_the_doctor_tells_of_clear_copies_of_a_lost_key_file_and_of_one_that_others_may_read(sealed: Path) -> None:
    assert [problem for problem in diagnose(sealed, NOON) if "seal" in f"{problem}"] == []
    copy = backups.list_backups(sealed)[0].path
    copy.write_bytes(clear_bytes(copy))
    stored_file.key_path(sealed).chmod(0o644)
    problems = {problem.location: f"{problem}" for problem in diagnose(sealed, NOON)}
    assert "efficacy seal" in problems[copy.name]
    assert "others on this machine" in problems["journal.json.key"]
    stored_file.key_path(sealed).unlink()
    problems = {problem.location: f"{problem}" for problem in diagnose(sealed, NOON)}
    assert "--with-recovery-key" in problems["journal.json.key"]


def test_a_damaged_or_missing_key_file_is_told_from_a_wrong_passphrase(sealed: Path) -> None:
    file = stored_file.key_path(sealed)
    with pytest.raises(WrongPassphrase):
        read_key_file(sealed, "wrong")
    file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(KeyFileUnusable, match="damaged"):
        read_key_file(sealed, PASSPHRASE)
    file.write_text("something else")
    with pytest.raises(KeyFileUnusable, match="not a key file"):
        read_key_file(sealed, PASSPHRASE)
    file.unlink()
    with pytest.raises(KeyFileUnusable, match="--with-recovery-key"):
        read_key_file(sealed, PASSPHRASE)


class _BusyAge:
    """The package that seals, on a machine that it measures as far too slow, `busy` times."""

    DecryptError = pyrage.DecryptError

    def __init__(self, busy: int) -> None:
        self.passphrase = self
        self._busy = busy

    def decrypt(self, data: bytes, passphrase: str) -> bytes:
        if self._busy:
            self._busy -= 1
            raise pyrage.DecryptError("Excessive work parameter for passphrase.\nDecryption would take around 32 s.")
        return pyrage.passphrase.decrypt(data, passphrase)


def test_a_busy_machine_opens_the_key_file_and_does_not_call_it_damaged(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_file, "load_age", lambda: _BusyAge(5))
    assert read_key_file(sealed, PASSPHRASE) == KEY
    monkeypatch.setattr(key_file, "load_age", lambda: _BusyAge(10_000))
    with pytest.raises(key_file.MachineTooSlow, match=r"Nothing is damaged.*Try again"):
        read_key_file(sealed, PASSPHRASE)


def test_a_key_is_protected_with_enough_work_even_if_the_machine_is_busy_for_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = [encrypt_with_passphrase(b"a key", "a passphrase", work) for work in (9, 12, 11)]
    stronger = files[1]
    age = mock.Mock()
    age.passphrase.encrypt.side_effect = files
    monkeypatch.setattr(key_file, "load_age", lambda: age)
    assert key_file.protect(KEY, "a passphrase") == stronger


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_passphrase_opens_however_a_keyboard_writes_its_letters(sealed: Path, form: Literal["NFC", "NFD"]) -> None:
    """A Mac and a Linux keyboard can write é as one letter or as two; the files of before are opened, too."""
    passphrase = "café crème brûlée"
    for stored_form in ("NFC", "NFD"):
        data = protect_quickly(KEY, unicodedata.normalize(stored_form, passphrase))
        assert key_file.open_key_bytes(sealed, data, unicodedata.normalize(form, passphrase)) == KEY
    with pytest.raises(WrongPassphrase):
        key_file.open_key_bytes(sealed, data, "cafe creme brulee")


def test_with_the_recovery_key_a_new_passphrase_opens_everything(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_key, "protect", protect_quickly)
    stored_file.key_path(sealed).unlink()
    key_ring.drop_all()
    change_key.require_recovery_key(sealed, RECOVERY)
    with pytest.raises(NotARecoveryKey):
        change_key.require_recovery_key(sealed, OTHER_IDENTITY)
    key = change_key.make_key(RECOVERY, (RECOVERY,))
    change_key.seal_with(sealed, key, "a new passphrase", replaces=None, recovery_secret=RECOVERY)
    key = read_key_file(sealed, "a new passphrase")
    assert len(key.identities) == 1
    assert unseal(sealed.read_bytes(), key.identities[0]) == unseal(sealed.read_bytes(), RECOVERY)
    with pytest.raises(WrongKey):
        unseal(sealed.read_bytes(), IDENTITY)


def test_of_two_programs_that_seal_at_once_one_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first one sealed, nobody could open any more if the second one wrote its key over the first one's."""
    monkeypatch.setattr(change_key, "protect", protect_quickly)
    start_journal(path)
    seal_journal(path)
    with pytest.raises(KeysChanged):
        change_key.seal_with(path, change_key.make_key(OTHER_IDENTITY), "another passphrase", replaces=None)
    assert read_key_file(path, PASSPHRASE) == KEY
    assert clear_bytes(path)


def test_after_new_keys_the_recovery_key_from_before_opens_nothing(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_key, "protect", protect_quickly)
    key, present = change_key.make_key(OTHER_IDENTITY, KEY.identities), key_file.read_key_bytes(sealed)
    change_key.seal_with(sealed, key, PASSPHRASE, replaces=present, recovery_secret=OTHER_IDENTITY)
    files = [sealed, *(backup.path for backup in backups.list_backups(sealed))]
    for file in files:
        with pytest.raises(WrongKey):
            unseal(file.read_bytes(), RECOVERY)
        assert unseal(file.read_bytes(), OTHER_IDENTITY)


def test_a_recovery_key_is_read_as_it_was_written_or_typed(tmp_path: Path) -> None:
    file = tmp_path / "recovery.txt"
    file.write_bytes(recovery_key.encode_recovery_key(RECOVERY, Path("journal.json"), "2026-11-27"))
    assert recovery_key.read_recovery_key(file) == RECOVERY
    assert public_key(RECOVERY) in file.read_text()
    file.write_text(f"{RECOVERY.lower()}\n")
    assert recovery_key.read_recovery_key(file) == RECOVERY
    wrapped = "\n".join(f"> {RECOVERY[start : start + 30]}" for start in range(0, len(RECOVERY), 30))
    grouped = RECOVERY[:16] + " ".join(RECOVERY[start : start + 4] for start in range(16, len(RECOVERY), 4))
    for text in (
        f"Keep this.\r\n{RECOVERY}\r\n",
        f"\ufeff  {RECOVERY}  ",
        wrapped,
        f"my key: {grouped}. End",
        f"{RECOVERY}, {RECOVERY}",
    ):
        for encoding in ("utf-8", "utf-16"):
            file.write_bytes(text.encode(encoding))
            assert recovery_key.read_recovery_key(file) == RECOVERY, text
    for text in ("", "nothing here", f"{RECOVERY}\n{IDENTITY}\n", RECOVERY[:-1] + "Q", RECOVERY[:-1], RECOVERY + "Q"):
        file.write_text(text)
        with pytest.raises(NotARecoveryKey):
            recovery_key.read_recovery_key(file)
    with pytest.raises(NotARecoveryKey, match="cannot be read"):
        recovery_key.read_recovery_key(tmp_path / "none.txt")


def test_what_was_open_is_saved_sealed_when_another_journal_replaces_it(path: Path, tmp_path: Path) -> None:
    """Its copy beside the journal is written from memory, and sealed like everything else."""
    journal, _ = start_journal(path)
    other = tmp_path / "other" / "journal.json"
    start_journal(other, prefix=7)
    seal_journal(path)
    journal = Journal(path, FixedClock(NOON))
    journal.open()
    atomic_file.replace_file(path, seal(other.read_bytes(), KEY))
    journal.refresh()
    copies = backups.list_set_aside(path)
    assert len(copies) == 1
    assert is_sealed(copies[0])


def test_each_wrong_passphrase_waits_longer_than_the_one_before() -> None:
    waits = [seconds_to_wait(number) for number in range(1, 10)]
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == 60
    assert [describe_wait(seconds) for seconds in waits[:2]] == ["1 second", "2 seconds"]


# -- one way to write ----------------------------------------------------------------------------

PAST_THE_SEAL = {
    "cli/edit_file.py": "the settings and the words of the program",
    "cli/commands/merge.py": "git's file, sealed as it was",
    "cli/recovery_file.py": "the recovery key",
    "cli/crash_report.py": "where an error happened, without what was in memory",
    "store/rescued_texts.py": "the editor's own file",
    "config/write.py": "the settings",
    "sync/instrument_file.py": "the items of the profile, which are settings",
    "sync/sync_folder.py": "what is remembered of the last round: addresses, names of commits and digests",
    "store/backups.py": "a copy of the bytes on the disk, sealed or not",
    "store/erase_marker.py": "a hash",
    "store/exports.py": "an export",
    "store/restore.py": "bytes that are sealed before",
    "store/sealing/key_file.py": "the key file",
    "store/sealing/runtime_folder.py": "an unlocked key, in memory",
    "store/sealing/seal_files.py": "bytes that are sealed or meant to be clear",
    "store/stored_file.py": "the door itself",
}
"""The modules that write files without sealing them, each with what it writes."""


def test_only_named_modules_write_past_the_seal() -> None:
    writers = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            is_write = isinstance(node, ast.Attribute) and node.attr in (
                "replace_file",
                "create_file",
                "replace_irregular",
            )
            if is_write and isinstance(node.value, ast.Name) and node.value.id == "atomic_file":
                writers.add(file.relative_to(PACKAGE).as_posix())
    assert writers == set(PAST_THE_SEAL)


def test_a_key_file_that_was_being_written_by_a_program_that_was_killed_is_removed(sealed: Path) -> None:
    """It has the key under a passphrase that may never have come into use."""
    left = sealed.with_name(f".{sealed.name}.key.writing-99999999-0a1b")
    left.write_bytes(protect_quickly(KEY, PASSPHRASE))
    open_journal(sealed)
    assert not left.exists()
    assert stored_file.key_path(sealed).exists()
