"""Unlocked keys in the session's runtime folder, each with the instant at which it expires.

The folder has to be kept in memory by the system, so that a key never reaches a disk. Where there is none, nothing is
unlocked for later commands, and the reason says why.
"""

from __future__ import annotations

import binascii
import datetime as dt
import os
import stat
from pathlib import Path
from typing import NamedTuple

from efficacy_tui.store import atomic_file
from efficacy_tui.store.sealing.sealed_bytes import SealKey

VARIABLE = "XDG_RUNTIME_DIR"
FOLDER = "efficacy_tui"
MOUNTS = Path("/proc/self/mountinfo")
MEMORY_FILE_SYSTEMS = frozenset({"tmpfs", "ramfs"})
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MAX_BYTES = 65_536


class NoRuntimeFolder(Exception):
    """There is no folder that is kept in memory; the text is a clause that says why."""


class UnlockedKey(NamedTuple):
    """A key in the runtime folder: of which journal (real path), from when until when (UTC).

    `boot_until` is the same end in seconds since the machine was started, which nobody can put back.
    """

    journal: str
    since: dt.datetime
    until: dt.datetime
    boot_until: float
    key: SealKey

    def is_valid(self, now: dt.datetime, boot_seconds: float) -> bool:
        """Whether the key may be used: neither clock has passed its end, and the time of day was not put back."""
        return self.since - dt.timedelta(minutes=2) <= now < self.until and boot_seconds < self.boot_until


def require_runtime_folder(runtime: str | None, mounts: Path = MOUNTS) -> Path:
    """Return the folder for unlocked keys in the session's runtime folder, after checking that it is in memory.

    Raises:
        NoRuntimeFolder: It is not, or nothing tells.
    """
    if not runtime:
        raise NoRuntimeFolder(f"this session has no runtime folder in memory ({VARIABLE} is not set)")
    folder = Path(runtime)
    folder_status = atomic_file.status(folder)
    if not folder.is_absolute() or folder_status is None or not stat.S_ISDIR(folder_status.st_mode):
        raise NoRuntimeFolder(f"{VARIABLE} is “{runtime}”, which is not a folder")
    if folder_status.st_uid != os.geteuid():
        raise NoRuntimeFolder(f"{folder} belongs to somebody else")
    if folder_status.st_mode & _OTHERS:
        raise NoRuntimeFolder(f"others on this machine can use {folder}")
    kind = _file_system_of(atomic_file.resolve(folder), folder_status.st_dev, mounts)
    if kind not in MEMORY_FILE_SYSTEMS:
        where = f"its file system is {kind}" if kind else "this system does not say what kind it is"
        raise NoRuntimeFolder(f"{folder} is not in memory: {where}")
    own = folder / FOLDER
    own_status = atomic_file.status(own, follow=False)
    if own_status is not None and not (stat.S_ISDIR(own_status.st_mode) and own_status.st_uid == os.geteuid()):
        # A link would lead the key out of memory.
        raise NoRuntimeFolder(f"{own} is not a folder of yours")
    if own_status is not None and own_status.st_dev != folder_status.st_dev:
        raise NoRuntimeFolder(f"{own} is on another file system")
    return own


def _file_system_of(folder: Path, device: int, mounts: Path) -> str:
    """Return the kind of file system that a real path is on, as the kernel lists it; empty if it does not say.

    `device` is that of the folder: a mount that another one covers is still listed.
    """
    try:
        text = atomic_file.read_raw(mounts)[0].decode("utf-8", "surrogateescape")
    except OSError:
        return ""
    inside, best, kind, kind_device = f"{folder}/", "", "", ""
    for line in text.splitlines():
        fields, _, rest = line.partition(" - ")
        parts = fields.split(" ", 5)
        if len(parts) < 5 or not rest:
            continue
        # A blank is listed as \\040.
        start, *escaped = parts[4].split("\\")
        point = start + "".join(chr(int(part[:3], 8)) + part[3:] for part in escaped)
        # The later of two mounts at one place covers the other.
        if inside.startswith(f"{point.rstrip('/')}/") and len(point) >= len(best):
            best, kind, kind_device = point, rest.split(" ")[0], parts[2]
    is_covered = kind in MEMORY_FILE_SYSTEMS and kind_device != f"{os.major(device)}:{os.minor(device)}"
    return "" if is_covered else kind


def unlocked_path(folder: Path, journal: Path) -> Path:
    """Return the file of a journal's (real path) unlocked key; the name says nothing about it."""
    # A checksum is enough to tell a few journals apart, and a prompt cannot wait for a hash function to be loaded.
    return folder / f"{binascii.crc32(os.fsencode(journal)):08x}.key"


def write_unlocked(folder: Path, entry: UnlockedKey) -> Path:
    """Write an unlocked key, readable by its owner only, and return its file.

    Raises:
        OSError: It cannot be written.
    """
    atomic_file.make_folder(folder)
    path = unlocked_path(folder, Path(entry.journal))
    atomic_file.replace_file(path, _encode(entry))
    return path


def read_unlocked(folder: Path, now: dt.datetime, boot_seconds: float) -> dict[Path, UnlockedKey]:
    """Return the unlocked keys that may be used, by the real path of their journal; remove all others."""
    entries: dict[Path, UnlockedKey] = {}
    try:
        files = [file for file in atomic_file.list_folder(folder) if file.suffix == ".key"]
    except OSError:
        return entries
    for file in files:
        try:
            entry = _decode(atomic_file.read_raw(file, _MAX_BYTES)[0].decode())
        except (OSError, ValueError):
            entry = None
        if entry is not None and entry.is_valid(now, boot_seconds):
            entries[Path(entry.journal)] = entry
        else:
            atomic_file.remove_files([file])
    return entries


def _encode(entry: UnlockedKey) -> bytes:
    """Return the lines of an unlocked key; a prompt reads them before it has loaded what decodes JSON."""
    name = os.fsencode(entry.journal).hex()
    instants = (entry.since.isoformat(), entry.until.isoformat(), repr(entry.boot_until))
    return "\n".join((name, *instants, entry.key.recovery, *entry.key.identities)).encode()


def _decode(text: str) -> UnlockedKey:
    """Read the lines of an unlocked key.

    Raises:
        ValueError: They are not as they were written.
    """
    name, since, until, boot_until, recovery, *identities = text.split("\n")
    if not identities:
        raise ValueError(text)
    instants = dt.datetime.fromisoformat(since), dt.datetime.fromisoformat(until)
    if any(instant.tzinfo is None for instant in instants):
        raise ValueError(text)
    key = SealKey(tuple(identities), recovery)
    return UnlockedKey(os.fsdecode(bytes.fromhex(name)), *instants, float(boot_until), key)


def remove_unlocked(folder: Path, journal: Path) -> bool:
    """Remove the unlocked key of a journal (real path); return whether there was one.

    Raises:
        OSError: It could not be removed.
    """
    was_there = atomic_file.remove(unlocked_path(folder, journal))
    atomic_file.remove_folder(folder)
    return was_there
