"""Nobody’s hooks, filters, templates or settings of git change what travels; keys and short names still work."""

from __future__ import annotations

from pathlib import Path

import pytest

from efficacy_tui.sync.deadline import Deadline
from efficacy_tui.sync.git_process import Git
from tests.sync.conftest import Machine, git, write_hook

HOOKS = (
    *("pre-push", "reference-transaction", "post-checkout", "post-rewrite", "pre-auto-gc", "post-update", "update"),
    *("pre-receive", "post-receive", "pre-commit", "commit-msg", "post-commit", "post-merge", "fsmonitor-watchman"),
)


@pytest.fixture
def hostile(one: Machine, tmp_path: Path) -> Machine:
    """A machine whose settings of git would change, sign, refuse or leak everything, if they were used."""
    traces = tmp_path / "traces"
    for name in HOOKS:
        # The side that receives may have hooks of its own, also where it is a folder of the same person.
        script = f"case $PWD in *remote.git) exit 0;; esac; echo {name} $PWD >> {traces}; exit 1"
        write_hook(tmp_path / "hooks", name, script)
        write_hook(tmp_path / "template" / "hooks", name, script)
    (tmp_path / "attributes").write_text("* text eol=crlf filter=shout ident working-tree-encoding=UTF-16\n")
    (one.home / ".gitconfig").write_text(
        f"""
[user]
  name = Alex Example
  email = alex@example.org
[core]
  hooksPath = {tmp_path}/hooks
  autocrlf = true
  attributesFile = {tmp_path}/attributes
  fsmonitor = {tmp_path}/hooks/fsmonitor-watchman
  logAllRefUpdates = true
  sharedRepository = all
  compression = 0
[filter "shout"]
  clean = tr a-z A-Z
  required = true
[commit]
  gpgSign = true
[push]
  gpgSign = true
  followTags = true
  default = nothing
  pushOption = nonsense
[tag]
  gpgSign = true
[gpg]
  program = false
[init]
  templateDir = {tmp_path}/template
  defaultBranch = trunk
  defaultObjectFormat = sha256
[fetch]
  prune = true
[gc]
  auto = 1
[i18n]
  commitEncoding = latin1
[url "{one.remote.parent}/"]
  insteadOf = server:
""",
        encoding="utf-8",
    )
    one.environment |= {
        "GIT_DIR": "/nowhere", "GIT_INDEX_FILE": "/nowhere", "GIT_OBJECT_DIRECTORY": "/nowhere",
        "GIT_WORK_TREE": "/nowhere", "GIT_AUTHOR_NAME": "Alex Example", "GIT_NAMESPACE": "other",
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.hooksPath", "GIT_CONFIG_VALUE_0": f"{tmp_path}/hooks",
        "GIT_DEFAULT_HASH": "sha256", "GIT_ASKPASS": f"{tmp_path}/hooks/pre-push",
    }  # fmt: skip
    return one


def test_nothing_of_them_reaches_the_data(hostile: Machine, two: Machine, tmp_path: Path) -> None:
    git_init = tmp_path / "remote.git"
    git(git_init, "init", "--bare")
    hostile.add("lower case\nand a second line")
    hostile.begin("server:remote.git")
    assert hostile.sync().is_sent
    two.begin()
    two.sync()
    two.add("from the other")
    two.sync()
    hostile.sync()
    assert hostile.texts() == two.texts() == {"lower case\nand a second line", "from the other"}
    assert not (tmp_path / "traces").exists()
    log = git(git_init, "log", "--format=%an %ae %cn %ce %G? %s", "journal").splitlines()
    assert set(log) == {"efficacy efficacy@localhost efficacy efficacy@localhost N Sync"}
    assert [item.name for item in hostile.repository.iterdir() if item.name in ("hooks", "logs", "index")] == []
    assert all(item.stat().st_mode & 0o077 == 0 for item in hostile.repository.rglob("*"))


def test_git_has_no_terminal_and_asks_nobody(one: Machine) -> None:
    variables = Git(one.home, Deadline(), one.environment)._own_environment()
    assert variables["GIT_TERMINAL_PROMPT"] == "0"
    assert variables["GIT_ASKPASS"] == variables["SSH_ASKPASS"] == ""


@pytest.mark.parametrize(
    ("variables", "setting", "command"),
    [
        ({}, "", "ssh -o BatchMode=yes"),
        ({"GIT_SSH_COMMAND": "ssh -i ~/.ssh/mine"}, "", "ssh -i ~/.ssh/mine -o BatchMode=yes"),
        ({"GIT_SSH": "/opt/my tools/ssh"}, "", "'/opt/my tools/ssh' -o BatchMode=yes"),
        ({}, "/usr/bin/ssh -p 2222", "/usr/bin/ssh -p 2222 -o BatchMode=yes"),
        ({"GIT_SSH_COMMAND": "plink -batch"}, "ssh", "plink -batch"),
    ],
)
def test_the_persons_ssh_is_used_and_told_not_to_ask(
    one: Machine, variables: dict[str, str], setting: str, command: str
) -> None:
    (one.home / ".gitconfig").write_text(f'[core]\nsshCommand = "{setting}"\n' if setting else "", encoding="utf-8")
    environment = {**one.environment, **variables}
    runner = Git(one.home, Deadline(), environment)
    assert runner._find_ssh_command(runner._own_environment()).startswith(command)
