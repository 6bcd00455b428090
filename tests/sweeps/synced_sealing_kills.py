"""The commands that seal, unseal and change keys on a synced journal, killed −9 in every step, and given again.

Machine “one” and machine “two” share a journal through a repository on a disk; each has an entry that it has not sent.
One of them gives a command, which is killed before each change of a file, and before, after and together with each git
that it starts. What must hold: each of its files is whole, clear or sealed for the passphrase and a recovery key;
nothing in the other repository is of both forms; the other machine merges, or says what is there and what to type;
the same command again finishes; and then both machines have everything, in one form.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec

from efficacy_tui.store.decode import UnreadableBytes, parse
from efficacy_tui.store.errors import StoreError
from efficacy_tui.store.sealing.key_file import open_key_bytes
from efficacy_tui.store.sealing.recovery_key import read_recovery_key
from efficacy_tui.store.sealing.seal_files import list_stored_files
from efficacy_tui.store.sealing.sealed_bytes import MAGIC, WrongKey, count_recipients, unseal
from efficacy_tui.store.stored_file import key_path
from efficacy_tui.sync.sync_folder import SyncFolder
from tests.support.killed_commands import CommandEnd, run_command
from tests.support.sync_programs import Kill
from tests.sweeps.synced_machines import age_locks

TITLE = "seal, unseal and new keys on a synced journal, killed −9 in every step, then again"
SAMPLE = 3

FIRST, SECOND = "first passphrase", "second passphrase"
BEGINNING, OF_ONE, OF_TWO = "beginning secretword", "of one secretword", "of two secretword"
WORDS = (b"secretword", b"Speaking", b"checkins")
FOLLOWING_ROUNDS = 4
NO_KILL = Kill()


class Program(NamedTuple):
    """A command of `machine`, with the lines that are typed at it; `start` is how both machines are before.

    `passphrase` opens the journal afterwards, and is empty if it is clear then.
    """

    name: str
    start: str
    machine: str
    words: tuple[str, ...]
    typed: tuple[str, ...]
    passphrase: str


PROGRAMS = (
    Program("seal", "clear", "one", ("seal", "--recovery", "{keys}/second.txt", "--yes"), (FIRST,), FIRST),
    Program("unseal", "sealed", "one", ("unseal", "--yes"), (FIRST,), ""),
    Program("change passphrase", "sealed", "one", ("seal", "--change-passphrase"), (FIRST, SECOND), SECOND),
    Program("new keys", "sealed", "one", ("seal", "--recovery", "{keys}/second.txt", "--yes"), (FIRST,), FIRST),
    Program("recover", "sealed", "one", ("seal", "--with-recovery-key", "{keys}/first.txt"), (SECOND,), SECOND),
    Program("join", "one is sealed", "two", ("seal", "--join", "--yes"), (FIRST,), FIRST),
    Program("join other keys", "one has new keys", "two", ("seal", "--join", "--yes"), (FIRST, FIRST), FIRST),
)


@dataclass(frozen=True)
class Machines:
    """Both machines, the other repository, and where recovery keys are, in one folder."""

    folder: Path

    @property
    def remote(self) -> Path:
        return self.folder / "remote.git"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    def journal(self, name: str) -> Path:
        return self.folder / name / "journal.json"

    def run(self, name: str, *words: object, typed: tuple[str, ...] = (), kill: Kill = NO_KILL) -> CommandEnd:
        """Run a command on a machine on which the journal is unlocked, if a passphrase of this sweep opens it."""
        home = self.folder / name
        environment = {
            "HOME": str(home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "EFFICACY_JOURNAL": str(self.journal(name)),
        }
        # A command that is typed a passphrase finds the journal locked.
        unlocking = "" if typed else self.passphrase(name)
        lines = "".join(f"{line}\n" for line in typed)
        filled = [str(word).format(keys=self.keys) for word in words]
        return run_command(filled, lines, environment, kill, unlocking)

    def passphrase(self, name: str) -> str:
        """Return the passphrase that opens the key file of a machine; empty if it has none."""
        file = key_path(self.journal(name))
        return _passphrase_of(file, file.read_bytes()) if file.exists() else ""

    def passphrase_there(self) -> str:
        """Return the passphrase that opens the key file in the other repository; empty if there is none."""
        files = self.files_there()
        return _passphrase_of(self.remote, files["journal.json.key"]) if "journal.json.key" in files else ""

    def files_there(self) -> dict[str, bytes]:
        """Return the files of the version in the other repository."""
        names = _git(self.remote, "ls-tree", "--name-only", "journal").decode().split()
        return {name: _git(self.remote, "cat-file", "blob", f"journal:{name}") for name in names}


def _passphrase_of(file: Path, data: bytes) -> str:
    for passphrase in (FIRST, SECOND):
        with contextlib.suppress(StoreError):
            open_key_bytes(file, data, passphrase)
            return passphrase
    return ""


def _git(repository: Path, *words: str) -> bytes:
    return subprocess.run(["git", f"--git-dir={repository}", *words], capture_output=True, check=True).stdout


# -- the beginnings ------------------------------------------------------------------------------


def _expect(end: CommandEnd, code: int = 0) -> None:
    if end.code != code:
        raise AssertionError(end)


def _build_clear(machines: Machines) -> None:
    machines.keys.mkdir()
    (machines.folder / "run").mkdir(mode=0o700)
    for name in ("one", "two"):
        machines.journal(name).parent.mkdir()
    _expect(machines.run("one", "domain", "add", "Speaking", "--task", "give a talk"))
    _expect(machines.run("one", "add", BEGINNING))
    for name in ("one", "two"):
        _expect(machines.run(name, "sync", "--init", machines.remote, "--yes"))
        _expect(machines.run(name, "backup"))


def _seal_one(machines: Machines) -> None:
    _expect(machines.run("one", "seal", "--recovery", "{keys}/first.txt", "--yes", typed=(FIRST,)))


def _seal_both(machines: Machines) -> None:
    _expect(machines.run("two", "seal", "--join", "--yes", typed=(FIRST,)))
    _expect(machines.run("one", "sync"))


def _renew_one(machines: Machines) -> None:
    _expect(machines.run("one", "seal", "--recovery", "{keys}/second.txt", "--yes", typed=(FIRST,)))


STARTS = {"clear": _build_clear, "one is sealed": _seal_one, "sealed": _seal_both, "one has new keys": _renew_one}
"""How both machines are before a command, and what leads there from the one before."""


@functools.cache
def _even_folder(start: str) -> tempfile.TemporaryDirectory[str]:
    """Return a folder with two machines that have the same."""
    names = list(STARTS)
    folder = tempfile.TemporaryDirectory(prefix="efficacy-synced-start-")
    if before := names[: names.index(start)]:
        _copy_machines(_even_folder(before[-1]).name, folder.name)
    STARTS[start](Machines(Path(folder.name)))
    return folder


@functools.cache
def _start_folder(start: str) -> tempfile.TemporaryDirectory[str]:
    """Return a folder with two machines, each of which has recorded something since."""
    folder = tempfile.TemporaryDirectory(prefix="efficacy-synced-start-")
    _copy_machines(_even_folder(start).name, folder.name)
    for name, text in (("one", OF_ONE), ("two", OF_TWO)):
        _expect(Machines(Path(folder.name)).run(name, "add", text))
    return folder


def _copy_machines(source: str, target: str) -> None:
    shutil.copytree(source, target, dirs_exist_ok=True, symlinks=True)
    machines = Machines(Path(target))
    for name in ("one", "two"):
        sync_folder = SyncFolder(machines.journal(name))
        sync_folder.write_state(msgspec.structs.replace(sync_folder.read_state(), remote=str(machines.remote)))


@contextlib.contextmanager
def _started(start: str) -> Iterator[Machines]:
    """Yield a copy of the machines, as they are before a command."""
    with tempfile.TemporaryDirectory(prefix="efficacy-synced-sealing-") as folder:
        _copy_machines(_start_folder(start).name, folder)
        yield Machines(Path(folder))


# -- the cases -----------------------------------------------------------------------------------


@functools.cache
def _kills_of(number: int) -> tuple[Kill, ...]:
    program = PROGRAMS[number]
    with _started(program.start) as machines:
        end = machines.run(program.machine, *program.words, typed=program.typed)
        _expect(end)
    files = [Kill("file", point) for point in range(1, end.points + 1)]
    return (*files, *(Kill(way, start) for start in range(1, end.starts + 1) for way in ("before", "after", "with")))


@functools.cache
def _cases() -> tuple[tuple[int, Kill], ...]:
    return tuple((number, kill) for number in range(len(PROGRAMS)) for kill in _kills_of(number))


def count() -> int:
    """Return the number of kills of all commands."""
    return len(_cases())


def check(case: int) -> list[str]:
    """Kill one command in one step, look at everything, let the other machine sync, and give the command again."""
    number, kill = _cases()[case]
    program = PROGRAMS[number]
    with _started(program.start) as machines:
        before = _read_clear(machines, program.machine)
        end = machines.run(program.machine, *program.words, typed=program.typed, kill=kill)
        problems = [] if end.code < 0 else [f"it was not killed: {end}"]
        problems += _check_files(machines, program.machine, before)
        age_locks(machines.remote)
        problems += _check_other(machines, "two" if program.machine == "one" else "one")
        problems += _give_again(machines, program)
        problems += _follow(machines, program)
        problems += _check_end(machines, program)
    return [f"{program.name}, {kill.way} {kill.number}: {problem}" for problem in problems]


def _stored_files(machines: Machines, name: str) -> dict[str, bytes]:
    path = machines.journal(name)
    return {file.relative_to(path.parent).as_posix(): file.read_bytes() for file in list_stored_files(path)}


def _secrets(machines: Machines) -> list[str]:
    return [read_recovery_key(file) for file in machines.keys.glob("*.txt") if not file.name.startswith(".")]


def _open(data: bytes, *secrets: str) -> bytes | None:
    """Return bytes in clear; `None` if none of the secrets opens them."""
    if not data.startswith(MAGIC):
        return data
    try:
        return unseal(data, *secrets)
    except WrongKey:
        return None


def _read_clear(machines: Machines, name: str) -> dict[str, bytes | None]:
    secrets = _secrets(machines)
    return {file: _open(data, *secrets) for file, data in _stored_files(machines, name).items()}


def _texts(data: bytes | None) -> set[str]:
    """Return the entries in a journal's bytes.

    Raises:
        UnreadableBytes: It is none.
    """
    return {entry.text for entry in parse(data or b"", str).contents.evidence.values()}


def _check_files(machines: Machines, name: str, before: dict[str, bytes | None]) -> list[str]:
    """Find files that are not whole, that only one of the keys opens, or that have lost something."""
    problems = []
    file = key_path(machines.journal(name))
    passphrase = machines.passphrase(name)
    identities = open_key_bytes(file, file.read_bytes(), passphrase).identities if passphrase else ()
    secrets = _secrets(machines)
    files = _stored_files(machines, name)
    problems += [f"{missing} is missing" for missing in before.keys() - files.keys()]
    for stored, data in files.items():
        if data.startswith(MAGIC) and (
            count_recipients(data) != 2 or _open(data, *identities) is None or _open(data, *secrets) is None
        ):
            problems.append(f"{stored} is not sealed for the passphrase and a recovery key")
            continue
        clear = _open(data, *secrets)
        try:
            if not _texts(clear) >= _texts(before.get(stored, clear)):
                problems.append(f"{stored} has lost an entry")
        except UnreadableBytes as error:
            problems.append(f"{stored} cannot be read: {error}")
        if stored != "journal.json" and clear != before.get(stored, clear):
            problems.append(f"{stored} is not what it was")
    return problems


def _check_other(machines: Machines, name: str) -> list[str]:
    """Let the other machine sync: it has everything then, or says what is there, and what to type."""
    problems = []
    before = machines.passphrase(name)
    end = machines.run(name, "sync")
    files = machines.files_there()
    forms = {data.startswith(MAGIC) for data in files.values()}
    if len(forms) != 1 or ("journal.json.key" in files) not in forms:
        problems.append(f"the other repository has files of two forms: {list(files)}")
    is_sealed_there = "journal.json.key" in files
    sentences = {
        "is no longer sealed": not is_sealed_there,
        "was sealed, and this machine does not have its keys": is_sealed_there,
        "since the journal here was unsealed is sealed": is_sealed_there,
        "is sealed with other keys": is_sealed_there,
        "with the keys from before you changed them here": is_sealed_there,
    }
    said = [is_true for words, is_true in sentences.items() if words in end.text]
    if end.code != 0 and said != [True]:
        problems.append(f"machine {name} says something else: {end}")
    if machines.passphrase(name) != before:
        problems.append(f"machine {name} has other keys now")
    own = OF_TWO if name == "two" else OF_ONE
    if own not in _texts(_read_clear(machines, name)["journal.json"]):
        problems.append(f"machine {name} has lost its entry")
    return problems


def _give_again(machines: Machines, program: Program) -> list[str]:
    """Give the command again, with the passphrases that are right now."""
    typed = program.typed
    if program.name == "change passphrase" and machines.passphrase(program.machine) == SECOND:
        typed = (SECOND, SECOND)
    end = machines.run(program.machine, *program.words, typed=typed)
    if end.code == 0:
        return []
    if program.name == "unseal" and "is not sealed" in end.text:
        return []
    return [f"the second run: {end}"]


def _follow(machines: Machines, program: Program) -> list[str]:
    """Let both machines sync, and do what each is told to type, until both have everything."""
    end = CommandEnd(1)
    for _ in range(FOLLOWING_ROUNDS):
        are_even = []
        for name in ("one", "two"):
            end = machines.run(name, "sync")
            text = end.text
            if "efficacy seal --join" in text:
                there = machines.passphrase_there()
                # With other keys, the passphrase of the journal here may be asked for, too.
                typed = (there, machines.passphrase(name) or there)
                end = machines.run(name, "seal", "--join", "--yes", typed=typed)
            if not program.passphrase and (passphrase := machines.passphrase(name)) and "efficacy unseal" in text:
                machines.run(name, "unseal", "--yes", typed=(passphrase,))
                end = machines.run(name, "sync")
            are_even.append(end.code == 0 and "sent" not in end.text and "changed" not in end.text)
        if all(are_even):
            return []
    return [f"after {FOLLOWING_ROUNDS} rounds there is still something new: {end}"]


def _check_end(machines: Machines, program: Program) -> list[str]:
    """Both machines have everything, in the same form, and nothing is left over."""
    problems = []
    is_sealed = bool(program.passphrase)
    if machines.passphrase_there() != program.passphrase:
        problems.append(f"the passphrase there is “{machines.passphrase_there()}”")
    for name in ("one", "two"):
        journal = _read_clear(machines, name)["journal.json"]
        if not {BEGINNING, OF_ONE, OF_TWO} <= _texts(journal):
            problems.append(f"machine {name} has not everything: {_texts(journal)}")
        if machines.passphrase(name) != program.passphrase:
            problems.append(f"machine {name} has the passphrase “{machines.passphrase(name)}”")
        problems += _check_files(machines, name, {})
        for stored, data in _stored_files(machines, name).items():
            if data.startswith(MAGIC) != is_sealed:
                problems.append(f"{stored} of machine {name} is {'clear' if is_sealed else 'sealed'}")
        names = [item.name for folder in (machines.journal(name).parent, machines.keys) for item in folder.rglob("*")]
        left = [item for item in names if ".writing-" in item or item.endswith((".new", ".old"))]
        problems += [f"machine {name} has {item} left" for item in left]
        doctor = machines.run(name, "doctor")
        if doctor.code != 0:
            problems.append(f"machine {name}: {doctor.text}")
    _git(machines.remote, "gc", "--quiet", "--prune=now")
    for repository in (machines.remote, *(SyncFolder(machines.journal(name)).path for name in ("one", "two"))):
        where = f"{repository.parent.name}/{repository.name}"
        checked = subprocess.run(
            ["git", f"--git-dir={repository}", "fsck", "--strict"], capture_output=True, text=True, check=False
        )
        if checked.returncode:
            problems.append(f"git fsck of {where}: {checked.stdout}{checked.stderr}")
        data = _git(repository, "cat-file", "--batch", "--batch-all-objects")
        if is_sealed and any(word in data for word in WORDS):
            problems.append(f"git has something in clear in {where}")
    if is_sealed:
        for root, _, names in os.walk(machines.folder):
            for file in (Path(root) / item for item in names):
                if any(word in file.read_bytes() for word in WORDS):
                    problems.append(f"{file.relative_to(machines.folder)} has something in clear")
    return problems
