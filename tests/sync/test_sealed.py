"""A sealed journal that is synced: git has one sealed version of it, and other machines join with the passphrase."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

import pytest

from efficacy_tui.store import atomic_file, backups, stored_file
from efficacy_tui.store.errors import JournalLocked
from efficacy_tui.store.journal_identity import adopt_journal_id
from efficacy_tui.store.sealing import change_key, key_ring, sealed_bytes
from efficacy_tui.store.sealing.key_file import WrongPassphrase, open_key_bytes, read_key_bytes, write_key_file
from efficacy_tui.store.sealing.seal_files import SealReport, survey_files, unseal_files
from efficacy_tui.store.sealing.sealed_bytes import SealKey, public_key
from efficacy_tui.sync import join_sealed, shared_bytes
from efficacy_tui.sync.bare_repository import BareRepository
from efficacy_tui.sync.change_form import allow_other_form, count_clear_versions, was_unsealed_there
from efficacy_tui.sync.join_sealed import fetched_version
from efficacy_tui.sync.problems import SyncProblem
from efficacy_tui.sync.shared_bytes import build_shared
from efficacy_tui.sync.sync_lines import OTHER_KEY_FILE, round_lines, status_lines
from efficacy_tui.sync.sync_status import has_sent_everything
from tests.support.age_format import protect_quickly
from tests.support.sealed_files import KEY, OTHER_IDENTITY, PASSPHRASE, RECOVERY, is_sealed, seal_journal
from tests.support.store_files import NOON
from tests.sync.conftest import Machine, git

Pair = tuple[Machine, Machine]

OTHER_KEY = SealKey((OTHER_IDENTITY,), public_key(RECOVERY))
OTHER_PASSPHRASE = "another good passphrase"


@pytest.fixture(autouse=True)
def _quick_key_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join_sealed, "protect", protect_quickly)
    monkeypatch.setattr(change_key, "protect", protect_quickly)


def seal(machine: Machine, key: SealKey = KEY, passphrase: str = PASSPHRASE) -> None:
    with machine.setup.locked():
        seal_journal(machine.path, key, passphrase)
    key_ring.hold(machine.path, key)


def join(machine: Machine, passphrase: str = PASSPHRASE) -> SealReport:
    with fetched_version(machine.setup) as task:
        key = task.open_key(passphrase)
        return task.join(key, passphrase, task.look(key))


def unseal(machine: Machine, key: SealKey = KEY) -> None:
    with machine.setup.locked():
        allow_other_form(machine.setup)
        unseal_files(machine.path, key, command="unseal")


@pytest.fixture
def sealed_pair(pair: Pair) -> Pair:
    """Two machines of which both are sealed, with the same keys."""
    one, two = pair
    seal(one)
    assert one.sync().is_sent
    join(two)
    two.sync()
    return one, two


def objects_of(repository: Path) -> bytes:
    """Return everything that git has in a repository, whether or not anything leads to it."""
    words = ["git", f"--git-dir={repository}", "cat-file", "--batch", "--batch-all-objects"]
    return subprocess.run(words, capture_output=True, check=True).stdout


def key_there(machine: Machine) -> bytes:
    words = ["git", f"--git-dir={machine.remote}", "cat-file", "blob", "journal:journal.json.key"]
    return subprocess.run(words, capture_output=True, check=True).stdout


# -- one sealed version --------------------------------------------------------------------------


def test_after_sealing_git_has_one_version_without_a_clear_word(pair: Pair) -> None:
    one, _ = pair
    one.add("something secret")
    one.instrument_path.parent.mkdir(exist_ok=True)
    one.instrument_path.write_bytes(b"a secret wording")
    one.sync()
    assert b"something secret" in objects_of(one.remote)
    assert b"a secret wording" in objects_of(one.remote)
    seal(one)
    assert one.sync().is_sent
    assert one.versions() == 1
    assert git(one.remote, "rev-list", "--count", "journal") == "1"
    git(one.remote, "gc", "--quiet", "--prune=now")
    for repository in (one.repository, one.remote):
        data = objects_of(repository)
        assert data
        for word in (b"secret", b"first", b"Speaking", b"evidence"):
            assert word not in data
    assert key_there(one) == read_key_bytes(one.path)
    report = one.sync()
    assert (report.is_even, report.is_sent) == (True, False)


def test_each_later_version_replaces_the_one_before(sealed_pair: Pair) -> None:
    one, two = sealed_pair
    for number in range(2):
        one.add(f"on the first {number}")
        assert one.sync().is_sent
        two.add(f"on the second {number}")
        assert two.sync().is_sent
    one.sync()
    assert one.texts() == two.texts() == {"first", *(f"on the {n} {i}" for n in ("first", "second") for i in range(2))}
    assert one.versions() == two.versions() == 1
    assert len(git(one.repository, "cat-file", "--batch-check", "--batch-all-objects").split("\n")) == 4
    before = git(one.remote, "rev-parse", "journal")
    for machine in (one, two):
        report = machine.sync()
        assert (report.is_even, report.is_sent, report.merges) == (True, False, [])
    assert git(one.remote, "rev-parse", "journal") == before


@pytest.mark.parametrize("count", [1, 3])
def test_what_was_changed_on_the_way_is_not_merged(
    sealed_pair: Pair, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    one, two = sealed_pair
    one.add("new")
    pack_blob = shared_bytes.pack_blob
    with monkeypatch.context() as patch:
        patch.setattr(shared_bytes, "pack_blob", lambda *words: pack_blob(*words)[:-count] + b"ab"[: count - 1])
        one.sync()
    assert "it was cut off or changed since it was sealed. Nothing was merged" in str(two.sync().problem)
    assert two.texts() == {"first"}


def test_a_version_can_be_opened_without_this_program(sealed_pair: Pair) -> None:
    one, _ = sealed_pair
    words = ["git", f"--git-dir={one.remote}", "cat-file", "blob", "journal:journal.json"]
    blob = subprocess.run(words, capture_output=True, check=True).stdout
    for identity in (KEY.identities[0], RECOVERY):
        assert gzip.decompress(sealed_bytes.unseal(blob, identity)) == build_shared(atomic_file.read_whole(one.path)[0])


def test_a_folder_that_was_made_for_it_drops_replaced_versions_when_git_packs_it(one: Machine) -> None:
    one.add("first")
    one.begin()
    assert git(one.remote, "config", "gc.pruneExpire") == "1.day.ago"


def test_wordings_travel_sealed(sealed_pair: Pair) -> None:
    one, two = sealed_pair
    one.instrument_path.parent.mkdir(exist_ok=True)
    one.instrument_path.write_bytes(b"a secret wording")
    one.sync()
    two.sync()
    assert two.instrument_path.read_bytes() == b"a secret wording"
    assert b"secret" not in objects_of(one.remote)


def test_whoever_is_slower_merges_and_replaces_again(sealed_pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = sealed_pair
    one.add("slower")
    two.add("faster")
    push, pushes = BareRepository.push, []

    def push_late(repository: BareRepository, *arguments: object) -> None:
        if repository.folder == one.repository and not pushes:
            pushes.append(1)
            two.sync()
        push(repository, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(BareRepository, "push", push_late)
    assert one.sync().is_sent
    assert one.texts() == {"first", "slower", "faster"}
    two.sync()
    assert two.texts() == one.texts()


def test_what_a_machine_sent_in_clear_meanwhile_is_merged_before_it_is_replaced(pair: Pair) -> None:
    one, two = pair
    two.add("sent before it knew")
    two.sync()
    seal(one)
    one.sync(fetches_first=False)
    assert one.texts() == {"first", "sent before it knew"}
    assert is_sealed(one.path)
    assert git(one.remote, "rev-list", "--count", "journal") == "1"


def test_sealed_offline_nothing_clear_stays_here_and_the_next_round_replaces_what_is_there(pair: Pair) -> None:
    one, _ = pair
    away = one.remote.with_name("away.git")
    seal(one)
    assert one.status().waits
    assert not has_sent_everything(one.setup)
    one.remote.rename(away)
    assert one.sync().problem is not None
    assert b"first" not in objects_of(one.repository)
    assert one.status().waits
    assert not has_sent_everything(one.setup)
    assert "sealed       not there before the next sync" in list(status_lines(one.status(), NOON.date()))
    away.rename(one.remote)
    assert one.sync().is_sent
    assert not one.status().waits
    assert has_sent_everything(one.setup)
    assert "sealed       yes, without earlier versions" in list(status_lines(one.status(), NOON.date()))


def test_joining_again_seals_what_a_cut_off_one_left_clear(pair: Pair) -> None:
    one, two = pair
    backups.make_backup(two.path, NOON)
    seal(one)
    one.sync()
    join(two)
    copy = backups.find_copies(two.path)[0]
    copy.write_bytes(atomic_file.read_whole(copy)[0])
    assert join(two).rewritten == [copy]
    assert survey_files(two.path).is_sealed


def test_joining_again_opens_what_a_cut_off_one_left_sealed_with_the_keys_from_before(sealed_pair: Pair) -> None:
    one, two = sealed_pair
    backups.make_backup(two.path, NOON)
    copy = backups.find_copies(two.path)[0]
    before = copy.read_bytes()
    both = SealKey((OTHER_IDENTITY, *KEY.identities), KEY.recovery)
    seal(one, both, OTHER_PASSPHRASE)
    write_key_file(one.path, protect_quickly(OTHER_KEY, OTHER_PASSPHRASE), read_key_bytes(one.path))
    one.sync()
    key_ring.hold(two.path, KEY)
    join(two, OTHER_PASSPHRASE)
    # The journal is sealed with the new keys, a copy is not yet; this program knows none but the new ones.
    copy.write_bytes(before)
    write_key_file(two.path, protect_quickly(both, OTHER_PASSPHRASE), read_key_bytes(two.path))
    key_ring.hold(two.path, OTHER_KEY)
    report = join(two, OTHER_PASSPHRASE)
    assert (report.rewritten, report.unopened) == ([copy], [])
    assert sealed_bytes.unseal(copy.read_bytes(), OTHER_IDENTITY)
    assert read_key_bytes(two.path) == read_key_bytes(one.path)


def test_the_lock_of_a_git_that_was_killed_here_is_no_obstacle_to_joining_and_asking(pair: Pair) -> None:
    one, two = pair
    lock = one.repository / "packed-refs.lock"
    lock.touch()
    assert count_clear_versions(one.setup).is_current
    assert not lock.exists()
    seal(one)
    one.sync()
    (two.repository / "packed-refs.lock").touch()
    (two.repository / "refs" / "heads" / "journal.lock").touch()
    assert join(two).rewritten
    two.sync()
    (two.repository / "config.lock").touch()
    assert not was_unsealed_there(two.setup)
    assert [item.name for item in two.repository.rglob("*.lock")] == []


def test_new_keys_wait_to_be_sent(sealed_pair: Pair) -> None:
    one, two = sealed_pair
    assert not one.status().waits
    change_passphrase(one)
    assert one.status().waits
    assert not has_sent_everything(one.setup)
    assert one.sync().is_sent
    assert not one.status().waits
    assert has_sent_everything(one.setup)
    # A machine that has not taken it over yet has nothing to send.
    two.sync()
    assert not two.status().waits
    assert has_sent_everything(two.setup)


def test_a_repository_beside_the_journal_alone_is_sealed_too(one: Machine) -> None:
    one.add("something secret")
    one.begin(None)
    one.sync()
    seal(one)
    one.sync()
    assert b"secret" not in objects_of(one.repository)
    tip = git(one.repository, "rev-parse", "journal")
    one.sync()
    assert git(one.repository, "rev-parse", "journal") == tip


def test_a_locked_journal_is_not_synced(sealed_pair: Pair) -> None:
    one, _ = sealed_pair
    key_ring.drop(one.path)
    with pytest.raises(JournalLocked, match="“efficacy unlock”"):
        one.sync()


# -- another machine ------------------------------------------------------------------------------


def test_a_clear_machine_neither_merges_nor_sends_and_is_told_what_to_type(pair: Pair) -> None:
    one, two = pair
    seal(one)
    one.add("sealed")
    one.sync()
    before = git(one.remote, "rev-parse", "journal")
    two.add("waits")
    for _ in range(2):
        problem = str(two.sync().problem)
        assert "was sealed, and this machine does not have its keys. Nothing was merged and nothing sent" in problem
        assert "“efficacy seal --join”" in problem
    assert two.status().problem == problem
    assert two.texts() == {"first", "waits"}
    assert git(one.remote, "rev-parse", "journal") == before
    assert not is_sealed(two.path)


def test_joining_seals_with_the_keys_of_the_other_machine_and_then_all_is_exchanged(pair: Pair) -> None:
    one, two = pair
    seal(one)
    one.add("sealed")
    one.sync()
    two.add("waits")
    assert two.path in join(two).rewritten
    assert survey_files(two.path).is_sealed
    assert read_key_bytes(two.path) == read_key_bytes(one.path)
    assert two.sync().is_sent
    one.sync()
    assert one.texts() == two.texts() == {"first", "sealed", "waits"}


def test_the_wrong_passphrase_changes_nothing(pair: Pair) -> None:
    one, two = pair
    seal(one)
    one.sync()
    before = two.path.read_bytes()
    with pytest.raises(WrongPassphrase):
        join(two, "not it at all")
    assert two.path.read_bytes() == before
    assert not stored_file.is_key_beside(two.path)


def test_where_nothing_is_sealed_there_is_nothing_to_join(pair: Pair) -> None:
    with pytest.raises(SyncProblem, match=r"nothing sealed at .* “efficacy seal --recovery PATH”"):
        join(pair[1])


def test_a_machine_without_a_journal_gets_the_sealed_one(one: Machine, two: Machine) -> None:
    one.add("first")
    one.begin()
    seal(one)
    one.sync()
    assert two.begin().relation == "sealed"
    assert "“efficacy seal --join”" in str(two.sync().problem)
    assert not two.path.exists()
    join(two)
    two.sync()
    assert two.texts() == {"first"}
    assert is_sealed(two.path)


def test_two_journals_become_one_sealed_one(one: Machine, two: Machine) -> None:
    one.add("first")
    one.begin()
    seal(one)
    one.sync()
    two.add("of another journal")
    two.begin()
    with fetched_version(two.setup) as task:
        key = task.open_key(PASSPHRASE)
        plan = task.look(key)
        assert (plan.relation, plan.remote_counts["evidence"], plan.local_counts["evidence"]) == ("other", 1, 1)
        task.join(key, PASSPHRASE, plan)
    two.sync()
    one.sync()
    assert one.texts() == two.texts() == {"first", "of another journal"}
    assert survey_files(two.path).is_sealed


def test_a_sealed_journal_that_gets_another_id_stays_sealed(one: Machine) -> None:
    one.add("first")
    seal(one)
    adopt_journal_id(one.path, "0" * 32)
    assert survey_files(one.path).is_sealed
    assert one.texts() == {"first"}


def test_two_machines_that_were_sealed_apart_agree_on_the_keys_of_one(pair: Pair) -> None:
    one, two = pair
    seal(one)
    one.sync()
    seal(two, OTHER_KEY, OTHER_PASSPHRASE)
    two.add("sealed apart")
    own_key_file = read_key_bytes(two.path)
    problem = str(two.sync().problem)
    assert "sealed with other keys than the one here" in problem
    assert read_key_bytes(two.path) == own_key_file
    join(two)
    assert read_key_bytes(two.path) == read_key_bytes(one.path)
    assert two.sync().is_sent
    one.sync()
    assert one.texts() == {"first", "sealed apart"}


# -- the key file ---------------------------------------------------------------------------------


def change_passphrase(machine: Machine, key: SealKey = KEY) -> None:
    write_key_file(machine.path, protect_quickly(key, OTHER_PASSPHRASE), read_key_bytes(machine.path))


def test_a_new_passphrase_travels_but_only_joining_puts_it_in_place(sealed_pair: Pair) -> None:
    one, two = sealed_pair
    change_passphrase(one)
    assert one.sync().is_sent
    changed, before = read_key_bytes(one.path), read_key_bytes(two.path)
    assert changed == key_there(one) != before
    two.add("meanwhile")
    report = two.sync()
    assert report.is_sent
    assert OTHER_KEY_FILE in list(round_lines(report, str(two.remote), NOON.date()))
    # It is said until it is done, also when nothing else is new.
    assert two.sync().has_other_key_file
    assert read_key_bytes(two.path) == before
    # The old one is not sent over the new one.
    assert key_there(one) == changed
    one.sync()
    assert one.texts() == {"first", "meanwhile"}
    assert join(two, OTHER_PASSPHRASE).rewritten == []
    assert read_key_bytes(two.path) == changed
    assert not two.sync().has_other_key_file
    assert not one.sync().has_other_key_file


def test_a_passphrase_changed_offline_travels_later_although_others_sent_something(sealed_pair: Pair) -> None:
    one, two = sealed_pair
    away = one.remote.with_name("away.git")
    one.remote.rename(away)
    change_passphrase(one)
    one.sync()
    away.rename(one.remote)
    two.add("meanwhile")
    two.sync()
    assert one.sync().is_sent
    assert key_there(one) == read_key_bytes(one.path) != read_key_bytes(two.path)


def test_setting_up_again_sends_no_key_file_from_before(sealed_pair: Pair) -> None:
    one, two = sealed_pair
    change_passphrase(one)
    one.sync()
    two.begin()
    two.add("meanwhile")
    assert two.sync().has_other_key_file
    assert key_there(one) == read_key_bytes(one.path)


def test_a_key_file_that_does_not_open_the_version_is_not_taken_over(sealed_pair: Pair) -> None:
    one, two = sealed_pair
    stored_file.key_path(one.path).write_bytes(protect_quickly(OTHER_KEY, OTHER_PASSPHRASE))
    one.sync()
    before = read_key_bytes(two.path)
    with pytest.raises(SyncProblem, match="the key file there is of other keys"):
        join(two, OTHER_PASSPHRASE)
    assert read_key_bytes(two.path) == before


def test_a_key_file_that_is_lost_comes_back_by_joining(sealed_pair: Pair) -> None:
    one, two = sealed_pair
    key_file = read_key_bytes(two.path)
    stored_file.key_path(two.path).unlink()
    two.add("without a key file")
    assert two.sync().is_sent
    assert key_there(one) == key_file
    assert read_key_bytes(two.path) is None
    join(two)
    assert read_key_bytes(two.path) == key_file


def test_what_is_no_key_file_never_replaces_one(sealed_pair: Pair) -> None:
    one, two = sealed_pair
    stored_file.key_path(one.path).write_bytes(b"damaged")
    one.add("after the damage")
    one.sync()
    assert open_key_bytes(one.path, key_there(one), PASSPHRASE) == KEY
    two.sync()
    assert two.texts() == {"first", "after the damage"}


def test_new_keys_reach_the_other_machine_by_joining(sealed_pair: Pair) -> None:
    one, two = sealed_pair
    one.add("before")
    one.sync()
    seal(one, SealKey((OTHER_IDENTITY, *KEY.identities), KEY.recovery))
    write_key_file(one.path, protect_quickly(OTHER_KEY, OTHER_PASSPHRASE), read_key_bytes(one.path))
    key_ring.hold(one.path, OTHER_KEY)
    assert one.sync().is_sent
    two.add("meanwhile")
    assert "sealed with other keys" in str(two.sync().problem)
    join(two, OTHER_PASSPHRASE)
    two.sync()
    one.sync()
    assert one.texts() == two.texts() == {"first", "before", "meanwhile"}


# -- unsealing ------------------------------------------------------------------------------------


def test_after_unsealing_other_machines_stop_until_they_are_told_which_it_is(sealed_pair: Pair) -> None:
    one, two = sealed_pair
    unseal(one)
    one.add("in clear")
    assert one.sync().is_sent
    assert b"in clear" in objects_of(one.remote)
    two.add("still sealed")
    problem = str(two.sync().problem)
    assert "no longer sealed: another machine has unsealed it. Nothing was merged and nothing sent" in problem
    assert "“efficacy unseal”" in problem
    assert "“efficacy seal”" in problem
    assert was_unsealed_there(two.setup)
    assert two.texts() == {"first", "still sealed"}
    assert b"still sealed" not in objects_of(one.remote)
    unseal(two)
    assert two.sync().is_sent
    assert one.sync().merges
    assert one.texts() == two.texts() == {"first", "in clear", "still sealed"}


def test_what_was_unsealed_is_sealed_there_again_after_a_yes(sealed_pair: Pair) -> None:
    one, two = sealed_pair
    unseal(one)
    one.add("in clear")
    one.sync()
    two.sync()
    with two.setup.locked():
        allow_other_form(two.setup)
    assert two.sync().is_sent
    assert two.texts() == {"first", "in clear"}
    assert git(two.remote, "rev-list", "--count", "journal") == "1"
    assert "“efficacy seal --join”" in str(one.sync().problem)


def test_a_machine_that_was_unsealed_does_not_replace_what_it_cannot_open(sealed_pair: Pair) -> None:
    one, two = sealed_pair
    two.add("sent sealed")
    unseal(one)
    two.sync()
    before = git(one.remote, "rev-parse", "journal")
    assert "“efficacy seal --join”" in str(one.sync().problem)
    assert git(one.remote, "rev-parse", "journal") == before
    join(one)
    one.sync()
    assert one.texts() == {"first", "sent sealed"}


def test_a_clear_file_that_came_by_itself_is_not_sent(sealed_pair: Pair) -> None:
    one, _ = sealed_pair
    clear = atomic_file.read_whole(one.path)[0]
    stored_file.key_path(one.path).unlink()
    one.path.write_bytes(clear)
    key_ring.drop(one.path)
    before = git(one.remote, "rev-parse", "journal")
    with pytest.raises(SyncProblem, match="does not have its keys"):
        one.sync()
    assert git(one.remote, "rev-parse", "journal") == before


def test_sealed_and_unsealed_offline_nothing_changes_for_others(pair: Pair) -> None:
    one, two = pair
    away = one.remote.with_name("away.git")
    one.remote.rename(away)
    seal(one)
    one.sync()
    unseal(one)
    one.add("offline")
    away.rename(one.remote)
    report = one.sync()
    assert report.is_sent
    assert not report.starts_over
    two.sync()
    assert two.texts() == {"first", "offline"}


def test_versions_are_counted_for_the_question(pair: Pair) -> None:
    one, two = pair
    one.add("another")
    one.sync()
    two.add("unknown to the first")
    two.sync()
    assert count_clear_versions(one.setup) == (3, True)
    one.remote.rename(one.remote.with_name("away.git"))
    assert count_clear_versions(one.setup) == (2, False)
