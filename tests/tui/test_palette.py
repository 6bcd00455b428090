"""The palette offers the registry's commands and two more, all in the program's own wording."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandList

from efficacy_tui.flows.command_table import COMMANDS
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver

SCREENSHOT = "Screenshot"


async def choose_command(person: DashboardDriver, name: str) -> None:
    """Search for a command by name in the palette and choose it."""
    await person.run_command("palette")
    await person.wait_for(lambda: bool(person.app.screen.query("CommandList.--visible")))
    await person.type(name)
    await person.wait_for(lambda: first_match(person) == name)
    await person.press("enter")


def first_match(person: DashboardDriver) -> str:
    """Return the name of the palette's first match."""
    matches = person.app.screen.query_one(CommandList)
    return matches.get_option_at_index(0).hit.text or "" if matches.option_count else ""  # type: ignore[attr-defined]


async def test_palette_uses_the_programs_own_wording(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        help_by_title = {command.title: command.help for command in person.app.get_system_commands(person.app.screen)}
        other_titles = set(help_by_title) - {
            f"{command.label}  {command.key}" if command.first_key else command.label for command in COMMANDS
        }
        assert other_titles == {"Theme", SCREENSHOT}
        assert all(help_by_title[title].endswith(".") and "'" not in help_by_title[title] for title in help_by_title)
        await person.run_command("palette")
        assert "A command’s name" in person.text()


async def test_palette_opens_the_theme_list(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await choose_command(person, "Theme")
        await person.wait_for(lambda: "efficacy-light" in person.text())
        assert "A theme’s name" in person.text()


@pytest.mark.parametrize("masked", [False, True])
async def test_screenshot_is_saved_as_displayed(
    speaking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_dashboard: OpenDashboard, *, masked: bool
) -> None:
    monkeypatch.setattr("textual.app.user_downloads_path", lambda: tmp_path)
    async with open_dashboard(masked=masked) as person:
        await choose_command(person, SCREENSHOT)
        await person.wait_for(lambda: "Saved as" in person.toasts())
        (path,) = tmp_path.glob("*.svg")
        svg = path.read_text(encoding="utf-8")
        assert "Challenge" in svg
        assert ("Speaking" in svg) is not masked
        assert SCREENSHOT not in svg
        assert path.stat().st_mode & 0o777 == 0o600


async def test_failed_screenshot_explains_why(
    speaking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_dashboard: OpenDashboard
) -> None:
    monkeypatch.setattr("textual.app.user_downloads_path", lambda: tmp_path / "nowhere")
    async with open_dashboard() as person:
        await choose_command(person, SCREENSHOT)
        await person.wait_for(lambda: "could not be saved" in person.toasts())
        assert "No such file or directory. Your journal is not affected." in person.toasts()


@pytest.mark.parametrize("keys", [("enter", "enter"), ("enter", "escape"), ("escape", "enter"), ("enter",) * 4])
async def test_keys_after_a_palette_choice_neither_close_nor_choose_anything_else(
    speaking, open_dashboard: OpenDashboard, keys: tuple[str, ...]
) -> None:
    async with open_dashboard() as person:
        await person.run_command("palette")
        await person.wait_for(lambda: bool(person.app.screen.query("CommandList.--visible")))
        await person.type("Trends")
        await person.wait_for(lambda: first_match(person).startswith("Trends"))
        await person.press("down")
        await person.press_at_once(*keys)
        assert len(person.app.screen_stack) <= 2
        assert person.app.crash is None


async def test_a_choice_after_the_palette_has_closed_is_ignored(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("palette")
        await person.wait_for(lambda: bool(person.app.screen.query("CommandList.--visible")))
        palette = person.app.screen
        await person.type("Trends")
        await person.wait_for(lambda: first_match(person).startswith("Trends"))
        matches = palette.query_one(CommandList)
        matches.action_first()
        matches.action_select()
        palette.dismiss()
        await person.settle()
        assert person.app.screen is person.app.dashboard
        assert person.app.crash is None
