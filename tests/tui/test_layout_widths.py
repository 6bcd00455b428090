"""At every size nothing overflows, nothing is cut without an ellipsis, and the help key is visible."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.widget import Widget
from textual.widgets import Static

from efficacy_tui.tui.panes.pane import Pane
from tests.support.dashboard_driver import DashboardDriver
from tests.support.screen_tour import (
    AGE_DEPENDENT_SCENES,
    SCENES,
    SCROLLED_SCENES,
    dialog,
    lines,
    open_scene,
    return_to_dashboard,
    run_dashboard,
)
from tests.support.textual_internals import border_titles

WIDE, NORMAL, COMPACT, NARROW, LEAST = (200, 50), (120, 36), (80, 24), (60, 20), (40, 12)
WALKS = [
    *(("demo", size, [*SCENES]) for size in (COMPACT, NARROW, LEAST)),
    *(("demo", size, [*AGE_DEPENDENT_SCENES, *SCROLLED_SCENES, "profile"]) for size in (WIDE, NORMAL)),
    *(("empty", size, AGE_DEPENDENT_SCENES) for size in (NARROW, LEAST)),
    *(("week", size, AGE_DEPENDENT_SCENES) for size in (COMPACT, LEAST)),
    *(("ten years", size, AGE_DEPENDENT_SCENES) for size in (COMPACT, LEAST)),
]


def layout_problems(person: DashboardDriver) -> list[str]:
    """Describe everything that does not fit on the current screen."""
    screen = person.app.screen
    problems = [
        f"{name(box)} leaves the screen: {box.region}" for box in dialog(person.app) if box.region not in screen.region
    ]
    for widget in screen.walk_children(Widget):
        if widget.is_on_screen and widget.region.area and not isinstance(widget, ScrollBar):
            problems += _outside_parent(widget) + _clipped_lines(widget) + _clipped_titles(widget)
    return problems


def name(widget: Widget) -> str:
    """Name a widget in a message."""
    return f"{type(widget).__name__}#{widget.id}" if widget.id else type(widget).__name__


def is_scrollable(widget: Widget) -> bool:
    """Whether a widget is inside a scrolling container, so that it may be longer than its visible part."""
    return any(
        isinstance(ancestor, VerticalScroll | ScrollView) and ancestor.is_scrollable for ancestor in widget.ancestors
    )


def _outside_parent(widget: Widget) -> list[str]:
    """Report a widget that extends beyond its parent."""
    parent = widget.parent
    if not isinstance(parent, Widget) or not parent.visible or widget.styles.overlay == "screen":
        return []
    outer, inner = parent.region, widget.region
    if is_scrollable(widget):
        inner = Region(inner.x, outer.y, inner.width, 1)
    return [] if inner in outer else [f"{name(widget)} {widget.region} is not inside {name(parent)} {outer}"]


def _clipped_lines(widget: Widget) -> list[str]:
    """Report lines that are longer, or more, than fit into a widget."""
    # A `Static` wraps its text itself.
    if isinstance(widget, ScrollView | Static) or not type(widget).__module__.startswith("efficacy_tui"):
        return []
    content = widget.render()
    if (
        not isinstance(content, Content)
        or not content.plain.strip()
        or (isinstance(widget, Pane) and not widget.folded)
    ):
        return []
    rows = content.plain.rstrip().split("\n")
    width, height = widget.content_size
    problems = [f"{name(widget)} cuts {row!r} at {width}" for row in rows if cell_len(row.rstrip()) > width]
    if len(rows) > height:
        problems.append(f"{name(widget)} has {len(rows)} lines on {height}: {rows[height:]}")
    return problems


def _clipped_titles(widget: Widget) -> list[str]:
    """Report titles that do not fit into their frame."""
    titles = [title.plain for title in border_titles(widget)]
    if not widget.styles.border_top[0]:
        return []
    room = widget.outer_size.width - 6
    return [f"{name(widget)}: {title!r} is cut" for title in titles if cell_len(title) > room or title.endswith("…")]


@pytest.mark.parametrize(
    ("journal_name", "size", "scenes"), WALKS, ids=[f"{name} {size[0]}×{size[1]}" for name, size, _ in WALKS]
)
async def test_everything_fits(journal_name: str, size: tuple[int, int], scenes: list[str], tmp_path: Path) -> None:
    wrong: dict[str, list[str]] = {}
    async with run_dashboard(journal_name, tmp_path, size) as person:
        for scene in scenes:
            await open_scene(person, scene)
            rows = lines(person.app)
            assert {cell_len(row) for row in rows} == {size[0]}, scene
            assert len(rows) == size[1]
            if problems := layout_problems(person):
                wrong[scene] = problems
            await return_to_dashboard(person)
            assert "? Help" in lines(person.app)[-1]
    assert not wrong
