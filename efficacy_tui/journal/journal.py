"""The one door to the data: every change and every question goes through a `Journal`.

Changes and questions are grouped by what they are about: `journal.domains`, `journal.checkins`,
`journal.challenges`, `journal.evidence`, `journal.reappraisals`, `journal.surveys`, `journal.settings`.
Each change is one transaction; after it a `Changed` event goes to whoever subscribed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from efficacy_tui.journal.challenges import ChallengeRepository
from efficacy_tui.journal.check_ins import CheckInRepository
from efficacy_tui.journal.domains import DomainRepository
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.events import Changed, ChangeDropped, JournalEvent, Saved, SaveFailed
from efficacy_tui.journal.evidence import EvidenceRepository
from efficacy_tui.journal.key_values import KeyValueRepository
from efficacy_tui.journal.reappraisals import ReappraisalRepository
from efficacy_tui.journal.surveys import SurveyRepository
from efficacy_tui.model.clock import Clock, local_day
from efficacy_tui.store.background_writer import BackgroundWriter, SaveFailure, SaveSucceeded
from efficacy_tui.store.errors import Declined
from efficacy_tui.store.history import History
from efficacy_tui.store.save_queue import SaveReport
from efficacy_tui.store.store import Store, random_id
from efficacy_tui.store.tables import Change, Contents, Row
from efficacy_tui.store.unit_of_work import MissingRecord, UnitOfWork

T = TypeVar("T")

ELSEWHERE = "Changed by another program"
"""The title of a `Changed` event that tells of another program's change."""


