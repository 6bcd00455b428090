"""Applies the settings to the screen: keys, theme, glyphs and motion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from textual import constants
from textual.app import App
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import Theme

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.apply_settings import apply_settings
from efficacy_tui.model.display import display
from efficacy_tui.tui.bindings import keymap
from efficacy_tui.tui.look import theme
from efficacy_tui.tui.look.ascii_filter import AsciiFilter, WholeCellScrollBar
from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities


@runtime_checkable
class GlyphAware(Protocol):
    """A widget that draws with other characters where only ASCII can be shown."""

    ascii_only: bool


class AppearanceManager:
    """Applies the settings of `config.toml` to the keymap and the appearance."""

    def __init__(
        self, app: App[Any], settings: Settings, terminal: TerminalCapabilities, warn: Callable[[str], None]
    ) -> None:
        """`terminal` holds the defaults for what the settings leave open; `warn` shows a message."""
        self._app = app
        self._settings = settings
        self._terminal = terminal
        self._warn = warn
        self.ascii_filter: AsciiFilter | None = None
        """Turns glyphs into ASCII; `None` with the Unicode set."""
        self._applied_theme = ""

    def apply(self) -> None:
        """Apply the settings, at the start and after each change."""
        app, values = self._app, self._settings.values
        app.set_keymap(keymap(apply_settings(self._settings)))
        app.animation_level = "full" if values.animation and constants.TEXTUAL_ANIMATIONS != "none" else "none"
        glyph_set = self._terminal.glyphs if values.glyphs == "auto" else values.glyphs
        display().ascii_only = glyph_set == "ascii"
        self.ascii_filter = AsciiFilter(self._terminal.encoding) if glyph_set == "ascii" else None
        ScrollBar.renderer = ScrollBarRender if self.ascii_filter is None else WholeCellScrollBar
        default_theme = self._terminal.theme or theme.default_theme(app.console.color_system)
        self._applied_theme = self._settings.check_theme(app.available_themes) or default_theme
        app.theme = self._applied_theme

    def redraw_everything(self) -> None:
        """Lay out and redraw every widget of every screen."""
        for screen in self._app.screen_stack:
            for widget in screen.walk_children(with_self=True):
                if isinstance(widget, GlyphAware):
                    widget.ascii_only = display().ascii_only
                widget.refresh(layout=True)

    def save_theme(self, chosen_theme: Theme) -> None:
        """Save a theme chosen in the palette to the settings."""
        if chosen_theme.name != self._applied_theme:
            from efficacy_tui.config.write import SettingsNotSaved

            self._applied_theme = chosen_theme.name
            try:
                self._settings.change("theme", chosen_theme.name)
            except SettingsNotSaved as error:
                self._warn(str(error))
