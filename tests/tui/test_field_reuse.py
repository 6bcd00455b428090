"""Questions of one kind share a field, and each starts as if the field were new."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Sequence

import pytest
from textual.widgets import Input, TextArea

from efficacy_tui.flows.dated_questions import DayQuestion, StepsQuestion
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Card, ChoiceQuestion, Option, Question, RatingQuestion, TextQuestion
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.question_fields import Field
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver

TODAY = dt.date(2026, 11, 22)
FRUIT = (Option(value="apple", key="a", label="Apple"), Option(value="pear", key="p", label="Pear", hint="a soft one"))
DAYS = {"today": TODAY, "earliest": TODAY, "latest": TODAY + dt.timedelta(days=30), "too_early": "–", "too_late": "–"}


def questions(number: int) -> list[Question]:
    """Build one question of every kind; the defaults differ between number 1 and 2."""
    first = number == 1
    return [
        TextQuestion(
            key=f"line {number}", prompt="A line?", default="" if first else "a line", placeholder=f"like {number}"
        ),
        DayQuestion(key=f"day {number}", prompt="A day?", default="tomorrow" if first else "today", **DAYS),
        RatingQuestion(
            key=f"rating {number}", prompt="A rating?", default="30" if first else "", unit="%" if first else ""
        ),
        RatingQuestion(key=f"five {number}", prompt="A few?", low=1, high=5, step=1, default="2" if first else "4"),
        ChoiceQuestion(
            key=f"fruit {number}", prompt="A fruit?", options=FRUIT[: 3 - number], default="pear" if first else ""
        ),
        ChoiceQuestion(
            key=f"own {number}",
            prompt="Which?",
            options=FRUIT,
            free_text_label="another",
            default="quince" if first else "p",
        ),
        TextQuestion(key=f"text {number}", prompt="A text?", lines=3, default="one\ntwo" if first else ""),
        StepsQuestion(
            key=f"steps {number}",
            prompt="Steps?",
            default="" if first else "walk @ today",
            optional=True,
            today=TODAY,
            earliest=TODAY,
            latest=TODAY + dt.timedelta(days=14),
        ),
        Card(key=f"card {number}", prompt="A card", lines=tuple(f"row {row}" for row in range(number * 3))),
    ]


class QuestionsFlow(Flow):
    """A flow that asks the given questions."""

    title = "Many questions"
    escape_hint = "esc leaves"

    def __init__(self, journal: Journal, questions: Sequence[Question]) -> None:
        super().__init__(journal)
        self.question_list = list(questions)

    def questions(self, answers: Answers) -> list[Question]:
        return self.question_list

    def finish(self, answers: Answers) -> FlowResult:
        return FlowResult("Done")


def visible_field(person: DashboardDriver) -> Field:
    """Return the only visible field."""
    screen = person.app.screen
    assert isinstance(screen, FlowDialog)
    assert screen.field is not None
    (field,) = (widget for widget in screen.query(".-field") if widget.display)
    assert field is screen.field
    return screen.field


def field_state(person: DashboardDriver) -> tuple[object, ...]:
    """Return the visible state of the current question; the last item is the text on the screen."""
    field, focused = visible_field(person), person.app.focused
    state: tuple[object, ...] = ()
    if isinstance(focused, Input):
        state = (focused.value, focused.selection, focused.scroll_offset, focused.placeholder)
    if isinstance(focused, TextArea):
        state = (focused.text, focused.selection, focused.scroll_offset, focused.placeholder)
    return (type(field), type(focused), field.raw, state, person.error_message(), person.text())


@pytest.mark.parametrize("seed", range(3))
async def test_question_starts_the_same_in_a_reused_field_as_in_a_new_one(
    speaking, open_dashboard: OpenDashboard, seed: int
) -> None:
    all_questions = [*questions(1), *questions(2)]
    random.Random(seed).shuffle(all_questions)
    async with open_dashboard() as person:
        # First each question alone, in a new field.
        expected_states = []
        for question in all_questions:
            person.app.ask(QuestionsFlow(person.journal, [question]))
            await person.settle()
            expected_states.append(field_state(person)[:-1])
            await person.press("escape")
        person.app.ask(QuestionsFlow(person.journal, all_questions))
        await person.settle()
        for question, expected in zip(all_questions, expected_states, strict=True):
            assert field_state(person)[:-1] == expected, question.key
            if isinstance(question, TextQuestion):
                await person.type(" and more, and so much of it that it does not fit into one line of the dialog")
            if question.key == "rating 2":
                await person.press("5")
            else:
                await person.press("ctrl+s")
        assert not isinstance(person.app.screen, FlowDialog)


async def test_going_back_restores_each_answer_in_the_shared_field(speaking, open_dashboard: OpenDashboard) -> None:
    two_questions = [
        TextQuestion(key=key, prompt=f"Say {key}", lines=lines) for key, lines in itertools.product("ab", (1,))
    ]
    async with open_dashboard() as person:
        person.app.ask(QuestionsFlow(person.journal, two_questions))
        await person.settle()
        field = visible_field(person)
        await person.type("the first")
        await person.press("enter")
        assert visible_field(person) is field
        assert field.raw == ""
        await person.type("the second")
        await person.press("shift+tab")
        assert field.raw == "the first"
        await person.press("enter")
        assert field.raw == "the second"


async def test_problem_with_an_answer_disappears_with_the_next_question(
    speaking, open_dashboard: OpenDashboard
) -> None:
    two_questions = [TextQuestion(key=key, prompt=f"Say {key}") for key in "ab"]
    async with open_dashboard() as person:
        person.app.ask(QuestionsFlow(person.journal, two_questions))
        await person.settle()
        await person.press("enter")
        assert person.error_message()
        await person.type("something")
        await person.press("enter")
        assert not person.error_message()


async def test_undo_in_a_text_does_not_restore_the_previous_answer(speaking, open_dashboard: OpenDashboard) -> None:
    two_questions = [TextQuestion(key=key, prompt=f"Say {key}", lines=3) for key in "ab"]
    async with open_dashboard() as person:
        person.app.ask(QuestionsFlow(person.journal, two_questions))
        await person.settle()
        await person.type("the first")
        await person.press("ctrl+s")
        await person.type("x")
        for _ in range(3):
            await person.press("ctrl+z")
        assert visible_field(person).raw == ""


async def test_choice_after_a_free_text_answer_starts_with_its_options(speaking, open_dashboard: OpenDashboard) -> None:
    two_questions = [
        ChoiceQuestion(key=key, prompt=f"Pick {key}", options=FRUIT, free_text_label="another") for key in "ab"
    ]
    async with open_dashboard() as person:
        person.app.ask(QuestionsFlow(person.journal, two_questions))
        await person.settle()
        await person.press("w")
        await person.type("quince")
        assert visible_field(person).raw == "quince"
        await person.press("enter")
        assert "quince" not in str(visible_field(person).raw)
        await person.press("shift+tab")
        assert visible_field(person).raw == "quince"
        await person.press("enter", "p")
        assert not isinstance(person.app.screen, FlowDialog)


async def test_text_of_a_closed_dialog_is_released(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        person.app.ask(QuestionsFlow(person.journal, [TextQuestion(key="a", prompt="Say a", lines=3)]))
        await person.settle()
        field = visible_field(person)
        await person.type("something private")
        await person.press("escape")
        assert not any(owner is field for owner, _ in getattr(person.app, "__watchers")["theme"])
        person.app.theme = "efficacy-light"
        await person.settle()
        assert "Evidence" in person.text()
