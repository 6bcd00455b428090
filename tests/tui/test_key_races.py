"""Keys faster than the screen, programs side by side, days that turn: nothing is recorded twice, lost, or shown old."""

from __future__ import annotations

import asyncio
import gc
import time

import pytest
from textual.geometry import Region
from textual.strip import Strip

from efficacy_tui.journal import snapshot
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.bindings import BY_ID
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.choice_field import OptionRows
from efficacy_tui.tui.widgets.question_fields import TextField
from tests.conftest import SUNDAY, OpenDashboard
from tests.support.dashboard_driver import DashboardDriver, key_event
from tests.support.fixed_clock import FixedClock


async def test_two_keys_in_one_read_are_a_check_in(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.press_at_once("c", "7")
        await person.wait_for(lambda: bool(person.journal.contents.checkins))
        (row,) = person.journal.contents.checkins.values()
        assert row.confidence == 70
        assert not isinstance(person.app.screen, FlowDialog)


async def test_three_domains_are_rated_as_fast_as_one_types(speaking, open_dashboard: OpenDashboard) -> None:
    for name in ("Writing", "Running"):
        speaking.domains.add(name, f"do {name}")
    async with open_dashboard() as person:
        await person.press_at_once("c", "7", "5", "6")
        await person.wait_for(lambda: len(person.journal.contents.checkins) == 3)
        names = {domain.id: domain.name for domain in person.journal.domains.all()}
        given = {names[row.domain]: row.confidence for row in person.journal.contents.checkins.values()}
        assert given == {"Speaking": 70, "Writing": 50, "Running": 60}


async def test_support_opened_with_the_last_answer_is_read_first_and_the_dialog_is_gone_after_it(
    speaking, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        await person.press_at_once("7", "f1")
        assert "Emergency" in person.text()
        await person.press("escape")
        await person.wait_for(lambda: person.app.screen is person.app.dashboard)
        (row,) = person.journal.contents.checkins.values()
        assert row.confidence == 70
        assert "Checked in" in person.toasts()


async def test_a_page_that_two_keys_leave_at_once_is_left_once(speaking, open_dashboard: OpenDashboard) -> None:
    speaking.evidence.add(Mastery, speaking.domains.all()[0].id, "asked a question")
    async with open_dashboard() as person:
        await person.press(BY_ID["pane-2"].first_key, "enter")
        await person.press_at_once("e", "escape")
        assert person.app.screen is person.app.dashboard


@pytest.mark.parametrize("command", ["trends", "search", "profile", "explain", "domains", "help", "support"])
async def test_escape_pressed_twice_at_once_leaves_one_screen(
    speaking, open_dashboard: OpenDashboard, command: str
) -> None:
    async with open_dashboard() as person:
        await person.run_command(command)
        assert person.app.screen is not person.app.dashboard
        await person.press_at_once("escape", "escape", "escape")
        assert person.app.screen is person.app.dashboard
        await person.run_command("help")
        assert person.app.screen is not person.app.dashboard


async def test_enter_pressed_twice_at_the_end_records_once(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await person.answer("m", "Did it", "4", "a")
        await person.press_at_once("enter", "enter")
        assert len(person.journal.contents.evidence) == 1
        assert not isinstance(person.app.screen, FlowDialog)


async def test_enter_pressed_twice_does_not_answer_the_next_question(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("domains")
        await person.press("a")
        await person.type("Cooking")
        await person.press_at_once("enter", "enter")
        assert [domain.name for domain in person.journal.domains.all()] == ["Speaking"]


async def test_a_command_before_the_journal_is_there_is_told_to_wait(path) -> None:
    def slowly() -> Journal:
        # A slow disk, so that keys come before the journal.
        time.sleep(0.5)
        return Journal(path, FixedClock(SUNDAY))

    app = EfficacyApp(slowly, ask_at_start=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        await pilot.press("t")
        assert app.snapshot is not None or "still being opened" in person.toasts()
        for key in ("c", "question_mark", "escape"):
            await pilot.press(key)
        await person.wait_for(lambda: app.snapshot is not None)


async def test_a_slow_picture_never_covers_a_newer_one(speaking, open_dashboard: OpenDashboard, monkeypatch) -> None:
    from efficacy_tui.model.records import Mastery

    real, delays = snapshot.build_timeline, iter((0.4,))

    def slow(*arguments: object, **named: object) -> object:
        # Only the first picture is slow: the second overtakes it.
        time.sleep(next(delays, 0))
        return real(*arguments, **named)  # type: ignore[arg-type]

    async with open_dashboard() as person:
        monkeypatch.setattr(snapshot, "build_timeline", slow)
        domain = person.journal.domains.focus().id
        person.journal.evidence.add(Mastery, domain, "first")
        await person.pilot.pause(0.1)
        person.journal.evidence.add(Mastery, domain, "second")
        await person.wait_for(lambda: len(person.app.snapshot.items) == 2, seconds=3)


async def test_what_another_program_deleted_is_refused_with_a_sentence(
    speaking, path, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    from efficacy_tui.model.records import Mastery

    entry = speaking.evidence.add(Mastery, speaking.domains.focus().id, "Did it")
    async with open_dashboard() as person:
        await person.run_command("pane-2")
        await person.press("enter")
        other = Journal(path, clock)
        other.open()
        other.evidence.delete(entry.id)
        person.journal.refresh()
        await person.press("delete")
        assert "no longer in the journal" in person.toasts()


async def test_a_question_left_standing_overnight_is_answered_for_the_day_of_the_answer(
    speaking, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        clock.move(days=2)
        await person.press("7")
        (row,) = person.journal.contents.checkins.values()
        assert (row.day, row.late) == (person.journal.today(), False)


async def test_quitting_twice_in_a_session_records_it_once(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("reappraise")
        await person.answer("the talk", "today", "8")
        await person.press_at_once("ctrl+q", "ctrl+q")
        await person.wait_for(lambda: person.app.return_code is not None)
        assert len(person.journal.contents.reappraisals) == 1


async def test_a_check_in_under_another_dialog_stays_blind(journal, open_dashboard: OpenDashboard) -> None:
    from efficacy_tui.flows.go_to_date import GoToDate
    from efficacy_tui.journal.demo import fill_demo

    fill_demo(journal)
    async with open_dashboard() as person:
        await person.run_command("check-in")
        person.app.ask(GoToDate(person.journal, lambda _day: None))
        await person.settle()
        await person.press("escape")
        assert person.app.dashboard.blind
        assert "65" not in person.text()


async def test_what_is_due_waits_until_the_dashboard_is_free(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("trends")
        person.app.ask_at_start = True
        person.app.ask_what_is_due()
        await person.settle()
        assert not isinstance(person.app.screen, FlowDialog)
        await person.press("escape")
        await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog), seconds=3)


@pytest.mark.parametrize("command", ["check-in", "evidence", "reappraise"])
async def test_a_dialog_left_while_the_terminal_is_made_another_size_goes_quietly(
    speaking, open_dashboard: OpenDashboard, command: str
) -> None:
    async with open_dashboard() as person:
        for columns in (90, 120, 100):
            await person.run_command(command)
            screen = person.app.screen
            assert isinstance(screen, FlowDialog)
            await person.pilot.resize_terminal(columns, 30)
            screen.on_resize()
            screen.action_leave()
            await person.settle()
            screen.show_progress()
        assert person.app.screen is person.app.dashboard


async def test_a_text_that_was_just_taken_away_can_still_be_drawn(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await person.answer("m")
        field = person.app.screen.query_one(TextField)
        await field.remove()
        assert [strip.text.strip() for strip in field.render_lines(Region(0, 0, 10, 2))] == ["", ""]


async def test_what_a_screen_drew_is_forgotten_when_it_is_left(speaking, open_dashboard: OpenDashboard) -> None:
    def drawn() -> int:
        gc.collect()
        return sum(isinstance(one, Strip) for one in gc.get_objects())

    async with open_dashboard() as person:
        for turn in range(6):
            await person.run_command("help")
            await person.press("escape")
            if turn == 1:
                before = drawn()
        assert drawn() < before * 1.3


async def _haste(person: DashboardDriver, key: str, moments: int, typed: str) -> None:
    """Press a key, and so many moments later type as fast as the program can read."""
    person.app.post_message(key_event(key))
    for _ in range(moments):
        await asyncio.sleep(0)
    for letter in typed:
        person.app.post_message(key_event(letter))
        await asyncio.sleep(0)
    await person.settle()


@pytest.mark.parametrize("moments", [0, 5, 10, 20, 40, 80])
async def test_what_is_typed_before_a_question_stands_is_its_answer_in_order(
    speaking, open_dashboard: OpenDashboard, moments: int
) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await _haste(person, "m", moments, typed := "abcdefghijklnoprst")
        assert person.question_prompt() == "What did you do?"
        assert person.app.focused.text == typed


@pytest.mark.parametrize("moments", [0, 1, 4, 12])
async def test_what_is_typed_right_after_choosing_ones_own_words_is_in_them_in_order(
    speaking, open_dashboard: OpenDashboard, moments: int
) -> None:
    async with open_dashboard() as person:
        await person.run_command("reappraise")
        await person.answer("the talk", "today", "8", "8", "4")
        await person.wait_for(lambda: isinstance(person.app.focused, OptionRows))
        await _haste(person, "w", moments, typed := "abcdefghijklmnop")
        assert person.app.focused.value == typed


@pytest.mark.parametrize("enter", ["enter", "ctrl+s"])
async def test_letters_typed_right_after_enter_are_for_the_next_question(
    speaking, open_dashboard: OpenDashboard, enter: str
) -> None:
    async with open_dashboard() as person:
        await person.run_command("domains")
        await person.press("a")
        await person.press_at_once(*"Cook", enter, *"stir a soup", enter)
        await person.wait_for(lambda: len(person.journal.domains.all()) == 2)
        cooking = person.journal.domains.all()[1]
        assert (cooking.name, cooking.task) == ("Cook", "stir a soup")


@pytest.mark.parametrize("enter", ["enter", "ctrl+s"])
async def test_a_whole_piece_of_evidence_is_typed_in_one_go(
    speaking, open_dashboard: OpenDashboard, enter: str
) -> None:
    async with open_dashboard() as person:
        await person.press_at_once("e", "m", *"Did it", enter, "4", "l", "enter")
        await person.wait_for(lambda: bool(person.journal.contents.evidence))
        (row,) = person.journal.contents.evidence.values()
        assert isinstance(row, Mastery)
        assert (row.text, row.difficulty, row.independence) == ("Did it", 40, "lucky")
