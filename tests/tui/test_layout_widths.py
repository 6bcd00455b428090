"""At every size nothing runs over, nothing is cut without a sign of it, and the way to help is in sight."""

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
from tests.support.dashboard_driver import Person
from tests.support.screen_tour import ENDS, FEW, SCENES, dialog, go, go_back, lines, walker
from tests.support.textual_internals import border_titles

WIDE, NORMAL, COMPACT, NARROW, LEAST = (200, 50), (120, 36), (80, 24), (60, 20), (40, 12)
WALKS = [
    *(("demo", size, [*SCENES]) for size in (COMPACT, NARROW, LEAST)),
    *(("demo", size, [*FEW, *ENDS, "profile"]) for size in (WIDE, NORMAL)),
    *(("empty", size, FEW) for size in (NARROW, LEAST)),
    *(("week", size, FEW) for size in (COMPACT, LEAST)),
    *(("ten years", size, FEW) for size in (COMPACT, LEAST)),
]


def troubles(person: Person) -> list[str]:
    """What does not fit on the screen that is shown."""
    screen = person.app.screen
    found = [
        f"{name(box)} leaves the screen: {box.region}" for box in dialog(person.app) if box.region not in screen.region
    ]
    for widget in screen.walk_children(Widget):
        if widget.is_on_screen and widget.region.area and not isinstance(widget, ScrollBar):
            found += _outside(widget) + _clipped(widget) + _titles(widget)
    return found


def name(widget: Widget) -> str:
    """What a widget is called in a message."""
    return f"{type(widget).__name__}#{widget.id}" if widget.id else type(widget).__name__


def scrolls(widget: Widget) -> bool:
    """Whether a widget is inside something that scrolls, so that it may be longer than what is seen."""
    return any(isinstance(each, VerticalScroll | ScrollView) and each.is_scrollable for each in widget.ancestors)


def _outside(widget: Widget) -> list[str]:
    """A widget that stands out of what it is in."""
    parent = widget.parent
    if not isinstance(parent, Widget) or not parent.visible or widget.styles.overlay == "screen":
        return []
    room, here = parent.region, widget.region
    if scrolls(widget):
        here = Region(here.x, room.y, here.width, 1)
    return [] if here in room else [f"{name(widget)} {widget.region} is not inside {name(parent)} {room}"]


def _clipped(widget: Widget) -> list[str]:
    """Lines that are longer, or more, than there are cells for them."""
    # What stands in a `Static` is wrapped to its room.
    if isinstance(widget, ScrollView | Static) or not type(widget).__module__.startswith("efficacy_tui"):
        return []
    drawn = widget.render()
    if not isinstance(drawn, Content) or not drawn.plain.strip() or (isinstance(widget, Pane) and not widget.folded):
        return []
    rows = drawn.plain.rstrip().split("\n")
    width, height = widget.content_size
    found = [f"{name(widget)} cuts {row!r} at {width}" for row in rows if cell_len(row.rstrip()) > width]
    if len(rows) > height:
        found.append(f"{name(widget)} has {len(rows)} lines on {height}: {rows[height:]}")
    return found


def _titles(widget: Widget) -> list[str]:
    """Titles in a frame that do not fit it whole."""
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
    async with walker(journal_name, tmp_path, size) as person:
        for scene in scenes:
            await go(person, scene)
            assert {cell_len(line) for line in lines(person.app)} == {size[0]}, scene
            assert len(lines(person.app)) == size[1]
            if bad := troubles(person):
                wrong[scene] = bad
            await go_back(person)
            assert "? Help" in lines(person.app)[-1]
    assert not wrong
