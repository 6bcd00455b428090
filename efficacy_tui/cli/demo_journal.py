"""The demo's journal: a year of made-up practice in a folder of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from efficacy_tui.model.clock import SystemClock

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal


def make_demo_journal(folder: Path, day_start: dt.time) -> Journal:
    """Write a made-up year of practice into a folder and return its journal, not opened yet."""
    from efficacy_tui.journal.demo import fill_demo
    from efficacy_tui.journal.journal import Journal

    clock = SystemClock(day_start)
    journal = Journal(folder / "journal.json", clock)
    journal.open()
    fill_demo(journal)
    return Journal(journal.path, clock)
