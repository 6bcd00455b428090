"""A click does what the words under it say; everything works without the mouse, too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.widgets import Input

from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.screens.domains import DomainRows, DomainsScreen
from efficacy_tui.tui.screens.explain import ExplainScreen
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.screens.page_dialog import PageDialog
from efficacy_tui.tui.screens.profile import ProfileScreen
from efficacy_tui.tui.screens.timeline import TimelineScreen
from efficacy_tui.tui.screens.trends import TrendHead
from efficacy_tui.tui.widgets.rating_field import RatingField
from efficacy_tui.tui.widgets.timeline_list import TimelineList
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.textual_internals import render_strips, scroll_down


async def click(person: DashboardDriver, words: str, *, after: str = "", at: int = 0, times: int = 1) -> None:
    """Click `at` cells into words on the screen; with `after`, search from the first line that contains it."""
    screen = person.app.screen
    lines = [strip.text for strip in render_strips(screen)]
    first_line = next(y for y, line in enumerate(lines) if after in line)
    y, x = next((y, line.index(words)) for y, line in enumerate(lines) if y >= first_line and words in line)
    widget, region = screen.get_widget_at(cell_len(lines[y][:x]) + at, y)
    offset = (cell_len(lines[y][:x]) + at - region.x, y - region.y)
    await person.pilot.click(widget, offset=offset, times=times)
    await person.settle()


@pytest.fixture
def demo(journal):
    """The journal of the demo, a year of practice."""
    fill_demo(journal)
    return journal


async def test_click_on_a_footer_hint_runs_its_command(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        for words, screen in (
            ("Check in", FlowDialog),
            ("Evidence", FlowDialog),
            ("Step today", FlowDialog),
            ("Look at the week", FlowDialog),
            ("? Help", PageDialog),
        ):
            await click(person, words, after="c Check in")
            assert isinstance(person.app.screen, screen), words
            await person.press("escape")
        # A key that would be refused is not offered.
        assert "New challenge" not in person.text().splitlines()[-1]


async def test_click_on_the_header_opens_the_domains_or_unmasks(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await click(person, "Speaking")
        assert isinstance(person.app.screen, DomainsScreen)
        await person.press("escape")
        await person.run_command("mask")
        await click(person, "masked")
        assert not person.app.masked


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20)])
async def test_click_on_a_title_goes_to_the_pane_and_unfolds_it(demo, open_dashboard: OpenDashboard, size) -> None:
    async with open_dashboard(size) as person:
        for number, title in ((2, "2 Confidence"), (4, "4 Reappraisal"), (3, "3 Evidence"), (1, "1 Challenge")):
            await click(person, title)
            assert person.app.dashboard.focused_pane == number
            pane = person.app.dashboard.query_one(f"#pane-{number}")
            assert not pane.folded
            assert pane.has_focus_within


async def test_click_inside_a_pane_goes_to_it(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await click(person, "In 9 days")
        assert person.app.dashboard.focused_pane == 4


async def test_click_moves_the_cursor_and_double_click_opens_the_entry(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await click(person, "Jon: a year", after="3 Evidence")
        timeline = person.app.dashboard.query_one(TimelineList)
        assert timeline.current.kind == "vicarious"
        assert person.app.screen is person.app.dashboard
        await click(person, "Jon: a year", after="3 Evidence", times=2)
        assert isinstance(person.app.screen, PageDialog)
        assert person.app.dashboard.get_selected_text() is None
        await click(person, "esc closes", at=5)
        assert person.app.screen is person.app.dashboard


async def test_click_on_a_hint_at_the_edge_of_a_page_presses_its_key(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        entry_count = len(person.journal.contents.evidence)
        await click(person, "Jon: a year", after="3 Evidence")
        await person.press("enter")
        await click(person, "delete deletes", at=9)
        assert len(person.journal.contents.evidence) == entry_count - 1
        await person.press("enter")
        await click(person, "enter edits")
        assert isinstance(person.app.screen, FlowDialog)
        await click(person, "esc saves")
        assert person.app.screen is person.app.dashboard


async def test_questions_can_be_answered_by_clicks(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await click(person, "State")
        assert "domain" in person.question_prompt()
        await click(person, "Writing", after="Which domain")
        await person.type("Warm hands")
        await person.press("enter")
        assert "How activated" in person.question_prompt()
        await click(person, " 70 ", after="How activated", at=2)
        assert "How did you read it?" in person.question_prompt()
        await click(person, "shift+tab back")
        assert "How activated" in person.question_prompt()
        await person.press("7")
        await click(person, "More as energy", at=3)
        assert person.question_prompt() == "When was it?"


async def test_click_on_an_option_answers_the_question(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        for digit in ("5", "5", "5"):
            await person.press(digit)
        await person.press("escape")
        await person.run_command("outcome")
        await click(person, "Let go of it")
        assert person.app.screen.session.answers == {"outcome": "abandoned"}


async def test_click_on_a_cell_of_a_scale_submits_its_value(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        field = person.app.focused
        assert isinstance(field, RatingField)
        scale = field.question.scale()
        cell = min(field.size.width // len(scale), 5)
        for index, value in enumerate(scale):
            field.value, field.submitted = None, True
            field.submitted = False
            submitted: list[int | None] = []
            field.action_submit = lambda submitted=submitted, field=field: submitted.append(field.value)  # type: ignore[method-assign]
            await person.pilot.click(field, offset=(index * cell + cell // 2, 2))
            assert submitted == [value]


async def test_card_goes_on_only_by_a_click_on_its_hint(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("review")
        page = person.question_prompt()
        await click(person, "Checked in on")
        assert person.question_prompt() == page
        await click(person, "enter continues")
        assert person.question_prompt() != page


async def test_clicks_beside_a_dialog_do_nothing(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("design")
        for command in ("check-in", "domains", "help"):
            await person.run_command(command)
            screen = person.app.screen
            for offset in ((1, 1), (2, 35), (118, 34), (60, 0)):
                await person.pilot.click(offset=offset)
                await person.settle()
            assert person.app.screen is screen
            await person.press("escape")


async def test_trends_can_be_used_with_the_mouse(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("trends")
        head = person.app.screen.query_one(TrendHead)
        await click(person, "1 y")
        assert head.range_index == 2
        await click(person, "30 d")
        assert head.range_index == 0
        await click(person, "1–4 range")
        assert head.range_index == 1
        await click(person, "Running")
        assert person.app.snapshot.selected.name == "Running"
        await click(person, "[ ]")
        assert person.app.snapshot.selected.name == "Writing"
        await click(person, "← → day")
        assert person.app.screen.chart.cursor_day is not None
        await click(person, "esc back")
        await click(person, "esc back")
        assert person.app.screen is person.app.dashboard


async def test_explain_pages_can_be_used_with_the_mouse(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 60)) as person:
        await person.run_command("explain")
        screen = person.app.screen
        assert isinstance(screen, ExplainScreen)
        before = screen.figure
        await click(person, "← → say", at=2)
        assert before is not None
        assert screen.figure == before.move(0, 1)
        await click(person, "( ) how", at=0)
        assert screen.figure == before.move(0, 1).move(2, -1)
        await click(person, "3 A starting")
        assert screen.page_index == 2
        before = screen.figure
        assert before is not None
        await click(person, "[ ] fraternal twins")
        assert screen.figure == before.move(1, -1)
        await click(person, "4 Three views")
        before = screen.figure
        assert before is not None
        await click(person, "father’s answers", after="mother’s answers  ")
        assert screen.figure == before.switch().switch()
        await click(person, "o whose")
        assert screen.figure == before
        await click(person, "( )", after="k, raters")
        assert screen.figure == before.move(2, -1)
        await click(person, "esc back")
        assert person.app.screen is person.app.dashboard


async def test_profile_can_be_used_with_the_mouse(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 50)) as person:
        await person.run_command("profile")
        await click(person, "x explain")
        assert isinstance(person.app.screen, ExplainScreen)
        await person.press("escape")
        await click(person, "h somebody")
        assert "Who is going to answer?" in person.question_prompt()
        await person.press("escape")
        start = person.app.screen.report.starting_points[0]
        await click(person, " ".join(start.item.self_text.split()[:3]), after="Where to start")
        assert isinstance(person.app.screen, FlowDialog)
        await person.press("escape")
        assert isinstance(person.app.screen, ProfileScreen)
        await click(person, "1–3 practise")
        await click(person, "esc back")
        assert person.app.screen is person.app.dashboard


async def test_domains_can_be_used_with_the_mouse(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("domains")
        rows = person.app.screen.query_one(DomainRows)
        await click(person, "Writing", after="Domains")
        assert rows.current.name == "Writing"
        await click(person, "f focus")
        assert person.journal.domains.focus().name == "Writing"
        await click(person, "J K move", at=2)
        assert next(iter(person.journal.domains.all())).name == "Writing"
        await click(person, "Running", after="Domains", times=2)
        assert "What is it called?" in person.question_prompt()
        await person.press("escape")
        await click(person, "a add")
        assert "more sure of yourself" in person.question_prompt()
        await person.press("escape")
        await click(person, "esc closes")
        assert person.app.screen is person.app.dashboard


async def test_click_on_the_hint_of_an_empty_pane_runs_its_command(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        for words, question in (
            ("n  design your first challenge", "what will you do?"),
            ("e  add your first evidence", "What kind of evidence?"),
            ("r  try it, about", "What are you about to do?"),
        ):
            await click(person, words, at=4)
            assert question in person.question_prompt()
            await person.press("escape")


async def test_click_in_a_scrolled_list_of_domains_hits_the_right_one(journal, open_dashboard: OpenDashboard) -> None:
    for number in range(12):
        journal.domains.add(f"Domain {number:02}", "do it")
    async with open_dashboard((80, 24)) as person:
        await person.run_command("domains")
        await person.press("up")
        rows = person.app.screen.query_one(DomainRows)
        assert rows.current.name == "Domain 11"
        await click(person, "Domain 09", after="Domains")
        assert rows.current.name == "Domain 09"


async def test_timeline_can_be_used_with_the_mouse(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("search")
        await click(person, "↑ ↓ move", at=2)
        assert person.app.screen.timeline_list.cursor == 1
        await click(person, "enter open")
        assert isinstance(person.app.screen, PageDialog)
        await person.press("escape")
        await click(person, "d to a day")
        assert isinstance(person.app.screen, FlowDialog)
        await person.press("escape")
        await click(person, "/ search")
        assert isinstance(person.app.focused, Input)
        await click(person, "esc back")
        assert person.app.screen is person.app.dashboard


async def test_mouse_wheel_scrolls_every_scrollable_widget(demo, open_dashboard: OpenDashboard) -> None:
    async def wheel(widget: object) -> None:
        centre = widget.region.center  # type: ignore[attr-defined]  # a widget
        for _ in range(3):
            await scroll_down(person.pilot, (int(centre[0]), int(centre[1])))
        await person.settle()

    async with open_dashboard((80, 24)) as person:
        timeline = person.app.dashboard.query_one(TimelineList)
        await wheel(timeline)
        assert timeline.scroll_y > 0
        for command in ("trends", "profile", "explain", "help"):
            await person.run_command(command)
            container = person.app.screen.query_one(VerticalScroll)
            await wheel(container)
            assert container.scroll_y > 0, command
            await person.press("escape")
        await person.run_command("search")
        assert isinstance(person.app.screen, TimelineScreen)
        await wheel(person.app.screen.timeline_list)
        assert person.app.screen.timeline_list.scroll_y > 0
        await person.press("escape")
        await person.run_command("domains")
        rows = person.app.screen.query_one(DomainRows)
        await wheel(rows)
        assert rows.cursor == 2


async def test_click_actions_contain_no_text_of_the_person(journal, open_dashboard: OpenDashboard) -> None:
    journal.domains.add("x') or app.exit('", "[@click=app.quit]do it[/]")
    async with open_dashboard() as person:
        await person.run_command("domains")
        await person.press("escape")
        await person.run_command("trends")
        actions = {
            style.meta["@click"]
            for strip in render_strips(person.app.screen)
            for _, style, _ in strip
            if style is not None and "@click" in style.meta
        }
        assert actions
        assert all(re.fullmatch(r"(screen|app)\.\w+(\([-\w', ]*\))?", action) for action in actions), actions


@pytest.mark.parametrize("mouse", [True, False])
def test_setting_leaves_the_mouse_to_the_terminal(
    journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mouse: bool
) -> None:
    from efficacy_tui.cli import launch

    config = tmp_path / "config.toml"
    config.write_text(f"mouse = {str(mouse).lower()}\n")
    monkeypatch.setenv("EFFICACY_CONFIG", str(config))
    run_options: dict[str, object] = {}
    monkeypatch.setattr(EfficacyApp, "run", lambda _, **options: run_options.update(options))
    assert launch.run_dashboard(journal.path) == 0
    assert run_options == {"mouse": mouse}
