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
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from efficacy_tui.store import atomic_file, backups, erase_marker, file_facts
from efficacy_tui.store.decode import MAX_BYTES, DecodedJournal, UnreadableBytes, describe_os_error, parse
from efficacy_tui.store.disk_version import (
    build_merge_intent,
    encode_memory,
    find_missing,
    is_newer_epoch,
    is_other_journal,
    read_steps,
)
from efficacy_tui.store.epochs import EPOCH, epoch_of
from efficacy_tui.store.erasures import DIGEST, NO_ERASURES, Erasures
from efficacy_tui.store.errors import (
    JournalBusy,
    JournalErased,
    JournalMissing,
    JournalUnreadable,
    NotSaved,
    NotTakenOver,
    ReadOnly,
    StoreError,
)
from efficacy_tui.store.file_facts import journal_id
from efficacy_tui.store.history import History
from efficacy_tui.store.locking import locked, remove_leftovers
from efficacy_tui.store.missing_file import comes_back, folder_id
from efficacy_tui.store.save_queue import INTENT_ERRORS, DroppedTransaction, PendingTransaction, SaveBatch, SaveReport
from efficacy_tui.store.scrub import is_scrubbed, scrub_data
from efficacy_tui.store.tables import DERIVED, SCHEMA, Change, Contents, MetaEntry, find_changed_rows
from efficacy_tui.store.tinydb_storage import JournalDB, TransactionMiddleware
from efficacy_tui.store.unit_of_work import UnitOfWork

T = TypeVar("T")

ROLLED_BACK = (
    "The file of your journal had gone back to an earlier version, as after a git checkout. {records} that it "
    "lacked were merged into it again."
)
REPLACED_ON_PURPOSE = (
    "Another program has restored or cleaned up this journal. What was open here and is not in it any more is kept as "
    "the backup {name}."
)
OTHER_JOURNAL = "Another journal was put in the place of this one. What was open here is kept beside it as {name}."


def random_id() -> str:
    """Return a new record id: uuid4, 32 hex digits."""
    return uuid.uuid4().hex


