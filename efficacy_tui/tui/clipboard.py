"""Chooses the text to copy when nothing is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from efficacy_tui.tui.screens.ladder import LadderScreen
from efficacy_tui.tui.screens.page_dialog import PageDialog
from efficacy_tui.tui.screens.timeline import TimelineScreen
from efficacy_tui.tui.widgets.timeline_list import TimelineList
from efficacy_tui.wording.confidence import standing_sentence

if TYPE_CHECKING:
    from efficacy_tui.tui.dashboard_app import DashboardApp

UNWRAPPED_WIDTH = 10_000
"""A width at which no line needs to be wrapped."""


def text_to_copy(app: DashboardApp) -> str | None:
    """Return the open page, the entry or rung under the cursor, or the focused pane's sentence; `None` without any."""
    screen = app.screen
    if isinstance(screen, PageDialog):
        return screen.plain(UNWRAPPED_WIDTH)
    if isinstance(screen, TimelineScreen):
        return _current_text(screen.timeline_list)
    if isinstance(screen, LadderScreen):
        return screen.current.title if screen.current else None
    if screen is not app.dashboard or app.snapshot is None:
        return None
    snapshot = app.snapshot
    match app.dashboard.focused_pane:
        case 1:
            return snapshot.challenge.title if snapshot.challenge else None
        case 2:
            return standing_sentence(snapshot.stats) if snapshot.stats else None
        case 3:
            return _current_text(app.dashboard.query_one(TimelineList))
        case _:
            return snapshot.statement


def _current_text(timeline: TimelineList) -> str | None:
    return timeline.current.text if timeline.current else None
