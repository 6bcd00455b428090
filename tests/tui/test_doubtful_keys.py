"""Nothing but a key press is an answer, and nothing unseen is recorded."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from textual import events

from efficacy_tui.flows.command_table import COMMANDS
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Step
from efficacy_tui.tui.answer_keys import mark_as_no_answer
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.screens.page_dialog import PageDialog
from efficacy_tui.tui.widgets.choice_field import OptionRows
from efficacy_tui.tui.widgets.rating_field import RatingField
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import key_event


def with_challenge(journal: Journal) -> Journal:
    """The journal with a challenge, a step of which is due today."""
    today = journal.today()
    journal.challenges.start(
        journal.domains.focus().id,
        title="I will give the talk",
        done_when="I spoke",
        difficulty=40,
        odds=70,
        due=today + dt.timedelta(days=5),
        steps=(Step(text="rehearse aloud", day=today),),
    )
    return journal


def recorded(journal: Journal) -> list[object]:
    """Everything a person has recorded or begun to write."""
    contents = journal.contents
    drafts = {name: journal.settings.draft(name) for name in journal.settings.drafts()}
    return [contents.checkins, contents.challenges, contents.evidence, contents.reappraisals, drafts]


# -- keys that may be part of a reply ------------------------------------------------------------


async def test_a_key_that_may_be_a_reply_answers_no_scale_and_no_choice(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    with_challenge(speaking)
    async with open_dashboard() as person:
        await person.run_command("check-in")
        for key in ("7", "0", "enter", "tab"):
            person.app.post_message(mark_as_no_answer(key_event(key)))
        await person.settle()
        assert not person.journal.contents.checkins
        assert person.error_message() == ""
        await person.press("7")
        assert isinstance(person.app.focused, OptionRows)
        person.app.post_message(mark_as_no_answer(key_event("y")))
        await person.settle()
        assert isinstance(person.app.screen, FlowDialog)
        await person.press("y")
        assert not isinstance(person.app.screen, FlowDialog)


async def test_in_a_text_such_a_key_is_typed(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await person.press("m")
        for key in ("7", "enter"):
            person.app.post_message(mark_as_no_answer(key_event(key)))
        await person.settle()
        assert getattr(person.app.focused, "text", "").strip() == "7"


async def test_a_paste_is_no_answer(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        person.app.post_message(events.Paste("7"))
        await person.settle()
        assert isinstance(person.app.focused, RatingField)
        assert not person.journal.contents.checkins


async def test_keys_and_pastes_keep_their_order(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await person.press("m")
        for event in (key_event("f"), events.Paste("ün"), key_event("f")):
            person.app.post_message(event)
        await person.settle()
        field = person.app.focused
        assert (getattr(field, "value", "") or getattr(field, "text", "")) == "fünf"


# -- where our own driver is not in force --------------------------------------------------------


async def test_without_our_driver_a_digit_marks_and_enter_saves(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    with_challenge(speaking)
    async with open_dashboard() as person:
        person.app.digits_save = False
        await person.run_command("check-in")
        await person.press("7", "4")
        assert not person.journal.contents.checkins
        assert "enter saves" in person.text()
        await person.press("enter")
        (check_in,) = person.journal.contents.checkins.values()
        assert check_in.confidence == 40
        await person.press("y")
        (challenge,) = person.journal.contents.challenges.values()
        assert challenge.steps[0].result is None
        await person.press("enter")
        (challenge,) = person.journal.contents.challenges.values()
        assert challenge.steps[0].result == "done"


async def test_without_our_driver_the_key_of_an_outcome_only_marks_it(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    with_challenge(speaking)
    async with open_dashboard() as person:
        person.app.digits_save = False
        await person.run_command("outcome")
        prompt = person.question_prompt()
        await person.press("n")
        assert person.question_prompt() == prompt
        await person.press("enter")
        assert person.question_prompt() != prompt


async def test_without_our_driver_the_check_in_does_not_open_by_itself(
    speaking: Journal, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("efficacy_tui.tui.privacy.masking_app.IN_FORCE", False)
    async with open_dashboard(ask=True) as person:
        await person.wait_for(lambda: "check-in is waiting" in person.toasts())
        assert person.app.screen is person.app.dashboard
    monkeypatch.setattr("efficacy_tui.tui.privacy.masking_app.IN_FORCE", True)
    async with open_dashboard(ask=True) as person:
        await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))


# -- a screen too small to show anything ---------------------------------------------------------


@pytest.mark.parametrize("size", [(39, 30), (80, 11), (10, 3)])
async def test_where_nothing_can_be_seen_nothing_is_recorded(
    speaking: Journal, open_dashboard: OpenDashboard, size: tuple[int, int]
) -> None:
    with_challenge(speaking)
    async with open_dashboard() as person:
        for command in ("check-in", "step", "outcome", "evidence", "reappraise"):
            await person.run_command(command)
            before = recorded(person.journal)
            await person.pilot.resize_terminal(*size)
            await person.wait_for(lambda: person.app.screen.size == size)
            await person.press("7", "y", "s", "enter", "ctrl+s", "tab", "z", "é", "right", "ctrl+n", "shift+tab")
            person.app.post_message(events.Paste("unseen"))
            await person.settle()
            assert recorded(person.journal) == before, command
            await person.press("escape")
            assert person.app.screen is person.app.dashboard
            assert recorded(person.journal) == before, command
            await person.pilot.resize_terminal(120, 36)
            await person.wait_for(lambda: person.app.screen.size == (120, 36))


async def test_where_nothing_can_be_seen_no_command_opens_anything(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard(size=(39, 11)) as person:
        allowed = ("quit", "help", "mask", "support")
        for command in COMMANDS:
            if command.id not in allowed:
                await person.press(*command.all_keys)
                assert person.app.screen is person.app.dashboard, command.id
        await person.run_command("mask")
        assert person.app.masked
        for command_id in ("help", "support"):
            await person.run_command(command_id)
            assert isinstance(person.app.screen, PageDialog)
            await person.press("escape")


async def test_in_a_dialog_that_cannot_be_seen_mask_support_and_quit_work(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await person.pilot.resize_terminal(39, 11)
        await person.wait_for(lambda: person.app.screen.size == (39, 11))
        await person.press("m")
        assert person.app.masked
        assert isinstance(person.app.screen, FlowDialog), "m is no answer here"
        await person.press("exclamation_mark")
        assert isinstance(person.app.screen, PageDialog)
        await person.press("escape", "ctrl+q")
        await person.wait_for(lambda: not person.app.is_running)
        await asyncio.sleep(0)


# -- clicks, and a longer text -------------------------------------------------------------------


async def test_a_press_and_a_release_on_different_cells_rate_nothing(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        field = person.app.focused
        assert isinstance(field, RatingField)
        await person.pilot.mouse_down(field, offset=(5, 0))
        await person.pilot.mouse_up(field, offset=(25, 2))
        await person.settle()
        assert not person.journal.contents.checkins
        await person.pilot.click(field, offset=(36, 0))
        await person.settle()
        assert [row.confidence for row in person.journal.contents.checkins.values()] == [70]


async def test_in_a_text_of_several_lines_ctrl_z_takes_back_what_was_typed(
    speaking: Journal, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    suspended: list[bool] = []
    async with open_dashboard() as person:
        monkeypatch.setattr(person.app, "action_suspend_process", lambda: suspended.append(True))
        await person.run_command("evidence")
        await person.press("ctrl+z")
        assert suspended == [True]
        await person.press("m")
        await person.type("Spoke")
        await person.press("ctrl+z")
        assert suspended == [True]
        assert getattr(person.app.focused, "text", None) == ""
