"""What need not stay in memory while the dashboard is open, and when it is looked for: in the pauses between keys.

Left to itself Python looks for unreachable objects in the middle of whatever is drawn, and now and then a key would
wait three times as long.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
import time

WHILE_OPEN = (10_000, 10, 10)
"""Allocations after which Python looks by itself, and how many such looks before it looks at older objects: where keys
come without a pause."""

PAUSES = (0.025, 0.12, 1.0)
"""Seconds after the last key until objects of each generation are looked through; the older, the more there are."""

ENOUGH = (1_000, 4, 10)
"""What there must be of each before it is worth a look: objects, looks at younger ones, and those again."""

MANY_CLOSED, MOST_CLOSED = 3, 4
"""Closed screens that wait for a short pause only, and that wait for none. One can hold a megabyte of what it drew."""

LARGE = 1_000_000
"""Bytes from which on a piece of memory is the system's again as soon as it is free. A journal of years has as many."""

M_MMAP_THRESHOLD = -3
"""The name of that number in the C library, as its header has it."""


def leave_alone_what_stays() -> None:
    """The modules and the journal are there: look among newer objects only."""
    gc.freeze()
    gc.set_threshold(*WHILE_OPEN)


def give_back_what_is_large() -> None:
    """Have what a write of the journal takes given back after it; the C library would keep room for several."""
    if sys.platform != "linux":
        return
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        # Another C library than glibc has no such number, and needs none.
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)


class Sweeper:
    """Looks for unreachable objects once no key was pressed for a moment. Lives in a running event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._next: asyncio.TimerHandle | None = None
        self._stirred = 0.0
        self._closed = 0

    def stir(self) -> None:
        """Something was pressed: begin to wait anew."""
        self._stirred = time.monotonic()
        if self._next is not None:
            self._next.cancel()
        self._next = self._loop.call_later(PAUSES[0], self._sweep, 0)

    def screen_closed(self) -> None:
        """A closed screen and its widgets refer to each other; left alone they would pile up."""
        self._closed += 1
        self.stir()
        if self._closed == MOST_CLOSED:
            self._loop.call_soon(self._sweep_all)

    def _sweep(self, generation: int) -> None:
        """Look through a generation, if that is worth it, and wait for the next one's pause."""
        self._next = None
        if self._closed >= (1 if generation == 2 else MANY_CLOSED):
            self._sweep_all()
        elif gc.get_count()[generation] >= ENOUGH[generation]:
            gc.collect(generation)
        if generation < 2:
            wait = self._stirred + PAUSES[generation + 1] - time.monotonic()
            self._next = self._loop.call_later(max(wait, 0), self._sweep, generation + 1)

    def _sweep_all(self) -> None:
        self._closed = 0
        gc.collect()
