"""Merge two copies of a journal, field by field, so that no fact is lost.

The command, git’s driver, conflict copies and an open program whose file was rolled back all do this. What is known of
a record is a state (see `record_state`), and two states are joined part by part:

* **Fields.** A record consists of registers (see `registers`): fields, or groups of fields that only make sense
  together. Of each the later change wins, of two at one instant the greater one as JSON. A field that somebody set to
  nothing has a register and can win; one that nobody ever set has none and never does. No common ancestor is needed.
* **Steps.** The list of a challenge’s steps is one register, the odds and the result of each step are others. What was
  recorded of a step that the later list lacks stays in `removed_steps`. Revisions are united.
* **Stamps.** `created` is the earlier of the two, `updated` the later.
* **Deletion.** The later deletion counts. A record that was updated after it lives on, or comes back, with what was
  changed of it anywhere; therefore a tombstone has the version that was deleted. (Purging the history takes that away.)
* **Erasure.** A record erased whole never comes back. A mark refuses the registers set up to its instant, whichever
  copy has them; a record that then lacks a field that it needs is deleted, with what is left in its tombstone. Marks
  join by the later instant.

Each part is commutative, associative and idempotent, and so is the merge: neither the order of the copies nor merging
one twice matters. A joined record is always written in the same form, with its registers spelled out in `changed`; one
that only one copy has, or both have alike, stays as it is.

The rules between records (one focus, one rating a day, and that what belongs to a joined domain belongs to the one that
is kept) are enforced afterwards. A record that was changed for them is
stored as it was before (`adjusted`), and the next merge starts from that.

What a merge overwrites is named (`MergeResult.overwritten`), and the version that had it goes into the history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.epochs import EPOCH, epoch_of
from efficacy_tui.store.erasures import DIGEST, ERASED_TITLE, NO_ERASURES, Erasures
from efficacy_tui.store.file_facts import journal_id
from efficacy_tui.store.invariants import Rows, enforce_rules, rank_by_update
from efficacy_tui.store.joins import find_owner_ids
from efficacy_tui.store.overwritten import Overwritten, archive_version, find_replaced, name_overwritten
from efficacy_tui.store.record_state import RecordState, state_of, state_of_mark
from efficacy_tui.store.registers import to_document
from efficacy_tui.store.tables import (
    OWN_TABLES,
    RECORD_TYPES,
    SCHEMA,
    Adjustment,
    Contents,
    ErasureMark,
    HistoryStep,
    JournalFile,
    MetaEntry,
)
from efficacy_tui.store.text_cleaning import clean_record


@dataclass(frozen=True)
class MergeResult:
    """The merged records. `lost` are the overwritten versions; counts are relative to the first copy.

    `joined` are the ids of the domains that are joined to another one since, and `adjusted` counts the records that
    were changed or left out for a rule, but for those that only belong to another domain by that.
    """

    contents: Contents
    lost: tuple[HistoryStep, ...]
    overwritten: tuple[Overwritten, ...]
    added: Counter[str]
    changed: Counter[str]
    deleted: Counter[str]
    adjusted: int
    joined: tuple[str, ...] = ()


def merge_contents(mine: Contents, other: Contents) -> MergeResult:
    """Merge the records of two copies into one journal."""
    lost: dict[str, HistoryStep] = {}
    overwritten: list[Overwritten] = []
    marks = {
        row.id: row for row in Erasures.of_rows([*mine.erasures.values(), *other.erasures.values()]).by_id.values()
    }
    erasures = Erasures.of_contents(mine).joined(Erasures.of_contents(other))
    my_rows, other_rows = collect_versions(mine, erasures), collect_versions(other, erasures)
    # Clean all but what both sides have alike: only that did not come from elsewhere.
    rows = {key: row if key in other_rows else clean_record(row) for key, row in my_rows.items()}
    for key, other_row in other_rows.items():
        if key not in rows:
            rows[key] = clean_record(other_row)
            continue
        if rows[key] is other_row or rows[key] == other_row:
            continue
        current, row = clean_record(rows[key]), clean_record(other_row)
        states = state_of(key[0], current), state_of(key[0], row)
        joined_state = states[0].join(states[1])
        mark = marks.get(key[1])
        if isinstance(mark, ErasureMark) and mark.table == key[0]:
            joined_state = joined_state.join(state_of_mark(*key, mark.until))
        rows[key] = _build_joined(current, row, joined_state)
        for version, state in zip((current, row), states, strict=True):
            replaced = find_replaced(version, state, rows[key], is_marked=key[1] in marks)
            step = archive_version(version, state, rows[key], replaced) if replaced else None
            if step is not None:
                lost[step.id] = step
                overwritten += name_overwritten(state, rows[key], replaced, step.id, is_mine=version is current)
    tombstones = {key: row for key, row in rows.items() if isinstance(row, r.Tombstone)}
    rows = {key: row for key, row in rows.items() if key not in tombstones} if tombstones else rows
    erased = {key for key, row in tombstones.items() if row.erased}
    adjusted = enforce_rules(rows, set(tombstones), erased)
    tables: dict[str, dict[str, Any]] = {name: {} for name in RECORD_TYPES}
    for (table, identifier), row in sorted(rows.items(), key=lambda item: (item[1].created, item[0])):
        tables[table][identifier] = row
    tables["tombstones"] = {identifier: row for (_, identifier), row in sorted(tombstones.items())}
    tables["adjusted"] = dict(sorted(adjusted.items()))
    tables["erasures"] = dict(sorted(marks.items()))
    contents = Contents(**tables)
    owner_ids = find_owner_ids(contents.domains)
    counts = _count_changes(mine, contents, owner_ids)
    new_entries = [entry for key, entry in adjusted.items() if key not in mine.adjusted]
    return MergeResult(
        contents,
        tuple(lost.values()),
        tuple(overwritten),
        *counts,
        adjusted=sum(not _only_belongs_elsewhere(entry, contents) for entry in new_entries),
        joined=tuple(sorted(owner_ids.keys() - find_owner_ids(mine.domains).keys())),
    )


def collect_versions(contents: Contents, erasures: Erasures = NO_ERASURES) -> Rows:
    """Collect every record as it was before any adjustment, and every tombstone under its record's table and id.

    What is erased is left out of them.
    """
    rows: Rows = {}
    for name in r.TABLES:
        for identifier, row in contents.table(name).items():
            key = (row.table, identifier) if name == "tombstones" else (name, identifier)
            rows[key] = state_of(key[0], rows[key]).join(state_of(key[0], row)).build() if key in rows else row
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
        if isinstance(erasure, r.Tombstone):
            state = state_of(erasure.table, erasure)
        else:
            state = state_of_mark(erasure.table, identifier, erasure.until)
        rows[key] = (state_of(key[0], rows[key]).join(state) if key in rows else state).build()
    return rows


def _build_joined(current: Any, other: Any, state: RecordState) -> Any:
    """Return the record or tombstone of a joined state."""
    joined = state.build()
    versions = [row for row in (current, other) if not isinstance(row, r.Tombstone)]
    is_damaged = isinstance(joined, r.Tombstone) and len(versions) == 2 and state.until is None
    # Joined field by field, two damaged copies can give no valid record, although each of them is one.
    return max(versions, key=rank_by_update) if is_damaged and not joined.erased else joined


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


def _only_belongs_elsewhere(entry: Adjustment, contents: Contents) -> bool:
    """Whether an adjustment of a record changed nothing but the domain that it belongs to, or names."""
    row = contents.table(entry.table).get(entry.id)
    if row is None:
        return False
    document = to_document(row)
    names = {name for name in document.keys() | entry.was.keys() if document.get(name) != entry.was.get(name)}
    return names <= ({"updated", "key", "value"} if entry.table == "settings" else {"updated", "domain"})


def _count_changes(
    before: Contents, after: Contents, owner_ids: Mapping[str, str]
) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Count the records added, changed and deleted, by table; one that is left out for a rule is not deleted."""
    added, changed, deleted = Counter[str](), Counter[str](), Counter[str]()
    for name in r.TABLES:
        if name == "tombstones":
            continue
        old, new = before.table(name), after.table(name)
        added[name] = len(new.keys() - old.keys())
        deleted[name] = len(old.keys() - new.keys() - after.adjusted.keys())
        shared_keys = old.keys() & new.keys()
        changed[name] = sum(old[key] is not new[key] and _differ(old[key], new[key], owner_ids) for key in shared_keys)
    return +added, +changed, +deleted


def _differ(old: Any, new: Any, owner_ids: Mapping[str, str]) -> bool:
    """Whether two versions differ in anything but their instants, and in that their domain was joined to another."""
    fields = {"updated": old.updated, "changed": old.changed}
    if (domain := getattr(old, "domain", "")) in owner_ids and owner_ids[domain] == new.domain:
        fields["domain"] = domain
    return bool(msgspec.structs.replace(new, **fields) != old)


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
