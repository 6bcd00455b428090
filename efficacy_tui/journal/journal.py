"""The journal: the only way to read and change the data.

Its methods are grouped by kind of record: `journal.domains`, `journal.checkins`, `journal.rungs`,
`journal.challenges`, `journal.evidence`, `journal.reappraisals`, `journal.surveys`, `journal.reviews`,
`journal.settings`.
Each change is one transaction, followed by a `Changed` event to every listener.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from efficacy_tui.journal.challenges import ChallengeRepository
from efficacy_tui.journal.check_ins import CheckInRepository
from efficacy_tui.journal.domains import DomainRepository
from efficacy_tui.journal.events import Changed, ChangeDropped, FileNotice, JournalEvent, NamesakesNoticed, Saved
from efficacy_tui.journal.evidence import EvidenceRepository
from efficacy_tui.journal.feedback_requests import FeedbackRequestRepository
from efficacy_tui.journal.joining import find_new_namesakes, take_new_offers
from efficacy_tui.journal.key_values import KeyValueRepository
from efficacy_tui.journal.reappraisals import ReappraisalRepository
from efficacy_tui.journal.reviews import ReviewRepository
from efficacy_tui.journal.rungs import RungRepository
from efficacy_tui.journal.shown_recalls import ShownRecallRepository
from efficacy_tui.journal.surveys import SurveyRepository
from efficacy_tui.model.clock import Clock, local_day
from efficacy_tui.model.records import RungRating
from efficacy_tui.store import atomic_file
from efficacy_tui.store.background_writer import BackgroundWriter
from efficacy_tui.store.errors import Rejected, StoreError
from efficacy_tui.store.history import History
from efficacy_tui.store.ids import random_id
from efficacy_tui.store.save_queue import SaveReport
from efficacy_tui.store.store import Store
from efficacy_tui.store.tables import Change, Contents, RowKey
from efficacy_tui.store.unit_of_work import MissingRecord, UnitOfWork

T = TypeVar("T")


class Journal:
    """One person's journal; `new_id` returns fresh record ids."""

    def __init__(self, path: Path, clock: Clock, new_id: Callable[[], str] = random_id) -> None:
        self.clock = clock
        self.store = Store(path, new_id, self.now)
        self.store.on_report = self._handle_report
        self._writer: BackgroundWriter | None = None
        self._listeners: list[Callable[[JournalEvent], None]] = []
        self.settings = KeyValueRepository(self)
        self.domains = DomainRepository(self)
        self.checkins = CheckInRepository(self)
        self.rungs = RungRepository(self)
        self.challenges = ChallengeRepository(self)
        self.evidence = EvidenceRepository(self)
        self.reappraisals = ReappraisalRepository(self)
        self.feedback_requests = FeedbackRequestRepository(self)
        self.recalls = ShownRecallRepository(self)
        self.surveys = SurveyRepository(self)
        self.reviews = ReviewRepository(self)

    # -- the file --------------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """The path of the journal file."""
        return self.store.path

    @property
    def contents(self) -> Contents:
        """An immutable snapshot of every record."""
        return self.store.contents

    def open(self) -> None:
        """Read the file; without one, start an empty journal.

        Raises:
            JournalUnreadable: the file is damaged or may not be read; it is left unchanged.
            JournalMissing: there is no file, but there are copies of one.
        """
        self.store.open()

    @property
    def read_only(self) -> bool:
        """Whether the file has the format of a newer program; every change is then rejected."""
        return self.store.read_only

    def save_in_background(self) -> None:
        """From now on write changes on a background thread.

        The thread publishes `Saved` and `SaveFailed`, and `Changed` and `ChangeDropped` when it finds another program's
        change. Listeners are called on that thread, so a screen must pass these events to its own.
        """
        if self._writer is None:
            self._writer = BackgroundWriter(self.store, self.publish)

    def refresh(self) -> bool:
        """Load another program's change, if there is one; return whether there was.

        An unchanged file costs only a `stat`. Reading a long journal takes a while, so the dashboard calls this off its
        event loop; listeners are called on the same thread.

        Raises:
            JournalUnreadable: the file was damaged in the meantime; the records in memory stay.
            JournalErased: another program erased the journal; nothing stays in memory.
            JournalVanished: the file is gone (raised once); the records in memory stay.
        """
        return self.store.refresh() is not None

    @property
    def is_erased(self) -> bool:
        """Whether another program has erased the journal; nothing of it is in memory any more."""
        return self.store.is_erased

    @property
    def is_missing(self) -> bool:
        """Whether the file is gone, as far as this program has looked; everything is still in memory."""
        return self.store.is_missing

    def has_come_back(self) -> bool:
        """Whether a missing file is there again; the next save or reload then goes on with it."""
        try:
            return self.is_missing and atomic_file.is_present(self.path)
        except OSError:
            return False

    def write_again(self) -> None:
        """Write a missing file again from memory; if it has come back, merge with it.

        Raises:
            StoreError: it could not be written.
        """
        self.store.write_again()

    def honour_erasures(self) -> None:
        """Take what was erased elsewhere out of the backups and copies here; publish a `FileNotice` if there was any.

        Reading copies takes a while, so the dashboard calls this off its event loop.
        """
        self.store.honour_erasures()

    def close(self, timeout: float = 5.0) -> int:
        """Wait up to `timeout` seconds until everything is written; return the number of unsaved changes.

        When it returns 0, the background thread has ended and the file is backed up. Otherwise the thread keeps trying,
        and `close` can be called again.
        """
        if self._writer is None:
            return self.store.unsaved
        unsaved = self._writer.drain(timeout)
        if not unsaved:
            self._writer.stop()
            self._writer = None
            self.store.back_up(self.now())
        return unsaved

    # -- time ------------------------------------------------------------------------------------

    def now(self) -> dt.datetime:
        """Return the present instant in the person's time zone."""
        return self.clock.now()

    def today(self) -> dt.date:
        """Return the person's date; their day begins at the clock's `day_start`, 04:00 by default."""
        return local_day(self.now(), self.clock.day_start)

    def day_of(self, at: dt.datetime) -> dt.date:
        """Return the person's date at an instant."""
        return local_day(at.astimezone(self.now().tzinfo), self.clock.day_start)

    # -- changes ---------------------------------------------------------------------------------

    def subscribe(self, listener: Callable[[JournalEvent], None]) -> Callable[[], None]:
        """Call `listener` with every event; call the returned function to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def change(self, title: str, intent: Callable[[UnitOfWork], T], *, in_history: bool = True) -> T:
        """Run one transaction named `title` ("Check-in: Speaking 70") and notify the listeners.

        A change that is not `in_history`, like a saved draft, cannot be undone.

        Raises:
            Rejected: a value is out of range, or a required record is gone.
            StoreError: the change could not be saved.
        """

        def run(unit: UnitOfWork, _history: History) -> T:
            return intent(unit)

        return self.transact(title, run, in_history=in_history)

    def transact(self, title: str, intent: Callable[[UnitOfWork, History], T], *, in_history: bool = True) -> T:
        """Run one transaction that also reads or changes the history.

        Raises:
            Rejected: a value is out of range, or a required record is gone.
            StoreError: the change could not be saved.
        """
        try:
            result, changes = self.store.transact(title, self.now(), intent, in_history=in_history)
        except msgspec.ValidationError as error:
            raise Rejected(f"That cannot be recorded: {error}.") from error
        except MissingRecord as error:
            raise Rejected(f"That is no longer in the journal: {error}. Nothing was changed.") from error
        self._announce(title, changes)
        return result

    def undo(self) -> str:
        """Undo the newest change; return its title.

        Raises:
            NothingToUndo, DependentChange: with a sentence for the person.
        """
        target = self.store.history.undoable()
        step_id = target.id if target else None
        step, changes = self.store.transact("Undo", self.now(), lambda unit, h: h.undo(unit, step_id), in_history=False)
        self._announce(step.title, changes)
        return step.title

    def redo(self) -> str:
        """Redo the change undone last; return its title.

        Raises:
            NothingToUndo, DependentChange: with a sentence for the person.
        """
        target = self.store.history.redoable()
        step_id = target.id if target else None
        step, changes = self.store.transact("Redo", self.now(), lambda unit, h: h.redo(unit, step_id), in_history=False)
        self._announce(step.title, changes)
        return step.title

    def publish(self, event: JournalEvent) -> None:
        """Send an event to every listener."""
        for listener in tuple(self._listeners):
            listener(event)

    def offer_namesakes(self) -> None:
        """Tell the listeners once of domains of one name that came while no program was open, as with git."""
        if self.read_only:
            return
        with contextlib.suppress(Rejected, StoreError):
            for group in take_new_offers(self):
                self.publish(NamesakesNoticed(group))

    def announce_namesakes(self, before: Contents) -> None:
        """Tell the listeners of domains that have one name, but did not in the contents before."""
        for group in find_new_namesakes(before, self.contents):
            self.publish(NamesakesNoticed(group))

    def _handle_report(self, report: SaveReport) -> None:
        if report.foreign:
            tables, domains = _tables_and_domains(self.contents, report.foreign)
            domains |= _tables_and_domains(report.before, report.foreign)[1]
            self.publish(Changed("Changed by another program", tables, domains, foreign=True))
            self.announce_namesakes(report.before)
        if not report.is_confirmed and self._writer is None:
            self.publish(Saved(is_confirmed=False))
        for drop in report.dropped:
            self.publish(ChangeDropped(drop.pending.title, drop.reason))
        for sentence in report.notices:
            self.publish(FileNotice(sentence))

    def _announce(self, title: str, changes: Iterable[Change]) -> None:
        changes = tuple(changes)
        if not changes:
            return
        tables, domains = _tables_and_domains(self.contents, [(change.table, change.id) for change in changes])
        old_domains = {_domain_of(self.contents, change.table, change.was or {}) for change in changes}
        self.publish(Changed(title, tables, domains | frozenset(domain for domain in old_domains if domain)))


def _domain_of(contents: Contents, table: str, document: Mapping[str, Any]) -> str | None:
    """Return the id of the domain that a record as plain data belongs to, if any."""
    if table == "rung_ratings" and (rung := contents.rungs.get(document.get("rung", ""))) is not None:
        return rung.domain
    return document.get("domain")


def _tables_and_domains(contents: Contents, rows: Iterable[RowKey]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the tables and the domains (ids) that these records belong to."""
    tables, domains = set(), set()
    for table, identifier in rows:
        tables.add(table)
        row = contents.table(table).get(identifier)
        if isinstance(row, RungRating):
            row = contents.rungs.get(row.rung)
        domains.add(identifier if table == "domains" else getattr(row, "domain", None))
    return frozenset(tables), frozenset(domain for domain in domains if domain)
