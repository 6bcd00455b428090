"""The rules of a journal, enforced after merging two copies that each followed them.

Every adjustment stores the record as it was before, and the next merge starts from that version, so the order of merges
does not matter. The rules:

* What belongs to a domain that was joined to another one (see `joins`) belongs to the one that is kept; settings that
  name the joined one name that one. That one is archived only if all of them are.
* A record whose domain, rung or rater was deleted elsewhere is left out.
* A link to a record that was erased whole is cleared: a copy that knew of no erasure has it.
* One check-in per domain and day, one rating per rung and day, one answer per week, one setting per key: the newer
  `updated` stays.
* One active challenge per domain: the one that started last stays; an earlier one is closed as abandoned for an
  outside cause, which counts neither for nor against anything. One that began later in a domain that was joined since
  closes it only if it was still open then.
* One focus among the domains in use: the one that got it last; if none has the focus, the first in order. A joined
  domain is not in use: if it has the focus, the one that is kept gets it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from functools import partial
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.joins import find_owner_ids, replace_domain_ids
from efficacy_tui.store.references import link_fields, owner_fields
from efficacy_tui.store.registers import ALL, to_document
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


def enforce_rules(rows: Rows, deleted: set[RowKey], erased: Collection[RowKey] = frozenset()) -> dict[str, Adjustment]:
    """Change `rows` until they follow the rules; return the adjustments by record id.

    `deleted` are the records with a tombstone, `erased` those of them that were erased whole.
    """
    originals: Rows = {}
    owner_ids = find_owner_ids({key: row for (table, key), row in rows.items() if table == "domains"})
    rules: tuple[Callable[[Rows], Iterator[Fix]], ...] = (
        partial(_fix_joined, owner_ids),
        partial(_fix_archived, owner_ids),
        partial(_fix_orphans, deleted),
        partial(_fix_erased_links, erased),
        _fix_duplicates,
        partial(_fix_active_challenges, originals, owner_ids),
        partial(_fix_focus, owner_ids),
    )
    for rule in rules:
        for key, row in list(rule(rows)):
            originals.setdefault(key, rows[key])
            if row is None:
                del rows[key]
            else:
                rows[key] = row
    adjusted: dict[str, Adjustment] = {}
    for (table, identifier), was in originals.items():
        stamp = None
        if (row := rows.get((table, identifier))) is not None:
            updated = was.updated + TICK
            rows[table, identifier] = msgspec.structs.replace(row, updated=updated)
            stamp = msgspec.to_builtins(updated)
        adjusted[identifier] = Adjustment(id=identifier, table=table, was=to_document(was), stamp=stamp)
    return adjusted


def _fix_joined(owner_ids: Mapping[str, str], rows: Rows) -> Iterator[Fix]:
    if not owner_ids:
        return
    for key, row in rows.items():
        if isinstance(row, r.KeyValue):
            renamed_key, value = (replace_domain_ids(item, owner_ids) for item in (row.key, row.value))
            if (renamed_key, value) != (row.key, row.value):
                yield key, msgspec.structs.replace(row, key=renamed_key, value=value)
        elif (domain := getattr(row, "domain", "")) in owner_ids:
            yield key, msgspec.structs.replace(row, domain=owner_ids[domain])


def _fix_archived(owner_ids: Mapping[str, str], rows: Rows) -> Iterator[Fix]:
    in_use = {owner for key, owner in owner_ids.items() if not rows["domains", key].archived}
    for owner in sorted(in_use):
        if rows["domains", owner].archived:
            yield ("domains", owner), msgspec.structs.replace(rows["domains", owner], archived=False)


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


def _fix_erased_links(erased: Collection[RowKey], rows: Rows) -> Iterator[Fix]:
    for key, row in rows.items() if erased else ():
        links = link_fields(key[0])
        changes: dict[str, Any] = {
            field: None for field, table in links.items() if (table, getattr(row, field, None)) in erased
        }
        if isinstance(row, r.Reappraisal) and any(("evidence", item) in erased for item in row.evidence):
            changes["evidence"] = tuple(item for item in row.evidence if ("evidence", item) not in erased)
        if changes:
            yield key, msgspec.structs.replace(row, **changes)


def _owners(table: str, row: Any) -> set[RowKey]:
    """Return the tables and ids of the records that a record belongs to."""
    return {(owner_table, getattr(row, field, "")) for field, owner_table in owner_fields(table).items()}


def _fix_duplicates(rows: Rows) -> Iterator[Fix]:
    group_key_by_table: dict[str, Callable[[Any], Hashable]] = {
        "checkins": lambda row: (row.domain, row.day),
        "rung_ratings": lambda row: (row.rung, row.day),
        "reviews": lambda row: row.week,
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


def _fix_active_challenges(originals: Rows, owner_ids: Mapping[str, str], rows: Rows) -> Iterator[Fix]:
    by_domain: dict[str, list[r.Challenge]] = defaultdict(list)
    for (table, _), row in rows.items():
        if table == "challenges":
            by_domain[row.domain].append(row)
    joined_days = _find_joined_days(owner_ids, rows)

    def is_rival(row: r.Challenge, later: r.Challenge) -> bool:
        domains = {originals.get(("challenges", item.id), item).domain for item in (row, later)}
        if len(domains) == 1 or later.closed is None:
            return True
        joined_day = joined_days.get(row.domain)
        return joined_day is not None and later.closed >= joined_day

    for group in by_domain.values():
        group.sort(key=lambda row: (row.start, row.created, row.id))
        for number, row in enumerate(group):
            rivals = (later for later in group[number + 1 :] if is_rival(row, later))
            if row.status == "active" and (later := next(rivals, None)) is not None:
                closed = max(row.start, later.start)
                fields: dict[str, Any] = {"status": "closed", "outcome": "abandoned", "outside_cause": True}
                yield ("challenges", row.id), msgspec.structs.replace(row, closed=closed, **fields)


def _find_joined_days(owner_ids: Mapping[str, str], rows: Rows) -> dict[str, dt.date]:
    """Return the day (UTC) on which each kept domain (by id) was joined with another last."""
    days: dict[str, dt.date] = {}
    for joined_id, owner_id in owner_ids.items():
        for domain in (rows["domains", joined_id], rows["domains", owner_id]):
            if domain.joined is not None:
                day = (domain.changed or {}).get("joined", domain.updated).astimezone(dt.UTC).date()
                days[owner_id] = max(day, days.get(owner_id, day))
    return days


def _fix_focus(owner_ids: Mapping[str, str], rows: Rows) -> Iterator[Fix]:
    domains: dict[str, r.Domain] = {row.id: row for (table, _), row in rows.items() if table == "domains"}
    active = {key: row for key, row in domains.items() if not row.archived and key not in owner_ids}
    holders = [d for d in domains.values() if d.focus and not d.archived and owner_ids.get(d.id, d.id) in active]
    last_holder = max(holders, key=_rank_by_focus, default=None)
    if last_holder is not None:
        new_focus: r.Domain | None = active[owner_ids.get(last_holder.id, last_holder.id)]
    else:
        new_focus = min(active.values(), key=lambda d: (d.order, d.created, d.id), default=None)
    for domain in domains.values():
        if domain.focus != (domain is new_focus):
            yield ("domains", domain.id), msgspec.structs.replace(domain, focus=domain is new_focus)


def _rank_by_focus(domain: r.Domain) -> tuple[dt.datetime, dt.datetime, str]:
    """Return a sort key that ranks a domain higher the later it got the focus."""
    changed = domain.changed or {}
    focused_at = min(changed.get("focus", changed.get(ALL, domain.created)), domain.updated)
    return focused_at, domain.updated, domain.id
