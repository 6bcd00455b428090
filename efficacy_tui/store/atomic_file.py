"""The one door to the bytes of journals, backups, copies and exports: no other module of the core opens a file.

What looks at files and reads them is in `file_reading`, and is reached from here. What belongs to a journal is written
through `stored_file`, which seals it where the journal is sealed.

Replacing a file is atomic: a reader sees the old version or the new one, even after a power cut, never a mixture.
Every error is an `OSError` whose `filename` is the file that was asked for, never a temporary one.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

from efficacy_tui.store.file_calls import (
    FILE_MODE,
    TEMPORARY_MARK,
    UNSUPPORTED,
    BrokenSealedFile,
    Content,
    FileTooLarge,
    IrregularFile,
    LinkRefused,
    SealedFile,
    Signature,
    build_signature,
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
from efficacy_tui.store.file_reading import (
    check_readable,
    exists,
    is_file,
    is_folder,
    is_link,
    is_present,
    is_sealed,
    list_folder,
    measure_tree,
    modified_at,
    open_input,
    read_head,
    read_input,
    read_raw,
    read_raw_head,
    read_text,
    read_whole,
    resolve,
    signature,
    status,
    unseal,
)

# Callers know these from here.
__all__ = [
    "FILE_MODE",
    "TEMPORARY_MARK",
    "BrokenSealedFile",
    "Content",
    "FileTooLarge",
    "IrregularFile",
    "LinkRefused",
    "SealedFile",
    "Signature",
    "check_readable",
    "exists",
    "is_file",
    "is_folder",
    "is_link",
    "is_present",
    "is_sealed",
    "list_folder",
    "measure_tree",
    "modified_at",
    "open_input",
    "read_head",
    "read_input",
    "read_raw",
    "read_raw_head",
    "read_text",
    "read_whole",
    "resolve",
    "signature",
    "status",
    "unseal",
]

FOLDER_MODE = 0o700

_NO_FOLDER_SYNC = UNSUPPORTED | {errno.EBADF, errno.EACCES, errno.EPERM, errno.EISDIR}
"""What file systems without folder synchronisation answer, as CIFS, vboxsf and some of FUSE."""
_NO_LINKS = UNSUPPORTED | {errno.EPERM, errno.EMLINK, errno.EXDEV, errno.EACCES}
_unconfirmed_paths: ContextVar[list[Path] | None] = ContextVar("unconfirmed paths", default=None)


class WriteResult(NamedTuple):
    """The version that is in the file now.

    Unless it `is_confirmed`, the disk has not said that the file survives a power cut.
    """

    signature: Signature
    is_confirmed: bool


def replace_file(
    path: Path,
    content: Content,
    before_replace: Callable[[Path], object] | None = None,
    *,
    owner_of: Path | None = None,
    check: Callable[[Path], object] | None = None,
) -> WriteResult:
    """Write `content` to a temporary file, flush it to the disk, and rename it to `path`; the folder must exist.

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
        with temporary_file(target, content, owner) as (temporary, new_signature):
            if check is not None:
                check(temporary)
            if before_replace is not None:
                before_replace(target)
            rename(temporary, target, new_signature)
    return WriteResult(new_signature, confirm(target))


def replace_irregular(target: Path, content: Content, aside_path: Path) -> WriteResult:
    """Write a file in the place of what is none (a folder, a pipe, a loop of links), which moves to `aside_path`.

    That happens only when the new file is on the disk.

    Raises:
        OSError: It could not be written or moved; what was there is as before.
    """
    with naming(target):
        _require_absent(aside_path)
        irregular_status = retry(os.stat, target, follow_symlinks=False)
        with temporary_file(target, content, None) as (temporary, new_signature):
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


def create_file(path: Path, content: Content, *, owner_of: Path | None = None) -> WriteResult:
    """Write a new file, whole or not at all, readable by its owner only; nothing that is there is replaced.

    Raises:
        FileExistsError: Something is at `path`, even if only a broken link.
        OSError: It could not be written; nothing is at `path`.
    """
    with naming(path):
        _require_absent(path)
        owner = status(owner_of) if owner_of is not None else None
        with temporary_file(path, content, owner) as (temporary, new_signature):
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


def _require_absent(path: Path) -> None:
    if is_present(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(path))
