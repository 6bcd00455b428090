"""The store: all records in memory, every change an atomic transaction on the disk.

A transaction is an intent: a function that reads and changes a `UnitOfWork`. It runs at once on the records in memory.
When another program has written to the file meanwhile, the intent is replayed on top of that version, with the same
instant and the same new ids.

Two locks: `_memory` guards the in-memory state and is held for microseconds; `_disk` is held by the one thread that
reads or writes the file. A thread that needs both acquires `_disk` first.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from efficacy_tui.model.clock import SystemClock
from efficacy_tui.store import atomic_file, backups
from efficacy_tui.store.decode import MAX_BYTES, DecodedJournal, UnreadableBytes, describe_os_error, parse
from efficacy_tui.store.errors import JournalBusy, JournalUnreadable, NotSaved, ReadOnly, StoreError
from efficacy_tui.store.history import History
from efficacy_tui.store.ids import random_id
from efficacy_tui.store.locking import locked, remove_leftovers
from efficacy_tui.store.save_queue import INTENT_ERRORS, DroppedTransaction, PendingTransaction, SaveBatch, SaveReport
from efficacy_tui.store.stored_copies import find_newest_good, require_first_start
from efficacy_tui.store.tables import SCHEMA, Change, Contents, MetaEntry, find_changed_rows
from efficacy_tui.store.tinydb_storage import JournalDB, TransactionMiddleware
from efficacy_tui.store.unit_of_work import UnitOfWork

T = TypeVar("T")


class Store:
    """One journal file. After `open`, reading records never touches the disk.

    `transact` writes before it returns, unless `deferred` is set: then it calls `on_pending`, and a `flush` on another
    thread writes the pending transactions. `on_report` is called with another program's changes, on the thread that
    found them. `read_only` is set when the file has a newer schema.
    """

    def __init__(
        self, path: Path, new_id: Callable[[], str] = random_id, now: Callable[[], dt.datetime] | None = None
    ) -> None:
        self.path = path
        self.new_id = new_id
        self.now = now or SystemClock().now
        self.deferred = False
        self.read_only = False
        self.on_pending: Callable[[], None] = _ignore
        self.on_report: Callable[[SaveReport], None] = _ignore
        self.contents = Contents()
        self.history = History()
        self._saved = self.contents, self.history
        self._facts: dict[str, Any] = {}
        self.schema = SCHEMA
        self._backup_due = False
        self._damaged_signature: atomic_file.Signature | None = None
        self._folder_id: tuple[int, int] | None = None
        self._pending: tuple[PendingTransaction[Any], ...] = ()
        self._memory = threading.RLock()
        self._disk = threading.RLock()
        self._storage = TransactionMiddleware()
        self._db: JournalDB | None = None

    # -- reading ---------------------------------------------------------------------------------

    def open(self) -> None:
        """Read the file, or start an empty journal if there is none (nothing is written before the first change).

        A file of an older schema is backed up and migrated.

        Raises:
            JournalUnreadable: The file is not a journal or cannot be read; it is left as it is.
            JournalMissing: There is no file, but there are copies of one, so this is no first start.
        """
        db = JournalDB(self.path, storage=self._storage)
        with self._disk:
            loaded = self._read_file()
            if loaded is None:
                require_first_start(self.path)
            else:
                self._folder_id = _read_folder_id(self.path)
                self._rebase(loaded)
            self._db = db
            remove_leftovers(self.path, backups.backup_folder(self.path))
            if self.schema < SCHEMA:
                self._save_migrated()

    @property
    def unsaved(self) -> int:
        """The number of transactions in memory that are not yet on the disk."""
        return len(self._pending)

    def _read_file(self) -> DecodedJournal | None:
        storage = self._storage.storage
        try:
            try:
                data = storage.load(MAX_BYTES)
            except FileNotFoundError:
                return None
            except OSError as error:
                raise UnreadableBytes(describe_os_error(error)) from error
            return None if data is None else parse(data, self.new_id)
        except UnreadableBytes as error:
            backup = find_newest_good(self.path, self.now())
            raise JournalUnreadable(self.path, str(error), None if backup is None else backup.path) from error

    def _rebase(self, loaded: DecodedJournal) -> SaveReport:
        """Replace the saved state by a file just read, and replay the pending transactions on top of it."""
        self._storage.storage.accept(loaded.data)
        with self._memory:
            old_contents, pending, before = self._saved[0], self._pending, self.contents
            self._saved = loaded.contents, History(loaded.steps)
            self._facts, self.schema = loaded.facts, loaded.schema
            self.read_only = loaded.schema > SCHEMA
            dropped = self._replay(pending)
        foreign_rows = find_changed_rows(old_contents, loaded.contents) if self._db is not None else frozenset()
        dropped_rows = {(change.table, change.id) for drop in dropped for change in drop.pending.changes}
        return SaveReport(foreign_rows | dropped_rows, dropped, before)

    def _replay(self, pending: Sequence[PendingTransaction[Any]]) -> tuple[DroppedTransaction, ...]:
        contents, history = self._saved
        still_pending, dropped = [], []
        for transaction in pending:
            try:
                contents, history = transaction.run(contents, history)
                still_pending.append(transaction)
            except INTENT_ERRORS as error:
                dropped.append(DroppedTransaction(transaction, error))
        self.contents, self.history, self._pending = contents, history, tuple(still_pending)
        return tuple(dropped)

    # -- changing --------------------------------------------------------------------------------

    def transact(
        self, title: str, at: dt.datetime, intent: Callable[[UnitOfWork, History], T], *, in_history: bool = True
    ) -> tuple[T, tuple[Change, ...]]:
        """Run an intent as one transaction, named `title` in the history; return its result and its changes.

        Raises:
            StoreError: The transaction could not be saved (never when `deferred`), or the journal is `read_only`.
                The in-memory state is then as before, or as another program left the file.
            Exception: Whatever the intent raised; nothing was changed.
        """
        pending = PendingTransaction(title, at, intent, self.new_id, in_history)
        with self._memory:
            contents, history = pending.run(self.contents, self.history)
            if not (pending.changes or pending.steps or pending.archived):
                return pending.outcome()
            if self.read_only:
                raise ReadOnly(self.path, self.schema)
            self.contents, self.history = contents, history
            self._pending += (pending,)
        if self.deferred:
            self.on_pending()
            return pending.outcome()
        try:
            report = self.flush()
        except BaseException:
            with self._memory:
                self._replay([other for other in self._pending if other is not pending])
            raise
        for transaction in report.dropped:
            if transaction.pending is pending:
                raise transaction.error
        return pending.outcome()

    def flush(self) -> SaveReport:
        """Write the pending transactions on top of any other program's changes; return a report of those changes.

        Raises:
            NotSaved: The write failed; the pending transactions stay pending.
            JournalBusy: Another program held the lock for too long.
            JournalUnreadable: The file has been damaged since it was read; it is left as it is.
            ReadOnly: A newer version of the program has upgraded the file.
        """
        with self._disk:
            if not self._pending:
                return SaveReport()
            try:
                report = self._flush_locked()
            except OSError as error:
                raise NotSaved(self.path, error.strerror or str(error)) from error
        if report:
            self.on_report(report)
        return report

    def _flush_locked(self) -> SaveReport:
        self._check_folder()
        with locked(self.path):
            report = self._reload_if_changed()
            with self._memory:
                batch, contents, history = self._pending, self.contents, self.history
            if batch:
                if self.read_only:
                    raise ReadOnly(self.path, self.schema)
                self._write(SaveBatch.from_transactions(batch, contents))
                report = msgspec.structs.replace(report, is_confirmed=self._storage.storage.is_confirmed)
        self._folder_id = self._folder_id or _read_folder_id(self.path)
        with self._memory:
            self._pending = tuple(transaction for transaction in self._pending if transaction not in batch)
            self._saved = contents, history
        return report

    def _reload_if_changed(self) -> SaveReport:
        if not self._storage.storage.changed_on_disk():
            return SaveReport()
        loaded = self._read_file()
        return SaveReport() if loaded is None else self._rebase(loaded)

    def _write(self, batch: SaveBatch) -> None:
        assert self._db is not None, "open() comes first"
        facts = self._facts if "schema" in self._facts else {"schema": SCHEMA, "journal": self.new_id()}
        is_migration = self.schema < SCHEMA
        self._storage.storage.before_replace = lambda target: backups.back_up_if_due(
            target, batch.at, force=is_migration
        )
        with self._storage.transaction():
            if facts is not self._facts:
                self._db.records("meta").put_all((key, MetaEntry(id=key, value=value)) for key, value in facts.items())
            for name, rows in batch.rows.items():
                present_rows = [(key, row) for key, row in rows.items() if row is not None]
                self._db.records(name).put_all(present_rows, [key for key, row in rows.items() if row is None])
            if batch.steps or batch.forgotten or batch.archived:
                steps = self._db.records("history")
                steps.put_all(batch.steps.items(), batch.forgotten, if_new=batch.archived.items())
        self._facts, self.schema, self._backup_due = facts, SCHEMA, True

    def _save_migrated(self) -> None:
        """Write the migrated file; if that fails now, the next change writes it."""
        with contextlib.suppress(StoreError, OSError), locked(self.path):
            at = atomic_file.modified_at(self.path)
            self._reload_if_changed()
            if self.schema < SCHEMA:
                self._write(SaveBatch(at))

    def _check_folder(self) -> None:
        """Create the folder of a new journal; never recreate a missing one, whose drive may have been unplugged."""
        folder = atomic_file.resolve(self.path).parent
        if self._folder_id is None:
            atomic_file.make_folder(folder)
        elif _read_folder_id(self.path) != self._folder_id:
            raise NotSaved(self.path, "its folder is no longer there, as when a drive was taken out")

    def refresh(self) -> SaveReport | None:
        """Reload the file if another program wrote to it.

        Return `None` if none did, if the file cannot be accessed now, or if a write is in progress, which reloads the
        file itself. An unchanged file costs only a `stat`. Call it from any thread; a long journal takes a while, so
        the dashboard calls it off its event loop.

        Raises:
            JournalUnreadable: The file has been damaged (raised once per version); the in-memory state stays.
        """
        if not self._disk.acquire(blocking=False):
            return None
        try:
            if self._db is None or not self._storage.storage.changed_on_disk():
                return None
            if (current_signature := atomic_file.signature(self.path)) == self._damaged_signature:
                return None
            self._damaged_signature = current_signature
            loaded = self._read_file()
            self._damaged_signature = None
            report = None if loaded is None else self._rebase(loaded)
            self._folder_id = self._folder_id or _read_folder_id(self.path)
        except OSError:
            return None
        finally:
            self._disk.release()
        if report:
            self.on_report(report)
        return report

    def back_up(self, at: dt.datetime) -> None:
        """Back up the file if this store has written to it; do nothing if no backup can be made."""
        if self._backup_due and not self._pending:
            with contextlib.suppress(OSError, JournalBusy), locked(self.path):
                backups.make_backup(self.path, at)
                self._backup_due = False

    def close(self) -> None:
        """Write the pending transactions.

        Raises:
            StoreError: They could not be written.
        """
        self.flush()


def _read_folder_id(path: Path) -> tuple[int, int] | None:
    """Return the device and inode of a file's folder, or `None` if the folder does not exist."""
    try:
        folder_status = atomic_file.status(atomic_file.resolve(path).parent)
    except OSError:
        return None
    return None if folder_status is None else (folder_status.st_dev, folder_status.st_ino)


def _ignore(*_: Any) -> None:
    pass
