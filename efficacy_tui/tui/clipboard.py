"""What a person means when they copy without having selected anything: the entry or the sentence in front of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from efficacy_tui.tui.screens.page_dialog import PageDialog
from efficacy_tui.tui.screens.timeline import TimelineScreen
from efficacy_tui.tui.widgets.timeline_list import TimelineList

if TYPE_CHECKING:
    from efficacy_tui.tui.app import EfficacyApp

UNWRAPPED = 10_000
"""Cells of a line on which nothing needs to be wrapped."""


def text_to_copy(app: EfficacyApp) -> str | None:
    """The page that is open, the entry under the cursor, or what the focused pane says; `None` when there is none."""
    screen = app.screen
    if isinstance(screen, PageDialog):
        return screen.plain(UNWRAPPED)
    if isinstance(screen, TimelineScreen):
        return _entry(screen.list)
    if screen is not app.dashboard or app.snapshot is None:
        return None
    overview = app.snapshot
    match app.dashboard.focused_pane:
        case 1:
            return overview.challenge.title if overview.challenge else None
        case 2:
            return _entry(app.dashboard.query_one(TimelineList))
        case 3:
            return overview.statement
        case _:
            return overview.stats.gap_sentence if overview.stats else None


def _entry(timeline: TimelineList) -> str | None:
    return timeline.current.text if timeline.current else None
