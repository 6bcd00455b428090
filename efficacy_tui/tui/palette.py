"""What the command palette finds: the same commands, their names marked as words of ours."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.theme import ThemeProvider

from efficacy_tui.tui.masking import ours


class OwnCommands(Provider):
    """Every command of the application; readable while masked."""

    async def discover(self) -> Hits:
        for name, help_text, callback, discover in self.app.get_system_commands(self.screen):
            if discover:
                yield DiscoveryHit(ours(name), callback, text=name, help=ours(help_text))  # type: ignore[arg-type]

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, help_text, callback, _ in self.app.get_system_commands(self.screen):
            if (score := matcher.match(name)) > 0:
                found: Content = matcher.highlight(name)
                yield Hit(score, ours(found), callback, text=name, help=ours(help_text))  # type: ignore[arg-type]


def find_command(app: App[Any]) -> None:
    """Open the palette on the application's commands."""
    if not CommandPalette.is_open(app):
        app.push_screen(CommandPalette(placeholder="A command’s name", id="--command-palette"))


def find_theme(app: App[Any]) -> None:
    """Open the palette on the themes there are."""
    app.push_screen(CommandPalette(providers=[ThemeProvider], placeholder="A theme’s name"))
