"""A fault at every file call of every command that writes, and each sentence compared with the disk.

What must hold: a sentence that says that something was saved, was not saved, or is as it was, is true of the files at
that moment; a command that reports success had its effect, and one that reports failure names a reason; nothing
crashes; no temporary file is left; the journal and its copies can be read by their owner only.
"""

from __future__ import annotations

import errno
import functools
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import time_machine

from tests.support.file_faults import SHORT, Fault, FaultyFiles, faulty_files
from tests.support.writing_commands import COMMANDS, NOW, SECRET, Files, Home, Outcome, WritingCommand, build_home

TITLE = "a fault at every file call of every command that writes"
SAMPLE = 150

ONCE = (
    *(errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.EINTR, errno.EPERM, errno.EACCES),
    *(errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF),
)
FOR_GOOD = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EMFILE)
TAKES_EFFECT = ("replace", "link", "unlink", "mkdir", "rmdir", "chmod", "close")
"""Calls that a network file system can report as failed although they took effect."""
UNSUPPORTED_CALLS = ("fsync", "fchmod", "chmod", "fchown", "link")
"""Calls that a file system may not have."""


@dataclass(frozen=True)
class FaultyRun:
    """A run with a fault: the files before and after it, what was said, and which effects it had."""

    command: WritingCommand
    home: Home
    before: Files
    after: Files
    outcome: Outcome
    layer: FaultyFiles
    effects: tuple[bool, ...]

    @property
    def is_journal_untouched(self) -> bool:
        """Whether the journal has the bytes from before."""
        name = self.home.path.relative_to(self.home.root).as_posix()
        return self.before.get(name) == self.after.get(name)

    def is_untouched(self, path: str) -> bool:
        """Whether the file at a path has the bytes from before; a path above all files is."""
        if not Path(path).is_relative_to(self.home.root):
            return False
        name = Path(path).relative_to(self.home.root).as_posix()
        return self.before.get(name) == self.after.get(name)


Truth = Callable[[FaultyRun, re.Match[str]], bool]
"""Whether a sentence is true of a run."""


def _always(_run: FaultyRun, _match: re.Match[str]) -> bool:
    return True


def _has_effects(run: FaultyRun, _match: re.Match[str]) -> bool:
    return all(run.effects)


def _lacks_an_effect(run: FaultyRun, _match: re.Match[str]) -> bool:
    return not all(run.effects)


def _journal_untouched(run: FaultyRun, _match: re.Match[str]) -> bool:
    return run.is_journal_untouched


def _named_file_untouched(run: FaultyRun, match: re.Match[str]) -> bool:
    return run.is_untouched(match["path"])


def _named_file_there(_run: FaultyRun, match: re.Match[str]) -> bool:
    return Path(match["path"]).exists()


def _named_file_gone(_run: FaultyRun, match: re.Match[str]) -> bool:
    return not Path(match["path"]).exists()


def _is_partly_done(run: FaultyRun, _match: re.Match[str]) -> bool:
    return not run.is_journal_untouched


def _git_file_untouched(run: FaultyRun, _match: re.Match[str]) -> bool:
    return run.is_untouched(str(run.home.root / "in" / "ours.json"))


def _nothing_written(run: FaultyRun, match: re.Match[str]) -> bool:
    return run.is_journal_untouched and run.is_untouched(match["path"]) and not Path(match["path"]).is_file()


def _is_restored(run: FaultyRun, match: re.Match[str]) -> bool:
    return all(run.effects) and (not match["aside"] or Path(match["aside"]).exists())


def _erasing_stopped(run: FaultyRun, match: re.Match[str]) -> bool:
    """Whether the journal is as it was and still holds it, and the copies are clean if they are said to be."""
    holders = [name for name, data in run.after.items() if name.startswith("home/") and SECRET.encode() in data]
    journal_name = run.home.path.relative_to(run.home.root).as_posix()
    has_only_journal = {name for name in holders if ".writing-" not in name} == {journal_name}
    return run.is_journal_untouched and journal_name in holders and has_only_journal == bool(match["last"])


def _acknowledged(number: int) -> Truth:
    return lambda run, _match: run.effects[number]


