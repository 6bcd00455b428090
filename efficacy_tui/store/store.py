"""The store: all records in memory, every change a transaction, every transaction whole on the disk or not at all.

A transaction is an intent: a function that reads and changes a `Draft`. It runs at once on what is in memory; it is
run again on top of what another program wrote meanwhile, with the same instant and the same fresh ids.
"""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from efficacy_tui.model.records import TABLES
from efficacy_tui.store import durable
from efficacy_tui.store.contents import SCHEMA, Change, Contents, HistoryStep, JournalFile, MetaEntry
from efficacy_tui.store.draft import Draft
from efficacy_tui.store.errors import JournalBusy, JournalUnreadable, NotSaved, StoreError
from efficacy_tui.store.history import History
from efficacy_tui.store.transactions import JournalDB, Transactions

T = TypeVar("T")
LOCK_SECONDS = 5.0


def random_id() -> str:
    """A fresh record id: uuid4, 32 hex digits."""
    return uuid.uuid4().hex


@dataclass
class Pending(Generic[T]):
    """A transaction that is in memory and not yet on the disk."""

    title: str
    at: dt.datetime
    intent: Callable[[Draft, History], T]
    make_id: Callable[[], str]
    remembered: bool = True
    ids: list[str] = field(default_factory=list)
    changes: tuple[Change, ...] = ()
    touched_steps: tuple[HistoryStep, ...] = ()

    def run(self, base: Contents, history: History) -> tuple[T, Contents]:
        """Apply the intent to `base`; gives its result and the contents after it."""
        given = iter(tuple(self.ids))

        def next_id() -> str:
            identifier = next(given, None)
            if identifier is None:
                identifier = self.make_id()
                self.ids.append(identifier)
            return identifier

        draft = Draft(base, self.at, next_id)
        step_id = next_id()
        result = self.intent(draft, history)
        self.changes = draft.changes()
        if self.remembered and self.changes:
            history.add(HistoryStep(id=step_id, at=draft.now.isoformat(), title=self.title, changes=self.changes))
        self.touched_steps = history.take_touched()
        return result, draft.contents


