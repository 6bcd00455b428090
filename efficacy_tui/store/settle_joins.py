"""Enforce the rules again when a transaction joins two domains, takes that back, or writes to a joined one.

The person's change is that of one field of a domain. What belongs to the domains follows by the rules that a merge
enforces too, from the records as they were before any adjustment, so that all of it goes back when the join is undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from efficacy_tui.model import records as r
from efficacy_tui.store.invariants import enforce_rules
from efficacy_tui.store.joins import find_owner_ids
from efficacy_tui.store.merge import collect_versions
from efficacy_tui.store.tables import Contents
from efficacy_tui.store.unit_of_work import UnitOfWork


def settle_joins(unit: UnitOfWork) -> None:
    """Add to a transaction the changes that the rules require, if it concerns joined domains."""
    contents = unit.contents
    owner_ids = find_owner_ids(contents.domains)
    if owner_ids != find_owner_ids(unit.base.domains) or (owner_ids and _concerns_joined(unit, contents, owner_ids)):
        _enforce_rules(unit, contents)


def _concerns_joined(unit: UnitOfWork, contents: Contents, owner_ids: Mapping[str, str]) -> bool:
    """Whether a transaction wrote a domain of a joined group, or a record or draft of a joined one, or deleted a rival.

    A rating or a challenge that gave way to a deleted one is back then.
    """
    group_ids = {*owner_ids, *owner_ids.values()}
    for table, identifier in unit.changed_keys():
        row = contents.table(table).get(identifier)
        if table == "domains":
            is_concerned = identifier in group_ids
        elif row is None:
            is_concerned = (
                table in ("checkins", "challenges")
                and getattr(unit.base.table(table).get(identifier), "domain", "") in group_ids
            )
        elif isinstance(row, r.KeyValue):
            is_concerned = not owner_ids.keys().isdisjoint(row.key.split(":"))
        else:
            is_concerned = getattr(row, "domain", "") in owner_ids
        if is_concerned:
            return True
    return False


def _enforce_rules(unit: UnitOfWork, contents: Contents) -> None:
    rows = collect_versions(contents)
    tombstones = {key: row for key, row in rows.items() if isinstance(row, r.Tombstone)}
    rows = {key: row for key, row in rows.items() if key not in tombstones}
    adjusted = enforce_rules(rows, set(tombstones), {key for key, row in tombstones.items() if row.erased})
    for name in r.TABLES:
        if name != "tombstones":
            _write_table(unit, contents, name, {key: row for (table, key), row in rows.items() if table == name})
    _write_table(unit, contents, "adjusted", adjusted)


def _write_table(unit: UnitOfWork, contents: Contents, name: str, rows: Mapping[str, Any]) -> None:
    old_rows = contents.table(name)
    for identifier in sorted(old_rows.keys() | rows.keys()):
        old_row, new_row = old_rows.get(identifier), rows.get(identifier)
        if old_row is not new_row and old_row != new_row:
            unit.write(name, identifier, new_row)
