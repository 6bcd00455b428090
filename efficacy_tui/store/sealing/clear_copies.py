"""Files beside a sealed journal that have it in clear, and that the program does not count among its copies.

Somebody may have made them, so they are named, and never sealed or deleted.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from efficacy_tui.store import atomic_file
from efficacy_tui.store.decode import MAX_BYTES
from efficacy_tui.store.file_facts import journal_id, peek_facts
from efficacy_tui.store.sealing.sealed_bytes import is_sealed

_MAX_FILES = 2000
_MAX_DEPTH = 3
"""How many folders deep is looked below the journal's own."""


def find_clear_copies(journal: Path) -> list[Path]:
    """List the files in the folder of a sealed journal, which is unlocked, that have its id in clear.

    Raises:
        OSError: The folder cannot be read.
    """
    target = atomic_file.resolve(journal)
    identifier = journal_id(peek_facts(target)).encode()
    return [file for file in _list_files(target.parent, _MAX_DEPTH)[:_MAX_FILES] if _has(file, identifier)]


def _list_files(folder: Path, depth: int) -> list[Path]:
    files: list[Path] = []
    for path in atomic_file.list_folder(folder):
        if atomic_file.is_link(path):
            continue
        if atomic_file.is_file(path):
            files.append(path)
        elif depth and atomic_file.is_folder(path):
            with contextlib.suppress(OSError):
                files += _list_files(path, depth - 1)
    return files


def _has(file: Path, identifier: bytes) -> bool:
    """Whether a file that can be read has an id in clear."""
    if not identifier:
        return False
    try:
        data = atomic_file.read_raw(file, MAX_BYTES)[0]
    except (OSError, atomic_file.FileTooLarge, atomic_file.IrregularFile):
        return False
    return not is_sealed(data) and identifier in data
