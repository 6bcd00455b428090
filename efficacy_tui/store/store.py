"""The store: all records in memory, every change an atomic transaction on the disk.

A transaction is an intent: a function that reads and changes a `UnitOfWork`. It runs at once on the records in memory.
When another program has written to the file meanwhile, the intent is replayed on top of that version, with the same
instant and the same new ids.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from efficacy_tui.model.clock import SystemClock
from efficacy_tui.store import atomic_file, backups, erase_marker
from efficacy_tui.store.copies import CleaningReport, clean_copies, find_unclean_copies, find_unknown_erasures
from efficacy_tui.store.disk_version import build_merge_intent, read_steps
from efficacy_tui.store.errors import (
    JournalBusy,
    JournalErased,
    JournalVanished,
    NotSaved,
    ReadOnly,
    StoreError,
)
from efficacy_tui.store.file_facts import journal_id
from efficacy_tui.store.history import History
from efficacy_tui.store.ids import random_id
from efficacy_tui.store.locking import locked, remove_leftovers
from efficacy_tui.store.missing_file import folder_id_if_told
from efficacy_tui.store.open_file import OpenFile
from efficacy_tui.store.save_queue import PendingTransaction, SaveBatch, SaveReport
from efficacy_tui.store.stored_copies import require_first_start
from efficacy_tui.store.tables import DERIVED, Change, HistoryStep
from efficacy_tui.store.tinydb_storage import JournalDB
from efficacy_tui.store.unit_of_work import UnitOfWork

T = TypeVar("T")

ERASED_AGAIN = (
    "Something that was erased before was still in the journal, because erasing was interrupted or an older file came "
    "back. It is gone now."
)


class Store(OpenFile):
    """One journal file. After `open`, reading records never touches the disk.

    `transact` writes before it returns, unless `deferred` is set: then it calls `on_pending`, and a `flush` on another
    thread writes the pending transactions. `on_report` is called with another program's changes, on the thread that
    found them. `read_only` is set when the file has a newer schema, `is_erased` once another program has erased the
    journal, `is_missing` while its file is gone.
    """

    def __init__(
        self,
        path: Path,
        new_id: Callable[[], str] = random_id,
        now: Callable[[], dt.datetime] | None = None,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        """`now` returns the present instant; `wait` pauses for some seconds while a missing file is looked for."""
        super().__init__(path, new_id, now or SystemClock().now, wait)
        self.deferred = False
        self.on_pending: Callable[[], None] = _ignore
        self.on_report: Callable[[SaveReport], None] = _ignore
        self._opening_notices: list[str] = []

    # -- reading ---------------------------------------------------------------------------------

    def open(self) -> None:
        """Read the file, or start an empty journal if there is none (nothing is written before the first change).

        A file of an older schema is backed up and migrated; one that holds erased versions is cleaned.

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
                self._folder_id = folder_id_if_told(self.path)
                self._rebase(loaded)
            self._db = db
            erase_marker.remove_old_marker(self.path, self.now())
            self._opening_notices = remove_leftovers(self.path, backups.backup_folder(self.path))
            self._rewrite_if_due()

    def read_history(self) -> list[HistoryStep]:
        """Return every step of the history, superseded ones and unsaved ones included; it may wait for a write."""
        with self._disk:
            file_tables = dict(self._storage.storage.read() or {})
        with self._memory:
            steps = self.history.steps
        steps_by_id = {step.id: step for step in (*read_steps(file_tables), *steps)}
        return list(steps_by_id.values())

    @property
    def unsaved(self) -> int:
        """The number of transactions in memory that are not yet on the disk."""
        return len(self._pending)

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
        if self.is_erased:
            raise JournalErased(self.path)
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
            JournalErased: Another program has erased the journal; nothing stays in memory.
            JournalVanished: The file is gone; the pending transactions stay pending.
        """
        with self._disk:
            if not self._pending:
                # Nothing is waiting, so the result of the last write still holds.
                return SaveReport(is_confirmed=self._storage.storage.is_confirmed)
            try:
                report = self._flush_locked()
            except OSError as error:
                is_new = self._storage.storage.current_signature is None
                raise NotSaved(self.path, error.strerror or str(error), is_new=is_new) from error
        if report:
            self.on_report(report)
        return report

    def _flush_locked(self) -> SaveReport:
        self._check_folder()
        self._require_file()
        with locked(self.path):
            self._require_file()
            report = self._reload_if_changed()
            with self._memory:
                batch, contents, history = self._pending, self.contents, self.history
            if batch:
                if self.read_only:
                    raise ReadOnly(self.path, self.schema)
                self._write(SaveBatch.from_transactions(batch, contents))
                report = msgspec.structs.replace(report, is_confirmed=self._storage.storage.is_confirmed)
        self._folder_id = self._folder_id or folder_id_if_told(self.path)
        with self._memory:
            self._pending = tuple(transaction for transaction in self._pending if transaction not in batch)
            self._saved = contents, history
        return report

    def write_again(self) -> None:
        """Write a missing file again from memory; if it has come back, merge with it as usual.

        Raises:
            StoreError: It could not be written.
        """
        with self._disk:
            try:
                self._check_folder()
                with locked(self.path):
                    if atomic_file.signature(self.path) is None:
                        self._drop_if_erased()
                        self._storage.storage.forget_file()
                        self._write(SaveBatch(self.now()))
            except OSError as error:
                raise NotSaved(self.path, error.strerror or str(error)) from error
            self.is_missing = False
        self.refresh()
        self.flush()

    def refresh(self) -> SaveReport | None:
        """Reload the file if another program wrote to it.

        Return `None` if none did, if the file cannot be accessed now, or if a write is in progress, which reloads the
        file itself. An unchanged file costs only a `stat`. Call it from any thread; a long journal takes a while, so
        the dashboard calls it off its event loop.

        Raises:
            JournalUnreadable: The file has been damaged (raised once per version); the in-memory state stays.
            JournalErased: Another program has erased the journal (raised once); nothing stays in memory.
            JournalVanished: The file is gone (raised once); the in-memory state stays.
            NotSaved: The file was rolled back from outside, and what it lacks could not be merged into it yet.
        """
        if self.is_erased or not self._disk.acquire(blocking=False):
            return None
        try:
            report = self._refresh()
        finally:
            self._disk.release()
        if report:
            self.on_report(report)
        if report is not None and self._pending:
            if self.deferred:
                self.on_pending()
            else:
                self.flush()
        return report

    def _refresh(self) -> SaveReport | None:
        was_missing = self.is_missing
        try:
            if self._db is None:
                return None
            if self._folder_id is not None:
                self._check_folder()
            if not self._storage.storage.changed_on_disk():
                self._require_file()
                return None
            self.is_missing = False
            if (current_signature := atomic_file.signature(self.path)) == self._damaged_signature:
                return None
            self._damaged_signature = current_signature
            loaded = self._read_file()
            report = None if loaded is None else self._accept(loaded)
            self._damaged_signature = None
            self._folder_id = self._folder_id or folder_id_if_told(self.path)
            self._rewrite_if_due()
        except JournalVanished:
            if was_missing:
                return None
            raise
        except (OSError, NotSaved):
            self._damaged_signature = None
            return None
        return report

    def honour_erasures(self) -> SaveReport:
        """Take what is erased out of the copies beside the journal, and out of the journal what they know is erased.

        It reads copies whole if something was erased since, so the dashboard calls it off its event loop. What was
        done is reported as a notice, like the texts that opening the journal rescued.
        """
        notices, self._opening_notices = self._opening_notices, []
        if self.read_only or self.is_erased or self._storage.storage.current_signature is None:
            return self._report_notices(notices)
        identifier = journal_id(self._facts)
        unknown = find_unknown_erasures(self.path, self.contents, identifier)
        if unknown:
            intent = build_merge_intent(unknown.as_contents(), ())
            with contextlib.suppress(StoreError):
                _, changes = self.transact("Erased before", self.now(), intent, in_history=False)
                notices += [ERASED_AGAIN] if any(change.table not in DERIVED for change in changes) else []
        cleaning = CleaningReport()
        try:
            if find_unclean_copies(self.path, self.contents, identifier):
                with self._disk, locked(self.path):
                    cleaning = clean_copies(self.path, self.contents, identifier)
        except (OSError, JournalBusy):
            cleaning = CleaningReport(is_blocked=True)
        return self._report_notices([*notices, cleaning.sentence])

    def _report_notices(self, sentences: Iterable[str]) -> SaveReport:
        report = SaveReport(notices=tuple(filter(None, sentences)))
        if report:
            self.on_report(report)
        return report

    def back_up(self, at: dt.datetime) -> None:
        """Back up the file if this store has written to it; do nothing if no backup can be made."""
        if self._backup_due and not self._pending:
            with contextlib.suppress(OSError, JournalBusy), locked(self.path):
                backups.make_backup(self.path, at)
                self._backup_due = False

    def back_up_now(self, at: dt.datetime) -> None:
        """Write the pending transactions, and back up the file, however new its last backup is.

        Raises:
            StoreError: The transactions could not be written.
            OSError: The backup cannot be made.
        """
        self.flush()
        with self._disk, locked(self.path):
            if atomic_file.signature(self.path) is not None:
                backups.make_backup(self.path, at)
                self._backup_due = False

    def close(self) -> None:
        """Write the pending transactions.

        Raises:
            StoreError: They could not be written.
        """
        self.flush()


def _ignore(*_: Any) -> None:
    pass
