"""Programs that the tests start and kill: `python -m tests.support.store_programs NAME PATH …`.

Each prints a line for what is safely on the disk.
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


def _open_journal(path: str) -> Journal:
    journal = Journal(Path(path), FixedClock(NOON))
    journal.open()
    return journal


def _print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def check_in(path: str, first: str) -> None:
    """Check in and add a note, forever; each `ACK n` promises that check-in n and note n are on the disk."""
    journal = _open_journal(path)
    domain = journal.domains.all()[0].id
    clock = journal.clock
    assert isinstance(clock, FixedClock)
    for number in range(int(first), 10**9):
        clock.move(minutes=10)
        journal.checkins.record(domain, number % 101, day=journal.today())
        journal.evidence.add(Mastery, domain, f"note {number}")
        _print_line(f"ACK {number}")


def write_in_background(path: str, first: str) -> None:
    """Add notes through the background writer, forever; `ACK n` is printed once nothing is pending."""
    journal = _open_journal(path)
    journal.save_in_background()
    domain = journal.domains.all()[0].id
    for number in range(int(first), 10**9, 3):
        for note in range(number, number + 3):
            journal.evidence.add(Mastery, domain, f"note {note}")
        if journal.close(5) == 0:
            _print_line(f"ACK {number + 2}")
        journal.save_in_background()


def merge_copies(path: str, copies: str) -> None:
    """Merge copy after copy; each `ACK n` promises that the records of copy n are on the disk."""
    journal = _open_journal(path)
    for number, copy in enumerate(sorted(Path(copies).iterdir())):
        merge_copy(journal, copy)
        _print_line(f"ACK {number}")


def add_notes(path: str, name: str, count: str) -> None:
    """Add `count` notes as fast as possible."""
    journal = _open_journal(path)
    domain = journal.domains.all()[0].id
    for number in range(int(count)):
        journal.evidence.add(Mastery, domain, f"{name} {number}")


def fill_disk(path: str, size: str) -> None:
    """Add notes until the file size limit (`size`, in bytes) is reached, as on a full disk."""
    journal = _open_journal(path)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    domain = journal.domains.all()[0].id
    for number in range(10**6):
        before = journal.contents
        try:
            journal.evidence.add(Mastery, domain, f"note {number}")
        except StoreError as error:
            assert journal.contents == before
            _print_line(f"REFUSED {error}")
            return
        _print_line(f"ACK {number}")


def hold_lock(path: str) -> None:
    """Hold the lock forever."""
    with locked(Path(path)):
        _print_line("HELD")
        signal.pause()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
