"""Decide what an open program does when somebody else has put another version of the file on the disk.

A file with a greater epoch was changed on purpose: it is followed. One with the same epoch that lacks something was
rolled back from outside (git, a synchroniser): what it lacks is merged into it. One of another journal is not merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.decode import DecodedJournal
from efficacy_tui.store.epochs import epoch_of
from efficacy_tui.store.erasures import Erasures
from efficacy_tui.store.file_facts import is_same_journal
from efficacy_tui.store.history import History
from efficacy_tui.store.merge import (
    MergeResult,
    drop_erased_changes,
    encode_file,
    merge_contents,
    merge_steps,
    reduce_step,
)
from efficacy_tui.store.record_state import state_of
from efficacy_tui.store.scrub import scrub_data
from efficacy_tui.store.tables import OWN_TABLES, Contents, HistoryStep, RowKey, find_changed_rows
from efficacy_tui.store.unit_of_work import UnitOfWork

MergeIntent = Callable[[UnitOfWork, History], MergeResult]


def is_newer_epoch(facts: Mapping[str, Any], loaded: DecodedJournal) -> bool:
    """Whether a file was changed on purpose since a program with these facts read it."""
    return epoch_of(loaded.facts) > epoch_of(facts)


def is_other_journal(facts: Mapping[str, Any], loaded: DecodedJournal) -> bool:
    """Whether a file is a version of another journal than the one with these facts."""
    return not is_same_journal(dict(facts), loaded.facts)


def find_missing(mine: Contents, theirs: Contents) -> frozenset[RowKey]:
    """Find the records of `mine` that `theirs` lacks or has only in part, except what is erased there."""
    if all(_is_up_to_date(mine, theirs, name) for name in r.TABLES) and mine.erasures == theirs.erasures:
        return frozenset()
    merged = merge_contents(theirs, mine).contents
    return frozenset(
        key for key in find_changed_rows(theirs, merged) if key[0] != "adjusted" and _has_more(mine, theirs, key)
    )


def _is_up_to_date(mine: Contents, theirs: Contents, name: str) -> bool:
    """Whether the other contents have every row of a table, with every change to it."""
    their_rows = theirs.table(name)
    for identifier, row in mine.table(name).items():
        other = their_rows.get(identifier)
        # Nearly all rows are equal; comparing their instants takes a tenth of comparing all their fields.
        if other is None or (
            (other.updated != row.updated or other.changed != row.changed) and not _contains(name, other, row)
        ):
            return False
    return True


def _contains(name: str, row: Any, other: Any) -> bool:
    """Whether a version of a record has everything that was changed in another one."""
    if row.updated < other.updated:
        return False
    table = row.table if name == "tombstones" else name
    state = state_of(table, row)
    return state.join(state_of(table, other)) == state.join(state)


def _has_more(mine: Contents, theirs: Contents, key: RowKey) -> bool:
    """Whether the first has a row that the other lacks, or something of it."""
    row, other = (contents.table(key[0]).get(key[1]) for contents in (mine, theirs))
    if row is None or other is None:
        return row is not None
    return key[0] == "erasures" or not _contains(key[0], other, row)


def build_merge_intent(
    contents: Contents, steps: Iterable[HistoryStep], own_steps: Iterable[HistoryStep] = ()
) -> MergeIntent:
    """Return the intent that merges the records and steps of another version; `own_steps` can be undone afterwards."""
    steps, own_steps = tuple(steps), tuple(own_steps)

    def intent(unit: UnitOfWork, history: History) -> MergeResult:
        before = unit.contents
        merged = merge_contents(before, contents)
        for table, identifier in sorted(find_changed_rows(before, merged.contents)):
            unit.write(table, identifier, merged.contents.table(table).get(identifier))
        erasures = Erasures.of_contents(merged.contents)
        history.readopt(own_steps)
        if erasures:
            history.reduce(lambda step: reduce_step(step, erasures))
        history.archive([*drop_erased_changes(steps, merged.contents), *merged.lost])
        return merged

    return intent


def read_steps(file_tables: Mapping[str, Any]) -> list[HistoryStep]:
    """Return every step of a file that was read, superseded ones included."""
    raw_steps = msgspec.json.encode(file_tables.get("history", {}))
    return list(msgspec.json.decode(raw_steps, type=dict[str, HistoryStep]).values())


def encode_memory(
    facts: Mapping[str, Any],
    contents: Contents,
    file_tables: Mapping[str, Any],
    history: History,
    erasures: Erasures,
) -> bytes:
    """Encode what a program has in memory as a file of its own, without what is erased.

    `file_tables` are the tables of the file it read, with the older steps and the tables unknown to this program.
    """
    steps_by_id = {step.id: step for step in (*read_steps(file_tables), *history.steps)}
    steps = merge_steps(steps_by_id.values(), steps_by_id.values())
    unknown_tables = {name: table for name, table in file_tables.items() if name not in OWN_TABLES}
    data = encode_file(facts, contents, steps, unknown_tables)
    return scrub_data(data, erasures) if erasures else data
