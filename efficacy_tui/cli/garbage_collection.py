"""Garbage collection: rare during start-up, none at exit."""

from __future__ import annotations

import gc

START_THRESHOLDS = (400_000, 50, 100)
"""Allocations before the youngest generation is collected, then collections of a generation before the next older."""


def collect_rarely_during_start() -> None:
    """Collect rarely: loading modules and records leaves no garbage, and each collection costs more than the last."""
    gc.set_threshold(*START_THRESHOLDS)


def stop_collecting() -> None:
    """Skip the collection at exit: everything is saved and the terminal restored, so the process can just end."""
    gc.disable()
    gc.freeze()
