"""A fault at every file call of every command that writes, and each sentence compared with the disk.

What must hold: a sentence that says that something was saved, was not saved, or is as it was, is true of the files at
that moment; a command that reports success had its effect, and one that reports failure names a reason; nothing
crashes; no temporary file is left; the journal and its copies can be read by their owner only.
"""

from __future__ import annotations

import errno
import functools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import time_machine

from tests.support.fault_sentences import FaultyRun, patterns
from tests.support.file_faults import SHORT, TAKES_EFFECT, Fault, faulty_files
from tests.support.writing_commands import COMMANDS, NOW, Outcome, build_home

TITLE = "a fault at every file call of every command that writes"
SAMPLE = 150

ONCE = (
    *(errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.EINTR, errno.EPERM, errno.EACCES),
    *(errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF),
)
FOR_GOOD = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EMFILE)
UNSUPPORTED_CALLS = ("fsync", "fchmod", "chmod", "fchown", "link")
"""Calls that a file system may not have."""
ANY_CALL = "any"
"""A call of a thread, of which the name differs between runs."""
THREADED_CALLS = 170


@functools.cache
def calls_of(number: int) -> tuple[str, ...]:
    """Return the file calls of a command without a fault; of one with a thread, as many as it makes at most."""
    if COMMANDS[number].is_threaded:
        return (ANY_CALL,) * THREADED_CALLS
    with tempfile.TemporaryDirectory(prefix="efficacy-faults-") as folder, time_machine.travel(NOW, tick=True):
        home = build_home(Path(folder))
        command = COMMANDS[number]
        command.prepare(home)
        with faulty_files() as layer:
            command.run(home)
        return tuple(layer.calls)


def _faults(calls: tuple[str, ...]) -> Iterator[Fault]:
    for number, name in enumerate(calls):
        for code in ONCE:
            if code in ONCE[8:] and name not in (*UNSUPPORTED_CALLS, ANY_CALL) and not _is_folder_open(calls, number):
                continue
            yield Fault(number, code)
        for code in FOR_GOOD:
            yield Fault(number, code, is_lasting=True)
        if name in (*TAKES_EFFECT, ANY_CALL):
            yield Fault(number, errno.EIO, is_late=True)
            yield Fault(number, errno.EINTR, is_late=True)
        if name in ("read", "write", ANY_CALL):
            yield Fault(number, SHORT)


def _is_folder_open(calls: tuple[str, ...], number: int) -> bool:
    return calls[number : number + 2] == ("open", "fsync")


@functools.cache
def _cases() -> tuple[tuple[int, Fault], ...]:
    return tuple((number, fault) for number in range(len(COMMANDS)) for fault in _faults(calls_of(number)))


def count() -> int:
    """Return the number of faults at the calls of all commands."""
    return len(_cases())


def check(case: int) -> list[str]:
    """Run one command with one fault."""
    number, fault = _cases()[case]
    name = f"{COMMANDS[number].name}, {fault} ({calls_of(number)[fault.number]})"
    return [f"{name}: {problem}" for problem in run_case(number, fault)]


def run_case(number: int, fault: Fault) -> list[str]:
    """Run a command of `COMMANDS` with a fault; return what was not true."""
    with tempfile.TemporaryDirectory(prefix="efficacy-faults-") as folder, time_machine.travel(NOW, tick=True):
        home = build_home(Path(folder))
        command = COMMANDS[number]
        command.prepare(home)
        before = home.read_files()
        with faulty_files(fault) as layer:
            outcome = command.run(home)
        effects = tuple(effect(home) for effect in command.effects)
        run = FaultyRun(command, home, before, home.read_files(), outcome, layer, effects)
        return list(_find_problems(run))


def _find_problems(run: FaultyRun) -> Iterator[str]:
    command, outcome = run.command, run.outcome
    yield from outcome.problems
    is_put_off = any("They are checked again next time." in line for line in outcome.lines)
    if outcome.exit_code == 0 and not all(run.effects) and command.is_strict and not is_put_off:
        yield f"it reported success without its effect {outcome.lines}"
    if command.is_refused and (outcome.exit_code != 1 or not run.is_journal_untouched):
        yield f"it was not refused: exit code {outcome.exit_code} {outcome.lines}"
    if outcome.exit_code and all(run.effects) and not command.is_refused and not _is_about_something_else(outcome):
        yield f"it reported failure, but had its effect {outcome.lines}"
    if outcome.exit_code and not outcome.lines and command.name != "dashboard":
        yield "it failed without a word"
    if command.is_strict:
        for line in outcome.lines:
            yield from _check_sentence(run, line)
    else:
        yield from _check_text(run, " ".join(outcome.lines))
    if command.keeps_journal and run.journal_name in run.before and run.journal_name not in run.after:
        yield "there is no journal any more"
    yield from _check_files(run)


def _check_files(run: FaultyRun) -> Iterator[str]:
    """Check that no temporary file is left, if it could be removed, and that new files are private."""
    fault = run.layer.fault
    is_removal = fault is not None and run.layer.calls[fault.number : fault.number + 1] == ["unlink"]
    for name in sorted(run.after.keys() - run.before.keys()):
        if (".writing-" in name or ".editing-" in name) and fault and not fault.is_lasting and not is_removal:
            yield f"{name} was left"
        mode = (run.home.root / name).stat().st_mode & 0o777
        if mode != 0o600:
            yield f"{name} has the mode {mode:o}"


OTHER_FAILURES = (
    *("✓", "Merged", "Saved;", "Removed;", "config.toml: it could not be read", "That could not be done"),
    "Its records could not be checked",
)


def _is_about_something_else(outcome: Outcome) -> bool:
    """Whether a failure is about something beside the effect, and says so."""
    return any(line.startswith(OTHER_FAILURES) for line in outcome.lines)


def _check_sentence(run: FaultyRun, line: str) -> Iterator[str]:
    if not line.strip():
        return
    for pattern, truth in patterns():
        if match := pattern.fullmatch(line):
            if not truth(run, match):
                yield f"this is not true: “{line}”"
            return
    yield f"this sentence is not known: “{line}”"


def _check_text(run: FaultyRun, text: str) -> Iterator[str]:
    """Check the sentences about saving in a text that has others, too."""
    if "could not be saved" in text and all(run.effects) and "tried again" not in text:
        yield "“could not be saved” was said, but the file has it"
    if "not confirmed" in text and not any(run.effects):
        yield "“saved” was said, but the file does not have it"
