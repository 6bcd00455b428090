"""Sealing, joining and unsealing a journal that is synced: what is asked and said, and what the other machine says."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.cli.context import NO_TERMINAL, OK, REFUSED
from efficacy_tui.store.sealing import change_key, key_file, key_ring
from efficacy_tui.store.sealing.seal_files import survey_files
from efficacy_tui.store.stored_file import key_path
from efficacy_tui.sync import join_sealed
from efficacy_tui.sync.problems import sealed_elsewhere, short_remote
from tests.support.age_format import protect_quickly
from tests.support.sealed_files import any_folder_is_memory, is_sealed
from tests.sync.conftest import git
from tests.sync.test_sealed import objects_of

PASSPHRASE = "a good passphrase\n"
Call = Callable[..., Result]


@pytest.fixture(autouse=True)
def _in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the test a runtime folder, no settings of git, and key files that are made and opened at once."""
    (tmp_path / "run").mkdir(mode=0o700)
    for module in (change_key, key_file, join_sealed):
        monkeypatch.setattr(module, "protect", protect_quickly)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    with any_folder_is_memory():
        yield


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    return tmp_path / "remote.git"


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """Run a command on the machine `name` as a process of its own would; `typed` are lines on a file descriptor."""

    def call(name: str, *words: object, typed: str = "") -> Result:
        key_ring.drop_all()
        key_ring.set_source(None)
        lines = tmp_path / "lines.txt"
        lines.write_text(typed, encoding="utf-8")
        (tmp_path / name).mkdir(exist_ok=True)
        descriptor = os.open(lines, os.O_RDONLY)
        arguments = ["--journal", str(tmp_path / name / "journal.json"), *map(str, words)]
        try:
            return CliRunner().invoke(
                efficacy, [*arguments, *(("--passphrase-fd", str(descriptor)) if typed else ())], prog_name="efficacy"
            )
        finally:
            os.close(descriptor)

    return call


@pytest.fixture
def synced(call: Call, remote: Path) -> Call:
    """Two machines, “one” and “two”, that have the same journal."""
    call("one", "domain", "add", "Speaking", "--task", "give a talk")
    call("one", "add", "asked in front of forty people")
    for name in ("one", "two"):
        result = call(name, "sync", "--init", remote, "--yes")
        assert result.exit_code == OK, result.output
    call("one", "add", "a second time")
    assert call("one", "sync").exit_code == OK
    return call


@pytest.fixture
def sealed(synced: Call, tmp_path: Path) -> Call:
    """The same, with “one” sealed and unlocked."""
    assert seal(synced, tmp_path).exit_code == OK
    assert synced("one", "unlock", typed=PASSPHRASE).exit_code == OK
    return synced


def seal(call: Call, tmp_path: Path, *words: str) -> Result:
    return call("one", "seal", "--recovery", tmp_path / "recovery.txt", *(words or ("--yes",)), typed=PASSPHRASE)


def test_sealing_says_what_becomes_of_git_and_does_it_at_once(synced: Call, tmp_path: Path, remote: Path) -> None:
    result = seal(synced, tmp_path)
    assert result.exit_code == OK, result.output
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "In git there are 2 versions of your journal in clear.",
        f"Git keeps no history of a sealed journal: one sealed version replaces them, here and at {remote}.",
        "Your other machines sync again after “efficacy seal --join” on each; they say so when they sync next.",
    ]
    assert lines[3].startswith("A server can hold on to what was forgotten")
    assert lines[-2:] == [
        f"sent     to {remote}",
        f"To remove what it had before from its disk at once: git -C {remote} gc --prune=now",
    ]
    assert git(remote, "rev-list", "--count", "journal") == "1"
    git(remote, "gc", "--quiet", "--prune=now")
    assert b"Speaking" not in objects_of(remote) + objects_of(tmp_path / "one" / "journal.sync.git")


