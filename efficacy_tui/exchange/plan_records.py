"""Records of an own export come into a journal, so that it keeps its rules.

What is there stays unless the export has a newer version of it. A domain of the same name is the same domain. One
rating a domain and day, one setting a key, one active challenge a domain, one focus. Nothing is ever deleted: into an
empty journal everything comes exactly as it was.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from efficacy_tui.exchange.import_plan import ImportPlan
from efficacy_tui.exchange.parsed_entries import BadRow
from efficacy_tui.exchange.readers.own_json import ExportedRecords
from efficacy_tui.journal.domains import fold_name, ordered_domains
from efficacy_tui.model import records as r
from efficacy_tui.store.tables import TABLE_OF, Contents


def plan_records(contents: Contents, found: ExportedRecords, today: dt.date, now: dt.datetime) -> ImportPlan:
    """What the records of an export would do to this journal."""
    return _RecordImport(contents, found, today, now).plan()


class _RecordImport:
    """One export on its way into one journal."""

    def __init__(self, contents: Contents, found: ExportedRecords, today: dt.date, now: dt.datetime) -> None:
        self.contents = contents
        self.found = found
        self.today = today
        self.now = now.astimezone(dt.UTC)
        self.made = ImportPlan(bad_rows=list(found.bad_rows))
        self.same_as: dict[str, str] = {}
        self.rated = {(row.domain, row.day): row.id for row in contents.checkins.values()}
        self.keys = {row.key: row.id for row in contents.settings.values()}
        self.active = {row.domain: row.id for row in contents.challenges.values() if row.status == "active"}

    def plan(self) -> ImportPlan:
        """Table by table, domains first: the others belong to them."""
        self._domains()
        for table in ("challenges", "evidence", "checkins", "reappraisals", "raters", "surveys", "settings"):
            # In the order of their making: a challenge is closed before the next one of its domain begins.
            for where, row in sorted(self.found.tables.get(table, []), key=lambda pair: pair[1].created):
                self._record(table, where, row)
        self._traces()
        return self.made

    def _domains(self) -> None:
        here = dict(self.contents.domains)
        by_name = {fold_name(domain.name): domain for domain in here.values()}
        focused = any(domain.focus and not domain.archived for domain in here.values())
        after = max((domain.order for domain in here.values()), default=-1) + 1
        rows = sorted(
            (row for _, row in self.found.tables.get("domains", [])), key=lambda row: (row.order, row.created)
        )
        fresh: list[r.Domain] = []
        for row in rows:
            standing = here.get(row.id)
            namesake = by_name.get(fold_name(row.name))
            if standing is not None:
                taken = namesake is not None and namesake.id != row.id
                name = standing.name if taken else row.name
                self._renew(standing, _place(row, standing, name))
            elif namesake is not None:
                self.same_as[row.id] = namesake.id
                self.made.unchanged_count += 1
            else:
                # A journal that has domains keeps their order and its focus; newcomers come after.
                order = after + len(fresh) if here else row.order
                comer = _as(row, order=order, focus=row.focus and not focused and not row.archived)
                focused = focused or comer.focus
                by_name[fold_name(row.name)] = comer
                fresh.append(comer)
        if not focused and not ordered_domains(self.contents):
            first = next((at for at, row in enumerate(fresh) if not row.archived), None)
            if first is not None:
                fresh[first] = _as(fresh[first], focus=True)
        for row in fresh:
            self.made.add(row, self.contents, self.now)
        self.known = here.keys() | {row.id for row in self.made.records}

    def _record(self, table: str, where: str, row: Any) -> None:
        if (belongs := getattr(row, "domain", None)) is not None:
            belongs = self.same_as.get(belongs, belongs)
            if belongs not in self.known:
                self.made.bad_rows.append(BadRow(where, f"a record of {table} belongs to a domain that is not there"))
                return
            row = _as(row, domain=belongs) if belongs != row.domain else row
        standing = self.contents.table(table).get(row.id)
        if standing == row:
            self.made.unchanged_count += 1
            return
        if (problem := self._in_the_way(row)) is not None:
            self.made.skipped_reasons[problem] += 1
            return
        if isinstance(row, r.Challenge):
            row = self._one_active(row, standing)
        if standing is not None:
            self._renew(standing, row)
        else:
            self.made.add(row, self.contents, self.now)

    def _in_the_way(self, row: Any) -> str | None:
        """Why a record has no place beside those that are there."""
        if isinstance(row, r.CheckIn) and self.rated.setdefault((row.domain, row.day), row.id) != row.id:
            return "that day is rated already"
        if isinstance(row, r.KeyValue) and self.keys.setdefault(row.key, row.id) != row.id:
            return "this setting has a value already"
        return None

    def _one_active(self, row: r.Challenge, standing: r.Challenge | None) -> r.Challenge:
        if row.status == "closed" and standing is not None and row.updated > standing.updated:
            self.active = {domain: active for domain, active in self.active.items() if active != row.id}
        if row.status != "active" or self.active.setdefault(row.domain, row.id) == row.id:
            return row
        self.made.notes.append(f"“{row.title}” comes in as let go, because another challenge is open in its domain.")
        closed = max(self.today, row.start)
        return msgspec.structs.replace(row, status="closed", outcome="abandoned", outside_cause=True, closed=closed)

    def _renew(self, standing: Any, row: Any) -> None:
        if msgspec.structs.replace(row, updated=standing.updated) == standing:
            self.made.unchanged_count += 1
        elif row.updated > standing.updated:
            self.made.records.append(row)
            self.made.changed[TABLE_OF[type(standing)]] += 1
        else:
            self.made.skipped_reasons["the version here is newer"] += 1

    def _traces(self) -> None:
        """What tells other copies of deletions comes along where it concerns nothing that is here or comes in."""
        present = {row.id for row in self.made.records}
        for table in r.TABLES:
            present |= self.contents.table(table).keys()
        for table in ("tombstones", "adjusted"):
            for _, row in self.found.tables.get(table, []):
                if row.id not in present and row.id not in self.contents.table(table):
                    self.made.traces.append((table, row.id, row))


def _place(row: r.Domain, standing: r.Domain, name: str) -> r.Domain:
    """An export's newer version of a domain, in the place that it has here."""
    kept = {"order": standing.order, "focus": standing.focus, "archived": standing.archived}
    return msgspec.structs.replace(row, name=name, **kept)


def _as(row: Any, **fields: Any) -> Any:
    return msgspec.structs.replace(row, **fields)
