"""Screens that are redrawn whenever the journal has changed."""

from __future__ import annotations

from efficacy_tui.tui.screens.base_screen import BaseScreen


class LiveScreen(BaseScreen[None]):
    """A screen with a picture of its own to renew."""

    def update_from_snapshot(self) -> None:
        """Show the journal as it is now."""
        raise NotImplementedError
