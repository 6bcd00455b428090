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
    DayQuestion,
    InvalidAnswer,
    Option,
    Question,
    RatingQuestion,
    StepsQuestion,
    TextQuestion,
    as_options,
)
from efficacy_tui.flows.schedule_questions import days_question
from efficacy_tui.flows.shared_questions import five_point_rating, number_key
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.display import DateOrder
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


def test_a_choice_accepts_empty_or_free_text_only_where_allowed() -> None:
    optional = ChoiceQuestion(key="x", prompt="?", options=COLOUR.options, optional=True)
    assert optional.parse("") is None
    assert optional.display(None) == "–"
    free_text = ChoiceQuestion(key="x", prompt="?", options=COLOUR.options, free_text_label="another")
    assert free_text.parse("  sea\n green ") == "sea green"
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


# -- days ----------------------------------------------------------------------------------------


@given(st.integers(-40, 40))
@settings(max_examples=60, deadline=None)
def test_a_day_outside_its_limits_is_rejected(offset: int) -> None:
    day = SUNDAY + dt.timedelta(days=offset)
    if 0 <= offset <= 14:
        assert DUE.parse(day.isoformat()) == day
        assert DUE.parse(DUE.as_typed(day)) == day
        assert DUE.parse(DUE.display(day)) == day
    else:
        assert rejection(DUE, day.isoformat()).endswith("that day is past." if offset < 0 else "that is too far.")


def test_a_rejected_day_says_how_it_was_understood() -> None:
    assert rejection(DUE, "yesterday") == "Sat 21 Nov: that day is past."
    assert rejection(DUE, "+15d") == "Mon 7 Dec: that is too far."
    assert rejection(DUE, "12").startswith("“12” could be a day of any month.")
    assert rejection(DUE, "").startswith("Type a day.")


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
def test_echo_interprets_a_day_while_it_is_typed(raw: str, echo: str) -> None:
    assert DUE.echo(raw) == echo


def test_echo_of_a_past_day_says_how_long_ago() -> None:
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

STEP = st.builds(
    Step,
    text=st.text(max_size=20).map(clean_line).filter(bool),
    day=st.integers(0, 14).map(lambda offset: SUNDAY + dt.timedelta(days=offset)),
)


@given(st.lists(STEP, min_size=1, max_size=5))
@settings(max_examples=80, deadline=None)
def test_steps_survive_a_round_trip_sorted_by_day(steps: list[Step]) -> None:
    assert STEPS.parse(STEPS.as_typed(steps)) == tuple(sorted(steps, key=lambda step: step.day))


def test_steps_are_parsed_from_lines_with_blank_lines_and_at_signs() -> None:
    steps = STEPS.parse("\n show Mara @ +2d\n\nmail bob@example.org @ tomorrow\n")
    assert [(step.text, step.day.day) for step in steps] == [("mail bob@example.org", 23), ("show Mara", 24)]
    assert STEPS.display(steps) == "2 steps"
    assert STEPS.display(steps[:1]) == "1 step"
    assert (STEPS.display(()), STEPS.as_typed(()), STEPS.as_typed(None)) == ("–", "", "")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("", "Type at least one step."),
        ("@ fri", "Line 1 has a day but no step."),
        ("rehearse @ yesterday", "Line 1 is on Sat 21 Nov; a step is due between today and Sun 6 Dec."),
        ("rehearse @ +15d", "Line 1 is on Mon 7 Dec; a step is due between today and Sun 6 Dec."),
        ("x" * 4001 + "@ fri", "Line 1 is 4,001 characters; at most 4,000 fit here."),
        ("\n".join(["rehearse @ fri"] * 6), "That is 6 steps; at most 5 keep it a plan, not a list."),
    ],
)
def test_rejected_steps_say_which_line_and_why(raw: str, message: str) -> None:
    assert rejection(STEPS, raw) == message


def test_a_step_with_an_invalid_day_explains_the_day() -> None:
    assert rejection(STEPS, "rehearse @ 12").startswith("Line 1: “12” could be a day of any month.")


@pytest.mark.parametrize("raw", ["rehearse @ soon", "rehearse @ fri\nshow Mara @ never", "rehearse @ fri\nshow @"])
def test_what_follows_an_at_sign_must_be_a_day(raw: str) -> None:
    number = len(raw.splitlines())
    assert rejection(STEPS, raw).startswith(f"Line {number}: ")