def test_the_status_as_json_says_whether_it_is_sealed_here_and_there(
    synced: Call, tmp_path: Path, remote: Path
) -> None:
    def read_status() -> tuple[bool, bool]:
        status = json.loads(synced("one", "sync", "--status", "--json").stdout)
        return status["is_sealed"], status["is_sealed_there"]

    assert read_status() == (False, False)
    remote.rename(tmp_path / "away")
    seal(synced, tmp_path)
    synced("one", "unlock", typed=PASSPHRASE)
    assert read_status() == (True, False)
    (tmp_path / "away").rename(remote)
    synced("one", "seal", typed=PASSPHRASE)
    assert read_status() == (True, True)


def test_a_server_that_does_not_let_versions_be_replaced(synced: Call, tmp_path: Path, remote: Path) -> None:
    git(remote, "config", "receive.denyNonFastForwards", "true")
    before = git(remote, "rev-parse", "journal")
    result = seal(synced, tmp_path)
    assert result.exit_code == REFUSED
    assert "Sealed 2 files." in result.stdout
    assert "does not allow its history to be replaced" in result.stderr
    assert "What is there stays as it is; everything you recorded is saved on this machine." in result.stderr
    assert git(remote, "rev-parse", "journal") == before
    # The way out that it names.
    empty = tmp_path / "empty.git"
    assert synced("one", "unlock", typed=PASSPHRASE).exit_code == OK
    result = synced("one", "sync", "--init", empty, "--yes")
    assert result.exit_code == OK, result.output
    assert git(empty, "ls-tree", "--name-only", "journal").split() == ["journal.json", "journal.json.key"]


def test_without_a_yes_nothing_is_sealed(synced: Call, tmp_path: Path, remote: Path) -> None:
    result = synced("one", "seal", "--recovery", tmp_path / "recovery.txt", typed=PASSPHRASE)
    assert result.exit_code == NO_TERMINAL
    assert not is_sealed(tmp_path / "one" / "journal.json")
    assert not (tmp_path / "recovery.txt").exists()
    assert git(remote, "rev-list", "--count", "journal") == "2"


def test_sealed_offline_it_says_what_waits_and_the_same_command_goes_on(
    synced: Call, tmp_path: Path, remote: Path
) -> None:
    remote.rename(tmp_path / "away")
    result = seal(synced, tmp_path)
    assert result.exit_code == REFUSED
    assert "In git there are 2 versions of your journal in clear, as of your last sync." in result.stdout
    assert "Until a sync succeeds, the other repository still has what it had before." in result.stderr
    assert survey_files(tmp_path / "one" / "journal.json").is_sealed
    assert b"Speaking" not in objects_of(tmp_path / "one" / "journal.sync.git")
    (tmp_path / "away").rename(remote)
    result = synced("one", "seal", typed=PASSPHRASE)
    assert (result.exit_code, result.stdout.splitlines()[1]) == (OK, f"sent     to {remote}")
    assert git(remote, "ls-tree", "--name-only", "journal").split() == ["journal.json", "journal.json.key"]
    # Nothing is left to do.
    assert len(synced("one", "seal", typed=PASSPHRASE).stdout.splitlines()) == 1


def test_the_other_machine_is_told_what_to_type_and_that_works(sealed: Call, tmp_path: Path, remote: Path) -> None:
    sealed("two", "add", "waits")
    result = sealed("two", "sync")
    assert result.exit_code == REFUSED
    assert result.stderr == f"{sealed_elsewhere(short_remote(str(remote)))}\n"
    result = sealed("two", "seal", "--join", typed="not it at all\n")
    assert (result.exit_code, result.stderr) == (
        REFUSED,
        "That is not the passphrase of journal.json.key. Nothing was changed.\n",
    )
    assert not key_path(tmp_path / "two" / "journal.json").exists()
    result = sealed("two", "seal", "--join", typed=PASSPHRASE)
    assert result.exit_code == OK, result.output
    assert survey_files(tmp_path / "two" / "journal.json").is_sealed
    assert f"sent     to {remote}" in result.stdout
    assert sealed("one", "sync").stdout.splitlines()[0] == "added    1 entry"


