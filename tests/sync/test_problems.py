"""What git can say wrong is a sentence with what to do; the journal is whole, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from efficacy_tui.store.errors import ReadOnly, Rejected
from efficacy_tui.store.file_facts import with_fact
from efficacy_tui.store.tables import SCHEMA
from efficacy_tui.sync import version_files
from efficacy_tui.sync.forget import forget_history
from efficacy_tui.sync.git_errors import classify
from efficacy_tui.sync.problems import SyncProblem, printable_remote, unreachable
from efficacy_tui.sync.sync_folder import STATE_FILE
from tests.sync.conftest import Machine, git, write_hook

Pair = tuple[Machine, Machine]


def refuse(machine: Machine) -> str:
    """Sync with something new, which has to fail; return the sentence. The journal and its new version stay."""
    machine.add("recorded before")
    before = machine.path.read_bytes()
    try:
        sentence = str(machine.sync().problem)
    except Rejected as error:
        sentence = str(error)
    assert machine.path.read_bytes() == before
    assert machine.status().problem == sentence
    assert machine.status().waits
    assert "\n" not in sentence
    assert sentence.isprintable()
    return sentence


def fake_git(machine: Machine, script: str) -> None:
    """Put a program called git in front of the real one, which is `$REAL`."""
    folder = machine.home / "bin"
    real = next(Path(part) / "git" for part in os.environ["PATH"].split(":") if (Path(part) / "git").exists())
    write_hook(folder, "git", f"REAL={real}\n{script}")
    machine.environment["PATH"] = f"{folder}:{os.environ['PATH']}"


def test_without_git_nothing_is_done(one: Machine) -> None:
    one.add("first")
    one.environment["PATH"] = str(one.home / "nothing here")
    with pytest.raises(SyncProblem, match=r"there is none on this machine\. Nothing was changed\. Install git 2\.30"):
        one.begin()
    assert sorted(item.name for item in one.home.iterdir()) == [
        ".journal.json.lock", ".journal.json.sync-lock", "backups", "journal.json",
    ]  # fmt: skip


def test_an_old_git_is_named(pair: Pair) -> None:
    one, _ = pair
    fake_git(one, 'echo "git version 2.29.3"')
    with pytest.raises(SyncProblem, match=r"needs git 2\.30 or newer; on this machine it is 2\.29\.3"):
        one.sync()


@pytest.mark.parametrize(
    ("script", "words"),
    [("exit 1", "prints no version"), ("echo something else", "prints no version"), ("kill -SEGV $$", "no version")],
    ids=["fails", "says something else", "crashes"],
)
def test_a_git_that_does_not_run_is_told_from_none(pair: Pair, script: str, words: str) -> None:
    one, _ = pair
    fake_git(one, script)
    with pytest.raises(SyncProblem, match=rf"the one on this machine does not work: .*{words}.*Nothing was changed"):
        one.sync()
    status = one.status()
    assert (status.remote, status.versions, "does not work" in status.problem) == (str(one.remote), -1, True)


def test_a_git_that_cannot_be_started_is_told_from_none(pair: Pair) -> None:
    one, _ = pair
    (one.home / "bin").mkdir()
    (one.home / "bin" / "git").write_text("not to be run")
    one.environment["PATH"] = str(one.home / "bin")
    with pytest.raises(SyncProblem, match="the one on this machine does not work"):
        one.sync()


def test_a_clock_before_all_clocks_makes_versions(pair: Pair) -> None:
    """A small computer without a battery starts in 1970."""
    one, two = pair
    for start in (dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.datetime(1966, 5, 1, tzinfo=dt.UTC)):
        one.clock.move(seconds=(start - one.clock.now()).total_seconds())
        one.add(f"of {start.year}")
        assert one.sync().is_sent
        two.sync()
        assert f"of {start.year}" in two.texts()


def test_damaged_settings_of_git_are_not_called_damage_there(pair: Pair) -> None:
    one, two = pair
    (one.home / ".gitconfig").write_text("[broken\n")
    assert "Git cannot read one of its settings files: “bad config line 1 in file" in refuse(one)
    (one.home / ".gitconfig").unlink()
    assert one.sync().is_sent
    two.sync()
    assert "recorded before" in two.texts()


def test_a_branch_in_the_way_is_named(one: Machine, remote: Path) -> None:
    one.add("first")
    git_folder = one.home / "theirs.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(git_folder)], check=True)
    tree = git(git_folder, "mktree", data=b"")
    author = ("-c", "user.name=x", "-c", "user.email=x@y")
    git(git_folder, "update-ref", "refs/heads/journal/2026", git(git_folder, *author, "commit-tree", tree, data=b"x"))
    git_folder.rename(remote)
    one.begin()
    assert "has a branch in the way of “journal”" in refuse(one)


def test_a_branch_in_a_work_tree_is_named(pair: Pair, tmp_path: Path) -> None:
    one, _ = pair
    subprocess.run(["git", "clone", "-q", "-b", "journal", str(one.remote), str(tmp_path / "clone")], check=True)
    one.begin(str(tmp_path / "clone"))
    sentence = refuse(one)
    assert "somebody works in the branch “journal”" in sentence
    assert "Name a bare repository" in sentence


def test_what_is_remembered_can_be_damaged(pair: Pair) -> None:
    """Without the address nothing can be sent, which must not pass for a sync."""
    one, two = pair
    (one.repository / STATE_FILE).write_text("{")
    with pytest.raises(SyncProblem, match=r"with it the address.*sets syncing up again"):
        one.sync()
    assert "the address" in one.status().problem
    one.add("second")
    one.begin()
    assert one.sync().is_sent
    two.sync()
    assert two.texts() == {"first", "second"}


def test_a_damaged_object_here_is_not_called_damage_there(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    two.add("of two")
    two.sync()
    one.sync()
    two.add("newer")
    two.sync()
    one.add("of one")
    folders = {one.home: tmp_path / "whole", one.remote: tmp_path / "there"}
    for folder, saved in folders.items():
        shutil.copytree(folder, saved)
    names = [line.split()[0] for line in git(one.repository, "rev-list", "--objects", "journal").splitlines()]
    files = [file for name in names if (file := one.repository / "objects" / name[:2] / name[2:]).exists()]
    sentences = []
    for file in files:
        file.chmod(0o600)
        file.write_bytes(b"")
        try:
            sentences.append(str(one.sync().problem or ""))
        except SyncProblem as problem:
            sentences.append(str(problem))
        for folder, saved in folders.items():
            shutil.rmtree(folder)
            shutil.copytree(saved, folder)
    told = [sentence for sentence in sentences if sentence]
    assert told
    assert all("The repository beside your journal cannot be used" in sentence for sentence in told)
    one.begin()
    assert one.sync().is_even
    two.sync()
    assert one.texts() == two.texts() == {"first", "of two", "newer", "of one"}


def test_a_hook_that_refuses_is_quoted(pair: Pair) -> None:
    one, two = pair
    write_hook(one.remote / "hooks", "pre-receive", "echo 'no \x1b[31mjournals\x1b[0m on Sundays' >&2; exit 1")
    sentence = refuse(one)
    assert "refused what was sent: “no " in sentence
    assert "on Sundays”" in sentence
    assert "A rule or a hook of the server said no" in sentence
    assert "\x1b" not in sentence
    (one.remote / "hooks" / "pre-receive").unlink()
    assert one.sync().is_sent
    two.sync()
    assert "recorded before" in two.texts()


def test_a_server_that_keeps_its_history_is_not_forced(pair: Pair) -> None:
    one, _ = pair
    git(one.remote, "config", "receive.denyNonFastForwards", "true")
    one.add("new")
    with pytest.raises(SyncProblem, match="does not allow its history to be replaced"):
        forget_history(one.setup)
    assert one.versions() == 2
    assert one.sync().is_even


def test_a_repository_that_is_gone_can_be_named_again(pair: Pair) -> None:
    one, _ = pair
    one.remote.rename(one.remote.with_name("moved.git"))
    assert "There is no repository at" in refuse(one)
    plan = one.begin(str(one.remote.with_name("moved.git")))
    assert (plan.relation, plan.replaces) == ("same", str(one.remote))
    assert one.sync().is_sent


@pytest.mark.parametrize("damage", ["object", "tree"])
def test_a_damaged_object_there_is_not_merged(pair: Pair, damage: str) -> None:
    one, two = pair
    two.add("elsewhere")
    two.sync()
    name = git(one.remote, "rev-parse", "journal:journal.json" if damage == "object" else "journal^{tree}")
    file = one.remote / "objects" / name[:2] / name[2:]
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:20])
    sentence = refuse(one)
    assert "is damaged" in sentence
    assert "Your journal is whole" in sentence


def test_a_damaged_repository_here_is_made_again_from_the_journal(pair: Pair) -> None:
    one, two = pair
    two.add("elsewhere")
    two.sync()
    for file in (one.repository / "objects").rglob("*"):
        if file.is_file():
            file.chmod(0o644)
            file.write_bytes(b"")
    one.add("here")
    with pytest.raises(SyncProblem, match="“efficacy sync --init” makes the repository again"):
        one.sync()
    plan = one.begin(None)
    assert (plan.relation, plan.remote) == ("same", str(one.remote))
    assert one.sync().is_even
    assert one.texts() == {"first", "elsewhere", "here"}


def put_there(machine: Machine, data: bytes) -> None:
    """Put other bytes into the repository that machines share, as the journal."""
    blob = git(machine.remote, "hash-object", "-w", "--stdin", data=data)
    tree = git(machine.remote, "mktree", data=f"100644 blob {blob}\tjournal.json\n".encode())
    identity = ("-c", "user.name=x", "-c", "user.email=x")
    commit = git(machine.remote, *identity, "commit-tree", tree, "-p", "refs/heads/journal", "-m", "x")
    git(machine.remote, "update-ref", "refs/heads/journal", commit)


def test_a_newer_format_of_another_machine_is_left_alone(pair: Pair) -> None:
    one, two = pair
    put_there(two, with_fact(two.path.read_bytes(), "schema", SCHEMA + 1))
    there = git(one.remote, "rev-parse", "journal")
    sentence = refuse(one)
    assert "Another machine has a newer version of this program" in sentence
    assert "syncs again once the program is updated here" in sentence
    assert git(one.remote, "rev-parse", "journal") == there


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b"\xff\xfe\x00", b'{"meta": 1}'], ids=repr)
def test_what_is_no_journal_is_not_merged(pair: Pair, data: bytes) -> None:
    one, _ = pair
    put_there(one, data)
    assert "cannot be read as a journal" in refuse(one)


def test_what_is_larger_than_a_journal_can_be_is_not_even_read(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = pair
    two.add("y" * 3000)
    two.sync()
    one.add("new")
    monkeypatch.setattr(version_files, "MAX_BYTES", one.path.stat().st_size + 200)
    sentence = str(one.sync().problem)
    assert "cannot be read as a journal" in sentence
    assert "more than a journal can be" in sentence


def test_a_journal_of_a_newer_program_here_is_left_alone(pair: Pair) -> None:
    one, _ = pair
    data = with_fact(one.path.read_bytes(), "schema", SCHEMA + 1)
    one.path.write_bytes(data)
    with pytest.raises(ReadOnly, match="update this program"):
        one.sync()
    assert one.path.read_bytes() == data


def test_another_journal_there_is_not_merged_unasked(pair: Pair, tmp_path: Path, remote: Path) -> None:
    one, _ = pair
    other = Machine(tmp_path / "three", remote, 3)
    other.add("somebody else's")
    put_there(one, other.path.read_bytes())
    assert "has another journal than this one" in refuse(one)


def test_a_git_that_hangs_is_ended_with_all_it_started(pair: Pair) -> None:
    one, _ = pair
    started = one.home / "started"
    fake_git(one, f'case "$*" in *" fetch "*) sleep 300 & echo $! > {started}; wait;; esac\nexec "$REAL" "$@"')
    one.add("new")
    report = one.sync_within(1.0)
    assert "cannot be reached now" in str(report.problem)
    # What was recorded has a version, and the time is up.
    assert one.versions() == 2
    assert not is_running(int(started.read_text()))


def test_a_git_that_outlives_its_program_keeps_others_from_the_repository(pair: Pair) -> None:
    one, _ = pair
    fake_git(one, 'case "$*" in *" fetch "*) read _ < "$HOME/pipe";; *) exec "$REAL" "$@";; esac')
    os.mkfifo(one.home / "pipe")
    with one.setup.locked() as handle:
        git_at_work = threading.Thread(target=one.setup.open_repository(handle).git.reach, args=("fetch", "x"))
        git_at_work.start()
        # Opening it for writing waits for who reads.
        pipe = (one.home / "pipe").open("w", encoding="utf-8")
    with pytest.raises(SyncProblem, match="Another program is syncing"):
        one.sync_within(0.2)
    with pipe:
        pipe.write("go on\n")
    git_at_work.join()
    with one.setup.locked():
        pass


def test_a_slow_git_gets_all_of_a_large_journal(pair: Pair) -> None:
    """More than a pipe holds, while git does not read yet for longer than it is looked after."""
    one, two = pair
    fake_git(one, 'case "$*" in *hash-object*) sleep 0.2;; esac\nexec "$REAL" "$@"')
    for number in range(20):
        one.add(f"{number}{'x' * 3990}")
    assert one.path.stat().st_size > 70_000
    assert one.sync().is_sent
    two.sync()
    assert two.texts() == one.texts()


def is_running(pid: int) -> bool:
    """Whether a process is there that has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] != b"Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    ("errors", "kind"),
    [
        (
            "ssh: Could not resolve hostname nas: Name or service not known\nfatal: Could not read from remote",
            "offline",
        ),
        ("ssh: connect to host 10.0.0.9 port 22: No route to host\nfatal: Could not read from", "offline"),
        ("ssh: connect to host nas port 22: Connection timed out", "offline"),
        ("fatal: unable to access 'https://x/': Could not resolve host: x", "offline"),
        ("fatal: unable to access 'https://x/': Failed to connect to x port 443: Connection refused", "offline"),
        ("git@x: Permission denied (publickey).\nfatal: Could not read from remote repository.", "authentication"),
        ("fatal: could not read Username for 'https://x': terminal prompts disabled", "authentication"),
        ("remote: Invalid credentials\nfatal: Authentication failed for 'https://x/'", "authentication"),
        ("fatal: unable to access 'https://x/': The requested URL returned error: 403", "authentication"),
        ("Host key verification failed.\nfatal: Could not read from remote repository.", "host key"),
        ("ERROR: Repository not found.\nfatal: Could not read from remote repository.", "not found"),
        ("fatal: 'x.git' does not appear to be a git repository", "not found"),
        ("remote: error: GH006: Protected branch update failed\n! [remote rejected]", "refused"),
        ("! [rejected] journal -> journal (fetch first)", "raced"),
        ("! [remote rejected] x -> journal (cannot lock ref 'refs/heads/journal': is at 1 but expected 2)", "raced"),
        ("error: unable to write file: No space left on device", "full"),
        ("remote: error: denying non-fast-forward refs/heads/journal", "rewriting refused"),
        ("fatal: detected dubious ownership in repository at '/x'", "ownership"),
        ("error: object file objects/ab/cd is empty\nfatal: loose object abcd is corrupt", "damaged"),
        ("remote: error: File journal.json is 120.00 MB; this exceeds the file size limit of 100 MB", "too large"),
        ("fatal: remote error: upload-pack: not our ref e845eb48c8001514890147306cdd48674d1bcc4e", "damaged"),
        ("fatal: ref updates aborted by hook", "refused"),
        ("fatal: bad numeric config value 'x' for 'core.compression' in file /home/x/.gitconfig", "settings"),
        ("remote: error: refusing to update checked out branch: refs/heads/journal", "checked out"),
        (
            "remote: error: cannot lock ref 'refs/heads/journal': 'refs/heads/journal/x' exists; cannot create",
            "name taken",
        ),
        ("fatal: something new", "other"),
        ("", "other"),
    ],
)
def test_the_words_of_git_are_told_apart(errors: str, kind: str) -> None:
    failure = classify(errors, 128)
    assert failure.kind == kind
    sentence = str(unreachable(failure, "server:journal.git"))
    assert sentence.count("server:journal.git") >= 1
    assert sentence.endswith((".", "server:journal.git"))
    assert "on this machine" in sentence or "not changed" in sentence or "Nothing was changed" in sentence


@pytest.mark.parametrize(
    ("remote", "shown"),
    [
        ("https://me:secret@example.org/j.git", "https://example.org/j.git"),
        ("https://token@example.org/j.git", "https://example.org/j.git"),
        ("ssh://me:secret@example.org:22/j.git", "ssh://me@example.org:22/j.git"),
        ("git@example.org:j.git", "git@example.org:j.git"),
        ("/media/stick/j\x1b[31m.git", "/media/stick/j�[31m.git"),
    ],
)
def test_no_password_is_shown(remote: str, shown: str) -> None:
    assert printable_remote(remote) == shown
    failure = classify(f"fatal: unable to access '{remote}/': The requested URL returned error: 403", 128)
    assert "secret" not in str(unreachable(failure, remote))
    assert "token" not in str(unreachable(failure, remote))


def test_no_password_of_another_address_is_shown() -> None:
    failure = classify("fatal: could not read Password for 'https://me:secret@other.example': No such device", 128)
    sentence = str(unreachable(failure, "server:journal.git"))
    assert "secret" not in sentence
    assert "other.example" in sentence
