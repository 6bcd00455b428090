"""The plan of an import: computed in full before anything is changed, and again when it is applied."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import msgspec

from efficacy_tui.exchange.parsed_entries import BadRow
from efficacy_tui.model import locale_format
from efficacy_tui.store.tables import TABLE_OF, Contents
from efficacy_tui.store.unit_of_work import TICK, UnitOfWork

TABLE_NOUNS = {
    "domains": "domain",
    "rungs": "rung",
    "rung_ratings": "rating of a rung",
    "challenges": "challenge",
    "evidence": "piece of evidence",
    "checkins": "rating",
    "reappraisals": "session",
    "raters": "rater",
    "surveys": "survey",
    "reviews": "weekly answer",
    "settings": "setting",
}
ERASED_HERE = "erased here for good"
_PLURAL_NOUNS = {"evidence": "pieces of evidence", "rung_ratings": "ratings of rungs"}


@dataclass
class ImportPlan:
    """The records to save, the tombstones and adjustments to write after them (`traces`), and counts for the report.

    `new` and `changed` count records by table, `unchanged_count` those that the journal has already, and
    `skipped_reasons` the others by reason. `differing_count` are those of them that say something else here and stay as
    they are, `edited_count` of these were changed here. `bad_rows` cannot be used; `notes` are sentences about adjusted
    records.
    """

    records: list[Any] = field(default_factory=list)
    traces: list[tuple[str, str, Any]] = field(default_factory=list)
    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged_count: int = 0
    differing_count: int = 0
    edited_count: int = 0
    skipped_reasons: Counter[str] = field(default_factory=Counter)
    bad_rows: list[BadRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, record: Any, contents: Contents, now: Any) -> None:
        """Add a record that the journal lacks, unless it was erased; a deleted one comes back as a change made now."""
        if is_erased(record, contents):
            self.skipped_reasons[ERASED_HERE] += 1
            return
        tombstone = contents.tombstones.get(record.id)
        if tombstone is not None:
            updated = max(now, tombstone.updated + TICK, record.updated + TICK)
            record = msgspec.structs.replace(record, updated=updated)
        self.records.append(record)
        self.new[TABLE_OF[type(record)]] += 1

    def update(self, existing: Any, fields: dict[str, Any], now: Any) -> None:
        """Add a new version of a record that the journal has."""
        updated = max(now, existing.updated + TICK)
        self.records.append(msgspec.structs.replace(existing, updated=updated, **fields))
        self.changed[TABLE_OF[type(existing)]] += 1

    def leave_differing(self, existing: Any) -> None:
        """Count a record that says something else here than in the import, and stays as it is."""
        self.differing_count += 1
        self.edited_count += bool(existing.changed)

    def apply(self, unit: UnitOfWork, records: Any) -> None:
        """Write the plan; `records` iterates over the plan's own records, so that the caller can show progress."""
        for record in records:
            unit.save(record)
        for table, identifier, row in self.traces:
            unit.write(table, identifier, row)

    @property
    def is_empty(self) -> bool:
        """Whether the import would change nothing."""
        return not self.records and not self.traces

    def sentences(self, done: bool) -> list[str]:
        """Describe what the import did if `done`, or else what it would do."""
        verb = "Imported" if done else "Would be imported"
        new = format_counts(self.new)
        lines = [f"{verb}: {new}."] if new else []
        if changed := format_counts(self.changed):
            lines.append(f"{'Updated' if done else 'Would be updated'}: {changed}.")
        if not lines:
            lines.append("Nothing new.")
        if self.unchanged_count:
            verb = "was" if self.unchanged_count == 1 else "were"
            lines.append(f"{_count_records(self.unchanged_count)} {verb} already there.")
        if self.differing_count:
            lines.append(self._describe_differing())
        lines += [
            f"{_count_records(count)} left as {'it is' if count == 1 else 'they are'}: {reason}."
            for reason, count in self.skipped_reasons.items()
        ]
        return [*lines, *self.notes]

    def _describe_differing(self) -> str:
        verb = "differs" if self.differing_count == 1 else "differ"
        edited = ""
        if self.edited_count:
            is_all = self.edited_count == self.differing_count
            subject = ("it" if self.differing_count == 1 else "all") if is_all else str(self.edited_count)
            edited = f" ({subject} {'was' if self.edited_count == 1 else 'were'} changed here since)"
        return f"{_count_records(self.differing_count)} {verb} from what is here{edited}."

    @property
    def bad_row_count(self) -> int:
        """The number of rows of the import that cannot be used."""
        return sum(row.row_count for row in self.bad_rows)


def _count_records(count: int) -> str:
    return f"{locale_format.group_thousands(count)} record{'' if count == 1 else 's'}"


def is_erased(record: Any, contents: Contents) -> bool:
    """Whether this version of a record was erased from the journal for good."""
    tombstone, mark = contents.tombstones.get(record.id), contents.erasures.get(record.id)
    return (tombstone is not None and tombstone.erased) or (mark is not None and record.updated <= mark.until)


def format_counts(counts: Counter[str]) -> str:
    """Format the numbers of records by table: “2 ratings, 1 piece of evidence”."""
    parts = []
    for table, noun in TABLE_NOUNS.items():
        if count := counts[table]:
            words = noun if count == 1 else _PLURAL_NOUNS.get(table, noun + "s")
            parts.append(f"{locale_format.group_thousands(count)} {words}")
    return ", ".join(parts)
