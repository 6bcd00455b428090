"""The answers that questions for a day and for steps accept, and their messages for the others."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.flows.dated_questions import DayQuestion, StepsQuestion
from efficacy_tui.flows.question_types import InvalidAnswer, Question
from efficacy_tui.flows.schedule_questions import days_question
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.display import DateOrder
from efficacy_tui.model.records import Step
from efficacy_tui.model.text import clean_line

SUNDAY = dt.date(2026, 11, 22)

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
        ("@ fri", "Step 1 has a day but no words."),
        ("rehearse @ yesterday", "Step 1 is on Sat 21 Nov; a step is due between today and Sun 6 Dec."),
        ("rehearse @ +15d", "Step 1 is on Mon 7 Dec; a step is due between today and Sun 6 Dec."),
        ("x" * 4001 + "@ fri", "Step 1 is 4,001 characters; at most 4,000 fit here."),
        ("\n".join(["rehearse @ fri"] * 6), "That is 6 steps; at most 5 keep it a plan, not a list."),
    ],
)
def test_rejected_steps_say_which_line_and_why(raw: str, message: str) -> None:
    assert rejection(STEPS, raw) == message


def test_a_step_with_an_invalid_day_explains_the_day() -> None:
    assert rejection(STEPS, "rehearse @ 12").startswith("Step 1: “12” could be a day of any month.")


@pytest.mark.parametrize("raw", ["rehearse @ soon", "rehearse @ fri\nshow Mara @ never", "rehearse @ fri\nshow @"])
def test_what_follows_an_at_sign_must_be_a_day(raw: str) -> None:
    number = len(raw.splitlines())
    assert rejection(STEPS, raw).startswith(f"Step {number}: ")


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


def test_steps_without_a_day_are_spread_from_today_on_once_the_challenge_has_begun() -> None:
    begun = replace(STEPS, earliest=SUNDAY - dt.timedelta(days=10), latest=SUNDAY + dt.timedelta(days=4))
    assert [(step.day - SUNDAY).days for step in begun.parse("outline\nrehearse\nshow")] == [1, 2, 3]
    overdue = replace(begun, latest=SUNDAY - dt.timedelta(days=2))
    assert [(step.day - SUNDAY).days for step in overdue.parse("outline\nrehearse")] == [-2, -2]


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
        "Step 1: 27 Nov 2026 is a Friday, not a Monday. Write only the one that you mean."
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
