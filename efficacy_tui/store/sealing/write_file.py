"""Seal whatever is written of a sealed journal, with the key that this process has unlocked for it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

from efficacy_tui.store import atomic_file
from efficacy_tui.store.file_pieces import PieceWriter
from efficacy_tui.store.sealing import key_ring
from efficacy_tui.store.sealing.sealed_bytes import (
    HEADER_BYTES,
    BrokenSeal,
    SealingUnavailable,
    SealKey,
    WrongKey,
    load_age,
    seal,
    seal_into,
    sealed_size,
    unseal_head,
)

CHANGED_KEY = "it was sealed with another key in the meantime; unlock it first"
UNFINISHED = "sealing was begun and is not finished, and “efficacy status” says more"


def seal_for(journal: Path, data: bytes) -> bytes:
    """Seal bytes of a journal with its key.

    Raises:
        SealedFile: No key is unlocked here, or it is no longer the journal's.
    """
    return seal(data, _require_key(journal))


def content_for(journal: Path, data: bytes) -> atomic_file.Content:
    """Return what to write into a file of a journal: its bytes are sealed with its key while they are written.

    Raises:
        SealedFile: As `seal_for`.
    """
    key = _require_key(journal)

    def write_sealed(write: Callable[[bytes], object]) -> None:
        writer = PieceWriter(write)
        try:
            seal_into(writer, data, key)
        except Exception as error:
            if writer.error is None:
                raise OSError(errno.EIO, "it could not be sealed", os.fspath(journal)) from error
        # The package says nothing of a failure to write the last piece.
        if writer.error is not None:
            raise writer.error
        if writer.byte_count != sealed_size(writer.first_piece, len(data)):
            raise OSError(errno.EIO, "it was not sealed whole", os.fspath(journal))

    return write_sealed


def _require_key(journal: Path) -> SealKey:
    """Return the key of a journal, with which what is written of it is sealed.

    Raises:
        SealedFile: No key is unlocked here, it is no longer the journal's, or the package that seals is not installed.
    """
    target = atomic_file.resolve(journal)
    is_unlocked = key_ring.key_for(target) is not None
    try:
        key = present_key(target)
        load_age()
    except SealingUnavailable as error:
        raise atomic_file.SealedFile(journal, f"it is sealed. {error}") from None
    if key is not None:
        return key
    if is_unlocked:
        raise atomic_file.SealedFile(journal, CHANGED_KEY)
    if atomic_file.is_file(journal) and not atomic_file.is_sealed(journal):
        raise atomic_file.SealedFile(journal, UNFINISHED)
    raise atomic_file.SealedFile(journal)


def present_key(journal: Path) -> SealKey | None:
    """Return the key with which a journal (real path) is sealed now; `None` if that is not unlocked.

    One from before that is held is dropped: a later “efficacy unlock” may have left the right one.

    Raises:
        SealingUnavailable: The package that seals is not installed.
    """
    for _ in range(2):
        key = key_ring.key_for(journal)
        if key is None or is_present_key(journal, key):
            return key
        key_ring.drop(journal)
    return None


def seal_like(file: Path, data: bytes) -> bytes:
    """Seal bytes with the key that opens a sealed file.

    Raises:
        SealedFile, BrokenSealedFile: No key that is unlocked here opens it, or it is damaged.
    """
    try:
        _, key = key_ring.open_bytes(atomic_file.read_raw(file)[0])
        return seal(data, key)
    except (WrongKey, SealingUnavailable):
        raise atomic_file.SealedFile(file) from None
    except BrokenSeal:
        raise atomic_file.BrokenSealedFile(file) from None


def is_present_key(journal: Path, key: SealKey) -> bool:
    """Whether a key is the one that a journal (real path) is sealed with now, unless the file is missing or clear.

    Another program can have changed it. What would be sealed with the old one, nobody could open any more.
    """
    if not atomic_file.is_sealed(journal):
        return True
    try:
        # What is sealed is cut off here, which does not matter: only the header tells which keys open it.
        unseal_head(atomic_file.read_raw_head(journal, HEADER_BYTES), 1, *key.identities)
    except WrongKey:
        return False
    except (BrokenSeal, OSError):
        return True
    return True
