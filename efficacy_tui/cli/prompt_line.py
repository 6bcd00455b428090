"""`efficacy status --line`: a few characters for a shell prompt, which is drawn anew after every command.

It runs without the command line's library, whose import takes a fifth of the time.
"""

from __future__ import annotations

import datetime as dt
import os
import sys

from efficacy_tui.cli.context import MISSING, OK, REFUSED, journal_file, load_settings
from efficacy_tui.cli.global_options import GlobalOptions
from efficacy_tui.model.clock import DAY_START, SystemClock
from efficacy_tui.store.atomic_file import is_present
from efficacy_tui.store.paths import config_path

UNREADABLE = "unreadable"
"""What a prompt or a bar shows instead of the counts when the journal cannot be read."""
LOCKED = "locked"
"""What they show instead while the journal is sealed and locked."""


def print_prompt_line(options: GlobalOptions) -> int:
    """Print today's counts on one line, and return the exit code of `efficacy status`."""
    from efficacy_tui.journal.status import read_status
    from efficacy_tui.store.errors import JournalLocked, StoreError

    try:
        day_status = read_status(journal_file(options), SystemClock().now(), day_start())
    except StoreError as error:
        # A prompt has room for one word, and no place for an error.
        sys.stdout.write(f"{LOCKED if isinstance(error, JournalLocked) else UNREADABLE}\n")
        return REFUSED
    sys.stdout.write(f"{day_status.line}\n")
    return OK if day_status.state == "done" else MISSING


def day_start() -> dt.time:
    """Return when the person's day starts. Without a settings file its parser, which would take long, is not loaded."""
    return load_settings().values.day_start if is_present(config_path(os.environ)) else DAY_START
