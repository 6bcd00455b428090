"""Domains of one name, as two machines can have made them, and what joining them would do."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping

import msgspec

from efficacy_tui.journal.domain_reading import find_namesakes
from efficacy_tui.journal.repository import JournalAccess
from efficacy_tui.model.records import TABLES, Domain, RungRating
from efficacy_tui.store.tables import Contents

NamesakeGroup = tuple[Domain, ...]
"""The domains of one name, the oldest first, which is kept if they are joined."""

_OFFERED_KEY = "namesakes offered"
"""The setting with the ids of the domains that were offered to be joined."""


class JoinPreview(msgspec.Struct, frozen=True):
    """What joining a group does: the records of each domain by table, and what only one of them can have.

    `twice_rated_days` counts the days with a rating in more than one, `open_challenges` the challenges still open;
    `has_other_tasks` says whether there are ratings of another task than that of the domain kept.
    """

    group: NamesakeGroup
    counts: Mapping[str, Counter[str]]
    twice_rated_days: int
    open_challenges: int
    has_other_tasks: bool


def find_new_namesakes(before: Contents, after: Contents) -> list[NamesakeGroup]:
    """Return the groups of namesakes in `after` with a domain that was in no group, or in another one, in `before`."""
    groups_before = [{domain.id for domain in group} for group in find_namesakes(before)]
    groups = find_namesakes(after)
    return [group for group in groups if not any({row.id for row in group} <= ids for ids in groups_before)]


def take_new_offers(journal: JournalAccess) -> list[NamesakeGroup]:
    """Return the groups of namesakes that were not offered at a start yet, and remember that they are now.

    Raises:
        Rejected, StoreError: that could not be saved.
    """
    offered_ids: set[str] = set(journal.settings.get(_OFFERED_KEY, [], list[str]))
    groups = [group for group in find_namesakes(journal.contents) if not {row.id for row in group} <= offered_ids]
    if groups:
        journal.settings.set(_OFFERED_KEY, sorted(offered_ids | {row.id for group in groups for row in group}))
    return groups


def preview_join(contents: Contents, group: NamesakeGroup) -> JoinPreview:
    """Count what joining a group of namesakes would bring together."""
    ids = {domain.id for domain in group}
    counts: dict[str, Counter[str]] = {domain.id: Counter() for domain in group}
    rated_domains: dict[dt.date, set[str]] = defaultdict(set)
    for name in TABLES:
        for row in contents.table(name).values():
            # A rating of a rung belongs to the domain of its rung.
            owner = contents.rungs.get(row.rung) if isinstance(row, RungRating) else row
            if (domain_id := getattr(owner, "domain", None)) in ids:
                counts[domain_id][name] += 1
    ratings = [row for row in contents.checkins.values() if row.domain in ids]
    for rating in ratings:
        rated_domains[rating.day].add(rating.domain)
    challenges = contents.challenges.values()
    return JoinPreview(
        group=group,
        counts=counts,
        twice_rated_days=sum(len(domain_ids) > 1 for domain_ids in rated_domains.values()),
        open_challenges=sum(row.domain in ids and row.status == "active" for row in challenges),
        has_other_tasks=any(row.task != group[0].task for row in ratings if row.domain != group[0].id),
    )
