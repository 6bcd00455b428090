"""Pending transactions: in memory, but not yet on the disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, cast

import msgspec

from efficacy_tui.store.errors import Rejected, StoreError
from efficacy_tui.store.history import History, build_step
from efficacy_tui.store.settle_joins import settle_joins
from efficacy_tui.store.tables import Change, Contents, HistoryStep, RowKey
from efficacy_tui.store.unit_of_work import MissingRecord, UnitOfWork

T = TypeVar("T")

_EMPTY_CONTENTS = Contents()

INTENT_ERRORS = (Rejected, StoreError, LookupError, ValueError, TypeError, AttributeError, msgspec.MsgspecError)
"""Errors that an intent may raise when it is replayed on a journal that another program has changed."""


class PendingTransaction(msgspec.Struct, Generic[T], eq=False):
    """A transaction in memory that is not yet on the disk; it can be replayed on another base."""

    title: str
    at: dt.datetime
    intent: Callable[[UnitOfWork, History], T]
    make_id: Callable[[], str]
    in_history: bool = True
    ids: list[str] = msgspec.field(default_factory=list)
    result: T | None = None
    changes: tuple[Change, ...] = ()
    steps: tuple[HistoryStep, ...] = ()
    archived: tuple[HistoryStep, ...] = ()
    forgotten: tuple[str, ...] = ()

    def run(self, base: Contents, history: History) -> tuple[Contents, History]:
        """Apply the intent and return the new contents and history; the arguments are not changed."""
        reused_ids = iter(tuple(self.ids))

        def next_id() -> str:
            identifier = next(reused_ids, None)
            if identifier is None:
                identifier = self.make_id()
                self.ids.append(identifier)
            return identifier

        unit_of_work, new_history = UnitOfWork(base, self.at, next_id), history.fork()
        step_id = next_id()
        result = self.intent(unit_of_work, new_history)
        changes = unit_of_work.changes()
        step = build_step(step_id, unit_of_work.now.isoformat(), self.title, changes) if self.in_history else None
        if step is not None:
            new_history.add(step)
        settle_joins(unit_of_work)
        # Save what the rules changed, too, but leave it out of the step: undo is for what the person changed.
        self.result, self.changes = result, unit_of_work.changes()
        self.steps = tuple(new_history.changed_steps.values())
        self.archived = tuple(new_history.archived_steps.values())
        self.forgotten = tuple(new_history.forgotten_ids)
        return unit_of_work.contents, new_history

    def outcome(self) -> tuple[T, tuple[Change, ...]]:
        """Return the result and the changes of the last run of the intent."""
        return cast(T, self.result), self.changes


class SaveBatch(msgspec.Struct):
    """The writes of several transactions together: rows by table and id (`None`: removed), and history steps."""

    at: dt.datetime
    rows: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)
    steps: dict[str, HistoryStep] = msgspec.field(default_factory=dict)
    archived: dict[str, HistoryStep] = msgspec.field(default_factory=dict)
    forgotten: list[str] = msgspec.field(default_factory=list)

    @classmethod
    def from_transactions(cls, transactions: Sequence[PendingTransaction[Any]], contents: Contents) -> SaveBatch:
        """Build the batch of some transactions; `contents` is the journal after the last of them."""
        batch = cls(transactions[-1].at)
        for transaction in transactions:
            for change in transaction.changes:
                batch.rows.setdefault(change.table, {})[change.id] = contents.table(change.table).get(change.id)
            batch.steps.update((step.id, step) for step in transaction.steps)
            batch.archived.update((step.id, step) for step in transaction.archived)
            batch.forgotten += transaction.forgotten
        # A long batch can add a step and delete it again.
        for identifier in batch.forgotten:
            batch.steps.pop(identifier, None)
        return batch

    @property
    def erases(self) -> bool:
        """Whether the writes mark something as erased."""
        tombstones = self.rows.get("tombstones", {}).values()
        return "erasures" in self.rows or any(row is not None and row.erased for row in tombstones)


class DroppedTransaction(msgspec.Struct, frozen=True):
    """A transaction that could not be replayed on top of another program's change."""

    pending: PendingTransaction[Any]
    error: Exception

    @property
    def reason(self) -> str:
        """The reason, as a sentence for the person."""
        if isinstance(self.error, MissingRecord):
            cause = f"{self.error} is no longer there"
        elif isinstance(self.error, Rejected | StoreError):
            cause = str(self.error).rstrip(".")
        else:
            # The text of any other error is written for programmers; that of a `KeyError` is a bare word.
            cause = "it no longer fits what is in the journal"
        return (
            f"“{self.pending.title}” could not be saved, because another program changed the journal in the meantime: "
            f"{cause}. Your other changes are not affected."
        )


class SaveReport(msgspec.Struct, frozen=True):
    """The result of a write or a reload.

    `foreign` are the records that another program changed, and those of the `dropped` transactions, which could not be
    replayed. `before` is the in-memory contents until then. `notices` are sentences about the file for the person.
    Without `is_confirmed` the file has everything, but the disk has not said that it survives a power cut.
    """

    foreign: frozenset[RowKey] = frozenset()
    dropped: tuple[DroppedTransaction, ...] = ()
    before: Contents = _EMPTY_CONTENTS
    is_confirmed: bool = True
    notices: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.foreign or self.dropped or self.notices or not self.is_confirmed)
