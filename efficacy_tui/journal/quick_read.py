"""The records of a journal for a command that only reads them, without opening it where that can be spared."""

from __future__ import annotations

from pathlib import Path

from efficacy_tui.store import atomic_file
from efficacy_tui.store.copies import find_unclean_copies, find_unknown_erasures
from efficacy_tui.store.decode import UnreadableBytes, read_journal
from efficacy_tui.store.file_facts import journal_id
from efficacy_tui.store.scrub import is_scrubbed
from efficacy_tui.store.tables import SCHEMA, Contents


def read_contents(path: Path) -> Contents | None:
    """Read the records of a journal; `None` if it has to be opened, to be migrated, cleaned or told why it cannot be.

    What is erased, as far as the file or a copy of it tells, is never among the records.
    """
    try:
        loaded = read_journal(path, lambda: "")
        if loaded.schema != SCHEMA or not is_scrubbed(loaded.contents, loaded.facts):
            return None
        identifier = journal_id(loaded.facts)
        if find_unknown_erasures(path, loaded.contents, identifier):
            return None
        if find_unclean_copies(path, loaded.contents, identifier):
            return None
        # Git and synchronisers write files that others may read, as the umask says.
        atomic_file.make_private(atomic_file.resolve(path))
    except (UnreadableBytes, OSError):
        return None
    return loaded.contents
