"""Opens the bytes of sealed files for `atomic_file`; what it cannot open is an `OSError` like any other."""

from __future__ import annotations

from pathlib import Path

from efficacy_tui.store.file_calls import BrokenSealedFile, SealedFile
from efficacy_tui.store.sealing import key_ring
from efficacy_tui.store.sealing.sealed_bytes import HEAD_BYTES, BrokenSeal, SealingUnavailable, WrongKey

__all__ = ["HEAD_BYTES", "unseal", "unseal_head"]


def unseal(path: Path, data: bytes) -> bytes:
    """Open the sealed bytes of a file.

    Raises:
        SealedFile: No key that is unlocked here opens them, or the package that does is not installed.
        BrokenSealedFile: They are damaged.
    """
    try:
        return key_ring.open_bytes(data)[0]
    except WrongKey:
        raise SealedFile(path) from None
    except BrokenSeal:
        raise BrokenSealedFile(path) from None
    except SealingUnavailable as error:
        raise SealedFile(path, f"it is sealed. {error}") from None


def unseal_head(path: Path, data: bytes, count: int) -> bytes:
    """Open the first `count` bytes of a sealed file, given its first `HEAD_BYTES`.

    Raises:
        As `unseal`.
    """
    try:
        return key_ring.open_head(data, count)
    except WrongKey:
        raise SealedFile(path) from None
    except BrokenSeal:
        raise BrokenSealedFile(path) from None
    except SealingUnavailable as error:
        raise SealedFile(path, f"it is sealed. {error}") from None
