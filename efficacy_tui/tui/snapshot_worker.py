"""Builds dashboard snapshots off the event loop, and lets only a newer one replace the one shown."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.journal.snapshot import BuildFunction, DashboardSnapshot, SnapshotBuilder


class SnapshotWorker:
    """Keeps the dashboard's snapshot up to date with the journal; independent of Textual and the app."""

    def __init__(
        self,
        journal: Callable[[], Journal],
        run_in_thread: Callable[[Callable[[], None], str], None],
        on_ready: Callable[[DashboardSnapshot, int], None],
    ) -> None:
        """`run_in_thread` runs a job in a thread and drops a waiting job of the same group (the second argument).

        `on_ready` is called in that thread with each snapshot and its number.
        """
        self._journal = journal
        self._run_in_thread = run_in_thread
        self._on_ready = on_ready
        self.snapshot: DashboardSnapshot | None = None
        """The newest snapshot that was published."""
        self.selected: str | None = None
        """The domain (id) to show; `None` shows the one in focus."""
        self._builder: SnapshotBuilder | None = None
        self._changes: deque[tuple[frozenset[str], frozenset[str] | None]] = deque()
        self._build_lock = threading.Lock()
        self._last_built = self._last_published = 0

    def invalidate(self, tables: Iterable[str], domains: Iterable[str] | None) -> None:
        """Rebuild everything that depends on these tables and domains (ids; `None` means all)."""
        self._changes.append((frozenset(tables), None if domains is None else frozenset(domains)))
        self.rebuild()

    def rebuild(self) -> None:
        """Build a snapshot in a thread and report it."""
        self._run_in_thread(self._rebuild, "snapshot")

    def _rebuild(self) -> None:
        self._on_ready(*self.build())

    def build(self) -> tuple[DashboardSnapshot, int]:
        """Build a snapshot of the journal as it is now; return it with its number. Called in a worker thread."""
        with self._build_lock:
            builder = self._snapshot_builder()
            # Drain the queue before reading the records; a change in between would count as applied.
            while self._changes:
                tables, domains = self._changes.popleft()
                if domains is None:
                    builder.invalidate_all()
                else:
                    builder.invalidate(tables, domains)
            self._last_built += 1
            return self._build_with(builder.build), self._last_built

    def preview(self) -> DashboardSnapshot:
        """Build the quick part of a snapshot. Called in a worker thread."""
        with self._build_lock:
            return self._build_with(self._snapshot_builder().build_preview)

    def _snapshot_builder(self) -> SnapshotBuilder:
        from efficacy_tui.journal.snapshot import SnapshotBuilder

        if self._builder is None:
            self._builder = SnapshotBuilder()
        return self._builder

    def _build_with(self, build: BuildFunction) -> DashboardSnapshot:
        from efficacy_tui.journal.snapshot import build_with

        journal = self._journal()
        return build_with(build, journal.contents, journal.today(), self.selected)

    def publish(self, snapshot: DashboardSnapshot, number: int) -> bool:
        """Make a snapshot the current one unless a newer one is; return whether it was published."""
        if number <= self._last_published:
            return False
        self._last_published = number
        self.snapshot = snapshot
        return True
