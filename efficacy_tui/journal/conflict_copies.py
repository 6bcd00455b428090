"""Conflict copies of the journal that the person has not decided about yet."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from efficacy_tui.journal.journal import Journal
from efficacy_tui.store import atomic_file
from efficacy_tui.store.conflict_copies import find_conflict_copies
from efficacy_tui.store.decode import MAX_BYTES

_SETTING = "copies seen"
_MAX_REMEMBERED = 200


class ConflictCopy(msgspec.Struct, frozen=True):
    """A copy beside the journal. `digest` is that of its bytes; `is_settled`: it was merged, or is to be left alone."""

    path: Path
    digest: str
    is_settled: bool


def list_conflict_copies(journal: Journal) -> list[ConflictCopy]:
    """Find the conflict copies beside the journal and read each; none if the disk does not let the folder be read.

    What was decided about one is remembered by its bytes: a new name or date of a file brings no new question, other
    bytes do.
    """
    try:
        paths = find_conflict_copies(journal.path)
    except OSError:
        return []
    copies = []
    remembered = _read_setting(journal)
    for path in paths:
        if digest := read_digest(path):
            # An earlier release remembered names and dates.
            is_settled = digest in remembered or _name_and_date(path) in remembered
            copies.append(ConflictCopy(path, digest, is_settled))
    return copies


def settle_copy(journal: Journal, digest: str) -> None:
    """Remember that a copy, given by its digest, was merged or is to be left alone.

    Raises:
        Rejected, StoreError: it could not be saved.
    """
    remembered = _read_setting(journal)
    if digest and digest not in remembered:
        journal.settings.set(_SETTING, [*remembered[-_MAX_REMEMBERED + 1 :], digest])


def is_beside(journal: Journal, copy: Path) -> bool:
    """Whether a copy is in the journal's own folder, where it would be noticed again."""
    return atomic_file.resolve(copy).parent == atomic_file.resolve(journal.path).parent


def read_digest(copy: Path) -> str:
    """Return a digest of the bytes of a copy; empty if it cannot be read."""
    try:
        data, _ = atomic_file.read_whole(copy, MAX_BYTES)
    except OSError:
        return ""
    return hashlib.sha256(data).hexdigest()[:32]


def _read_setting(journal: Journal) -> list[str]:
    remembered: list[str] = journal.settings.get(_SETTING, [], list[str])
    return remembered


def _name_and_date(path: Path) -> str:
    try:
        signature = atomic_file.signature(path)
    except OSError:
        signature = None
    return f"{path.name} {signature[1:] if signature else ''}"
