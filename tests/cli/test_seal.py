"""`efficacy seal`, `unseal`, `unlock` and `lock`, and what the other commands say of a locked journal."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result

from efficacy_tui.cli.command_group import COMMANDS, efficacy
from efficacy_tui.cli.commands.unlock import parse_duration
from efficacy_tui.cli.completion_values import names_of
from efficacy_tui.model.clock import seconds_since_boot
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import backups, leftovers, stored_file
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.sealing import change_key, key_file, key_ring, recovery_key, sealed_bytes
from efficacy_tui.store.sealing.seal_files import survey_files
from efficacy_tui.store.sealing.sealed_bytes import unseal
from tests.support.age_format import protect_quickly
from tests.support.sealed_files import (
    KEY,
    OTHER_IDENTITY,
    PASSPHRASE,
    RECOVERY,
    any_folder_is_memory,
    clear_bytes,
    is_sealed,
    seal_journal,
)
from tests.support.store_files import NOON, start_journal

Call = Callable[..., Result]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with a domain, an entry and a backup."""
    path = tmp_path / "data" / "journal.json"
    journal, domain = start_journal(path)
    journal.evidence.add(Mastery, domain, "asked in front of forty people")
    backups.make_backup(path, NOON)
    return path


@pytest.fixture(autouse=True)
def _in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the test a runtime folder, and key files that are made and opened at once."""
    (tmp_path / "run").mkdir(mode=0o700)
    monkeypatch.setattr(change_key, "protect", protect_quickly)
    monkeypatch.setattr(key_file, "protect", protect_quickly)
    with any_folder_is_memory():
        yield


@pytest.fixture
def call(path: Path, tmp_path: Path) -> Call:
    """Run a command as a process of its own would: it holds no key at its start. `typed` are lines on descriptor 0."""

    def call(*words: object, typed: str = "") -> Result:
        key_ring.drop_all()
        key_ring.set_source(None)
        lines = tmp_path / "lines.txt"
        lines.write_text(typed, encoding="utf-8")
        arguments = ["--journal", str(path), *map(str, words)]
        descriptor = os.open(lines, os.O_RDONLY)
        if typed:
            arguments += ["--passphrase-fd", str(descriptor)]
        try:
            return CliRunner().invoke(efficacy, arguments, prog_name="efficacy")
        finally:
            os.close(descriptor)
            lines.unlink()

    return call


@pytest.fixture
def sealed(path: Path) -> Path:
    seal_journal(path)
    return path


# -- sealing -------------------------------------------------------------------------------------


def test_sealing_writes_a_recovery_key_and_seals_every_file(call: Call, path: Path, tmp_path: Path) -> None:
    recovery = tmp_path / "recovery.txt"
    before = path.read_bytes()
    result = call("seal", "--recovery", recovery, "--yes", typed="a good passphrase\n")
    assert result.exit_code == 0, result.output
    assert "Sealed" in result.stdout
    assert "put it somewhere else" in result.stderr
    assert recovery.stat().st_mode & 0o777 == 0o600
    secret = recovery_key.read_recovery_key(recovery)
    assert unseal(path.read_bytes(), secret) == before
    assert survey_files(path).is_sealed
    assert key_file.read_key_file(path, "a good passphrase").recovery == sealed_bytes.public_key(secret)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "--recovery PATH"),
        (("--recovery", "{data}/recovery.txt"), "must not be where the journal is"),
        (("--recovery", "{data}/backups/recovery.txt"), "must not be where the journal is"),
        (("--recovery", "{tmp}/lines.txt"), "already"),
        (("--recovery", "{tmp}/none/recovery.txt"), "no folder"),
        (("--recovery", "-"), "Name a file"),
        (("--recovery", ""), "Name a file"),
        (("--recovery", "~nobody-of-that-name/key.txt"), "no such home folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_place_for_the_recovery_key_that_will_not_do_changes_nothing(
    call: Call, path: Path, tmp_path: Path, words: tuple[str, ...], reason: str
) -> None:
    result = call("seal", *(word.format(data=path.parent, tmp=tmp_path) for word in words), typed="a good passphrase")
    assert result.exit_code == 1
    assert reason in result.stderr
    assert survey_files(path).is_clear


def test_a_recovery_key_that_was_not_put_elsewhere_is_deleted_and_nothing_is_sealed(
    call: Call, path: Path, tmp_path: Path
) -> None:
    result = call("seal", "--recovery", tmp_path / "recovery.txt", typed="a good passphrase")
    assert result.exit_code == 2
    assert "was deleted again" in result.stderr
    assert not (tmp_path / "recovery.txt").exists()
    assert survey_files(path).is_clear


def test_the_same_command_again_goes_on_with_the_recovery_key_that_it_wrote(
    call: Call, path: Path, tmp_path: Path
) -> None:
    """As after a power cut right after the recovery key was written, or while files were sealed."""
    recovery = tmp_path / "recovery.txt"
    recovery.write_bytes(recovery_key.encode_recovery_key(RECOVERY, path, "2026-11-27"))
    left = tmp_path / ".recovery.txt.writing-99999999-0a1b"
    left.write_bytes(recovery.read_bytes())
    before, written = path.read_bytes(), recovery.read_bytes()
    words, typed = ("seal", "--recovery", recovery, "--yes"), "a good passphrase\n"
    assert call(*words, typed=typed).exit_code == 0
    assert recovery.read_bytes() == written
    assert not left.exists()
    assert unseal(path.read_bytes(), RECOVERY) == before
    copy = next(file for file in backups.find_copies(path) if is_sealed(file))
    copy.write_bytes(unseal(copy.read_bytes(), RECOVERY))
    assert call(*words, typed=typed).exit_code == 0
    assert survey_files(path).is_sealed
    result = call(*words, typed=typed)
    assert (result.exit_code, "is sealed, with every copy" in result.stdout) == (0, True)


def test_new_keys_go_on_with_the_recovery_key_that_was_written(call: Call, sealed: Path, tmp_path: Path) -> None:
    recovery = tmp_path / "recovery.txt"
    words, typed = ("seal", "--recovery", recovery, "--yes"), f"{PASSPHRASE}\n"
    assert call(*words, typed=typed).exit_code == 0
    sealed_anew, written = sealed.read_bytes(), recovery.read_bytes()
    result = call(*words, typed=typed)
    assert (result.exit_code, "so no other keys are made" in result.stdout) == (0, True)
    assert (sealed.read_bytes(), recovery.read_bytes()) == (sealed_anew, written)


def test_a_recovery_key_from_before_is_not_deleted_if_nothing_is_sealed(call: Call, path: Path, tmp_path: Path) -> None:
    recovery = tmp_path / "recovery.txt"
    recovery.write_bytes(recovery_key.encode_recovery_key(RECOVERY, path, "2026-11-27"))
    assert call("seal", "--recovery", recovery, typed="a good passphrase\n").exit_code == 2
    assert recovery_key.read_recovery_key(recovery) == RECOVERY
    assert survey_files(path).is_clear


def test_a_short_passphrase_is_refused(call: Call, path: Path, tmp_path: Path) -> None:
    result = call("seal", "--recovery", tmp_path / "recovery.txt", "--yes", typed="short")
    assert (result.exit_code, "at least 8 characters" in result.stderr) == (1, True)
    assert not (tmp_path / "recovery.txt").exists()
    assert survey_files(path).is_clear


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (" " * 12, "at least 8"),
        ("with a\ttab in it", "control characters"),
        ("with a \x0b in it", "control characters"),
        ("x" * 1001, "at most 1000"),
        ("é" * 9000, "at most 1000"),
    ],
    ids=["blanks", "tab", "line tabulation", "long", "very long"],
)
def test_a_passphrase_that_could_not_be_typed_again_is_refused(
    call: Call, path: Path, tmp_path: Path, typed: str, reason: str
) -> None:
    result = call("seal", "--recovery", tmp_path / "recovery.txt", "--yes", typed=typed)
    assert (result.exit_code, reason in result.stderr) == (1, True), result.output
    assert survey_files(path).is_clear


@pytest.mark.parametrize("typed", ["a good\u2028passphrase\n", "\ufeffa good\u2028passphrase\r\n"])
def test_only_a_line_end_ends_a_passphrase(call: Call, path: Path, typed: str) -> None:
    seal_journal(path, passphrase="a good\u2028passphrase")
    assert call("unlock", typed=typed).exit_code == 0


def test_a_home_folder_that_the_shell_left_as_it_is_is_found(
    call: Call, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert call("seal", "--recovery=~/key.txt", "--yes", typed="a good passphrase").exit_code == 0
    assert recovery_key.read_recovery_key(tmp_path / "key.txt")


def test_files_that_still_have_the_journal_in_clear_are_named(call: Call, path: Path, tmp_path: Path) -> None:
    (path.parent / "mine").mkdir()
    copies = [path.with_name("copy of mine.txt"), path.with_name(".journal.json.swp"), path.parent / "mine" / "a.json"]
    for file in copies:
        file.write_bytes(b"head " + path.read_bytes())
    path.with_name("notes.txt").write_text("something else")
    sealing = call("seal", "--recovery", tmp_path / "recovery.txt", "--yes", typed="a good passphrase")
    for result in (sealing, call("seal", typed="a good passphrase")):
        named = [line for line in result.stderr.splitlines() if line.startswith("still in clear")]
        assert len(named) == len(copies)
        assert all(any(f"{file}." in line for line in named) for file in copies)


def test_the_demo_is_not_sealed_and_writes_no_recovery_key(tmp_path: Path) -> None:
    """Its journal is deleted at the end, and the key would open nothing."""
    words = ["--demo", "seal", "--recovery", str(tmp_path / "key.txt"), "--yes", "--passphrase-fd", "0"]
    result = CliRunner().invoke(efficacy, words, input="a good passphrase\n", prog_name="efficacy")
    assert (result.exit_code, "is not sealed" in result.stderr) == (1, True)
    assert not (tmp_path / "key.txt").exists()


def test_a_recovery_key_for_which_nothing_was_sealed_is_deleted_again(call: Call, path: Path, tmp_path: Path) -> None:
    folder = leftovers.editing_folder(path, "abcd")
    folder.mkdir()
    result = call("seal", "--recovery", tmp_path / "recovery.txt", "--yes", typed="a good passphrase")
    assert (result.exit_code, "open in an editor" in result.stderr) == (1, True)
    assert not (tmp_path / "recovery.txt").exists()
    assert survey_files(path).is_clear


def test_a_key_file_of_other_keys_is_told_from_a_wrong_passphrase(call: Call, sealed: Path, tmp_path: Path) -> None:
    """As where a synchroniser brought an older one back."""
    older = stored_file.key_path(sealed).read_bytes()
    assert call("seal", "--recovery", tmp_path / "new.txt", "--yes", typed=PASSPHRASE).exit_code == 0
    stored_file.key_path(sealed).write_bytes(older)
    result = call("unlock", typed=PASSPHRASE)
    assert (result.exit_code, "sealed with other keys" in result.stderr) == (1, True)


def test_a_change_of_keys_that_was_cut_off_can_still_be_unlocked_and_is_finished(call: Call, sealed: Path) -> None:
    new_key = sealed_bytes.SealKey((OTHER_IDENTITY, *KEY.identities), KEY.recovery)
    key_file.write_key_file(sealed, protect_quickly(new_key, PASSPHRASE), key_file.read_key_bytes(sealed))
    assert call("unlock", typed=PASSPHRASE).exit_code == 0
    assert call("check-in", "70").exit_code == 0
    assert unseal(sealed.read_bytes(), OTHER_IDENTITY)
    assert "Sealed" in call("seal", typed=PASSPHRASE).output
    assert key_file.read_key_file(sealed, PASSPHRASE).identities == (OTHER_IDENTITY,)
    for copy in backups.list_backups(sealed):
        assert unseal(copy.path.read_bytes(), OTHER_IDENTITY)


def test_without_the_package_the_command_says_how_to_install_it(
    call: Call, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    result = call("seal", "--recovery", tmp_path / "recovery.txt", typed="a good passphrase")
    assert (result.exit_code, "efficacy-tui[sealed]" in result.stderr) == (1, True)
    assert survey_files(path).is_clear


def test_without_the_package_a_locked_journal_does_not_send_people_round_in_circles(
    call: Call, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    result = call("list")
    assert (result.exit_code, "efficacy-tui[sealed]" in result.stderr) == (1, True)
    assert "unlock" not in result.stderr


def test_cut_off_sealing_is_told_and_finished(call: Call, sealed: Path) -> None:
    copy = backups.list_backups(sealed)[0].path
    copy.write_bytes(clear_bytes(copy))
    assert call("unlock", typed=PASSPHRASE).exit_code == 0
    assert "Sealing is not finished" in call("status").output
    result = call("seal", typed=PASSPHRASE)
    assert (result.exit_code, "Sealed 1 file" in result.output) == (0, True)
    assert is_sealed(copy)
    assert "is sealed, with every copy" in call("seal", typed=PASSPHRASE).output


def test_unsealing_gives_the_files_back(call: Call, path: Path) -> None:
    before = {file: file.read_bytes() for file in (path, *(copy.path for copy in backups.list_backups(path)))}
    seal_journal(path)
    assert call("unlock", typed=PASSPHRASE).exit_code == 0
    result = call("unseal", "--yes", typed=PASSPHRASE)
    assert result.exit_code == 0, result.output
    assert {file: file.read_bytes() for file in before} == before
    assert call("list").exit_code == 0
    assert "not sealed" in call("unlock", typed=PASSPHRASE).stderr
    assert not any((path.parents[1] / "run").rglob("*.key"))


def test_the_passphrase_can_be_changed(call: Call, sealed: Path) -> None:
    before = sealed.read_bytes()
    result = call("seal", "--change-passphrase", typed=f"{PASSPHRASE}\nanother passphrase\n")
    assert result.exit_code == 0, result.output
    assert sealed.read_bytes() == before
    assert call("unlock", typed=PASSPHRASE).exit_code == 1
    assert call("unlock", typed="another passphrase").exit_code == 0


def test_a_lost_passphrase_is_replaced_with_the_recovery_key(call: Call, sealed: Path, tmp_path: Path) -> None:
    file = tmp_path / "recovery.txt"
    file.write_bytes(recovery_key.encode_recovery_key(RECOVERY, sealed, "2026-11-27"))
    stored_file.key_path(sealed).unlink()
    assert "--with-recovery-key" in call("unlock", typed=PASSPHRASE).stderr
    result = call("seal", "--with-recovery-key", file, typed="another passphrase")
    assert result.exit_code == 0, result.output
    assert call("unlock", typed="another passphrase").exit_code == 0
    assert "forty people" in call("list").output


def test_a_lost_recovery_key_is_replaced_and_the_old_one_opens_nothing(
    call: Call, sealed: Path, tmp_path: Path
) -> None:
    assert call("unlock", typed=PASSPHRASE).exit_code == 0
    result = call("seal", "--recovery", tmp_path / "new.txt", "--yes", typed=PASSPHRASE)
    assert result.exit_code == 0, result.output
    with pytest.raises(sealed_bytes.WrongKey):
        unseal(sealed.read_bytes(), RECOVERY)
    assert unseal(sealed.read_bytes(), recovery_key.read_recovery_key(tmp_path / "new.txt"))
    # The key that was unlocked before opens nothing any more.
    assert call("list").exit_code == 1
    assert call("unlock", typed=PASSPHRASE).exit_code == 0
    assert call("list").exit_code == 0


@pytest.mark.parametrize("command", ["seal", "unlock", "unseal"])
def test_without_a_terminal_the_passphrase_needs_a_file_descriptor(call: Call, sealed: Path, command: str) -> None:
    result = call(command)
    assert (result.exit_code, "--passphrase-fd" in result.stderr) == (2, True)
    assert survey_files(sealed).is_sealed


# -- unlocking -----------------------------------------------------------------------------------


def test_an_unlocked_journal_is_used_as_before_until_it_is_locked(call: Call, sealed: Path) -> None:
    result = call("unlock", typed=PASSPHRASE)
    assert (result.exit_code, "Unlocked until" in result.output) == (0, True)
    assert "forty people" in call("list").output
    assert call("check-in", "70").exit_code == 0
    assert is_sealed(sealed)
    assert "Locked." in call("lock").output
    assert call("list").exit_code == 1
    assert "already" in call("lock").output


def test_unlocking_ends_by_itself_and_the_key_is_removed(
    call: Call, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = sealed.parents[1] / "run" / "efficacy_tui"
    now = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    with time_machine.travel(now, tick=False):
        assert call("unlock", "--for", "30m", typed=PASSPHRASE).exit_code == 0
        assert call("list").exit_code == 0
    with time_machine.travel(now + dt.timedelta(minutes=30), tick=False):
        assert list(folder.glob("*.key"))
        assert call("list").exit_code == 1
        assert not list(folder.glob("*.key"))


def test_without_a_folder_in_memory_nothing_is_unlocked(
    call: Call, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(sealed.parent / "nowhere"))
    result = call("unlock", typed=PASSPHRASE)
    assert (result.exit_code, "is not a folder" in result.stderr) == (1, True)


@pytest.mark.parametrize(("text", "minutes"), [("8h", 480), ("30m", 30), ("1h30m", 90), (" 24H ", 1440), ("5min", 5)])
def test_a_length_of_time_is_read(text: str, minutes: int) -> None:
    assert parse_duration(text) == dt.timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "0m", "25h", "8", "8x", "-1h", "99999h", "1d"])
def test_another_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(Rejected, match="24h at most"):
        parse_duration(text)


# -- a locked journal ----------------------------------------------------------------------------

NEED_NO_JOURNAL = {name for name, command in COMMANDS.items() if "journal" not in command.global_options}
OPEN_IT_THEMSELVES = {"seal", "unseal", "unlock", "lock", "locate"}
ARGUMENTS = {
    "add": ["words"],
    "ask": ["Nino"],
    "challenge": ["new", "hum", "--done-when", "hummed", "--odds", "60", "--difficulty", "40"],
    "check-in": ["70"],
    "delete": ["last"],
    "domain": ["list"],
    "edit": ["last"],
    "erase": ["words"],
    "import": ["{file}"],
    "outcome": ["succeeded"],
    "rate": ["list"],
    "remind": ["--at", "8:00"],
    "rung": ["rate", "hum", "70"],
    "search": ["words"],
    "show": ["last"],
    "step": ["y"],
}


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - NEED_NO_JOURNAL - OPEN_IT_THEMSELVES))
def test_on_a_locked_journal_a_command_says_so_and_changes_nothing(
    call: Call, sealed: Path, tmp_path: Path, name: str
) -> None:
    before = {file: file.read_bytes() for file in sealed.parent.rglob("*") if file.is_file()}
    export = tmp_path / "export.csv"
    export.write_text("day,domain,confidence\n2026-03-01,Speaking,70\n", encoding="utf-8")
    result = call(name, *(word.format(file=export) for word in ARGUMENTS.get(name, [])))
    assert result.exit_code == 1, result.output
    assert "Your journal is sealed, and it is locked now" in result.stderr
    assert {file: file.read_bytes() for file in sealed.parent.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - NEED_NO_JOURNAL))
def test_the_help_of_a_command_needs_no_key(call: Call, sealed: Path, name: str) -> None:
    assert call(name, "--help").exit_code == 0


def test_git_is_told_that_a_locked_journal_cannot_be_merged(call: Call, sealed: Path, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("base.json", "ours.json", "theirs.json")]
    for file in files:
        file.write_bytes(sealed.read_bytes())
    before = files[1].read_bytes()
    key_ring.drop_all()
    result = CliRunner().invoke(efficacy, ["merge", "--driver", *map(str, files)])
    assert (result.exit_code, "it is sealed, and not unlocked here" in result.stderr) == (1, True)
    assert files[1].read_bytes() == before


def test_git_merges_clear_files_while_another_journal_is_locked(
    call: Call, sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFFICACY_JOURNAL", str(sealed))
    files = [tmp_path / name for name in ("base.json", "ours.json", "theirs.json")]
    for file in files:
        file.write_bytes(clear_bytes(sealed))
    key_ring.drop_all()
    assert CliRunner().invoke(efficacy, ["merge", "--driver", *map(str, files)]).exit_code == 0
    assert not is_sealed(files[1])


def test_a_prompt_shows_that_the_journal_is_locked(call: Call, sealed: Path) -> None:
    assert (call("status", "--line").exit_code, call("status", "--line").output) == (1, "locked\n")
    document = json.loads(call("status", "--json").output)
    assert (document["text"], document["class"]) == ("locked", "locked")
    assert call("status", "--review", "--line").output == "locked\n"
    call("unlock", typed=PASSPHRASE)
    assert call("status", "--line").exit_code == 3
    assert "Sealed; unlocked until" in call("status").output


def test_completion_offers_nothing_of_a_locked_journal(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFFICACY_JOURNAL", str(sealed))
    with efficacy.make_context("efficacy", ["list"], resilient_parsing=True) as ctx:
        assert names_of(ctx).domains == ("Speaking",)
        key_ring.drop_all()
        assert names_of(ctx).domains == ()


def test_the_key_file_is_located(call: Call, sealed: Path) -> None:
    assert f"key       {sealed}.key" in call("locate").output


def test_a_damaged_sealed_journal_is_restored_from_a_sealed_backup(call: Call, sealed: Path) -> None:
    sealed.write_bytes(sealed.read_bytes()[:-40])
    call("unlock", typed=PASSPHRASE)
    assert "cut off or changed since it was sealed" in call("list").stderr
    assert call("restore", "--yes").exit_code == 0
    assert "forty people" in call("list").output
    assert all(is_sealed(file) for file in sealed.parent.glob("*.json"))


def test_a_damaged_sealed_backup_keeps_nothing_from_being_erased(call: Call, sealed: Path) -> None:
    backup = backups.list_backups(sealed)[0].path
    backup.write_bytes(backup.read_bytes()[:-40])
    call("unlock", typed=PASSPHRASE)
    result = call("erase", "forty people", "--yes")
    assert result.exit_code == 0, result.output
    assert not backup.exists()
    assert "forty people" not in call("list").output


def test_erasing_everything_takes_the_key_file_along(call: Call, sealed: Path) -> None:
    call("unlock", typed=PASSPHRASE)
    assert call("erase", "--everything", "--yes").exit_code == 0
    assert not stored_file.key_path(sealed).exists()


# -- texts in an editor --------------------------------------------------------------------------


def test_an_editor_works_in_the_folder_in_memory_and_what_it_leaves_is_sealed(
    call: Call, sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "$1" > "$PLACE"; sed -i "$CHANGE" "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    monkeypatch.setenv("PLACE", str(tmp_path / "place"))
    monkeypatch.setenv("CHANGE", "s/forty/fifty/")
    call("unlock", typed=PASSPHRASE)
    assert call("edit", "last").exit_code == 0
    assert Path((tmp_path / "place").read_text().strip()).is_relative_to(tmp_path / "run")
    assert "fifty people" in call("list").output
    # A form that cannot be recorded stays beside the journal, sealed.
    monkeypatch.setenv("CHANGE", "s/^text/tex/")
    result = call("edit", "last")
    assert result.exit_code == 1
    forms = [file for file in leftovers.find_unsaved_texts(sealed) if file.exists()]
    assert len(forms) == 1
    assert is_sealed(forms[0])
    assert b"fifty people" in clear_bytes(forms[0])
    assert not list((tmp_path / "run").rglob("*.editing-*"))


@pytest.mark.parametrize("command", ["list", "lock"])
def test_a_text_that_a_killed_editor_left_in_memory_is_removed_by_the_next_command(
    call: Call, sealed: Path, tmp_path: Path, command: str
) -> None:
    call("unlock", typed=PASSPHRASE)
    folder = tmp_path / "run" / "efficacy_tui" / ".journal.json.editing-999999999-abcd"
    folder.mkdir()
    (folder / "text.txt").write_text("words of mine")
    assert call(command).exit_code == 0
    assert not folder.exists()


def test_without_a_folder_in_memory_no_editor_opens(
    call: Call, sealed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from efficacy_tui.cli.editor import edited_text

    key_ring.hold(sealed.resolve(), KEY)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "nowhere"))
    with pytest.raises(Rejected, match="must not be stored on a disk"), edited_text(sealed, "hint"):
        pass
    assert not list(sealed.parent.glob("*.editing-*"))


def test_a_text_that_could_not_be_recorded_is_sealed_and_offered_again(
    sealed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from efficacy_tui.cli import editor

    key_ring.hold(sealed.resolve(), KEY)
    monkeypatch.setattr(editor, "open_editor", lambda file: file.write_text("words of mine"))
    with pytest.raises(Rejected, match="What you wrote is in"), editor.edited_text(sealed, "hint"):
        raise Rejected("It cannot be recorded.")
    text = leftovers.unsaved_text_path(sealed)
    assert is_sealed(text)
    assert clear_bytes(text) == b"words of mine"
    assert editor.read_unsaved_text(sealed) == "words of mine"


def test_the_boot_clock_only_goes_forward() -> None:
    assert seconds_since_boot() <= seconds_since_boot()


# -- key files that cannot be used ---------------------------------------------------------------

COMMANDS_WITH_PASSPHRASE = [
    ["unlock"],
    ["unseal", "--yes"],
    ["seal"],
    ["seal", "--change-passphrase"],
    ["seal", "--recovery", "new.txt", "--yes"],
]


@pytest.mark.parametrize("words", COMMANDS_WITH_PASSPHRASE)
def test_an_unusable_key_file_is_named_before_a_passphrase_is_asked_for(
    call: Call, sealed: Path, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stored_file.key_path(sealed).unlink()
    stored_file.key_path(sealed).mkdir()
    result = call(*words)
    assert result.exit_code == 1
    assert "there is a folder in its place" in result.stderr
    assert not (tmp_path / "new.txt").exists()


def test_every_other_command_says_why_unlocking_would_not_help(call: Call, sealed: Path) -> None:
    stored_file.key_path(sealed).write_bytes(b"")
    for words in (["list"], ["check-in", "70"], ["doctor"], ["status"]):
        result = call(*words)
        assert result.exit_code == 1
        assert "The key file cannot be used: it is empty." in result.stderr
        assert "--with-recovery-key" in result.stderr
        assert "unlock" not in result.stderr
    assert call("status").stdout == "Sealed, but the key file cannot be used: it is empty.\n"
    assert call("status", "--line").stdout == "locked\n"


def test_while_it_is_unlocked_the_status_says_what_helps(call: Call, sealed: Path) -> None:
    assert call("unlock", typed=f"{PASSPHRASE}\n").exit_code == 0
    stored_file.key_path(sealed).write_bytes(b"")
    result = call("status")
    assert "Sealed, but the key file cannot be used: it is empty. With your recovery key" in result.stdout
    assert call("check-in", "70").exit_code == 0


def test_a_stray_key_file_beside_a_clear_journal_is_to_be_moved_away(call: Call, path: Path) -> None:
    stored_file.key_path(path).mkdir()
    result = call("status")
    assert "0 files are sealed, 3 files are not. The key file cannot be used" in result.stdout
    assert "Move that away" in result.stdout
    assert "“efficacy seal” seals the rest" not in result.stdout


def test_a_journal_that_is_not_sealed_has_no_passphrase_to_change(call: Call, path: Path) -> None:
    result = call("seal", "--change-passphrase", typed=f"{PASSPHRASE}\nanother passphrase\n")
    assert result.exit_code == 1
    assert "not sealed" in result.stderr
    assert not stored_file.is_sealed(path)
