"""Every text can be read in both themes, in every cell of every screen, and nothing is told by colour alone."""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from efficacy_tui.tui.look import theme
from tests.support.screen_tour import FEW, SCENES, Cell, cells, go, go_back, walker

TEXT = 4.5
DRAWN = 3.0

FRAMES = frozenset("·▀▄") | {chr(code) for code in range(0x2500, 0x2580)} - {"━"}
"""Frames, rules, guides, empty tracks, the edges of a chart's band: what is in them is told by words too."""

DRAWING = frozenset("━◂") | {chr(code) for code in (*range(0x2580, 0x25A0), *range(0x2800, 0x2900))} - FRAMES
"""Bars, lines of charts and shades: they must be seen. Everything else that is no blank is text and must be read."""


def needed(char: str) -> float:
    """The contrast a character needs with the cell it stands on."""
    return 1.0 if char in FRAMES else DRAWN if char in DRAWING else TEXT


def weak(found: list[Cell]) -> dict[str, str]:
    """The characters with too little contrast, by what is wrong with them."""
    told: dict[str, str] = {}
    for cell in found:
        ratio = theme.contrast(cell.colour, cell.ground)
        if ratio < needed(cell.char) - 0.005:
            told.setdefault(f"{cell.colour.hex} on {cell.ground.hex}: {ratio:.2f}", "")
            told[f"{cell.colour.hex} on {cell.ground.hex}: {ratio:.2f}"] += cell.char
    return told


# What lies dimmed behind a dialog is left out: it is not to be read while the dialog asks.
@pytest.mark.parametrize("name", [theme.DARK.name, theme.LIGHT.name])
@pytest.mark.parametrize(("journal_name", "scenes"), [("empty", FEW), ("demo", [*SCENES])], ids=["empty", "demo"])
async def test_every_text_on_every_screen_stands_out_from_its_cell(
    journal_name: str, scenes: list[str], name: str, tmp_path: Path
) -> None:
    wrong: dict[str, dict[str, str]] = {}
    async with walker(journal_name, tmp_path, (120, 36)) as person:
        person.app.theme = name
        for scene in scenes:
            await go(person, scene)
            found = list(cells(person.app))
            assert len(found) > 20, f"{scene} shows nothing"
            if bad := weak(found):
                wrong[scene] = bad
            await go_back(person)
    assert not wrong


# What the eye of a person without green cones receives (deuteranopia, severity 1.0), in linear light:
# Machado, Oliveira & Fernandes, A physiologically-based model for simulation of color vision deficiency, 2009.
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
TOLD_APART = 15.0
"""The CIE 1976 distance from which on two colours are told apart at a glance, far above the 2.3 just noticed."""


def linear(colour: Color) -> list[float]:
    """The light of a colour's three parts, 0–1."""
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]


def seen(colour: Color) -> list[float]:
    """The light that a person with deuteranopia sees of it."""
    light = linear(colour)
    return [min(max(sum(a * b for a, b in zip(row, light, strict=True)), 0.0), 1.0) for row in DEUTERANOPIA]


def lab(light: list[float]) -> tuple[float, float, float]:
    """CIE L*a*b* of linear sRGB light, under D65."""
    red, green, blue = light
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_the_simulation_shows_what_is_published_of_it() -> None:
    red, green = seen(Color.parse("#ff0000")), seen(Color.parse("#00ff00"))
    assert [round(part, 3) for part in red] == [0.367, 0.280, 0.0]
    assert math.dist(lab(red), lab(green)) < math.dist(lab(linear(Color(255, 0, 0))), lab(linear(Color(0, 255, 0)))) / 2
    assert math.dist(lab(linear(Color(255, 255, 255))), (100, 0, 0)) < 0.1


@pytest.mark.parametrize("own", theme.THEMES, ids=lambda own: own.name)
def test_accent_warning_and_error_differ_for_eyes_without_green_cones(own: Theme) -> None:
    named = {"accent": own.accent, "warning": own.warning, "error": own.error}
    colours = {name: lab(seen(Color.parse(colour or ""))) for name, colour in named.items()}
    for one, other in combinations(colours, 2):
        assert math.dist(colours[one], colours[other]) >= TOLD_APART, f"{one} and {other} look alike"


@pytest.mark.parametrize("own", theme.THEMES, ids=lambda own: own.name)
def test_the_colours_of_our_own_themes_are_drawn_as_they_were_chosen(own: Theme) -> None:
    variables = {**own.to_color_system().generate(), **own.variables}
    fitted = theme.fitted_variables(variables)
    for name in ("accent", "warning", "error"):
        assert fitted[name] == variables[name]
    assert (fitted["raised"], fitted["here"]) == (own.variables["raised"], own.variables["here"])
