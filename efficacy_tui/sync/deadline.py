"""How long a round may still take; another thread can cut it short, as when the program is being closed."""

from __future__ import annotations

import time
from collections.abc import Callable


class Deadline:
    """A moment after which nothing is waited for any more; without `seconds` there is none yet."""

    def __init__(self, seconds: float | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._end = None if seconds is None else monotonic() + seconds

    def shorten(self, seconds: float) -> None:
        """End in so many seconds, unless it ends earlier; may be called from any thread."""
        end = self._monotonic() + seconds
        self._end = end if self._end is None else min(self._end, end)

    def remaining(self, most: float) -> float:
        """Return the seconds that are left, at least 0 and at most so many."""
        return most if self._end is None else max(min(self._end - self._monotonic(), most), 0.0)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return self.remaining(1.0) <= 0
