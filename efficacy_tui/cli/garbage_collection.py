"""Settings of the garbage collector: rare collections during start-up, none at exit."""

from __future__ import annotations

import gc

WHILE_OPENING = (400_000, 50, 100)
"""Allocations before a collection of the youngest generation, and collections before the older ones are included."""


def collect_rarely_during_start() -> None:
    """Collect rarely: loading modules and records leaves no garbage, and each collection costs more than the last."""
    gc.set_threshold(*WHILE_OPENING)


def stop_collecting() -> None:
    """Skip the collection at exit: everything is saved and the terminal restored, so the process may just end."""
    gc.disable()
    gc.freeze()
