"""Setting syncing up: what is there is looked at first, and nothing is changed before a yes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from efficacy_tui.model.records import Mastery
from efficacy_tui.store import atomic_file, backups
from efficacy_tui.store.file_facts import journal_id, peek_facts
from efficacy_tui.sync.begin import planned_setup
from efficacy_tui.sync.git_errors import GitFailure
from efficacy_tui.sync.git_process import Git
from efficacy_tui.sync.problems import SyncProblem
from efficacy_tui.sync.remotes import is_address, parse_remote
from efficacy_tui.sync.sync_lines import setup_lines
from tests.sync.conftest import Machine, git

Pair = tuple[Machine, Machine]


def lines_of(machine: Machine, address: str) -> str:
    """Return what is said before the question, which is answered with no."""
    with planned_setup(machine.setup, address) as (plan, _):
        return "\n".join(setup_lines(plan, str(machine.repository)))


def test_a_no_changes_nothing(one: Machine, remote: Path) -> None:
    one.add("first")
    before = one.path.read_bytes()
    text = lines_of(one, str(remote))
    assert text.splitlines() == [
        f"A git repository will be made in {remote}, and your journal put there. In it: 1 domain, 1 entry.",
        "Whoever can read that repository can read your journal: it is not encrypted.",
    ]
    assert not remote.exists()
    assert not one.repository.exists()
    assert one.path.read_bytes() == before
    assert [item.name for item in one.home.iterdir() if "sync.git" in item.name] == []


def test_an_empty_folder_becomes_a_repository(one: Machine, remote: Path) -> None:
    remote.mkdir()
    one.add("first")
    assert one.begin().relation == "new"
    assert one.sync().is_sent
    assert git(remote, "rev-parse", "--is-bare-repository") == "true"


def test_a_folder_with_something_else_in_it_is_not_touched(one: Machine, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "holiday.jpg").write_bytes(b"x")
    one.add("first")
    with pytest.raises(SyncProblem, match="is not a git repository, and not empty"):
        one.begin(str(folder))
    with pytest.raises(SyncProblem, match="is a file, not a folder"):
        one.begin(str(folder / "holiday.jpg"))
    assert [item.name for item in folder.iterdir()] == ["holiday.jpg"]


def test_the_repository_beside_the_journal_is_no_other_one(pair: Pair, tmp_path: Path) -> None:
    """Whoever synced with it would take the journal for safe elsewhere."""
    one, _ = pair
    link = tmp_path / "link"
    link.symlink_to(one.repository)
    for address in (one.repository, link, f"file://{one.repository}", one.repository / "within"):
        with pytest.raises(SyncProblem, match="keeps beside your journal"):
            one.begin(str(address))
    one.add("second")
    assert one.sync().is_sent


def test_a_blank_repository_of_the_newer_hash_is_joined_in_its_format(one: Machine, two: Machine, remote: Path) -> None:
    subprocess.run(["git", "init", "--quiet", "--bare", "--object-format=sha256", str(remote)], check=True)
    one.add("first")
    one.begin()
    assert one.sync().is_sent
    two.begin()
    two.sync()
    assert two.texts() == {"first"}
    assert len(git(remote, "rev-parse", "journal")) == 64


def test_half_a_repository_does_not_stay_where_one_was_to_be_made(
    one: Machine, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.add("first")
    real_plumb = Git.plumb

    def plumb(repository: Git, *words: str, **options: Any) -> bytes:
        if repository.folder == remote and words[0] == "symbolic-ref":
            raise GitFailure("full", "no space left on device")
        return real_plumb(repository, *words, **options)

    for exists in (False, True):
        if exists:
            remote.mkdir()
        with monkeypatch.context() as patch:
            patch.setattr(Git, "plumb", plumb)
            with pytest.raises(SyncProblem, match="could not make a repository in"):
                one.begin()
        assert remote.exists() == exists
    one.begin()
    assert one.sync().is_sent


def test_branches_of_something_else_are_named_and_stay(one: Machine, remote: Path) -> None:
    git(remote, "init", "--quiet", "--bare")
    tree = git(remote, "mktree", data=b"")
    commit = git(remote, "-c", "user.name=x", "-c", "user.email=x", "commit-tree", tree, "-m", "x")
    git(remote, "update-ref", "refs/heads/notes", commit)
    one.add("first")
    assert "It has 1 branch of something else, which will not be touched." in lines_of(one, str(remote))
    one.begin()
    one.sync()
    assert git(remote, "rev-parse", "notes") == commit


def test_a_machine_without_a_journal_gets_the_one_that_is_there(pair: Pair, tmp_path: Path, remote: Path) -> None:
    three = Machine(tmp_path / "three", remote, 3)
    text = lines_of(three, str(remote))
    assert "there is a journal. In it: 1 domain, 1 entry." in text
    assert "so it becomes yours on this machine, too" in text
    three.begin()
    report = three.sync()
    assert report.count_received()[0] == {"domains": 1, "evidence": 1}
    assert three.texts() == {"first"}
    assert peek_facts(three.path)["journal"] == peek_facts(pair[0].path)["journal"]
    three.add("third")
    three.sync()
    pair[0].sync()
    assert pair[0].texts() == {"first", "third"}


def test_the_same_journal_from_elsewhere_is_merged(pair: Pair, tmp_path: Path, remote: Path) -> None:
    one, _ = pair
    three = Machine(tmp_path / "three", remote, 3)
    three.path.write_bytes(one.path.read_bytes())
    three.add("brought on a stick")
    assert "there is this journal, as other machines have it" in lines_of(three, str(remote))
    three.begin()
    assert three.sync().is_sent


def test_two_journals_become_one_and_stay_one(pair: Pair, tmp_path: Path, remote: Path) -> None:
    one, two = pair
    three = Machine(tmp_path / "three", remote, 3)
    three.add("begun alone")
    backups.make_backup(three.path, three.clock.now())
    own_id = journal_id(peek_facts(three.path))
    text = lines_of(three, str(remote))
    assert "there is another journal, not a copy of yours. In it: 1 domain, 1 entry." in text
    assert journal_id(peek_facts(three.path)) == own_id
    assert three.begin().relation == "other"
    report = three.sync()
    assert [[row.name for row in group] for group in report.namesakes] == [["Speaking", "Speaking"]]
    one.sync()
    two.sync()
    assert one.texts() == two.texts() == three.texts() == {"first", "begun alone"}
    assert len({journal_id(peek_facts(machine.path)) for machine in (one, two, three)}) == 1
    # Before that, the journal was backed up; what is erased later is found in its backups, too.
    copies = [json.loads(backup.path.read_bytes()) for backup in backups.list_backups(three.path)]
    assert any([row["text"] for row in copy["evidence"].values()] == ["begun alone"] for copy in copies)
    assert {journal_id(peek_facts(backup.path)) for backup in backups.list_backups(three.path)} == {
        journal_id(peek_facts(one.path))
    }


def test_domains_of_one_name_can_be_joined_afterwards(pair: Pair, tmp_path: Path, remote: Path) -> None:
    one, _ = pair
    three = Machine(tmp_path / "three", remote, 3)
    three.add("begun alone")
    three.begin()
    (group,) = three.sync().namesakes
    three.clock.move(minutes=1)
    three.open().domains.join_namesakes(group[-1].id)
    three.sync()
    one.sync()
    assert [row.name for row in one.open().domains.all()] == ["Speaking"]
    assert {row.text for row in one.contents().evidence.values() if isinstance(row, Mastery)} == {
        "first",
        "begun alone",
    }


def test_setting_up_again_goes_on_with_the_same_repository(pair: Pair) -> None:
    one, two = pair
    two.add("elsewhere")
    two.sync()
    one.add("here")
    plan = one.begin(None)
    assert (plan.relation, plan.remote, plan.replaces) == ("same", str(one.remote), "")
    one.sync()
    two.sync()
    assert one.texts() == two.texts() == {"first", "elsewhere", "here"}


def test_a_move_to_another_repository_takes_no_history_along(pair: Pair, tmp_path: Path) -> None:
    one, _ = pair
    one.add("more")
    one.sync()
    plan = one.begin(str(tmp_path / "new.git"))
    assert (plan.relation, plan.replaces) == ("new", str(one.remote))
    one.sync()
    assert git(tmp_path / "new.git", "rev-list", "--count", "journal") == "1"


def test_a_setup_that_was_cut_off_between_two_renames_is_finished(pair: Pair) -> None:
    one, _ = pair
    folder = one.setup.folder
    atomic_file.move(folder.path, folder.new_path)
    one.add("after the cut")
    assert one.sync().is_sent
    assert not folder.new_path.exists()


def test_half_a_setup_is_none(one: Machine, remote: Path) -> None:
    one.add("first")
    one.repository.mkdir()
    (one.repository / "HEAD").write_text("ref: refs/heads/journal\n", encoding="utf-8")
    with pytest.raises(SyncProblem, match="not set up"):
        one.sync()
    assert not one.status().is_set_up
    one.begin()
    assert one.sync().is_sent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("server:journal.git", True),
        ("me@server:journal.git", True),
        ("ssh://server/journal.git", True),
        ("https://example.org/journal.git", True),
        ("codecommit::eu://journal", True),
        ("/media/stick/journal.git", False),
        ("./server:journal.git", False),
        ("~/journal.git", False),
        ("journal.git", False),
    ],
)
def test_an_address_is_told_from_a_path_as_git_does(text: str, expected: bool) -> None:
    assert is_address(text) is expected


@pytest.mark.parametrize("text", ["", "   ", "--upload-pack=touch /tmp/x", "a\nb", "\x1b[31m", "x" * 2000])
def test_what_is_no_address_is_refused(one: Machine, text: str) -> None:
    one.add("first")
    with pytest.raises(SyncProblem, match="An address is needed"):
        parse_remote(text)


def test_a_relative_path_is_remembered_whole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse_remote("journal.git") == str(tmp_path / "journal.git")
