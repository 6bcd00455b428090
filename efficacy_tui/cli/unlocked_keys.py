"""The keys of sealed journals that “efficacy unlock” left in the session's runtime folder."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

from efficacy_tui.model.clock import SystemClock, seconds_since_boot
from efficacy_tui.store import atomic_file
from efficacy_tui.store.leftovers import EDITING_MARK
from efficacy_tui.store.sealing import key_ring
from efficacy_tui.store.sealing.runtime_folder import (
    VARIABLE,
    NoRuntimeFolder,
    UnlockedKey,
    read_unlocked,
    require_runtime_folder,
)
from efficacy_tui.store.sealing.write_file import present_key


def find_runtime_folder() -> Path:
    """Return the folder for unlocked keys.

    Raises:
        NoRuntimeFolder: this session has no folder that is kept in memory; the text says why.
    """
    usual = Path(f"/run/user/{os.geteuid()}")
    # Schedulers often leave the variable out, although the folder is there.
    named = os.environ.get(VARIABLE) or (str(usual) if atomic_file.is_folder(usual) else None)
    return require_runtime_folder(named)


def use_unlocked_keys(path: Path) -> None:
    """Let sealed files be opened with the keys in the runtime folder; those that have expired are removed.

    So are texts that an editor of a killed program left there, of the journal at `path`.
    """
    folder: Path | None = None
    with contextlib.suppress(NoRuntimeFolder, OSError):
        folder = find_runtime_folder()
        if any(EDITING_MARK in item.name for item in atomic_file.list_folder(folder)):
            from efficacy_tui.store.locking import remove_leftovers

            remove_leftovers(path, folder)
    key_ring.set_source(lambda: {path: entry.key for path, entry in read_entries(folder).items()})


def read_entries(folder: Path | None = None) -> dict[Path, UnlockedKey]:
    """Return the keys that may be used now, by the real path of their journal; none without a runtime folder.

    `folder` is that folder where it has been looked for already.
    """
    try:
        folder = folder or find_runtime_folder()
    except (NoRuntimeFolder, OSError):
        return {}
    return read_unlocked(folder, SystemClock().now().astimezone(dt.UTC), seconds_since_boot())


def has_key(path: Path) -> bool:
    """Whether a key that opens a journal as it is sealed now is unlocked."""
    from efficacy_tui.store.sealing.sealed_bytes import SealingUnavailable

    try:
        return present_key(atomic_file.resolve(path)) is not None
    except SealingUnavailable:
        return False


def describe_seal(path: Path, *, is_locked: bool) -> Iterator[str]:
    """Say which files of a journal are sealed, how long it is unlocked, and what finishes what was cut off.

    With `is_locked`, what to do about an unusable key file is left to the sentence that says so.
    """
    from efficacy_tui.store.sealing.key_file import find_key_problem
    from efficacy_tui.store.sealing.seal_files import survey_files

    problem = find_key_problem(path)
    survey = survey_files(path)
    entry = read_entries().get(atomic_file.resolve(path))
    if survey.clear:
        count = len(survey.clear)
        files = "1 file is sealed" if len(survey.sealed) == 1 else f"{len(survey.sealed)} files are sealed"
        clear = "1 file is not" if count == 1 else f"{count} files are not"
        if problem is None:
            remedy = "“efficacy seal” seals the rest; “efficacy unseal” takes it back."
        else:
            remedy = f"The key file cannot be used: {problem.reason}. {problem.remedy}"
        yield f"Sealing is not finished: {files}, {clear}. {remedy}"
    elif not survey.has_key_file:
        remedy = " With your recovery key, “efficacy seal --with-recovery-key FILE” makes a new one."
        yield f"Sealed, but the key file is missing.{'' if is_locked else remedy}"
    elif problem is not None:
        yield f"Sealed, but the key file cannot be used: {problem.reason}.{'' if is_locked else f' {problem.remedy}'}"
    elif entry is not None:
        yield f"Sealed; unlocked until {format_end(entry.until)}."
    else:
        yield "Sealed, with every copy."


def format_end(until: dt.datetime) -> str:
    """Return when an unlocking ends, in the time of this machine: 18:05, with the day if that is not today."""
    end, now = until.astimezone(), SystemClock().now().astimezone()
    return f"{end:%H:%M}" if end.date() == now.date() else f"{end:%Y-%m-%d %H:%M}"
