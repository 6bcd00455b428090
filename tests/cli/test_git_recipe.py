"""The README's recipe for git, run as it is printed, between two machines and a repository that both can reach."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from efficacy_tui.model.records import Mastery
from efficacy_tui.store import backups, file_facts
from efficacy_tui.store.decode import read_journal
from efficacy_tui.store.tables import SCHEMA
from tests.support.store_files import NOON, ROOT, open_journal, start_journal

README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README[README.index("### With git of your own") : README.index("## Removing")]
BEGIN, CLONE, CONFIGURE, EXCHANGE = re.findall(r"^```sh\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL)
FOLDER = Path(".local/share/efficacy_tui")


@dataclass
class Machine:
    """A home folder with the journal in its usual place, and a shell in which `efficacy` is installed."""

    home: Path
    environment: dict[str, str]

    @property
    def path(self) -> Path:
        return self.home / FOLDER / "journal.json"

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run shell commands one after the other until one fails."""
        words = ["bash", "-e", "-c", f"umask 022\n{script}"]
        environment = {**self.environment, "HOME": str(self.home)}
        return subprocess.run(words, cwd=self.home, env=environment, capture_output=True, text=True, check=False)

    def do(self, script: str) -> str:
        """Run shell commands that have to succeed; return what they print."""
        result = self.run(script)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def git(self, words: str) -> str:
        return self.do(f"git -C {FOLDER} {words}")

    def texts(self) -> set[str]:
        contents = read_journal(self.path, lambda: "").contents
        return {row.text for row in contents.evidence.values()}


