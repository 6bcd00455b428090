"""Atomic file replacement: a reader sees the old version or the new one, even after a power cut, never a mixture."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

Signature = tuple[int, int, int]
"""The identity of a file version, from `stat`: inode, size in bytes, modification time in ns."""

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_TEMPORARY_MARK = ".writing-"
_ABANDONED_SECONDS = 600


def signature(path: Path) -> Signature | None:
    """Return the signature of a file without reading it; `None` if the file is missing."""
    try:
        return _build_signature(path.stat())
    except FileNotFoundError:
        return None


def read_whole(path: Path) -> tuple[bytes, Signature]:
    """Return the bytes of a file and the signature of exactly that version."""
    with path.open("rb") as file:
        file_signature = _build_signature(os.fstat(file.fileno()))
        return file.read(), file_signature


def replace_file(path: Path, data: bytes, before_replace: Callable[[Path], object] | None = None) -> Signature:
    """Write `data` to a temporary file, flush it to the disk, rename it to `path`, and return its signature.

    A symbolic link is followed, so that a linked journal stays linked. `before_replace` is called with the real path
    while the old version is still in place and the new one is already flushed. The folder must exist.

    Raises:
        OSError: The disk is full, the folder cannot be written, or the like; `path` is as before.
    """
    target = resolve(path)
    temporary = target.with_name(f".{target.name}{_TEMPORARY_MARK}{os.getpid()}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
        try:
            os.fchmod(handle, FILE_MODE)
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
            os.fsync(handle)
            new_signature = _build_signature(os.fstat(handle))
        finally:
            os.close(handle)
        if before_replace is not None:
            before_replace(target)
        temporary.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    return new_signature


def make_folder(folder: Path) -> None:
    """Create a folder and its parents, accessible only to their owner; an existing folder is left as it is."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent)
    folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Flush the entries of a folder to the disk; without it, a rename may not survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def resolve(path: Path) -> Path:
    """Return the real path of a file, with links followed; a loop of links resolves to itself."""
    return Path(os.path.realpath(path))


def find_leftovers(path: Path, *folders: Path) -> list[Path]:
    """List temporary files, in the file's folder or in `folders`, whose writers are no longer running.

    Those of its backups count too: `journal.2026-11-22T120000Z.json` is a backup of `journal.json`.
    """
    target = resolve(path)
    stem, suffix = re.escape(target.stem), re.escape(target.suffix)
    pattern = re.compile(rf"\.{stem}(\..+)?{suffix}{re.escape(_TEMPORARY_MARK)}\d+")
    paths: list[Path] = []
    for folder in (target.parent, *folders):
        with contextlib.suppress(OSError):
            paths += [item for item in folder.iterdir() if pattern.fullmatch(item.name) and _is_abandoned(item)]
    return paths


def remove_files(paths: list[Path]) -> None:
    """Remove files, ignoring errors."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()


def _is_abandoned(leftover: Path) -> bool:
    """Whether the writer of a temporary file has ended; the file's name ends in the writer's process id."""
    pid = leftover.name.rpartition(_TEMPORARY_MARK)[2]
    if not pid.isdigit() or int(pid) == os.getpid() or not _is_running(int(pid)):
        return True
    # The system may have reused the id of a dead writer; but no write takes this long.
    try:
        return time.time() - leftover.stat().st_mtime > _ABANDONED_SECONDS
    except OSError:
        return False


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


def _build_signature(status: os.stat_result) -> Signature:
    return status.st_ino, status.st_size, status.st_mtime_ns
