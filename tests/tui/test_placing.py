"""The placing question in the dashboard: arrows, the mouse, small screens, and everything that is said there."""

from __future__ import annotations

import pytest

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.placing_field import PlacingField
from tests.conftest import OpenDashboard, settings_of_locale
from tests.support.dashboard_driver import DashboardDriver
from tests.support.flow_driver import practise

TITLE = "Answer the board’s questions on the roadmap"
SIZES = [(200, 50), (120, 36), (80, 24), (60, 20), (40, 12)]


@pytest.fixture
def ladder(speaking: Journal) -> Journal:
    """A ladder with two rungs tried, an idea, and the daily task."""
    domain = speaking.domains.focus()
    list(practise(speaking, domain.id, (30, "succeeded"), (60, "failed")))
    speaking.rungs.add(domain.id, "Give a keynote before 300 people, without any notes at all, in a hall", 80)
    speaking.domains.place_task(domain.id, 50)
    return speaking


async def open_placing(person: DashboardDriver) -> PlacingField:
    """Design something new up to the placing question; return its field."""
    await person.run_command("design")
    if "Which rung" in person.question_prompt():
        await person.answer("n")
    await person.answer(TITLE, "They asked")
    field = person.app.focused
    assert isinstance(field, PlacingField)
    return field


async def test_arrows_choose_the_gap_and_the_nearer_end_and_enter_sets_it(
    ladder: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        field = await open_placing(person)
        assert field.raw == "55"
        numbers = []
        for key in ("right", "right", "left", "left", "up", "up", "up", "right", "end", "left", "home"):
            await person.press(key)
            numbers.append(int(field.raw))
        # Between 50 and 60, then 60 and 80, then beyond both ends.
        assert numbers == [58, 58, 55, 52, 70, 90, 90, 90, 18, 15, 90]
        await person.press("down", "enter")
        assert "By when" in person.question_prompt()
        assert "Difficulty   70" in person.text()


async def test_letters_of_vim_move_too_and_others_say_what_works(
    ladder: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        field = await open_placing(person)
        await person.press("k")
        assert field.raw == "70"
        await person.press("j", "l")
        assert field.raw == "58"
        await person.press("h")
        for key in "70xz":
            await person.press(key)
            assert field.raw == "55"
            assert person.error_message() == f"“{key}” does nothing here: ↑ ↓ ← → do, and enter sets it."
        await person.press("up")
        assert person.error_message() == ""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [0, 1, 5, 12, 60])
async def test_the_place_and_its_neighbours_are_in_view_at_every_size(
    speaking: Journal, open_dashboard: OpenDashboard, size: tuple[int, int], count: int
) -> None:
    domain = speaking.domains.focus()
    for number in range(count):
        speaking.rungs.add(domain.id, f"Idea {number} {'with words ' * 20}", 20 + number)
    async with open_dashboard(size) as person:
        field = await open_placing(person)
        rows = field.placing.rows
        assert len(rows) == max(count, 2 + count if count < 2 else 0)
        for key in ("home", *["down"] * min(len(rows), 8), "end"):
            await person.press(key)
            text = person.text()
            assert "How hard is it beside these?" in text
            assert f"›{int(field.raw):>3} ▸ Answer the board" in text
            assert "easier ├" in text
            assert "enter" in text.rpartition("harder")[2]
            above = field.placing.rows_above
            for row in rows[max(above - 1, 0) : above + 1]:
                assert f"{row.difficulty:>3} {'·'} {' '.join(row.title.split()[:2])}" in text


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12)])
async def test_moving_changes_no_size(ladder: Journal, open_dashboard: OpenDashboard, size: tuple[int, int]) -> None:
    async with open_dashboard(size) as person:
        field = await open_placing(person)
        region = field.region
        for key in ("up", "up", "up", "down", "left", "down", "down", "down", "down"):
            await person.press(key)
            assert field.region == region


async def test_no_odds_and_no_ratings_are_shown(ladder: Journal, open_dashboard: OpenDashboard) -> None:
    domain = ladder.domains.focus()
    practise_more = practise(ladder, domain.id, (40, "succeeded"), (45, "succeeded"))
    list(practise_more)
    ladder.rungs.rate({rung.id: 70 for rung in ladder.rungs.all(domain.id)})
    async with open_dashboard() as person:
        await open_placing(person)
        dialog = [line[18:102] for line in person.text().splitlines()[8:24]]
        assert not any("%" in line or "70" in line for line in dialog)


async def test_it_starts_at_the_suggestion(ladder: Journal, open_dashboard: OpenDashboard) -> None:
    domain = ladder.domains.focus()
    list(practise(ladder, domain.id, (40, "succeeded"), (45, "succeeded")))
    flow = DesignChallenge(ladder, ladder.domains.focus())
    suggested = (flow.ladder.next_place or flow.stats.recommendation).difficulty
    async with open_dashboard() as person:
        field = await open_placing(person)
        assert field.raw == str(suggested)