@pytest.fixture
def machines(tmp_path: Path) -> tuple[Machine, Machine]:
    """Two machines before the recipe; neither has a journal yet."""
    programs, server = tmp_path / "bin", tmp_path / "server.git"
    programs.mkdir()
    (programs / "efficacy").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m efficacy_tui "$@"\n')
    (programs / "efficacy").chmod(0o755)
    settings = tmp_path / "gitconfig"
    settings.write_text(
        f'[user]\nname = A\nemail = a@example.org\n[url "{server}"]\ninsteadOf = server:journal.git\n'
        "[core]\nautocrlf = true\n[init]\ndefaultBranch = main\n"
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "XDG_", "EFFICACY"))}
    environment |= {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": str(settings),
        "GIT_CONFIG_NOSYSTEM": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", server], env=environment, check=True)
    homes = tmp_path / "one", tmp_path / "two"
    for home in homes:
        home.mkdir()
    (homes[0] / FOLDER).mkdir(parents=True)
    return Machine(homes[0], environment), Machine(homes[1], environment)


def share(machines: tuple[Machine, Machine]) -> None:
    """Follow the recipe up to the point at which both machines have the journal of the first."""
    one, two = machines
    one.do(BEGIN)
    one.do(CONFIGURE)
    two.do(CLONE)
    two.do(CONFIGURE)


def test_two_machines_exchange_what_each_recorded(machines: tuple[Machine, Machine]) -> None:
    one, two = machines
    _, domain = start_journal(one.path)
    share(machines)
    assert two.path.read_bytes() == one.path.read_bytes()
    assert stat.S_IMODE(two.path.stat().st_mode) == 0o644
    for minutes, machine, text in ((1, one, "asked on the first"), (2, two, "asked on the second")):
        journal = open_journal(machine.path, NOON + dt.timedelta(minutes=minutes), prefix=minutes)
        assert stat.S_IMODE(machine.path.stat().st_mode) == 0o600
        journal.evidence.add(Mastery, domain, text)
        backups.make_backup(machine.path, NOON)
    one.do(EXCHANGE)
    two.do(EXCHANGE)
    assert two.texts() == {"asked on the first", "asked on the second"}
    one.git("pull --no-rebase --no-edit")
    assert one.texts() == two.texts()
    assert one.path.read_bytes() == two.path.read_bytes()
    assert b"\r" not in one.path.read_bytes()
    open_journal(one.path)
    assert stat.S_IMODE(one.path.stat().st_mode) == 0o600
    # What one machine has beside its journal stays there.
    for machine in machines:
        assert machine.git("status --porcelain") == ""
        assert set(machine.git("ls-files").split()) == {".gitattributes", ".gitignore", "journal.json"}


def test_nothing_that_the_program_leaves_beside_the_journal_is_offered_to_git(
    machines: tuple[Machine, Machine],
) -> None:
    one, _ = machines
    start_journal(one.path)
    one.do(BEGIN)
    names = (
        ".journal.json.lock", ".journal.json.writing-1-ab", ".journal.json.erased", "journal.unsaved-text.txt",
        "journal.damaged-2026-03-02T120000Z.json", "journal.replaced-2026-03-02T120000Z.json",
        "journal.set-aside-2026-03-02T120000Z.json", "last-error.txt", "backups/journal.2026-03-02T120000Z.json",
        ".journal.json.editing-1-ab/text.txt", ".journal.json.sync-lock", "journal.sync.git/HEAD",
    )  # fmt: skip
    for name in names:
        file = one.path.parent / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("private")
    assert one.git("status --porcelain --untracked-files=all") == ""


def test_an_older_format_of_one_side_is_migrated_and_merged(machines: tuple[Machine, Machine]) -> None:
    one, two = machines
    fixture = ROOT / "tests" / "store" / "fixtures" / "schema-2.json"
    one.path.write_bytes(fixture.read_bytes())
    share(machines)
    old_texts = one.texts()
    assert file_facts.peek_facts(two.path)["schema"] == 2
    journal = open_journal(one.path, dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    domain = next(iter(journal.contents.domains))
    journal.evidence.add(Mastery, domain, "from the new program")
    tables = json.loads(two.path.read_bytes())
    old_entry = next(row for row in tables["evidence"].values() if row["source"] == "mastery")
    later = {"created": "2026-12-01T10:00:00Z", "updated": "2026-12-01T10:00:00Z"}
    tables["evidence"]["99"] = {**old_entry, **later, "id": "9" * 32, "text": "from the old program"}
    two.path.write_text(json.dumps(tables))
    one.do(EXCHANGE)
    two.do(EXCHANGE)
    assert two.texts() == {*old_texts, "from the new program", "from the old program"}
    assert file_facts.peek_facts(two.path)["schema"] == SCHEMA


@pytest.mark.parametrize("is_here", [True, False], ids=["here", "from the other side"])
def test_a_newer_format_of_one_side_is_a_conflict_that_can_be_aborted(
    machines: tuple[Machine, Machine], is_here: bool
) -> None:
    one, two = machines
    _, domain = start_journal(one.path)
    share(machines)
    open_journal(one.path, NOON + dt.timedelta(minutes=1)).evidence.add(Mastery, domain, "from one")
    open_journal(two.path, NOON + dt.timedelta(minutes=2), prefix=2).evidence.add(Mastery, domain, "from two")
    newer = two if is_here else one
    newer.path.write_bytes(file_facts.with_fact(newer.path.read_bytes(), "schema", SCHEMA + 1))
    one.do(EXCHANGE)
    before = two.path.read_bytes()
    result = two.run(EXCHANGE)
    assert result.returncode != 0
    side = "here" if is_here else "from the other side"
    assert f"the journal {side} cannot be used, because it is of a newer format ({SCHEMA + 1})" in result.stderr
    assert "Traceback" not in result.stderr
    assert two.path.read_bytes() == before
    assert two.git("status --porcelain").startswith("UU journal.json")
    two.git("merge --abort")
    assert two.path.read_bytes() == before


def test_a_side_that_is_no_journal_is_a_conflict(machines: tuple[Machine, Machine]) -> None:
    one, two = machines
    _, domain = start_journal(one.path)
    share(machines)
    one.path.write_text("{")
    open_journal(two.path, NOON + dt.timedelta(minutes=2)).evidence.add(Mastery, domain, "from two")
    one.do(EXCHANGE)
    result = two.run(EXCHANGE)
    assert result.returncode != 0
    assert "the journal from the other side cannot be used, because it ends in the middle" in result.stderr
    assert two.texts() == {"from two"}
