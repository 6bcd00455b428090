"""Keys of the check-in on the screen: each one answers the question it was meant for, or nothing."""

from __future__ import annotations

import re

import pytest
from textual import on
from textual.app import App, ComposeResult

from efficacy_tui.flows.question_types import RatingQuestion
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Step
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.rating_field import RatingField
from efficacy_tui.tui.widgets.widget_messages import AnswerSubmitted
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock


def ratings_of(person: DashboardDriver) -> list[tuple[str, int]]:
    """The name of the domain and the rating of each check-in."""
    contents = person.journal.contents
    return sorted((contents.domains[row.domain].name, row.confidence) for row in contents.checkins.values())


def delete_domain(journal: Journal, name: str) -> None:
    """Delete a domain as another program does it."""
    domain = journal.domains.find_by_name(name)
    journal.change(f"Gone: {name}", lambda unit: unit.delete(domain))


# -- digits after an answer ------------------------------------------------------------------------


@pytest.mark.parametrize("digits", ["73", "7777", "7341"])
async def test_digits_after_the_last_answer_neither_change_it_nor_reach_the_dashboard(
    speaking: Journal, open_dashboard: OpenDashboard, digits: str
) -> None:
    async with open_dashboard() as person:
        await person.run_command("pane-3")
        focused = person.app.focused
        await person.press_at_once("c", *digits)
        await person.wait_for(lambda: person.app.screen is person.app.dashboard)
        assert ratings_of(person) == [("Speaking", 70)]
        # On the dashboard a digit goes to a pane.
        assert person.app.focused is focused


