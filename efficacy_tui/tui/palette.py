"""What the command palette finds: the same commands, their names marked as words of ours."""

from __future__ import annotations

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

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
