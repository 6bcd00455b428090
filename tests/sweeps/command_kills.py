"""A kill before every file call of every command that writes, in the fake file layer; then the command is given again.

What must hold: where there was a journal there is one, and it can be read if it could be read before; the second run
has every effect of the command; nothing is left of the first.
"""

from __future__ import annotations

import contextlib
import functools
import tempfile
from pathlib import Path

import time_machine

from efficacy_tui.store.errors import StoreError
from tests.support.file_faults import KILL, Fault, faulty_files
from tests.support.writing_commands import COMMANDS, NOW, build_home
from tests.sweeps.faults import calls_of

TITLE = "a kill at every file call of every command that writes, then the command again"
SAMPLE = 120


@functools.cache
def _cases() -> tuple[tuple[int, Fault], ...]:
    return tuple(
        (number, Fault(call, KILL)) for number in range(len(COMMANDS)) for call in range(len(calls_of(number)))
    )


def count() -> int:
    """Return the number of file calls of all commands."""
    return len(_cases())


def check(case: int) -> list[str]:
    """Kill one command before one call."""
    number, fault = _cases()[case]
    name = f"{COMMANDS[number].name}, {fault} ({calls_of(number)[fault.number]})"
    return [f"{name}: {problem}" for problem in _find_problems(number, fault)]


def _find_problems(number: int, fault: Fault) -> list[str]:
    command = COMMANDS[number]
    problems = []
    with tempfile.TemporaryDirectory(prefix="efficacy-kills-") as folder, time_machine.travel(NOW, tick=True):
        home = build_home(Path(folder))
        command.prepare(home)
        had_journal, was_readable = home.path.exists(), home.contents() is not None
        with faulty_files(fault) as layer:
            command.run(home)
        if not layer.has_struck and not command.is_threaded:
            problems.append("the call was not reached")
        if command.keeps_journal and had_journal and not home.path.exists():
            problems.append("there is no journal after the kill")
        elif command.keeps_journal and was_readable and home.contents() is None:
            problems.append("the journal cannot be read after the kill")
        with faulty_files():
            outcome = command.run(home)
        problems += outcome.problems
        # Where the file was already there, the command says that it left it alone.
        was_refused = not command.is_repeatable and any("already exists" in line for line in outcome.lines)
        if not was_refused and not all(effect(home) for effect in command.effects):
            problems.append(f"the second run did not finish it: {outcome.lines}")
        with contextlib.suppress(StoreError):
            home.journal().open()
        left = [name for name in home.read_files() if ".writing-" in name or ".editing-" in name]
        problems += [f"{name} is left" for name in left]
    return problems