def test_a_journal_that_was_sealed_elsewhere_gets_no_keys_of_its_own(sealed: Call, tmp_path: Path) -> None:
    result = sealed("two", "seal", "--recovery", tmp_path / "second.txt", "--yes", typed=PASSPHRASE)
    assert (result.exit_code, "“efficacy seal --join”" in result.stderr) == (REFUSED, True)
    assert survey_files(tmp_path / "two" / "journal.json").is_clear
    assert not (tmp_path / "second.txt").exists()


def test_a_new_machine_sets_up_and_joins(sealed: Call, tmp_path: Path, remote: Path) -> None:
    result = sealed("new", "sync", "--init", remote, "--yes")
    assert result.exit_code == REFUSED
    assert result.stdout.splitlines() == [
        f"At {remote} there is a journal that is sealed. What is in it shows once it is opened.",
        "After setting up, “efficacy seal --join” asks for its passphrase, and takes over its keys.",
    ]
    result = sealed("new", "seal", "--join", typed=PASSPHRASE)
    assert result.exit_code == OK, result.output
    assert is_sealed(tmp_path / "new" / "journal.json")
    assert sealed("new", "unlock", typed=PASSPHRASE).exit_code == OK
    assert "a second time" in sealed("new", "list").stdout


def test_another_journal_is_joined_only_after_a_yes(sealed: Call, tmp_path: Path, remote: Path) -> None:
    sealed("new", "domain", "add", "Writing", "--task", "write a letter")
    sealed("new", "sync", "--init", remote, "--yes")
    result = sealed("new", "seal", "--join", typed=PASSPHRASE)
    assert result.exit_code == NO_TERMINAL
    assert "there is another journal, not a copy of yours" in result.stdout
    assert survey_files(tmp_path / "new" / "journal.json").is_clear
    result = sealed("new", "seal", "--join", "--yes", typed=PASSPHRASE)
    assert result.exit_code == OK, result.output
    assert survey_files(tmp_path / "new" / "journal.json").is_sealed
    assert sealed("one", "sync").stdout.splitlines()[0].startswith("added    1 domain")


def test_a_locked_journal_is_not_synced(sealed: Call) -> None:
    assert sealed("one", "sync").exit_code == OK
    sealed("one", "lock")
    for words in (("sync",), ("sync", "--status"), ("sync", "--forget-history", "--yes")):
        result = sealed("one", *words)
        assert (result.exit_code, result.stdout) == (REFUSED, "")
        assert "it is locked now. Nothing was changed. “efficacy unlock” asks for the passphrase" in result.stderr


def test_status_forgetting_and_erasing_say_how_git_has_it(sealed: Call, remote: Path) -> None:
    assert "sealed       yes, without earlier versions" in sealed("one", "sync", "--status").stdout.splitlines()
    assert sealed("one", "sync", "--forget-history").stdout.splitlines() == [
        "Your journal is sealed, so git keeps no earlier versions of it. A sync replaces the one that is there.",
        f"Nothing new, here or at {remote}.",
    ]
    assert sealed("one", "erase", "second time", "--yes").stdout.splitlines()[-1] == (
        f"The sealed version in git, here and at {remote}, still has it until the next “efficacy sync”. What a server "
        "keeps after that is sealed."
    )


def test_a_new_passphrase_reaches_the_other_machine_by_joining(sealed: Call, tmp_path: Path) -> None:
    sealed("two", "seal", "--join", typed=PASSPHRASE)
    assert sealed("one", "seal", "--change-passphrase", typed=f"{PASSPHRASE}quite another one\n").exit_code == OK
    sealed("two", "unlock", typed=PASSPHRASE)
    assert "The passphrase was changed on another machine." in sealed("two", "sync").stdout
    assert sealed("two", "unlock", typed=PASSPHRASE).exit_code == OK
    result = sealed("two", "seal", "--join", typed="quite another one\n")
    assert result.exit_code == OK, result.output
    assert "From now on this passphrase opens it here, too." in result.stdout
    assert (
        key_path(tmp_path / "two" / "journal.json").read_bytes()
        == key_path(tmp_path / "one" / "journal.json").read_bytes()
    )


