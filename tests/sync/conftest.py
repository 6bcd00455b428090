"""Machines that sync through a repository on the disk, each with a journal, a clock and settings of git of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store.decode import read_journal
from efficacy_tui.store.tables import Contents
from efficacy_tui.sync.begin import SetupPlan, planned_setup
from efficacy_tui.sync.deadline import Deadline
from efficacy_tui.sync.round import RoundReport, run_round
from efficacy_tui.sync.sync_folder import SyncFolder
from efficacy_tui.sync.sync_setup import SyncSetup
from efficacy_tui.sync.sync_status import SyncStatus, read_status
from tests.support.fixed_clock import FixedClock
from tests.support.store_files import NOON, SequentialIds


@dataclass
class Machine:
    """A machine with a home folder; `number` keeps its ids apart from those of others."""

    home: Path
    remote: Path
    number: int
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = FixedClock(NOON)
        self.clock.move(minutes=self.number)
        self.path = self.home / "journal.json"
        self.instrument_path = self.home / "config" / "instrument.toml"
        self.home.mkdir(exist_ok=True)
        self._ids = SequentialIds(self.number)
        variables = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        self.environment = {**variables, "HOME": str(self.home), "GIT_CONFIG_NOSYSTEM": "1", **self.environment}

    @property
    def setup(self) -> SyncSetup:
        return SyncSetup(self.path, self.clock, self.instrument_path.parent, Deadline(), self.environment)

    def open(self) -> Journal:
        journal = Journal(self.path, self.clock, self._ids)
        journal.open()
        return journal

    def begin(self, address: str | None = "") -> SetupPlan:
        """Set syncing up, by default with the repository of the test; return what was found there."""
        with planned_setup(self.setup, str(self.remote) if address == "" else address) as (plan, task):
            task.set_up(plan)
        return plan

    def sync(self, **options: bool) -> RoundReport:
        self.clock.move(seconds=10)
        return run_round(self.setup, **options)

    def sync_within(self, seconds: float) -> RoundReport:
        return run_round(replace(self.setup, deadline=Deadline(seconds)))

    def status(self) -> SyncStatus:
        return read_status(self.setup)

    def add(self, text: str) -> str:
        """Add an entry and return its id."""
        self.clock.move(seconds=10)
        journal = self.open()
        domains = journal.domains.all() or [journal.domains.add("Speaking", "give a talk")]
        return journal.evidence.add(Mastery, domains[0].id, text).id

    def contents(self) -> Contents:
        return read_journal(self.path, str).contents

    def texts(self) -> set[str]:
        return {row.text for row in self.contents().evidence.values()}

    @property
    def repository(self) -> Path:
        return SyncFolder(self.path).path

    def versions(self) -> int:
        return int(git(self.repository, "rev-list", "--count", "journal"))


def git(folder: Path, *words: str, data: bytes | None = None) -> str:
    """Run git on a bare repository without anybody's settings; return what it prints."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", f"--git-dir={folder}", *words]
    return subprocess.run(command, env=environment, input=data, capture_output=True, check=True).stdout.decode().strip()


def write_hook(folder: Path, name: str, script: str) -> None:
    """Write a hook of a repository, or of a folder of hooks."""
    hook = folder / name
    hook.parent.mkdir(exist_ok=True, parents=True)
    hook.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    hook.chmod(0o755)


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """The place of the repository that machines share; nothing is there yet."""
    return tmp_path / "remote.git"


@pytest.fixture
def one(tmp_path: Path, remote: Path) -> Machine:
    return Machine(tmp_path / "one", remote, 1)


@pytest.fixture
def two(tmp_path: Path, remote: Path) -> Machine:
    return Machine(tmp_path / "two", remote, 2)


@pytest.fixture(scope="session")
def paired_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two machines that have the same journal with one entry, made once."""
    folder = tmp_path_factory.mktemp("paired")
    machines = [Machine(folder / name, folder / "remote.git", number) for number, name in enumerate(("one", "two"), 1)]
    machines[0].add("first")
    for machine in machines:
        machine.begin()
        machine.sync()
    return folder


@pytest.fixture
def pair(tmp_path: Path, remote: Path, paired_folder: Path) -> tuple[Machine, Machine]:
    """Two machines that have the same journal with one entry."""
    machines = []
    for number, name in ((11, "one"), (12, "two")):
        shutil.copytree(paired_folder / name, tmp_path / name)
        machine = Machine(tmp_path / name, remote, number)
        folder = SyncFolder(machine.path)
        folder.write_state(msgspec.structs.replace(folder.read_state(), remote=str(remote)))
        machines.append(machine)
    shutil.copytree(paired_folder / "remote.git", remote)
    return machines[0], machines[1]
