"""Every use of a private name of Textual, and every override of one of its private methods, each with what it buys.

They are in force only with the versions of Textual listed in `VERIFIED_VERSIONS`, where a test compares the source of
each overridden method with the one these were written against. With any other version, or with
`EFFICACY_STOCK_TEXTUAL=1` in the environment, the overrides are taken off again and the program runs on stock Textual:
slower, and otherwise the same.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import textual
from rich.console import Console
from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.widget import Widget
from textual.widgets import Input

if TYPE_CHECKING or os.name == "posix":
    from textual.drivers.linux_driver import LinuxDriver as LinuxDriver
    from textual.drivers.linux_inline_driver import LinuxInlineDriver as LinuxInlineDriver
else:
    # Elsewhere Textual has no such drivers, and ours are not in force.
    LinuxDriver = LinuxInlineDriver = object

VERIFIED_VERSIONS = ("8.2.8",)
"""Versions of Textual whose private methods were read and tested."""

STOCK_VARIABLE = "EFFICACY_STOCK_TEXTUAL"
"""Environment variable: `1` runs the program on stock Textual."""

Result = TypeVar("Result")
Method = TypeVar("Method", bound=Callable[..., Any])

_overrides: list[tuple[type, str]] = []


def is_verified(packages: Path, versions: Iterable[str] = VERIFIED_VERSIONS) -> bool:
    """Whether the Textual installed in this folder is one of these versions, by the name of its metadata folder.

    `importlib.metadata` would say it too, but importing that takes 9 ms of every start.
    """
    return any((packages / f"textual-{version}.dist-info").is_dir() for version in versions)


ACTIVE = os.environ.get(STOCK_VARIABLE) != "1" and is_verified(Path(textual.__file__).parents[1])
"""Whether the overrides are in force."""


class _Override:
    """Mark a method as an override, and note its class when that is made."""

    def __init__(self, method: Callable[..., Any]) -> None:
        self.method = method

    def __set_name__(self, owner: type, name: str) -> None:
        setattr(owner, name, self.method)
        _overrides.append((owner, name))


def override(method: Method) -> Method:
    """Mark a method that goes when the overrides are not in force."""
    return _Override(method)  # type: ignore[return-value]  # `__set_name__` puts the method itself in its place


class AppOverrides(App[Result]):
    """What the app takes from Textual's insides."""

    def save_before_crash(self) -> None:
        """Save whatever would be lost; called once, when an error ends the program."""

    @property
    def crash(self) -> Exception | None:
        """The error that ended the program, if one did; on stock Textual only that there was one."""
        if ACTIVE:
            return self._exception
        console = self.error_console
        return UnknownCrash() if isinstance(console, SilentConsole) and console.was_used else None

    def end_with_error(self, error: Exception) -> None:
        """End the program because of an error in another thread; our own drivers call it."""
        self.call_later(self._handle_exception, error)

    def terminal_closed(self) -> None:
        """End the program because its terminal is gone; our own drivers call it, in the event loop."""
        self.exit()

    def terminal_started(self) -> None:
        """Do what is due whenever our own drivers have taken the terminal, also after a pause."""

    def return_to_first_line(self) -> None:
        """Put the terminal's cursor where the app's own lines begin, below a shell prompt."""
        cursor, self._previous_cursor_position = self._previous_cursor_position, Offset(0, 0)
        if self._driver is not None:
            self._driver.write(f"\r\x1b[{cursor.y}A" if cursor.y else "\r")

    def reply_wait(self) -> float:
        """Return for how many seconds the terminal may still reply to what it was asked; 0 on stock Textual."""
        return self._driver.reply_wait() if ACTIVE and isinstance(self._driver, FullScreenDriverOverrides) else 0.0

    def remember_clipboard(self, text: str) -> None:
        """Keep a text for pasting inside the program without giving it to the terminal; stock Textual cannot."""
        if ACTIVE:
            self._clipboard = text

    @override
    def _fatal_error(self) -> None:
        """End without Textual's traceback, which shows local variables and so the person's words."""
        # Whatever is broken, nothing may keep the program from ending.
        with contextlib.suppress(Exception):
            self.save_before_crash()
        self._close_messages_no_wait()

    @override
    def pop_screen(self) -> AwaitComplete:
        """Forget cached colours, which keep every line that closed screens have drawn in memory."""
        from textual._styles_cache import StylesCache

        StylesCache.get_inner_outer.cache_clear()
        return super().pop_screen()


class SilentConsole(Console):
    """Takes the traceback that stock Textual prints at its end, and shows none of it."""

    was_used = False

    def print(self, *objects: Any, **options: Any) -> None:
        self.was_used = True


class UnknownCrash(Exception):
    """An error ended the program; which one, stock Textual does not say."""

    def __init__(self) -> None:
        super().__init__("The error is not known: this version of Textual does not pass it on.")


class FullScreenDriverOverrides(LinuxDriver):
    """Textual's driver, with the reading of the keys left to the class that extends it."""

    def expect_replies(self, *modes: int) -> None:
        """Prepare for the terminal's replies to queries for modes; called right before they are sent."""

    def reply_wait(self) -> float:
        """Return for how many seconds replies to queries may still come."""
        return 0.0

    def report_closed_terminal(self) -> None:
        """Tell the app, from the input thread, that the terminal is gone."""
        self._app.call_later(self._app.terminal_closed)  # type: ignore[attr-defined]  # an AppOverrides

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._app.terminal_started()  # type: ignore[attr-defined]

    @override
    def _run_input_thread(self) -> None:
        """End the program with the error's report; Textual would show a traceback and exit with code 0."""
        _run_input(self.run_input_thread, self._app)

    @override
    def _request_terminal_sync_mode_support(self) -> None:
        """Note that the terminal is being asked."""
        self.expect_replies(2026)
        super()._request_terminal_sync_mode_support()

    @override
    def _query_in_band_window_resize(self) -> None:
        """Ask for nothing: the signal for a new size is there on every system of this driver."""


