"""The argument ID of the shell: the first letters of a record's id, or `last` for the first entry of the list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.store.tables import RowKey

LAST = "last"
MAX_COMPLETED = 30
"""Entries that completion offers."""

COMPLETED_CELLS = 50


def find_record(journal: Journal, text: str) -> RowKey:
    """Return the table and the id of the record that an argument means.

    Raises:
        Rejected: no record is meant, or several are.
    """
    from efficacy_tui.journal.listing import newest_entry
    from efficacy_tui.journal.record_ids import find_by_id

    if text.strip().casefold() != LAST:
        return find_by_id(journal.contents, text)
    entry = newest_entry(journal.contents, journal.now().tzinfo)
    if entry is None:
        raise Rejected("There is no entry yet. “efficacy add” adds evidence.")
    return find_by_id(journal.contents, entry.id)


def find_words(journal: Journal, text: str) -> RowKey:
    """Return what `find_record` does; of an outcome with an entry about it, that entry, which can be changed."""
    from efficacy_tui.journal.timeline import mastery_of_outcomes

    table, identifier = find_record(journal, text)
    entry = mastery_of_outcomes(journal.contents).get(identifier) if table == "challenges" else None
    return (table, identifier) if entry is None else ("evidence", entry.id)


def list_newest(path: Path) -> Iterator[tuple[str, str]]:
    """List the ids of the newest entries of a journal, each with its text; only reads."""
    from efficacy_tui.journal.listing import find_entries
    from efficacy_tui.journal.record_ids import shorten_ids
    from efficacy_tui.model.text_layout import shorten
    from efficacy_tui.store.decode import UnreadableBytes, read_journal

    try:
        contents = read_journal(path, lambda: "").contents
    except UnreadableBytes:
        return
    items = find_entries(contents, {}, None, MAX_COMPLETED).items
    short_ids = shorten_ids(contents, [item.id for item in items])
    for item in items:
        yield short_ids[item.id], f"{item.kind}: {shorten(item.text, COMPLETED_CELLS)}"
