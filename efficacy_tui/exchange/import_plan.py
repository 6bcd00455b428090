"""What an import would do to a journal: worked out in full before anything is changed, and again where it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import msgspec

from efficacy_tui.exchange.parsed_entries import BadRow
from efficacy_tui.model import locale_format
from efficacy_tui.model import records as r
from efficacy_tui.store.tables import TABLE_OF, Contents
from efficacy_tui.store.unit_of_work import TICK, UnitOfWork

NAMES = {
    "domains": "domain",
    "challenges": "challenge",
    "evidence": "piece of evidence",
    "checkins": "rating",
    "reappraisals": "session",
    "raters": "rater",
    "surveys": "survey",
    "settings": "setting",
}
_PLURALS = {"evidence": "pieces of evidence"}


@dataclass
class ImportPlan:
    """The records to put in, what follows them (`traces`: tombstones and the like), and what happens to the rest.

    `new` and `changed` count records by table, `same` those that are there already; `kept` says for which reasons
    others stay out. `bad` are rows that cannot be used, `notes` sentences on what was adjusted.
    """

    records: list[Any] = field(default_factory=list)
    traces: list[tuple[str, str, Any]] = field(default_factory=list)
    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged_count: int = 0
    skipped_reasons: Counter[str] = field(default_factory=Counter)
    bad_rows: list[BadRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, record: Any, contents: Contents, now: Any) -> None:
        """A record that is not there, unless it was erased; one deleted before comes back as a change made now."""
        gone = contents.tombstones.get(record.id)
        if gone is not None and gone.erased:
            self.skipped_reasons["erased here for good"] += 1
            return
        if gone is not None:
            record = _later(record, max(now, gone.updated + TICK, record.updated + TICK))
        self.records.append(record)
        self.new[TABLE_OF[type(record)]] += 1

    def put(self, draft: UnitOfWork, records: Any) -> None:
        """Do it: `records` are the plan's own, as they are gone through."""
        for record in records:
            draft.save(record)
        for table, identifier, row in self.traces:
            draft.write(table, identifier, row)

    @property
    def is_empty(self) -> bool:
        """Whether it would change nothing."""
        return not self.records and not self.traces

    def sentences(self, done: bool) -> list[str]:
        """What it does, or would do unless `done`, in words."""
        verb = "Came in" if done else "Would come in"
        lines = [f"{verb}: {said}." for said in [_counted(self.new)] if said]
        if said := _counted(self.changed):
            lines.append(f"{'Brought' if done else 'Would be brought'} up to date: {said}.")
        if not lines:
            lines.append("Nothing new.")
        if self.unchanged_count:
            lines.append(
                f"{locale_format.group_thousands(self.unchanged_count)} {'was' if self.unchanged_count == 1 else 'were'} there already."
            )
        lines += [
            f"{locale_format.group_thousands(count)} left as {'it is' if count == 1 else 'they are'}: {why}."
            for why, count in self.skipped_reasons.items()
        ]
        return [*lines, *self.notes]


def _later(record: r.Record, at: Any) -> r.Record:
    return msgspec.structs.replace(record, updated=at)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(
        f"{locale_format.group_thousands(counts[table])} {word if counts[table] == 1 else _PLURALS.get(table, word + 's')}"
        for table, word in NAMES.items()
        if counts[table]
    )
