"""The rules of a journal, enforced after merging two copies that each followed them.

Every adjustment stores the record as it was before, and the next merge starts from that version, so the order of merges
does not matter. The rules:

* A record whose domain, rung or rater was deleted elsewhere is left out.
* One check-in per domain and day, one rating per rung and day, one setting per key: the newer `updated` stays.
* One active challenge per domain: the one that started last stays; an earlier one is closed as abandoned for an
  outside cause, which counts neither for nor against anything.
* One focus among the domains in use: the one changed last; if none has the focus, the first in order.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.references import owner_fields
from efficacy_tui.store.registers import to_document
from efficacy_tui.store.tables import Adjustment, RowKey
from efficacy_tui.store.unit_of_work import TICK

Rows = dict[RowKey, Any]
"""Records by table and id."""

_OWNER_TABLES = ("domains", "rungs", "raters")

Fix = tuple[RowKey, Any]
"""A record's table and id, and its new version; `None`: left out."""


def rank_by_update(row: Any) -> tuple[dt.datetime, bytes]:
    """Return a sort key that ranks newer rows higher and breaks ties the same way on every machine."""
    return row.updated, msgspec.json.encode(row)


def enforce_rules(rows: Rows, deleted: set[RowKey]) -> dict[str, Adjustment]:
    """Change `rows` until they follow the rules; return the adjustments by record id."""
    adjusted: dict[str, Adjustment] = {}
    rules: tuple[Callable[[Rows], Iterator[Fix]], ...] = (
        partial(_fix_orphans, deleted),
        _fix_duplicates,
        _fix_active_challenges,
        _fix_focus,
    )
    for rule in rules:
        for (table, identifier), row in list(rule(rows)):
            was = rows[table, identifier]
            updated = was.updated + TICK
            if row is None:
                del rows[table, identifier]
            else:
                rows[table, identifier] = msgspec.structs.replace(row, updated=updated)
            stamp = None if row is None else msgspec.to_builtins(updated)
            adjusted[identifier] = Adjustment(id=identifier, table=table, was=to_document(was), stamp=stamp)
    return adjusted


def _fix_orphans(deleted: set[RowKey], rows: Rows) -> Iterator[Fix]:
    deleted_owners = {key for key in deleted if key[0] in _OWNER_TABLES and key not in rows}
    if not deleted_owners:
        return
    lost_rungs = set()
    for key, row in rows.items():
        if not deleted_owners.isdisjoint(_owners(key[0], row)):
            lost_rungs |= {row.id} if key[0] == "rungs" else set()
            yield key, None
    for key, row in rows.items() if lost_rungs else ():
        if key[0] == "rung_ratings" and row.rung in lost_rungs:
            yield key, None


def _owners(table: str, row: Any) -> set[RowKey]:
    """Return the tables and ids of the records that a record belongs to."""
    return {(owner_table, getattr(row, field, "")) for field, owner_table in owner_fields(table).items()}


def _fix_duplicates(rows: Rows) -> Iterator[Fix]:
    group_key_by_table: dict[str, Callable[[Any], Hashable]] = {
        "checkins": lambda row: (row.domain, row.day),
        "rung_ratings": lambda row: (row.rung, row.day),
        "settings": lambda row: row.key,
    }
    groups: dict[Hashable, list[RowKey]] = defaultdict(list)
    for key, row in rows.items():
        if (group_key := group_key_by_table.get(key[0])) is not None:
            groups[key[0], group_key(row)].append(key)
    for group in groups.values():
        if len(group) > 1:
            for key in sorted(group, key=lambda key: (rank_by_update(rows[key]), key))[:-1]:
                yield key, None


def _fix_active_challenges(rows: Rows) -> Iterator[Fix]:
    by_domain = defaultdict(list)
    for (table, _), row in rows.items():
        if table == "challenges":
            by_domain[row.domain].append(row)
    for group in by_domain.values():
        group.sort(key=lambda row: (row.start, row.created, row.id))
        for row, later in pairwise(group):
            if row.status == "active":
                closed = max(row.start, later.start)
                fields: dict[str, Any] = {"status": "closed", "outcome": "abandoned", "outside_cause": True}
                yield ("challenges", row.id), msgspec.structs.replace(row, closed=closed, **fields)


def _fix_focus(rows: Rows) -> Iterator[Fix]:
    domains: list[r.Domain] = [row for (table, _), row in rows.items() if table == "domains"]
    active = [domain for domain in domains if not domain.archived]
    focused = max((d for d in active if d.focus), key=lambda d: (d.updated, d.id), default=None)
    first = min(active, key=lambda d: (d.order, d.created, d.id), default=None)
    new_focus = focused or first
    for domain in domains:
        if domain.focus != (domain is new_focus):
            yield ("domains", domain.id), msgspec.structs.replace(domain, focus=domain is new_focus)
