"""What a merge replaced by something later: named, and archived in the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.record_state import RecordState, is_complete, state_of
from efficacy_tui.store.registers import Register, build_document
from efficacy_tui.store.tables import Change, HistoryStep, RowKey, encode_changes

OVERWRITTEN_TITLE = "Overwritten by a merge"


@dataclass(frozen=True)
class Overwritten:
    """A value that a merge replaced by a later one, as plain data; `None` is none.

    `register` is the name of a field, of the first field of a group (whose values are then by field), or of the odds or
    result of a step (see `registers`). Without `is_mine`, the other copy had the value. `step` is the id of the history
    step with the version that had it.
    """

    table: str
    id: str
    register: str
    was: Any
    now: Any
    is_mine: bool
    step: str


def find_replaced(version: Any, state: RecordState, joined: Any, *, is_marked: bool) -> list[str]:
    """Return the names of the registers of one version that have another value after the merge."""
    is_deleted = isinstance(joined, r.Tombstone)
    # Of a version that is partly erased, a tombstone has what is left of it.
    is_part = isinstance(version, r.Tombstone)
    if (is_part and not is_marked) or (is_deleted and joined.erased):
        return []
    is_gone = is_deleted and not is_part
    winners: Mapping[str, Register] = {} if is_gone else state_of(state.table, joined).registers
    return [
        name
        for name, register in sorted(state.registers.items())
        if not name.startswith("revisions.") and (name not in winners or winners[name].value != register.value)
    ]


def archive_version(version: Any, state: RecordState, joined: Any, replaced: list[str]) -> HistoryStep | None:
    """Build the step that stores an overwritten version; what of it is erased is as in the joined one.

    `None` if the two are not enough for a record.
    """
    if not isinstance(version, r.Tombstone):
        return build_overwritten_step((state.table, state.id), msgspec.to_builtins(version))
    assert state.created is not None
    assert state.updated is not None
    registers = {**state_of(state.table, joined).registers, **{name: state.registers[name] for name in replaced}}
    document = build_document(state.table, state.id, state.source, state.created, state.updated, registers)
    if not is_complete(state.table, document):
        return None
    return build_overwritten_step((state.table, state.id), document)


def name_overwritten(
    state: RecordState, joined: Any, replaced: list[str], step_id: str, *, is_mine: bool
) -> list[Overwritten]:
    if isinstance(joined, r.Tombstone):
        return []
    winners = state_of(state.table, joined).registers
    return [
        Overwritten(state.table, state.id, name, state.registers[name].value, winners[name].value, is_mine, step_id)
        for name in replaced
        if name in winners
    ]


def build_overwritten_step(key: RowKey, document: dict[str, Any]) -> HistoryStep:
    """Build the step of the history that stores a version of a record, as plain data, that a later one replaced."""
    change = Change(table=key[0], id=key[1], was=document)
    return HistoryStep(
        # The step depends on the loser alone, so that a loss is stored only once, whichever merge caused it.
        id=_identify_version(key, document),
        at=document["updated"],
        title=OVERWRITTEN_TITLE,
        changes=encode_changes([change]),
        state="superseded",
    )


def recorded_versions(steps: Iterable[HistoryStep]) -> set[str]:
    """Return the versions that steps have as what was before a change by the person.

    Each is given by the id of the step that would store it after a merge.
    """
    recorded = set()
    for step in steps:
        try:
            changes = step.read()
        except msgspec.DecodeError:
            continue
        identifiers = {
            _identify_version((change.table, change.id), change.was) for change in changes if change.was is not None
        }
        # What a merge stored has its own version's id.
        recorded |= identifiers - {step.id}
    return recorded


def _identify_version(key: RowKey, document: dict[str, Any]) -> str:
    import hashlib

    return hashlib.sha256(msgspec.json.encode((key, document))).hexdigest()[:32]
