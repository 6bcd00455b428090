"""A round: what each machine recorded comes to the others, whatever happened in between."""

from __future__ import annotations

import datetime as dt
import os
import stat
from pathlib import Path

import pytest

from efficacy_tui.journal import maintenance
from efficacy_tui.store import backups
from efficacy_tui.store.errors import JournalMissing
from efficacy_tui.sync import bare_repository
from efficacy_tui.sync import round as sync_round
from efficacy_tui.sync.bare_repository import BareRepository
from efficacy_tui.sync.forget import forget_history
from efficacy_tui.sync.problems import SyncProblem
from efficacy_tui.sync.shared_bytes import build_shared
from tests.sync.conftest import Machine, git

Pair = tuple[Machine, Machine]


def test_two_machines_exchange_what_each_recorded(pair: Pair) -> None:
    one, two = pair
    one.add("on the first")
    two.add("on the second")
    assert one.sync().is_sent
    report = two.sync()
    assert report.is_sent
    assert report.count_received()[0] == {"evidence": 1}
    assert one.sync().count_received()[0] == {"evidence": 1}
    assert one.texts() == two.texts() == {"first", "on the first", "on the second"}
    assert build_shared(one.path.read_bytes()) == build_shared(two.path.read_bytes())


def test_a_round_with_nothing_new_makes_no_version_and_writes_nothing(pair: Pair) -> None:
    one, two = pair
    two.add("something")
    two.sync()
    one.sync()
    before = one.path.stat(), two.path.stat(), git(one.remote, "rev-parse", "journal")
    for machine in (one, two, one):
        report = machine.sync()
        assert (report.is_even, report.is_sent, report.merges) == (True, False, [])
    assert (one.path.stat(), two.path.stat(), git(one.remote, "rev-parse", "journal")) == before


def test_versions_of_both_machines_are_in_one_history(pair: Pair) -> None:
    one, two = pair
    away = one.remote.with_name("away.git")
    one.add("on the first")
    two.add("on the second")
    one.remote.rename(away)
    two.sync()
    away.rename(one.remote)
    one.sync()
    two.sync()
    parents = git(one.remote, "rev-list", "--parents", "-1", "journal").split()[1:]
    assert len(parents) == 2
    assert git(one.remote, "ls-tree", "--name-only", "journal") == "journal.json"


def test_offline_a_version_is_made_and_sent_the_next_time(pair: Pair) -> None:
    one, two = pair
    away, reached_at = one.remote.with_name("away.git"), one.status().reached_at
    one.remote.rename(away)
    one.add("on the train")
    report = one.sync()
    assert one.status().reached_at == reached_at
    assert report.problem is not None
    assert "next sync sends it" in str(report.problem)
    assert not report.is_even
    assert one.versions() == 2
    assert one.status().waits
    assert one.status().problem == str(report.problem)
    away.rename(one.remote)
    assert one.sync().is_sent
    assert (one.status().waits, one.status().problem) == (False, "")
    two.sync()
    assert "on the train" in two.texts()


def test_nothing_is_said_to_wait_until_something_is_changed(pair: Pair) -> None:
    one, _ = pair
    assert not one.status().waits
    one.add("new")
    assert one.status().waits
    assert one.status().versions == 1


