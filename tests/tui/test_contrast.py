"""Every text is readable in both themes, on every screen, and no meaning is carried by colour alone."""

from __future__ import annotations

import math
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from efficacy_tui.tui.look import theme
from tests.support.screen_tour import (
    AGE_DEPENDENT_SCENES,
    SCENES,
    Cell,
    cells,
    open_scene,
    return_to_dashboard,
    run_dashboard,
)

TEXT = 4.5
DRAWN = 3.0

FRAMES = frozenset("·▁▂▃▄▅▆▇▀") | {chr(code) for code in range(0x2500, 0x2580)} - {"━"}
"""Frames, rules, guides, empty tracks, the edges of a chart's band: words say the same as they do."""

DRAWING = frozenset("━◂") | {chr(code) for code in (*range(0x2580, 0x25A0), *range(0x2800, 0x2900))} - FRAMES
"""Bars, lines of charts and shades, which must be visible. Every other character is text and must be readable."""


contrast = cache(theme.contrast)


def required_contrast(char: str) -> float:
    """Return the contrast that a character needs with the background of its cell."""
    return 1.0 if char in FRAMES else DRAWN if char in DRAWING else TEXT


def low_contrast(screen_cells: list[Cell]) -> dict[str, str]:
    """Return the characters with too little contrast, by their colours."""
    chars_by_colours: dict[str, str] = {}
    for cell in screen_cells:
        ratio = contrast(cell.colour, cell.background)
        if ratio < required_contrast(cell.char) - 0.005:
            chars_by_colours.setdefault(f"{cell.colour.hex} on {cell.background.hex}: {ratio:.2f}", "")
            chars_by_colours[f"{cell.colour.hex} on {cell.background.hex}: {ratio:.2f}"] += cell.char
    return chars_by_colours


# The dimmed screen behind a dialog is left out: nobody has to read it while the dialog is open.
@pytest.mark.parametrize("name", [theme.DARK.name, theme.LIGHT.name])
@pytest.mark.parametrize(
    ("journal_name", "scenes"), [("empty", AGE_DEPENDENT_SCENES), ("demo", [*SCENES])], ids=["empty", "demo"]
)
async def test_every_text_on_every_screen_has_enough_contrast(
    journal_name: str, scenes: list[str], name: str, tmp_path: Path
) -> None:
    wrong: dict[str, dict[str, str]] = {}
    async with run_dashboard(journal_name, tmp_path, (120, 36)) as person:
        person.app.theme = name
        for scene in scenes:
            await open_scene(person, scene)
            screen_cells = list(cells(person.app))
            assert len(screen_cells) > 20, f"{scene} shows nothing"
            if problems := low_contrast(screen_cells):
                wrong[scene] = problems
            await return_to_dashboard(person)
    assert not wrong


# How deuteranopia (no green cones, severity 1.0) transforms linear light:
# Machado, Oliveira & Fernandes, A physiologically-based model for simulation of color vision deficiency, 2009.
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
MIN_COLOUR_DISTANCE = 15.0
"""CIE 1976 distance at which two colours differ at a glance; 2.3 is just noticeable."""


def linear_light(colour: Color) -> list[float]:
    """Return the linear light of red, green and blue, 0–1."""
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]


def with_deuteranopia(colour: Color) -> list[float]:
    """Return the linear light that a person with deuteranopia perceives."""
    light = linear_light(colour)
    return [min(max(sum(a * b for a, b in zip(row, light, strict=True)), 0.0), 1.0) for row in DEUTERANOPIA]


def lab(light: list[float]) -> tuple[float, float, float]:
    """Convert linear sRGB light to CIE L*a*b* under D65."""
    red, green, blue = light
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_simulation_of_deuteranopia_matches_published_values() -> None:
    red, green = with_deuteranopia(Color.parse("#ff0000")), with_deuteranopia(Color.parse("#00ff00"))
    assert [round(part, 3) for part in red] == [0.367, 0.280, 0.0]
    assert (
        math.dist(lab(red), lab(green))
        < math.dist(lab(linear_light(Color(255, 0, 0))), lab(linear_light(Color(0, 255, 0)))) / 2
    )
    assert math.dist(lab(linear_light(Color(255, 255, 255))), (100, 0, 0)) < 0.1


@pytest.mark.parametrize("theme_", theme.THEMES, ids=lambda theme_: theme_.name)
def test_accent_warning_and_error_differ_with_deuteranopia(theme_: Theme) -> None:
    named = {"accent": theme_.accent, "warning": theme_.warning, "error": theme_.error}
    colours = {name: lab(with_deuteranopia(Color.parse(colour or ""))) for name, colour in named.items()}
    for first, second in combinations(colours, 2):
        assert math.dist(colours[first], colours[second]) >= MIN_COLOUR_DISTANCE, f"{first} and {second} look alike"


@pytest.mark.parametrize("theme_", theme.THEMES, ids=lambda theme_: theme_.name)
def test_built_in_themes_are_drawn_in_their_own_colours(theme_: Theme) -> None:
    variables = {**theme_.to_color_system().generate(), **theme_.variables}
    fitted = theme.fitted_variables(variables)
    for name in ("accent", "warning", "error"):
        assert fitted[name] == variables[name]
    assert (fitted["raised"], fitted["here"]) == (theme_.variables["raised"], theme_.variables["here"])
