"""The ladder is composed once and opened many times: it shows nothing of before."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.screens.ladder import LadderScreen
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver, key_event
from tests.support.fixed_clock import FixedClock
from tests.support.ladders import fill_ladder
from tests.support.textual_internals import render_strips

Change = Callable[[DashboardDriver], Awaitable[None]]


@pytest.fixture
def domain(journal: Journal, clock: FixedClock) -> str:
    """The id of a domain whose ladder has a challenge under way."""
    return fill_ladder(journal, clock).id


async def change_theme(person: DashboardDriver) -> None:
    person.app.theme = "textual-light" if person.app.theme != "textual-light" else "nord"
    await person.settle()


async def change_accent(person: DashboardDriver) -> None:
    """Choose a theme that differs from the current one in its accent alone."""
    theme = person.app.current_theme
    person.app.register_theme(dataclasses.replace(theme, name="other-accent", accent="#ff00ff", primary="#ff00ff"))
    person.app.theme = "other-accent"
    await person.settle()


async def hide_numbers(person: DashboardDriver) -> None:
    person.app.settings.change("hide_numbers", True)
    person.app.settings_changed()
    await person.settle()


async def use_ascii(person: DashboardDriver) -> None:
    person.app.settings.change("glyphs", "ascii")
    person.app.settings_changed()
    await person.settle()


async def mask(person: DashboardDriver) -> None:
    await person.run_command("mask")


async def shrink(person: DashboardDriver) -> None:
    await person.resize(60, 20)


@pytest.mark.parametrize("change", [change_theme, change_accent, hide_numbers, use_ascii, mask, shrink])
async def test_reopened_ladder_looks_like_a_new_one(domain: str, open_dashboard: OpenDashboard, change: Change) -> None:
    strips = []
    for is_opened_before in (True, False):
        async with open_dashboard() as person:
            if is_opened_before:
                await person.run_command("ladder")
                before = render_strips(person.app.screen)
                await person.run_command("close")
            await change(person)
            await person.press("l")
            assert isinstance(person.app.screen, LadderScreen)
            strips.append(render_strips(person.app.screen))
    assert strips[0] == strips[1]
    assert strips[0] != before


async def test_mask_taken_off_while_the_ladder_is_closed(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        before = person.text()
        await person.run_command("mask")
        await person.run_command("close")
        await person.run_command("mask")
        await person.run_command("ladder")
        assert person.text() == before


async def test_ladder_shows_what_was_changed_while_it_was_closed(
    domain: str, path: Path, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await person.run_command("close")
        person.journal.rungs.add(domain, "Chair the board", 90)
        # At once, before a snapshot has followed the change.
        person.app.post_message(key_event("l"))
        await person.settle()
        assert "90 · Chair the board" in person.text()
        await person.run_command("close")
        person.journal.store.flush()
        other_program = Journal(path, clock, seeded_ids(5))
        other_program.open()
        other_program.rungs.add(domain, "Leave the room once", 5)
        other_program.store.flush()
        person.app.journal_session.start_reloading()
        await person.settle()
        await person.run_command("ladder")
        assert "5 · Leave the room once" in person.text()


async def test_rung_made_after_an_idea_was_given_up_does_not_take_the_cursor(
    domain: str, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await person.run_command("top")
        await person.run_command("add-rung")
        await person.press("escape")
        await person.run_command("close")
        person.journal.rungs.add(domain, "Leave the room once", 5)
        await person.run_command("ladder")
        assert isinstance(person.app.screen, LadderScreen)
        assert person.app.screen.current == person.app.screen.ladder.rungs[0]


async def test_ladder_opens_over_a_page_that_covers_it(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await person.run_command("help")
        assert not isinstance(person.app.screen, LadderScreen)
        rung = person.journal.rungs.all(domain)[0]
        person.app.show_at("ladder", rung.id)
        await person.settle()
        assert isinstance(person.app.screen, LadderScreen)
        assert person.app.screen.current.rung == rung
        await person.run_command("close")
        assert person.app.screen is person.app.dashboard
