"""What the terminal can show."""

from __future__ import annotations

from typing import NamedTuple

from efficacy_tui.tui.look import glyphs, theme


class TerminalCapabilities(NamedTuple):
    """What fits the terminal, where the settings leave it open.

    `signs` is the set of glyphs, `encoding` what the terminal is written in: with the ASCII set, what it lacks becomes
    `?`. `theme` is the theme to begin with; `None` finds it out from the terminal's colours.
    """

    glyphs: glyphs.Name = "unicode"
    encoding: str = "utf-8"
    theme: str | None = theme.DARK.name
