"""Plan the import of records that this program exported, so that the journal stays valid.

A record stays as it is unless the export has a newer version. Domains of the same name are the same domain, and rungs
of the same title on one ladder the same rung. There is at most one rating per domain and day, one per rung and day, one
answer per week, one setting per key, one active challenge per domain, and one focus. Nothing is ever deleted, and an
import into an empty journal restores everything exactly. A record that had to be fitted to this journal counts as
changed now: a merge with the journal of the export would otherwise draw lots between the two versions.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from efficacy_tui.exchange.import_plan import ImportPlan, is_erased
from efficacy_tui.exchange.parsed_entries import BadRow
from efficacy_tui.exchange.readers.own_json import ExportedRecords
from efficacy_tui.journal.domain_reading import fold_name, ordered_domains, present_domains
from efficacy_tui.model import records as r
from efficacy_tui.store.changed_fields import note_changes
from efficacy_tui.store.first_rungs import title_key
from efficacy_tui.store.joins import find_owner_ids, replace_domain_ids
from efficacy_tui.store.registers import STAMPS
from efficacy_tui.store.tables import RECORD_TYPES, TABLE_OF, Contents
from efficacy_tui.store.text_cleaning import clean_record
from efficacy_tui.store.unit_of_work import TICK

PLANNED_TABLES = (
    *("rungs", "rung_ratings", "challenges", "evidence", "checkins", "reappraisals", "raters", "surveys", "reviews"),
    "settings",
)
"""The tables after the domains, in an order in which what a record refers to comes first."""


def plan_records(
    contents: Contents, exported: ExportedRecords, today: dt.date, now: dt.datetime, *, update: bool = False
) -> ImportPlan:
    """Plan the import of an export's records into this journal.

    With `update`, a record of the same version that somebody edited in the export, as in a spreadsheet, is replaced.
    """
    return _RecordPlanner(contents, exported, today, now, update).plan()


class _RecordPlanner:
    """Plans the import of one export into one journal."""

    def __init__(
        self, contents: Contents, exported: ExportedRecords, today: dt.date, now: dt.datetime, update: bool
    ) -> None:
        self.contents = contents
        self.today = today
        self.now = now.astimezone(dt.UTC)
        self.is_update = update
        self.result = ImportPlan(bad_rows=list(exported.bad_rows), notes=list(exported.notes))
        self.tables = {
            table: [(where, clean_record(row)) for where, row in rows] for table, rows in exported.tables.items()
        }
        self.local_domain_ids = find_owner_ids(contents.domains)
        self.rating_ids = {(row.domain, row.day): row.id for row in contents.checkins.values()}
        self.rung_ids = set(contents.rungs)
        self.local_rung_ids: dict[str, str] = {}
        self.rungs_by_title = {(row.domain, title_key(row.title)): row.id for row in contents.rungs.values()}
        self.rung_rating_ids = {(row.rung, row.day): row.id for row in contents.rung_ratings.values()}
        self.review_ids = {row.week: row.id for row in contents.reviews.values()}
        self.setting_ids = {row.key: row.id for row in contents.settings.values()}
        self.active_challenge_ids = {
            row.domain: row.id for row in contents.challenges.values() if row.status == "active"
        }

    def plan(self) -> ImportPlan:
        """Plan table by table, domains first because the other records belong to them."""
        self._plan_domains()
        for table in PLANNED_TABLES:
            # In order of creation, because a domain's challenge is closed before its next one begins.
            for where, row in sorted(self.tables.get(table, []), key=lambda pair: pair[1].created):
                self._plan_record(table, where, row)
        self._plan_traces()
        return self.result

    def _plan_domains(self) -> None:
        local_domains = dict(self.contents.domains)
        by_name = {fold_name(domain.name): domain for domain in present_domains(self.contents)}
        has_focus = any(domain.focus and not domain.archived for domain in local_domains.values())
        next_order = max((domain.order for domain in local_domains.values()), default=-1) + 1
        rows = sorted((row for _, row in self.tables.get("domains", [])), key=lambda row: (row.order, row.created))
        new_domains: list[r.Domain] = []
        exported_by_id = {row.id: row for row in rows}
        owner_ids = find_owner_ids(exported_by_id)
        # A domain that was joined to another is no namesake of it, and goes where that goes.
        for row in sorted(rows, key=lambda row: row.id in owner_ids):
            existing = local_domains.get(row.id)
            namesake = by_name.get(fold_name(row.name))
            if row.id in owner_ids and existing is None:
                owner_id = owner_ids[row.id]
                namesake = local_domains.get(self.local_domain_ids.get(owner_id, ""))
            if existing is not None:
                is_name_taken = namesake is not None and namesake.id != row.id
                name = existing.name if is_name_taken else row.name
                self._plan_update(existing, _keep_local_position(row, existing, name), row)
            elif namesake is not None:
                self.local_domain_ids[row.id] = namesake.id
                self.result.unchanged_count += 1
            elif row.id in owner_ids:
                new_domains.append(row)
            else:
                # A journal with domains keeps their order and its focus; new domains come after them.
                order = next_order + len(new_domains) if local_domains else row.order
                new_domain = _replace(row, order=order, focus=row.focus and not has_focus and not row.archived)
                has_focus = has_focus or new_domain.focus
                by_name[fold_name(row.name)] = new_domain
                new_domains.append(new_domain)
        if not has_focus and not ordered_domains(self.contents):
            open_rows = (i for i, row in enumerate(new_domains) if not row.archived and row.id not in owner_ids)
            first_open = next(open_rows, None)
            if first_open is not None:
                new_domains[first_open] = _replace(new_domains[first_open], focus=True)
        for row in new_domains:
            self.result.add(self._stamp(row, exported_by_id[row.id]), self.contents, self.now)
        self.domain_ids = local_domains.keys() | {row.id for row in self.result.records}

    def _plan_record(self, table: str, where: str, row: Any) -> None:
        exported_row = row
        if (domain_id := getattr(row, "domain", None)) is not None:
            domain_id = self.local_domain_ids.get(domain_id, domain_id)
            if domain_id not in self.domain_ids:
                self.result.bad_rows.append(BadRow(where, f"a record of {table} belongs to a domain that is not there"))
                return
            row = _replace(row, domain=domain_id) if domain_id != row.domain else row
        if isinstance(row, r.KeyValue) and (key := replace_domain_ids(row.key, self.local_domain_ids)) != row.key:
            row = _replace(row, key=key)
        existing = self.contents.table(table).get(row.id)
        if isinstance(row, r.Rung) and existing is None and self._has_namesake(row):
            self.result.unchanged_count += 1
            return
        if isinstance(row, r.RungRating | r.Challenge):
            row = self._link_to_rung(row, existing)
        if isinstance(row, r.RungRating) and row.rung not in self.rung_ids:
            self.result.bad_rows.append(BadRow(where, "a rating belongs to a rung that is not there"))
            return
        if isinstance(row, r.Rung) and not is_erased(row, self.contents):
            self.rung_ids.add(row.id)
        if existing == row:
            self.result.unchanged_count += 1
            return
        if (reason := self._conflict_reason(row)) is not None:
            self.result.skipped_reasons[reason] += 1
            return
        if isinstance(row, r.Challenge):
            row = self._close_second_active(row, existing)
        if existing is not None:
            self._plan_update(existing, row, exported_row)
        else:
            self.result.add(self._stamp(row, exported_row), self.contents, self.now)

    def _has_namesake(self, rung: r.Rung) -> bool:
        """Whether the ladder has another rung of this title; it then stands for the exported one."""
        namesake = self.rungs_by_title.setdefault((rung.domain, title_key(rung.title)), rung.id)
        if namesake == rung.id:
            return False
        self.local_rung_ids[rung.id] = namesake
        return True

    def _link_to_rung(self, row: Any, existing: Any) -> Any:
        """Return a rating or a challenge with the rung of this journal; a challenge without its rung stands alone."""
        rung = self.local_rung_ids.get(row.rung, row.rung)
        if isinstance(row, r.Challenge) and rung not in self.rung_ids:
            rung = existing.rung if existing is not None else None
        return _replace(row, rung=rung) if rung != row.rung else row

    def _conflict_reason(self, row: Any) -> str | None:
        """Return why a record conflicts with another one; `None` if it does not."""
        if isinstance(row, r.CheckIn) and self.rating_ids.setdefault((row.domain, row.day), row.id) != row.id:
            return "that day is already rated"
        if isinstance(row, r.RungRating) and self.rung_rating_ids.setdefault((row.rung, row.day), row.id) != row.id:
            return "that rung is already rated on that day"
        if isinstance(row, r.Review) and self.review_ids.setdefault(row.week, row.id) != row.id:
            return "that week is already answered"
        if isinstance(row, r.KeyValue) and self.setting_ids.setdefault(row.key, row.id) != row.id:
            return "this setting already has a value"
        return None

    def _close_second_active(self, row: r.Challenge, existing: r.Challenge | None) -> r.Challenge:
        """Close an active challenge whose domain has another active one."""
        if row.status == "closed" and existing is not None and row.updated > existing.updated:
            self.active_challenge_ids = {
                domain_id: active_id
                for domain_id, active_id in self.active_challenge_ids.items()
                if active_id != row.id
            }
        if row.status != "active" or self.active_challenge_ids.setdefault(row.domain, row.id) == row.id:
            return row
        self.result.notes.append(
            f"“{row.title}” is imported as let go, because another challenge is open in its domain."
        )
        closed = max(self.today, row.start)
        return msgspec.structs.replace(row, status="closed", outcome="abandoned", outside_cause=True, closed=closed)

    def _stamp(self, row: Any, exported_row: Any) -> Any:
        """Return a record as changed now if it differs from the one in the export, else as it is."""
        if row == exported_row:
            return row
        return note_changes(exported_row, _replace(row, updated=max(self.now, exported_row.updated + TICK)))

    def _plan_update(self, existing: Any, row: Any, exported_row: Any) -> None:
        if msgspec.structs.replace(row, updated=existing.updated, changed=existing.changed) == existing:
            self.result.unchanged_count += 1
        elif row.updated > existing.updated:
            self.result.records.append(self._stamp(row, exported_row))
            self.result.changed[TABLE_OF[type(existing)]] += 1
        elif row.updated < existing.updated:
            self.result.skipped_reasons["the version here is newer"] += 1
        elif self.is_update and type(row) is type(existing):
            fields = {name: getattr(row, name) for name in row.__struct_fields__ if name not in STAMPS}
            self.result.update(existing, fields, self.now)
        else:
            self.result.leave_differing(existing)

    def _plan_traces(self) -> None:
        """Add the tombstones and adjustments that concern no record of the journal or the import."""
        present_ids = {row.id for row in self.result.records}
        for table in r.TABLES:
            present_ids |= self.contents.table(table).keys()
        for table in ("tombstones", "adjusted"):
            for _, row in self.tables.get(table, []):
                if row.id not in present_ids and row.id not in self.contents.table(table):
                    self.result.traces.append((table, row.id, row))
        known_ids = {key for table in RECORD_TYPES for key in self.contents.table(table)}
        for _, mark in self.tables.get("erasures", []):
            # A mark comes along with what it is about, but never takes anything away from this journal.
            if mark.id not in known_ids:
                self.result.traces.append(("erasures", mark.id, mark))


def _keep_local_position(row: r.Domain, existing: r.Domain, name: str) -> r.Domain:
    """Return an export's newer version of a domain, with the order, focus and archived state that it has here."""
    position = {"order": existing.order, "focus": existing.focus, "archived": existing.archived}
    return msgspec.structs.replace(row, name=name, **position)


def _replace(row: Any, **fields: Any) -> Any:
    return msgspec.structs.replace(row, **fields)
