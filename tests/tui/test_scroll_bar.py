"""The scroll bar of lists draws the same cells as Textual's."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.filter import LineFilter
from textual.geometry import Region
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from efficacy_tui.tui.privacy.mask import MASK
from efficacy_tui.tui.textual_overrides import FastScrollBar

ROWS = 20


class TwoBars(App[None]):
    """Textual's bar and that of lists, side by side."""

    CSS = "ScrollBar { width: 1; height: 20; } Screen { layout: horizontal; }"

    def compose(self) -> ComposeResult:
        yield ScrollBar(name="textual_bar")
        yield FastScrollBar(name="list_bar")

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), MASK]


def render_cells(bar: ScrollBar, crop: Region) -> list[tuple[str, object]]:
    """Return the texts and styles that reach the terminal."""
    strips: list[Strip] = bar.render_lines(crop)
    return [(text, style) for strip in strips for text, style, _ in strip]


@pytest.mark.parametrize("rows", [0, 5, 20, 21, 24, 400, 20_000])
@pytest.mark.parametrize("share", [0.0, 0.03, 0.5, 0.97, 1.0])
async def test_bar_draws_the_same_cells_as_textuals(rows: int, share: float) -> None:
    app = TwoBars()
    async with app.run_test(size=(40, ROWS)) as pilot:
        textual_bar, list_bar = app.query(ScrollBar)
        for bar in (textual_bar, list_bar):
            bar.window_virtual_size, bar.window_size = rows, ROWS
            bar.position = max(rows - ROWS, 0) * share
        await pilot.pause()
        whole = Region(0, 0, 1, ROWS)
        assert render_cells(list_bar, whole) == render_cells(textual_bar, whole)
        assert len(list_bar.render_lines(whole)) == ROWS
        part = Region(0, 3, 1, 9)
        assert render_cells(list_bar, part) == render_cells(textual_bar, part)


async def test_bar_under_the_mouse_is_highlighted_like_textuals() -> None:
    app = TwoBars()
    async with app.run_test(size=(40, ROWS)) as pilot:
        textual_bar, list_bar = app.query(ScrollBar)
        for bar in (textual_bar, list_bar):
            bar.window_virtual_size, bar.window_size, bar.mouse_over = 100, ROWS, True
        await pilot.pause()
        highlighted = render_cells(list_bar, Region(0, 0, 1, ROWS))
        assert highlighted == render_cells(textual_bar, Region(0, 0, 1, ROWS))
        list_bar.mouse_over = False
        assert highlighted != render_cells(list_bar, Region(0, 0, 1, ROWS))
