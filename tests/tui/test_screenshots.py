"""The README's screenshots are current, and the dashboard shows what it should at every size."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from efficacy_tui.journal.demo import fill_demo
from tests import animated_readme
from tests.conftest import OpenDashboard
from tests.screenshots import FOLDER, SCREENS, draw_screen


@pytest.mark.parametrize("name", SCREENS)
async def test_readme_screenshots_are_current(name: str) -> None:
    size, keys = SCREENS[name]
    drawn_svg = await draw_screen(size, keys)
    saved_svg = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert drawn_svg == saved_svg, f"{name}.svg is stale; draw it again with: python -m tests.screenshots"


def test_no_screenshot_is_orphaned() -> None:
    assert {path.stem for path in FOLDER.glob("*.svg")} == {*SCREENS, animated_readme.NAME}


async def test_readme_animation_is_current() -> None:
    saved_svg = (FOLDER / f"{animated_readme.NAME}.svg").read_text(encoding="utf-8")
    drawn_svg = animated_readme.build_animation(await animated_readme.record_frames())
    assert drawn_svg == saved_svg, "loop.svg is stale; draw it again with: python -m tests.animated_readme"


def test_screenshots_load_no_external_resources() -> None:
    for path in FOLDER.glob("*.svg"):
        assert "://" not in path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", ""), path.name


@pytest.mark.parametrize("size", [(200, 50), (120, 36), (80, 24), (60, 20), (40, 12)])
async def test_four_panes_fit_at_every_size(journal, open_dashboard: OpenDashboard, size) -> None:
    fill_demo(journal)
    async with open_dashboard(size) as person:
        text = person.text()
        for title in ("1 Challenge", "3 Evidence", "4 Reappraisal", "2 Confidence"):
            assert title in text
        lines = text.splitlines()
        assert len(lines) <= size[1]
        assert max(cell_len(line) for line in lines) <= size[0]


async def test_one_column_opens_one_pane_and_summarises_the_others(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard((60, 20)) as person:
        lines = person.text().splitlines()
        assert any(line.strip().startswith("2 Confidence") and "You 49 · record 66 (28–93)" in line for line in lines)
        await person.run_command("pane-2")
        lines = person.text().splitlines()
        assert any("1 Challenge" in line and "give the ten-minute" in line for line in lines)
        assert any("You say 49 · ── your record says about" in line for line in lines)


async def test_too_small_terminal_shows_the_required_size_and_recovers(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard((38, 10)) as person:
        assert "at least 40 × 12" in person.text()
        await person.resize(80, 24)
        assert "1 Challenge" in person.text()
        assert "at least" not in person.text()


async def test_resizing_with_a_dialog_open_keeps_what_was_typed(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 36)) as person:
        await person.run_command("design")
        await person.type("give the talk")
        for size in ((60, 20), (40, 12), (30, 8), (80, 24), (200, 50)):
            await person.resize(*size)
        assert "give the talk" in person.text()
        await person.press("ctrl+s")
        assert "How will you know" in person.question_prompt()


async def test_panes_without_data_show_what_to_begin_with(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 36)) as person:
        text = person.text()
        for phrase in (
            "n  design your first challenge",
            "e  add your first evidence",
            "r  try it, about two minutes",
            "c  check in, one key",
        ):
            assert phrase in text


async def test_a_pane_can_be_maximised(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard((80, 24)) as person:
        await person.run_command("pane-2")
        await person.run_command("zoom")
        text = person.text()
        assert "2 Confidence" in text
        assert "1 Challenge" not in text
        await person.press("escape")
        assert "1 Challenge" in person.text()


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
async def test_restoring_a_maximised_pane_leaves_the_others_unchanged(
    journal, open_dashboard: OpenDashboard, size: tuple[int, int]
) -> None:
    fill_demo(journal)
    async with open_dashboard(size) as person:
        text_before = person.text()
        await person.run_command("zoom")
        await person.run_command("pane-2")
        maximised_text = person.text()
        assert "2 Confidence" in maximised_text
        assert "1 Challenge" not in maximised_text
        await person.resize(90, 24)
        assert "1 Challenge" not in person.text()
        await person.resize(*size)
        assert person.text() == maximised_text
        await person.run_command("pane-1")
        assert "2 Confidence" not in person.text()
        await person.run_command("zoom")
        assert person.text() == text_before


async def test_brackets_switch_the_domain(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard((120, 36)) as person:
        await person.run_command("next-domain")
        assert "Writing" in person.text().splitlines()[0]
        await person.run_command("previous-domain")
        assert "Speaking · focus" in person.text().splitlines()[0]


async def test_an_unavailable_command_explains_why(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("outcome")
        assert "There is no challenge here yet" in person.toasts()
        await person.run_command("help")
        assert "No step is due today." in person.text()


async def test_support_opens_inside_a_flow_and_is_not_recorded(speaking, path, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("reappraise")
        bytes_before = path.read_bytes()
        await person.press("f1")
        assert "988" in person.text()
        await person.press("escape")
        assert path.read_bytes() == bytes_before
        assert "What are you about to do" in person.text()
