"""Look at files and read them: whole or in part, opened if they are sealed, with the keys that this process has.

Callers reach all of it through `atomic_file`. The `filename` of every `OSError` is the file that was asked for.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from efficacy_tui.model.text_encoding import decode_text
from efficacy_tui.store.file_calls import (
    Signature,
    build_signature,
    check_size,
    close_read,
    naming,
    require_regular,
    retry,
)

_READ_BYTES = 65536
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_SEALED = b"age-encryption.org/v1\n"
"""The first bytes of a sealed file, as in `sealing.sealed_bytes`, which is loaded only when they are met."""


# -- looking -------------------------------------------------------------------------------------


def status(path: Path, *, follow: bool = True) -> os.stat_result | None:
    """Return the status of whatever is at a path; `None` if nothing is. With `follow`, a broken link is nothing.

    Raises:
        OSError: The system does not tell.
    """
    try:
        with naming(path):
            return retry(os.stat, path, follow_symlinks=follow)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if follow and error.errno == errno.ELOOP:
            return None
        raise


def exists(path: Path) -> bool:
    """Whether a file or folder is at a path, or at the end of the link there."""
    return status(path) is not None


def is_present(path: Path) -> bool:
    """Whether anything is at a path, even a broken link."""
    return status(path, follow=False) is not None


def is_file(path: Path) -> bool:
    """Whether a regular file is at a path, or at the end of the link there."""
    file_status = status(path)
    return file_status is not None and stat.S_ISREG(file_status.st_mode)


def is_folder(path: Path) -> bool:
    """Whether a folder is at a path, or at the end of the link there."""
    folder_status = status(path)
    return folder_status is not None and stat.S_ISDIR(folder_status.st_mode)


def is_link(path: Path) -> bool:
    """Whether a symbolic link is at a path, broken or not."""
    link_status = status(path, follow=False)
    return link_status is not None and stat.S_ISLNK(link_status.st_mode)


def signature(path: Path) -> Signature | None:
    """Return the signature of a file without reading it; `None` if the file is missing."""
    try:
        with naming(path):
            return build_signature(retry(os.stat, path))
    except FileNotFoundError:
        return None


def modified_at(path: Path) -> dt.datetime:
    """Return when a file was last written, UTC.

    Raises:
        OSError: It is missing, or the system does not tell.
    """
    with naming(path):
        return dt.datetime.fromtimestamp(retry(os.stat, path).st_mtime, dt.UTC)


def resolve(path: Path) -> Path:
    """Return the real path of a file, with links followed; a loop of links resolves to itself."""
    return Path(os.path.realpath(path))


def list_folder(folder: Path) -> list[Path]:
    """Return the paths in a folder, sorted by name.

    Raises:
        OSError: It is missing, is no folder, or cannot be read.
    """
    with naming(folder):
        return sorted(folder / name for name in retry(os.listdir, folder))


def measure_tree(folder: Path) -> int:
    """Return the bytes of all files in a folder; 0 if it is missing. What vanishes in the meantime is not counted.

    Raises:
        OSError: A folder in it cannot be read.
    """
    if is_link(folder) or not is_folder(folder):
        file_status = status(folder, follow=False)
        return 0 if file_status is None else file_status.st_size
    try:
        return sum(map(measure_tree, list_folder(folder)))
    except FileNotFoundError:
        return 0


# -- reading -------------------------------------------------------------------------------------


def read_whole(path: Path, max_bytes: int | None = None) -> tuple[bytes, Signature]:
    """Return the bytes of a file, opened if it is sealed, and the signature of exactly that version.

    Raises:
        SealedFile, BrokenSealedFile: It is sealed, and no key is unlocked here, or it is damaged.
        OSError: As of `read_raw`.
    """
    with _opened_to_read(path, max_bytes) as (handle, file_status):
        file_signature = build_signature(file_status)
        begins_sealed = retry(os.read, handle, len(_SEALED)) == _SEALED
        os.lseek(handle, 0, os.SEEK_SET)
        if begins_sealed:
            from efficacy_tui.store.sealing import open_file

            return open_file.unseal_handle(path, handle), file_signature
        data = _read_to_end(path, handle, file_status.st_size, max_bytes)
    # A disk can give fewer bytes at first than were asked for.
    return (unseal(path, data) if data.startswith(_SEALED) else data), file_signature


def unseal(path: Path, data: bytes) -> bytes:
    """Open the sealed bytes of a file.

    Raises:
        SealedFile, BrokenSealedFile: No key is unlocked here, or they are damaged.
    """
    from efficacy_tui.store.sealing import open_file

    return open_file.unseal(path, data)


def read_raw(path: Path, max_bytes: int | None = None) -> tuple[bytes, Signature]:
    """Return the bytes of a file as they are on the disk, sealed or not, and the signature of exactly that version.

    Raises:
        FileTooLarge: It has more than `max_bytes`; nothing was read.
        IrregularFile: It is a pipe, a device or a socket; it was not opened.
        OSError: It is missing, is a folder, or cannot be read.
    """
    with _opened_to_read(path, max_bytes) as (handle, file_status):
        return _read_to_end(path, handle, file_status.st_size, max_bytes), build_signature(file_status)


@contextlib.contextmanager
def _opened_to_read(path: Path, max_bytes: int | None) -> Iterator[tuple[int, os.stat_result]]:
    """Open a regular file of at most `max_bytes`; errors in the block name it."""
    with naming(path):
        first_status = retry(os.stat, path)
        require_regular(path, first_status)
        check_size(path, first_status.st_size, max_bytes)
        handle = retry(os.open, path, _READ)
        try:
            file_status = retry(os.fstat, handle)
            require_regular(path, file_status)
            yield handle, file_status
        finally:
            close_read(handle)


def read_head(path: Path, count: int) -> bytes:
    """Return up to the first `count` bytes of a file, at most 64 KiB, opened if it is sealed.

    Raises:
        SealedFile, BrokenSealedFile: It is sealed, and no key is unlocked here, or it is damaged.
        OSError: As of `read_raw_head`.
    """
    data = read_raw_head(path, count)
    if not data.startswith(_SEALED):
        return data
    from efficacy_tui.store.sealing import open_file

    return open_file.unseal_head(path, read_raw_head(path, open_file.HEAD_BYTES), count)


def read_raw_head(path: Path, count: int) -> bytes:
    """Return up to the first `count` bytes of a file as they are on the disk, sealed or not.

    Raises:
        IrregularFile: It is a pipe, a device or a socket; it was not opened.
        OSError: It is missing, is a folder, or cannot be read.
    """
    with naming(path):
        require_regular(path, retry(os.stat, path))
        handle = retry(os.open, path, _READ)
        try:
            return retry(os.read, handle, count)
        finally:
            close_read(handle)


def is_sealed(path: Path) -> bool:
    """Whether a file is sealed; a file that is missing or cannot be read is not."""
    try:
        return read_raw_head(path, len(_SEALED)) == _SEALED
    except OSError:
        return False


def read_text(path: Path, max_bytes: int | None = None) -> str:
    """Return a text file with `\\n` between its lines, whatever system wrote it: UTF-8, or UTF-16 with its mark.

    Raises:
        OSError: As of `read_whole`.
        UnicodeDecodeError: It is neither.
    """
    return decode_text(read_whole(path, max_bytes)[0]).replace("\r\n", "\n").replace("\r", "\n")


def read_input(path: Path, max_bytes: int) -> bytes:
    """Return the bytes of a file that the person named, which may be a pipe such as `<(command)`; opened if sealed.

    Raises:
        FileTooLarge: It has more than `max_bytes`.
        SealedFile, BrokenSealedFile: It is sealed, and no key is unlocked here, or it is damaged.
        OSError: It is missing, is a folder, or cannot be read.
    """
    with naming(path):
        handle = retry(os.open, path, os.O_RDONLY)
        try:
            data = _read_to_end(path, handle, retry(os.fstat, handle).st_size, max_bytes)
        finally:
            close_read(handle)
    return unseal(path, data) if data.startswith(_SEALED) else data


@contextlib.contextmanager
def open_input(path: Path) -> Iterator[BinaryIO]:
    """Open a file that the person named, to read parts of it without holding it whole.

    Raises:
        IrregularFile: It is a pipe, a device or a socket; it was not opened.
        OSError: It is missing, is a folder, or cannot be read.
    """
    with naming(path):
        require_regular(path, retry(os.stat, path))
        handle = retry(os.open, path, _READ)
    with os.fdopen(handle, "rb") as stream:
        yield stream


def check_readable(path: Path) -> None:
    """Check that a file can be read, without reading it.

    Raises:
        OSError: It is missing, is no regular file, or may not be read.
    """
    with naming(path):
        require_regular(path, retry(os.stat, path))
        close_read(retry(os.open, path, _READ))


def _read_to_end(path: Path, handle: int, expected_size: int, max_bytes: int | None) -> bytes:
    parts, size = [], 0
    check_size(path, expected_size, max_bytes)
    while part := retry(os.read, handle, max(expected_size + 1 - size, _READ_BYTES)):
        parts.append(part)
        size += len(part)
        check_size(path, size, max_bytes)
    return parts[0] if len(parts) == 1 else b"".join(parts)
