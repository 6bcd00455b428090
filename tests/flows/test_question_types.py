"""What each kind of question accepts, and what it says when it does not."""

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
    DayQuestion,
    InvalidAnswer,
    Option,
    Question,
    RatingQuestion,
    StepsQuestion,
    TextQuestion,
    as_options,
)
from efficacy_tui.flows.shared_questions import five_point_rating, number_key
from efficacy_tui.model import locale_format
from efficacy_tui.model.records import Step
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
DUE = DayQuestion(
    key="due",
    prompt="By when?",
    today=SUNDAY,
    earliest=SUNDAY,
    latest=SUNDAY + dt.timedelta(days=14),
    too_early="that day is past.",
    too_late="that is too far.",
)
STEPS = StepsQuestion(
    key="steps", prompt="Steps?", today=SUNDAY, earliest=SUNDAY, latest=SUNDAY + dt.timedelta(days=14)
)


def why(question: Question, raw: str) -> str:
    """What a question says of an answer it does not take."""
    with pytest.raises(InvalidAnswer) as refused:
        question.parse(raw)
    return str(refused.value)


# -- ratings -------------------------------------------------------------------------------------


@given(st.integers(-300, 300), st.sampled_from(("{}", " {} ", "{}%", "{} %")))
@settings(max_examples=80, deadline=None)
def test_a_rating_takes_the_whole_numbers_of_its_scale(value: int, written: str) -> None:
    raw = written.format(value)
    if 0 <= value <= 100:
        assert RATING.parse(raw) == value
        assert RATING.parse(RATING.as_typed(value)) == value
    else:
        assert why(RATING, raw) == f"{value} is outside 0 to 100."


def test_a_rating_says_what_it_takes() -> None:
    assert why(RATING, "") == "Choose a number from 0 to 100."
    assert why(RATING, "lots") == "“lots” is not a whole number from 0 to 100."
    assert why(RATING, "7.5") == "“7.5” is not a whole number from 0 to 100."
    assert why(five_point_rating("x", "?", ("", "", "")), "0") == "0 is outside 1 to 5."
    assert len(why(RATING, "9" * 2000)) < 100
    assert len(why(RATING, "x" * 2000)) < 100


def test_an_optional_rating_may_be_left_empty() -> None:
    optional = RatingQuestion(key="x", prompt="?", optional=True)
    assert optional.parse(" ") is None
    assert optional.as_typed(None) == ""
    assert optional.display(None) == "–"
    assert why(optional, "101") == "101 is outside 0 to 100."


