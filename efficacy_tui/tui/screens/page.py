"""A narrow dialog that only shows something: help, support, one piece of evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from efficacy_tui.tui.screens.closing import close
from efficacy_tui.tui.widgets.lines import stack

Lines = Callable[[int], Sequence[Content | str]]
"""What stands on a page of so many cells."""


class PageLines(Widget):
    """Lines made for the width there is."""

    DEFAULT_CSS = "PageLines { height: auto; width: 1fr; text-wrap: nowrap; }"

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self._lines = lines

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._lines(max(width, 10)))

    def render(self) -> Content:
        return stack(self._lines(max(self.size.width, 10)))


class Page(ModalScreen[str | None]):
    """Lines over the dimmed dashboard. `keys` maps further keys to what the page then answers with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", show=False, priority=True),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,space", "scroll(8)", show=False),
        Binding("pageup", "scroll(-8)", show=False),
        Binding("home", "scroll(-999)", show=False),
        Binding("end", "scroll(999)", show=False),
        Binding("exclamation_mark,f1", "app.command('support')", show=False),
    ]
    DEFAULT_CSS = """
    Page {
        align: center middle;
        background: $background 70%;
    }
    Page.-alone { background: $background; }
    Page > Vertical {
        width: 66;
        max-width: 100%;
        height: auto;
        max-height: 100%;
        padding: 1 2;
        border: round $accent;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $quiet;
        background: $background;
    }
    Page VerticalScroll { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
    """

    def __init__(
        self,
        title: str,
        lines: Lines,
        leaving: str = "esc closes",
        keys: dict[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.heading = title
        self._lines = lines
        self._leaving = leaving
        self._keys = keys or {}

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = self.heading
            box.border_subtitle = self._leaving
            with VerticalScroll(can_focus=False):
                yield PageLines(self._lines)

    def on_key(self, event: events.Key) -> None:
        if event.key in self._keys:
            close(self, self._keys[event.key])

    def action_close(self) -> None:
        close(self)

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)
