"""A TinyDB storage that replaces the file whole, so that a reader or a power cut never sees half a journal."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import msgspec
from tinydb import Storage

Raw = dict[str, dict[str, Any]]
"""Table name → document number (as text) → document: the shape TinyDB keeps in its file."""

Signature = tuple[int, int, int]
"""What `stat` says of a file: inode, size in bytes, time of the last change in ns."""

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_TEMPORARY = ".writing-"


def signature(path: Path) -> Signature | None:
    """What tells one version of the file from another without reading it; `None` when there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, flush it to the disk, then put it in place in one step.

    A link is followed, so that a journal linked to elsewhere stays linked.

    Raises:
        OSError: the disk is full, the folder cannot be written, or the like; `path` is as it was.
    """
    target = path.resolve()
    make_folder(target.parent)
    temporary = target.with_name(f".{target.name}{_TEMPORARY}{os.getpid()}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
        try:
            os.fchmod(handle, FILE_MODE)
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        temporary.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def make_folder(folder: Path) -> None:
    """Make a folder only its owner can enter; one that is there already is left as it is."""
    if not folder.is_dir():
        folder.mkdir(parents=True, mode=FOLDER_MODE, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Flush a folder's own list of names, without which a rename may not survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_leftovers(path: Path) -> list[Path]:
    """Remove half-written files of programs that are no longer running; return what was removed."""
    target = path.resolve()
    removed = []
    for leftover in target.parent.glob(f".{target.name}{_TEMPORARY}*"):
        owner = leftover.name.rpartition(_TEMPORARY)[2]
        if owner.isdigit() and _alive(int(owner)):
            continue
        with contextlib.suppress(OSError):
            leftover.unlink()
            removed.append(leftover)
    return removed


def _alive(process: int) -> bool:
    if process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class DurableStorage(Storage):
    """The journal's bytes: read once, then served from memory, always written whole."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.seen: Signature | None = None
        self._raw: Raw | None = None

    def read_bytes(self) -> bytes | None:
        """The file as it is on the disk now, or `None` when there is none; remembers which version it was."""
        self._raw = None
        self.seen = signature(self.path)
        return None if self.seen is None else self.path.read_bytes()

    def changed_on_disk(self) -> bool:
        """Whether the file is another than the one last read or written here."""
        return signature(self.path) != self.seen

    def read(self) -> Raw | None:
        if self._raw is None:
            data = self.read_bytes()
            self._raw = None if data is None else msgspec.json.decode(data, type=Raw)
        return self._raw

    def write(self, data: Raw) -> None:
        replace_file(self.path, msgspec.json.encode(data))
        self.seen = signature(self.path)
        self._raw = data

    def close(self) -> None:
        self._raw = None