def test_a_rating_is_said_with_its_unit_and_has_a_digit_for_each_step() -> None:
    assert RATING.display(70) == "70 %"
    assert RATING.scale() == [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    assert five_point_rating("x", "?", ("", "", "")).scale() == [1, 2, 3, 4, 5]


def test_a_rating_advises_on_what_its_flow_finds_worth_a_second_look() -> None:
    wary = five_point_rating("x", "?", ("", "", ""), advise=lambda value: "Sure?" if value < 3 else None)
    assert (wary.advice(2), wary.advice(3), wary.advice(None)) == ("Sure?", None, None)


# -- choices -------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", ["blue", "b", "B", "deep blue", " DEEP  BLUE "])
def test_an_option_is_picked_by_its_value_its_key_or_its_words(raw: str) -> None:
    assert COLOUR.parse(raw) == "blue"


def test_a_choice_names_its_options_when_it_takes_none() -> None:
    assert why(COLOUR, "") == "Choose one: Deep blue, Warm red, None."
    assert why(COLOUR, "green") == "“green” is none of these: b (Deep blue), r (Warm red), 0 (None)."
    assert len(why(COLOUR, "x" * 2000)) < 150


def test_a_choice_may_be_left_empty_or_answered_in_ones_own_words_where_it_says_so() -> None:
    optional = ChoiceQuestion(key="x", prompt="?", options=COLOUR.options, optional=True)
    assert optional.parse("") is None
    assert optional.display(None) == "–"
    own = ChoiceQuestion(key="x", prompt="?", options=COLOUR.options, free_text_label="another")
    assert own.parse("  sea\n green ") == "sea green"
    assert own.display("sea green") == "sea green"
    assert own.parse("r") == "red"
    assert own.display("red") == "Warm red"


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
        picked = [choice.parse(raw) for raw in (option.value, option.key, option.label)]
        assert picked == [option.value] * 3


def test_ones_own_words_are_limited_as_texts_are() -> None:
    own = ChoiceQuestion(key="x", prompt="?", options=COLOUR.options, free_text_label="another")
    with pytest.raises(InvalidAnswer, match="at most"):
        own.parse("x" * (TEXT_MAX + 1))


def test_the_keys_of_a_long_choice_are_digits_then_letters_without_repeats() -> None:
    keys = [number_key(index) for index in range(19)]
    assert keys[:10] == [*"123456789", "a"]
    assert len(set(keys)) == 19
    assert number_key(19) == ""


# -- texts ---------------------------------------------------------------------------------------


@given(st.text(max_size=30))
@settings(max_examples=150, deadline=None)
def test_a_text_is_cleaned_once_and_then_stays(raw: str) -> None:
    for question, cleaned in ((LINE, clean_line(raw)), (NOTE, clean(raw))):
        if 0 < len(cleaned) <= 20:
            value = question.parse(raw)
            assert value == cleaned
            assert question.parse(question.as_typed(value)) == value
            assert "\n" not in question.display(value)
        else:
            said = why(question, raw)
            assert said == (
                f"That is {len(cleaned)} characters; at most 20 fit here." if cleaned else "This needs a few words."
            )


def test_a_text_on_several_lines_keeps_them_one_on_a_line_does_not() -> None:
    assert NOTE.parse("one\r\ntwo") == "one\ntwo"
    assert LINE.parse("one\r\ntwo") == "one two"
    assert NOTE.display("one\ntwo") == "one two"


def test_a_text_of_2000_characters_is_taken_and_one_too_long_is_counted() -> None:
    plain = TextQuestion(key="x", prompt="?")
    assert len(plain.parse("x" * 2000)) == 2000
    assert plain.parse("x" * TEXT_MAX) == "x" * TEXT_MAX
    assert why(plain, "x" * 4001) == "That is 4,001 characters; at most 4,000 fit here."


def test_an_optional_text_may_be_left_empty_and_is_checked_when_it_is_not() -> None:
    checked = TextQuestion(key="x", prompt="?", optional=True, check=lambda text: "No x." if "x" in text else None)
    assert checked.parse(" \n") == ""
    assert checked.display("") == "–"
    assert checked.parse("fine") == "fine"
    assert why(checked, "xylophone") == "No x."


def test_a_text_advises_only_on_words_that_are_there() -> None:
    wary = TextQuestion(key="x", prompt="?", optional=True, advise=lambda text: f"{text}?")
    assert wary.advice("try") == "try?"
    assert wary.advice("") is None


# -- days ----------------------------------------------------------------------------------------


@given(st.integers(-40, 40))
@settings(max_examples=60, deadline=None)
def test_a_day_lies_between_its_limits(away: int) -> None:
    day = SUNDAY + dt.timedelta(days=away)
    if 0 <= away <= 14:
        assert DUE.parse(day.isoformat()) == day
        assert DUE.parse(DUE.as_typed(day)) == day
        assert DUE.parse(DUE.display(day)) == day
    else:
        assert why(DUE, day.isoformat()).endswith("that day is past." if away < 0 else "that is too far.")


def test_a_day_refused_says_which_day_it_was_understood_as() -> None:
    assert why(DUE, "yesterday") == "Sat 21 Nov: that day is past."
    assert why(DUE, "+15d") == "Mon 7 Dec: that is too far."
    assert why(DUE, "12").startswith("“12” could be a day of any month.")
    assert why(DUE, "").startswith("No day yet.")


@pytest.mark.parametrize(
    ("raw", "echo"),
    [
        ("today", "Sun 22 Nov, today"),
        ("tom", "Mon 23 Nov, tomorrow"),
        ("fri", "Fri 27 Nov, in 5 days"),
        ("fr", "Fri 27 Nov, in 5 days"),
        ("f", ""),
        ("+15d", ""),
        ("", ""),
    ],
)
def test_a_day_is_echoed_while_it_is_typed(raw: str, echo: str) -> None:
    assert DUE.echo(raw) == echo


def test_a_past_day_is_echoed_as_that_long_ago() -> None:
    past = DayQuestion(
        key="d",
        prompt="?",
        today=SUNDAY,
        earliest=dt.date(1900, 1, 1),
        latest=SUNDAY,
        too_early="",
        too_late="",
        direction="past",
        optional=True,
    )
    assert past.echo("yesterday") == "Sat 21 Nov, yesterday"
    assert past.echo("fri") == "Fri 20 Nov, 2 days ago"
    assert past.parse(" ") is None
    assert (past.display(None), past.echo(" ")) == ("–", "")


# -- steps ---------------------------------------------------------------------------------------

A_STEP = st.builds(
    Step,
    text=st.text(max_size=20).map(clean_line).filter(bool),
    day=st.integers(0, 14).map(lambda away: SUNDAY + dt.timedelta(days=away)),
)


@given(st.lists(A_STEP, min_size=1, max_size=5))
@settings(max_examples=80, deadline=None)
def test_steps_are_read_as_they_are_written_in_the_order_of_their_days(steps: list[Step]) -> None:
    assert STEPS.parse(STEPS.as_typed(steps)) == tuple(sorted(steps, key=lambda step: step.day))


def test_steps_as_people_write_them() -> None:
    steps = STEPS.parse("\n show Mara @ +2d\n\nmail bob@example.org @ tomorrow\n")
    assert [(step.text, step.day.day) for step in steps] == [("mail bob@example.org", 23), ("show Mara", 24)]
    assert STEPS.display(steps) == "2 steps"
    assert STEPS.display(steps[:1]) == "1 step"
    assert (STEPS.display(()), STEPS.as_typed(()), STEPS.as_typed(None)) == ("–", "", "")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("", "Write at least one step."),
        ("rehearse", "Line 1 has no day yet. End it with @ and a day, like “rehearse aloud @ fri”."),
        ("rehearse @ fri\nshow Mara", "Line 2 has no day yet. End it with @ and a day, like “rehearse aloud @ fri”."),
        ("@ fri", "Line 1 has a day but says nothing to do."),
        ("rehearse @ yesterday", "Line 1 is on Sat 21 Nov; steps lie between today and Sun 6 Dec."),
        ("rehearse @ +15d", "Line 1 is on Mon 7 Dec; steps lie between today and Sun 6 Dec."),
        ("x" * 4001 + "@ fri", "Line 1 is 4,001 characters; at most 4,000 fit here."),
        ("\n".join(["rehearse @ fri"] * 6), "That is 6 steps; 5 at most keeps it a plan, not a list."),
    ],
)
def test_steps_refused_say_which_line_and_why(raw: str, said: str) -> None:
    assert why(STEPS, raw) == said


