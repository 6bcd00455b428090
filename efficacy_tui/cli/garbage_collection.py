"""When Python looks for unreachable objects: not while the program starts, and not when it ends."""

from __future__ import annotations

import gc

WHILE_OPENING = (400_000, 50, 100)
"""Allocations before the youngest objects are looked through, and how many such looks before the older ones are."""


def collect_rarely_during_start() -> None:
    """While modules and records are read nothing becomes unreachable, and each look costs more than the last."""
    gc.set_threshold(*WHILE_OPENING)


def stop_collecting() -> None:
    """What is to be kept is on the disk and the terminal given back: what is still there goes with the process."""
    gc.disable()
    gc.freeze()
