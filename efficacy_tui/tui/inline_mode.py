"""A flow asked in place, on a few lines below the prompt, with the dashboard's own fields."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
import threading
from collections.abc import Collection
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.tui.look import theme
from efficacy_tui.tui.privacy.masking_app import MaskingApp, fold_names
from efficacy_tui.tui.screens.base_screen import BaseScreen
from efficacy_tui.tui.screens.flow_screen import FlowScreen
from efficacy_tui.tui.screens.page_contents import support_page
from efficacy_tui.tui.screens.page_dialog import PageDialog, PageLines
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET

ROOMY = 16
"""Lines of a terminal from which on blank ones stand between the parts."""


class InlineFlowScreen(FlowScreen):
    """The question with nothing around it but what escape does."""

    DEFAULT_CSS = """
    InlineFlowScreen {
        &:inline { height: auto; border: none; padding: 0 1; }
        &:ansi { &:inline { border: none; } }
        scrollbar-size-vertical: 1;
    }
    InlineFlowScreen #answers { margin-top: 1; }
    InlineFlowScreen .-field { max-width: 64; }
    InlineFlowScreen #prompt, InlineFlowScreen #above, InlineFlowScreen #hint, InlineFlowScreen #problem { max-width: 72; }
    InlineFlowScreen #way { height: 1; text-wrap: nowrap; }
    InlineFlowScreen.-roomy { &:inline { padding: 1 1 0 1; } }
    InlineFlowScreen.-roomy #prompt { margin-bottom: 1; }
    InlineFlowScreen.-roomy #way { margin-top: 1; }
    """

    def compose(self) -> ComposeResult:
        yield from self.compose_question()
        yield Static(id="way", markup=False)

    def on_resize(self) -> None:
        self.set_class(self.app.size.height >= ROOMY, "-roomy")

    def show_progress(self) -> None:
        """Which question this is, and the keys that are not on the screen anyway."""
        self.query_one("#answers").display = False
        way = self.session.progress
        parts = [(f"{way.answered_count + 1} of {way.total}   ", QUIET)] if way.total > 1 else []
        for key, what in (("esc", self.flow.escape_hint.removeprefix("esc ")), ("!", "support")):
            parts += [(key, f"{BRIGHT} {ACCENT}"), (f" {what}   ", QUIET)]
        self.query_one("#way", Static).update(Content.assemble(*parts))

    def scroll_to_question(self) -> None:
        """Down to the scale and its keys."""
        self.call_after_refresh(self.scroll_end, animate=False)

    def ended(self, finished: FlowResult) -> None:
        """End the program."""
        self.app.exit(finished)

    def left(self, said: str) -> None:
        """End the program before the end of the questions."""
        self.app.exit(None)


class InlinePage(BaseScreen[None]):
    """A page in the place of the question, until it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", show=False),
        Binding("down,j,space,pagedown", "scroll(4)", show=False),
        Binding("up,k,pageup", "scroll(-4)", show=False),
    ]
    DEFAULT_CSS = """
    InlinePage {
        &:inline { height: auto; border: none; padding: 0 1; }
        &:ansi { &:inline { border: none; } }
        & > VerticalScroll { height: auto; scrollbar-size-vertical: 1; max-width: 72; }
        & > #way { height: 1; }
    }
    """

    def __init__(self, page: PageDialog) -> None:
        super().__init__()
        self._page = page

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(self._page.heading, BRIGHT))
        with VerticalScroll(can_focus=False):
            yield PageLines(self._page.lines)
        yield Static(Content.assemble(("esc", f"{BRIGHT} {ACCENT}"), (" closes   ", QUIET)), id="way")

    def on_resize(self) -> None:
        self.query_one(VerticalScroll).styles.max_height = max(self.app.size.height - 2, 1)

    def action_close(self) -> None:
        self.dismiss(None)

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


class InlineApp(MaskingApp[FlowResult]):
    """Asks one flow; gives what finishing it says, or `None` when it was left."""

    ENABLE_COMMAND_PALETTE = False
    INLINE_PADDING = 0
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q,ctrl+d", "stop", show=False, priority=True),
    ]

    def __init__(self, flow: Flow, own_support: Path | None = None, *, masked: bool = False) -> None:
        super().__init__(masked=masked)
        self.own_support = own_support
        self.asker = InlineFlowScreen(flow)
        # The terminal's own colours: the lines around the question are the person's.
        self.theme = "ansi-dark"

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        return {**variables, **theme.fitted_variables(variables), "block-cursor-background": "ansi_bright_black"}

    def get_default_screen(self) -> Screen[FlowResult]:
        return self.asker

    def on_mount(self) -> None:
        if self.is_headless or threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP", "SIGINT"):
            loop.add_signal_handler(getattr(signal, name), self.action_stop)
        # Textual would clear the whole terminal, with everything that stood there before.
        loop.add_signal_handler(signal.SIGWINCH, self._resized)

    def _resized(self) -> None:
        """Draw anew from the first of the own lines on; the cursor stands there, wherever wrapping has moved it."""
        _erase_below()
        columns, lines = shutil.get_terminal_size()
        size = Size(columns, lines)
        self.post_message(events.Resize(size, size))

    def private_names(self) -> Collection[str]:
        domains = self.asker.flow.journal.contents.domains.values()
        return fold_names([*(domain.name for domain in domains), *(domain.task for domain in domains)])

    def notify(self, message: str, **_: object) -> None:
        """There is no room for messages beside the question."""

    def action_stop(self) -> None:
        """Leave from wherever one is."""
        self.asker.action_leave()

    def action_command(self, command: str) -> None:
        """Of the dashboard's commands the support page and the mask are there."""
        if command == "mask":
            self.toggle_mask()
        if command == "support" and self.screen is self.asker:
            self.push_screen(InlinePage(support_page(self.own_support)))


def ask_inline(flow: Flow, own_support: Path | None = None, *, masked: bool = False) -> tuple[bool, Answers, bool]:
    """Ask a flow below the prompt and take the lines used away again; says whether it was finished, what was given,
    and whether it was masked at the end.

    `own_support` is where the person's own support page would be. Standard input and error have to be terminals. What
    is broken while it asks is raised when the terminal is as it was.
    """
    app = InlineApp(flow, own_support, masked=masked)
    finished = app.run(inline=True, mouse=False)
    # A terminal that does not know the last of Textual's sequences may have printed a letter of it.
    _erase_below()
    if app.crash is not None:
        raise app.crash
    return finished is not None, app.asker.session.answers, app.masked


def _erase_below() -> None:
    terminal = sys.__stderr__
    if terminal is not None:
        terminal.write("\r\x1b[J")
        terminal.flush()