@pytest.mark.parametrize(
    ("raw", "days"),
    [
        ("rehearse", [7]),
        ("outline\nrehearse", [4, 9]),
        ("outline\nrehearse\nshow\nlook at the room\ngo", [2, 4, 7, 9, 11]),
        ("outline\nrehearse @ +3d\nshow", [3, 3, 10]),
        ("mail bob@example.org", [7]),
    ],
)
def test_steps_without_a_day_are_spread_before_the_last_day(raw: str, days: list[int]) -> None:
    steps = STEPS.parse(raw)
    assert [(step.day - SUNDAY).days for step in steps] == days
    assert sorted(step.text for step in steps) == sorted(line.partition(" @ ")[0] for line in raw.splitlines())


@pytest.mark.parametrize(
    ("line", "text", "day"),
    [
        ("rehearse @ fri 17:00", "rehearse, 17:00", 5),
        ("rehearse @ 17:00 on fri", "rehearse, 17:00", 5),
        ("rehearse @ tonight", "rehearse, tonight", 0),
        ("rehearse aloud, 17:00 @ fri 17:00", "rehearse aloud, 17:00", 5),
        ("rehearse @ fri", "rehearse", 5),
        ("rehearse @ in a week", "rehearse", 7),
        ("mail a@b.de 17:00", "mail a@b.de 17:00", 7),
    ],
)
def test_the_time_of_a_step_becomes_part_of_its_text(line: str, text: str, day: int) -> None:
    assert STEPS.parse(line) == (Step(text=text, day=SUNDAY + dt.timedelta(days=day)),)
    assert STEPS.parse(STEPS.as_typed(STEPS.parse(line))) == STEPS.parse(line)


def test_a_step_of_a_contradicting_day_is_asked_about() -> None:
    assert rejection(STEPS, "rehearse @ mon 27 nov") == (
        "Line 1: 27 Nov 2026 is a Friday, not a Monday. Write only the one that you mean."
    )


def test_the_time_of_a_day_is_said_not_to_be_saved() -> None:
    assert DUE.parse("fri 17:00") == SUNDAY + dt.timedelta(days=5)
    assert DUE.echo("fri 17:00") == "Fri 27 Nov, in 5 days. The time, 17:00, is not saved"
    assert DUE.echo("fri") == "Fri 27 Nov, in 5 days"
    assert (DUE.dropped_time("fri evening"), DUE.dropped_time("fri"), DUE.dropped_time("?")) == ("evening", "", "")


def test_steps_of_a_challenge_due_today_are_for_today() -> None:
    today_only = StepsQuestion(key="s", prompt="?", today=SUNDAY, earliest=SUNDAY, latest=SUNDAY)
    assert [step.day for step in today_only.parse("outline\nrehearse")] == [SUNDAY, SUNDAY]


def test_optional_steps_can_be_empty() -> None:
    assert (
        StepsQuestion(key="s", prompt="?", today=SUNDAY, earliest=SUNDAY, latest=SUNDAY, optional=True).parse(" \n")
        == ()
    )


@given(st.text(st.sampled_from("a @\n1+dfri\x00é-"), max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_text_is_parsed_as_steps_or_rejected(raw: str) -> None:
    try:
        steps = STEPS.parse(raw)
    except InvalidAnswer:
        return
    assert 1 <= len(steps) <= 5
    assert all(SUNDAY <= step.day <= SUNDAY + dt.timedelta(days=14) and step.text for step in steps)


# -- cards ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", ["", "whatever"])
def test_a_card_has_the_value_true_and_displays_nothing(raw: str) -> None:
    card = Card(key="c", prompt="Another way to read it")
    value: Any = card.parse(raw)
    assert value is True
    assert card.display(value) == ""


@pytest.mark.parametrize(("order", "date_text"), [("dmy", "4 Dec 2026"), ("mdy", "Dec 4, 2026"), ("ymd", "2026-12-04")])
def test_days_and_steps_are_typed_in_the_persons_date_order(order: DateOrder, date_text: str) -> None:
    locale_format.use(locale_format.LocaleFormat(date_order=order))
    day = dt.date(2026, 12, 4)
    due = replace(DUE, order=order)
    assert due.as_typed(day) == date_text
    assert due.parse(due.as_typed(day)) == day
    steps = StepsQuestion(key="steps", prompt="", today=SUNDAY, earliest=SUNDAY, latest=day)
    assert steps.order == order
    assert steps.as_typed([Step(text="rehearse", day=day)]) == f"rehearse @ {date_text}"
    assert steps.parse(steps.as_typed([Step(text="rehearse", day=day)])) == (Step(text="rehearse", day=day),)


def test_a_domain_without_weekdays_of_its_own_is_shown_as_asked_every_day(speaking: Journal) -> None:
    question = days_question(speaking.domains.all()[0])
    assert question.display(question.parse("")) == "every day"
    assert question.display(question.parse("mon wed")) == "mon wed"
