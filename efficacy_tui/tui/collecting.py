"""Where Python looks for unreachable objects while the dashboard is open: not among what stays until it ends."""

from __future__ import annotations

import gc

WHILE_OPEN = (5_000, 10, 10)
"""Allocations before the youngest objects are looked through, and how many such looks before the older ones are."""


def leave_alone_what_stays() -> None:
    """The modules and the journal are there: look among newer objects only."""
    gc.freeze()
    gc.set_threshold(*WHILE_OPEN)
