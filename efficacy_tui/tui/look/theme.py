"""The look: two themes of our own, and what every theme gets so that all of its text can be read."""

from __future__ import annotations

from collections.abc import Sequence

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
    error="#e2827a",
    dark=True,
    variables={
        "input-cursor-background": "#dcdad5",
        "input-cursor-foreground": "#15171b",
        "input-selection-background": "#8cc7b5 30%",
        "border": "#8cc7b5",
        "raised": "#22262c",
        "here": "#26322f",
        "block-cursor-background": "#26322f",
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
    error="#b1124a",
    dark=False,
    variables={
        "input-selection-background": "#1c6b5a 25%",
        "border": "#1c6b5a",
        "raised": "#ebe7de",
        "here": "#d5e5df",
        "block-cursor-background": "#d5e5df",
        "block-cursor-foreground": "#1a1c1d",
        "block-cursor-text-style": "none",
    },
)

THEMES = (DARK, LIGHT)


LEAST = 4.5
"""The contrast of text with what it stands on that WCAG 2 asks for (AA)."""

STEPS = 20
BLACK, WHITE = Color(0, 0, 0), Color(255, 255, 255)
SEEN = 3.0
"""The contrast it asks for in what is drawn."""

QUIET, FAINT, DOT, BAND = 0.62, 0.26, 0.5, 0.15
"""How far the greys are from the ground to the text; those of labels and of a chart's dots only begin there."""

TERMINALS_OWN = {
    **dict.fromkeys(("quiet", "raised", "here"), "ansi_default"),
    **dict.fromkeys(("faint", "dot"), "ansi_bright_black"),
}
"""In the terminal's own colours no grey is sure to be seen: some palettes have the ground for it."""


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two opaque colours as WCAG 2 defines it, 1–21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def fitted_variables(variables: dict[str, str]) -> dict[str, str]:
    """What every theme gets, from its own colours; a ground of its own that it names stays.

    `quiet` is the grey of labels, `faint` that of lines, `dot` that of a chart's ratings; `raised` is the ground of
    fields and messages, `here` that of the line one is on. Accent, warning and error become lighter or darker until
    they can be read on all grounds.
    """
    try:
        text, ground, accent = (Color.parse(variables[name]) for name in ("foreground", "background", "accent"))
    except (KeyError, ValueError):
        return dict(TERMINALS_OWN)
    if text.ansi is not None or ground.ansi is not None:
        return dict(TERMINALS_OWN)
    text = ground + text
    pole = WHITE if _luminance(text) > _luminance(ground) else BLACK
    found = {
        "raised": _ground(ground.blend(text, 0.08), ground, text).hex,
        "here": _ground(ground.blend(accent, 0.12), ground, text).hex,
    }
    found |= {name: variables[name] for name in found if name in variables}
    grounds = (ground, Color.parse(found["raised"]), Color.parse(found["here"]))
    found["quiet"] = _legible(ground.blend(text, QUIET), text, grounds).hex
    found["faint"] = ground.blend(text, FAINT).hex
    found["dot"] = _legible(ground.blend(text, DOT), text, (ground, ground.blend(text, BAND)), SEEN).hex
    for name in ("accent", "warning", "error"):
        found[name] = _legible(Color.parse(variables[name]), pole, grounds).hex
    return found


def _ground(wanted: Color, ground: Color, text: Color) -> Color:
    """The ground wanted, or as much of it as lets the theme's text be read."""
    enough = min(LEAST, contrast(text, ground))
    steps = (wanted.blend(ground, step / STEPS) for step in range(STEPS + 1))
    return next((each for each in steps if contrast(text, each) >= enough), ground)


def _legible(colour: Color, end: Color, grounds: Sequence[Color], least: float = LEAST) -> Color:
    """A colour, moved no further towards another than it must be to have that contrast with every ground."""
    steps = (colour.blend(end, step / STEPS) for step in range(STEPS + 1))
    return next((each for each in steps if min(contrast(each, ground) for ground in grounds) >= least), end)


def default_theme(colours: str | None) -> str:
    """The theme to begin with for what a terminal can show: `truecolor`, `256`, `standard` (16 colours), none.

    Sixteen colours have no greys to speak of; there the terminal's own do better.
    """
    return DARK.name if colours in ("truecolor", "256") else "ansi-dark"


def names() -> list[str]:
    """Every theme there is: our two and Textual's own."""
    from textual.theme import BUILTIN_THEMES

    return [*(each.name for each in THEMES), *BUILTIN_THEMES]
