"""The one way in which bytes of a journal are written: the file, its backups, and every copy and text beside it.

Where the journal is sealed they are sealed, and without its key nothing is written. Exports and settings, which are not
sealed, go to `atomic_file` directly.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from efficacy_tui.store import atomic_file

KEY_SUFFIX = ".key"
KEY_IS_GONE = "its key file is gone"


def replace_file(
    path: Path,
    data: bytes,
    before_replace: Callable[[Path], object] | None = None,
    *,
    journal: Path,
    owner_of: Path | None = None,
) -> atomic_file.WriteResult:
    """Replace a file of a journal, as `atomic_file.replace_file`; sealed if the journal is.

    Raises:
        SealedFile: The journal is sealed, and not unlocked here.
        OSError: It cannot be written; the file is as before.
    """
    return atomic_file.replace_file(path, to_stored_content(journal, data), before_replace, owner_of=owner_of)


def create_file(path: Path, data: bytes, *, journal: Path) -> atomic_file.WriteResult:
    """Write a new file of a journal, as `atomic_file.create_file`; sealed if the journal is.

    Raises:
        SealedFile: The journal is sealed, and not unlocked here.
        FileExistsError: Something is at `path`.
        OSError: It cannot be written; nothing is at `path`.
    """
    return atomic_file.create_file(path, to_stored_content(journal, data), owner_of=journal)


def key_path(journal: Path) -> Path:
    """Return the path of a journal's key file, whether or not there is one."""
    target = atomic_file.resolve(journal)
    # The root of the file system has no name, and is a folder like any other in place of a journal.
    return target.with_name(f"{target.name}{KEY_SUFFIX}") if target.name else target / KEY_SUFFIX


def is_key_beside(journal: Path) -> bool:
    """Whether a key file is beside a journal, so that whatever is written of it is sealed."""
    return atomic_file.is_present(key_path(journal))


def has_key_file(journal: Path) -> bool:
    """Whether what is beside a journal as its key file begins like one, and is not too large to be one."""
    from efficacy_tui.store.sealing.sealed_bytes import KEY_FILE_BYTES, is_key_file

    try:
        data, _ = atomic_file.read_raw(key_path(journal), KEY_FILE_BYTES)
    except OSError:
        return False
    return is_key_file(data)


def is_sealed(journal: Path) -> bool:
    """Whether a journal is sealed, or whatever is written of it is to be."""
    return is_key_beside(journal) or atomic_file.is_sealed(journal)


def to_stored_content(journal: Path, data: bytes) -> atomic_file.Content:
    """Return what to write to the disk for a file of a journal: sealed if the journal is, else the bytes themselves.

    Raises:
        SealedFile: The journal is sealed, and not unlocked here.
    """
    from efficacy_tui.store.sealing import key_ring

    is_key_there = is_key_beside(journal)
    if not is_key_there and not key_ring.is_held(atomic_file.resolve(journal)):
        return data
    if not is_key_there and not atomic_file.is_sealed(journal):
        if atomic_file.is_present(journal):
            # Another program has unsealed it in the meantime.
            return data
        raise atomic_file.SealedFile(journal, KEY_IS_GONE)
    from efficacy_tui.store.sealing import write_file

    return write_file.content_for(journal, data)
