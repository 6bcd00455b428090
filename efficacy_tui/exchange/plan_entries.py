"""Plan the import of entries from other programs: the rules turn them into evidence and ratings."""

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
    derive_record_id,
    matching_rules,
)
from efficacy_tui.journal.check_ins import ORIGIN_NAMES
from efficacy_tui.journal.evidence import KIND_OF
from efficacy_tui.journal.repository import require
from efficacy_tui.model import locale_format
from efficacy_tui.model import records as r
from efficacy_tui.model.text import TEXT_MAX, clean
from efficacy_tui.store.tables import Contents


def plan_entries(
    contents: Contents, parsed: ParsedFile, rules: Sequence[LabelRule], today: dt.date, now: dt.datetime
) -> ImportPlan:
    """Plan the import of a parsed file into this journal; the rules name domains by their ids.

    Raises:
        MissingRecord: one of these domains no longer exists.
    """
    for rule in rules:
        require(contents.domains, rule.domain, "a domain of the mapping")
    plan = ImportPlan(bad_rows=list(parsed.bad_rows))
    ratings: dict[tuple[str, dt.date], list[float]] = {}
    shortened_count = 0
    evidence_ids: set[str] = set()
    for entry in parsed.entries:
        matches = matching_rules(entry, rules)
        if matches and entry.day > today:
            plan.bad_rows.append(BadRow(entry.where, f"{locale_format.full_date(entry.day)} is still to come"))
            continue
        for rule in matches:
            if rule.kind == "rating":
                if entry.number is None:
                    plan.bad_rows.append(BadRow(entry.where, entry.number_problem))
                else:
                    ratings.setdefault((rule.domain, entry.day), []).append(entry.number)
                continue
            evidence = _build_evidence(parsed.origin, entry, rule, now)
            if evidence is None or evidence.id in evidence_ids:
                continue
            evidence_ids.add(evidence.id)
            shortened_count += len(clean(entry.text)) > TEXT_MAX
            if evidence.id in contents.evidence:
                plan.unchanged_count += 1
            else:
                plan.add(evidence, contents, now)
    _plan_ratings(plan, contents, parsed.origin, ratings, today, now)
    if shortened_count:
        texts = f"{locale_format.group_thousands(shortened_count)} longer text{'' if shortened_count == 1 else 's'}"
        plan.notes.append(f"{texts} cut at {locale_format.group_thousands(TEXT_MAX)} characters.")
    return plan


def _build_evidence(origin: str, entry: ParsedEntry, rule: LabelRule, now: dt.datetime) -> r.AnyEvidence | None:
    text = clean(entry.text)
    if not text or rule.kind == "rating":
        return None
    if len(text) > TEXT_MAX:
        text = text[: TEXT_MAX - 1] + "…"
    fields: dict[str, Any] = {"quote": text} if rule.kind == "persuasion" else {}
    return KIND_OF[rule.kind](
        id=derive_record_id(origin, entry.key, rule.domain, rule.kind),
        created=now,
        updated=now,
        domain=rule.domain,
        day=entry.day,
        text=text,
        **fields,
    )


def _plan_ratings(
    plan: ImportPlan,
    contents: Contents,
    origin: str,
    ratings: dict[tuple[str, dt.date], list[float]],
    today: dt.date,
    now: dt.datetime,
) -> None:
    """Plan one rating per domain and day: average several of a day, and leave an existing one as it is."""
    existing_ratings = {(row.domain, row.day): row for row in contents.checkins.values()}
    for (domain, day), values in sorted(ratings.items()):
        record_id = derive_record_id(origin, "rating", domain, day.isoformat())
        existing_rating = existing_ratings.get((domain, day))
        if existing_rating is not None:
            if existing_rating.id == record_id:
                plan.unchanged_count += 1
            else:
                plan.skipped_reasons["that day is rated already"] += 1
            continue
        rating = r.CheckIn(
            id=record_id,
            created=now,
            updated=now,
            domain=domain,
            day=day,
            confidence=round(sum(values) / len(values)),
            task=contents.domains[domain].task,
            note=f"from {ORIGIN_NAMES.get(origin, origin)}",
            late=day < today,
        )
        plan.add(rating, contents, now)
