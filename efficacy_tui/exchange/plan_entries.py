"""Dated things from other programs become evidence and ratings, as the rules say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from efficacy_tui.exchange.import_plan import ImportPlan
from efficacy_tui.exchange.parsed_entries import (
    BadRow,
    LabelRule,
    ParsedEntry,
    ParsedFile,
    matching_rules,
    parse_origin,
)
from efficacy_tui.journal.check_ins import ORIGINS
from efficacy_tui.journal.evidence import KIND_OF
from efficacy_tui.journal.repository import require
from efficacy_tui.model import locale_format
from efficacy_tui.model import records as r
from efficacy_tui.model.text import TEXT_MAX, clean
from efficacy_tui.store.tables import Contents


def plan_entries(
    contents: Contents, found: ParsedFile, rules: Sequence[LabelRule], today: dt.date, now: dt.datetime
) -> ImportPlan:
    """What the things in `found` would be in this journal; the rules name domains by their ids.

    Raises:
        MissingRecord: one of these domains is gone.
    """
    for rule in rules:
        require(contents.domains, rule.domain, "a domain of the mapping")
    plan = ImportPlan(bad_rows=list(found.bad_rows))
    ratings: dict[tuple[str, dt.date], list[float]] = {}
    cut = 0
    seen: set[str] = set()
    for item in found.entries:
        rules_met = matching_rules(item, rules)
        if rules_met and item.day > today:
            plan.bad_rows.append(BadRow(item.where, f"{locale_format.full_date(item.day)} is still to come"))
            continue
        for rule in rules_met:
            if rule.kind == "rating":
                if item.number is None:
                    plan.bad_rows.append(BadRow(item.where, item.lacks))
                else:
                    ratings.setdefault((rule.domain, item.day), []).append(item.number)
                continue
            entry = _evidence(found.origin, item, rule, now)
            if entry is None or entry.id in seen:
                continue
            seen.add(entry.id)
            cut += len(clean(item.text)) > TEXT_MAX
            if entry.id in contents.evidence:
                plan.unchanged_count += 1
            else:
                plan.add(entry, contents, now)
    _rate(plan, contents, found.origin, ratings, today, now)
    if cut:
        texts = f"{locale_format.group_thousands(cut)} longer text{'' if cut == 1 else 's'}"
        plan.notes.append(f"{texts} cut at {locale_format.group_thousands(TEXT_MAX)} characters.")
    return plan


def _evidence(origin: str, item: ParsedEntry, rule: LabelRule, now: dt.datetime) -> r.AnyEvidence | None:
    text = clean(item.text)
    if not text or rule.kind == "rating":
        return None
    if len(text) > TEXT_MAX:
        text = text[: TEXT_MAX - 1] + "…"
    fields: dict[str, Any] = {"quote": text} if rule.kind == "persuasion" else {}
    return KIND_OF[rule.kind](
        id=parse_origin(origin, item.key, rule.domain, rule.kind),
        created=now,
        updated=now,
        domain=rule.domain,
        day=item.day,
        text=text,
        **fields,
    )


def _rate(
    plan: ImportPlan,
    contents: Contents,
    origin: str,
    ratings: dict[tuple[str, dt.date], list[float]],
    today: dt.date,
    now: dt.datetime,
) -> None:
    """One rating a domain and day: several of a day are averaged, one that is there already stays."""
    there = {(row.domain, row.day): row for row in contents.checkins.values()}
    for (domain, day), values in sorted(ratings.items()):
        known = parse_origin(origin, "rating", domain, day.isoformat())
        standing = there.get((domain, day))
        if standing is not None:
            if standing.id == known:
                plan.unchanged_count += 1
            else:
                plan.skipped_reasons["that day is rated already"] += 1
            continue
        rating = r.CheckIn(
            id=known,
            created=now,
            updated=now,
            domain=domain,
            day=day,
            confidence=round(sum(values) / len(values)),
            task=contents.domains[domain].task,
            note=f"from {ORIGINS.get(origin, origin)}",
            late=day < today,
        )
        plan.add(rating, contents, now)