async def test_a_digit_too_many_rates_the_next_domain_only(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    for name in ("Writing", "Running"):
        speaking.domains.add(name, f"do {name}")
    async with open_dashboard() as person:
        await person.press_at_once("c", "7", "3")
        await person.wait_for(lambda: len(person.journal.contents.checkins) == 2)
        assert ratings_of(person) == [("Speaking", 70), ("Writing", 30)]
        assert isinstance(person.app.screen, FlowDialog)
        assert "Running" in person.text()
        await person.press("escape")
        assert ratings_of(person) == [("Speaking", 70), ("Writing", 30)]


async def test_a_digit_after_the_rating_does_not_answer_the_due_step(
    speaking: Journal, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    speaking.challenges.start(
        speaking.domains.focus().id,
        title="I will give the talk",
        done_when="I spoke",
        difficulty=40,
        odds=70,
        due=speaking.today(),
        steps=(Step(text="rehearse", day=speaking.today()),),
    )
    async with open_dashboard() as person:
        await person.press_at_once("c", "7", "3")
        assert ratings_of(person) == [("Speaking", 70)]
        assert person.question_prompt() == "rehearse: did you do it?"
        (challenge,) = person.journal.contents.challenges.values()
        assert challenge.steps[0].result is None
        await person.press("y")
        (challenge,) = person.journal.contents.challenges.values()
        assert challenge.steps[0].result == "done"


async def test_a_second_answer_to_the_same_question_does_not_answer_the_next_one(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    speaking.domains.add("Writing", "write a page")
    async with open_dashboard() as person:
        await person.run_command("check-in")
        question = person.app.screen.session.current
        for raw in ("70", "30"):
            # As a click and a digit at once deliver them.
            person.app.screen.post_message(AnswerSubmitted(raw, question))
        await person.settle()
        assert ratings_of(person) == [("Speaking", 70)]
        assert "Writing" in person.text()


class ScaleApp(App[None]):
    """A scale on its own, where a digit answers at once, and what it submits."""

    digits_save = True

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[str] = []

    def compose(self) -> ComposeResult:
        yield RatingField()

    @on(AnswerSubmitted)
    def _note_answer(self, event: AnswerSubmitted) -> None:
        self.answers.append(event.raw)


async def test_a_scale_submits_once_until_it_gets_the_next_question() -> None:
    app = ScaleApp()
    async with app.run_test(size=(60, 10)) as pilot:
        scale = app.query_one(RatingField)
        scale.set_question(RatingQuestion(key="a", prompt="How sure?"), "")
        scale.focus()
        await pilot.press("7", "3")
        await pilot.click(RatingField, offset=(1, 0))
        assert (app.answers, scale.value) == (["70"], 70)
        scale.set_question(RatingQuestion(key="b", prompt="And how sure?"), "")
        await pilot.click(RatingField, offset=(1, 0))
        await pilot.press("3")
        assert (app.answers, scale.value) == (["70", "0"], 0)


# -- keys after a refused answer -------------------------------------------------------------------


async def test_a_digit_typed_after_a_refused_enter_is_dropped_and_the_next_one_counts(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        await person.press_at_once("enter", "3")
        assert person.error_message() == "Choose a number from 0 to 100."
        assert ratings_of(person) == []
        await person.press("7")
        assert ratings_of(person) == [("Speaking", 70)]
        assert person.app.screen is person.app.dashboard


async def test_digits_typed_before_a_rating_is_refused_do_not_answer_that_question(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    speaking.domains.add("Writing", "write a page")
    async with open_dashboard() as person:
        await person.run_command("check-in")
        delete_domain(person.journal, "Speaking")
        await person.press_at_once("7", "3", "4")
        assert "this domain" in person.error_message()
        assert ratings_of(person) == []
        assert "Speaking" in person.text()


async def test_after_a_refused_rating_the_dialog_takes_keys_and_closes(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        dialog = person.app.screen
        delete_domain(person.journal, "Speaking")
        await person.press("7")
        assert "this domain" in person.error_message()
        person.journal.undo()
        await person.press("4")
        assert ratings_of(person) == [("Speaking", 40)]
        assert person.app.screen is not dialog
        await person.run_command("check-in")
        delete_domain(person.journal, "Speaking")
        await person.press("7", "escape")
        assert person.app.screen is person.app.dashboard


async def test_a_typed_ahead_text_is_dropped_with_the_refused_answer_before_it(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("domains")
        await person.press("a")
        await person.press_at_once(*"Speaking", "enter", *"write a page", "enter")
        assert "already have a domain" in person.error_message()
        assert person.app.focused.value == "Speaking"
        assert [domain.name for domain in person.journal.domains.all()] == ["Speaking"]


# -- not today, and notes ------------------------------------------------------------------------


async def test_escape_at_the_steps_ends_the_check_in_as_answered(speaking, open_dashboard: OpenDashboard) -> None:
    today = speaking.today()
    speaking.challenges.start(
        speaking.domains.focus().id,
        title="I will give the talk",
        done_when="I spoke",
        difficulty=40,
        odds=70,
        due=today,
        steps=(Step(text="write it", day=today),),
    )
    async with open_dashboard() as person:
        await person.run_command("check-in")
        await person.press("7")
        assert "write it: did you do it?" in person.text()
        await person.press("escape")
        assert re.search("Checked in {3,}u undo", person.text())


async def test_tab_leaves_a_domain_out_and_the_strip_shows_it(speaking, open_dashboard: OpenDashboard) -> None:
    speaking.domains.add("Writing", "write a page")
    speaking.domains.add("Running", "run a mile")
    async with open_dashboard() as person:
        await person.run_command("check-in")
        assert "Speaking   Writing   Running" in person.text()
        assert "tab not today · w note · esc later" in person.text()
        await person.press("tab")
        assert "Speaking –   Writing   Running" in person.text()
        await person.answer("4")
        assert "Speaking –   Writing ✓   Running" in person.text()
        await person.press("tab")
        assert person.app.screen is person.app.dashboard
        assert [row.confidence for row in person.journal.contents.checkins.values()] == [40]
        assert person.journal.checkins.missing() == []


async def test_tab_with_something_marked_saves_it(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        await person.press("right", "right", "tab")
        assert [row.confidence for row in person.journal.contents.checkins.values()] == [60]


async def test_a_note_is_typed_beside_the_scale_and_escape_leaves_only_the_note(
    speaking, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        await person.press("w")
        assert "enter back to the scale · esc no note" in person.text()
        await person.type("7 hours of sleep, w[/b]")
        await person.press("escape")
        assert "Right now, how sure are you" in person.question_prompt()
        await person.press("w")
        await person.clear()
        await person.type("slept badly [/b] 😀")
        await person.press("enter")
        assert "Right now, how sure are you" in person.question_prompt()
        await person.answer("7")
        (row,) = person.journal.contents.checkins.values()
        assert (row.confidence, row.note) == (70, "slept badly [/b] 😀")
        await person.run_command("search")
        await person.type("slept")
        assert "slept badly" in person.text()


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20), (40, 12)])
async def test_the_strip_keeps_the_current_domain_in_sight(
    journal, open_dashboard: OpenDashboard, size: tuple[int, int]
) -> None:
    for number in range(9):
        journal.domains.add(f"Domain number {number}", "do it")
    async with open_dashboard(size) as person:
        await person.run_command("check-in")
        for number in range(9):
            strip = [row for row in person.text().splitlines() if f"number {number}" in row]
            assert strip or size == (40, 12)
            await person.press("tab")
        assert person.app.screen is person.app.dashboard