class InlineDriverOverrides(LinuxInlineDriver):
    """Textual's driver for a few lines below the prompt, with the reading of the keys left to who extends it."""

    def report_closed_terminal(self) -> None:
        """Tell the app, from the input thread, that the terminal is gone."""
        self._app.call_later(self._app.terminal_closed)  # type: ignore[attr-defined]

    def start_application_mode(self) -> None:
        super().start_application_mode()
        self._app.terminal_started()  # type: ignore[attr-defined]

    def suspend_application_mode(self) -> None:
        """Erase the app's own lines and give the terminal back."""
        self._app.return_to_first_line()  # type: ignore[attr-defined]
        super().suspend_application_mode()

    @override
    def _run_input_thread(self) -> None:
        """End the program with the error's report, as on the full screen."""
        _run_input(self.run_input_thread, self._app)

    @override
    def _request_terminal_sync_mode_support(self) -> None:
        """Ask for nothing: a few lines need no synchronized output, and a reply might come after the end."""


def _run_input(read: Callable[[], None], app: App[Any]) -> None:
    try:
        read()
    except BaseException as error:  # noqa: BLE001  # the thread's end would leave a program without keys
        end_with_error: Callable[[Exception], None] = app.end_with_error  # type: ignore[attr-defined]
        end_with_error(error if isinstance(error, Exception) else RuntimeError(repr(error)))


class ScreenOverrides(Screen[Result]):
    """Screens that lay out and draw once where Textual would do it twice."""

    _laying_out = _laid_out = _resuming = _was_shown = _scrolled = False

    @override
    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        """Skip the first look at widgets that have no place yet, for which Textual lays out everything.

        After a dialog scrolled, all of it is drawn: Textual may have looked up new places before it lays out, and then
        does not notice what leaves the screen.
        """
        self._dirty_widgets.intersection_update(self._compositor.visible_widgets)
        self._laying_out = self.is_current and not scroll and not self.app._batch_count
        if self._scrolled and self.is_modal and not scroll:
            self._compositor._dirty_regions.add(self.size.region)
        self._scrolled = scroll
        try:
            super()._refresh_layout(size, scroll)
        finally:
            self._laid_out, self._laying_out = self._laying_out, False

    @override
    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """Style a screen once when it is first shown, not twice."""
        event.prevent_default()
        event.refresh_styles = event.refresh_styles and self._was_shown
        self._laid_out, self._resuming, self._was_shown = False, True, True
        try:
            super()._on_screen_resume(event)
        finally:
            self._resuming = False

    @override
    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Leave the drawing to the layout that was asked for, which draws whatever comes, goes or moves.

        A dialog draws itself all the same: only that removes what leaves the screen below it.
        """
        drawn_by_layout = layout and self.is_current and not self.is_modal
        if drawn_by_layout or self._laying_out or (self._resuming and self._laid_out):
            repaint = False
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def lay_out_together(self) -> None:
        """Let every changed widget ask for its layout now, so that one layout serves them all."""
        if ACTIVE:
            for widget in self.walk_children(Widget):
                widget._check_refresh()


class InputOverrides(Input):
    """An input that is not drawn twice when its size changes."""

    _growing = False

    @override
    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """Remember while the size changes, for `watch_scroll_x`."""
        self._growing = size != self._size
        try:
            return super()._size_updated(size, virtual_size, container_size, layout)
        finally:
            self._growing = False

    @override
    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Ask for no drawing while the input is resized: it is drawn then anyway."""
        if not self._growing:
            super().watch_scroll_x(old_value, new_value)


class ScrollViewOverrides(ScrollView):
    """A long list. Its scroll bar changes with every letter of a search, so drawing it must cost little."""

    _last_sizes: tuple[Size, Size, Size] | None = None

    @override
    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """Do nothing where no size changed; Textual draws the scroll bar after every layout."""
        sizes = (size, container_size, self.virtual_size)
        if self._last_sizes == sizes:
            return False
        self._last_sizes = sizes
        return super()._size_updated(size, virtual_size, container_size, layout)


def set_border_subtitle(widget: Widget, subtitle: Content) -> None:
    """Show a subtitle by drawing the lower edge alone; Textual would draw every line of the widget."""
    if not ACTIVE:
        widget.border_subtitle = subtitle
        return
    widget._border_subtitle = subtitle
    size, gutter = widget.outer_size, widget.gutter
    widget.refresh(Region(-gutter.left, size.height - 1 - gutter.top, size.width, 1))


def forget_theme_watcher(widget: Widget) -> None:
    """Let a removed text area go; Textual holds it, and all that was typed in it, until another theme is chosen."""
    if ACTIVE:
        watchers = getattr(widget.app, "__watchers", {}).get("theme", [])
        watchers[:] = [watcher for watcher in watchers if watcher[0] is not widget]


if not ACTIVE:
    for _owner, _name in _overrides:
        delattr(_owner, _name)
