"""The unlocked keys that this process holds, and the one place where sealed bytes are opened and made.

Keys stay in memory only. A program tells `set_source` where keys of an earlier `unlock` are; it is asked for them when
sealed bytes are met, so that a journal that is not sealed never waits for it.
"""

from __future__ import annotations

import io

# A prompt cannot wait until `threading` is loaded.
from _thread import allocate_lock
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, TypeAlias

from efficacy_tui.store.sealing.sealed_bytes import SealKey, WrongKey, unseal_head, unseal_stream

KeysByJournal: TypeAlias = Mapping[Path, SealKey]
"""The real path of a journal → its unlocked key."""

_held: dict[Path, SealKey] = {}
_source: Callable[[], KeysByJournal] | None = None
_lock = allocate_lock()


def set_source(source: Callable[[], KeysByJournal] | None) -> None:
    """Set the function that returns the keys of earlier unlocking; it is called whenever a key is missing."""
    global _source  # noqa: PLW0603  # keys belong to the process, as its files do
    _source = source


def hold(journal: Path, key: SealKey) -> None:
    """Hold the unlocked key of a journal (real path) in this process."""
    with _lock:
        _held[journal] = key


def drop_all() -> None:
    """Drop every key from memory."""
    with _lock:
        _held.clear()


def drop(journal: Path) -> None:
    """Drop the key of a journal (real path) from memory."""
    with _lock:
        _held.pop(journal, None)


def is_held(journal: Path) -> bool:
    """Whether this process holds the key of a journal (real path)."""
    return journal in _held


def key_for(journal: Path) -> SealKey | None:
    """Return the key of a journal (real path), from memory or from an earlier unlocking; `None` if it is locked."""
    return _held.get(journal) or _read_source().get(journal)


def open_bytes(data: bytes) -> tuple[bytes, SealKey]:
    """Open sealed bytes with whichever key fits; return the bytes and the key.

    Raises:
        WrongKey: No unlocked key opens them.
        BrokenSeal: They are damaged.
        SealingUnavailable: The package that seals is not installed.
    """
    return open_stream(io.BytesIO(data))


def open_stream(stream: IO[bytes]) -> tuple[bytes, SealKey]:
    """Open the sealed bytes of a stream that can be read again from its beginning, as `open_bytes`.

    Raises:
        As `open_bytes`. What a read of the stream raised is a `BrokenSeal`, too.
    """

    def attempt(identities: tuple[str, ...]) -> bytes:
        stream.seek(0)
        return unseal_stream(stream, *identities)

    return _try_keys(attempt)


def open_head(data: bytes, count: int) -> bytes:
    """Open the first `count` bytes of sealed bytes; `data` may be cut off after `HEAD_BYTES`.

    Raises:
        As `open_bytes`.
    """
    return _try_keys(lambda identities: unseal_head(data, count, *identities))[0]


def _try_keys(attempt: Callable[[tuple[str, ...]], bytes]) -> tuple[bytes, SealKey]:
    tried: list[SealKey] = []
    for collect_keys in (_held.copy, _read_source):
        for key in collect_keys().values():
            if key in tried:
                continue
            tried.append(key)
            try:
                return attempt(key.identities), key
            except WrongKey:
                continue
    raise WrongKey


def _read_source() -> KeysByJournal:
    """Take over the keys of an earlier unlocking, so that one that expires meanwhile still closes what it opened."""
    if _source is None:
        return {}
    keys = _source()
    with _lock:
        for journal, key in keys.items():
            _held.setdefault(journal, key)
    return keys
