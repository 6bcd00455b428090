"""Puts the settings in force on the screen: keys, colours, signs, motion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import constants
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.theme import Theme

from efficacy_tui.flows.apply_settings import apply_settings
from efficacy_tui.tui.bindings import keymap
from efficacy_tui.tui.look import glyphs, theme
from efficacy_tui.tui.look.ascii_filter import AsciiFilter, WholeCells
from efficacy_tui.tui.widgets.trend_chart import TrendChart

if TYPE_CHECKING:
    from efficacy_tui.tui.app import EfficacyApp


class AppearanceManager:
    """Everything between `config.toml` and how the program looks."""

    def __init__(self, app: EfficacyApp) -> None:
        self.app = app
        self.ascii_filter: AsciiFilter | None = None
        """What turns signs into ASCII, where the terminal shows no others."""
        self._worn = ""

    def apply(self) -> None:
        """Put the settings in force; done at the start and after each change."""
        app, config = self.app, self.app.settings.values
        app.set_keymap(keymap(apply_settings(app.settings)))
        app.animation_level = "full" if config.animation and constants.TEXTUAL_ANIMATIONS != "none" else "none"
        signs = app.terminal.glyphs if config.glyphs == "auto" else config.glyphs
        glyphs.use_glyphs(signs)
        self.ascii_filter = AsciiFilter(app.terminal.encoding) if signs == "ascii" else None
        ScrollBar.renderer = ScrollBarRender if self.ascii_filter is None else WholeCells
        fitting = app.terminal.theme or theme.default_theme(app.console.color_system)
        self._worn = app.settings.check_theme(app.available_themes) or fitting
        app.theme = self._worn

    def reapply(self) -> None:
        """Put changed settings in force, and draw everything anew."""
        app = self.app
        self.apply()
        app.hide_numbers = app.settings.values.hide_numbers
        if app.journal_session.is_open:
            app.journal.clock.day_start = app.settings.values.day_start
            app.snapshot_worker.invalidate((), None)
        for screen in app.screen_stack:
            for widget in screen.walk_children(with_self=True):
                if isinstance(widget, TrendChart):
                    widget.ascii_only = glyphs.ascii_only()
                widget.refresh(layout=True)

    def save_theme(self, worn: Theme) -> None:
        """A theme that was chosen in the palette is a setting too."""
        if worn.name != self._worn:
            from efficacy_tui.config.write import SettingsNotSaved

            self._worn = worn.name
            try:
                self.app.settings.change("theme", worn.name)
            except SettingsNotSaved as error:
                self.app.warn(str(error))
