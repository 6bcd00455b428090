"""Questions of one kind are asked in one field, and each begins as if the field were its own."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Sequence

import pytest
from textual.widgets import Input, TextArea

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import (
    Card,
    ChoiceQuestion,
    DayQuestion,
    Option,
    Question,
    RatingQuestion,
    StepsQuestion,
    TextQuestion,
)
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.question_fields import Field
from tests.conftest import At
from tests.support.dashboard_driver import Person

TODAY = dt.date(2026, 11, 22)
FRUIT = (Option(value="apple", key="a", label="Apple"), Option(value="pear", key="p", label="Pear", hint="a soft one"))
DAYS = {"today": TODAY, "earliest": TODAY, "latest": TODAY + dt.timedelta(days=30), "too_early": "–", "too_late": "–"}


def questions(number: int) -> list[Question]:
    """Two of every kind of question, which begin with different texts."""
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


class Many(Flow):
    """Asks what it is given."""

    title = "Many questions"
    escape_hint = "esc leaves"

    def __init__(self, journal: Journal, asked: Sequence[Question]) -> None:
        super().__init__(journal)
        self.asked = list(asked)

    def questions(self, answers: Answers) -> list[Question]:
        return self.asked

    def finish(self, answers: Answers) -> FlowResult:
        return FlowResult("Done")


def shown(person: Person) -> Field:
    """The one field that can be seen."""
    screen = person.app.screen
    assert isinstance(screen, FlowDialog)
    assert screen.field is not None
    (seen,) = (each for each in screen.query(".-field") if each.display)
    assert seen is screen.field
    return screen.field


def looks(person: Person) -> tuple[object, ...]:
    """All that can be seen and told of the question being asked."""
    field, focused = shown(person), person.app.focused
    state: tuple[object, ...] = ()
    if isinstance(focused, Input):
        state = (focused.value, focused.selection, focused.scroll_offset, focused.placeholder)
    if isinstance(focused, TextArea):
        state = (focused.text, focused.selection, focused.scroll_offset, focused.placeholder)
    return (type(field), type(focused), field.raw, state, person.problem(), person.text())


@pytest.mark.parametrize("seed", range(3))
async def test_a_question_begins_alike_in_a_kept_field_and_in_a_fresh_one(
    speaking, at_the_keyboard: At, seed: int
) -> None:
    asked = [*questions(1), *questions(2)]
    random.Random(seed).shuffle(asked)
    async with at_the_keyboard() as person:
        # Each alone first, in a field of its own.
        alone = []
        for question in asked:
            person.app.ask(Many(person.journal, [question]))
            await person.settle()
            alone.append(looks(person)[:-1])
            await person.press("escape")
        person.app.ask(Many(person.journal, asked))
        await person.settle()
        for question, expected in zip(asked, alone, strict=True):
            assert looks(person)[:-1] == expected, question.key
            if isinstance(question, TextQuestion):
                await person.type(" and more, and so much of it that it does not fit into one line of the dialog")
            if question.key == "rating 2":
                await person.press("5")
            else:
                await person.press("ctrl+s")
        assert not isinstance(person.app.screen, FlowDialog)


async def test_going_back_finds_what_was_answered_in_the_same_field(speaking, at_the_keyboard: At) -> None:
    asked = [TextQuestion(key=key, prompt=f"Say {key}", lines=lines) for key, lines in itertools.product("ab", (1,))]
    async with at_the_keyboard() as person:
        person.app.ask(Many(person.journal, asked))
        await person.settle()
        field = shown(person)
        await person.type("the first")
        await person.press("enter")
        assert shown(person) is field
        assert field.raw == ""
        await person.type("the second")
        await person.press("shift+tab")
        assert field.raw == "the first"
        await person.press("enter")
        assert field.raw == "the second"


async def test_a_problem_said_of_one_answer_is_gone_with_the_next_question(speaking, at_the_keyboard: At) -> None:
    asked = [TextQuestion(key=key, prompt=f"Say {key}") for key in "ab"]
    async with at_the_keyboard() as person:
        person.app.ask(Many(person.journal, asked))
        await person.settle()
        await person.press("enter")
        assert person.problem()
        await person.type("something")
        await person.press("enter")
        assert not person.problem()


async def test_undo_in_a_text_does_not_bring_back_the_answer_before_it(speaking, at_the_keyboard: At) -> None:
    asked = [TextQuestion(key=key, prompt=f"Say {key}", lines=3) for key in "ab"]
    async with at_the_keyboard() as person:
        person.app.ask(Many(person.journal, asked))
        await person.settle()
        await person.type("the first")
        await person.press("ctrl+s")
        await person.type("x")
        for _ in range(3):
            await person.press("ctrl+z")
        assert shown(person).raw == ""


async def test_after_words_of_ones_own_the_next_choice_is_made_among_its_options(speaking, at_the_keyboard: At) -> None:
    asked = [ChoiceQuestion(key=key, prompt=f"Pick {key}", options=FRUIT, free_text_label="another") for key in "ab"]
    async with at_the_keyboard() as person:
        person.app.ask(Many(person.journal, asked))
        await person.settle()
        await person.press("w")
        await person.type("quince")
        assert shown(person).raw == "quince"
        await person.press("enter")
        assert "quince" not in str(shown(person).raw)
        await person.press("shift+tab")
        assert shown(person).raw == "quince"
        await person.press("enter", "p")
        assert not isinstance(person.app.screen, FlowDialog)


async def test_of_a_dialog_that_is_left_no_text_is_kept_in_memory(speaking, at_the_keyboard: At) -> None:
    async with at_the_keyboard() as person:
        person.app.ask(Many(person.journal, [TextQuestion(key="a", prompt="Say a", lines=3)]))
        await person.settle()
        field = shown(person)
        await person.type("something private")
        await person.press("escape")
        assert not any(owner is field for owner, _ in getattr(person.app, "__watchers")["theme"])
        person.app.theme = "efficacy-light"
        await person.settle()
        assert "Evidence" in person.text()
