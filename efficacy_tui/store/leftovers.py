"""Files and folders left by programs that ended in the middle of a write or of editing a text."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from pathlib import Path

from efficacy_tui.store import atomic_file
from efficacy_tui.store.stored_file import KEY_SUFFIX

EDITING_MARK = ".editing-"
"""In the name of a folder that holds a text while the person's editor is open, with the editor's own swap files."""

UNSAVED_EDIT_MARK, UNSAVED_EDIT_LETTERS = ".unsaved-edit-", 12
"""In the name of a file that keeps the form of a record: what comes before its id, and how much of the id it has."""

_ABANDONED_SECONDS = 600


def editing_folder(path: Path, token: str) -> Path:
    """Return the folder beside a journal in which a text can be edited; nobody can foresee the token."""
    target = atomic_file.resolve(path)
    return target.with_name(f".{target.name}{EDITING_MARK}{os.getpid()}-{token}")


def find_editing_folders(path: Path) -> list[Path]:
    """List the folders beside a journal in which a text of it is open in an editor."""
    target = atomic_file.resolve(path)
    with contextlib.suppress(OSError):
        prefix = f".{target.name}{EDITING_MARK}"
        return [item for item in atomic_file.list_folder(target.parent) if item.name.startswith(prefix)]
    return []


def unsaved_text_path(path: Path) -> Path:
    """Return the file beside a journal that keeps a text written in an editor which could not be recorded."""
    target = atomic_file.resolve(path)
    return target.with_name(f"{target.stem}.unsaved-text.txt")


def unsaved_edit_path(path: Path, identifier: str) -> Path:
    """Return the file beside a journal that keeps the form of a record (id) which could not be recorded."""
    target = atomic_file.resolve(path)
    return target.with_name(f"{target.stem}{UNSAVED_EDIT_MARK}{identifier[:UNSAVED_EDIT_LETTERS]}.toml")


def find_unsaved_texts(path: Path) -> list[Path]:
    """List the files beside a journal that may keep what was written in an editor; the first need not be there."""
    target = atomic_file.resolve(path)
    pattern = re.compile(rf"{re.escape(target.stem + UNSAVED_EDIT_MARK)}[0-9a-f]{{{UNSAVED_EDIT_LETTERS}}}\.toml")
    with contextlib.suppress(OSError):
        forms = [item for item in atomic_file.list_folder(target.parent) if pattern.fullmatch(item.name)]
        return [unsaved_text_path(path), *sorted(forms)]
    return [unsaved_text_path(path)]


def temporary_folder(folder: Path, token: str) -> Path:
    """Return a folder beside another one, in which that one can be made; nobody can foresee the token."""
    return folder.with_name(f".{folder.name}{atomic_file.TEMPORARY_MARK}{os.getpid()}-{token}")


def find_leftovers(path: Path, *folders: Path) -> list[Path]:
    """List temporary files, in the journal's folder or in `folders`, whose writers are no longer running.

    Those of its backups, its key file and its erase marker count too: `journal.2026-11-22T120000Z.json` is a backup of
    `journal.json`.
    """
    target = atomic_file.resolve(path)
    stem, suffix = re.escape(target.stem), re.escape(target.suffix)
    marks = "|".join(map(re.escape, (atomic_file.TEMPORARY_MARK, EDITING_MARK)))
    # An older version of the program ended the names with the process id.
    names = rf"\.{stem}(\..+)?{suffix}({re.escape(KEY_SUFFIX)})?|\.\.{stem}{suffix}\.erased"
    pattern = re.compile(rf"({names})({marks})(?P<pid>\d+)(-[0-9a-f]+)?")
    paths: list[Path] = []
    for folder in (target.parent, *folders):
        with contextlib.suppress(OSError):
            for item in atomic_file.list_folder(folder):
                match = pattern.fullmatch(item.name)
                if match and _is_abandoned(item, match["pid"]):
                    paths.append(item)
    return paths


def remove_abandoned(path: Path) -> None:
    """Remove what was left of earlier writes of a file that is no journal, such as an export; ignore errors."""
    for leftover in find_leftovers(path):
        remove_leftover(leftover)


def remove_leftover(leftover: Path) -> None:
    """Remove a temporary file, or a temporary folder with the files in it, ignoring errors."""
    with contextlib.suppress(OSError):
        leftover_status = atomic_file.status(leftover, follow=False)
        if leftover_status is not None and stat.S_ISDIR(leftover_status.st_mode):
            atomic_file.remove_files(atomic_file.list_folder(leftover))
            atomic_file.remove_folder(leftover)
        else:
            atomic_file.remove_files([leftover])


def _is_abandoned(leftover: Path, pid: str) -> bool:
    """Whether the writer of a temporary file, or the editor's caller, has ended; its process id is in the name."""
    if not _is_running(int(pid)):
        return True
    if EDITING_MARK in leftover.name:
        # A text can be open in an editor for hours, also in another thread of this program.
        return False
    # The system may have reused the id of a dead writer; but no write takes this long.
    if int(pid) == os.getpid():
        return True
    try:
        leftover_status = atomic_file.status(leftover, follow=False)
    except OSError:
        return False
    return leftover_status is not None and time.time() - leftover_status.st_mtime > _ABANDONED_SECONDS


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    """Whether a process has ended but its parent has not collected its exit status yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[:1] == [b"Z"]
    except OSError:
        return False
