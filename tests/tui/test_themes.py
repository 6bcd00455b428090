"""Every theme works, and so do the terminal's own colours and no colour at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.theme import BUILTIN_THEMES

from efficacy_tui.config import theme_names
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.look import theme
from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities
from efficacy_tui.tui.widgets.trend_chart import TrendChart
from tests.conftest import SUNDAY
from tests.support.dashboard_driver import wait_until_idle
from tests.support.fixed_clock import FixedClock
from tests.support.screen_tour import Cell, cells, lines, open_scene, return_to_dashboard, run_dashboard
from tests.support.textual_internals import render_strips
from tests.tui.test_contrast import DRAWN, TEXT, required_contrast

OWN_THEMES = [own_theme.name for own_theme in theme.THEMES]
THEMES = [*OWN_THEMES, *BUILTIN_THEMES]
MIN_CONTRAST = 4.0
"""Lower than the 4.5 of the program's own themes: in some of Textual's no text reaches 4.5."""


def lowest_contrast(screen_cells: list[Cell]) -> tuple[float, Cell]:
    """Return the text with the lowest contrast; bars and frames are left out."""
    text = (cell for cell in screen_cells if required_contrast(cell.char) == TEXT)
    return min(((theme.contrast(cell.colour, cell.background), cell) for cell in text), key=lambda pair: pair[0])


def test_every_theme_is_available() -> None:
    from efficacy_tui.tui.app import EfficacyApp

    assert set(THEMES) <= set(EfficacyApp(lambda: pytest.fail("nothing is opened")).available_themes)


def test_theme_names_of_the_settings_are_complete() -> None:
    assert sorted(theme_names.THEMES) == sorted(THEMES)


@pytest.mark.parametrize("share", range(4))
async def test_dashboard_and_dialogs_are_readable_in_every_theme(share: int, tmp_path: Path) -> None:
    async with run_dashboard("demo", tmp_path, (120, 44)) as person:
        for name in THEMES[share::4]:
            person.app.theme = name
            for scene in ("evidence pane", "evidence"):
                await open_scene(person, scene)
                screen_cells = list(cells(person.app))
                ratio, cell = lowest_contrast(screen_cells)
                assert ratio >= MIN_CONTRAST, f"{name}, {scene}: {cell}"
                bars = [
                    cell for cell in screen_cells if required_contrast(cell.char) == DRAWN and cell.colour.ansi is None
                ]
                assert {"━", "▄"} & {cell.char for cell in bars} or scene == "evidence"
                for bar in bars:
                    assert theme.contrast(bar.colour, bar.background) >= DRAWN or name.startswith("ansi"), (
                        f"{name}: {bar}"
                    )
                if scene == "evidence pane":
                    assert_band_is_visible(person.app.screen.query_one(TrendChart), screen_cells, name)
                await return_to_dashboard(person)


def assert_band_is_visible(chart: TrendChart, screen_cells: list[Cell], name: str) -> None:
    """Assert that a chart's band differs from the background: by texture in ANSI themes, else by tone."""
    chart_cells = [cell for cell in screen_cells if chart.region.contains(cell.x, cell.y)]
    backgrounds = {cell.background.hex for cell in chart_cells if "\u2800" <= cell.char <= "\u28ff"}
    has_texture = any(cell.char == "░" for cell in chart_cells)
    assert (len(backgrounds) > 1, has_texture) == ((False, True) if name.startswith("ansi") else (True, False)), name


@pytest.mark.parametrize("name", [*OWN_THEMES, "ansi-dark"])
async def test_cursor_focus_and_band_are_visible_without_colour(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with run_dashboard("demo", tmp_path, (120, 44)) as person:
        person.app.theme = name
        await open_scene(person, "evidence pane")
        screen_cells = list(cells(person.app))
        for cell in screen_cells:
            assert cell.colour.r == cell.colour.g == cell.colour.b, f"{cell} is coloured"
        rows = lines(person.app)
        assert sum("›▲" in line or "›❝" in line or "›◇" in line for line in rows) == 1
        titles = {"Challenge": 1, "Confidence": 2, "Evidence": 3, "Reappraisal": 4}
        bold = {title for title in titles if is_bold(screen_cells, f"{titles[title]} {title}", rows)}
        assert bold == {"Evidence"}
        assert any("░" in line for line in rows), "the band"
        await return_to_dashboard(person)
        await open_scene(person, "evidence")
        assert sum(line.count("▸m") for line in lines(person.app)) == 1


def is_bold(screen_cells: list[Cell], words: str, rows: list[str]) -> bool:
    """Whether some words on the screen are bold."""
    y, line = next((y, line) for y, line in enumerate(rows) if words in line)
    x = line.index(words)
    return bool(next(cell for cell in screen_cells if (cell.x, cell.y) == (x, y)).style.bold)


async def test_blind_question_hides_the_chart_without_colour_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with run_dashboard("demo", tmp_path, (120, 44)) as person:
        await open_scene(person, "check-in")
        assert not any("░" in line or "Speaking   65" in line for line in lines(person.app))


def test_default_theme_depends_on_the_colours_of_the_terminal() -> None:
    assert theme.default_theme("truecolor") == theme.default_theme("256") == "efficacy-dark"
    assert theme.default_theme("standard") == theme.default_theme(None) == "ansi-dark"


async def test_nothing_blinks(tmp_path: Path) -> None:
    async with run_dashboard("demo", tmp_path) as person:
        for scene in ("design", "search", "palette", "mastery"):
            await open_scene(person, scene)
            focused = person.app.focused
            assert focused is not None, scene
            assert not getattr(focused, "cursor_blink", False), scene
            await return_to_dashboard(person)


async def test_no_color_with_sixteen_colours_uses_the_default_colour_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Greys would be drawn black on black there."""
    monkeypatch.setenv("NO_COLOR", "1")
    journal = Journal(tmp_path / "journal.json", FixedClock(SUNDAY))
    app = EfficacyApp(journal, ask_at_start=False, terminal=TerminalCapabilities(theme="ansi-dark"))
    async with app.run_test(size=(80, 24)):
        await wait_until_idle(app)
        colours = {
            colour
            for strip in render_strips(app.screen)
            for _, style, _ in strip
            if style is not None
            for colour in (style.color, style.bgcolor)
            if colour is not None
        }
        assert {colour.name for colour in colours} <= {"default"}
