"""The answers each kind of question accepts, and its messages for the others."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.content import answer_options
from efficacy_tui.content.answer_options import AnswerOption
from efficacy_tui.flows.question_types import (
    Card,
    ChoiceQuestion,
    InvalidAnswer,
    Option,
    Question,
    RatingQuestion,
    TextQuestion,
    as_options,
)
from efficacy_tui.flows.shared_questions import five_point_rating, number_key
from efficacy_tui.model.text import TEXT_MAX, clean, clean_line

SUNDAY = dt.date(2026, 11, 22)

RATING = RatingQuestion(key="odds", prompt="How likely?", unit=" %")
COLOUR = ChoiceQuestion(
    key="colour",
    prompt="Which?",
    options=(Option("blue", "b", "Deep blue"), Option("red", "r", "Warm red"), Option("none", "0", "None")),
)
LINE = TextQuestion(key="name", prompt="What?", limit=20)
NOTE = TextQuestion(key="note", prompt="What?", limit=20, lines=3)


def rejection(question: Question, raw: str) -> str:
    """Return the message for an invalid answer."""
    with pytest.raises(InvalidAnswer) as error:
        question.parse(raw)
    return str(error.value)


# -- ratings -------------------------------------------------------------------------------------


@given(st.integers(-300, 300), st.sampled_from(("{}", " {} ", "{}%", "{} %")))
@settings(max_examples=80, deadline=None)
def test_a_rating_accepts_the_whole_numbers_of_its_scale(value: int, template: str) -> None:
    raw = template.format(value)
    if 0 <= value <= 100:
        assert RATING.parse(raw) == value
        assert RATING.parse(RATING.as_typed(value)) == value
    else:
        assert rejection(RATING, raw) == f"{value} is outside 0 to 100."


def test_a_rejected_rating_says_what_is_accepted() -> None:
    assert rejection(RATING, "") == "Choose a number from 0 to 100."
    assert rejection(RATING, "lots") == "“lots” is not a whole number from 0 to 100."
    assert rejection(RATING, "7.5") == "“7.5” is not a whole number from 0 to 100."
    assert rejection(five_point_rating("x", "?", ("", "", "")), "0") == "0 is outside 1 to 5."
    assert len(rejection(RATING, "9" * 2000)) < 100
    assert len(rejection(RATING, "x" * 2000)) < 100


def test_an_optional_rating_can_be_left_empty() -> None:
    optional = RatingQuestion(key="x", prompt="?", optional=True)
    assert optional.parse(" ") is None
    assert optional.as_typed(None) == ""
    assert optional.display(None) == "–"
    assert rejection(optional, "101") == "101 is outside 0 to 100."


def test_a_rating_is_displayed_with_its_unit_and_has_a_scale_value_for_each_step() -> None:
    assert RATING.display(70) == "70 %"
    assert RATING.scale() == [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    assert five_point_rating("x", "?", ("", "", "")).scale() == [1, 2, 3, 4, 5]


def test_a_rating_returns_the_advice_of_its_flow() -> None:
    question = five_point_rating("x", "?", ("", "", ""), advise=lambda value: "Sure?" if value < 3 else None)
    assert (question.advice(2), question.advice(3), question.advice(None)) == ("Sure?", None, None)


# -- choices -------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", ["blue", "b", "B", "deep blue", " DEEP  BLUE "])
def test_an_option_is_picked_by_value_key_or_label(raw: str) -> None:
    assert COLOUR.parse(raw) == "blue"


def test_a_rejected_choice_lists_its_options() -> None:
    assert rejection(COLOUR, "") == "Choose one: Deep blue, Warm red, None."
    assert rejection(COLOUR, "green") == "“green” is none of these: b (Deep blue), r (Warm red), 0 (None)."
    assert len(rejection(COLOUR, "x" * 2000)) < 150


@pytest.mark.parametrize(
    ("raw", "value"),
    [("deep", "blue"), ("WARM", "red"), ("no colour", None), ("war", None), ("yes", "blue"), ("!", None)],
)
def test_the_first_words_of_a_label_pick_it_unless_two_begin_so(raw: str, value: str | None) -> None:
    assert COLOUR.options[0].more_words == ()
    question = replace(COLOUR, options=(replace(COLOUR.options[0], more_words=("yes",)), *COLOUR.options[1:]))
    if value is None:
        assert "is none of these" in rejection(question, raw)
    else:
        assert question.parse(raw) == value
    twins = replace(COLOUR, options=(*COLOUR.options, Option("sea", "s", "Deep as the sea")))
    assert "is none of these" in rejection(twins, "deep")
    assert (twins.parse("deep blue"), twins.parse("Deep, as the")) == ("blue", "sea")


def test_the_number_before_a_label_may_be_left_out() -> None:
    rung = Option("x", "1", "60 · Lead the meeting", amount="60 · ")
    question = replace(COLOUR, options=(*COLOUR.options, rung))
    assert (question.parse("lead"), question.parse("60")) == ("x", "x")


def test_a_choice_accepts_empty_or_free_text_only_where_allowed() -> None:
    optional = ChoiceQuestion(key="x", prompt="?", options=COLOUR.options, optional=True)
    assert optional.parse("") is None
    assert optional.display(None) == "–"
    free_text = ChoiceQuestion(key="x", prompt="?", options=COLOUR.options, free_text_label="another")
    assert free_text.parse("  sea\n green ") == "sea green"
    assert free_text.parse("deep") == "deep"
    assert free_text.display("sea green") == "sea green"
    assert free_text.parse("r") == "red"
    assert free_text.display("red") == "Warm red"


@pytest.mark.parametrize(
    "options",
    [
        answer_options.SOURCE_OPTIONS,
        answer_options.INDEPENDENCE_OPTIONS,
        answer_options.GAP_OPTIONS,
        answer_options.INTERPRETATION_OPTIONS,
        answer_options.OUTCOME_OPTIONS,
        answer_options.OUTSIDE_CAUSE_OPTIONS,
        answer_options.ATTRIBUTION_OPTIONS,
        answer_options.STEP_OPTIONS,
    ],
    ids=["source", "independence", "gap", "interpretation", "outcome", "cause", "attribution", "step"],
)
def test_every_option_of_every_choice_can_be_picked(options: tuple[AnswerOption, ...]) -> None:
    choice = ChoiceQuestion(key="x", prompt="?", options=as_options(options))
    for option in options:
        parsed = [choice.parse(raw) for raw in (option.value, option.key, option.label)]
        assert parsed == [option.value] * 3


def test_free_text_has_the_length_limit_of_texts() -> None:
    free_text = ChoiceQuestion(key="x", prompt="?", options=COLOUR.options, free_text_label="another")
    with pytest.raises(InvalidAnswer, match="at most"):
        free_text.parse("x" * (TEXT_MAX + 1))


def test_number_keys_are_digits_then_letters_without_repeats() -> None:
    keys = [number_key(index) for index in range(19)]
    assert keys[:10] == [*"123456789", "a"]
    assert len(set(keys)) == 19
    assert number_key(19) == ""


# -- texts ---------------------------------------------------------------------------------------


@given(st.text(max_size=30))
@settings(max_examples=150, deadline=None)
def test_cleaning_a_text_is_idempotent(raw: str) -> None:
    for question, cleaned in ((LINE, clean_line(raw)), (NOTE, clean(raw))):
        if 0 < len(cleaned) <= 20:
            value = question.parse(raw)
            assert value == cleaned
            assert question.parse(question.as_typed(value)) == value
            assert "\n" not in question.display(value)
        else:
            message = rejection(question, raw)
            assert message == (
                f"That is {len(cleaned)} characters; at most 20 fit here." if cleaned else "Type something first."
            )


def test_only_a_text_of_several_lines_keeps_line_breaks() -> None:
    assert NOTE.parse("one\r\ntwo") == "one\ntwo"
    assert LINE.parse("one\r\ntwo") == "one two"
    assert NOTE.display("one\ntwo") == "one two"


def test_a_text_that_is_too_long_is_rejected_with_its_length() -> None:
    plain = TextQuestion(key="x", prompt="?")
    assert len(plain.parse("x" * 2000)) == 2000
    assert plain.parse("x" * TEXT_MAX) == "x" * TEXT_MAX
    assert rejection(plain, "x" * 4001) == "That is 4,001 characters; at most 4,000 fit here."


def test_an_optional_text_is_checked_only_when_not_empty() -> None:
    checked = TextQuestion(key="x", prompt="?", optional=True, check=lambda text: "No x." if "x" in text else None)
    assert checked.parse(" \n") == ""
    assert checked.display("") == "–"
    assert checked.parse("fine") == "fine"
    assert rejection(checked, "xylophone") == "No x."


def test_an_empty_text_gets_no_advice() -> None:
    question = TextQuestion(key="x", prompt="?", optional=True, advise=lambda text: f"{text}?")
    assert question.advice("try") == "try?"
    assert question.advice("") is None


# -- cards ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", ["", "whatever"])
def test_a_card_has_the_value_true_and_displays_nothing(raw: str) -> None:
    card = Card(key="c", prompt="Another way to read it")
    value: Any = card.parse(raw)
    assert value is True
    assert card.display(value) == ""
