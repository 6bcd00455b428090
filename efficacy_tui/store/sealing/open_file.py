"""Opens the bytes of sealed files for `atomic_file`; what it cannot open is an `OSError` like any other."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

from efficacy_tui.store.file_calls import BrokenSealedFile, SealedFile
from efficacy_tui.store.file_pieces import PIECE_BYTES, FilePieces
from efficacy_tui.store.sealing import key_ring
from efficacy_tui.store.sealing.sealed_bytes import HEAD_BYTES, BrokenSeal, SealingUnavailable, WrongKey

__all__ = ["HEAD_BYTES", "unseal", "unseal_handle", "unseal_head"]


def unseal(path: Path, data: bytes) -> bytes:
    """Open the sealed bytes of a file.

    Raises:
        SealedFile: No key that is unlocked here opens them, or the package that does is not installed.
        BrokenSealedFile: They are damaged.
    """
    with _explained(path):
        return key_ring.open_bytes(data)[0]


def unseal_handle(path: Path, handle: int) -> bytes:
    """Open the sealed bytes of a file that is open for reading, from its beginning.

    Raises:
        SealedFile, BrokenSealedFile: As `unseal`.
        OSError: A read failed.
    """
    pieces = FilePieces(handle)
    try:
        with _explained(path):
            return key_ring.open_stream(io.BufferedReader(pieces, PIECE_BYTES))[0]
    except (SealedFile, BrokenSealedFile):
        if pieces.error is not None:
            raise pieces.error from None
        raise


def unseal_head(path: Path, data: bytes, count: int) -> bytes:
    """Open the first `count` bytes of a sealed file, given its first `HEAD_BYTES`.

    Raises:
        As `unseal`.
    """
    with _explained(path):
        return key_ring.open_head(data, count)


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Name the file in what is raised in the block, as errors of the system."""
    try:
        yield
    except WrongKey:
        raise SealedFile(path) from None
    except BrokenSeal:
        raise BrokenSealedFile(path) from None
    except SealingUnavailable as error:
        raise SealedFile(path, f"it is sealed. {error}") from None
