"""Programs that tests start, some of which they kill: `python -m tests.support.store_programs NAME PATH …`.

Each prints a line for what is safely on the disk.
"""

from __future__ import annotations

import resource
import signal
import sys
from pathlib import Path

from efficacy_tui.journal.journal import Journal
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
