"""Files written where the person wants them: exports, reports, forms, calendars, units.

They can be read by their owner only. Somebody else may have planted a link at such a place, so none is followed.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from efficacy_tui.store import atomic_file, leftovers
from efficacy_tui.store.file_calls import naming, rename, require_regular, temporary_file


def write_export(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all; a regular file there is replaced.

    Raises:
        LinkRefused: A symbolic link is there; it was neither followed nor replaced.
        OSError: It could not be written; `path` is as before.
    """
    with naming(path):
        old_status = atomic_file.status(path, follow=False)
        if old_status is not None:
            if stat.S_ISLNK(old_status.st_mode):
                raise atomic_file.LinkRefused(path)
            require_regular(path, old_status)
        with temporary_file(path, data, None) as (temporary, new_signature):
            rename(temporary, path, new_signature)
    atomic_file.confirm(path)
    leftovers.remove_abandoned(path)


def create_export(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all; nothing that is there is replaced.

    Raises:
        FileExistsError: Something is at `path`, even if only a broken link.
        OSError: It could not be written; nothing is at `path`.
    """
    leftovers.remove_abandoned(path)
    atomic_file.create_file(path, data)


def create_export_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new folder, all of them or none; the folder above it must exist.

    Raises:
        FileExistsError: Something is at `folder`, even if only a broken link.
        OSError: It could not be written; nothing is at `folder`.
    """
    leftovers.remove_abandoned(folder)
    with naming(folder):
        if atomic_file.is_present(folder):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        temporary = leftovers.temporary_folder(folder, os.urandom(8).hex())
        try:
            atomic_file.make_folder(temporary)
            for name, data in files.items():
                atomic_file.replace_file(temporary / name, data)
            atomic_file.move(temporary, folder)
        except OSError:
            leftovers.remove_leftover(temporary)
            raise
