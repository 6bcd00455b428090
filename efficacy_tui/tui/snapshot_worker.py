"""Makes the dashboard's picture off the event loop, and shows the newest one on every screen."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

from efficacy_tui.tui.screens.live_screen import LiveScreen

if TYPE_CHECKING:
    from efficacy_tui.journal.snapshot import BuildFunction, DashboardSnapshot, SnapshotBuilder
    from efficacy_tui.tui.app import EfficacyApp


class SnapshotWorker:
    """Everything between what is recorded and what is on the screen."""

    def __init__(self, app: EfficacyApp) -> None:
        self.app = app
        self.snapshot: DashboardSnapshot | None = None
        self.selected: str | None = None
        """The domain (id) to show; without one, the one in focus."""
        self._overviews: SnapshotBuilder | None = None
        self._changed: deque[tuple[frozenset[str], frozenset[str] | None]] = deque()
        self._making = threading.Lock()
        self._made = self._shown = 0

    def invalidate(self, tables: Iterable[str], domains: Iterable[str] | None) -> None:
        """Something changed in these tables, for these domains (ids; `None`: any of them)."""
        self._changed.append((frozenset(tables), None if domains is None else frozenset(domains)))
        self.rebuild()

    def rebuild(self) -> None:
        """Make the picture anew, off the event loop, and show it."""
        self.app.run_worker(self._refresh, thread=True, group="overview", exclusive=True)

    def _refresh(self) -> None:
        overview, number = self.build()
        self.app.call_later(self.publish, overview, number)

    def build(self) -> tuple[DashboardSnapshot, int]:
        """The picture as it is now, and its number; called off the event loop, one at a time."""
        with self._making:
            overviews = self._kept()
            # What changed is taken before the records are, so that nothing of them is taken for known.
            while self._changed:
                tables, domains = self._changed.popleft()
                if domains is None:
                    overviews.invalidate_all()
                else:
                    overviews.invalidate(tables, domains)
            self._made += 1
            return self._made_by(overviews.build), self._made

    def preview(self) -> DashboardSnapshot:
        """What of the picture can be shown before all is worked out; called off the event loop."""
        with self._making:
            return self._made_by(self._kept().build_preview)

    def _kept(self) -> SnapshotBuilder:
        from efficacy_tui.journal.snapshot import SnapshotBuilder

        if self._overviews is None:
            self._overviews = SnapshotBuilder()
        return self._overviews

    def _made_by(self, make: BuildFunction) -> DashboardSnapshot:
        from efficacy_tui.journal.snapshot import build_with

        return build_with(make, self.app.journal.contents, self.app.journal.today(), self.selected)

    def publish(self, overview: DashboardSnapshot, number: int) -> None:
        """Show a picture, unless a newer one (by its number) is on the screen already."""
        if number <= self._shown:
            # An older picture that took longer.
            return
        self._shown = number
        self.snapshot = overview
        self.app.dashboard.show(overview)
        if not self.app.demo:
            from efficacy_tui.journal.onboarding import current_hint

            self.app.dashboard.show_hint(current_hint(self.app.journal))
        for screen in self.app.screen_stack:
            if isinstance(screen, LiveScreen):
                screen.update_from_snapshot()