NOT_SAVED = r"This could not be saved to (?P<path>.+?): .+\. The file still holds everything from before\."
SENTENCES: tuple[tuple[str, Truth], ...] = (
    # Failures: what is said about the journal and the files.
    (NOT_SAVED, _lacks_an_effect),
    (
        r"Erasing stopped at .+: .+\. (\d+ of \d+ copies are done; it is still in the others and in your journal|"
        r"(?P<last>Every copy is done, but your journal still holds it))\. Give the same command again to finish it\.",
        _erasing_stopped,
    ),
    (r"Your journal could not be read: .+\. Nothing was changed\. The file is .+", _journal_untouched),
    (r"That could not be done: .+\. The journal is as it was\.", _journal_untouched),
    (r"That could not be done: .+\. Part of it was done\. Try again to finish it\.", _is_partly_done),
    (r"That could not be done: [^(]+ \(.+\)\.", _always),
    (r"That could not be read: .+\. Nothing was changed\.", _journal_untouched),
    (r"The two journals could not be merged: .+\. Both are as they were\.", _git_file_untouched),
    (r"(?P<path>/.+?) could not be (written|read): .+\.( It is as it was\.)?", _named_file_untouched),
    (r"(?P<path>/.+?) could not be used: .+\.", _named_file_untouched),
    (r"(?P<path>/.+?) could not be opened: .+\. Set EDITOR to a program that is there\.", _always),
    (r"(?P<path>/.+?) could not be merged: .+\. Nothing was changed\.", _journal_untouched),
    (r"(?P<path>/.+?) cannot be read: .+\.", _journal_untouched),
    (r"It could not be written to (?P<path>/.+?): .+\. Your journal is as it was\.", _nothing_written),
    (r"The report could not be written to (?P<path>/.+?): .+\. The review itself is kept\.", _named_file_untouched),
    (r".+ could not be put in place: .+\. The journal is as it was\.", _journal_untouched),
    (r".+ could not be put aside: .+\. It is as it was\.", _journal_untouched),
    (r"config\.toml: it could not be read \(.+\); nothing is used\.", _always),
    (r"What is named here is as it is by default\.", _always),
    (r"There is no good backup of journal\.json yet\. Nothing was changed\.", _journal_untouched),
    (r"There is no (?P<path>/.+)\.", _named_file_gone),
    (r"The copy could not be found\.", _lacks_an_effect),
    # What the disk did not confirm.
    (r"Saved; the disk has not confirmed it: (?P<path>.+)\. A power cut now could still undo it\.", _named_file_there),
    (r"Removed; the disk has not confirmed it: (?P<path>.+)\. A power cut now could still undo it\.", _named_file_gone),
    # Successes.
    (r"(Singing is one of your domains now|Writing is your focus now)\.", _has_effects),
    (r"✓ Speaking 71", _acknowledged(0)),
    (r"✓ Writing 31", _acknowledged(1)),
    (r"✓ Evidence kept: .+|✓ Mara: 12 of 12 items judged\.|Mara is deleted, with no answers\.", _has_effects),
    (r"Written for Nino: (?P<path>.+)\. Take it in with: .+", _has_effects),
    (r"Came in: .+\.|merged   .+|Merged: .+|added    .+|Undone: .+", _has_effects),
    (r"Brought back: .+, as of .+\. In the program, “u” undoes it\.", _has_effects),
    (r"8 were there already\.|As last time: .+", _always),
    (r"✓ \d+ files?, \d+ kB, in .+|Exported to .+|Report saved as .+|Start it with: .+", _has_effects),
    (r"Backup of .+: (?P<path>.+)", _named_file_there),
    (r"The present file cannot be compared with it: .+", _always),
    (r"  .+|These would go, the newest first:|\d+ records? would go .+", _always),
    (r"Restored (?P<path>.+?)\.( The file from before is (?P<aside>.+)\.)?", _is_restored),
    (r"found    .+", _always),
    (r"Something was erased for good in another place\. It was taken out of .+ here, too\.", _always),
    (r"(Something .+ )?What was erased may still be in .+\. It is looked at again next time\.", _always),
    (r"removed  \d+ .+", _always),
    (r"cleaned  (?P<path>.+)", _named_file_there),
    (r"removed  (?P<path>/.+)", _named_file_gone),
    (r"not read (?P<path>/.+) \(it may still hold a copy.+", _named_file_there),
    (r"Forgot 13 steps of the history\.", _has_effects),
    (r"(?P<path>/.+/backups/journal\..+\.json)", _named_file_there),
    (r"(PROBLEM|note)  .+", _always),
    (r"fixed  .+", _has_effects),
    (r"The file from before is backed up as (?P<path>.+)\.", _named_file_there),
    (r"What was set aside is in (?P<path>.+)\.", _named_file_there),
    (r"Everything in it can be used\.", _has_effects),
    (r"There is no (?P<path>/.+) yet; the defaults hold\.", _named_file_gone),
    (r"The damaged file is kept as .+", _has_effects),
)
"""Every sentence that a command of these may print, and when it is true; the first that fits counts."""


@functools.cache
def _patterns() -> tuple[tuple[re.Pattern[str], Truth], ...]:
    return tuple((re.compile(pattern), truth) for pattern, truth in SENTENCES)


@functools.cache
def calls_of(number: int) -> tuple[str, ...]:
    """Return the file calls of a command without a fault."""
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
            if code in ONCE[8:] and name not in UNSUPPORTED_CALLS and not _is_folder_open(calls, number):
                continue
            yield Fault(number, code)
        for code in FOR_GOOD:
            yield Fault(number, code, is_lasting=True)
        if name in TAKES_EFFECT:
            yield Fault(number, errno.EIO, is_late=True)
            yield Fault(number, errno.EINTR, is_late=True)
        if name in ("read", "write"):
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
    is_put_off = any("It is looked at again next time." in line for line in outcome.lines)
    if outcome.exit_code == 0 and not all(run.effects) and command.is_strict and not is_put_off:
        yield f"it reported success without its effect {outcome.lines}"
    if outcome.exit_code and all(run.effects) and not _is_about_something_else(outcome):
        yield f"it reported failure, but had its effect {outcome.lines}"
    if outcome.exit_code and not outcome.lines and command.name != "dashboard":
        yield "it failed without a word"
    if command.is_strict:
        for line in outcome.lines:
            yield from _check_sentence(run, line)
    else:
        yield from _check_text(run, " ".join(outcome.lines))
    journal_name = run.home.path.relative_to(run.home.root).as_posix()
    if command.keeps_journal and journal_name in run.before and journal_name not in run.after:
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


OTHER_FAILURES = ("✓", "Merged", "Saved;", "Removed;", "config.toml: it could not be read", "That could not be done")


def _is_about_something_else(outcome: Outcome) -> bool:
    """Whether a failure is about something beside the effect, and says so."""
    return any(line.startswith(OTHER_FAILURES) for line in outcome.lines)


def _check_sentence(run: FaultyRun, line: str) -> Iterator[str]:
    if not line.strip():
        return
    for pattern, truth in _patterns():
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
