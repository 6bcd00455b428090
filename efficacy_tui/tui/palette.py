"""The command palette, readable while the screen is masked."""

from __future__ import annotations

from typing import Any

from textual import on
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.message import Message
from textual.theme import ThemeProvider
from textual.widgets import Input, OptionList

from efficacy_tui.tui.privacy.mask import public


class CommandProvider(Provider):
    """Provides every command of the app."""

    async def discover(self) -> Hits:
        for name, help_text, callback, discover in self.app.get_system_commands(self.screen):
            if discover:
                yield DiscoveryHit(public(name), callback, text=name, help=public(help_text))  # type: ignore[arg-type]

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, help_text, callback, _ in self.app.get_system_commands(self.screen):
            if (score := matcher.match(name)) > 0:
                highlighted: Content = matcher.highlight(name)
                yield Hit(score, public(highlighted), callback, text=name, help=public(help_text))  # type: ignore[arg-type]


class EfficacyPalette(CommandPalette):
    """A palette that closes once and runs one command, however quickly enter and escape follow each other."""

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _only_while_open(self, event: Message) -> None:
        if self.app.screen is not self:
            event.stop()
            event.prevent_default()

    def dismiss(self, result: None = None) -> AwaitComplete:
        return super().dismiss(result) if self.app.screen is self else AwaitComplete.nothing()  # type: ignore[no-untyped-call]


def open_palette(app: App[Any]) -> None:
    """Open the palette with the app's commands."""
    if not CommandPalette.is_open(app):
        app.push_screen(EfficacyPalette(placeholder="A command’s name", id="--command-palette"))


def open_theme_palette(app: App[Any]) -> None:
    """Open the palette with all themes."""
    app.push_screen(EfficacyPalette(providers=[ThemeProvider], placeholder="A theme’s name"))
