"""What the groups of journal methods share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from efficacy_tui.store.unit_of_work import MissingRecord, UnitOfWork

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.store.tables import Contents

Row = TypeVar("Row")


class Repository:
    """Methods of the journal about one kind of record."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    @property
    def contents(self) -> Contents:
        """A snapshot of every record."""
        return self.journal.contents


def require(rows: Mapping[str, Row], identifier: str, what: str) -> Row:
    """The record with this id.

    Raises:
        MissingRecord: it is not (or no longer) there.
    """
    row = rows.get(identifier)
    if row is None:
        raise MissingRecord(what)
    return row


__all__ = ["Repository", "UnitOfWork", "require"]
