"""The private names of Textual that tests rely on, behind public functions; check them with each new Textual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rich.console import Console
from rich.segment import Segment
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._compositor import Compositor
from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.cache import LRUCache
from textual.content import Content
from textual.css.stylesheet import Stylesheet
from textual.drivers.linux_driver import LinuxDriver
from textual.drivers.linux_inline_driver import LinuxInlineDriver
from textual.events import Key, MouseScrollDown, Resize
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

PINNED: dict[Callable[..., object], str] = {
    App._fatal_error: "2474616cec7fa94d",
    App._handle_exception: "baea2e7f88e7ac52",
    App.pop_screen: "1cdc82f7eb09b01f",
    App._close_messages_no_wait: "f5db7e8fd40afc56",
    App.copy_to_clipboard: "f3e8b4ade76a09b5",
    Screen._refresh_layout: "889715478130b7e0",
    Screen._on_screen_resume: "f39caa8ec4424d3c",
    Widget.refresh: "b1ce3392c9c00870",
    Widget._check_refresh: "ad1c8196be9747bf",
    Widget._size_updated: "21ffb00b8a983315",
    ScrollView.watch_scroll_x: "3de3d725d7123abb",
    ScrollView._size_updated: "1606ca15d9392999",
    LinuxDriver._run_input_thread: "d2ef22cc2c97a9eb",
    LinuxDriver.run_input_thread: "d796af6d69db337d",
    LinuxDriver.start_application_mode: "7c41f5ba11a8ef05",
    LinuxDriver.stop_application_mode: "9a7e99c8d4bdbd3b",
    LinuxDriver.disable_input: "6154c5a7c1743fe9",
    LinuxDriver._request_terminal_sync_mode_support: "8b0a2153af3c27bb",
    LinuxDriver._query_in_band_window_resize: "6281785be6a988fd",
    LinuxDriver._sigtstp_application: "26c3c19ce1817e66",
    LinuxDriver._sigcont_application: "1d7463a74df118a4",
    LinuxDriver.process_message: "685f4c56ecfc3fe2",
    LinuxInlineDriver._run_input_thread: "d2ef22cc2c97a9eb",
    LinuxInlineDriver.run_input_thread: "5b80c98a823ac834",
    LinuxInlineDriver.start_application_mode: "14a3655f49bb09f3",
    LinuxInlineDriver.stop_application_mode: "33d9a16acf9b3f74",
    LinuxInlineDriver.disable_input: "963120dc0b07f376",
    LinuxInlineDriver._request_terminal_sync_mode_support: "bb7c073b71386e72",
}
"""Methods of Textual that are overridden or relied upon, each with the hash of the source that was read."""


def render_strips(screen: Screen[Any], size: Size | None = None) -> list[Strip]:
    """Render a screen into one strip a row, as they are sent to the terminal."""
    return screen._compositor.render_strips(size)


def screen_segments(app: App[Any]) -> Iterator[Segment]:
    """Render all screens of an app, those below the top one too, as its screenshot does."""
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    yield from Console(width=app.size.width, height=app.size.height).render(update)


_init_stylesheet, _set_variables = Stylesheet.__init__, Stylesheet.set_variables
_parsed_rules: LRUCache[frozenset[tuple[str, str]], LRUCache[Any, Any]] = LRUCache(8)
"""What is parsed of style sheets in this process, by the variables that they were parsed with."""


def share_parsed_styles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all apps of a process parse each style sheet once: they are the same in every app of one theme."""

    def init(stylesheet: Stylesheet, *, variables: dict[str, str] | None = None) -> None:
        _init_stylesheet(stylesheet, variables=variables)
        share(stylesheet)

    def set_variables(stylesheet: Stylesheet, variables: dict[str, str]) -> None:
        # It clears its cache, which would be that of the other apps.
        stylesheet._parse_cache = LRUCache(1)
        _set_variables(stylesheet, variables)
        share(stylesheet)

    def share(stylesheet: Stylesheet) -> None:
        key = frozenset(stylesheet._variables.items())
        rules = _parsed_rules.get(key)
        if rules is None:
            rules = _parsed_rules[key] = LRUCache(256)
        stylesheet._parse_cache = rules

    monkeypatch.setattr(Stylesheet, "__init__", init)
    monkeypatch.setattr(Stylesheet, "set_variables", set_variables)


_draw_frame = Screen._compositor_refresh


