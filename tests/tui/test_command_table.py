"""Bindings, key hints, palette and help of every screen agree with the command table."""

from __future__ import annotations

from typing import Any

import pytest
from textual.binding import BindingsMap

from efficacy_tui.flows.command_table import ALL_COMMANDS, BY_ID, COMMANDS, PLACES, Place, commands_in
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.key_names import print_key
from efficacy_tui.tui.bindings import UNBOUND
from efficacy_tui.tui.panes.challenge import ChallengePane
from efficacy_tui.tui.screens.dashboard import Dashboard
from efficacy_tui.tui.screens.domains import DomainRows, DomainsScreen
from efficacy_tui.tui.screens.explain import ExplainScreen
from efficacy_tui.tui.screens.ladder import LadderScreen
from efficacy_tui.tui.screens.page_dialog import PageDialog, PageLines
from efficacy_tui.tui.screens.profile import ProfileScreen
from efficacy_tui.tui.screens.settings import SettingRows, SettingsScreen
from efficacy_tui.tui.screens.timeline import TimelineScreen
from efficacy_tui.tui.screens.trends import TrendsScreen
from efficacy_tui.tui.widgets.timeline_list import TimelineList
from tests.conftest import OpenDashboard

BINDING_CLASSES: dict[Place, tuple[Any, ...]] = {
    "dashboard": (Dashboard, ChallengePane, TimelineList),
    "ladder": (LadderScreen,),
    "timeline": (TimelineScreen, TimelineList),
    "trends": (TrendsScreen,),
    "profile": (ProfileScreen,),
    "explain": (ExplainScreen,),
    "domains": (DomainsScreen, DomainRows),
    "settings": (SettingsScreen, SettingRows),
    "pages": (PageDialog,),
}
OPENING_COMMANDS = {
    "dashboard": "",
    "ladder": "ladder",
    "timeline": "search",
    "trends": "trends",
    "profile": "profile",
    "explain": "explain",
    "domains": "domains",
    "settings": "settings",
}


@pytest.mark.parametrize("place", PLACES)
def test_every_screen_binds_exactly_the_keys_of_the_registry(place: Place) -> None:
    bound_keys: dict[str, set[str]] = {}
    for cls in BINDING_CLASSES[place]:
        for key, bindings in BindingsMap(cls.BINDINGS).key_to_bindings.items():
            for binding in bindings:
                assert binding.id is not None, (cls, binding)
                bound_keys.setdefault(binding.id, set()).add(key)
    assert set(bound_keys) == set(PLACES[place])
    for name, keys in bound_keys.items():
        assert keys == set(BY_ID[name].default_keys or (UNBOUND,)), name


def test_every_command_has_a_screen_and_a_unique_id() -> None:
    assert len(BY_ID) == len(ALL_COMMANDS)
    assert all(command.places for command in ALL_COMMANDS)
    assert {place for command in ALL_COMMANDS for place in command.places} == set(PLACES)


@pytest.mark.parametrize("place", OPENING_COMMANDS)
async def test_help_on_every_screen_lists_the_keys_that_work_there(
    place: Place, journal, open_dashboard: OpenDashboard
) -> None:
    fill_demo(journal)
    async with open_dashboard((120, 100)) as person:
        if OPENING_COMMANDS[place]:
            await person.run_command(OPENING_COMMANDS[place])
        if place == "timeline":
            await person.press("enter")
        await person.run_command("help")
        rows = [row.rstrip() for row in str(person.app.screen.query_one(PageLines).render()).split("\n")]
        columns = [row.partition("  ")[::2] if row[:1] != " " else ("", row) for row in rows]
        effects = [effect.strip() for _, effect in columns]
        first_rows = {
            command.id: next(
                (i for i, effect in enumerate(effects) if effect and command.tooltip.startswith(effect)), None
            )
            for command in commands_in(place)
        }
        # One that no key opens is found in the palette.
        for command in filter(lambda command: command.default_keys, commands_in(place)):
            first = first_rows[command.id]
            assert first is not None, command.id
            end = min((i for i in first_rows.values() if i is not None and i > first), default=first + 3)
            keys = " ".join(key for key, _ in columns[first:end]).split()
            assert all(part in keys for key in command.all_keys for part in print_key(key).split()), command.id
        for command in set(ALL_COMMANDS) - set(commands_in(place)):
            assert command.tooltip not in effects, command.id


async def test_palette_lists_every_command(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard() as person:
        titles = {command.title for command in person.app.get_system_commands(person.app.screen)}
        for command in COMMANDS:
            assert f"{command.label}  {command.key if command.first_key else ''}".rstrip() in titles


async def test_help_shows_a_shared_reason_once_above_the_unavailable_keys(open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 100)) as person:
        await person.run_command("help")
        rows = [row.rstrip() for row in str(person.app.screen.query_one(PageLines).render()).split("\n")]
        reason = "There is no domain yet. d adds one."
        practice = rows[: rows.index("View")]
        assert practice[:2] == ["Practice", reason]
        assert sum(reason in row for row in practice) == 1
        assert practice[2].startswith(f"{BY_ID['check-in'].key}  {BY_ID['check-in'].tooltip}")


async def test_help_shows_the_reason_below_a_single_unavailable_key(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((80, 100)) as person:
        await person.run_command("help")
        rows = [row.strip() for row in str(person.app.screen.query_one(PageLines).render()).split("\n")]
        outcome_row = next(i for i, row in enumerate(rows) if row.endswith(BY_ID["outcome"].tooltip))
        assert rows[outcome_row + 1] == "There is no challenge here yet. n designs one."


@pytest.mark.parametrize("width", [36, 54, 60])
async def test_key_column_of_a_help_section_is_as_wide_as_its_keys(
    journal: Journal, open_dashboard: OpenDashboard, width: int
) -> None:
    fill_demo(journal)
    async with open_dashboard((120, 100)) as person:
        await person.run_command("help")
        rows = [line if isinstance(line, str) else line.plain for line in person.app.screen.lines(width)]
        check_in = next(row for row in rows if row.startswith("c "))
        assert check_in.startswith("c  Say")
        assert all(len(row.rstrip()) <= width for row in rows if not row.startswith("/"))
