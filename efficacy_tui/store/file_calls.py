"""The system calls behind `atomic_file`: they go on after an interruption, and errors name the right file."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

Signature = tuple[int, int, int]
"""The identity of a file version, from `stat`: inode, size in bytes, modification time in ns."""

Content = bytes | Callable[[Callable[[bytes], object]], object]
"""What to write into a file: bytes, or a function that hands them over in pieces to the function it is called with."""

FILE_MODE = 0o600
TEMPORARY_MARK = ".writing-"
UNSUPPORTED = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
"""What file systems answer to a call that they do not have."""

_MAX_INTERRUPTIONS = 20
_MAX_NAMES = 100
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


class IrregularFile(OSError):
    """A pipe, a device or a socket, which would block or swallow what is written."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "it is a pipe, a device or a socket, not a file", os.fspath(path))


class LinkRefused(OSError):
    """A symbolic link where a new file was to be written; somebody else may have put it there."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.ELOOP, "it is a link to another place", os.fspath(path))


class FileTooLarge(OSError):
    """A file larger than the limit of the reader; `size` is in bytes."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(errno.EFBIG, "it is too large", os.fspath(path))
        self.size = size


class SealedFile(OSError):
    """A file that is sealed, for which no key is unlocked here; it may be perfectly sound."""

    def __init__(self, path: Path, reason: str = "it is sealed, and not unlocked here") -> None:
        super().__init__(errno.EACCES, reason, os.fspath(path))


class BrokenSealedFile(OSError):
    """A sealed file that was cut off or changed since it was sealed; no key opens it."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EBADMSG, "it was cut off or changed since it was sealed", os.fspath(path))


@contextlib.contextmanager
def temporary_file(target: Path, content: Content, owner: os.stat_result | None) -> Iterator[tuple[Path, Signature]]:
    """Write a flushed temporary file beside `target`; remove it if the block or the writing fails."""
    temporary, handle = _open_temporary(target)
    try:
        try:
            if isinstance(content, bytes):
                _write_all(handle, content)
            else:
                content(partial(_write_all, handle))
            _make_private(handle, owner)
            _sync_file(handle)
            new_signature = build_signature(retry(os.fstat, handle))
        except BaseException:
            close_read(handle)
            raise
        _close_written(handle)
        yield temporary, new_signature
    except BaseException:
        remove_quietly(temporary)
        raise


def _open_temporary(target: Path) -> tuple[Path, int]:
    """Create a file beside `target` under a name that nobody can foresee; a link planted there is not followed."""
    for _ in range(_MAX_NAMES):
        temporary = target.with_name(f".{target.name}{TEMPORARY_MARK}{os.getpid()}-{os.urandom(8).hex()}")
        with contextlib.suppress(FileExistsError):
            return temporary, retry(os.open, temporary, _NEW_FILE, FILE_MODE)
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(target))


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[_write_some(handle, view) :]


def _write_some(handle: int, view: memoryview) -> int:
    count = retry(os.write, handle, view)
    if not count:
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    return count


def _make_private(handle: int, owner: os.stat_result | None) -> None:
    if owner is not None and ids(owner) != ids(retry(os.fstat, handle)):
        try:
            retry(os.fchown, handle, *ids(owner))
        except OSError:
            # Only root may give a file away, but an owner may choose among their groups.
            with contextlib.suppress(OSError):
                retry(os.fchown, handle, -1, owner.st_gid)
    # A file system without modes, like FAT, refuses; the mode given at opening is all that it has.
    with _ignoring(UNSUPPORTED | {errno.EPERM, errno.EACCES}):
        retry(os.fchmod, handle, FILE_MODE)


def _sync_file(handle: int) -> None:
    with _ignoring(UNSUPPORTED):
        retry(os.fsync, handle)


def rename(source: Path, target: Path, source_signature: Signature) -> None:
    """Rename, over whatever is at `target`; `source_signature` tells whether a failed rename took place after all."""
    try:
        retry(os.replace, source, target)
    except OSError:
        if not _is_in_place(target, source_signature):
            raise


def link(source: Path, target: Path, source_signature: Signature) -> None:
    """Give a file a second name, unless something is there; `source_signature` is as for `rename`."""
    try:
        retry(os.link, source, target)
    except OSError:
        if not _is_in_place(target, source_signature):
            raise


def _is_in_place(target: Path, source_signature: Signature) -> bool:
    """Whether a file got its name after all; a network file system can report a failure of what took place."""
    try:
        return build_signature(retry(os.stat, target, follow_symlinks=False)) == source_signature
    except OSError:
        return False


def _close_written(handle: int) -> None:
    """Close a file; network file systems report here what could not be written."""
    # After an interruption the handle is closed all the same, and the data was flushed before.
    with contextlib.suppress(InterruptedError):
        os.close(handle)


def close_read(handle: int) -> None:
    """Close a handle from which nothing can be lost."""
    with contextlib.suppress(OSError):
        os.close(handle)


def remove_quietly(path: Path) -> None:
    """Remove a file, ignoring errors."""
    with contextlib.suppress(OSError):
        retry(os.unlink, path)


def check_size(path: Path, size: int, max_bytes: int | None) -> None:
    """Raise `FileTooLarge` if a size, in bytes, exceeds a limit."""
    if max_bytes is not None and size > max_bytes:
        raise FileTooLarge(path, size)


def require_regular(path: Path, file_status: os.stat_result) -> None:
    """Raise `IsADirectoryError` or `IrregularFile` unless the status is that of a regular file."""
    if stat.S_ISDIR(file_status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
    if not stat.S_ISREG(file_status.st_mode):
        raise IrregularFile(path)


def retry(call: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
    """Call again after an interruption by a signal; Python itself does so for some calls only."""
    for _ in range(_MAX_INTERRUPTIONS):
        with contextlib.suppress(InterruptedError):
            return call(*arguments, **options)
    return call(*arguments, **options)


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Name the file that was asked for in errors; a person does not know the temporary one."""
    try:
        yield
    except OSError as error:
        error.filename = os.fspath(path)
        if error.filename2 is not None:
            del error.filename2
        raise


@contextlib.contextmanager
def _ignoring(errors: set[int]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in errors:
            raise


def ids(file_status: os.stat_result) -> tuple[int, int]:
    """Return the owner and the group of a file."""
    return file_status.st_uid, file_status.st_gid


def build_signature(file_status: os.stat_result) -> Signature:
    """Return the signature of a file from its status."""
    return file_status.st_ino, file_status.st_size, file_status.st_mtime_ns
