"""One registry: what is bound, printed, found in the palette and told in help is what it says, on every screen."""

from __future__ import annotations

from typing import Any

import pytest
from textual.binding import BindingsMap

from efficacy_tui.flows.commands import BY_ID, COMMANDS, EVERY, PLACES, Place, works_in
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
        rows = [row.rstrip() for row in str(person.app.screen.query_one(PageLines).render()).split("\n")]
        for command in works_in(place):
            begins = next((i for i, row in enumerate(rows) if row[11:] and command.tooltip.startswith(row[11:])), None)
            assert begins is not None, command.id
            beside = " ".join(row[:11] for row in rows[begins : begins + 4]).split()
            assert all(part in beside for key in command.all_keys for part in printed(key).split()), command.id
        for command in set(EVERY) - set(works_in(place)):
            assert not any(row[11:] == command.tooltip for row in rows), command.id


async def test_the_palette_finds_every_command(journal, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard() as person:
        found = {command.title for command in person.app.get_system_commands(person.app.screen)}
        for command in COMMANDS:
            assert f"{command.label}  {command.key}" in found
