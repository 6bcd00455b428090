"""A kill or an error at every file call of sealing, unsealing and changing keys, and then the same again.

What must hold: at every moment each file is whole, as it was before byte for byte, clear or sealed for both keys; the
second run finishes it; an unsealed file has the bytes that it had before it was sealed.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import tempfile
from collections.abc import Callable
from pathlib import Path

import time_machine

from efficacy_tui.store.errors import StoreError
from efficacy_tui.store.leftovers import unsaved_text_path
from efficacy_tui.store.sealing.key_file import read_key_bytes, read_key_file, write_key_file
from efficacy_tui.store.sealing.seal_files import seal_files, survey_files, unseal_files
from efficacy_tui.store.sealing.sealed_bytes import MAGIC, SealKey, WrongKey, count_recipients, public_key, unseal
from tests.support.age_format import protect_quickly
from tests.support.file_faults import KILL, Fault, faulty_files
from tests.support.sealed_files import IDENTITY, OTHER_IDENTITY, PASSPHRASE, RECOVERY, no_keys_left, seal_journal
from tests.support.writing_commands import NOW, Files, Home, build_home

TITLE = "a kill or an error at every file call of sealing, unsealing and changing keys"
CODES = (KILL, errno.EIO, errno.ENOSPC)
SAMPLE = 40

CHANGED_KEY = SealKey((OTHER_IDENTITY, IDENTITY), public_key(RECOVERY))


def _seal(home: Home) -> None:
    seal_journal(home.path)


def _unseal(home: Home) -> None:
    unseal_files(home.path, read_key_file(home.path, PASSPHRASE), command="unseal")


def _change_keys(home: Home) -> None:
    protected = protect_quickly(CHANGED_KEY, PASSPHRASE)
    finished = protect_quickly(SealKey(CHANGED_KEY.identities[:1], CHANGED_KEY.recovery), PASSPHRASE)
    seal_files(
        home.path,
        CHANGED_KEY,
        lambda: write_key_file(home.path, protected, read_key_bytes(home.path)),
        finish=lambda: write_key_file(home.path, finished, protected),
        command="seal",
    )


PROGRAMS: tuple[tuple[str, Callable[[Home], None], bool], ...] = (
    ("seal", _seal, False),
    ("unseal", _unseal, True),
    ("change keys", _change_keys, True),
)
"""The name, the program, and whether it begins with a sealed journal."""


def _build(folder: Path, is_sealed: bool) -> tuple[Home, Files]:
    home = build_home(folder)
    text = unsaved_text_path(home.path)
    text.write_text("unsaved words", encoding="utf-8")
    files = _stored_files(home)
    if is_sealed:
        seal_journal(home.path)
    return home, files


def _stored_files(home: Home) -> Files:
    names = home.read_files()
    return {
        name: data
        for name, data in names.items()
        if name.startswith("home/") and not name.endswith((".key", ".lock")) and ".writing-" not in name
    }


@functools.cache
def _calls_of(number: int) -> int:
    with tempfile.TemporaryDirectory(prefix="efficacy-sealing-") as folder, time_machine.travel(NOW, tick=True):
        with no_keys_left():
            home, _ = _build(Path(folder), PROGRAMS[number][2])
            with faulty_files() as layer:
                PROGRAMS[number][1](home)
        return len(layer.calls)


@functools.cache
def _cases() -> tuple[tuple[int, Fault], ...]:
    return tuple(
        (number, Fault(call, code))
        for number in range(len(PROGRAMS))
        for call in range(_calls_of(number))
        for code in CODES
    )


def count() -> int:
    """Return the number of faults at the file calls of all programs."""
    return len(_cases())


def check(case: int) -> list[str]:
    """Kill one program before one call, or let the call fail, look at every file, and run it again."""
    number, fault = _cases()[case]
    name, program, starts_sealed = PROGRAMS[number]
    with (
        tempfile.TemporaryDirectory(prefix="efficacy-sealing-") as folder,
        time_machine.travel(NOW, tick=True),
        no_keys_left(),
    ):
        home, before = _build(Path(folder), starts_sealed)
        with faulty_files(fault) as layer, contextlib.suppress(StoreError, OSError):
            program(home)
        problems = [] if layer.has_struck else ["the call was not reached"]
        problems += [f"after the fault {problem}" for problem in _compare(home, before)]
        if not (name == "unseal" and survey_files(home.path).is_clear):
            program(home)
        problems += [*_compare(home, before), *_find_unfinished(name, home, before)]
    return [f"{name}, {fault}: {problem}" for problem in problems]


def _find_unfinished(name: str, home: Home, before: Files) -> list[str]:
    problems = []
    survey = survey_files(home.path)
    if not (survey.is_clear if name == "unseal" else survey.is_sealed):
        problems.append(f"it is not finished: {survey}")
    if name == "unseal" and _stored_files(home) != before:
        problems.append("the files are not as they were")
    if name == "change keys":
        problems += [f"{file} opens with the old key" for file in _opened_by(home, IDENTITY)]
        if read_key_file(home.path, PASSPHRASE).identities != (OTHER_IDENTITY,):
            problems.append("the key file still has the old key")
    return problems


def _compare(home: Home, before: Files) -> list[str]:
    """Compare every file, opened with the recovery key, with what it was before."""
    problems = []
    files = _stored_files(home)
    if files.keys() != before.keys():
        problems.append(f"the files differ: {files.keys() ^ before.keys()}")
    for name, data in files.items():
        if data.startswith(MAGIC) and count_recipients(data) != 2:
            problems.append(f"{name} is not sealed for two keys")
        clear = unseal(data, RECOVERY) if data.startswith(MAGIC) else data
        if clear != before.get(name):
            problems.append(f"{name} is not what it was")
    return problems


def _opened_by(home: Home, identity: str) -> list[str]:
    names = []
    for name, data in _stored_files(home).items():
        try:
            unseal(data, identity)
        except WrongKey:
            continue
        names.append(name)
    return names
