"""`efficacy sync`: what it says and asks, its exit codes and documents, and what erasing says about git."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pexpect
import pytest

from efficacy_tui.cli.context import NO_TERMINAL, OK, REFUSED
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell
from tests.cli.test_commands_in_terminal import start_program, wait_for_exit
from tests.support.json_schema import find_errors
from tests.sync.conftest import Machine, git


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    return tmp_path / "remote.git"


@pytest.fixture(autouse=True)
def _no_settings_of_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def synced(speaking: Journal, shell: Shell, remote: Path) -> Shell:
    """A shell on a journal that is synced."""
    assert shell("sync", "--init", str(remote), "--yes").exit_code == OK
    return shell


@pytest.fixture
def other(synced: Shell, remote: Path, tmp_path: Path) -> Machine:
    """Another machine with the same journal."""
    machine = Machine(tmp_path / "other", remote, 7)
    machine.begin()
    machine.sync()
    return machine


def test_setting_up_says_what_will_happen_and_then_does_it(speaking: Journal, shell: Shell, remote: Path) -> None:
    result = shell("sync", "--init", str(remote), "--yes")
    assert result.exit_code == OK
    assert result.output.splitlines() == [
        f"A git repository will be made in {remote}, and your journal put there. In it: 1 domain.",
        "Whoever can read that repository can read your journal: it is not encrypted.",
        f"sent     to {remote}",
    ]


def test_without_a_terminal_nothing_is_set_up_unasked(speaking: Journal, shell: Shell, remote: Path) -> None:
    result = shell("sync", "--init", str(remote))
    assert result.exit_code == NO_TERMINAL
    assert "Add --yes to do it." in result.output
    assert not remote.exists()


def test_before_that_it_says_how_to_set_it_up(speaking: Journal, shell: Shell, path: Path) -> None:
    result = shell("sync")
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert "“efficacy sync --init ADDRESS” does that" in result.stderr
    status = shell("sync", "--status")
    assert (status.exit_code, status.output.count("not set up")) == (OK, 1)
    # Asking leaves nothing about.
    assert [item.name for item in path.parent.iterdir() if "sync" in item.name] == []


def test_before_anything_is_recorded_a_round_says_so(shell: Shell, remote: Path) -> None:
    assert shell("sync", "--init", str(remote), "--yes").exit_code == OK
    result = shell("sync")
    assert (result.exit_code, result.output) == (OK, f"There is no journal yet, here or at {remote}.\n")


def test_a_round_says_what_came_and_what_went(synced: Shell, other: Machine, remote: Path) -> None:
    other.add("from the other")
    other.sync()
    synced("add", "from here")
    assert synced("sync").output.splitlines() == ["added    1 entry", f"sent     to {remote}"]
    assert synced("sync").output == f"Nothing new, here or at {remote}.\n"
    other.sync()
    assert other.texts() == {"from here", "from the other"}


def test_what_was_changed_here_is_sent_and_not_called_replaced(synced: Shell, speaking: Journal, remote: Path) -> None:
    for confidence in ("60", "70", "75"):
        assert synced("check-in", confidence).exit_code == OK
        assert synced("sync").output == f"sent     to {remote}\n"
    assert synced("sync").output == f"Nothing new, here or at {remote}.\n"


def test_offline_it_says_what_waits_and_ends_with_1(synced: Shell, remote: Path) -> None:
    remote.rename(remote.with_name("away"))
    synced("add", "on the train")
    result = synced("sync")
    assert result.exit_code == REFUSED
    assert result.stderr.startswith("There is no repository at ")
    assert "Everything you recorded is saved on this machine, and the next sync sends it." in result.stderr
    lines = synced("sync", "--status").output.splitlines()
    assert lines[0] == f"synced with  {remote}"
    assert lines[1].startswith("last synced  Sun 22 Nov, 09:30")
    assert lines[2] == "waiting      what you changed since"
    assert lines[3].startswith("history      2 versions, ")
    assert lines[4].startswith("problem      There is no repository at")


def test_documents_are_those_of_the_schema(synced: Shell, other: Machine, remote: Path) -> None:
    schema = json.loads(synced("schema", "sync").stdout)
    other.add("from the other")
    other.sync()
    document = json.loads(synced("sync", "--json").stdout)
    assert find_errors(document, schema) == []
    assert document["received"] == {"added": 1, "changed": 0, "deleted": 0}
    assert (document["sent"], document["waits"], document["problem"]) == (False, False, None)
    remote.rename(remote.with_name("away"))
    result = synced("sync", "--json")
    assert result.exit_code == REFUSED
    assert find_errors(json.loads(result.stdout), schema) == []
    assert json.loads(result.stdout)["problem"] == result.stderr.strip()
    assert json.loads(synced("sync", "--status", "--json").stdout)["received"] is None


def test_what_was_erased_is_said_to_be_in_git_until_it_is_forgotten(
    synced: Shell, other: Machine, remote: Path
) -> None:
    synced("add", "a secret")
    synced("sync")
    result = synced("erase", "a secret", "--yes")
    assert result.exit_code == OK
    assert result.output.splitlines()[-1] == (
        f"The repository beside your journal still has earlier versions with it, and so does {remote}. “efficacy sync "
        "--forget-history” removes them, and says what a server may still have."
    )
    result = synced("sync", "--forget-history", "--yes")
    assert result.exit_code == OK
    lines = result.output.splitlines()
    assert "Your other machines follow when they sync next" in result.output
    assert "A server can hold on to what was forgotten" in result.output
    assert "forgot   2 earlier versions" in lines
    assert lines[-1] == f"To remove them from its disk at once: git -C {remote} gc --prune=now"
    git(remote, "gc", "--quiet", "--prune=now")
    objects = git(remote, "cat-file", "--batch-check", "--batch-all-objects").split("\n")
    assert not any("a secret" in git(remote, "cat-file", "-p", line.split()[0]) for line in objects)
    other.sync()
    assert other.versions() == 1


def test_erasing_everything_takes_the_repository_with_it_and_says_where_the_journal_still_is(
    synced: Shell, path: Path, remote: Path
) -> None:
    result = synced("erase", "--everything", "--yes")
    assert result.exit_code == OK
    assert f"removed  {path.parent / 'journal.sync.git'}" in result.output.splitlines()
    assert f"{remote} still has your journal, as do machines that sync with it. Delete it there." in result.output
    assert [item.name for item in path.parent.iterdir()] == [".journal.json.erased"]
    assert synced("sync").exit_code == REFUSED


def test_a_restore_says_that_sync_would_bring_newer_entries_back(synced: Shell, tmp_path: Path, path: Path) -> None:
    copy = tmp_path / "copy.json"
    copy.write_bytes(path.read_bytes())
    synced("add", "later")
    result = synced("restore", str(copy))
    assert "“efficacy sync” exchanges it with them" in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("sync", "server:x.git"), "An ADDRESS is only needed once, with --init."),
        (("sync", "--init", "--status"), "Choose one of --init, --status and --forget-history."),
        (("sync", "--init", "x", "--json"), "--json goes with a sync and with --status."),
        (("--demo", "sync"), "The demo’s journal is deleted at the end, so it is not synced."),
    ],
)
def test_what_makes_no_sense_is_refused(shell: Shell, words: tuple[str, ...], message: str) -> None:
    result = shell(*words)
    assert result.exit_code != OK
    assert message in result.stderr


def test_in_a_terminal_it_asks_and_offers_to_join_domains_of_one_name(tmp_path: Path, remote: Path) -> None:
    first = Machine(tmp_path / "first", remote, 1)
    first.add("on the first")
    first.begin()
    first.sync()
    second = Machine(tmp_path / "second", remote, 2)
    second.add("on the second")
    environment = {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", "EFFICACY_JOURNAL": str(second.path)}
    child = start_program(environment, "sync", "--init", str(remote))
    child.expect("there is another journal, not a copy of yours")
    child.expect("Set it up?")
    child.sendline("n")
    child.expect("Nothing was changed.")
    assert wait_for_exit(child) == REFUSED
    assert not second.repository.exists()
    child = start_program(environment, "sync", "--init", str(remote))
    child.expect("Set it up?")
    child.sendline("y")
    child.expect("Two domains are called Speaking")
    child.expect("One undo takes it all back")
    child.expect("Join them?")
    child.sendline("y")
    child.expect("Joined two domains called Speaking")
    child.expect(pexpect.EOF)
    assert [row.name for row in second.open().domains.all()] == ["Speaking"]
