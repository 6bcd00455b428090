"""Keys that are named on a screen: whatever keys the commands have, those are told, and they work there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.binding import Binding

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.command_table import ALL_COMMANDS, BY_ID, Place, commands_in
from efficacy_tui.journal.demo import fill
from efficacy_tui.model.key_names import print_key
from efficacy_tui.tui.screens.domains import DomainsScreen
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.content_lines import KEY
from efficacy_tui.tui.widgets.key_hints import SHORT, KeyHintLine
from tests.conftest import At
from tests.support.dashboard_driver import Person
from tests.support.screen_tour import cells
from tests.tui.test_command_table import BOUND_BY, OPENED_BY

LETTERS = [chr(code) for code in range(0x410, 0x460)]
"""Letters that stand nowhere else on the screens."""

OTHER = dict(zip([command.id for command in ALL_COMMANDS], [*LETTERS[::2], *LETTERS[1::2]], strict=False))
"""Every command → a key that is not its own by default; neighbours in the registry do not follow each other."""

KEYMAPS = {
    "default": "",
    "vim": 'keymap = "vim"\n',
    "every key another": "[keys]\n" + "".join(f'{name} = "{key}"\n' for name, key in OTHER.items()),
}
SCREENS: dict[Place, str] = {**OPENED_BY, "pages": "help"}  # type: ignore[dict-item]  # its keys are places
EDGE = re.compile(r"╰─+ ([^─]+) ─╯")


@pytest.fixture
def others(tmp_path: Path) -> Settings:
    """Settings in which every command has another key."""
    return with_keys(tmp_path, KEYMAPS["every key another"])


def with_keys(folder: Path, text: str) -> Settings:
    """Settings of this text."""
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return Settings(path)


async def go(person: Person, place: Place) -> None:
    """From the dashboard to a screen, with nothing on it that takes letters."""
    if SCREENS[place]:
        await person.does(SCREENS[place])
    if place == "timeline":
        await person.press("enter")


def named(person: Person) -> Iterator[str]:
    """Every key in the key lines and at the lower edges."""
    for line in person.app.screen.query(KeyHintLine):
        content = line.render()
        for span in content.spans:
            if span.style == KEY:
                yield from re.split(r"[ –]", content.plain[span.start : span.end])
    for edge in EDGE.findall(person.text()):
        for part in edge.split(" · "):
            *keys, _what = part.split()
            yield from keys


def shown(key: str) -> str:
    """A key as the narrow key lines name it."""
    return SHORT.get(print_key(key), print_key(key))


def actions(place: Place, command: str) -> set[str]:
    """What the key of a command (id) runs on a screen."""
    bound = (each for cls in BOUND_BY[place] for each in cls.BINDINGS if isinstance(each, Binding))
    return {each.action for each in bound if each.id == command}


@pytest.mark.parametrize("keymap", KEYMAPS)
@pytest.mark.parametrize("place", SCREENS)
async def test_every_key_shown_on_a_screen_runs_its_command(
    place: Place, keymap: str, journal, tmp_path: Path, at_the_keyboard: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(journal)
    async with at_the_keyboard(settings=with_keys(tmp_path, KEYMAPS[keymap])) as person:
        await go(person, place)
        here = {shown(key): (key, command.id) for command in commands_in(place) for key in command.all_keys}
        told = set(named(person))
        assert told
        assert told <= set(here)
        ran: list[object] = []

        async def note(action: object, *_: object) -> bool:
            ran.append(action)
            return True

        for each in sorted(told):
            key, command = here[each]
            ran.clear()
            with monkeypatch.context() as instead:
                instead.setattr(person.app, "run_action", note)
                await person.press(key)
            assert set(ran) <= actions(place, command), each
            assert ran, each


@pytest.mark.parametrize("place", SCREENS)
@pytest.mark.parametrize("filled", [True, False])
async def test_no_screen_shows_a_key_that_only_works_elsewhere(
    place: Place, filled: bool, journal, others: Settings, at_the_keyboard: At
) -> None:
    if filled:
        fill(journal)
    else:
        journal.domains.add("Speaking", "give a talk")
    async with at_the_keyboard((100, 50), settings=others) as person:
        await go(person, place)
        on_screen = {cell.char for cell in cells(person.app)} & set(LETTERS)
        told_here = [*commands_in(place), *(commands_in("dashboard") if place == "pages" else ())]
        # Where nothing was written yet the timeline names escape alone, which is no letter.
        assert on_screen or (place == "timeline" and not filled)
        assert on_screen <= {OTHER[command.id] for command in told_here}


async def test_empty_profile_shows_the_remapped_keys(journal, others: Settings, at_the_keyboard: At) -> None:
    journal.domains.add("Speaking", "give a talk")
    async with at_the_keyboard(settings=others) as person:
        assert f"{OTHER['design']}  design a challenge" in person.text()
        await person.does("profile")
        assert f"{OTHER['answer']}  begin" in person.text()
        assert f"first: {OTHER['answer']} begins." in person.text()
        assert f"{OTHER['explain']}  what a profile is" in person.text()
        await person.press(OTHER["answer"])
        assert isinstance(person.app.screen, FlowDialog)


async def test_toasts_show_the_remapped_undo_and_redo_keys(journal, others: Settings, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard(settings=others) as person:
        await person.does("domains")
        await person.does("archive-domain")
        assert f"{OTHER['undo']} undo" in person.toasts()
        assert any(domain.archived for domain in person.journal.domains.all(archived=True))
        await person.press(OTHER["undo"])
        assert not any(domain.archived for domain in person.journal.domains.all(archived=True))
        assert f"{OTHER['redo']} puts it back" in person.toasts()


async def test_masked_header_shows_the_key_that_unmasks(journal, others: Settings, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard(settings=others) as person:
        await person.does("mask")
        assert f"masked · {OTHER['mask']} shows" in person.text()
        await person.press(OTHER["mask"])
        assert not person.app.masked


async def test_trends_show_the_cursor_keys_of_the_preset(
    journal, tmp_path: Path, at_the_keyboard: At
) -> None:
    fill(journal)
    async with at_the_keyboard(settings=with_keys(tmp_path, KEYMAPS["vim"])) as person:
        await person.does("trends")
        assert "h l read a day, b w a week" in person.text()
        assert "H L domain" in person.text()


async def test_commands_without_a_key_are_named_in_texts_and_left_out_of_key_lines(
    journal, tmp_path: Path, at_the_keyboard: At
) -> None:
    journal.domains.add("Speaking", "give a talk")
    keys = '[keys]\ndesign = ""\ntrends = ""\nprevious-domain = ""\nrange-2 = ""\n'
    async with at_the_keyboard(settings=with_keys(tmp_path, keys)) as person:
        footer = person.text().splitlines()[-1]
        assert "New challenge" not in footer
        assert "Trends" not in footer
        assert "“New challenge”  design a challenge" in person.text()
        person.app.action_command("trends")
        await person.settle()
        line = person.text().splitlines()[-1]
        assert "] domain" in line
        assert "[" not in line
        assert "1 3 4 range" in line


@pytest.mark.parametrize("key", ["[", "'", "ctrl+t", "F", "f5"])
async def test_clicking_a_key_hint_does_what_the_key_does(
    key: str, journal, tmp_path: Path, at_the_keyboard: At
) -> None:
    fill(journal)
    keys = f'[keys]\nclose = "{key}"\nprevious-domain = "P"\nlower = "A"\n'
    async with at_the_keyboard(settings=with_keys(tmp_path, keys)) as person:
        await person.does("domains")
        assert isinstance(person.app.screen, DomainsScreen)
        row, line = next((y, line) for y, line in enumerate(person.text().splitlines()) if f"{key} closes" in line)
        await person.pilot.click(offset=(line.index(f"{key} closes") + len(key) + 2, row))
        await person.settle()
        assert person.app.screen is person.app.dashboard


async def test_escape_f1_and_f2_work_in_every_keymap(
    journal, others: Settings, at_the_keyboard: At
) -> None:
    fill(journal)
    async with at_the_keyboard(settings=others) as person:
        for command in ("trends", "profile", "explain", "domains", "settings", "help"):
            await person.does(command)
            assert person.app.screen is not person.app.dashboard
            await person.press("escape")
            assert person.app.screen is person.app.dashboard
        await person.does("help")
        await person.press("f1")
        assert person.app.screen.heading != "Help"  # type: ignore[attr-defined]  # the support page is a page, too
        await person.press("escape", "escape")
        await person.press("f2")
        assert person.app.masked
        assert BY_ID["mask"].all_keys == (OTHER["mask"], "f2")


async def test_clicking_an_invitation_starts_its_flow(journal, tmp_path: Path, at_the_keyboard: At) -> None:
    journal.domains.add("Speaking", "give a talk")
    keys = '[keys]\ndesign = "+"\n'
    async with at_the_keyboard(settings=with_keys(tmp_path, keys)) as person:
        row, line = next((y, line) for y, line in enumerate(person.text().splitlines()) if "design a challenge" in line)
        assert "+  design a challenge" in line
        await person.pilot.click(offset=(line.index("design a challenge"), row))
        await person.settle()
        assert isinstance(person.app.screen, FlowDialog)


async def test_an_entrys_page_shows_and_answers_its_edit_and_delete_keys(
    journal, others: Settings, at_the_keyboard: At
) -> None:
    fill(journal)
    async with at_the_keyboard(settings=others) as person:
        edits, deletes, closes = OTHER["edit-entry"], OTHER["delete-entry"], OTHER["close"]
        await person.does("pane-2")
        await person.does("open")
        assert f"{edits} edits · {deletes} deletes · {closes} closes" in person.text()
        await person.press(edits)
        assert isinstance(person.app.screen, FlowDialog)
        await person.press("escape")
        before = len(person.journal.contents.evidence)
        await person.does("open")
        await person.press(deletes)
        assert len(person.journal.contents.evidence) == before - 1
        assert f"Deleted · {OTHER['undo']} undo" in person.toasts()


async def test_pages_without_offers_ignore_the_edit_and_delete_keys(journal, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard() as person:
        await person.does("support")
        page = person.app.screen
        await person.does("edit-entry")
        await person.does("delete-entry")
        assert person.app.screen is page
