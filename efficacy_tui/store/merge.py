"""Merge two copies of a journal: the newer version of each record wins, deletions are applied, nothing is lost.

The merge is commutative, idempotent and associative: neither the order of the copies nor merging one twice matters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.epochs import EPOCH, epoch_of
from efficacy_tui.store.erasures import DIGEST, NO_ERASURES, Erasures, as_tombstone
from efficacy_tui.store.file_facts import journal_id
from efficacy_tui.store.invariants import Rows, enforce_rules, rank_by_update
from efficacy_tui.store.tables import (
    OWN_TABLES,
    RECORD_TYPES,
    SCHEMA,
    Change,
    Contents,
    HistoryStep,
    JournalFile,
    MetaEntry,
    RowKey,
    encode_changes,
)

ERASED_TITLE = "(erased)"
OVERWRITTEN_TITLE = "Overwritten by a merge"


@dataclass(frozen=True)
class MergeResult:
    """The merged records. `lost` are the overwritten versions; counts are relative to the first copy."""

    contents: Contents
    lost: tuple[HistoryStep, ...]
    added: Counter[str]
    changed: Counter[str]
    deleted: Counter[str]
    adjusted: int

    def lines(self) -> list[str]:
        """Format a summary, one line for each count."""
        verbs = (("added", self.added), ("changed", self.changed), ("deleted", self.deleted))
        lines = [
            f"{verb:9}{', '.join(f'{count} {table}' for table, count in sorted(counts.items()))}"
            for verb, counts in verbs
            if counts
        ]
        if self.lost:
            lines.append(f"kept     {len(self.lost)} overwritten versions, in the history")
        if self.adjusted:
            lines.append(f"adjusted {self.adjusted} records, so that each day, domain and focus has one")
        return lines or ["Nothing was new in it."]


def merge_contents(mine: Contents, other: Contents) -> MergeResult:
    """Merge the records of two copies into one journal."""
    lost: list[HistoryStep] = []
    marks = {
        row.id: row for row in Erasures.of_rows([*mine.erasures.values(), *other.erasures.values()]).by_id.values()
    }
    erasures = Erasures.of_contents(mine).joined(Erasures.of_contents(other))
    my_rows, other_rows = collect_versions(mine, erasures), collect_versions(other, erasures)
    winners = dict(my_rows)
    for key, row in other_rows.items():
        current = winners.setdefault(key, row)
        if current is row or current == row:
            continue
        loser, winners[key] = sorted((current, row), key=_rank)
        if not isinstance(loser, r.Tombstone) and not getattr(winners[key], "erased", False):
            lost.append(_build_overwritten_step(key, loser))
    tombstones = {key: row for key, row in winners.items() if isinstance(row, r.Tombstone)}
    rows = {key: row for key, row in winners.items() if key not in tombstones} if tombstones else winners
    adjusted = enforce_rules(rows, set(tombstones))
    tables: dict[str, dict[str, Any]] = {name: {} for name in RECORD_TYPES}
    for (table, identifier), row in sorted(rows.items(), key=lambda item: (item[1].created, item[0])):
        tables[table][identifier] = row
    tables["tombstones"] = {identifier: row for (_, identifier), row in sorted(tombstones.items())}
    tables["adjusted"] = dict(sorted(adjusted.items()))
    tables["erasures"] = dict(sorted(marks.items()))
    contents = Contents(**tables)
    counts = _count_changes(mine, contents)
    return MergeResult(contents, tuple(lost), *counts, adjusted=len(adjusted.keys() - mine.adjusted.keys()))


def collect_versions(contents: Contents, erasures: Erasures = NO_ERASURES) -> Rows:
    """Collect every record as it was before any adjustment, and every tombstone under its record's table and id.

    Erased versions are left out. A mark counts as a deletion at its instant, which a later version survives.
    """
    rows: Rows = {}
    for name in r.TABLES:
        for identifier, row in contents.table(name).items():
            key = (row.table, identifier) if name == "tombstones" else (name, identifier)
            if key not in rows or _rank(rows[key]) < _rank(row):
                rows[key] = row
    for entry in contents.adjusted.values():
        key = (entry.table, entry.id)
        current = rows.get(key)
        stamp = None if current is None else msgspec.to_builtins(current.updated)
        if stamp == entry.stamp:
            was = msgspec.convert(entry.was, RECORD_TYPES[entry.table])
            # A version with another id would hide that other record.
            if was.id == entry.id:
                rows[key] = was
    for identifier, erasure in erasures.by_id.items():
        key = (erasure.table, identifier)
        versions: list[Any] = [erasure if isinstance(erasure, r.Tombstone) else as_tombstone(erasure)]
        if key in rows and (isinstance(rows[key], r.Tombstone) or not erasures.covers(identifier, rows[key].updated)):
            versions.append(rows[key])
        rows[key] = max(versions, key=_rank)
    return rows


def _rank(row: Any) -> tuple[Any, ...]:
    is_tombstone = isinstance(row, r.Tombstone)
    updated, content = rank_by_update(row)
    return is_tombstone and row.erased, updated, is_tombstone, content


def drop_erased_changes(steps: Iterable[HistoryStep], contents: Contents) -> list[HistoryStep]:
    """Remove what is erased here from the steps of a history."""
    erasures = Erasures.of_contents(contents)
    reduced_steps = (reduce_step(step, erasures) for step in steps)
    return [step for step in reduced_steps if step is not None]


def reduce_step(step: HistoryStep, erasures: Erasures) -> HistoryStep | None:
    """Return a step without the changes of erased versions; the step itself if it has none, `None` if it has no other.

    A step that lost a change can no longer be undone, and its title could quote it.
    """
    try:
        changes = step.read() if erasures else ()
    except msgspec.DecodeError:
        return None  # A step that cannot be read may contain erased text.
    remaining = [
        change for change in changes if not erasures.covers_change(change.id, change.stamp, (change.was, change.now))
    ]
    if len(remaining) == len(changes):
        return step
    reduced_step = step.with_changes(remaining, "superseded") if remaining else None
    return None if reduced_step is None else msgspec.structs.replace(reduced_step, title=ERASED_TITLE)


def _build_overwritten_step(key: RowKey, loser: Any) -> HistoryStep:
    import hashlib

    document = msgspec.to_builtins(loser)
    change = Change(table=key[0], id=key[1], was=document)
    # The step depends on the loser alone, so that a loss is stored only once, whichever merge caused it.
    identifier = hashlib.sha256(msgspec.json.encode((key, document))).hexdigest()[:32]
    return HistoryStep(
        id=identifier,
        at=document["updated"],
        title=OVERWRITTEN_TITLE,
        changes=encode_changes([change]),
        state="superseded",
    )


def _count_changes(before: Contents, after: Contents) -> tuple[Counter[str], Counter[str], Counter[str]]:
    added, changed, deleted = Counter[str](), Counter[str](), Counter[str]()
    for name in r.TABLES:
        if name == "tombstones":
            continue
        old, new = before.table(name), after.table(name)
        added[name] = len(new.keys() - old.keys())
        deleted[name] = len(old.keys() - new.keys())
        shared_keys = old.keys() & new.keys()
        changed[name] = sum(old[key] is not new[key] and old[key] != new[key] for key in shared_keys)
    return +added, +changed, +deleted


def merge_steps(mine: Iterable[HistoryStep], other: Iterable[HistoryStep]) -> list[HistoryStep]:
    """Merge two histories, oldest step first.

    A step that is in only one of them, or differs between them, becomes superseded: stored, but not undoable.
    """
    my_steps, other_steps = ({step.id: step for step in steps} for steps in (mine, other))
    merged = []
    for key in my_steps.keys() | other_steps.keys():
        versions = sorted((steps[key] for steps in (my_steps, other_steps) if key in steps), key=msgspec.json.encode)
        is_identical = len(versions) == 2 and versions[0] == versions[1]
        merged.append(versions[0] if is_identical else msgspec.structs.replace(versions[-1], state="superseded"))
    return sorted(merged, key=lambda step: (step.at, step.id))


def merge_bytes(mine: bytes, other: bytes) -> tuple[bytes, MergeResult]:
    """Merge two files of the present schema; the result has the same bytes in either order.

    Raises:
        ValueError, msgspec.DecodeError: One of them is not a journal.
    """
    my_file, other_file = (msgspec.json.decode(data, type=JournalFile) for data in (mine, other))
    facts = (my_file.facts(), other_file.facts())
    identifier = min(filter(None, map(journal_id, facts)), default="")
    # What was erased from one journal says nothing about another one.
    contents = [
        file.contents() if journal_id(file_facts) in ("", identifier) else forget_erasures(file.contents())
        for file, file_facts in zip((my_file, other_file), facts, strict=True)
    ]
    merged = merge_contents(*contents)
    histories = (
        drop_erased_changes([*file.history.values(), *merged.lost], merged.contents) for file in (my_file, other_file)
    )
    steps = merge_steps(*histories)
    joined_facts = {
        "schema": SCHEMA,
        "journal": identifier,
        EPOCH: max(map(epoch_of, facts)) or None,
        DIGEST: Erasures.of_contents(merged.contents).digest(),
    }
    first, second = (msgspec.json.decode(data, type=dict[str, msgspec.Raw]) for data in sorted((mine, other)))
    unknown_tables = {name: raw for name, raw in {**first, **second}.items() if name not in OWN_TABLES}
    return encode_file(joined_facts, merged.contents, steps, unknown_tables), merged


def encode_file(
    facts: Mapping[str, Any], contents: Contents, steps: Iterable[HistoryStep], unknown_tables: Mapping[str, Any]
) -> bytes:
    """Encode a journal file with every document numbered anew; facts that are `None` are left out."""
    entries = [MetaEntry(id=key, value=value) for key, value in facts.items() if value is not None]
    tables = {name: _number_rows(contents.table(name).values()) for name in RECORD_TYPES}
    return msgspec.json.encode(
        {"meta": _number_rows(entries), **tables, "history": _number_rows(steps), **unknown_tables}
    )


def forget_erasures(contents: Contents) -> Contents:
    """Return the contents without marks, and with records that were erased whole as plainly deleted."""
    tombstones = {key: msgspec.structs.replace(row, erased=False) for key, row in contents.tombstones.items()}
    return msgspec.structs.replace(contents, tombstones=tombstones, erasures={})


def _number_rows(rows: Iterable[Any]) -> dict[str, Any]:
    return {str(number): row for number, row in enumerate(rows, 1)}
