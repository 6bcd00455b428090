"""Ask a flow on a few lines below the shell prompt, with the fields of the dashboard."""

from __future__ import annotations

import asyncio
import contextlib
import errno
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

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.journal.word_language import word_language
from efficacy_tui.tui.end_signals import EndSignals
from efficacy_tui.tui.look import theme
from efficacy_tui.tui.privacy.masking_app import MaskingApp, fold_names
from efficacy_tui.tui.screens.base_screen import BaseScreen
from efficacy_tui.tui.screens.flow_screen import FlowScreen
from efficacy_tui.tui.screens.page_contents import support_page
from efficacy_tui.tui.screens.page_dialog import PageDialog, PageLines
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET

ROOMY_HEIGHT = 16
"""Terminal lines from which there are blank lines between the parts."""


MIN_SIZE = (24, 7)
"""Columns and lines of the terminal below which a question and its answers cannot be seen."""

KEYS_UNSEEN = frozenset({"escape", "ctrl+c", "ctrl+d", "ctrl+q", "f1", "f2"})
"""Keys that record nothing, and so work where nothing can be seen."""


class InlineFlowScreen(FlowScreen):
    """The question, with only the keys below it."""

    DEFAULT_CSS = """
    InlineFlowScreen {
        &:inline { height: auto; border: none; padding: 0 1; }
        &:ansi { &:inline { border: none; } }
        scrollbar-size-vertical: 1;
    }
    InlineFlowScreen #answers { margin-top: 1; }
    InlineFlowScreen .-field { max-width: 64; }
    InlineFlowScreen #prompt, InlineFlowScreen #above { max-width: 72; }
    InlineFlowScreen #hint, InlineFlowScreen #problem { max-width: 72; }
    InlineFlowScreen #keys { height: 1; text-wrap: nowrap; }
    InlineFlowScreen.-roomy { &:inline { padding: 1 1 0 1; } }
    InlineFlowScreen.-roomy #prompt { margin-bottom: 1; }
    InlineFlowScreen.-roomy #keys { margin-top: 1; }
    """

    def compose(self) -> ComposeResult:
        yield from self.compose_question()
        yield Static(id="keys", markup=False)

    def on_resize(self) -> None:
        self.set_class(self.app.size.height >= ROOMY_HEIGHT, "-roomy")

    def show_progress(self) -> None:
        """Show the question's number, and the keys that the question does not name."""
        self.query_one("#answers").display = False
        progress = self.session.progress
        parts = [(f"{progress.answered_count + 1} of {progress.total}   ", QUIET)] if progress.total > 1 else []
        escape_hint = self.flow.escape_hint_after(self.session.answers)
        for key, effect in (("esc", escape_hint.removeprefix("esc ")), ("!", "support")):
            parts += [(key, f"{BRIGHT} {ACCENT}"), (f" {effect}   ", QUIET)]
        self.query_one("#keys", Static).update(Content.assemble(*parts))

    def scroll_to_question(self) -> None:
        """Scroll down to the field and its keys."""
        self.call_after_refresh(self.scroll_end, animate=False)

    def close_finished(self, result: FlowResult) -> None:
        """End the program with the result."""
        self.app.exit(result)

    def close_early(self, message: str) -> None:
        """End the program without a result."""
        self.app.exit(None)


