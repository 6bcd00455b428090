"""Make a journal a version of another one, so that the two can be merged and stay one from then on."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from efficacy_tui.store import atomic_file, stored_file
from efficacy_tui.store.copies import list_copies
from efficacy_tui.store.decode import MAX_BYTES
from efficacy_tui.store.file_facts import journal_id, peek_facts, with_fact
from efficacy_tui.store.locking import locked


def adopt_journal_id(path: Path, identifier: str) -> None:
    """Give a journal, and its backups and copies, the id of another journal; nothing else in them is changed.

    The copies come first, so that what is erased later is found in them, too. Cut off, it can be done again.

    Raises:
        JournalBusy: Another program is writing.
        OSError: A file cannot be read or written; the journal is as before.
        msgspec.DecodeError: The journal is damaged; it is as before.
    """
    with locked(path):
        own_id = journal_id(peek_facts(path))
        if not own_id or own_id == identifier:
            return
        for copy in list_copies(path):
            # A copy that cannot be read, or whose link leads elsewhere, is nothing that a later merge could bring.
            if journal_id(peek_facts(copy)) == own_id and not atomic_file.is_link(copy):
                with contextlib.suppress(msgspec.DecodeError):
                    _set_id(path, copy, identifier)
        _set_id(path, path, identifier)


def _set_id(path: Path, file: Path, identifier: str) -> None:
    data, _ = atomic_file.read_whole(file, MAX_BYTES)
    stored_file.replace_file(file, with_fact(data, "journal", identifier), journal=path)
