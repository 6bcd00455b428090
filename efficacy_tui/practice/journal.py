"""The one door to the data: every change and every question goes through a `Journal`.

Changes and questions are grouped by what they are about: `journal.domains`, `journal.checkins`,
`journal.challenges`, `journal.evidence`, `journal.reappraisals`, `journal.settings`.
Each change is one transaction; after it a `Changed` event goes to whoever subscribed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from efficacy_tui.model.clock import Clock, local_day
from efficacy_tui.practice.challenges import Challenges
from efficacy_tui.practice.checkins import CheckIns
from efficacy_tui.practice.domains import Domains
from efficacy_tui.practice.errors import Refused
from efficacy_tui.practice.events import Changed, Event
from efficacy_tui.practice.evidence import EvidenceEntries
from efficacy_tui.practice.reappraisals import Reappraisals
from efficacy_tui.practice.settings import Settings
from efficacy_tui.store.contents import Change, Contents
from efficacy_tui.store.draft import Draft, MissingRecord
from efficacy_tui.store.history import History
from efficacy_tui.store.store import Store, random_id

T = TypeVar("T")


class Journal:
    """One person's practice. `clock` tells the time; `new_id` gives fresh record ids."""

    def __init__(self, path: Path, clock: Clock, new_id: Callable[[], str] = random_id) -> None:
        self.clock = clock
        self.store = Store(path, new_id)
        self._listeners: list[Callable[[Event], None]] = []
        self.settings = Settings(self)
        self.domains = Domains(self)
        self.checkins = CheckIns(self)
        self.challenges = Challenges(self)
        self.evidence = EvidenceEntries(self)
        self.reappraisals = Reappraisals(self)

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

    # -- time ------------------------------------------------------------------------------------

    def now(self) -> dt.datetime:
        """The present instant in the person's time zone."""
        return self.clock.now()

    def today(self) -> dt.date:
        """The person's date: their day begins at the `day_start` setting, 04:00 unless changed."""
        return local_day(self.now(), self.settings.day_start())

    # -- changes ---------------------------------------------------------------------------------

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Have `listener` called after every change; call what is returned to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def change(self, title: str, intent: Callable[[Draft], T], *, remembered: bool = True) -> T:
        """Run one transaction named `title` ("Check-in: Speaking 70") and tell the listeners.

        Not `remembered` means it is no step of undo: drafts and other housekeeping.

        Raises:
            Refused: a value is out of its range, or a record it needs is gone.
            StoreError: it could not be saved.
        """

        def run(draft: Draft, _history: History) -> T:
            return intent(draft)

        try:
            result, changes = self.store.transact(title, self.now(), run, remembered=remembered)
        except msgspec.ValidationError as error:
            raise Refused(f"That cannot be recorded: {error}.") from error
        except MissingRecord as error:
            raise Refused(f"That is no longer in the journal: {error}. Nothing was changed.") from error
        self._announce(title, changes)
        return result

    def undo(self) -> str:
        """Take back the newest change; gives its title.

        Raises:
            NothingToUndo, BuiltOn: sentences for the person.
        """
        step, changes = self.store.transact("Undo", self.now(), lambda d, h: h.undo(d), remembered=False)
        self._announce(step.title, changes)
        return step.title

    def redo(self) -> str:
        """Put back the change undone last; gives its title.

        Raises:
            NothingToUndo, BuiltOn: sentences for the person.
        """
        step, changes = self.store.transact("Redo", self.now(), lambda d, h: h.redo(d), remembered=False)
        self._announce(step.title, changes)
        return step.title

    def tell(self, event: Event) -> None:
        """Pass an event to every listener."""
        for listener in tuple(self._listeners):
            listener(event)

    def _announce(self, title: str, changes: Iterable[Change]) -> None:
        changes = tuple(changes)
        if not changes:
            return
        tables = frozenset(change.table for change in changes)
        domains: set[str | None] = set()
        for change in changes:
            row = self.contents.table(change.table).get(change.id)
            if change.table == "domains":
                domains.add(change.id)
            domains.add(getattr(row, "domain", None) or (change.was or {}).get("domain"))
        self.tell(Changed(title, tables, frozenset(domain for domain in domains if domain)))