def test_new_keys_reach_the_other_machine_with_both_passphrases(sealed: Call, tmp_path: Path) -> None:
    sealed("two", "seal", "--join", typed=PASSPHRASE)
    result = sealed("one", "seal", "--recovery", tmp_path / "new recovery.txt", "--yes", typed=PASSPHRASE)
    assert result.exit_code == OK, result.output
    assert sealed("one", "seal", "--change-passphrase", typed=f"{PASSPHRASE}quite another one\n").exit_code == OK
    sealed("two", "unlock", typed=PASSPHRASE)
    sealed("two", "add", "meanwhile")
    assert "sealed with other keys than the one here" in sealed("two", "sync").stderr
    sealed("two", "lock")
    result = sealed("two", "seal", "--join", typed=f"quite another one\n{PASSPHRASE}")
    assert result.exit_code == OK, result.output
    sealed("one", "unlock", typed="quite another one\n")
    assert "added    1 entry" in sealed("one", "sync").stdout


def test_unsealing_says_what_the_next_sync_does_and_sealed_machines_stop(
    sealed: Call, tmp_path: Path, remote: Path
) -> None:
    sealed("two", "seal", "--join", typed=PASSPHRASE)
    sealed("two", "unlock", typed=PASSPHRASE)
    sealed("two", "add", "sent sealed")
    assert sealed("two", "sync").exit_code == OK
    result = sealed("one", "unseal", typed=PASSPHRASE)
    assert result.exit_code == NO_TERMINAL
    assert is_sealed(tmp_path / "one" / "journal.json")
    result = sealed("one", "unseal", "--yes", typed=PASSPHRASE)
    assert result.exit_code == OK, result.output
    assert f"the next sync puts it in clear at {remote}, and whoever can read that repository" in result.stdout
    assert b"Speaking" not in objects_of(tmp_path / "one" / "journal.sync.git")
    assert f"sent     to {remote}" in sealed("one", "sync").stdout
    assert "sent sealed" in sealed("one", "list").stdout
    sealed("two", "unlock", typed=PASSPHRASE)
    result = sealed("two", "sync")
    assert result.exit_code == REFUSED
    assert "is no longer sealed: another machine has unsealed it" in result.stderr
    # Sealing it there again is asked first.
    result = sealed("two", "seal", typed=PASSPHRASE)
    assert result.exit_code == NO_TERMINAL
    assert git(remote, "ls-tree", "--name-only", "journal") == "journal.json"
    result = sealed("two", "seal", "--yes", typed=PASSPHRASE)
    assert result.exit_code == OK, result.output
    assert git(remote, "ls-tree", "--name-only", "journal").split() == ["journal.json", "journal.json.key"]
    assert "“efficacy seal --join”" in sealed("one", "sync").stderr


def test_unsealing_the_second_machine_says_that_the_first_has_done_so(sealed: Call, remote: Path) -> None:
    sealed("two", "seal", "--join", typed=PASSPHRASE)
    sealed("one", "unseal", "--yes", typed=PASSPHRASE)
    sealed("one", "sync")
    result = sealed("two", "unseal", "--yes", typed=PASSPHRASE)
    assert (result.exit_code, result.stderr) == (OK, "")
    assert f"The journal at {remote} is no longer sealed" in result.stdout
    assert "the next sync puts it in clear" not in result.stdout
    assert sealed("two", "sync").exit_code == OK


def test_where_nothing_is_synced_or_sealed_joining_says_so(synced: Call) -> None:
    assert "There is nothing sealed at" in synced("one", "seal", "--join", typed=PASSPHRASE).stderr
    assert "Syncing is not set up" in synced("alone", "seal", "--join", typed=PASSPHRASE).stderr


# -- what another machine sends between two steps ------------------------------------------------


@pytest.fixture
def both_sealed(sealed: Call) -> Call:
    """Two machines, “one” and “two”, that are sealed with the same keys and unlocked; “two” has not sent its entry."""
    assert sealed("two", "seal", "--join", typed=PASSPHRASE).exit_code == OK
    for name in ("one", "two"):
        assert sealed(name, "sync" if name == "one" else "lock").exit_code == OK
        assert sealed(name, "unlock", typed=PASSPHRASE).exit_code == OK
    assert sealed("two", "add", "meanwhile").exit_code == OK
    return sealed


