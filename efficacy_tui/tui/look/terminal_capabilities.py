"""What the terminal can show: glyphs, encoding and theme."""

from __future__ import annotations

from typing import NamedTuple

from efficacy_tui.tui.look import glyphs, theme


class TerminalCapabilities(NamedTuple):
    """Defaults that suit the terminal, for what the settings leave open.

    `glyphs` is the glyph set. `encoding` is that of the terminal's output: with the ASCII set, characters it lacks
    become `?`. `theme` is the theme's name; `None` chooses one by the terminal's colours.
    """

    glyphs: glyphs.Name = "unicode"
    encoding: str = "utf-8"
    theme: str | None = theme.DARK.name
