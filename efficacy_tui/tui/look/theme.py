"""Two themes of our own, and colours derived for every theme so that all of its text can be read."""

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

TEXT_CONTRAST = 4.5
"""The contrast of text with its background that WCAG 2 requires (AA), as a ratio 1–21."""

DRAWING_CONTRAST = 3.0
"""The contrast it requires of drawings."""

BLEND_STEPS = 20
BLACK, WHITE = Color(0, 0, 0), Color(255, 255, 255)

QUIET, FAINT, DOT, BAND = 0.62, 0.26, 0.5, 0.15
"""The greys, as shares 0–1 of the way from background to text; labels and chart dots may end up closer to the text."""

HERE, ZONE = 0.12, 0.07
"""The shares 0–1 of the accent in the backgrounds of the cursor's line and of a stretch."""

TERMINAL_COLOURS = {
    **dict.fromkeys(("quiet", "raised", "here", "zone"), "ansi_default"),
    **dict.fromkeys(("faint", "dot"), "ansi_bright_black"),
}
"""Replacements in the terminal's own colours, where no grey is safe: in some palettes it equals the background."""


def contrast(first: Color, second: Color) -> float:
    """Return the contrast ratio of two opaque colours, 1–21 (WCAG 2)."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def fitted_variables(variables: dict[str, str]) -> dict[str, str]:
    """Derive colours from a theme's own; `raised`, `here` and `zone` stay where the theme defines them.

    `quiet` is the grey of labels, `faint` that of lines, `dot` that of a chart's ratings; `raised` is the background of
    fields and messages, `here` that of the cursor's line, `zone` that of the ladder's stretch. Accent, warning and
    error become lighter or darker until they can be read on all backgrounds.
    """
    try:
        text, background, accent = (Color.parse(variables[name]) for name in ("foreground", "background", "accent"))
    except (KeyError, ValueError):
        return dict(TERMINAL_COLOURS)
    if text.ansi is not None or background.ansi is not None:
        return dict(TERMINAL_COLOURS)
    text = background + text
    extreme = WHITE if _luminance(text) > _luminance(background) else BLACK
    derived = {
        "raised": _readable_background(background.blend(text, 0.08), background, text).hex,
        "here": _readable_background(background.blend(accent, HERE), background, text).hex,
        "zone": _readable_background(background.blend(accent, ZONE), background, text).hex,
    }
    derived |= {name: variables[name] for name in derived if name in variables}
    here, zone = Color.parse(derived["here"]), Color.parse(derived["zone"])
    backgrounds = (background, Color.parse(derived["raised"]), here, zone)
    derived["quiet"] = _readable(background.blend(text, QUIET), text, backgrounds).hex
    derived["faint"] = background.blend(text, FAINT).hex
    dot_backgrounds = (background, background.blend(text, BAND), here, zone)
    derived["dot"] = _readable(background.blend(text, DOT), text, dot_backgrounds, DRAWING_CONTRAST).hex
    for name in ("accent", "warning", "error"):
        derived[name] = _readable(Color.parse(variables[name]), extreme, backgrounds).hex
    return derived


def _readable_background(wanted: Color, background: Color, text: Color) -> Color:
    """Blend the wanted background with the theme's own only as far as text on it needs to be readable."""
    min_contrast = min(TEXT_CONTRAST, contrast(text, background))
    blends = (wanted.blend(background, step / BLEND_STEPS) for step in range(BLEND_STEPS + 1))
    return next((blend for blend in blends if contrast(text, blend) >= min_contrast), background)


def _readable(
    colour: Color, towards: Color, backgrounds: Sequence[Color], min_contrast: float = TEXT_CONTRAST
) -> Color:
    """Blend a colour towards another only as far as `min_contrast` with every background needs."""
    blends = (colour.blend(towards, step / BLEND_STEPS) for step in range(BLEND_STEPS + 1))
    return next((blend for blend in blends if min(contrast(blend, bg) for bg in backgrounds) >= min_contrast), towards)


def default_theme(colour_system: str | None) -> str:
    """Return the default theme for a terminal's colours: `truecolor`, `256`, `standard` (16 colours) or none."""
    # Sixteen colours include hardly any greys; the terminal's own colours do better there.
    return DARK.name if colour_system in ("truecolor", "256") else "ansi-dark"


def theme_names() -> list[str]:
    """Return the names of all themes: our two and Textual's own."""
    from textual.theme import BUILTIN_THEMES

    return [*(theme.name for theme in THEMES), *BUILTIN_THEMES]
