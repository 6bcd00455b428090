"""The ladder can be read in every theme, without colours, in ASCII, and with whatever its titles hold."""

from __future__ import annotations

import re

import pytest
from textual.color import Color

from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.look import theme
from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock
from tests.support.ladders import fill_ladder
from tests.support.screen_tour import Cell, cells, lines
from tests.tui.test_contrast import low_contrast

ANSI_THEMES = ("ansi-dark", "ansi-light")
SIZES = [(120, 36), (80, 24), (60, 20), (40, 12)]


@pytest.fixture
def domain(journal: Journal, clock: FixedClock) -> str:
    """The id of a domain whose ladder has everything that is drawn."""
    return fill_ladder(journal, clock).id


def cell_of(screen_cells: list[Cell], row: str, char: str, app: EfficacyApp) -> Cell:
    """Return the cell of a character on the row that has these words."""
    y = next(y for y, line in enumerate(lines(app)) if row in line)
    return next(cell for cell in screen_cells if cell.y == y and cell.char == char)


async def test_every_sign_and_word_can_be_told_from_its_ground_in_every_theme(
    domain: str, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        for name in theme.theme_names():
            if name in ANSI_THEMES:
                continue
            person.app.theme = name
            for key in ("home", "end", "pageup"):
                await person.press(key)
                screen_cells = list(cells(person.app))
                assert len(screen_cells) > 500
                assert low_contrast(screen_cells) == {}, name


@pytest.mark.parametrize("name", [theme.DARK.name, theme.LIGHT.name])
async def test_stretch_has_a_ground_between_those_of_the_screen_and_of_the_cursor(
    domain: str, open_dashboard: OpenDashboard, name: str
) -> None:
    async with open_dashboard() as person:
        person.app.theme = name
        await person.run_command("ladder")
        screen_cells = list(cells(person.app))
        grounds = {
            words: cell_of(screen_cells, words, words[0], person.app).background
            for words in ("Keynote", "Explain", "Give the ten")
        }
        plain, stretch, here = grounds["Keynote"], grounds["Explain"], grounds["Give the ten"]
        assert len({plain.hex, stretch.hex, here.hex}) == 3
        assert _distance(plain, stretch) < _distance(plain, here)
        assert cell_of(screen_cells, "Explain", "▏", person.app).background == stretch


def _distance(first: Color, second: Color) -> int:
    return sum(abs(a - b) for a, b in zip(first.rgb, second.rgb, strict=True))


async def test_nothing_rests_on_colour_alone(
    domain: str, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_dashboard((80, 24)) as person:
        await person.run_command("ladder")
        screen_cells = list(cells(person.app))
        assert {cell.colour.hsl[1] for cell in screen_cells} == {0.0}
        text = person.text()
        # The cursor, what is under way, the daily task, the stretch and the two voices, the line of even odds.
        assert re.search(r"› 58 ● Give the ten-minute design talk", text)
        assert re.search(r"56 ◆ Give a ten-minute talk", text)
        assert re.search(r"▏  38 ✓ Explain .* ━+┿", text)
        assert "even odds by your record ╌╌" in text
        open_title = cell_of(screen_cells, "58 ●", "G", person.app)
        idea_title = cell_of(screen_cells, "68 ·", "A", person.app)
        assert open_title.style.bold
        assert not idea_title.style.bold


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_ascii_has_the_same_ladder_with_signs_that_differ(
    domain: str, path, clock: FixedClock, size: tuple[int, int]
) -> None:
    pictures = {}
    for signs in ("unicode", "ascii"):
        app = EfficacyApp(
            Journal(path, clock, seeded_ids(2)),
            ask_at_start=False,
            terminal=TerminalCapabilities(signs),  # type: ignore[arg-type]
        )
        async with app.run_test(size=size) as pilot:
            person = DashboardDriver(app, pilot)
            await person.wait_for(lambda app=app: app.snapshot is not None)
            await person.run_command("ladder")
            pictures[signs] = lines(app)
    ascii_text = "\n".join(pictures["ascii"])
    assert ascii_text.isascii()
    assert [len(line) for line in pictures["ascii"]] == [len(line) for line in pictures["unicode"]]
    assert "> 58 * Give the ten" in ascii_text
    if size[1] > 12:
        assert "56 # Give a ten" in ascii_text
        assert re.search(r"\|  52 \+ Give the five", ascii_text)
        assert "64 x Demo" in ascii_text
        assert "68 . Answer" in ascii_text
    if size[0] >= 80:
        assert re.search(r"= you +\| rec", ascii_text)
        assert re.search(r"68 \. Answer.* =+\|-+ +40 +41 %", ascii_text)


HOSTILE_TITLES = [
    "[/b] [@click=app.quit]do[/] [x] \\",
    "A \x1b[31mred\x1b]0;title\x07 word",
    "\u202egnp.exe and \u2066more",
    "東京で三十分話す" * 8,
    "👩\u200d🚀 " * 30,
    "e\u0301" * 90,
    "x" * 200,
]


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_titles_are_shown_as_text_whatever_is_in_them(
    speaking: Journal, open_dashboard: OpenDashboard, size: tuple[int, int]
) -> None:
    focus = speaking.domains.focus()
    assert focus is not None
    for number, title in enumerate(HOSTILE_TITLES):
        speaking.rungs.add(focus.id, title, 10 + 10 * number)
    async with open_dashboard(size) as person:
        await person.run_command("ladder")
        for key in ("home", *["down"] * len(HOSTILE_TITLES)):
            await person.press(key)
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]", "\n".join(lines(person.app)))
            for width in {len_in_cells(line) for line in lines(person.app)}:
                assert width == size[0]
        await person.press("end")
        assert "[/b] [@click=app.quit]" in " ".join(person.text().split())


def len_in_cells(line: str) -> int:
    """Return how many cells of a terminal a line takes."""
    from rich.cells import cell_len

    return cell_len(line)


@pytest.mark.parametrize("count", [1, 5, 12, 60])
@pytest.mark.parametrize("size", [(200, 50), *SIZES], ids=str)
async def test_ladder_of_any_length_is_reached_from_end_to_end(
    speaking: Journal, open_dashboard: OpenDashboard, size: tuple[int, int], count: int
) -> None:
    focus = speaking.domains.focus()
    assert focus is not None
    for number in range(count):
        speaking.rungs.add(focus.id, f"Thing {number + 1} of all", round(100 * number / count))
    async with open_dashboard(size) as person:
        await person.run_command("ladder")
        await person.press("home")
        assert re.search(rf"› *\d+ . Thing {count} of all", person.text())
        await person.press("end")
        assert re.search(r"› *\d+ . Thing 1 of all", person.text())
        pages = 0
        while not re.search(rf"› *\d+ . Thing {count} of all", person.text()):
            await person.press("pageup")
            pages += 1
            assert pages <= count
        assert f"{count} idea" in person.text()