class Store:
    """One journal file. Reading never touches the disk after `open`.

    `transact` writes before it returns, unless `deferred` is set: then `flush`, called from another thread,
    writes what is pending.
    """

    def __init__(self, path: Path, new_id: Callable[[], str] = random_id) -> None:
        self.path = path
        self.new_id = new_id
        self.deferred = False
        self.contents = Contents()
        self.history = History()
        self._meta: dict[str, MetaEntry] = {}
        self._pending: deque[Pending[Any]] = deque()
        self._memory = threading.RLock()
        self._disk = threading.Lock()
        self._storage = Transactions()
        self._db: JournalDB | None = None

    # -- reading ---------------------------------------------------------------------------------

    def open(self) -> None:
        """Read the file, or begin an empty journal when there is none yet (nothing is written before a change).

        Raises:
            JournalUnreadable: it is no journal, or may not be read; it is left as it is.
        """
        self._db = JournalDB(self.path, storage=self._storage)
        self._load()
        durable.remove_leftovers(self.path)

    @property
    def unsaved(self) -> int:
        """How many transactions are in memory and not yet on the disk."""
        return len(self._pending)

    def _load(self) -> None:
        file = self._read_file()
        with self._memory:
            self.contents = file.contents()
            self.history = History(file.history.values())
            self._meta = {entry.id: entry for entry in file.meta.values()}

    def _read_file(self) -> JournalFile:
        try:
            data = self._storage.storage.read_bytes()
            if data is None:
                return JournalFile()
            if not data.strip():
                raise JournalUnreadable(self.path, "it is empty, as after an interrupted copy")
            return msgspec.json.decode(data, type=JournalFile)
        except IsADirectoryError as error:
            raise JournalUnreadable(self.path, "there is a folder in its place") from error
        except OSError as error:
            raise JournalUnreadable(self.path, f"the system says “{error.strerror}”") from error
        except UnicodeDecodeError as error:
            raise JournalUnreadable(self.path, "it is not UTF-8 text") from error
        except msgspec.ValidationError as error:
            raise JournalUnreadable(self.path, f"a record in it is not as it should be ({error})") from error
        except msgspec.DecodeError as error:
            raise JournalUnreadable(self.path, f"it is not whole JSON ({error})") from error

    # -- changing --------------------------------------------------------------------------------

    def transact(
        self,
        title: str,
        at: dt.datetime,
        intent: Callable[[Draft, History], T],
        *,
        remembered: bool = True,
    ) -> tuple[T, tuple[Change, ...]]:
        """Run an intent as one transaction, named `title` in the history; gives its result and its changes.

        Raises:
            StoreError: it could not be saved (not when `deferred`); memory is then as it was.
        """
        pending = Pending(title, at, intent, self.new_id, remembered)
        with self._memory:
            before = self.contents, self.history.copy()
            try:
                result, self.contents = pending.run(self.contents, self.history)
            except BaseException:
                self.contents, self.history = before
                raise
            if not pending.changes and not pending.touched_steps:
                return result, ()
            self._pending.append(pending)
        if not self.deferred:
            try:
                self.flush()
            except StoreError:
                with self._memory:
                    self._pending.remove(pending)
                    self.contents, self.history = before
                raise
        return result, pending.changes

    def flush(self) -> bool:
        """Write what is pending, on top of what another program wrote meanwhile; says whether there was such a thing.

        Raises:
            NotSaved: the disk refused; what is pending stays pending.
            JournalBusy: another program held the lock for too long.
            JournalUnreadable: the file has been damaged meanwhile; it is left as it is.
        """
        with self._disk:
            if not self._pending:
                return False
            try:
                return self._flush_locked()
            except OSError as error:
                raise NotSaved(self.path, error.strerror or str(error)) from error

    def _flush_locked(self) -> bool:
        import filelock

        durable.make_folder(self.path.resolve().parent)
        target = self.path.resolve()
        lock = filelock.FileLock(target.with_name(f".{target.name}.lock"), timeout=LOCK_SECONDS, mode=durable.FILE_MODE)
        try:
            with lock:
                foreign = self._storage.storage.changed_on_disk()
                if foreign:
                    self._rebase()
                batch = tuple(self._pending)
                self._write(batch)
        except filelock.Timeout as error:
            raise JournalBusy(self.path, LOCK_SECONDS) from error
        with self._memory:
            for _ in batch:
                self._pending.popleft()
        return foreign

    def _rebase(self) -> None:
        """Take in the file as it is now and run what is pending again on top of it."""
        file = self._read_file()
        with self._memory:
            contents, history = file.contents(), History(file.history.values())
            self._meta = {entry.id: entry for entry in file.meta.values()}
            for pending in self._pending:
                _, contents = pending.run(contents, history)
            self.contents, self.history = contents, history

    def _write(self, batch: Iterable[Pending[Any]]) -> None:
        assert self._db is not None, "open() comes first"
        rows: dict[str, dict[str, Any]] = {}
        steps: dict[str, HistoryStep] = {}
        with self._memory:
            contents = self.contents
            for pending in batch:
                for change in pending.changes:
                    rows.setdefault(change.table, {})[change.id] = contents.table(change.table).get(change.id)
                steps.update((step.id, step) for step in pending.touched_steps)
            dropped_steps = self.history.take_dropped()
        with self._storage.transaction():
            if "schema" not in self._meta:
                self._meta = {
                    "schema": MetaEntry(id="schema", value=SCHEMA),
                    "journal": MetaEntry(id="journal", value=self.new_id()),
                }
                self._db.records("meta").put_all(msgspec.to_builtins(entry) for entry in self._meta.values())
            for name in TABLES:
                if name in rows:
                    kept = [msgspec.to_builtins(row) for row in rows[name].values() if row is not None]
                    self._db.records(name).put_all(kept, [key for key, row in rows[name].items() if row is None])
            self._db.records("history").put_all((msgspec.to_builtins(s) for s in steps.values()), dropped_steps)

    def refresh(self) -> bool:
        """Take in what another program wrote, if anything; says whether there was something."""
        with self._disk:
            if self._pending or not self._storage.storage.changed_on_disk():
                return False
            self._load()
            return True

    def close(self) -> None:
        """Write what is pending."""
        self.flush()
