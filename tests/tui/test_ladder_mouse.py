"""The ladder with the mouse: click, click again, wheel, and dragging a rung to another place."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual import events

from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.flows.first_ladder import FirstLadder
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.screens.ladder import LadderScreen
from efficacy_tui.tui.widgets.ladder_list import LadderList
from efficacy_tui.wording.ladder import KEEPS_ITS_PLACE
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock
from tests.support.ladders import fill_ladder
from tests.support.textual_internals import render_strips, scroll_down


@pytest.fixture
def domain(journal: Journal, clock: FixedClock) -> str:
    """The id of a domain whose ladder has no challenge under way."""
    return fill_ladder(journal, clock, with_open=False).id


def position(person: DashboardDriver, words: str) -> tuple[int, int]:
    """Return where words begin on the screen, within the ladder."""
    lines = [strip.text for strip in render_strips(person.app.screen)]
    y, line = next((y, line) for y, line in enumerate(lines) if words in line)
    return cell_len(line[: line.index(words)]), y


async def click(person: DashboardDriver, words: str) -> None:
    """Click on words of the ladder."""
    await person.pilot.click(LadderList, offset=position(person, words))
    await person.settle()


async def drag(person: DashboardDriver, words: str, to: tuple[int, int], *, drop: bool = True) -> None:
    """Press the button on words, move to a position, and let go."""
    await person.pilot.mouse_down(LadderList, offset=position(person, words))
    await person.pilot.hover(LadderList, offset=to)
    await person.settle()
    if drop:
        await person.pilot.mouse_up(LadderList, offset=to)
        await person.settle()


def current(person: DashboardDriver) -> str:
    """Return the title of the rung under the cursor."""
    assert isinstance(person.app.screen, LadderScreen)
    rung = person.app.screen.current
    return rung.title if rung is not None else ""


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20), (40, 12)], ids=str)
async def test_click_selects_and_a_click_on_the_selected_one_opens(
    domain: str, open_dashboard: OpenDashboard, size: tuple[int, int]
) -> None:
    async with open_dashboard(size) as person:
        await person.run_command("ladder")
        await click(person, "Explain")
        assert current(person).startswith("Explain")
        assert isinstance(person.app.screen, LadderScreen)
        await click(person, "38 ")
        assert isinstance(person.app.screen, FlowDialog)
        assert isinstance(person.app.screen.flow, DesignChallenge)


async def test_click_on_the_second_row_of_a_title_selects_it(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await person.run_command("ladder")
        await click(person, "customer’s board")
        assert current(person).startswith("Demo the release")


async def test_click_beside_the_rungs_does_nothing(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        title = current(person)
        for words in ("Towards", "hard", "even odds", "easy"):
            await click(person, words)
            assert current(person) == title
            assert isinstance(person.app.screen, LadderScreen)


async def test_wheel_moves_the_cursor(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await person.run_command("ladder")
        await person.run_command("top")
        for title in ("Lead the half-day", "Answer live"):
            await scroll_down(person.pilot, (10, 10))
            await person.settle()
            assert current(person).startswith(title)


async def test_dragged_idea_falls_between_two_rungs_and_a_line_shows_where(
    domain: str, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        x, y = position(person, "Moderate the retro")
        await drag(person, "Answer live", (x, y), drop=False)
        (line,) = [line for line in person.text().split("\n") if "╌╌╌" in line and "even odds" not in line]
        assert line.split() == ["42", "╌" * 110]
        await person.pilot.mouse_up(LadderList, offset=(x, y))
        await person.settle()
        assert person.journal.rungs.find_by_title(domain, "Answer live").difficulty == 42
        assert current(person).startswith("Answer live")
        assert not [line for line in person.text().split("\n") if "╌╌╌" in line and "even odds" not in line]
        await person.run_command("undo")
        assert person.journal.rungs.find_by_title(domain, "Answer live").difficulty == 68


async def test_dragged_daily_task_is_placed(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await drag(person, "Give a ten-minute talk to people", position(person, "Keynote"))
        assert person.journal.contents.domains[domain].task_difficulty == 96


async def test_what_was_begun_cannot_be_dragged(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        rungs = dict(person.journal.contents.rungs)
        target = position(person, "Keynote")
        await drag(person, "Explain", target, drop=False)
        assert not [line for line in person.text().split("\n") if "╌╌╌" in line and "even odds" not in line]
        await person.pilot.mouse_up(LadderList, offset=target)
        await person.settle()
        assert KEEPS_ITS_PLACE in person.toasts()
        assert person.journal.contents.rungs == rungs


async def test_click_that_ends_a_drag_opens_nothing(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        x, y = position(person, "Answer live")
        to_x, to_y = position(person, "Moderate the retro")
        for event, at in ((events.MouseDown, (x, y)), (events.MouseMove, (to_x, to_y)), (events.MouseUp, (to_x, to_y))):
            person.app.post_message(event(None, *at, 0, 0, 1, False, False, False, *at))
            await person.settle()
        assert person.journal.rungs.find_by_title(domain, "Answer live").difficulty == 42
        assert isinstance(person.app.screen, LadderScreen)
        assert current(person).startswith("Answer live")


async def test_drag_back_to_its_own_place_changes_nothing(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        contents = person.journal.contents
        start = position(person, "Answer live")
        await drag(person, "Answer live", position(person, "Keynote"), drop=False)
        await person.pilot.hover(LadderList, offset=start)
        await person.pilot.mouse_up(LadderList, offset=start)
        await person.settle()
        assert person.journal.contents is contents
        assert isinstance(person.app.screen, LadderScreen)


async def test_escape_lets_go_of_a_dragged_rung(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        contents = person.journal.contents
        target = position(person, "Keynote")
        await drag(person, "Answer live", target, drop=False)
        await person.press("escape")
        await person.pilot.mouse_up(LadderList, offset=target)
        await person.settle()
        assert person.journal.contents is contents
        assert isinstance(person.app.screen, LadderScreen)
        await person.press("escape")
        assert person.app.screen is person.app.dashboard


async def test_page_over_the_ladder_lets_go_of_a_dragged_rung(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        contents = person.journal.contents
        target = position(person, "Keynote")
        await drag(person, "Answer live", target, drop=False)
        await person.run_command("help")
        await person.run_command("close")
        await person.pilot.mouse_up(LadderList, offset=target)
        await person.settle()
        assert person.journal.contents is contents
        assert person.app.mouse_captured is None


async def test_clicks_on_the_footer_do_what_their_keys_do(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await click(person, "Answer live")
        x, y = position(person, "J K Move")
        await person.pilot.click(offset=(x, y))
        await person.settle()
        assert person.journal.rungs.find_by_title(domain, "Answer live").difficulty == 61
        await person.pilot.click(offset=(x + 2, y))
        await person.settle()
        assert person.journal.rungs.find_by_title(domain, "Answer live").difficulty > 64
        await person.pilot.click(offset=position(person, "Start from here"))
        await person.settle()
        assert isinstance(person.app.screen, FlowDialog)


async def test_click_on_an_empty_ladder_begins_nothing_but_its_key_does(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await click(person, "A ladder is five")
        assert isinstance(person.app.screen, LadderScreen)
        await person.pilot.click(offset=position(person, "First ladder"))
        await person.settle()
        assert isinstance(person.app.screen, FlowDialog)
        assert isinstance(person.app.screen.flow, FirstLadder)
