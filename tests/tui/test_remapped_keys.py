"""Every key shown on a screen is the command's current key and works there, under any keymap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.binding import Binding

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.command_table import ALL_COMMANDS, BY_ID, Place, commands_in
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.model.key_names import print_key
from efficacy_tui.tui.screens.domains import DomainsScreen
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.content_lines import KEY
from efficacy_tui.tui.widgets.key_hints import SHORT, KeyHintLine
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.screen_tour import cells
from tests.tui.test_command_table import BINDING_CLASSES, OPENING_COMMANDS

LETTERS = [chr(code) for code in range(0x400, 0x460)]
"""Cyrillic letters, which appear nowhere else on the screens."""

NEW_KEYS = dict(zip([command.id for command in ALL_COMMANDS], [*LETTERS[::2], *LETTERS[1::2]], strict=False))
"""Command ids and new keys; neighbouring commands get keys that do not follow each other."""

KEYMAPS = {
    "default": "",
    "vim": 'keymap = "vim"\n',
    "every key another": "[keys]\n" + "".join(f'{name} = "{key}"\n' for name, key in NEW_KEYS.items()),
}
SCREENS: dict[Place, str] = {**OPENING_COMMANDS, "pages": "help"}  # type: ignore[dict-item]  # its keys are places
EDGE = re.compile(r"╰─+ ([^─]+) ─╯")


@pytest.fixture
def remapped_settings(tmp_path: Path) -> Settings:
    """Return settings in which every command has another key."""
    return settings_from(tmp_path, KEYMAPS["every key another"])


def settings_from(folder: Path, text: str) -> Settings:
    """Write a settings file with `text` and return its settings."""
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return Settings(path)


async def open_screen(person: DashboardDriver, place: Place) -> None:
    """Open a screen from the dashboard, with the focus on nothing that takes letters as input."""
    if SCREENS[place]:
        await person.run_command(SCREENS[place])
    if place == "timeline":
        await person.press("enter")


def keys_on_screen(person: DashboardDriver) -> Iterator[str]:
    """Yield every key shown in key lines and at the lower edges of dialogs."""
    for line in person.app.screen.query(KeyHintLine):
        content = line.render()
        for span in content.spans:
            if span.style == KEY:
                yield from re.split(r"[ –]", content.plain[span.start : span.end])
    # The edge of a pane says something about the person.
    for edge in EDGE.findall(person.text()) if person.app.screen is not person.app.dashboard else ():
        for part in edge.split(" · "):
            *keys, _what = part.split()
            yield from keys


def key_label(key: str) -> str:
    """Return a key as the key lines show it."""
    return SHORT.get(print_key(key), print_key(key))


def actions_of(place: Place, command: str) -> set[str]:
    """Return the actions bound to a command (id) on a screen."""
    bindings = (binding for cls in BINDING_CLASSES[place] for binding in cls.BINDINGS if isinstance(binding, Binding))
    return {binding.action for binding in bindings if binding.id == command}


@pytest.mark.parametrize("keymap", KEYMAPS)
@pytest.mark.parametrize("place", SCREENS)
async def test_every_key_shown_on_a_screen_runs_its_command(
    place: Place, keymap: str, journal, tmp_path: Path, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_demo(journal)
    async with open_dashboard(settings=settings_from(tmp_path, KEYMAPS[keymap])) as person:
        await open_screen(person, place)
        commands_by_key = {
            key_label(key): (key, command.id) for command in commands_in(place) for key in command.all_keys
        }
        shown_keys = set(keys_on_screen(person))
        assert shown_keys
        assert shown_keys <= set(commands_by_key)
        actions_run: list[object] = []

        async def note(action: object, *_: object) -> bool:
            actions_run.append(action)
            return True

        for shown_key in sorted(shown_keys):
            key, command = commands_by_key[shown_key]
            actions_run.clear()
            with monkeypatch.context() as patch:
                patch.setattr(person.app, "run_action", note)
                await person.press(key)
            assert set(actions_run) <= actions_of(place, command), shown_key
            assert actions_run, shown_key


@pytest.mark.parametrize("place", SCREENS)
@pytest.mark.parametrize("filled", [True, False])
async def test_no_screen_shows_a_key_that_only_works_elsewhere(
    place: Place, filled: bool, journal, remapped_settings: Settings, open_dashboard: OpenDashboard
) -> None:
    if filled:
        fill_demo(journal)
    else:
        journal.domains.add("Speaking", "give a talk")
    async with open_dashboard((100, 50), settings=remapped_settings) as person:
        await open_screen(person, place)
        shown_letters = {cell.char for cell in cells(person.app)} & set(LETTERS)
        expected_commands = [*commands_in(place), *(commands_in("dashboard") if place == "pages" else ())]
        # The timeline of an empty journal shows only escape, which is not a letter.
        assert bool(shown_letters) == (filled or place != "timeline")
        assert shown_letters <= {NEW_KEYS[command.id] for command in expected_commands}


async def test_empty_profile_shows_the_remapped_keys(
    journal, remapped_settings: Settings, open_dashboard: OpenDashboard
) -> None:
    journal.domains.add("Speaking", "give a talk")
    async with open_dashboard(settings=remapped_settings) as person:
        assert f"{NEW_KEYS['design']}  design your first challenge" in person.text()
        await person.run_command("profile")
        assert f"{NEW_KEYS['answer']}  begin" in person.text()
        assert f"first: {NEW_KEYS['answer']} begins." in person.text()
        assert f"{NEW_KEYS['explain']}  what a profile is" in person.text()
        await person.press(NEW_KEYS["answer"])
        assert isinstance(person.app.screen, FlowDialog)


async def test_toasts_show_the_remapped_undo_and_redo_keys(
    journal, remapped_settings: Settings, open_dashboard: OpenDashboard
) -> None:
    fill_demo(journal)
    async with open_dashboard(settings=remapped_settings) as person:
        await person.run_command("domains")
        await person.run_command("archive-domain")
        assert f"{NEW_KEYS['undo']} undo" in person.toasts()
        assert any(domain.archived for domain in person.journal.domains.all(archived=True))
        await person.press(NEW_KEYS["undo"])
        assert not any(domain.archived for domain in person.journal.domains.all(archived=True))
        assert f"{NEW_KEYS['redo']} puts it back" in person.toasts()


async def test_masked_header_shows_the_key_that_unmasks(
    journal, remapped_settings: Settings, open_dashboard: OpenDashboard
) -> None:
    fill_demo(journal)
    async with open_dashboard(settings=remapped_settings) as person:
        await person.run_command("mask")
        assert f"masked · {NEW_KEYS['mask']} shows" in person.text()
        await person.press(NEW_KEYS["mask"])
        assert not person.app.masked


async def test_trends_show_the_cursor_keys_of_the_preset(
    journal, tmp_path: Path, open_dashboard: OpenDashboard
) -> None:
    fill_demo(journal)
    async with open_dashboard(settings=settings_from(tmp_path, KEYMAPS["vim"])) as person:
        await person.run_command("trends")
        assert "h l day" in person.text()
        assert "H L domain" in person.text()


async def test_commands_without_a_key_are_named_in_texts_and_left_out_of_key_lines(
    journal, tmp_path: Path, open_dashboard: OpenDashboard
) -> None:
    journal.domains.add("Speaking", "give a talk")
    config = '[keys]\ndesign = ""\ntrends = ""\nprevious-domain = ""\nrange-2 = ""\n'
    async with open_dashboard(settings=settings_from(tmp_path, config)) as person:
        footer = person.text().splitlines()[-1]
        assert "New challenge" not in footer
        assert "Trends" not in footer
        assert "“New challenge”  design your first challenge" in person.text()
        person.app.action_command("trends")
        await person.settle()
        key_line = person.text().splitlines()[-1]
        assert "] domain" in key_line
        assert "[" not in key_line
        assert "1 3 4 range" in key_line


@pytest.mark.parametrize("key", ["[", "'", "ctrl+t", "F", "f5"])
async def test_clicking_a_key_hint_does_what_the_key_does(
    key: str, journal, tmp_path: Path, open_dashboard: OpenDashboard
) -> None:
    fill_demo(journal)
    config = f'[keys]\nclose = "{key}"\nprevious-domain = "P"\nlower = "A"\n'
    async with open_dashboard(settings=settings_from(tmp_path, config)) as person:
        await person.run_command("domains")
        assert isinstance(person.app.screen, DomainsScreen)
        row, line = next((y, line) for y, line in enumerate(person.text().splitlines()) if f"{key} closes" in line)
        await person.pilot.click(offset=(line.index(f"{key} closes") + len(key) + 2, row))
        await person.settle()
        assert person.app.screen is person.app.dashboard


async def test_escape_f1_and_f2_work_in_every_keymap(
    journal, remapped_settings: Settings, open_dashboard: OpenDashboard
) -> None:
    fill_demo(journal)
    async with open_dashboard(settings=remapped_settings) as person:
        for command in ("trends", "profile", "explain", "domains", "settings", "help"):
            await person.run_command(command)
            assert person.app.screen is not person.app.dashboard
            await person.press("escape")
            assert person.app.screen is person.app.dashboard
        await person.run_command("help")
        await person.press("f1")
        assert person.app.screen.heading != "Help"  # type: ignore[attr-defined]  # the support page is a page, too
        await person.press("escape", "escape")
        await person.press("f2")
        assert person.app.masked
        assert BY_ID["mask"].all_keys == (NEW_KEYS["mask"], "f2")


async def test_clicking_an_invitation_starts_its_flow(journal, tmp_path: Path, open_dashboard: OpenDashboard) -> None:
    journal.domains.add("Speaking", "give a talk")
    config = '[keys]\ndesign = "+"\n'
    async with open_dashboard(settings=settings_from(tmp_path, config)) as person:
        row, line = next(
            (y, line) for y, line in enumerate(person.text().splitlines()) if "design your first challenge" in line
        )
        assert "+  design your first challenge" in line
        await person.pilot.click(offset=(line.index("design your first challenge"), row))
        await person.settle()
        assert isinstance(person.app.screen, FlowDialog)


async def test_an_entrys_page_shows_and_answers_its_edit_and_delete_keys(
    journal, remapped_settings: Settings, open_dashboard: OpenDashboard
) -> None:
    fill_demo(journal)
    async with open_dashboard(settings=remapped_settings) as person:
        edit_key, delete_key, close_key = NEW_KEYS["edit-entry"], NEW_KEYS["delete-entry"], NEW_KEYS["close"]
        await person.run_command("pane-3")
        await person.run_command("open")
        assert f"{edit_key} edits · {delete_key} deletes · {close_key} closes" in person.text()
        await person.press(edit_key)
        assert isinstance(person.app.screen, FlowDialog)
        await person.press("escape")
        count_before = len(person.journal.contents.evidence)
        await person.run_command("open")
        await person.press(delete_key)
        assert len(person.journal.contents.evidence) == count_before - 1
        assert f"Deleted · {NEW_KEYS['undo']} undo" in person.toasts()


async def test_pages_without_offers_ignore_the_edit_and_delete_keys(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard() as person:
        await person.run_command("support")
        page = person.app.screen
        await person.run_command("edit-entry")
        await person.run_command("delete-entry")
        assert person.app.screen is page
