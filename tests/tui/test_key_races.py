"""Keys faster than the screen, several programs at once, date changes: nothing is duplicated, lost or shown stale."""

from __future__ import annotations

import asyncio
import gc
import threading

import pytest
from textual.geometry import Region
from textual.strip import Strip

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.messages import SnapshotReady
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.choice_field import OptionRows
from efficacy_tui.tui.widgets.text_field import TextField
from tests.conftest import SUNDAY, OpenDashboard
from tests.support.dashboard_driver import DashboardDriver, key_event
from tests.support.fixed_clock import FixedClock


async def test_two_keys_in_one_read_complete_a_check_in(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.press_at_once("c", "7")
        await person.wait_for(lambda: bool(person.journal.contents.checkins))
        (check_in,) = person.journal.contents.checkins.values()
        assert check_in.confidence == 70
        assert not isinstance(person.app.screen, FlowDialog)


async def test_keys_in_one_read_rate_three_domains(speaking, open_dashboard: OpenDashboard) -> None:
    for name in ("Writing", "Running"):
        speaking.domains.add(name, f"do {name}")
    async with open_dashboard() as person:
        await person.press_at_once("c", "7", "5", "6")
        await person.wait_for(lambda: len(person.journal.contents.checkins) == 3)
        name_by_id = {domain.id: domain.name for domain in person.journal.domains.all()}
        confidence_by_name = {
            name_by_id[check_in.domain]: check_in.confidence for check_in in person.journal.contents.checkins.values()
        }
        assert confidence_by_name == {"Speaking": 70, "Writing": 50, "Running": 60}


async def test_support_opened_right_after_the_last_answer_is_shown_and_closes_to_the_dashboard(
    speaking, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        await person.press_at_once("7", "f1")
        assert "Emergency" in person.text()
        await person.press("escape")
        await person.wait_for(lambda: person.app.screen is person.app.dashboard)
        (check_in,) = person.journal.contents.checkins.values()
        assert check_in.confidence == 70
        assert "Checked in" in person.toasts()


async def test_a_page_closed_by_two_keys_at_once_closes_once(speaking, open_dashboard: OpenDashboard) -> None:
    speaking.evidence.add(Mastery, speaking.domains.all()[0].id, "asked a question")
    async with open_dashboard() as person:
        await person.press(BY_ID["pane-3"].first_key, "enter")
        await person.press_at_once("e", "escape")
        assert person.app.screen is person.app.dashboard


@pytest.mark.parametrize("command", ["ladder", "trends", "search", "profile", "explain", "domains", "help", "support"])
async def test_escape_pressed_repeatedly_at_once_closes_one_screen(
    speaking, open_dashboard: OpenDashboard, command: str
) -> None:
    async with open_dashboard() as person:
        await person.run_command(command)
        assert person.app.screen is not person.app.dashboard
        await person.press_at_once("escape", "escape", "escape")
        assert person.app.screen is person.app.dashboard
        await person.run_command("help")
        assert person.app.screen is not person.app.dashboard


async def test_enter_pressed_twice_at_the_last_question_records_one_entry(
    speaking, open_dashboard: OpenDashboard
) -> None:
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


async def test_a_command_before_the_journal_is_open_shows_a_message(path) -> None:
    disk_is_ready = threading.Event()

    def create_journal_slowly() -> Journal:
        # A slow disk: the keys arrive before the journal is open.
        assert disk_is_ready.wait(10)
        return Journal(path, FixedClock(SUNDAY))

    app = EfficacyApp(create_journal_slowly, ask_at_start=False)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        for key in ("t", "c"):
            await pilot.press(key)
            assert person.toasts() == "Your journal is still opening."
            assert app.screen is app.dashboard
        await pilot.press("question_mark")
        assert app.screen is not app.dashboard
        await pilot.press("escape")
        assert app.snapshot is None
        disk_is_ready.set()
        await person.wait_for(lambda: app.snapshot is not None)


async def test_an_older_snapshot_never_replaces_a_newer_one_on_the_screen(
    speaking, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        older, older_number = person.app.snapshot_worker.build()
        speaking.evidence.add(Mastery, speaking.domains.focus().id, "Asked the first question")
        person.journal.refresh()
        await person.wait_for(lambda: "Asked the first question" in person.text())
        person.app.post_message(SnapshotReady(older, older_number))
        await person.settle()
        assert "Asked the first question" in person.text()
        assert [item.text for item in person.app.snapshot.items] == ["Asked the first question"]


async def test_deleting_an_entry_that_another_program_deleted_shows_a_message(
    speaking, path, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    from efficacy_tui.model.records import Mastery

    entry = speaking.evidence.add(Mastery, speaking.domains.focus().id, "Did it")
    async with open_dashboard() as person:
        await person.run_command("pane-3")
        await person.press("enter")
        other_journal = Journal(path, clock)
        other_journal.open()
        other_journal.evidence.delete(entry.id)
        person.journal.refresh()
        await person.press("delete")
        assert "no longer in the journal" in person.toasts()


async def test_a_check_in_left_open_overnight_is_recorded_for_the_day_of_the_answer(
    speaking, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        clock.move(days=2)
        await person.press("7")
        (check_in,) = person.journal.contents.checkins.values()
        assert (check_in.day, check_in.late) == (person.journal.today(), False)


async def test_quitting_twice_at_once_records_an_unfinished_reappraisal_once(
    speaking, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("reappraise")
        await person.answer("the talk", "today", "8")
        await person.press_at_once("ctrl+q", "ctrl+q")
        await person.wait_for(lambda: person.app.return_code is not None)
        assert len(person.journal.contents.reappraisals) == 1


async def test_a_check_in_stays_blind_after_a_dialog_above_it_closes(journal, open_dashboard: OpenDashboard) -> None:
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


async def test_due_prompts_wait_until_the_dashboard_is_shown(
    speaking, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("efficacy_tui.tui.flow_runner.RETRY_SECONDS", 0.05)
    async with open_dashboard() as person:
        await person.run_command("trends")
        person.app.ask_at_start = True
        person.app.ask_what_is_due()
        await person.settle()
        assert not isinstance(person.app.screen, FlowDialog)
        await person.press("escape")
        await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))


@pytest.mark.parametrize("command", ["check-in", "evidence", "reappraise"])
async def test_a_dialog_closed_during_a_terminal_resize_raises_no_error(
    speaking, open_dashboard: OpenDashboard, command: str
) -> None:
    async with open_dashboard() as person:
        for columns in (90, 120, 100):
            await person.run_command(command)
            screen = person.app.screen
            assert isinstance(screen, FlowDialog)
            await person.resize(columns, 30)
            screen.on_resize()
            screen.leave_flow()
            await person.settle()
            screen.show_progress()
        assert person.app.screen is person.app.dashboard


async def test_a_removed_text_field_renders_as_blank_lines(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await person.answer("m")
        field = person.app.screen.query_one(TextField)
        await field.remove()
        assert [strip.text.strip() for strip in field.render_lines(Region(0, 0, 10, 2))] == ["", ""]


@pytest.mark.usefixtures("draws_frames")
async def test_a_closed_screen_frees_its_rendered_strips(speaking, open_dashboard: OpenDashboard) -> None:
    def count_strips() -> int:
        gc.collect()
        return sum(isinstance(tracked_object, Strip) for tracked_object in gc.get_objects())

    async with open_dashboard() as person:
        # What other tests have left does not count.
        gc.freeze()
        try:
            counts = []
            for _ in range(4):
                await person.run_command("help")
                await person.press("escape")
                counts.append(count_strips())
        finally:
            gc.unfreeze()
        assert 0 < counts[-1] <= counts[1]


async def _press_then_type(person: DashboardDriver, key: str, loop_turns: int, text: str) -> None:
    """Press a key, wait `loop_turns` turns of the event loop, then type a text, one character per turn."""
    person.app.post_message(key_event(key))
    for _ in range(loop_turns):
        await asyncio.sleep(0)
    for character in text:
        person.app.post_message(key_event(character))
        await asyncio.sleep(0)
    await person.settle()


@pytest.mark.parametrize("loop_turns", [0, 5, 10, 20, 40, 80])
async def test_text_typed_before_a_question_appears_is_its_answer_in_order(
    speaking, open_dashboard: OpenDashboard, loop_turns: int
) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await _press_then_type(person, "m", loop_turns, typed := "abcdefghijklnoprst")
        assert person.question_prompt() == "What did you do?"
        assert person.app.focused.text == typed


@pytest.mark.parametrize("loop_turns", [0, 1, 4, 12])
async def test_text_typed_right_after_choosing_own_words_is_kept_in_order(
    speaking, open_dashboard: OpenDashboard, loop_turns: int
) -> None:
    async with open_dashboard() as person:
        await person.run_command("reappraise")
        await person.answer("the talk", "today", "8", "8", "4")
        await person.wait_for(lambda: isinstance(person.app.focused, OptionRows))
        await _press_then_type(person, "w", loop_turns, typed := "abcdefghijklmnop")
        assert person.app.focused.value == typed


@pytest.mark.parametrize("submit_key", ["enter", "ctrl+s"])
async def test_text_typed_right_after_submitting_answers_the_next_question(
    speaking, open_dashboard: OpenDashboard, submit_key: str
) -> None:
    async with open_dashboard() as person:
        await person.run_command("domains")
        await person.press("a")
        await person.press_at_once(*"Cook", submit_key, *"stir a soup", submit_key)
        await person.wait_for(lambda: len(person.journal.domains.all()) == 2)
        cooking = person.journal.domains.all()[1]
        assert (cooking.name, cooking.task) == ("Cook", "stir a soup")


@pytest.mark.parametrize(
    ("keys", "ratings"), [(("enter", "4", "u", "enter"), (40, "lucky")), (("ctrl+s", "4", "u", "enter"), (None, None))]
)
async def test_keys_in_one_read_complete_an_evidence_entry(
    speaking, open_dashboard: OpenDashboard, keys: tuple[str, ...], ratings: tuple[int | None, str | None]
) -> None:
    async with open_dashboard() as person:
        await person.press_at_once("e", "m", *"Did it", *keys)
        await person.wait_for(lambda: bool(person.journal.contents.evidence))
        (entry,) = person.journal.contents.evidence.values()
        assert isinstance(entry, Mastery)
        assert (entry.text, entry.difficulty, entry.independence) == ("Did it", *ratings)