@pytest.mark.parametrize("words", [("seal",), ("seal", "--recovery", "{new}")], ids=" ".join)
def test_what_is_sent_with_the_keys_from_before_is_merged_after_they_were_changed(
    both_sealed: Call, tmp_path: Path, remote: Path, words: tuple[str, ...]
) -> None:
    """As after a power cut between sealing with new keys and sending that."""
    new = tmp_path / "new.txt"
    remote.rename(tmp_path / "away")
    assert both_sealed("one", "seal", "--recovery", new, "--yes", typed=PASSPHRASE).exit_code == REFUSED
    (tmp_path / "away").rename(remote)
    assert both_sealed("two", "sync").exit_code == OK
    assert both_sealed("one", "unlock", typed=PASSPHRASE).exit_code == OK
    result = both_sealed("one", "sync")
    assert result.exit_code == REFUSED
    assert "sealed with the keys from before you changed them here" in result.stderr
    assert "--join" not in result.stderr
    result = both_sealed("one", *(word.format(new=new) for word in words), typed=PASSPHRASE)
    assert result.exit_code == OK, result.output
    assert f"sent     to {remote}" in result.stdout
    assert "meanwhile" in both_sealed("one", "list").stdout
    result = both_sealed("two", "sync")
    assert (result.exit_code, "“efficacy seal --join”" in result.stderr) == (REFUSED, True)
    assert both_sealed("two", "seal", "--join", typed=PASSPHRASE + PASSPHRASE).exit_code == OK
    assert both_sealed("one", "sync").exit_code == OK
    assert key_path(tmp_path / "one" / "journal.json").read_bytes() == (
        key_path(tmp_path / "two" / "journal.json").read_bytes()
    )


def test_a_lost_passphrase_was_replaced_while_another_machine_sent_something(
    both_sealed: Call, tmp_path: Path, remote: Path
) -> None:
    words = ("seal", "--with-recovery-key", tmp_path / "recovery.txt")
    remote.rename(tmp_path / "away")
    assert both_sealed("one", *words, typed="quite another one\n").exit_code == REFUSED
    (tmp_path / "away").rename(remote)
    assert both_sealed("two", "sync").exit_code == OK
    result = both_sealed("one", "seal", typed="quite another one\n")
    assert (result.exit_code, "--with-recovery-key" in result.stderr) == (REFUSED, True)
    result = both_sealed("one", *words, typed="quite another one\n")
    assert result.exit_code == OK, result.output
    assert both_sealed("one", "unlock", typed="quite another one\n").exit_code == OK
    assert "meanwhile" in both_sealed("one", "list").stdout


def test_an_unsealed_machine_is_told_how_to_merge_what_was_sent_sealed_since(
    both_sealed: Call, tmp_path: Path, remote: Path
) -> None:
    assert both_sealed("one", "unseal", "--yes", typed=PASSPHRASE).exit_code == OK
    assert both_sealed("two", "sync").exit_code == OK
    result = both_sealed("one", "sync")
    assert result.exit_code == REFUSED
    assert "since the journal here was unsealed is sealed" in result.stderr
    # The way that it names.
    assert both_sealed("one", "seal", "--join", typed=PASSPHRASE).exit_code == OK
    assert both_sealed("one", "unseal", "--yes", typed=PASSPHRASE).exit_code == OK
    assert both_sealed("one", "sync").exit_code == OK
    assert "meanwhile" in both_sealed("one", "list").stdout
    assert git(remote, "ls-tree", "--name-only", "journal") == "journal.json"
    # Sealed again by the other machine, it is no longer what is left of that.
    assert both_sealed("two", "sync").exit_code == REFUSED
    assert both_sealed("two", "seal", "--yes", typed=PASSPHRASE).exit_code == OK
    assert both_sealed("one", "sync").stderr == f"{sealed_elsewhere(short_remote(str(remote)))}\n"
    assert survey_files(tmp_path / "one" / "journal.json").is_clear
