"""The look: two themes of our own, and the two greys that every theme gets."""

from __future__ import annotations

from textual.color import Color
from textual.theme import Theme

DARK = Theme(
    name="efficacy-dark",
    primary="#8cc7b5",
    secondary="#8cc7b5",
    accent="#8cc7b5",
    foreground="#dcdad5",
    background="#15171b",
    surface="#1b1e23",
    panel="#22262c",
    success="#8cc7b5",
    warning="#d9b26a",
    error="#e0786e",
    dark=True,
    variables={
        "input-cursor-background": "#dcdad5",
        "input-cursor-foreground": "#15171b",
        "input-selection-background": "#8cc7b5 30%",
        "border": "#8cc7b5",
        "block-cursor-background": "#2b3a38",
        "block-cursor-foreground": "#f2f0eb",
        "block-cursor-text-style": "none",
    },
)

LIGHT = Theme(
    name="efficacy-light",
    primary="#1c6b5a",
    secondary="#1c6b5a",
    accent="#1c6b5a",
    foreground="#2a2c2e",
    background="#faf8f4",
    surface="#f4f1ea",
    panel="#ebe7de",
    success="#1c6b5a",
    warning="#8a5a00",
    error="#b3261e",
    dark=False,
    variables={
        "input-selection-background": "#1c6b5a 25%",
        "border": "#1c6b5a",
        "block-cursor-background": "#d5e5df",
        "block-cursor-foreground": "#1a1c1d",
        "block-cursor-text-style": "none",
    },
)

THEMES = (DARK, LIGHT)


def greys(variables: dict[str, str]) -> dict[str, str]:
    """The grey of labels (`quiet`) and of lines (`faint`), between a theme's own text and its background."""
    try:
        text, ground = Color.parse(variables["foreground"]), Color.parse(variables["background"])
    except (KeyError, ValueError):
        return {"quiet": "ansi_bright_black", "faint": "ansi_bright_black"}
    if text.ansi is not None or ground.ansi is not None:
        return {"quiet": "ansi_bright_black", "faint": "ansi_bright_black"}
    return {"quiet": ground.blend(text, 0.62).hex, "faint": ground.blend(text, 0.26).hex}
