"""The list's own scroll bar: the same cells as Textual's."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.filter import LineFilter
from textual.geometry import Region
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from efficacy_tui.tui.privacy.mask import MASK
from efficacy_tui.tui.widgets.scroll_bar import TextScrollBar

ROWS = 20


class Beside(App[None]):
    """Both bars beside each other."""

    CSS = "ScrollBar { width: 1; height: 20; } Screen { layout: horizontal; }"

    def compose(self) -> ComposeResult:
        yield ScrollBar(name="theirs")
        yield TextScrollBar(name="ours")

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), MASK]


def drawn(bar: ScrollBar, crop: Region) -> list[tuple[str, object]]:
    """Letters and styles, as they reach the terminal."""
    strips: list[Strip] = bar.render_lines(crop)
    return [(text, style) for strip in strips for text, style, _ in strip]


@pytest.mark.parametrize("rows", [0, 5, 20, 21, 24, 400, 20_000])
@pytest.mark.parametrize("share", [0.0, 0.03, 0.5, 0.97, 1.0])
async def test_it_looks_as_textuals_and_takes_the_same_clicks(rows: int, share: float) -> None:
    app = Beside()
    async with app.run_test(size=(40, ROWS)) as pilot:
        theirs, ours = app.query(ScrollBar)
        for bar in (theirs, ours):
            bar.window_virtual_size, bar.window_size = rows, ROWS
            bar.position = max(rows - ROWS, 0) * share
        await pilot.pause()
        whole = Region(0, 0, 1, ROWS)
        assert drawn(ours, whole) == drawn(theirs, whole)
        assert len(ours.render_lines(whole)) == ROWS
        part = Region(0, 3, 1, 9)
        assert drawn(ours, part) == drawn(theirs, part)


async def test_under_the_mouse_it_lights_up_as_textuals_does() -> None:
    app = Beside()
    async with app.run_test(size=(40, ROWS)) as pilot:
        theirs, ours = app.query(ScrollBar)
        for bar in (theirs, ours):
            bar.window_virtual_size, bar.window_size, bar.mouse_over = 100, ROWS, True
        await pilot.pause()
        lit = drawn(ours, Region(0, 0, 1, ROWS))
        assert lit == drawn(theirs, Region(0, 0, 1, ROWS))
        ours.mouse_over = False
        assert lit != drawn(ours, Region(0, 0, 1, ROWS))
