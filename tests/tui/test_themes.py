"""Every theme that can be chosen works, the terminal's own colours too, and so does no colour at all."""

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
from tests.support.fixed_clock import FixedClock
from tests.support.screen_tour import Cell, cells, go, go_back, lines, walker
from tests.support.textual_internals import render_strips
from tests.tui.test_contrast import DRAWN, TEXT, needed

OURS = [each.name for each in theme.THEMES]
THEMES = [*OURS, *BUILTIN_THEMES]
READABLE = 4.0
"""Where a theme's own text has less than 4.5 on its own ground, ours cannot have more; none has less than this."""


def least(found: list[Cell]) -> tuple[float, Cell]:
    """The text with the least contrast, bars and frames left out."""
    text = (cell for cell in found if needed(cell.char) == TEXT)
    return min(((theme.contrast(cell.colour, cell.ground), cell) for cell in text), key=lambda pair: pair[0])


def test_every_theme_there_is_can_be_chosen() -> None:
    from efficacy_tui.tui.app import EfficacyApp

    assert set(THEMES) <= set(EfficacyApp(lambda: pytest.fail("nothing is opened")).available_themes)


def test_their_names_are_known_also_where_nothing_is_drawn() -> None:
    assert sorted(theme_names.THEMES) == sorted(THEMES)


@pytest.mark.parametrize("share", range(4))
async def test_every_theme_shows_the_dashboard_and_asks_legibly(share: int, tmp_path: Path) -> None:
    async with walker("demo", tmp_path, (100, 30)) as person:
        for name in THEMES[share::4]:
            person.app.theme = name
            for scene in ("evidence pane", "evidence"):
                await go(person, scene)
                found = list(cells(person.app))
                ratio, cell = least(found)
                assert ratio >= READABLE, f"{name}, {scene}: {cell}"
                bars = [each for each in found if needed(each.char) == DRAWN and each.colour.ansi is None]
                assert {"━", "▄"} & {each.char for each in bars} or scene == "evidence"
                for bar in bars:
                    assert theme.contrast(bar.colour, bar.ground) >= DRAWN or name.startswith("ansi"), f"{name}: {bar}"
                if scene == "evidence pane":
                    band_is_seen(person.app.screen.query_one(TrendChart), found, name)
                await go_back(person)


def band_is_seen(chart: TrendChart, found: list[Cell], name: str) -> None:
    """Whether a chart's band differs from its ground, in tone or by its texture."""
    inside = [cell for cell in found if chart.region.contains(cell.x, cell.y)]
    grounds = {cell.ground.hex for cell in inside if "\u2800" <= cell.char <= "\u28ff"}
    assert len(grounds) > 1 or any(cell.char == "░" for cell in inside), f"no band in {name}"


@pytest.mark.parametrize("name", [*OURS, "ansi-dark"])
async def test_without_colour_the_chosen_line_the_focus_and_the_band_are_still_told(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with walker("demo", tmp_path, (100, 30)) as person:
        person.app.theme = name
        await go(person, "evidence pane")
        found = list(cells(person.app))
        for cell in found:
            assert cell.colour.r == cell.colour.g == cell.colour.b, f"{cell} is coloured"
        shown = lines(person.app)
        assert sum("▸▲" in line or "▸❝" in line or "▸◇" in line for line in shown) == 1
        titles = {"Challenge": 1, "Evidence": 2, "Confidence": 4, "Reappraisal": 3}
        bold = {title for title in titles if is_bold(found, f"{titles[title]} {title}", shown)}
        assert bold == {"Evidence"}
        assert any("░" in line for line in shown), "the band"
        await go_back(person)
        await go(person, "evidence")
        assert sum(line.count("▸m") for line in lines(person.app)) == 1


def is_bold(found: list[Cell], words: str, shown: list[str]) -> bool:
    """Whether some words on the screen are bold."""
    y, line = next((y, line) for y, line in enumerate(shown) if words in line)
    x = line.index(words)
    return bool(next(cell for cell in found if (cell.x, cell.y) == (x, y)).style.bold)


async def test_while_a_blind_question_is_asked_nothing_of_the_chart_is_left_without_colour_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with walker("demo", tmp_path, (100, 30)) as person:
        await go(person, "check-in")
        assert not any("░" in line or "Speaking   65" in line for line in lines(person.app))


def test_a_theme_begins_by_what_the_terminal_can_show() -> None:
    assert theme.default_theme("truecolor") == theme.default_theme("256") == "efficacy-dark"
    assert theme.default_theme("standard") == theme.default_theme(None) == "ansi-dark"


async def test_nothing_blinks(tmp_path: Path) -> None:
    async with walker("demo", tmp_path) as person:
        for scene in ("design", "search", "palette", "mastery"):
            await go(person, scene)
            focused = person.app.focused
            assert focused is not None, scene
            assert not getattr(focused, "cursor_blink", False), scene
            await go_back(person)


async def test_without_colour_on_a_console_of_sixteen_the_terminals_own_text_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Greys would come out as black on black there."""
    monkeypatch.setenv("NO_COLOR", "1")
    journal = Journal(tmp_path / "journal.json", FixedClock(SUNDAY))
    app = EfficacyApp(journal, ask_at_start=False, terminal=TerminalCapabilities(theme="ansi-dark"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.3)
        colours = {
            colour
            for strip in render_strips(app.screen)
            for _, style, _ in strip
            if style is not None
            for colour in (style.color, style.bgcolor)
            if colour is not None
        }
        assert {colour.name for colour in colours} <= {"default"}