def test_whoever_is_slower_merges_and_sends_again(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = pair
    one.add("slower")
    two.add("faster")
    push = BareRepository.push

    def push_late(repository: BareRepository, *arguments: object) -> None:
        if repository.folder == one.repository:
            two.sync()
        push(repository, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(BareRepository, "push", push_late)
    assert one.sync().is_sent
    assert one.texts() == {"first", "slower", "faster"}


def test_what_another_program_records_while_it_merges_is_sent_with_it(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    two.add("elsewhere")
    two.sync()
    merge_version = maintenance.merge_version

    def merge_and_record(*arguments: object) -> object:
        result = merge_version(*arguments)  # type: ignore[arg-type]
        one.add("by another program")
        return result

    monkeypatch.setattr(maintenance, "merge_version", merge_and_record)
    assert one.sync().is_sent
    assert not one.status().waits
    monkeypatch.undo()
    two.sync()
    assert two.texts() == {"first", "elsewhere", "by another program"}


def test_a_race_is_lost_five_times_at_most(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = pair
    one.add("slower")
    push, attempts = BareRepository.push, []

    def push_late(repository: BareRepository, *arguments: object) -> None:
        if repository.folder == one.repository:
            attempts.append(1)
            two.add(f"faster {len(attempts)}")
            two.sync()
        push(repository, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(BareRepository, "push", push_late)
    report = one.sync()
    assert len(attempts) == sync_round.MAX_ATTEMPTS
    assert "Other machines sent something at the same moment" in str(report.problem)
    assert {"slower", "faster 1", "faster 4"} <= one.texts()


def test_a_lock_that_a_dead_machine_left_there_is_removed_once_it_is_old(pair: Pair) -> None:
    one, _ = pair
    lock = one.remote / "refs" / "heads" / "journal.lock"
    lock.write_bytes(b"")
    left_at = one.clock.now() + dt.timedelta(hours=1)
    os.utime(lock, (left_at.timestamp(), left_at.timestamp()))
    one.clock.time = left_at + sync_round.OLD_LOCK - dt.timedelta(minutes=2)
    one.add("new")
    assert "delete the file that ends in “.lock” there" in str(one.sync().problem)
    one.clock.time = left_at + sync_round.OLD_LOCK
    assert one.sync().is_sent
    assert not lock.exists()


def test_a_file_that_was_being_written_by_a_program_that_was_killed_is_removed(pair: Pair) -> None:
    one, _ = pair
    left = one.repository / ".efficacy.json.writing-1-0a1b"
    left.write_bytes(b"{")
    one.sync()
    assert not left.exists()


def test_a_lock_of_a_git_that_was_killed_here_is_removed(pair: Pair) -> None:
    one, _ = pair
    for name in ("refs/heads/journal.lock", "config.lock", "packed-refs.lock", "HEAD.lock"):
        (one.repository / name).write_bytes(b"")
    one.add("new")
    assert one.sync().is_sent


def test_at_the_end_only_what_is_new_is_sent_and_others_are_fetched_only_if_that_needs_it(pair: Pair) -> None:
    one, two = pair
    two.add("elsewhere")
    two.sync()
    assert not one.sync(fetches_first=False).merges
    one.add("here")
    report = one.sync(fetches_first=False)
    assert report.is_sent
    assert one.texts() == {"first", "elsewhere", "here"}


def test_a_history_that_another_machine_forgot_is_dropped_here_too(pair: Pair) -> None:
    one, two = pair
    one.add("to be forgotten")
    one.sync()
    two.sync()
    two.add("not sent before")
    _, count = forget_history(one.setup)
    assert count >= 1
    report = two.sync()
    assert report.starts_over
    assert two.texts() == {"first", "to be forgotten", "not sent before"}
    one.sync()
    assert one.texts() == two.texts()
    # Whoever joined with an old history must not bring it back.
    assert one.versions() == two.versions() == 2
    assert int(git(one.remote, "rev-list", "--count", "journal")) == 2


def test_what_came_in_while_the_history_was_being_forgotten_is_not_overwritten(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    one.sync()
    push = BareRepository.push

    def push_late(repository: BareRepository, *arguments: object, **options: object) -> None:
        if options.get("instead_of"):
            two.add("just now")
            two.sync()
        push(repository, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(BareRepository, "push", push_late)
    with pytest.raises(SyncProblem, match="Other machines sent something at the same moment"):
        forget_history(one.setup)
    assert int(git(one.remote, "rev-list", "--count", "journal")) == 2
    one.sync()
    assert "just now" in one.texts()


def test_what_was_forgotten_is_in_no_object_here(pair: Pair) -> None:
    one, two = pair
    entry = one.add("a secret that must go")
    one.sync()
    two.sync()
    journal = one.open()
    maintenance.erase(journal, entry)
    forget_history(one.setup)
    two.sync()
    for machine in pair:
        assert "a secret that must go" not in machine.texts()
        for line in git(machine.repository, "cat-file", "--batch-check", "--batch-all-objects").splitlines():
            blob = git(machine.repository, "cat-file", "-p", line.split()[0])
            assert "a secret that must go" not in blob


def test_what_was_erased_goes_from_the_backups_of_other_machines(pair: Pair) -> None:
    one, two = pair
    entry = one.add("a secret that must go")
    one.sync()
    two.sync()
    backups.make_backup(two.path, two.clock.now())
    maintenance.erase(one.open(), entry)
    one.sync()
    two.sync()
    assert two.texts() == {"first"}
    assert not [file for file in two.home.rglob("*.json") if b"a secret that must go" in file.read_bytes()]


def test_a_purged_history_stays_purged_on_the_only_machine(one: Machine) -> None:
    entry = one.add("words")
    one.open().evidence.edit(entry, text="better words")
    one.begin()
    one.sync()
    one.clock.move(minutes=1)
    assert maintenance.purge_history(one.open()) > 0
    assert one.sync().is_sent
    one.sync()
    assert not one.open().store.read_history()
    assert '"words"' not in git(one.remote, "cat-file", "blob", "journal:journal.json")


def test_a_restored_backup_stays_on_the_only_machine(one: Machine) -> None:
    one.add("before")
    one.begin()
    one.sync()
    backup = one.home / "copy.json"
    backup.write_bytes(one.path.read_bytes())
    one.add("after")
    one.sync()
    one.clock.move(minutes=1)
    maintenance.restore_backup(one.open(), backup)
    one.sync()
    one.sync()
    assert one.texts() == {"before"}


def test_a_file_that_went_back_by_itself_gets_back_what_it_lacks(pair: Pair) -> None:
    one, _ = pair
    old = one.path.read_bytes()
    one.add("later")
    one.sync()
    one.path.write_bytes(old)
    one.sync()
    assert one.texts() == {"first", "later"}


def test_a_journal_that_is_gone_without_a_copy_comes_back_from_git(pair: Pair) -> None:
    one, _ = pair
    one.path.unlink()
    for backup in backups.list_backups(one.path):
        backup.path.unlink()
    one.sync()
    assert one.texts() == {"first"}
    assert stat.S_IMODE(one.path.stat().st_mode) == 0o600


def test_a_journal_that_is_gone_but_has_backups_is_to_be_restored_first(pair: Pair) -> None:
    one, _ = pair
    backups.make_backup(one.path, one.clock.now())
    one.path.unlink()
    with pytest.raises(JournalMissing, match="efficacy restore"):
        one.sync()
    assert not one.path.exists()


def test_a_repository_that_was_emptied_gets_the_journal_again(pair: Pair) -> None:
    one, two = pair
    git(one.remote, "update-ref", "-d", "refs/heads/journal")
    one.add("new")
    assert one.sync().is_sent
    two.sync()
    assert two.texts() == {"first", "new"}


def test_only_the_owner_can_read_the_repository(pair: Pair) -> None:
    for machine in pair:
        for item in [machine.repository, *machine.repository.rglob("*")]:
            assert stat.S_IMODE(item.stat().st_mode) & 0o077 == 0, item


def test_many_versions_are_packed(one: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bare_repository, "_MANY_LOOSE_OBJECTS", 9)
    one.add("first")
    one.begin()
    for number in range(4):
        one.add(f"entry {number}")
        one.sync()
    assert git(one.repository, "count-objects").startswith("0 ")
    assert list((one.repository / "objects" / "pack").glob("*.pack"))
    assert one.versions() == 4


def test_two_programs_do_not_sync_at_once(pair: Pair) -> None:
    one, _ = pair
    with one.setup.locked(), pytest.raises(SyncProblem, match="Another program is syncing"):
        one.sync_within(0.2)


def test_what_went_wrong_is_remembered_until_the_others_are_reached(pair: Pair) -> None:
    one, _ = pair
    away = one.remote.with_name("away.git")
    one.remote.rename(away)
    problem = str(one.sync().problem)
    # As when the program closes: there is nothing to send, so nobody is reached.
    assert one.sync(fetches_first=False).problem is None
    assert one.status().problem == problem
    away.rename(one.remote)
    assert one.sync().problem is None
    assert one.status().problem == ""


def test_without_another_repository_versions_are_made_here(one: Machine) -> None:
    one.add("first")
    one.begin(None)
    report = one.sync()
    assert (report.problem, report.is_sent, one.versions()) == (None, False, 1)
    assert not one.status().waits


def test_no_journal_and_nothing_elsewhere_is_no_version(one: Machine, remote: Path) -> None:
    one.begin()
    report = one.sync()
    assert report.problem is None
    assert not one.path.exists()
    assert git(remote, "for-each-ref") == ""
