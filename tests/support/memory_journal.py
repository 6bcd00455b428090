"""A journal in memory only: it changes, undoes, merges and erases as on the disk, by the same functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.decode import parse
from efficacy_tui.store.disk_version import build_merge_intent, encode_memory
from efficacy_tui.store.erase import Erasure, build_erasures
from efficacy_tui.store.erase_survivors import update_survivors
from efficacy_tui.store.erasures import NO_ERASURES
from efficacy_tui.store.history import History
from efficacy_tui.store.merge import MergeResult
from efficacy_tui.store.save_queue import PendingTransaction
from efficacy_tui.store.scrub import living_in, scrub_tables
from efficacy_tui.store.tables import SCHEMA, Contents, HistoryStep
from efficacy_tui.store.unit_of_work import UnitOfWork
from tests.support.fixed_clock import FixedClock

FACTS = {"schema": SCHEMA, "journal": "1" * 32}


class MemoryJournal(Journal):
    """One machine's copy of a journal; `steps` are all steps of its history, superseded ones included."""

    clock: FixedClock

    def __init__(self, clock: FixedClock, new_id: Callable[[], str], contents: Contents | None = None) -> None:
        super().__init__(Path("/in/memory/journal.json"), clock, new_id)
        self.store.contents = contents or Contents()
        self.steps: dict[str, HistoryStep] = {}

    def transact(self, title: str, intent: Callable[[UnitOfWork, History], Any], *, in_history: bool = True) -> Any:
        """Run one transaction."""
        pending = PendingTransaction(title, self.now(), intent, self.store.new_id, in_history)
        self.store.contents, self.store.history = pending.run(self.store.contents, self.store.history)
        self.steps.update({step.id: step for step in pending.steps})
        for step in pending.archived:
            self.steps.setdefault(step.id, step)
        for identifier in pending.forgotten:
            self.steps.pop(identifier, None)
        return pending.result

    def undo(self) -> str:
        """Undo the newest step."""
        step: HistoryStep = self.transact("Undo", lambda unit, history: history.undo(unit), in_history=False)
        return step.title

    def redo(self) -> str:
        """Redo the step undone last."""
        step: HistoryStep = self.transact("Redo", lambda unit, history: history.redo(unit), in_history=False)
        return step.title

    def merge(self, other: MemoryJournal) -> MergeResult:
        """Merge another machine's copy."""
        intent = build_merge_intent(other.contents, other.steps.values())
        result: MergeResult = self.transact("Merge", intent, in_history=False)
        return result

    def erase(self, erasure: Erasure, now: dt.datetime) -> None:
        """Erase from the journal and its history."""
        tables = msgspec.json.decode(self.encode())
        erasures = build_erasures(erasure, tables, [], now)
        update_survivors(tables, erasure.earlier, erasure.words, now)
        scrub_tables(tables, erasures, living_in(tables, erasures))
        self.load(msgspec.json.encode(tables))

    def encode(self) -> bytes:
        """Return the journal as a file."""
        return encode_memory(FACTS, self.contents, {"history": self.steps}, self.store.history, NO_ERASURES)

    def load(self, data: bytes) -> None:
        """Replace the journal by a file."""
        loaded = parse(data, self.store.new_id)
        self.store.contents, self.store.history = loaded.contents, History(loaded.steps)
        rows = msgspec.json.decode(loaded.data, type=dict[str, msgspec.Raw])
        steps = msgspec.json.decode(rows["history"], type=dict[str, HistoryStep])
        self.steps = {step.id: step for step in steps.values()}
