"""The base class of the journal's repositories, and the part of the journal that they use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from efficacy_tui.model.records import Domain
from efficacy_tui.store.joins import find_owner_ids
from efficacy_tui.store.tables import Contents
from efficacy_tui.store.unit_of_work import MissingRecord, UnitOfWork

Row = TypeVar("Row")
T = TypeVar("T")


class KeyValueAccess(Protocol):
    """The methods of `KeyValueRepository` that other repositories use."""

    def get(self, key: str, default: Any = None, kind: Any = None) -> Any: ...

    def set(self, key: str, value: Any) -> None: ...


class JournalAccess(Protocol):
    """The members of `Journal` that its repositories use."""

    @property
    def contents(self) -> Contents: ...

    @property
    def read_only(self) -> bool: ...

    @property
    def settings(self) -> KeyValueAccess: ...

    def now(self) -> dt.datetime: ...

    def today(self) -> dt.date: ...

    def day_of(self, at: dt.datetime) -> dt.date: ...

    def change(self, title: str, intent: Callable[[UnitOfWork], T], *, in_history: bool = True) -> T: ...


class Repository:
    """The methods of the journal for one kind of record."""

    def __init__(self, journal: JournalAccess) -> None:
        self.journal = journal

    @property
    def contents(self) -> Contents:
        """A snapshot of every record."""
        return self.journal.contents


def require_domain(contents: Contents, identifier: str) -> Domain:
    """Return the domain with this id, or the one that is kept instead of it if it was joined to another.

    Raises:
        MissingRecord: the domain does not exist (any more).
    """
    owner_id = find_owner_ids(contents.domains).get(identifier, identifier)
    return require(contents.domains, owner_id, "this domain")


def require(rows: Mapping[str, Row], identifier: str, description: str) -> Row:
    """Return the record with this id; `description` names it in the error ("this domain").

    Raises:
        MissingRecord: the record does not exist (any more).
    """
    row = rows.get(identifier)
    if row is None:
        raise MissingRecord(description)
    return row
