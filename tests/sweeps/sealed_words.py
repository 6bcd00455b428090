"""Words of a sealed journal, looked for in every file: after every command that writes, and after a kill at each call.

What must hold: every file of the data, settings, runtime and temporary folders is sealed, or known to have no words of
the journal; only the editor's own file, in memory, may have them while its program runs or was killed. On an unlocked
journal every command has its effects, after a kill, too, when it is given again.
"""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import time_machine

from efficacy_tui.store.file_calls import TEMPORARY_MARK
from efficacy_tui.store.sealing import key_ring
from efficacy_tui.store.sealing.sealed_bytes import seal
from tests.support.file_faults import KILL, Fault, faulty_files
from tests.support.sealed_files import KEY, any_folder_is_memory, is_sealed, no_keys_left, seal_journal
from tests.support.writing_commands import COMMANDS, NOW, SECRET, Home, build_home

TITLE = "words of a sealed journal in every file, after each command and each kill"
SAMPLE = 40

WORDS = (SECRET, "Speaking", "give a talk", "write a page", "from the other machine", "Mara", "first", "On stage")
CLEAR_NAMES = frozenset(["config.toml", "last-error.txt", ".journal.json.erased", "journal.json.key"])
"""The files that are clear beside a sealed journal, none of which has words of it."""
UNTOLD = frozenset(["erase (everything)"])
"""Commands after which nothing is sealed, because there is nothing left."""


@functools.cache
def _cases() -> tuple[tuple[int, int | None], ...]:
    """Return each command (its number) with no kill, and with a kill at each of its calls."""
    return tuple((number, call) for number in range(len(COMMANDS)) for call in (None, *range(len(_calls_of(number)))))


@functools.cache
def _calls_of(number: int) -> tuple[str, ...]:
    command = COMMANDS[number]
    with _sealed_home(number) as home, faulty_files() as layer:
        command.run(home)
    return tuple(layer.calls) if not command.is_threaded else ("any",) * 60


def count() -> int:
    """Return the number of file calls of all commands, and of all commands."""
    return len(_cases())


def check(case: int) -> list[str]:
    """Run one command on a sealed journal, or kill it before one call and run it again."""
    number, call = _cases()[case]
    name = COMMANDS[number].name if call is None else f"{COMMANDS[number].name}, killed at call {call}"
    return [f"{name}: {problem}" for problem in find_problems(number, call)]


@contextlib.contextmanager
def _sealed_home(number: int) -> Iterator[Home]:
    with (
        tempfile.TemporaryDirectory(prefix="efficacy-sealed-") as folder,
        time_machine.travel(NOW, tick=True),
        mock.patch.dict(os.environ, {"XDG_RUNTIME_DIR": f"{folder}/run"}),
        mock.patch.object(tempfile, "tempdir", f"{folder}/tmp"),
        any_folder_is_memory(),
        no_keys_left(),
    ):
        Path(folder, "tmp").mkdir()
        home = build_home(Path(folder))
        (home.root / "run").mkdir(mode=0o700)
        COMMANDS[number].prepare(home)
        seal_journal(home.path)
        for file in home.root.joinpath("in").glob("*.json"):
            # Git's driver is given files of the journal, which are sealed, too.
            if file.name in ("ours.json", "theirs.json"):
                file.write_bytes(seal(file.read_bytes(), KEY))
        key_ring.hold(home.path.resolve(), KEY)
        yield home


def find_problems(number: int, call: int | None) -> list[str]:
    """Run a command (its number) on a sealed journal, killed before a file call first unless that is `None`."""
    command = COMMANDS[number]
    with _sealed_home(number) as home:
        if call is not None:
            with faulty_files(Fault(call, KILL)):
                command.run(home)
            problems = [f"after the kill {problem}" for problem in _find_clear_words(home)]
        else:
            problems = []
        with faulty_files():
            outcome = command.run(home)
        problems += outcome.problems
        if not all(effect(home) for effect in command.effects) and (call is None or command.is_repeatable):
            problems.append(f"it did not have its effects: {outcome.lines}")
        problems += _find_clear_words(home)
        if command.name in UNTOLD:
            return problems
        if home.path.exists() and not is_sealed(home.path):
            problems.append("the journal is not sealed any more")
    return problems


def _find_clear_words(home: Home) -> list[str]:
    """List the clear files that should be sealed, and those that have words of the journal."""
    problems = []
    for folder in ("home", "data", "config", "run", "tmp"):
        for file in sorted((home.root / folder).rglob("*")):
            if not file.is_file() or is_sealed(file):
                continue
            name, data = file.relative_to(home.root).as_posix(), file.read_bytes()
            if ".editing-" in name and folder == "run":
                continue
            target = file.name
            if TEMPORARY_MARK in target:
                target = target.removeprefix(".").partition(TEMPORARY_MARK)[0]
            if data and target not in CLEAR_NAMES:
                problems.append(f"{name} is clear")
            problems += [f"{name} has “{word}”" for word in WORDS if word.encode() in data]
    for name in ("ours.json", "theirs.json"):
        file = home.root / "in" / name
        if file.exists() and not is_sealed(file):
            problems.append(f"{name}, which git was given sealed, is clear")
    return problems
