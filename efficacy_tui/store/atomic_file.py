"""The one door to the bytes of journals, backups, copies and exports: no other module of the core opens a file.

Reading opens what is sealed, with the keys that this process has. What belongs to a journal is written through
`stored_file`, which seals it where the journal is sealed.

Replacing a file is atomic: a reader sees the old version or the new one, even after a power cut, never a mixture.
Every error is an `OSError` whose `filename` is the file that was asked for, never a temporary one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO, NamedTuple

from efficacy_tui.model.text_encoding import decode_text
from efficacy_tui.store.file_calls import (
    FILE_MODE,
    TEMPORARY_MARK,
    UNSUPPORTED,
    BrokenSealedFile,
    FileTooLarge,
    IrregularFile,
    LinkRefused,
    SealedFile,
    Signature,
    build_signature,
    check_size,
    close_read,
    ids,
    link,
    naming,
    remove_quietly,
    rename,
    require_regular,
    retry,
    temporary_file,
)

# Callers know these from here.
__all__ = [
    "FILE_MODE",
    "TEMPORARY_MARK",
    "BrokenSealedFile",
    "FileTooLarge",
    "IrregularFile",
    "LinkRefused",
    "SealedFile",
    "Signature",
]

FOLDER_MODE = 0o700

_READ_BYTES = 65536
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_NO_FOLDER_SYNC = UNSUPPORTED | {errno.EBADF, errno.EACCES, errno.EPERM, errno.EISDIR}
"""What file systems without folder synchronisation answer, as CIFS, vboxsf and some of FUSE."""
_NO_LINKS = UNSUPPORTED | {errno.EPERM, errno.EMLINK, errno.EXDEV, errno.EACCES}
_SEALED = b"age-encryption.org/v1\n"
"""The first bytes of a sealed file, as in `sealing.sealed_bytes`, which is loaded only when they are met."""
_unconfirmed_paths: ContextVar[list[Path] | None] = ContextVar("unconfirmed paths", default=None)


class WriteResult(NamedTuple):
    """The version that is in the file now.

    Unless it `is_confirmed`, the disk has not said that the file survives a power cut.
    """

    signature: Signature
    is_confirmed: bool


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


# -- reading -------------------------------------------------------------------------------------


def read_whole(path: Path, max_bytes: int | None = None) -> tuple[bytes, Signature]:
    """Return the bytes of a file, opened if it is sealed, and the signature of exactly that version.

    Raises:
        SealedFile, BrokenSealedFile: It is sealed, and no key is unlocked here, or it is damaged.
        OSError: As of `read_raw`.
    """
    data, file_signature = read_raw(path, max_bytes)
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
    with naming(path):
        first_status = retry(os.stat, path)
        require_regular(path, first_status)
        check_size(path, first_status.st_size, max_bytes)
        handle = retry(os.open, path, _READ)
        try:
            file_status = retry(os.fstat, handle)
            require_regular(path, file_status)
            return _read_to_end(path, handle, file_status.st_size, max_bytes), build_signature(file_status)
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


# -- writing -------------------------------------------------------------------------------------


def replace_file(
    path: Path,
    data: bytes,
    before_replace: Callable[[Path], object] | None = None,
    *,
    owner_of: Path | None = None,
    check: Callable[[Path], object] | None = None,
) -> WriteResult:
    """Write `data` to a temporary file, flush it to the disk, and rename it to `path`; the folder must exist.

    A symbolic link is followed, so that a linked journal stays linked. The file keeps its owner and group where the
    system allows it; a new one gets those of `owner_of`. `before_replace` is called with the real path while the old
    version is still in place and the new one is already flushed. `check` is called with the new file under its
    temporary name; if it raises, nothing is replaced.

    Raises:
        OSError: The disk is full, the folder cannot be written, or the like; `path` is as before.
    """
    target = resolve(path)
    with naming(path):
        old_status = status(target, follow=False)
        if old_status is not None:
            require_regular(path, old_status)
        owner = old_status or (status(owner_of) if owner_of is not None else None)
        with temporary_file(target, data, owner) as (temporary, new_signature):
            if check is not None:
                check(temporary)
            if before_replace is not None:
                before_replace(target)
            rename(temporary, target, new_signature)
    return WriteResult(new_signature, confirm(target))


def replace_irregular(target: Path, data: bytes, aside_path: Path) -> WriteResult:
    """Write a file in the place of what is none (a folder, a pipe, a loop of links), which moves to `aside_path`.

    That happens only when the new file is on the disk.

    Raises:
        OSError: It could not be written or moved; what was there is as before.
    """
    with naming(target):
        _require_absent(aside_path)
        irregular_status = retry(os.stat, target, follow_symlinks=False)
        with temporary_file(target, data, None) as (temporary, new_signature):
            irregular_signature = build_signature(irregular_status)
            rename(target, aside_path, irregular_signature)
            try:
                rename(temporary, target, new_signature)
            except OSError:
                rename(aside_path, target, irregular_signature)
                raise
    return WriteResult(new_signature, sync_folder(target.parent))


def restrict(path: Path) -> bool:
    """Let only the owner read and write a file; return whether the file system did so.

    Raises:
        OSError: The file is missing, or the system refuses.
    """
    with naming(path):
        retry(os.chmod, path, FILE_MODE)
        return stat.S_IMODE(retry(os.stat, path).st_mode) == FILE_MODE


def create_file(path: Path, data: bytes, *, owner_of: Path | None = None) -> WriteResult:
    """Write a new file, whole or not at all, readable by its owner only; nothing that is there is replaced.

    Raises:
        FileExistsError: Something is at `path`, even if only a broken link.
        OSError: It could not be written; nothing is at `path`.
    """
    with naming(path):
        _require_absent(path)
        owner = status(owner_of) if owner_of is not None else None
        with temporary_file(path, data, owner) as (temporary, new_signature):
            try:
                link(temporary, path, new_signature)
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                _require_absent(path)
                rename(temporary, path, new_signature)
            else:
                remove_quietly(temporary)
    return WriteResult(new_signature, confirm(path))


def link_file(source: Path, target: Path) -> bool:
    """Give a file a second name, `target`, readable by its owner only; return whether the disk confirmed it.

    Raises:
        OSError: Something is at `target`, or the file system has no hard links.
    """
    with naming(target):
        link(source, target, build_signature(retry(os.stat, source)))
        make_private(target)
    return confirm(target)


def move(source: Path, target: Path) -> bool:
    """Rename a file or a folder, never over something else; return whether the disk confirmed it.

    A file can then be read by its owner only.

    Raises:
        FileExistsError: Something is at `target`.
        OSError: It cannot be renamed; it is as before.
    """
    with naming(source):
        source_status = retry(os.stat, source, follow_symlinks=False)
        _require_absent(target)
        rename(source, target, build_signature(source_status))
        make_private(target)
    return confirm(target)


def remove(path: Path) -> bool:
    """Remove a file or a link, not what it leads to; return whether it was there.

    Raises:
        OSError: It could not be removed.
    """
    with naming(path):
        try:
            retry(os.unlink, path)
        except FileNotFoundError:
            return False
        except OSError:
            # A network file system can report a failure of what took place.
            if is_present(path):
                raise
    confirm(path)
    return True


def remove_files(paths: list[Path]) -> None:
    """Remove files, ignoring errors."""
    for path in paths:
        remove_quietly(path)


def remove_folder(folder: Path) -> bool:
    """Remove an empty folder; return whether it is gone."""
    try:
        retry(os.rmdir, folder)
    except OSError:
        return not is_present(folder)
    return True


def remove_tree(folder: Path) -> None:
    """Remove a folder with everything in it; links in it are removed, not followed.

    Raises:
        OSError: Something in it could not be removed; the rest of it may be gone.
    """
    _remove_all(folder)
    confirm(folder)


def _remove_all(item: Path) -> None:
    with naming(item):
        if is_link(item) or not is_folder(item):
            with contextlib.suppress(FileNotFoundError):
                retry(os.unlink, item)
            return
        for child in list_folder(item):
            _remove_all(child)
        retry(os.rmdir, item)


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


def make_folder(folder: Path, *, owner_of: Path | None = None) -> bool:
    """Create a folder and its parents, accessible only to their owner; an existing folder is left as it is.

    A new folder gets the owner and group of `owner_of` where the system allows it. Return whether the disk confirmed
    it.

    Raises:
        OSError: It could not be created.
    """
    if is_folder(folder):
        return True
    with naming(folder):
        is_confirmed = make_folder(folder.parent, owner_of=owner_of) if folder.parent != folder else True
        try:
            retry(os.mkdir, folder, FOLDER_MODE)
        except FileExistsError:
            if not is_folder(folder):
                raise
        if owner_of is not None:
            adopt_owner(folder, owner_of)
    return confirm(folder) and is_confirmed


def make_private(path: Path) -> None:
    """Let only its owner read a file, where the system allows that; a folder or a link is left as it is."""
    with contextlib.suppress(OSError):
        file_status = status(path, follow=False)
        is_regular = file_status is not None and stat.S_ISREG(file_status.st_mode)
        if file_status is not None and is_regular and stat.S_IMODE(file_status.st_mode) != FILE_MODE:
            retry(os.chmod, path, FILE_MODE)


def adopt_owner(path: Path, owner_of: Path) -> None:
    """Give a file or folder the owner and group of another where the system allows it, as when root writes."""
    with contextlib.suppress(OSError):
        owner, present = status(owner_of), status(path, follow=False)
        if owner is not None and present is not None and ids(owner) != ids(present):
            retry(os.chown, path, *ids(owner), follow_symlinks=False)


def sync_folder(folder: Path) -> bool:
    """Flush the entries of a folder to the disk; without it, a rename may not survive a power cut.

    Return whether the disk confirmed it. A file system that cannot flush folders counts as confirming.
    """
    try:
        handle = retry(os.open, folder, os.O_RDONLY)
        try:
            retry(os.fsync, handle)
        finally:
            close_read(handle)
    except OSError as error:
        return error.errno in _NO_FOLDER_SYNC
    return True


@contextlib.contextmanager
def watch_confirmations() -> Iterator[list[Path]]:
    """Collect what was written, moved or removed during the block, in this thread, without the disk confirming it."""
    paths: list[Path] = []
    token = _unconfirmed_paths.set(paths)
    try:
        yield paths
    finally:
        _unconfirmed_paths.reset(token)


def confirm(path: Path) -> bool:
    """Flush the folder entry of a file just written, moved or removed; return whether the disk confirmed it."""
    is_confirmed = sync_folder(path.parent)
    paths = _unconfirmed_paths.get()
    if not is_confirmed and paths is not None and path not in paths:
        paths.append(path)
    return is_confirmed


def _read_to_end(path: Path, handle: int, expected_size: int, max_bytes: int | None) -> bytes:
    parts, size = [], 0
    check_size(path, expected_size, max_bytes)
    while part := retry(os.read, handle, max(expected_size + 1 - size, _READ_BYTES)):
        parts.append(part)
        size += len(part)
        check_size(path, size, max_bytes)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _require_absent(path: Path) -> None:
    if is_present(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(path))
