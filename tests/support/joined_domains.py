"""Which domains are joined, worked out from the records alone, without the program's own way of doing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.tables import Contents

Key = tuple[str, str]


def present_version(contents: Contents, key: Key) -> Any:
    """Return the version of a record that the person made, before any adjustment; `None` if there is none."""
    row = contents.table(key[0]).get(key[1])
    entry = contents.adjusted.get(key[1])
    if entry is not None and entry.table == key[0]:
        stamp = None if row is None else msgspec.to_builtins(row.updated)
        if stamp == entry.stamp and key[1] not in contents.tombstones:
            return msgspec.convert(entry.was, r.TABLES[key[0]])
    return row


def owners_by_domain(contents: Contents) -> dict[str, str]:
    """Return for each domain (by id) the one under which its records are: itself, or the oldest it is joined with."""
    domains: Mapping[str, r.Domain] = {key: present_version(contents, ("domains", key)) for key in contents.domains}
    neighbours: dict[str, set[str]] = {key: set() for key in domains}
    for key, row in domains.items():
        if row.joined in domains:
            neighbours[key].add(row.joined)
            neighbours[row.joined].add(key)
    owners = {}
    for key in domains:
        group, waiting = {key}, [key]
        while waiting:
            new = neighbours[waiting.pop()] - group
            group |= new
            waiting += new
        owners[key] = min(group, key=lambda member: (domains[member].created, member))
    return owners


def misplaced_records(contents: Contents) -> list[str]:
    """Name the records that are not where the joins of their domains put them, or are out of sight for no reason."""
    owners = owners_by_domain(contents)
    problems = []
    for owner in set(owners.values()):
        group = [present_version(contents, ("domains", key)) for key, other in owners.items() if other == owner]
        if contents.domains[owner].archived != all(row.archived for row in group):
            problems.append(f"domains {owner} is not archived as its group is.")
    for name in r.TABLES:
        adjusted_ids = {key for key, entry in contents.adjusted.items() if entry.table == name}
        for identifier in contents.table(name).keys() | adjusted_ids if name != "tombstones" else ():
            original, row = present_version(contents, (name, identifier)), contents.table(name).get(identifier)
            if original is None or not hasattr(original, "domain"):
                continue
            owner = owners.get(original.domain)
            if row is not None and row.domain != (owner or original.domain):
                problems.append(f"{name} {identifier} is under {row.domain}, not under {owner}.")
            if row is None and owner is not None and not _has_later_rating(contents, original, owner):
                problems.append(f"{name} {identifier} is out of sight.")
    return problems + _misplaced_settings(contents, owners)


def _misplaced_settings(contents: Contents, owners: Mapping[str, str]) -> list[str]:
    """Name the settings of joined domains under a key that nobody looks up."""
    keys = [row.key for row in contents.settings.values()]
    joined_ids = {key for key, owner in owners.items() if owner != key}
    return [f"The setting {key} is of a joined domain." for key in keys if joined_ids.intersection(key.split(":"))]


def _has_later_rating(contents: Contents, row: Any, owner: str) -> bool:
    """Whether a rating gave way to a later one of the same day in the domain that it is under."""
    if not isinstance(row, r.CheckIn):
        return False
    others = (other for other in contents.checkins.values() if (other.domain, other.day) == (owner, row.day))
    return any(present_version(contents, ("checkins", other.id)).updated >= row.updated for other in others)
