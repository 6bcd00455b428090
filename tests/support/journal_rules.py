"""The rules that hold of the records of every journal, whatever was changed or merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from efficacy_tui.model.records import TABLES
from efficacy_tui.store.tables import Contents
from tests.support.joined_domains import misplaced_records, owners_by_domain


def broken_rules(contents: Contents) -> list[str]:
    """Return the rules that these records break, a sentence each."""
    owners = owners_by_domain(contents)
    domains = [row for row in contents.domains.values() if owners[row.id] == row.id]
    focus_count, is_any_active = sum(row.focus for row in domains), any(not row.archived for row in domains)
    problems = []
    joined_ids = {key for key, owner in owners.items() if owner != key}
    if any(contents.domains[key].focus for key in joined_ids):
        problems.append("A joined domain has the focus.")
    problems += misplaced_records(contents)
    if focus_count != is_any_active:
        problems.append(f"{focus_count} domains have the focus.")
    if any(row.focus and row.archived for row in domains):
        problems.append("An archived domain has the focus.")
    unique_keys: dict[str, Iterable[object]] = {
        "current check-in of a domain and day": ((row.domain, row.day) for row in contents.checkins.values()),
        "rating of a rung and day": ((row.rung, row.day) for row in contents.rung_ratings.values()),
        "active challenge of a domain": (row.domain for row in contents.challenges.values() if row.status == "active"),
        "answer of a week": (row.week for row in contents.reviews.values()),
        "value of a setting": (row.key for row in contents.settings.values()),
    }
    for kind, keys in unique_keys.items():
        problems += [f"There is more than one {kind}: {key}." for key, count in Counter(keys).items() if count > 1]
    present_or_deleted = {*contents.rungs, *contents.tombstones, *contents.adjusted}
    problems += [
        f"The rating {row.id} is of a rung that never was."
        for row in contents.rung_ratings.values()
        if row.rung not in present_or_deleted
    ]
    for name in TABLES:
        if name != "tombstones":
            deleted_ids = {row.id for row in contents.tombstones.values() if row.table == name}
            problems += [f"{key} is in {name} and deleted." for key in deleted_ids & contents.table(name).keys()]
    return problems
