"""Dialogs use all available rows before they scroll, and keep the question in view."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from efficacy_tui.content.answer_options import SOURCE_OPTIONS
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.tui.screens.domains import DomainRows
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.choice_field import OptionRows
from efficacy_tui.tui.widgets.text_input import AnswerInput
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.namesakes import add_namesake
from tests.support.screen_tour import open_scene, return_to_dashboard, run_dashboard

SMALLEST = (40, 12)
DIALOG_SCENES = [
    "check-in of an earlier day",
    "design",
    "evidence",
    "mastery",
    "reappraisal",
    "how activated",
    "a new domain",
]


def scroll_area(person: DashboardDriver) -> VerticalScroll:
    """Return the scrolling part of the open dialog."""
    return person.app.screen.query_one(VerticalScroll)


def is_fully_visible(person: DashboardDriver, widget: Widget) -> bool:
    """Return whether every row of a widget is on the screen."""
    return widget.display and widget.region in scroll_area(person).region


@pytest.mark.parametrize("journal_name", ["empty", "domain", "week", "demo", "ten years"])
async def test_dialogs_on_the_smallest_screen_scroll_only_at_full_height(journal_name: str, tmp_path: Path) -> None:
    opened_scenes = set()
    async with run_dashboard(journal_name, tmp_path, SMALLEST) as person:
        for scene in DIALOG_SCENES:
            await open_scene(person, scene)
            if isinstance(person.app.screen, FlowDialog):
                opened_scenes.add(scene)
                if scroll_area(person).show_vertical_scrollbar:
                    assert scroll_area(person).region.height == SMALLEST[1] - 2, scene
                    assert scroll_area(person).virtual_size.height > scroll_area(person).size.height, scene
                assert is_fully_visible(person, person.app.screen.query_one("#prompt")), scene
                assert is_fully_visible(person, person.app.screen.field), scene
            await return_to_dashboard(person)
    assert opened_scenes


async def test_an_error_is_scrolled_into_view_below_its_question(tmp_path: Path) -> None:
    async with run_dashboard("week", tmp_path, SMALLEST) as person:
        await open_scene(person, "reappraisal")
        problem = person.app.screen.query_one("#problem")
        assert is_fully_visible(person, problem)
        assert is_fully_visible(person, person.app.screen.query_one("#prompt"))


async def test_progress_line_is_one_row_as_wide_as_the_question(tmp_path: Path) -> None:
    async with run_dashboard("demo", tmp_path, (80, 24)) as person:
        await open_scene(person, "reappraisal")
        line = person.app.screen.query_one("#line", Static)
        rows = str(line.render()).split("\n")
        assert [len(row) for row in rows] == [line.content_size.width, 0]
        assert line.region.height == 2
        assert line.region.right == person.app.screen.query_one("#prompt").region.right


@pytest.mark.parametrize("size", [SMALLEST, (60, 20), (80, 24)])
@pytest.mark.parametrize("count", [1, 3, 4, 9])
async def test_domains_dialog_uses_all_available_rows(
    journal: Journal, open_dashboard: OpenDashboard, size: tuple[int, int], count: int
) -> None:
    names = [f"Domain {number}" for number in range(count)]
    for name in names:
        journal.domains.add(name, f"do what {name.lower()} asks")
    async with open_dashboard(size) as person:
        await person.run_command("domains")
        rows = person.app.screen.query_one(DomainRows)
        for name in [*names, names[0]]:
            text = person.text()
            assert f"▸ {name}" in text
            assert f"I can do what {name.lower()} asks" in text
            visible_count = sum(other in text for other in names)
            # One row is the sentence of the domain under the cursor.
            assert visible_count == min(count, rows.size.height - 1)
            await person.run_command("down")


async def test_clicking_in_a_compact_domain_list_selects_the_clicked_domain(
    journal: Journal, open_dashboard: OpenDashboard
) -> None:
    for number in range(5):
        journal.domains.add(f"Domain {number}", "do it")
    async with open_dashboard(SMALLEST) as person:
        await person.run_command("domains")
        for name in ("Domain 3", "Domain 0", "Domain 2"):
            y = next(i for i, line in enumerate(person.text().splitlines()) if name in line)
            await person.pilot.click(offset=(8, y))
            await person.settle()
            assert f"▸ {name}" in person.text()


async def test_option_hints_are_never_cut_but_move_below_on_narrow_screens(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    for size, hints_fit in ((SMALLEST, False), ((80, 24), True)):
        async with open_dashboard(size) as person:
            await person.run_command("evidence")
            rows = person.app.screen.query_one(OptionRows)
            height = rows.size.height
            for current in rows.options:
                text = " ".join(str(rows.render()).split())
                assert "…" not in text
                for option in rows.options:
                    assert (option.hint in text) is (hints_fit or option is current), (size, option.value)
                assert is_fully_visible(person, rows)
                assert rows.size.height == height
                await person.press("down")


async def test_long_option_lists_keep_the_cursor_in_view(journal: Journal, open_dashboard: OpenDashboard) -> None:
    for number in range(14):
        journal.domains.add(f"Domain {number}", "do it")
    async with open_dashboard(SMALLEST) as person:
        await person.run_command("export")
        await person.press("enter")
        rows = person.app.screen.query_one(OptionRows)
        for option in [*rows.options, rows.options[0]]:
            assert f"▸{option.key}  {option.label}" in person.text()
            assert is_fully_visible(person, rows)
            assert is_fully_visible(person, person.app.screen.query_one("#prompt"))
            await person.press("down")
        await person.press("up")
        assert is_fully_visible(person, person.app.screen.query_one("#prompt"))


async def test_domains_of_one_name_are_joined_with_a_key_that_is_there_only_then(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    older = speaking.domains.focus().id
    speaking.evidence.add(Mastery, add_namesake(speaking, "speaking"), "of the younger")
    async with open_dashboard() as person:
        await person.run_command("domains")
        assert "= join those with one name" in person.text()
        await person.run_command("down")
        await person.run_command("join-domain")
        assert "Joined two domains called Speaking · u undo" in person.toasts()
        assert [row.id for row in person.app.screen.query_one(DomainRows).rows] == [older]
        assert "join those with one name" not in person.text()
        await person.run_command("join-domain")
        assert len(person.journal.domains.all()) == 1
        await person.run_command("undo")
        assert len(person.app.screen.query_one(DomainRows).rows) == 2


async def test_a_reload_that_brings_a_namesake_names_the_keys(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        add_namesake(speaking, "Speaking")
        person.app.journal_session.start_reloading()
        await person.wait_for(lambda: "Two domains are called Speaking. d, then = joins them." in person.toasts())


async def test_while_masked_the_offer_hides_the_name_and_shows_the_keys(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard(masked=True) as person:
        add_namesake(speaking, "Speaking")
        person.app.journal_session.start_reloading()
        await person.wait_for(lambda: "Two domains are called" in person.text())
        assert "d, then = joins them." in " ".join(person.text().split())
        assert "Speaking" not in person.text()


async def test_namesakes_that_came_while_the_dashboard_was_closed_are_offered_at_the_next_start_only(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    add_namesake(speaking, "Speaking")
    async with open_dashboard() as person:
        await person.wait_for(lambda: "Two domains are called Speaking." in person.toasts())
    async with open_dashboard() as person:
        person.app.announce("ready")
        await person.settle()
        assert "Two domains" not in person.toasts()


@pytest.mark.parametrize("size", [(120, 36), (60, 20)])
async def test_the_domains_say_on_which_days_they_are_asked(
    speaking: Journal, open_dashboard: OpenDashboard, size: tuple[int, int]
) -> None:
    writing = speaking.domains.add("Writing", "write a page")
    speaking.domains.set_days(writing.id, ("mon", "wed"))
    speaking.domains.pause(writing.id, speaking.today() + dt.timedelta(days=14))
    async with open_dashboard(size) as person:
        await person.run_command("domains")
        assert "Writing  Mon and Wed, paused until Sun 6 Dec" in person.text()


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_the_explanations_of_options_stand_below_each_other(
    speaking: Journal, open_dashboard: OpenDashboard, size: tuple[int, int]
) -> None:
    async with open_dashboard(size) as person:
        await person.run_command("evidence")
        rows = person.text().splitlines()
        explanations = [option.hint for option in SOURCE_OPTIONS]
        columns = {row.index(words) for row in rows for words in explanations if words in row}
        assert all(any(words in row for row in rows) for words in explanations)
        assert len(columns) == 1


async def test_the_focus_is_named_in_words_and_the_sign_of_the_daily_task_is_left_to_it(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    speaking.domains.add("Writing", "write a page")
    async with open_dashboard((80, 24)) as person:
        await person.run_command("domains")
        assert "Speaking · focus" in person.text()
        assert "◆" not in person.text()
        await person.press("escape")
        await person.run_command("evidence")
        await person.press("m")
        assert "Speaking  your focus" in person.text()
        assert "◆" not in person.text()


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20), (40, 12)])
async def test_a_text_longer_than_its_field_shows_its_end_where_the_cursor_is(
    size: tuple[int, int], journal: Journal, open_dashboard: OpenDashboard
) -> None:
    fill_demo(journal)
    async with open_dashboard(size) as person:
        await person.run_command("ladder")
        await person.run_command("edit-goal")
        assert isinstance(person.app.focused, AnswerInput)
        assert person.app.focused.value.endswith(", without notes")
        assert ", without notes " in person.text()
        await person.resize(40, 12)
        assert ", without notes " in person.text()


async def test_the_end_of_what_was_pasted_is_in_view(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await person.run_command("search")
        await person.type(f"{'asked a question ' * 20}at the end")
        assert "at the end" in person.text().splitlines()[0]
