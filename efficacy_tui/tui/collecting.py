"""When Python looks for unreachable objects: not while the program opens, nor among what stays until it ends."""

from __future__ import annotations

import gc

WHILE_OPENING = (100_000, 50, 100)
AFTERWARDS = (5_000, 10, 10)
"""Allocations before the first, and collections before the second and third generation are looked through."""


def collect_rarely() -> None:
    """While modules and records are read nothing becomes unreachable, and each look costs more than the last."""
    gc.set_threshold(*WHILE_OPENING)


def leave_alone_what_stays() -> None:
    """The modules and the journal are there: look among newer objects only."""
    gc.freeze()
    gc.set_threshold(*AFTERWARDS)


def collect_no_more() -> None:
    """Everything is saved and the terminal given back: what is still there goes with the process."""
    gc.disable()
    gc.freeze()
