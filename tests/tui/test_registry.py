"""One registry: what is bound, printed, found in the palette and told in help is what it says, on every screen."""

from __future__ import annotations

from typing import Any

import pytest
from textual.binding import BindingsMap

from efficacy_tui.flows.commands import BY_ID, COMMANDS, EVERY, PLACES, Command, Place, works_in
from efficacy_tui.model.key_names import printed
from efficacy_tui.practice.demo import fill
from efficacy_tui.tui.panes.challenge import ChallengePane
from efficacy_tui.tui.panes.evidence import TimelineList
from efficacy_tui.tui.screens.dashboard import Dashboard
from efficacy_tui.tui.screens.domains_screen import DomainRows, DomainsScreen
from efficacy_tui.tui.screens.explain import ExplainScreen
from efficacy_tui.tui.screens.page import Page, PageLines
from efficacy_tui.tui.screens.profile import ProfileScreen
from efficacy_tui.tui.screens.settings_screen import SettingRows, SettingsScreen
from efficacy_tui.tui.screens.timeline_screen import TimelineScreen
from efficacy_tui.tui.screens.trends import TrendsScreen
from efficacy_tui.tui.widgets.lines import wrap
from tests.conftest import At

BOUND_BY: dict[Place, tuple[Any, ...]] = {
    "dashboard": (Dashboard, ChallengePane, TimelineList),
    "timeline": (TimelineScreen, TimelineList),
    "trends": (TrendsScreen,),
    "profile": (ProfileScreen,),
    "explain": (ExplainScreen,),
    "domains": (DomainsScreen, DomainRows),
    "settings": (SettingsScreen, SettingRows),
    "pages": (Page,),
}
OPENED_BY = {
    "dashboard": "",
    "timeline": "search",
    "trends": "trends",
    "profile": "profile",
    "explain": "explain",
    "domains": "domains",
    "settings": "settings",
}

COLUMN = 11
"""The cells of the keys in help."""


@pytest.mark.parametrize("place", PLACES)
def test_every_screen_binds_exactly_what_the_registry_says(place: Place) -> None:
    found: dict[str, set[str]] = {}
    for cls in BOUND_BY[place]:
        for binding in BindingsMap(cls.BINDINGS).key_to_bindings.items():
            for each in binding[1]:
                assert each.id is not None, (cls, each)
                found.setdefault(each.id, set()).add(binding[0])
    assert set(found) == set(PLACES[place])
    for name, keys in found.items():
        assert keys == set(BY_ID[name].keys.split(",")), name


def test_every_command_has_its_place_and_an_id_of_its_own() -> None:
    assert len(BY_ID) == len(EVERY)
    assert all(command.where for command in EVERY)
    assert {place for command in EVERY for place in command.where} == set(PLACES)


@pytest.mark.parametrize("place", OPENED_BY)
async def test_on_every_screen_help_tells_the_keys_that_work_there(place: Place, journal, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard((120, 100)) as person:
        if OPENED_BY[place]:
            await person.does(OPENED_BY[place])
        if place == "timeline":
            await person.press("enter")
        await person.does("help")
        lines = str(person.app.screen.query_one(PageLines).render()).splitlines()
        shown = [" ".join(line.split()) for line in lines]
        for command in works_in(place):
            here = next(i for i, line in enumerate(shown) if line.startswith(_begins(command)))
            told = " ".join(line[:COLUMN] for line in lines[here : here + len(wrap(_keys(command), COLUMN - 1))])
            assert told.split() == _keys(command).split(), command.id
        for command in set(EVERY) - set(works_in(place)):
            assert not any(line.startswith(_begins(command)) for line in shown), command.id


def _keys(command: Command) -> str:
    return " ".join(map(printed, command.all_keys))


def _begins(command: Command) -> str:
    """The first keys of a command in help, and how the sentence beside them begins."""
    return f"{wrap(_keys(command), COLUMN - 1)[0]} {command.tooltip[:20]}"


async def test_the_palette_finds_every_command(journal, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard() as person:
        found = {command.title for command in person.app.get_system_commands(person.app.screen)}
        for command in COMMANDS:
            assert f"{command.label}  {command.key}" in found