class Store:
    """One journal file. After `open`, reading records never touches the disk.

    `transact` writes before it returns, unless `deferred` is set: then it calls `on_pending`, and a `flush` on another
    thread writes the pending transactions. `on_report` is called with another program's changes, on the thread that
    found them. `read_only` is set when the file has a newer schema, `is_erased` once another program has erased the
    journal, `is_missing` while its file is gone.
    """

    def __init__(
        self,
        path: Path,
        now: Callable[[], dt.datetime],
        new_id: Callable[[], str] = random_id,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        """`now` returns the present instant; `wait` pauses for some seconds while a missing file is looked for."""
        self.path = path
        self.new_id = new_id
        self._now = now
        self._wait = wait
        self.is_erased = False
        self.is_missing = False
        self.deferred = False
        self.read_only = False
        self.on_pending: Callable[[], None] = _ignore
        self.on_report: Callable[[SaveReport], None] = _ignore
        self.contents = Contents()
        self.history = History()
        self._saved = self.contents, self.history
        self._facts: dict[str, Any] = {}
        self.schema = SCHEMA
        self._facts_due = False
        self._rewrite_due = False
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

        A file of an older schema is backed up and migrated; one that holds erased versions is cleaned.

        Raises:
            JournalUnreadable: The file is not a journal or cannot be read; it is left as it is.
        """
        db = JournalDB(self.path, storage=self._storage)
        with self._disk:
            loaded = self._read_file()
            if loaded is not None:
                self._folder_id = folder_id(self.path)
                self._rebase(loaded)
            self._db = db
            erase_marker.remove_old_marker(self.path, self._now())
            remove_leftovers(self.path, backups.backup_folder(self.path))
            self._rewrite_if_due()

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
            return None if data is None else self._clean(parse(data, self.new_id))
        except UnreadableBytes as error:
            newest_backup = backups.newest_good_backup(self.path)
            raise JournalUnreadable(self.path, str(error), newest_backup) from error

    def _clean(self, loaded: DecodedJournal) -> DecodedJournal:
        """Return a version just read without what is erased from it, if whoever wrote it has not cleaned it."""
        if loaded.schema > SCHEMA or is_scrubbed(loaded.contents, loaded.facts):
            self._rewrite_due = loaded.schema < SCHEMA
            return loaded
        self._rewrite_due = True
        return msgspec.structs.replace(parse(scrub_data(loaded.data, NO_ERASURES), self.new_id), schema=loaded.schema)

    def _accept(self, loaded: DecodedJournal) -> SaveReport:
        """Take over a version that another program has written.

        Raises:
            NotTakenOver: What it lacks could not be kept.
        """
        contents, history = self._saved
        notice = ""
        if is_other_journal(self._facts, loaded):
            notice = OTHER_JOURNAL.format(name=self._keep_memory(beside=True))
            with self._memory:
                self._pending = ()
            self._facts = {}
        elif missing := find_missing(contents, loaded.contents):
            if is_newer_epoch(self._facts, loaded):
                name = self._keep_memory(Erasures.of_contents(loaded.contents))
                notice = REPLACED_ON_PURPOSE.format(name=name)
            else:
                steps = read_steps(self._storage.storage.read() or {})
                intent = build_merge_intent(contents, steps, history.steps)
                merge = PendingTransaction("Merge: the journal’s own file", self._now(), intent, self.new_id, False)
                with self._memory:
                    self._pending = (merge, *self._pending)
                count = sum(table not in DERIVED for table, _ in missing)
                notice = ROLLED_BACK.format(records=f"{count} record{'' if count == 1 else 's'}") if count else ""
        report = self._rebase(loaded)
        return msgspec.structs.replace(report, notices=(notice,)) if notice else report

    def _keep_memory(self, erasures: Erasures = NO_ERASURES, *, beside: bool = False) -> str:
        """Write what is in memory as a backup, or `beside` the journal; return the name of the file.

        Raises:
            NotTakenOver: It cannot be written.
        """
        with self._memory:
            contents, history = self.contents, self.history
        data = encode_memory(self._facts, contents, self._storage.storage.read() or {}, history, erasures)
        try:
            if not beside:
                return backups.write_backup(self.path, self._now(), data).name
            path = backups.build_aside_path(self.path, "replaced", self._now())
            atomic_file.create_file(path, data, owner_of=self.path)
        except OSError as error:
            raise NotTakenOver(self.path, error.strerror or str(error)) from error
        return path.name

    def _rebase(self, loaded: DecodedJournal) -> SaveReport:
        """Replace the saved state by a file just read, and replay the pending transactions on top of it."""
        self._storage.storage.accept(loaded.data)
        with self._memory:
            old_contents, pending, before = self._saved[0], self._pending, self.contents
            self._saved = loaded.contents, loaded.history
            epoch, self._facts_due = epoch_of(self._facts), epoch_of(self._facts) > epoch_of(loaded.facts)
            self._facts = {**loaded.facts, EPOCH: epoch} if self._facts_due else loaded.facts
            self.schema = loaded.schema
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
            JournalMissing: The file is gone; the pending transactions stay pending.
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
        self._folder_id = self._folder_id or folder_id(self.path)
        with self._memory:
            self._pending = tuple(transaction for transaction in self._pending if transaction not in batch)
            self._saved = contents, history
        return report

    def _reload_if_changed(self) -> SaveReport:
        if not self._storage.storage.changed_on_disk():
            return SaveReport()
        loaded = self._read_file()
        return SaveReport() if loaded is None else self._accept(loaded)

    def _write(self, batch: SaveBatch) -> None:
        assert self._db is not None, "open() comes first"
        facts = self._facts if "schema" in self._facts else {"schema": SCHEMA, "journal": self.new_id()}
        is_migration = self.schema < SCHEMA
        # A version with text that is being erased is not kept as a backup.
        self._storage.storage.before_replace = (
            None if batch.erases else lambda target: backups.back_up_if_due(target, batch.at, force=is_migration)
        )
        with self._storage.transaction():
            if facts is not self._facts or self._facts_due:
                self._db.records("meta").put_all((key, MetaEntry(id=key, value=value)) for key, value in facts.items())
            for name, rows in batch.rows.items():
                present_rows = [(key, row) for key, row in rows.items() if row is not None]
                self._db.records(name).put_all(present_rows, [key for key, row in rows.items() if row is None])
            if batch.steps or batch.forgotten or batch.archived:
                steps = self._db.records("history")
                steps.put_all(batch.steps.items(), batch.forgotten, if_new=batch.archived.items())
            if batch.erases:
                data = scrub_data(msgspec.json.encode(self._storage.read() or {}), NO_ERASURES)
                self._storage.write(msgspec.json.decode(data, type=dict[str, msgspec.Raw]))
                facts = {**facts, DIGEST: Erasures.of_tables(msgspec.json.decode(data)).digest()}
        self._facts, self.schema, self._backup_due = facts, SCHEMA, True
        self._facts_due = self._rewrite_due = False

    def _rewrite_if_due(self) -> None:
        """Write a file that was migrated or cleaned when it was read; if that fails now, the next change writes it."""
        if not self._rewrite_due:
            return
        with contextlib.suppress(StoreError, OSError), locked(self.path):
            at = atomic_file.modified_at(self.path)
            self._reload_if_changed()
            if self._rewrite_due:
                self._write(SaveBatch(at))

    def _check_folder(self) -> None:
        """Create the folder of a new journal; never recreate a missing one, whose drive may have been unplugged.

        A drive that comes back can have another number; its folder is used again if the journal in it is this one.
        """
        current_id = folder_id(self.path)
        if self._folder_id is None:
            atomic_file.make_folder(atomic_file.resolve(self.path).parent)
        elif current_id is None:
            raise NotSaved(self.path, "its folder is no longer there, as when a drive was taken out")
        elif current_id != self._folder_id:
            if journal_id(file_facts.peek_facts(self.path)) != journal_id(self._facts):
                raise NotSaved(self.path, "another folder is in its place, as when a drive was taken out")
            self._folder_id = current_id

    def _require_file(self) -> None:
        """Check that the file is still there, if it ever was.

        Raises:
            JournalErased, JournalMissing: It is not, and it did not come back in two seconds.
        """
        if self._storage.storage.current_signature is None or atomic_file.signature(self.path) is not None:
            self.is_missing = False
            return
        if not self.is_missing and comes_back(self.path, self._wait):
            return
        if erase_marker.is_erased(self.path, journal_id(self._facts)):
            self._drop_memory()
            raise JournalErased(self.path)
        self.is_missing = True
        raise JournalMissing(self.path)

    def _drop_memory(self) -> None:
        with self._memory:
            self.is_erased, self.is_missing = True, False
            self.contents, self.history = self._saved = Contents(), History()
            self._pending = ()
            self._storage.storage.accept(None)

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
                        self._storage.storage.forget_file()
                        self._write(SaveBatch(self._now()))
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
            JournalMissing: The file is gone (raised once); the in-memory state stays.
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
            self._folder_id = self._folder_id or folder_id(self.path)
            self._rewrite_if_due()
        except JournalMissing:
            if was_missing:
                return None
            raise
        except (OSError, NotSaved):
            self._damaged_signature = None
            return None
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


def _ignore(*_: Any) -> None:
    pass