class InlinePage(BaseScreen[None]):
    """A page shown instead of the question until it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", show=False),
        Binding("ctrl+z", "app.command('suspend')", show=False),
        Binding("down,j,space,pagedown", "scroll(4)", show=False),
        Binding("up,k,pageup", "scroll(-4)", show=False),
    ]
    DEFAULT_CSS = """
    InlinePage {
        &:inline { height: auto; border: none; padding: 0 1; }
        &:ansi { &:inline { border: none; } }
        & > VerticalScroll { height: auto; scrollbar-size-vertical: 1; max-width: 72; }
        & > #keys { height: 1; }
    }
    """

    def __init__(self, page: PageDialog) -> None:
        super().__init__()
        self._page = page

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(self._page.heading, BRIGHT))
        with VerticalScroll(can_focus=False):
            yield PageLines(self._page.lines)
        yield Static(Content.assemble(("esc", f"{BRIGHT} {ACCENT}"), (" closes   ", QUIET)), id="keys")

    def on_resize(self) -> None:
        self.query_one(VerticalScroll).styles.max_height = max(self.app.size.height - 2, 1)

    def action_close(self) -> None:
        self.dismiss(None)


class InlineApp(MaskingApp[FlowResult]):
    """Asks one flow; returns its result, or `None` when the person left it."""

    ENABLE_COMMAND_PALETTE = False
    INLINE_PADDING = 0
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c,ctrl+q,ctrl+d", "stop", show=False, priority=True)]

    def __init__(
        self, flow: Flow, own_support: Path | None = None, *, masked: bool = False, settings: Settings | None = None
    ) -> None:
        super().__init__(masked=masked, inline=True)
        self.own_support = own_support
        self.settings = settings or Settings()
        self.signals = EndSignals(inline=True)
        self.flow_screen = InlineFlowScreen(flow)
        # The question uses the terminal's own colours, like the lines around it.
        self.theme = "ansi-dark"

    async def on_event(self, event: events.Event) -> None:
        """Pass on keys; where the question does not fit, only those that record nothing."""
        is_input = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if is_input and not self._has_room and not (isinstance(event, events.Key) and event.key in KEYS_UNSEEN):
            return
        await super().on_event(event)

    @property
    def _has_room(self) -> bool:
        return self.size.width >= MIN_SIZE[0] and self.size.height >= MIN_SIZE[1]

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        return {**variables, **theme.fitted_variables(variables), "block-cursor-background": "ansi_bright_black"}

    def get_default_screen(self) -> Screen[FlowResult]:
        return self.flow_screen

    def on_mount(self) -> None:
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            self.signals.connect(lambda: loop.call_soon_threadsafe(self.action_stop))
            self.terminal_started()

    def terminal_started(self) -> None:
        """Redraw on a new size in our own way: Textual would clear the whole terminal, with the lines above."""
        if threading.current_thread() is threading.main_thread():
            asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self._resized)

    def terminal_closed(self) -> None:
        self.action_stop()

    def _resized(self) -> None:
        """Redraw from our first line on; the cursor is there, wherever wrapping has moved it."""
        _erase_below()
        columns, lines = shutil.get_terminal_size()
        size = Size(columns, lines)
        self.post_message(events.Resize(size, size))

    def private_names(self) -> Collection[str]:
        domains = self.flow_screen.flow.journal.contents.domains.values()
        return fold_names([*(domain.name for domain in domains), *(domain.task for domain in domains)])

    def show_message(
        self, text: str, seconds: float | None, shorter: tuple[str, ...] = (), *, is_save_failure: bool = False
    ) -> None:
        """Show nothing: there is no room for messages beside the question."""

    def action_stop(self) -> None:
        """Leave the flow, whichever screen is shown."""
        self.flow_screen.leave_flow()

    def action_command(self, command: str) -> None:
        """Run one of the three commands of the dashboard that work here."""
        if command == "mask":
            self.toggle_mask()
        if command == "suspend":
            self.action_suspend_process()
        if command == "support" and self.screen is self.flow_screen:
            language = word_language(self.flow_screen.flow.journal.contents)
            self.push_screen(InlinePage(support_page(self.own_support, language)))


def ask_inline(
    flow: Flow, own_support: Path | None = None, *, masked: bool = False, settings: Settings | None = None
) -> tuple[bool, Answers, bool]:
    """Ask a flow below the prompt, then erase the lines it used.

    Return whether it was finished, the answers, and whether the screen was masked at the end. `own_support` is the
    path of the person's own support page, if it exists; `settings` are theirs. Standard input and standard error must
    be terminals.

    Raises:
        Exception: whatever went wrong while asking, once the terminal is restored.
    """
    app = InlineApp(flow, own_support, masked=masked, settings=settings)
    app.signals.install()
    result = None
    try:
        # The app's driver is an inline one already; told so, Textual would take its own.
        result = app.run(mouse=False)
    except OSError as error:
        if not _is_closed_terminal(error):
            raise
    # A terminal that does not know Textual's last escape sequence may have printed a letter of it.
    _erase_below()
    if app.crash is not None and not _is_closed_terminal(app.crash):
        raise app.crash
    return result is not None, app.flow_screen.session.answers, app.masked


def _is_closed_terminal(error: BaseException) -> bool:
    """Whether the terminal was closed meanwhile: it cannot be restored, and nobody is there to be told."""
    return isinstance(error, OSError) and error.errno == errno.EIO


def _erase_below() -> None:
    terminal = sys.__stderr__
    if terminal is not None:
        # A terminal that was closed meanwhile has nothing left to erase.
        with contextlib.suppress(OSError):
            terminal.write("\r\x1b[J")
            terminal.flush()
