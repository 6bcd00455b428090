"""The open journal file: what is in memory of it, and how versions of it are read, taken over and written.

`Store` adds the transactions. Two locks: `_memory` guards the state in memory and is held for microseconds; `_disk` is
held by the one thread that reads or writes the file. A thread that needs both acquires `_disk` first.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.store import atomic_file, backups, erase_marker, file_facts, stored_file
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
    JournalErased,
    JournalLocked,
    JournalUnreadable,
    JournalVanished,
    NotSaved,
    NotTakenOver,
    StoreError,
)
from efficacy_tui.store.file_facts import journal_id
from efficacy_tui.store.history import History
from efficacy_tui.store.locking import locked
from efficacy_tui.store.missing_file import comes_back, folder_id
from efficacy_tui.store.save_queue import INTENT_ERRORS, DroppedTransaction, PendingTransaction, SaveBatch, SaveReport
from efficacy_tui.store.scrub import is_scrubbed, scrub_data
from efficacy_tui.store.stored_copies import find_newest_good
from efficacy_tui.store.tables import DERIVED, SCHEMA, Contents, HistoryStep, MetaEntry, find_changed_rows
from efficacy_tui.store.tinydb_storage import JournalDB, TransactionMiddleware

ROLLED_BACK = (
    "Your journal file had gone back to an earlier version, as after a git checkout. What was missing was merged "
    "back into it: {records}."
)
REPLACED_ON_PURPOSE = (
    "Another program has restored or cleaned up this journal. What was open here and is not in it any more is kept as "
    "the backup {name}."
)
OTHER_JOURNAL = "Another journal replaced this one. What was open here is kept beside it as {name}."


class OpenFile:
    """The state of one open journal file; after it is read, reading records never touches the disk.

    `read_only` is set when the file has a newer schema, `is_erased` once another program has erased the journal,
    `is_missing` while its file is gone.
    """

    def __init__(
        self,
        path: Path,
        new_id: Callable[[], str],
        now: Callable[[], dt.datetime],
        wait: Callable[[float], object],
    ) -> None:
        """`now` returns the present instant; `wait` pauses for some seconds while a missing file is looked for."""
        self.path = path
        self.new_id = new_id
        self.now = now
        self._wait = wait
        self.is_erased = False
        self.is_missing = False
        self.read_only = False
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

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the file: its schema, its journal's id, its epoch; empty before the first change."""
        return self._facts

    def stored_steps(self) -> list[HistoryStep]:
        """Return all history steps in the file as it was read or written last."""
        with self._disk:
            return read_steps(self._storage.storage.read() or {})

    def _read_file(self) -> DecodedJournal | None:
        storage = self._storage.storage
        try:
            try:
                data = storage.load(MAX_BYTES)
            except FileNotFoundError:
                return None
            except atomic_file.SealedFile as error:
                raise JournalLocked(self.path) from error
            except OSError as error:
                raise UnreadableBytes(describe_os_error(error)) from error
            if data is None:
                return None
            # Git and synchronisers write files that others may read, as the umask says.
            atomic_file.make_private(atomic_file.resolve(self.path))
            return self._clean(parse(data, self.new_id))
        except UnreadableBytes as error:
            backup = find_newest_good(self.path, self.now())
            raise JournalUnreadable(self.path, str(error), None if backup is None else backup.path) from error

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
            JournalErased: It is another journal, begun after this one was erased.
        """
        contents, history = self._saved
        notice = ""
        if is_other_journal(self._facts, loaded):
            self._drop_if_erased()
            notice = OTHER_JOURNAL.format(name=self._keep_memory(as_backup=False))
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
                merge = PendingTransaction(
                    "Merge: the journal’s own file", self.now(), intent, self.new_id, in_history=False
                )
                with self._memory:
                    self._pending = (merge, *self._pending)
                count = sum(table not in DERIVED for table, _ in missing)
                notice = ROLLED_BACK.format(records=f"{count} record{'' if count == 1 else 's'}") if count else ""
        report = self._rebase(loaded)
        return msgspec.structs.replace(report, notices=(notice,)) if notice else report

    def _keep_memory(self, erasures: Erasures = NO_ERASURES, *, as_backup: bool = True) -> str:
        """Write what is in memory as a backup or, without `as_backup`, beside the journal; return the name of the file.

        Raises:
            NotTakenOver: It cannot be written.
        """
        with self._memory:
            contents, history = self.contents, self.history
        data = encode_memory(self._facts, contents, self._storage.storage.read() or {}, history, erasures)
        try:
            if as_backup:
                return backups.write_backup(self.path, self.now(), data).name
            path = backups.build_aside_path(self.path, "replaced", self.now())
            stored_file.create_file(path, data, journal=self.path)
        except OSError as error:
            raise NotTakenOver(self.path, error.strerror or str(error)) from error
        return path.name

    def _rebase(self, loaded: DecodedJournal) -> SaveReport:
        """Replace the saved state by a file just read, and replay the pending transactions on top of it."""
        self._storage.storage.accept(loaded.data)
        with self._memory:
            old_contents, pending, before = self._saved[0], self._pending, self.contents
            self._saved = loaded.contents, History(loaded.steps)
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
            raise NotSaved(self.path, "its folder is no longer there, as when a drive was removed")
        elif current_id != self._folder_id:
            with contextlib.suppress(FileNotFoundError):
                atomic_file.check_readable(self.path)
            if journal_id(file_facts.peek_facts(self.path)) != journal_id(self._facts):
                raise NotSaved(self.path, "another folder is in its place, as when a drive was removed")
            self._folder_id = current_id

    def _require_file(self) -> None:
        """Check that the file is still there, if it ever was.

        Raises:
            JournalErased, JournalVanished: It is not, and it did not come back in two seconds.
        """
        if self._storage.storage.current_signature is None or atomic_file.signature(self.path) is not None:
            self.is_missing = False
            return
        if not self.is_missing and comes_back(self.path, self._wait):
            return
        self._drop_if_erased()
        self.is_missing = True
        raise JournalVanished(self.path)

    def _drop_if_erased(self) -> None:
        """Drop everything in memory if a marker says that the journal was erased.

        Raises:
            JournalErased: It was.
        """
        if not erase_marker.is_erased(self.path, journal_id(self._facts)):
            return
        with self._memory:
            self.is_erased, self.is_missing = True, False
            self.contents, self.history = self._saved = Contents(), History()
            self._pending = ()
            self._storage.storage.accept(None)
        raise JournalErased(self.path)
