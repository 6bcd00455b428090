"""Plan the import of entries from other programs: the rules turn them into evidence and ratings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from efficacy_tui.exchange.entry_days import describe_bad_day, find_day
from efficacy_tui.exchange.import_plan import ImportPlan
from efficacy_tui.exchange.parsed_entries import (
    BadRow,
    LabelRule,
    ParsedEntry,
    ParsedFile,
    derive_record_id,
    matching_rules,
    rows_asked_for,
)
from efficacy_tui.exchange.unnumbered_moods import describe_unnumbered_moods
from efficacy_tui.journal.evidence import KIND_OF
from efficacy_tui.journal.origins import ORIGIN_NAMES
from efficacy_tui.journal.repository import require
from efficacy_tui.model import locale_format
from efficacy_tui.model import records as r
from efficacy_tui.model.text import TEXT_MAX, clean
from efficacy_tui.store.tables import Contents


def plan_entries(
    contents: Contents,
    parsed: ParsedFile,
    rules: Sequence[LabelRule],
    today: dt.date,
    now: dt.datetime,
    *,
    day_start: dt.time = dt.time(),
    update: bool = False,
) -> ImportPlan:
    """Plan the import of a parsed file into this journal; the rules name domains by their ids.

    An entry of a time before `day_start` belongs to the day before. With `update`, what came in earlier and says
    something else in the file now is replaced.

    Raises:
        MissingRecord: one of these domains no longer exists.
    """
    for rule in rules:
        require(contents.domains, rule.domain, "a domain of the mapping")
    return _EntryPlanner(contents, parsed, today, now, update).plan(rules, day_start)


class _EntryPlanner:
    """Plans the import of one parsed file into one journal."""

    def __init__(self, contents: Contents, parsed: ParsedFile, today: dt.date, now: dt.datetime, update: bool) -> None:
        self.contents = contents
        self.parsed = parsed
        self.today = today
        self.now = now
        self.is_update = update
        self.plan_result = ImportPlan(notes=list(parsed.notes))
        self.ratings: dict[tuple[str, str, dt.date], list[float]] = {}
        self.shortened_count = 0
        self.unnumbered: list[ParsedEntry] = []

    def plan(self, rules: Sequence[LabelRule], day_start: dt.time) -> ImportPlan:
        """Plan each entry that a rule asks for; rows that cannot be used count only if a rule may ask for them."""
        plan = self.plan_result
        plan.bad_rows = rows_asked_for(self.parsed, rules)
        unasked_count = len(self.parsed.bad_rows) - len(plan.bad_rows)
        for entry in self.parsed.entries:
            matches = matching_rules(entry, rules)
            if not matches:
                continue
            day = find_day(entry.day, entry.time, day_start)
            if (problem := describe_bad_day(day, self.today)) is not None:
                plan.bad_rows.append(BadRow(entry.where, problem))
                continue
            for rule in matches:
                self._plan_entry(entry, rule, day)
        plan.bad_rows = list(dict.fromkeys([*plan.bad_rows, *describe_unnumbered_moods(self.unnumbered)]))
        self._plan_ratings()
        if self.shortened_count:
            count = locale_format.group_thousands(self.shortened_count)
            texts = f"{count} long text was" if self.shortened_count == 1 else f"{count} long texts were"
            plan.notes.append(f"{texts} cut at {locale_format.group_thousands(TEXT_MAX)} characters.")
        if unasked_count:
            count = locale_format.group_thousands(unasked_count)
            plan.notes.append(f"{count} row{'s' * (unasked_count > 1)} that you did not ask for cannot be read.")
        return plan

    def _plan_entry(self, entry: ParsedEntry, rule: LabelRule, day: dt.date) -> None:
        origin = entry.origin or self.parsed.origin
        if rule.kind == "rating":
            if entry.number is None:
                self.unnumbered.append(entry)
            else:
                self.ratings.setdefault((origin, rule.domain, day), []).append(entry.number)
            return
        fields = _evidence_fields(entry, rule, day)
        if not fields["text"]:
            return
        keys = [entry.key, *([entry.legacy_key] if entry.legacy_key else [])]
        identifier = self._find_id([derive_record_id(origin, key, rule.domain, rule.kind) for key in keys])
        self.shortened_count += len(clean(entry.text)) > TEXT_MAX
        existing = self.contents.evidence.get(identifier)
        if existing is not None:
            self._plan_existing(existing, fields)
            return
        kind = KIND_OF[rule.kind]
        evidence = kind(id=identifier, created=self.now, updated=self.now, domain=rule.domain, **fields)
        self.plan_result.add(evidence, self.contents, self.now)

    def _find_id(self, identifiers: Sequence[str]) -> str:
        """Return the id under which an entry is here already, or was, so that it stays one record; else the first."""
        for rows in (self.contents.evidence, self.contents.tombstones, self.contents.erasures):
            for identifier in identifiers:
                if identifier in rows:
                    return identifier
        return identifiers[0]

    def _plan_existing(self, existing: Any, fields: dict[str, Any]) -> None:
        """Leave a record as it is, or replace the fields in which the file differs from it."""
        plan = self.plan_result
        if all(getattr(existing, name, value) == value for name, value in fields.items()):
            plan.unchanged_count += 1
        elif self.is_update:
            names = existing.__struct_fields__
            plan.update(existing, {name: value for name, value in fields.items() if name in names}, self.now)
        else:
            plan.leave_differing(existing)

    def _plan_ratings(self) -> None:
        """Plan one rating per domain and day: average several of a day, and leave one from elsewhere as it is."""
        plan = self.plan_result
        existing_ratings = {(row.domain, row.day): row for row in self.contents.checkins.values()}
        for (origin, domain, day), values in sorted(self.ratings.items()):
            record_id = derive_record_id(origin, "rating", domain, day.isoformat())
            confidence = round(sum(values) / len(values))
            existing = existing_ratings.get((domain, day))
            if existing is not None and existing.id == record_id:
                self._plan_existing(existing, {"confidence": confidence})
            elif existing is not None:
                plan.skipped_reasons["that day is already rated"] += 1
            else:
                rating = r.CheckIn(
                    id=record_id,
                    created=self.now,
                    updated=self.now,
                    domain=domain,
                    day=day,
                    confidence=confidence,
                    task=self.contents.domains[domain].task,
                    note=f"from {ORIGIN_NAMES.get(origin, origin)}",
                    late=day < self.today,
                )
                existing_ratings[domain, day] = rating
                plan.add(rating, self.contents, self.now)


def _evidence_fields(entry: ParsedEntry, rule: LabelRule, day: dt.date) -> dict[str, Any]:
    text = clean(entry.text)
    if len(text) > TEXT_MAX:
        text = text[: TEXT_MAX - 1] + "…"
    fields: dict[str, Any] = {"day": day, "text": text}
    return {**fields, "quote": text} if rule.kind == "persuasion" else fields
