"""Plan the import of plain tables: their rows name the domain, and are ratings, evidence or outcomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from efficacy_tui.exchange.entry_days import describe_bad_day, find_day
from efficacy_tui.exchange.import_plan import ImportPlan
from efficacy_tui.exchange.parsed_entries import BadRow, quote_cell
from efficacy_tui.exchange.readers.plain_table import ParsedTable, TableRow
from efficacy_tui.journal.domain_reading import fold_name, present_domains
from efficacy_tui.journal.evidence import KIND_OF
from efficacy_tui.model import records as r
from efficacy_tui.model.text import NOTE_MAX, TEXT_MAX, clean, clean_line
from efficacy_tui.store.first_rungs import title_key
from efficacy_tui.store.tables import Contents

DELETED_HERE = "deleted here"


def plan_table(
    contents: Contents,
    table: ParsedTable,
    today: dt.date,
    now: dt.datetime,
    *,
    day_start: dt.time = dt.time(),
    revive: bool = True,
) -> ImportPlan:
    """Plan the import of tables into this journal; without `revive`, what was deleted here stays deleted.

    A rating of a day that is rated already is left out, also where the other rating stands further up in a table.
    """
    plan = ImportPlan(bad_rows=list(table.bad_rows), notes=list(table.notes))
    domains: dict[str, list[r.Domain]] = {}
    for domain in present_domains(contents):
        domains.setdefault(fold_name(domain.name), []).append(domain)
    rated_days = {(row.domain, row.day) for row in contents.checkins.values()}
    rungs = {(row.domain, title_key(row.title)): row for row in contents.rungs.values()}
    for row in table.rows:
        day = find_day(row.day, row.time, day_start)
        matches = domains.get(fold_name(row.domain), [])
        if problem := describe_bad_day(day, today) or _describe_bad_domain(row.domain, matches):
            plan.bad_rows.append(BadRow(row.where, problem))
        elif _is_present(contents, row):
            plan.unchanged_count += 1
        elif not revive and row.identifier in contents.tombstones:
            plan.skipped_reasons[DELETED_HERE] += 1
        elif row.kind == "ratings" and (matches[0].id, day) in rated_days:
            plan.skipped_reasons["that day is already rated"] += 1
        else:
            record = _build_record(row, matches[0], day, now, rungs)
            if isinstance(record, r.CheckIn):
                rated_days.add((record.domain, record.day))
            plan.add(record, contents, now)
    return plan


def _describe_bad_domain(name: str, matches: Sequence[r.Domain]) -> str | None:
    if not matches:
        return f"no domain is called {quote_cell(name)}"
    return f"several domains are called {quote_cell(name)}" if len(matches) > 1 else None


def _is_present(contents: Contents, row: TableRow) -> bool:
    tables = {"ratings": contents.checkins, "evidence": contents.evidence, "outcomes": contents.challenges}
    return row.identifier in tables[row.kind]


def _build_record(
    row: TableRow, domain: r.Domain, day: dt.date, now: dt.datetime, rungs: dict[tuple[str, str], r.Rung]
) -> Any:
    common: dict[str, Any] = {"id": row.identifier, "created": now, "updated": now, "domain": domain.id}
    match row.kind:
        case "ratings":
            # The person wrote the row with its day; it is not remembered here and now.
            note = _cut(clean(row.text), NOTE_MAX)
            return r.CheckIn(**common, day=day, confidence=row.percent or 0, task=domain.task, note=note)
        case "evidence":
            text = _cut(clean(row.text), TEXT_MAX)
            fields: dict[str, Any] = {"quote": text} if row.source == "persuasion" else {}
            if row.difficulty is not None:
                fields["difficulty"] = row.difficulty
            return KIND_OF[row.source](**common, day=day, text=text, **fields)
        case _:
            title = _cut(clean_line(row.text), TEXT_MAX)
            rung = rungs.get((domain.id, title_key(title)))
            odds = row.percent or 0
            return r.Challenge(
                **common,
                rung=rung.id if rung is not None else None,
                title=title,
                done_when=title,
                difficulty=_difficulty_of(row, rung, odds),
                odds=odds,
                start=day,
                due=day,
                status="closed",
                outcome=row.outcome,
                closed=day,
            )


def _difficulty_of(row: TableRow, rung: r.Rung | None, odds: int) -> int:
    """Return the difficulty in the row, else that of the rung of its title, else one that the odds suggest."""
    if row.difficulty is not None:
        return row.difficulty
    return rung.difficulty if rung is not None else 100 - odds


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
