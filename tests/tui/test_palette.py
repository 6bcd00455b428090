"""The palette offers the registry's commands and two more, all in our own words."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandList

from efficacy_tui.tui.bindings import COMMANDS
from tests.conftest import At
from tests.support.dashboard_driver import Person

PICTURE = "Screenshot"


async def choose(person: Person, name: str) -> None:
    """Find a command by its name in the palette, and choose it."""
    await person.does("palette")
    await person.wait_for(lambda: bool(person.app.screen.query("CommandList.--visible")))
    await person.type(name)
    await person.wait_for(lambda: first_found(person) == name)
    await person.press("enter")


def first_found(person: Person) -> str:
    """The name of the first command the palette found."""
    found = person.app.screen.query_one(CommandList)
    return found.get_option_at_index(0).hit.text or "" if found.option_count else ""  # type: ignore[attr-defined]


async def test_palette_uses_the_programs_own_wording(speaking, at_the_keyboard: At) -> None:
    async with at_the_keyboard() as person:
        found = {command.title: command.help for command in person.app.get_system_commands(person.app.screen)}
        others = set(found) - {f"{command.label}  {command.key}" for command in COMMANDS}
        assert others == {"Theme", PICTURE}
        assert all(found[name].endswith(".") and "'" not in found[name] for name in found)
        await person.does("palette")
        assert "A command’s name" in person.text()


async def test_palette_opens_the_theme_list(speaking, at_the_keyboard: At) -> None:
    async with at_the_keyboard() as person:
        await choose(person, "Theme")
        await person.wait_for(lambda: "efficacy-light" in person.text())
        assert "A theme’s name" in person.text()


@pytest.mark.parametrize("masked", [False, True])
async def test_screenshot_is_saved_as_displayed(
    speaking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_the_keyboard: At, *, masked: bool
) -> None:
    monkeypatch.setattr("textual.app.user_downloads_path", lambda: tmp_path)
    async with at_the_keyboard(masked=masked) as person:
        await choose(person, PICTURE)
        await person.wait_for(lambda: "Saved as" in person.toasts())
        (saved,) = tmp_path.glob("*.svg")
        drawn = saved.read_text(encoding="utf-8")
        assert "Challenge" in drawn
        assert ("Speaking" in drawn) is not masked
        assert PICTURE not in drawn


async def test_failed_screenshot_explains_why(
    speaking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_the_keyboard: At
) -> None:
    monkeypatch.setattr("textual.app.user_downloads_path", lambda: tmp_path / "nowhere")
    async with at_the_keyboard() as person:
        await choose(person, PICTURE)
        await person.wait_for(lambda: "could not be saved" in person.toasts())
        assert "No such file or directory. Your journal is as it was." in person.toasts()


@pytest.mark.parametrize("keys", [("enter", "enter"), ("enter", "escape"), ("escape", "enter"), ("enter",) * 4])
async def test_keys_after_a_palette_choice_neither_close_nor_choose_anything_else(
    speaking, at_the_keyboard: At, keys: tuple[str, ...]
) -> None:
    async with at_the_keyboard() as person:
        await person.does("palette")
        await person.wait_for(lambda: bool(person.app.screen.query("CommandList.--visible")))
        await person.type("Trends")
        await person.wait_for(lambda: first_found(person).startswith("Trends"))
        await person.press("down")
        await person.press_at_once(*keys)
        assert len(person.app.screen_stack) <= 2
        assert person.app.crash is None


async def test_a_choice_after_the_palette_has_closed_is_ignored(speaking, at_the_keyboard: At) -> None:
    async with at_the_keyboard() as person:
        await person.does("palette")
        await person.wait_for(lambda: bool(person.app.screen.query("CommandList.--visible")))
        palette = person.app.screen
        await person.type("Trends")
        await person.wait_for(lambda: first_found(person).startswith("Trends"))
        found = palette.query_one(CommandList)
        found.action_first()
        found.action_select()
        palette.dismiss()
        await person.settle()
        assert person.app.screen is person.app.dashboard
        assert person.app.crash is None
