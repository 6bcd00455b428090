"""Programs the tests start and kill: `python -m tests.support.store_programs NAME PATH …`.

Each says what is on the disk.
"""

from __future__ import annotations

import resource
import signal
import sys
from pathlib import Path

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.maintenance import merge_copy
from efficacy_tui.model.records import Mastery
from efficacy_tui.store.errors import StoreError
from efficacy_tui.store.locking import locked
from tests.support.fixed_clock import FixedClock
from tests.support.store_files import NOON


def _journal(path: str) -> Journal:
    journal = Journal(Path(path), FixedClock(NOON))
    journal.open()
    return journal


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def check_in(path: str, first: str) -> None:
    """Check in and note it, for ever; each `ACK n` promises that note n and the rating n are there."""
    journal = _journal(path)
    domain = journal.domains.all()[0].id
    clock = journal.clock
    assert isinstance(clock, FixedClock)
    for number in range(int(first), 10**9):
        clock.move(minutes=10)
        journal.checkins.record(domain, number % 101, day=journal.today())
        journal.evidence.add(Mastery, domain, f"note {number}")
        _say(f"ACK {number}")


def background(path: str, first: str) -> None:
    """The same through the background writer: acknowledged when nothing is waiting any more."""
    journal = _journal(path)
    journal.save_in_background()
    domain = journal.domains.all()[0].id
    for number in range(int(first), 10**9, 3):
        for one in range(number, number + 3):
            journal.evidence.add(Mastery, domain, f"note {one}")
        if journal.close(5) == 0:
            _say(f"ACK {number + 2}")
        journal.save_in_background()


def merge(path: str, copies: str) -> None:
    """Merge copy after copy; each `ACK n` promises that what copy n brought is there."""
    journal = _journal(path)
    for number, copy in enumerate(sorted(Path(copies).iterdir())):
        merge_copy(journal, copy)
        _say(f"ACK {number}")


def add(path: str, name: str, count: str) -> None:
    """Add some notes, as fast as it can."""
    journal = _journal(path)
    domain = journal.domains.all()[0].id
    for number in range(int(count)):
        journal.evidence.add(Mastery, domain, f"{name} {number}")


def cramped(path: str, size: str) -> None:
    """Add notes until the disk allows no larger file."""
    journal = _journal(path)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    domain = journal.domains.all()[0].id
    for number in range(10**6):
        before = journal.contents
        try:
            journal.evidence.add(Mastery, domain, f"note {number}")
        except StoreError as error:
            assert journal.contents == before
            _say(f"REFUSED {error}")
            return
        _say(f"ACK {number}")


def hold(path: str) -> None:
    """Hold the lock for ever."""
    with locked(Path(path)):
        _say("HELD")
        signal.pause()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