def draw_no_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let headless apps draw a screen only when a test reads it: a frame that nobody sees takes a third of the time."""

    def forget_changes(screen: Screen[Any]) -> None:
        app = screen.app
        if app.is_inline or not app.is_headless or screen is not app.screen:
            _draw_frame(screen)
            return
        screen._compositor._dirty_regions.clear()
        screen._dirty_widgets.clear()
        app._update_mouse_over(screen)

    monkeypatch.setattr(Screen, "_compositor_refresh", forget_changes)


def draw_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let headless apps draw every frame, as they do in a terminal."""
    monkeypatch.setattr(Screen, "_compositor_refresh", _draw_frame)


def record_frames(monkeypatch: pytest.MonkeyPatch, app_type: type[App[Any]]) -> list[str]:
    """Return a list to which every frame that apps of this type draw from now on is added as text."""
    draw_frames(monkeypatch)
    frames: list[str] = []
    display = app_type._display

    def record(app: App[Any], screen: Screen[Any], renderable: Any) -> None:
        if renderable is not None:
            frames.append("\n".join(strip.text for strip in render_strips(screen)))
        display(app, screen, renderable)

    monkeypatch.setattr(app_type, "_display", record)
    return frames


def border_titles(widget: Widget) -> list[Content]:
    """The title and subtitle in the border of a widget; the public attributes return them as markup."""
    return [title for title in (widget._border_title, widget._border_subtitle) if title]


def asks_for_layout(widget: Widget) -> bool:
    """Whether a widget has changed in size and has not yet asked its screen for a layout."""
    return widget._layout_required


def cached_colour_count() -> int:
    """The number of colours that Textual holds for drawing borders and paddings, each with what it was drawn on."""
    return StylesCache.get_inner_outer.cache_info().currsize


def character_to_key(character: str) -> str:
    """Textual's name of the key that types a character."""
    return _character_to_key(character)


def parse_keys() -> dict[str, list[str]]:
    """The escape sequences that Textual knows, and the names of the keys it takes them for."""
    return {
        sequence: [event.key for event in XTermParser().feed(sequence) if isinstance(event, Key)]
        for sequence in ANSI_SEQUENCES_KEYS
    }


async def scroll_down(pilot: Pilot[Any], offset: tuple[int, int]) -> None:
    """Turn the mouse wheel down by one notch over a cell of the screen."""
    await pilot._post_mouse_events([MouseScrollDown], offset=offset, button=0)


def resize(app: App[Any], columns: int, rows: int) -> None:
    """Give the terminal of a headless app another size, which the app has not handled yet."""
    size = Size(columns, rows)
    app._driver._size = size  # type: ignore[union-attr]  # a headless driver
    app.post_message(Resize(size, size))


def has_failed(app: App[Any]) -> bool:
    """Whether an exception has ended the app."""
    return app._exception is not None


def flush_updates(app: App[Any]) -> None:
    """Resize, lay out and draw the screen now instead of at the next tick of a timer."""
    if app._resize_event is not None:
        app._check_resize()
    app.screen._on_timer_update()


def has_pending_work(app: App[Any], *, but_workers: bool = False) -> bool:
    """Whether a layout, a repaint, a worker, a callback or a message is still waiting to be handled."""
    screen = app.screen
    return bool(
        screen._layout_required
        or screen._repaint_required
        or screen._scroll_required
        or screen._dirty_widgets
        or screen._callbacks
        or app._batch_count
        or app._resize_event is not None
        or (not but_workers and any(not worker.is_finished for worker in app.workers))
        or not all(pump._message_queue.empty() and not pump._next_callbacks for pump in _message_pumps(app))
    )


def _message_pumps(app: App[Any]) -> Iterator[MessagePump]:
    yield app
    for screen in app.screen_stack:
        yield from screen.walk_children(with_self=True)


class WorkCounter(Counter[str]):
    """Counts what Textual does from now on: whole layouts, restyled and rendered widgets, drawn scroll bars."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self._monkeypatch = monkeypatch
        self._count(Compositor, "_arrange_root", "whole layouts")
        self._count(Stylesheet, "apply", "restyled widgets")
        self._count(Widget, "render_lines", "rendered widgets")
        self._count(ScrollBar, "render", "drawn scroll bars")
        self._count(Input, "refresh", "input refreshes")

    def _count(self, owner: type, name: str, work: str) -> None:
        method = getattr(owner, name)

        def counted(*arguments: Any, **options: Any) -> Any:
            self[work] += 1
            return method(*arguments, **options)

        self._monkeypatch.setattr(owner, name, counted)