async def test_clicks_pass_rungs_and_set_the_track(ladder: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        field = await open_placing(person)

        async def click(words: str, by: int = 0) -> None:
            lines = person.text().splitlines()
            y = next(y for y, line in enumerate(lines) if words in line)
            await person.pilot.click(offset=(lines[y].index(words) + by, y))
            await person.settle()

        await click("Do number 60")
        assert field.raw == "70"
        await click("Do number 30")
        assert field.raw == "18"
        await click("Give a keynote")
        assert field.raw == "90"
        await click("Do number 60")
        assert field.raw == "55"
        await click("┤", -1)
        assert field.raw == "58"
        await click("├", 1)
        assert field.raw == "52"
        await click(TITLE)
        assert field.raw == "52"
        await click("↑")
        assert field.raw == "70"
        await click("nearer which")
        assert field.raw == "75"
        await click("enter here", 7)
        assert "By when" in person.question_prompt()


async def test_the_wheel_goes_over_rungs(ladder: Journal, open_dashboard: OpenDashboard) -> None:
    from textual import events

    async with open_dashboard() as person:
        field = await open_placing(person)
        for kind, number in ((events.MouseScrollUp, "70"), (events.MouseScrollDown, "55")):
            x, y = field.region.offset
            person.app.post_message(kind(None, x + 5, y + 2, 0, 0, 0, False, False, False, x + 5, y + 2))
            await person.settle()
            assert field.raw == number


async def test_the_dialog_is_wider_only_for_the_ladder(ladder: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await open_placing(person)
        frame = person.app.screen.query_one("DialogFrame")
        assert frame.outer_size.width == 82
        await person.press("enter")
        assert frame.outer_size.width == 66
        await person.press("shift+tab")
        assert frame.outer_size.width == 82


async def test_resizing_keeps_the_place_in_view(ladder: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 36)) as person:
        field = await open_placing(person)
        await person.press("up")
        for size in ((40, 12), (200, 50), (60, 20)):
            await person.resize(*size)
            assert f"›{int(field.raw):>3} ▸" in person.text()
            assert field.region.bottom <= size[1]
            assert "enter" in person.text().rpartition("harder")[2]


async def test_a_masked_ladder_shows_numbers_and_signs_only(ladder: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await open_placing(person)
        await person.press("f2")
        text = person.text()
        assert " 60 ✗ •• •••••• ••" in text
        assert "› 55 ▸ ••••••" in text
        assert "between which" in text
        assert "board" not in text
        assert "keynote" not in text


async def test_without_numbers_the_place_is_words_and_lines(ladder: Journal, open_dashboard: OpenDashboard) -> None:
    settings: Settings = settings_of_locale()
    settings.change("hide_numbers", True)
    async with open_dashboard(settings=settings) as person:
        await open_placing(person)
        text = person.text()
        assert "✗ Do number 60" in text
        assert " 60 ✗" not in text
        assert "› 55" not in text


async def test_leaving_keeps_a_moved_place_in_the_draft(ladder: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await open_placing(person)
        await person.press("up", "right", "escape")
        assert "Saved as a draft" in person.toasts()
    async with open_dashboard() as person:
        await person.run_command("design")
        field = person.app.focused
        assert isinstance(field, PlacingField)
        assert field.raw == "75"
        assert "This is your draft" in person.text()


async def test_going_back_and_forth_keeps_the_place(ladder: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await open_placing(person)
        await person.press("up", "shift+tab")
        assert "How will you know" in person.question_prompt()
        await person.press("ctrl+s")
        field = person.app.focused
        assert isinstance(field, PlacingField)
        assert field.raw == "70"


async def test_tab_sets_what_is_placed(ladder: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await open_placing(person)
        await person.press("up", "tab")
        assert "By when" in person.question_prompt()
        assert "Difficulty   70" in person.text()


async def test_keys_pressed_at_once_are_for_the_question_they_were_meant_for(
    ladder: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await open_placing(person)
        await person.press_at_once("up", "left", "enter", "enter", "7", "right")
        screen = person.app.screen
        assert isinstance(screen, FlowDialog)
        assert screen.session.answers["difficulty"] == 65
        # The second enter took the day, and the digit marked the odds, which the arrow moved on.
        assert "How likely" in person.question_prompt()
        assert person.app.focused.raw == "80"


async def test_the_daily_task_can_be_left_open_and_taken_back(ladder: Journal, open_dashboard: OpenDashboard) -> None:
    domain = ladder.domains.focus()
    ladder.domains.place_task(domain.id, None)
    async with open_dashboard() as person:
        await person.run_command("domains")
        await person.press("enter")
        await person.answer("Speaking", "give a talk")
        field = person.app.focused
        assert isinstance(field, PlacingField)
        assert field.raw == ""
        assert "›  – ▸ Give a talk" in person.text()
        assert "enter skips" in person.text()
        await person.press("up")
        assert field.raw == "45"
        await person.press("backspace")
        assert field.raw == ""
        await person.press("enter")
        assert person.journal.domains.focus().task_difficulty is None


async def test_the_daily_task_is_placed_from_the_palette(ladder: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.press("ctrl+p")
        await person.type("place the daily")
        await person.wait_for(lambda: "Place the daily task" in person.text())
        await person.press("enter")
        field = person.app.focused
        assert isinstance(field, PlacingField)
        assert field.raw == "50"
        # It is not placed beside itself.
        assert [row.difficulty for row in field.placing.rows] == [80, 60, 30]
        await person.press("up", "right", "enter")
        assert person.journal.domains.focus().task_difficulty == 75
        assert "Your daily task is now at 75" in person.toasts()
        await person.run_command("undo")
        assert person.journal.domains.focus().task_difficulty == 50


async def test_the_masked_ladder_to_choose_from_hides_the_titles(
    ladder: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard(masked=True) as person:
        await person.run_command("design")
        text = person.text()
        assert "Which rung do you start from?" in text
        assert "Something new" in text
        assert "Do number" not in text
        assert "keynote" not in text