def test_a_step_without_a_real_day_says_what_a_day_would_say() -> None:
    assert why(STEPS, "rehearse @ 12").startswith("Line 1: “12” could be a day of any month.")


def test_optional_steps_may_be_none() -> None:
    assert (
        StepsQuestion(key="s", prompt="?", today=SUNDAY, earliest=SUNDAY, latest=SUNDAY, optional=True).parse(" \n")
        == ()
    )


@given(st.text(st.sampled_from("a @\n1+dfri\x00é-"), max_size=30))
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_as_steps_is_taken_or_refused(raw: str) -> None:
    try:
        steps = STEPS.parse(raw)
    except InvalidAnswer:
        return
    assert 1 <= len(steps) <= 5
    assert all(SUNDAY <= step.day <= SUNDAY + dt.timedelta(days=14) and step.text for step in steps)


# -- cards ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", ["", "whatever"])
def test_a_card_is_read_and_says_nothing(raw: str) -> None:
    card = Card(key="c", prompt="Another way to read it")
    value: Any = card.parse(raw)
    assert value is True
    assert card.display(value) == ""


@pytest.mark.parametrize(("order", "told"), [("dmy", "4 Dec 2026"), ("mdy", "Dec 4, 2026"), ("ymd", "2026-12-04")])
def test_days_and_steps_stand_in_their_fields_as_the_person_writes_them(
    order: locale_format.DateOrder, told: str
) -> None:
    locale_format.use(locale_format.LocaleFormat(date_order=order))
    day = dt.date(2026, 12, 4)
    asked = replace(DUE, order=order)
    assert asked.as_typed(day) == told
    assert asked.parse(asked.as_typed(day)) == day
    steps = StepsQuestion(key="steps", prompt="", today=SUNDAY, earliest=SUNDAY, latest=day)
    assert steps.order == order
    assert steps.as_typed([Step(text="rehearse", day=day)]) == f"rehearse @ {told}"
    assert steps.parse(steps.as_typed([Step(text="rehearse", day=day)])) == (Step(text="rehearse", day=day),)
