"""A narrow dialog that only shows something: help, support, one piece of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from efficacy_tui.tui.widgets.lines import stack


class Page(ModalScreen[str | None]):
    """Lines of content over the dimmed dashboard. `keys` maps further keys to what the page then answers with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", show=False, priority=True),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown,space", "scroll(8)", show=False),
        Binding("pageup", "scroll(-8)", show=False),
    ]
    DEFAULT_CSS = """
    Page {
        align: center middle;
        background: $background 70%;
    }
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
    Page Static { height: auto; }
    """

    def __init__(
        self,
        title: str,
        lines: Sequence[Content | str],
        leaving: str = "esc closes",
        keys: dict[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._leaving = leaving
        self._keys = keys or {}

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = self._title
            box.border_subtitle = self._leaving
            with VerticalScroll(can_focus=False):
                yield Static(stack(self._lines), markup=False)

    def on_key(self, event: object) -> None:
        key = getattr(event, "key", "")
        if key in self._keys:
            self.dismiss(self._keys[key])

    def action_close(self) -> None:
        self.dismiss(None)

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)