class Journal:
    """One person's practice. `clock` tells the time; `new_id` gives fresh record ids."""

    def __init__(self, path: Path, clock: Clock, new_id: Callable[[], str] = random_id) -> None:
        self.clock = clock
        self.store = Store(path, new_id)
        self.store.on_report = self._reported
        self._writer: BackgroundWriter | None = None
        self._listeners: list[Callable[[JournalEvent], None]] = []
        self.settings = KeyValueRepository(self)
        self.domains = DomainRepository(self)
        self.checkins = CheckInRepository(self)
        self.challenges = ChallengeRepository(self)
        self.evidence = EvidenceRepository(self)
        self.reappraisals = ReappraisalRepository(self)
        self.surveys = SurveyRepository(self)

    # -- the file --------------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """The file on the disk."""
        return self.store.path

    @property
    def contents(self) -> Contents:
        """A snapshot of every record; it stays as it is while the journal goes on."""
        return self.store.contents

    def open(self) -> None:
        """Read the file, or begin an empty journal.

        Raises:
            JournalUnreadable: it is damaged or may not be read; it is left as it is.
        """
        self.store.open()

    @property
    def read_only(self) -> bool:
        """Whether the file is of a newer program: it can be looked at, and every change is refused."""
        return self.store.read_only

    def save_in_background(self) -> None:
        """From now on a change is in memory at once and written by a thread of its own.

        `Saved` and `SaveFailed` tell of it, and so do `Changed` and `ChangeDropped` when another program's change was
        found on the way. Listeners hear all of these from the writing thread: a screen hands them on to its own.
        """
        if self._writer is None:
            self._writer = BackgroundWriter(self.store, self._written)

    def refresh(self) -> bool:
        """Take in another program's change, if there is one; says whether there was.

        A `Changed` event names the tables. Looks only at the file's `stat` when nothing changed; reading a long
        journal takes a while, so the dashboard calls this off its event loop, and hears the events there.

        Raises:
            JournalUnreadable: the file has been damaged meanwhile; what is in memory stays.
        """
        return self.store.refresh() is not None

    def close(self, timeout: float = 5.0) -> int:
        """Wait up to `timeout` seconds until everything is written; gives how many changes are not.

        With 0 left the background writing has ended and what was written is backed up; otherwise it goes on trying,
        and `close` can be called again.
        """
        if self._writer is None:
            return self.store.unsaved
        left = self._writer.drain(timeout)
        if not left:
            self._writer.stop()
            self._writer = None
            self.store.back_up(self.now())
        return left

    # -- time ------------------------------------------------------------------------------------

    def now(self) -> dt.datetime:
        """The present instant in the person's time zone."""
        return self.clock.now()

    def today(self) -> dt.date:
        """The person's date: their day begins when their clock says, 04:00 unless changed."""
        return local_day(self.now(), self.clock.day_start)

    # -- changes ---------------------------------------------------------------------------------

    def subscribe(self, listener: Callable[[JournalEvent], None]) -> Callable[[], None]:
        """Have `listener` called after every change; call what is returned to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def change(self, title: str, intent: Callable[[UnitOfWork], T], *, remembered: bool = True) -> T:
        """Run one transaction named `title` ("Check-in: Speaking 70") and tell the listeners.

        Not `remembered` means it is no step of undo: drafts and other housekeeping.

        Raises:
            Rejected: a value is out of its range, or a record it needs is gone.
            StoreError: it could not be saved.
        """

        def run(draft: UnitOfWork, _history: History) -> T:
            return intent(draft)

        return self.transact(title, run, remembered=remembered)

    def transact(self, title: str, intent: Callable[[UnitOfWork, History], T], *, remembered: bool = True) -> T:
        """Like `change`, for what concerns the history too.

        Raises:
            Rejected: a value is out of its range, or a record it needs is gone.
            StoreError: it could not be saved.
        """
        try:
            result, changes = self.store.transact(title, self.now(), intent, remembered=remembered)
        except msgspec.ValidationError as error:
            raise Rejected(f"That cannot be recorded: {error}.") from error
        except Rejected:
            raise
        except Declined as error:
            raise Rejected(str(error)) from error
        except MissingRecord as error:
            raise Rejected(f"That is no longer in the journal: {error}. Nothing was changed.") from error
        self._announce(title, changes)
        return result

    def undo(self) -> str:
        """Take back the newest change; gives its title.

        Raises:
            NothingToUndo, DependentChange: sentences for the person.
        """
        target = self.store.history.undoable()
        known = target.id if target else None
        step, changes = self.store.transact("Undo", self.now(), lambda d, h: h.undo(d, known), remembered=False)
        self._announce(step.title, changes)
        return step.title

    def redo(self) -> str:
        """Put back the change undone last; gives its title.

        Raises:
            NothingToUndo, DependentChange: sentences for the person.
        """
        target = self.store.history.redoable()
        known = target.id if target else None
        step, changes = self.store.transact("Redo", self.now(), lambda d, h: h.redo(d, known), remembered=False)
        self._announce(step.title, changes)
        return step.title

    def publish(self, event: JournalEvent) -> None:
        """Pass an event to every listener."""
        for listener in tuple(self._listeners):
            listener(event)

    def _written(self, event: SaveSucceeded | SaveFailure) -> None:
        match event:
            case SaveSucceeded():
                self.publish(Saved())
            case SaveFailure(reason=reason, waiting=waiting):
                self.publish(SaveFailed(reason, waiting))

    def _reported(self, report: SaveReport) -> None:
        if report.foreign:
            tables, domains = _where(self.contents, report.foreign)
            self.publish(Changed(ELSEWHERE, tables, domains | _where(report.before, report.foreign)[1]))
        for drop in report.dropped:
            self.publish(ChangeDropped(drop.pending.title, drop.reason))

    def _announce(self, title: str, changes: Iterable[Change]) -> None:
        changes = tuple(changes)
        if not changes:
            return
        tables, domains = _where(self.contents, [(change.table, change.id) for change in changes])
        gone = {(change.was or {}).get("domain") for change in changes}
        self.publish(Changed(title, tables, domains | frozenset(domain for domain in gone if domain)))


def _where(contents: Contents, rows: Iterable[Row]) -> tuple[frozenset[str], frozenset[str]]:
    """The tables and the domains (ids) that some records belong to."""
    tables, domains = set(), set()
    for table, identifier in rows:
        tables.add(table)
        row = contents.table(table).get(identifier)
        domains.add(identifier if table == "domains" else getattr(row, "domain", None))
    return frozenset(tables), frozenset(domain for domain in domains if domain)
