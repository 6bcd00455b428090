"""Evidence from the four sources of self-efficacy: adding, editing, deleting and looking up entries."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from efficacy_tui.journal.repository import Repository, require, require_domain
from efficacy_tui.model.records import AnyEvidence, Evidence, Mastery, Persuasion, State, Vicarious
from efficacy_tui.model.text import clean, clean_line
from efficacy_tui.model.types import Source
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.unit_of_work import UnitOfWork

KIND_OF: dict[Source, type[AnyEvidence]] = {
    "mastery": Mastery,
    "vicarious": Vicarious,
    "persuasion": Persuasion,
    "state": State,
}

Kind = TypeVar("Kind", bound=Evidence)


class EvidenceRepository(Repository):
    """Evidence entries from all four sources."""

    def get(self, identifier: str) -> AnyEvidence | None:
        """Return an entry by its id."""
        return self.contents.evidence.get(identifier)

    def of(self, domain: str) -> list[AnyEvidence]:
        """Return the entries of a domain (id), oldest first."""
        rows = (row for row in self.contents.evidence.values() if row.domain == domain)
        return sorted(rows, key=lambda row: (row.day, row.created))

    def add(self, kind: type[Kind], domain: str, text: str, day: dt.date | None = None, **fields: Any) -> Kind:
        """Record evidence of a kind (`Mastery`, `Vicarious`, `Persuasion`, `State`) with that kind's own fields.

        Raises:
            Rejected: the text is empty, the day is in the future, or a rating is out of range.
        """
        today = self.journal.today()
        day = day or today
        if day > today:
            raise Rejected("That day is still to come; evidence is about what has already happened.")
        fields = _clean_fields(fields)

        def intent(unit: UnitOfWork) -> Kind:
            owner_id = require_domain(unit.contents, domain).id
            return unit.add(kind, domain=owner_id, day=day, text=clean(text), **fields)

        return self.journal.change(f"Evidence: {clean_line(text)}", intent)

    def edit(self, identifier: str, **fields: Any) -> AnyEvidence:
        """Change fields of an entry.

        Raises:
            Rejected: the entry is gone, or a value is out of range.
        """
        fields = _clean_fields(fields)
        if fields.get("day", dt.date.min) > self.journal.today():
            raise Rejected("That day is still to come; evidence is about what has already happened.")

        def intent(unit: UnitOfWork) -> AnyEvidence:
            entry: AnyEvidence = require(unit.contents.evidence, identifier, "this entry")
            return unit.change(entry, **fields)

        return self.journal.change("Edit evidence", intent)

    def delete(self, identifier: str) -> None:
        """Delete an entry; it can be undone."""

        def intent(unit: UnitOfWork) -> None:
            unit.delete(require(unit.contents.evidence, identifier, "this entry"))

        entry = self.get(identifier)
        self.journal.change(f"Delete evidence: {entry.text if entry else ''}", intent)


def _clean_fields(fields: dict[str, Any]) -> dict[str, Any]:
    lines = {name: clean_line(value) for name, value in fields.items() if name == "who"}
    texts = {name: clean(value) for name, value in fields.items() if name in ("text", "quote", "did")}
    return {**fields, **lines, **texts}
