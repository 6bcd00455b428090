"""Copies of the journal that a file synchroniser leaves beside it when two machines changed it at once.

Every synchroniser names them in its own way, and some in the person's language: `journal (1).json`,
`journal-LAPTOP.json`, `journal (Konfliktkopie …).json`, `journal.json.conflict1`. A name therefore makes only a
candidate; what counts is that the file states the journal's id.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path

from efficacy_tui.store import atomic_file, backups
from efficacy_tui.store.decode import MAX_BYTES, UnreadableBytes, read_journal
from efficacy_tui.store.file_facts import journal_id, peek_facts
from efficacy_tui.store.tables import OWN_TABLES

_HEAD_BYTES = 4096
_CONFLICT_WORDS = ("conflict", "conflit", "konflik", "конфликт", "競合", "衝突", "冲突", "충돌")
"""What names of conflict copies have in common, where they say in words what they are."""


def find_conflict_copies(path: Path) -> list[Path]:
    """Find the files beside a journal that are versions of it (same id), whatever they are called; sorted by name.

    Backups and files that this program set aside are not among them. Where the journal itself or a copy states no id,
    only a file that is a journal and says in its name that it is in conflict counts.

    Raises:
        OSError: The folder is there, but cannot be read.
    """
    target = atomic_file.resolve(path)
    candidates = _list_candidates(target)
    if not candidates:
        return []
    own_id = journal_id(peek_facts(target))
    return [file for file in candidates if _is_version_of(file, own_id, named=_is_named_in_words(file, target))]


def find_named_copies(path: Path) -> list[Path]:
    """Find the files beside a journal whose names say that they conflict with it, whatever they contain.

    Raises:
        OSError: The folder is there, but cannot be read.
    """
    target = atomic_file.resolve(path)
    return [file for file in _list_candidates(target) if _is_named_in_words(file, target)]


def _list_candidates(target: Path) -> list[Path]:
    """List the regular files with the journal's name in theirs, except those that this program made."""
    own_prefixes = tuple(_fold(f"{target.stem}.{reason}-") for reason in backups.ASIDE_REASONS)
    try:
        names = [file for file in atomic_file.list_folder(target.parent) if _is_similar(file.name, target)]
        own_status = atomic_file.status(target)
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [
        file for file in names if not _fold(file.name).startswith(own_prefixes) and _is_other_file(file, own_status)
    ]


def _is_similar(name: str, target: Path) -> bool:
    """Whether a name contains that of the journal: `Copy of journal.json`, `journal 2.json`, `journal.json.orig`."""
    if name == target.name or (name.startswith(".") and not target.name.startswith(".")):
        return False
    if name.startswith(f".{target.name}.") or name == f"{target.name}.key":
        return False
    folded_name = _fold(name)
    ends_like_it = folded_name.endswith(_fold(target.suffix)) and _fold(target.stem) in folded_name
    return ends_like_it or _fold(target.name) in folded_name


def _is_other_file(file: Path, own_status: os.stat_result | None) -> bool:
    """Whether a path is a regular file of a size that a journal can have, and not the journal under a second name."""
    try:
        file_status = atomic_file.status(file)
    except OSError:
        return False
    if file_status is None or not stat.S_ISREG(file_status.st_mode) or not 0 < file_status.st_size <= MAX_BYTES:
        return False
    return own_status is None or not os.path.samestat(file_status, own_status)


def _is_named_in_words(file: Path, target: Path) -> bool:
    folded_name = _fold(file.name)
    has_word = any(word in folded_name.replace(_fold(target.stem), "", 1) for word in _CONFLICT_WORDS)
    return has_word and folded_name.startswith(_fold(target.stem))


def _is_version_of(file: Path, own_id: str, *, named: bool) -> bool:
    """Whether a file is a version of the journal with an id; `named`: its name says that it is in conflict."""
    try:
        head = atomic_file.read_head(file, _HEAD_BYTES)
    except OSError:
        return False
    if own_id and own_id.encode() in head and journal_id(peek_facts(file)) == own_id:
        return True
    # Versions from before ids existed, or reformatted by another program, have to be read whole.
    if not named and not (own_id and any(f'"{table}"'.encode() in head for table in OWN_TABLES)):
        return False
    if own_id and (head_id := journal_id(peek_facts(file))):
        return head_id == own_id
    try:
        other_id = journal_id(read_journal(file, lambda: "").facts)
    except UnreadableBytes:
        return False
    return other_id == own_id if own_id and other_id else named


def _fold(name: str) -> str:
    """Return a name in the form in which it is compared: macOS writes é as two characters, Windows knows no case."""
    return unicodedata.normalize("NFC", name).casefold()
