"""Where Python looks for unreachable objects while the dashboard is open: not among what stays until it ends."""

from __future__ import annotations

import gc

QUIET_SECONDS = 1.0
"""So long after the last screen was closed nobody waits for a picture."""

WHILE_OPEN = (5_000, 10, 10)
"""Allocations before the youngest objects are looked through, and how many such looks before the older ones are."""


def leave_alone_what_stays() -> None:
    """The modules and the journal are there: look among newer objects only."""
    gc.freeze()
    gc.set_threshold(*WHILE_OPEN)


def collect_what_was_closed() -> None:
    """A closed screen and its widgets refer to each other, with all they drew; left alone they would pile up."""
    gc.collect()
