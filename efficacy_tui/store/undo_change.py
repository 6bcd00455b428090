"""Undo and redo one change of a step: only the registers that it set, as a change made now (see `registers`).

What was changed of the record since, here or by a merge, stays.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from efficacy_tui.store.registers import (
    Register,
    Registers,
    format_instant,
    is_whole,
    parse_instant,
    read_registers,
    to_document,
)
from efficacy_tui.store.tables import Change
from efficacy_tui.store.unit_of_work import UnitOfWork


class ChangedSince(Exception):
    """What a step set was set again since, so that it cannot be undone or redone."""


class SetAgain(NamedTuple):
    """When a register was set before a step that is undone (`None`: never), and when the undo has set it again."""

    before: dt.datetime | None
    now: dt.datetime


def undo_change(unit_of_work: UnitOfWork, change: Change, row: Any) -> dict[str, SetAgain]:
    """Undo a change of a record, whose present version is `row`; return when it set which registers again.

    Raises:
        ChangedSince: Nothing of what the step set is left, or something was added to a record that the step made.
        msgspec.ValidationError: The values before do not fit the rest of the record.
    """
    if change.stamp is None:
        if row is not None or change.was is None:
            raise ChangedSince
        revived = unit_of_work.revive(change.table, change.id, change.was)
        return _find_set_again(change.table, change.was, revived)
    if row is None:
        raise ChangedSince
    registers = read_registers(change.table, to_document(row))
    if change.was is None:
        if not all(_is_of_addition(change, name, register.at) for name, register in registers.items()):
            raise ChangedSince
        unit_of_work.delete(row)
        return {}
    names = [
        name
        for name, register in registers.items()
        if _is_of(change, name, register.at) or _is_same_join(change, name, register)
    ]
    if not names and change.fields != {}:
        raise ChangedSince
    before = read_registers(change.table, change.was)
    after = _set(unit_of_work, change.table, row, names, before)
    return {name: SetAgain(before[name].at if name in before else None, after[name].at) for name in names}


def redo_change(unit_of_work: UnitOfWork, change: Change, row: Any) -> Change:
    """Redo a change that was undone of a record, whose present version is `row`; return it with its new instants.

    Raises:
        ChangedSince: What it rests on was changed since it was undone.
        msgspec.ValidationError: Its values do not fit the rest of the record.
    """
    if change.was is None:
        if row is not None or change.now is None:
            raise ChangedSince
        restored = unit_of_work.revive(change.table, change.id, change.now)
        if is_whole(change.table):
            return msgspec.structs.replace(change, stamp=format_instant(restored.updated))
        set_again = _find_set_again(change.table, change.now, restored)
        if not set_again:
            return change
        instants = {name: format_instant(instant.now) for name, instant in set_again.items()}
        return msgspec.structs.replace(change, fields={**(change.fields or {}), **instants})
    if row is None:
        raise ChangedSince
    registers, before = read_registers(change.table, to_document(row)), read_registers(change.table, change.was)
    if change.stamp is None:
        if _values(registers) != _values(before):
            raise ChangedSince
        unit_of_work.delete(row)
        return change
    after = read_registers(change.table, change.now or {})
    names = [name for name, register in after.items() if _is_of(change, name, register.at)]
    if any(_value(registers, name) != _value(before, name) for name in names):
        raise ChangedSince
    redone = _set(unit_of_work, change.table, row, names, after)
    stamp = format_instant(unit_of_work.contents.table(change.table)[change.id].updated)
    # A register that already has its value is not set again.
    fields = {name: None if instant == stamp else instant for name, instant in _format_instants(redone, names)}
    return msgspec.structs.replace(change, stamp=stamp, fields=fields)


def _find_set_again(table: str, document: Mapping[str, Any], row: Any) -> dict[str, SetAgain]:
    """Find the registers of a deleted version that bringing it back has set again, to the same values."""
    before, after = read_registers(table, document), read_registers(table, to_document(row))
    return {
        name: SetAgain(before[name].at, register.at)
        for name, register in after.items()
        if name in before and before[name].value == register.value and before[name].at != register.at
    }


def note_instants(change: Change, instants: dict[str, SetAgain]) -> Change:
    """Return a change of an earlier step with the present instants of the registers that it set, taken from `instants`.

    Those that no step set before belong to the step that added the record.
    """
    is_addition = change.was is None
    names = [
        name
        for name, (before, _) in instants.items()
        if (
            is_addition
            if before is None
            else _is_of(change, name, before) or (is_addition and _is_of_addition(change, name, before))
        )
    ]
    if not names:
        return change
    fields = {**(change.fields or {}), **{name: format_instant(instants.pop(name).now) for name in names}}
    return msgspec.structs.replace(change, fields=fields)


def _set(
    unit_of_work: UnitOfWork, table: str, row: Any, names: Iterable[str], registers: Mapping[str, Register]
) -> Registers:
    """Set some registers of a record to their values in `registers`; return all of its registers afterwards."""
    if is_whole(table):
        changed_row = unit_of_work.change(row, **registers[""].value)
    else:
        changed_row = unit_of_work.set_registers(row, {name: _value(registers, name) for name in names})
    return read_registers(table, to_document(changed_row))


def _format_instants(registers: Registers, names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, format_instant(registers[name].at)) for name in names]


def _value(registers: Mapping[str, Register], name: str) -> Any:
    """Return the value of a register; a group or list that is set to nothing is `None`, as one never set."""
    value = registers[name].value if name in registers else None
    return None if value in ({}, []) else value


def _values(registers: Registers) -> dict[str, Any]:
    return {name: register.value for name, register in registers.items() if register.value is not None}


def _is_of(change: Change, name: str, at: dt.datetime) -> bool:
    """Whether the value that a register got at an instant is that of a change."""
    if change.fields is not None and name in change.fields:
        return at == _parse(change.fields[name] or change.stamp)
    # A step of an older format, or one that added the record, does not say which registers it set.
    return (change.fields is None or change.was is None) and at == _parse(change.stamp)


def _is_same_join(change: Change, name: str, register: Register) -> bool:
    """Whether a step joined a domain that another machine has joined since, too: either of them takes it back."""
    is_join = (change.table, name) == ("domains", "joined") and name in (change.fields or {})
    return is_join and register.value is not None


def _is_of_addition(change: Change, name: str, at: dt.datetime) -> bool:
    """Whether a register is as the step left it that added the record, or as later steps did that are undone."""
    instant = (change.fields or {}).get(name)
    stamp = _parse(change.stamp)
    return (stamp is not None and at <= stamp) or at == _parse(instant)


def _parse(text: str | None) -> dt.datetime | None:
    # A damaged history can hold an instant that cannot be read; it matches no value.
    with contextlib.suppress(msgspec.ValidationError):
        return None if text is None else parse_instant(text)
    return None
