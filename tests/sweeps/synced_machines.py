"""Three machines that sync through a repository on a disk, killed −9 at any moment of a round.

They begin with journals of their own, by clocks that disagree; they edit, erase, go offline, sync at the same time, and
are killed: before, after and together with each git that a round starts, before each of its file calls, and at random.
In two of three histories one of them is sealed in the middle, and the others join it, killed at any moment, too; then
no word of the journal may be left in any object of any repository, nor in any file beside a journal.
What must hold: at every moment each journal is whole; and when all have synced in peace, they have the same records,
nothing of what anybody recorded is missing, git finds every repository sound, and another round changes nothing.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import subprocess
import tempfile
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store import atomic_file
from efficacy_tui.store.decode import UnreadableBytes, parse, read_journal
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.errors import Rejected, StoreError
from efficacy_tui.store.sealing import key_ring
from efficacy_tui.store.stored_file import is_key_beside
from efficacy_tui.store.tables import RECORD_TYPES, Contents
from efficacy_tui.sync.begin import planned_setup
from efficacy_tui.sync.shared_bytes import build_shared, has_same_records
from tests.support.fact_ledger import FactLedger
from tests.support.fixed_clock import FixedClock
from tests.support.journal_rules import broken_rules
from tests.support.sealed_files import KEY, seal_journal
from tests.support.store_files import NOON, SequentialIds
from tests.support.sync_programs import Kill, build_test_setup, join_now, start_join, start_round, sync_now
from tests.sweeps.merges import ACTION_COUNT, SKEW_SECONDS, act

TITLE = "three machines sync by git, offline, at once, and killed −9 in every step"
SAMPLE = 2
ROUNDS = 10
ACTIONS = 4
WORDS = (b"Speaking", b"give a talk", b"challenges", b"evidence")
"""What every journal has: a name, a task, and the names of tables."""

PASSES = 4
"""Rounds of each machine after which all have everything, and the last of which changes nothing."""

EDITS = [action for action in range(ACTION_COUNT) if action != 36]
"""All but leaving out a day: undone and redone while its domain is joined, it belongs to the other domain for good."""

GIT_STARTS, FILE_CALLS = 19, 60
"""About how many a round has, and one more."""

FETCH, PUSH = 4, 16
"""The numbers of these among the starts of git, in most rounds."""


def count() -> int:
    """Return the number of seeds; each is a history of `ROUNDS` rounds."""
    return 30


@dataclass
class Machine:
    """A machine with an open journal, as of a dashboard, and a clock that is wrong."""

    path: Path
    clock: FixedClock
    journal: Journal = field(init=False)
    ids: SequentialIds

    def __post_init__(self) -> None:
        self.path.parent.mkdir()
        self.journal = Journal(self.path, self.clock, self.ids)
        self.journal.open()

    def refresh(self) -> None:
        """Do what the dashboard does every second."""
        with contextlib.suppress(StoreError):
            self.journal.refresh()


def check(case: int) -> list[str]:
    """Let three machines sync, with the case as seed."""
    rng = random.Random(case)
    with tempfile.TemporaryDirectory(prefix="efficacy-synced-") as folder:
        remote, ledger = Path(folder) / "remote.git", FactLedger()
        machines = start_machines(Path(folder), remote, rng, ledger)
        problems: list[str] = []
        sealing_round = rng.randrange(1, ROUNDS) if case % 3 else ROUNDS
        for number in range(ROUNDS):
            if number == sealing_round:
                seal(rng.choice(machines))
            problems += sync_randomly(machines, remote, rng, ledger, is_sealing=number > sealing_round)
        is_sealed = sealing_round < ROUNDS
        if is_sealed:
            join_all(machines, remote)
        return problems + finish(machines, remote, ledger) + (find_words(machines, remote) if is_sealed else [])


def seal(machine: Machine) -> None:
    """Seal a journal, with the programs that have it open."""
    with build_test_setup(machine.path, machine.clock.now()).locked():
        seal_journal(machine.path)


def join_all(machines: list[Machine], remote: Path) -> None:
    """Let the first machine that is sealed send its version in peace, and the others join it."""
    age_locks(remote)
    sealed = [machine for machine in machines if is_key_beside(machine.path)]
    sync_now(sealed[0].path, sealed[0].clock.now())
    for machine in machines:
        key_ring.hold(machine.path, KEY)
        if machine is not sealed[0]:
            join_now(machine.path, machine.clock.now())


def find_words(machines: list[Machine], remote: Path) -> list[str]:
    """Find words of the journal in what git has anywhere, and in the files beside each journal."""
    problems = []
    subprocess.run(["git", f"--git-dir={remote}", "gc", "--quiet", "--prune=now"], check=True)
    for repository in (remote, *(machine.path.with_name("journal.sync.git") for machine in machines)):
        words = ["git", f"--git-dir={repository}", "cat-file", "--batch", "--batch-all-objects"]
        if any(word in subprocess.run(words, capture_output=True, check=True).stdout for word in WORDS):
            problems.append(f"Git has something in clear in {repository.parent.name}/{repository.name}.")
    for machine in machines:
        files = [file for file in machine.path.parent.rglob("*") if file.is_file()]
        problems += [f"{file} has something in clear." for file in files if any(w in file.read_bytes() for w in WORDS)]
        if not is_key_beside(machine.path):
            problems.append(f"{machine.path.parent.name} has no key file.")
    return problems


def start_machines(folder: Path, remote: Path, rng: random.Random, ledger: FactLedger) -> list[Machine]:
    """Begin on two machines with a journal each, join them, and take the joined one to a third."""
    machines = []
    for number in range(3):
        skew = dt.timedelta(seconds=rng.randrange(-SKEW_SECONDS, SKEW_SECONDS) * 60)
        machines.append(
            Machine(
                folder / f"machine {number}" / "journal.json", FixedClock(NOON + skew), ids=SequentialIds(number + 1)
            )
        )
    for machine in machines[:2]:
        machine.journal.domains.add("Speaking", "give a talk")
        ledger.note_action(Contents(), machine.journal.contents)
        edit(machine, rng, ledger)
    for machine in machines:
        with planned_setup(build_test_setup(machine.path, machine.clock.now()), str(remote)) as (plan, task):
            task.set_up(plan)
        sync_now(machine.path, machine.clock.now())
        machine.journal = Journal(machine.path, machine.clock, machine.ids)
        machine.journal.open()
    return machines


def edit(machine: Machine, rng: random.Random, ledger: FactLedger) -> None:
    """Do some random actions of a person, and note them."""
    for _ in range(ACTIONS):
        machine.clock.move(seconds=rng.choice((0, 1, 5, 60, -3)))
        machine.refresh()
        before = machine.journal.contents
        try:
            if before.evidence and rng.random() < 0.05:
                maintenance.erase(machine.journal, rng.choice(list(before.evidence)))
                ledger.note_erasure(before, machine.journal.contents)
                continue
            act(machine.journal, rng.choice(EDITS), rng)
        except (Rejected, StoreError):
            continue
        ledger.note_action(before, machine.journal.contents)


def sync_randomly(
    machines: list[Machine], remote: Path, rng: random.Random, ledger: FactLedger, *, is_sealing: bool
) -> list[str]:
    """Edit on some machines, let one or two sync, perhaps offline, and perhaps kill them; check their files."""
    for machine in machines:
        if rng.random() < 0.6:
            edit(machine, rng, ledger)
    syncing = rng.sample(machines, rng.choice((1, 1, 2)))
    away = remote.with_name("away.git")
    is_offline = rng.random() < 0.2
    if is_offline:
        remote.rename(away)
    processes = []
    for machine in syncing:
        joins = is_sealing and rng.random() < 0.3
        if joins:
            key_ring.hold(machine.path, KEY)
        start = start_join if joins else start_round
        processes.append(start(machine.path, machine.clock.now(), choose_kill(rng)))
    problems = watch(syncing, processes)
    if is_offline:
        away.rename(remote)
    age_locks(remote)
    return problems


def choose_kill(rng: random.Random) -> Kill:
    """Choose how a round ends."""
    match rng.randrange(8):
        case 0 | 1:
            return Kill()
        case 2:
            return Kill("file", rng.randrange(1, FILE_CALLS))
        case 3:
            return Kill("timer", seconds=rng.uniform(0.001, 0.2))
        case 4:
            return Kill("before", choose_start(rng))
        case 5:
            return Kill("after", choose_start(rng))
        case _:
            return Kill("with", choose_start(rng), rng.choice((0.0, rng.uniform(0, 0.02))))


def choose_start(rng: random.Random) -> int:
    """Choose one of the starts of git; those that take longest, more often."""
    return rng.choice((rng.randrange(1, GIT_STARTS), rng.randrange(1, GIT_STARTS), FETCH, PUSH))


def watch(machines: list[Machine], processes: list[ForkServerProcess]) -> list[str]:
    """Read the journals until the rounds have ended; name what cannot be read."""
    problems: list[str] = []
    while True:
        is_over = all(process.exitcode is not None for process in processes)
        for machine in machines:
            try:
                read_journal(machine.path, str)
            except UnreadableBytes as error:
                problems.append(f"The journal of {machine.path.parent.name} cannot be read: {error}.")
        if is_over or problems:
            break
        processes[-1].join(0.02)
    for process in processes:
        process.join()
    return problems


def age_locks(remote: Path) -> None:
    """Let time pass for the locks that a killed git has left in the other repository."""
    long_ago = (NOON - dt.timedelta(days=1)).timestamp()
    # A git that outlived its program may still be at work there, so files can vanish.
    for folder, _, names in os.walk(remote):
        for name in names:
            if name.endswith(".lock"):
                with contextlib.suppress(FileNotFoundError):
                    os.utime(Path(folder) / name, (long_ago, long_ago))


def finish(machines: list[Machine], remote: Path, ledger: FactLedger) -> list[str]:
    """Sync in peace, and compare everything."""
    problems = []
    for _ in range(PASSES):
        age_locks(remote)
        reports = [sync_now(machine.path, machine.clock.now()) for machine in machines]
        problems += [f"A round in peace was not finished: {report.problem}" for report in reports if not report.is_even]
        if not any(report.is_sent or report.merges for report in reports):
            break
    else:
        problems.append(f"After {PASSES} rounds of each machine in peace there is still something new.")
    for machine in machines:
        machine.refresh()
    files = [atomic_file.read_whole(machine.path)[0] for machine in machines]
    contents = [parse(data, str).contents for data in files]
    tables = [{name: dict(version.table(name)) for name in RECORD_TYPES} for version in contents]
    if not tables[0] == tables[1] == tables[2]:
        problems.append("The machines have different records.")
    shared = [build_shared(data) for data in files]
    if not all(has_same_records(shared[0], other) for other in shared[1:]):
        problems.append("The machines would share different bytes.")
    if tables[0] != {name: dict(machines[0].journal.contents.table(name)) for name in RECORD_TYPES}:
        problems.append("The open journal has other records than its file.")
    problems += [*broken_rules(contents[0]), *ledger.problems(contents[0])]
    for machine in machines:
        problems += [f"Doctor: {item}" for item in diagnose(machine.path, machine.clock.now()) if not item.note]
        names = [item.name for item in machine.path.parent.iterdir()]
        problems += [
            f"{name} was left about." for name in names if ".writing-" in name or name.endswith((".new", ".old"))
        ]
    for repository in (remote, *(machine.path.with_name("journal.sync.git") for machine in machines)):
        checked = subprocess.run(
            ["git", f"--git-dir={repository}", "fsck", "--strict"], capture_output=True, text=True, check=False
        )
        if checked.returncode:
            problems.append(f"git fsck of {repository.parent.name}: {checked.stdout}{checked.stderr}")
    return problems
