"""The marker that an erased journal leaves for a day: `.NAME.erased`, with a hash of the journal's id and the instant.

A program that still has the journal open finds the file gone; the marker tells it that this was on purpose.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

import msgspec

from efficacy_tui.model import types as t
from efficacy_tui.store import atomic_file

LIFETIME = dt.timedelta(days=1)


class EraseMarker(msgspec.Struct, frozen=True):
    """`journal` is a hash of the id of the erased journal, empty if its file could not be read; `at` is when, UTC."""

    journal: str
    at: t.Instant


def marker_path(path: Path) -> Path:
    """Return the path of a journal's marker."""
    target = atomic_file.resolve(path)
    return target.with_name(f".{target.name}.erased")


def write_marker(path: Path, journal: str, now: dt.datetime) -> Path:
    """Leave the marker of the journal with this id, and return its path.

    Raises:
        OSError: It cannot be written.
    """
    marker = EraseMarker(_hash(journal), now.astimezone(dt.UTC))
    atomic_file.replace_file(marker_path(path), msgspec.json.encode(marker))
    return marker_path(path)


def is_erased(path: Path, journal: str) -> bool:
    """Whether a marker says that the journal with this id was erased."""
    marker = _read_marker(path)
    return marker is not None and marker.journal in ("", _hash(journal))


def remove_old_marker(path: Path, now: dt.datetime) -> None:
    """Remove a marker that is a day old, or dated in the future, or that cannot be read; ignore errors."""
    with contextlib.suppress(OSError):
        if not atomic_file.is_present(marker_path(path)):
            return
        marker = _read_marker(path)
        if marker is None or abs(now - marker.at) >= LIFETIME:
            atomic_file.remove_files([marker_path(path)])


def _read_marker(path: Path) -> EraseMarker | None:
    with contextlib.suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode(atomic_file.read_whole(marker_path(path))[0], type=EraseMarker)
    return None


def _hash(journal: str) -> str:
    import hashlib

    return hashlib.sha256(journal.encode()).hexdigest() if journal else ""
